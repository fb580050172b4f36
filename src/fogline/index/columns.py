"""Columns on disk: numpy files that are mapped, not read, and the binary form in which they are sent.

Days are whole days since 1970-01-01, `NO_DAY` where unknown. Strings are fixed-width UTF-8 bytes, so that
a sorted column can be searched without reading it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]
NO_DAY = -(2**31)
_EPOCH = date(1970, 1, 1)
_KINDS = {"f4": "f32", "i4": "i32", "u4": "u32", "u2": "u16", "u1": "u8"}


def day_number(text: str | date | None) -> int:
    """A day as a number, `NO_DAY` for None; a time after it, which once was stored with some, is left out."""
    if text is None:
        return NO_DAY
    day = text if isinstance(text, date) else date.fromisoformat(text[:10])
    return (day - _EPOCH).days


@lru_cache(maxsize=1 << 16)
def day_text(number: int) -> str | None:
    """The ISO text of a day's number, None for `NO_DAY`."""
    return None if number == NO_DAY else (_EPOCH + timedelta(days=int(number))).isoformat()


def save(folder: Path, columns: Mapping[str, Column]) -> None:
    """Writes columns as files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(column), allow_pickle=False)


def load(folder: Path, names: Iterable[str]) -> dict[str, Column]:
    """The columns of a folder, mapped."""
    return {name: _mapped(folder / f"{name}.npy") for name in names}


def _mapped(path: Path) -> Column:
    """A column of a file; an empty one cannot be mapped and is read."""
    whole = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.array(whole) if whole.size == 0 else np.asarray(whole)  # plain arrays are sliced faster than mapped ones


def texts(values: Sequence[str]) -> Column:
    """Strings as fixed-width bytes."""
    return np.array([v.encode() for v in values] or [b""], dtype="S")[: len(values)]


def find(column: Column, value: str) -> int | None:
    """Where a sorted column of strings holds a value, or None."""
    return find_all(column, [value])[0]


def find_all(column: Column, values: Sequence[str]) -> list[int | None]:
    """Where a sorted column of strings holds each of the values, None for those that it does not hold."""
    raws = [value.encode("utf-8", "surrogatepass") for value in values]
    raws = [b"" if b"\0" in raw or len(raw) > column.dtype.itemsize else raw for raw in raws]
    if not len(column):
        return [None] * len(raws)
    asked = np.array(raws, dtype=column.dtype)
    at = np.minimum(np.searchsorted(column, asked), len(column) - 1)
    there = column[at] == asked
    return [n if t and raw else None for n, t, raw in zip(at.tolist(), there.tolist(), raws, strict=True)]


def rank(column: Column, value: int, side: Literal["left", "right"] = "left") -> int:
    """Where a number belongs in a sorted column.

    The number takes the column's type: for one of another type numpy would convert the whole column first.
    """
    return int(np.searchsorted(column, column.dtype.type(value), side=side))


def numbers_of(listed: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Where a list holds each of the values, without those that it does not hold."""
    return [listed.index(w) for w in wanted if w in listed]


def grouped(groups: Column, members: Column, count: int) -> tuple[Column, Column]:
    """Members laid out group by group, with where each of `count` groups starts (and the last one ends)."""
    order = np.argsort(groups, kind="stable")
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(groups, minlength=count), out=starts[1:])
    return starts, members[order].astype(np.uint32)


def packed(columns: Mapping[str, Column], lists: Mapping[str, Sequence[str]]) -> bytes:
    """Columns as one binary body: header length, JSON header, arrays at the offsets that it gives."""
    described, bodies, offset = [], [], 0
    for name, column in columns.items():
        raw = np.ascontiguousarray(column.astype(column.dtype.newbyteorder("<"), copy=False)).tobytes()
        described.append({"name": name, "type": _KINDS[column.dtype.str[1:]], "offset": offset})
        raw += b"\0" * (-len(raw) % 8)
        bodies.append(raw)
        offset += len(raw)
    rows = len(next(iter(columns.values()))) if columns else 0
    header = json.dumps({"rows": rows, "columns": described, "lists": lists}, ensure_ascii=False).encode()
    header += b" " * (-(len(header) + 4) % 8)
    return len(header).to_bytes(4, "little") + header + b"".join(bodies)
