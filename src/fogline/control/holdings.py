"""Who held each place on each day: a hidden state per place, moved by evidence and aged by silence.

The state is a probability for each side and for unknown. Evidence that a side took or holds the place
moves belief towards it; silence moves it towards unknown at a rate for each day. Filtered holdings use
what was published by the day, smoothed ones all that is known now, before and after the day.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fogline.control.evidence import Evidence, Spot, evidence_of, heard_claims, strength_on
from fogline.geometry import distance_km
from fogline.pack import Pack
from fogline.records import Claim, ClaimId, Event, Holding, PlaceId, SideId, SideProbability

UNKNOWN = "unknown"
_HALF_LIFE_DAYS = 240.0
_FIGHT_HALF_LIFE_DAYS = 5.0
_BACK_HALF_LIFE_DAYS = 60.0
_TO_UNKNOWN = 0.7
_NEIGHBOURS = 4
_REACH_KM = 12.0
_INFERRED = 0.45
_LISTED_EVIDENCE = 8

Belief = dict[str, float]


@dataclass(slots=True)
class _Record:
    """A place with its evidence in the order of days and its baseline."""

    spot: Spot
    evidence: list[Evidence] = field(default_factory=list)
    baseline: list[tuple[date, str, float]] = field(default_factory=list)


def _age(belief: Belief, days: int, half_life: float) -> None:
    """Silence: every side loses to unknown."""
    if days <= 0:
        return
    kept = 0.5 ** (days / half_life)
    lost = 0.0
    for side, p in belief.items():
        if side != UNKNOWN:
            belief[side] = p * kept
            lost += p * (1 - kept)
    belief[UNKNOWN] = belief.get(UNKNOWN, 0.0) + lost


def _towards(belief: Belief, side: str, share: float) -> None:
    for other in belief:
        belief[other] *= 1 - share
    belief[side] = belief.get(side, 0.0) + share


def _away(belief: Belief, side: str, share: float) -> None:
    """A side loses part of its belief: most to unknown, the rest to the other sides as they stand."""
    freed = belief.get(side, 0.0) * share
    if freed <= 0:
        return
    belief[side] -= freed
    others = {s: p for s, p in belief.items() if s not in (side, UNKNOWN) and p > 0}
    total = sum(others.values())
    spread = freed * (1 - _TO_UNKNOWN) if total > 0 else 0.0
    for other, p in others.items():
        belief[other] += spread * p / total
    belief[UNKNOWN] = belief.get(UNKNOWN, 0.0) + freed - spread


def _apply(belief: Belief, item: Evidence, share: float) -> None:
    if share < 0:
        if item.gains is not None:
            _away(belief, item.gains, -share)
        return
    if item.loses is not None:
        _away(belief, item.loses, share)
    if item.gains is not None:
        _towards(belief, item.gains, share)


def _start(record: _Record, day: date) -> tuple[Belief, date | None]:
    """The baseline that holds on a day, if any."""
    dated = [b for b in record.baseline if b[0] <= day]
    if not dated:
        return {UNKNOWN: 1.0}, None
    start, holder, p = max(dated, key=lambda b: b[0])
    return {holder: p, UNKNOWN: 1.0 - p}, start


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    belief: Belief
    contested: float
    last: date | None
    used: tuple[ClaimId, ...]


def _forward(record: _Record, day: date, known_by: date | None, sources: frozenset[str] | None) -> _State:
    """Belief on a day from what is dated up to it."""
    belief, at = _start(record, day)
    fight, fight_at, last = 0.0, day, None
    used: list[ClaimId] = []
    for item in record.evidence:
        if item.day > day or (at is not None and item.day < at):
            continue
        share = strength_on(item, known_by, sources)
        if share == 0.0 and not heard_claims(item, known_by, sources):
            continue
        if at is not None:
            _age(belief, (item.day - at).days, _HALF_LIFE_DAYS)
        fight *= 0.5 ** (max((item.day - fight_at).days, 0) / _FIGHT_HALF_LIFE_DAYS) if last is not None else 0.0
        _apply(belief, item, share)
        fight = fight * 0.3 if item.changes and share > 0.5 else fight
        fight += item.fighting * max(share / item.strength if item.strength > 0 else 0.7, 0.0)
        at, fight_at, last = item.day, item.day, item.day
        used.extend(heard_claims(item, known_by, sources))
    if at is not None:
        _age(belief, (day - at).days, _HALF_LIFE_DAYS)
    fight *= 0.5 ** ((day - fight_at).days / _FIGHT_HALF_LIFE_DAYS) if last is not None else 0.0
    return _State(belief=belief, contested=1 - math.exp(-fight), last=last, used=tuple(used[-_LISTED_EVIDENCE:]))


def _backward(record: _Record, day: date, sources: frozenset[str] | None) -> Belief:
    """What later evidence says of a day: a side that loses the place later held it before."""
    belief: Belief = {UNKNOWN: 1.0}
    at: date | None = None
    for item in reversed(record.evidence):
        if item.day <= day:
            break
        share = strength_on(item, None, sources)
        if share <= 0:
            continue
        if at is not None:
            _age(belief, (at - item.day).days, _BACK_HALF_LIFE_DAYS)
        if item.changes:
            belief = {UNKNOWN: 1.0}
            if item.former is not None:
                _towards(belief, item.former, share * 0.8)
        elif item.gains is not None:
            _towards(belief, item.gains, share * 0.8)
        at = item.day
    if at is not None:
        _age(belief, (at - day).days, _BACK_HALF_LIFE_DAYS)
    return belief


def _combined(one: Belief, two: Belief) -> Belief:
    """Two opinions that may each be ignorant: a side is believed if either says so."""
    sides = sorted({*one, *two} - {UNKNOWN})
    made = {s: 1 - (1 - one.get(s, 0.0)) * (1 - two.get(s, 0.0)) for s in sides}
    made[UNKNOWN] = one.get(UNKNOWN, 0.0) * two.get(UNKNOWN, 0.0)
    total = sum(made.values())
    return {s: p / total for s, p in made.items()}


def _gather(events: Sequence[Event], claims: Mapping[ClaimId, Claim], pack: Pack | None) -> dict[PlaceId, _Record]:
    records: dict[PlaceId, _Record] = {}
    for event in sorted(events, key=lambda e: e.id):
        found = evidence_of(event, claims, pack)
        if found is not None:
            spot, item = found
            records.setdefault(spot.id, _Record(spot)).evidence.append(item)
    if pack is not None and events:
        known = {p.id: p for p in pack.places}
        for baseline in pack.baselines:
            for row in baseline.holders:
                place = known.get(row.place)
                if place is not None:
                    spot = Spot(id=place.id, name=place.name, lat=place.lat, lon=place.lon)
                    record = records.setdefault(place.id, _Record(spot))
                    record.baseline.append((baseline.day, row.holder, row.probability))
    for record in records.values():
        record.evidence.sort(key=lambda e: (e.day, e.changes, e.support, e.against))
    return records


class _Neighbourhood:
    """The nearest places of each place within reach, on a grid."""

    def __init__(self, records: Mapping[PlaceId, _Record]) -> None:
        self.near: dict[PlaceId, list[tuple[PlaceId, float]]] = {}
        ordered = sorted(records.values(), key=lambda r: (r.spot.lat, r.spot.id))
        lats = [r.spot.lat for r in ordered]
        margin = _REACH_KM / 110.0
        for n, record in enumerate(ordered):
            found = []
            stop = bisect_right(lats, record.spot.lat + margin)
            start = bisect_right(lats, record.spot.lat - margin)
            for m in range(start, stop):
                other = ordered[m].spot
                if m != n and abs(other.lon - record.spot.lon) < 3 * margin:
                    km = distance_km(record.spot.lat, record.spot.lon, other.lat, other.lon)
                    if km <= _REACH_KM:
                        found.append((other.id, km))
            self.near[record.spot.id] = sorted(found, key=lambda f: (f[1], f[0]))[:_NEIGHBOURS]


def _lent(place: PlaceId, beliefs: Mapping[PlaceId, Belief], near: _Neighbourhood) -> Belief:
    """A silent place's belief with what its neighbours, if at least three agree, lend it."""
    belief = beliefs[place]
    listed = near.near[place]
    unknown = belief.get(UNKNOWN, 0.0)
    if unknown < 0.5 or len(listed) < 3:
        return belief
    lent: Belief = {}
    weight = 0.0
    for other, km in listed:
        w = 1.0 / (1.0 + km / 4.0)
        weight += w
        for side, p in beliefs[other].items():
            if side != UNKNOWN:
                lent[side] = lent.get(side, 0.0) + w * p
    best = max(lent.values(), default=0.0) / weight if weight else 0.0
    if best < 0.6:
        return belief
    made = dict(belief)
    for side, p in lent.items():
        share = unknown * _INFERRED * best * p / weight
        made[side] = made.get(side, 0.0) + share
        made[UNKNOWN] -= share
    return made


