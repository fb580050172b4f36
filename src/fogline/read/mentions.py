"""The mentions of a sentence: actors, places, times, counts and words of a known class, left to right.

A place is a capitalised name that the pack or the gazetteer knows, or that its surroundings show to be
one (a kind noun beside it, a preposition of place before it); or a kind noun that points back ("the
town"). Nothing here decides which place or actor is meant.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fogline.dates import find_times
from fogline.names import fold
from fogline.pack.naming import ActorNames
from fogline.read.counts import RawCount, find_counts
from fogline.read.lexicon import WordClasses
from fogline.records import ActorId, Mention, Span

TOKEN = re.compile(r"[^\W_]+(?:['’‘`´ʿʾ-][^\W_]+)*[`´’‘]?(?=\W|$)|[^\W_]+|[^\w\s]")
_APOSTROPHE_S = re.compile(r"(?:['’][sS]|(?<=s)['’])$")
_NAME_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-ſḀ-ỿ‘’'`ʿ][\w’‘'`´ʿʾ]*(?:-[\w’‘'`´ʿʾ]+)*|(?:al|el|ad|as|ar|ash|at|az|an|ud|ul|de|of|ibn|bin|bint|um|abu)-[\w’‘'`´ʿʾ]+(?:-[\w’‘'`´ʿʾ]+)*|(?:e[dnrstz]|e[sc]h|[ae][dt]h|ach|u[sz]|ush)-[A-ZÀ-ÖØ-Þ‘’'ʿ][\w’‘'`´ʿʾ]*(?:-[\w’‘'`´ʿʾ]+)*|T-?\d+|M\d+|N\d+|\d+(?=-(?:km|kilo)))"
_NAME = re.compile(
    rf"{_NAME_WORD}(?:[  \t]?(?:-[  ]?)?[  \t]?(?:(?:(?:al|el|as|ash|ad|ar|at|az|ez|es|esh|ed|de|bin|ibn) )?{_NAME_WORD}|\((?:hill|mountain|mount|village|town)\)[  ]{_NAME_WORD}))*"
)


_LONGEST_NAME = 4
_DEMONYM = re.compile(r"(?:ian|ean|ish|ese|qi|ni)$")


class Kind(StrEnum):
    """What a mention is."""

    ACTOR = "actor"
    PLACE = "place"
    TIME = "time"
    COUNT = "count"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or mark of a sentence with its place in the report."""

    text: str
    lower: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mention: tokens `first` to `last` (end exclusive) of its sentence, with what is known of it.

    `ids` are the actors that the words can mean (empty for an unnamed group); `place_kind` is the kind
    noun of a place; `generic` is true for words that only point ("the town", "the militants").
    """

    kind: Kind
    span: Span
    text: str
    first: int
    last: int
    classes: frozenset[str] = frozenset()
    ids: tuple[ActorId, ...] = ()
    strong: bool = False
    generic: bool = False
    place_kind: str | None = None
    count: RawCount | None = None

    @property
    def mention(self) -> Mention:
        """Its words and where they stand."""
        return Mention(text=self.text, span=self.span)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the mention finder may ask: actor names, whether a name is a known place, word classes."""

    actors: ActorNames
    is_place: Callable[[str], bool]
    words: WordClasses


def tokens(text: str, span: Span) -> tuple[Token, ...]:
    """The words and marks of a stretch of text; a possessive ending is a mark of its own."""
    made = []
    for m in TOKEN.finditer(text, span.start, span.end):
        word, start, end = m.group(), m.start(), m.end()
        tail = _APOSTROPHE_S.search(word)
        if tail is not None and tail.start() > 0:
            cut = start + tail.start()
            made.append(
                Token(
                    text=text[start:cut],
                    lower=text[start:cut].lower().replace("’", "'"),
                    span=Span(start, cut),
                )
            )
            made.append(Token(text=text[cut:end], lower="'s", span=Span(cut, end)))
        else:
            made.append(Token(text=word, lower=word.lower().replace("’", "'"), span=Span(start, end)))
    return tuple(made)


