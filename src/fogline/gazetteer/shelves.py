"""The names of each country by sound, packed so that a whole country is searched in a millisecond.

A shelf lists a country's distinct consonant keys, under each its names in symbols, under those their rows in the
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
from rapidfuzz.distance import Levenshtein

from fogline.names import bare, clean, key, letters, probabilities_of

SCHEMA = """
CREATE TABLE shelves (
    country TEXT PRIMARY KEY, keys BLOB, masks BLOB, starts BLOB, spellings BLOB, row_starts BLOB, rows BLOB
);
"""
_SHORTEST = 3
_LONG = 6
_LEVEL = 3
_MOST = 300
_LEAST = 0.05
_DIGITS = 9  # what arithmetic in another order changes shall not part equal spellings
_PART = 1 << 31


class Named(NamedTuple):
    """A name of the index in symbols, in the order of the shelves; the row of a bare name has its highest bit set."""

    country: str
    key: str
    letters: str
    row: int


class Heard(NamedTuple):
    """A name of the index that may be a spelling of the name asked for, with its probability to be one.

    `part` says that it is one without its "upper", "big" or "well of".
    """

    probability: float
    row: int
    part: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One country's names: `keys[k]` has `spellings[starts[k]:starts[k + 1]]`, the spelling s the rows from
    `rows[row_starts[s]]` to before `rows[row_starts[s + 1]]`.
    """

    keys: NDArray[np.object_]
    masks: NDArray[np.uint32]
    lengths: NDArray[np.int16]
    starts: NDArray[np.uint32]
    spellings: list[str]
    row_starts: NDArray[np.uint32]
    rows: NDArray[np.uint32]

    def named(self, country: str) -> Iterator[Named]:
        """All names of the shelf."""
        for k, consonants in enumerate(self.keys):
            for s in range(self.starts[k], self.starts[k + 1]):
                for row in self.rows[self.row_starts[s] : self.row_starts[s + 1]].tolist():
                    yield Named(country, consonants, self.spellings[s], row)

    def within_reach(self, wanted: str) -> NDArray[np.int64]:
        """The spellings under a key and under keys within one edit, two for long keys, the nearest keys first."""
        reach = 0 if len(wanted) < _SHORTEST else 1 if len(wanted) < _LONG else 2
        near = np.flatnonzero(
            (np.bitwise_count(self.masks ^ mask_of(wanted)) <= 2 * reach)
            & (np.abs(self.lengths - len(wanted)) <= reach)
        )
        listed = self.keys[near].tolist()
        ways = process.cdist([wanted], listed, scorer=Levenshtein.distance, score_cutoff=reach, dtype=np.uint8)[0]
        kept = near[ways <= reach][np.argsort(ways[ways <= reach], kind="stable")]
        parts = [np.arange(self.starts[k], self.starts[k + 1], dtype=np.int64) for k in kept]
        return np.concatenate(parts)[:_MOST] if parts else np.empty(0, dtype=np.int64)


def near(shelves: Sequence[Shelf], name: str, most: int, *, parts: bool) -> list[Heard]:
    """The likeliest spellings of a name, at most so many of each shelf; with `parts` also of bare names."""
    reached = [shelf.within_reach(key(name)) for shelf in shelves]
    spelled = [[shelf.spellings[s] for s in own.tolist()] for shelf, own in zip(shelves, reached, strict=True)]
    likely = probabilities_of(letters(name), spelled) if shelves else []
    return [
        heard
        for shelf, own, sure in zip(shelves, reached, likely, strict=True)
        for heard in _heard(shelf, own, sure, most, parts=parts)
    ]


def _heard(
    shelf: Shelf, spellings: NDArray[np.int64], likely: NDArray[np.float64], most: int, *, parts: bool
) -> list[Heard]:
    made: list[Heard] = []
    for n in np.argsort(-likely, kind="stable"):
        s = spellings[n]
        if likely[n] < _LEAST:
            break
        rows = shelf.rows[shelf.row_starts[s] : shelf.row_starts[s + 1]].tolist()
        sure = round(float(likely[n]), _DIGITS)
        made += [Heard(sure, row & ~_PART, row >= _PART) for row in rows if parts or row < _PART]
        if len(made) >= most:
            break
    return made[:most]


class Spelled(NamedTuple):
    """A name worked out for the index: folded, as written, by key and in symbols; its bare name too, if it has one."""

    folded: str
    name: str
    key: str
    letters: str
    bare_key: str
    bare_letters: str


def spelled(folded: str, name: str) -> Spelled:
    """Works a name out; most of the time of building an index goes here."""
    short = bare(name)
    return Spelled(
        folded, clean(name), key(name), letters(name), key(short) if short else "", letters(short) if short else ""
    )


def shelved(country: str, name: Spelled, row: int) -> Iterator[Named]:
    """A name for the shelves and, if it has one, its bare name."""
    yield Named(country, name.key, name.letters, row)
    if name.bare_letters:
        yield Named(country, name.bare_key, name.bare_letters, row | _PART)


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
        kept = [] if shelf is None else [n for n in shelf.named(country) if n.row & ~_PART not in gone]
        _write(connection, country, sorted([*kept, *fresh.get(country, ())]))


def _write(connection: sqlite3.Connection, country: str, named: Sequence[Named]) -> None:
    keys: list[str] = []
    starts: list[int] = []
    spellings: list[str] = []
    row_starts: list[int] = []
    for at, name in enumerate(named):
        fresh = not keys or keys[-1] != name.key
        if fresh:
            keys.append(name.key)
            starts.append(len(spellings))
        if fresh or spellings[-1] != name.letters:
            spellings.append(name.letters)
            row_starts.append(at)
    starts.append(len(spellings))
    row_starts.append(len(named))
    packed = (
        "\n".join(keys).encode(),
        np.array([mask_of(k) for k in keys], dtype=np.uint32).tobytes(),
        np.asarray(starts, dtype=np.uint32).tobytes(),
        "\n".join(spellings).encode(),
        np.asarray(row_starts, dtype=np.uint32).tobytes(),
        np.asarray([n.row for n in named], dtype=np.uint32).tobytes(),
    )
    values = (country, *(zlib.compress(part, _LEVEL) for part in packed))
    connection.execute("INSERT OR REPLACE INTO shelves VALUES (?,?,?,?,?,?,?)", values)


def read_shelf(connection: sqlite3.Connection, country: str) -> Shelf | None:
    """The shelf of a country; None where the index has no name of it."""
    query = "SELECT keys, masks, starts, spellings, row_starts, rows FROM shelves WHERE country = ?"
    row = connection.execute(query, (country,)).fetchone()
    if row is None:
        return None
    keys, masks, starts, spellings, row_starts, rows = (zlib.decompress(part) for part in row)
    listed = keys.decode().split("\n") if masks else []
    return Shelf(
        keys=np.array(listed, dtype=np.object_),
        masks=np.frombuffer(masks, dtype=np.uint32),
        lengths=np.array([len(k) for k in listed], dtype=np.int16),
        starts=np.frombuffer(starts, dtype=np.uint32),
        spellings=spellings.decode().split("\n"),
        row_starts=np.frombuffer(row_starts, dtype=np.uint32),
        rows=np.frombuffer(rows, dtype=np.uint32),
    )
