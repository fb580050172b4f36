"""Words for a time become days, read against publication and against what the report told before."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fogline.dates import explain, find_times
from fogline.dates.stated import own_day
from fogline.dates.words import MONTHS
from fogline.records import Granularity, Interval, Mention, Reading, Report, Span, Status

_TO_COME = frozenset({Status.EXPECTED, Status.HYPOTHETICAL})


# Words that speak of the present are no day to hang a story on.
_PRESENT = re.compile(r"\b(?:now|currently|presently|moment|writing|present|date|this hour)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:that|same|then|next|following|previous|preceding|later|after|afterwards|before|earlier|since(?:\sthen|\sthe)?)\b",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\b(?:days?|weeks?|months?|years?|hours?)\s(?:after|before)$")
_EVENT = re.compile(r"\s(?:the|a|an|its|their|his|her|this)\s|\s[A-Z]")
_LENGTH = re.compile(r"\b(?:days?|weeks?|months?|hours?|years?)$")
_INTO = re.compile(r"\sinto\s")
_AFTER_ALL = re.compile(r"after\b", re.IGNORECASE)
_OF_WHAT = re.compile(r"\sof\s")
_HOURS = re.compile(r"^(?!.*day\b).*\b(?:hours?|hrs?|minutes?|mins?)\b", re.IGNORECASE)
_NEAR = 600
_FAR = 120
_CLOCK = re.compile(r"(?:at\s)?([01]?\d|2[0-3])[:h.]?([0-5]\d)(?!\d)")
_OF_ITS_DAY = re.compile(
    r"\b(?:today|tonight|yesterday|tomorrow|overnight|last night|this (?:morning|afternoon|evening|week))\b"
    r"|^(?:(?:on|late|early|this|last|by|since)\s)*(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s(?:morning|afternoon|evening|night))?$",
    re.IGNORECASE,
)
_SINCE_IT_BEGAN = re.compile(
    r"\bsince\s(?:[^.;:\n]{2,70}?\b(?:began|begun|started|opened|broke\sout|erupted"
    r"|(?:start|beginning|outbreak|launch|onset|outset|opening)\sof\s[^.;:\n]{0,40})"
    r"|(?:launching|starting|beginning|opening)\s[^.;:\n]{0,50}?)\s$",
    re.IGNORECASE,
)
_OF_A_WAR = re.compile(r"(?:the\s|a\s)?\S+-year(?:-old|-long)?$", re.IGNORECASE)
_WAR = re.compile(r"\s(?:\w+\s)?(?:war|conflict|uprising|revolt|rebellion|insurgency|crisis)\b", re.IGNORECASE)
_HAVE_BEEN = re.compile(r"\b(?:has|have|had|['’]ve)\s(?:\w+\s)?been\b", re.IGNORECASE)
_WILL = re.compile(r"\b(?:will|won['’]t|shall|would)\b", re.IGNORECASE)
_FOR_A_LENGTH = re.compile(r"for\b.*\b(?:days?|weeks?|months?|hours?|years?)$", re.IGNORECASE)
_HOUR_BEFORE = re.compile(
    r"\b(?:at|around|about|by|from|until|till|to|between|since|before|after|hours?)\s(?:approximately\s)?$",
    re.IGNORECASE,
)
_SINCE_WHEN = re.compile(r"since\b|in\s(?:more than\s|over\s|about\s)?\w+\s(?:days|weeks|months|years)$", re.IGNORECASE)
_FIRST = re.compile(
    r"\b(?:(?:first|1st|second|last)\stime"
    r"|(?:biggest|largest|heaviest|deadliest|worst|fiercest|bloodiest|highest|lowest|strongest|greatest|most\s\w+|first)"
    r"(?:\s[\w’'-]+){1,5})\s$",
    re.IGNORECASE,
)
_HOUR_BEHIND = re.compile(r"\s?(?:hours|hrs|GMT|UTC|local)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# A happening called by its year: "the 2016 hill offensive", "the Battle of the Bridge (January–April 2017)".
_CALLED = re.compile(
    r"(?:\b(?:19|20)\d\d(?:\s?[-–—/]\s?(?:(?:19|20)?\d\d))?(?=\s[A-Z])|\([^()]{0,30}\b(?:19|20)\d\d\))"
)
_FIRST_SENTENCE = re.compile(r"[^\n]{0,300}?(?:[.!?](?=\s|$)|\n|$)")
_SENTENCE_ENDS = re.compile(r"[.!?][\"”’)]?\s+(?=[\"“‘(]?[A-Z])")
_WORD = re.compile(r"\w+")
_LONG_AGO_DAYS = 300
_FRESH_DAYS = 14
_SELDOM = 3
_HARDLY = 8
_FEW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The days a report speaks of, in the order of its text; each is an anchor for the words after it.

    `told` are the times with a year, written or found: where they lie long before publication, words without one take
    theirs from the last. `written` counts the years written; one that is written seldom, or more seldom than the
    `own` days of the report are spoken of ("yesterday", "on Monday"), is only mentioned, and counts within its
    paragraph alone. `old` counts dates without a year that do not lie shortly before publication; `called` is the year
    by which a title or first sentence calls what the report is about. `opening` is the year in which a story of long
    ago begins: words before the first year written take theirs from it. The report is as published on the day that it
    states as its own; up to `label_ends` that day is given, not told of.
    """

    report: Report
    written: Counter[int]
    label_ends: int = 0
    own: int = 0
    old: int = 0
    called: int | None = None
    starts: list[int] = field(default_factory=list)
    times: list[Interval] = field(default_factory=list)
    told_starts: list[int] = field(default_factory=list)
    told: list[Interval] = field(default_factory=list)
    opening: Interval | None = None

    def anchor(self, words: str, at: int, *, past: bool = False) -> Interval | None:
        """The last day named before a position: any for words that point back, else a near one.

        What is `past` does not hang on a day that was still to come when the report was published.
        """
        latest = self.report.published if past else None
        index = bisect_left(self.starts, at) - 1
        while latest is not None and index >= 0 and self.times[index].start > latest:
            index -= 1
        if index < 0 or (at - self.starts[index] > _NEAR and not _POINTS_BACK.search(words)):
            return None
        return self.times[index]

    def in_place(self, mention: Mention, *, past: bool = False) -> tuple[str, Interval | None]:
        """Words for a time as they are to be read where they stand, and the day they hang on.

        An hour that begins a line is an entry of a log: it hangs on a line that begins with a day, else on none.
        """
        text, at = self.report.text, mention.span.start
        hour = _CLOCK.fullmatch(mention.text)
        if hour is None or (_YEAR.fullmatch(mention.text) and not _begins_line(text, at)):
            return mention.text, self.anchor(mention.text, at, past=past)
        if mention.text.isdigit() and not _is_hour(text, mention.span):
            return mention.text, None
        words = mention.text[: hour.start(1)] + f"{hour[1]}:{hour[2]}"
        if not _begins_line(text, at):
            return words, self.anchor(words, at, past=past)
        index = bisect_left(self.starts, at) - 1
        while index >= 0 and not _begins_line(text, self.starts[index]):
            index -= 1
        return words, self.times[index] if index >= 0 else None

    def told_at(self, at: int) -> Interval | None:
        """The last time long before publication whose year goes on at a position."""
        index = bisect_left(self.told_starts, at) - 1
        if index < 0:
            return self.opening
        if self._goes_on_past(self.told_starts[index], at):
            enough = max(max(self.written.values(), default=0) / _SELDOM, self.own)
            while index >= 0 and self.written[self.told[index].start.year] < enough:
                index -= 1
        if index < 0:
            return self.opening
        return self.told[index] if self.is_long_ago(self.told[index]) else None

    def _goes_on_past(self, start: int, end: int) -> bool:
        """True where a paragraph ends between two positions, or two sentences of a report that has days of its own:
        texts lose their paragraphs."""
        between = self.report.text[start:end]
        return "\n\n" in between or (self.own > 0 and len(_SENTENCE_ENDS.findall(between)) > 1)

    @property
    def looks_back(self) -> bool:
        """True for a report that tells of long ago as a whole: it writes years, hardly any of late, and seldom names
        days of its own."""
        years = sum(self.written.values()) + (_SELDOM if self.called is not None else 0)
        if self.report.published is None or years < _FEW or years + self.old < _SELDOM * self.own:
            return False
        late = sum(n for year, n in self.written.items() if not self.is_over(year))
        return late * _HARDLY <= years + self.old

    def is_over(self, year: int) -> bool:
        """True for a year that ended long before publication."""
        published = self.report.published
        return published is not None and date(year, 12, 31) <= published - timedelta(days=_LONG_AGO_DAYS)

    def is_long_ago(self, time: Interval) -> bool:
        """True for a time so long before publication that the report does not tell of its own days."""
        published = self.report.published
        return published is None or (published - time.end).days > _LONG_AGO_DAYS


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip(" \t*-–—•[(#")


