"""Which pairs of claims are compared at all: those of one family near in place and in time.

A claim stands in every block that its area and its days, widened by the family's window, touch. Every
pair is given once: by the block where both have arrived for the first time in each dimension. A claim
that names no place, or none finer than a province, is compared with all claims of its days.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fogline.fuse.columns import Columns, Flags, Ints
from fogline.fuse.families import WINDOW_DAYS

_CELL = 0.25
_WIDEST_REACH_KM = 40.0
_KM_A_DEGREE = 111.2
_PAIRS_AT_ONCE = 400_000
_LARGEST = 4000
_NEXT = 400
_PLACELESS, _NAMED = 1, 2
Pairs = tuple[Ints, Ints]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """The first cell and the number of cells a claim touches: rows, columns, slots of days."""

    y: Ints
    ny: Ints
    x: Ints
    nx: Ints
    t: Ints
    nt: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Every claim once for each block it stands in, blocks together."""

    key: Ints
    claim: Ints
    y: Ints
    x: Ints
    t: Ints


def _steps(counts: Ints) -> Ints:
    """0, 1, … for each count, one run after the other."""
    return np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)


def _cells(middle: Ints | np.ndarray, half: np.ndarray, located: Flags, shift: float) -> tuple[Ints, Ints]:
    first = np.where(located, np.floor((middle - half + shift) / _CELL), 0).astype(np.int64)
    last = np.where(located, np.floor((middle + half + shift) / _CELL), 0).astype(np.int64)
    return first, last - first + 1


def _reach(c: Columns) -> _Reach:
    half = np.minimum(c.radius, _WIDEST_REACH_KM) / _KM_A_DEGREE
    y, ny = _cells(c.lat, half, c.located, 90.0)
    x, nx = _cells(c.lon, half / np.maximum(np.cos(np.radians(c.lat)), 0.2), c.located, 180.0)
    # All claims of a head share one length of slot: the longer window where some of its types are states.
    lasting = np.zeros(int(c.head.max(initial=-1)) + 1, dtype=bool)
    np.logical_or.at(lasting, c.head, c.state)
    window = np.where(lasting[c.head], WINDOW_DAYS[True], WINDOW_DAYS[False])
    t = c.start // (window + 1)
    return _Reach(y=y, ny=ny, x=x, nx=nx, t=t, nt=(c.end + window) // (window + 1) - t + 1)


def _rows(c: Columns, reach: _Reach) -> _Rows:
    counts = reach.ny * reach.nx * reach.nt
    claim = np.repeat(np.arange(len(c.head), dtype=np.int64), counts)
    step = _steps(counts)
    t = reach.t[claim] + step % reach.nt[claim]
    step //= reach.nt[claim]
    x = reach.x[claim] + step % reach.nx[claim]
    y = reach.y[claim] + step // reach.nx[claim]
    named = np.where(c.located, 0, np.where(c.place < 0, _PLACELESS, _NAMED))[claim]
    cell = np.where(named == 0, (y << 12) | x, np.where(named == _NAMED, c.place[claim], 0))
    key = (((named << 12 | c.head[claim]) << 24 | cell) << 20) | t
    order = np.lexsort((claim, c.start[claim], c.place[claim], key))
    return _Rows(key=key[order], claim=claim[order], y=y[order], x=x[order], t=t[order])


def _grouped(key: Ints, claim: Ints, only: Flags | None, left_of: Flags | None = None) -> Iterator[Pairs]:
    """Positions of two rows with one key, in portions; with `only`, of keys that have such a claim.

    `left_of` says which rows may be the first of a pair.
    """
    total = len(key)
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if total else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[first, total])
    ends = first + sizes
    if only is not None and total:
        ends = np.where(np.logical_or.reduceat(only[claim], first), ends, first)
    partners = np.maximum(np.repeat(ends, sizes) - np.arange(total) - 1, 0)
    partners = np.where(np.repeat(sizes, sizes) > _LARGEST, np.minimum(partners, _NEXT), partners)
    if left_of is not None:
        partners = np.where(left_of, partners, 0)
    bounds = np.cumsum(partners)
    begin = 0
    while begin < total:
        done = int(bounds[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(bounds, done + _PAIRS_AT_ONCE, side="right")), begin + 1)
        count = partners[begin:end]
        left = np.repeat(np.arange(begin, end, dtype=np.int64), count)
        if len(left):
            yield left, left + 1 + _steps(count)
        begin = end


def vague(c: Columns) -> Flags:
    """Claims that name no place that could be found, or one too wide to tell happenings apart."""
    made: Flags = ~c.located | (c.radius > _WIDEST_REACH_KM)
    return made


def _of_vague(c: Columns, reach: _Reach, only: Flags | None) -> Iterator[Pairs]:
    """Pairs of a vague claim with any claim of its days, but those that the places' blocks give already."""
    loose = vague(c)
    counts = reach.nt
    claim = np.repeat(np.arange(len(c.head), dtype=np.int64), counts)
    t = reach.t[claim] + _steps(counts)
    key = c.head[claim] << 20 | t
    order = np.lexsort((claim, ~loose[claim], key))
    key, claim, t = key[order], claim[order], t[order]
    for left, right in _grouped(key, claim, only, loose[claim]):
        a, b = claim[left], claim[right]
        here = t[left] == np.maximum(reach.t[a], reach.t[b])
        here &= ~_met(c, reach, a, b)
        yield np.minimum(a, b)[here], np.maximum(a, b)[here]


def _met(c: Columns, reach: _Reach, a: Ints, b: Ints) -> Flags:
    """Pairs that share a block of places."""
    both = c.located[a] & c.located[b]
    rows = np.minimum(reach.y[a] + reach.ny[a], reach.y[b] + reach.ny[b]) > np.maximum(reach.y[a], reach.y[b])
    cells = np.minimum(reach.x[a] + reach.nx[a], reach.x[b] + reach.nx[b]) > np.maximum(reach.x[a], reach.x[b])
    neither = ~c.located[a] & ~c.located[b]
    made: Flags = (both & rows & cells) | (neither & (c.place[a] == c.place[b]))
    return made


def candidates(c: Columns, only: Flags | None = None) -> Iterator[Pairs]:
    """Pairs of rows worth comparing, each once, the smaller row first, in portions.

    With `only`, the pairs of the blocks that hold a flagged claim.
    """
    reach = _reach(c)
    rows = _rows(c, reach)
    for left, right in _grouped(rows.key, rows.claim, only):
        a, b = rows.claim[left], rows.claim[right]
        here = rows.t[left] == np.maximum(reach.t[a], reach.t[b])
        here &= rows.y[left] == np.maximum(reach.y[a], reach.y[b])
        here &= rows.x[left] == np.maximum(reach.x[a], reach.x[b])
        yield np.minimum(a, b)[here], np.maximum(a, b)[here]
    yield from _of_vague(c, reach, only)


def crowded(c: Columns, only: Flags) -> bool:
    """True when a block of a flagged claim is so large that not all of its pairs are compared."""
    reach = _reach(c)
    rows = _rows(c, reach)
    loose = np.repeat(c.head << 20, reach.nt) | (np.repeat(reach.t, reach.nt) + _steps(reach.nt))
    claim = np.repeat(np.arange(len(c.head), dtype=np.int64), reach.nt)
    for key, of in ((rows.key, rows.claim), (loose, claim)):
        _, block, sizes = np.unique(key, return_inverse=True, return_counts=True)
        if (sizes[block.ravel()[only[of]]] > _LARGEST).any():
            return True
    return False
