"""The shapes of the HTTP API: what is asked, what is answered.

Columns that are sent by the thousand travel as lists under the names in `columns`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from fogline.records import Certainty, ClaimType, CountKind, Status, Verdict
from fogline.store.accounts import UserRole

Item = TypeVar("Item")
Row = Sequence[Any]


def _iso(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("write a day as YYYY-MM-DD")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_iso)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(max_length=300)]
Words = Annotated[str, StringConstraints(max_length=4000)]
Name = Annotated[str, StringConstraints(pattern=r"^[\w.@ -]{1,64}$")]
Password = Annotated[str, StringConstraints(min_length=10, max_length=200)]
Degrees = Annotated[float, Field(ge=-180, le=180)]


class Wire(BaseModel):
    """An answer."""

    model_config = ConfigDict(populate_by_name=True)


class Asked(BaseModel):
    """A body that is sent to the server: nothing beyond what it names."""

    model_config = ConfigDict(extra="forbid")


class Flat(Wire):
    """An answer of plain values by the thousand: sent as it was made, without looking at each value again."""


class FieldProblem(Wire):
    """One field that is not as it must be."""

    field: str
    problem: str


class ErrorBody(Wire):
    """What went wrong, what to do, and a code that stays the same over versions and languages."""

    error: str
    advice: str = ""
    code: str = "bad_request"
    fields: list[FieldProblem] = []


class Page(Wire, Generic[Item]):
    """A page of a list; `next` is the offset of the next one, None on the last."""

    items: list[Item]
    total: int
    next: int | None


class SideBody(Wire):
    """How a side is called and drawn."""

    id: str
    name: str
    colour: str
    pattern: str


class LineBody(Wire):
    """A road or river as [lon, lat] points."""

    name: str
    kind: str
    coordinates: list[tuple[float, float]]


class LabelBody(Wire):
    """A place name of the base map; the greatest have rank 1."""

    name: str
    local: str
    lat: float
    lon: float
    rank: int


class ViewBody(Wire):
    """A view that can be asked for by its id."""

    id: str
    name: str


class IndexBody(Wire):
    """How fresh the answers are."""

    state: Literal["ready", "building"]
    made: str
    revision: int


class UserBody(Wire):
    """Someone with an account."""

    name: str
    role: UserRole
    active: bool = True


class Can(Wire):
    """What whoever asks may do."""

    judge: bool
    review: bool
    add: bool
    export: bool
    admin: bool


class Meta(Wire):
    """What a page needs to know first."""

    title: str
    version: str
    offsets: Literal["utf16"] = "utf16"
    first: str | None
    last: str | None
    sides: list[SideBody]
    types: list[str]
    statuses: list[str]
    theatres: list[str]
    languages: list[str]
    sources: list[str]
    counts: dict[str, int]
    lines: list[LineBody]
    labels: list[LabelBody]
    views: list[ViewBody]
    index: IndexBody
    limits: dict[str, int]
    user: UserBody | None
    accounts: bool
    can: Can
    csrf: str | None


class HistogramBody(Flat):
    """Events by bin and key."""

    bin: str
    bins: list[str]
    keys: list[str]
    counts: list[list[int]]
    undated: int
    total: int


class PointsBody(Flat):
    """Located events, alone or counted by cell."""

    total: int
    unlocated: int
    undated: int
    level: int
    columns: list[str]
    rows: list[Row]


class HoldingsBody(Flat):
    """Who held each place on a day."""

    on: str
    view: str
    known: str | None
    total: int
    shown: int
    columns: list[str]
    rows: list[Row]


class RunsBody(Flat):
    """Holdings as runs from a day on."""

    view: str
    columns: list[str]
    rows: list[Row]
    capped: bool


class DifferenceBody(Flat):
    """Where two views or days differ."""

    agree: int
    differ: int
    one_sided: int
    columns: list[str]
    rows: list[Row]


class JobRef(Wire):
    """Work that was begun; follow it under /jobs."""

    job: str


class Candidate(Wire):
    """A place that words may mean, and why."""

    id: str
    name: str
    lat: float | None
    lon: float | None
    score: float
    kind: str | None
    reasons: list[tuple[str, float]]


class PlaceBody(Wire):
    """Where words say it was; `lat` None, with a reason, where nobody could tell."""

    id: str | None
    text: str
    name: str | None
    lat: float | None
    lon: float | None
    radius: float | None
    relation: str
    kind: str | None
    probability: float | None
    reason: str
    candidates: list[Candidate]


class ActorBody(Wire):
    """Words for an actor and the one they mean."""

    text: str
    id: str | None
    side: str | None


class CountBody(Wire):
    """How many of what."""

    text: str
    what: str
    low: int | None
    best: int | None
    high: int | None
    of: str | None


class JudgementBody(Wire):
    """One human decision."""

    id: str
    verdict: str
    claims: list[str]
    author: str
    moment: str
    reason: str
    value: dict[str, Any] | None
    withdrawn: bool
    set: str | None


class ClaimBody(Wire):
    """What a source says, with its sentence: `quote` and `marks` are offsets into `shown`."""

    id: str
    type: str
    status: str
    certainty: str
    shown: str
    quote: tuple[int, int]
    marks: list[tuple[int, int, str]]
    report: str | None = Field(alias="reportId")
    document: str
    title: str | None
    url: str | None
    source: str
    grade: str | None
    lean: str | None
    published: str | None
    place: PlaceBody | None
    origin: PlaceBody | None
    destination: PlaceBody | None
    first: str | None = Field(alias="from")
    last: str | None = Field(alias="to")
    time_text: str | None = Field(alias="timeText")
    time_basis: str | None = Field(alias="timeBasis")
    initiator: list[ActorBody]
    target: list[ActorBody]
    attributed: list[str]
    counts: list[CountBody]
    frame: str
    confidence: float
    role: str | None
    copy_of: str | None = Field(alias="copyOf")
    reasons: list[tuple[str, float]]
    judgements: list[JudgementBody]
    event: str | None


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


class Snippet(Wire):
    """Where a query's words stand in a text."""

    text: str
    marks: list[tuple[int, int]]


