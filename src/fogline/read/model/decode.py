"""From scores to readings: the model proposes; numbers, dates, names, lists and directions are the rules'."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from fogline.codec import reading_id
from fogline.read import slots as rules
from fogline.read.counts import figures_of, kind_told
from fogline.read.denial import said_false
from fogline.read.mentions import Found, Kind
from fogline.read.model.net import Filled, Tagged, softmax
from fogline.read.model.sheet import Floats, Sheet
from fogline.read.model.surroundings import Trigger, trigger_of
from fogline.read.reader import Ordinals
from fogline.read.rules import Draft, Line
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

_TINY = 1e-6
_EDGE = frozenset("the a an of in at on near to from by and or , . ; : ( ) ' \" “ ” ’ ‘ - – —".split())
_LISTED = frozenset(("initiator", "target", "place", "attributed_to"))
"""Slots in which all members of a list stand where one does."""
_AND = frozenset((",", "and", "&"))
_IN_LISTS = _AND | frozenset("the a an as well with their its own of".split())
_MOST_BETWEEN = 4
_PRONOUNS = frozenset(("he", "she", "they", "it"))
_HE_SAID = re.compile(
    r"\b(?:he|she|they|it)\s(?:also\s|then\s)?(?:said|says|added|adds|told|reported|reports|stated|states|claimed|claims"
    r"|asserted|asserts|declared|announced|confirmed|wrote)\b",
    re.IGNORECASE,
)
"""Where the speaker of the line before goes on speaking."""
_PLACE_OF = {
    ClaimType.DEPLOYMENT: "destination",
    ClaimType.EVACUATION: "origin",
    ClaimType.DISPLACEMENT: "origin",
    ClaimType.WITHDRAWAL: "origin",
}
"""Movements, each with the slot whose place is its place, as the claims guide has it."""
_SETTLEMENTS = frozenset(("city", "town", "village"))
_JOINS = frozenset("of in at near from the inside on".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where the decoder draws its lines; fitted on held-out documents and kept beside the weights.

    `propose` is the tagger's least chance for a trigger to be looked at; `keep` the least mixed chance for a
    claim, `trust` the filler's share in it; `blend` the tagger's say in the type; `slot` the least chance of a
    word to stand in a slot; `second` the least chance of all mentions but the best where several fill a slot;
    `borrow` names slots that, left empty, take what the rules found for the trigger; `slope` and
    `offset` calibrate the confidence.
    """

    propose: float = 0.25
    keep: float = 0.45
    trust: float = 0.6
    blend: float = 0.7
    slot: Mapping[str, float] = field(default_factory=dict)
    second: Mapping[str, float] = field(default_factory=dict)
    borrow: Sequence[str] = ()
    slope: float = 1.0
    offset: float = 0.0


def triggers(chances: Floats, least: float) -> list[Trigger]:
    """Stretches of words whose chance of being in any trigger reaches `least`; a first word begins another."""
    some = 1.0 - chances[:, 0]
    first = chances[:, 1::2].sum(axis=1)
    made: list[Trigger] = []
    at = 0
    while at < len(some):
        if some[at] < least:
            at += 1
            continue
        end = at + 1
        while end < len(some) and some[end] >= least and first[end] < some[end] - first[end]:
            end += 1
        made.append(Trigger(at, end))
        at = end
    return made


def proposals(page: Sheet, chances: Floats, least: float) -> tuple[Trigger, ...]:
    """The tagger's triggers in text order, none over a line's end.

    Those of the rules are among the tagger's features; one that it gives next to no chance is not looked at again,
    since the filler has refused practically all of them.
    """
    return tuple(Trigger(t.start, min(t.end, page.starts[page.line_of[t.start] + 1])) for t in triggers(chances, least))


def _chance(trigger: Trigger, chances: Floats, filled: float, lines: Thresholds) -> float:
    """The chance of a claim from what the tagger and, with `filled`, the filler think of it."""
    return lines.trust * filled + (1.0 - lines.trust) * float(1.0 - chances[trigger.start : trigger.end, 0].min())


