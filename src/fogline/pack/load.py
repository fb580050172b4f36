"""Loads a theatre pack from its folder; every error names file, entry and what to do."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fogline.errors import PackError
from fogline.pack.schema import (
    ACTOR_KINDS,
    PLACE_KINDS,
    Actor,
    ActorName,
    ActorSide,
    Baseline,
    BaselineHolder,
    Extent,
    Handover,
    LoadedWord,
    Pack,
    PackPlace,
    Period,
    Road,
    Side,
    SourceProfile,
)
from fogline.records import ActorId, ClaimType, PlaceId, SideId, SourceId

SCHEMA = 1
FILES = ("pack.yml", "actors.yml", "places.tsv", "roads.yml", "sources.yml", "lexicon.yml")
_LEAST_CORNERS = 3
_PLACE_COLUMNS = "id name kind lat lon radius_km country admin1 admin2 variants names_ar origin".split()


def find_packs(extra: Path | None = None) -> dict[str, Path]:
    """The pack folders by id: those shipped with the program, and those in `extra`, which go before."""
    package = Path(__file__).parent.parent
    found: dict[str, Path] = {}
    for root in (package.parent.parent / "packs", package / "packs", extra):
        if root is not None and root.is_dir():
            found.update({p.name: p for p in sorted(root.iterdir()) if (p / "pack.yml").is_file()})
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PackError(f"{path}: missing; a pack has {', '.join(FILES)}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: cannot be read ({error}); save it as UTF-8") from error


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(_text(path), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise PackError(f"{path}: not YAML ({error})") from error


class _Entry:
    """A mapping of a pack file that says where it stands when a field is wrong."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise PackError(f"{where}: must be a mapping of fields")
        self.value, self.where = value, where

    def fail(self, field: str, why: str) -> PackError:
        return PackError(f"{self.where}: `{field}` {why}")

    def text(self, field: str, default: str | None = None) -> str:
        value = self.value.get(field, default)
        if not isinstance(value, str) or not value:
            if default is not None and value in (default, None):
                return default
            raise self.fail(field, "is missing or no text")
        return value

    def optional(self, field: str) -> str | None:
        value = self.value.get(field)
        return None if value is None else str(value)

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.value.get(field) or []
        if not isinstance(value, list):
            raise self.fail(field, "must be a list")
        return tuple(str(v) for v in value)

    def number(self, field: str) -> float:
        value = self.value.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(field, "must be a number")
        return float(value)

    def day(self, field: str) -> date | None:
        value = self.value.get(field)
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self.fail(field, f"is {value!r}; write a date as YYYY-MM-DD") from None

    def entry(self, field: str) -> "_Entry":
        return _Entry(self.value.get(field) or {}, f"{self.where}, {field}")

    def entries(self, field: str) -> list["_Entry"]:
        value = self.value.get(field) or []
        if not isinstance(value, list):
            raise self.fail(field, "must be a list")
        return [_Entry(v, f"{self.where}, {field} {n}") for n, v in enumerate(value, start=1)]

    def period(self) -> Period:
        made = Period(start=self.day("from"), end=self.day("to"))
        if made.start is not None and made.end is not None and made.end < made.start:
            raise self.fail("to", "lies before `from`")
        return made


def _list(path: Path) -> list[_Entry]:
    body = _yaml(path) or []
    if not isinstance(body, list):
        raise PackError(f"{path}: must be a list of entries")
    made = []
    for n, value in enumerate(body, start=1):
        name = value.get("id") if isinstance(value, dict) else None
        made.append(_Entry(value, f"{path}, entry {n}" + (f" ({name})" if name else "")))
    return made


def _actor(entry: _Entry) -> Actor:
    names: list[ActorName] = []
    for language, listed in (entry.value.get("names") or {}).items():
        each = _Entry(listed, f"{entry.where}, names {language}")
        names += [ActorName(text=t, language=str(language), strong=True) for t in each.texts("strong")]
        names += [ActorName(text=t, language=str(language), strong=False) for t in each.texts("weak")]
    own = entry.text("name")
    if not any(n.text == own for n in names):
        names.insert(0, ActorName(text=own, language="en", strong=True))
    kind = entry.text("kind")
    if kind not in ACTOR_KINDS:
        raise entry.fail("kind", f"is {kind!r}; choose one of {', '.join(sorted(ACTOR_KINDS))}")
    parent, successor = entry.optional("parent"), entry.optional("successor")
    return Actor(
        id=ActorId(entry.text("id")),
        name=own,
        kind=kind,
        parent=None if parent is None else ActorId(parent),
        names=tuple(names),
        sides=tuple(ActorSide(side=SideId(s.text("side")), period=s.period()) for s in entry.entries("sides")),
        exists=entry.entry("exists").period() if entry.value.get("exists") else None,
        successor=None if successor is None else ActorId(successor),
        backers=tuple(ActorId(b) for b in entry.texts("backers")),
        origin=entry.optional("origin") or "",
    )


