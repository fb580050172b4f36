"""A report as the model sees it: its words in order, the line each stands in, and named features of each.

Features are names ("c:weapon", "h:clash"); a trained model keeps the list of those it knows, so new word
classes or frames change nothing until the next training.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fogline.read.lexicon import WordClasses
from fogline.read.mentions import Found, Kind
from fogline.read.rules import Analysis, Draft, Line
from fogline.records import PartKind, Span

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The words of a report's headings, body and list items.

    `line_of[w]` is the line of word `w`, `starts[i]` the first word of line `i` (one more at the end),
    `features[w]` the names that hold for word `w`.
    """

    lines: tuple[Line, ...]
    words: tuple[str, ...]
    spans: tuple[Span, ...]
    line_of: tuple[int, ...]
    starts: tuple[int, ...]
    features: tuple[tuple[str, ...], ...]

    def at(self, line: int, token: int) -> int:
        """The word number of a token of a line."""
        return self.starts[line] + token

    def covering(self, span: Span) -> tuple[int, int] | None:
        """The words that a span of the text touches, end exclusive; None where there are none."""
        low = end = bisect_right(self.spans, span.start, key=lambda word: word.end)
        while end < len(self.spans) and self.spans[end].start < span.end:
            end += 1
        return (low, end) if end > low else None


def shape(word: str) -> str:
    """The shape of a word that lower-casing loses."""
    if any(c.isdigit() for c in word):
        return "s:digit"
    if not any(c.isalpha() for c in word):
        return "s:mark"
    if word.islower():
        return "s:lower"
    if word.isupper():
        return "s:upper" if len(word) > 1 else "s:capital"
    return "s:title" if word[0].isupper() and word[1:].islower() else "s:mixed"


def kind_of(found: Found) -> str:
    """What a mention is, in the model's words."""
    if found.kind is Kind.ACTOR:
        if "civilians" in found.classes:
            return "civilians"
        return "actors" if found.generic else "actor" if found.strong else "actor?"
    if found.kind is Kind.PLACE:
        return "there" if found.generic else "place"
    return found.kind.value


def slots_of(draft: Draft) -> Iterable[tuple[str, Span]]:
    """The slots that the rules filled, with the words in each."""
    for found in draft.initiator:
        yield "initiator", found.span
    for found in draft.target:
        yield "target", found.span
    for place in draft.places:
        yield "place", place.span
    for name, moved in (("origin", draft.origin), ("destination", draft.destination)):
        if moved is not None:
            yield name, moved.span
    for count in draft.counts:
        yield "counts", count.span


def _of_line(line: Line, made: list[list[str]], words: WordClasses) -> None:
    sentence = line.sentence
    cues = words.cues
    for at, token in enumerate(sentence.tokens):
        mine = made[at]
        mine.append(shape(token.text))
        mine.extend(f"q:{name}" for name, listed in cues.items() if token.lower in listed)
        if line.kind is PartKind.HEADING:
            mine.append("l:heading")
        elif line.kind is PartKind.LIST_ITEM:
            mine.append("l:item")
        if line.leads:
            mine.append("l:leads")
    for found in sentence.found:
        name = kind_of(found)
        for at in range(found.first, found.last):
            mine = made[at]
            mine.append(f"m:{name}:{'B' if at == found.first else 'I'}")
            mine.extend(f"c:{c}" for c in found.classes)
    for hit in line.hits:
        kinds = {frame.type.value for frame in hit.frames}
        for at in range(hit.start, hit.end):
            mine = made[at]
            mine.append("h:B" if at == hit.start else "h:I")
            mine.append(f"hf:{hit.form}")
            mine.extend(f"h:{kind}" for kind in kinds)
    for draft in line.drafts:
        hit, kind = draft.chosen.hit, draft.chosen.frame.type.value
        level = min(3, max(0, int(draft.chosen.score)))
        for at in range(hit.start, hit.end):
            mine = made[at]
            mine.append(f"d:{kind}:{'B' if at == hit.start else 'I'}")
            mine.append(f"d:{draft.status.value}")
            mine.append(f"dw:{level}")
        for slot, span in slots_of(draft):
            for at, token in enumerate(sentence.tokens):
                if token.span.overlaps(span):
                    made[at].append(f"ds:{slot}")


def sheet(analysis: Analysis) -> Sheet:
    """The sheet of an analysed report."""
    words: list[str] = []
    spans: list[Span] = []
    line_of: list[int] = []
    starts: list[int] = []
    features: list[tuple[str, ...]] = []
    for number, line in enumerate(analysis.lines):
        starts.append(len(words))
        tokens = line.sentence.tokens
        words.extend(t.text for t in tokens)
        spans.extend(t.span for t in tokens)
        line_of.extend([number] * len(tokens))
        made: list[list[str]] = [[] for _ in tokens]
        _of_line(line, made, analysis.words)
        features.extend(tuple(dict.fromkeys(m)) for m in made)
    starts.append(len(words))
    return Sheet(
        lines=analysis.lines,
        words=tuple(words),
        spans=tuple(spans),
        line_of=tuple(line_of),
        starts=tuple(starts),
        features=tuple(features),
    )


def matrix(features: Sequence[Iterable[str]], known: Mapping[str, int]) -> Floats:
    """Named features as rows of zeros and ones over the known names; shape (words, known names)."""
    made = np.zeros((len(features), len(known)), dtype=np.float32)
    for row, names in enumerate(features):
        for name in names:
            column = known.get(name)
            if column is not None:
                made[row, column] = 1.0
    return made


WINDOW = 176
CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Window:
    """Words read together: `start` to `stop` are decided here, those from `begin` are context."""

    begin: int
    start: int
    stop: int


def windows(page: Sheet, lengths: Sequence[int]) -> tuple[Window, ...]:
    """Cuts a report into windows of whole lines; `lengths` are the word pieces of each word."""
    made: list[Window] = []
    start = 0
    while start < len(page.words):
        size, stop = 0, start
        while stop < len(page.words) and size + lengths[stop] <= WINDOW:
            size += lengths[stop]
            stop += 1
        if stop < len(page.words):
            line = page.starts[page.line_of[stop]]
            stop = line if line > start else max(stop, start + 1)
        begin, context = start, 0
        while begin > 0 and context + lengths[begin - 1] <= CONTEXT:
            begin -= 1
            context += lengths[begin]
        made.append(Window(begin, start, stop))
        start = stop
    return tuple(made)
