"""Says which days the words for a time mean.

Relative words count from the publication day, or from an anchor: the time the report spoke of before
them, or the start of the operation. Nothing here falls back on the publication day for words that do
not point to it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fogline.dates.counted import ago, lasting, part_of_day, past, row, same, then, whole
from fogline.dates.days import Days, Given, ImpossibleDayError, UnknownError, anchored
from fogline.dates.forms import FORMS, PART, Handler
from fogline.dates.words import ARABIC, MONTHS, SEASONS, alternatives
from fogline.dates.written import monthly
from fogline.records import Granularity, Interval

_ARABIC = re.compile(rf"(?:{alternatives(ARABIC)})(?!\w)")
_OPENS = re.compile(r"\bsince\b|^(?:starting|beginning|from|after|as early as)\b")
_CLOSES = re.compile(r"^(?:by|until|till|up to|through|before|to)\b")
_JOINS = re.compile(
    r"\s?,?\s?(?:\b(?:and again|and|or|into|to|until|till|through)\b|(?<=[a-z])-(?=[a-z])|\s-\s"
    r"|(?<=\d)-(?=\d+\s[a-z])|(?<=[a-z])/(?=[a-z]))\s?"
)
_NUMERAL = r"\d\d?(?:st|nd|rd|th)?"
_UNIT_FIRST = re.compile(r"(?:hour|day|night|week|month|year)(?:-|\b)")
_OVERNIGHT_TO = re.compile(r"^(?:\w+\s){0,2}(?:over)?night\s(?:in)?to\s")
_DAYS_OF_MONTH = re.compile(
    rf"\b{_NUMERAL}\s?(?:-|/|to|and|into)\s?(?:the\s)?{_NUMERAL}\s(?:of\s)?(?:{alternatives(MONTHS)})\b"
    rf"|\b(?:{alternatives(MONTHS)})\s(?:the\s)?{_NUMERAL}\s?(?:-|/|to|and|into)\s?(?:the\s)?{_NUMERAL}"
    rf"(?![\w:.]|\s?(?:of\s|[ap]\.?m|{alternatives(MONTHS)}))"
)
_LAST_YEAR = re.compile(r"\b(?:19|20)\d\d$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTH_OR_SEASON = re.compile(rf"\b(?:{alternatives([*MONTHS, *SEASONS])})\b(?!.*\b(?:19|20)\d\d\b)")
_EVE = re.compile(r"\beve\sof\s")
_PRESENT = re.compile(r"\b(?:now|today|currently|presently|moment|writing|date)\b")
_OF_LATE_DAYS = 400
_DAY_PARTS = frozenset({part_of_day, same, then})
_PART_WORD = re.compile(PART)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """The days a time expression means, or None and why they cannot be said."""

    interval: Interval | None
    reason: str = ""


def _normal(text: str) -> str:
    words = _ARABIC.sub(lambda m: ARABIC[m.group()], text).lower()
    words = re.sub(r"[\u2010-\u2015\u2212]", "-", words.replace("\u2019", "'"))
    words = re.sub(r"(?<=\d)\s-\s(?=\d)", "-", re.sub(r"(?<=\d),(?=\d{3}\b)", "", words))
    words = re.sub(r"\b(24|36|48|72|96)\s?h(?:rs)?\b", r"\1 hours", words)
    words = re.sub(r"'s\b|[\"\u201c\u201d]", "", words)
    return re.sub(r"\s+", " ", words).strip(" ,;:()")


def _eve(words: str, given: Given) -> tuple[Days, Handler] | None:
    """ "On the eve of the 5th", "on the eve of the assault": the day before, the assault being the time told of."""
    found = _single(words, given)
    told = found[0].start if found is not None else anchored(given).start
    return Days(told - timedelta(days=1), told - timedelta(days=1), Granularity.DAY), same


def _single(words: str, given: Given) -> tuple[Days, Handler] | None:
    before = _EVE.search(words)
    if before:
        return _eve(words[before.end() :], given)
    for pattern, handler in FORMS:
        m = pattern.search(words)
        if m:
            return handler(m, given), handler
    return None


def _range(words: str, given: Given) -> Days | None:
    """The days from the first of two joined times to the second, when the words join two."""
    if _DAYS_OF_MONTH.search(words) or _OVERNIGHT_TO.match(words):
        return None
    written = _LAST_YEAR.search(words)
    for m in _JOINS.finditer(words):
        left_words, right_words = words[: m.start()], words[m.end() :]
        if m[0] == "-" and _UNIT_FIRST.match(right_words):
            continue  # "four-day" is a length
        if written and written.start() >= m.end() and _MONTH_OR_SEASON.search(left_words):
            left_words += " " + written.group()
        left = _alone(left_words, given)
        if left is None:
            continue
        goes_on = _YEAR.search(left_words) and not _YEAR.search(right_words)
        told = Interval(
            text=left_words, span=None, start=left.start, end=left.end, granularity=left.granularity, basis=""
        )
        right = _alone(right_words, replace(given, told=told) if goes_on and not given.forward else given)
        if right is None:
            continue
        if left.start > right.end:
            again = replace(given, published=left.start if given.forward else right.end)
            left, right = (
                (left, _alone(right_words, again) or right)
                if given.forward
                else (_alone(left_words, again) or left, right)
            )
        start, end = min(left.start, right.start), max(left.end, right.end)
        return Days(start, end, Granularity.DAYS if start < end else Granularity.DAY, left.absolute and right.absolute)
    return None


def _alone(words: str, given: Given) -> Days | None:
    """A time that can stand as one end of a range: lengths of time cannot."""
    try:
        found = _single(words, given)
    except (UnknownError, ImpossibleDayError, ValueError, OverflowError):
        return None
    return None if found is None or found[1] in (lasting, row) else found[0]


def _open(days: Days, words: str, handler: Handler, given: Given) -> Days:
    """ "Since" and "after" run to publication; "by" and "until" run from the anchor, or from the report."""
    published = given.published
    if days.start < days.end and _DAYS_OF_MONTH.search(words):
        return days
    if _OPENS.match(words) and handler not in (lasting, past, ago) and published is not None:
        of_a_day = "since" not in words and (handler in _DAY_PARTS or _PART_WORD.search(words))
        if days.start <= published and not given.forward and not of_a_day:
            return Days(days.start, published, Granularity.OPEN)
    if words.startswith("before") and _PART_WORD.search(words) and handler not in _DAY_PARTS:
        return days
    if re.match(r"by\s(?:now|today)\b", words) and not given.forward:
        return days
    if _CLOSES.match(words) and handler is not lasting:
        short = handler in (whole, monthly) and words.startswith("before") and "before the" not in words
        end = days.start if short else days.end
        if given.forward:
            start = published if published is not None else days.start
            if given.anchor is not None and given.anchor.start <= start:
                start = given.anchor.start if given.anchor.granularity is Granularity.OPEN else start
            return Days(min(start, end), end, Granularity.OPEN)
        if given.anchor is not None and given.anchor.start < end and not words.startswith("to"):
            return Days(given.anchor.start, end, Granularity.OPEN)
    return days


def explain(
    text: str,
    published: date | None,
    *,
    anchor: Interval | None = None,
    past: bool | None = None,
    told: Interval | None = None,
    looks_back: bool = False,
) -> Dated:
    """The days the words mean, or None and the reason.

    `published` is the day the report counts from; `anchor` a time that "that day", "by noon" or "two
    days later" hang on; `past` False for what is expected, True for what is told, None when unsaid. `told` is for
    reports of long ago: the last time named with a year, from which dates without one take theirs; `looks_back`: the
    whole report is one, so that lengths of time count from there too and nothing from the report's day.
    """
    words = _normal(text)
    forward = past is False or (past is None and bool(re.search(r"\b(?:tomorrow|next|coming)\b", words)))
    given = Given(published, anchor, forward, told, looks_back)
    try:
        days = _range(words, given)
        if days is None:
            found = _single(words, given)
            if found is None:
                return Dated(interval=None, reason="the words name no time that can be counted")
            days = _open(found[0], words, found[1], given)
    except (UnknownError, ImpossibleDayError) as error:
        return Dated(interval=None, reason=str(error))
    except (ValueError, OverflowError):
        return Dated(interval=None, reason="the days lie outside the calendar")
    if looks_back and _counts_from_report(days, given) and _PRESENT.search(words) is None:
        return Dated(interval=None, reason="the words count from the report's day, and the story is of long ago")
    return Dated(
        interval=Interval(
            text=text,
            span=None,
            start=days.start,
            end=days.end,
            granularity=days.granularity,
            basis=_basis(text, days, given),
        )
    )


def _counts_from_report(days: Days, given: Given) -> bool:
    """True for days counted back from publication, not written out and not hung on what was told."""
    published, told = given.published, given.told
    if published is None or told is None or days.absolute or days.granularity is Granularity.OPEN:
        return False
    return (
        days.start > told.end
        and (given.anchor is None or days.start > given.anchor.end)
        and days.end > (published - timedelta(days=_OF_LATE_DAYS))
    )


def _basis(text: str, days: Days, given: Given) -> str:
    if days.absolute and days.granularity is not Granularity.OPEN:
        if _YEAR.search(text):
            return f"'{text}' as written"
        if given.told is not None:
            return f"'{text}' after '{given.told.text}'"
        return f"'{text}' nearest to {given.published}"
    if given.anchor is not None and (days.start == given.anchor.start or days.end == given.anchor.end):
        return f"'{text}' from '{given.anchor.text}'"
    return f"'{text}' from publication {given.published}"


def interpret(
    text: str, published: date | None, *, anchor: Interval | None = None, past: bool | None = None
) -> Interval | None:
    """The days the words mean, None when they cannot be said; `explain` gives the reason."""
    return explain(text, published, anchor=anchor, past=past).interval
