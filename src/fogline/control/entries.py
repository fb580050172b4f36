"""The evidence of places by day, put together from the rows of a table: what the chain hears each day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fogline.control.chain import Bools, Day, Floats, Handed, Ints, Reals
from fogline.control.evidence import KINDS, Kind, Said
from fogline.control.table import NEVER, Table
from fogline.control.weigh import GAIN, LEAVE, Learned, doubt_of, heard_right, likelihoods, turns

_ATTACKS = tuple(
    KINDS.index(k) for k in (Kind.OFFENSIVE, Kind.CLASH, Kind.SHELLING, Kind.AIR_STRIKE, Kind.SIEGE, Kind.CONTESTED)
)
_DENIES = {
    Kind.DENIED_GAIN: (Kind.GAIN, Kind.HOLD),
    Kind.DENIED_HOLD: (Kind.HOLD, Kind.PRESENCE, Kind.GAIN),
    Kind.DENIED_LEAVE: (Kind.LEAVE,),
}
_TAKEN_BACK_DAYS = 30
_CERTAIN = np.float32(1e-6)
_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What rows say of a place on a day, sorted by place, then row; `known` as in the table.

    A dated gain has two: the side holds the place on its day, and did not hold it on the day before it opens.
    `logs[n, side]` are log-likelihoods, `turn[n, side]` the chance of having been taken. `starts` are the first
    entries of the places, and one more.
    """

    place: Ints
    day: Ints
    known: Ints
    logs: Reals
    turn: Reals
    starts: Ints
    sides: int
    handed: tuple[Handed, ...] = ()

    def of(self, places: Ints) -> Ints:
        """The entries of some places, place by place."""
        if len(places) == len(self.starts) - 1:
            return np.arange(len(self.place))
        first, last = self.starts[places], self.starts[places + 1]
        lengths = last - first
        if not lengths.sum():
            return _NONE
        steps = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found: Ints = np.repeat(first, lengths) + steps
        return found


def entries(table: Table, shares: Floats, known: Learned, doubt: float | None = None) -> Entries:
    """The entries of a table whose rows have these shares; `doubt` is that of the whole table, where this is a part."""
    doubt = doubt_of(table, known) if doubt is None else doubt
    rows = np.flatnonzero(table.echo >= 0)
    logs = np.log(likelihoods(table, shares, known)[rows])
    taken = turns(table, shares, known, doubt)[rows]
    before = np.flatnonzero(table.dated[rows] & np.isin(table.kind[rows], (GAIN, LEAVE)) & (table.by[rows] >= 0))
    earlier = _earlier(table, rows[before], logs.shape[1], known)
    both = np.concatenate([rows, rows[before]])
    day = np.concatenate([table.day[rows] - led_to_a_gain(table)[rows], table.opens[rows[before]] - 1])
    taken = np.concatenate([taken, np.zeros((len(before), taken.shape[1]), dtype=np.float32)])
    logs, heard = np.concatenate([logs, earlier.astype(np.float32)]), table.known[both]
    undone, since = _taken_back(table, both)
    both, day, heard = np.r_[both, both[undone]], np.r_[day, day[undone]], np.r_[heard, since]
    logs = np.concatenate([logs, -logs[undone]])
    taken = np.concatenate([taken, -taken[undone] / np.maximum(1 - taken[undone], _CERTAIN)])
    order = np.argsort(table.place[both], kind="stable")
    place = table.place[both][order]
    return Entries(
        place=place,
        day=day[order],
        known=heard[order],
        logs=logs[order],
        turn=taken[order],
        starts=np.searchsorted(place, np.arange(len(table.places) + 1)),
        sides=logs.shape[1] - 1,
        handed=table.handed,
    )


def takes_back(table: Table, item: Said) -> bool:
    """True for a denial of what its own source said of the place before."""
    if item.kind not in _DENIES or item.by not in table.sides or item.source not in table.sources:
        return False
    place = next((n for n, spot in enumerate(table.places) if spot.id == item.spot.id), None)
    if place is None:
        return False
    rows = table.rows_of(place)
    said = np.isin(table.kind[rows], [KINDS.index(k) for k in _DENIES[item.kind]])
    mine = (table.source[rows] == table.sources.index(item.source)) & (table.by[rows] == table.sides.index(item.by))
    return bool((said & mine).any())


