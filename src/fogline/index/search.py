"""Reports by their words, source, day, language, theatre and the types of their claims, with counts of each."""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import orjson

from fogline.index.columns import NO_DAY, Column, numbers_of, rank
from fogline.index.layout import Index
from fogline.index.words import expression, folded

_MOST = 20_000
_FACET = 60
_OPEN = threading.local()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What reports are asked for; empty leaves a field open."""

    query: str = ""
    sources: tuple[str, ...] = ()
    theatres: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    first: int = NO_DAY
    last: int = NO_DAY
    sort: str = "-day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Numbers of reports in the order asked for, counts by field, and whether more held the words than were taken."""

    reports: Column
    facets: dict[str, list[tuple[str, int]]]
    capped: bool


def connection(index: Index) -> sqlite3.Connection:
    """This thread's connection to the index's SQLite file, read only: opening one takes longer than most questions."""
    build = index.words, index.made
    if getattr(_OPEN, "build", None) != build:
        _OPEN.words = sqlite3.connect(f"{index.words.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        _OPEN.build = build
    opened: sqlite3.Connection = _OPEN.words
    return opened


def holding_words(
    index: Index, query: str, *, ranked: bool = False, most: int = -1, low: int = 0, high: int | None = None
) -> Column | None:
    """The numbers, from `low` to before `high`, of the reports that hold a query's words, newest or best first; None
    where it has no word.
    """
    wanted = expression(query)
    if wanted is None:
        return None
    order = "rank" if ranked else "rowid DESC"
    high = len(index.reports["source"]) if high is None else high
    rows = connection(index).execute(
        f"SELECT rowid FROM words WHERE words MATCH ? AND rowid > ? AND rowid <= ? ORDER BY {order} LIMIT ?",
        (wanted, low, high, most),
    )
    return np.array([n - 1 for (n,) in rows], dtype=np.int64)


def search(index: Index, asked: Asked) -> Found:
    """The reports that fit, in the order asked for: `day`, `-day` or `relevance`."""
    columns, lists = index.reports, index.lists
    low, high = _of_days(columns["published"], asked.first, asked.last)
    ranked, capped = asked.sort == "relevance", False
    listed = holding_words(index, asked.query, ranked=ranked, most=_MOST + 1, low=low, high=high)
    if listed is None:
        listed = np.arange(low, low if asked.query.strip() else high, dtype=np.int64)[::-1]
    elif len(listed) > _MOST:
        listed, capped = listed[:_MOST], True
    kept = np.ones(len(listed), dtype=bool)
    for name, names, wanted in (
        ("source", lists.sources, asked.sources),
        ("theatre", lists.theatres, asked.theatres),
        ("language", lists.languages, asked.languages),
    ):
        if wanted:
            kept &= np.isin(columns[name][listed], numbers_of(names, wanted))
    if asked.types:
        bits = sum(1 << n for n in numbers_of(lists.types, asked.types))
        kept &= (columns["types"][listed] & np.uint32(bits)) != 0
    listed = listed[kept]
    if asked.sort == "day":
        listed = np.sort(listed)
    return Found(reports=listed, facets=_facets(index, listed), capped=capped)


def _of_days(published: Column, first: int, last: int) -> tuple[int, int]:
    """Where the reports of some days begin and end among all, which lie by their day, those without one first."""
    if first == last == NO_DAY:
        return 0, len(published)
    low = rank(published, NO_DAY, "right") if first == NO_DAY else rank(published, first)
    return low, len(published) if last == NO_DAY else max(low, rank(published, last, "right"))


def _facets(index: Index, reports: Column) -> dict[str, list[tuple[str, int]]]:
    columns, lists = index.reports, index.lists
    made: dict[str, list[tuple[str, int]]] = {}
    for name, names in (("source", lists.sources), ("language", lists.languages), ("theatre", lists.theatres)):
        counts = np.bincount(columns[name][reports], minlength=len(names))
        order = np.argsort(-counts, kind="stable")[:_FACET]
        made[name] = [(names[n], int(counts[n])) for n in order if counts[n]]
    bits = columns["types"][reports]
    by_type = [(t, int(((bits >> np.uint32(n)) & np.uint32(1)).sum())) for n, t in enumerate(lists.types)]
    made["type"] = sorted((row for row in by_type if row[1]), key=lambda row: -row[1])
    dated = columns["published"][reports]
    months = dated[dated != NO_DAY].astype("datetime64[D]").astype("datetime64[M]")
    values, counts = np.unique(months, return_counts=True)
    made["month"] = [(str(v), int(n)) for v, n in zip(values, counts, strict=True)]
    return made


def places_named(index: Index, query: str, most: int) -> list[int]:
    """The numbers of places with a name that holds the words, those that begin with them first."""
    wanted = folded(query)
    rows = connection(index).execute(
        "SELECT n FROM places WHERE instr(folded, ?) > 0 ORDER BY instr(' | ' || folded, ' | ' || ?) = 0, name LIMIT ?",
        (wanted, wanted, most),
    )
    return [int(n) for (n,) in rows]


def places_called(index: Index, query: str) -> list[int]:
    """The numbers of places one of whose names, in any script, is the query's words and nothing more."""
    wanted = folded(query)
    if not wanted:
        return []
    rows = connection(index).execute(
        "SELECT n FROM places WHERE instr(' | ' || folded || ' | ', ' | ' || ? || ' | ') > 0", (wanted,)
    )
    return [int(n) for (n,) in rows]


def place_bodies(index: Index, numbers: Sequence[int]) -> dict[int, str]:
    """The JSON of places by their numbers."""
    found: dict[int, str] = {}
    for i in range(0, len(numbers), 500):
        some = [int(n) for n in numbers[i : i + 500]]
        marks = ",".join("?" * len(some))
        found.update(connection(index).execute(f"SELECT n, body FROM places WHERE n IN ({marks})", some).fetchall())
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Of every place, by number: its id; and id, name, latitude and longitude as they stand first in a row of JSON,
    written already, for they are sent by the thousand.
    """

    id: Column
    written: Column


def all_places(index: Index) -> Places:
    """Every place of an index, ready to be sent."""
    names = [str(name) for (name,) in connection(index).execute("SELECT name FROM places ORDER BY n")]
    ids = [bytes(raw).decode() for raw in index.places["id"]]
    lat, lon = (np.round(index.places[axis].astype(np.float64), 5).tolist() for axis in ("lat", "lon"))
    written = np.empty(len(ids), dtype=object)
    written[:] = [orjson.Fragment(orjson.dumps(row)[1:-1]) for row in zip(ids, names, lat, lon, strict=True)]
    return Places(id=np.array(ids, dtype=object), written=written)


def calendar(index: Index, source: str) -> list[tuple[int, int, int]]:
    """The days on which a source published: day, reports, claims."""
    if source not in index.lists.sources:
        return []
    number = index.lists.sources.index(source)
    rows = connection(index).execute(
        "SELECT day, reports, claims FROM source_days WHERE source = ? ORDER BY day", (number,)
    )
    return [(int(d), int(r), int(c)) for d, r, c in rows]
