"""Holdings as runs: who held a place from a day on, until the next run of the place says otherwise.

A run is one number for place and day together, so the state of every place on any day is one search in a
sorted column, however long the war.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from fogline.codec import digest
from fogline.index.columns import NO_DAY, Column, day_number, load, save
from fogline.records import Holding, SideProbability, run_starts

UNKNOWN = "unknown"
_DAY_BITS = 20
_BASE = -(2**19)
_COLUMNS = "key holder p contested second second_p last".split()
PERCENT = np.arange(256) / 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One place from `day` on: the holder with its probability, the runner-up, how contested, the last evidence."""

    place: str
    name: str
    lat: float
    lon: float
    day: date
    holder: str
    p: float
    contested: float
    second: str | None
    second_p: float
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An open view: mapped runs. Holder 0 is unknown; probabilities are percent."""

    holders: tuple[str, ...]
    runs: dict[str, Column]
    starts: Column

    def names(self, nobody: str | None = UNKNOWN) -> Column:
        """The holders as a column to look numbers up in; `nobody` stands at 0."""
        return np.array([nobody, *self.holders[1:]], dtype=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Every place with a run on a day: their numbers and, for each, the run it is in."""

    day: int
    places: Column
    at: Column
    view: View

    def column(self, name: str) -> Column:
        """A column of the runs, one value a place."""
        return self.view.runs[name][self.at]


def run_of(holding: Holding, second: SideProbability | None) -> Run:
    """A holding and its runner-up as the run that would begin with it."""
    return Run(
        place=holding.place,
        name=holding.name,
        lat=holding.lat,
        lon=holding.lon,
        day=holding.day,
        holder=holding.holder,
        p=holding.probability,
        contested=holding.contested,
        second=None if second is None else second.side,
        second_p=0.0 if second is None else second.probability,
        last=holding.last_evidence,
    )


def runs_of(holdings: Iterable[Holding]) -> Iterator[Run]:
    """Holdings of growing days as runs, each until the next of its place."""
    return (run_of(*start) for start in run_starts(holdings))


def write_view(folder: Path, runs: Sequence[Run], place_at: dict[str, int], places: int) -> None:
    """Writes the runs of places that have a number; the rest are left out."""
    kept = [r for r in runs if r.place in place_at]
    holders = [UNKNOWN, *sorted({h for r in kept for h in (r.holder, r.second or UNKNOWN)} - {UNKNOWN})]
    at = {h: n for n, h in enumerate(holders)}
    columns: dict[str, Column] = {
        "place": np.array([place_at[r.place] for r in kept], dtype=np.int64),
        "day": np.array([day_number(r.day) for r in kept], dtype=np.int64),
        "holder": np.array([at[r.holder] for r in kept], dtype=np.uint8),
        "p": np.array([round(100 * r.p) for r in kept], dtype=np.uint8),
        "contested": np.array([round(100 * r.contested) for r in kept], dtype=np.uint8),
        "second": np.array([at[r.second or UNKNOWN] for r in kept], dtype=np.uint8),
        "second_p": np.array([round(100 * r.second_p) for r in kept], dtype=np.uint8),
        "last": np.array([day_number(r.last) for r in kept], dtype=np.int32),
    }
    write_columns(folder, columns, holders, places)


def write_columns(folder: Path, columns: dict[str, Column], holders: Sequence[str], places: int) -> None:
    """Writes runs that are columns already: place and day numbers, percent, numbers of holders."""
    key = (columns["place"].astype(np.int64) << _DAY_BITS) + (columns["day"].astype(np.int64) - _BASE)
    order = np.argsort(key, kind="stable")
    starts = np.zeros(places + 1, dtype=np.int64)
    np.cumsum(np.bincount(columns["place"].astype(np.int64), minlength=places), out=starts[1:])
    kept = {name: column[order] for name, column in columns.items() if name not in ("place", "day")}
    save(folder, {"key": key[order], **kept, "starts": starts})
    (folder / "holders.json").write_text(json.dumps(list(holders), ensure_ascii=False), encoding="utf-8")


def open_view(folder: Path) -> View | None:
    """The view in a folder, or None."""
    try:
        holders = json.loads((folder / "holders.json").read_text(encoding="utf-8"))
        columns = load(folder, (*_COLUMNS, "starts"))
    except (OSError, ValueError):
        return None
    return View(holders=tuple(holders), starts=columns.pop("starts"), runs=columns)


