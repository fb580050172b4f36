"""Finds the words of a text that say when.

Every token gets a one-letter class (the table below), and one regular expression over the letters
holds the grammar, so a text is read once whatever the number of forms.
"""

import re
from collections.abc import Iterable

from fogline.dates.words import (
    ARABIC,
    DOUBTFUL_MONTHS,
    HOLIDAYS,
    ISLAMIC_MONTHS,
    MONTHS,
    NUMBERS,
    ORDINALS,
    SEASONS,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    alternatives,
    listed,
)
from fogline.records import Mention, Span

_CLASSES: dict[str, Iterable[str]] = {
    "W": [w for w in WEEKDAYS if w not in SHORT_WEEKDAYS],
    "w": SHORT_WEEKDAYS,
    "M": [m for m in (*MONTHS, *ISLAMIC_MONTHS) if m not in DOUBTFUL_MONTHS],
    "o": ORDINALS,
    "n": [n for n in NUMBERS if n not in ("a", "an", "half", "single", "some")],
    "y": [*listed("yesterday today tomorrow tonight overnight"), *(a for a in ARABIC if a != "منذ")],
    "S": SEASONS,
    "H": HOLIDAYS,
}
_WORDS = {
    "a": "a an half single",
    "u": "day week fortnight weekend month year decade hour minute",
    "U": "days nights weeks fortnights weekends months years decades hours minutes hrs يوم أيام",
    "I": "night",
    "P": "morning afternoon evening dawn noon midday midnight dusk sunrise sundown sunset nightfall daybreak"
    " breakfast lunch lunchtime mid-morning mid-afternoon",
    "v": "prayer prayers",
    "k": "light",
    "L": "last past previous preceding next coming following recent",
    "h": "this that same very these those",
    "t": "the",
    "f": "of",
    "i": "on in at",
    "s": "since until till by from through throughout as not starting toward towards منذ",
    "d": "during over within for under",
    "b": "between",
    "j": "and to or – — - /",
    "J": "into",
    "Z": "every each",
    ",": ",",
    "E": "early late mid earlier later small shortly",
    "e": "start beginning end middle course eve rest close",
    "g": "before after",
    "G": "ago afterwards ahead",
    "R": "straight running row succession alone consecutive successive full",
    "q": "about around some nearly almost than least only just up less more barely well exactly another",
    "c": "then",
    "T": "now currently presently",
    "K": "moment present writing time date",
    "V": "write type speak",
    "l": "i we",
    "A": "all",
    "z": "o'clock o’clock am pm a.m p.m a.m. p.m. local",
    "Q": "old age",
    "r": "brigade division army corps battalion regiment floor century anniversary parallel ring special"
    " mechanized armoured armored mosque market infantry street",
    "'": "'s ’s",
}
_CLASS_OF = {word: letter for letter, words in _CLASSES.items() for word in words}
_CLASS_OF.update({word: letter for letter, words in _WORDS.items() for word in listed(words)})

