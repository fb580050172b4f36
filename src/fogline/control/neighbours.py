"""Which places lie beside which, and how much each tells of the other.

A neighbour tells more the nearer it is, measured by how near places lie to each other around there; a road
between the two tells more, a river between them less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fogline.control.chain import Bools, Floats, Ints, Reals
from fogline.control.evidence import Spot
from fogline.pack import Pack

_COUNT = 6
_POWER = 4
_FARTHEST_KM = 80.0
_SPARSE_KM = 250.0
"""Farther places tell nothing of each other, however few there are."""
_SPACINGS = 4.0
_KM_A_DEGREE = 111.2
_CELL = 400
_ROAD, _RIVER = 1.6, 0.45
_ROAD_KM = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """For each place its nearest ones with weights that sum to at most 1; unused slots have weight 0.

    `km` are the distances; `told[starts[p]:starts[p + 1]]` are the places that place `p` tells something of.
    """

    near: Ints
    weight: Reals
    km: Reals
    told: Ints
    starts: Ints

    def around(self, places: Ints) -> Ints:
        """The places and all that they tell something of."""
        parts = [places, *(self.told[self.starts[p] : self.starts[p + 1]] for p in places.tolist())]
        return np.unique(np.concatenate(parts))


def _flat(spots: Sequence[Spot]) -> Floats:
    """Kilometres east and north on a plane through the middle of the places; NaN for those nobody can place."""
    lat, lon = np.array([s.lat for s in spots]), np.array([s.lon for s in spots])
    return np.stack([lon * np.cos(np.radians(np.nanmean(lat))), lat]) * np.float64(_KM_A_DEGREE)


def _nearest(x: Floats, y: Floats, count: int, among: Bools) -> tuple[Ints, Floats]:
    """The nearest of some points to each point, strip by strip so that memory stays small; -1 beyond the farthest."""
    n = len(x)
    farthest = min(_SPARSE_KM, max(_FARTHEST_KM, _SPACINGS * float(np.sqrt(np.ptp(x) * np.ptp(y) / max(n, 1)))))
    near = np.full((n, count), -1, dtype=np.int64)
    km = np.full((n, count), np.inf)
    order = np.argsort(x, kind="stable")
    for start in range(0, n, _CELL):
        mine = order[start : start + _CELL]
        low, high = x[mine[0]] - farthest, x[mine[-1]] + farthest
        first, last = np.searchsorted(x[order], [low, high])
        others = order[first:last]
        others = others[among[others]]
        away = np.hypot(x[mine, None] - x[others], y[mine, None] - y[others])
        away[mine[:, None] == others] = np.inf
        kept = min(count, len(others))
        part = np.argsort(away, axis=1, kind="stable")[:, :kept]
        far = np.take_along_axis(away, part, 1)
        near[mine, :kept] = np.where(far <= farthest, others[part], -1)
        km[mine, :kept] = far
    return near, km


def neighbours(spots: Sequence[Spot], pack: Pack | None = None) -> Neighbours:
    """The neighbours of places; a pack adds roads that join and rivers that part."""
    count = min(_COUNT, max(len(spots) - 1, 1))
    placed = np.flatnonzero([np.isfinite(s.lat) for s in spots])
    if len(placed) < 2:
        none = np.zeros((len(spots), 1), dtype=np.int64)
        zero = np.zeros((len(spots), 1), dtype=np.float32)
        return Neighbours(
            near=none, weight=zero, km=zero, told=np.empty(0, dtype=np.int64), starts=np.zeros(len(spots) + 1, int)
        )
    x, y = _flat(spots)
    listed = np.array([s.listed for s in spots])
    some, away = _nearest(x[placed], y[placed], count, listed[placed])
    near, km = np.full((len(spots), count), -1), np.full((len(spots), count), np.inf)
    near[placed], km[placed] = np.where(some >= 0, placed[some], -1), away
    found = (near >= 0) & np.isfinite(km)
    local = np.median(np.where(found, km, np.nan)[:, :3], axis=1)
    scale = (np.median(local[np.isfinite(local)]) if np.isfinite(local).any() else 10.0) + 1e-3
    reach = np.maximum(np.nan_to_num(local, nan=scale), 0.3 * scale)
    weight = np.where(found, 1 / (1 + 0.5 * (km / reach[:, None]) ** _POWER), 0.0)
    if pack is not None:
        weight *= _terrain(spots, near, km, pack)
    near = np.maximum(near, 0)
    weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1.0 + 1e-9)
    pairs = np.stack([near.ravel(), np.repeat(np.arange(len(spots)), count)])[:, weight.ravel() > 0]
    pairs = pairs[:, np.argsort(pairs[0], kind="stable")]
    return Neighbours(
        near=near,
        weight=weight.astype(np.float32),
        km=np.where(found, km, 0).astype(np.float32),
        told=pairs[1],
        starts=np.searchsorted(pairs[0], np.arange(len(spots) + 1)),
    )


def _terrain(spots: Sequence[Spot], near: Ints, km: Floats, pack: Pack) -> Floats:
    """How much more (a road) or less (a river) two places tell of each other than their distance says."""
    at = {p.id: (p.lat, p.lon) for p in pack.places}
    index = {s.id: n for n, s in enumerate(spots)}
    made = np.ones(near.shape)
    joined: set[tuple[int, int]] = set()
    courses: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for road in pack.roads:
        if road.kind == "river":
            points = [at[p] for p in road.places if p in at]
            courses += list(pairwise(points))
            continue
        here = [index[p] for p in road.places if p in index]
        joined |= set(pairwise(here))
    for a, b in sorted(joined):
        for one, two in ((a, b), (b, a)):
            made[one, (near[one] == two) & (km[one] <= _ROAD_KM)] = _ROAD
    if courses:
        lat, lon = np.array([s.lat for s in spots]), np.array([s.lon for s in spots])
        other = np.maximum(near, 0)
        for (la, oa), (lb, ob) in courses:
            bank = _cross(lat, lon, la, oa, lb, ob)
            first = _side(lat[:, None], lon[:, None], lat[other], lon[other], la, oa)
            second = _side(lat[:, None], lon[:, None], lat[other], lon[other], lb, ob)
            made[(bank[:, None] * bank[other] < 0) & (first * second < 0)] = _RIVER
    return made


def _cross(lat: Floats, lon: Floats, la: float, oa: float, lb: float, ob: float) -> Floats:
    """On which side of the line from a to b each point lies, by its sign."""
    return (ob - oa) * (lat - la) - (lb - la) * (lon - oa)


def _side(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats, la: float, oa: float) -> Floats:
    """On which side of the lines from one to two the point a lies, by its sign."""
    return (lon2 - lon1) * (la - lat1) - (lat2 - lat1) * (oa - lon1)
