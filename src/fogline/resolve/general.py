"""Where the place names of any text lie, weighed together: people, what contains them, what lies beside them.

For texts outside a theatre. Names that stand in one report mean one place each ("one sense a report"), save where
the words beside them say otherwise ("Paris, Tex."). Scores are log-odds up to a constant; a name's options share 1.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from fogline.gazetteer import Gazetteer, Place, peoples, short_forms
from fogline.names import fold
from fogline.records import Candidate, PlaceId, PlaceMention, PlaceResolution, Reason, Report

_CELL = 1.0
_ROUNDS = 4
_MOST = 40
_SHOWN = 5
_PEOPLE = 1.0
_KIND = {"country": 2.0, "governorate": 2.0, "region": 8.0, "city": 0.6, "town": 0.3, "district": -1.2}
_MAIN_TOWN = -1.7
_MAIN_SHARE = 3
_OWN_NAME = 0.8
_BESIDE, _SAME_REGION, _SAME_COUNTRY, _HELD = 2.6, 1.6, 1.0, 2.0
_SAID_IN, _NOT_IN = 8.0, -8.0
_FIRST = 2.0
_EVEN = 0.5
# What a name says beside the name proper, where no place bears the whole: its rank, its side.
_RANK = re.compile(
    r"^(?:City|Town|Village|State|Province|Port|County) of |,? (?:Township|Twp|Borough|Village|City|Town|Province|"
    r"Prefecture|State|County|Co|Governorate|Region|District|D\.?C)\.?$"
)
_SIDE = re.compile(
    r"^(?:North|South|East|West|Central|Upper|Lower|Greater|Metro|Downtown)(?:east|west)?(?:ern)? (?=[A-Z])",
)
_COMMA = re.compile(r"\s*,\s*\Z|\s*\(\s*\Z")
_WIDE = frozenset({"country", "governorate", "region"})
_Key = TypeVar("_Key")


@dataclass(slots=True)
class Sense:
    """One name of a report with what it may mean; `inside` is what its words say contains it."""

    name: str
    spots: list[int]
    options: tuple[Place, ...]
    inside: "Sense | None" = None
    scores: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    reasons: list[tuple[Reason, ...]] = field(default_factory=list)

    def best(self) -> int | None:
        """The index of the likeliest option, or None without any."""
        return max(range(len(self.scores)), key=lambda n: (self.scores[n], -n)) if self.scores else None


def resolve_toponyms(
    report: Report, mentions: Sequence[PlaceMention], gazetteer: Gazetteer
) -> tuple[PlaceResolution, ...]:
    """Where each mention lies, in the same order; None coordinates where no place of the name is known."""
    senses = _senses(report.text, mentions, gazetteer)
    distinct = list({id(s): s for s in senses}.values())
    for sense in distinct:
        base = [_base(sense, place) for place in sense.options]
        sense.reasons = [tuple(b) for b in base]
        _settle(sense)
    for _ in range(_ROUNDS):
        company = _Company(distinct)
        fresh = [[(*_base(s, p), *company.reasons(s, p)) for p in s.options] for s in distinct]
        for sense, reasons in zip(distinct, fresh, strict=True):
            sense.reasons = reasons
            _settle(sense)
    return tuple(_made(m, s) for m, s in zip(mentions, senses, strict=True))


def _senses(text: str, mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> list[Sense]:
    """The sense of each mention; mentions of one name share one unless what contains them differs."""
    made: list[Sense] = []
    known: dict[tuple[str, str], Sense] = {}
    holders = [_holder(text, mentions, n, gazetteer) for n in range(len(mentions))]
    told = {m.text: h for m, h in zip(mentions, holders, strict=True) if h}
    for n in range(len(mentions) - 1, -1, -1):
        mention = mentions[n]
        holder = holders[n] or told.get(mention.text, "")
        key = (fold(mention.text), holder)
        sense = known.get(key)
        if sense is None:
            sense = Sense(mention.text, [], options_of(mention.text, gazetteer)[:_MOST])
            if holder:
                sense.inside = known.get((fold(holder), "")) or Sense(holder, [], options_of(holder, gazetteer))
            known[key] = sense
        sense.spots.append(mention.span.start)
        made.append(sense)
    return made[::-1]


def _holder(text: str, mentions: Sequence[PlaceMention], n: int, gazetteer: Gazetteer) -> str:
    """The region or country named right after a mention and a comma; empty without."""
    if n + 1 >= len(mentions):
        return ""
    gap = text[mentions[n].span.end : mentions[n + 1].span.start]
    if _COMMA.match(gap) is None:
        return ""
    holds = any(p.kind in ("country", "governorate", "district") for p in options_of(mentions[n + 1].text, gazetteer))
    return mentions[n + 1].text if holds else ""


def options_of(name: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """The places a name may mean by itself: its bearers, what it is short for, the country of a people."""
    spelled = " ".join(name.split())
    ids = [*short_forms().get(spelled, ()), *([peoples()[spelled]] if spelled in peoples() else [])]
    if ids:
        return tuple(p for i in ids if (p := gazetteer.by_id(i)) is not None)
    for shorter in (spelled, _RANK.sub("", spelled), _SIDE.sub("", _RANK.sub("", spelled))):
        found = gazetteer.named(shorter) if shorter else ()
        if found:
            return found
    return ()


def _base(sense: Sense, place: Place) -> list[Reason]:
    """What speaks for an option by itself."""
    made = [Reason(feature="people", weight=round(_PEOPLE * math.log10(1 + place.population), 3))]
    if place.kind in _KIND:
        made.append(Reason(feature=f"is a {place.kind}", weight=_KIND[place.kind]))
    if place.kind == "governorate" and any(_main_town(place, p) for p in sense.options):
        made.append(Reason(feature="its main town has the name", weight=_MAIN_TOWN))
    if fold(place.name) == fold(sense.name):
        made.append(Reason(feature="its first name", weight=_OWN_NAME))
    if sense.inside is not None and sense.inside.options:
        held = any(_holds(p, place) for p in sense.inside.options)
        made.append(Reason(feature=f"in '{sense.inside.name}'", weight=_SAID_IN if held else _NOT_IN))
    return made


def _main_town(region: Place, town: Place) -> bool:
    """True for a region's town of the same name that has much of its people: the town is what is meant."""
    held = town.kind == "city" and (town.country, town.admin1) == (region.country, region.admin1)
    return held and town.population * _MAIN_SHARE >= region.population


