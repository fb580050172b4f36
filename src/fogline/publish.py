"""Makes a view fit for publication: delayed, coarsened, without what could harm people.

The rules only ever take away. What is left out by kind, side, source or area is left out of claims, events
and of the evidence of holdings alike, and the rules are told beside what was published, so that nobody takes
the rest for the whole.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fogline.codec import digest
from fogline.records import Claim, Event, Holding, PlaceId, PlaceResolution, Relation, Report
from fogline.run import Material

_KM_A_DEGREE = 111.32
_WIDE = frozenset({"country", "governorate", "district", "region", "desert"})
_CUT = "[…]"
Refuse = Callable[[Sequence[Claim]], tuple[Event, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectangle:
    """West, south, east, north in degrees; one that crosses the date line has its west beyond its east."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lat: float | None, lon: float | None) -> bool:
        """True for a point within."""
        return lat is not None and lon is not None and self._holds(lat, lon)

    def _holds(self, lat: float, lon: float) -> bool:
        if not self.south <= lat <= self.north:
            return False
        return self.west <= lon <= self.east if self.west <= self.east else lon >= self.west or lon <= self.east


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a publication leaves out. `until` is the last day told of, `known` the last on which anything told was
    said; `round_km` the finest distance told.
    """

    until: date | None = None
    known: date | None = None
    round_km: float = 0.0
    types: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    sectors: tuple[Rectangle, ...] = ()
    words: bool = True

    @property
    def touch_evidence(self) -> bool:
        """True where something that tells of holders is left out, so that they must be held again."""
        days = self.until is not None or self.known is not None
        return bool(days or self.types or self.sides or self.sources or self.sectors)

    def text(self) -> str:
        """The rules in words, for readers of what was published."""
        made = []
        if self.until is not None:
            made.append(f"Nothing that happened or was said after {self.until.isoformat()} is included.")
        if self.known is not None:
            made.append(f"Nothing that was said after {self.known.isoformat()} is included.")
        if self.round_km > 0:
            made.append(f"Places are given on a grid of {self.round_km:g} km, without the names of smaller ones.")
            if self.words:
                made.append("The quoted sentences stand as they were written and may name places more finely.")
        for what, names in (("types", self.types), ("sides", self.sides), ("sources", self.sources)):
            if names:
                made.append(f"Left out {what}: {', '.join(sorted(names))}.")
        if self.sectors:
            made.append(f"{len(self.sectors)} area(s) are left out.")
        if not self.words:
            made.append("The words of reports are left out.")
        if made and self.words:
            made.append("Of a report that is not told of whole, only the sentences of what is told stand.")
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
    if place is None:
        return None
    if place.lat is None or place.lon is None or rules.round_km <= 0:
        others = tuple(c for c in place.others if not any(s.holds(c.lat, c.lon) for s in rules.sectors))
        return replace(place, others=others if rules.words else ())
    lat, lon = rounded(place.lat, place.lon, rules.round_km)
    radius = max(place.radius_km or 0.0, rules.round_km)
    if place.kind in _WIDE and place.relation is Relation.AT and radius > rules.round_km:
        return replace(place, lat=lat, lon=lon, others=(), shape=None)
    text = _area(rules.round_km)
    return PlaceResolution(
        text=text,
        span=None,
        name=text,
        place_id=PlaceId(digest("area", lat, lon)),
        lat=lat,
        lon=lon,
        radius_km=radius,
        probability=place.probability,
    )


def _area(km: float) -> str:
    return f"an area of {km:g} km"


def _barred(place: PlaceResolution | None, rules: Rules) -> bool:
    return place is not None and any(s.holds(place.lat, place.lon) for s in rules.sectors)


def _acts(claim: Claim, rules: Rules) -> bool:
    named = {str(x) for a in (*claim.initiator, *claim.target) for x in (a.side, a.id) if x}
    return not named.isdisjoint(rules.sides)


def _claim_stays(claim: Claim, rules: Rules) -> bool:
    late = rules.until is not None and claim.time is not None and claim.time.start > rules.until
    said_by = min((d for d in (rules.until, rules.known) if d is not None), default=None)
    late |= said_by is not None and (claim.published is None or claim.published > said_by)
    places = (claim.place, claim.origin, claim.destination)
    return not (
        late
        or claim.type.value in rules.types
        or claim.source in rules.sources
        or _acts(claim, rules)
        or any(_barred(p, rules) for p in places)
    )


def _claim(claim: Claim, rules: Rules, hidden: Sequence[Claim]) -> Claim:
    """A claim as it is told; its sentence is not where it also says something of what is hidden."""
    made = replace(
        claim,
        place=_place(claim.place, rules),
        origin=_place(claim.origin, rules),
        destination=_place(claim.destination, rules),
    )
    shared = any(_overlap(claim, other) for other in hidden)
    return made if rules.words and not shared else replace(made, quote=None, trigger=None)


def _overlap(one: Claim, other: Claim) -> bool:
    a, b = one.quote, other.quote
    return a is not None and b is not None and a.span.overlaps(b.span)


def _report(report: Report, told: Sequence[Claim], rules: Rules) -> Report:
    """A report of which only the sentences of what is told stand, in their places."""
    if not rules.words:
        return replace(report, text="", title=None, parts=())
    made, at = [], 0
    for start, end in sorted((c.quote.span.start, c.quote.span.end) for c in told if c.quote is not None):
        made += [_blank(report.text[at:start]), report.text[max(at, start) : end]]
        at = max(at, end)
    return replace(report, text="".join((*made, _blank(report.text[at:]))), title=None, parts=())


def _blank(text: str) -> str:
    """As many characters, so that what stands behind stays where it is."""
    return (_CUT if len(text) > len(_CUT) else "").ljust(len(text))


def publishable(material: Material, rules: Rules, refuse: Refuse, around: Iterable[Claim] = ()) -> Material:
    """The claims, events and reports that may be published, coarsened as the rules say.

    `around` are further claims of the reports, whose sentences are not told either where the rules leave them out.

    An event that loses claims is made again from those that stay, by `refuse`, so that nothing of what was left
    out shows in its voices, counts or confidence.
    """
    kept = {c.id: c for c in material.claims if _claim_stays(c, rules)}
    whole, broken = [], []
    for event in material.events:
        left = [c.id for c in event.claims if c.id in kept]
        if len(left) == len(event.claims):
            whole.append(event)
        else:
            broken += left
    events = [e for e in (*whole, *refuse([kept[i] for i in broken])) if _event_stays(e, rules)]
    held = {c.id for e in events for c in e.claims}
    hidden: dict[str | None, list[Claim]] = {}
    for claim in (*material.claims, *around):
        if not _claim_stays(claim, rules) or (claim.id in kept and claim.id not in held):
            hidden.setdefault(claim.report, []).append(claim)
    claims = tuple(_claim(c, rules, hidden.get(c.report, ())) for i, c in kept.items() if i in held)
    told: dict[str | None, list[Claim]] = {}
    for claim in claims:
        told.setdefault(claim.report, []).append(claim)
    whole_reports = rules.words and rules.round_km <= 0
    reports = tuple(
        r if whole_reports and r.id not in hidden else _report(r, told[r.id], rules)
        for r in material.reports
        if r.id in told
    )
    coarse = tuple(replace(e, place=_place(e.place, rules), destination=_place(e.destination, rules)) for e in events)
    return Material(claims=claims, events=coarse, reports=reports, failures=())


def _event_stays(event: Event, rules: Rules) -> bool:
    late = rules.until is not None and event.start is not None and event.start > rules.until
    barred = _barred(event.place, rules) or _barred(event.destination, rules)
    named = rules.sides.isdisjoint((*event.initiator, *event.target))
    return named and not (late or barred or event.type.value in rules.types)


def publishable_holdings(holdings: Iterable[Holding], rules: Rules) -> tuple[Holding, ...]:
    """Holdings, held from publishable claims, as they may be published: none in barred areas, of barred sides or
    after the last day told of.
    """
    made = []
    numbers: dict[PlaceId, int] = {}
    for h in holdings:
        late = rules.until is not None and h.day > rules.until
        if late or h.holder in rules.sides or any(s.holds(h.lat, h.lon) for s in rules.sectors):
            continue
        sides = tuple(s for s in h.sides if s.side not in rules.sides)
        h = replace(h, sides=sides, evidence=())
        if rules.round_km > 0:
            lat, lon = rounded(h.lat, h.lon, rules.round_km)
            # places of one cell stay apart by a number of this publication; their own ids could be guessed from it
            number = numbers.setdefault(h.place, len(numbers))
            key = PlaceId(digest("held", number, lat, lon))
            h = replace(h, lat=lat, lon=lon, place=key, name=_area(rules.round_km))
        made.append(h)
    return tuple(made)
