"""Where a store's index lies, and what is in it: one folder a build, swapped whole."""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fogline import codec
from fogline.index.columns import Column, load
from fogline.pack import Pack
from fogline.program import DRAWING, JOINING, program
from fogline.store import Store

FORMAT = 5
_BUILD = re.compile(r"r\d+b?$")
EVENT_COLUMNS = (
    "id start stop said lat lon x y radius type status certainty dated side theatre voices denials copies claims p "
    "site doubt effect place long source_starts source_events side_starts side_events report_starts report_events"
).split()
SITE_COLUMNS = ("x", "y", "morton")
REPORT_COLUMNS = ("id", "source", "published", "language", "theatre", "claims", "types", "sorted_id", "sorted_at")
PLACE_COLUMNS = ("id", "lat", "lon", "x", "y", "events", "sorted_id", "sorted_at")
CLAIM_COLUMNS = ("id", "event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What the numbers in columns point into. Side 0 is none; theatre 0 is none; source 0 is none."""

    types: tuple[str, ...]
    statuses: tuple[str, ...]
    sides: tuple[str, ...]
    theatres: tuple[str, ...]
    sources: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An open index: mapped columns, lists, and the counts of what was indexed."""

    folder: Path
    revision: int
    recipe: str
    """What it was made with beside the store: see `recipe`."""
    made: str
    lists: Lists
    counts: Mapping[str, int]
    first: int
    last: int
    events: Mapping[str, Column]
    sites: Mapping[str, Column]
    reports: Mapping[str, Column]
    places: Mapping[str, Column]
    claims: Mapping[str, Column]
    numbers: Column
    """Of events, from 0 on: a stretch of them is a view of this."""

    @property
    def words(self) -> Path:
        """The SQLite file with the words of reports and the rows of places and sources."""
        return self.folder / "words.sqlite"

    def notes(self, name: str) -> Any:
        """A JSON file of the index."""
        return json.loads((self.folder / f"{name}.json").read_text(encoding="utf-8"))


def index_folder(store: Store, home: Path) -> Path:
    """Where the index of a store lies: beside a file, in the home folder for a database server."""
    if "://" in store.where:
        return home / "index" / codec.digest("store", store.where)
    return Path(f"{store.where}.index")


def uploads_folder(root: Path) -> Path:
    """Where files wait to be read: beside the index, which may be deleted at any time."""
    return root.with_suffix(".uploads")


def recipe(packs: Mapping[str, Pack]) -> str:
    """A digest of what an index depends on beside its store: the program (that joined events, too) and the packs."""
    made_by = [program(*JOINING), program(*DRAWING)]
    return codec.digest("index", made_by, [[name, pack.digest] for name, pack in sorted(packs.items())])


def open_index(root: Path) -> Index | None:
    """The newest whole index under a folder, or None."""
    try:
        name = (root / "current").read_text(encoding="utf-8").strip()
        about = json.loads((root / name / "about.json").read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            return None
        folder = root / name
        events = load(folder / "events", EVENT_COLUMNS)
        return Index(
            folder=folder,
            revision=about["revision"],
            recipe=about["recipe"],
            made=about["made"],
            lists=Lists(**{key: tuple(values) for key, values in about["lists"].items()}),
            counts=about["counts"],
            first=about["first"],
            last=about["last"],
            events=events,
            sites=load(folder / "sites", SITE_COLUMNS),
            reports=load(folder / "reports", REPORT_COLUMNS),
            places=load(folder / "places", PLACE_COLUMNS),
            claims=load(folder / "claims", CLAIM_COLUMNS),
            numbers=np.arange(len(events["start"])),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def new_folder(root: Path, revision: int) -> Path:
    """An empty folder to build in; what an earlier build left unfinished there is dropped."""
    folder = root / f"r{revision}"
    if (root / "current").exists() and (root / "current").read_text(encoding="utf-8").strip() == folder.name:
        folder = root / f"r{revision}b"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def swap(root: Path, folder: Path) -> None:
    """Makes a finished folder the current one; all but the one before it are dropped."""
    pointer = root / "current"
    before = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else ""
    part = root / ".current"
    part.write_text(folder.name, encoding="utf-8")
    part.replace(pointer)
    for other in root.iterdir():
        if other.is_dir() and _BUILD.match(other.name) and other.name not in {folder.name, before}:
            shutil.rmtree(other, ignore_errors=True)
