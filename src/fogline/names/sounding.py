"""Names by sound, and how near two spellings are: consonants in broad classes, vowels in three."""

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import Indel

from fogline.names.script import fold, is_arabic, transliterate

_SOUNDS = {
    "tsch": "S", "tch": "S", "sch": "S", "sh": "S", "ch": "S", "ckh": "kH", "kh": "H", "x": "H", "gh": "G",
    "dzh": "J", "dj": "J", "zh": "J", "j": "J", "dh": "D", "th": "T", "ph": "f", "ck": "k", "q": "k", "c": "k",
    "oo": "u", "ou": "u", "w": "u", "ee": "i", "ie": "i", "ii": "i", "y": "i",
}  # fmt: skip
_SOUND = re.compile("|".join(_SOUNDS))
_CLASSES = str.maketrans({"S": "s", "H": "h", "G": "g", "J": "j", "D": "d", "T": "t", "p": "b", "z": "z"})
_VOWEL_CLASSES = str.maketrans({"e": "a", "o": "u"})
_OPPOSED = frozenset(
    "north south east west northern southern eastern western upper lower new old big little great small".split()
)
_TAIL = re.compile(r"(?<=[a-zA-Z])(?:a?h|[ae]t)$")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def sounds(text: str) -> tuple[str, ...]:
    """The words of a name by sound: one letter a consonant (capitals for digraphs), vowels in three classes."""
    latin = transliterate(text) if is_arabic(text) else fold(text)
    if not latin.isascii():
        latin = fold(anyascii(latin))
    return tuple(_heard(word) for word in latin.split())


@lru_cache(maxsize=131072)
def _heard(word: str) -> str:
    word = _TAIL.sub("a", word) if len(word) > 3 else word
    word = _SOUND.sub(lambda m: _SOUNDS[m.group()], word)
    return _DOUBLED.sub(r"\1", word.translate(_VOWEL_CLASSES))


def _skeleton(word: str) -> str:
    kept = "".join(c for c in word if c not in "aiu")
    return kept or word[:1]


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """The consonants of a name in broad classes, its words run together: equal for most spellings."""
    joined = "".join("".join(c for c in word if c not in "aiu") for word in sounds(text)).translate(_CLASSES)
    joined = _DOUBLED.sub(r"\1", joined)
    return joined or "".join(sounds(text))


def _ratio(a: str, b: str) -> float:
    return Indel.normalized_similarity(a, b)


@lru_cache(maxsize=65536)
def similarity(a: str, b: str) -> float:
    """How near two spellings of a name are, from 0 to 1; 1 for equal after folding.

    Consonants weigh more than vowels, and the worst-matching word caps the whole: names that differ
    in one word are different names.
    """
    fa, fb = fold(a), fold(b)
    if not fa or not fb:
        return 0.0
    if fa == fb:
        return 1.0
    if is_arabic(fa) and is_arabic(fb):
        return min(0.98, _ratio(fa, fb))
    if frozenset(fa.split()) & _OPPOSED != frozenset(fb.split()) & _OPPOSED:
        return min(0.6, _ratio(fa, fb))
    wa, wb = sounds(a), sounds(b)
    ja, jb = "".join(wa), "".join(wb)
    ka, kb = "".join(map(_skeleton, wa)), "".join(map(_skeleton, wb))
    spelling = _ratio(ja, jb)
    whole = 0.6 * _ratio(ka, kb) + 0.4 * spelling
    if ka.translate(_CLASSES) == kb.translate(_CLASSES):
        whole = max(whole, 0.86 + 0.12 * spelling)
    if len(wa) != len(wb):
        return 0.97 * whole
    worst = min(0.5 * _ratio(_skeleton(x), _skeleton(y)) + 0.5 * _ratio(x, y) for x, y in zip(wa, wb, strict=True))
    return 0.97 * min(whole, 0.45 + 0.55 * worst)
