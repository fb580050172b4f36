"""Which events an analyst asks for, and what can be counted over them without reading one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fogline.index.columns import NO_DAY, Column, numbers_of, rank
from fogline.index.happened import LONG_DAYS, mercator
from fogline.index.layout import Index

_DAYS = {"day": 1, "week": 7}
_MOST_BINS = 600
_MONDAY = 4  # 1970-01-05 was one


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """West, south, east, north in degrees; west may lie beyond east across the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is asked for; an empty tuple or `NO_DAY` leaves a field open. `query` is words that reports hold."""

    first: int = NO_DAY
    last: int = NO_DAY
    known: int = NO_DAY
    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    theatres: tuple[str, ...] = ()
    query: str = ""
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """Numbers of events in the order of days, and how many more fit but for having no day or no place."""

    events: Column
    undated: int
    unlocated: int

    def of(self, column: Column) -> Column:
        """A column's values for these events; a stretch of events is looked at where it lies."""
        return column[_stretch(self.events)]


def _stretch(numbers: Column) -> Column | slice:
    """Growing numbers without a gap as a slice, others as they are."""
    whole = len(numbers) and len(numbers) == int(numbers[-1]) - int(numbers[0]) + 1 and numbers[0] < numbers[-1]
    return slice(int(numbers[0]), int(numbers[-1]) + 1) if whole else numbers


def _among(column: Column, numbers: Sequence[int]) -> Column:
    """True where a small number is one of those given."""
    table = np.zeros(max(int(column.max()) + 1 if len(column) else 1, max(numbers, default=0) + 1), dtype=bool)
    table[list(numbers)] = True
    return np.asarray(table[column])


def _members(index: Index, name: str, groups: Sequence[int], low: int, high: int) -> Column:
    """The growing numbers of the events, from `low` to before `high`, that belong to any of the groups."""
    starts, members = index.events[f"{name}_starts"], index.events[f"{name}_events"]
    found = []
    for group in groups:
        if group + 1 < len(starts):
            mine = members[starts[group] : starts[group + 1]]
            found.append(mine[rank(mine, low) : rank(mine, high)].astype(np.int64))
    if len(found) == 1:
        return found[0]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _stretch_of(index: Index, asked: Filter, low: int, high: int) -> tuple[Column, Filter]:
    """The events from `low` to before `high` that a filter may let through, and what is still to be looked at: those
    of a source or a side lie together, so that the others need not be looked at.
    """
    if asked.sources:
        mine = _members(index, "source", numbers_of(index.lists.sources, asked.sources), low, high)
        return mine, replace(asked, sources=())
    if asked.sides:
        return _members(index, "side", numbers_of(index.lists.sides, asked.sides), low, high), replace(asked, sides=())
    return index.numbers[low:high], asked


def _grouped(index: Index, name: str, groups: Sequence[int], numbers: Column) -> Column:
    """True for those of growing numbers of events that belong to any of the groups."""
    if not len(numbers):
        return np.zeros(0, dtype=bool)
    return np.isin(numbers, _members(index, name, groups, int(numbers[0]), int(numbers[-1]) + 1))


def in_box(x: Column, y: Column, box: Box) -> Column:
    """True for points within a box."""
    (west, east), (north, south) = mercator(np.array([box.north, box.south]), np.array([box.west, box.east]))
    across = (x >= west) & (x <= east) if west <= east else (x >= west) | (x <= east)
    inside: Column = across & (y >= north) & (y <= south)
    return inside


