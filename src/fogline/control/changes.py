"""Changes of hands: the days on which a place came to be held by another, with the claims for and against."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from fogline.control.assess import Record, Snapshot
from fogline.control.evidence import KINDS, Kind, Spot
from fogline.control.table import NEVER
from fogline.records import ClaimId

_SPEAK_OF_HANDS = tuple(KINDS.index(k) for k in (Kind.GAIN, Kind.LEAVE, Kind.HOLD, Kind.DENIED_GAIN))
_DENIALS = tuple(KINDS.index(k) for k in (Kind.DENIED_GAIN, Kind.DENIED_HOLD))
_AROUND_DAYS = 10


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