def within_reach(trigger: Trigger, chances: Floats, lines: Thresholds) -> bool:
    """False for a trigger that the tagger thinks too little of to be kept, whatever the filler says of it."""
    return _chance(trigger, chances, 1.0, lines) >= lines.keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the network makes of one trigger, before its slots are read: `chance` that it carries a claim."""

    trigger: Trigger
    type: ClaimType
    chance: float
    sure: float
    filled: Filled


def judge(trigger: Trigger, filled: Filled, chances: Floats, types: Sequence[str], lines: Thresholds) -> Verdict:
    """Type and chance of a trigger, from tagger and filler together."""
    own = softmax(filled.types)
    inside = chances[trigger.start : trigger.end]
    tagged = inside[:, 1:].reshape(len(inside), len(types), 2).sum(axis=-1).max(axis=0)
    mixed = np.log(own[:-1] + _TINY) + lines.blend * np.log(tagged + _TINY)
    share = softmax(mixed)
    best = int(mixed.argmax())
    chance = _chance(trigger, chances, 1.0 - float(own[-1]), lines)
    return Verdict(trigger=trigger, type=ClaimType(types[best]), chance=chance, sure=float(share[best]), filled=filled)


class Decoder:
    """Turns the kept triggers of one report into readings."""

    def __init__(self, report: Report, page: Sheet, config: Mapping[str, Sequence[str]], lines: Thresholds) -> None:
        """`config` names the network's outputs."""
        self.report, self.page, self.lines = report, page, lines
        self._slots = {name: n for n, name in enumerate(config["slots"])}
        self._config = config
        self._ordinals = Ordinals()
        self._tallies: Mapping[Trigger, Sequence[tuple[int, int, float]]] = {}

    def decode(self, verdicts: Iterable[Verdict]) -> tuple[Reading, ...]:
        """All readings in text order."""
        kept = [v for v in verdicts if v.chance >= self.lines.keep]
        self._tallies = self._told_once(kept)
        busy = {self.page.line_of[v.trigger.start] for v in kept}
        made: list[Reading] = []
        spoke: tuple[Mention, ...] = ()
        last = 0
        for verdict in kept:
            number = self.page.line_of[verdict.trigger.start]
            readings = list(self._readings(verdict, busy))
            said = next((r.attributed_to for r in readings if r.attributed_to), ())
            if any(m.text.lower() not in _PRONOUNS for m in said):
                spoke, last = said, number
            elif spoke and number == last + 1 and (said or self._he_said(number)):
                readings, last = [replace(r, attributed_to=spoke) for r in readings], number
            made.extend(readings)
        return _once(made)

    def _told_once(self, kept: Sequence[Verdict]) -> dict[Trigger, list[tuple[int, int, float]]]:
        """The counts of each trigger, each left to the one it most likely belongs to: a count is told of one thing."""
        spans = {v.trigger: self._spans(v, "counts") for v in kept}
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
            quote = self._quoted(line.span)
            named = [f for f in line.sentence.found if f.kind is Kind.PLACE and not f.generic]
            for found in rules.item_places(named, quote.text, line.span):
                made.append((quote, rules.place_mention(line.sentence, found, line.heading)))
        return made

    def _whole_reading(self, verdict: Verdict, line: Line, time: Mention | None) -> Reading:
        """The reading of a trigger with all that does not depend on which of its places it is about."""
        number = self.page.line_of[verdict.trigger.start]
        initiator, target = self._sides(verdict)
        status, certainty, phase, outcome = self._qualities(verdict)
        first = self.page.starts[number]
        if said_false(line.sentence.lowers, verdict.trigger.start - first, verdict.trigger.end - first):
            status = Status.DENIED
        return Reading(
            id=ReadingId(""),
            report=self.report.id,
            type=verdict.type,
            trigger=self._mention(verdict.trigger.start, verdict.trigger.end),
            quote=self._quoted(line.span),
            status=status,
            certainty=certainty,
            frame=self._frame(verdict, line),
            confidence=self._confidence(verdict),
            initiator=initiator,
            target=target,
            attributed_to=self._actors(verdict, "attributed_to"),
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
        return replace(
            whole,
            id=reading_id(self.report.id, span, whole.type, at, ordinal),
            ordinal=ordinal,
            place=place,
            origin=rules.per_place(whole.origin, whole.type, place, "origin"),
            destination=rules.per_place(whole.destination, whole.type, place, "destination"),
            counts=whole.counts if counted else (),
        )

    def _quoted(self, span: Span) -> Mention:
        return Mention(text=self.report.text[span.start : span.end], span=span)

    # -- slots ------------------------------------------------------------------------------------------

    def _spans(self, verdict: Verdict, slot: str) -> list[tuple[int, int, float]]:
        """The stretches of words in a slot (first word, end, best chance), in text order."""
        chances = verdict.filled.slots[:, self._slots[slot], :]
        least = self.lines.slot.get(slot, 0.5)
        inside = 1.0 - chances[:, 0]
        if not (inside >= least).any():
            return []
        words = verdict.filled.words
        made: list[tuple[int, int, float]] = []
        i = 0
        while i < len(words):
            if inside[i] < least:
                i += 1
                continue
            end = i + 1
            while (
                end < len(words)
                and words[end] == words[end - 1] + 1
                and inside[end] >= least
                and chances[end, 1] < chances[end, 2]
                and self.page.line_of[words[end]] == self.page.line_of[words[i]]
            ):
                end += 1
            first, last = self._trim(words[i], words[end - 1] + 1)
            if first < last:
                made.append((first, last, float(inside[i:end].max())))
            i = end
        best = max((chance for _, _, chance in made), default=0.0)
        least = self.lines.second.get(slot, 0.0)
        kept = {span for span in made if span[2] >= min(least, best)}
        if slot in _LISTED:
            for chain in self._chains(made, of_places=slot == "place"):
                kept.update(chain if kept.intersection(chain) else ())
        return [span for span in made if span in kept]

    def _chains(
        self, spans: Sequence[tuple[int, int, float]], *, of_places: bool
    ) -> list[list[tuple[int, int, float]]]:
        """The spans by the list they stand in: "the garrison, the river guard and their allies" is one.

        Among places, "the village of Reedham, and the town of Saltby" is one too, however it is cut.
        """
        made: list[list[tuple[int, int, float]]] = []
        for span in spans:
            between = [w.lower() for w in self.page.words[made[-1][-1][1] : span[0]]] if made else []
            if of_places and between:
                sentence = self.page.lines[self.page.line_of[span[0]]].sentence
                between = ["and"] if between == ["of"] else [w for w in between if sentence.kind_at(w) is None]
            most = _MOST_BETWEEN + of_places
            if 0 < len(between) <= most and _IN_LISTS.issuperset(between) and not _AND.isdisjoint(between):
                made[-1].append(span)
            else:
                made.append([span])
        return made

    def _trim(self, first: int, end: int) -> tuple[int, int]:
        """Leaves out articles, prepositions and marks at the ends of a mention."""
        while first < end and self.page.words[first].lower() in _EDGE:
            first += 1
        while first < end and self.page.words[end - 1].lower() in _EDGE:
            end -= 1
        return first, end

    def _whole(self, spans: Sequence[tuple[int, int, float]], kind: Kind) -> list[tuple[int, int, float]]:
        """One mention for "gunmen of the Marsh League" or "the bridge in Oldmere": the one that bears a name."""
        made: list[tuple[int, int, float]] = []
        for span in spans:
            between = range(made[-1][1], span[0]) if made else range(0)
            if 0 < len(between) <= 2 and all(self.page.words[w].lower() in _JOINS for w in between):
                before = self._found(made[-1][0], made[-1][1], frozenset({kind}))
                here = self._found(span[0], span[1], frozenset({kind}))
                if (before is None or before.generic) and here is not None and not here.generic:
                    made[-1] = span
                continue
            made.append(span)
        return made

    def _found(self, first: int, end: int, kinds: frozenset[Kind]) -> Found | None:
        """The rules' mention that covers most of some words."""
        number = self.page.line_of[first]
        start = self.page.starts[number]
        best, most = None, 0
        for found in self.page.lines[number].sentence.found:
            shared = min(end - start, found.last) - max(first - start, found.first)
            if found.kind in kinds and shared > most:
                best, most = found, shared
        return best

    def _mention(self, first: int, end: int) -> Mention:
        return self._quoted(Span(self.page.spans[first].start, self.page.spans[end - 1].end))

    def _actors(self, verdict: Verdict, slot: str) -> tuple[Mention, ...]:
        made: list[Mention] = []
        spans = self._spans(verdict, slot)
        if slot != "attributed_to":
            other = self._spans(verdict, "target" if slot == "initiator" else "initiator")
            rivals = {(a, b): chance for a, b, chance in other}
            spans = [s for s in spans if rivals.get(s[:2], 0.0) < s[2]]
            spans = self._whole(spans, Kind.ACTOR)
        for first, end, _ in spans:
            found = self._found(first, end, frozenset({Kind.ACTOR})) if slot != "attributed_to" else None
            mention = self._mention(first, end)
            if found is not None and not found.generic and found.ids:
                mention = Mention(text=found.text, span=found.span)
            if all(mention.span != other.span and mention.text != other.text for other in made):
                made.append(mention)
        if not made and slot in self.lines.borrow:
            draft = self._draft(verdict)
            lent = () if draft is None else draft.initiator if slot == "initiator" else draft.target
            return tuple(Mention(text=found.text, span=found.span) for found in lent)
        return tuple(made)

    def _sides(self, verdict: Verdict) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Initiator and target; in "the garrison lost Saltby to the League" the taker stands where the frame has it."""
        initiator, target = self._actors(verdict, "initiator"), self._actors(verdict, "target")
        draft = self._draft(verdict)
        if draft is None or draft.chosen.frame.type is not verdict.type:
            return initiator, target
        behind = draft.chosen.fillers.all("to") if draft.chosen.frame.actors.get("to") == "initiator" else ()
        takers = tuple(Mention(text=f.text, span=f.span) for f in draft.initiator if f in behind)
        if not takers:
            return initiator, target
        begin = self.page.spans[verdict.trigger.start].start
        losers = tuple(m for m in (*target, *initiator) if m.span.end <= begin)
        return takers, losers or tuple(m for m in target if not any(m.span.overlaps(t.span) for t in takers))

    def _draft(self, verdict: Verdict) -> Draft | None:
        """What the rules made of the same trigger."""
        number = self.page.line_of[verdict.trigger.start]
        for draft in self.page.lines[number].drafts:
            if verdict.trigger.overlaps(trigger_of(self.page, number, draft.chosen.hit)):
                return draft
        return None

    def _place(self, first: int, end: int) -> PlaceMention:
        number = self.page.line_of[first]
        line = self.page.lines[number]
        if end - first > 2 and self._is_settlement(first) and self.page.words[first + 1].lower() == "of":
            first += 2
        found = self._found(first, end, frozenset({Kind.PLACE}))
        start = self.page.starts[number]
        mention = self._mention(first, end)
        named = self._of_a_name(end) if self._is_settlement(end - 1) and (found is None or found.generic) else None
        if named is not None:
            return rules.place_mention(line.sentence, named, line.heading)
        if found is None or (found.last - found.first < (end - first) - 1):
            kind = None if found is None else found.place_kind
            found = Found(
                kind=Kind.PLACE, span=mention.span, text=mention.text, first=first - start, last=end - start,
                classes=frozenset({"place"}), place_kind=kind,
            )  # fmt: skip
        return rules.place_mention(line.sentence, found, line.heading)

    def _is_settlement(self, word: int) -> bool:
        """True for a word like "village": of such and a name the name is the place, and of "outskirts of" all."""
        sentence = self.page.lines[self.page.line_of[word]].sentence
        return sentence.kind_at(self.page.words[word].lower()) in _SETTLEMENTS

    def _of_a_name(self, end: int) -> Found | None:
        """The named place behind words that end in "of": the city *of Saltby*."""
        words = self.page.words
        if end + 1 >= len(words) or words[end].lower() != "of" or self.page.line_of[end] != self.page.line_of[end - 1]:
            return None
        number = self.page.line_of[end]
        start = end + 1 - self.page.starts[number]
        places = (f for f in self.page.lines[number].sentence.found if f.kind is Kind.PLACE)
        return next((f for f in places if f.first == start and not f.generic), None)

    def _places(self, verdict: Verdict) -> list[PlaceMention]:
        spans = self._whole(self._spans(verdict, "place"), Kind.PLACE)
        if verdict.type is not ClaimType.DEPLOYMENT:
            goals = {s[0] for s in self._spans(verdict, "destination")}
            spans = [s for s in spans if s[0] not in goals] or spans
        told = self._spans(verdict, _PLACE_OF[verdict.type]) if verdict.type in _PLACE_OF else []
        if told:
            likeliest = max(told, key=lambda s: s[2])
            spans = spans if any(s[:2] == likeliest[:2] for s in spans) else [likeliest]
        made: dict[Span, PlaceMention] = {}
        for first, end, _ in spans:
            place = self._place(first, end)
            made.setdefault(place.span, place)
        if not made and "place" in self.lines.borrow:
            draft = self._draft(verdict)
            return [] if draft is None else list(draft.places)
        return list(made.values())

    def _moved(self, verdict: Verdict, slot: str) -> PlaceMention | None:
        spans = self._spans(verdict, slot)
        if not spans:
            return None
        first, end, _ = max(spans, key=lambda s: s[2])
        return self._place(first, end)

    def _times(self, verdict: Verdict, places: int) -> list[Mention]:
        """The times, in text order where there is one a place, else the likeliest first.

        Words that the rules do not know for a time stand as they are, and count for nothing where no days can be told.
        """
        made: list[tuple[float, Mention]] = []
        for first, end, chance in self._spans(verdict, "time"):
            found = self._found(first, end, frozenset({Kind.TIME}))
            told = self._mention(first, end) if found is None else Mention(text=found.text, span=found.span)
            if all(told.span != m.span for _, m in made):
                made.append((chance, told))
        if len(made) > 1 and len(made) != places:
            made.sort(key=lambda m: -m[0])
        return [m for _, m in made]

    def _counts(self, verdict: Verdict, target: Sequence[Mention]) -> tuple[CountMention, ...]:
        made: dict[Span, CountMention] = {}
        trigger = self._mention(verdict.trigger.start, verdict.trigger.end)
        line = self.page.lines[self.page.line_of[verdict.trigger.start]]
        behind = self._quoted(Span(trigger.span.start, line.span.end)).text
        where = {w: i for i, w in enumerate(verdict.filled.words)}
        for first, end, _ in self._tallies[verdict.trigger]:
            found = self._found(first, end, frozenset({Kind.COUNT}))
            if found is None or found.count is None:
                mention, last = self._mention(first, end), end - self.page.starts[self.page.line_of[first]]
                figures = figures_of(mention.text)
            else:
                mention, last = Mention(text=found.text, span=found.span), found.last
                figures = found.count.low, found.count.best, found.count.high
            if figures is None or mention.span in made:
                continue
            said = CountKind(self._config["whats"][int(verdict.filled.whats[where[first]].argmax())])
            what = kind_told(said, trigger.text, behind)
            low, best, high = figures
            made[mention.span] = CountMention(
                text=mention.text, span=mention.span, what=what, low=low, best=best, high=high,
                of=self._counted(last, first, target),
            )  # fmt: skip
        return tuple(made.values())

    def _counted(self, last: int, word: int, target: Sequence[Mention]) -> Mention | None:
        """Who is counted: the actor right after the count that ends before word `last` of its line, else the target."""
        line = self.page.lines[self.page.line_of[word]]
        for found in line.sentence.found:
            if found.kind is Kind.ACTOR and 0 <= found.first - last <= 3:
                return Mention(text=found.text, span=found.span)
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
        chance = min(max(verdict.chance * verdict.sure, _TINY), 1 - _TINY)
        return self.lines.slope * math.log(chance / (1 - chance)) + self.lines.offset

    def _frame(self, verdict: Verdict, line: Line) -> str:
        """The frame that proposed this type here, or the model alone."""
        number = self.page.line_of[verdict.trigger.start]
        for hit in line.hits:
            if verdict.trigger.overlaps(trigger_of(self.page, number, hit)):
                for frame in hit.frames:
                    if frame.type is verdict.type:
                        return frame.id
        return "model"


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
