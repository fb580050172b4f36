"""Words for places become coordinates with a radius, or stay words with the reason why.

All place names of a report are weighed together. A name that no known place bears stays without
coordinates; words that only point ("the town") mean the place the report has in mind there.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from fogline.gazetteer import Gazetteer, peoples
from fogline.geometry import BEARINGS
from fogline.pack import Pack
from fogline.records import (
    Candidate,
    ClaimType,
    PlaceId,
    PlaceMention,
    PlaceResolution,
    Reading,
    Relation,
    Report,
    Span,
)
from fogline.resolve.areas import BORDER_LAND_KM, Area, along, around, between
from fogline.resolve.beside import Told, ends_behind, told_behind
from fogline.resolve.calibration import Basis, Stating, stated
from fogline.resolve.candidates import Known, squeezed
from fogline.resolve.fitting import NO_POINT, area_of, fits, provincial, runs_by, too_wide
from fogline.resolve.named import NamedPlaces, Spoken, asked_of
from fogline.resolve.ranking import LIKE_KINDS, SETTLED, WITHIN, Named
from fogline.resolve.wording import Asked, take_apart

_SHOWN = 5
_RECENT = 400.0
_LATER = 0.12
_OFTEN = 0.1
_LIKE_KIND = 0.5
_SAME_PARAGRAPH = 1.9
# Kinds that a town has at most one of, so that "the airbase" beside it is its own.
_SINGLE = frozenset({"crossing", "base", "power_plant", "port", "bridge", "station", "silo", "university", "prison"})
_LONG = frozenset({"river", "desert"})
_SAME_STORY = 500
_HOLDS_STREETS = SETTLED | {"neighbourhood", "district"}
_TITLE = 0.45
_SUBJECT = 3.0
_OF_GROUND = frozenset(
    {
        ClaimType.CONTROL_GAIN,
        ClaimType.CONTROL_HOLD,
        ClaimType.WITHDRAWAL,
        ClaimType.PRESENCE,
        ClaimType.CONTESTED,
        ClaimType.CLASH,
        ClaimType.SHELLING,
        ClaimType.AIR_STRIKE,
        ClaimType.ENCIRCLEMENT,
        ClaimType.OFFENSIVE,
    }
)
_ONE_END_KM = 20.0
_ROAD = 0.7
_UNDER_HEADING = 1.6
_AIRPORT_KM = 40.0
_AIRPORT_ROAD = re.compile(r"\b(?:airport|airfield) (?:road|highway|motorway)\b", re.IGNORECASE)
_HEADING = re.compile(r"^(?=.{1,70}$)\S+(?:\s\S+){0,9}(?<![.!?,;])$", re.MULTILINE)
_LABEL = re.compile(r"\n[ \t]*(?:[-*•–][ \t]*)?([A-Z][\w'’-]+(?: [\w'’-]+){0,3}): ?\Z")
_BORDER_LAND = re.compile(
    r"^(?:the\s+)?(?P<whose>(?:[\w’'-]+[\s–-]+){0,2})border(?:s|lands?|\s+(?:area|region|zone|strip|belt)s?)?$",
    re.IGNORECASE,
)
_SAME_PASSAGE = 300
_OF = re.compile(r"\s(?:of|in)\s")
_SURE = 0.9
_BESIDE_KM = 25.0
_COMMON = frozenset({"road", "border", "region", "governorate", "district", "village", "town", "city", "river"})


class Whereabouts:
    """Every place mention of one report, resolved once and looked up by its words and span."""

    def __init__(
        self,
        report: Report,
        readings: Sequence[Reading],
        pack: Pack | None,
        gazetteer: Gazetteer,
        stating: Stating = stated,
    ) -> None:
        """Weighs all place names of the readings together; `stating` turns a share into the probability stated."""
        self._stated = stating
        self._named = NamedPlaces(report, readings, pack, gazetteer)
        self._own = self._named.own
        self._subject = self._named.subject
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

    def of_label(self, reading: Reading) -> PlaceResolution | None:
        """The place by whose name a line begins ("Saltby: shells fell"), for what is told there without another.

        Not the first line of a report: there it is where the writer sat.
        """
        at = reading.quote.span.start
        label = _LABEL.search(self._text, max(0, self._text.rfind("\n", 0, at)), at)
        found = None if label is None else self._named.fresh(label[1], label.start(1))
        if label is None or found is None or found[0].kind not in SETTLED | {"neighbourhood"}:
            return None
        place, sure = found
        mention = PlaceMention(text=label[1], span=Span(*label.span(1)))
        area = Area(lat=place.lat, lon=place.lon, radius_km=place.radius_km)
        made = self._plain(mention, area, place.name, place.kind, sure, "the line begins with it", Basis.BESIDE)
        return replace(made, place_id=PlaceId(place.id))

    def of_subject(self, reading: Reading) -> PlaceResolution | None:
        """The place that the report is of by its title, for what is told of ground without a place of its own."""
        subject = self._subject
        if subject is None or subject.place is None or reading.type not in _OF_GROUND:
            return None
        place = subject.place
        return PlaceResolution(
            text=subject.name,
            span=None,
            place_id=PlaceId(place.id),
            name=place.name,
            lat=round(place.lat, 5),
            lon=round(place.lon, 5),
            radius_km=place.radius_km,
            kind=place.kind,
            probability=self._stated(subject.sure, Basis.BESIDE),
            reason=f"the report is of '{place.name}' by its title",
        )

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
        border = _BORDER_LAND.match(mention.text.strip())
        if border is not None and all(w in peoples() for w in re.findall(r"[\w’']+", border["whose"])):
            return self._border_land(mention)
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
                and runs_by(group.options[best].place, beside.place)
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
        return self._plain(
            mention, area, place.name, place.kind, sure / 2, f"in no list, told to lie {where} '{place.name}'"
        )

    def _anchor(self, told: Told) -> tuple[Known, float] | None:
        if told.words[:1].isupper():
            return self._named.fresh(told.words, told.span.start)
        kind = take_apart(told.words).kind
        spoken = self._salient([s for s in self._spoken if fits(kind, s.kind)], told.span.start, kind)
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
        return self._plain(
            mention, area, place.name, place.kind, sure / 2, f"in no list, told to lie in '{place.name}'"
        )

    def _within(self, asked: Asked, mention: PlaceMention) -> PlaceResolution | None:
        """A street, school or quarter that no list has: left to the town it is told of, with that radius."""
        if asked.kind not in WITHIN:
            return None
        at = mention.span.start
        near = [s for s in self._spoken if s.kind in _HOLDS_STREETS and abs(s.at - at) <= _SAME_PASSAGE]
        called = self._called(mention.text, at)
        town = self._salient(near, at) if called is None else called[0]
        if town is None or town.place is None:
            return None
        area = Area(lat=town.place.lat, lon=town.place.lon, radius_km=town.place.radius_km)
        why = f"a {asked.kind} no list has, left to '{town.place.name}'"
        return self._plain(mention, area, town.place.name, town.place.kind, town.sure / 2, why)

    def _by(self, mention: PlaceMention, asked: Asked, group: Named, best: int, town: Known) -> PlaceResolution:
        """A river or a desert where the town beside it in the text lies."""
        made = self._placed(mention, asked, group, best)
        return replace(made, lat=round(town.lat, 5), lon=round(town.lon, 5), radius_km=20.0, reason=f"by '{town.name}'")

    def _border_land(self, mention: PlaceMention) -> PlaceResolution:
        """The land along a border that words only point to: wide around the settlement the report has in mind."""
        town = self._salient([s for s in self._spoken if s.kind in SETTLED], mention.span.start)
        if town is None or town.place is None:
            nobody = "the report names no town whose border land this could be"
            return PlaceResolution(text=mention.text, span=mention.span, relation=mention.relation, reason=nobody)
        area = Area(lat=town.place.lat, lon=town.place.lon, radius_km=BORDER_LAND_KM)
        why = f"the border land about '{town.place.name}'"
        return self._plain(mention, area, town.place.name, "border", town.sure, why, Basis.BESIDE)

    def _placed(self, mention: PlaceMention, asked: Asked, group: Named, best: int) -> PlaceResolution:
        place = group.options[best].place
        area = area_of(mention, asked, place, provincial=provincial(group, place))
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
            probability=self._stated(group.shares[best], Basis.NAMED),
            others=_others(group, best),
            reason=why,
        )

    def _pointed(self, asked: Asked, mention: PlaceMention) -> PlaceResolution:
        """Words that only point: the nearest place named before that they fit, else the one spoken of."""
        at = mention.span.start
        if _AIRPORT_ROAD.search(mention.text):
            road = self._airport_road(mention)
            if road is not None:
                return road
        wide = asked.kind in WITHIN
        fitting = [s for s in self._spoken if fits(asked.kind, s.kind) and not (wide and too_wide(s.place))]
        if self._subject is not None and asked.kind in SETTLED:
            fitting.append(self._subject)
        called = self._called(mention.text, at)
        spoken, exact = called or (self._salient(fitting, at, asked.kind), True)
        if spoken is None or (spoken.place is None and asked.kind not in SETTLED):
            spoken, exact = self._salient([s for s in self._spoken if s.kind not in NO_POINT], at), False
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
        area = area_of(mention, replace(asked, kind=None), place)
        why = f"what '{place.name}' is called here" if called else f"points to '{place.name}', named before"
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
            probability=self._stated(spoken.sure, Basis.POINTED if exact else Basis.BESIDE),
            reason=why if exact else f"an unnamed place by '{place.name}'",
        )

    def _called(self, words: str, at: int) -> tuple[Spoken, bool] | None:
        """What the theatre calls by words without a name, as "the capital", and whether that is all they say."""
        if self._own is None:
            return None
        *before, last = _OF.split(words)
        place = self._own.called(last)
        return None if place is None else (Spoken(at, place.name, place.kind, place, _SURE), not before)

    def _airport_road(self, mention: PlaceMention) -> PlaceResolution | None:
        """The way from the city spoken of to the pack's airport beside it."""
        city = self._salient([s for s in self._spoken if s.kind in SETTLED], mention.span.start, "city")
        if self._own is None or city is None or city.place is None:
            return None
        own = self._own
        kinds = ("airport", "airbase")
        near = [p for kind in kinds for p in own.of_kind(frozenset({kind}), city.place, _AIRPORT_KM)]
        if not near:
            return None
        area = between((city.place.lat, city.place.lon), (near[0].lat, near[0].lon))
        why = f"the way from '{city.place.name}' to its airport"
        return self._plain(mention, area, f"{city.place.name} – {near[0].name}", "road", city.sure, why, Basis.LINE)

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
            if s is self._subject:
                scores[who] = max(scores[who], s.sure * _SUBJECT)
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
            and s.place.kind not in NO_POINT | {"city"}
        ]
        area = along([(p.lat, p.lon) for p in line], near)
        if mention.relation.value in BEARINGS or mention.relation is Relation.NEAR:
            area = around(area.lat, area.lon, area.radius_km, mention.relation, mention.distance_km)
        return self._plain(mention, area, asked.names[0], "road", _ROAD, "a road of the pack", Basis.LINE)

    def _stretch(self, ends: tuple[str, str], kind: str | None, mention: PlaceMention) -> PlaceResolution | None:
        found = (self._named.fresh(end, mention.span.start) for end in ends)
        spots = [spot for spot in found if spot is not None]
        if not spots:
            return None
        if len(spots) == 1:
            place, share = spots[0]
            area = Area(lat=place.lat, lon=place.lon, radius_km=_ONE_END_KM)
            why = f"towards '{place.name}', its other end is not known"
            return self._plain(mention, area, place.name, place.kind, share / 2, why, Basis.LINE)
        (a, p), (b, q) = spots
        area = between((a.lat, a.lon), (b.lat, b.lon))
        return self._plain(mention, area, f"{a.name} – {b.name}", kind, p * q, "half way between the two", Basis.LINE)

    def _plain(
        self,
        mention: PlaceMention,
        area: Area,
        name: str,
        kind: str | None,
        share: float,
        reason: str,
        basis: Basis = Basis.LEFT,
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
            probability=self._stated(share, basis),
            reason=reason,
        )


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
