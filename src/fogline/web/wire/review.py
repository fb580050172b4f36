"""The queue, judgements, coding sets, the audit log."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from fogline.records import Certainty, ClaimType, CountKind, Status, Verdict
from fogline.web.wire.claims import ClaimBody, JudgementBody
from fogline.web.wire.shared import Asked, Day, Degrees, Id, Short, Wire, Words


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
    claims: Annotated[list[Id], Field(max_length=5000)] = Field(default_factory=list)
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
    """One entry of the audit log; `verdicts` are those of the judgements it vouches for."""

    seq: int
    moment: str
    author: str
    action: str
    subject: str
    verdicts: list[str]
    reason: str
    detail: dict[str, Any]
    hash: str


class AuditCheck(Wire):
    """Whether the log and what it vouches for hold."""

    good: bool
    entries: int
    head: str
    problems: list[str]