def pick(index: Index, asked: Filter, reports: Column | None = None, places: Sequence[int] = ()) -> Picked:
    """The events that fit; `reports` are the numbers of the reports that hold the query's words, `places` those of the
    places it names.

    Events lie by their first day, so an interval is a stretch of them, and the few long ones before it.
    """
    start = index.events["start"]
    dated, high = rank(start, NO_DAY, "right"), len(start)
    low, timed = 0, asked.first != NO_DAY or asked.last != NO_DAY
    if asked.last != NO_DAY:
        high = max(dated, rank(start, asked.last, "right"))
    early = np.zeros(0, dtype=np.int64)
    if timed:
        low = dated
        if asked.first != NO_DAY:
            low = max(dated, rank(start, asked.first - LONG_DAYS))
            early = index.events["long"].astype(np.int64)
            early = early[(early < low) & (index.events["stop"][early] >= asked.first)]
    held = None if reports is None else _of_reports(index, reports)
    if held is not None and len(places):
        held |= np.isin(index.events["place"], np.asarray(places))
    found, unlocated = [], 0
    for numbers, left in ((early, asked), _stretch_of(index, asked, low, max(low, high))):
        kept, nowhere = _fits(index, left, held, numbers)
        found.append(numbers if kept.all() else numbers[kept])
        unlocated += nowhere
    undated = 0
    if timed:
        numbers, left = _stretch_of(index, asked, 0, dated)
        undated = int(_fits(index, left, held, numbers, timed=False)[0].sum())
    else:
        undated = rank(found[1], dated)
    return Picked(events=np.concatenate(found) if len(found[0]) else found[1], undated=undated, unlocated=unlocated)


def _fits(
    index: Index, asked: Filter, held: Column | None, numbers: Column, *, timed: bool = True
) -> tuple[Column, int]:
    """Which of growing numbers of events fit, and how many more would but for having no place."""
    events, lists = index.events, index.lists
    kept = np.ones(len(numbers), dtype=bool)
    if not len(numbers):
        return kept, 0
    at = _stretch(numbers)
    if asked.known != NO_DAY:
        said = events["said"][at]
        kept &= (said != NO_DAY) & (said <= asked.known)
    for column, listed, wanted in (
        ("type", lists.types, asked.types),
        ("status", lists.statuses, asked.statuses),
        ("theatre", lists.theatres, asked.theatres),
    ):
        if wanted:
            kept &= _among(events[column][at], numbers_of(listed, wanted))
    if asked.sides:
        kept &= _grouped(index, "side", numbers_of(lists.sides, asked.sides), numbers)
    if asked.sources:
        kept &= _grouped(index, "source", numbers_of(lists.sources, asked.sources), numbers)
    if held is not None:
        kept &= held[at]
    if timed and asked.first != NO_DAY:
        kept &= events["stop"][at] >= asked.first
    if asked.box is None:
        return kept, 0
    located = events["site"][at] >= 0
    nowhere = int((kept & ~located).sum())
    kept &= located
    kept &= in_box(events["x"][at], events["y"][at], asked.box)
    return kept, nowhere


