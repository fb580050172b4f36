"""Events as rows of lists."""

from collections.abc import Sequence

import numpy as np

from fogline.codec import probability
from fogline.index.columns import Column, find
from fogline.index.happened import STATUSES
from fogline.index.layout import Index
from fogline.records import Event, Role
from fogline.store.finding import events_by_id
from fogline.web.desk import Desk
from fogline.web.shown import iso
from fogline.web.wire import EventRow


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


def event_row(event: Event, index: Index, number: int | None) -> EventRow:
    """An event as a row."""
    place = event.place
    roles = [c.role for c in event.claims]
    status = event.status.value if number is None else STATUSES[int(index.events["status"][number])]
    hedged = number is not None and bool(index.events["certainty"][number])
    return EventRow(
        id=event.id,
        type=event.type.value,
        status=status,
        certainty="hedged" if hedged else "stated",
        name=None if place is None else place.name or place.text,
        lat=None if place is None else place.lat,
        lon=None if place is None else place.lon,
        radius=None if place is None else place.radius_km,
        first=iso(event.start),
        last=iso(event.end),
        initiator=list(event.initiator),
        target=list(event.target),
        voices=event.voices,
        confidence=round(probability(event.confidence), 3),
        denied=Role.DENIES in roles,
        copies=roles.count(Role.COPY),
        sources=list(event.sources),
        claims=len(event.claims),
        theatre=event.theatre,
        said=iso(event.first_published),
    )


def event_rows(desk: Desk, numbers: Column | Sequence[int]) -> list[EventRow]:
    """Events by their numbers, in that order."""
    index = desk.index
    ids = ids_of(index, numbers)
    found = events_by_id(desk.store, ids)
    return [event_row(found[i], index, int(n)) for i, n in zip(ids, numbers, strict=True) if i in found]
