"""From what a model answered to readings: only words that stand in the report come through.

Every quote, trigger and mention is looked for in what the model was shown and becomes the report's own
words there. Dates and numbers are found by this program in those words. A claim whose quote or trigger
does not stand in a sentence or list item is dropped; so is a mention that stands nowhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from fogline.codec import log_odds, reading_id
from fogline.dates import find_times
from fogline.read.counts import find_counts
from fogline.read.lexicon import WordClasses
from fogline.read.llm.answer import Said, SaidCount, SaidPlace
from fogline.read.llm.chunks import Chunk, Unit
from fogline.read.llm.prompt import OUTCOMES, PHASES
from fogline.read.where import ends
from fogline.records import ClaimType, CountMention, Mention, PlaceMention, Reading, Relation, Report, Span

FRAME = "llm"
# How sure the program is of a claim that a model made and whose words all stand: not measured, for any model.
_CONFIDENCE = log_odds(0.75)
_ARTICLE = re.compile(r"(?:the|a|an)\s+(?=\S)", re.IGNORECASE)
_MARKS = {mark: group for group in ('["“”„«»]', "['’‘`´ʿʾ]", "[-‐‑–—]") for mark in group[1:-1]}
_KM = re.compile(r"(\d+(?:\.\d+)?)\s?(?:km|kms|kilomet(?:er|re)s?)\b", re.IGNORECASE)
_COMPASS = {
    Relation.N: r"north(?:ern|wards?)?|N",
    Relation.S: r"south(?:ern|wards?)?|S",
    Relation.E: r"east(?:ern|wards?)?|E",
    Relation.W: r"west(?:ern|wards?)?|W",
    Relation.NE: r"north-?east(?:ern|wards?)?|NE",
    Relation.NW: r"north-?west(?:ern|wards?)?|NW",
    Relation.SE: r"south-?east(?:ern|wards?)?|SE",
    Relation.SW: r"south-?west(?:ern|wards?)?|SW",
}


def pattern(words: str) -> str:
    """A regular expression for words as they may stand in a text: any blanks between, any shape of quotes."""
    made = r"\s+".join("".join(_MARKS.get(c) or re.escape(c) for c in word) for word in words.split())
    before = r"(?<!\w)" if words[:1].isalnum() else ""
    after = r"(?!\w)" if words[-1:].isalnum() else ""
    return before + made + after


class Verifier:
    """Makes the readings of one report, chunk by chunk; `dropped` counts what did not come through."""

    def __init__(self, report: Report, words: WordClasses, dropped: Counter[str]) -> None:
        """Starts with nothing read."""
        self._report, self._text, self._words, self._dropped = report, report.text, words, dropped
        self._seen: set[tuple[Span, ClaimType, Span | None]] = set()
        self._counted: set[tuple[Span, Span]] = set()

    def readings(self, chunk: Chunk, answered: Iterable[Said]) -> Iterator[Reading]:
        """The readings of a chunk that hold."""
        shown = chunk.shown()
        for said in answered:
            for unit, trigger in self._stand(chunk, said):
                place = self._place(said.place, unit, shown)
                key = (trigger.span, said.type, None if place is None else place.span)
                if key not in self._seen:
                    self._seen.add(key)
                    yield self._reading(said, unit, trigger, place, shown)
                    break

    # -- quote and trigger ------------------------------------------------------------------------------

    def _stand(self, chunk: Chunk, said: Said) -> list[tuple[Unit, Mention]]:
        """The sentences or items that the quote stands in, each with the trigger in it or in its lead."""
        units = list(self._quoted(chunk, said.quote))
        found = []
        for unit in units:
            trigger = self._find(said.trigger, unit.span)
            if trigger is None and unit.lead is not None:
                trigger = self._find(said.trigger, unit.lead)
            if trigger is not None:
                found.append((unit, trigger))
        if not found:
            self._dropped[f"claims whose {'trigger' if units else 'quote'} does not stand"] += 1
        return found

    def _quoted(self, chunk: Chunk, quote: str) -> Iterator[Unit]:
        whole = Span(chunk.shown()[0].start, chunk.units[-1].span.end)
        for found in re.finditer(pattern(quote), self._text[whole.start : whole.end]):
            span = Span(found.start() + whole.start, found.end() + whole.start)
            yield from (unit for unit in chunk.units if unit.span.overlaps(span))

    # -- mentions -----------------------------------------------------------------------------------------

    def _find(self, words: str, span: Span, *, last: bool = False) -> Mention | None:
        """Where words stand in a stretch of the text, in their own case or else in any."""
        for flags in (re.NOFLAG, re.IGNORECASE):
            found = list(re.finditer(pattern(words), self._text[span.start : span.end], flags))
            if found:
                m = found[-1 if last else 0]
                return self._mention(Span(m.start() + span.start, m.end() + span.start))
        return None

    def _mention(self, span: Span) -> Mention:
        return Mention(text=self._text[span.start : span.end], span=span)

    def _near(self, words: str | None, unit: Unit, shown: tuple[Span, ...]) -> Mention | None:
        """Words in the sentence or item, in its lead, or nearest before it in what the model was shown, else after."""
        if words is None:
            return None
        bare = _ARTICLE.sub("", words, count=1) if _ARTICLE.match(words) else words
        places = [unit.span, *([] if unit.lead is None else [unit.lead])]
        places += [s for s in reversed(shown) if s.end <= unit.span.start]
        places += [s for s in shown if s.start >= unit.span.end]
        for span in places:
            found = self._find(bare, span, last=span.end <= unit.span.start)
            if found is not None:
                return found
        self._dropped["mentions that do not stand"] += 1
        return None

    def _all(self, words: Iterable[str], unit: Unit, shown: tuple[Span, ...]) -> tuple[Mention, ...]:
        found = (self._near(w, unit, shown) for w in words)
        return tuple(dict.fromkeys(m for m in found if m is not None))

    # -- slots --------------------------------------------------------------------------------------------

    def _place(self, said: SaidPlace | None, unit: Unit, shown: tuple[Span, ...]) -> PlaceMention | None:
        if said is None:
            return None
        found = self._near(said.text, unit, shown)
        if found is None:
            return None
        within = self._near(said.within, unit, shown)
        other = self._near(said.other, unit, shown) if said.relation is Relation.BETWEEN else None
        relation, km = self._relation(said.relation, unit, found.span, shown)
        span = found.span
        if other is not None and 0 <= other.span.start - span.end <= 60:
            found = self._mention(Span(span.start, other.span.end))
        return PlaceMention(
            text=found.text,
            span=found.span,
            relation=relation,
            kind=self._kind(span),
            context=() if within is None or within.span.overlaps(found.span) else (within,),
            heading=None if unit.heading is None else self._mention(unit.heading),
            distance_km=km,
            other=other,
        )

    def _relation(
        self, said: Relation, unit: Unit, place: Span, shown: tuple[Span, ...]
    ) -> tuple[Relation, float | None]:
        """The relation as answered; a direction, and how far, only where this sentence or the place's has the words."""
        if said not in _COMPASS:
            return said, None
        around = next((s for s in shown if s.start <= place.start and place.end <= s.end), unit.span)
        word = re.compile(rf"(?<![\w'’])(?:{_COMPASS[said]})(?!\w)", re.IGNORECASE)
        if not any(word.search(self._text, s.start, s.end) for s in (unit.span, around)):
            self._dropped["directions that do not stand"] += 1
            return Relation.AT, None
        km = list(_KM.finditer(self._text, max(around.start, place.start - 60), place.start))
        return said, float(km[-1].group(1)) if km else None

    def _kind(self, span: Span) -> str | None:
        """The kind noun in the words for a place or beside them: "the hill of X", "X airbase"."""
        before = re.findall(r"\w+", self._text[max(0, span.start - 30) : span.start].lower())
        if before[-1:] == ["of"]:
            before = before[:-1]
        inside = re.findall(r"\w+", self._text[span.start : span.end].lower())
        after = re.match(r" (\w+)", self._text[span.end : span.end + 30].lower())
        for word in (*inside[-1:], *inside[:1], *([after.group(1)] if after else []), *before[-1:]):
            for name in sorted(self._words.classes.get((word,), ())):
                if name.startswith("kind_"):
                    return name[5:]
        return None

    def _moved(self, words: str | None, unit: Unit, shown: tuple[Span, ...]) -> PlaceMention | None:
        if words is None:
            return None
        return self._place(SaidPlace(text=words, relation=Relation.AT, within=None, other=None), unit, shown)

    def _time(self, words: str | None, unit: Unit, shown: tuple[Span, ...]) -> Mention | None:
        """The time expression that the words stand in, as this program's own grammar cuts it."""
        found = self._near(words, unit, shown)
        if found is None:
            return None
        around = next((s for s in (unit.span, *reversed(shown)) if s.overlaps(found.span)), found.span)
        time = next((t for t in find_times(self._text, around) if t.span.overlaps(found.span)), None)
        if time is None:
            self._dropped["times without a date in them"] += 1
        return time

    def _counts(self, said: Iterable[SaidCount], unit: Unit, trigger: Mention) -> Iterator[CountMention]:
        """Numbers of the sentence itself, with figures read from its words; each once for a trigger."""
        numbers = find_counts(self._text, unit.span)
        for count in said:
            found = self._find(count.text, unit.span)
            # What stands before a number may make it none ("point 40"); the model judged that.
            alone = () if found is None else find_counts(self._text, Span(found.span.start, unit.span.end))
            raw = next((n for n in (*numbers, *alone) if found is not None and n.span.overlaps(found.span)), None)
            if raw is None:
                self._dropped["numbers that do not stand"] += 1
                continue
            if (trigger.span, raw.span) in self._counted:
                continue
            self._counted.add((trigger.span, raw.span))
            yield CountMention(
                text=self._text[raw.span.start : raw.span.end],
                span=raw.span,
                what=count.what,
                low=raw.low,
                best=raw.best,
                high=raw.high,
                of=self._near(count.of, unit, ()),
            )

    def _reading(
        self, said: Said, unit: Unit, trigger: Mention, place: PlaceMention | None, shown: tuple[Span, ...]
    ) -> Reading:
        at = None if place is None else place.span
        initiator = self._all(said.initiator, unit, shown)
        moved = (self._moved(said.origin, unit, shown), self._moved(said.destination, unit, shown))
        origin, destination = ends(*moved, said.type, place)
        return Reading(
            id=reading_id(self._report.id, trigger.span, said.type, at, 0),
            report=self._report.id,
            type=said.type,
            trigger=trigger,
            quote=self._mention(unit.span),
            status=said.status,
            certainty=said.certainty,
            frame=FRAME,
            confidence=_CONFIDENCE,
            initiator=initiator,
            target=tuple(m for m in self._all(said.target, unit, shown) if m not in initiator),
            attributed_to=self._all(said.attributed_to, unit, shown),
            place=place,
            origin=origin,
            destination=destination,
            time=self._time(said.time, unit, shown),
            counts=tuple(self._counts(said.counts, unit, trigger)),
            phase=said.phase if said.phase in PHASES.get(said.type, ()) else None,
            outcome=said.outcome if said.outcome in OUTCOMES.get(said.type, ()) else None,
        )
