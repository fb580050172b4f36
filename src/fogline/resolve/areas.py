"""From a named place to the area that is meant: beside it, in a direction, between two, along a road."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fogline.geometry import BEARINGS, destination, distance_km, midpoint, sector
from fogline.records import Relation, Shape, ShapeKind

BORDER_LAND_KM = 40.0
"""How far the land along a border reaches about the town that words for it point to."""
_COUNTRYSIDE_KM = 30.0
_BY_THE_ROAD_KM = 60.0
_STEPS = 6
_STRETCH_KM = 20.0
_SLICE_DEGREES = 90.0
_ENDS = 2
_FAR_SIDE = 0.75
_BESIDE = 1.5
_MOST_BESIDE_KM = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A centre and the distance within which the happening lies, with its shape where it is no circle."""

    lat: float
    lon: float
    radius_km: float
    shape: Shape | None = None


def around(lat: float, lon: float, radius_km: float, relation: Relation, distance: float | None) -> Area:
    """The area that a relation to a place means.

    "5 km south of" moves the centre; a bare direction keeps it and widens the radius to the reach of
    the word; "near" widens it a little.
    """
    if relation.value in BEARINGS:
        if distance is not None:
            there = destination(lat, lon, BEARINGS[relation.value], distance)
            return Area(lat=there[0], lon=there[1], radius_km=round(max(3.0, radius_km / 2, distance * 0.35), 1))
        reach = round(max(12.0, 2 * radius_km), 1)
        return Area(lat=lat, lon=lon, radius_km=reach, shape=_slice(lat, lon, relation, reach))
    if relation is Relation.NEAR:
        if distance is not None:
            return Area(lat=lat, lon=lon, radius_km=round(radius_km + distance, 1))
        return Area(lat=lat, lon=lon, radius_km=round(min(radius_km * _BESIDE, radius_km + _MOST_BESIDE_KM), 1))
    return Area(lat=lat, lon=lon, radius_km=radius_km)


def side_of(lat: float, lon: float, radius_km: float, kind: str, side: Relation) -> Area:
    """The "eastern" part of a place: within a settlement near its centre, of a province well to that side."""
    if kind in ("governorate", "region", "country", "desert", "district"):
        off = radius_km * (_FAR_SIDE if kind == "country" else 0.5)
        there = destination(lat, lon, BEARINGS[side.value], off)
        shape = _slice(lat, lon, side, radius_km)
        return Area(lat=there[0], lon=there[1], radius_km=round(radius_km * 0.7, 1), shape=shape)
    off = min(radius_km * 0.25, 3.0)
    there = destination(lat, lon, BEARINGS[side.value], off)
    return Area(lat=there[0], lon=there[1], radius_km=radius_km, shape=_slice(lat, lon, side, radius_km))


def countryside(lat: float, lon: float, side: Relation | None) -> Area:
    """The country round a provincial town, or that part of it on one side."""
    if side is None:
        return Area(lat=lat, lon=lon, radius_km=50.0)
    there = destination(lat, lon, BEARINGS[side.value], _COUNTRYSIDE_KM)
    return Area(lat=there[0], lon=there[1], radius_km=35.0, shape=_slice(lat, lon, side, 2 * _COUNTRYSIDE_KM))


def _slice(lat: float, lon: float, side: Relation, km: float) -> Shape:
    return Shape(kind=ShapeKind.RING, points=sector(lat, lon, BEARINGS[side.value], _SLICE_DEGREES, km))


def _line(points: Sequence[tuple[float, float]]) -> Shape | None:
    if len(points) < _ENDS:
        return None
    return Shape(kind=ShapeKind.LINE, points=tuple((round(lat, 5), round(lon, 5)) for lat, lon in points))


def between(a: tuple[float, float], b: tuple[float, float]) -> Area:
    """The stretch between two places."""
    middle = midpoint(a[0], a[1], b[0], b[1])
    reach = round(max(5.0, distance_km(a[0], a[1], b[0], b[1]) / 2), 1)
    return Area(lat=middle[0], lon=middle[1], radius_km=reach, shape=_line((a, b)))


def along(line: Sequence[tuple[float, float]], near: Sequence[tuple[float, float]]) -> Area:
    """A road at its point nearest to where the report is, else its middle with half its length."""
    points = [p for a, b in pairwise(line) for p in _steps(a, b)] or list(line)
    if near:
        gap, spot = min((distance_km(p[0], p[1], n[0], n[1]), p) for p in points for n in near)
        if gap <= _BY_THE_ROAD_KM:
            by = [p for p in points if distance_km(p[0], p[1], spot[0], spot[1]) <= _STRETCH_KM]
            return Area(lat=spot[0], lon=spot[1], radius_km=_STRETCH_KM, shape=_line(by))
    spot = points[len(points) // 2]
    reach = max(distance_km(spot[0], spot[1], p[0], p[1]) for p in line)
    return Area(lat=spot[0], lon=spot[1], radius_km=round(max(10.0, reach), 1), shape=_line(line))


def _steps(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
    """Points on the way from one place of a road to the next."""
    return [(a[0] + (b[0] - a[0]) * n / _STEPS, a[1] + (b[1] - a[1]) * n / _STEPS) for n in range(_STEPS + 1)]
