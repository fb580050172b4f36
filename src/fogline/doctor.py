"""What this installation has, what it lacks, and how to get it."""

import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from fogline import __version__, run
from fogline.errors import FoglineError
from fogline.gazetteer import left_behind, open_or_build
from fogline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at; `broken` means that commands will fail, not good alone that they could do better."""

    name: str
    good: bool
    broken: bool
    says: str


def checks(settings: Settings) -> tuple[Check, ...]:
    """Every check, in a fixed order."""
    return tuple(_all(settings))


def _all(settings: Settings) -> Iterator[Check]:
    yield Check(
        name="version", good=True, broken=False,
        says=f"fogline {__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}",
    )  # fmt: skip
    yield _packs(settings)
    yield _gazetteer(settings)
    yield _page()
    yield _store(settings)


def _packs(settings: Settings) -> Check:
    try:
        packs = run.load_packs(settings)
    except FoglineError as error:
        return Check(name="packs", good=False, broken=True, says=str(error))
    return Check(
        name="packs",
        good=True,
        broken=False,
        says=", ".join(f"{p.id} ({len(p.places)} places)" for p in packs.values()),
    )


def _gazetteer(settings: Settings) -> Check:
    try:
        counts = open_or_build(settings.home).origins()
    except FoglineError as error:
        return Check(name="gazetteer", good=False, broken=True, says=str(error))
    said = ", ".join(f"{n} from {origin}" for origin, n in counts.items())
    if len(counts) <= 1:
        said += "; village level needs `fogline gazetteer install THEATRE` or `gazetteer import FILE`"
    left = left_behind(settings.home)
    if left:
        said += f"; an earlier version's gazetteer also had these files, import them again: {', '.join(left)}"
    return Check(name="gazetteer", good=len(counts) > 1 and not left, broken=False, says=said)


def _page() -> Check:
    built = (files("fogline.export") / "page" / "page.js").is_file()
    says = "built" if built else "not built; `fogline map` and `serve` need it: run `make page` (Node.js 20 or newer)"
    return Check(name="page", good=built, broken=False, says=says)


def _store(settings: Settings) -> Check:
    if not run.is_store(settings.store):
        return Check(name="store", good=True, broken=False, says=f"none yet at {settings.store}")
    try:
        counts = run.open_store(settings.store).counts()
    except FoglineError as error:
        return Check(name="store", good=False, broken=True, says=str(error))
    return Check(
        name="store",
        good=True,
        broken=False,
        says=f"{settings.store}: {counts['reports']} reports, {counts['claims']} claims",
    )
