"""Finds the names of a pack, its actors' and its places', in running text.

Matching is on words without case, marks and apostrophes; a short name written all in capitals
("IS", "US") must be so written in the text. The longest name wins; a name that means several actors
gives all of them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from fogline.names.sounding import key, similarity, sounds
from fogline.pack.made import OfPack
from fogline.pack.schema import Pack
from fogline.records import ActorId, Span

_WORD = re.compile(r"(?:(?<!\w)(?:[A-Z]\.)+[A-Z]\.?(?!\w))|[^\W_]+(?:['’‘`´ʿʾ][^\W_]+)*")
_MARKS = str.maketrans("", "", ".'’‘`´ʿʾ\u200b\u200c\u200d\u200e\u200f\u0640")
_LONGEST_CAPITALS = 4
_LONGEST_ALIKE = 4
_ALIKE = 0.85
_ALIKE_ALONE = 0.93
_LEAST_SOUNDS = 3
_LEAST_ALONE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorHit:
    """A name of the pack standing in a text; `strong` when it means its actor anywhere.

    `weaker` are the actors that a strong name means by context alone.
    """

    span: Span
    text: str
    ids: tuple[ActorId, ...]
    strong: bool
    weaker: tuple[ActorId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    ids: tuple[ActorId, ...]
    strong: bool
    capitals: bool
    weaker: tuple[ActorId, ...]


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """A word without case, combining marks and apostrophes."""
    if word.isascii():
        return word.translate(_MARKS).lower()
    decomposed = unicodedata.normalize("NFKD", word.translate(_MARKS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, bare, each with where it starts and ends."""
    made = []
    for m in _WORD.finditer(text):
        word, end = m.group(), m.end()
        if len(word) > 2 and word[-2] in "'’" and word[-1] in "sS":
            word, end = word[:-2], end - 2
        made.append((bare(word), m.start(), end))
    return made


class ActorNames:
    """The names of one or more packs, ready to be found in text."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        """Indexes every name by its words; a strong name goes before a weak one of the same words."""
        found: dict[tuple[str, ...], list[tuple[ActorId, bool, bool]]] = {}
        names = ((n.text, a.id, n.strong) for pack in packs for a in pack.actors for n in a.names)
        for text, actor, is_strong in names:
            spelt = tuple(w for w, _, _ in words(text))
            capitals = len(text) <= _LONGEST_CAPITALS and text.isupper()
            if spelt:
                found.setdefault(spelt, []).append((actor, is_strong, capitals))
        self._entries: dict[tuple[str, ...], _Entry] = {}
        self._longest: dict[str, int] = {}
        for spelt, uses in found.items():
            strong = any(s for _, s, _ in uses)
            ids = tuple(dict.fromkeys(i for i, s, _ in uses if s == strong))
            weaker = tuple(dict.fromkeys(i for i, s, _ in uses if s != strong)) if strong else ()
            capitals = all(c for _, _, c in uses)
            self._entries[spelt] = _Entry(ids=ids, strong=strong, capitals=capitals, weaker=weaker)
            self._longest[spelt[0]] = max(self._longest.get(spelt[0], 0), len(spelt))

    def find(self, text: str) -> tuple[ActorHit, ...]:
        """The names in a text, longest first at each place, left to right, never overlapping."""
        tokens = words(text)
        hits, at = [], 0
        while at < len(tokens):
            hit = self._longest_at(text, tokens, at)
            if hit is not None and tokens[at][0] == "the" and at + 1 < len(tokens):
                later = self._longest_at(text, tokens, at + 1)
                if later is not None and later[1] >= hit[1]:
                    hit = None  # "the Army of X" is no "the Army"
            if hit is None:
                at += 1
                continue
            found, size = hit
            hits.append(found)
            at += size
        return tuple(hits)

    def _longest_at(self, text: str, tokens: list[tuple[str, int, int]], at: int) -> tuple[ActorHit, int] | None:
        for size in range(min(self._longest.get(tokens[at][0], 0), len(tokens) - at), 0, -1):
            entry = self._entries.get(tuple(w for w, _, _ in tokens[at : at + size]))
            if entry is None:
                continue
            start, end = tokens[at][1], tokens[at + size - 1][2]
            words_here = text[start:end]
            if entry.capitals and not words_here.isupper():
                continue
            gaps = (text[tokens[i][2] : tokens[i + 1][1]] for i in range(at, at + size - 1))
            if all(len(gap) <= 3 and not set(gap) & set(".,;:()\n") for gap in gaps):
                made = ActorHit(
                    span=Span(start, end), text=words_here, ids=entry.ids, strong=entry.strong, weaker=entry.weaker
                )
                return made, size
        return None

    def match(self, name: str) -> ActorHit | None:
        """The actor whose name is the whole of these words, or None."""
        hits = self.find(name)
        tokens = words(name)
        whole = len(hits) == 1 and tokens and (hits[0].span.start, hits[0].span.end) == (tokens[0][1], tokens[-1][2])
        return hits[0] if whole else None

    def alike(self, text: str) -> ActorHit | None:
        """The actor whose name the words hold in another spelling; None where none sounds the same."""
        tokens = words(text)
        for size in range(min(_LONGEST_ALIKE, len(tokens)), 0, -1):
            best, most = None, _ALIKE if size > 1 else _ALIKE_ALONE
            for at in range(len(tokens) - size + 1):
                start, end = tokens[at][1], tokens[at + size - 1][2]
                said = text[start:end]
                if not said[:1].isupper() or (size > 1 and tokens[at][0] == "the"):
                    continue
                for name, entry in self._sounding.get(key(said), ()):
                    near = similarity(said, name)
                    if near > most and _long_enough(said):
                        most = near
                        best = ActorHit(span=Span(start, end), text=said, ids=entry.ids, strong=True)
            if best is not None:
                return best
        return None

    @cached_property
    def _sounding(self) -> dict[str, list[tuple[str, _Entry]]]:
        """The strong names by how they sound."""
        made: dict[str, list[tuple[str, _Entry]]] = {}
        for spelt, entry in self._entries.items():
            name = " ".join(spelt)
            if entry.strong and not entry.capitals and name.isascii():
                made.setdefault(key(name), []).append((name, entry))
        return made


def _long_enough(name: str) -> bool:
    """True where a name has consonants enough for its sound to mean something."""
    return len(key(name)) >= (_LEAST_SOUNDS if len(sounds(name)) > 1 else _LEAST_ALONE)


actor_names = OfPack(lambda pack: ActorNames([pack]))
"""The actor names of a pack."""
