"""Sources, places, a day in brief, data quality."""

from pydantic import Field

from fogline.web.wire.events import EventRow
from fogline.web.wire.reports import FailureBody
from fogline.web.wire.shared import Wire


class SourceBody(Wire):
    """A source: what is known of it and what it did."""

    name: str
    grade: str | None
    kind: str | None
    leans: list[tuple[str, float]]
    reason: str
    reasons: dict[str, str]
    reports: int
    claims: int
    events: int
    alone: int
    denied: int
    confirmed: int
    copies: int
    copied_by: int = Field(alias="copiedBy")
    first: str | None
    last: str | None
    types: list[tuple[str, int]]


class SourceDetail(SourceBody):
    """A source with its calendar and `graph`: who copies, whom, how often; one of the two is this source."""

    calendar: list[tuple[str, int, int]]
    graph: list[tuple[str, str, int]]


class PlaceRow(Wire):
    """A place in a list, with its holder where a day was given."""

    id: str
    name: str
    lat: float
    lon: float
    kind: str | None
    events: int
    holder: str | None
    p: float | None


class RunBody(Wire):
    """Who held a place from one day to another."""

    first: str = Field(alias="from")
    last: str | None = Field(alias="to")
    holder: str
    p: float
    contested: float
    second: str | None


class EvidenceBody(Wire):
    """A claim that tells of who holds a place, with the first (`from`) and last day (`day`) that it speaks of."""

    claim: str
    event: str | None
    first: str | None = Field(alias="from")
    day: str | None
    published: str | None
    side: str | None
    type: str
    status: str
    source: str
    sentence: str


class BaselineBody(Wire):
    """Who holds a place in a pack's baseline, which no report stands behind."""

    day: str
    holder: str


class PlaceDetail(Wire):
    """A place with its holders over time, the evidence, and the latest baseline that has it."""

    id: str
    name: str
    names: list[str]
    lat: float
    lon: float
    kind: str | None
    radius: float | None
    runs: list[RunBody]
    evidence: list[EvidenceBody]
    baseline: BaselineBody | None
    events: int


class ChangeBody(Wire):
    """A place that came to another holder, with the events near it in place and time, the first of them in full."""

    place: str
    name: str
    lat: float
    lon: float
    first: str | None = Field(alias="from")
    last: str = Field(alias="to")
    p: float
    events: list[str]
    cited: list[EventRow]


class BriefGroup(Wire):
    """Events of one type."""

    type: str
    total: int
    items: list[EventRow]


class BriefBody(Wire):
    """What happened, changed and was disputed on a day; `changes` are from one side to another, `known` those from or
    to nobody known."""

    on: str
    changes: list[ChangeBody]
    known: list[ChangeBody]
    events: list[BriefGroup]
    disputed: list[EventRow]
    unlocated: int


class QualityBody(Wire):
    """What one should know before trusting the map."""

    precision: list[tuple[float | None, int]]
    unresolved_places: list[tuple[str, str, int]] = Field(alias="unresolvedPlaces")
    unresolved_actors: list[tuple[str, int]] = Field(alias="unresolvedActors")
    claims: int
    undated: int
    unlocated: int
    placeless: int
    undated_events: int = Field(alias="undatedEvents")
    undated_reports: int = Field(alias="undatedReports")
    missing_days: list[str] = Field(alias="missingDays")
    source_sets: list[tuple[str, int, str]] = Field(alias="sourceSets")
    failures: list[FailureBody]
    agreement: dict[str, float | None]
