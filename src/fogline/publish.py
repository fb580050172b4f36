"""Makes a view fit for publication: delayed, coarsened, without what could harm people.

The rules only ever take away. What is left out by kind, side, source or area is left out of claims, events
and holdings alike; a count of what was left out is kept, so that nobody takes the rest for the whole.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from fogline.records import Claim, ClaimId, Event, Holding, PlaceResolution
from fogline.run import Material

_KM_A_DEGREE = 111.32


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """West, south, east, north in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lat: float | None, lon: float | None) -> bool:
        """True for a point within."""
        return lat is not None and lon is not None and self._holds(lat, lon)

    def _holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a publication leaves out. `until` is the last day told of; `round_km` the finest distance told."""

    until: date | None = None
    round_km: float = 0.0
    types: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    sectors: tuple[Rectangle, ...] = ()
    words: bool = True

    def text(self) -> str:
        """The rules in words, for readers of what was published."""
        made = []
        if self.until is not None:
            made.append(f"Nothing that happened or was said after {self.until.isoformat()} is included.")
        if self.round_km > 0:
            made.append(f"Places are given on a grid of {self.round_km:g} km, never finer.")
        for what, names in (("types", self.types), ("sides", self.sides), ("sources", self.sources)):
            if names:
                made.append(f"Left out {what}: {', '.join(sorted(names))}.")
        if self.sectors:
            made.append(f"{len(self.sectors)} area(s) are left out.")
        if not self.words:
            made.append("The words of reports are left out.")
        return "\n".join(made) or "Nothing was left out or coarsened."


def rounded(lat: float, lon: float, km: float) -> tuple[float, float]:
    """The middle of the grid cell of this size that a point lies in."""
    if km <= 0:
        return lat, lon
    step = km / _KM_A_DEGREE
    row = math.floor(lat / step)
    middle = max(-90.0, min(90.0, (row + 0.5) * step))
    across = step / max(math.cos(math.radians(middle)), 0.01)
    return round(middle, 5), round(max(-180.0, min(180.0, (math.floor(lon / across) + 0.5) * across)), 5)


def _place(place: PlaceResolution | None, rules: Rules) -> PlaceResolution | None:
    if place is None or place.lat is None or place.lon is None or rules.round_km <= 0:
        return place if place is None or rules.words else replace(place, others=())
    lat, lon = rounded(place.lat, place.lon, rules.round_km)
    return replace(place, lat=lat, lon=lon, radius_km=max(place.radius_km or 0.0, rules.round_km), others=())


def _barred(place: PlaceResolution | None, rules: Rules) -> bool:
    return place is not None and any(s.holds(place.lat, place.lon) for s in rules.sectors)


def _acts(claim: Claim, rules: Rules) -> bool:
    named = {str(x) for a in (*claim.initiator, *claim.target) for x in (a.side, a.id) if x}
    return not named.isdisjoint(rules.sides)


def _claim_stays(claim: Claim, rules: Rules) -> bool:
    late = rules.until is not None and (
        (claim.published is None or claim.published > rules.until)
        or (claim.time is not None and claim.time.start > rules.until)
    )
    places = (claim.place, claim.origin, claim.destination)
    return not (
        late
        or claim.type.value in rules.types
        or claim.source in rules.sources
        or _acts(claim, rules)
        or any(_barred(p, rules) for p in places)
    )


def _claim(claim: Claim, rules: Rules) -> Claim:
    made = replace(
        claim,
        place=_place(claim.place, rules),
        origin=_place(claim.origin, rules),
        destination=_place(claim.destination, rules),
    )
    return made if rules.words else replace(made, quote=None, trigger=None)


def publishable(material: Material, rules: Rules) -> Material:
    """The claims, events and reports that may be published, coarsened as the rules say.

    An event stays while one of its claims does; its place, days and sources are those its claims gave it, so
    an event in a barred area or on a barred day goes with all its claims.
    """
    kept = {c.id: c for c in material.claims if _claim_stays(c, rules)}
    events = []
    for event in material.events:
        claims = tuple(c for c in event.claims if c.id in kept)
        late = rules.until is not None and event.start is not None and event.start > rules.until
        barred = late or _barred(event.place, rules) or _barred(event.destination, rules)
        if not claims or barred or event.type.value in rules.types:
            continue
        if not rules.sides.isdisjoint((*event.initiator, *event.target)):
            continue
        events.append(_event(replace(event, claims=claims), kept, rules))
    held = {c.id for e in events for c in e.claims}
    claims_ = tuple(_claim(c, rules) for i, c in kept.items() if i in held)
    wanted = {c.report for c in claims_}
    reports = tuple(r for r in material.reports if r.id in wanted)
    if not rules.words:
        reports = tuple(replace(r, text="", parts=()) for r in reports)
    return Material(claims=claims_, events=tuple(events), reports=reports, failures=())


def _event(event: Event, kept: Mapping[ClaimId, Claim], rules: Rules) -> Event:
    said = sorted(c.published for c in (kept[x.id] for x in event.claims) if c.published is not None)
    return replace(
        event,
        place=_place(event.place, rules),
        destination=_place(event.destination, rules),
        sources=tuple(sorted({kept[c.id].source for c in event.claims} - {""})),
        first_published=said[0] if said else None,
        last_published=said[-1] if said else None,
    )


def publishable_holdings(holdings: tuple[Holding, ...], rules: Rules) -> tuple[Holding, ...]:
    """The holdings that may be published: none in barred areas, of barred sides or after the last day told of."""
    made = []
    for h in holdings:
        late = rules.until is not None and h.day > rules.until
        if late or h.holder in rules.sides or any(s.holds(h.lat, h.lon) for s in rules.sectors):
            continue
        lat, lon = rounded(h.lat, h.lon, rules.round_km)
        sides = tuple(s for s in h.sides if s.side not in rules.sides)
        made.append(replace(h, lat=lat, lon=lon, sides=sides, evidence=()))
    return tuple(made)
