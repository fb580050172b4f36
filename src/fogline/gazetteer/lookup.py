"""Looks names up in the compiled index: exact spellings first, then those that sound alike."""

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from fogline import codec
from fogline.errors import GazetteerError
from fogline.gazetteer.areas import Area, read_area
from fogline.gazetteer.index import VERSION, ensure
from fogline.gazetteer.kinds import SETTLEMENTS
from fogline.gazetteer.rows import DEFAULT
from fogline.gazetteer.shelves import Shelf, near, read_shelf
from fogline.geometry import distance_km
from fogline.names import fold, key, letters, probabilities, swapped

_LEAST = 0.05
SWAPPED = 0.8
"""How likely two spellings are of one name that differ in two letters that changed places."""
_SAME_KM = 3.0
_ROWS = 600
_MOST_OF_KIND = 20_000
_HEARD = 30
_MOST = 40
# Log-odds of being one name, and the likeness by rule at which as many pairs are.
_ODDS = (-4.0, -2.0, 0.0, 2.0, 4.0)
_ALIKE = (0.70, 0.80, 0.88, 0.95, 0.99)


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
    """A place that a name may mean: how near the spelling is, and which of its names that was.

    `probability` is that of the two spellings being of one name, `similarity` the same on the scale of
    `names.similarity`, 1 for equal after folding. `part` says that only its bare name is so spelled.
    """

    place: Place
    similarity: float
    matched: str
    probability: float
    part: bool = False


_FIELDS = tuple(field.name for field in fields(Place))
_COLUMNS = ", ".join(f"places.{name}" for name in _FIELDS)


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
        self._kinds = lru_cache(maxsize=64)(self._read_kind)
        self._area = lru_cache(maxsize=2000)(self._outline)
        self._installed: frozenset[str] | None = None
        self._shelves: dict[str, Shelf | None] = {}
        self._find = lru_cache(maxsize=20000)(self._search)
        self._namesakes = lru_cache(maxsize=20000)(self._bearers)
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

    def installed(self) -> frozenset[str]:
        """The countries that files were imported for."""
        if self._installed is None:
            rows = self._connection.execute("SELECT DISTINCT country FROM places WHERE origin != ?", (DEFAULT,))
            self._installed = frozenset(country for (country,) in rows if country)
        return self._installed

    def of_kind(self, kind: str, countries: frozenset[str]) -> tuple[tuple[Place, tuple[str, ...]], ...]:
        """The places of a kind in some countries, each with all its names; for kinds of few places."""
        return self._kinds(kind, countries)

    def area(self, place: str) -> Area | None:
        """The outline of a place by its id; None where the index has only a point."""
        return self._area(place)

    def by_id(self, place: str) -> Place | None:
        """A place by its id."""
        return self._place(place)

    def has_exact(self, name: str, countries: frozenset[str] | None = None) -> bool:
        """True when some place, of these countries if given, has the name but for marks and case."""
        return self._exact(name, countries)

    def find(
        self, name: str, *, countries: frozenset[str] | None = None, limit: int = 20, parts: bool = False
    ) -> tuple[Match, ...]:
        """The places a name may mean, most alike first; bigger places first among equals.

        With `parts` also those whose name without "upper", "big", "well of" it is, among countries given.
        """
        return self._find(name, countries, parts)[:limit]

    def named(self, name: str, countries: frozenset[str] | None = None) -> tuple[Place, ...]:
        """The places that bear a name but for marks and case, the biggest first."""
        return self._namesakes(name, countries)

    # -- what is remembered ------------------------------------------------------------------------

    def _read_place(self, place: str) -> Place | None:
        row = self._connection.execute(f"SELECT {_COLUMNS} FROM places WHERE id = ?", (place,)).fetchone()
        return None if row is None else _place_of(row)

    def _has(self, name: str, countries: frozenset[str] | None) -> bool:
        rows = self._connection.execute("SELECT DISTINCT country FROM names WHERE fold = ?", (fold(name),)).fetchall()
        return any(countries is None or country in countries for (country,) in rows)

    def _read_kind(self, kind: str, countries: frozenset[str]) -> tuple[tuple[Place, tuple[str, ...]], ...]:
        within = f"places.kind = ? AND names.country IN ({','.join('?' * len(countries))})"
        made: dict[str, tuple[Place, list[str]]] = {}
        for _, spelled, place in self._spelled(within, [kind, *sorted(countries)], most=_MOST_OF_KIND):
            made.setdefault(place.id, (place, []))[1].append(spelled)
        return tuple((place, tuple(names)) for place, names in made.values())

    def _outline(self, place: str) -> Area | None:
        row = self._connection.execute("SELECT n FROM places WHERE id = ?", (place,)).fetchone()
        return None if row is None else read_area(self._connection, row[0])

    def _bearers(self, name: str, countries: frozenset[str] | None) -> tuple[Place, ...]:
        rows = self._exactly(name, countries)
        places = {p.id: p for _, _, p in rows}.values()
        return tuple(sorted(places, key=lambda p: (-p.population, p.id)))

    def _exactly(self, name: str, countries: frozenset[str] | None) -> list[tuple[int, str, Place]]:
        return self._folded((fold(name),), countries) if fold(name) else []

    def _folded(self, spellings: Sequence[str], countries: frozenset[str] | None) -> list[tuple[int, str, Place]]:
        within = "" if countries is None else f" AND names.country IN ({','.join('?' * len(countries))})"
        among = ",".join("?" * len(spellings))
        return self._spelled(f"fold IN ({among}){within}", [*spellings, *sorted(countries or ())])

    def _search(self, name: str, countries: frozenset[str] | None, parts: bool) -> tuple[Match, ...]:
        if not fold(name):
            return ()
        listed = [] if countries is None else sorted(countries)
        exact = self._exactly(name, countries)
        made = [Match(place=p, similarity=1.0, matched=spelled, probability=1.0) for _, spelled, p in exact]
        if countries is not None and not exact:
            misspelled = self._folded(swapped(name), countries)
            made += [
                Match(place=p, similarity=_likeness(SWAPPED), matched=spelled, probability=SWAPPED)
                for _, spelled, p in misspelled
            ]
        partly: set[int] = set()
        if countries is None:
            alike = self._spelled("key = ?", [key(name)])
            likely = probabilities(letters(name), [letters(spelled) for _, spelled, _ in alike])
        else:
            shelves = [shelf for country in listed if (shelf := self._shelf(country)) is not None]
            heard = sorted(near(shelves, name, _HEARD, parts=parts))
            by_row = {h.row: h.probability for h in heard}
            partly = {h.row for h in heard if h.part and h.probability == by_row[h.row]}
            alike = self._spelled(f"names.n IN ({','.join('?' * len(by_row))})", list(by_row))
            likely = np.array([by_row[n] for n, _, _ in alike])
        made += [
            Match(
                place=p, similarity=_likeness(float(sure)), matched=spelled, probability=float(sure), part=n in partly
            )
            for sure, (n, spelled, p) in zip(likely, alike, strict=True)
            if sure >= _LEAST
        ]
        return _ranked(made)

    def _shelf(self, country: str) -> Shelf | None:
        if country not in self._shelves:
            self._shelves[country] = read_shelf(self._connection, country)
        return self._shelves[country]

    def _spelled(self, where: str, values: Sequence[str | int], most: int = _ROWS) -> list[tuple[int, str, Place]]:
        """Rows of names that meet a condition: number, spelling, place."""
        query = f"SELECT names.n, names.name, {_COLUMNS} FROM names JOIN places ON places.n = names.place WHERE {where}"
        rows = self._connection.execute(f"{query} LIMIT {most}", values)
        return [(n, spelled, _place_of(row)) for n, spelled, *row in rows]


