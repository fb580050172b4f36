"""Rows as CSV; words that a spreadsheet would run as a formula begin with an apostrophe, numbers stay as they are."""

import csv
import io
from collections.abc import Iterable, Iterator

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_AT_ONCE = 65536


def _cell(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA) else value


def lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Rows as lines of CSV, many in a piece."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow(map(_cell, row))
        if buffer.tell() > _AT_ONCE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def line(values: Iterable[object]) -> str:
    """One row, without the end of its line."""
    return "".join(lines((values,))).removesuffix("\n")
