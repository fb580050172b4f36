"""The outside form of claims and events: the objects that `fogline read` and `fogline fuse` write, one a line."""

import math
import sys
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from fogline.codec import log_odds, probability, to_plain
from fogline.errors import InputError
from fogline.records import (
    ActorId,
    ActorResolution,
    Candidate,
    Certainty,
    Claim,
    ClaimId,
    ClaimType,
    Count,
    CountKind,
    CountRange,
    Event,
    EventClaim,
    Granularity,
    Interval,
    Mention,
    PlaceId,
    PlaceResolution,
    Relation,
    ReportId,
    Shape,
    ShapeKind,
    SideId,
    Span,
    Status,
)

_TYPES, _STATUSES, _CERTAINTIES = frozenset(ClaimType), frozenset(Status), frozenset(Certainty)
_RELATIONS, _GRAINS, _COUNTS = frozenset(Relation), frozenset(Granularity), frozenset(CountKind)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_AS_STATED = 0.95
"""Confidence of a claim given from outside without one: nobody doubts that it was made."""


def _out_mention(mention: Mention | None) -> dict[str, object] | None:
    return None if mention is None else {"text": mention.text, "span": to_plain(mention.span)}


def _out_actor(actor: ActorResolution) -> dict[str, object]:
    return {
        "text": actor.text,
        "span": to_plain(actor.span),
        "id": actor.id,
        "side": actor.side,
        "reason": actor.reason,
    }


def _out_candidate(candidate: Candidate) -> dict[str, object]:
    return {
        "place_id": candidate.id,
        "name": candidate.name,
        "lat": candidate.lat,
        "lon": candidate.lon,
        "score": round(candidate.score, 4),
        "reasons": [[r.feature, round(r.weight, 3)] for r in candidate.reasons],
    }


def place_to_outside(place: PlaceResolution) -> dict[str, object]:
    """A place as the outside sees it, with the words it stands for."""
    made = _out_place(place)
    assert made is not None
    return made


def _out_place(place: PlaceResolution | None) -> dict[str, object] | None:
    if place is None:
        return None
    return {
        "text": place.text,
        "span": to_plain(place.span),
        "relation": place.relation.value,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
        "place_id": place.place_id,
        "name": place.name,
        "kind": place.kind,
        "probability": place.probability,
        "candidates": [_out_candidate(c) for c in place.others],
        "reason": place.reason,
        **({} if place.shape is None else {"geometry": shape_to_geojson(place.shape)}),
    }


def shape_to_geojson(shape: Shape) -> dict[str, object]:
    """A shape as a GeoJSON geometry, longitude first."""
    line = [[lon, lat] for lat, lon in shape.points]
    return {"type": shape.kind.value, "coordinates": [line] if shape.kind is ShapeKind.RING else line}


def _in_shape(value: object) -> Shape | None:
    """The shape of a GeoJSON line or one-ringed polygon; None for anything else."""
    if value is None:
        return None
    item = next(iter(_objects(value)), {})
    kind, line = item.get("type"), item.get("coordinates")
    if kind not in set(ShapeKind) or not isinstance(line, list):
        return None
    corners = line[0] if kind == ShapeKind.RING and line else line
    if not isinstance(corners, list) or not all(isinstance(c, list) and len(c) >= 2 for c in corners):
        return None
    spots = [(_number(c[1]), _number(c[0])) for c in corners]
    points = tuple((lat, lon) for lat, lon in spots if lat is not None and lon is not None)
    return Shape(kind=ShapeKind(str(kind)), points=points) if len(points) == len(corners) >= 2 else None


def _out_time(time: Interval | None) -> dict[str, object] | None:
    if time is None:
        return None
    return {
        "text": time.text,
        "span": to_plain(time.span),
        "from": time.start.isoformat(),
        "to": time.end.isoformat(),
        "granularity": time.granularity.value,
        "basis": time.basis,
    }