def _taken_back(table: Table, rows: Ints) -> tuple[Ints, Ints]:
    """Which of some rows their own source denies later, within so many days, and the day since when that is known.

    Such a row is undone by one that says the opposite of the same day, known since the denial.
    """
    key = (table.place * len(table.sources) + table.source) * (len(table.sides) + 1) + table.by
    when = key * (NEVER + 1) + table.known
    undone, since = [_NONE], [_NONE]
    for denied, said in _DENIES.items():
        denials = np.flatnonzero((table.kind == KINDS.index(denied)) & (table.by >= 0) & (table.known < NEVER))
        if not len(denials):
            continue
        denials = denials[np.argsort(when[denials], kind="stable")]
        at = np.flatnonzero(np.isin(table.kind[rows], [KINDS.index(k) for k in said]) & (table.by[rows] >= 0))
        of = rows[at]
        after = np.searchsorted(when[denials], when[of], side="right")
        denial = denials[np.minimum(after, len(denials) - 1)]
        mine = (after < len(denials)) & (key[denial] == key[of]) & (table.day[of] <= table.day[denial])
        mine &= table.known[denial] - table.known[of] <= _TAKEN_BACK_DAYS
        undone.append(at[mine])
        since.append(table.known[denial[mine]])
    return np.concatenate(undone), np.concatenate(since)


def led_to_a_gain(table: Table) -> Bools:
    """Which rows are attacks on a place by who was said by then to have taken it that day: they came before it."""
    key = (table.place * (len(table.sides) + 1) + table.by) * NEVER + table.day
    gains = np.flatnonzero((table.kind == GAIN) & (table.by >= 0))
    attacks = np.flatnonzero(np.isin(table.kind, _ATTACKS) & (table.by >= 0))
    made = np.zeros(len(table), dtype=bool)
    if len(gains):
        gains = gains[np.lexsort((table.known[gains], key[gains]))]
        taken, first = np.unique(key[gains], return_index=True)
        at = np.minimum(np.searchsorted(taken, key[attacks]), len(taken) - 1)
        made[attacks] = (taken[at] == key[attacks]) & (table.known[gains[first[at]]] <= table.known[attacks])
    return made


def _earlier(table: Table, rows: Ints, columns: int, known: Learned) -> Floats:
    """What gains and departures say of the day before: the taker did not hold the place; who left or lost it did."""
    at = np.arange(len(rows))
    doubt = np.log(1 - known.before * heard_right(table, known)[rows])
    gain = table.kind[rows] == GAIN
    holder = np.where(gain, table.on[rows], table.by[rows])
    made = np.where((holder >= 0)[:, None], doubt[:, None] * np.where(gain, 0.5, 1.0)[:, None], 0.0)
    made = np.repeat(made, columns, axis=1)
    made[at[gain], table.by[rows[gain]]] = doubt[gain]
    made[at[holder >= 0], holder[holder >= 0]] = 0.0
    weighed: Floats = made * (known.again ** np.minimum(table.echo[rows], 4))[:, None]
    return weighed


def days_of(
    made: Entries, places: Ints, first: int, last: int, known_by: int | None = None, new_since: int = 0
) -> Sequence[Day]:
    """What the chain hears of some places on each day from `first` to `last`; places are numbered as given.

    Entries known after `known_by` are left out. Of those before `first`, the ones known since `new_since` are heard
    on it and the others are taken to have been heard before.
    """
    chosen = made.of(places)
    day = made.day[chosen]
    keep = (day <= last) & ((day >= first) | (made.known[chosen] >= new_since))
    if known_by is not None:
        keep &= made.known[chosen] <= known_by
    chosen, day = chosen[keep], np.maximum(day[keep], first)
    at = np.searchsorted(places, made.place[chosen])
    cell = (day - first) * len(places) + at
    order = np.argsort(cell, kind="stable")
    chosen, cell = chosen[order], cell[order]
    total = last - first + 1
    handed = _handed(made, places, first, last)
    if not len(cell):
        silent = Day(
            at=_NONE, likelihood=np.empty((made.sides + 1, 0), np.float32), taken=np.empty((made.sides, 0), np.float32)
        )
        return [replace(silent, handed=handed[n]) if n in handed else silent for n in range(total)]
    begin = np.flatnonzero(np.diff(cell, prepend=-1))
    logs = np.add.reduceat(made.logs[chosen], begin)
    likelihood = np.exp(logs - logs.max(axis=1, keepdims=True)).astype(np.float32).T
    taken = 1 - np.multiply.reduceat(1 - made.turn[chosen].astype(np.float64), begin)
    shares = taken.astype(np.float32).T
    cells = cell[begin]
    bounds = np.searchsorted(cells, np.arange(total + 1) * len(places))
    where = cells % len(places)
    return [
        Day(at=where[a:b], likelihood=likelihood[:, a:b], taken=shares[:, a:b], handed=handed.get(n, ()))
        for n, (a, b) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))
    ]


def _handed(made: Entries, places: Ints, first: int, last: int) -> dict[int, tuple[Handed, ...]]:
    """The handovers of the days from `first` to `last`, by day from the first, with places numbered as given."""
    found: dict[int, tuple[Handed, ...]] = {}
    for of in made.handed:
        if first <= of.day <= last:
            mine = replace(of, at=np.flatnonzero(np.isin(places, of.at)))
            found[of.day - first] = (*found.get(of.day - first, ()), mine)
    return found
