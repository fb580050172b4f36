"""Cuts a report into pieces that fit one request and keep what a sentence needs: heading, lead, what came before.

Only headings, body sentences and list items are sent; furniture and reader comments never are.
"""

import json
from dataclasses import dataclass

from fogline.read.parts import parts
from fogline.read.sentences import sentences
from fogline.records import PartKind, Report, Span

LONGEST = 3500
_BEFORE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What can carry a claim: a sentence of the body, or a list item with its lead sentence."""

    span: Span
    heading: Span | None
    lead: Span | None = None
    item: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The units of one request; `title` and `before` are shown for context and carry no claims."""

    title: Span | None
    before: tuple[Unit, ...]
    units: tuple[Unit, ...]

    def shown(self) -> tuple[Span, ...]:
        """Every stretch of the report that the model sees, in text order."""
        spans = set() if self.title is None else {self.title}
        for unit in (*self.before, *self.units):
            spans.update(s for s in (unit.heading, unit.lead, unit.span) if s is not None)
        return tuple(sorted(spans))


def units(report: Report) -> tuple[Unit, ...]:
    """All units of a report in text order."""
    made: list[Unit] = []
    for part in parts(report):
        if part.kind is PartKind.LIST_ITEM:
            made.append(Unit(span=part.span, heading=part.heading, lead=part.lead, item=True))
        elif part.kind is PartKind.BODY:
            made.extend(Unit(span=s, heading=part.heading) for s in sentences(report.text, part.span))
    return tuple(made)


def chunks(report: Report, longest: int = LONGEST) -> tuple[Chunk, ...]:
    """The report in pieces of at most `longest` characters, cut between units and where it can at a heading."""
    title = next((p.span for p in parts(report) if p.kind is PartKind.TITLE), None)
    listed = units(report)
    made: list[Chunk] = []
    first = size = 0
    for n, unit in enumerate(listed):
        length = unit.span.end - unit.span.start
        section = n > first and unit.heading != listed[n - 1].heading
        if n > first and (size + length > longest or (section and size > longest // 2)):
            made.append(Chunk(title=title, before=listed[max(0, first - _BEFORE) : first], units=listed[first:n]))
            first, size = n, 0
        size += length
    if listed:
        made.append(Chunk(title=title, before=listed[max(0, first - _BEFORE) : first], units=listed[first:]))
    return tuple(made)


def as_data(report: Report, chunk: Chunk) -> str:
    """The chunk as JSON, so that nothing in the text can pass for anything but a string."""

    def words(span: Span) -> str:
        return report.text[span.start : span.end].encode("utf-8", "replace").decode("utf-8")

    title = report.title if chunk.title is None else words(chunk.title)
    rows: list[dict[str, str]] = []
    told: set[Span] = {unit.span for unit in chunk.before}
    heading: Span | None = None
    for unit in chunk.units:
        if unit.heading is not None and unit.heading != heading:
            heading = unit.heading
            rows.append({"heading": words(heading)})
        if unit.lead is not None and unit.lead not in told:
            told.add(unit.lead)
            rows.append({"lead": words(unit.lead)})
        rows.append({"item" if unit.item else "sentence": words(unit.span)})
        told.add(unit.span)
    body: dict[str, object] = {"before": [words(unit.span) for unit in chunk.before], "text": rows}
    if title:
        body = {"title": title.encode("utf-8", "replace").decode("utf-8"), **body}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
