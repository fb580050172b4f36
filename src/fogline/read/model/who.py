"""Who does it, who suffers it and who says so: the actors of one trigger, from the stretches that fill its slots."""

import re
from collections.abc import Iterable, Sequence

from fogline.read.denial import denier_ends
from fogline.read.mentions import Found, Kind
from fogline.read.modality import SAYING
from fogline.read.model.judge import Thresholds, Verdict
from fogline.read.model.net import Filled
from fogline.read.model.sheet import Sheet
from fogline.read.model.stretches import Stretch, Stretches
from fogline.read.model.surroundings import Trigger, draft_of
from fogline.read.rules import Line
from fogline.records import ClaimType, Mention, Span

_HELD = re.compile(r"\w+(?=-(?:held|controlled|occupied|dominated)$)")
"""Who holds, in a word that tells of it: "rebel-held"."""
_OWNED = ("-run", "-owned")
"""How a word ends that tells whose something is: no side of what happened."""
_LEAST = 0.1
"""The least chance of a speaker to be looked at where all others only were told."""
_BACKED = re.compile(r"-(?:backed|aligned|allied|affiliated|linked|supported|led|trained|funded)\b", re.IGNORECASE)
"""Behind the name of whoever stands behind somebody else."""
_MEN = re.compile(r"(?:s|men|militia|group|alliance|coalition|army)$")
"""How a noun for fighters ends."""
_TELLER = r"(?:the )?(?P<{0}>[A-Z][\w’'-]*(?: (?:of |for )?[A-Z][\w’'-]*){{0,4}}(?: [a-z]+)?)"
_CITED = re.compile(
    rf"^\W*(?:[Aa]s )?[Pp]er {_TELLER.format('a')}(?=,)|(?:[,;–—-] |\s)(?:as )?per {_TELLER.format('b')}\W*$"
    rf"|\b[Aa]cc(?:\.|ording)? to {_TELLER.format('c')}(?=[,.;]|$)"
)
"""Who is cited: "per Harbour Wire", "acc. to Harbour Wire"."""
_EMPTY = frozenset(
    "for of to by from as with and or that which who whom this these those said says saying told according".split()
)
_AMMUNITION = frozenset("missile missiles rocket rockets shell shells mortars bomb bombs ied ieds projectiles".split())
"""What is fired does nothing by itself."""
_OF = frozenset("of for at from in the".split())
_DETERMINERS = frozenset("the a an".split())
_SAYS = SAYING | {"estimated", "warned", "stressed", "noted", "recalled"}
_VOICES = frozenset("officials official authorities sources source spokesman spokeswoman spokesperson".split())
"""Who speaks for somebody."""
_OF_WHAT_KIND = frozenset(
    "military security local medical tribal police government opposition army hospital field".split()
)
"""Whose voice it is, in one word before it."""
_EPITHETS = frozenset("the a an official state local news agency state-run newspaper daily our".split())
_TOLD = frozenset("told tells telling informed assured reminded".split())
"""Behind these stands who is spoken to, not who speaks."""
_NO_NAME = re.compile(r"(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{8,}")
"""The end of a link."""


