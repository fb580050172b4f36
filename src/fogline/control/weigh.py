"""What a claim weighs: how likely the holder is the side it names, by kind of claim, source and side.

Every kind of evidence starts from shares learned on simulated wars (`learned.json`, made by `python -m
training.control`). The shares of a source, and of a source for one side (its lean), are estimated from how its
claims agree with what everything else says of the same places and days, starting from those of the kind.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from fogline.control.chain import Bools, Floats, Ints, Reals
from fogline.control.evidence import KINDS, Kind
from fogline.control.table import Table
from fogline.pack import Pack, by_source_name
from fogline.records import SideId

LEARNED = Path(__file__).parent / "learned.json"
GAIN, LEAVE, BASELINE = (KINDS.index(k) for k in (Kind.GAIN, Kind.LEAVE, Kind.BASELINE))
_SIDES_OF_A_GUESS = 3.0
_POWER_OF_GRADE = {"A": 1.3, "B": 1.15, "C": 1.0, "D": 0.85, "E": 0.6}
_INTEREST = 1.0
_BOASTS = tuple(KINDS.index(k) for k in (Kind.GAIN, Kind.HOLD, Kind.EXPECTED_LEAVE, Kind.DENIED_GAIN))
_LEAST_SURE = 0.02
_CHECKED_DAYS = 45
_MANY_VOICES = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Learned figures. `shares[kind]` are how likely the holder is who does it, who suffers it, another.

    `unseen` and `spread` are the daily chances that a place changes hands without a claim, by itself and to a side
    that holds all around it, `follow` that it goes with all the ground around when that does; `fade` that nobody can
    say any more where the ground around is unknown, `fade_alone` where it is not looked at. `doubt` divides the odds
    that a place said to be taken was, before its evidence is heard; `before` is how far a gain tells that the side had
    not held the place; `again` the weight of a repetition, `misread` the power that turns a reader's own
    figure into how often it was right.
    `hindsight` is what is left of `spread` when all claims are heard: a change that nobody told of later is rarer than
    one that nobody has told of yet. `lend` is the share of unknown that the ground around fills; `sharp` how much the
    majority around counts over its share; `certain` the power that brings probabilities to how often they prove right;
    `prior_claims` how many claims of a source outweigh what is known of its kind of claim. `place_kinds` multiply the
    rates of kinds of place.
    """

    shares: Floats
    unseen: float
    spread: float
    hindsight: float
    follow: float
    fade: float
    fade_alone: float
    doubt: float
    before: float
    again: float
    misread: float
    certain: float
    lend: float
    sharp: float
    prior_claims: float
    place_kinds: Mapping[str, float]


