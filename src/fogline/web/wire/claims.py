"""Claims with what stands around them."""

from typing import Any

from pydantic import Field

from fogline.web.wire.shared import Wire


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
    leans: list[tuple[str, float]]
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
