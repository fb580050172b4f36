"""Ranks what all place names of one report may mean together: spelling, kind, what else is named, theatre.

Scores are log-odds against "none of them"; the shares of a name's options and of none sum to 1.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from fogline.geometry import distance_km
from fogline.records import Reason
from fogline.resolve.candidates import Known, Option
from fogline.resolve.wording import word_set

SETTLED = frozenset({"city", "town", "village"})
LIKE_KINDS = {
    "airbase": frozenset({"airbase", "airport", "base"}),
    "airport": frozenset({"airport", "airbase"}),
    "hill": frozenset({"hill", "mountain", "village"}),
    "mountain": frozenset({"mountain", "hill", "region"}),
    "neighbourhood": frozenset({"neighbourhood", "district", "camp", "town", "village"}),
    "district": frozenset({"district", "neighbourhood", "governorate", "city", "town"}),
    "village": frozenset({"village", "town"}),
    "town": frozenset({"town", "city", "village"}),
    "city": frozenset({"city", "town"}),
    "governorate": frozenset({"governorate"}),
    "region": frozenset({"region", "district", "governorate", "mountain", "desert"}),
    "camp": frozenset({"camp", "neighbourhood", "base"}),
    "crossing": frozenset({"crossing", "border_post", "checkpoint"}),
    "checkpoint": frozenset({"checkpoint", "crossing", "junction", "base"}),
    "base": frozenset({"base", "airbase", "checkpoint"}),
    "oil_field": frozenset({"oil_field", "gas_field"}),
    "gas_field": frozenset({"gas_field", "oil_field"}),
    "farm": frozenset({"farm", "village", "neighbourhood", "region"}),
    "border": frozenset({"border_post", "region"}),
    "factory": frozenset({"factory", "power_plant", "water_plant", "neighbourhood"}),
    "road": frozenset({"road", "junction"}),
    "river": frozenset({"river", "lake"}),
    "lake": frozenset({"lake", "dam"}),
}
# Kinds of place that lie within or beside a town and whose names come again in many towns.
WITHIN = word_set(
    "neighbourhood hospital prison factory university junction silo building street station checkpoint "
    "base crossing bridge farm power_plant port"
)
_APART_KM = 45.0
_AROUND_KM = 60.0
_BESIDE_KM = 15.0
_MOST_COMPANY = 12
_HOPELESS = 6.0
_SPELLING = 14.0
_SPELLING_ZERO = 0.9
_UNLIKE = 0.82
_LIKE = 0.96
_MEAN = 3.0
_CLOSE = 1.8
_NEIGHBOUR_CITY = 40_000
_MISSPELT_COUNTRY = 0.95
_NONE = 2.2
_FULL = 1.2
_FEW = 14
_NEAR_KM = 50.0
_WORLD_CITY = 200_000
_ROUNDS = 3
_ENOUGH = 0.42
_STANDS_OUT = 1.25
_MERGE_KM = 6.0
_WIDE = frozenset({"country", "governorate"})
_HOLDING = frozenset({"governorate", "district"})
_HOLDING_KM = 80.0
_SAME_NAME = 0.88


@dataclass(frozen=True, slots=True, kw_only=True)
class Theatre:
    """Where a report's places are to be expected."""

    countries: frozenset[str] = frozenset()
    neighbours: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Named:
    """One named place of a report under all its spellings, with what it may mean.

    `held` is what its words say contains it, `under` what the section's heading names.
    """

    names: tuple[str, ...]
    kind: str | None
    options: tuple[Option, ...]
    spots: list[int]
    held: tuple[Known, ...] = ()
    under: tuple[Known, ...] = ()
    base: list[list[Reason]] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    reasons: list[tuple[Reason, ...]] = field(default_factory=list)

    def best(self) -> int | None:
        """The index of the likeliest option, or None without any."""
        return max(range(len(self.scores)), key=lambda n: (self.scores[n], -n)) if self.scores else None

    def settled(self) -> Known | None:
        """The likeliest place, where it is at all likely."""
        best = self.best()
        return None if best is None or self.shares[best] < _ENOUGH else self.options[best].place

    def chosen(self) -> int | None:
        """The index of the option that is likely enough and stands out from those elsewhere, or None."""
        best = self.best()
        if best is None or self.shares[best] < _ENOUGH:
            return None
        mine = self.options[best]
        pairs = zip(self.shares, self.options, strict=True)
        rival = max((share for share, option in pairs if not _same_spot(option, mine)), default=0.0)
        return best if self.shares[best] >= _STANDS_OUT * rival else None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A place the report is known to speak of, at a position of its text."""

    place: Known
    at: int


def _kind_reason(asked: str | None, kind: str) -> Reason | None:
    if asked is None:
        weight = {
            "city": 0.5,
            "town": 0.4,
            "village": 0.3,
            "country": 0.3,
            "governorate": -0.2,
            "district": -0.6,
        }.get(kind, 0.0)
        return Reason(feature=f"is a {kind}", weight=weight) if weight else None
    if kind == asked:
        return Reason(feature=f"is the {asked} asked for", weight=1.4)
    if kind in LIKE_KINDS.get(asked, ()):
        return Reason(feature=f"{kind} for the {asked} asked for", weight=0.8)
    never = kind == "country" or (asked == "governorate" and kind in SETTLED)
    weight = -4.0 if never else -0.4 if kind in SETTLED else -1.6
    return Reason(feature=f"{kind}, not the {asked} asked for", weight=weight)


def base_reasons(named: Named, option: Option, theatre: Theatre) -> list[Reason]:
    """What speaks for an option by itself."""
    place = option.place
    made = [Reason(feature=f"spelling {option.alike:.2f}", weight=_SPELLING * (option.alike - _SPELLING_ZERO))]
    if option.full:
        made.append(Reason(feature="bears the whole name", weight=_FULL))
    kind = _kind_reason(named.kind, place.kind)
    if kind is not None:
        made.append(kind)
    if place.own:
        made.append(Reason(feature="place of the theatre's pack", weight=1.8 if option.alike == 1.0 else 0.8))
    if place.kind == "country" and option.alike < _MISSPELT_COUNTRY:
        made.append(Reason(feature="a country's name is known", weight=-2.0))
    if place.population and not place.own:
        made.append(Reason(feature="people", weight=0.35 * math.log10(1 + place.population / 300)))
    if theatre.countries:
        inside = place.country in theatre.countries
        beside = place.country in theatre.neighbours
        where = "within the theatre" if inside else "beside it" if beside else "outside it"
        exact = option.alike == 1.0
        near = -0.1 if exact and (place.own or place.population >= _NEIGHBOUR_CITY) else -0.6
        abroad = -0.8 if exact and place.population >= _WORLD_CITY else -2.0
        made.append(Reason(feature=where, weight=0.8 if inside else near if beside else abroad))
    if named.held:
        away = min(_distance(place, h) for h in named.held)
        made.append(Reason(feature="beside what holds it", weight=4.0 * math.exp(-away / 50) - 2.0))
    if named.under and place.kind not in _WIDE:
        away = min(max(0.0, _distance(place, u) - u.radius_km) for u in named.under)
        made.append(Reason(feature="under the section's heading", weight=1.8 * math.exp(-away / 60) - 0.6))
    return made


def _distance(a: Known, b: Known) -> float:
    """Kilometres; by the flat approximation where the places are near, exact enough for ranking."""
    if abs(a.lat - b.lat) + abs(a.lon - b.lon) > 20:
        return distance_km(a.lat, a.lon, b.lat, b.lon)
    x = (a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.2 * math.hypot(x, a.lat - b.lat)


def rank(groups: Sequence[Named], fixed: Sequence[Fixed], theatre: Theatre) -> None:
    """Fills in shares, scores and reasons of every group, each in the light of the others."""
    for group in groups:
        group.base = [base_reasons(group, o, theatre) for o in group.options]
        _settle(group, [list(b) for b in group.base])
    _drop_far_namesakes(groups, fixed)
    for _ in range(_ROUNDS):
        anchors = [(g, *_anchor(g)) for g in groups]
        fresh = [_with_company(g, anchors, fixed) for g in groups]
        for group, reasons in zip(groups, fresh, strict=True):
            _settle(group, reasons)


def _drop_far_namesakes(groups: Sequence[Named], fixed: Sequence[Fixed]) -> None:
    """Leaves of a name with many bearers the likeliest by themselves and those near what the text names beside it."""
    sure = [(p, s) for g in groups if len(g.options) <= _FEW and (p := g.settled()) is not None for s in g.spots]
    sure += [(f.place, f.at) for f in fixed]
    sure = [(p, at) for p, at in sure if p.kind not in _WIDE]
    for group in groups:
        if len(group.options) <= _FEW:
            continue
        near = sorted(sure, key=lambda s: min(abs(s[1] - spot) for spot in group.spots))[:_MOST_COMPANY]
        order = sorted(range(len(group.options)), key=lambda n: (-group.scores[n], n))
        kept = set(order[:_FEW])
        for n in order[_FEW:]:
            if any(_distance(group.options[n].place, p) <= _NEAR_KM for p, _ in near):
                kept.add(n)
        group.options = tuple(o for n, o in enumerate(group.options) if n in kept)
        group.base = [b for n, b in enumerate(group.base) if n in kept]
        _settle(group, [list(b) for b in group.base])


def _anchor(group: Named) -> tuple[Known | None, float]:
    best = group.best()
    return (None, 0.0) if best is None else (group.options[best].place, group.shares[best])


def _with_company(
    group: Named, anchors: Sequence[tuple[Named, Known | None, float]], fixed: Sequence[Fixed]
) -> list[list[Reason]]:
    """The base reasons of each option and how near it lies to the report's other places."""
    company: list[tuple[Known, float]] = []
    for other, place, sure in anchors:
        if other is not group and place is not None and place.kind not in _WIDE:
            gap = min(abs(a - b) for a in group.spots for b in other.spots)
            company.append((place, sure * (0.25 + math.exp(-gap / 400))))
    own = {o.place.id for o in group.options}
    for f in fixed:
        if f.place.kind not in _WIDE and f.place.id not in own:
            gap = min(abs(a - f.at) for a in group.spots)
            company.append((f.place, 0.5 * (0.1 + math.exp(-gap / 400))))
    company.sort(key=lambda c: -c[1])
    company = company[:_MOST_COMPANY]
    total = sum(w for _, w in company)
    top = max((sum(r.weight for r in b) for b in group.base), default=0.0)
    made = []
    for option, base in zip(group.options, group.base, strict=True):
        hopeless = sum(r.weight for r in base) < top - _HOPELESS
        if total > 0 and option.place.kind not in _WIDE and not hopeless:
            made.append([*base, *_nearness(option, company, total)])
        else:
            made.append(base)
    return made


