"""The names of each country by sound, packed so that a whole country is searched in a millisecond.

A shelf lists a country's distinct consonant keys and, under each, its names by sound with their row in the
index. It is compiled when places are added, lies in the index as one compressed row, and is read on first use.
"""

import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from fogline.names import key, sounds

SCHEMA = "CREATE TABLE shelves (country TEXT PRIMARY KEY, keys BLOB, masks BLOB, sounds BLOB, starts BLOB, rows BLOB);"
_SHORTEST = 3
_LONG = 6
_LEVEL = 3


class Named(NamedTuple):
    """A name of the index by sound, in the order of the shelves."""

    country: str
    key: str
    row: int
    sounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One country's names: `sounds[starts[n]:starts[n + 1]]` are the names of `keys[n]`, `rows` their rows."""

    keys: list[str]
    masks: NDArray[np.uint32]
    lengths: NDArray[np.int16]
    sounds: list[str]
    starts: NDArray[np.uint32]
    rows: NDArray[np.uint32]

    def named(self, country: str) -> Iterator[Named]:
        """All names of the shelf."""
        for n, consonants in enumerate(self.keys):
            for entry in range(self.starts[n], self.starts[n + 1]):
                yield Named(country, consonants, int(self.rows[entry]), self.sounds[entry])

    def near(self, name: str, most: int) -> list[int]:
        """The rows of the names that sound like this one, the likest first, at most so many.

        Names of an equal key and of keys within one edit, two for long keys; short keys must be equal.
        """
        wanted = key(name)
        reach = 0 if len(wanted) < _SHORTEST else 1 if len(wanted) < _LONG else 2
        near = np.flatnonzero(
            (np.bitwise_count(self.masks ^ mask_of(wanted)) <= 2 * reach)
            & (np.abs(self.lengths - len(wanted)) <= reach)
        )
        if not len(near):
            return []
        listed = [self.keys[n] for n in near]
        ways = process.cdist([wanted], listed, scorer=Levenshtein.distance, score_cutoff=reach, dtype=np.uint8)[0]
        entries = np.concatenate(
            [np.arange(self.starts[n], self.starts[n + 1]) for n in near[ways <= reach]] or [np.empty(0, np.int64)]
        ).astype(np.int64)
        heard = [self.sounds[n] for n in entries]
        best = process.extract(
            "".join(sounds(name)), heard, scorer=Indel.normalized_similarity, processor=None, limit=most
        )
        return [int(self.rows[entries[n]]) for _, _, n in best]


def mask_of(consonants: str) -> np.uint32:
    """The letters of a key as bits."""
    mask = 0
    for letter in consonants:
        mask |= 1 << (ord(letter) & 31)
    return np.uint32(mask)


def change_shelves(connection: sqlite3.Connection, named: Sequence[Named], gone: Mapping[int, str]) -> None:
    """Puts names on the shelves of their countries; takes rows away that are gone, each of its country."""
    fresh = {country: list(own) for country, own in groupby(sorted(named), key=lambda n: n.country)}
    for country in sorted({*fresh, *gone.values()}):
        shelf = read_shelf(connection, country)
        kept = [] if shelf is None else [n for n in shelf.named(country) if n.row not in gone]
        _write(connection, country, sorted([*kept, *fresh.get(country, ())]))


def _write(connection: sqlite3.Connection, country: str, named: Sequence[Named]) -> None:
    keys: list[str] = []
    starts: list[int] = []
    for at, name in enumerate(named):
        if not keys or keys[-1] != name.key:
            keys.append(name.key)
            starts.append(at)
    starts.append(len(named))
    packed = (
        "\n".join(keys).encode(),
        np.array([mask_of(k) for k in keys], dtype=np.uint32).tobytes(),
        "\n".join(n.sounds for n in named).encode(),
        np.asarray(starts, dtype=np.uint32).tobytes(),
        np.asarray([n.row for n in named], dtype=np.uint32).tobytes(),
    )
    values = (country, *(zlib.compress(part, _LEVEL) for part in packed))
    connection.execute("INSERT OR REPLACE INTO shelves VALUES (?,?,?,?,?,?)", values)


def read_shelf(connection: sqlite3.Connection, country: str) -> Shelf | None:
    """The shelf of a country; None where the index has no name of it."""
    query = "SELECT keys, masks, sounds, starts, rows FROM shelves WHERE country = ?"
    row = connection.execute(query, (country,)).fetchone()
    if row is None:
        return None
    keys, masks, heard, starts, rows = (zlib.decompress(part) for part in row)
    listed = keys.decode().split("\n") if masks else []
    return Shelf(
        keys=listed,
        masks=np.frombuffer(masks, dtype=np.uint32),
        lengths=np.array([len(k) for k in listed], dtype=np.int16),
        sounds=heard.decode().split("\n"),
        starts=np.frombuffer(starts, dtype=np.uint32),
        rows=np.frombuffer(rows, dtype=np.uint32),
    )
