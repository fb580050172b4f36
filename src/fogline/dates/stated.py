"""The day on which a report says of itself that it was written: a date line, a dateline, a label; never its sentences."""

import re
from dataclasses import dataclass
from datetime import date

from fogline.dates.words import MONTHS

_MONTHS = {name: n for name, n in MONTHS.items() if name.isascii() and name.isalpha()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = (
    rf"(?:(?P<y1>\d{{4}})-(?P<m1>\d{{1,2}})-(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{_MONTH})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<y3>\d{{4}})|(?P<a4>\d{{1,2}})[./-](?P<b4>\d{{1,2}})[./-](?P<y4>\d{{4}}))"
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
WRITTEN_DAY = re.compile(rf"^\W*{_WEEKDAY}{_DATE}", re.IGNORECASE)
_OWN_LABEL = re.compile(
    r"^\W*(?:date of publication|publication date|(?:last\s+)?(?:published|posted|updated)|dated|issued)"
    rf"(?:\s+(?:on|at))?\s*:?\s+{_WEEKDAY}{_DATE}(?!\d)",
    re.IGNORECASE,
)
_OWN_AGENCY = re.compile(rf"\b(?:[A-Z]{{2,8}}|Reuters)\s*[-–—,|:]?\s*(?i:(?=[a-z]){_WEEKDAY}{_DATE})(?!\d)")
_OWN_OPENING = re.compile(rf"^\W*{_WEEKDAY}{_DATE}(?!\d)", re.IGNORECASE)
_BEGUN = re.compile(rf"^[ \t]*\W?{_WEEKDAY}{_DATE}", re.IGNORECASE | re.MULTILINE)
_NAMED_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)(?=[a-z]*\.?,?\s)", re.IGNORECASE)
EARLIEST, LATEST = 1900, 2100
_LINES = 8
_LONGEST = 160
_HEAD = 250
_NEAR_DAYS = 62
_FAR_DAYS = 400
_SHORT_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The day that a text begins by stating as its own, and how many characters a label ("Published 4 May 2017") takes
    up to its end; 0 for a bare date, which may be that of what is told too."""

    day: date
    label_ends: int


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
    m = _OWN_LABEL.match(text) or _OWN_AGENCY.search(text, 0, _HEAD)
    made = day_of(m) if m is not None else None
    return (made, f"text: {m.group().strip()[:60]!r}") if m is not None and made is not None else None


def own_day(text: str, title: str, published: date) -> OwnDay | None:
    """The day that a text states as its own where it begins, after its title; None where it states none.

    Pages are dated anew when they are moved or gathered, but their words ("on Sunday") count from the day they were
    written on. A bare date far from `published`, or one of several that begin lines, is the day of what is told.
    """
    begins = len(title) if title and text.startswith(title) else 0
    head = text[begins : begins + _HEAD]
    labelled = _OWN_LABEL.match(head)
    if labelled is not None and (day := day_of(labelled)) is not None:
        return OwnDay(day, begins + labelled.end())
    found, far = _OWN_AGENCY.search(head), _FAR_DAYS
    if found is None:
        found, far = _OWN_OPENING.match(head), _NEAR_DAYS
        if found is None or len(_BEGUN.findall(text)) > 1:
            return None
    day = day_of(found)
    weekday = _NAMED_WEEKDAY.search(found.group())
    if day is None or (weekday is not None and weekday.group().lower() != _SHORT_WEEKDAYS[day.weekday()]):
        return None
    if weekday is not None:
        far = _FAR_DAYS
    return OwnDay(day, 0) if abs((day - published).days) <= far else None