@cache
def learned(path: Path = LEARNED) -> Learned:
    """The figures of a file that the training command wrote."""
    value = json.loads(path.read_text(encoding="utf-8"))
    shares = np.array([value["kinds"][k.value] for k in KINDS])
    return Learned(
        shares=shares / shares.sum(axis=1, keepdims=True), place_kinds=value["place_kinds"], **value["rates"]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Shares as in `Learned.shares` by source, kind and side named first (the last index is for none)."""

    shares: Floats
    claims: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Repute:
    """What a pack says of the sources: `power[source]` sharpens their shares by grade, `lean[source, side]` (the last
    for none) says whom they favour, from -1 to 1."""

    power: Floats
    lean: Floats


def repute(table: Table, pack: Pack | None) -> Repute:
    """The repute of a table's sources; a source nobody knows is as good as any and leans to no side."""
    profiles = by_source_name(pack)
    power, lean = np.ones(len(table.sources)), np.zeros((len(table.sources), len(table.sides) + 1))
    for n, source in enumerate(table.sources):
        profile = profiles.get(source.strip().lower())
        if profile is not None:
            power[n] = _POWER_OF_GRADE.get(profile.grade, 1.0)
            lean[n, :-1] = [profile.lean.get(SideId(side), 0.0) for side in table.sides]
    return Repute(power=power, lean=lean)


def tilted(shares: Floats, of: Repute) -> Floats:
    """Shares `[source or 1, kind, side or 1, slot]` by source and side: a boast tells less, an admission more.

    The odds that who is said to take or hold a place does are lowered by the lean towards it.
    """
    made = shares ** of.power[:, None, None, None]
    made = np.repeat(made, of.lean.shape[1] // made.shape[2], axis=2)
    for kind in _BOASTS:
        made[:, kind, :, 0] *= np.exp(-_INTEREST * of.lean)
    normed: Floats = made / made.sum(axis=-1, keepdims=True)
    return normed


def untried(table: Table, known: Learned, of: Repute) -> Trust:
    """What every source weighs before its claims were compared with others'."""
    shares = tilted(known.shares[None, :, None], of)
    return Trust(shares=shares, claims=np.zeros(shares.shape[:3]))


def shares_of(table: Table, trust: Trust) -> Floats:
    """The three shares of each row."""
    made: Floats = trust.shares[table.source, table.kind, table.by]
    return made


def likelihoods(table: Table, shares: Floats, known: Learned) -> Reals:
    """How likely each side is the holder, by each row alone, the likeliest at 1: `[row, side]`; last an unnamed one.

    A misread claim says nothing, so a row's likelihood is mixed with an even one by how sure it is; a repetition
    of what others said before is flattened.
    """
    rows, sides = np.arange(len(table)), max(len(table.sides), 1)
    by, on = table.by, table.on
    spare = np.where(by < 0, shares[:, 0], 0.0) + np.where(on < 0, shares[:, 1], 0.0)
    even = (shares[:, 2] + spare) / (1.0 + (by < 0) + (on < 0))
    made = np.repeat(even[:, None], sides + 1, axis=1)
    made[rows[by >= 0], by[by >= 0]] = shares[by >= 0, 0]
    made[rows[on >= 0], on[on >= 0]] = shares[on >= 0, 1]
    sure = heard_right(table, known)[:, None]
    made = sure * made + (1 - sure) / _SIDES_OF_A_GUESS
    made /= made.max(axis=1, keepdims=True)
    weight = np.where(table.echo < 0, 0.0, known.again ** np.minimum(table.echo, 4))
    made = made ** weight[:, None]
    floored: Reals = np.maximum(made, _LEAST_SURE).astype(np.float32)
    return floored


def heard_right(table: Table, known: Learned) -> Floats:
    """How likely each row was read right, from what its reader says of itself."""
    made: Floats = table.sure.astype(np.float64) ** known.misread
    return made


def doubt_of(table: Table, known: Learned) -> float:
    """What the odds of a gain are divided by before its evidence is heard; less where few sources speak: what one says
    is then no worse for being said by nobody else."""
    return 1 + (known.doubt - 1) * min(1.0, (_voices(table) - 1) / _MANY_VOICES)


def turns(table: Table, shares: Floats, known: Learned, doubt: float) -> Reals:
    """How likely each row's place went over to each side on its day, before evidence: `[row, side]`.

    The odds are those of the row's share being right, divided by `doubt`. Who takes over from somebody who leaves is
    any of the others where nobody says.
    """
    made = np.zeros((len(table), max(len(table.sides), 1)), dtype=np.float32)
    sure = heard_right(table, known)

    def chances(rows: Ints, slot: int) -> Floats:
        right = shares[rows, slot]
        found: Floats = sure[rows] * right / (right + doubt * (1 - right))
        return found

    for kind, to, slot in ((GAIN, table.by, 0), (LEAVE, table.on, 1)):
        rows = np.flatnonzero((table.kind == kind) & (to >= 0) & (table.echo >= 0))
        made[rows, to[rows]] = chances(rows, slot)
    left = np.flatnonzero((table.kind == LEAVE) & (table.on < 0) & (table.by >= 0) & (table.echo >= 0))
    if len(left) and made.shape[1] > 1:
        made[left] = chances(left, 1)[:, None] / (made.shape[1] - 1)
        made[left, table.by[left]] = 0.0
    return made


def _voices(table: Table) -> float:
    """How many sources there are, those with few claims counting less (the inverse of the sum of squared shares)."""
    counts = np.bincount(table.source, minlength=1).astype(np.float64)
    return float(counts.sum() ** 2 / max((counts**2).sum(), 1.0))


def estimated(table: Table, used: Bools, belief: Reals, like: Reals, known: Learned, of: Repute) -> Trust:
    """Trust in the sources from belief at the rows' places and days (`belief[row, side]`, all claims heard).

    Each row is judged by what remains of belief without it, and counts by how sure that is and how many others speak
    of its place around then.
    """
    rows = np.flatnonzero(used & (table.kind != BASELINE) & (table.echo >= 0))
    others = _others(table, rows)
    sides = belief.shape[1]
    left = belief[rows] / like[rows, :sides]
    left /= np.maximum(left.sum(axis=1, keepdims=True), 1e-9)
    sure = np.clip((left.max(axis=1) - 1 / sides) / max(1 - 1 / sides, 1e-9), 0, 1) ** 2
    sure *= table.sure[rows] * others / (1 + others)
    at, by, on = np.arange(len(rows)), table.by[rows], table.on[rows]
    first = np.where(by >= 0, left[at, by], 0.0)
    second = np.where(on >= 0, left[at, on], 0.0)
    slots = np.stack([first, second, np.clip(1 - first - second, 0, 1)], axis=1) * sure[:, None]
    shape = (len(table.sources), len(KINDS), len(table.sides) + 1)
    counts = np.zeros((*shape, 3))
    np.add.at(counts, (table.source[rows], table.kind[rows], by), slots)
    strength = known.prior_claims
    kinds = _blend(counts.sum(axis=(0, 2)), known.shares, 3 * strength)
    sources = _blend(counts.sum(axis=2), kinds[None], strength)
    shares = _blend(counts, tilted(sources[:, :, None], of), strength)
    shares[:, BASELINE] = known.shares[BASELINE]
    return Trust(shares=shares, claims=counts.sum(axis=3))


def _others(table: Table, rows: Ints) -> Floats:
    """How many rows of other sources speak of the place of each within so many days: nobody can check the rest."""
    day = table.day[rows] - table.day[rows].min(initial=0)
    stride = int(day.max(initial=0)) + 2 * _CHECKED_DAYS + 1
    by_source = table.place[rows] * len(table.sources) + table.source[rows]

    def near(group: Ints) -> Ints:
        key = group * stride + day + _CHECKED_DAYS
        ordered = np.sort(key)
        until = np.searchsorted(ordered, key + _CHECKED_DAYS, side="right")
        made: Ints = until - np.searchsorted(ordered, key - _CHECKED_DAYS)
        return made

    made: Floats = (near(table.place[rows]) - near(by_source)).astype(np.float64)
    return made


def _blend(counts: Floats, prior: Floats, strength: float) -> Floats:
    made: Floats = (counts + strength * prior) / (counts.sum(axis=-1, keepdims=True) + strength)
    return made


def rates_of(kinds: list[str | None], known: Learned) -> Reals:
    """How much faster than the average each place changes hands, by its kind: `[place]`."""
    return np.array([known.place_kinds.get(k or "", 1.0) for k in kinds], dtype=np.float32)
