"""JSON Lines of documents: `id, source, url, published, title, text`; a bad line costs only itself."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial

import orjson

from fogline.dates.stated import published_in
from fogline.ingest.dated import parse_day, unknown
from fogline.ingest.guarded import guarded
from fogline.ingest.text import make_report, writable
from fogline.records import Failure, Report

_LONGEST_LINE = 64_000_000
_ADVICE = "mend or drop this line; a document has `id`, `source`, `url`, `published`, `title`, `text`"


def _failure(where: str, reason: str) -> Failure:
    return Failure(document=where, stage="ingest", reason=reason, advice=_ADVICE)


def _text(value: object) -> str:
    return writable(value) if isinstance(value, str) else "" if value is None else str(value)


def document(value: object, where: str, raw: bytes, option: date | None) -> Report | Failure:
    """The report a document object makes; a Failure where it makes none."""
    return guarded(where, lambda: _document(value, where, raw, option))


def _document(value: object, where: str, raw: bytes, option: date | None) -> Report | Failure:
    if not isinstance(value, Mapping):
        return _failure(where, "not a JSON object")
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        return _failure(where, "the document has no text")
    given = value.get("id")
    key = where if given is None or given == "" else _text(given)
    day, why = parse_day(value.get("published") or value.get("date"))
    basis = "metadata: published" if day is not None else ""
    if day is None:
        found = published_in(text)
        if found is not None:
            day, basis = found
        elif option is not None:
            day, basis = option, "option"
        else:
            basis = unknown("metadata or text", why if value.get("published") else "")
    title, url = _text(value.get("title")), _text(value.get("url"))
    return make_report(
        key=key,
        source=_text(value.get("source")),
        text=writable(text),
        raw=raw,
        published=day,
        basis=basis,
        title=title or None,
        url=url or None,
    )


def from_json_lines(lines: Iterable[bytes], name: str, option: date | None) -> Iterator[Report | Failure]:
    """A report or a Failure for each line that is not blank."""
    empty = True
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        empty = False
        where = f"{name}:{n}"
        if len(line) > _LONGEST_LINE:
            yield _failure(where, f"{len(line) // 1_000_000} MB in one line")
            continue
        try:
            value = json.loads(line.lstrip(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError) as error:
            yield _failure(where, f"not JSON ({error})")
            continue
        yield document(value, where, line, option)
    if empty:
        yield Failure(document=name, stage="ingest", reason="the file is empty", advice="leave it out")


def from_json(raw: bytes, name: str, option: date | None) -> Iterator[Report | Failure]:
    """The reports of a JSON file: one document, an array of them, or JSON Lines."""
    try:
        value = orjson.loads(raw.lstrip(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        yield from from_json_lines(raw.splitlines(), name, option)
        return
    values = value if isinstance(value, list) else [value]
    for n, one in enumerate(values, start=1):
        where = f"{name}:{n}" if len(values) > 1 else name
        yield guarded(where, partial(_one_of, one, where, option))


def _one_of(value: object, where: str, option: date | None) -> Report | Failure:
    return _document(value, where, orjson.dumps(value), option)