def _is_hour(text: str, span: Span) -> bool:
    """True where the words around four figures make them a time of day, not the number of a resolution."""
    before, behind = text[max(0, span.start - 24) : span.start], text[span.end : span.end + 8]
    return bool(_begins_line(text, span.start) or _HOUR_BEFORE.search(before) or _HOUR_BEHIND.match(behind))


def timeline(report: Report) -> Timeline:
    """The days of a report that can be told, each read with the ones before as its anchors."""
    stated = None if report.published is None else own_day(report.text, report.title or "", report.published)
    label_ends = 0
    if stated is not None:
        report, label_ends = replace(report, published=stated.day), stated.label_ends
    mentions = [m for m in find_times(report.text) if m.span.start >= label_ends]
    fresh, without = _fresh(report, mentions)
    own, of_its_days = sum(bool(_OF_ITS_DAY.search(m.text)) for m in mentions), 2 * fresh > without
    known = Timeline(
        report=report,
        written=Counter(int(y) for m in mentions for y in _YEAR.findall(m.text)),
        label_ends=label_ends,
        own=own + fresh if of_its_days else own,
        old=0 if of_its_days else without - fresh,
    )
    called = _called(report)
    known = replace(known, called=called if called is not None and known.is_over(called) else None)
    if known.old:
        known = replace(known, opening=_opening(known, mentions))
    for mention in mentions:
        at = mention.span.start
        told = known.told_at(at)
        words, anchor = known.in_place(mention)
        interval = explain(words, report.published, anchor=anchor, told=told, looks_back=known.looks_back).interval
        if interval is None:
            continue
        placed = replace(interval, span=mention.span)
        if _is_day(interval, mention.text):
            known.starts.append(at)
            known.times.append(placed)
        dated = _YEAR.search(mention.text) or (told is not None and known.is_long_ago(interval))
        if dated and interval.granularity is not Granularity.OPEN:
            known.told_starts.append(at)
            known.told.append(placed)
    return known


