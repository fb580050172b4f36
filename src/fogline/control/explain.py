"""Why a place is held as it is: the claims that decide, what each weighs, and what would change the answer."""

from collections.abc import Sequence
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
class Beside:
    """A place whose holder bears on another's, with its own holder that day and its share of the ground around."""

    place: Spot
    holder: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A handover of the pack that touches a place: on a day what `giver` held went over to `taker`, with a chance."""

    day: date
    giver: str
    taker: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why: the claims by weight, the ground around by share, the handovers by day, and by how much it would turn.

    A baseline of the pack stands among the claims, without an id. `turned_by` is how many claims of a usual gain by the
    next likeliest side would make it the holder.
    """

    place: Spot
    day: date
    holder: str
    second: str
    probability: float
    claims: tuple[Reasoned, ...]
    around: tuple[Beside, ...]
    handovers: tuple[Given, ...]
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
        around=_around(of, shot, place, names),
        handovers=tuple(
            Given(
                day=date.fromordinal(h.day),
                giver=table.sides[h.giver],
                taker=table.sides[h.taker],
                probability=h.share,
            )
            for h in table.handed
            if place in h.at and (smoothed or h.day <= shot.day)
        ),
        turned_by=max(1, int(np.ceil(odds / usual))),
    )


def _around(of: Record, shot: Snapshot, place: int, names: Sequence[str]) -> tuple[Beside, ...]:
    """The neighbours of a place, by share."""
    near, share = of.ground.beside.near[place], of.ground.beside.weight[place]
    held = np.concatenate([shot.belief[: len(names) - 1], shot.belief[-1:]]).argmax(axis=0)
    return tuple(
        Beside(place=of.table.places[n], holder=names[int(held[n])], share=round(float(share[k]), 3))
        for k in np.argsort(-share, kind="stable").tolist()
        if share[k] > 0 and (n := int(near[k])) != place
    )
