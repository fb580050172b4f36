"""What all shapes of the HTTP API share: kinds of fields, pages of lists, failures, jobs."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")
Row = Sequence[Any]
Plain = dict[str, Any]
"""An answer, or a part of one, that is sent as it was made, under the names that it has outside."""


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


class JobRef(Wire):
    """Work that was begun; follow it under /jobs."""

    job: str


class JobBody(Wire):
    """How far a piece of work is, and what came of it."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    done: int
    total: int | None
    message: str
    result: dict[str, Any] | None


class Ok(Wire):
    """It was done."""

    ok: Literal[True] = True
