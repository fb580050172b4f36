"""The assessed map as a surface of H3 cells: filled only within a stated reach of places, with a contested band.

A cell's belief is that of the places within reach, weighted by distance, and fades towards unknown with the distance
to the nearest one. A cell is in the contested band where no side has it clearly.
"""

from dataclasses import dataclass
from math import isnan

import h3
import numpy as np

from fogline.control.assess import Record, Snapshot

RESOLUTION = 6
REACH_KM = 12.0
_EDGE_KM = {4: 26.0, 5: 9.9, 6: 3.7, 7: 1.4, 8: 0.53}
_BAND = 0.3
_KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: who holds it, how sure, how far the nearest place with evidence is, whether it is contested, and its
    corners as (lat, lon)."""

    cell: str
    holder: str
    probability: float
    p_unknown: float
    nearest_km: float
    band: bool
    ring: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """A border between cells of two sides, as (lat, lon) ends; `width_km` is within what it may lie."""

    sides: tuple[str, str]
    ends: tuple[tuple[float, float], tuple[float, float]]
    width_km: float


def surface(
    of: Record, shot: Snapshot, *, resolution: int = RESOLUTION, reach_km: float = REACH_KM
) -> tuple[Cell, ...]:
    """The cells within reach of places, in the order of their ids; nothing beyond it."""
    names = [*of.table.sides, "unknown"]
    spots = of.table.places
    rings = max(1, int(np.ceil(reach_km / (1.6 * _EDGE_KM.get(resolution, 3.7)))))
    total: dict[str, list[tuple[float, int]]] = {}
    for n, spot in enumerate(spots):
        if isnan(spot.lat):
            continue
        for cell in h3.grid_disk(h3.latlng_to_cell(spot.lat, spot.lon, resolution), rings):
            lat, lon = h3.cell_to_latlng(cell)
            away = float(np.hypot(lat - spot.lat, (lon - spot.lon) * np.cos(np.radians(lat))) * _KM_A_DEGREE)
            if away <= reach_km:
                total.setdefault(cell, []).append((away, n))
    made = []
    for cell in sorted(total):
        near = total[cell]
        km = np.array([k for k, _ in near])
        weight = 1 / (1 + (km / (0.25 * reach_km)) ** 2)
        some = shot.belief[:, [n for _, n in near]]
        belief = np.concatenate([some[: len(of.table.sides)], some[-1:]]) @ (weight / weight.sum())
        kept = 1 - km.min() / (1.5 * reach_km)
        belief[:-1] *= kept
        belief[-1] = 1 - belief[:-1].sum()
        best = int(np.argmax(belief))
        sides = np.sort(belief[:-1])[::-1]
        made.append(
            Cell(
                cell=cell,
                holder=names[best],
                probability=round(float(belief[best]), 4),
                p_unknown=round(float(belief[-1]), 4),
                nearest_km=round(float(km.min()), 2),
                band=len(sides) > 1 and float(sides[1]) >= _BAND * float(sides[0]) and float(sides[0]) > 0.1,
                ring=tuple((float(a), float(b)) for a, b in h3.cell_to_boundary(cell)),
            )
        )
    return tuple(made)


def fronts(cells: tuple[Cell, ...]) -> tuple[Front, ...]:
    """The borders between neighbouring cells of two sides; wider where the nearest evidence is farther."""
    by = {c.cell: c for c in cells}
    made = []
    for cell in cells:
        for other in sorted(h3.grid_disk(cell.cell, 1)):
            beside = by.get(other)
            if beside is None or other <= cell.cell or "unknown" in (cell.holder, beside.holder):
                continue
            if beside.holder != cell.holder:
                edge = h3.directed_edge_to_boundary(h3.cells_to_directed_edge(cell.cell, other))
                made.append(
                    Front(
                        sides=(cell.holder, beside.holder),
                        ends=((edge[0][0], edge[0][1]), (edge[1][0], edge[1][1])),
                        width_km=round(cell.nearest_km + beside.nearest_km, 2),
                    )
                )
    return tuple(made)
