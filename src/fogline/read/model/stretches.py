"""The stretches of words that the network puts into a slot, cut and joined as the text has them."""

import re
from collections.abc import Mapping, Sequence

from fogline.read.mentions import Found, Kind
from fogline.read.model.judge import Thresholds, runs
from fogline.read.model.net import Filled
from fogline.read.model.sheet import Sheet
from fogline.read.where import place_mention
from fogline.records import Mention, PlaceMention, Report, Span

Stretch = tuple[int, int, float]
"""First word, end, and the best chance of a word between."""
_EDGE = frozenset("the a an of in at on near to from by and or , . ; : ( ) ' \" “ ” ’ ‘ - – —".split())
_HELPED = frozenset("backed supported aided led allied".split())
"""Behind a name: by whom is told next."""
_LISTED = frozenset(("initiator", "target", "place", "attributed_to"))
"""Slots in which all members of a list stand where one does."""
_AND = frozenset((",", "and", "&", "plus"))
_IN_LISTS = _AND | frozenset("the a an as well with their its own of".split())
_AS_AND = re.compile(r"^(, )?(?:(?:as well as|together with|along with|in addition to|and)(?: (?:in|at))?)(?!\S)")
"""Words that join two places as "and" does."""
_EXCEPT = re.compile(
    r"(?:\b(?:except|excepting|excluding|barring|apart from|exception of|all (?:\S+ ){1,3}but))"
    r"(?: (?:for|in|the|a|of|its|city|town|village|villages|district|area))*$"
)
_MOST_BETWEEN = 4
_SETTLEMENTS = frozenset(("city", "town", "village"))
_AREAS = frozenset("province governorate region district state oblast raion county countryside".split())
_JOINS = frozenset("of in at near from the inside on".split())


def _without_brackets(words: Sequence[str]) -> list[str]:
    """The words but for what stands in brackets among them: the area of the place before."""
    made: list[str] = []
    depth = 0
    for word in words:
        depth += word == "("
        if not depth:
            made.append(word)
        depth = max(0, depth - (word == ")"))
    return made


