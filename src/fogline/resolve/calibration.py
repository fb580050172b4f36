"""From a share of the weight to a stated probability: how often answers of its kind were right.

One logistic curve for each way an answer comes about, in `calibration.json`: intercept and slope over the log-odds of
the share, fitted by `python -m training.calibration` on annotated reports that no figure is measured on.
"""

import json
import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

_FILE = "calibration.json"
_LEAST, _MOST = 0.01, 0.995


class Basis(StrEnum):
    """How an answer came about."""

    NAMED = "named"
    POINTED = "pointed"
    BESIDE = "beside"
    LEFT = "left"
    LINE = "line"


Stating = Callable[[float, Basis], float]


def log_odds(share: float) -> float:
    """The log-odds of a share, kept finite."""
    kept = min(max(share, _LEAST), _MOST)
    return math.log(kept / (1 - kept))


@lru_cache(maxsize=1)
def _curves() -> Mapping[str, tuple[float, float]]:
    loaded = json.loads((files("fogline.resolve") / _FILE).read_text(encoding="utf-8"))
    return {basis: (float(intercept), float(slope)) for basis, (intercept, slope) in loaded.items()}


def stated(share: float, basis: Basis) -> float:
    """The probability that an answer of this share and basis is right."""
    intercept, slope = _curves()[basis.value]
    return round(1 / (1 + math.exp(-(intercept + slope * log_odds(share)))), 3)
