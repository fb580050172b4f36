"""Normalises, transliterates and compares proper names across spellings and scripts.

`fold` makes spellings of one writer equal, `key` those of most writers (for finding candidates), and
`similarity` says how near two spellings are. Arabic script is compared as such where both sides have it.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import Indel

_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0640]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_QUOTES = re.compile("['’‘‛`´ʿʾʼʻˈ′\"“”]")
_NOT_WORD = re.compile(r"[^\w]+|_")
_ARTICLES = frozenset("al el ad ar as ash at az an adh ul ud us l".split())
_ALEF = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ک": "ك",
        "ی": "ي",
        "گ": "ك",
    }
)
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "ğ": "g",
        "ş": "sh",
        "ç": "ch",
    }
)
_ARABIC_LATIN = str.maketrans(
    {
        "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
        "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "gh", "ف": "f",
        "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ء": "", "پ": "p",
        "چ": "ch", "ژ": "j", "ڤ": "v", "ڕ": "r", "ڵ": "l", "ۆ": "o", "ێ": "e", "ە": "a",
    }
)  # fmt: skip
_SOUNDS = (
    (re.compile(r"tsch|tch|sch|sh|ch|ş|ç"), "S"),
    (re.compile(r"kh|x"), "H"),
    (re.compile(r"gh|ğ"), "G"),
    (re.compile(r"dj|dzh|zh|j"), "J"),
    (re.compile(r"dh"), "D"),
    (re.compile(r"th"), "T"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck|q|c"), "k"),
    (re.compile(r"oo|ou|w"), "u"),
    (re.compile(r"ee|ie|ii|y"), "i"),
)
_CLASSES = str.maketrans({"S": "s", "H": "h", "G": "g", "J": "j", "D": "d", "T": "t", "p": "b", "z": "z"})
_VOWEL_CLASSES = str.maketrans({"e": "a", "o": "u"})
_OPPOSED = frozenset(
    "north south east west northern southern eastern western upper lower new old big little great small".split()
)
_TAIL = re.compile(r"(?<=[a-zA-Z])(?:a?h|[ae]t)$")
_DOUBLED = re.compile(r"(.)\1+")


def is_arabic(text: str) -> bool:
    """True when the text has a letter of the Arabic script."""
    return _ARABIC.search(text) is not None


def clean(text: str) -> str:
    """The text in composed form without zero-width, direction and stretching marks."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _strip_marks(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _arabic_word(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A spelling without case, marks, apostrophes, hyphens and articles; the empty string for no letters."""
    text = clean(text)
    if is_arabic(text):
        text = _ARABIC_MARKS.sub("", text).translate(_ALEF)
        return " ".join(_arabic_word(w) for w in _NOT_WORD.sub(" ", text).split())
    text = _QUOTES.sub("", text).lower().translate(_LETTERS)
    words = _NOT_WORD.sub(" ", _strip_marks(text)).split()
    return " ".join(w for w in words if w not in _ARTICLES or len(words) == 1)


def transliterate(text: str) -> str:
    """The name in Latin letters: Arabic by its own rules, other scripts by general ones."""
    text = clean(text)
    if is_arabic(text):
        folded = fold(text).translate(_ARABIC_LATIN)
        return anyascii(folded)
    return text if text.isascii() else anyascii(text)


@lru_cache(maxsize=65536)
def sounds(text: str) -> tuple[str, ...]:
    """The words of a name by sound: one letter a consonant (capitals for digraphs), vowels in three classes."""
    latin = transliterate(text) if is_arabic(text) else fold(text)
    if not latin.isascii():
        latin = fold(anyascii(latin))
    made = []
    for word in latin.split():
        word = _TAIL.sub("a", word) if len(word) > 3 else word
        for pattern, sound in _SOUNDS:
            word = pattern.sub(sound, word)
        made.append(_DOUBLED.sub(r"\1", word.translate(_VOWEL_CLASSES)))
    return tuple(made)


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