def _fresh(report: Report, mentions: Sequence[Mention]) -> tuple[int, int]:
    """How many dates without a year would lie shortly before publication, and how many there are."""
    without = [m for m in mentions if _names_month(m.text) and not _YEAR.search(m.text)]
    if report.published is None:
        return 0, len(without)
    nearest = [explain(m.text, report.published, past=True).interval for m in without]
    return sum(n is not None and (report.published - n.end).days <= _FRESH_DAYS for n in nearest), len(without)


def _names_month(words: str) -> bool:
    return any(w in MONTHS for w in _WORD.findall(words.lower()))


def _called(report: Report) -> int | None:
    """The first year in what the title or the first sentence calls the happening by."""
    first = _FIRST_SENTENCE.match(report.text)
    for text in (report.title or "", first.group() if first else ""):
        found = _CALLED.search(text)
        if found is not None:
            return int(_YEAR.findall(found.group())[0])
    return None


def _opening(known: Timeline, mentions: Sequence[Mention]) -> Interval | None:
    """The year that a report of long ago tells of first: the one it is called by, else the first one written."""
    if not known.looks_back:
        return None
    year = known.called
    if year is None:
        year = next((min(map(int, _YEAR.findall(m.text))) for m in mentions if _YEAR.search(m.text)), None)
    if year is None or not known.is_over(year):
        return None
    return Interval(
        text=str(year),
        span=None,
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        granularity=Granularity.YEAR,
        basis="",
    )


