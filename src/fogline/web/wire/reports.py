"""Reports in a list, one with its text, and those that are being added."""

from typing import Annotated

from pydantic import Field, StringConstraints

from fogline.web.wire.claims import ClaimBody
from fogline.web.wire.review import JudgementAsked
from fogline.web.wire.shared import Asked, Day, Page, Short, Wire


class Snippet(Wire):
    """Where a query's words stand in a text."""

    text: str
    marks: list[tuple[int, int]]


class ReportRow(Wire):
    """A report in a list; `heading` is its title, or else its first words."""

    id: str
    key: str
    title: str | None
    heading: str
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
    """A report with its whole text; claims point into it. `heading` is its title, or else its first words."""

    id: str
    key: str
    title: str | None
    heading: str
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


class DraftAsked(Asked):
    """A report to read without keeping it yet: its text, or where it is."""

    text: Annotated[str, StringConstraints(max_length=2_000_000)] | None = None
    url: Annotated[str, StringConstraints(max_length=2000)] | None = None
    title: Short | None = None
    source: Short | None = None
    published: Day | None = None


class KeepAsked(Asked):
    """What was decided while looking at a draft."""

    judgements: Annotated[list[JudgementAsked], Field(max_length=500)] = Field(default_factory=list)
