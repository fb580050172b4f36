"""Words for places become coordinates with a radius, or stay words with the reason why.

All place names of a report are weighed together. A name that no known place bears stays without
coordinates; words that only point ("the town") mean the place the report has in mind there.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from fogline.gazetteer import Gazetteer
from fogline.geometry import BEARINGS, distance_km
from fogline.pack import Pack
from fogline.records import (
    Candidate,
    PlaceId,
    PlaceMention,
    PlaceResolution,
    Reading,
    Relation,
    Report,
)
from fogline.resolve.areas import Area, along, around, between, countryside, side_of
from fogline.resolve.beside import Told, ends_behind, told_behind
from fogline.resolve.candidates import Known, squeezed
from fogline.resolve.named import NamedPlaces, Spoken, asked_of
from fogline.resolve.ranking import LIKE_KINDS, SETTLED, WITHIN, Named
from fogline.resolve.wording import Asked, take_apart

_SHOWN = 5
_RECENT = 400.0
_LATER = 0.3
_OFTEN = 0.1
_LIKE_KIND = 0.5
_SAME_PARAGRAPH = 1.5
# Kinds that a town has at most one of, so that "the airbase" beside it is its own.
_SINGLE = frozenset({"crossing", "base", "power_plant", "port", "bridge", "station", "silo", "university", "prison"})
_LONG = frozenset({"river", "desert"})
_SAME_STORY = 500
_HOLDS_STREETS = SETTLED | {"neighbourhood", "district"}
_TITLE = 0.25
_ONE_END_KM = 20.0
_UNDER_HEADING = 1.6
_HEADING = re.compile(r"^(?=.{1,70}$)\S+(?:\s\S+){0,9}(?<![.!?,;])$", re.MULTILINE)
_CAPITAL_OF = 60.0
_SAME_NAME = 0.93
_MILLION = 1_000_000
_SAME_PASSAGE = 300
_BESIDE_KM = 25.0
_NO_POINT = frozenset({"country", "governorate", "river", "desert", "road", "region", "lake"})
_COMMON = frozenset({"road", "border", "region", "governorate", "district", "village", "town", "city", "river"})


class Whereabouts:
    """Every place mention of one report, resolved once and looked up by its words and span."""

    def __init__(self, report: Report, readings: Sequence[Reading], pack: Pack | None, gazetteer: Gazetteer) -> None:
        """Weighs all place names of the readings together."""
        self._named = NamedPlaces(report, readings, pack, gazetteer)
        self._own = self._named.own
        self._spoken = self._named.spoken
        self._text = report.text
        self._headings = [(m.start(), m.end()) for m in _HEADING.finditer(report.text)]
        self._breaks = [m.start() for m in re.finditer(r"\n", report.text)]
        self._made: dict[PlaceMention, PlaceResolution] = {}

    def resolve(self, mention: PlaceMention | None) -> PlaceResolution | None:
        """Where a mention of the readings lies; None for none."""
        if mention is None:
            return None
        if mention not in self._made:
            self._made[mention] = self._resolved(mention)
        return self._made[mention]

    def _resolved(self, mention: PlaceMention) -> PlaceResolution:
        asked = asked_of(mention)
        line = self._line(asked)
        road_told = asked.ends is None and (line is not None or asked.kind == "road")
        ends = ends_behind(self._text, mention.span.end) if road_told else asked.ends
        stretch = None if ends is None else self._stretch(ends, asked.kind, mention)
        if stretch is not None and stretch.radius_km != _ONE_END_KM:
            return stretch
        if line is not None:
            return self._road(line, asked, mention)
        if stretch is not None:
            return stretch
        if not asked.names:
            return self._pointed(asked, mention)
        group = self._named.group_of(asked.names, asked.kind)
        best = None if group is None else group.chosen()
        if group is None or best is None:
            return (
                self._behind(mention)
                or self._contained(asked, mention)
                or self._within(asked, mention)
                or _nowhere(mention, group, self._own is not None)
            )
        if group.options[best].place.kind in _LONG:
            beside = self._salient([s for s in self._spoken if s.kind in SETTLED], mention.span.start)
            near = beside is not None and abs(beside.at - mention.span.start) <= _SAME_STORY
            if (
                near
                and beside is not None
                and beside.place is not None
                and _reach(group.options[best].place, beside.place)
            ):
                return self._by(mention, asked, group, best, beside.place)
        return self._placed(mention, asked, group, best)

    def _behind(self, mention: PlaceMention) -> PlaceResolution | None:
        """A place no list has, left to the area that the words right behind it tell."""
        told = told_behind(self._text, mention.span.end)
        if told is None:
            return None
        anchor = self._anchor(told)
        if anchor is None:
            return None
        place, sure = anchor
        area = around(place.lat, place.lon, place.radius_km, told.relation, told.distance_km)
        where = "in" if told.relation is Relation.AT else f"{told.relation.value} of"
        return _plain(
            mention, area, place.name, place.kind, sure / 2, f"in no list, told to lie {where} '{place.name}'"
        )

    def _anchor(self, told: Told) -> tuple[Known, float] | None:
        if told.words[:1].isupper():
            return self._named.fresh(told.words, told.span.start)
        kind = take_apart(told.words).kind
        spoken = self._salient([s for s in self._spoken if _fits(kind, s.kind)], told.span.start, kind)
        return None if spoken is None or spoken.place is None else (spoken.place, spoken.sure)

    def _contained(self, asked: Asked, mention: PlaceMention) -> PlaceResolution | None:
        """A place no list has, left to what its own words say contains it: "training centre in X"."""
        if asked.container is None:
            return None
        anchor = self._named.fresh(asked.container, mention.span.start)
        if anchor is None:
            return None
        place, sure = anchor
        area = Area(lat=place.lat, lon=place.lon, radius_km=place.radius_km)
        return _plain(mention, area, place.name, place.kind, sure / 2, f"in no list, told to lie in '{place.name}'")

    def _within(self, asked: Asked, mention: PlaceMention) -> PlaceResolution | None:
        """A street, school or quarter that no list has: left to the town it is told of, with that radius."""
        if asked.kind not in WITHIN:
            return None
        at = mention.span.start
        near = [s for s in self._spoken if s.kind in _HOLDS_STREETS and abs(s.at - at) <= _SAME_PASSAGE]
        town = self._salient(near, at)
        if town is None or town.place is None:
            return None
        area = Area(lat=town.place.lat, lon=town.place.lon, radius_km=town.place.radius_km)
        why = f"a {asked.kind} no list has, left to '{town.place.name}'"
        return _plain(mention, area, town.place.name, town.place.kind, town.sure / 2, why)

    def _by(self, mention: PlaceMention, asked: Asked, group: Named, best: int, town: Known) -> PlaceResolution:
        """A river or a desert where the town beside it in the text lies."""
        made = self._placed(mention, asked, group, best)
        return replace(made, lat=round(town.lat, 5), lon=round(town.lon, 5), radius_km=20.0, reason=f"by '{town.name}'")

    def _placed(self, mention: PlaceMention, asked: Asked, group: Named, best: int) -> PlaceResolution:
        place = group.options[best].place
        area = _area(mention, asked, place, provincial=_provincial(group, place))
        why = ", ".join(r.feature for r in sorted(group.reasons[best], key=lambda r: -r.weight)[:3] if r.weight > 0)
        return PlaceResolution(
            text=mention.text,
            span=mention.span,
            relation=mention.relation,
            place_id=PlaceId(place.id),
            name=place.name,
            lat=round(area.lat, 5),
            lon=round(area.lon, 5),
            radius_km=area.radius_km,
            shape=area.shape,
            kind=place.kind,
            probability=round(group.shares[best], 3),
            others=_others(group, best),
            reason=why,
        )

    def _pointed(self, asked: Asked, mention: PlaceMention) -> PlaceResolution:
        """Words that only point: the nearest place named before that they fit, else the one spoken of."""
        at = mention.span.start
        fitting = [s for s in self._spoken if _fits(asked.kind, s.kind)]
        spoken, exact = self._salient(fitting, at, asked.kind), True
        if spoken is None or (spoken.place is None and asked.kind not in SETTLED):
            spoken, exact = self._salient([s for s in self._spoken if s.kind not in _NO_POINT], at), False
            spoken = self._own_beside(asked.kind, spoken) or spoken
        if asked.kind in WITHIN and (spoken is None or spoken.place is None):
            left = self._within(asked, mention)
            if left is not None:
                return left
        if spoken is None or spoken.place is None:
            nobody = "the report names no place these words could point to"
            return PlaceResolution(
                text=mention.text,
                span=mention.span,
                relation=mention.relation,
                reason=nobody if spoken is None else f"points to '{spoken.name}', which is not known",
            )
        place = spoken.place
        area = _area(mention, replace(asked, kind=None), place)
        return PlaceResolution(
            text=mention.text,
            span=mention.span,
            relation=mention.relation,
            place_id=PlaceId(place.id),
            name=place.name,
            lat=round(area.lat, 5),
            lon=round(area.lon, 5),
            radius_km=area.radius_km if exact else max(area.radius_km, 8.0),
            shape=area.shape,
            kind=place.kind,
            probability=round(spoken.sure * (0.75 if exact else 0.5), 3),
            reason=f"points to '{place.name}', named before" if exact else f"an unnamed place by '{place.name}'",
        )

    def _own_beside(self, kind: str | None, spoken: Spoken | None) -> Spoken | None:
        """The only place of a kind that the pack has by the place spoken of: its airbase, its dam."""
        if (
            self._own is None
            or kind is None
            or spoken is None
            or spoken.place is None
            or kind in _COMMON | WITHIN - _SINGLE
        ):
            return None
        near = self._own.of_kind(LIKE_KINDS.get(kind, frozenset({kind})) - SETTLED, spoken.place, _BESIDE_KM)
        return None if not near else Spoken(spoken.at, near[0].name, near[0].kind, near[0], spoken.sure)

    def _salient(self, spoken: Sequence[Spoken], at: int, kind: str | None = None) -> Spoken | None:
        """The place most in mind at a position: named just before, in the same paragraph, often."""
        paragraph = bisect_left(self._breaks, at)
        heading = next((h for h in reversed(self._headings) if h[1] <= at), None)
        scores: dict[str, float] = {}
        last: dict[str, Spoken] = {}
        for s in spoken:
            who = s.name if s.place is None else s.place.id
            gap = at - s.at
            sure = s.sure * (1.0 if kind is None or s.kind == kind else _LIKE_KIND)
            near = sure * (math.exp(-gap / _RECENT) if gap >= 0 else _LATER * math.exp(gap / _RECENT))
            if heading is not None and heading[0] <= s.at < heading[1]:
                near = max(near, sure * _UNDER_HEADING)
            if bisect_left(self._breaks, s.at) == paragraph:
                near *= _SAME_PARAGRAPH
            scores[who] = scores.get(who, 0.0) + _OFTEN * sure
            scores[who] = max(scores[who], near + _OFTEN * sure)
            if s.at < 0:
                scores[who] += _TITLE
            if who not in last or gap >= 0:
                last[who] = s
        best = max(scores, key=lambda p: (scores[p], p), default=None)
        return None if best is None else last[best]

    def _line(self, asked: Asked) -> tuple[Known, ...] | None:
        """The places along a road of the pack."""
        if self._own is None:
            return None
        return next((self._own.roads[f] for n in asked.names if (f := squeezed(n)) in self._own.roads), None)

    def _road(self, line: tuple[Known, ...], asked: Asked, mention: PlaceMention) -> PlaceResolution:
        near = [
            (s.place.lat, s.place.lon)
            for s in self._spoken
            if 0 < abs(s.at - mention.span.start) <= _SAME_STORY
            and s.place is not None
            and s.place.kind not in _NO_POINT | {"city"}
        ]
        area = along([(p.lat, p.lon) for p in line], near)
        if mention.relation.value in BEARINGS or mention.relation is Relation.NEAR:
            area = around(area.lat, area.lon, area.radius_km, mention.relation, mention.distance_km)
        return _plain(mention, area, asked.names[0], "road", 0.7, "a road of the pack")

    def _stretch(self, ends: tuple[str, str], kind: str | None, mention: PlaceMention) -> PlaceResolution | None:
        found = (self._named.fresh(end, mention.span.start) for end in ends)
        spots = [spot for spot in found if spot is not None]
        if not spots:
            return None
        if len(spots) == 1:
            place, share = spots[0]
            area = Area(lat=place.lat, lon=place.lon, radius_km=_ONE_END_KM)
            why = f"towards '{place.name}', its other end is not known"
            return _plain(mention, area, place.name, place.kind, share / 2, why)
        (a, p), (b, q) = spots
        area = between((a.lat, a.lon), (b.lat, b.lon))
        return _plain(mention, area, f"{a.name} – {b.name}", kind, p * q, "half way between the two")


def _reach(long: Known, town: Known) -> bool:
    """True when a town lies about where a river or desert runs."""
    return distance_km(long.lat, long.lon, town.lat, town.lon) <= 2 * long.radius_km + 20


def _fits(asked: str | None, kind: str | None) -> bool:
    if asked is None:
        return kind not in _NO_POINT
    if kind is None:
        return asked in SETTLED
    if asked in ("city", "town"):
        return kind in ("city", "town")
    if asked == "village":
        return kind in ("village", "town")
    if asked == "base":
        return kind in ("base", "airbase", "airport")
    if asked in ("airbase", "airport"):
        return kind in ("airbase", "airport")
    if asked in ("neighbourhood", "district"):
        return kind in ("neighbourhood", "district")
    if asked in ("hill", "mountain"):
        return kind in ("hill", "mountain")
    return kind == asked


def _provincial(group: Named, town: Known) -> bool:
    """True for a provincial town below a million people: "northern X" is then the country to its north."""
    if town.kind != "city" or town.population >= _MILLION:
        return False
    return any(
        o.place.kind in ("governorate", "district")
        and o.alike >= _SAME_NAME
        and distance_km(o.place.lat, o.place.lon, town.lat, town.lon) <= o.place.radius_km + _CAPITAL_OF
        for o in group.options
    )


def _area(mention: PlaceMention, asked: Asked, place: Known, *, provincial: bool = False) -> Area:
    area = Area(lat=place.lat, lon=place.lon, radius_km=place.radius_km)
    if asked.part is not None:
        if place.kind in SETTLED and (asked.kind == "governorate" or (provincial and not asked.inner)):
            area = countryside(place.lat, place.lon, asked.part)
        else:
            area = side_of(place.lat, place.lon, place.radius_km, place.kind, asked.part)
    elif asked.kind == "governorate" and place.kind in SETTLED:
        area = countryside(place.lat, place.lon, None)
    if mention.relation in (Relation.AT, Relation.ALONG, Relation.BETWEEN):
        relation = Relation.NEAR if asked.around else Relation.AT
    else:
        relation = mention.relation
    if relation is Relation.AT:
        return area
    return around(area.lat, area.lon, area.radius_km, relation, mention.distance_km)


def _others(group: Named, best: int) -> tuple[Candidate, ...]:
    order = sorted(range(len(group.options)), key=lambda n: (-group.scores[n], n))
    return tuple(
        Candidate(
            id=group.options[n].place.id,
            name=group.options[n].place.name,
            score=group.scores[n],
            reasons=group.reasons[n],
            lat=group.options[n].place.lat,
            lon=group.options[n].place.lon,
            radius_km=group.options[n].place.radius_km,
            kind=group.options[n].place.kind,
        )
        for n in order
        if n != best
    )[:_SHOWN]


def _nowhere(mention: PlaceMention, group: Named | None, theatre: bool) -> PlaceResolution:
    if group is None or not group.options:
        reason = "no place of that name within the theatre" if theatre else "no place of that name is known"
    else:
        reason = "no place of that name fits well enough"
    return PlaceResolution(
        text=mention.text,
        span=mention.span,
        relation=mention.relation,
        others=() if group is None else _others(group, -1),
        reason=reason,
    )


def _plain(
    mention: PlaceMention, area: Area, name: str, kind: str | None, share: float, reason: str
) -> PlaceResolution:
    return PlaceResolution(
        text=mention.text,
        span=mention.span,
        relation=mention.relation,
        name=name,
        lat=round(area.lat, 5),
        lon=round(area.lon, 5),
        radius_km=area.radius_km,
        shape=area.shape,
        kind=kind,
        probability=round(share, 3),
        reason=reason,
    )
