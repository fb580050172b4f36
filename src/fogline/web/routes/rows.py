"""Events as rows of lists."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fogline.codec import probability
from fogline.index.columns import Column, find
from fogline.index.happened import STATUSES
from fogline.index.layout import Index
from fogline.records import Event
from fogline.store.finding import event_bodies
from fogline.web.desk import Desk
from fogline.web.wire.shared import Plain, Row


def table(*columns: Column) -> list[Row]:
    """Columns as rows to be sent."""
    return list(zip(*(c.tolist() for c in columns), strict=True))


def number_of(index: Index, event: Event) -> int | None:
    """The number of an event by way of its claims."""
    for claim in event.claims:
        at = find(index.claims["id"], claim.id)
        if at is not None and index.claims["event"][at] >= 0:
            return int(index.claims["event"][at])
    return None


def ids_of(index: Index, numbers: Column | Sequence[int]) -> list[str]:
    """The ids of events."""
    return [bytes(raw).decode() for raw in index.events["id"][np.asarray(numbers, dtype=np.int64)]]


def event_row(body: Mapping[str, Any], index: Index, number: int | None) -> Plain:
    """An event, as it is stored, as an `EventRow`."""
    place = body["place"] or {"name": None, "text": None, "lat": None, "lon": None, "radius_km": None}
    roles = [c["role"] for c in body["claims"]]
    status = body["status"] if number is None else STATUSES[int(index.events["status"][number])]
    hedged = number is not None and bool(index.events["certainty"][number])
    dated = body.get("dated", True)
    return {
        "id": body["id"],
        "type": body["type"],
        "status": status,
        "certainty": "hedged" if hedged else "stated",
        "name": place["name"] or place["text"],
        "lat": place["lat"],
        "lon": place["lon"],
        "radius": place["radius_km"],
        "from": body["start"] if dated else None,
        "to": body["end"] if dated else None,
        "initiator": body["initiator"],
        "target": body["target"],
        "voices": body["voices"],
        "confidence": round(probability(body["confidence"]), 3),
        "denied": "denies" in roles,
        "copies": roles.count("copy"),
        "sources": body["sources"],
        "theatre": body["theatre"],
        "said": body["first_published"],
        "claims": len(roles),
    }


def event_rows_by_number(desk: Desk, numbers: Sequence[int]) -> dict[int, Plain]:
    """Events by their numbers, those that are there, asked for at once."""
    index = desk.index
    ids = ids_of(index, numbers)
    found = event_bodies(desk.store, ids)
    return {n: event_row(found[i], index, n) for i, n in zip(ids, numbers, strict=True) if i in found}


def event_rows(desk: Desk, numbers: Sequence[int]) -> list[Plain]:
    """Events by their numbers, in that order."""
    found = event_rows_by_number(desk, numbers)
    return [found[n] for n in numbers if n in found]