class Stretches:
    """What fills the slots of one report's triggers, as words of its sheet."""

    def __init__(self, report: Report, page: Sheet, slots: Sequence[str], lines: Thresholds) -> None:
        """`slots` names the columns of the network's slot scores."""
        self.report, self.page, self.lines = report, page, lines
        self._slots: Mapping[str, int] = {name: n for n, name in enumerate(slots)}

    def of(self, filled: Filled, slot: str, least: float | None = None) -> list[Stretch]:
        """The stretches in a slot of one trigger, in text order, of the lines' least chance or of `least`."""
        chances = filled.slots[:, self._slots[slot], :]
        least = self.lines.slot.get(slot, 0.5) if least is None else least
        inside = 1.0 - chances[:, 0]
        held = inside >= least
        if not held.any():
            return []
        words, line_of = filled.words, self.page.line_of

        def goes_on(n: int) -> bool:
            follows = words[n] == words[n - 1] + 1 and line_of[words[n]] == line_of[words[n - 1]]
            return bool(follows and chances[n, 1] < chances[n, 2])

        made: list[Stretch] = []
        for i, end in runs(held.tolist(), goes_on):
            first, last = self._trim(words[i], words[end - 1] + 1)
            if first < last:
                made.append((first, last, float(inside[i:end].max())))
        best = max((chance for _, _, chance in made), default=0.0)
        least = self.lines.second.get(slot, 0.0)
        kept = {span for span in made if span[2] >= min(least, best)}
        if slot in _LISTED:
            for chain in self._chains(made, of_places=slot == "place"):
                kept.update(chain if kept.intersection(chain) else ())
        return [span for span in made if span in kept]

    def _chains(self, spans: Sequence[Stretch], *, of_places: bool) -> list[list[Stretch]]:
        """The spans by the list they stand in: "the garrison, the river guard and their allies" is one.

        Among places, "the village of Reedham, and the town of Saltby" is one too, however it is cut.
        """
        made: list[list[Stretch]] = []
        for span in spans:
            between = [w.lower() for w in self.page.words[made[-1][-1][1] : span[0]]] if made else []
            if of_places and between:
                sentence = self.page.lines[self.page.line_of[span[0]]].sentence
                between = ["and"] if between == ["of"] else [w for w in between if sentence.kind_at(w) is None]
                between = _AS_AND.sub(r"\1and", " ".join(_without_brackets(between))).split()
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
        while first < end and self.page.words[end - 1].lower() in _EDGE | _HELPED:
            end -= 1
        return first, end

    def whole(self, spans: Sequence[Stretch], kind: Kind) -> list[Stretch]:
        """One mention for "gunmen of the Marsh League" or "the bridge in Oldmere": the one that bears a name."""
        made: list[Stretch] = []
        for span in spans:
            between = range(made[-1][1], span[0]) if made else range(0)
            if kind is Kind.ACTOR and made and self._describes(made[-1], span):
                made[-1] = span
                continue
            if 0 < len(between) <= 2 and all(self.page.words[w].lower() in _JOINS for w in between):
                before = self.found(made[-1][0], made[-1][1], kind)
                here = self.found(span[0], span[1], kind)
                if (before is None or before.generic) and here is not None and not here.generic:
                    made[-1] = span
                continue
            made.append(span)
        return made

    def beside(self, spans: Sequence[Stretch]) -> list[Stretch]:
        """Places without the area told behind a comma ("Saltby, Marsh province") or the noun told before one."""
        made: list[Stretch] = []
        for span in spans:
            if made and span[0] == made[-1][1] + 1 and self.page.words[span[0] - 1] == ",":
                if self._is_area(span):
                    continue
                if self._is_noun(made[-1]) and not self._is_noun(span):
                    made[-1] = span
                    continue
            made.append(span)
        return made

    def is_excepted(self, first: int) -> bool:
        """True for words behind "except", which say where something is not so: "all of Saltby except the harbour"."""
        words = [w.lower() for w in self.page.words[max(self.page.starts[self.page.line_of[first]], first - 6) : first]]
        return _EXCEPT.search(" ".join(words)) is not None

    def _is_area(self, span: Stretch) -> bool:
        """True for words that end in a noun for what holds towns, and in which a name stands: "Marsh province"."""
        *names, last = self.page.words[span[0] : span[1]]
        return last.lower() in _AREAS and any(w[:1].isupper() for w in names)

    def _is_noun(self, span: Stretch) -> bool:
        """True for a settlement told of without its name: "a third town"."""
        return self._is_settlement(span[1] - 1) and all(w.islower() for w in self.page.words[span[0] : span[1]])

    def _describes(self, one: Stretch, other: Stretch) -> bool:
        """True for words without a name right before a stretch: "pro-government" before "militiamen"."""
        line_of = self.page.line_of
        described = all(w.islower() for w in self.page.words[one[0] : one[1]])
        return described and one[1] == other[0] and line_of[one[0]] == line_of[other[0]]

    def found(self, first: int, end: int, kind: Kind) -> Found | None:
        """The rules' mention of a kind that covers most of some words."""
        number = self.page.line_of[first]
        start = self.page.starts[number]
        best, most = None, 0
        for found in self.page.lines[number].sentence.found:
            shared = min(end - start, found.last) - max(first - start, found.first)
            if found.kind is kind and shared > most:
                best, most = found, shared
        return best

    def mention(self, first: int, end: int) -> Mention:
        """The words as a mention, with the end of a bracket that they open: "the Marsh League (ML)"."""
        span = Span(self.page.spans[first].start, self.page.spans[end - 1].end)
        text = self.report.text
        opened = text.rfind("(", span.start, span.end)
        if opened >= 0 and text.find(")", opened, span.end) < 0:
            ended = text[span.end : span.end + 1] == ")"
            kept = len(text[span.start : opened].rstrip())
            span = Span(span.start, span.end + 1) if ended else Span(span.start, span.start + kept) if kept else span
        return self.quoted(span)

    def quoted(self, span: Span) -> Mention:
        """The report's own words there."""
        return Mention(text=self.report.text[span.start : span.end], span=span)

    def place(self, first: int, end: int) -> PlaceMention:
        """The place that some words name, with what the rules know of it; of "the city of Saltby" Saltby."""
        number = self.page.line_of[first]
        line = self.page.lines[number]
        if end - first > 2 and self._is_settlement(first) and self.page.words[first + 1].lower() == "of":
            first += 2
        found = self.found(first, end, Kind.PLACE)
        start = self.page.starts[number]
        mention = self.mention(first, end)
        named = self._of_a_name(end) if self._is_settlement(end - 1) and (found is None or found.generic) else None
        if named is not None:
            return place_mention(line.sentence, named, line.heading)
        if found is None or (found.last - found.first < (end - first) - 1):
            kind = None if found is None else found.place_kind
            found = Found(
                kind=Kind.PLACE, span=mention.span, text=mention.text, first=first - start, last=end - start,
                classes=frozenset({"place"}), place_kind=kind,
            )  # fmt: skip
        return place_mention(line.sentence, found, line.heading)

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