class ReportRow(Wire):
    """A report in a list."""

    id: str
    key: str
    title: str | None
    source: str
    grade: str | None
    published: str | None
    language: str | None
    url: str | None
    claims: int
    snippet: Snippet


class ReportPage(Page[ReportRow]):
    """A page of reports with counts over all that were found."""

    facets: dict[str, list[tuple[str, int]]]
    capped: bool


class PartBody(Wire):
    """A stretch of a report and what it is."""

    kind: str
    first: int = Field(alias="from")
    last: int = Field(alias="to")


class FailureBody(Wire):
    """What broke, where, and what to do."""

    document: str
    stage: str
    reason: str
    advice: str


class ReportBody(Wire):
    """A report with its whole text; claims point into it."""

    id: str
    key: str
    title: str | None
    source: str
    grade: str | None
    lean: str | None
    published: str | None
    basis: str
    language: str | None
    url: str | None
    captured: str | None
    raw_digest: str
    text: str
    parts: list[PartBody]
    claims: list[ClaimBody]
    failures: list[FailureBody]


class SourceBody(Wire):
    """A source: what is known of it and what it did."""

    name: str
    grade: str | None
    kind: str | None
    leans: list[tuple[str, float]]
    reason: str
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
    """A source with its calendar and whom it copies."""

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
    """A claim that tells of who holds a place."""

    claim: str
    event: str | None
    day: str | None
    published: str | None
    side: str | None
    type: str
    status: str
    source: str
    sentence: str


class PlaceDetail(Wire):
    """A place with its holders over time and the evidence."""

    id: str
    name: str
    names: list[str]
    lat: float
    lon: float
    kind: str | None
    radius: float | None
    runs: list[RunBody]
    evidence: list[EvidenceBody]
    events: int


class ChangeBody(Wire):
    """A place that came to another holder."""

    place: str
    name: str
    lat: float
    lon: float
    first: str | None = Field(alias="from")
    last: str = Field(alias="to")
    p: float
    events: list[str]


class BriefGroup(Wire):
    """Events of one type."""

    type: str
    total: int
    items: list[EventRow]


class BriefBody(Wire):
    """What happened, changed and was disputed on a day; `text` is the written brief where there is one."""

    on: str
    changes: list[ChangeBody]
    events: list[BriefGroup]
    disputed: list[EventRow]
    unlocated: int
    text: str | None


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


class QueueItem(Wire):
    """Something worth a person's look, and why."""

    id: str
    kind: Literal["claim", "place", "pair"]
    why: list[tuple[str, float]]
    score: float
    disagreement: float
    effect: float
    claim: ClaimBody
    pair: ClaimBody | None
    mine: JudgementBody | None
    others: int | None


