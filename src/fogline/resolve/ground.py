"""Who held the country round a place, by the dated holders a pack starts from."""

import math
from collections.abc import Mapping
from datetime import date

from fogline.geometry import distance_km
from fogline.pack import Pack
from fogline.records import PlaceResolution
from fogline.resolve.candidates import places_of

_REACH_KM = 80.0
_FADES_KM = 25.0
_FADES_DAYS = 700.0


def holders_near(place: PlaceResolution | None, pack: Pack, day: date | None) -> Mapping[str, float]:
    """Sides with their share of the country round a place, at most 1 in all; empty where nothing is known.

    Taken from the baseline nearest in time, less the further off it lies.
    """
    if place is None or place.lat is None or place.lon is None or day is None or not pack.baselines:
        return {}
    baseline = min(pack.baselines, key=lambda b: (abs((b.day - day).days), b.day))
    known = places_of(pack).by_id
    weights: dict[str, float] = {}
    for row in baseline.holders:
        spot = known.get(row.place)
        if spot is None or max(abs(spot.lat - place.lat), abs(spot.lon - place.lon) / 2) * 111 > _REACH_KM:
            continue
        away = distance_km(place.lat, place.lon, spot.lat, spot.lon)
        if away <= _REACH_KM:
            weights[row.holder] = weights.get(row.holder, 0.0) + row.probability * math.exp(-away / _FADES_KM)
    total = sum(weights.values())
    if total <= 0:
        return {}
    sure = math.exp(-abs((baseline.day - day).days) / _FADES_DAYS) * min(1.0, total)
    return {side: sure * weight / total for side, weight in sorted(weights.items())}
