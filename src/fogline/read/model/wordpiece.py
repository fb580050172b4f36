"""Cuts words into the encoder's word pieces (uncased BERT vocabulary), in plain Python with a cache.

The greedy longest-match algorithm is that of Wu et al. 2016 as BERT uses it; no tokeniser library is
needed at run time.
"""

import unicodedata
from collections.abc import Sequence

UNKNOWN = "[UNK]"
_LONGEST_WORD = 60
_CACHE_LIMIT = 200_000


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _pieces_of(word: str) -> list[str]:
    """Lower-case stretches without accents; every mark by itself."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
    made: list[str] = []
    current = ""
    for char in plain:
        if _is_mark(char):
            if current:
                made.append(current)
            made.append(char)
            current = ""
        else:
            current += char
    return [*made, current] if current else made


class WordPieces:
    """A vocabulary and the cuts it gives."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """`vocabulary` lists the pieces in the order of their numbers."""
        self._ids = {piece: n for n, piece in enumerate(vocabulary)}
        self._unknown = self._ids[UNKNOWN]
        self._known: dict[str, tuple[int, ...]] = {}
        self.first, self.last = self._ids["[CLS]"], self._ids["[SEP]"]

    def cut(self, word: str) -> tuple[int, ...]:
        """The piece numbers of one word; never empty."""
        found = self._known.get(word)
        if found is None:
            found = tuple(n for part in _pieces_of(word) for n in self._greedy(part)) or (self._unknown,)
            if len(self._known) < _CACHE_LIMIT:
                self._known[word] = found
        return found

    def _greedy(self, part: str) -> list[int]:
        if len(part) > _LONGEST_WORD:
            return [self._unknown]
        made: list[int] = []
        start = 0
        while start < len(part):
            for end in range(len(part), start, -1):
                piece = part[start:end] if start == 0 else "##" + part[start:end]
                number = self._ids.get(piece)
                if number is not None:
                    made.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return made
