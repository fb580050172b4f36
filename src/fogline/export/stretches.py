"""The texts of a map page: what is sent of each report, and where the words of claims stand in it, in UTF-16 units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fogline.records import Claim, ClaimId, Report, ReportId, Span

_AROUND = 400


@dataclass(frozen=True, slots=True)
class Text:
    """A report's text, or the words of a claim whose report is not at hand, from its first character on."""

    start: int
    text: str
    plain: bool

    def units(self, at: int) -> int:
        """A place in the report counted in UTF-16 units."""
        return at if self.plain else self.start + _units(self.text[: at - self.start])

    def spanned(self, span: Span) -> tuple[int, int] | None:
        """The span in UTF-16 units; None where it lies outside the text."""
        if not self.start <= span.start < span.end <= self.start + len(self.text):
            return None
        return self.units(span.start), self.units(span.end)

    def words(self, span: Span) -> str:
        """What stands there."""
        return self.text[max(0, span.start - self.start) : max(0, span.end - self.start)]


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _plain(text: str) -> bool:
    return text.isascii() or max(text) <= "\uffff"


def _window(text: str, span: Span) -> tuple[int, int]:
    """The span with text around it, cut between words."""
    start = max(0, span.start - _AROUND)
    end = min(len(text), span.end + _AROUND)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return start, end


def _joined(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def text_of(claim: Claim, reports: Mapping[ReportId, Report]) -> Text | None:
    """The text that a claim stands in: its report's, else its sentence; None where there is neither."""
    report = None if claim.report is None else reports.get(claim.report)
    if report is not None and (claim.quote is None or claim.quote.span.end <= len(report.text)):
        return Text(0, report.text, _plain(report.text))
    return None if claim.quote is None else Text(claim.quote.span.start, claim.quote.text, _plain(claim.quote.text))


def _stretches(text: Text, claims: Sequence[Claim], whole: bool) -> list[tuple[int, str]]:
    """What is sent of a text: where each stretch begins, and its words."""
    if whole:
        return [(text.units(text.start), text.text)]
    quotes = [c.quote.span for c in claims if c.quote is not None]
    spans = _joined(_window(text.text, Span(q.start - text.start, q.end - text.start)) for q in quotes)
    return [(text.units(text.start + a), text.text[a:b]) for a, b in spans]


def _slots(claim: Claim) -> list[tuple[Span | None, str, str]]:
    """What is marked in a sentence, the most telling first: span, words, kind of mark."""
    made: list[tuple[Span | None, str, str]] = []
    if claim.trigger is not None:
        made.append((claim.trigger.span, claim.trigger.text, "trigger"))
    for kind, actors in (("initiator", claim.initiator), ("target", claim.target), ("speaker", claim.attributed_to)):
        made += [(a.span, a.text, kind) for a in actors]
    made += [(p.span, p.text, "place") for p in (claim.place, claim.origin, claim.destination) if p is not None]
    if claim.time is not None:
        made.append((claim.time.span, claim.time.text, "time"))
    made += [(c.span, c.text, "count") for c in claim.counts]
    return made


def marks(claim: Claim, text: Text) -> list[tuple[int, int, str]]:
    """Where the words of a claim stand in the report; no two marks overlap.

    A claims file of another program may give words without spans, or spans that point elsewhere: then the
    words are looked for in the sentence, and left unmarked where they are not in it.
    """
    quote = claim.quote
    made: list[tuple[int, int, str]] = []
    for given, words, kind in _slots(claim):
        span = given
        here = "" if span is None else text.words(span)
        if words and here.split() != words.split():
            at = -1 if quote is None else quote.text.find(words)
            span = None if quote is None or at < 0 else Span(quote.span.start + at, quote.span.start + at + len(words))
        placed = None if span is None else text.spanned(span)
        if placed is not None and all(placed[1] <= a or b <= placed[0] for a, b, _ in made):
            made.append((*placed, kind))
    return sorted(made)


def sent(
    report: Report | None, claims: Sequence[Claim], texts: Mapping[ClaimId, Text | None], whole: bool
) -> list[tuple[int, str]]:
    """What the page gets of a report's text, or of the sentences of claims whose report is not at hand."""
    if report is not None:
        text = Text(0, report.text, _plain(report.text))
        return _stretches(text, [c for c in claims if c.quote and c.quote.span.end <= len(report.text)], whole)
    found = {(t.start, t.text): t for c in claims if (t := texts[c.id]) is not None}
    return [(t.start, t.text) for _, t in sorted(found.items())]


def parts_of(report: Report) -> list[tuple[int, int, str]]:
    """Where the parts of a report begin and end, and what each is."""
    text = Text(0, report.text, _plain(report.text))
    return [(text.units(p.span.start), text.units(p.span.end), p.kind.value) for p in report.parts]
