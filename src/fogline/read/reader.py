"""The one interface of all readers: a Report and what is known of its theatre in, Readings out."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.records import ClaimType, Reading, Report, Span

if TYPE_CHECKING:
    from fogline.read.llm import Estimate


class Reader(Protocol):
    """Reads reports; `name` is what `--reader` calls it, `version` changes when its output may change."""

    @property
    def name(self) -> str:
        """The reader's name on the command line."""

    @property
    def version(self) -> str:
        """A version of its rules or weights, recorded with each run."""

    def read(self, report: Report, pack: Pack | None, gazetteer: Gazetteer) -> tuple[Reading, ...]:
        """What the report claims, in its own words, in text order."""


@runtime_checkable
class AskingReader(Protocol):
    """A reader that asks a paid or slow server: it says beforehand what that takes, and afterwards what it took."""

    def estimate(self, reports: Iterable[Report]) -> "Estimate":
        """What reading these reports will take; answers that are kept take nothing."""

    def summary(self) -> str:
        """What was asked, taken and dropped so far, in one line."""


class Ordinals:
    """Tells apart the readings of a report that share trigger, type and place span."""

    def __init__(self) -> None:
        self._next: dict[tuple[Span, ClaimType, int | None], int] = {}

    def next(self, trigger: Span, kind: ClaimType, place: Span | None) -> int:
        """The ordinal of one more such reading, from 0."""
        key = (trigger, kind, None if place is None else place.start)
        ordinal = self._next.get(key, 0)
        self._next[key] = ordinal + 1
        return ordinal
