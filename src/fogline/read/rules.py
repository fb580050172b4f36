"""The rules reader: frames over mentions and a shallow clause analysis; no weights needed.

For each sentence of the body it finds triggers, keeps the frame whose conditions hold best, fills the
slots from the clause, then from the sentence, then from what the report named before, and makes one
reading for each place.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from fogline.codec import reading_id
from fogline.gazetteer import Gazetteer
from fogline.pack import Pack, allied, root_of
from fogline.pack.naming import ActorNames, actor_names
from fogline.read import slots, where
from fogline.read.choose import Chosen, choose
from fogline.read.clauses import Clauses
from fogline.read.counts import figures_of
from fogline.read.furniture import refers_elsewhere
from fogline.read.lexicon import Lexicon, TriggerHit, WordClasses, load_lexicon, load_words
from fogline.read.mentions import Found, Kind, Knowledge, SentenceMentions
from fogline.read.modality import attributed, attribution, certainty_of, status_of
from fogline.read.parts import parts
from fogline.read.reader import Ordinals
from fogline.read.sentences import sentences
from fogline.read.story import Story
from fogline.records import (
    ActorId,
    ClaimType,
    CountMention,
    Mention,
    Part,
    PartKind,
    PlaceMention,
    Reading,
    Report,
    Span,
    Status,
)

_THRESHOLD = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One claim in the making, before it is split by place."""

    chosen: Chosen
    status: Status
    initiator: tuple[Found, ...]
    target: tuple[Found, ...]
    places: tuple[PlaceMention, ...]
    origin: PlaceMention | None
    destination: PlaceMention | None
    counts: tuple[CountMention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence, list item or heading as the rules see it; what the trained reader takes its features from.

    `leads` marks a sentence that a list hangs on, `lead` (for list items) is that sentence.
    """

    kind: PartKind
    span: Span
    sentence: SentenceMentions
    clauses: Clauses
    hits: tuple[TriggerHit, ...]
    drafts: tuple[Draft, ...]
    heading: Mention | None
    leads: bool
    lead: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that the rules make of a report: its lines in text order, and their readings."""

    lines: tuple[Line, ...]
    readings: tuple[Reading, ...]
    words: WordClasses


class RulesReader:
    """Reads English reports with the frame lexicon; works for any pack, and without one."""

    name = "rules"
    version = "2"

    def __init__(self, language: str = "en") -> None:
        """Loads the frames of a language; a pack is indexed when a report first needs it."""
        self._lexicon: Lexicon = load_lexicon(language)
        self._words: WordClasses = load_words(language)

    def read(self, report: Report, pack: Pack | None, gazetteer: Gazetteer) -> tuple[Reading, ...]:
        """What the report claims, in its own words, in text order."""
        return self.analyse(report, pack, gazetteer).readings

    def analyse(self, report: Report, pack: Pack | None, gazetteer: Gazetteer) -> Analysis:
        """The readings with everything they rest on."""
        names = ActorNames([]) if pack is None else actor_names(pack)
        own: frozenset[str] = frozenset() if pack is None else where.known_places(pack)
        countries = frozenset(pack.countries) | frozenset(pack.neighbours) if pack is not None else None
        knowledge = Knowledge(actors=names, is_place=where.place_test(own, gazetteer, countries), words=self._words)
        side: Callable[[ActorId], str] = (lambda a: a) if pack is None else (lambda a: root_of(pack, a))
        allies: Callable[[str], frozenset[str]] = (
            (lambda s: frozenset({s})) if pack is None else (lambda s: allied(pack, s))
        )
        reader = _ReportReader(report, knowledge, self._lexicon, Story(side=side, allies=allies))
        readings = reader.read()
        return Analysis(lines=tuple(reader.lines), readings=readings, words=self._words)


_ACTIONS = frozenset(
    {ClaimType.AIR_STRIKE, ClaimType.SHELLING, ClaimType.EXPLOSION, ClaimType.CLASH, ClaimType.CIVILIAN_HARM}
)
_CONSEQUENCES = frozenset({ClaimType.CASUALTIES, ClaimType.MATERIEL})


def _without_consequences(drafts: list[Draft]) -> list[Draft]:
    """The claims of a sentence without losses that are but the counts of an action beside them."""
    actions = [d for d in drafts if d.chosen.frame.type in _ACTIONS]
    if not actions:
        return drafts
    kept: list[Draft] = []
    spare: list[CountMention] = []
    for draft in drafts:
        if draft.chosen.frame.type in _CONSEQUENCES and draft.status is actions[0].status:
            spare.extend(draft.counts)
        else:
            kept.append(draft)
    at = kept.index(actions[0])
    own = {c.span for c in kept[at].counts}
    kept[at] = replace(kept[at], counts=(*kept[at].counts, *(c for c in dict.fromkeys(spare) if c.span not in own)))
    return kept


class _ReportReader:
    """One report's reading; holds the story as it goes down the page."""

    def __init__(self, report: Report, knowledge: Knowledge, lexicon: Lexicon, story: Story) -> None:
        self.report, self.knowledge, self.lexicon, self.story = report, knowledge, lexicon, story
        self.readings: list[Reading] = []
        self.lines: list[Line] = []
        self._part: Part | None = None
        self._heading: Mention | None = None
        self._ordinals = Ordinals()

    def read(self) -> tuple[Reading, ...]:
        """All readings of the report in text order."""
        listed = parts(self.report)
        leads = {p.lead for p in listed if p.lead is not None}
        self.story.cast = self._cast(listed)
        for part in listed:
            self._part = part
            if part.kind is PartKind.HEADING:
                self._section(part)
            elif part.kind is PartKind.BODY:
                for span in self._sentences_of(part):
                    lead = any(span.overlaps(other) for other in leads)
                    self._sentence(span, span, announces=lead)
            elif part.kind is PartKind.LIST_ITEM:
                self._item(part)
        return tuple(self.readings)

    def _sentences_of(self, part: Part) -> Iterator[Span]:
        """The sentences of a part that tell something themselves."""
        text = self.report.text
        return (s for s in sentences(text, part.span) if not refers_elsewhere(text[s.start : s.end]))

    def _cast(self, listed: Sequence[Part]) -> tuple[Found, ...]:
        """Every armed actor that the body names for certain."""
        made = []
        for part in listed:
            if part.kind not in (PartKind.BODY, PartKind.LIST_ITEM):
                continue
            for hit in self.knowledge.actors.find(self.report.text[part.span.start : part.span.end]):
                span = Span(hit.span.start + part.span.start, hit.span.end + part.span.start)
                if hit.strong and "civilians" not in hit.ids:
                    made.append(
                        Found(kind=Kind.ACTOR, span=span, text=hit.text, first=0, last=0, ids=hit.ids, strong=True)
                    )
        return tuple(made)

    def _section(self, part: Part) -> None:
        text = self.report.text[part.span.start : part.span.end]
        self._heading = Mention(text=text, span=part.span)
        self.story.start_section()
        sentence = SentenceMentions(self.report.text, part.span, self.knowledge)
        self._keep(part.span, sentence, Clauses(sentence, ()), (), ())
        for found in sentence.found:
            self.story.note(found)
        if not self.story.places and len(text) <= 60:
            name = where.heading_place(text, part.span)
            if name is not None:
                self.story.note(name)

    def _item(self, part: Part) -> None:
        """A list item with claims of its own, else one claim of its lead sentence's trigger."""
        before = len(self.readings)
        for span in self._sentences_of(part):
            self._sentence(span, span, announces=False)
        if len(self.readings) > before or part.lead is None:
            return
        item = SentenceMentions(self.report.text, part.span, self.knowledge)
        places = [f for f in item.found if f.kind is Kind.PLACE]
        places = where.item_places(places, self.report.text[part.span.start : part.span.end], part.span)
        if places:
            self._sentence(part.lead, part.span, announces=False, items=(item, places))

    def _sentence(
        self,
        span: Span,
        quote: Span,
        *,
        announces: bool,
        items: tuple[SentenceMentions, list[Found]] | None = None,
    ) -> None:
        sentence = SentenceMentions(self.report.text, span, self.knowledge)
        hits = self.lexicon.find(sentence.lowers)
        clauses = Clauses(sentence, hits)
        drafts = []
        for chosen in choose(sentence, clauses, hits, self.knowledge.words):
            draft = self._draft(sentence, clauses, chosen)
            if draft is not None:
                drafts.append(draft)
        if items is not None:
            drafts = [self._on_item(d, items) for d in drafts if slots.can_be_listed(d.chosen.frame)][:1]
        elif announces:
            drafts = [d for d in drafts if not where.only_announces(d.places, sentence)]
        drafts = _without_consequences(drafts)
        if items is None:
            self._keep(span, sentence, clauses, hits, drafts, leads=announces)
        sources = attribution(sentence, self.knowledge.words)
        seen: set[tuple[ClaimType, Span | None]] = set()
        for draft in drafts:
            self._emit(draft, sentence, quote, sources, seen)
        if items is None:
            for found in sentence.found:
                self.story.note(found)

    def _keep(
        self,
        span: Span,
        sentence: SentenceMentions,
        clauses: Clauses,
        hits: Sequence[TriggerHit],
        drafts: Sequence[Draft],
        *,
        leads: bool = False,
    ) -> None:
        part = self._part
        self.lines.append(
            Line(
                kind=PartKind.BODY if part is None else part.kind,
                span=span,
                sentence=sentence,
                clauses=clauses,
                hits=tuple(hits),
                drafts=tuple(drafts),
                heading=self._heading,
                leads=leads,
                lead=None if part is None else part.lead,
            )
        )

    def _on_item(self, draft: Draft, items: tuple[SentenceMentions, list[Found]]) -> Draft:
        item, places = items
        mentions = tuple(where.place_mention(item, f, self._heading) for f in places)
        return replace(draft, places=mentions)

    def _draft(self, sentence: SentenceMentions, clauses: Clauses, chosen: Chosen) -> Draft | None:
        initiator, target = slots.actors(chosen, sentence)
        frame = chosen.frame
        if frame.type in slots.ACTED and not initiator:
            initiator = self.story.opponent(target) if target else self.story.actor(())
        if frame.type in slots.SUFFERED and not target and initiator:
            target = self.story.opponent(initiator)
        if initiator and target:
            self.story.note_pair(initiator, target)
        elif initiator and frame.type in slots.ACTED:
            self.story.note_pair(initiator, ())
        status = status_of(sentence, chosen.hit, frame, chosen.fillers, self.knowledge.words)
        there = where.places(chosen, sentence, clauses, self.story, self._heading)
        counts = slots.counts(chosen, sentence)
        if not slots.worth_claiming(frame, initiator, target, there.places, counts):
            return None
        return Draft(
            chosen=chosen,
            status=status,
            initiator=initiator,
            target=target,
            places=there.places,
            origin=there.origin,
            destination=there.destination,
            counts=counts,
        )

    def _emit(
        self,
        draft: Draft,
        sentence: SentenceMentions,
        quote: Span,
        sources: Sequence[tuple[Mention, int, int]],
        seen: set[tuple[ClaimType, Span | None]],
    ) -> None:
        chosen, frame = draft.chosen, draft.chosen.frame
        trigger = _mention(sentence, chosen.hit.start, chosen.hit.end)
        for n, place in enumerate(draft.places or (None,)):
            at = None if place is None else place.span
            if (frame.type, at) in seen:
                continue
            seen.add((frame.type, at))
            ordinal = self._ordinals.next(trigger.span, frame.type, at)
            origin, destination = where.ends(draft.origin, draft.destination, frame.type, place)
            self.readings.append(
                Reading(
                    id=reading_id(self.report.id, trigger.span, frame.type, at, ordinal),
                    report=self.report.id,
                    type=frame.type,
                    trigger=trigger,
                    quote=Mention(text=self.report.text[quote.start : quote.end], span=quote),
                    status=draft.status,
                    certainty=certainty_of(sentence, chosen.hit, chosen.fillers, self.knowledge.words),
                    frame=frame.id,
                    confidence=chosen.score,
                    ordinal=ordinal,
                    initiator=tuple(f.mention for f in draft.initiator),
                    target=tuple(f.mention for f in draft.target),
                    attributed_to=attributed(sources, chosen.hit, draft.initiator),
                    place=place,
                    origin=origin,
                    destination=destination,
                    time=slots.time(chosen, sentence, at, [p.span for p in draft.places]),
                    counts=_telling(sentence.text, draft.counts) if n == 0 else (),
                    phase=slots.phase(frame, draft.status),
                    outcome=frame.outcome,
                )
            )


def _mention(sentence: SentenceMentions, first: int, last: int) -> Mention:
    """Tokens of a sentence as a mention."""
    span = Span(sentence.tokens[first].span.start, sentence.tokens[last - 1].span.end)
    return Mention(text=sentence.text[span.start : span.end], span=span)


def _telling(text: str, counts: Iterable[CountMention]) -> tuple[CountMention, ...]:
    """The counts without ages, sums of money and the like, each with what its words leave open."""
    told = ((count, figures_of(text, count.span)) for count in counts)
    return tuple(replace(c, low=f[0], best=f[1], high=f[2]) for c, f in told if f is not None)
