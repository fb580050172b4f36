"""Plain arithmetic on days, months and the Islamic calendar."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from fogline.records import Granularity, Interval

_ISLAMIC_EPOCH = date(622, 7, 19).toordinal()
_DAYS_IN_30_YEARS = 10631


class ImpossibleDayError(Exception):
    """The words name a day that no calendar has."""


@dataclass(frozen=True, slots=True)
class Days:
    """Inclusive days; `absolute` when the words name them without counting from another day."""

    start: date
    end: date
    granularity: Granularity
    absolute: bool = False


def of_parts(year: int, month_number: int, day: int) -> date:
    """The day with these numbers; ImpossibleDayError where the calendar has none."""
    try:
        return date(year, month_number, day)
    except ValueError as error:
        raise ImpossibleDayError(f"there is no day {year}-{month_number}-{day}") from error


def month(year: int, number: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on, or the month's last day."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, index + 1, min(day.day, calendar.monthrange(year, index + 1)[1]))


def night_into(day: date) -> Days:
    """The night that ends on a day."""
    return Days(day - timedelta(days=1), day, Granularity.DAYS)


def _islamic_first(year: int, number: int) -> date:
    """The first day of an Islamic month in the tabular calendar, which sighting can move by a day or two."""
    days = (year - 1) * 354 + (3 + 11 * year) // 30 + 29 * (number - 1) + number // 2
    return date.fromordinal(_ISLAMIC_EPOCH + days)


def islamic_month(number: int, near: date, forward: bool) -> tuple[date, date]:
    """The latest such month begun by a day; when looking forward the first that is not over."""
    year = int((near.toordinal() - _ISLAMIC_EPOCH) * 30 / _DAYS_IN_30_YEARS) + 2
    for candidate in range(year + 1, year - 4, -1):
        start = _islamic_first(candidate, number)
        if start <= near:
            break
    end = start + timedelta(days=29)
    if forward and end < near:
        start = _islamic_first(candidate + 1, number)
        end = start + timedelta(days=29)
    return start, end


@dataclass(frozen=True, slots=True)
class Given:
    """What an expression is read against; `forward` when it tells of what is to come; `told` the time with a year
    that a report of long ago last named, None in reports of their own day; `looks_back` where the whole report tells of
    long ago, not only a passage."""

    published: date | None
    anchor: Interval | None
    forward: bool
    told: Interval | None = None
    looks_back: bool = False


class UnknownError(Exception):
    """The words need something that is not given."""


def today(given: Given) -> date:
    if given.published is None:
        raise UnknownError("relative words, and the publication date is not known")
    return given.published


def anchored(given: Given) -> Interval:
    if given.anchor is None:
        raise UnknownError("the words point back to a time that is not known")
    return given.anchor
