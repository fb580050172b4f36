"""Times that are counted from another day: from publication, or from what the report spoke of before."""

import re
from datetime import date, timedelta

from fogline.dates.days import (
    Days,
    Given,
    UnknownError,
    add_months,
    anchored,
    month,
    night_into,
    of_parts,
    today,
)
from fogline.dates.words import DAY_WORD, ORDINALS, UNIT_DAYS, WEEKDAYS, alternatives, number
from fogline.dates.written import day_number, edge
from fogline.records import Granularity

_NIGHTS = (
    "last night",
    "overnight",
    "during the night",
    "in the night",
    "all night",
    "throughout the night",
    "night before",
)

# Early in a week "this week" is said of the seven days behind.
_YOUNG_WEEK = 3
# A bare day of the month this close behind is of this month, whatever the report told of before.
_LATELY = 10
_NUMBERED = re.compile(rf"\bthe\s({DAY_WORD})")
_NUMBER_BEHIND = re.compile(r",?\s([12]\d|3[01]|0?[1-9])$")
_WEEKS_AGO = re.compile(r"\b(\w+)\sweeks?\sago\b")
_OTHER_WEEKDAY = re.compile(rf"\s?[-/]\s?({alternatives(WEEKDAYS)})\b")


def weekday(m: re.Match[str], given: Given) -> Days:
    wanted, words = WEEKDAYS[m["weekday"]], m.string
    base = today(given)
    numbered = _NUMBERED.search(words, m.end()) or _NUMBER_BEHIND.match(words, m.end())
    if numbered:
        return _nth_day(day_number(numbered.group(1)), given)
    if re.search(r"\blast week\b", words):
        monday = base - timedelta(days=base.weekday() + 7)
        day = monday + timedelta(days=wanted)
    elif (given.forward and not re.search(r"\blast\b", words)) or re.search(r"\b(?:next|coming)\b", words):
        ahead = (wanted - base.weekday()) % 7
        day = base + timedelta(days=ahead or (7 if re.search(r"\bnext\b", words) else 0))
    else:
        back = (base.weekday() - wanted) % 7
        day = base - timedelta(days=back or (7 if re.search(r"\blast\b(?! week)", words) else 0))
    weeks = _WEEKS_AGO.search(words)
    if weeks:
        day -= timedelta(days=7 * int(number(weeks[1]) or 1))
    other = _OTHER_WEEKDAY.match(words, m.end())
    if other:
        end = day + timedelta(days=(WEEKDAYS[other.group(1)] - wanted) % 7)
        if not given.forward and end > base:
            day, end = day - timedelta(days=7), end - timedelta(days=7)
        return Days(day, end, Granularity.DAYS)
    return Days(day, day, Granularity.DAY)


def night_to(m: re.Match[str], given: Given) -> Days:
    """ "Overnight into Thursday": the night that ends on that day."""
    return night_into(weekday(m, given).start)


def again(m: re.Match[str], given: Given) -> Days:
    """ "Every Friday": no one day."""
    raise UnknownError("the words name days that come again and again")


def _nth_day(wanted: int, given: Given) -> Days:
    """The nearest such day of a month; counted from the anchor when the report tells of an older time."""
    base = today(given)
    start = base
    anchor = given.anchor
    lately = not given.forward and 0 <= base.day - wanted <= _LATELY
    if anchor is not None and not given.forward and not lately and (base - anchor.end).days > 31:
        start = anchor.end + timedelta(days=20)
    step = 1 if given.forward else -1
    for n in range(63):
        day = start + timedelta(days=step * n)
        if day.day == wanted:
            return Days(day, day, Granularity.DAY)
    raise UnknownError("no month has that day")


def so_far(m: re.Match[str], given: Given) -> Days:
    """ "So far", "since then": from the time told of, up to publication."""
    base = today(given)
    if given.anchor is None and "since" in m[0]:
        raise UnknownError("the words point back to a time that is not known")
    start = base if given.anchor is None else min(given.anchor.start, base)
    return Days(start, base, Granularity.OPEN)


def midweek(m: re.Match[str], given: Given) -> Days:
    """ "Mid-week": Tuesday to Thursday of the week."""
    base = today(given)
    monday = base - timedelta(days=base.weekday())
    if given.forward and base.weekday() > 3:
        monday += timedelta(days=7)
    return Days(monday + timedelta(days=1), monday + timedelta(days=3), Granularity.DAYS)


def clock(m: re.Match[str], given: Given) -> Days:
    """An hour lies on the day the report was telling of, like a part of the day."""
    return part_of_day(m, given)


def nth(m: re.Match[str], given: Given) -> Days:
    if m["which"]:
        base = given.anchor.start if m["which"] == "that" and given.anchor is not None else today(given)
        start = add_months(base.replace(day=1), {"last": -1, "next": 1}.get(m["which"], 0))
        day = of_parts(start.year, start.month, day_number(m["day"]))
        return Days(day, day, Granularity.DAY)
    first = _nth_day(day_number(m["day"]), given)
    if m["day2"]:
        last = of_parts(first.start.year, first.start.month, day_number(m["day2"]))
        return Days(first.start, max(last, first.start), Granularity.DAYS)
    return first


