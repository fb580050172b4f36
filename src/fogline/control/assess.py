"""Belief in who holds each place on chosen days: as was known on the day, or as is known now.

"As known on D" hears the claims published by D, with the trust in their sources that earlier claims had earned
when they were published. A series of days is followed from one to the next, and only what a late claim
touches is followed again. "As known now" hears all claims before and after the day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fogline.control.chain import Bools, Day, Floats, Ints, Reals, backward, combined, forward, split
from fogline.control.entries import Entries, days_of, entries
from fogline.control.neighbours import Neighbours, neighbours
from fogline.control.passes import (
    Ground,
    around,
    chances,
    lent,
    look_back,
    run_alone,
    run_beside,
)
from fogline.control.table import NEVER, Table
from fogline.control.weigh import (
    BASELINE,
    GAIN,
    Learned,
    Repute,
    Trust,
    estimated,
    likelihoods,
    rates_of,
    repute,
    shares_of,
    untried,
)
from fogline.pack import Pack

_ROUNDS = 2
_SAMPLE = 800
_FIRST_CHECK_DAYS = 45
_OLDEST_DAYS = 6000
HISTORY_BYTES = 1_600_000_000
_LAGS = (12, 60)
_FIGHT_DAYS = 5.0
_FOUGHT_DAYS = 60
_AFTER_A_GAIN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Belief of one day: `belief[side, place]` (the last row unknown), the chance that no side holds a place wholly,
    the day of the last evidence (0 for none), and which places anything was known of."""

    day: int
    belief: Reals
    contested: Reals
    last: Ints
    heard: Bools


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The evidence of a theatre with the ground it lies on."""

    table: Table
    ground: Ground
    repute: Repute


def record(table: Table, known: Learned, pack: Pack | None = None, beside: Neighbours | None = None) -> Record:
    """A table with its neighbours, found from the places' coordinates and the pack unless they are given."""
    rate = rates_of([s.kind for s in table.places], known)
    beside = neighbours(table.places, pack) if beside is None else beside
    ground = Ground(beside=beside, known=known, rate=rate, sides=max(len(table.sides), 1))
    return Record(table=table, ground=ground, repute=repute(table, pack))


# -- trust in the sources -----------------------------------------------------------------------------------


def trusted(of: Record, known_by: int | None = None) -> Trust:
    """What the sources are worth, from their claims published before a day (all of them if None).

    Two rounds over at most 800 places: what all claims say of a place, then how each source agrees with the rest.
    """
    table, ground = of.table, of.ground
    used = table.known < known_by if known_by is not None else np.ones(len(table), dtype=bool)
    trust = untried(table, ground.known, of.repute)
    heard = np.unique(table.place[used])
    if not len(heard):
        return trust
    places = np.sort(heard[np.argsort([_mark(table.places[p].id) for p in heard.tolist()], kind="stable")[:_SAMPLE]])
    rows = used & np.isin(table.place, places)
    first, last = span_of(table, rows)
    at, when = np.searchsorted(places, table.place), np.clip(table.day - first, 0, last - first)
    size = (last - first + 1, ground.sides + 1, len(places))
    for _ in range(_ROUNDS):
        shares = shares_of(table, trust)
        days = days_of(
            entries(table, shares, ground.known), places, first, last, None if known_by is None else known_by - 1
        )
        belief, message = np.empty(size, np.float32), np.empty(size, np.float32)
        run_alone(ground, places, ground.start(len(places)), days, belief)
        look_back(ground, places, days, message)
        chosen = np.flatnonzero(rows)
        some, later = belief[when[chosen], :, at[chosen]], message[when[chosen], :, at[chosen]]
        joint = split(some.T, later.T, 1 / ground.sides).T
        joint = (joint[:, :-1] + joint[:, -1:] / ground.sides).astype(np.float32)
        held = np.zeros((len(table), ground.sides), dtype=np.float32)
        held[chosen] = joint / joint.sum(axis=1, keepdims=True)
        trust = estimated(table, rows, held, likelihoods(table, shares, ground.known), ground.known, of.repute)
    return trust


def _mark(text: str) -> int:
    """A number that spreads places evenly and does not depend on how many there are."""
    made = 2166136261
    for byte in text.encode("utf-8", "replace"):
        made = (made ^ byte) * 16777619 % 2**32
    return made


def span_of(table: Table, rows: Bools) -> tuple[int, int]:
    known = table.known[rows]
    dated = known[known < NEVER]
    last = int(table.day[rows].max())
    first = max(int(table.day[rows].min()) - 1, (int(dated.min()) if len(dated) else last) - _OLDEST_DAYS)
    return min(first, last), last


def earned(of: Record, before: Sequence[tuple[int, Trust]] = ()) -> list[tuple[int, Trust]]:
    """The trust in the sources, and the day of publication from which each holds.

    Trust is estimated again each time the record has doubled in length; those of `before` are taken over.
    """
    table = of.table
    made = list(before) or [(0, untried(table, of.ground.known, of.repute))]
    known = table.known[(table.known < NEVER) & (table.kind != BASELINE)]
    if len(known):
        start, length = int(known.min()), _FIRST_CHECK_DAYS * 2 ** (len(made) - 1)
        while start + length <= int(known.max()):
            made.append((start + length, trusted(of, start + length)))
            length *= 2
    return made


