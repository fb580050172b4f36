"""From scores to readings: the model proposes; numbers, dates, names, lists and directions are the rules'."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from fogline.codec import reading_id
from fogline.read.counts import OF_THINGS, counts_attacks, figures_of, kind_told
from fogline.read.denial import said_false
from fogline.read.mentions import Kind
from fogline.read.modality import SAYING
from fogline.read.model.judge import TINY, Thresholds, Verdict, judge
from fogline.read.model.net import Filled, Tagged, softmax
from fogline.read.model.sheet import Sheet
from fogline.read.model.stretches import Stretch, Stretches
from fogline.read.model.surroundings import Trigger, draft_of, trigger_of
from fogline.read.model.who import Who
from fogline.read.reader import Ordinals
from fogline.read.rules import Line
from fogline.read.where import ends, item_places, joined, place_mention
from fogline.records import (
    Certainty,
    ClaimType,
    CountKind,
    CountMention,
    Mention,
    PlaceMention,
    Reading,
    ReadingId,
    Report,
    Span,
    Status,
)

_PRONOUNS = frozenset(("he", "she", "they", "it"))
_HE_SAID = re.compile(rf"\b(?:he|she|they|it)\s(?:also\s|then\s)?(?:{'|'.join(sorted(SAYING))})\b", re.IGNORECASE)
"""Where the speaker of the line before goes on speaking."""
_BY_MODEL = "model"
"""What a reading without a frame is made by."""
_OF_NOBODY = frozenset((CountKind.STRIKES, CountKind.PLACES))
_PLACE_OF = {
    ClaimType.DEPLOYMENT: "destination",
    ClaimType.EVACUATION: "origin",
    ClaimType.DISPLACEMENT: "origin",
    ClaimType.WITHDRAWAL: "origin",
}
"""Movements, each with the slot whose place is its place, as the claims guide has it."""


class Decoder:
    """Turns the kept triggers of one report into readings."""

    def __init__(self, report: Report, page: Sheet, config: Mapping[str, Sequence[str]], lines: Thresholds) -> None:
        """`config` names the network's outputs."""
        self.report, self.page, self.lines = report, page, lines
        self._words = Stretches(report, page, config["slots"], lines)
        self._who = Who(page, self._words, lines)
        self._config = config
        self._ordinals = Ordinals()
        self._tallies: Mapping[Trigger, Sequence[Stretch]] = {}

    def decode(self, verdicts: Iterable[Verdict]) -> tuple[Reading, ...]:
        """All readings in text order."""
        kept = [v for v in verdicts if v.chance >= (self.lines.framed if self._framed(v) else self.lines.keep)]
        self._tallies = self._told_once(kept)
        busy = {self.page.line_of[v.trigger.start] for v in kept}
        made: list[Reading] = []
        spoke: tuple[Mention, ...] = ()
        last = 0
        for verdict in kept:
            number = self.page.line_of[verdict.trigger.start]
            readings = [r for r in self._readings(verdict, busy) if not _says_nothing(r)]
            said = next((r.attributed_to for r in readings if r.attributed_to), ())
            if any(m.text.lower() not in _PRONOUNS for m in said):
                spoke, last = said, number
            elif spoke and number == last + 1 and (said or self._he_said(number)):
                readings, last = [replace(r, attributed_to=spoke) for r in readings], number
            made.extend(readings)
        return _once(made)

    def _framed(self, verdict: Verdict) -> bool:
        """True for a trigger that a frame reads as of this type too."""
        draft = draft_of(self.page, verdict.trigger)
        return draft is not None and draft.chosen.frame.type is verdict.type

    def _told_once(self, kept: Sequence[Verdict]) -> dict[Trigger, list[Stretch]]:
        """The counts of each trigger, each left to the one it most likely belongs to: a count is told of one thing."""
        spans = {v.trigger: self._words.of(v.filled, "counts") for v in kept}
        best: dict[int, float] = {}
        for first, end, chance in chain.from_iterable(spans.values()):
            best.update({word: max(chance, best.get(word, 0.0)) for word in range(first, end)})
        return {
            t: [s for s in told if any(s[2] >= best[word] for word in range(s[0], s[1]))] for t, told in spans.items()
        }

    def _he_said(self, number: int) -> bool:
        """True for a line whose speaker is told by a pronoun alone."""
        span = self.page.lines[number].span
        return _HE_SAID.search(self.report.text, span.start, span.end) is not None

    def _readings(self, verdict: Verdict, busy: set[int]) -> Iterable[Reading]:
        number = self.page.line_of[verdict.trigger.start]
        line = self.page.lines[number]
        places = self._places(verdict)
        times = self._times(verdict, len(places))
        whole = self._whole_reading(verdict, line, times[0] if times else None)
        items = self._items(number, busy) if line.leads else []
        if items:
            for n, (quote, place) in enumerate(items):
                yield self._at(replace(whole, quote=quote), place, counted=n == 0)
            return
        paired = len(times) == len(places) > 1
        for n, where in enumerate(places or (None,)):
            yield self._at(replace(whole, time=times[n]) if paired else whole, where, counted=n == 0)

    def _items(self, number: int, busy: set[int]) -> list[tuple[Mention, PlaceMention]]:
        """The list items under a lead sentence that make no claim of their own, with their places."""
        lead = self.page.lines[number].span
        made: list[tuple[Mention, PlaceMention]] = []
        for n in range(number + 1, len(self.page.lines)):
            line = self.page.lines[n]
            if line.lead is None or not line.lead.overlaps(lead) or n in busy:
                continue
            quote = self._words.quoted(line.span)
            named = [f for f in line.sentence.found if f.kind is Kind.PLACE and not f.generic]
            for found in item_places(named, quote.text, line.span):
                made.append((quote, place_mention(line.sentence, found, line.heading)))
        return made

    def _whole_reading(self, verdict: Verdict, line: Line, time: Mention | None) -> Reading:
        """The reading of a trigger with all that does not depend on which of its places it is about."""
        number = self.page.line_of[verdict.trigger.start]
        initiator, target = self._who.sides(verdict)
        status, certainty, phase, outcome = self._qualities(verdict)
        first = self.page.starts[number]
        if said_false(line.sentence.lowers, verdict.trigger.start - first, verdict.trigger.end - first):
            status = Status.DENIED
        return Reading(
            id=ReadingId(""),
            report=self.report.id,
            type=verdict.type,
            trigger=self._words.mention(verdict.trigger.start, verdict.trigger.end),
            quote=self._words.quoted(line.span),
            status=status,
            certainty=certainty,
            frame=self._frame(verdict, line),
            confidence=self._confidence(verdict),
            initiator=initiator,
            target=target,
            attributed_to=self._who.speakers(verdict, line if status is Status.DENIED else None),
            origin=self._moved(verdict, "origin"),
            destination=self._moved(verdict, "destination"),
            time=time,
            counts=self._counts(verdict, target),
            phase=phase,
            outcome=outcome,
        )

    def _at(self, whole: Reading, place: PlaceMention | None, *, counted: bool) -> Reading:
        """The reading about one place, with its id; shared counts stand on the first alone."""
        span = whole.trigger.span
        at = None if place is None else place.span
        ordinal = self._ordinals.next(span, whole.type, at)
        origin, destination = ends(whole.origin, whole.destination, whole.type, place)
        return replace(
            whole,
            id=reading_id(self.report.id, span, whole.type, at, ordinal),
            ordinal=ordinal,
            place=place,
            origin=origin,
            destination=destination,
            counts=whole.counts if counted else (),
        )

    # -- slots ------------------------------------------------------------------------------------------

    def _places(self, verdict: Verdict) -> list[PlaceMention]:
        spans = self._words.beside(self._words.whole(self._words.of(verdict.filled, "place"), Kind.PLACE))
        spans = [s for s in spans if not self._words.is_excepted(s[0])]
        if verdict.type is not ClaimType.DEPLOYMENT:
            goals = {s[0] for s in self._words.of(verdict.filled, "destination")}
            spans = [s for s in spans if s[0] not in goals] or spans
        told = self._words.of(verdict.filled, _PLACE_OF[verdict.type]) if verdict.type in _PLACE_OF else []
        if told:
            likeliest = max(told, key=lambda s: s[2])
            spans = spans if any(s[:2] == likeliest[:2] for s in spans) else [likeliest]
        made: dict[Span, PlaceMention] = {}
        for first, end, _ in spans:
            place = self._words.place(first, end)
            place = joined(place, self.page.lines[self.page.line_of[first]].sentence)
            if not any(place.other is None and place.span.overlaps(span) for span in made):
                made.setdefault(place.span, place)
        if not made and "place" in self.lines.borrow:
            draft = draft_of(self.page, verdict.trigger)
            return [] if draft is None else list(draft.places)
        return list(made.values())

    def _moved(self, verdict: Verdict, slot: str) -> PlaceMention | None:
        spans = self._words.of(verdict.filled, slot)
        if not spans:
            return None
        first, end, _ = max(spans, key=lambda s: s[2])
        return self._words.place(first, end)

    def _times(self, verdict: Verdict, places: int) -> list[Mention]:
        """The times, in text order where there is one a place, else the likeliest first.

        Words that the rules do not know for a time stand as they are, and count for nothing where no days can be told.
        """
        made: list[tuple[float, Mention]] = []
        for first, end, chance in self._words.of(verdict.filled, "time"):
            found = self._words.found(first, end, Kind.TIME)
            told = self._words.mention(first, end) if found is None else found.mention
            if all(told.span != m.span for _, m in made):
                made.append((chance, told))
        if len(made) > 1 and len(made) != places:
            made.sort(key=lambda m: -m[0])
        return [m for _, m in made]

    def _counts(self, verdict: Verdict, target: Sequence[Mention]) -> tuple[CountMention, ...]:
        made: dict[Span, CountMention] = {}
        trigger = self._words.mention(verdict.trigger.start, verdict.trigger.end)
        line = self.page.lines[self.page.line_of[verdict.trigger.start]]
        behind = self._words.quoted(Span(trigger.span.start, line.span.end)).text
        where = {w: i for i, w in enumerate(verdict.filled.words)}
        for first, end, _ in self._tallies[verdict.trigger]:
            found = self._words.found(first, end, Kind.COUNT)
            if found is None or found.count is None:
                mention, last = self._words.mention(first, end), end - self.page.starts[self.page.line_of[first]]
            else:
                mention, last = found.mention, found.last
            figures = figures_of(self.report.text, mention.span)
            if figures is None or mention.span in made:
                continue
            likely = np.argsort(-verdict.filled.whats[where[first]], kind="stable")
            kinds = (CountKind(self._config["whats"][int(n)]) for n in likely)
            people = self._of_people(last, first)
            what = kind_told(next(k for k in kinds if not people or k not in OF_THINGS), trigger.text, behind)
            low, best, high = figures
            attacks = verdict.type is ClaimType.CLASH and counts_attacks(self.report.text, mention.span.end)
            what = CountKind.OTHER if attacks else what
            made[mention.span] = CountMention(
                text=mention.text, span=mention.span, what=what, low=low, best=best, high=high,
                of=None if attacks or what in _OF_NOBODY else self._counted(last, first, target),
            )  # fmt: skip
        return tuple(made.values())

    def _of_people(self, last: int, word: int) -> bool:
        """True for "300 militants" and "twelve garrison soldiers", not for "three garrison tanks"."""
        found = self.page.lines[self.page.line_of[word]].sentence.found
        behind = next((f.text.split()[-1] for f in found if f.kind is Kind.ACTOR and f.first == last), "")
        return behind.islower() and (behind.endswith("s") or behind in ("men", "people", "children", "women"))

    def _counted(self, last: int, word: int, target: Sequence[Mention]) -> Mention | None:
        """Who is counted: the actor right after the count that ends before word `last` of its line, else the target."""
        line = self.page.lines[self.page.line_of[word]]
        for found in line.sentence.found:
            if found.kind is Kind.ACTOR and 0 <= found.first - last <= 3:
                return found.mention
        return target[0] if target else None

    # -- qualities --------------------------------------------------------------------------------------

    def _qualities(self, verdict: Verdict) -> tuple[Status, Certainty, str | None, str | None]:
        made: list[str] = []
        at = 0
        for name in ("statuses", "certainties", "phases", "outcomes"):
            names = self._config[name]
            made.append(names[int(verdict.filled.rest[at : at + len(names)].argmax())])
            at += len(names)
        return Status(made[0]), Certainty(made[1]), made[2] or None, made[3] or None

    def _confidence(self, verdict: Verdict) -> float:
        """Log-odds that the claim is there and of its type."""
        chance = min(max(verdict.chance * verdict.sure, TINY), 1 - TINY)
        return self.lines.slope * math.log(chance / (1 - chance)) + self.lines.offset

    def _frame(self, verdict: Verdict, line: Line) -> str:
        """The frame that proposed this type here, or the model alone."""
        number = self.page.line_of[verdict.trigger.start]
        for hit in line.hits:
            if verdict.trigger.overlaps(trigger_of(self.page, number, hit)):
                for frame in hit.frames:
                    if frame.type is verdict.type:
                        return frame.id
        return _BY_MODEL


