"""Areas of the index: the outlines of governorates, districts and neighbourhoods, and what lies in them."""

import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fogline.geometry import distance_km, inside

SCHEMA = """
CREATE TABLE areas (
    place INTEGER PRIMARY KEY, south REAL NOT NULL, west REAL NOT NULL, north REAL NOT NULL, east REAL NOT NULL,
    sizes BLOB NOT NULL, corners BLOB NOT NULL
);
"""
Ring = tuple[tuple[float, float], ...]
Rings = tuple[Ring, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The outline of a place: rings of (lat, lon) corners, and its bounds."""

    south: float
    west: float
    north: float
    east: float
    rings: Rings

    def holds(self, lat: float, lon: float) -> bool:
        """True for a point within."""
        if not (self.south <= lat <= self.north and self.west <= lon <= self.east):
            return False
        return any(inside(lat, lon, ring) for ring in self.rings)

    def away_km(self, lat: float, lon: float) -> float:
        """Kilometres from a point to the nearest corner; 0 within."""
        if self.holds(lat, lon):
            return 0.0
        return min(distance_km(lat, lon, *corner) for ring in self.rings for corner in ring)


def rings_of(geometry: Any) -> Rings:
    """The outer rings of a GeoJSON polygon or of several, as (lat, lon)."""
    if not isinstance(geometry, dict):
        return ()
    parts = geometry.get("coordinates") or []
    polygons = [parts] if geometry.get("type") == "Polygon" else parts if geometry.get("type") == "MultiPolygon" else []
    return tuple(tuple((float(p[1]), float(p[0])) for p in polygon[0]) for polygon in polygons if polygon)


def area_of(ring: Sequence[tuple[float, float]]) -> float:
    """The size of a ring in square degrees, negative when it runs clockwise."""
    return sum(oa * lb - ob * la for (la, oa), (lb, ob) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def write_area(connection: sqlite3.Connection, place: int, rings: Rings) -> None:
    """Keeps the outline of a place, corners to about a metre."""
    corners = np.array([corner for ring in rings for corner in ring], dtype=np.float64)
    (south, west), (north, east) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    packed = zlib.compress(np.round(corners * 1e5).astype(np.int32).tobytes())
    sizes = np.array([len(ring) for ring in rings], dtype=np.int32).tobytes()
    connection.execute(
        "INSERT OR REPLACE INTO areas VALUES (?,?,?,?,?,?,?)", (place, south, west, north, east, sizes, packed)
    )


def read_area(connection: sqlite3.Connection, place: int) -> Area | None:
    """The outline of a place by its row; None where the index has only a point."""
    row = connection.execute(
        "SELECT south, west, north, east, sizes, corners FROM areas WHERE place = ?", (place,)
    ).fetchone()
    if row is None:
        return None
    south, west, north, east, sizes, packed = row
    corners = (np.frombuffer(zlib.decompress(packed), dtype=np.int32).reshape(-1, 2) / 1e5).tolist()
    rings, at = [], 0
    for size in np.frombuffer(sizes, dtype=np.int32).tolist():
        rings.append(tuple((lat, lon) for lat, lon in corners[at : at + size]))
        at += size
    return Area(south=south, west=west, north=north, east=east, rings=tuple(rings))
