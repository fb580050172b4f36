"""Gathers reports from files, folders and standard input; whatever cannot be read becomes a Failure."""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from fogline.ingest.guarded import guarded
from fogline.ingest.jsonl import from_json, from_json_lines
from fogline.ingest.text import decode, from_text, looks_binary, looks_like_html
from fogline.records import Failure, Report

_JSON_LINES = (".jsonl", ".ndjson")
_TEXT = (".txt", ".text", "")
_HTML = (".html", ".htm", ".xhtml")
_MARKDOWN = (".md", ".markdown")
_KNOWN = (*_JSON_LINES, ".json", *_TEXT, *_HTML, *_MARKDOWN, ".gz")
LARGEST_TEXT = 20_000_000


def _failure(document: str, reason: str, advice: str) -> Failure:
    return Failure(document=document, stage="ingest", reason=reason, advice=advice)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and path.suffix.lower() in _KNOWN:
            yield path


def gather(inputs: Sequence[str], *, published: date | None, stdin: BinaryIO | None) -> Iterator[Report | Failure]:
    """The reports of the inputs, one after another; `published` dates those that carry no date.

    An input is a file, a folder (read whole, sorted, hidden files left out) or `-` for standard input.
    """
    for name in inputs:
        if name == "-":
            if stdin is None:
                yield _failure("-", "there is no standard input here", "give a file")
            else:
                yield from _sniffed(stdin.read(), "-", "standard input", published)
            continue
        path = Path(name)
        if path.is_dir():
            found = False
            for file in _files(path):
                found = True
                yield from _file(file, published)
            if not found:
                yield _failure(name, "no report in this folder", "give .txt, .html, .md or .jsonl files")
        elif path.exists():
            yield from _file(path, published)
        else:
            yield _failure(name, "no such file or folder", "check the name")


def _file(path: Path, published: date | None) -> Iterator[Report | Failure]:
    name, suffix = str(path), path.suffix.lower()
    try:
        if suffix in _JSON_LINES:
            with path.open("rb") as file:
                yield from from_json_lines(file, name, published)
            return
        if suffix == ".gz":
            with gzip.open(path) as packed:
                inner = Path(path.stem).suffix.lower()
                if inner in _JSON_LINES:
                    yield from from_json_lines(packed, name, published)
                    return
                raw = packed.read(LARGEST_TEXT + 1)
        else:
            raw = path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error) or "damaged"
        yield _failure(name, f"cannot be read: {reason}", "check the file and its permissions")
        return
    if suffix in (".json",):
        yield from from_json(raw, name, published)
    elif suffix in _HTML:
        yield _one(raw, name, path.stem, published, html=True)
    elif suffix in _MARKDOWN:
        yield _one(raw, name, path.stem, published, markdown=True)
    else:
        yield from _sniffed(raw, name, path.stem, published)


def _sniffed(raw: bytes, name: str, stem: str, published: date | None) -> Iterator[Report | Failure]:
    """What came, by its look: JSON Lines, HTML or plain text."""
    start = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    first = start.split(b"\n", 1)[0]
    if (first.startswith(b'{"') and b'"text"' in raw[:200_000]) or first.startswith(b"[{"):
        yield from from_json(raw, name, published)
    else:
        yield _one(raw, name, stem, published, html=looks_like_html(raw))


def _one(
    raw: bytes, name: str, stem: str, published: date | None, *, html: bool = False, markdown: bool = False
) -> Report | Failure:
    """One report from one file's bytes."""
    if not raw.strip():
        return _failure(name, "the file is empty", "leave it out")
    if looks_binary(raw):
        return _failure(name, "this is a binary file, not text", "give text, HTML, Markdown or JSON Lines")
    if len(raw) > LARGEST_TEXT:
        size = len(raw) // 1_000_000
        return _failure(
            name,
            f"{size} MB in one report is more than a report",
            "split it into reports, one a line of JSON Lines",
        )
    return guarded(name, lambda: _read(raw, name, stem, published, html, markdown))


def _read(raw: bytes, name: str, stem: str, published: date | None, html: bool, markdown: bool) -> Report | Failure:
    text = decode(raw)
    if html:
        from fogline.ingest.html import from_html  # brings a parser of pages: plain text should not wait for it

        return from_html(text, raw, name, stem, published)
    if markdown:
        from fogline.ingest.markdown import from_markdown  # brings a parser of its own

        return from_markdown(text, raw, name, stem, published)
    return from_text(text, raw, name, stem, published)
