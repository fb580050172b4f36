"""The one interface of all readers: a Report and what is known of its theatre in, Readings out."""

from typing import Protocol

from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.records import Reading, Report


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
