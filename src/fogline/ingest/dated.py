"""Publication dates in metadata."""

from datetime import date, datetime

from fogline.dates.stated import WRITTEN_DAY, day_of


def parse_day(value: object) -> tuple[date | None, str]:
    """A date given as metadata, with why it is none: ISO dates and times, and plain written dates."""
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, date):
        return value, ""
    if not isinstance(value, str) or not value.strip():
        return None, "no date given"
    m = WRITTEN_DAY.match(value.strip())
    if m is None:
        return None, f"{value.strip()[:40]!r} is not a date"
    made = day_of(m)
    if made is None:
        return None, f"{value.strip()[:40]!r} is not a possible date of publication"
    return made, ""


def unknown(where: str, why: str = "") -> str:
    """The basis of a missing date."""
    return f"unknown: {why or f'no date in {where}'}"