def _holds(wide: Place, place: Place) -> bool:
    if wide.id == place.id or wide.country != place.country:
        return False
    if wide.kind == "country":
        return True
    if wide.kind == "governorate":
        return wide.admin1 == place.admin1
    away = math.hypot(wide.lat - place.lat, (wide.lon - place.lon) * math.cos(math.radians(place.lat)))
    return wide.kind == "district" and wide.admin1 == place.admin1 and away * 111 <= wide.radius_km + 10


class _Company:
    """What the other names of a report lend to an option: shares by cell, by region and by country."""

    def __init__(self, senses: Sequence[Sense]) -> None:
        self._cells: dict[tuple[int, int], dict[int, float]] = {}
        self._regions: dict[tuple[str, str], dict[int, float]] = {}
        self._countries: dict[str, dict[int, float]] = {}
        self._held_region: dict[tuple[str, str], dict[int, float]] = {}
        self._held_country: dict[str, dict[int, float]] = {}
        first = min((s for s in senses if s.options), key=lambda s: min(s.spots), default=None)
        self._weights: dict[int, float] = {}
        for sense in senses:
            self._weights[id(sense)] = _FIRST if sense is first else 1.0
            for place, share in zip(sense.options, sense.shares, strict=True):
                if place.kind == "country":
                    _keep(self._held_country, place.country, id(sense), share)
                elif place.kind == "governorate":
                    _keep(self._held_region, (place.country, place.admin1), id(sense), share)
                    _keep(self._countries, place.country, id(sense), share)
                elif place.kind != "region":
                    _keep(self._cells, _cell(place), id(sense), share**_EVEN)
                    _keep(self._regions, (place.country, place.admin1), id(sense), share)
                    _keep(self._countries, place.country, id(sense), share)

    def reasons(self, sense: Sense, place: Place) -> tuple[Reason, ...]:
        """What the other names speak for an option."""
        me = id(sense)
        made = []
        if place.kind not in _WIDE:
            row, column = _cell(place)
            near: dict[int, float] = {}
            for i in (-1, 0, 1):
                for j in (-1, 0, 1):
                    for who, share in self._cells.get((row + i, column + j), {}).items():
                        near[who] = max(near.get(who, 0.0), share)
            made.append(Reason(feature="near other names", weight=_BESIDE * self._sum(near, me)))
            mine = self._regions.get((place.country, place.admin1), {}) if place.admin1 else {}
            made.append(Reason(feature="in a region with them", weight=_SAME_REGION * self._sum(mine, me)))
            held = self._held_region.get((place.country, place.admin1), {}) if place.admin1 else {}
            made.append(Reason(feature="in a region named", weight=_HELD * self._sum(held, me)))
        if place.kind == "governorate":
            mine = self._regions.get((place.country, place.admin1), {})
            made.append(Reason(feature="holds other names", weight=_HELD * self._sum(mine, me)))
        if place.kind != "region":
            mine = self._countries.get(place.country, {})
            made.append(Reason(feature="in a country with them", weight=_SAME_COUNTRY * self._sum(mine, me)))
            held = self._held_country.get(place.country, {}) if place.kind != "country" else {}
            made.append(Reason(feature="in a country named", weight=_SAME_COUNTRY * self._sum(held, me)))
        return tuple(r for r in made if r.weight)

    def _sum(self, shares: dict[int, float], me: int) -> float:
        """Support that grows ever more slowly, 0 to about 1.5."""
        total = sum(share * self._weights[who] for who, share in shares.items() if who != me)
        return round(1.5 * total / (1.0 + total), 3)