def hold(
    events: Sequence[Event],
    claims: Mapping[ClaimId, Claim],
    *,
    days: Sequence[date],
    pack: Pack | None = None,
    smoothed: bool = False,
    view: str = "all",
    sources: frozenset[str] | None = None,
) -> tuple[Holding, ...]:
    """Who held each place with evidence or a baseline, on each of the days, day by day and place by place.

    Filtered holdings of a day use only claims published by it, so a claim without a date of publication
    counts in smoothed ones alone. `sources` restricts the claims to those sources: the map according to them.
    """
    records = _gather(events, claims, pack)
    near = _Neighbourhood(records)
    theatre = pack.id if pack is not None else next((e.theatre for e in events if e.theatre), None)
    sides = sorted({s for r in records.values() for s in _sides(r)})
    made: list[Holding] = []
    for day in days:
        known_by = None if smoothed else day
        states = {p: _forward(r, day, known_by, sources) for p, r in records.items()}
        beliefs = {p: s.belief for p, s in states.items()}
        if smoothed:
            beliefs = {p: _combined(b, _backward(records[p], day, sources)) for p, b in beliefs.items()}
        for place in sorted(records):
            if not states[place].used and not records[place].baseline and sources is None and not smoothed:
                continue
            made.append(
                _holding(records[place].spot, states[place], _lent(place, beliefs, near), day, view, theatre, sides)
            )
    return tuple(made)


def _sides(record: _Record) -> set[str]:
    named = {s for e in record.evidence for s in (e.gains, e.loses, e.former) if s is not None}
    return named | {b[1] for b in record.baseline}


def _holding(
    spot: Spot, state: _State, belief: Belief, day: date, view: str, theatre: str | None, sides: Sequence[str]
) -> Holding:
    shares = {s: round(belief.get(s, 0.0), 4) for s in sides}
    unknown = round(max(0.0, 1.0 - sum(shares.values())), 4)
    holder = max((*sides, UNKNOWN), key=lambda s: (unknown if s == UNKNOWN else shares[s], s == UNKNOWN))
    return Holding(
        theatre=theatre,
        view=view,
        place=spot.id,
        name=spot.name,
        lat=spot.lat,
        lon=spot.lon,
        day=day,
        holder=holder,
        probability=unknown if holder == UNKNOWN else shares[holder],
        contested=round(state.contested, 4),
        p_unknown=unknown,
        last_evidence=state.last,
        sides=tuple(SideProbability(side=SideId(s), probability=p) for s, p in shares.items()),
        evidence=state.used,
    )
