"""Holdings as runs: stretches of days in which nothing much changes at a place, and the changes of hands between."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from fogline.control.assess import Record, Snapshot
from fogline.control.evidence import KINDS, Kind, Spot
from fogline.control.table import NEVER
from fogline.records import ClaimId

UNKNOWN = "unknown"
_MOVED = 0.02
_SPEAK_OF_HANDS = tuple(KINDS.index(k) for k in (Kind.GAIN, Kind.LEAVE, Kind.HOLD, Kind.DENIED_GAIN))
_DENIALS = tuple(KINDS.index(k) for k in (Kind.DENIED_GAIN, Kind.DENIED_HOLD))
_AROUND_DAYS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRun:
    """Days from `first` to `last` on which a place has one holder, and no figure moves by more than 0.02."""

    place: Spot
    first: date
    last: date
    holder: str
    probability: float
    contested: float
    second: str
    second_probability: float
    p_unknown: float
    last_evidence: date | None


def runs(of: Record, shots: Iterable[Snapshot]) -> Iterator[HoldingRun]:
    """The runs of every place over days in order, each as it ends."""
    names = [*of.table.sides, UNKNOWN]
    count = len(of.table.places)
    state = np.zeros((7, count))
    begun = np.zeros(count, dtype=np.int64)
    day = 0

    def ended(rows: Sequence[int], last: int) -> Iterator[HoldingRun]:
        for n in rows:
            if begun[n]:
                holder, p, contested, second, q, unknown, seen = state[:, n].tolist()
                yield HoldingRun(
                    place=of.table.places[n],
                    first=date.fromordinal(int(begun[n])),
                    last=date.fromordinal(last),
                    holder=names[int(holder)],
                    probability=round(p, 4),
                    contested=round(contested, 4),
                    second=names[int(second)],
                    second_probability=round(q, 4),
                    p_unknown=round(unknown, 4),
                    last_evidence=date.fromordinal(int(seen)) if seen else None,
                )

    for shot in shots:
        belief = np.concatenate([shot.belief[: len(names) - 1], shot.belief[-1:]])
        order = np.argsort(-belief, axis=0, kind="stable")
        first, second = order[0], order[min(1, len(names) - 1)]
        at = np.arange(count)
        now = np.stack([first, belief[first, at], shot.contested, second, belief[second, at], belief[-1], shot.last])
        moved = (now[0] != state[0]) | (now[6] != state[6]) | (np.abs(now[1:3] - state[1:3]) > _MOVED).any(axis=0)
        moved |= begun == 0
        rows = np.flatnonzero(moved)
        yield from ended(rows.tolist(), day)
        state[:, rows], begun[rows] = now[:, rows], shot.day
        day = shot.day
    yield from ended(range(count), day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place that came to be held by another, with the claims that say so and those that deny it."""

    place: Spot
    day: date
    before: str
    after: str
    probability: float
    support: tuple[ClaimId, ...]
    against: tuple[ClaimId, ...]


def changes(of: Record, shots: Iterable[Snapshot]) -> Iterator[Change]:
    """The changes of the likeliest holder between days in order; from or to unknown is none."""
    held: dict[int, int] = {}
    for shot in shots:
        sides = len(of.table.sides)
        best = np.argmax(np.concatenate([shot.belief[:sides], shot.belief[-1:]]), axis=0)
        for n in np.flatnonzero(best < sides).tolist():
            after = int(best[n])
            if held.get(n, after) != after:
                yield _change(of, shot, n, held[n], after)
            held[n] = after


def _change(of: Record, shot: Snapshot, place: int, before: int, after: int) -> Change:
    table, rows = of.table, np.arange(of.table.starts[place], of.table.starts[place + 1])
    near = (np.abs(table.day[rows] - shot.day) <= _AROUND_DAYS) & (table.known[rows] <= NEVER)
    rows = rows[near & np.isin(table.kind[rows], _SPEAK_OF_HANDS)]
    denial = np.isin(table.kind[rows], _DENIALS)
    for_it = ((table.by[rows] == after) & ~denial) | ((table.by[rows] == before) & denial)
    for_it |= (table.on[rows] == after) & (table.kind[rows] == KINDS.index(Kind.LEAVE))
    against = ((table.by[rows] == after) & denial) | ((table.by[rows] == before) & ~denial & ~for_it)
    return Change(
        place=table.places[place],
        day=date.fromordinal(shot.day),
        before=table.sides[before],
        after=table.sides[after],
        probability=round(float(shot.belief[after, place]), 4),
        support=tuple(table.claims[r] for r in rows[for_it].tolist() if table.claims[r]),
        against=tuple(table.claims[r] for r in rows[against].tolist() if table.claims[r]),
    )
