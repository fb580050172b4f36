"""The base map of a page: the world in outline, and fine land and borders only where the data lie."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

_MOST = 600_000
_AROUND = tuple((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1))


@cache
def _parsed(text: str) -> Mapping[str, Any]:
    made: Mapping[str, Any] = json.loads(text)
    return made


def trimmed(text: str, spots: Iterable[tuple[float, float]]) -> str:
    """The built base map as JSON with the fine cells round these (lat, lon) spots alone.

    Cells with the most spots come first, and the rest is left out beyond some 600 kB: there the outline of
    the world has to do.
    """
    whole = _parsed(text)
    size = int(whole["cell"])
    count: Counter[tuple[int, int]] = Counter()
    for lat, lon in spots:
        count[(size * math.floor(lon / size), size * math.floor(lat / size))] += 1
    wanted: dict[str, object] = {}
    spent = 0
    for (lon, lat), _ in sorted(count.items(), key=lambda item: (-item[1], item[0])):
        for x, y in _AROUND:
            key = f"{lon + x * size},{lat + y * size}"
            if key in wanted:
                continue
            cell = whole["cells"].get(key, {"land": [], "borders": []})
            spent += len(json.dumps(cell, separators=(",", ":")))
            if spent > _MOST:
                return json.dumps({**whole, "cells": wanted}, separators=(",", ":"))
            wanted[key] = cell
    return json.dumps({**whole, "cells": wanted}, separators=(",", ":"))
