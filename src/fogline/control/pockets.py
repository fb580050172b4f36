"""Pockets: places of a side that the assessed map cuts off from the rest of it, and what claims say of sieges.

Places are joined to their neighbours and along the pack's roads. A side moves over its own and its allies' places
and over unknown ones; what it cannot reach from its largest ground is a pocket.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from fogline.control.assess import Record, Snapshot
from fogline.control.chain import Ints
from fogline.control.evidence import KINDS, Kind, Spot
from fogline.control.table import NEVER
from fogline.pack import Pack, allied
from fogline.records import ClaimId

_SIEGE = KINDS.index(Kind.SIEGE)
_SURE = 0.5
_CLAIM_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class CutRoad:
    """A stretch of a road from a place in the pocket to the next on it, which another side holds."""

    road: str
    inside: str
    outside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pocket:
    """Places of a side that are cut off on a day: by whom, since when, by which roads, and who says it is a siege."""

    day: date
    side: str
    places: tuple[Spot, ...]
    besiegers: tuple[str, ...]
    since: date
    roads: tuple[CutRoad, ...]
    claims: tuple[ClaimId, ...]


def _edges(of: Record, pack: Pack | None) -> Ints:
    """Pairs of places one can go between."""
    near, weight = of.ground.beside.near, of.ground.beside.weight
    at, slot = np.nonzero(weight > 0)
    pairs = [np.stack([at, near[at, slot]])]
    index = {s.id: n for n, s in enumerate(of.table.places)}
    for road in pack.roads if pack is not None else ():
        if road.kind != "river":
            here = [index[p] for p in road.places if p in index]
            pairs.append(np.array([here[:-1], here[1:]], dtype=np.int64).reshape(2, -1))
    return np.concatenate(pairs, axis=1)


def _parts(count: int, edges: Ints) -> Ints:
    """The component of each place: the lowest number of a place in it."""
    part = np.arange(count)
    while True:
        low = part.copy()
        np.minimum.at(low, edges[0], part[edges[1]])
        np.minimum.at(low, edges[1], part[edges[0]])
        low = low[low]
        if (low == part).all():
            return part
        part = low


def pockets(of: Record, shots: Iterable[Snapshot], pack: Pack | None = None) -> Iterator[Pocket]:
    """The pockets of each day, followed from day to day by a place in common."""
    edges, sides = _edges(of, pack), len(of.table.sides)
    roads = _roads(of, pack)
    since: dict[tuple[int, int], int] = {}
    for shot in shots:
        best = np.argmax(shot.belief[:sides], axis=0) if sides else np.zeros(0, dtype=int)
        sure = shot.belief[:sides].max(axis=0, initial=0.0) >= _SURE
        holder = np.where(sure, best, -1)
        now: dict[tuple[int, int], int] = {}
        for side in range(sides):
            friends = _friends(of, pack, side)
            passable = (holder < 0) | np.isin(holder, friends)
            open_edges = edges[:, passable[edges[0]] & passable[edges[1]]]
            part = _parts(len(holder), open_edges)
            mine = np.flatnonzero(holder == side)
            if not len(mine):
                continue
            parts, sizes = np.unique(part[mine], return_counts=True)
            main = parts[np.argmax(sizes)]
            for cut in parts[parts != main].tolist():
                inside = mine[part[mine] == cut]
                members = np.flatnonzero(part == cut)
                ring = _ring(edges, members, len(holder))
                around = sorted({int(h) for h in holder[ring] if h >= 0 and h not in friends})
                if not around:
                    continue
                first = min((since.get((side, int(p)), shot.day) for p in inside), default=shot.day)
                now.update({(side, int(p)): first for p in inside})
                yield Pocket(
                    day=date.fromordinal(shot.day),
                    side=of.table.sides[side],
                    places=tuple(of.table.places[p] for p in inside.tolist()),
                    besiegers=tuple(of.table.sides[h] for h in around),
                    since=date.fromordinal(first),
                    roads=tuple(_cut(of, roads, set(inside.tolist()), holder, around)),
                    claims=_claimed(of, inside, shot.day),
                )
        since = now


def _friends(of: Record, pack: Pack | None, side: int) -> list[int]:
    name = of.table.sides[side]
    known = allied(pack, name) if pack is not None else frozenset({name})
    return [n for n, s in enumerate(of.table.sides) if s in known or s == name]


def _ring(edges: Ints, members: Ints, count: int) -> Ints:
    """The places that lie beside some places and are none of them."""
    inside = np.zeros(count, dtype=bool)
    inside[members] = True
    out = np.concatenate([edges[1][inside[edges[0]]], edges[0][inside[edges[1]]]])
    found: Ints = np.unique(out[~inside[out]])
    return found


def _roads(of: Record, pack: Pack | None) -> Mapping[str, list[int]]:
    index = {s.id: n for n, s in enumerate(of.table.places)}
    listed = pack.roads if pack is not None else ()
    return {r.name: [index[p] for p in r.places if p in index] for r in listed if r.kind != "river"}


def _cut(
    of: Record, roads: Mapping[str, list[int]], inside: set[int], holder: Ints, around: list[int]
) -> Iterator[CutRoad]:
    for name, along in roads.items():
        for a, b in [*pairwise(along), *pairwise(along[::-1])]:
            if a in inside and b not in inside and int(holder[b]) in around:
                yield CutRoad(road=name, inside=of.table.places[a].name, outside=of.table.places[b].name)


def _claimed(of: Record, places: Ints, day: int) -> tuple[ClaimId, ...]:
    """The claims of the month before that any of the places is besieged."""
    table = of.table
    rows = np.flatnonzero(
        np.isin(table.place, places)
        & (table.kind == _SIEGE)
        & (table.day <= day)
        & (table.day > day - _CLAIM_DAYS)
        & (table.known < NEVER)
        & (table.known <= day)
    )
    return tuple(table.claims[r] for r in rows.tolist())
