"""Imports place files into the index: Who's On First JSON Lines, GeoNames dumps, OCHA admin GeoJSON.

Plain, gzip or zip. Importing a file again changes nothing; a bad line is recorded and the rest goes in.
"""

import gzip
import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from fogline.errors import GazetteerError
from fogline.gazetteer.index import PlaceRow, ensure, file_digest, guarded, insert
from fogline.gazetteer.kinds import feature_kind, radius_of, wof_kind
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
        country=str(value.get("iso") or value.get("country") or ""),
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
        admin1="",
        admin2="",
        population=population,
        origin="geonames",
        names=tuple(n for n in (cells[2], *cells[3].split(",")) if n),
    )


def _rings(geometry: Any) -> list[list[tuple[float, float]]]:
    if not isinstance(geometry, dict):
        return []
    parts = geometry.get("coordinates") or []
    polygons = [parts] if geometry.get("type") == "Polygon" else parts if geometry.get("type") == "MultiPolygon" else []
    return [[(float(p[1]), float(p[0])) for p in polygon[0]] for polygon in polygons if polygon]


def _admin(feature: Any) -> PlaceRow | None:
    """An OCHA admin area or neighbourhood at its middle, under its P-code."""
    given = feature.get("properties") or {}
    low = {str(k).lower(): v for k, v in given.items()}
    level = next((n for n in (3, 2, 1, 0) if low.get(f"adm{n}_pcode") and low.get(f"adm{n}_en")), None)
    code, name = low.get("pcode"), low.get("name_en") or low.get("neighborho") or low.get("neighbourhood_en")
    if code is None and level is not None:
        code, name = low[f"adm{level}_pcode"], low[f"adm{level}_en"]
    rings = _rings(feature.get("geometry"))
    if not rings or not code or not name:
        raise _NotAPlaceError("no polygon with a P-code and a name")
    ring = max(rings, key=len)
    lat, lon = middle_of(ring)
    kind = {0: "country", 1: "governorate", 2: "district", 3: "district"}.get(
        level if level is not None else 9, "neighbourhood"
    )
    if low.get("neighborho") or low.get("neighbourhood_en"):
        kind = "neighbourhood"
    others = [v for k, v in low.items() if isinstance(v, str) and v and k.startswith(("name_", "nam_"))]
    others += [v for k, v in low.items() if level is not None and k == f"adm{level}_ar" and isinstance(v, str)]
    return PlaceRow(
        id=f"pcode-{code}",
        name=str(name),
        kind=kind,
        lat=round(lat, 5),
        lon=round(lon, 5),
        radius_km=round(max(distance_km(lat, lon, *corner) for corner in ring), 1),
        country=str(code)[:2],
        admin1=str(low.get("adm1_en") or ""),
        admin2=str(low.get("adm2_en") or ""),
        population=0,
        origin="ocha",
        names=tuple(others),
    )


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
    return PlaceRow(**{**{f: getattr(row, f) for f in PlaceRow.__dataclass_fields__}, "country": country})


def _features(path: Path, problems: list[LineProblem], tally: list[int]) -> Iterator[PlaceRow]:
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
        if row is not None:
            yield row


def _format(path: Path) -> str:
    with _open(path) as file:
        start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return "ocha" if b'"FeatureCollection"' in start[:400] else "whosonfirst"
    if start.split(b"\n", 1)[0].count(b"\t") == _GEONAMES_COLUMNS - 1:
        return "geonames"
    raise GazetteerError(
        f"{path}: not a file of places; give Who's On First JSON Lines, a GeoNames dump or OCHA admin GeoJSON"
    )


def import_file(home: Path, path: Path) -> ImportSummary:
    """Adds the places of a file to the index of a home folder.

    Raises GazetteerError when the file cannot be read as one of the formats or the disk is full.
    """
    if not path.is_file():
        raise GazetteerError(f"{path}: no such file; give a file of places")
    target = ensure(home)
    problems: list[LineProblem] = []
    tally = [0]
    with guarded(path, "reading the places"):
        format_ = _format(path)
        country = path.name.split(".")[0].upper()
        country = country if len(country) == 2 else ""
        digest = file_digest(path)
    with (
        guarded(target, f"importing {path}"),
        closing(sqlite3.connect(target, timeout=60)) as connection,
        connection,
    ):
        connection.execute("BEGIN IMMEDIATE")
        done = connection.execute("SELECT places FROM imports WHERE digest = ?", (digest,)).fetchone()
        if done is not None:
            return ImportSummary(path=str(path), format=format_, added=int(done[0]), skipped=0, problems=())
        added = insert(connection, _rows(path, format_, problems, tally, country))
        connection.execute("INSERT INTO imports VALUES (?,?,?)", (digest, str(path.name), added))
        connection.execute("INSERT OR REPLACE INTO origins VALUES (?, ?)", (format_, _LICENCES[format_]))
    return ImportSummary(path=str(path), format=format_, added=added, skipped=tally[0], problems=tuple(problems))


_LICENCES = {
    "whosonfirst": "Who's On First, attribution, see whosonfirst.org/docs/licenses",
    "geonames": "GeoNames, CC BY 4.0",
    "ocha": "OCHA COD-AB, CC BY-IGO",
}


def _rows(path: Path, format_: str, problems: list[LineProblem], tally: list[int], country: str) -> Iterator[PlaceRow]:
    if format_ == "ocha":
        yield from _features(path, problems, tally)
        return
    with _open(path) as file:
        yield from _lines(file, _wof if format_ == "whosonfirst" else _geonames, problems, tally, country)


def import_files(home: Path, paths: Sequence[Path]) -> tuple[ImportSummary, ...]:
    """Imports several files in order."""
    return tuple(import_file(home, path) for path in paths)