class Who:
    """The actors that a report's triggers name."""

    def __init__(self, page: Sheet, words: Stretches, lines: Thresholds) -> None:
        """`words` reads the slots of the same page."""
        self.page, self.lines = page, lines
        self._words = words
        self._cites: dict[int, Mention | None] = {}

    def _actors(self, verdict: Verdict, slot: str) -> tuple[Mention, ...]:
        """Who fills the slot of a side."""
        rivals = self._words.of(verdict.filled, "target" if slot == "initiator" else "initiator")
        spans = self._words.of(verdict.filled, slot)
        spans = [s for s in spans if all(o[2] < s[2] or not self._same_side(s, o) for o in rivals)]
        spans = [s for s in spans if not self.page.words[s[1] - 1].lower().endswith(_OWNED)]
        made = _different(self._side(first, end) for first, end, _ in self._words.whole(spans, Kind.ACTOR))
        cited = self._cited(verdict.trigger)
        made = tuple(m for m in made if cited is None or not m.span.overlaps(cited.span))
        if slot == "initiator":
            made = tuple(m for m in made if m.text.split()[-1].lower() not in _AMMUNITION)
        if not made and slot in self.lines.borrow:
            draft = draft_of(self.page, verdict.trigger)
            lent = () if draft is None else draft.initiator if slot == "initiator" else draft.target
            return tuple(found.mention for found in lent)
        return made

    def speakers(self, verdict: Verdict, denied: Line | None) -> tuple[Mention, ...]:
        """Who says so; of a claim denied in its sentence, `denied`, whoever is told there to deny it."""
        spans = self._named(verdict.filled)
        named = _different(self._words.mention(first, end) for first, end, _ in spans)
        cited = self._cited(verdict.trigger)
        if cited is not None and not any(m.span.overlaps(cited.span) for m in named):
            named = (*named, cited)
        if denied is None:
            return named
        first = self.page.starts[self.page.line_of[verdict.trigger.start]]
        end = denier_ends(denied.sentence.lowers, verdict.trigger.end - first)
        denier = None if end is None else self._ending(denied, first, end)
        if denier is None:
            return named
        return next(((m,) for m in named if m.span.overlaps(denier.span)), (denier,))

    def _cited(self, trigger: Trigger) -> Mention | None:
        """Whom the sentence of a trigger cites for all it says."""
        number = self.page.line_of[trigger.start]
        if number not in self._cites:
            line = self.page.lines[number].span
            found = _CITED.search(self._words.quoted(line).text)
            group = None if found is None else found.lastgroup
            if found is None or group is None:
                self._cites[number] = None
            else:
                start, end = found.span(group)
                self._cites[number] = self._words.quoted(Span(line.start + start, line.start + end))
        return self._cites[number]

    def _ending(self, line: Line, first: int, end: int) -> Mention | None:
        """The actor whose words end before word `end` of a line that begins at word `first`: "Crown officials"."""
        last = end - (line.sentence.lowers[end - 1] in _VOICES)
        found = next((f for f in line.sentence.found if f.kind is Kind.ACTOR and f.last in (last, end)), None)
        return None if found is None else self._words.mention(first + found.first, first + end)

    def _same_side(self, one: Stretch, other: Stretch) -> bool:
        """True where two stretches share words or name the same."""
        a, b = self._side(*one[:2]), self._side(*other[:2])
        if a.span.overlaps(b.span):
            return True
        x, y = (self._words.found(*s[:2], Kind.ACTOR) for s in (one, other))
        if x is not None and y is not None and not x.generic and not y.generic and x.ids and y.ids:
            return x.ids == y.ids
        p, q = (frozenset(w.lower() for w in self.page.words[s[0] : s[1]] if w[:1].isupper()) for s in (one, other))
        return bool(p and q) and (p <= q or q <= p)

    def _side(self, first: int, end: int) -> Mention:
        """Some words that name a side; by all of its name where the packs know it."""
        found = self._words.found(first, end, Kind.ACTOR)
        if found is not None and not found.generic and found.ids:
            backs = _BACKED.match(self._words.report.text, found.span.end)
            return found.mention if backs is None else self._backed(first, end, found)
        mention = self._words.mention(first, end)
        holder = _HELD.match(mention.text)
        if holder is None:
            return mention
        return self._words.quoted(Span(mention.span.start, mention.span.start + holder.end()))

    def _backed(self, first: int, end: int, backer: Found) -> Mention:
        """Whom somebody stands behind, by all their words: "League-backed militia"."""
        line = self.page.lines[self.page.line_of[first]]
        begin = self.page.starts[self.page.line_of[first]]
        last = max(end - begin, backer.last)
        behind = next((f for f in line.sentence.found if f.kind is Kind.ACTOR and 0 <= f.first - last <= 1), None)
        words = line.sentence.lowers
        if behind is not None:
            last = behind.last
        elif last == backer.last and last < len(words) and _MEN.search(words[last]):
            last += 1
        return self._words.mention(begin + backer.first, begin + last)

    def sides(self, verdict: Verdict) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
        """Initiator and target, no name in both.

        In "the garrison lost Saltby to the League" the taker stands where the frame has it.
        """
        initiator, target = self._actors(verdict, "initiator"), self._actors(verdict, "target")
        if verdict.type is ClaimType.CONTROL_HOLD:
            initiator = self.held_by(initiator, verdict.trigger)
            target = tuple(m for m in target if m not in initiator)
        draft = draft_of(self.page, verdict.trigger)
        if draft is None or draft.chosen.frame.type is not verdict.type:
            return initiator, target
        behind = draft.chosen.fillers.all("to") if draft.chosen.frame.actors.get("to") == "initiator" else ()
        takers = tuple(f.mention for f in draft.initiator if f in behind)
        if not takers:
            return initiator, target
        begin = self.page.spans[verdict.trigger.start].start
        losers = tuple(m for m in (*target, *initiator) if m.span.end <= begin)
        return takers, losers or tuple(m for m in target if not any(m.span.overlaps(t.span) for t in takers))

    def held_by(self, named: tuple[Mention, ...], trigger: Trigger) -> tuple[Mention, ...]:
        """Who holds: the actor in the trigger's own words ("government control") before one named only after them."""
        own = self._words.mention(trigger.start, trigger.end).span
        if any(m.span.start < own.end for m in named):
            return named
        found = (f for f in self.page.lines[self.page.line_of[trigger.start]].sentence.found if f.kind is Kind.ACTOR)
        within = tuple(f.mention for f in found if own.start <= f.span.start and f.span.end <= own.end)
        return within or named

    def _named(self, filled: Filled) -> list[Stretch]:
        """Who is named for a claim, "one of the officers" as one; not who was told, nor words that name nobody."""
        spans = self._joined(self._words.of(filled, "attributed_to"))
        left = [s for s in spans if not self._told(s[0])]
        if left or not spans:
            return left
        maybe = (s for s in self._joined(self._words.of(filled, "attributed_to", _LEAST)) if not self._told(s[0]))
        teller = max(maybe, key=lambda s: s[2], default=None)
        return [] if teller is None else [teller]

    def _joined(self, spans: Sequence[Stretch]) -> list[Stretch]:
        """The spans that name somebody, those that "of" or the like joins as one."""
        made: list[Stretch] = []
        for span in spans:
            words = self.page.words[span[0] : span[1]]
            if _EMPTY.issuperset(w.lower() for w in words) or any(_NO_NAME.fullmatch(w) for w in words):
                continue
            between = [w.lower() for w in self.page.words[made[-1][1] : span[0]]] if made else []
            if 0 < len(between) <= 2 and _OF.issuperset(between):
                made[-1] = made[-1][0], span[1], max(made[-1][2], span[2])
            else:
                made.append(span)
        return [self._full(span) for span in made]

    def _full(self, span: Stretch) -> Stretch:
        """A speaker without the verb of saying behind, with "spokesman for" or "military" before."""
        first, end, chance = span
        words, begin = self.page.words, self.page.starts[self.page.line_of[first]]
        while end - first > 1 and words[end - 1].lower() in _SAYS:
            end -= 1
        at = first
        while at > begin and words[at - 1].lower() in _DETERMINERS:
            at -= 1
        if at - 2 >= begin and words[at - 1].lower() in _OF and words[at - 2].lower() in _VOICES:
            first = at - 2
        while first > begin and words[first].lower() in _VOICES and words[first - 1].lower() in _OF_WHAT_KIND:
            first -= 1
        return first, end, chance

    def _told(self, first: int) -> bool:
        """True where the words before say that somebody told it to these."""
        before = [w.lower() for w in self.page.words[max(0, first - 4) : first]]
        while before and before[-1] in _EPITHETS:
            before.pop()
        return bool(before) and before[-1] in _TOLD


def _different(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """The mentions without those of the same words or the same span as one before."""
    made: list[Mention] = []
    for mention in mentions:
        if all(mention.span != other.span and mention.text != other.text for other in made):
            made.append(mention)
    return tuple(made)
