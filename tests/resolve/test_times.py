"""A claim's time words, read where they stand in the report."""

from datetime import date

import pytest

from fogline.records import Interval, Status
from fogline.resolve.times import resolve_time, timeline

from .conftest import mention, reading, report


def when(text: str, words: str, status: Status = Status.OCCURRED) -> Interval | None:
    made = report(text)
    return resolve_time(reading(made, text.split()[0], status=status, time=mention(text, words)), timeline(made))


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("They moved on Thursday. That day they won.", "That day", date(2017, 3, 16), date(2017, 3, 16)),
        ("They moved on 4 March. The next day they won.", "The next day", date(2017, 3, 5), date(2017, 3, 5)),
        ("They moved on Monday. By dusk they won.", "By dusk", date(2017, 3, 13), date(2017, 3, 13)),
        ("They moved on 4 March. Since then it is calm.", "Since then", date(2017, 3, 4), date(2017, 3, 18)),
        ("They moved at dawn.", "at dawn", date(2017, 3, 18), date(2017, 3, 18)),
    ],
)
def test_words_hang_on_what_was_told_before(text: str, words: str, start: date, end: date) -> None:
    made = when(text, words)
    assert made is not None
    assert (made.start, made.end) == (start, end)


def test_the_span_is_that_of_the_words() -> None:
    made = when("They moved yesterday.", "yesterday")
    assert made is not None
    assert made.span is not None
    assert (made.span.start, made.span.end) == (11, 20)


def test_what_is_expected_lies_ahead() -> None:
    made = when("They will move on Monday.", "on Monday", Status.EXPECTED)
    assert made is not None
    assert made.start == date(2017, 3, 20)


def test_no_time_words_give_no_days() -> None:
    made = report("They moved.")
    assert resolve_time(reading(made, "They"), timeline(made)) is None


def test_the_present_and_lengths_of_time_are_no_anchors() -> None:
    assert when("They now hold it for three days. That day they won.", "That day") is None