class SentenceMentions:
    """The mentions of one sentence over its tokens."""

    def __init__(self, text: str, span: Span, knowledge: Knowledge) -> None:
        """Finds everything once; earlier kinds win a stretch: times, counts, actors, places, words."""
        self.text, self.span, self._known = text, span, knowledge
        self.tokens = tokens(text, span)
        self.lowers = [t.lower for t in self.tokens]
        self._taken = [False] * len(self.tokens)
        self._starts = {t.span.start: i for i, t in enumerate(self.tokens)}
        self.found: list[Found] = []
        self._times()
        self._actors()
        self._counts()
        self._named_places()
        self._generic()
        self.found.sort(key=lambda f: (f.first, f.last))

    def _cover(self, span: Span) -> tuple[int, int] | None:
        inside = [i for i, t in enumerate(self.tokens) if t.span.start < span.end and span.start < t.span.end]
        return (inside[0], inside[-1] + 1) if inside else None

    def _add(self, found: Found) -> None:
        self.found.append(found)
        for i in range(found.first, found.last):
            self._taken[i] = True

    def _free(self, first: int, last: int) -> bool:
        return not any(self._taken[first:last])

    def _times(self) -> None:
        for mention in find_times(self.text, self.span):
            cover = self._cover(mention.span)
            if cover is not None and self._free(*cover):
                self._add(Found(kind=Kind.TIME, span=mention.span, text=mention.text, first=cover[0], last=cover[1]))

    def _counts(self) -> None:
        for raw in find_counts(self.text, self.span):
            cover = self._cover(raw.span)
            if cover is not None and self._free(*cover):
                text = self.text[raw.span.start : raw.span.end]
                self._add(Found(kind=Kind.COUNT, span=raw.span, text=text, first=cover[0], last=cover[1], count=raw))

    def _actors(self) -> None:
        body = self.text[self.span.start : self.span.end]
        for hit in self._known.actors.find(body):
            span = Span(hit.span.start + self.span.start, hit.span.end + self.span.start)
            cover = self._cover(span)
            if cover is None or not self._free(*cover) or self._part_of_place(cover, hit.strong):
                continue
            generic = not hit.strong and not hit.text[:1].isupper()
            civilians = frozenset({"civilians"}) if "civilians" in hit.ids else frozenset({"armed"})
            self._add(
                Found(
                    kind=Kind.ACTOR,
                    span=span,
                    text=hit.text,
                    first=cover[0],
                    last=cover[1],
                    ids=hit.ids,
                    strong=hit.strong,
                    generic=generic,
                    classes=civilians,
                )
            )

    def _part_of_place(self, cover: tuple[int, int], strong: bool) -> bool:
        """True for a country or town name that stands as a place: "in Harran", "Harran's border"."""
        first, last = cover
        before = self.lowers[first - 1] if first else ""
        text = self.text[self.tokens[first].span.start : self.tokens[last - 1].span.end]
        places = self._known.words.cues["place_prepositions"]
        if text[:1].isupper() and self._known.is_place(text):
            after = self.lowers[last] if last < len(self.lowers) else ""
            if before in places or before in ("from", "into", "to"):
                return True
            return not strong and after not in self._known.words.cues["speech_or_aim"] and after != "'s"
        return False

    def _named_places(self) -> None:
        body_start, body_end = self.span.start, self.span.end
        for m in _NAME.finditer(self.text, body_start, body_end):
            self._name(m.start(), m.end())

    def _name(self, start: int, end: int) -> None:
        cover = self._cover(Span(start, end))
        if cover is None:
            return
        first, last = cover
        while first < last and (self._taken[first] or self._skip(first)):
            first += 1
        free_until = next((i for i in range(first, last) if self._taken[i]), last)
        if free_until < last:
            tail = self.tokens[free_until].span.end
            if tail < end:
                self._name(self.tokens[free_until + 1].span.start if free_until + 1 < len(self.tokens) else end, end)
            last = free_until
        while last > first and not self.tokens[last - 1].text[0].isalnum() and self.lowers[last - 1] != "'s":
            last -= 1
        if first >= last:
            return
        name = self.text[self.tokens[first].span.start : self.tokens[last - 1].span.end]
        before, after = self._beside(first, last)
        if self._is_person(first, before) or not self._looks_like_place(name, first, last, before, after):
            return
        kind = self.kind_at(before) or self.kind_at(after) or self.kind_at(self.lowers[last - 1])
        stop = last
        if self.kind_at(after) and not self.kind_at(before):
            stop = last + 1
        span = Span(self.tokens[first].span.start, self.tokens[stop - 1].span.end)
        self._add(
            Found(
                kind=Kind.PLACE,
                span=span,
                text=self.text[span.start : span.end],
                first=first,
                last=stop,
                classes=frozenset({"place"} | ({"road"} if kind == "road" else set())),
                place_kind=kind,
            )
        )

    def _skip(self, at: int) -> bool:
        """True for a word that cannot begin a place name here: a function word, a title, an adjective."""
        word = self.lowers[at]
        cues = self._known.words.cues
        if word in cues["never_names"] or not self.tokens[at].text[0].isalnum():
            return True
        return at == 0 and word in cues["sentence_starts"]

    def _beside(self, first: int, last: int) -> tuple[str, str]:
        before = self.lowers[first - 1] if first else ""
        if before == "of" and first >= 2:
            before = self.lowers[first - 2]
        after = self.lowers[last] if last < len(self.lowers) else ""
        return before, after

    def kind_at(self, word: str) -> str | None:
        """The kind of place that a word is one for: "village", "bridge"."""
        for name in self._known.words.classes.get((word,), ()):
            if name.startswith("kind_"):
                return name[5:]
        return None

    def _is_person(self, first: int, before: str) -> bool:
        return before in self._known.words.cues["titles"] or self.lowers[first] in self._known.words.cues["titles"]

    def _looks_like_place(self, name: str, first: int, last: int, before: str, after: str) -> bool:
        if not fold(name):
            return False
        if self.kind_at(before) or self.kind_at(after):
            return self.kind_at(name.lower()) is None
        if len(name) > 1 and self._known.is_place(name):
            return first > 0 or last - first > 1 or name.lower() not in self._known.words.cues["sentence_starts"]
        if after in self._known.words.cues["organisation_nouns"]:
            return False
        prior = self.lowers[first - 1] if first else ""
        cues = self._known.words.cues
        if prior == "the" and first >= 2:
            prior = self.lowers[first - 2]
        if prior in cues["place_prepositions"] or prior in cues["place_verbs"]:
            return True
        if prior in ("from", "to", "toward", "towards", "into", "of", "for") and not name.isupper():
            compass = self.lowers[first - 2] if first >= 2 else ""
            return prior not in ("of", "for") or compass in cues["place_heads"] or compass in cues["compass"]
        listed = prior in (",", "and", "&", "or") and self.found and self.found[-1].kind is Kind.PLACE
        return bool(listed and self.found[-1].last >= first - 2 and not name.isupper())

    def _generic(self) -> None:
        at = 0
        while at < len(self.tokens):
            hit = None if self._taken[at] else self._known.words.of(self.lowers, at)
            if hit is None or not self._free(at, at + hit[0]):
                at += 1
                continue
            size, classes = hit
            span = Span(self.tokens[at].span.start, self.tokens[at + size - 1].span.end)
            kind = next((c[5:] for c in sorted(classes) if c.startswith("kind_")), None)
            armed = classes & {"armed", "civilians"}
            what = Kind.PLACE if kind is not None and self._points(at) else Kind.ACTOR if armed else Kind.WORD
            if kind is not None and self._names_next(at + size):
                at += size
                continue
            if what is Kind.ACTOR and at and self._is_actor(at - 1):
                self._taken[at] = True
                at += size
                continue
            first = self._named_from(at) if what is Kind.ACTOR and "armed" in armed else at
            named = first < at
            span = Span(self.tokens[first].span.start, span.end)
            self._add(
                Found(
                    kind=what,
                    span=span,
                    text=self.text[span.start : span.end],
                    first=first,
                    last=at + size,
                    classes=(classes | {"place"}) if kind is not None else classes,
                    generic=not named,
                    place_kind=kind,
                )
            )
            at += size

    def _named_from(self, at: int) -> int:
        """Where the name of an armed group begins: the capitalised words before "forces", "brigade", …"""
        first = at
        while first and at - first < _LONGEST_NAME and not self._taken[first - 1]:
            word = self.tokens[first - 1]
            cues = self._known.words.cues
            starts = first == 1 and word.lower in cues["sentence_starts"] and not _DEMONYM.search(word.lower)
            barred = word.lower in cues["titles"] or word.lower in cues["determiners"] or starts
            if not word.text[0].isupper() or barred:
                break
            first -= 1
        return first

    def _names_next(self, at: int) -> bool:
        """True where a named place follows, or "of" and one: "the village of X" and "the village X" are X."""
        if any(f.kind is Kind.PLACE and f.first == at for f in self.found):
            return True
        if at + 1 >= len(self.lowers) or self.lowers[at] != "of":
            return False
        start = at + 2 if self.lowers[at + 1] == "the" else at + 1
        return any(f.kind is Kind.PLACE and f.first == start for f in self.found)

    def _is_actor(self, at: int) -> bool:
        """True where the word before belongs to a named actor: "X militants" are X."""
        return any(f.kind is Kind.ACTOR and f.first <= at < f.last for f in self.found)

    def _points(self, at: int) -> bool:
        """True where a kind noun points at a place: it has an article, a compass word or a possessive."""
        before = self.lowers[at - 1] if at else ""
        return before in self._known.words.cues["determiners"] or before in self._known.words.cues["compass"]
