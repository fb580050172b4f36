"""What the routes take: filters, pages, views, from the query of a request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

import anyio
import anyio.to_thread
from fastapi import Query, Request

from fogline.index.columns import NO_DAY, day_number
from fogline.index.pick import Box, Filter
from fogline.index.views import CLAIMED, ViewSpec
from fogline.web.desk import Desk
from fogline.web.people import ProblemError
from fogline.web.wire.shared import Day, ErrorBody

Item = TypeVar("Item")
Answer = TypeVar("Answer")
_MOST_LISTED = 200
MOST_OFFSET = 10_000_000
ERRORS: dict[int | str, dict[str, object]] = {
    code: {"model": ErrorBody} for code in (400, 401, 403, 404, 405, 409, 413, 421, 422, 429, 503)
}

COLUMNS = "application/vnd.fogline.columns"
AS_COLUMNS: dict[int | str, dict[str, object]] = {
    200: {"content": {COLUMNS: {"schema": {"type": "string", "format": "binary"}}}}
}

Listed = Annotated[list[str] | None, Query(max_length=_MOST_LISTED)]
Limit = Annotated[int, Query(ge=1, le=500)]
Offset = Annotated[int, Query(ge=0, le=MOST_OFFSET)]
Bbox = Annotated[str | None, Query(max_length=120, description="west,south,east,north in degrees")]
Zoom = Annotated[float, Query(ge=0, le=24, allow_inf_nan=False)]
Words = Annotated[str, Query(max_length=400)]
Text = Annotated[str | None, Query(max_length=300)]


async def slowly(request: Request, make: Callable[[], Answer]) -> Answer:
    """Works out what takes seconds beside the lanes in which other answers are made."""
    return await anyio.to_thread.run_sync(make, limiter=desk_of(request).slow)


def desk_of(request: Request) -> Desk:
    """The server's desk."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


def split(values: Sequence[str] | None) -> tuple[str, ...]:
    """Values that were repeated or written with commas between."""
    return tuple(dict.fromkeys(p.strip() for v in values or () for p in v.split(",") if p.strip()))


def _sources(values: Sequence[str] | None, desk: Desk) -> tuple[str, ...]:
    """Names of sources; one that holds a comma is taken whole where it is known."""
    known = set(desk.index.lists.sources)
    made: list[str] = []
    for value in values or ():
        made.extend([value] if value in known else [p.strip() for p in value.split(",") if p.strip()])
    return tuple(dict.fromkeys(made))


def box_of(text: str | None) -> Box | None:
    """A box from its text; raises ProblemError where it is none."""
    if text is None or not text.strip():
        return None
    try:
        west, south, east, north = (float(p) for p in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-90 <= south <= north <= 90 and abs(west) <= 540 and abs(east) <= 540):
        raise ProblemError(422, "invalid", f"bbox={text[:60]}: not a box", "write west,south,east,north in degrees")
    if east - west >= 360:
        return Box(west=-180, south=south, east=180, north=north)
    return Box(west=_turned(west), south=south, east=_turned(east), north=north)


def _turned(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180


def number(day: date | None) -> int:
    """A day's number."""
    return NO_DAY if day is None else day_number(day)


async def asked_filter(
    request: Request,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    known: Day | None = None,
    type: Listed = None,
    status: Listed = None,
    side: Listed = None,
    source: Listed = None,
    theatre: Listed = None,
    q: Words = "",
    bbox: Bbox = None,
) -> Filter:
    """The filter that a query describes."""
    if first is not None and last is not None and last < first:
        raise ProblemError(422, "invalid", f"to={last} is before from={first}", "swap them")
    return Filter(
        first=number(first),
        last=number(last),
        known=number(known),
        types=split(type),
        statuses=split(status),
        sides=split(side),
        sources=_sources(source, desk_of(request)),
        theatres=split(theatre),
        query=q,
        box=box_of(bbox),
    )


def view_spec(desk: Desk, view: str, known: date | None, smoothed: bool) -> ViewSpec:
    """The view of a name: `all`, `claimed`, or sources with commas between, those with a minus before left out."""
    if view.strip() in ("", "all"):
        return ViewSpec(known=number(known), smoothed=smoothed)
    if view.strip() == CLAIMED:
        if smoothed:
            raise ProblemError(422, "invalid", "the claimed layer cannot be smoothed", "leave `smoothed` out")
        return ViewSpec(layer=CLAIMED, known=number(known))
    sources = desk.index.lists.sources
    if view in sources:
        named = [view]
    else:
        named = [p.strip() for p in view.split(",") if p.strip()]
    by_name = {s.lower(): s for s in sources if s}
    kept: list[str] = []
    without: list[str] = []
    for name in named:
        bare = name.removeprefix("-").strip().lower()
        if bare not in by_name:
            advice = "GET /api/v1/sources lists the names"
            raise ProblemError(422, "invalid", f"view: no source {name[:80]!r}", advice)
        (without if name.startswith("-") else kept).append(by_name[bare])
    return ViewSpec(
        sources=tuple(sorted(set(kept))),
        without=tuple(sorted(set(without))),
        known=number(known),
        smoothed=smoothed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """One page of a list of known length."""

    offset: int
    limit: int
    total: int

    @property
    def next(self) -> int | None:
        """The offset of the next page."""
        end = self.offset + self.limit
        return end if end < self.total else None

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items of this page."""
        return items[self.offset : self.offset + self.limit]


def missing(what: str, key: str) -> ProblemError:
    """Nothing is there under an id."""
    return ProblemError(
        404, "not_found", f"no {what} {key[:80]}", "it may have been left out when events were made again"
    )