def _places(path: Path) -> tuple[PackPlace, ...]:
    rows = csv.DictReader(io.StringIO(_text(path)), delimiter="\t", quoting=csv.QUOTE_NONE)
    if rows.fieldnames is None or list(rows.fieldnames) != _PLACE_COLUMNS:
        raise PackError(f"{path}: the header must be {' '.join(_PLACE_COLUMNS)}, separated by tabs")
    made = []
    for n, row in enumerate(rows, start=2):
        where = f"{path}, line {n} ({row['id']})"
        try:
            lat, lon, radius = float(row["lat"]), float(row["lon"]), float(row["radius_km"])
        except (TypeError, ValueError):
            raise PackError(f"{where}: lat, lon and radius_km must be numbers") from None
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise PackError(f"{where}: {lat}, {lon} is not on the earth; lat comes before lon")
        if row["kind"] not in PLACE_KINDS:
            raise PackError(f"{where}: kind {row['kind']!r} is unknown; choose one of {', '.join(sorted(PLACE_KINDS))}")
        made.append(
            PackPlace(
                id=PlaceId(row["id"]),
                name=row["name"],
                kind=row["kind"],
                lat=lat,
                lon=lon,
                radius_km=radius,
                country=row["country"],
                admin1=row["admin1"],
                admin2=row["admin2"],
                variants=tuple(v.strip() for v in (row["variants"] or "").split("|") if v.strip()),
                names_ar=tuple(v.strip() for v in (row["names_ar"] or "").split("|") if v.strip()),
                origin=row["origin"] or "",
            )
        )
    return tuple(made)


def load_sources(path: Path) -> tuple[SourceProfile, ...]:
    """The source profiles of a sources.yml file."""
    made = []
    for entry in _list(path):
        lean = entry.value.get("lean") or {}
        if not isinstance(lean, dict) or not all(isinstance(v, int | float) and -1 <= v <= 1 for v in lean.values()):
            raise entry.fail("lean", "must map sides to numbers from -1 to 1")
        made.append(
            SourceProfile(
                id=SourceId(entry.text("id")),
                name=entry.text("name"),
                aliases=entry.texts("aliases"),
                domains=entry.texts("domains"),
                kind=entry.text("kind"),
                lean={SideId(str(k)): float(v) for k, v in lean.items()},
                grade=entry.text("grade"),
                reason=entry.text("reason"),
                reasons=_reasons(entry),
                copies=tuple(SourceId(c) for c in entry.texts("copies")),
            )
        )
    return tuple(made)


def _reasons(entry: _Entry) -> tuple[tuple[str, str], ...]:
    told = entry.value.get("reasons") or {}
    if not isinstance(told, dict) or not all(isinstance(v, str) and v for v in told.values()):
        raise entry.fail("reasons", "must map languages to words, such as {ar: …}")
    return tuple((str(language), words) for language, words in told.items())


def _lexicon(path: Path) -> tuple[LoadedWord, ...]:
    made = []
    for entry in _list(path):
        kind, speaker = entry.optional("type"), entry.optional("speaker")
        if kind is not None and kind not in set(ClaimType):
            raise entry.fail("type", f"is {kind!r}; it must be a claim type or null")
        made.append(
            LoadedWord(
                words=entry.texts("words"),
                neutral=entry.text("neutral"),
                type=None if kind is None else ClaimType(kind),
                refers=tuple(ActorId(r) for r in entry.texts("refers")),
                lean=entry.optional("lean"),
                speaker=None if speaker is None else SideId(speaker),
            )
        )
    return tuple(made)


def _baseline(path: Path) -> Baseline:
    try:
        day = date.fromisoformat(path.stem)
    except ValueError:
        raise PackError(f"{path}: name a baseline YYYY-MM-DD.csv after its day") from None
    holders = []
    for n, row in enumerate(csv.DictReader(io.StringIO(_text(path))), start=2):
        try:
            p = float(row["probability"])
            holders.append(
                BaselineHolder(
                    place=PlaceId(row["place_id"]),
                    holder=SideId(row["holder"]),
                    probability=p,
                    origin=row["origin"] or "",
                )
            )
        except (KeyError, TypeError, ValueError):
            raise PackError(f"{path}, line {n}: needs place_id, holder, probability (a number), origin") from None
        if not 0 <= p <= 1:
            raise PackError(f"{path}, line {n}: probability {p} is not between 0 and 1")
    return Baseline(day=day, holders=tuple(holders))