def shares_as_earned(table: Table, trusts: Sequence[tuple[int, Trust]]) -> Floats:
    """The shares of each row by the trust that its source had earned before the row was published."""
    made = np.array(shares_of(table, trusts[0][1]))
    for day, trust in trusts[1:]:
        later = table.known >= day
        made[later] = shares_of(table, trust)[later]
    return made


def trust_as_earned(of: Record) -> Floats:
    """The shares of each row by the trust that its source had earned by then; see `earned`."""
    return shares_as_earned(of.table, earned(of))


# -- as known then ------------------------------------------------------------------------------------------


class Marks:
    """Last evidence, fighting and what was heard of, kept from day to day as claims become known."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.order = np.lexsort((np.arange(len(table)), np.maximum(table.known, table.day)))
        self.when = np.maximum(table.known, table.day)[self.order]
        self.done, self.day = 0, 0
        count = len(table.places)
        self.heat = np.zeros(count, dtype=np.float64)
        self.last = np.zeros(count, dtype=np.int64)
        self.heard = np.zeros(count, dtype=bool)

    def put(self, other: "Marks", places: Ints) -> None:
        """Takes over what another has of some places."""
        for name in ("heat", "last", "heard"):
            getattr(self, name)[places] = getattr(other, name)[places]

    def until(self, day: int) -> None:
        """Takes what became known by a day; fighting is followed over the last days before it only."""
        since = max(self.day + 1, day - _FOUGHT_DAYS)
        self._take(since - 1, fought=False)
        if since - 1 > self.day:
            self.heat[:] = 0.0
        for each in range(since, day + 1):
            self.heat *= 0.5 ** (1 / _FIGHT_DAYS)
            self._take(each, fought=True)
        self.day = day

    def _take(self, day: int, *, fought: bool) -> None:
        table, until = self.table, int(np.searchsorted(self.when, day, side="right"))
        rows, self.done = self.order[self.done : until], max(until, self.done)
        if not len(rows):
            return
        place, age = table.place[rows], day - table.day[rows]
        real = table.kind[rows] != BASELINE
        np.maximum.at(self.last, place[real], table.day[rows][real])
        self.heard[place] = True
        if fought:
            gains = place[(table.kind[rows] == GAIN) & (table.sure[rows] > 0.5)]
            self.heat[gains] *= _AFTER_A_GAIN
            weight = np.where(table.echo[rows] < 0, 0.0, 0.6 ** np.maximum(table.echo[rows], 0))
            np.add.at(self.heat, place, table.fighting[rows] * weight * 0.5 ** (age / _FIGHT_DAYS))

    def shot(self, day: int, belief: Reals) -> Snapshot:
        """The snapshot of the day, from belief."""
        contested = (1 - np.exp(-self.heat)).astype(np.float32)
        return Snapshot(day=day, belief=belief, contested=contested, last=self.last.copy(), heard=self.heard.copy())


class Follower:
    """Chains followed day by day as claims become known, with enough history to follow late claims again."""

    def __init__(self, of: Record, made: Entries, first: int, *, keep: int) -> None:
        self.of, self.made, self.first = of, made, first
        self.everywhere = np.arange(of.ground.places)
        size = (keep, of.ground.sides + 1, of.ground.places)
        self.alone, self.beside = np.empty(size, np.float32), np.empty(size, np.float32)
        self.keep, self.day = keep, first - 1

    def _past(self, history: Reals, day: int, places: Ints) -> Reals:
        if day < self.first:
            return self.of.ground.start(len(places))
        made: Reals = history[day % self.keep][:, places]
        return made

    def _around(self, day: int, places: Ints) -> Reals | None:
        """What was held around on a day, None before the first."""
        return None if day < self.first else around(self.of.ground, self.alone[day % self.keep], places)

    def begin(self, day: int) -> None:
        """Follows all places up to the first chosen day."""
        for n, heard in enumerate(days_of(self.made, self.everywhere, self.first, day, day)):
            self._step(self.first + n, heard)

    def _step(self, day: int, heard: Day) -> None:
        ground, places = self.of.ground, self.everywhere
        drift, prior = chances(ground, places, None)
        alone = forward(self._past(self.alone, day - 1, places), drift, heard, prior)
        before = None if heard.handed else self._around(day - 1, places)
        drift, prior = chances(ground, places, around(ground, alone, places), before, alone[-1])
        beside = forward(self._past(self.beside, day - 1, places), drift, heard, prior)
        self.alone[day % self.keep], self.beside[day % self.keep] = alone, beside
        self.day = day

    def follow(self, day: int, late: Ints) -> None:
        """Follows the next day, after following again what the entries `late`, known since, speak of."""
        if len(late):
            oldest = max(self.first, day - self.keep + 1)
            place, since = self.made.place[late], np.maximum(self.made.day[late], oldest)
            begin = np.full(self.of.ground.places, day)
            np.minimum.at(begin, place, since)
            touched = np.unique(place)
            lag = day - begin[touched]
            groups = [
                touched[(lag > low) & (lag <= high)] for low, high in zip((0, *_LAGS), (*_LAGS, 10**9), strict=True)
            ]
            groups = [g for g in groups if len(g)]
            for alone in (True, False):
                for group in groups:
                    self.again(group, int(begin[group].min()), day - 1, day, new_since=day, alone=alone)
        heard = days_of(self.made, self.everywhere, day, day, day, new_since=10**9)[0]
        self._step(day, heard)

    def again(self, places: Ints, since: int, until: int, known_by: int, *, new_since: int, alone: bool) -> None:
        """Follows some places again over kept days, by their own claims, or with all that they tell something of."""
        ground = self.of.ground
        slots = [n % self.keep for n in range(since, until + 1)]
        if not slots:
            return
        places = places if alone else ground.beside.around(places)
        days = days_of(self.made, places, since, until, known_by, new_since=new_since)
        out = np.empty((len(slots), ground.sides + 1, len(places)), np.float32)
        history = self.alone if alone else self.beside
        start = self._past(history, since - 1, places)
        if alone:
            run_alone(ground, places, start, days, out)
        else:
            before = self._around(since - 1, places)
            run_beside(ground, places, start, days, [self.alone[s] for s in slots], out, before)
        for n, slot in enumerate(slots):
            history[slot][:, places] = out[n]

    def shot(self) -> Reals:
        """Belief of the day with what the ground around lends."""
        ground, now = self.of.ground, self.day % self.keep
        return lent(ground, self.beside[now], around(ground, self.alone[now], self.everywhere))


def as_known_then(of: Record, days: Sequence[int], shares: Floats | None = None) -> Iterator[Snapshot]:
    """Belief on each of some days, in order, from what was published by it."""
    table = of.table
    days = sorted(set(days))
    if not days or not len(table):
        return
    rows = table.known <= days[-1]
    if not rows.any():
        return
    first, _ = span_of(table, rows)
    made = entries(table, trust_as_earned(of) if shares is None else shares, of.ground.known)
    first = min(first, days[0])
    size = (of.ground.sides + 1) * of.ground.places * 8
    keep = 1 if len(days) == 1 else max(2, min(days[-1] - first + 1, HISTORY_BYTES // max(size, 1)))
    follower, marks = Follower(of, made, first, keep=keep), Marks(table)
    late = np.flatnonzero((made.known > days[0]) & (made.known <= days[-1]) & (made.day < made.known))
    late = late[np.argsort(made.known[late], kind="stable")]
    bounds = made.known[late]
    wanted = set(days)
    follower.begin(days[0])
    for day in range(days[0], days[-1] + 1):
        if day > days[0]:
            low, high = np.searchsorted(bounds, [day, day + 1])
            follower.follow(day, late[low:high])
        if day in wanted:
            marks.until(day)
            yield marks.shot(day, follower.shot())


# -- as known now -------------------------------------------------------------------------------------------


def as_known_now(of: Record, days: Sequence[int], trust: Trust | None = None) -> Iterator[Snapshot]:
    """Belief on each of some days, in order, from all claims."""
    table, known = of.table, of.ground.known
    ground = replace(of.ground, known=replace(known, spread=known.spread * known.hindsight))
    days = sorted(set(days))
    if not days or not len(table):
        return
    shares = shares_of(table, trusted(of) if trust is None else trust)
    made = entries(table, shares, ground.known)
    first, last = span_of(table, np.ones(len(table), dtype=bool))
    first, last = min(first, days[0]), max(last, days[-1])
    places = np.arange(ground.places)
    heard = days_of(made, places, first, last)
    size = (last - first + 1, ground.sides + 1, ground.places)
    alone = np.empty(size, np.float32)
    run_alone(ground, places, ground.start(len(places)), heard, alone)
    _smooth(ground, places, heard, alone)
    beside = np.empty(size, np.float32)
    run_beside(ground, places, ground.start(len(places)), heard, alone, beside)
    _smooth(ground, places, heard, beside, alone)
    marks = Marks(replace(table, known=np.zeros_like(table.known)))
    marks.heard[:] = True
    for day in days:
        marks.until(day)
        near = around(ground, alone[day - first], places)
        yield marks.shot(day, lent(ground, beside[day - first], near))


def _smooth(ground: Ground, places: Ints, heard: Sequence[Day], belief: Reals, alone: Reals | None = None) -> None:
    """Turns forward belief, in place, into belief in the light of all days."""
    message = np.ones((ground.sides + 1, len(places)), dtype=np.float32)

    def ground_of(day: int) -> Reals | None:
        return None if alone is None or day < 0 else around(ground, alone[day], places)

    for n in range(len(heard) - 1, -1, -1):
        near, before = ground_of(n), None if heard[n].handed else ground_of(n - 1)
        drift, prior = chances(ground, places, near, before, None if alone is None else alone[n][-1])
        belief[n] = combined(belief[n], message, prior)
        message = backward(message, drift, heard[n])
