"""Runs the chains of places over days: alone, then beside their neighbours; as known then, or as known now.

First each place is followed by its own claims alone; then again with what its neighbours' own claims say of the
ground around it. So a claim reaches its place and the places around it, and no farther, and a new one needs
only these computed again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fogline.control.chain import Day, Drift, Ints, Reals, backward, forward
from fogline.control.neighbours import Neighbours
from fogline.control.weigh import Learned

_TINY = np.float32(1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the chains need beside evidence: neighbours, learned figures, rates of the places, number of sides."""

    beside: Neighbours
    known: Learned
    rate: Reals
    sides: int

    @property
    def places(self) -> int:
        """How many places there are."""
        return len(self.rate)

    def start(self, count: int) -> Reals:
        """Belief before any claim."""
        made = np.zeros((self.sides + 1, count), dtype=np.float32)
        made[-1] = 1
        return made


def around(ground: Ground, alone: Reals, places: Ints) -> Reals:
    """What is held around some places, from belief in all by their own claims: `[side, place]`, sum at most 1."""
    near, weight = ground.beside.near[places], ground.beside.weight[places]
    made: Reals = np.einsum("spk,pk->sp", alone[:-1][:, near], weight)
    return made


def chances(
    ground: Ground, places: Ints, beside: Reals | None, before: Reals | None = None, silent: Reals | None = None
) -> tuple[Drift, Reals]:
    """The chances of a day without claims and what unknown stands for; `beside` is what is held around, if asked, and
    `before` what was the day before: where the ground around changes hands, a place may go with it (but not by a
    handover, on whose day it is left out). Where the ground only becomes known, the place goes with it as far as its
    own claims leave it unknown, which is `silent`."""
    known, rate = ground.known, ground.rate[places]
    even = np.float32(1 / ground.sides)
    if beside is None:
        into = np.repeat((np.float32(known.unseen) * even * rate)[None], ground.sides, axis=0)
        prior = np.full((ground.sides, len(places)), even, dtype=np.float32)
        return Drift(into=into, lost=np.float32(known.fade_alone) * rate), prior
    sharp = sharpened(beside, known.sharp)
    open_ground = 1 - beside.sum(axis=0)
    into = (np.float32(known.unseen) * even + np.float32(known.spread) * sharp) * rate
    if before is not None and silent is not None:
        into += np.float32(known.follow) * _gone_over(sharp, sharpened(before, known.sharp), silent)
    prior = np.float32(known.lend) * sharp + (1 - np.float32(known.lend) * (1 - open_ground)) * even
    return Drift(into=into, lost=np.float32(known.fade) * rate * open_ground), prior


def _gone_over(now: Reals, before: Reals, silent: Reals) -> Reals:
    """What each side gained of the ground around: all that others lost, and of the rest what a silent place takes."""
    gained = np.maximum(now - before, 0)
    lost = np.maximum(before - now, 0).sum(axis=0)
    share = np.minimum(1, lost / (gained.sum(axis=0) + _TINY))
    made: Reals = gained * (share + (1 - share) * silent)
    return made


def sharpened(beside: Reals, power: float) -> Reals:
    """What is held around with the majority counted for more than its share; the sum stays."""
    if power == 1.0:
        return beside
    made = beside ** np.float32(power)
    scaled: Reals = made * (beside.sum(axis=0) / (made.sum(axis=0) + _TINY))
    return scaled


def lent(ground: Ground, belief: Reals, beside: Reals) -> Reals:
    """Belief with what the ground around lends to unknown, made as certain as beliefs have proved right."""
    made = belief.copy()
    made[:-1] += belief[-1] * np.float32(ground.known.lend) * sharpened(beside, ground.known.sharp)
    made[-1] = np.maximum(1 - made[:-1].sum(axis=0), 0)
    made **= np.float32(ground.known.certain)
    certain: Reals = made / made.sum(axis=0)
    return certain


def run_alone(ground: Ground, places: Ints, belief: Reals, days: Sequence[Day], out: Reals) -> Reals:
    """Follows places by their own claims; writes belief of each day into `out[day]` and gives the last one."""
    drift, prior = chances(ground, places, None)
    for n, day in enumerate(days):
        belief = forward(belief, drift, day, prior)
        out[n] = belief
    return belief


def run_beside(
    ground: Ground,
    places: Ints,
    belief: Reals,
    days: Sequence[Day],
    alone: Sequence[Reals] | Reals,
    out: Reals,
    before: Reals | None = None,
) -> Reals:
    """Follows places with the ground around them, from `alone[day]`, belief in all places by their own claims;
    `before` is what was held around on the day before the first."""
    for n, day in enumerate(days):
        near = around(ground, alone[n], places)
        drift, prior = chances(ground, places, near, None if day.handed else before, alone[n][-1, places])
        belief = forward(belief, drift, day, prior)
        out[n], before = belief, near
    return belief


def look_back(ground: Ground, places: Ints, days: Sequence[Day], out: Reals) -> None:
    """Writes into `out[day]` what the days after each day say of it, by the places' own claims."""
    message = np.ones((ground.sides + 1, len(places)), dtype=np.float32)
    drift, _ = chances(ground, places, None)
    for n in range(len(days) - 1, -1, -1):
        out[n] = message
        message = backward(message, drift, days[n])
