"""The shapes of the HTTP API."""

from typing import Any

from pydantic import BaseModel


class ErrorBody(BaseModel):
    """What went wrong, and what to do."""

    error: str
    advice: str = ""


class Page(BaseModel):
    """A page of a list; `next` is the offset of the next one, None on the last."""

    items: list[dict[str, Any]]
    total: int
    next: int | None


class Summary(BaseModel):
    """What the store holds."""

    version: str
    counts: dict[str, int]
    theatres: list[str]
    first_day: str | None
    last_day: str | None
