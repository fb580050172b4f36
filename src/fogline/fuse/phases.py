"""How events belong together: the phases of one battle in order, and what came of what was expected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from fogline.geometry import distance_km
from fogline.records import Claim, ClaimId, ClaimType, Event, EventTie, Outcome, Status, Tie

_T = ClaimType
_CELL = 0.25
_NEAR_KM = 15.0
_AFTER_DAYS = 14
_FORECAST_DAYS = 60
_SLACK_DAYS = 3
_FIGHT = frozenset({_T.OFFENSIVE, _T.CLASH, _T.AIR_STRIKE, _T.SHELLING, _T.EXPLOSION})
_LEADS = {
    _T.OFFENSIVE: frozenset({_T.CLASH, _T.CONTROL_GAIN, _T.WITHDRAWAL, _T.ENCIRCLEMENT, _T.AGREEMENT}),
    _T.CLASH: frozenset({_T.CONTROL_GAIN, _T.WITHDRAWAL, _T.ENCIRCLEMENT, _T.AGREEMENT, _T.CLASH}),
    _T.DEPLOYMENT: frozenset({_T.OFFENSIVE, _T.CLASH}),
    _T.ENCIRCLEMENT: frozenset({_T.AGREEMENT, _T.EVACUATION, _T.CONTROL_GAIN, _T.WITHDRAWAL, _T.OFFENSIVE}),
    _T.ROUTE: frozenset({_T.ENCIRCLEMENT}),
    _T.AGREEMENT: frozenset({_T.EVACUATION, _T.WITHDRAWAL, _T.CONTROL_GAIN, _T.AID, *_FIGHT}),
    _T.EVACUATION: frozenset({_T.CONTROL_GAIN, _T.EXPLOSION}),
    _T.AIR_STRIKE: frozenset({_T.CLASH, _T.OFFENSIVE, _T.CONTROL_GAIN, _T.DISPLACEMENT}),
    _T.SHELLING: frozenset({_T.CLASH, _T.OFFENSIVE, _T.CONTROL_GAIN, _T.DISPLACEMENT}),
    _T.CONTROL_GAIN: frozenset({_T.CLASH, _T.CONTROL_GAIN, _T.CONTROL_HOLD}),
    _T.WITHDRAWAL: frozenset({_T.CONTROL_GAIN}),
}
"""Which kinds of happening can be the next phase of which."""

_MET_BY = {
    _T.OFFENSIVE: frozenset({_T.OFFENSIVE, _T.CLASH, _T.CONTROL_GAIN}),
    _T.CLASH: frozenset({_T.CLASH, _T.OFFENSIVE, _T.CONTROL_GAIN}),
    _T.ENCIRCLEMENT: frozenset({_T.ENCIRCLEMENT, _T.ROUTE}),
}
"""What fulfils an expectation, where it is not the same type alone."""

Cell = tuple[int, int]


def _cell(event: Event) -> Cell | None:
    place = event.place
    if place is None or place.lat is None or place.lon is None or (place.radius_km or 0.0) > 25.0:
        return None
    return int(place.lat // _CELL), int(place.lon // _CELL)


def _is_fact(event: Event) -> bool:
    return event.status in (Status.OCCURRED, Status.ONGOING)


class _Near:
    """Events that happened, by cell, to find those near another in place and time."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._cells: dict[Cell, list[Event]] = {}
        for event in events:
            cell = _cell(event)
            if cell is not None and event.start is not None and _is_fact(event):
                self._cells.setdefault(cell, []).append(event)
        for listed in self._cells.values():
            listed.sort(key=lambda e: (e.start or date.max, e.id))

    def between(self, event: Event, first: int, last: int) -> list[tuple[int, float, Event]]:
        """Events within 15 km that start in these days, with day and distance."""
        cell, place, found = _cell(event), event.place, []
        if cell is None or place is None or place.lat is None or place.lon is None:
            return []
        for y in (-1, 0, 1):
            for x in (-1, 0, 1):
                for other in self._cells.get((cell[0] + y, cell[1] + x), ()):
                    day = (other.start or date.max).toordinal()
                    if day > last:
                        break
                    spot = other.place
                    if day < first or other.id == event.id or spot is None or spot.lat is None or spot.lon is None:
                        continue
                    km = distance_km(place.lat, place.lon, spot.lat, spot.lon)
                    if km <= max(_NEAR_KM, place.radius_km or 0.0, spot.radius_km or 0.0):
                        found.append((day, km, other))
        return sorted(found, key=lambda f: (f[0], f[1], f[2].id))