def _ranked(matches: list[Match]) -> tuple[Match, ...]:
    """The best match of each place, the likeliest first; one place of two origins once."""
    matches.sort(key=lambda m: (-m.similarity, -m.probability, -m.place.population, m.place.id))
    kept: list[Match] = []
    for match in matches:
        if len(kept) == _MOST:
            break
        if not any(match.place.id == other.place.id or _same(match.place, other.place) for other in kept):
            kept.append(match)
    return tuple(kept)


def _likeness(probability: float) -> float:
    """A probability on the scale of `names.similarity`: where as many of the pairs so alike are one name."""
    return float(np.interp(math.log(probability / (1 - probability)) if probability < 1 else 99.0, _ODDS, _ALIKE))


def _place_of(row: Sequence[Any]) -> Place:
    return Place(**dict(zip(_FIELDS, row, strict=True)))


def _same(a: Place, b: Place) -> bool:
    """True for one place that two origins both know."""
    alike = a.kind == b.kind or (a.kind in SETTLEMENTS and b.kind in SETTLEMENTS)
    near = abs(a.lat - b.lat) < 0.05 and abs(a.lon - b.lon) < 0.05
    return alike and near and fold(a.name) == fold(b.name) and distance_km(a.lat, a.lon, b.lat, b.lon) <= _SAME_KM


def open_or_build(home: Path) -> Gazetteer:
    """The gazetteer of a home folder, compiled from the embedded default on first use."""
    return Gazetteer(ensure(home))
