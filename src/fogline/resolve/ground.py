"""Who held the country round a place, by the dated holders a pack starts from."""

import math
from collections.abc import Mapping
from datetime import date

from fogline.geometry import distance_km
from fogline.pack import Pack
from fogline.pack.schema import Baseline
from fogline.records import PlaceResolution
from fogline.resolve.candidates import Known, places_of

_REACH_KM = 80.0
_FADES_KM = 25.0
_FADES_DAYS = 700.0
_MOST_SPOTS = 20_000


_WEIGHTS: dict[tuple[str, date, float, float], Mapping[str, float]] = {}


def _weights(lat: float, lon: float, baseline: Baseline, known: Mapping[str, Known]) -> Mapping[str, float]:
    """How much each side held round a spot, the nearer the more; the same for every claim about that spot."""
    made: dict[str, float] = {}
    for row in baseline.holders:
        spot = known.get(row.place)
        if spot is None or max(abs(spot.lat - lat), abs(spot.lon - lon) / 2) * 111 > _REACH_KM:
            continue
        away = distance_km(lat, lon, spot.lat, spot.lon)
        if away <= _REACH_KM:
            made[row.holder] = made.get(row.holder, 0.0) + row.probability * math.exp(-away / _FADES_KM)
    return made


def holders_near(place: PlaceResolution | None, pack: Pack, day: date | None) -> Mapping[str, float]:
    """Sides with their share of the country round a place, at most 1 in all; empty where nothing is known.

    Taken from the baseline nearest in time, less the further off it lies.
    """
    if place is None or place.lat is None or place.lon is None or day is None or not pack.baselines:
        return {}
    baseline = min(pack.baselines, key=lambda b: (abs((b.day - day).days), b.day))
    key = (pack.digest, baseline.day, place.lat, place.lon)
    if key not in _WEIGHTS:
        if len(_WEIGHTS) >= _MOST_SPOTS:
            _WEIGHTS.clear()
        _WEIGHTS[key] = _weights(place.lat, place.lon, baseline, places_of(pack).by_id)
    weights = _WEIGHTS[key]
    total = sum(weights.values())
    if total <= 0:
        return {}
    sure = math.exp(-abs((baseline.day - day).days) / _FADES_DAYS) * min(1.0, total)
    return {side: sure * weight / total for side, weight in sorted(weights.items())}