def _nearness(option: Option, company: Sequence[tuple[Known, float]], total: float) -> list[Reason]:
    """What lying near the report's other places is worth; it cannot make up for a spelling far off."""
    place = option.place
    ways = [(_distance(place, p), w) for p, w in company]
    mean = sum(w * math.exp(-d / _AROUND_KM) for d, w in ways) / total
    close = max(min(w, 1.0) * math.exp(-d / _BESIDE_KM) for d, w in ways)
    apart = 0.3 if place.kind == "city" else 0.8
    trust = min(1.0, max(0.0, (option.alike - _UNLIKE) / (_LIKE - _UNLIKE)))
    near = min(total, 1.5) * (_MEAN * mean - apart)
    made = [
        Reason(feature="near the report's other places", weight=near * trust if near > 0 else near),
        Reason(feature="beside one of them", weight=_CLOSE * close * trust),
    ]
    if place.kind in WITHIN and min(d for d, _ in ways) > _APART_KM:
        made.append(Reason(feature="in a town the report does not speak of", weight=-2.5))
    return made


def _same_spot(a: Option, b: Option) -> bool:
    """True where choosing either gives much the same answer: near each other, or a town and its district."""
    away = _distance(a.place, b.place)
    if away <= _MERGE_KM or a.place.kind == b.place.kind == "country":
        return True
    held = a.place.kind in _HOLDING or b.place.kind in _HOLDING
    return held and away <= _HOLDING_KM and min(a.alike, b.alike) >= _SAME_NAME


def _settle(group: Named, reasons: list[list[Reason]]) -> None:
    group.scores = [sum(r.weight for r in rs) for rs in reasons]
    group.reasons = [tuple(rs) for rs in reasons]
    top = max(group.scores, default=0.0)
    weights = [math.exp(s - top) for s in group.scores]
    whole = sum(weights) + math.exp(_NONE - top)
    shares = [w / whole for w in weights]
    best = group.best()
    if best is not None:
        chosen = group.options[best]
        pairs = zip(shares, group.options, strict=True)
        shares[best] = sum(share for share, option in pairs if _same_spot(option, chosen))
    group.shares = shares
