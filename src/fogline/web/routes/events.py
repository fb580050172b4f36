"""Events: counted over time, drawn on the map, listed, and one with everybody who says or denies it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Depends, Query, Request, Response

from fogline.codec import to_plain
from fogline.export.cells import line
from fogline.index.columns import NO_DAY, Column, day_text, find_all, packed, rank
from fogline.index.holdings import PERCENT
from fogline.index.layout import Index
from fogline.index.pick import Filter, Picked, cells, degrees, histogram
from fogline.records import Claim, Event, Role
from fogline.store.finding import claims_by_id, events_by_id
from fogline.web.desk import Desk
from fogline.web.people import VIEWER, asker
from fogline.web.routes.asked import AS_COLUMNS, Limit, Offset, Slice, Zoom, asked_filter, desk_of, missing
from fogline.web.routes.rows import event_row, event_rows, ids_of, number_of, table
from fogline.web.shown import Setting, claim_body, iso, place_body
from fogline.web.wire.claims import ClaimBody
from fogline.web.wire.events import (
    CiteBody,
    EventBody,
    EventPage,
    EventRow,
    HistogramBody,
    HistoryBody,
    PointsBody,
    RangeBody,
    RelatedBody,
)
from fogline.web.wire.shared import Plain

router = APIRouter(tags=["events"], dependencies=[Depends(VIEWER)])
_POINTS = 2000
_MOST_BINARY = 1_000_000
_CELL_BITS = 3.68  # a cell of 40 pixels on a world of 512 * 2^zoom: 2^(zoom + 3.68) of them a side
_RELATED_DAYS, _RELATED = 7, 12
_COLUMNS = "lon lat count type status certainty event radius w s e n side p".split()
_SENT = "lat lon radius type status certainty side said voices denials p".split()
_DAYS = ("start", "stop")
Asked = Annotated[Filter, Depends(asked_filter)]


@router.get("/histogram", summary="Events over time", response_model=HistogramBody)
def over_time(
    request: Request,
    asked: Asked,
    by: Literal["type", "side", "status"] = "type",
    bin: Literal["day", "week", "month", "year", "auto"] = "auto",
) -> Response:
    """Counts by bin and key; an event counts on its first day, one whose day nobody says on that of its report."""
    desk = desk_of(request)

    def make() -> HistogramBody:
        index, picked = desk.index, desk.picked(asked)
        first = max(asked.first, index.first) if asked.first != NO_DAY else index.first
        last = min(asked.last, index.last) if asked.last != NO_DAY else index.last
        if first == NO_DAY or last < first:
            return HistogramBody.model_construct(
                bin="day", bins=[], keys=[], counts=[], bare=[], undated=picked.undated, reported=0, total=0
            )
        made = histogram(index, picked, by=by, step=bin, first=first, last=last)
        return HistogramBody.model_construct(
            bin=made.step,
            bins=[day_text(b) or "" for b in made.bins],
            keys=list(made.keys),
            counts=made.counts.tolist(),
            bare=made.bare.tolist(),
            undated=picked.undated,
            reported=int(made.bare.sum()),
            total=len(picked.events),
        )

    return desk.answer(request, make)


@router.get(
    "/points",
    summary="Events on the map, alone or counted by cell",
    response_model=PointsBody,
    responses=AS_COLUMNS,
)
def on_the_map(
    request: Request, asked: Asked, zoom: Zoom = 6.0, format: Literal["json", "binary"] = "json"
) -> Response:
    """At most 2000 rows; `format=binary` gives every event as columns instead."""
    desk = desk_of(request)

    def make() -> PointsBody | bytes:
        index, picked = desk.index, desk.picked(asked)
        return _binary(index, picked) if format == "binary" else _points(index, picked, zoom)

    return desk.answer(request, make)


def _binary(index: Index, picked: Picked) -> bytes:
    numbers = picked.events[index.events["site"][picked.events] >= 0][:_MOST_BINARY]
    columns: dict[str, Column] = {"number": numbers.astype(np.uint32)}
    columns |= {name: index.events[name][numbers] for name in _SENT}
    # Those whose day nobody says lie under the day of their report, which is `said` and not the day of the event.
    dated = index.events["dated"][numbers] != 0
    columns |= {name: np.where(dated, index.events[name][numbers], NO_DAY).astype(np.int32) for name in _DAYS}
    lists = {"type": index.lists.types, "status": index.lists.statuses, "side": index.lists.sides}
    return packed(columns, lists)


def _points(index: Index, picked: Picked, zoom: float) -> PointsBody:
    made = cells(index, picked, level=round(zoom + _CELL_BITS), most=_POINTS)
    lat, lon = degrees(made.x, made.y)
    north, west = degrees(made.cell_x, made.cell_y, made.level)
    south, east = degrees(made.cell_x + 1, made.cell_y + 1, made.level)
    lists, events = index.lists, index.events
    alone = made.single >= 0
    one = made.single[alone]
    few = {
        "status": _names(lists.statuses)[events["status"][one]],
        "certainty": _names(("stated", "hedged"))[events["certainty"][one].astype(np.int64)],
        "event": np.array(ids_of(index, one), dtype=object),
        "radius": np.round(events["radius"][one].astype(np.float64), 2),
        "side": _names((None, *lists.sides[1:]))[events["side"][one]],
        "p": PERCENT[events["p"][one]],
    }
    told = {name: np.full(len(alone), None, dtype=object) for name in few}
    for name, column in few.items():
        told[name][alone] = column
    rows = table(
        np.round(lon, 5),
        np.round(lat, 5),
        made.count,
        _names(lists.types)[made.type],
        *(told[name] for name in ("status", "certainty", "event", "radius")),
        *(np.round(side, 6) for side in (west, south, east, north)),
        *(told[name] for name in ("side", "p")),
    )
    return PointsBody.model_construct(
        total=int(made.count.sum()),
        unlocated=len(picked.events) - int(made.count.sum()) + picked.unlocated,
        undated=picked.undated,
        level=made.level,
        columns=_COLUMNS,
        rows=rows,
    )


def _names(listed: Sequence[str | None]) -> Column:
    """Names as a column to look numbers up in."""
    return np.array(listed, dtype=object)


@router.get("/events", summary="Events in a list", response_model=EventPage)
def listed(
    request: Request,
    asked: Asked,
    sort: Literal["day", "-day", "voices", "doubt"] = "-day",
    limit: Limit = 100,
    offset: Offset = 0,
) -> Response:
    """Events that fit, by day, by voices or by doubt."""
    desk = desk_of(request)

    def make() -> Plain:
        picked = desk.picked(asked)
        part = Slice(offset=offset, limit=limit, total=len(picked.events))
        chosen = _sorted(desk.index, picked.events, sort, offset + limit)[offset : offset + limit]
        return {
            "items": event_rows(desk, chosen.tolist()),
            "total": part.total,
            "next": part.next,
            "undated": picked.undated,
            "unlocated": picked.unlocated,
        }

    return desk.answer(request, make)


def _sorted(index: Index, numbers: Column, sort: str, most: int) -> Column:
    """The first `most` of events in an order."""
    if sort == "day":
        return numbers
    if sort == "-day":
        return numbers[::-1]
    worth = index.events["voices" if sort == "voices" else "doubt"][numbers].astype(np.float32)
    if most < len(worth):
        edge = np.partition(worth, len(worth) - most)[len(worth) - most]
        keep = np.flatnonzero(worth >= edge)
        numbers, worth = numbers[keep], worth[keep]
    return numbers[np.argsort(-worth, kind="stable")]


@router.get("/events/rows", summary="Events by their numbers in binary columns", response_model=list[EventRow])
def by_number(request: Request, n: Annotated[list[Annotated[int, Query(ge=0)]], Query(max_length=500)]) -> Response:
    """Numbers hold for one state of the index; ask again when the ETag has changed."""
    desk = desk_of(request)

    def make() -> list[Plain]:
        return event_rows(desk, [i for i in n if i < len(desk.index.events["start"])])

    return desk.answer(request, make)


@router.get("/events/{event}", summary="One event with all its claims", response_model=EventBody)
def one(request: Request, event: str) -> Response:
    """Who says, who denies, who copies; the sentences; candidates, counts, history; why the claims were joined."""
    desk = desk_of(request)

    def make() -> EventBody:
        found = events_by_id(desk.store, [event]).get(event)
        if found is None:
            raise missing("event", event)
        return _event(desk, found, request)

    return desk.answer(request, make)


@router.get("/claims/{claim}", summary="One claim with its sentence", response_model=ClaimBody)
def one_claim(request: Request, claim: str) -> Response:
    """What one source says."""
    desk = desk_of(request)

    def make() -> ClaimBody:
        found = claims_by_id(desk.store, [claim]).get(claim)
        if found is None:
            raise missing("claim", claim)
        return claim_bodies(desk, [found], request)[0]

    return desk.answer(request, make)


def claim_bodies(desk: Desk, claims: Sequence[Claim], request: Request) -> list[ClaimBody]:
    """Claims with their sentences and parts in events."""
    events = events_of(desk, claims)
    around = desk.setting(claims, list(events.values()), asker(request))
    parts = {c.id: c for e in events.values() for c in e.claims}
    return [claim_body(c, around, parts.get(c.id)) for c in claims]


def events_of(desk: Desk, claims: Sequence[Claim]) -> dict[str, Event]:
    """The events that claims belong to, by id."""
    index = desk.index
    numbers = sorted(set(_events_of(index, [c.id for c in claims]).values()))
    return dict(events_by_id(desk.store, ids_of(index, numbers))) if numbers else {}


def event_ids(desk: Desk, claims: Sequence[str]) -> dict[str, str]:
    """The ids of the events that claims belong to, by claim."""
    at = _events_of(desk.index, claims)
    return dict(zip(at, ids_of(desk.index, list(at.values())), strict=True))


def _events_of(index: Index, claims: Sequence[str]) -> dict[str, int]:
    """The numbers of the events that claims belong to, by claim."""
    at = find_all(index.claims["id"], claims)
    numbers = {c: int(index.claims["event"][n]) for c, n in zip(claims, at, strict=True) if n is not None}
    return {c: n for c, n in numbers.items() if n >= 0}


def _event(desk: Desk, event: Event, request: Request) -> EventBody:
    claims = desk.claims_of([event])
    around = desk.setting(list(claims.values()), [event], asker(request))
    listed = [claim_body(claims[c.id], around, c) for c in event.claims if c.id in claims]
    number = number_of(desk.index, event)
    row = event_row(to_plain(event), desk.index, number)
    return EventBody(
        **{**row, "claims": listed},
        claim_count=len(event.claims),
        counts=[RangeBody(what=c.what.value, of=c.of, low=c.low, best=c.best, high=c.high) for c in event.counts],
        place=place_body(event.place),
        history=_history(event, claims, around),
        related=_related(desk, event, number),
        cite=_cite(event, request),
    )


def _history(event: Event, claims: dict[str, Claim], around: Setting) -> list[HistoryBody]:
    made = []
    words: dict[Role, Literal["said", "denied", "copied"]] = {
        Role.SUPPORTS: "said",
        Role.DENIES: "denied",
        Role.COPY: "copied",
    }
    for part in event.claims:
        claim = claims.get(part.id)
        if claim is None:
            continue
        text = claim.trigger.text if claim.trigger is not None else ""
        made.append(
            HistoryBody(day=iso(claim.published), what=words[part.role], source=claim.source, claim=claim.id, text=text)
        )
        for judged in around.judgements.get(claim.id, []):
            made.append(
                HistoryBody(
                    day=judged.moment[:10],
                    what="judged",
                    source=judged.author,
                    claim=claim.id,
                    text=f"{judged.verdict}: {judged.reason}" if judged.reason else judged.verdict,
                )
            )
    return sorted(made, key=lambda h: (h.day or "9999", h.what, h.claim))


def _related(desk: Desk, event: Event, number: int | None) -> list[RelatedBody]:
    """Events at the same place within a week before or after."""
    index = desk.index
    if number is None or event.start is None or index.events["place"][number] < 0:
        return []
    start, day = index.events["start"], int(index.events["start"][number])
    low = rank(start, day - _RELATED_DAYS)
    high = rank(start, day + _RELATED_DAYS, "right")
    near = np.flatnonzero(index.events["place"][low:high] == index.events["place"][number]) + low
    near = near[near != number]
    chosen = np.sort(near[np.argsort(np.abs(start[near] - day), kind="stable")[:_RELATED]])
    made = []
    for row in event_rows(desk, chosen.tolist()):
        when = row["from"] or row["said"]
        before = event.start - timedelta(days=1)
        why = "the same place, earlier" if when and when <= before.isoformat() else "the same place, later"
        made.append(
            RelatedBody(
                id=row["id"],
                type=row["type"],
                day=when,
                name=row["name"],
                why="the same place and day" if event.dated and row["from"] == event.start.isoformat() else why,
            )
        )
    return made


def _cite(event: Event, request: Request) -> CiteBody:
    place = "unknown place" if event.place is None else event.place.name or event.place.text
    reported = "undated" if event.first_published is None else f"reported {event.first_published}"
    day = (iso(event.start) if event.dated else None) or reported
    what = event.type.value.replace("_", " ")
    sources = "; ".join(event.sources)
    where = f"{request.url.scheme}://{request.url.netloc}/?event={event.id}"
    key = event.id.replace("_", "")
    return CiteBody(
        text=f"Fogline event {event.id}: {what} at {place}, {day}, according to {sources}. {where}",
        bibtex=f"@misc{{{key},\n  title = {{{_braced(f'{what} at {place}, {day}')}}},\n"
        f"  note = {{According to {_braced(sources)}}},\n  howpublished = {{Fogline, {where}}}\n}}",
        csv=line([event.id, event.type.value, day, place, event.voices, sources, where]),
    )


def _braced(text: str) -> str:
    return "".join(f"\\{c}" if c in "{}%&$#_\\" else c for c in text)
