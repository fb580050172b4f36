"""Publication dates in metadata and in the first and last lines of a text; never in its sentences."""

import re
from datetime import date, datetime

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = (
    rf"(?:(?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})|(?P<a4>\d{{1,2}})[./](?P<b4>\d{{1,2}})[./](?P<y4>\d{{4}}))"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_LINE = re.compile(
    rf"^\W*(?:(?:published|posted|publication date|date|updated|last updated|dated|written|issued)(?:\s+(?:on|at))?\s*:?\s*)?{_WEEKDAY}{_DATE}"
    r"(?:\s*(?:at|,|\||–|-)?\s*\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:am|pm|gmt|utc|[a-z]{2,4})?)?(?:\s*(?:\||–|-|by|/|·).{0,60})?\W*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"\b(?:published|posted|publication date|dated|date|updated)(?:\s+(?:on|at))?\s*:?\s+{_WEEKDAY}{_DATE}",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    rf"^\W*(?:[A-ZÀ-Þ][\w’'.-]*,?\s+){{1,4}}(?:\([\w /-]+\)\s*)?[,–—-]*\s*(?i:{_WEEKDAY}{_DATE})\s*(?:\([\w /-]+\)\s*)?(?:–|—|-|:|\()"
)
_MASTHEAD = re.compile(
    rf"^\W*(?:[A-ZÀ-Þ][\w’'.&-]*\s+|(?:of|the|for|and)\s+){{0,6}}[A-ZÀ-Þ][\w’'.&-]*\s*[,|–—/·-]+\s*(?i:{_WEEKDAY}{_DATE})\W*$"
)
_OPENING = re.compile(rf"^\W*{_WEEKDAY}{_DATE}\W", re.IGNORECASE)
EARLIEST, LATEST = 1900, 2100
_LINES = 8
_LONGEST = 160


def day_of(m: re.Match[str]) -> date | None:
    """The day a match gives; None where it is impossible, absurd, or day and month cannot be told apart."""
    g = m.groupdict()
    try:
        if g["y1"]:
            made = date(int(g["y1"]), int(g["m1"]), int(g["d1"]))
        elif g["y2"]:
            made = date(int(g["y2"]), _MONTHS[g["m2"].lower()], int(g["d2"]))
        elif g["y3"]:
            made = date(int(g["y3"]), _MONTHS[g["m3"].lower()], int(g["d3"]))
        else:
            a, b = int(g["a4"]), int(g["b4"])
            if a <= 12 and b <= 12 and a != b:
                return None
            made = date(int(g["y4"]), b if a > 12 or a == b else a, a if a > 12 or a == b else b)
    except ValueError:
        return None
    return made if EARLIEST <= made.year <= LATEST else None


def parse_day(value: object) -> tuple[date | None, str]:
    """A date given as metadata, with why it is none: ISO dates and times, and plain written dates."""
    if isinstance(value, datetime):
        return value.date(), ""
    if isinstance(value, date):
        return value, ""
    if not isinstance(value, str) or not value.strip():
        return None, "no date given"
    m = re.match(rf"^\W*{_WEEKDAY}{_DATE}", value.strip(), re.IGNORECASE)
    if m is None:
        return None, f"{value.strip()[:40]!r} is not a date"
    made = day_of(m)
    if made is None:
        return None, f"{value.strip()[:40]!r} is not a possible date of publication"
    return made, ""


def unknown(where: str, why: str = "") -> str:
    """The basis of a missing date."""
    return f"unknown: {why or f'no date in {where}'}"


def published_in(text: str) -> tuple[date, str] | None:
    """A publication date in the first or last lines of a text, with its basis."""
    head = text[:3000].splitlines()[:_LINES]
    tail = text[-1200:].splitlines()[-4:]
    for line in (*head, *tail):
        short = line.strip()
        m = _LINE.match(short) if len(short) <= _LONGEST else None
        if m is None:
            opening = line in head[:4]
            m = _DATELINE.match(short) or _OPENING.match(short) or _MASTHEAD.match(short) if opening else None
        if m is None and len(short) <= _LONGEST:
            m = _LABELLED.search(short)
        if m is not None and (made := day_of(m)) is not None:
            return made, f"text: {m.group().strip()[:60]!r}"
    return None
