"""Looks names up in the compiled index: exact spellings first, then those that sound alike."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from fogline import codec
from fogline.errors import GazetteerError
from fogline.gazetteer.index import VERSION, ensure
from fogline.gazetteer.shelves import Shelf, read_shelf
from fogline.geometry import distance_km
from fogline.names import fold, key, similarity

_FUZZY_FLOOR = 0.78
_SAME_KM = 3.0
_ROWS = 600
_HEARD = 40
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the index; `radius_km` is the distance within which an answer is right."""

    id: str
    name: str
    kind: str
    lat: float
    lon: float
    radius_km: float
    country: str
    admin1: str
    admin2: str
    population: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A place that a name may mean: how near the spelling is, and which of its names that was."""

    place: Place
    similarity: float
    matched: str


_PLACE = "SELECT id, name, kind, lat, lon, radius_km, country, admin1, admin2, population, origin FROM places"


class Gazetteer:
    """The open index; safe to keep for a whole run, reopens by itself in another process."""

    def __init__(self, path: Path) -> None:
        """Opens a compiled index read-only; use `open_or_build`."""
        self.path = path
        self._open()

    def _open(self) -> None:
        try:
            self._connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, check_same_thread=False)
            self._connection.execute("PRAGMA mmap_size=268435456")
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise GazetteerError(
                f"{self.path}: cannot open the gazetteer ({error}); delete it to build it again"
            ) from error
        if version != VERSION:
            raise GazetteerError(f"{self.path}: a gazetteer of another version; delete it to build it again")
        self._place = lru_cache(maxsize=20000)(self._read_place)
        self._shelves: dict[str, Shelf | None] = {}
        self._find = lru_cache(maxsize=20000)(self._search)
        self._exact = lru_cache(maxsize=50000)(self._has)
        self._named = lru_cache(maxsize=50000)(self._bearing)

    def __getstate__(self) -> dict[str, Path]:
        return {"path": self.path}

    def __setstate__(self, state: dict[str, Path]) -> None:
        self.path = state["path"]
        self._open()

    @property
    def digest(self) -> str:
        """Changes when the index has other places."""
        rows = self._connection.execute("SELECT digest FROM imports ORDER BY digest").fetchall()
        return codec.digest("gazetteer", VERSION, [r[0] for r in rows])

    def origins(self) -> dict[str, int]:
        """How many places come from where."""
        query = "SELECT origin, count(*) FROM places GROUP BY origin ORDER BY origin"
        return dict(self._connection.execute(query).fetchall())

    def by_id(self, place: str) -> Place | None:
        """A place by its id."""
        return self._place(place)

    def has_exact(self, name: str, countries: frozenset[str] | None = None) -> bool:
        """True when some place, of these countries if given, has the name but for marks and case."""
        return self._exact(name, countries)

    def find(self, name: str, *, countries: frozenset[str] | None = None, limit: int = 20) -> tuple[Match, ...]:
        """The places a name may mean, most alike first; bigger places first among equals."""
        return self._find(name, countries)[:limit]

    def named(self, name: str, countries: frozenset[str] | None = None) -> tuple[Place, ...]:
        """The places that bear a name but for marks and case, the biggest first."""
        places = self._named(name)
        return places if countries is None else tuple(p for p in places if p.country in countries)

    # -- what is remembered ------------------------------------------------------------------------

    def _read_place(self, place: str) -> Place | None:
        row = self._connection.execute(f"{_PLACE} WHERE id = ?", (place,)).fetchone()
        return None if row is None else _place_of(row)

    def _shelf(self, country: str) -> Shelf | None:
        if country not in self._shelves:
            self._shelves[country] = read_shelf(self._connection, country)
        return self._shelves[country]

    def _has(self, name: str, countries: frozenset[str] | None) -> bool:
        rows = self._connection.execute("SELECT DISTINCT country FROM names WHERE fold = ?", (fold(name),)).fetchall()
        return any(countries is None or country in countries for (country,) in rows)

    def _bearing(self, name: str) -> tuple[Place, ...]:
        rows = self._connection.execute("SELECT DISTINCT place FROM names WHERE fold = ?", (fold(name),)).fetchall()
        places = [_place_of(row) for _, row in self._rows([n for (n,) in rows])]
        return tuple(sorted(places, key=lambda p: (-p.population, p.id)))

    def _search(self, name: str, countries: frozenset[str] | None) -> tuple[Match, ...]:
        folded = fold(name)
        if not folded:
            return ()
        found: dict[int, tuple[float, str]] = {}
        within = "" if countries is None else f" AND country IN ({','.join('?' * len(countries))})"
        values = () if countries is None else tuple(sorted(countries))
        self._score(name, found, f"fold = ?{within}", (folded, *values))
        if countries is None:
            self._score(name, found, "key = ?", (key(name),))
        else:
            for country in values:
                shelf = self._shelf(country)
                rows = [] if shelf is None else shelf.near(name, _HEARD)
                self._score(name, found, f"n IN ({','.join('?' * len(rows))})", rows)
        return self._ranked(found)

    def _score(self, name: str, found: dict[int, tuple[float, str]], where: str, values: Iterable[str | int]) -> None:
        query = f"SELECT place, name FROM names WHERE {where} LIMIT {_ROWS}"
        for place, spelled in self._connection.execute(query, tuple(values)):
            alike = similarity(name, spelled)
            if alike >= _FUZZY_FLOOR and alike > found.get(place, (0.0, ""))[0]:
                found[place] = (alike, spelled)

    def _ranked(self, found: dict[int, tuple[float, str]]) -> tuple[Match, ...]:
        matches = []
        for n, row in self._rows(sorted(found)):
            alike, spelled = found[n]
            matches.append(Match(place=_place_of(row), similarity=alike, matched=spelled))
        matches.sort(key=lambda m: (-m.similarity, -m.place.population, m.place.id))
        kept: list[Match] = []
        for match in matches[:120]:
            if not any(_same(match.place, other.place) for other in kept):
                kept.append(match)
        return tuple(kept[:40])

    def _rows(self, places: Sequence[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
        for start in range(0, len(places), _CHUNK):
            listed = places[start : start + _CHUNK]
            query = f"{_PLACE.replace('SELECT', 'SELECT n,')} WHERE n IN ({','.join('?' * len(listed))})"
            for n, *row in self._connection.execute(query, listed):
                yield n, tuple(row)


_FIELDS = tuple(field.name for field in fields(Place))


def _place_of(row: Sequence[Any]) -> Place:
    return Place(**dict(zip(_FIELDS, row, strict=True)))


def _same(a: Place, b: Place) -> bool:
    """True for one place that two origins both know."""
    near = abs(a.lat - b.lat) < 0.05 and abs(a.lon - b.lon) < 0.05
    return near and fold(a.name) == fold(b.name) and distance_km(a.lat, a.lon, b.lat, b.lon) <= _SAME_KM


def open_or_build(home: Path) -> Gazetteer:
    """The gazetteer of a home folder, compiled from the embedded default on first use."""
    return Gazetteer(ensure(home))
