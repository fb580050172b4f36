"""Words for a time become days, read against publication and against what the report told before."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from fogline.dates import explain, find_times
from fogline.records import Interval, Mention, Reading, Report, Status

_TO_COME = frozenset({Status.EXPECTED, Status.HYPOTHETICAL})


# Words that speak of the present are no day to hang a story on.
_PRESENT = re.compile(r"\b(?:now|currently|presently|moment|writing|present|date|this hour)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:that|same|then|next|following|previous|preceding|later|after|afterwards|before|earlier|since(?:\sthen|\sthe)?)\b",
    re.IGNORECASE,
)
_NEAR = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The days a report speaks of, in the order of its text; each is an anchor for the words after it."""

    published: date | None
    starts: tuple[int, ...]
    times: tuple[Interval, ...]

    def anchor(self, words: str, at: int) -> Interval | None:
        """The last day named before a position: any for words that point back, else a near one."""
        return _anchor(self.starts, self.times, words, at)


def _anchor(starts: Sequence[int], times: Sequence[Interval], words: str, at: int) -> Interval | None:
    index = bisect_left(starts, at) - 1
    if index < 0 or (at - starts[index] > _NEAR and not _POINTS_BACK.search(words)):
        return None
    return times[index]


def timeline(report: Report) -> Timeline:
    """The days of a report that can be told, each read with the one before as its anchor."""
    starts: list[int] = []
    times: list[Interval] = []
    for mention in find_times(report.text):
        anchor = _anchor(starts, times, mention.text, mention.span.start)
        interval = explain(mention.text, report.published, anchor=anchor).interval
        if interval is not None and _is_day(interval, mention.text):
            starts.append(mention.span.start)
            times.append(replace(interval, span=mention.span))
    return Timeline(published=report.published, starts=tuple(starts), times=tuple(times))


def _is_day(interval: Interval, words: str) -> bool:
    """True for one day or one night; lengths of time and the present are no anchors."""
    return (interval.end - interval.start).days <= 1 and _PRESENT.search(words) is None


def resolve_time(reading: Reading, known: Timeline) -> Interval | None:
    """The days of a reading's own time words; None where it has none or they cannot be counted."""
    mention = reading.time
    if mention is None:
        return None
    return days_of(mention, known, past=reading.status not in _TO_COME)


def days_of(mention: Mention, known: Timeline, *, past: bool) -> Interval | None:
    """The days that words of the report mean where they stand."""
    anchor = known.anchor(mention.text, mention.span.start)
    interval = explain(mention.text, known.published, anchor=anchor, past=past).interval
    return None if interval is None else replace(interval, span=mention.span)
