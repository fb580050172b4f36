"""Normalises and transliterates proper names: what a name is, letter for letter, in any script."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii

_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u0640]")
_ARABIC_MARKS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
_QUOTES = re.compile("['’‘‛`´ʿʾʼʻˈ′\"“”]")
_LONG_ENOUGH = 5
_NOT_WORD = re.compile(r"[^\w]+|_")
# Scripts from Devanagari to Burmese, and Khmer: their vowels are marks on letters and belong to a name.
_MARKED_VOWELS = re.compile("[\u0900-\u109f\u1780-\u17ff]")
_NOT_MARKED_WORD = re.compile("(?:[^\\w\u0900-\u109f\u1780-\u17ff]|[_\u0964\u0965\u0f0b-\u0f14\u104a\u104b])+")
_ARTICLES = frozenset("al el ad ar as ash at az an adh es ez er en ed et esh edh eth ul ud us l".split())
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


def is_arabic(text: str) -> bool:
    """True when the text has a letter of the Arabic script."""
    return _ARABIC.search(text) is not None


def clean(text: str) -> str:
    """The text in composed form without zero-width, direction and stretching marks."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def strip_marks(text: str) -> str:
    """The text without accents and other combining marks."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _arabic_word(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A spelling without case, marks, apostrophes, hyphens and articles; the empty string for no letters."""
    text = clean(text)
    if text.isascii():
        words = _NOT_WORD.sub(" ", _QUOTES.sub("", text).lower()).split()
        return " ".join(w for w in words if w not in _ARTICLES or len(words) == 1)
    if is_arabic(text):
        text = _NOT_WORD.sub(" ", _ARABIC_MARKS.sub("", text).translate(_ALEF).lower())
        # Signs of the script that are no letters leave a name in another one.
        return " ".join(map(_arabic_word, text.split())) if is_arabic(text) else fold(text)
    if _MARKED_VOWELS.search(text):
        return " ".join(_NOT_MARKED_WORD.sub(" ", text.lower()).split())
    text = _QUOTES.sub("", text).lower().translate(_LETTERS)
    words = _NOT_WORD.sub(" ", strip_marks(text)).split()
    return " ".join(w for w in words if w not in _ARTICLES or len(words) == 1)


def transliterate(text: str) -> str:
    """The name in Latin letters: Arabic by its own rules, other scripts by general ones."""
    text = clean(text)
    if is_arabic(text):
        folded = fold(text).translate(_ARABIC_LATIN)
        return anyascii(folded)
    return text if text.isascii() else anyascii(text)


def swapped(text: str) -> tuple[str, ...]:
    """The folded spellings in which two neighbouring letters of one word have changed places; none of short names."""
    folded = fold(text)
    if len(folded) < _LONG_ENOUGH:
        return ()
    made = (
        folded[:n] + b + a + folded[n + 2 :]
        for n, (a, b) in enumerate(pairwise(folded))
        if a != b and " " not in (a, b)
    )
    return tuple(made)
