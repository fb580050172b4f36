"""Plain text: decoding, and the report a text file makes."""

import codecs
import hashlib
import re
from datetime import date

from charset_normalizer import from_bytes

from fogline.codec import report_id
from fogline.dates.stated import published_in
from fogline.ingest.dated import unknown
from fogline.names import is_arabic
from fogline.records import Failure, Part, Report

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 20_000
# Latin text has few letters with marks; more of them speak for another script.
_FEW_MARKED = 0.15
_WORDLESS_LINE = 2_000_000


def looks_binary(raw: bytes) -> bool:
    """True for bytes that are no text in any encoding."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    head = raw[:8192]
    if head.startswith(
        (
            b"%PDF",
            b"PK\x03\x04",
            b"\x89PNG",
            b"GIF8",
            b"\xff\xd8\xff",
            b"\x7fELF",
            b"\x1f\x8b",
            b"SQLite format",
        )
    ):
        return True
    controls = sum(1 for b in head if b < 9 or 13 < b < 27 or 27 < b < 32)
    return controls > len(head) * 0.02 + (0 if b"\x00\x00" in head else 8)


def looks_like_html(raw: bytes) -> bool:
    """True for bytes that begin like a page or hold many tags."""
    head = raw[:4096].lower()
    if b"<!doctype html" in head or b"<html" in head:
        return True
    return len(re.findall(rb"<(?:p|div|a|br|span|h[1-6])\b", head)) >= 3


def decode(raw: bytes) -> str:
    """The text of bytes: by their byte order mark, as UTF-8, else by the likeliest encoding.

    NUL and unpaired surrogates become U+FFFD, so that the text can be written again.
    """
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return writable(raw.decode(name, "replace"))
    try:
        return writable(raw.decode("utf-8"))
    except UnicodeDecodeError:
        encoding = "cp1252"
        if sum(1 for b in raw[:_SAMPLE] if b > 127) > _FEW_MARKED * len(raw[:_SAMPLE]):
            best = from_bytes(raw[:_SAMPLE]).best()
            encoding = best.encoding if best is not None else encoding
        return writable(raw.decode(encoding, "replace"))


def writable(text: str) -> str:
    """The text with NUL and unpaired surrogates replaced, so that it can be written anywhere."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def language_of(text: str) -> str | None:
    """`ar`, `ru` or `en` by script; None for others."""
    sample = [c for c in text[:4000] if c.isalpha()]
    if not sample:
        return None
    arabic = sum(1 for c in sample if is_arabic(c)) / len(sample)
    cyrillic = sum(1 for c in sample if "\u0400" <= c <= "\u04ff") / len(sample)
    latin = sum(1 for c in sample if c.isascii()) / len(sample)
    return "ar" if arabic > 0.5 else "ru" if cyrillic > 0.5 else "en" if latin > 0.5 else None


def make_report(
    *,
    key: str,
    source: str,
    text: str,
    raw: bytes,
    published: date | None,
    basis: str,
    title: str | None = None,
    url: str | None = None,
    parts: tuple[Part, ...] = (),
) -> Report:
    """A report with its id and digests."""
    return Report(
        id=report_id(source, key, text),
        key=key,
        source=source,
        text=text,
        title=title,
        url=url,
        published=published,
        published_basis=basis,
        language=language_of(text),
        raw_digest=hashlib.sha256(raw).hexdigest(),
        parts=parts,
    )


def from_text(text: str, raw: bytes, name: str, stem: str, option: date | None) -> Report | Failure:
    """The report of a plain text file; its source is unknown, so it is named after the file."""
    if max((len(line) for line in text.splitlines()), default=0) > _WORDLESS_LINE:
        return Failure(
            document=name, stage="ingest", reason="a single line of millions of characters is no report",
            advice="split it into reports, one a line of JSON Lines",
        )  # fmt: skip
    found = published_in(text)
    day, basis = found if found is not None else (option, "option" if option is not None else unknown("text"))
    return make_report(key=name, source=stem, text=text, raw=raw, published=day, basis=basis)
