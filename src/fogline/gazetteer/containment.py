"""Gives the places of a file that name no governorate that of the nearest places that do."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fogline.gazetteer.rows import PlaceRow

_NEIGHBOURS = 5
_AGREE = 4
_REACH_KM = 25.0
_KM_A_DEGREE = 111.2
_CHUNK = 100
_WIDE = frozenset({"country", "governorate", "region", "desert", "river"})


def within_governorates(rows: Sequence[PlaceRow]) -> list[PlaceRow]:
    """The places, with a governorate where four of the five nearest places are in the same one."""
    made = list(rows)
    known = [n for n, row in enumerate(rows) if row.admin1 and row.kind not in _WIDE]
    lost = [n for n, row in enumerate(rows) if not row.admin1 and row.kind not in _WIDE]
    if len(known) < _NEIGHBOURS or not lost:
        return made
    squeeze = math.cos(math.radians(rows[known[0]].lat))
    spots = np.array([(rows[n].lat, rows[n].lon * squeeze) for n in known])
    for start in range(0, len(lost), _CHUNK):
        part = lost[start : start + _CHUNK]
        own = np.array([(rows[n].lat, rows[n].lon * squeeze) for n in part])
        away = np.hypot(own[:, :1] - spots[None, :, 0], own[:, 1:] - spots[None, :, 1])
        nearest = np.argpartition(away, _NEIGHBOURS - 1, axis=1)[:, :_NEIGHBOURS]
        for n, around, ways in zip(part, nearest, away, strict=True):
            if ways[around].max() * _KM_A_DEGREE <= _REACH_KM:
                name, count = Counter(rows[known[k]].admin1 for k in around).most_common(1)[0]
                if count >= _AGREE:
                    made[n] = replace(rows[n], admin1=name)
    return made
