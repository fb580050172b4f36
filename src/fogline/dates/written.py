"""Times that are written out: dates, months, seasons, years and feasts, with their year found."""

import re
from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta

from fogline.dates.days import Days, Given, UnknownError, add_months, islamic_month, month, of_parts, today
from fogline.dates.words import HOLIDAYS, ISLAMIC_MONTHS, MONTHS, ORDINALS, SEASONS
from fogline.records import Granularity, Interval

_BACK_DAYS = 75
_DEADLINE = re.compile(r"(?:until|till)\b")


def year_of(m: re.Match[str], start: Callable[[int], date], given: Given) -> int:
    """The year written, named ("last year"), or the nearest that fits the direction."""
    parts = m.groupdict()
    if parts.get("year"):
        return int(parts["year"])
    if given.told is not None and not (parts.get("which") or parts.get("ago")):
        return _year_told(start, given.told)
    if given.published is None:
        if given.anchor is None:
            raise UnknownError("the year is not written and the publication date is not known")
        after = start(given.anchor.start.year)
        return after.year if after >= given.anchor.start.replace(day=1) else after.year + 1
    shift = {"last": -1, "this": 0, "that": 0, "next": 1}.get(parts.get("which") or "")
    if parts.get("ago"):
        shift = -2
    if shift is not None:
        base = given.anchor.start if parts.get("which") == "that" and given.anchor else given.published
        return base.year + shift
    year = given.published.year
    if given.forward:
        return year if start(year) >= given.published - timedelta(days=45) else year + 1
    if _DEADLINE.match(m.string) and "day" in parts:
        published = given.published
        return min((year - 1, year, year + 1), key=lambda y: abs((start(y) - published).days))
    return year if start(year) <= given.published else year - 1


def _year_told(start: Callable[[int], date], told: Interval) -> int:
    """The year of a time without one in a story of long ago: stories go on more than they go back."""
    year = told.start.year
    if told.granularity is Granularity.YEAR:
        return year
    earliest = told.start - timedelta(days=_BACK_DAYS)
    return next(y for y in (year - 1, year, year + 1) if start(y) >= earliest)


def iso(m: re.Match[str], given: Given) -> Days:
    day = of_parts(int(m["y"]), int(m["m"]), int(m["d"]))
    return Days(day, day, Granularity.DAY, absolute=True)


def numeric(m: re.Match[str], given: Given) -> Days:
    if "d" in m.groupdict():
        return _day_and_month(int(m["d"]), int(m["m"]), given)
    a, b, year = int(m["a"]), int(m["b"]), int(m["y"])
    year += 0 if year > 99 else 2000
    first, second = (a, b) if b <= 12 else (b, a)
    day = of_parts(year, second, first)
    return Days(day, day, Granularity.DAY, absolute=True)


def _day_and_month(day_of: int, number_of: int, given: Given) -> Days:
    """ "27.4": the nearest such day behind, or ahead for what is to come."""
    base = today(given)
    years = [y for y in (base.year - 1, base.year, base.year + 1) if number_of != 2 or day_of != 29 or isleap(y)]
    near = [of_parts(y, number_of, day_of) for y in years or [base.year]]
    told = [d for d in near if (d >= base) == given.forward or d == base] or near
    day = min(told, key=lambda d: abs((d - base).days))
    return Days(day, day, Granularity.DAY, absolute=True)


def day_number(word: str) -> int:
    return ORDINALS[word] if word in ORDINALS else int(re.sub(r"\D", "", word))


def _near(m: re.Match[str], given: Given) -> date:
    """A day in the written year, else publication."""
    return date(int(m["year"]), 12, 31) if m["year"] else today(given)