def _of_reports(index: Index, reports: Column) -> Column:
    """True for the events, of all there are, that any of the reports tells of."""
    starts, members = index.events["report_starts"], index.events["report_events"]
    kept = np.zeros(len(index.events["start"]), dtype=bool)
    wanted = np.zeros(max(len(starts) - 1, 0), dtype=bool)
    wanted[reports[reports < len(wanted)]] = True
    kept[members[np.repeat(wanted, np.diff(starts))]] = True
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Counts by bin and key; each bin begins on its day. `bare` are those that stand on the day of their report."""

    step: str
    bins: tuple[int, ...]
    keys: tuple[str, ...]
    counts: Column
    bare: Column


def _edges(first: int, last: int, step: str) -> Column:
    """The days on which bins begin, from the one that holds `first` to the one that holds `last`."""
    if step in _DAYS:
        size = _DAYS[step]
        begin = first if size == 1 else first - (first - _MONDAY) % 7
        return np.arange(begin, last + 1, size)
    unit = "datetime64[M]" if step == "month" else "datetime64[Y]"
    days = np.array([first, last], dtype="datetime64[D]").astype(unit)
    edges: Column = np.arange(days[0], days[1] + 1).astype("datetime64[D]").astype(np.int64)
    return edges


def fitting_step(first: int, last: int) -> str:
    """The finest step that needs no more bins than can be told apart."""
    days = last - first + 1
    return "day" if days <= _MOST_BINS else "week" if days <= 7 * _MOST_BINS else "month" if days < 18000 else "year"


def histogram(index: Index, picked: Picked, *, by: str, step: str, first: int, last: int) -> Histogram:
    """Events by the bin of their first day and by type, side or status (those outside the days in the end bins)."""
    events, lists = index.events, index.lists
    step = fitting_step(first, last) if step == "auto" else step
    edges = _edges(first, last, step)[:20_000]
    names: Mapping[str, tuple[str, ...]] = {"type": lists.types, "status": lists.statuses, "side": lists.sides}
    keys = names[by]
    start, key, dated = (picked.of(events[name]) for name in ("start", by, "dated"))
    if len(start) and start.min() == NO_DAY:
        known = start != NO_DAY
        start, key, dated = start[known], key[known], dated[known]
    table = (np.searchsorted(edges, np.arange(first, last + 1), side="right") - 1) * len(keys)
    cell = table[np.clip(start, first, last) - first] + key
    shape = (len(edges), len(keys))
    counts = np.bincount(cell, minlength=len(edges) * len(keys)).reshape(shape)
    bare = np.bincount(cell[dated == 0], minlength=len(edges) * len(keys)).reshape(shape)
    used = np.flatnonzero(counts.sum(axis=0))
    return Histogram(
        step=step,
        bins=tuple(int(e) for e in edges),
        keys=tuple(keys[n] for n in used),
        counts=counts[:, used],
        bare=bare[:, used],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Events by cell of a grid: where they lie on average, how many, the commonest type, the one event of a
    cell that has but one (-1 else), and the cell's level.
    """

    level: int
    x: Column
    y: Column
    count: Column
    type: Column
    single: Column
    cell_x: Column
    cell_y: Column


def cells(index: Index, picked: Picked, *, level: int, most: int) -> Cells:
    """Located events by cell, at the finest level not above `level` that gives at most `most` cells."""
    types, many = len(index.lists.types), index.sites["morton"].shape[0]
    sites = picked.of(index.events["site"]) + 1  # 0 is nowhere
    counted = np.bincount(sites, minlength=many + 1)[1:]
    used = np.flatnonzero(counted)
    morton = index.sites["morton"][used]
    level = max(0, min(level, 24))
    while True:
        cell = morton >> np.uint64(2 * (24 - level))
        begins = np.flatnonzero(np.r_[True, cell[1:] != cell[:-1]]) if len(cell) else np.zeros(0, dtype=np.int64)
        if len(begins) <= most or level == 0:
            break
        level -= 1
    count = counted[used]
    of_site = np.full(many + 1, len(begins), dtype=np.int32)
    of_site[used + 1] = np.repeat(np.arange(len(begins)), np.diff(np.r_[begins, len(used)]))
    total = np.add.reduceat(count, begins) if len(begins) else count
    mean = [
        np.add.reduceat(index.sites[axis][used] * count.astype(np.float64), begins) / total if len(begins) else total
        for axis in ("x", "y")
    ]
    kinds = of_site.take(sites) * types + picked.of(index.events["type"])
    by_type = np.bincount(kinds, minlength=(len(begins) + 1) * types)[: len(begins) * types]
    single = np.full(len(begins), -1, dtype=np.int64)
    if (total == 1).any():
        lone = np.zeros(many + 1, dtype=bool)
        lone[used[begins[total == 1]] + 1] = True
        at = np.flatnonzero(lone.take(sites))
        single[of_site[sites[at]]] = picked.events[at]
    spots = [index.sites[axis][used[begins]].astype(np.int64) >> (24 - level) for axis in ("x", "y")]
    return Cells(
        level=level,
        x=mean[0],
        y=mean[1],
        count=total,
        type=by_type.reshape(len(begins), types).argmax(axis=1) if len(begins) else total,
        single=single,
        cell_x=spots[0],
        cell_y=spots[1],
    )


def degrees(x: Column, y: Column, level: int = 24) -> tuple[Column, Column]:
    """Latitude and longitude of points of a square world of 2^level units."""
    size = float(2**level)
    lon = x / size * 360.0 - 180.0
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1.0 - 2.0 * y / size))))
    return lat, lon
