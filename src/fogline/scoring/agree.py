"""When two mentions, places, times or counts say the same."""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

Json = dict[str, Any]
"""A claim, or a slot of one, as it stands in a claims file."""

MENTIONS = ("initiator", "target", "attributed_to", "counts")
PLACES = ("place", "origin", "destination")
_SMALL_WORDS = frozenset({"the", "al", "a", "an", "of"})
_EARTH_KM = 12742
_LEAST_KM = 5
_USUAL_KM = 10
_SHARE_OF_DAYS = 0.5


def overlap(a: Sequence[int] | None, b: Sequence[int] | None) -> bool:
    """True when both spans are there and share a character."""
    return bool(a and b and a[0] < b[1] and b[0] < a[1])


def norm(text: str | None) -> str:
    """Words in small letters, without marks and small words."""
    words = "".join(c.lower() if c.isalnum() else " " for c in text or "").split()
    return " ".join(w for w in words if w not in _SMALL_WORDS)


def _same_words(g: Mapping[str, Any], p: Mapping[str, Any]) -> bool:
    a, b = norm(g.get("text")), norm(p.get("text"))
    return bool(a and b and (a in b or b in a))


def same_mention(g: Mapping[str, Any], p: Mapping[str, Any]) -> bool:
    """True for the same actor id; where gold has none, for words that overlap or hold each other."""
    if g.get("id"):
        return bool(p.get("id") == g["id"])
    return overlap(g.get("span"), p.get("span")) or _same_words(g, p)


def same_place_text(g: Mapping[str, Any], p: Mapping[str, Any]) -> bool:
    """True for place words that overlap or hold each other."""
    return overlap(g.get("span"), p.get("span")) or _same_words(g, p)


def km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """The distance of two points on the globe."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return _EARTH_KM * math.asin(math.sqrt(h))


def located(place: Mapping[str, Any] | None) -> bool:
    """True for a place with coordinates."""
    return bool(place) and place is not None and place.get("lat") is not None and place.get("lon") is not None


def right_spot(g: Mapping[str, Any], p: Mapping[str, Any]) -> bool:
    """True when the found point lies within the radius in which gold calls an answer right."""
    within = max(g.get("radius_km") or _USUAL_KM, _LEAST_KM)
    return located(p) and bool(km(g["lat"], g["lon"], p["lat"], p["lon"]) <= within)


def _day(text: str) -> int:
    return date.fromisoformat(text[:10]).toordinal()


def same_time(g: Mapping[str, Any] | None, p: Mapping[str, Any] | None) -> bool:
    """True when the days of both share at least half of the days of either."""
    if not g or not p or not p.get("from") or not p.get("to"):
        return False
    a, b, c, d = _day(g["from"]), _day(g["to"]) + 1, _day(p["from"]), _day(p["to"]) + 1
    shared, either = min(b, d) - max(a, c), max(b, d) - min(a, c)
    return shared > 0 and shared / either >= _SHARE_OF_DAYS


def _figure(count: Mapping[str, Any]) -> Any:
    return next((count[k] for k in ("best", "low", "high") if count.get(k) is not None), None)


def same_count(g: Mapping[str, Any], p: Mapping[str, Any]) -> bool:
    """True for the same thing counted with the same figure, and the same upper bound where gold has one."""
    if g.get("what") != p.get("what") or _figure(g) is None or _figure(p) is None:
        return False
    return bool(_figure(g) == _figure(p) and (g.get("high") is None or g["high"] == p.get("high")))


Same = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]


def pair_up(gold: Sequence[Json], found: Sequence[Json], same: Same) -> int:
    """How many items of gold have a found item of their own."""
    left, hits = list(found), 0
    for g in gold:
        at = next((i for i, p in enumerate(left) if same(g, p)), None)
        if at is not None:
            del left[at]
            hits += 1
    return hits