def month_day(m: re.Match[str], given: Given) -> Days:
    first = day_number(m["day"])
    last = day_number(m["day2"]) if m["day2"] else first
    name = m["month"]
    if name in ISLAMIC_MONTHS:
        start, _ = islamic_month(ISLAMIC_MONTHS[name], _near(m, given), given.forward)
        return Days(start + timedelta(days=first - 1), start + timedelta(days=last - 1), _grain(first, last))
    number_of = MONTHS[name]
    year = year_of(m, lambda y: of_parts(y, number_of, min(first, 28)), given)
    start = of_parts(year, number_of, first)
    end = of_parts(year, number_of, last) if last >= first else start
    return Days(start, end, _grain(first, last), absolute=True)


def _grain(first: int, last: int) -> Granularity:
    return Granularity.DAY if first == last else Granularity.DAYS


def edge(start: date, end: date, edge: str | None, given: Given) -> Days:
    """The part of a month, season or year that "early", "mid", "end of" and the like leave."""
    length = (end - start).days + 1
    if edge is None:
        return Days(start, end, Granularity.MONTH if length < 40 else Granularity.YEAR, absolute=True)
    weeks = {"first": 0, "second": 1, "third": 2, "fourth": 3}
    word = edge.split()[0]
    if edge.endswith("week"):
        if word == "last":
            return Days(end - timedelta(days=6), end, Granularity.WEEK, absolute=True)
        at = start + timedelta(days=7 * weeks[word])
        return Days(at, at + timedelta(days=6), Granularity.WEEK, absolute=True)
    if edge.endswith(" day"):
        day = start if word == "first" else end
        return Days(day, day, Granularity.DAY, absolute=True)
    third = round(length / 3)
    if edge in ("first half", "second half"):
        middle = start + timedelta(days=length // 2 - 1)
        return Days(start, middle, Granularity.DAYS) if word == "first" else Days(middle, end, Granularity.DAYS)
    if word in ("early", "beginning", "start", "first"):
        return Days(start, start + timedelta(days=third - 1), Granularity.DAYS, absolute=True)
    if word in ("late", "end", "close", "last"):
        return Days(end - timedelta(days=third - 1), end, Granularity.DAYS, absolute=True)
    return Days(start + timedelta(days=third), end - timedelta(days=third), Granularity.DAYS, absolute=True)


def monthly(m: re.Match[str], given: Given) -> Days:
    name = m["month"]
    if name in ISLAMIC_MONTHS:
        start, end = islamic_month(ISLAMIC_MONTHS[name], _near(m, given), given.forward)
        return edge(start, end, m["edge"], given)
    number_of = MONTHS[name]
    if given.forward and not (m["year"] or m["which"] or given.published is None):
        here = given.published.replace(day=1)
        year = here.year if date(here.year, number_of, 1) >= here else here.year + 1
    else:
        year = year_of(m, lambda y: date(y, number_of, 1), given)
        if m["last"] and given.published and (year, number_of) == (given.published.year, given.published.month):
            year -= 1
    return edge(*month(year, number_of), m["edge"], given)


def season(m: re.Match[str], given: Given) -> Days:
    first = SEASONS[m["season"]]
    year = year_of(m, lambda y: date(y, first, 1), given)
    if given.forward and given.published and not m["year"]:
        _, ends = month(year + (first == 12), (first + 1) % 12 + 1)
        year += ends < given.published
    start = date(year, first, 1)
    return Days(start, add_months(start, 3) - timedelta(days=1), Granularity.MONTH, absolute=True)


def holiday(m: re.Match[str], given: Given) -> Days:
    at = HOLIDAYS[m["holiday"]]
    year = year_of(m, lambda y: date(y, *at), given)
    day = date(year, *at)
    return Days(day, day, Granularity.DAY, absolute=True)


def year(m: re.Match[str], given: Given) -> Days:
    year = int(m["year"])
    return edge(date(year, 1, 1), date(year, 12, 31), m["edge"], given)


def decade(m: re.Match[str], given: Given) -> Days:
    first = int(m["decade"])
    return Days(date(first, 1, 1), date(first + 9, 12, 31), Granularity.YEAR, absolute=True)
