"""Records to and from canonical JSON, and content ids.

Canonical JSON has sorted keys, no spaces and no ASCII escapes, so equal records give equal bytes.
"""

import enum
import hashlib
import json
import math
import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from fogline.records import ClaimId, ClaimType, EventId, ReadingId, ReportId, Span

R = TypeVar("R")


def canonical(value: object) -> str:
    """The one JSON text of a value made of dicts, lists, strings, numbers, booleans and None."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(tag: str, *parts: object) -> str:
    """A tagged digest of parts: 20 hexadecimal digits after the tag, stable over machines and versions."""
    body = canonical([tag, *parts]).encode("utf-8", "surrogatepass")
    return f"{tag}_{hashlib.blake2b(body, digest_size=10).hexdigest()}"


def report_id(source: str, key: str, text: str) -> ReportId:
    """The id of a report: the same source, key and text are the same report."""
    return ReportId(digest("report", source, key, text))


def _claim_digest(report: str, trigger: Span, kind: ClaimType, place: Span | None, ordinal: int) -> str:
    where = None if place is None else [place.start, place.end]
    return digest("claim", report, [trigger.start, trigger.end], kind.value, where, ordinal)


def reading_id(report: ReportId, trigger: Span, kind: ClaimType, place: Span | None, ordinal: int) -> ReadingId:
    """The id of a reading; its claim carries the same one."""
    return ReadingId(_claim_digest(report, trigger, kind, place, ordinal))


def event_id(claims: tuple[ClaimId, ...]) -> EventId:
    """The id of an event: a digest of its sorted claim ids."""
    return EventId(digest("event", sorted(claims)))


def probability(log_odds: float) -> float:
    """Log-odds as a probability, rounded to four places for the outside."""
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds)))), 4)


def log_odds(p: float) -> float:
    """A probability as log-odds, clipped so that 0 and 1 stay finite."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(p / (1 - p))


# -- records and plain JSON values ------------------------------------------------------------------


def to_plain(value: object) -> Any:
    """A record as dicts, lists and scalars; fields keep their names, dates become ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Span):
            return [value.start, value.end]
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return value


def _day_only(text: str) -> date:
    """The day of an ISO text; a time after it, which once was stored with some, is left out."""
    return date.fromisoformat(text[:10])


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    supertype = getattr(kind, "__supertype__", None)
    if supertype is not None:
        return _decoder(supertype)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = _decoder(next(a for a in get_args(kind) if a is not type(None)))
        return lambda v: None if v is None else inner(v)
    if origin is tuple:
        item = _decoder(get_args(kind)[0])
        return lambda v: tuple(item(x) for x in v)
    if kind is Span:
        return lambda v: Span(int(v[0]), int(v[1]))
    if kind is date:
        return _day_only
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        parts = {f.name: _decoder(hints[f.name]) for f in fields(kind)}
        return lambda v: kind(**{name: read(v[name]) for name, read in parts.items() if name in v})
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind
    if kind is float:
        return float
    return lambda v: v


def from_plain(kind: type[R], value: object) -> R:
    """The record that `to_plain` wrote; missing fields take their defaults."""
    decoder: Any = _decoder
    made: R = decoder(kind)(value)
    return made


def dumps(record: object) -> str:
    """A record as canonical JSON."""
    return canonical(to_plain(record))


def loads(kind: type[R], text: str) -> R:
    """The record that `dumps` wrote."""
    return from_plain(kind, json.loads(text))