def _keep(table: dict[_Key, dict[int, float]], key: _Key, who: int, share: float) -> None:
    row = table.setdefault(key, {})
    row[who] = max(row.get(who, 0.0), share)


def _cell(place: Place) -> tuple[int, int]:
    return math.floor(place.lat / _CELL), math.floor(place.lon / _CELL)


def _settle(sense: Sense) -> None:
    sense.scores = [sum(r.weight for r in rs) for rs in sense.reasons]
    top = max(sense.scores, default=0.0)
    weights = [math.exp(s - top) for s in sense.scores]
    whole = sum(weights)
    sense.shares = [w / whole for w in weights]


def _made(mention: PlaceMention, sense: Sense) -> PlaceResolution:
    best = sense.best()
    if best is None:
        return PlaceResolution(
            text=mention.text, span=mention.span, relation=mention.relation, reason="no place of that name is known"
        )
    place = sense.options[best]
    order = sorted(range(len(sense.options)), key=lambda n: (-sense.scores[n], n))
    why = sorted((r for r in sense.reasons[best] if r.weight > 0), key=lambda r: -r.weight)[:3]
    return PlaceResolution(
        text=mention.text,
        span=mention.span,
        relation=mention.relation,
        place_id=PlaceId(place.id),
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        radius_km=place.radius_km,
        kind=place.kind,
        probability=round(sense.shares[best], 3),
        others=tuple(_candidate(sense, n) for n in order if n != best)[:_SHOWN],
        reason=", ".join(r.feature for r in why),
    )


def _candidate(sense: Sense, n: int) -> Candidate:
    place = sense.options[n]
    return Candidate(
        id=place.id,
        name=place.name,
        score=sense.scores[n],
        reasons=sense.reasons[n],
        lat=place.lat,
        lon=place.lon,
        radius_km=place.radius_km,
        kind=place.kind,
    )
