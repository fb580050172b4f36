"""Where one place string lies: its candidates weighed against each other and against "none of them".

Each candidate's features (spelling, kind, people, governorate, what is named beside it) have learned weights in
log-odds; the shares of the candidates and of none sum to 1. Weights are learned by `python -m training.places` from
places of the gazetteer whose spelling, or which themselves, were withheld; they lie in `weights.json`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from itertools import product

import orjson

from fogline.gazetteer import Gazetteer, Match, Place
from fogline.geocode.around import Around, Surroundings
from fogline.geocode.asked import Question, Wanted, take_string_apart
from fogline.geocode.own import PACK, own_places
from fogline.geocode.told import How, area, said
from fogline.geometry import distance_km
from fogline.names import fold, key
from fogline.pack import Pack
from fogline.records import Reason, Shape
from fogline.resolve.areas import along, between
from fogline.resolve.candidates import places_of, squeezed
from fogline.resolve.ranking import LIKE_KINDS, SETTLED, WITHIN

FEATURES = (
    "exact spelling", "spelling", "people", "district", "wide area", "no settlement", "kind asked for",
    "kind like it", "another kind", "in the governorate", "km outside the governorate", "beside what is named",
    "far from what is named", "near the point given", "far from the point given", "other reading of the string",
    "only part of its name", "of the pack", "the very kind of spot", "no such spot", "the very name of a town",
    "by another of its names",
)  # fmt: skip
NONE = "none of them"
LIMITS = ("least probability", "most for none")
_LEAST_PEOPLE = {"town": 10_000, "city": 100_000}
_TOWNS = {"town": 0.5, "city": 1.0}  # who writes a city's name alone means it
_WIDE = frozenset({"governorate", "country", "region", "desert", "river"})
_VAGUE = SETTLED | {"region", "neighbourhood"}
_SPOT_OF_TOWN_KM = 15.0
_OTHER_KIND = 0.6
_ROAD_KM = 20.0
_REGION_KM = 25.0
_LEFT_TO_TOWN = WITHIN | {"camp", "road"}
_MOST = 25
_SHOWN = 5
_SPOT_KM = 5.0
_SURE = 0.985
_MOST_ODDS = 4.0  # a spelling of another writer is at best as telling as the very spelling
_LARGE = 100_000
_BESIDE_KM = 15.0
_ALIKE = 0.9
_ASIDE = re.compile(r"\s*\([^)]*\)")
_UNLIKE = 0.3
_SINGLE = frozenset({"airport", "airbase", "dam", "crossing", "power_plant", "port", "prison", "university"})
_ONLY_ONE = 0.7
_BY_TOWN_KM = 20.0
_OUTSIDE_KM = 20.0
_LIKE_A_QUARTER = 0.7
_BETWEEN = 0.5
_ROAD = 0.7
_SHARE_OF_END = 0.1
_FAR_KM = 60.0
_LONGEST_KM = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A place that the string may mean: how likely it is spelled so, whether by another reading of the string, and
    whether the string has its name without "upper", "big" and the like; `whole` says that the word for the kind asked
    for is part of the name: a town may be called a bridge.
    """

    place: Place
    spelling: float
    matched: str
    second: bool = False
    part: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """An option with its share and what spoke for it."""

    option: Option
    share: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where a string lies, or None with the reason; `probability` is that of being right within 5 km or the radius."""

    lat: float | None
    lon: float | None
    radius_km: float | None
    place: Place | None
    probability: float
    ranked: tuple[Ranked, ...]
    reason: str
    shape: Shape | None = None


class Geocoder:
    """Answers questions over a gazetteer, among the places of some countries if given."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        countries: frozenset[str] | None = None,
        weights: Mapping[str, float] | None = None,
        pack: Pack | None = None,
    ) -> None:
        """Takes the shipped weights unless others are given; a pack's places are candidates too."""
        self._own = own_places(pack)
        self._roads = {} if pack is None else places_of(pack).roads
        self._gazetteer = gazetteer
        self._countries = countries
        self._weights = weights or learned()
        self._surroundings = Surroundings(gazetteer, self._own)

    def answer(self, question: Question) -> Answer:
        """The place of a question, or none with the reason.

        Without countries it is looked for in the installed ones, and, if they do not have it by this very name, among
        the large cities of the world that do.
        """
        wanted = take_string_apart(question.name, question.context)
        around = self._surroundings.of(question, wanted, self._countries)
        wanted = self._or_whole(wanted, around)
        answer = self._road(wanted, around) or self._answer(wanted, around)
        if self._countries is None and wanted.heads:
            got = answer.ranked[0].option if answer.place is not None and answer.ranked else None
            full = max(wanted.heads, key=len)
            names = wanted.heads if got is None or got.spelling < _SURE else (full,)
            if got is None or fold(got.matched) != fold(full):
                asked = replace(wanted, heads=names, large=True)
                found = self._answer(asked, self._surroundings.of(question, asked, None, anywhere=True))
                answer = found if found.place is not None else answer
        return self._moved(answer, wanted)

    def _or_whole(self, wanted: Wanted, around: Around) -> Wanted:
        """What a string asks for: a place that bears all of it as its name goes before an area about another."""
        if wanted.told is None:
            return wanted
        whole = replace(wanted, heads=(wanted.whole,), told=None, kind=None)
        exact = any(o.spelling >= _SURE for o in self.options(whole, around))
        return whole if exact else wanted

    def _moved(self, answer: Answer, wanted: Wanted) -> Answer:
        """The area about the place answered that is asked for; its place stays while the centre lies within it."""
        told, place = wanted.told, answer.place
        if told is None or place is None:
            return answer
        if told.how is How.SIDE and place.kind in ("town", "village"):
            return answer  # "eastern X" is as often the name of one
        made = area(place, told)
        stays = told.km is None and distance_km(made.lat, made.lon, place.lat, place.lon) <= place.radius_km
        return replace(
            answer, lat=round(made.lat, 5), lon=round(made.lon, 5), radius_km=made.radius_km, shape=made.shape,
            place=place if stays else None, reason=said(told, place.name),
        )  # fmt: skip

    def _road(self, wanted: Wanted, around: Around) -> Answer | None:
        """A road of the pack, or its stretch between the two ends told, by the places named with it; else None."""
        line = next((self._roads[f] for n in wanted.heads if (f := squeezed(n)) in self._roads), None)
        if line is None:
            return None
        points = [(p.lat, p.lon) for p in line]
        pair = None if wanted.ends is None else self._pair(wanted.ends, around)
        if pair is not None:
            first, last = sorted(_nearest(points, (p.lat, p.lon)) for p in pair)
            if first == last:
                return None
            points, line = points[first : last + 1], line[first : last + 1]
        made = along(points, self._beside(around))
        return Answer(
            lat=round(made.lat, 5), lon=round(made.lon, 5), radius_km=made.radius_km, place=None, probability=_ROAD,
            ranked=(), reason=f"a road from {line[0].name} to {line[-1].name}", shape=made.shape,
        )  # fmt: skip

    def _beside(self, around: Around) -> list[tuple[float, float]]:
        """Where the settlements named with a string, and the points given, lie."""
        return [(p.lat, p.lon) for n in around.named for p in n.places if p.kind in SETTLED] + list(around.points)

    def _answer(self, wanted: Wanted, around: Around) -> Answer:
        if wanted.ends is not None and not wanted.heads:
            return self._between(wanted, around)
        heads = wanted.heads
        if not heads and not wanted.others:
            return self._town_of(wanted, around, "the string has no name")
        listed = self.options(wanted, around)
        ranked = self.rank(listed, wanted, around)
        best = ranked[0] if ranked else None
        if wanted.ends is not None and (best is None or best.share < self._weights["least probability"]):
            return self._between(wanted, around)
        if best is None:
            return self._town_of(wanted, around, "no place of this name or one much like it in the gazetteer")
        share = sum(r.share for r in ranked if _one_spot(r.option.place, best.option.place))
        nothing = 1.0 - sum(r.share for r in ranked)
        if share < self._weights["least probability"] or nothing > self._weights["most for none"]:
            return self._town_of(wanted, around, _elsewhere(ranked, around) or _doubt(ranked, share), ranked)
        place, radius, reason = best.option.place, best.option.place.radius_km, ""
        if _no_such_spot(place.kind, wanted.kind) and not best.option.whole:
            share, radius = _OTHER_KIND * share, max(radius, _SPOT_OF_TOWN_KM)
            reason = f"no {wanted.kind} of this name is known; left to the {place.kind} of its name".replace("_", " ")
        elif wanted.kind == "region" and place.kind in SETTLED:
            radius, reason = max(radius, _REGION_KM), f"the region about the {place.kind} of its name"
        return Answer(
            lat=place.lat,
            lon=place.lon,
            radius_km=radius,
            place=place,
            probability=round(share, 3),
            ranked=ranked[:_SHOWN],
            reason=reason,
        )

    def options(self, wanted: Wanted, around: Around) -> list[Option]:
        """What the string may mean: each place once, by its likeliest spelling."""
        made: dict[str, Option] = {}
        without_kind = wanted.heads[-1:] if len(wanted.heads) > 1 else ()
        for second, names in ((False, wanted.heads), (True, wanted.others)):
            for name in names:
                for match in self._matches(name, around.countries):
                    known = made.get(match.place.id)
                    if known is None or (not second and known.spelling < match.probability):
                        made[match.place.id] = Option(
                            place=match.place, spelling=match.probability, matched=match.matched, second=second,
                            part=match.part, whole=wanted.kind is not None and name not in without_kind,
                        )  # fmt: skip
        listed = list(made.values())
        if wanted.large:
            listed = [o for o in listed if o.place.population >= _LARGE and o.spelling >= _SURE]
        if wanted.local:  # a quarter lies in the town that is named with it, whoever else bears its name
            listed = [o for o in listed if around.in_town(o.place) and not (around.towns and _is_guess(o))]
        return _town_or_district(listed, wanted)

    def _matches(self, name: str, countries: frozenset[str] | None) -> tuple[Match, ...]:
        """The pack's places, then those of the gazetteer that the pack does not have."""
        listed = self._gazetteer.find(name, countries=countries, limit=_MOST, parts=True)
        own = []
        exact = any(m.similarity == 1.0 for m in listed)
        for match in self._own.find(name, misspelled=not exact):
            people = max((m.place.population for m in listed if _twins(m.place, match.place)), default=0)
            own.append(replace(match, place=replace(match.place, population=people)))
        return (*own, *(m for m in listed if not any(_twins(m.place, o.place) and _as_well(o, m) for o in own)))

    def rank(self, listed: Sequence[Option], wanted: Wanted, around: Around) -> tuple[Ranked, ...]:
        """The options by their shares, the likeliest first."""
        reasons = [self._reasons(features(o, wanted, around)) for o in listed]
        scores = [sum(r.weight for r in rs) for rs in reasons]
        top = max([*scores, 0.0])
        whole = sum(math.exp(s - top) for s in scores) + math.exp(-top)
        made = [
            Ranked(option=o, share=math.exp(s - top) / whole, reasons=rs)
            for o, s, rs in zip(listed, scores, reasons, strict=True)
        ]
        return tuple(sorted(made, key=lambda r: (-r.share, -r.option.place.population, r.option.place.id)))

    def _reasons(self, values: Sequence[float]) -> tuple[Reason, ...]:
        made = [
            Reason(feature=name, weight=round(self._weights[name] * value, 3))
            for name, value in zip(FEATURES, values, strict=True)
            if value
        ]
        return (*made, Reason(feature=NONE, weight=-self._weights[NONE]))

    # -- answers by what lies around -------------------------------------------------------------------

    def _town_of(self, wanted: Wanted, around: Around, reason: str, ranked: Sequence[Ranked] = ()) -> Answer:
        """The town that holds what lies within towns, with its radius; none for all else."""
        held = next(iter(around.towns), None)
        local = wanted.local or wanted.kind in _LEFT_TO_TOWN or (not wanted.heads and held is not None)
        if held is None or not local:
            return _none(reason, ranked)
        spot = None if wanted.heads else self._spot_by(held, wanted.kind)
        if spot is not None:
            return Answer(
                lat=spot.lat, lon=spot.lon, radius_km=spot.radius_km, place=spot, ranked=(),
                probability=round(_ONLY_ONE * around.sure_of(held), 3), reason=f"the only {spot.kind} by {held.name}",
            )  # fmt: skip
        return Answer(
            lat=held.lat,
            lon=held.lon,
            radius_km=max(held.radius_km, _ROAD_KM) if wanted.kind == "road" else held.radius_km,
            place=held,
            probability=round(0.9 * around.sure_of(held), 3),
            ranked=tuple(ranked[:_SHOWN]),
            reason=f"{reason}; left to the {held.kind} named with it",
        )

    def _spot_by(self, town: Place, kind: str | None) -> Place | None:
        """The only place of a kind that the pack has by a town, for kinds of which a town has one."""
        kinds = LIKE_KINDS.get(kind, frozenset({kind})) if kind in _SINGLE else frozenset()
        found = {
            p.id: p
            for p in self._own.places
            if p.kind in kinds and distance_km(town.lat, town.lon, p.lat, p.lon) <= _BY_TOWN_KM
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _between(self, wanted: Wanted, around: Around) -> Answer:
        """The stretch between two places, or of it what lies by a place named with them."""
        pair = None if wanted.ends is None else self._pair(wanted.ends, around)
        if pair is None:
            return _none("the two places that it lies between are not both found")
        ends = [(p.lat, p.lon) for p in pair]
        near = [spot for spot in self._beside(around) if spot not in ends]
        made = along(ends, near) if near else between(*ends)
        return Answer(
            lat=round(made.lat, 5), lon=round(made.lon, 5), radius_km=made.radius_km, place=None, probability=_BETWEEN,
            ranked=(), reason=f"between {pair[0].name} and {pair[1].name}", shape=made.shape,
        )  # fmt: skip

    def _pair(self, ends: tuple[str, str], around: Around) -> tuple[Place, Place] | None:
        """The likeliest two places of two names, the nearer together the likelier."""
        sides = [
            [r for r in self.rank(self.options(w, around), w, around) if r.share > _SHARE_OF_END][:_SHOWN]
            for w in (Wanted(heads=(end,)) for end in ends)
        ]
        pairs = []
        for one, other in product(*sides):
            a, b = one.option.place, other.option.place
            away = distance_km(a.lat, a.lon, b.lat, b.lon)
            if a.id != b.id and away <= _LONGEST_KM:
                pairs.append((-one.share * other.share * math.exp(-away / _FAR_KM), a.id, b.id, a, b))
        return min(pairs, key=lambda p: p[:3])[3:] if pairs else None


def _nearest(points: Sequence[tuple[float, float]], spot: tuple[float, float]) -> int:
    """The index of the point nearest to a spot."""
    return min(range(len(points)), key=lambda n: (distance_km(*points[n], *spot), n))


def features(option: Option, wanted: Wanted, around: Around) -> list[float]:
    """What speaks for an option, by the columns of FEATURES."""
    place = option.place
    exact = option.spelling >= _SURE
    odds = _MOST_ODDS if exact else math.log(option.spelling / (1 - option.spelling))
    kind, asked = place.kind, wanted.kind
    like = asked is not None and kind != asked and kind in LIKE_KINDS.get(asked, ())
    away = around.outside_km(place)
    beside, far = around.beside(place)
    near = around.from_point_km(place)
    return [
        float(exact),
        max(-_MOST_ODDS, min(_MOST_ODDS, odds)),
        math.log10(1 + max(place.population, _LEAST_PEOPLE.get(kind, 0)) / 1000),
        float(kind == "district" and asked != "district"),
        float(kind in _WIDE and asked != kind and not (kind == "country" and exact)),
        float(kind not in SETTLED and kind != "district" and kind not in _WIDE and asked != kind),
        float(asked is not None and kind == asked),
        float(like),
        float(asked is not None and kind != asked and not like and not option.whole),
        float(away == 0.0) if away is not None else 0.0,
        min(away, 100.0) / 20 if away else 0.0,
        beside,
        far,
        math.exp(-near / _BESIDE_KM) if near is not None else 0.0,
        min(near, 200.0) / 50 if near is not None else 0.0,
        float(option.second),
        float(option.part),
        float(place.origin == PACK),
        float(asked is not None and asked not in _VAGUE and kind == asked),
        float(_no_such_spot(kind, asked) and not option.whole),
        _TOWNS.get(kind, 0.0) * (exact and (asked is None or asked in SETTLED)),
        float(key(_ASIDE.sub("", option.matched)) != key(_ASIDE.sub("", place.name))),
    ]


def _no_such_spot(kind: str, asked: str | None) -> bool:
    """True where an airport, a dam, a province is asked for and a kind of place is nothing like it."""
    return asked is not None and asked not in _VAGUE and kind != asked and kind not in LIKE_KINDS.get(asked, ())


def _town_or_district(listed: list[Option], wanted: Wanted) -> list[Option]:
    """Of a town and the district of its name the one that is asked for, which is the town unless told."""
    towns = [o for o in listed if o.place.kind in SETTLED]
    districts = [o for o in listed if o.place.kind == "district"]
    pairs = [
        (t.place.id, d.place.id)
        for t, d in product(towns, districts)
        if min(t.spelling, d.spelling) >= _ALIKE * max(t.spelling, d.spelling)
        and distance_km(t.place.lat, t.place.lon, d.place.lat, d.place.lon) <= 2 * d.place.radius_km
    ]
    out = {town if wanted.kind == "district" else district for town, district in pairs}
    return [o for o in listed if o.place.id not in out]


def _one_spot(a: Place, b: Place) -> bool:
    return abs(a.lat - b.lat) < 0.05 and distance_km(a.lat, a.lon, b.lat, b.lon) <= _SPOT_KM


def _twins(a: Place, b: Place) -> bool:
    """True for one settlement, or other place of one kind, that pack and gazetteer both know."""
    alike = a.kind == b.kind or (a.kind in SETTLED and b.kind in SETTLED)
    return alike and _one_spot(a, b)


def _is_guess(option: Option) -> bool:
    """True for what is no quarter and only spelled somewhat like one: the town is the better answer."""
    return option.place.kind != "neighbourhood" and option.spelling < _LIKE_A_QUARTER


def _as_well(own: Match, other: Match) -> bool:
    """True where the pack's place is spelled as well: beside a quarter there lie others of other names."""
    return own.place.kind in SETTLED or own.probability >= _ALIKE * other.probability


def _none(reason: str, ranked: Sequence[Ranked] = ()) -> Answer:
    return Answer(
        lat=None, lon=None, radius_km=None, place=None, probability=0.0, ranked=tuple(ranked[:_SHOWN]), reason=reason
    )


def _elsewhere(ranked: Sequence[Ranked], around: Around) -> str:
    """That the places of the very name lie away from the governorate given, where they do; else empty."""
    exact = [r.option.place for r in ranked if r.option.spelling >= _SURE and not r.option.part]
    if not exact or any((around.outside_km(p) or 0.0) < _OUTSIDE_KM for p in exact):
        return ""
    held = f", in {exact[0].admin1}" if exact[0].admin1 else ""
    return f"{exact[0].name} lies outside the governorate given{held}"


def _doubt(ranked: Sequence[Ranked], share: float) -> str:
    best = ranked[0]
    if best.option.spelling < _UNLIKE:
        return f"no place of this name or one much like it in the gazetteer; the likest is {best.option.matched}"
    rival = next((r for r in ranked[1:] if not _one_spot(r.option.place, best.option.place)), None)
    if rival is not None and rival.share > 0.5 * best.share:
        return f"several places may be meant, {best.option.place.name} in {share:.2f} of cases"
    return f"the likest name, {best.option.matched}, is probably another's ({share:.2f})"


@lru_cache(maxsize=1)
def learned() -> Mapping[str, float]:
    """The shipped weights by feature."""
    body = orjson.loads((resources.files("fogline.geocode") / "weights.json").read_bytes())
    missing = {*FEATURES, NONE, *LIMITS} - body["weights"].keys()
    if missing:
        raise ValueError(f"weights.json lacks {sorted(missing)}; run python -m training.places again")
    return dict(body["weights"])