def _is_day(interval: Interval, words: str) -> bool:
    """True for one day or one night; lengths of time, of hours too, and the present are no anchors."""
    short = (interval.end - interval.start).days <= 1
    return short and _PRESENT.search(words) is None and _HOURS.search(words) is None


def resolve_time(reading: Reading, known: Timeline) -> Interval | None:
    """The days of a reading's own time words; None where it has none or they cannot be counted."""
    mention = reading.time
    if mention is None or mention.span.start < known.label_ends:
        return None
    words = mention.text
    if _OF_A_WAR.fullmatch(words) and _WAR.match(known.report.text, mention.span.end):
        return None
    lasting = _FOR_A_LENGTH.match(words) is not None and _HAVE_BEEN.search(reading.quote.text) is not None
    ahead = reading.status in _TO_COME or (reading.status is Status.DENIED and _WILL.search(reading.quote.text))
    if _is_comparison(known.report.text, mention):
        return None
    found = days_of(mention, known, past=lasting or not ahead)
    published = known.report.published
    if found is None or published is None:
        return found
    if _cannot_be(reading, found, published):
        return None
    if found.start <= published:
        text, at = known.report.text, mention.span.start
        since = _SINCE_IT_BEGAN.search(text, max(0, at - _FAR), at)
        trigger = reading.trigger.span
        if since is not None and (trigger.end <= since.start() or trigger.start >= at):
            return replace(found, end=published, granularity=Granularity.OPEN)
    return found


def _is_comparison(text: str, mention: Mention) -> bool:
    """True for a time that something is only compared with: "for the first time since May", "worst in ten years"."""
    before = text[max(0, mention.span.start - _FAR) : mention.span.start]
    return _SINCE_WHEN.match(mention.text) is not None and _FIRST.search(before) is not None


def _cannot_be(reading: Reading, found: Interval, published: date) -> bool:
    """True for days to come for what was done, and for days long past of what is expected."""
    if reading.status is Status.OCCURRED:
        return found.start > published
    return reading.status in _TO_COME and (published - found.end).days > _FRESH_DAYS


def _hangs_on_event(text: str, mention: Mention) -> bool:
    """True for a time counted from an event, whose day is not told: "ten days into the truce", "after years of"."""
    behind = text[mention.span.end : mention.span.end + 20]
    if _AFTER.search(mention.text) is not None and _EVENT.match(behind) is not None:
        return True
    into = _INTO.match(behind) or (_AFTER_ALL.match(mention.text) and _OF_WHAT.match(behind))
    return _LENGTH.search(mention.text) is not None and into is not None


def days_of(mention: Mention, known: Timeline, *, past: bool) -> Interval | None:
    """The days that words of the report mean where they stand."""
    words, anchor = known.in_place(mention, past=past)
    told = known.told_at(mention.span.start) if past else None
    if anchor is None and _hangs_on_event(known.report.text, mention):
        return None
    interval = explain(
        words, known.report.published, anchor=anchor, past=past, told=told, looks_back=past and known.looks_back
    ).interval
    return None if interval is None else replace(interval, span=mention.span)
