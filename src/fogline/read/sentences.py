"""Splits a stretch of a report into sentences; linear in its length."""

import re

from fogline.records import Span

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen maj col lt capt brig sgt adm rev st vs etc no nos approx dept est inc ltd co corp jan feb "
    "mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun km kms min hr hrs div regt reg bn "
    "brigade-gen u.s u.k u.n e.g i.e a.m p.m al cf fig vol pp art".split()
)
_END = re.compile(
    r"[.!?…؟۔。]+[\"'”’)\]»]*|\n[ \t\u00a0]*\n+|\n(?=[ \t\u00a0]*(?:[•\-*–—·▪►✔]|\d+[.)]|[A-Z][A-Za-z' -]{1,30}:))"
)
_WORD_BEFORE = re.compile(r"([^\s(\"“'‘]+)$")
_OPENS = re.compile(r"[\"'“‘«(\[]*[A-ZÀ-ÖØ-Þ\u0400-\u042f\u0600-\u06ff\u00a1\u00bf0-9#@]")
_LOOK_BACK = 24
_MANY = 4000


def _is_end(text: str, start: int, end: int, stop: int) -> bool:
    """True when the marks at `start` to `end` close a sentence."""
    mark = text[start:end]
    if mark[0] == "\n":
        return True
    if end >= stop:
        return True
    after = text[end : end + 4]
    if mark[0] != ".":
        return after[:1].isspace() or bool(_OPENS.match(after))
    before = _WORD_BEFORE.search(text[max(0, start - _LOOK_BACK) : start])
    word = before.group(1).lower() if before is not None else ""
    if after[:1].isspace():
        rest = text[end : end + 40].lstrip()
        if word in _ABBREVIATIONS:
            return False
        if len(word) == 1 and word.isalpha() and word not in "i":
            return False
        if re.fullmatch(r"(?:\w\.)+\w", word):
            return bool(re.match(r"[A-Z][a-z]+\b", rest)) and not re.match(
                r"[A-Z][a-z]+ (?:[Ff]orces|[Cc]oalition)", rest
            )
        return not rest or not rest[0].islower()
    if len(mark) > 1:
        return bool(_OPENS.match(after))
    return bool(word) and word[-1].islower() and len(word) > 2 and bool(re.match(r"[A-Z][a-z ]", after))


def sentences(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of a stretch of text, trimmed of blanks; a line break alone ends none."""
    made: list[Span] = []
    start = span.start
    for m in _END.finditer(text, span.start, span.end):
        if m.start() < start:
            continue
        if _is_end(text, m.start(), m.end(), span.end) or m.end() - start > _MANY:
            made.append(Span(start, m.end()))
            start = m.end()
    made.append(Span(start, span.end))
    return tuple(trimmed for s in made if (trimmed := trim(text, s)) is not None)


def trim(text: str, span: Span) -> Span | None:
    """The span without blanks at its ends; None where nothing is left."""
    piece = text[span.start : span.end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return Span(span.start + left, span.start + right) if right > left else None
