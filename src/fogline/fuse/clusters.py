"""Scored pairs of claims into groups, each one happening.

Groups join best first, by the mean of all scores between them (a pair that cannot be one happening counts a
little against it), within what one happening can be in space, time and sides. What people judged binds. The
groups of one connected part do not depend on anything outside it.
"""

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fogline.fuse.columns import TYPES, Columns, Floats, Ints
from fogline.fuse.families import HOLDING, LONGEST_DAYS
from fogline.geometry import distance_km

_WIDEST_KM = 30.0
_AREA_KM = 15.0
_HELD_KM = 4.0
_APART = 1.0
_HOLDS = frozenset(TYPES.index(t) for t in HOLDING)
Pair = tuple[int, int]


@dataclass(slots=True)
class _Group:
    """A group in the making, with what bounds it."""

    members: list[int]
    first_end: int
    last_start: int
    state: bool
    holding: bool
    box: tuple[float, float, float, float] | None
    holders: frozenset[int] | None
    sums: dict[int, float] = field(default_factory=dict)
    barred: set[int] = field(default_factory=set)


def _alone(c: Columns, i: int) -> _Group:
    dated = bool(c.end[i])
    box = None
    if c.located[i] and c.radius[i] <= _AREA_KM:
        lat, lon = float(c.lat[i]), float(c.lon[i])
        box = (lat, lon, lat, lon)
    holders = None
    if int(c.kind[i]) in _HOLDS:
        named = frozenset(int(s) for s in c.by_side[i] if s >= 0)
        holders = named or None
    return _Group(
        members=[i], first_end=int(c.end[i]) if dated else 10**9, last_start=int(c.start[i]) if dated else 0,
        state=bool(c.state[i]), holding=int(c.kind[i]) in _HOLDS, box=box, holders=holders,
    )  # fmt: skip


def _merged_box(
    a: tuple[float, float, float, float] | None, b: tuple[float, float, float, float] | None
) -> tuple[float, float, float, float] | None:
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _fits(a: _Group, b: _Group) -> bool:
    """True while two groups together stay within what one happening can be."""
    last, first = max(a.last_start, b.last_start), min(a.first_end, b.first_end)
    if last - first > LONGEST_DAYS[a.state and b.state]:
        return False
    box = _merged_box(a.box, b.box)
    if box is not None and distance_km(*box) > (_HELD_KM if a.holding or b.holding else _WIDEST_KM):
        return False
    return a.holders is None or b.holders is None or bool(a.holders & b.holders)


def _join(groups: dict[int, _Group], a: int, b: int) -> None:
    """Puts group b into a; links and bars of others follow."""
    one, two = groups[a], groups.pop(b)
    one.members += two.members
    one.first_end, one.last_start = min(one.first_end, two.first_end), max(one.last_start, two.last_start)
    one.state = one.state and two.state
    one.box = _merged_box(one.box, two.box)
    if two.holders is not None:
        both = two.holders if one.holders is None else one.holders & two.holders
        one.holders = both or one.holders
    one.sums.pop(b, None)
    two.sums.pop(a, None)
    for other, value in two.sums.items():
        one.sums[other] = one.sums.get(other, 0.0) + value
        sums = groups[other].sums
        sums.pop(b)
        sums[a] = one.sums[other]
    for other in two.barred:
        one.barred.add(other)
        groups[other].barred.discard(b)
        groups[other].barred.add(a)


def _grouped(
    c: Columns, members: Iterable[int], links: Mapping[Pair, float], same: Sequence[Pair], different: Sequence[Pair]
) -> list[list[int]]:
    groups = {i: _alone(c, i) for i in members}
    at = {i: i for i in groups}
    # A pair that was never compared, or cannot be one happening, speaks a little against it; states last longer
    # than claims are compared over.
    apart = 0.0 if all(g.state for g in groups.values()) else _APART
    for (a, b), score in links.items():
        groups[a].sums[b] = groups[b].sums[a] = score + apart
    for a, b in different:
        groups[a].barred.add(b)
        groups[b].barred.add(a)

    def root(i: int) -> int:
        while at[i] != i:
            at[i] = at[at[i]]
            i = at[i]
        return i

    for x, y in same:
        a, b = sorted((root(x), root(y)))
        if a != b and b not in groups[a].barred:
            _join(groups, a, b)
            at[b] = a

    def mean(a: int, b: int) -> float:
        return groups[a].sums[b] / (len(groups[a].members) * len(groups[b].members)) - apart

    heap = [(-mean(a, b), a, b) for a in groups for b in groups[a].sums if a < b and mean(a, b) > 0]
    heapq.heapify(heap)
    while heap:
        value, a, b = heapq.heappop(heap)
        if a not in groups or b not in groups or b not in groups[a].sums or not math.isclose(-value, mean(a, b)):
            continue
        if b in groups[a].barred or not _fits(groups[a], groups[b]):
            continue
        _join(groups, a, b)
        at[b] = a
        for other in groups[a].sums:
            now = mean(a, other)
            if now > 0:
                heapq.heappush(heap, (-now, min(a, other), max(a, other)))
    return [sorted(g.members) for g in groups.values()]


def parts(n: int, left: Ints, right: Ints, scores: Floats, bound: Sequence[Pair]) -> Ints:
    """The connected part of each row: rows that good links or judgements tie together share a number."""
    from scipy.sparse import coo_matrix  # reading alone should not wait for it
    from scipy.sparse.csgraph import connected_components

    good = scores > 0
    x = np.r_[left[good], np.array([p[0] for p in bound], dtype=np.int64)]
    y = np.r_[right[good], np.array([p[1] for p in bound], dtype=np.int64)]
    matrix = coo_matrix((np.ones(len(x), dtype=np.int8), (x, y)), shape=(n, n))
    made: Ints = connected_components(matrix, directed=False)[1].astype(np.int64)
    return made


def clusters(
    c: Columns, left: Ints, right: Ints, scores: Floats, *, same: Sequence[Pair], different: Sequence[Pair]
) -> list[list[int]]:
    """All rows in groups, each group sorted, groups by their first row.

    `scores` are log-odds above the threshold, negative where a pair speaks against one happening.
    """
    n = len(c.head)
    if not n:
        return []
    part = parts(n, left, right, scores, same)
    inside = part[left] == part[right]
    left, right, scores = left[inside], right[inside], scores[inside]
    order = np.lexsort((right, left, part[left]))
    left, right, scores = left[order], right[order], scores[order]
    by_row = np.argsort(part, kind="stable")
    bounds = np.flatnonzero(np.diff(part[by_row])) + 1
    made: list[list[int]] = []
    link_part = part[left]
    ties: dict[int, tuple[list[Pair], list[Pair]]] = {}
    for slot, listed in enumerate((same, different)):
        for a, b in sorted(listed):
            if part[a] == part[b]:
                ties.setdefault(int(part[a]), ([], []))[slot].append((a, b))
    for rows in np.split(by_row, bounds):
        if len(rows) == 1:
            made.append([int(rows[0])])
            continue
        number = int(part[rows[0]])
        begin, end = (int(v) for v in np.searchsorted(link_part, [number, number + 1]))
        found = zip(left[begin:end].tolist(), right[begin:end].tolist(), scores[begin:end].tolist(), strict=True)
        bound = ties.get(number, ([], []))
        made += _grouped(c, rows.tolist(), {(a, b): s for a, b, s in found}, bound[0], bound[1])
    return sorted(made)
