"""Cuts a report into parts: title, headings, body, list items with their lead, furniture, reader comments.

What ingest knows of a page's structure is used; in plain text whose tags are lost the parts are told by
the shape of the lines. Claims come from body and list items only.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fogline.read.furniture import is_furniture
from fogline.read.sentences import sentences, trim
from fogline.read.thread import first_comment
from fogline.records import Part, PartKind, Report, Span

_BULLET = re.compile(r"^[ \t\u00a0]*(?:[•·▪◦●►✔*–—-]|\(?\d{1,2}[.)]|\(?[a-z][.)])[ \t\u00a0]+(?=\S)")
_LABEL = re.compile(
    r"^([A-ZÀ-Ý][\w’‘'`\- ]{1,38}?(?: ?[/&,] ?[A-ZÀ-Ý][\w’‘'`\- ]{1,30})?)[ \t\u00a0]*(?::|[–—] )[ \t\u00a0]*(?=[A-Z“\"‘])"
)
_ENDS = re.compile(r"[.!?…؟:;,][\"'”’)\]]*$")
_LONGEST_HEADING = 90
_LONGEST_ITEM = 160
_LABEL_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str
    indent: int
    blank_before: bool


def _lines(text: str) -> list[_Line]:
    made: list[_Line] = []
    at, blank = 0, True
    for raw in text.splitlines(keepends=True):
        span = trim(text, Span(at, at + len(raw)))
        if span is None:
            blank = True
        else:
            made.append(_Line(span, text[span.start : span.end], span.start - at, blank))
            blank = False
        at += len(raw)
    return made


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _like(a: str, b: str) -> bool:
    """True when one line repeats the other but for case and marks."""
    return bool(a) and [w.lower() for w in _words(a)] == [w.lower() for w in _words(b)]


def _is_heading(lines: Sequence[_Line], n: int) -> bool:
    """A short line without an end mark that stands alone over prose."""
    line = lines[n]
    if len(line.text) > _LONGEST_HEADING or _ENDS.search(line.text) or _BULLET.match(line.text):
        return False
    if not line.text[0].isupper() and not line.text[0].isdigit() and line.text[0] not in "‘’'“\"":
        return False
    following = lines[n + 1] if n + 1 < len(lines) else None
    if following is None:
        return False
    alone = line.blank_before or n == 0
    return alone and (len(following.text) > len(line.text) or following.blank_before)


def _is_title(report: Report, lines: Sequence[_Line], n: int) -> bool:
    line = lines[n]
    if report.title is not None and n < 6 and _like(line.text, report.title):
        return True
    return (
        n == 0
        and len(lines) > 1
        and len(line.text) < 160
        and len(_words(line.text)) > 3
        and not re.search(r"[.!?…][\"'”’)]*$", line.text)
        and not line.text.endswith(":")
        and _headline_like(line.text)
        and len(lines[1].text) > 40
    )


def _headline_like(text: str) -> bool:
    words = [w for w in re.findall(r"[A-Za-z][\w’']*", text) if len(w) > 3]
    return bool(words) and sum(w[0].isupper() for w in words) / len(words) > 0.7


class _Cutter:
    """Goes down the lines once and keeps the heading and lead sentence that hold."""

    def __init__(self, report: Report) -> None:
        self.report, self.text = report, report.text
        self.made: list[Part] = []
        self.heading: Span | None = None
        self.lead: Span | None = None
        self.in_list = False
        self.bulleted = False

    def add(self, kind: PartKind, span: Span, lead: Span | None = None) -> None:
        self.made.append(Part(kind=kind, span=span, heading=self.heading, lead=lead))

    def body(self, span: Span) -> None:
        """A paragraph; its last sentence may lead a list."""
        self.add(PartKind.BODY, span)
        last = sentences(self.text, span)
        end = last[-1] if last else span
        self.lead = end if self.text[end.start : end.end].rstrip().endswith(":") else None
        self.in_list = self.bulleted = False
        self.last_sentence = end

    last_sentence: Span | None = None

    def item(self, span: Span, lead: Span | None) -> None:
        self.add(PartKind.LIST_ITEM, span, lead)
        self.in_list = True

    def cut(self, lines: Sequence[_Line], comments_at: int | None) -> tuple[Part, ...]:
        for n, line in enumerate(lines):
            if comments_at is not None and line.span.start >= comments_at:
                self.add(PartKind.COMMENT, line.span)
            elif is_furniture(line.text):
                self.add(PartKind.FURNITURE, line.span)
            elif _is_title(self.report, lines, n):
                self.add(PartKind.TITLE, line.span)
            else:
                self._line(lines, n)
        return tuple(self.made)

    def _line(self, lines: Sequence[_Line], n: int) -> None:
        line = lines[n]
        bullet = _BULLET.match(line.text)
        if bullet is None and self.in_list and self.bulleted and line.blank_before:
            self.lead = None
        if bullet is not None and len(line.text) > bullet.end():
            self.bulleted = True
            start = line.span.start + bullet.end()
            self.item(Span(start, line.span.end), self._lead_of_bullets())
            return
        if self.lead is not None and self._names_only(line.text):
            self.item(line.span, self.lead)
            return
        label = _LABEL.match(line.text)
        if label is not None and len(_words(label.group(1))) <= _LABEL_WORDS and len(line.text) > label.end() + 20:
            self._labelled(line, label)
            return
        if _is_heading(lines, n):
            self.heading = line.span
            self.add(PartKind.HEADING, line.span)
            self.lead, self.in_list = None, False
            return
        self.body(line.span)

    def _lead_of_bullets(self) -> Span | None:
        if self.lead is None and not self.in_list:
            self.lead = self.last_sentence
        return self.lead

    def _names_only(self, text: str) -> bool:
        return len(text) <= _LONGEST_ITEM and not re.search(r"[.!?]$", text) and len(_words(text)) <= 8

    def _labelled(self, line: _Line, label: re.Match[str]) -> None:
        name = Span(line.span.start, line.span.start + len(label.group(1)))
        self.heading = name
        self.add(PartKind.HEADING, name)
        rest = trim(self.text, Span(line.span.start + label.end(), line.span.end))
        if rest is not None:
            self.body(rest)


def _from_ingest(report: Report) -> tuple[Part, ...]:
    """Ingest's parts, with furniture told apart line by line where a body hides it."""
    made: list[Part] = []
    for part in report.parts:
        if part.kind not in (PartKind.BODY, PartKind.LIST_ITEM):
            made.append(part)
            continue
        text = report.text[part.span.start : part.span.end]
        kind: PartKind = PartKind.FURNITURE if is_furniture(text.strip()) else part.kind
        if kind is PartKind.BODY and report.title is not None and _like(text, report.title):
            kind = PartKind.TITLE
        made.append(Part(kind=kind, span=part.span, heading=part.heading, lead=part.lead))
    return tuple(made)


def parts(report: Report) -> tuple[Part, ...]:
    """The parts of a report in text order; they do not overlap and cover everything but blanks."""
    if report.parts:
        return _from_ingest(report)
    lines = _lines(report.text)
    comments = first_comment([line.text for line in lines], [line.indent for line in lines])
    at = None if comments is None else lines[comments].span.start
    return _Cutter(report).cut(lines, at)
