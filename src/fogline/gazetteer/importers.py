"""Imports place files into the index: Who's On First JSON Lines, GeoNames dumps, OCHA admin GeoJSON.

Plain, gzip or zip. Importing a file again changes nothing; a bad line is recorded and the rest goes in.
"""

import gzip
import io
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from fogline.errors import GazetteerError
from fogline.gazetteer.areas import Rings, area_of, rings_of
from fogline.gazetteer.containment import within_governorates
from fogline.gazetteer.index import ensure, file_digest, guarded, insert
from fogline.gazetteer.kinds import feature_kind, radius_of, wof_kind
from fogline.gazetteer.rows import PlaceRow
from fogline.geometry import distance_km, middle_of

_GEONAMES_COLUMNS = 19
_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProblem:
    """A line that is no place, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """What an import added; `problems` holds the first hundred lines that are no places."""

    path: str
    format: str
    added: int
    skipped: int
    problems: tuple[LineProblem, ...]


class _NotAPlaceError(Exception):
    """Why a line makes no place."""


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(path))
    if magic == b"PK\x03\x04":
        archive = zipfile.ZipFile(path)
        names = [n for n in archive.namelist() if n.endswith(".txt") and not n.lower().startswith("readme")]
        if not names:
            raise GazetteerError(f"{path}: no place table in this zip file; give a GeoNames country dump")
        return cast(BinaryIO, archive.open(names[0]))
    return path.open("rb")


@contextmanager
def _unpacking(path: Path) -> Iterator[None]:
    """Turns what a packed file that is broken off or damaged raises into an error that names it."""
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise GazetteerError(f"{path}: broken off or damaged ({error}); copy or download it again") from error


def _coordinates(lat: object, lon: object) -> tuple[float, float]:
    try:
        made = float(str(lat)), float(str(lon))
    except ValueError:
        raise _NotAPlaceError("no coordinates") from None
    if not (abs(made[0]) <= 90 and abs(made[1]) <= 180):
        raise _NotAPlaceError(f"coordinates {lat}, {lon} are not on the earth")
    return made


def _wof(line: bytes) -> PlaceRow | None:
    value: Any = orjson.loads(line)
    if not isinstance(value, dict) or not value.get("name") or "id" not in value:
        raise _NotAPlaceError("no `id` and `name`")
    if value.get("superseded_by") or value.get("deprecated"):
        return None
    lat, lon = _coordinates(value.get("lbl_lat") or value.get("lat"), value.get("lbl_lon") or value.get("lon"))
    population = int(value.get("pop") or value.get("gn_pop") or 0)
    kind = wof_kind(str(value.get("type") or ""), str(value.get("fcode") or ""), population)
    given = value.get("names") or {}
    names = [n for listed in given.values() for n in (listed if isinstance(listed, list) else [listed])]
    if value.get("ascii"):
        names.append(value["ascii"])
    return PlaceRow(
        id=f"gn-{value['gn_id']}" if value.get("gn_id") else f"wof-{value['id']}",
        name=str(value["name"]),
        kind=kind,
        lat=lat,
        lon=lon,
        radius_km=radius_of(kind),
        country=str(value.get("iso") or value.get("country") or "")[:2].upper(),
        admin1=str(value.get("region") or ""),
        admin2=str(value.get("county") or ""),
        population=population,
        origin="whosonfirst",
        names=tuple(str(n) for n in names),
    )


def _geonames(line: bytes) -> PlaceRow | None:
    cells = line.decode("utf-8").rstrip("\r\n").split("\t")
    if len(cells) != _GEONAMES_COLUMNS:
        raise _NotAPlaceError(f"{len(cells)} columns; a GeoNames dump has {_GEONAMES_COLUMNS}")
    population = int(cells[14] or 0)
    kind = feature_kind(cells[7], population)
    if kind is None:
        return None
    lat, lon = _coordinates(cells[4], cells[5])
    return PlaceRow(
        id=f"gn-{cells[0]}",
        name=cells[1],
        kind=kind,
        lat=lat,
        lon=lon,
        radius_km=radius_of(kind),
        country=cells[8],
        admin1=cells[10],
        admin2=cells[11],
        population=population,
        origin="geonames",
        names=tuple(n for n in (cells[2], *cells[3].split(",")) if n),
    )


def _admin(feature: Any) -> PlaceRow:
    """An OCHA admin area or neighbourhood, or a Who's On First polygon, with its rings.

    Its middle is its place; the radius reaches its farthest corner.
    """
    low = {str(k).lower(): v for k, v in (feature.get("properties") or {}).items()}
    rings = rings_of(feature.get("geometry"))
    if rings and "pcode" not in low and low.get("type") and low.get("id") and low.get("name"):
        return _wof_area(low, rings)
    level = next((n for n in (3, 2, 1, 0) if low.get(f"adm{n}_pcode") and low.get(f"adm{n}_en")), None)
    code, name = low.get("pcode"), low.get("name_en") or low.get("neighborho") or low.get("neighbourhood_en")
    local = bool(low.get("adm4_en") or low.get("neighborho") or low.get("neighbourhood_en"))
    if code is None and level is not None:
        code, name = low[f"adm{level}_pcode"], low[f"adm{level}_en"]
    elif level is not None and code != low[f"adm{level}_pcode"]:
        level += 1  # the area's own level is one below the one that it names as its parent's
    elif code is not None and level is None:
        level = 0 if len(str(code)) == len("CC") else 1
    if not rings or not code or not name:
        raise _NotAPlaceError("no polygon with a P-code and a name")
    others = [v for k, v in low.items() if isinstance(v, str) and v and k.startswith(("name_", "nam_"))]
    others += [v for k, v in low.items() if level is not None and k == f"adm{level}_ar" and isinstance(v, str)]
    kind = "neighbourhood" if local else _LEVELS.get(level if level is not None else 9, "neighbourhood")
    return _area(
        f"pcode-{code}", str(name), kind, rings,
        country=str(code)[:2] if str(code)[:2].isalpha() and str(code)[:2].isupper() else _country_of(low),
        admin1="" if kind == "governorate" else str(low.get("adm1_en") or ""),
        admin2=str((low.get("adm4_en") or low.get("adm3_en")) if local else low.get("adm2_en") or ""),
        origin="ocha", names=tuple(others),
    )  # fmt: skip


_LEVELS = {0: "country", 1: "governorate", 2: "district", 3: "district"}


def _country_of(low: dict[str, Any]) -> str:
    """The country of a neighbourhood, by the P-code of an area above it."""
    above = next((str(low[f"adm{n}_pcode"]) for n in (1, 2, 3) if low.get(f"adm{n}_pcode")), "")
    return above[:2]


def _wof_area(low: dict[str, Any], rings: Rings) -> PlaceRow:
    return _area(
        f"gn-{low['gn_id']}" if low.get("gn_id") else f"wof-{low['id']}", str(low["name"]),
        wof_kind(low["type"], "", 0), rings,
        country=str(low.get("iso") or "")[:2], admin1=str(low.get("region") or ""), admin2="",
        origin="whosonfirst", names=(),
    )  # fmt: skip


def _area(
    id_: str, name: str, kind: str, rings: Rings, *, country: str, admin1: str, admin2: str, origin: str,
    names: tuple[str, ...],
) -> PlaceRow:  # fmt: skip
    ring = max(rings, key=lambda r: abs(area_of(r)))
    lat, lon = middle_of(ring)
    reach = max(distance_km(lat, lon, *corner) for corner in ring)
    return PlaceRow(
        id=id_, name=name, kind=kind, lat=round(lat, 5), lon=round(lon, 5), radius_km=round(reach, 1), country=country,
        admin1=admin1, admin2=admin2, population=0, origin=origin, names=names, rings=rings,
    )  # fmt: skip


def _lines(
    file: BinaryIO,
    make: Callable[[bytes], PlaceRow | None],
    problems: list[LineProblem],
    tally: list[int],
    country: str,
) -> Iterator[PlaceRow]:
    for n, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = make(line)
        except (
            _NotAPlaceError,
            orjson.JSONDecodeError,
            UnicodeDecodeError,
            ValueError,
            KeyError,
            TypeError,
        ) as error:
            tally[0] += 1
            if len(problems) < _MOST_PROBLEMS:
                problems.append(LineProblem(line=n, reason=str(error)))
            continue
        if row is not None:
            yield row if row.country else _in_country(row, country)


def _in_country(row: PlaceRow, country: str) -> PlaceRow:
    return replace(row, country=country)


def _features(path: Path, problems: list[LineProblem], tally: list[int], country: str) -> Iterator[PlaceRow]:
    with _open(path) as file:
        try:
            body: Any = orjson.loads(file.read())
        except orjson.JSONDecodeError as error:
            raise GazetteerError(f"{path}: not GeoJSON ({error}); give an OCHA admin file") from error
    for n, feature in enumerate(body.get("features") or [], start=1):
        try:
            row = _admin(feature)
        except (_NotAPlaceError, AttributeError, TypeError, ValueError, IndexError) as error:
            tally[0] += 1
            if len(problems) < _MOST_PROBLEMS:
                problems.append(LineProblem(line=n, reason=str(error)))
            continue
        yield row if row.country else _in_country(row, country)


def _format(path: Path) -> str:
    with _open(path) as file:
        start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return "ocha" if b'"FeatureCollection"' in start[:400] and b"pcode" in start.lower() else "whosonfirst"
    if start.split(b"\n", 1)[0].count(b"\t") == _GEONAMES_COLUMNS - 1:
        return "geonames"
    raise GazetteerError(
        f"{path}: not a file of places; give Who's On First JSON Lines, a GeoNames dump or OCHA admin GeoJSON"
    )


def _is_collection(path: Path) -> bool:
    with _open(path) as file:
        return b'"FeatureCollection"' in file.read(400)


def import_file(home: Path, path: Path) -> ImportSummary:
    """Adds the places of a file to the index of a home folder.

    Raises GazetteerError when the file cannot be read as one of the formats or the disk is full.
    """
    if not path.is_file():
        raise GazetteerError(f"{path}: no such file; give a file of places")
    target = ensure(home)
    problems: list[LineProblem] = []
    tally = [0]
    with guarded(path, "reading the places"), _unpacking(path):
        format_ = _format(path)
        country = path.name.split(".")[0].rpartition("_")[2].upper()
        country = country if len(country) == 2 else ""
        digest = file_digest(path)
    with (
        guarded(target, f"importing {path}"),
        _unpacking(path),
        closing(sqlite3.connect(target, timeout=60)) as connection,
        connection,
    ):
        connection.execute("BEGIN IMMEDIATE")
        done = connection.execute("SELECT places FROM imports WHERE digest = ?", (digest,)).fetchone()
        if done is not None:
            return ImportSummary(path=str(path), format=format_, added=int(done[0]), skipped=0, problems=())
        added = insert(connection, _rows(path, format_, problems, tally, country))
        connection.execute("INSERT INTO imports VALUES (?,?,?)", (digest, str(path.resolve()), added))
        connection.execute("INSERT OR REPLACE INTO origins VALUES (?, ?)", (format_, _LICENCES[format_]))
    return ImportSummary(path=str(path), format=format_, added=added, skipped=tally[0], problems=tuple(problems))


_LICENCES = {
    "whosonfirst": "Who's On First, attribution, see whosonfirst.org/docs/licenses",
    "geonames": "GeoNames, CC BY 4.0",
    "ocha": "OCHA COD-AB, CC BY-IGO",
}


def _rows(path: Path, format_: str, problems: list[LineProblem], tally: list[int], country: str) -> Iterable[PlaceRow]:
    if _is_collection(path):
        return _features(path, problems, tally, country)
    with _open(path) as file:
        if format_ == "whosonfirst":
            return within_governorates(list(_lines(file, _wof, problems, tally, country)))
        codes = _codes(path)
        rows = [_admin_named(row, codes) for row in _lines(file, _geonames, problems, tally, country)]
        return within_governorates(rows)


def _codes(path: Path) -> dict[tuple[str, ...], str]:
    """The names of governorates and districts by their codes in a GeoNames dump."""
    made: dict[tuple[str, ...], str] = {}
    with _open(path) as file:
        for line in file:
            cells = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
            if len(cells) == _GEONAMES_COLUMNS and cells[7] in ("ADM1", "ADM2"):
                made[(cells[10],) if cells[7] == "ADM1" else (cells[10], cells[11])] = cells[1]
    return made


def _admin_named(row: PlaceRow, codes: dict[tuple[str, ...], str]) -> PlaceRow:
    own = row.kind == "governorate"
    admin1 = "" if own else codes.get((row.admin1,), "")
    return replace(row, admin1=admin1, admin2=codes.get((row.admin1, row.admin2), ""))