def state_on(view: View, day: int, places: Column | None = None) -> State:
    """Every place (or those given) that has a run by a day."""
    asked = np.arange(len(view.starts) - 1, dtype=np.int64) if places is None else places.astype(np.int64)
    within = min(max(day - _BASE, 0), (1 << _DAY_BITS) - 1)  # a day beyond the bits would run into the next place
    at = _latest(view, asked, (asked << _DAY_BITS) + within)
    begun = at >= view.starts[asked]
    if begun.all():
        return State(day=day, places=asked, at=at, view=view)
    return State(day=day, places=asked[begun], at=at[begun], view=view)


def _latest(view: View, asked: Column, goal: Column) -> Column:
    """For each place the last run not beyond its goal, or the one before its first.

    All places halve their own few runs in step, which takes a third of the time of a search in all runs.
    """
    starts, key = view.starts, view.runs["key"]
    at: Column = starts[asked] - 1
    if not len(asked) or not len(key):
        return at
    most = int((starts[asked + 1] - at).max()) - 1
    for bit in reversed(range(most.bit_length())):
        step = 1 << bit
        at += (key.take(at + step, mode="clip") <= goal) * step  # the keys of the next place are beyond every goal
    np.minimum(at, len(key) - 1, out=at)
    return at


def days_of(view: View, at: Column) -> Column:
    """The first day of each of the runs."""
    return (view.runs["key"][at] & ((1 << _DAY_BITS) - 1)) + _BASE


def places_of(view: View, at: Column) -> Column:
    """The place of each of the runs."""
    return view.runs["key"][at] >> _DAY_BITS


def runs_between(view: View, first: int, last: int) -> Column:
    """The runs in force on any of the days."""
    days = days_of(view, np.arange(len(view.runs["key"])))
    begins = np.flatnonzero((days > first) & (days <= last))
    return np.union1d(state_on(view, first).at, begins)


def place_runs(view: View, place: int) -> Column:
    """All runs of a place, in order."""
    return np.arange(view.starts[place], view.starts[place + 1])


def changes_on(view: View, day: int, before: int) -> tuple[Column, Column, Column]:
    """Places whose holder on a day is not the one of an earlier day: places, runs now, runs then (-1: none)."""
    now, then = state_on(view, day), state_on(view, before)
    earlier = np.full(len(view.starts) - 1, -1, dtype=np.int64)
    earlier[then.places] = then.at
    was = earlier[now.places]
    old = np.where(was >= 0, view.runs["holder"][np.maximum(was, 0)], 0)
    differs = view.runs["holder"][now.at] != old
    return now.places[differs], now.at[differs], was[differs]


def distance(a: State, b: State) -> tuple[Column, Column, Column, Column]:
    """Places known to either, their runs in each, and how far apart the two opinions are (total variation, 0 to 1).

    Of each opinion the holder and the runner-up are kept; what is left over counts as unknown. Where an opinion is
    silent its run is -1, and unknown is all it says.
    """
    places = np.union1d(a.places, b.places)
    at_a, at_b = _runs_at(a, places), _runs_at(b, places)
    names = sorted({*a.view.holders, *b.view.holders} - {UNKNOWN})
    shares = [_shares(v.view, at, names) for v, at in ((a, at_a), (b, at_b))]
    return places, at_a, at_b, 0.5 * np.abs(shares[0] - shares[1]).sum(axis=1)


def _runs_at(state: State, places: Column) -> Column:
    """The runs of places in a state, -1 where it has none."""
    at = np.full(len(places), -1, dtype=np.int64)
    at[np.searchsorted(places, state.places)] = state.at
    return at


def _shares(view: View, at: Column, names: Sequence[str]) -> Column:
    """The probability of each of the names, and what is left over, for each run."""
    number = {h: n for n, h in enumerate((*names, UNKNOWN))}
    to = np.array([number[h] for h in view.holders])
    made = np.zeros((len(at), len(number)))
    rows = np.arange(len(at))
    rows, at = rows[at >= 0], at[at >= 0]
    made[rows, to[view.runs["holder"][at]]] += PERCENT[view.runs["p"][at]]
    made[rows, to[view.runs["second"][at]]] += PERCENT[view.runs["second_p"][at]]
    made[:, -1] += np.clip(1.0 - made.sum(axis=1), 0.0, 1.0)
    return made


def view_name(*, sources: Iterable[str], without: Iterable[str], known: int, smoothed: bool, layer: str) -> str:
    """The folder of a view within an index."""
    if not [*sources, *without] and known == NO_DAY and not smoothed:
        return layer
    return digest("view", sorted(sources), sorted(without), known, smoothed, layer)