def close(m: re.Match[str], given: Given) -> Days:
    base, word = today(given), m["near"]
    if word in ("last night", "overnight"):
        if given.forward and word == "overnight":
            return Days(base, base + timedelta(days=1), Granularity.DAYS)
        return Days(base - timedelta(days=1), base, Granularity.DAYS)
    shift = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
    if word == "the day before yesterday":
        day = base - timedelta(days=2)
    elif word == "the night before last":
        return Days(base - timedelta(days=2), base - timedelta(days=1), Granularity.DAYS)
    else:
        day = base + timedelta(days=shift[word])
    return Days(day, day, Granularity.DAY)


def _length(m: re.Match[str]) -> tuple[float, str]:
    """How many of which unit; words without a number take what they mean at the least."""
    unit = m.groupdict().get("unit") or m["units"]
    words = m.groupdict().get("number")
    half = m.groupdict().get("half")
    if not words and m[0].endswith("-long"):
        return 1.0, unit
    if not words:
        return {"hour": 6.0, "hr": 6.0, "day": 4.0, "night": 4.0, "week": 3.0, "month": 3.0}.get(unit, 2.0), unit
    value = number(words) or 1.0
    return value + (0.5 if half else 0.0), unit


def _shift(day: date, count: float, unit: str) -> date:
    """The day that lies so many units after, or before when negative."""
    if unit in ("month", "year"):
        return add_months(day, round(count * (12 if unit == "year" else 1)))
    if unit in ("hour", "hr", "minute"):
        days = 0 if unit == "minute" else int(abs(count) // 24 + (abs(count) % 24 > 11.5))
        return day + timedelta(days=days if count > 0 else -days)
    return day + timedelta(days=round(count * UNIT_DAYS[unit]))


def ago(m: re.Match[str], given: Given) -> Days:
    count, unit = _length(m)
    word = m["ago"]
    bare = word in ("after", "afterwards") and given.anchor is None and not given.forward and m.end() == len(m.string)
    if word in ("ago", "from now") or bare:
        base = today(given)
    elif word in ("later", "after", "afterwards", "on"):
        base = anchored(given).end if given.anchor and unit not in ("month", "year") else anchored(given).start
    else:
        base = given.anchor.start if given.anchor is not None else today(given)
    sign = 1 if word in ("later", "after", "afterwards", "from now", "on") and not bare else -1
    day = _shift(base, sign * count, unit)
    if not given.forward and given.published is not None and word == "after" and day > given.published:
        # What is told lies behind: the words count from an event to the report.
        day = _shift(given.published, -count, unit)
    if not m["number"]:
        return Days(min(day, base), max(day, base), Granularity.DAYS)
    if unit == "year" and word == "ago":
        return Days(day - timedelta(days=90), day + timedelta(days=90), Granularity.YEAR)
    if re.search(r"\b(?:exactly|precisely)\b", m.string):
        return Days(day, day, Granularity.DAY)
    if unit == "month":
        return Days(day - timedelta(days=10), day + timedelta(days=10), Granularity.MONTH)
    if unit == "week" and count >= 3:
        return Days(day, day, Granularity.WEEK)
    return Days(day, day, Granularity.DAY)


def past(m: re.Match[str], given: Given) -> Days:
    """ "The last three days", "the past week", "recent days", "the next few days"."""
    count, unit = _length(m) if m.groupdict().get("number") or m[0].rstrip().endswith("s") else (1.0, m["unit"])
    base = today(given)
    grain = Granularity.DAYS
    if m["which"] in ("next", "coming", "following") and not given.forward and given.anchor is not None:
        first = given.anchor.end + timedelta(days=1)
        return Days(first, max(_shift(given.anchor.end, count, unit), first), grain)
    if m["which"] in ("next", "coming"):
        return Days(base + timedelta(days=1), max(_shift(base, count, unit), base + timedelta(days=1)), grain)
    if m["which"] in ("preceding", "previous") and given.anchor is not None:
        base = given.anchor.start
    return Days(_shift(base, -count, unit), base, grain)


def whole(m: re.Match[str], given: Given) -> Days:
    """ "Last week", "this month", "next year", "the weekend"."""
    base, unit, which = today(given), m["unit"], m["which"]
    if which in ("that", "same") and given.anchor is not None:
        base = given.anchor.start
    step = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(which or "", 0)
    if unit in ("week", "fortnight"):
        monday = base - timedelta(days=base.weekday()) + timedelta(days=7 * step)
        if which == "this" and not given.forward and base.weekday() < _YOUNG_WEEK:
            return Days(base - timedelta(days=6), base, Granularity.WEEK)
        return _clipped(monday, monday + timedelta(days=6), step, Granularity.WEEK, given)
    if unit == "weekend":
        saturday = base - timedelta(days=(base.weekday() - 5) % 7)
        if given.forward or step > 0 or (which == "this" and base.weekday() < 5 and given.forward):
            saturday += timedelta(days=0 if base.weekday() >= 5 and step <= 0 else 7)
        return Days(saturday, saturday + timedelta(days=1), Granularity.DAYS)
    if unit == "month":
        start = add_months(base.replace(day=1), step)
        if m["edge"] is None:
            return _clipped(*month(start.year, start.month), step, Granularity.MONTH, given)
        return edge(*month(start.year, start.month), m["edge"], given)
    if unit == "year":
        first, last = date(base.year + step, 1, 1), date(base.year + step, 12, 31)
        if m["edge"] is None:
            return _clipped(first, last, step, Granularity.YEAR, given)
        return edge(first, last, m["edge"], given)
    day = base + timedelta(days=step)
    if unit in ("night", "evening") and step < 0:
        return Days(day, base if unit == "night" else day, Granularity.DAYS)
    return Days(day, day, Granularity.DAY)


def _clipped(start: date, end: date, step: int, grain: Granularity, given: Given) -> Days:
    """The present week, month or year ends today for what is told, and begins today for what is to come."""
    base = given.published
    if step == 0 and base is not None and start <= base <= end:
        return Days(base, end, grain) if given.forward else Days(start, base, grain)
    return Days(start, end, grain)


def row(m: re.Match[str], given: Given) -> Days:
    """ "For the third day": the days up to now that the count covers."""
    word = m["nth"]
    count = ORDINALS.get(word) or int(number(word) or int(re.sub(r"\D", "", word) or 1))
    base, unit = today(given), m.groupdict().get("unit")
    if unit is None:
        return Days(base, base, Granularity.DAY)  # "Day 3": the day itself, which is the one reported
    if unit in ("day", "night") and (count == 1 or re.match(r"(?:on|by)\s", m.string)):
        raise UnknownError("the words count days from a beginning that they do not name")
    start = base - timedelta(days=count - 1) if unit in ("day", "night") else _shift(base, -count, unit)
    return Days(start, base, Granularity.DAYS)


def lasting(m: re.Match[str], given: Given) -> Days:
    """A length of time without its ends: back from publication, or on from it for what is to come; in a story of long
    ago on from the time told of."""
    count, unit = _length(m)
    if given.told is not None and given.looks_back:
        start = given.told.start if given.anchor is None else max(given.told.start, given.anchor.start)
        day = _shift(start, count, unit)
        return Days(day if m["lead"] == "after" else start, day, Granularity.DAYS)
    base = today(given)
    if given.forward:
        if m["lead"] == "in" and unit in ("day", "night", "week") and m.groupdict().get("number"):
            day = _shift(base, count, unit)
            return Days(day, day, Granularity.DAY)
        return Days(base, max(_shift(base, count, unit), base), Granularity.DAYS)
    if m["lead"] == "in" and given.anchor is not None and _shift(given.anchor.start, count, unit) <= base:
        return Days(given.anchor.start, _shift(given.anchor.start, count, unit), Granularity.DAYS)
    if m["lead"] == "within" and given.anchor is not None:
        return Days(given.anchor.start, max(_shift(given.anchor.end, count, unit), given.anchor.end), Granularity.DAYS)
    if m["lead"] == "after" and given.anchor is not None:
        day = _shift(given.anchor.start, count, unit)
        if day <= base:
            return Days(day, day, Granularity.DAY)
    return Days(_shift(base, -count, unit), base, Granularity.DAYS)


def same(m: re.Match[str], given: Given) -> Days:
    """ "That day", "the same night", "the next morning", "the day before"."""
    anchor = anchored(given)
    words = m[0]
    if re.search(r"\b(?:next|following|after|later)\b", words):
        day = anchor.end + timedelta(days=1)
    elif re.search(r"\b(?:previous|before|preceding|earlier)\b", words):
        day = anchor.start - timedelta(days=1)
    else:
        return Days(anchor.start, anchor.end, anchor.granularity)
    return Days(day, day, Granularity.DAY)


def then(m: re.Match[str], given: Given) -> Days:
    anchor = anchored(given)
    return Days(anchor.start, anchor.end, anchor.granularity)


def now(m: re.Match[str], given: Given) -> Days:
    base = today(given)
    return Days(base, base, Granularity.DAY)


def part_of_day(m: re.Match[str], given: Given) -> Days:
    """A part of a day lies on the day the report was telling of, else on the day of the report."""
    anchor = given.anchor
    if anchor is not None and anchor.start == anchor.end:
        return Days(anchor.start, anchor.end, Granularity.DAY)
    base = today(given)
    if any(words in m.string for words in _NIGHTS):
        return night_into(base)
    return Days(base, base, Granularity.DAY)