def claim_to_outside(claim: Claim) -> dict[str, object]:
    """The claim as the object `fogline read` writes, with the fields of the claims guide."""
    return {
        "id": claim.id,
        "report": claim.report,
        "document": claim.document,
        "source": claim.source,
        "published": None if claim.published is None else claim.published.isoformat(),
        "theatre": claim.theatre,
        "type": claim.type.value,
        "status": claim.status.value,
        "certainty": claim.certainty.value,
        "quote": _out_mention(claim.quote),
        "trigger": _out_mention(claim.trigger),
        "initiator": [_out_actor(a) for a in claim.initiator],
        "target": [_out_actor(a) for a in claim.target],
        "attributed_to": [_out_actor(a) for a in claim.attributed_to],
        "place": _out_place(claim.place),
        "origin": _out_place(claim.origin),
        "destination": _out_place(claim.destination),
        "time": _out_time(claim.time),
        "counts": [to_plain(c) for c in claim.counts],
        "phase": claim.phase,
        "outcome": claim.outcome,
        "confidence": probability(claim.confidence),
        "frame": claim.frame,
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _word(value: object) -> str:
    """A text that comes back in many claims, kept once: a million claims name few places, sides and days."""
    return sys.intern(value) if type(value) is str else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


_day_of = lru_cache(maxsize=1 << 14)(date.fromisoformat)
_span_at = lru_cache(maxsize=1 << 14)(Span)


def _day(value: object, name: str) -> date | None:
    """The ISO day that a value gives; None for none, and for one that no report can speak of ("9999-12-31").

    Raises InputError, saying which field it is, where the value is something else.
    """
    if value is None or value == "":
        return None
    try:
        day = _day_of(value[:10]) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None:
        raise InputError(f"{name} is {value!r}; give an ISO day such as 2017-03-18")
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _span(value: object) -> Span | None:
    if isinstance(value, list) and len(value) == 2 and type(value[0]) is int and type(value[1]) is int:
        return _span_at(value[0], value[1])
    return None


def _objects(value: object) -> list[Mapping[str, object]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _in_mention(value: object, text_of: Callable[[object], str] = _text) -> Mention | None:
    if isinstance(value, str):
        return Mention(text=value, span=Span(0, len(value))) if value else None
    for item in _objects(value):
        text = text_of(item.get("text"))
        return Mention(text=text, span=_span(item.get("span")) or Span(0, len(text)))
    return None


def _in_actors(value: object) -> tuple[ActorResolution, ...]:
    if not value:
        return ()
    made = []
    items = value if isinstance(value, list) else [value]
    for item in _objects([{"text": i} if isinstance(i, str) and i else i for i in items]):
        found, side = _word(item.get("id")), _word(item.get("side"))
        made.append(
            ActorResolution(
                text=_word(item.get("text")),
                span=_span(item.get("span")),
                id=ActorId(found) if found else None,
                side=SideId(side) if side else None,
                reason=_word(item.get("reason")),
            )
        )
    return tuple(made)


def _in_place(value: object, claim: Mapping[str, object] | None = None) -> PlaceResolution | None:
    if value is None and claim is None:
        return None
    given = claim or {}
    item: Mapping[str, object] = next(iter(_objects(value)), {})
    text = value if isinstance(value, str) else _word(item.get("text"))
    found = _word(item.get("place_id")) or _word(given.get("place_id"))
    lat = _number(item.get("lat")) if "lat" in item else _number(given.get("lat"))
    lon = _number(item.get("lon")) if "lon" in item else _number(given.get("lon"))
    if not (text or found or lat is not None):
        return None
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        lat = lon = None
    relation = _word(item.get("relation"))
    others = tuple(
        Candidate(
            id=_word(c.get("place_id")),
            name=_word(c.get("name")),
            score=_number(c.get("score")) or 0.0,
            lat=_number(c.get("lat")),
            lon=_number(c.get("lon")),
        )
        for c in _objects(item.get("candidates"))
    )
    return PlaceResolution(
        text=text,
        span=_span(item.get("span")),
        relation=Relation(relation) if relation in _RELATIONS else Relation.AT,
        place_id=PlaceId(found) if found else None,
        name=_word(item.get("name")) or text or found,
        lat=lat,
        lon=lon,
        radius_km=_number(item.get("radius_km")),
        kind=_word(item.get("kind")) or None,
        probability=_number(item.get("probability")),
        others=others,
        reason=_word(item.get("reason")),
        shape=_in_shape(item.get("geometry")),
    )


def _in_time(value: object) -> Interval | None:
    for item in _objects(value):
        start, end = _day(item.get("from"), "the time's from"), _day(item.get("to"), "the time's to")
        start, end = start or end, end or start
        if start is None or end is None:
            return None
        grain = _word(item.get("granularity"))
        return Interval(
            text=_word(item.get("text")),
            span=_span(item.get("span")),
            start=min(start, end),
            end=max(start, end),
            granularity=Granularity(grain) if grain in _GRAINS else Granularity.DAYS,
            basis=_word(item.get("basis")),
        )
    return None


def _in_counts(value: object) -> tuple[Count, ...]:
    if not value:
        return ()
    made = []
    for item in _objects(value):
        what, of = _word(item.get("what")), _word(item.get("of"))
        figures = {k: _number(item.get(k)) for k in ("low", "best", "high")}
        made.append(
            Count(
                text=_word(item.get("text")),
                span=_span(item.get("span")),
                what=CountKind(what) if what in _COUNTS else CountKind.OTHER,
                of=ActorId(of) if of else None,
                **{k: None if v is None else int(v) for k, v in figures.items()},
            )
        )
    return tuple(made)


def claim_from_outside(value: Mapping[str, object], where: str = "") -> Claim:
    """The claim an outside object states; optional fields may be missing and a place's own
    coordinates are taken as given.

    Raises InputError, naming `where`, when the type is unknown, there is no id, or a field has a shape that none can
    have.
    """
    try:
        return _claim(value)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error
    except (TypeError, ValueError, LookupError, AttributeError, OverflowError) as error:
        raise InputError(f"{where}: a field of the claim cannot be read ({error}); see the layout of claims") from error


def _claim(value: Mapping[str, object]) -> Claim:
    kind = _word(value.get("type"))
    if kind not in _TYPES:
        raise InputError(f"the claim's type is {kind!r}; it must be one of the 21 claim types")
    given = value.get("id")
    if not isinstance(given, str | int) or given == "":
        raise InputError("the claim has no id; give each claim an id of its own")
    status, certainty = (_word(value.get(name)).strip().lower() for name in ("status", "certainty"))
    if status and status not in _STATUSES:
        raise InputError(f"the claim's status is {status!r}; it must be one of {', '.join(Status)}")
    if certainty and certainty not in _CERTAINTIES:
        raise InputError(f"the claim's certainty is {certainty!r}; it must be one of {', '.join(Certainty)}")
    sure = _number(value.get("confidence"))
    report = _word(value.get("report"))
    document = value.get("document")
    return Claim(
        id=ClaimId(str(given)),
        report=ReportId(report) if report else None,
        document="" if document is None else str(document),
        source=_word(value.get("source")),
        published=_day(value.get("published"), "published"),
        theatre=_word(value.get("theatre")) or None,
        type=ClaimType(kind),
        status=Status(status) if status else Status.OCCURRED,
        certainty=Certainty(certainty) if certainty else Certainty.STATED,
        quote=_in_mention(value.get("quote")),
        trigger=_in_mention(value.get("trigger"), _word),
        confidence=log_odds(sure) if sure is not None else log_odds(_AS_STATED),
        initiator=_in_actors(value.get("initiator")),
        target=_in_actors(value.get("target")),
        attributed_to=_in_actors(value.get("attributed_to")),
        place=_in_place(value.get("place"), value),
        origin=_in_place(value.get("origin")),
        destination=_in_place(value.get("destination")),
        time=_in_time(value.get("time")),
        counts=_in_counts(value.get("counts")),
        phase=_word(value.get("phase")) or None,
        outcome=_word(value.get("outcome")) or None,
        frame=_word(value.get("frame")),
    )


WORDS = (
    (0.95, "almost certain"), (0.8, "highly likely"), (0.55, "likely"), (0.45, "about as likely as not"),
    (0.2, "unlikely"), (0.05, "highly unlikely"), (0.0, "remote chance"),
)  # fmt: skip
"""Words for probabilities, each from its lowest value on; after a yardstick used in the assessment of reports."""


def in_words(p: float) -> str:
    """The word for a probability."""
    return next(word for low, word in WORDS if p >= low)


def _out_part(part: EventClaim) -> dict[str, object]:
    made: dict[str, object] = {
        "id": part.id,
        "role": part.role.value,
        "copy_of": part.copy_of,
        "origin": part.origin,
        "weight": round(part.weight, 3),
        "reasons": [[r.feature, r.weight] for r in part.reasons],
    }
    if part.superseded is not None:
        made["superseded"] = {"on": part.superseded.isoformat(), "by": part.superseded_by}
    return made


def _out_range(count: CountRange) -> dict[str, object]:
    figures = [{"claimer": f.claimer, "claim": f.claim, "low": f.low, "best": f.best, "high": f.high}
               for f in count.figures]  # fmt: skip
    return {"what": count.what.value, "of": count.of, "low": count.low, "best": count.best, "high": count.high,
            "figures": figures}  # fmt: skip


def event_to_outside(event: Event) -> dict[str, object]:
    """The event as the object `fogline fuse` writes."""
    sure = probability(event.confidence)
    return {
        "id": event.id,
        "theatre": event.theatre,
        "type": event.type.value,
        "status": event.status.value,
        "claims": [_out_part(c) for c in event.claims],
        "place": _out_place(event.place),
        "destination": _out_place(event.destination),
        "time": None
        if event.start is None or event.end is None
        else {
            "from": event.start.isoformat(),
            "to": event.end.isoformat(),
            "basis": "stated" if event.dated else "published",
        },
        "sides": {"initiator": list(event.initiator), "target": list(event.target)},
        "counts": [_out_range(c) for c in event.counts],
        "differing": [
            {"slot": d.slot, "values": [{"value": s.value, "claims": list(s.claims)} for s in d.sayings]}
            for d in event.differing
        ],
        "published": {"first": to_plain(event.first_published), "last": to_plain(event.last_published)},
        "voices": event.voices,
        "sources": list(event.sources),
        "confidence": sure,
        "in_words": in_words(sure),
        "credibility": event.credibility,
        "ties": [{"tie": t.tie.value, "event": t.event} for t in event.ties],
        "outcome": None if event.outcome is None else event.outcome.value,
    }
