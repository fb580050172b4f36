"""Names as strings of symbols that a learned edit model aligns: one symbol a sound as it is written.

Latin digraphs are one symbol each ("kh", "sh", "ou"), doubled letters one, the letters of "-a", "-e" and "-et" at a
word's end symbols of their own, an "h" after a vowel there is left out; Arabic script keeps its own letters; other
scripts come as Latin. A space parts words.
"""

import re
from functools import lru_cache

from anyascii import anyascii

from fogline.names.script import clean, fold, is_arabic, strip_marks

LATIN = "abcdefghijklmnopqrstuvwxyz"
DIGRAPHS = {
    "tsch": "C", "tch": "C", "sch": "S", "dzh": "J", "sh": "S", "ch": "C", "kh": "K", "gh": "G", "dh": "D", "th": "T",
    "zh": "Z", "dj": "J", "ph": "F", "ou": "U", "oo": "O", "ee": "E", "ck": "k", "ei": "Y", "ai": "A", "ay": "A",
    "ey": "Y", "aw": "W", "au": "W", "qu": "q",
}  # fmt: skip
_MARKED = str.maketrans(
    {"ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ğ": "gh", "ġ": "gh", "ḩ": "h", "ḫ": "kh", "ẖ": "kh",
     "ḵ": "kh", "ṯ": "th", "ḏ": "dh", "ź": "z", "ć": "ch", "ś": "s"}
)  # fmt: skip
_VOWELS = frozenset("aeiuoUOEAYW")
_ENDINGS = {"a": "1", "e": "2", "t": "4"}
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءةپچژڤگەۆێڕڵ"
_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي"})
_UNKNOWN = "?"
_DIGIT = "#"
SYMBOLS = " " + LATIN + "".join(sorted(set(DIGRAPHS.values()) - {"k", "q"})) + "124" + ARABIC + _UNKNOWN + _DIGIT
CODES = {symbol: n for n, symbol in enumerate(SYMBOLS)}
_DIGRAPH = re.compile("|".join(sorted(DIGRAPHS, key=len, reverse=True)))
_PLAIN = re.compile("[a-z]*")
_DOUBLED = re.compile(r"(\D)\1+")
_MARKS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")
_NOT_WORD = re.compile(r"[^\w]+|_")
_ARABIC_SYMBOL = re.compile(f"[{ARABIC}]")


def _arabic_letter(letter: str) -> str:
    return letter if letter in CODES else _DIGIT if letter.isdigit() else _UNKNOWN


@lru_cache(maxsize=65536)
def _arabic_word(word: str) -> str:
    word = word[2:] if word.startswith("ال") and len(word) > 4 else word
    return _DOUBLED.sub(r"\1", "".join(map(_arabic_letter, word)))


@lru_cache(maxsize=65536)
def _latin_word(word: str) -> str:
    if not _PLAIN.fullmatch(word):
        word = "".join(u if u in CODES else _DIGIT if u.isdigit() else _UNKNOWN for u in word)
    made = _DOUBLED.sub(r"\1", _DIGRAPH.sub(lambda m: DIGRAPHS[m.group()], word))
    if len(made) > 2 and made[-1] == "h" and made[-2] in _VOWELS:
        made = made[:-1]
    if len(made) > 2:
        last = _ENDINGS.get(made[-1], made[-1])
        before = _ENDINGS.get(made[-2], made[-2]) if last == "4" else made[-2]
        made = made[:-2] + before + last
    return made


@lru_cache(maxsize=65536)
def letters(name: str) -> str:
    """The symbols of a name, its words parted by spaces; the empty string for no letters."""
    text = clean(name)
    if is_arabic(text):
        words = _NOT_WORD.sub(" ", _MARKS.sub("", text).translate(_ALEF)).split()
        return " ".join(_arabic_word(w) for w in words)
    if not text.isascii():
        text = strip_marks(text.lower().translate(_MARKED))
    folded = fold(text)
    if not folded.isascii():
        folded = fold(anyascii(folded))
    return " ".join(_latin_word(w) for w in folded.split())


def in_arabic(symbols: str) -> bool:
    """True where the symbols are of Arabic script."""
    return _ARABIC_SYMBOL.search(symbols) is not None
