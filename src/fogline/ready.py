"""Packs, frames and theatre names, made ready once and kept in the home folder, so that a start parses nothing.

What is kept is made anew whenever a pack, a frame file or the program changes; it never holds anything
that is not in those files.
"""

import io
import os
import pickle
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from fogline.pack import Pack, find_packs, load_pack
from fogline.pack.made import OfPack
from fogline.pack.naming import actor_names
from fogline.read.rules import RulesReader
from fogline.read.theatre import TheatreTeller
from fogline.read.where import known_places
from fogline.resolve.candidates import places_of
from fogline.settings import Settings

_STEM = "ready-"
_INDEXES: dict[str, OfPack[Any]] = {"places": places_of, "spellings": known_places}
_SEAL = 32
_BUILT_IN = frozenset({("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date"), ("pathlib", "PosixPath")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """All packs by id, the rules reader with its lexicon, and what tells theatres apart."""

    packs: dict[str, Pack]
    rules: RulesReader
    teller: TheatreTeller
    indexes: dict[tuple[str, str], bytes]
    """What is made of each pack, pickled, by its kind and the pack's digest: taken out when a report needs it."""


class _Own(pickle.Unpickler):
    """Makes objects of Fogline's own classes and a few plain ones, nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _BUILT_IN:
            return super().find_class(module, name)
        if module.split(".")[0] == "fogline" and "." not in name:
            found = super().find_class(module, name)
            # A module also holds what it imports: only a class that is written there counts.
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in {_STEM}*")


def _files(folder: Path) -> Iterable[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".pyc"})


def _key(packs: dict[str, Path]) -> str:
    """Changes with the content of packs and frames, with the program and with the Python."""
    made = sha256(sys.version.encode())
    code = Path(str(files("fogline")))
    for folder in (*packs.values(), code / "read" / "frames"):
        for file in _files(folder):
            made.update(f"{file.relative_to(folder)}\0".encode())
            made.update(file.read_bytes())
    for file in sorted(code.rglob("*.py")):
        known = file.stat()
        made.update(f"{file.relative_to(code)}\0{known.st_size}\0{known.st_mtime_ns}\0".encode())
    return made.hexdigest()[:16]


def _kept(file: Path) -> Ready | None:
    """What an earlier start left, or None where there is none or it is not whole."""
    try:
        body = file.read_bytes()
    except OSError:
        return None
    seal, made = body[:_SEAL], body[_SEAL:]
    if sha256(made).digest() != seal:
        return None
    try:
        found = _Own(io.BytesIO(made)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, LookupError, TypeError, ValueError):
        return None
    if not isinstance(found, Ready):
        return None
    for (kind, digest), made in found.indexes.items():
        _INDEXES[kind].kept[digest] = partial(_taken_out, made)
    for name, pack in found.packs.items():
        actor_names.kept[pack.digest] = partial(found.teller.actors.__getitem__, name)
    return found


def _taken_out(made: bytes) -> Any:
    return _Own(io.BytesIO(made)).load()


def _indexes(packs: Iterable[Pack]) -> dict[tuple[str, str], bytes]:
    return {
        (kind, pack.digest): pickle.dumps(index(pack), protocol=pickle.HIGHEST_PROTOCOL)
        for pack in packs
        for kind, index in _INDEXES.items()
    }


def _keep(file: Path, made: Ready) -> None:
    """Leaves it for the next start; a home that cannot be written only means that the next start parses again."""
    body = pickle.dumps(made, protocol=pickle.HIGHEST_PROTOCOL)
    part = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(sha256(body).digest() + body)
        part.replace(file)
        for old in file.parent.glob(f"{_STEM}*.pickle"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError:
        part.unlink(missing_ok=True)


def make_ready(settings: Settings) -> Ready:
    """Packs that are shipped or in the user's folder, with frames and theatre names.

    Raises PackError or ReaderError where one of their files does not hold together.
    """
    folders = dict(sorted(find_packs(settings.packs).items()))
    file = settings.home / f"{_STEM}{_key(folders)}.pickle"
    kept = _kept(file)
    if kept is not None:
        return kept
    packs = {name: load_pack(path) for name, path in folders.items()}
    made = Ready(
        packs=packs,
        rules=RulesReader(),
        teller=TheatreTeller(tuple(packs.values())),
        indexes=_indexes(packs.values()),
    )
    _keep(file, made)
    return made
