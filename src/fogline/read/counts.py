"""Numbers in words and figures, with what they leave open: low, best and high as the claims guide reads them."""

import re
from dataclasses import dataclass

from fogline.records import CountKind, Span

_UNITS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen".split()
    )
}
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
_VAGUE = {
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "tens of thousands": 20000,
    "hundreds of thousands": 200000,
    "millions": 2_000_000,
}

_WORD = "|".join(("a", *(w for w in _UNITS if w != "zero"), *_TENS, *_SCALES, "half"))
_WORD_NUMBER = rf"(?:(?:{_WORD})(?:[ -](?:and )?(?:{_WORD}))*)"
_FIGURE = r"(?:\d{1,3}(?:[,.]\d{3})+|\d+)(?:\.\d+)?(?: (?:hundred|thousand|million))?"
_QUARTERS = {"a quarter of a million": 250_000, "three quarters of a million": 750_000}
_ONE = rf"(?:{_FIGURE}|{'|'.join(_QUARTERS)}|{_WORD_NUMBER})"
_LEAST = r"at least|no fewer than|no less than|not less than|a minimum of"
_OVER = r"more than|over|upwards of|in excess of|above|exceeding|well over|greater than"
_MOST = r"up to|as many as|at most|no more than|fewer than|less than|under|nearly up to"
_ABOUT = r"about|around|some|approximately|approx\.?|roughly|nearly|almost|an estimated|estimated|close to|circa|ca?\.|an approximate"
_PART = re.compile(r"(?:(?P<whole>.+) and a |a )?half (?:a )?(?P<scale>hundred|thousand|million|dozen)")
_COUNT = re.compile(
    rf"(?<![\w./:'’-])(?:(?P<q>{_LEAST}|{_OVER}|{_MOST}|{_ABOUT})\s+(?:(?:a total of|the|another)\s+)?|(?P<near>[~≈±])\s?)?"
    rf"(?:(?:between|from)\s+(?P<b1>{_ONE})\s+(?:and|to)\s+(?P<b2>{_ONE})"
    rf"|(?P<r1>\d[\d,.]*)\s?[-–—]\s?(?P<r2>\d[\d,.]*(?: (?:hundred|thousand|million))?)"
    rf"|(?P<w1>{_ONE})\s+(?:to|or)\s+(?P<w2>{_ONE})"
    rf"|(?P<vague>tens of thousands|hundreds of thousands|dozens|scores|hundreds|thousands|millions)"
    rf"|(?P<few>(?:a )?(?:few|several|couple of) (?:dozens?|hundreds?|thousands?))"
    rf"|(?P<n>{_ONE})(?P<plus>\+)?)(?![\w]|[./:]\d)",
    re.IGNORECASE,
)
_NOT_COUNT_AFTER = re.compile(
    r"\s*(?:-\s*)?(?:km|kilomet|kms|mile|metre|meter|m\b|mm\b|cm\b|%|per ?cent|percent|°|o'?clock|a\.m|p\.m|am\b|pm\b|"
    r"years?|months?|weeks?|days?|hours?|minutes?|nights?|year-old|st\b|nd\b|rd\b|th\b|tons?\b|tonnes?\b|kg\b|kilos?\b|litres?|liters?|dollars?|USD|euros?|pounds?|"
    r"axes|axis|fronts|sides|phases?|times\b|directions?|resolution)",
    re.IGNORECASE,
)
_NO_COUNT = frozenset(("a", "one", "half", "a half"))
_WIDEST = 5
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_SHARE_AFTER = re.compile(
    r"\s*(?:%|per ?cent\b|percent|(?:halves|thirds?|quarters?|fourths?|fifths?|sixths?|tenths?)\b)", re.IGNORECASE
)
_AGE_BEFORE = re.compile(
    r"\b(?:man|woman|boy|girl|child|youth|son|daughter|men|women|boys|girls|children|youths) of (?:about |around |some )?$"
    r"|\b(?:half|third|quarter|fifth|tenth)s? of $",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"-(?:halves|thirds?|quarters?|fourths?|fifths?|sixths?|tenths?|(?:year|month|week|day|hour)s?)\b"
    r"|\s(?:(?:out of|of|in) every|in the (?:morning|afternoon|evening)|at night)\b",
    re.IGNORECASE,
)
"""What stands behind a share, an age, a length or a time of day."""
_BEFORE = re.compile(
    rf"\bout of (?:the |some |about )?$|\b(?:one|every|\d) in $|[$€£]$|\b{_FIGURE} of (?:the |some |about |their |its |those )?$",
    re.IGNORECASE,
)
"""What stands before a sum of money, or the whole of which a share is told."""
_THOUSANDS = re.compile(
    rf"(?:(?P<q>{_LEAST}|{_OVER}|{_MOST}|{_ABOUT})\s+)?(?P<n>\d+(?:\.\d+)?)k(?: [A-Za-z]+)?", re.IGNORECASE
)
_HANDED = re.compile(r"\b(?:hand(?:ed|s|ing)?|turn(?:ed|s|ing)?) $", re.IGNORECASE)
_OLD = re.compile(r"-(?:year|month|week|day)s?-old", re.IGNORECASE)
_AGED = re.compile(r"[A-Za-z][\w.’'-]*, $")
"""A word, behind which figures between commas are an age."""
_IN_BRACKETS = re.compile(r"(?:[A-Z][\w.’'-]* \(|\[)$")
"""What stands before an age after a name, or before a note."""
_HOUR_BEFORE = re.compile(
    r"\b(?:at|from|to|and|until|till|by|before|after|around|between|since|hours?)\s(?:approximately |about |around |some )?\(?$",
    re.IGNORECASE,
)
_HOUR_AFTER = re.compile(r"\s?(?:\(?(?:GMT|UTC|hours|hrs|local time)\b|\(\d{4} )")
_HOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_COMPOUND = re.compile(r"-(?!(?:some|odd|strong|man|men|member)\b)[a-z]")
"""Behind a number in "500-pound bombs"."""
_NUMBERED = re.compile(
    r"\b(?:Unit|Brigade|Division|Battalion|Regiment|Battery|Company|Column|Group|Force|Base|Post|Hill|Operation|Block)s? $"
)
"""A name that goes on with a number."""
_INDEFINITE = re.compile(r"(?:\b(?:an?|another) (?:\w+ )?|^|\n)$", re.IGNORECASE)
"""What stands before words that mean one of a kind, not a certain one ("the pilot")."""
_NOT_COUNT_BEFORE = re.compile(
    r"(?:[$€£#]|\b(?:no\.|number|resolution|article|page|highway|route|road|unit|brigade|division|battalion|regiment|"
    r"zone|sector|point|hill|height|phase|chapter|in|since|ages? of|until|by|during|aged?|no|channel|block|gate)\s?)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCount:
    """A number where it stands, before it is known what it counts."""

    span: Span
    low: int | None
    best: int | None
    high: int | None


def number(words: str) -> int | None:
    """The value of one number in figures or English words; None where it is no whole number."""
    text = words.lower().replace("-", " ").strip()
    figure = re.match(r"^([\d,.]+)(?: (hundred|thousand|million))?$", text)
    if figure is not None:
        scale = _SCALES.get(figure.group(2) or "", 1)
        digits = figure.group(1).rstrip(".,")
        if re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+", digits):
            return int(digits.replace(",", "").replace(".", "")) * scale
        try:
            value = float(digits.replace(",", "")) * scale
        except ValueError:
            return None
        return int(value) if value.is_integer() and value < 1e9 else None
    if text in _QUARTERS:
        return _QUARTERS[text]
    part = _PART.fullmatch(text)
    if part is not None:
        whole = number(part["whole"]) if part["whole"] else 0
        return None if whole is None else round((whole + 0.5) * _SCALES[part["scale"]])
    total, current, seen = 0, 0, False
    for word in text.split():
        if word in ("and", "a", "half"):
            current = current or (1 if word == "a" else 0)
            seen = seen or word == "half"
        elif word in _UNITS or word in _TENS:
            value_here = _UNITS.get(word, _TENS.get(word, 0))
            current = value_here if current == 1 and not seen else current + value_here
            seen = True
        elif word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            seen = True
            if word in ("thousand", "million"):
                total, current = total + current, 0
    return total + current if seen else None


def _open_figures(quantifier: str, value: int) -> tuple[int | None, int | None, int | None]:
    word = quantifier.lower()
    if not word:
        return value, value, value
    if re.fullmatch(_LEAST, word):
        return value, value, None
    if word == "+" or re.fullmatch(_OVER, word):
        return value, None, None
    if re.fullmatch(_MOST, word):
        return None, None, value
    return None, value, None


def _figures(m: re.Match[str]) -> tuple[int | None, int | None, int | None] | None:
    if m["vague"]:
        return _VAGUE[m["vague"].lower()], None, None
    if m["few"]:
        word = m["few"].lower().split()[-1].rstrip("s")
        return {"dozen": 24, "hundred": 200, "thousand": 2000}[word], None, None
    for a, b in (("b1", "b2"), ("r1", "r2"), ("w1", "w2")):
        if m[a]:
            low, high = number(m[a]), number(m[b])
            if low is None or high is None:
                return None
            scale = m[b].lower().split()[-1]
            if scale in _SCALES and low < 100 and 1 <= low * _SCALES[scale] < high:
                low *= _SCALES[scale]
            return (low, None, high) if low < high else None
    return _figures_of_one(m["n"], m["q"] or m["near"] or m["plus"])


def _figures_of_one(words: str, quantifier: str | None) -> tuple[int | None, int | None, int | None] | None:
    value = number(words)
    return None if value is None else _open_figures(quantifier or "", value)


def _no_number(text: str, m: re.Match[str]) -> bool:
    """True where figures count nothing by themselves: a share, a time of day, somebody's age, a part of a thread."""
    at = m.start("n") if m["n"] else m.start()
    return bool(
        _SHARE_AFTER.match(text, m.end())
        or text[m.end() : m.end() + 1] == "/"
        or (m["n"] and _CLOCK.fullmatch(m["n"]))
        or _AGE_BEFORE.search(text, max(0, at - 24), at)
    )


def _is_hour(text: str, m: re.Match[str]) -> bool:
    """True for "at 1845" and "0400 GMT"."""
    at = m.start("n")
    if not _HOUR.fullmatch(m["n"]):
        return False
    return bool(_HOUR_BEFORE.search(text, max(0, at - 28), at) or _HOUR_AFTER.match(text, m.end()))


def _of_something_else(text: str, m: re.Match[str]) -> bool:
    """True where the words around make figures an age, a sum of money, an hour, or the whole of which a part is meant."""
    before = text[max(0, m.start() - 28) : m.start()]
    behind = text[m.end() : m.end() + 1]
    aged = m["n"] and re.fullmatch(r"[1-9]\d", m["n"]) and behind == "," and _AGED.search(before)
    noted = m["n"] and behind in ("]", ")") and _IN_BRACKETS.search(before)
    numbered = m["n"] and not m["q"] and _NUMBERED.search(before)
    hour = m["n"] and _is_hour(text, m)
    return bool(
        aged
        or noted
        or numbered
        or hour
        or _COMPOUND.match(text, m.end())
        or _BEHIND.match(text, m.end())
        or _BEFORE.search(before)
    )


def find_counts(text: str, span: Span) -> tuple[RawCount, ...]:
    """The numbers in a stretch of text that can count something; dates, distances and names are left out.

    Whether one does count, and what it says then, tells `figures_of`.
    """
    made = []
    at = span.start
    while m := _COUNT.search(text, at, span.end):
        alone = m["n"] or (m["w1"] if m["w1"] and not _is_range(m) else None)
        at = m.end("w1") if alone and m["w1"] else m.end()
        if alone and alone.lower() in _NO_COUNT:
            continue
        if re.fullmatch(r"(?:19|20)\d\d", m["n"] or m["w1"] or m["b1"] or "") and not m["q"]:
            continue
        if _no_number(text, m):
            continue
        after = text[at : at + 16]
        before = text[max(span.start, m.start() - 14) : m.start()]
        if _NOT_COUNT_AFTER.match(after) or (not m["q"] and _NOT_COUNT_BEFORE.search(before)):
            continue
        figures = _figures_of_one(alone, m["q"] or m["near"] or m["plus"]) if alone else _figures(m)
        if figures is not None:
            low, best, high = figures
            made.append(RawCount(span=Span(m.start(), at), low=low, best=best, high=high))
    return tuple(made)


def _is_range(m: re.Match[str]) -> bool:
    """True for "15 to 20", not for "300 to 12 villages"."""
    low, _, high = _figures(m) or (None, None, None)
    return low is not None and high is not None and high <= _WIDEST * low


_FIXED = {"twice": 2, "both": 2, "pair": 2, "couple": 2, "thrice": 3, "none": 0, "nobody": 0, "no": 0, "neither": 0}
_UNTOLD = frozenset(
    "several many more most multiple some few numerous various countless other others like similar any all further percent"
    " fraction handful majority minority number numbers series amount amounts range variety wave spate string bulk".split()
)
_SINGLE = frozenset(("one", "a", "an", "another"))
_MOST_WORDS = 6


def figures_of(text: str, span: Span) -> tuple[int | None, int | None, int | None] | None:
    """Low, best and high of words of a text known to count something: "three times", "both", "one", "a woman".

    None where they leave it open ("several"), or what stands around them makes them an age, a share or a time.
    """
    short = _THOUSANDS.fullmatch(text, span.start, span.end)
    if short is not None:
        return _open_figures(short["q"] or "", round(float(short["n"]) * 1000))
    for m in _COUNT.finditer(text, span.start, span.end):
        if _OLD.match(text, m.end()):
            continue
        if _no_number(text, m) or _of_something_else(text, m):
            return None
        if m["n"] and (m["q"] or "").lower() == "over" and _HANDED.search(text, max(0, m.start() - 9), m.start()):
            return _figures_of_one(m["n"], None)
        if not m["n"] or m["n"].lower() not in _NO_COUNT:
            return _figures(m)
    words = text[span.start : span.end]
    said = words.lower().split()
    if said == ["another"] and _COUNT.match(text, span.end + 1):
        return None
    fixed = next((_FIXED[w] for w in said if w in _FIXED), None)
    if fixed is not None:
        return fixed, fixed, fixed
    if not said or len(said) > _MOST_WORDS or "and" in said or "half" in said:
        return None
    if not _UNTOLD.isdisjoint(said) or any(c.isdigit() for c in words) or not any(c.isalpha() for c in words):
        return None
    of = said.index("of") if "of" in said[1:] else len(said)
    many = said[0] != "one" and said[of - 1].endswith("s") and not said[of - 1].endswith("ss")
    before = text[max(0, span.start - 24) : span.start]
    return (1, 1, 1) if not many and (said[0] in _SINGLE or _INDEFINITE.search(before)) else None


_OF_ATTACKS = re.compile(r"\s(?:\w+\s){0,2}(?:counter-?)?(?:attacks?|assaults?|attempts?)\b", re.IGNORECASE)


def counts_attacks(text: str, end: int) -> bool:
    """True for a number, ending at a position, of attacks on the ground: "three failed assaults"."""
    return _OF_ATTACKS.match(text, end) is not None


_EITHER = re.compile(
    r"\b(?:killed|dead|slain|(?:fell as )?martyr(?:s|ed))\s(?:or|and/or)\s(?:were\s|are\s)?(?:wounded|injured|hurt)\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"^(?:has |have |had |having )?(?:los(?:t|e|es|ing|ses)\b)(?! (?:his|her|its|their) li[fv]e)", re.IGNORECASE
)
_OUT = re.compile(
    r"(?:(?:was|were|been) )?neutrali[sz]|(?:are |were )?(?:missing or dead|dead or missing)\b", re.IGNORECASE
)
_HARM = re.compile(r"\b(?:kill|dead\b|died|bodies|martyr|wound|injur)", re.IGNORECASE)
_GAVE_UP = re.compile(
    r"\b(?:surrender\w*|gave (?:them|him|her)sel\w+ up|laid down (?:their|his) arms)\b", re.IGNORECASE
)
_FREED = re.compile(r"\b(?:freed|freeing|releas\w+|swap\w*|exchang\w+|let go|set free)\b", re.IGNORECASE)
_HURT = frozenset((CountKind.KILLED, CountKind.WOUNDED))
OF_THINGS = frozenset((CountKind.STRIKES, CountKind.PLACES, CountKind.VEHICLES, CountKind.WEAPONS))
"""Kinds of count that are never of people."""


def kind_told(kind: CountKind, trigger: str, behind: str) -> CountKind:
    """What a count counts where the words of its claim say so: `behind` are those from the trigger on.

    "Killed or wounded" is neither alone, "lost 80 men" and "neutralised" leave open how, and neither who surrenders nor
    who is freed is said to be captured.
    """
    if kind in _HURT and _EITHER.match(behind):
        return CountKind.KILLED_OR_WOUNDED
    if kind in _HURT and _OUT.match(behind):
        return CountKind.LOSSES
    if kind is CountKind.KILLED and _LOST.match(behind) and not _HARM.search(behind.split(".")[0]):
        return CountKind.LOSSES
    if kind is CountKind.CAPTURED and _GAVE_UP.search(trigger):
        return CountKind.SURRENDERED
    if kind is CountKind.CAPTURED and _FREED.search(trigger):
        return CountKind.OTHER
    return kind
