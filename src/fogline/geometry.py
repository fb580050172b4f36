"""Points, distances, bearings and polygons on the sphere; degrees and kilometres, no dependencies."""

import math
from collections.abc import Sequence

EARTH_KM = 6371.0
BEARINGS = {"N": 0.0, "NE": 45.0, "E": 90.0, "SE": 135.0, "S": 180.0, "SW": 225.0, "W": 270.0, "NW": 315.0}


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The great-circle distance of two points in kilometres."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def bearing(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The initial bearing from the first point to the second, 0 to 360 degrees from north."""
    a, b, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    y = math.sin(turn) * math.cos(b)
    x = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    return math.degrees(math.atan2(y, x)) % 360


def destination(lat: float, lon: float, direction: float, km: float) -> tuple[float, float]:
    """The point that lies so many kilometres off in a direction (degrees from north)."""
    a, o, t, d = math.radians(lat), math.radians(lon), math.radians(direction), km / EARTH_KM
    b = math.asin(math.sin(a) * math.cos(d) + math.cos(a) * math.sin(d) * math.cos(t))
    p = o + math.atan2(math.sin(t) * math.sin(d) * math.cos(a), math.cos(d) - math.sin(a) * math.sin(b))
    return math.degrees(b), (math.degrees(p) + 540) % 360 - 180


def midpoint(lat1: float, lon1: float, lat2: float, lon2: float) -> tuple[float, float]:
    """The point half way along the great circle."""
    return destination(lat1, lon1, bearing(lat1, lon1, lat2, lon2), distance_km(lat1, lon1, lat2, lon2) / 2)


def inside(lat: float, lon: float, ring: Sequence[tuple[float, float]]) -> bool:
    """True when a point lies in a ring of (lat, lon) corners; even-odd rule."""
    within = False
    for (la, oa), (lb, ob) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (oa > lon) != (ob > lon) and lat < (lb - la) * (lon - oa) / (ob - oa) + la:
            within = not within
    return within


def middle_of(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centroid of a ring of (lat, lon) corners; their mean where the ring has no area."""
    area = lat = lon = 0.0
    for (la, oa), (lb, ob) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = oa * lb - ob * la
        area += cross
        lat += (la + lb) * cross
        lon += (oa + ob) * cross
    if abs(area) < 1e-12:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return lat / (3 * area), lon / (3 * area)


def sector(
    lat: float, lon: float, direction: float, width: float, km: float, steps: int = 8
) -> tuple[tuple[float, float], ...]:
    """The ring of a slice of a circle: from its centre, `width` degrees about a direction, out to a distance."""
    turns = [direction + width * (n / steps - 0.5) for n in range(steps + 1)]
    arc = [destination(lat, lon, turn % 360, km) for turn in turns]
    return tuple((round(a, 5), round(b, 5)) for a, b in ((lat, lon), *arc, (lat, lon)))
