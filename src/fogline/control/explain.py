"""Why a place is held as it is: the claims that decide, what each weighs, and what would change the answer."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from fogline.control.assess import Record, Snapshot, trust_as_earned, trusted
from fogline.control.evidence import KINDS, Spot
from fogline.control.weigh import likelihoods, shares_of
from fogline.records import ClaimId

_AGE_DAYS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoned:
    """A claim with its weight: log-odds for the holder against the next likeliest, fading with age."""

    claim: ClaimId
    source: str
    kind: str
    day: date
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why: the claims by weight, what the ground around lends, and by how much evidence the answer would turn.

    `turned_by` is how many claims of a usual gain by the next likeliest side would make it the holder.
    """

    place: Spot
    day: date
    holder: str
    second: str
    probability: float
    claims: tuple[Reasoned, ...]
    turned_by: int


def explained(of: Record, shot: Snapshot, place: int, *, smoothed: bool = False) -> Explanation:
    """Why a place is held as it is on the day of a snapshot."""
    table, known = of.table, of.ground.known
    names = [*table.sides, "unknown"]
    belief = np.concatenate([shot.belief[: len(table.sides), place], shot.belief[-1:, place]])
    order = np.argsort(-belief, kind="stable")
    sides = [n for n in order.tolist() if n < len(table.sides)]
    rows = np.arange(table.starts[place], table.starts[place + 1])
    rows = rows[table.day[rows] <= shot.day]
    if not smoothed:
        rows = rows[table.known[rows] <= shot.day]
    shares = shares_of(table, trusted(of)) if smoothed else trust_as_earned(of)
    like = np.log(likelihoods(table, shares, known)[rows])
    first = sides[0] if sides else len(table.sides)
    second = sides[1] if len(sides) > 1 else len(table.sides)
    fade = 0.5 ** ((shot.day - table.day[rows]) / _AGE_DAYS)
    weight = (like[:, first] - like[:, second]) * fade
    order_of = np.argsort(-np.abs(weight), kind="stable")
    odds = float(np.log((belief[first] + 1e-6) / (belief[min(second, len(belief) - 1)] + 1e-6)))
    usual = float(np.log(known.shares[0, 0] / known.shares[0, 1]))
    return Explanation(
        place=table.places[place],
        day=date.fromordinal(shot.day),
        holder=names[int(order[0])],
        second=names[second],
        probability=round(float(belief[order[0]]), 4),
        claims=tuple(
            Reasoned(
                claim=table.claims[rows[n]],
                source=table.sources[table.source[rows[n]]],
                kind=KINDS[table.kind[rows[n]]].value,
                day=date.fromordinal(int(table.day[rows[n]])),
                weight=round(float(weight[n]), 3),
            )
            for n in order_of.tolist()
            if abs(weight[n]) > 1e-3
        ),
        turned_by=max(1, int(np.ceil(odds / usual))),
    )