def _handover(entry: _Entry) -> Handover:
    corners = entry.value.get("outline")
    try:
        outline = tuple((float(lat), float(lon)) for lat, lon in corners or ())
    except (TypeError, ValueError):
        raise entry.fail("outline", "must be a list of [lat, lon] corners") from None
    if len(outline) < _LEAST_CORNERS:
        raise entry.fail("outline", "needs three corners or more")
    probability = entry.number("probability")
    if not 0 <= probability <= 1:
        raise entry.fail("probability", f"{probability} is not between 0 and 1")
    day = entry.day("date")
    if day is None:
        raise entry.fail("date", "is missing")
    return Handover(
        day=day, giver=SideId(entry.text("from")), taker=SideId(entry.text("to")), outline=outline,
        probability=probability, origin=entry.text("origin"),
    )  # fmt: skip


def _digest(path: Path) -> str:
    made = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")):
        made.update(file.relative_to(path).as_posix().encode())
        made.update(file.read_bytes())
    return made.hexdigest()[:20]


def parse_pack(path: Path) -> Pack:
    """The pack in a folder as its files say, without the checks across files."""
    head = _Entry(_yaml(path / "pack.yml"), str(path / "pack.yml"))
    if head.value.get("schema") != SCHEMA:
        raise head.fail("schema", f"is {head.value.get('schema')!r}; this version reads schema {SCHEMA}")
    extent = head.entry("extent")
    actors = tuple(_actor(e) for e in _list(path / "actors.yml"))
    folder = path / "baseline"
    return Pack(
        id=head.text("id"),
        name=head.text("name"),
        period=head.entry("period").period(),
        extent=Extent(**{edge: extent.number(edge) for edge in ("west", "south", "east", "north")}),
        countries=head.texts("countries"),
        neighbours=head.texts("neighbours"),
        languages=head.texts("languages"),
        sides=tuple(
            Side(
                id=SideId(s.text("id")), name=s.text("name"), colour=s.text("colour"), pattern=s.text("pattern"),
                allies=tuple(SideId(a) for a in s.texts("allies")),
                names=tuple((language, str(name)) for language, name in sorted(s.entry("names").value.items())),
            )
            for s in head.entries("sides")
        ),
        actors=actors,
        places=_places(path / "places.tsv"),
        roads=tuple(
            Road(
                id=PlaceId(e.text("id")), name=e.text("name"), variants=e.texts("variants"),
                places=tuple(PlaceId(p) for p in e.texts("places")), kind=e.optional("kind") or "road",
            )
            for e in _list(path / "roads.yml")
        ),
        sources=load_sources(path / "sources.yml"),
        lexicon=_lexicon(path / "lexicon.yml"),
        baselines=tuple(_baseline(p) for p in sorted(folder.glob("*.csv"))) if folder.is_dir() else (),
        handovers=tuple(map(_handover, _list(told))) if (told := path / "handovers.yml").is_file() else (),
        digest=_digest(path),
        by_actor={a.id: a for a in actors},
    )  # fmt: skip


def load_pack(path: Path) -> Pack:
    """The pack in a folder.

    Raises PackError when a file is missing or wrong, an actor's parent is missing, or parents go round.
    """
    pack = parse_pack(path)
    for actor in pack.actors:
        if actor.parent is not None and actor.parent not in pack.by_actor:
            raise PackError(
                f"{path / 'actors.yml'}: {actor.id}: parent {actor.parent!r} is no actor of this pack; "
                "add it or set parent to null"
            )
        seen = {actor.id}
        above = actor.parent
        while above is not None:
            if above in seen:
                raise PackError(f"{path / 'actors.yml'}: {actor.id}: its parents go round in a circle")
            seen.add(above)
            above = pack.by_actor[above].parent
    return pack


def with_sources(pack: Pack, path: Path) -> Pack:
    """The pack with the source profiles of another file beside its own."""
    added = load_sources(path)
    ids = {s.id for s in added}
    kept = tuple(s for s in pack.sources if s.id not in ids)
    digest = hashlib.sha256(pack.digest.encode() + path.read_bytes()).hexdigest()[:20]
    return replace(pack, sources=(*kept, *added), digest=digest)


def by_source_name(pack: Pack | None) -> Mapping[str, SourceProfile]:
    """The pack's source profiles by id, name, alias and domain in lower case."""
    made: dict[str, SourceProfile] = {}
    for profile in pack.sources if pack is not None else ():
        for name in (profile.id, profile.name, *profile.aliases, *profile.domains):
            made.setdefault(name.lower(), profile)
    return made
