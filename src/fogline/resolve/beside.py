"""What the words right behind a place name say of where it lies: "3 km northwest of the town", "in X district".

Read where the name itself is in no list, so that the happening is left to the area told, never to a namesake.
"""

import re
from dataclasses import dataclass

from fogline.records import Relation, Span

_POINT = r"(?P<point>(?:north|south)(?:[ -]?(?:east|west))?(?:ern)?|(?:ea|we)st(?:ern)?)"
_FAR = (
    r"(?:(?:some|about|around|roughly|just|a few|only)\s+)?"
    r"(?:(?P<far>\d+(?:\.\d+)?)\s*-?(?P<unit>km|kilomet(?:er|re)s?|miles?)\s+)?"
)
_WHERE = (
    r"(?P<where>(?:the\s+)?"
    r"(?:[A-Z][\w’'`-]+(?:[ -](?:[A-Z]|al-|el-)[\w’'`-]+){0,2}|city|town|village|capital|base|airbase))"
)
_DIRECTION = re.compile(
    rf"\s*[,(–—-]?\s*(?:which (?:is|lies)\s+)?{_FAR}(?:to the\s+)?{_POINT}(?:ly)?\s+(?:of|from)\s+{_WHERE}"
)
_IN = re.compile(
    r"\s*[,(]?\s*(?:which (?:is|lies)\s+)?(?:located\s+)?(?:in|inside|within|outside|near|close to|just outside|of)\s+"
    r"(?:(?:the\s+)?(?:[\w-]+\s+)?(?:city|town)\s+of\s+)?" + _WHERE
)
_NAME = r"((?:[A-Z]|al-|el-)[\w’'`-]+(?:[ -](?:[A-Z]|al-|el-)[\w’'`-]+){0,2})"
_ENDS = re.compile(rf"\s+(?:between|from)\s+{_NAME}\s+(?:and|to)\s+{_NAME}")
_KM_A_MILE = 1.609
_LOOKED_AT = 90
_POINTS = {"north": "N", "south": "S", "east": "E", "west": "W"}


@dataclass(frozen=True, slots=True)
class Told:
    """An area told by an anchor: its words with their span, the relation to it and how far."""

    words: str
    span: Span
    relation: Relation
    distance_km: float | None


def told_behind(text: str, end: int) -> Told | None:
    """What stands right behind a name that ends there; None where nothing says where it lies."""
    tail = text[end : end + _LOOKED_AT].split("\n", 1)[0]
    hit = _DIRECTION.match(tail)
    if hit is not None:
        far = None if hit["far"] is None else float(hit["far"]) * (_KM_A_MILE if hit["unit"].startswith("mi") else 1)
        return _told(hit, end, Relation(_point(hit["point"])), far)
    hit = _IN.match(tail)
    return None if hit is None else _told(hit, end, Relation.AT, None)


def ends_behind(text: str, end: int) -> tuple[str, str] | None:
    """The two ends told right behind a road: "the M4 between A and B"."""
    hit = _ENDS.match(text[end : end + _LOOKED_AT].split("\n", 1)[0])
    return None if hit is None else (hit[1], hit[2])


def _told(hit: re.Match[str], end: int, relation: Relation, far: float | None) -> Told:
    words = re.sub(r"^the\s+", "", hit["where"])
    return Told(words, Span(end + hit.end("where") - len(words), end + hit.end("where")), relation, far)


def _point(word: str) -> str:
    word = re.sub(r"ern$", "", re.sub(r"[ -]", "", word))
    return "".join(letter for name, letter in _POINTS.items() if name in word)
