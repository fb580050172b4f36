"""Looks names up in the compiled index: exact spellings first, then one key, then neighbouring keys."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fogline import codec
from fogline.errors import GazetteerError
from fogline.gazetteer.index import VERSION, ensure
from fogline.geometry import distance_km
from fogline.names import fold, key, similarity

_FUZZY_FLOOR = 0.78
_SAME_KM = 3.0
_ROWS = 600
_SHORTEST_KEY = 3


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


_PLACE = "SELECT id, name, kind, lat, lon, radius_km, country, admin1, admin2, population, origin FROM places WHERE id"


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
        self._find = lru_cache(maxsize=20000)(self._search)
        self._exact = lru_cache(maxsize=50000)(self._has)

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

    # -- what is remembered ------------------------------------------------------------------------

    def _read_place(self, place: str) -> Place | None:
        row = self._connection.execute(f"{_PLACE} = ?", (place,)).fetchone()
        if row is None:
            return None
        fields = (
            "id",
            "name",
            "kind",
            "lat",
            "lon",
            "radius_km",
            "country",
            "admin1",
            "admin2",
            "population",
            "origin",
        )
        return Place(**dict(zip(fields, row, strict=True)))

    def _has(self, name: str, countries: frozenset[str] | None) -> bool:
        rows = self._connection.execute("SELECT DISTINCT country FROM names WHERE fold = ?", (fold(name),)).fetchall()
        return any(countries is None or country in countries for (country,) in rows)

    def _search(self, name: str, countries: frozenset[str] | None) -> tuple[Match, ...]:
        folded, consonants = fold(name), key(name)
        if not folded:
            return ()
        found: dict[str, tuple[float, str]] = {}
        self._score(name, found, countries, "fold = ?", (folded,))
        if consonants:
            self._score(name, found, countries, "key = ?", (consonants,))
        best = max((s for s, _ in found.values()), default=0.0)
        if best < 0.9 and countries is not None and len(consonants) >= _SHORTEST_KEY:
            for country in sorted(countries):
                for column, value in (("key", consonants), ("rkey", consonants[::-1])):
                    stem = value[: max(2, len(value) - 2)]
                    where = f"country = ? AND {column} >= ? AND {column} < ?"
                    self._score(name, found, countries, where, (country, stem, stem + "\uffff"))
        return self._ranked(found)

    def _score(
        self,
        name: str,
        found: dict[str, tuple[float, str]],
        countries: frozenset[str] | None,
        where: str,
        values: Iterable[str],
    ) -> None:
        query = f"SELECT place, name FROM names WHERE {where}"
        if countries is not None and "country" not in where:
            query += f" AND country IN ({','.join('?' * len(countries))})"
            values = (*values, *sorted(countries))
        for place, spelled in self._connection.execute(f"{query} LIMIT {_ROWS}", tuple(values)):
            alike = similarity(name, spelled)
            if alike >= _FUZZY_FLOOR and alike > found.get(place, (0.0, ""))[0]:
                found[place] = (alike, spelled)

    def _ranked(self, found: dict[str, tuple[float, str]]) -> tuple[Match, ...]:
        matches: list[Match] = []
        for place_id, (alike, spelled) in found.items():
            place = self._place(place_id)
            if place is not None:
                matches.append(Match(place=place, similarity=alike, matched=spelled))
        matches.sort(key=lambda m: (-m.similarity, -m.place.population, m.place.id))
        kept: list[Match] = []
        for match in matches[:120]:
            if not any(_same(match.place, other.place) for other in kept):
                kept.append(match)
        return tuple(kept[:40])


def _same(a: Place, b: Place) -> bool:
    """True for one place that two origins both know."""
    near = abs(a.lat - b.lat) < 0.05 and abs(a.lon - b.lon) < 0.05
    return near and fold(a.name) == fold(b.name) and distance_km(a.lat, a.lon, b.lat, b.lon) <= _SAME_KM


def open_or_build(home: Path) -> Gazetteer:
    """The gazetteer of a home folder, compiled from the embedded default on first use."""
    return Gazetteer(ensure(home))