class PlaceValue(Asked):
    """A place that a person chose: a known one by its id, or a point."""

    id: Id | None = None
    name: Short | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Degrees | None = None
    radius_km: Annotated[float, Field(ge=0, le=1000)] | None = None


class CountValue(Asked):
    """A count as it should be."""

    what: CountKind
    low: Annotated[int, Field(ge=0, le=10**9)] | None = None
    best: Annotated[int, Field(ge=0, le=10**9)] | None = None
    high: Annotated[int, Field(ge=0, le=10**9)] | None = None
    of: Id | None = None


class Correction(Asked):
    """Only the fields that should be otherwise."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    type: ClaimType | None = None
    status: Status | None = None
    certainty: Certainty | None = None
    initiator: Annotated[list[Id], Field(max_length=20)] | None = None
    target: Annotated[list[Id], Field(max_length=20)] | None = None
    place: PlaceValue | None = None
    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="to")
    counts: Annotated[list[CountValue], Field(max_length=50)] | None = None


class JudgementAsked(Asked):
    """A decision about a claim or several."""

    verdict: Verdict
    claims: Annotated[list[Id], Field(min_length=1, max_length=50)]
    reason: Words = ""
    value: Correction | None = None
    set: Id | None = None


class JudgementsAsked(Asked):
    """Many decisions at once: all are kept or none."""

    judgements: Annotated[list[JudgementAsked], Field(min_length=1, max_length=500)]


class Judgements(Wire):
    """Judgements that were kept."""

    items: list[JudgementBody]


class ReasonAsked(Asked):
    """Why."""

    reason: Words = ""


class SetAsked(Asked):
    """A coding set over these claims, or over the `size` that matter most."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    claims: Annotated[list[Id], Field(max_length=5000)] = []
    size: Annotated[int, Field(ge=1, le=5000)] | None = None


class SetBody(Wire):
    """A coding set and how far each coder is."""

    id: str
    name: str
    author: str
    moment: str
    closed: str | None
    size: int
    done: dict[str, int]


class AgreementBody(Wire):
    """Krippendorff's alpha by field, None where nothing was judged twice."""

    n: int
    coders: list[str]
    alpha: dict[str, float | None]
    pairs: int


class AuditRow(Wire):
    """One entry of the audit log."""

    seq: int
    moment: str
    author: str
    action: str
    subject: str
    reason: str
    detail: dict[str, Any]
    hash: str


class AuditCheck(Wire):
    """Whether the log and what it vouches for hold."""

    good: bool
    entries: int
    head: str
    problems: list[str]


class DraftAsked(Asked):
    """A report to read without keeping it yet: its text, or where it is."""

    text: Annotated[str, StringConstraints(max_length=2_000_000)] | None = None
    url: Annotated[str, StringConstraints(max_length=2000)] | None = None
    title: Short | None = None
    source: Short | None = None
    published: Day | None = None


class KeepAsked(Asked):
    """What was decided while looking at a draft."""

    judgements: Annotated[list[JudgementAsked], Field(max_length=500)] = []


class JobBody(Wire):
    """How far a piece of work is, and what came of it."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    done: int
    total: int | None
    message: str
    result: dict[str, Any] | None


class LinkAsked(Asked):
    """A state of the page: its query, with or without the question mark."""

    state: Annotated[str, StringConstraints(max_length=4000, pattern=r"^\??[^\s#]*$")]


class LinkBody(Wire):
    """A short permalink."""

    id: str
    url: str


class SignIn(Asked):
    """Who wants in."""

    name: Name
    password: Annotated[str, StringConstraints(max_length=200)]


class SignedIn(Wire):
    """Who is in, and the token that changing calls must carry."""

    user: UserBody
    csrf: str


class UserAsked(Asked):
    """A new account."""

    name: Name
    password: Password
    role: UserRole = UserRole.VIEWER


class UserChange(Asked):
    """What should change of an account."""

    role: UserRole | None = None
    active: bool | None = None
    password: Password | None = None


class NewPassword(Asked):
    """One's own password, before and after."""

    old: Annotated[str, StringConstraints(max_length=200)]
    new: Password


class Ok(Wire):
    """It was done."""

    ok: Literal[True] = True
