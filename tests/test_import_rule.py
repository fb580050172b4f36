"""The rooms import only what lies before them; no cycles, nothing relative, nothing inside functions."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from fogline import program

SRC = Path(__file__).parent.parent / "src" / "fogline"
ROOT = SRC.parent.parent
LEVELS = [
    {"errors", "records", "codec", "outside", "names", "geometry", "dates"},
    {"pack", "gazetteer"},
    {"read", "resolve", "fuse", "control", "review"},
    {"pipeline", "geocode"},
    {"ingest", "store", "export"},
    {
        "settings",
        "console",
        "program",
        "ready",
        "workers",
        "run",
        "mapdata",
        "assessed",
        "briefing",
        "demo",
        "doctor",
        "scoring",
        "publish",
        "index",
    },
    {"web", "cli_eval", "cli_control", "cli_fuse", "cli_gazetteer", "cli_places", "cli_serve", "cli_others", "cli"},
]
LEVEL_OF = {room: n for n, rooms in enumerate(LEVELS) for room in rooms}
MAY_NOT_SEE_EACH_OTHER = LEVELS[2]
RECORDS_ONLY = {"errors", "records", "codec", "outside", "names", "geometry", "dates"}
ONE_ENTRY = {("cli", "web"), ("cli_serve", "web")}


def modules() -> list[Path]:
    return sorted(p for p in SRC.rglob("*.py") if p.name != "__main__.py" and p != SRC / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[str, int]]:
    made = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            if node.module == "fogline":
                made += [(alias.name, node.lineno) for alias in node.names]
            elif node.module and node.module.startswith("fogline."):
                made.append((node.module.split(".")[1], node.lineno))
        elif isinstance(node, ast.Import):
            made += [(a.name.split(".")[1], node.lineno) for a in node.names if a.name.startswith("fogline.")]
    return [(room, line) for room, line in made if not room.startswith("__")]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_a_room_imports_only_what_lies_before_it(path: Path) -> None:
    room = room_of(path)
    assert room in LEVEL_OF, f"{path}: a room the design does not name"
    for other, line in imports(path):
        where = f"{path.name}:{line}: {room} imports {other}"
        assert other in LEVEL_OF, where
        if other == room or (room, other) in ONE_ENTRY:
            continue
        assert LEVEL_OF[other] <= LEVEL_OF[room], where
        if room in MAY_NOT_SEE_EACH_OTHER:
            assert other not in MAY_NOT_SEE_EACH_OTHER, where
        if room in {"ingest", "store", "export"}:
            assert other in RECORDS_ONLY, where
        if room == "web":
            assert other != "cli", where


def test_the_rooms_have_no_cycle() -> None:
    edges = {(room_of(p), other) for p in modules() for other, _ in imports(p) if other != room_of(p)}
    seen: list[str] = []

    def visit(room: str, path: tuple[str, ...]) -> None:
        assert room not in path, f"cycle: {' -> '.join((*path, room))}"
        if room not in seen:
            for a, b in sorted(edges):
                if a == room:
                    visit(b, (*path, room))
            seen.append(room)

    for room in sorted(LEVEL_OF):
        visit(room, ())


def test_no_module_has_a_name_that_says_nothing() -> None:
    barred = {"utils", "util", "common", "helpers", "misc", "base", "core", "manager", "service"}
    assert [str(p) for p in modules() if p.stem in barred or p.parent.name in barred] == []


NEVER_LISTED = {"errors", "program", "run", "settings", "store"}
"""Rooms that nothing of what is made comes from: messages, and where it is kept."""
CALLED_ONLY = {
    "pipeline": {"control", "fuse", "gazetteer", "read", "resolve", "review"},
    "mapdata": {"export"},
}
"""What a room imports for others than the list that names it: the pipeline calls every stage, map data is written."""


@pytest.mark.parametrize("name", ["READING", "JOINING", "DRAWING"])
def test_what_is_made_hangs_on_all_that_its_rooms_import(name: str) -> None:
    listed = {part.removesuffix(".py") for part in getattr(program, name)}
    lacking = set()
    for path in modules():
        room = room_of(path)
        spared = NEVER_LISTED | CALLED_ONLY.get(room, set()) | listed
        lacking |= {f"{room} imports {other}" for other, _ in imports(path) if room in listed and other not in spared}
    assert sorted(lacking) == []


def pack_words() -> set[str]:
    """Names that mean one actor or place of a shipped pack, long enough to be nobody's word."""
    found: set[str] = set()
    for pack in sorted((ROOT / "packs").iterdir()):
        actors = yaml.load((pack / "actors.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for actor in actors:
            for names in actor["names"].values():
                found.update(n for n in names.get("strong", []) if len(n) > 4)
        rows = (pack / "places.tsv").read_text(encoding="utf-8").splitlines()
        found.update(row.split("\t")[1] for row in rows[1:] if row.split("\t")[2] in {"city", "town", "village"})
    return {w for w in found if w.isascii() and w[0].isupper() and len(w) > 4}


def test_no_actor_or_place_of_a_pack_is_named_in_the_source() -> None:
    words = pack_words()
    assert len(words) > 300
    pattern = re.compile(r"(?<!\w)(" + "|".join(re.escape(w) for w in sorted(words)) + r")(?!\w)")
    found = []
    for path in sorted(p for p in SRC.rglob("*") if p.suffix in {".py", ".yml"} and "demo" not in p.parts):
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            hit = pattern.search(line)
            if hit is not None:
                found.append(f"{path.relative_to(SRC)}:{n}: {hit.group()}")
    assert found == []
