"""Events counted, drawn, listed, and one with everybody who says or denies it."""

from typing import Literal

from pydantic import Field

from fogline.web.wire.claims import ClaimBody, PlaceBody
from fogline.web.wire.shared import Flat, Page, Row, Wire


class HistogramBody(Flat):
    """Events by bin and key; `reported` of them stand on the day of their report, for want of one of their own: those
    of `bare`, by bin and key.
    """

    bin: str
    bins: list[str]
    keys: list[str]
    counts: list[list[int]]
    bare: list[list[int]]
    undated: int
    reported: int
    total: int


class PointsBody(Flat):
    """Located events, alone or counted by cell."""

    total: int
    unlocated: int
    undated: int
    level: int
    columns: list[str]
    rows: list[Row]


class EventBase(Wire):
    """What is said of an event wherever it is shown."""

    id: str
    type: str
    status: str
    certainty: str
    name: str | None
    lat: float | None
    lon: float | None
    radius: float | None
    first: str | None = Field(alias="from")
    last: str | None = Field(alias="to")
    initiator: list[str]
    target: list[str]
    voices: int
    confidence: float
    denied: bool
    copies: int
    sources: list[str]
    theatre: str | None
    said: str | None


class EventRow(EventBase):
    """An event in a list."""

    claims: int


class EventPage(Page[EventRow]):
    """A page of events."""

    undated: int
    unlocated: int


class RangeBody(Wire):
    """One counted thing over the claims of an event."""

    what: str
    of: str | None
    low: int | None
    best: int | None
    high: int | None


class HistoryBody(Wire):
    """One step in what became known of an event."""

    day: str | None
    what: Literal["said", "denied", "copied", "judged"]
    source: str
    claim: str
    text: str


class RelatedBody(Wire):
    """An event nearby in place and time."""

    id: str
    type: str
    day: str | None
    name: str | None
    why: str


class CiteBody(Wire):
    """How to cite an event."""

    text: str
    bibtex: str
    csv: str


class EventBody(EventBase):
    """An event with everybody who says or denies it."""

    claims: list[ClaimBody]
    claim_count: int = Field(alias="claimCount")
    counts: list[RangeBody]
    place: PlaceBody | None
    history: list[HistoryBody]
    related: list[RelatedBody]
    cite: CiteBody