def _says_nothing(made: Reading) -> bool:
    """True for a reading that no frame supports and that names nobody, no place and no time."""
    return made.frame == _BY_MODEL and not (made.initiator or made.target or made.place or made.time)


def _once(made: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings without those that say what a surer one says, of the same sentence, by another of its words.

    The counts of one that is left out stand with the other where that has none.
    """
    kept: dict[tuple[object, ...], list[Reading]] = {}
    left: dict[ReadingId, Reading] = {}
    for reading in sorted(made, key=lambda r: -r.confidence):
        place = reading.place.text if reading.place else None
        time = reading.time.text if reading.time else None
        said = kept.setdefault((reading.quote.span, reading.type, reading.status, place, time), [])
        twin = next((o for o in said if o.trigger.span != reading.trigger.span and _agree(reading, o)), None)
        if twin is None:
            said.append(reading)
            left[reading.id] = reading
        elif reading.counts and not left[twin.id].counts:
            left[twin.id] = replace(left[twin.id], counts=reading.counts)
    return tuple(left[r.id] for r in made if r.id in left)


def _agree(a: Reading, b: Reading) -> bool:
    """True where neither names actors in a slot in which the other names others."""
    for one, other in ((a.initiator, b.initiator), (a.target, b.target)):
        if one and other and {m.text.lower() for m in one}.isdisjoint(m.text.lower() for m in other):
            return False
    return True


def decode(
    report: Report, page: Sheet, tagged: Tagged, filled: Sequence[Filled], found: Sequence[Trigger],
    config: Mapping[str, Sequence[str]], lines: Thresholds,
) -> tuple[Reading, ...]:  # fmt: skip
    """The readings of a report whose proposed triggers were filled."""
    chances = softmax(tagged.tags)
    verdicts = [judge(t, f, chances, config["types"], lines) for t, f in zip(found, filled, strict=True)]
    return Decoder(report, page, config, lines).decode(verdicts)
