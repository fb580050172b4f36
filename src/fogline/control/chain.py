"""The hidden chain of each place: belief in each side and in unknown, moved day by day.

Arrays hold all places at once: belief is `(sides + 1, places)` in single precision, the last row unknown. A
day is two linear maps. *Drift*: control may have changed, unseen, towards the sides that hold the ground around
or, where nobody knows who does, towards unknown; where somebody claims that the place was taken that day, the
chance of it is raised. *Evidence*: what the claims of the day say, as the likelihood of each side being the
holder. Unknown stands for any side or one nobody named: evidence for a side moves unknown to it, evidence that
only speaks against one leaves it. The method is forward-backward smoothing of a hidden Markov model with an
undecided mass.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float32]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_TINY = np.float32(1e-12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What of places `at` one side held before a day went over to another on it, as a share."""

    day: int
    at: Ints
    giver: int
    taker: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What claims say on one day of the places `at`: `likelihood[side, n]` of each side holding the place, the last
    row for a side nobody named, and `taken[side, n]`, how likely the place went over to the side that day before
    its evidence is heard; `handed` is what changed hands as a whole before all else."""

    at: Ints
    likelihood: Reals
    taken: Reals
    handed: tuple[Handed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The chances of a day: `into[side, place]` to go over to a side, `lost[place]` to fade to unknown."""

    into: Reals
    lost: Reals


def raised(drift: Drift, day: Day) -> Drift:
    """The day's chances with what is said to have been taken."""
    if not len(day.at):
        return drift
    into, lost = drift.into.copy(), drift.lost.copy()
    some = np.maximum(into[:, day.at], day.taken)
    total = some.sum(axis=0)
    into[:, day.at] = some / np.maximum(total, 1)
    lost[day.at] *= 1 - np.minimum(total, 1)
    return Drift(into=into, lost=lost)


def forward(belief: Reals, drift: Drift, day: Day, prior: Reals) -> Reals:
    """Belief after a day, from belief after the day before; `prior[side, place]` is what unknown stands for."""
    belief = handed_over(belief, day)
    moved = raised(drift, day)
    total = moved.into.sum(axis=0)
    made: Reals = belief * (1 - total - moved.lost)
    made[:-1] += moved.into
    made[-1] = belief[-1] * (1 - total) + moved.lost * (1 - belief[-1])
    if len(day.at):
        some = made[:, day.at]
        heard = split(some, day.likelihood, prior[:, day.at])
        made[:, day.at] = heard / (heard.sum(axis=0) + _TINY)
    return made


def handed_over(belief: Reals, day: Day) -> Reals:
    """Belief with what a day's handovers moved."""
    for of in day.handed:
        if len(of.at):
            belief = belief.copy()
            gone = belief[of.giver, of.at] * np.float32(of.share)
            belief[of.giver, of.at] -= gone
            belief[of.taker, of.at] += gone
    return belief


def split(belief: Reals, likelihood: Reals, prior: Reals | float) -> Reals:
    """Belief weighed by a likelihood, not normed; unknown goes over to sides that are likelier than an unnamed one."""
    made: Reals = belief * likelihood
    made[:-1] += belief[-1] * prior * np.maximum(likelihood[:-1] - likelihood[-1], 0)
    return made


def backward(message: Reals, drift: Drift, day: Day) -> Reals:
    """What the days from this one on say of each side (the last row: one nobody named) having held the day before.

    Scaled to at most 1.
    """
    moved = raised(drift, day)
    if len(day.at):
        message = message.copy()
        message[:, day.at] *= day.likelihood
    total = moved.into.sum(axis=0)
    made = message * (1 - total - moved.lost)
    made += (moved.into * message[:-1]).sum(axis=0) + moved.lost * message[-1]
    for of in reversed(day.handed):
        share = np.float32(of.share)
        made[of.giver, of.at] += share * (made[of.taker, of.at] - made[of.giver, of.at])
    scaled: Reals = made / (made.max(axis=0) + _TINY)
    return scaled


def combined(belief: Reals, message: Reals, prior: Reals) -> Reals:
    """Belief of a day in the light of all days: the forward belief weighed by the message from later ones."""
    made = split(belief, message, prior)
    normed: Reals = made / (made.sum(axis=0) + _TINY)
    return normed