def _shares_side(a: Event, b: Event) -> bool:
    one, two = {*a.initiator, *a.target}, {*b.initiator, *b.target}
    return not one or not two or bool(one & two)


def _next_phase(event: Event, near: _Near) -> Event | None:
    """The first later event that can be the next phase of this one; of one day only where the kind differs."""
    wanted = _LEADS.get(event.type, frozenset())
    if not wanted or event.start is None or not _is_fact(event):
        return None
    begin = event.start.toordinal()
    for day, _, other in near.between(event, begin, (event.end or event.start).toordinal() + _AFTER_DAYS):
        if other.type in wanted and _shares_side(event, other) and (day > begin or other.type is not event.type):
            return other
    return None


def _deadline(event: Event, claims: Mapping[ClaimId, Claim]) -> tuple[int, int] | None:
    """From when and until when something that was expected can be seen to have come."""
    said = [claims[c.id].published for c in event.claims if c.id in claims]
    days = [d.toordinal() for d in said if d is not None]
    if not days:
        return None
    told = any(claims[c.id].time is not None for c in event.claims if c.id in claims)
    if told and event.end is not None and event.end.toordinal() >= min(days):
        return min(days), event.end.toordinal() + _SLACK_DAYS
    return min(days), min(days) + _FORECAST_DAYS


def _what_came(event: Event, claims: Mapping[ClaimId, Claim], near: _Near, last: int) -> tuple[Outcome, Event | None]:
    """Fulfilled by which event, not fulfilled in its time, or still open."""
    span = _deadline(event, claims)
    if span is None or _cell(event) is None:
        return Outcome.OPEN, None
    wanted = _MET_BY.get(event.type, frozenset(t for t in ClaimType if t is event.type))
    for _, _, other in near.between(event, span[0] - _SLACK_DAYS, span[1]):
        same_side = not event.initiator or not other.initiator or set(event.initiator) & set(other.initiator)
        if other.type in wanted and same_side and other.confidence > 0:
            return Outcome.FULFILLED, other
    return (Outcome.NOT_FULFILLED if last > span[1] else Outcome.OPEN), None


def tied(events: Sequence[Event], claims: Mapping[ClaimId, Claim]) -> tuple[Event, ...]:
    """The events by id, each with the phases before and after it and, where expected, what came of it."""
    near = _Near(events)
    last = max((e.last_published.toordinal() for e in events if e.last_published is not None), default=0)
    ties: dict[str, list[EventTie]] = {}
    outcomes: dict[str, Outcome] = {}
    for event in events:
        if event.status is Status.EXPECTED:
            outcome, met = _what_came(event, claims, near, last)
            outcomes[event.id] = outcome
            if met is not None:
                ties.setdefault(event.id, []).append(EventTie(tie=Tie.CAME_OF, event=met.id))
                ties.setdefault(met.id, []).append(EventTie(tie=Tie.FORESEEN_BY, event=event.id))
            continue
        after = _next_phase(event, near)
        if after is not None:
            ties.setdefault(event.id, []).append(EventTie(tie=Tie.LEADS_TO, event=after.id))
            ties.setdefault(after.id, []).append(EventTie(tie=Tie.FOLLOWS, event=event.id))
    made = [
        replace(e, ties=tuple(sorted(ties.get(e.id, ()), key=lambda t: (t.tie, t.event))), outcome=outcomes.get(e.id))
        if e.id in ties or e.id in outcomes
        else e
        for e in events
    ]
    return tuple(sorted(made, key=lambda e: e.id))