_FULL = frozenset({"march", "april", "may", "june", "july"})
_PHRASES = alternatives(name for name in (*MONTHS, *ISLAMIC_MONTHS, *HOLIDAYS, *ARABIC) if " " in name or "'" in name)
_SHORT = alternatives(w for w in (*MONTHS, *SHORT_WEEKDAYS) if w.isascii() and len(w) <= 5 and w not in _FULL)
_TOKEN = re.compile(
    rf"""(?P<full>\d{{4}}-[01]\d-[0-3]\d(?:T[\d:.]+Z?)?|[0-3]?\d([/.-])[0-3]?\d\2(?:19|20)?\d\d)\b
    | (?P<clock>(?:[01]?\d|2[0-3])[:h][0-5]\d|(?<=at\s)(?:[01]?\d|2[0-3])\.[0-5]\d(?!\.?\d|\s?%)
        |^(?:[01]\d|2[0-3])\.[0-5]\d(?=\s[-–—]|:)|^(?!19|20[0-3])(?:[01]\d|2[0-3])[0-5]\d(?=\s[-–—]\s|:\s)|(?<=at\s)(?:[01]\d|2[0-3])[0-5]\d(?=\s(?:on|local|hours|GMT)))\b
    | (?P<amount>[$€£]\s?\d[\d.,]*|\d{{1,3}}(?:[.,]\d{{3}})+|\d+[.,]\d+\b|\d+%|(?<!\w)[^\W\d_]+-\d+\w*)
    | (?P<nth>\d+-?(?:st|nd|rd|th)\b)
    | (?P<digits>\d+\b)
    | (?P<phrase>(?:{_PHRASES})\b)
    | (?P<short>(?:{_SHORT})\.(?=\s[\da-z,]))
    | (?P<word>(?:[ap]\.m(?:\.(?=\s(?-i:[a-z]))|\b)|o['’]clock|mid-(?:morning|afternoon)
        |(?:twenty|thirty)-[a-z]+|[^\W\d_]+))
    | (?P<mark>['’]s\b|[^\w\s]|\n\s*\n|\w+)""",
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_ARABIC_WORD = re.compile(r"[\u0600-\u06ff]")


def _classified(text: str, start: int, end: int) -> tuple[str, list[tuple[int, int]]]:
    """One letter a token, and where each token stands."""
    letters, places = [], []
    for m in _TOKEN.finditer(text, start, end):
        letters.append(_letter(m.lastgroup or "mark", m.group()))
        places.append(m.span())
    return "".join(letters), places


def _letter(kind: str, token: str) -> str:
    if kind in ("word", "phrase"):
        lower = token.lower()
        if lower in DOUBTFUL_MONTHS:
            return "m" if token[0].isupper() or _ARABIC_WORD.match(token) else "x"
        known = _CLASS_OF.get(lower)
        if known is not None:
            return known
        return "X" if token[0].isupper() else "x"
    if kind == "short":
        return "w" if token[:-1].lower() in SHORT_WEEKDAYS else "M"
    if kind == "digits":
        value = int(token) if len(token) <= 4 else 0
        if len(token) == 4:
            return "Y" if 1900 <= value < 2100 else "x"
        return "x" if not value or len(token) > 3 else "D" if value <= 31 else "N"
    if kind == "nth":
        return "O" if int(token[:-2].rstrip("-")[-4:]) <= 31 else "p"
    if kind == "full":
        return "F"
    if kind == "clock":
        return "C"
    if kind == "amount":
        return "x"
    return _CLASS_OF.get(token, "|" if token.isspace() else ".")


# The grammar, over the letters above.
_NUM = r"(?:[di]?q)*(?:an?f?|a?[nDN](?:j?[nDN])?(?:jaa|q)?)"
_UNIT = r"[uUI]"
_YOUNG = r"(?!j?Q)"
_MONTH = r"[Mm]"
_IN_YEAR = r"(?:,?f?Y|i?[Lh]u)?"
_DATE = (
    rf"(?:F|[DOo](?:[j,]t?[DOo])*f?{_MONTH}{_IN_YEAR}"
    rf"|(?:[Mm]|Mt)[DO](?![.]?C)(?:j[DO](?!f?{_MONTH}))*(?:,?Y)?(?!U))"
)
_PART = r"(?:E?j?[PI](?:v|')?|t?oku?|Lk|E[uU]v?|[LhtE]*[PI]v?)"
_HOUR = r"(?:Cz*|[Dn]z)"
_NTH = r"(?:(?:O(?:jO)*(?:f[htL]+u)?|of[htL]+u)(?![Xru]))"
_WEEKDAY = rf"(?:[EhL]*(?:W|w(?=t?[DO]|,))'?(?:jW(?!j))?(?:i?t?{_PART})?(?:f?[Lh]u)?(?:,?t?(?:{_DATE}|{_NTH}))?)(?!r)"
_NEAR = (
    rf"(?:(?:tug)?y'?(?:i?t?{_PART})?(?:W|,?t?(?:{_DATE}|O))?|tIgL|LI|E?h[uI]|E?t?[hLt]+[uPIS](?!f)|Ehy|Ey"
    rf"|t?[uPI]g(?=[.,|]|$))"
)
_LASTING = (
    rf"(?:{_NUM}[uU]Gi?W|[th]*[LR]+{_NUM}j?{_UNIT}[RT]*|t?h?L+U|{_NUM}j?{_UNIT}(?:[Gg]|E(?=[.,|xXtl]|$))(?!E)|{_NUM}R*{_UNIT}(?=iaR)"
    rf"|t?(?:[Oo]|p)R?[uI](?:[iR]aR|R)?(?!f)|(?<![a-z])u[DNn](?![DNn]*U)|U[GE]"
    rf"|[DNn](?:j?n)?(?:jaa)?j?(?:U|u)[RT]*{_YOUNG}(?:iaR)?)"
)
_MONTHLY = (
    rf"(?:(?:[Et]*j?|t?[eo]u?f|t?[oLe]aff?|[hL])(?:M{_IN_YEAR}|mY)|(?:E|[isdgbhL]E?|t?[eo]u?f)j?m{_IN_YEAR}"
    rf"|t?[LE]?j?S(?:fY|Y|f?Lu)|[hL]S|HY?)"
)
_POINT = rf"(?:{_DATE}|{_WEEKDAY}|{_LASTING}|{_NEAR}|{_MONTHLY})"
_LEAD = r"(?:b?(?:sf|E[ig]|[isdg]q?|s[gdq]+|qg?|ite?uf)?(?:tE?[PI][fi]|t?ef)?(?:t(?=[OoWDFMmEe]))?)"
_HELD = (
    rf"(?:[dig]t?{_NUM}j?{_UNIT}R?(?!f)(?:iaR)?{_YOUNG}|[dis]q?t?L?U(?!f)R?|(?:[disg]A?|A)q*t?E?[uI](?![fgDN])(?:i?W)?|i?t?[oLe]aff?Y"
    rf"|[disg]t?[eq]f[thL]+(?:u|P|I)|(?:[disgAE]|sf|sg|Eg)t?q*(?:{_PART}|{_HOUR})"
    rf"(?:[iftE]*(?:y|{_WEEKDAY}|{_DATE}|[h]u|{_PART}|tO))?"
    rf"|t?{_PART}[fi](?:{_DATE}|{_WEEKDAY}|t{_NTH})|{_HOUR}(?:[ih]*(?:y|{_WEEKDAY}|{_DATE}|{_PART}))?"
    rf"|[disg]q*[Dn]z?(?:h?{_PART}|y|iW)"
    rf"|[isgbf]t{_NTH}|(?:[isdghLb]E?|tLf)Y(?!U)|[isghL]t?E?S(?:fY)?|[isgd]w(?![a-z])"
    rf"|s?[sidg]?T|i[th]K(?:fK)?|iK|jK|sc|[isd]c|t?Oju|shK)"
)
_JOIN = r"(?:[jJ](?:xi)?|s)"
_TIME = re.compile(
    rf"(?:ZW|[bs]t?[DOo]jt?(?:{_DATE}|{_NTH})"
    rf"|{_LEAD}{_POINT}(?:{_JOIN}{_LEAD}{_POINT}|[iE]q?(?:{_PART}|{_HOUR}))?"
    rf"|{_HELD}(?:(?:j|s)(?:{_LEAD}{_POINT}|{_HELD}))?)"
)


_GOES_ON = re.compile(r"\b(?:could|would|will|may|might|can|should|must|(?:expected|likely) to)\s$", re.IGNORECASE)
"""What stands before "last" as a verb."""


def find_times(text: str, span: Span | None = None) -> tuple[Mention, ...]:
    """The time expressions of a text, or of a stretch of it, left to right, never overlapping.

    A mention takes in the preposition that makes part of the meaning ("since Monday", "by dawn").
    """
    start, end = (0, len(text)) if span is None else (span.start, span.end)
    letters, places = _classified(text, start, end)
    made = []
    for m in _TIME.finditer(letters):
        a, b = places[m.start()][0], places[m.end() - 1][1]
        if text[a : a + 4] == "last" and _GOES_ON.search(text, max(start, a - 20), a):
            continue
        made.append(Mention(text=text[a:b], span=Span(a, b)))
    return tuple(made)
