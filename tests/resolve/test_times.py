"""A claim's time words, read where they stand in the report."""

from datetime import date

import pytest

from fogline.dates import find_times
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
        ("They moved on Monday. It took 3 hrs. By dusk they won.", "By dusk", date(2017, 3, 13), date(2017, 3, 13)),
        ("Talks begin tomorrow. In the evening they moved.", "In the evening", date(2017, 3, 18), date(2017, 3, 18)),
        ("They moved on Monday, those freed in the 2008 exchange.", "2008", date(2008, 1, 1), date(2008, 12, 31)),
    ],
)
def test_words_hang_on_what_was_told_before(text: str, words: str, start: date, end: date) -> None:
    made = when(text, words)
    assert made is not None
    assert (made.start, made.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ten days into the truce they moved.", "Ten days"),
        ("Six months after the siege began they moved.", "Six months after"),
    ],
)
def test_a_time_counted_from_an_event_is_not_counted_from_publication(text: str, words: str) -> None:
    assert when(text, words) is None


@pytest.mark.parametrize(
    "text",
    [
        "Date of publication 3 March 2017 The town was hit on Thursday.",
        "Published March 3 2017 The town was hit on Thursday.",
        "Last updated at Mar 032017 OLDMERE The town was hit on Thursday.",
        "Bomb hits town Monitor AFP Friday 3 Mar 2017 The town was hit on Thursday.",
        "3 Mar 2017 The town was hit on Thursday.",
        "Fri 3 March 2017\nThe town was hit on Thursday.",
    ],
)
def test_words_count_from_the_day_that_a_text_states_as_its_own(text: str) -> None:
    made = when(text, "on Thursday")
    assert made is not None
    assert made.start == date(2017, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "On 3 March 2017 the town was hit, and on Thursday again.",
        "3 Dec 2016 The town was hit, and on Thursday again.",
        "Sunday 3 March 2017 The town was hit and on Thursday again.",
        "3 March 2017 The town was hit.\n5 March 2017 The hill was hit, and on Thursday again.",
        "In a report published 3 March 2017 it is said of the town that it was hit on Thursday.",
    ],
)
def test_the_day_of_what_is_told_is_not_the_day_of_the_report(text: str) -> None:
    made = when(text, "on Thursday")
    assert made is not None
    assert made.start == date(2017, 3, 16)


def test_the_day_that_a_label_gives_is_no_day_of_what_is_told() -> None:
    assert when("Published 3 March 2017 The town was hit.", "3 March 2017") is None
    assert when("Oldmere – 3 March 2017. The town was hit.", "3 March 2017") is not None


def test_a_day_later_is_found_before_a_small_word() -> None:
    made = when("They moved on 4 March. A day later the others won.", "A day later")
    assert made is not None
    assert made.start == date(2017, 3, 5)


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


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("On 19 July 2012 they came. They stayed long. On 4 August they left.", "On 4 August", date(2012, 8, 4)),
        ("On 19 July 2012 they came. On 4 January they left.", "On 4 January", date(2013, 1, 4)),
        ("They came on 19 July 2012 and on 6 August. On 4 January they left.", "On 4 January", date(2013, 1, 4)),
        ("They took it on 19 July 2012, after plans of 3 July.", "of 3 July", date(2012, 7, 3)),
        ("They took it on 10 March 2017, as on 9 August.", "on 9 August", date(2016, 8, 9)),
    ],
)
def test_a_report_of_long_ago_gives_its_year_to_dates_without_one(text: str, words: str, day: date) -> None:
    made = when(text, words)
    assert made is not None
    assert made.start == day


def test_a_year_written_seldom_counts_in_its_paragraph_alone() -> None:
    told = "In May 2014 they came. " + "It was June 2014. In July 2014 it rained. In late 2014 they left. "
    aside = "The town was built on 2 May 1998 and opened on 3 June.\n\nOn 4 August all was quiet."
    opened, quiet = when(told + aside, "on 3 June"), when(told + aside, "On 4 August")
    assert opened is not None
    assert quiet is not None
    assert (opened.start.year, quiet.start.year) == (1998, 2014)


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        (
            "Raided the post. The assault began on Monday and within 72 hours the town had fallen.",
            "within 72 hours",
            date(2017, 3, 13),
            date(2017, 3, 16),
        ),
        (
            "Killed: 300 men since the assault on the town began on 4 March.",
            "on 4 March",
            date(2017, 3, 4),
            date(2017, 3, 18),
        ),
        ("Killed: 300 men since war broke out on 4 March.", "on 4 March", date(2017, 3, 4), date(2017, 3, 18)),
        ("Killed: 300 men since Quarra's war began on 4 March.", "on 4 March", date(2017, 3, 4), date(2017, 3, 18)),
        ("Taken: ten hills since launching its raid on 4 March.", "on 4 March", date(2017, 3, 4), date(2017, 3, 18)),
        ("Shelled at 1300.", "1300", date(2017, 3, 18), None),
        (
            "Opening the talks was a mistake, all say since; they began on 4 March.",
            "on 4 March",
            date(2017, 3, 4),
            None,
        ),
        ("They left yesterday.\n07:40 Buses enter the town.", "07:40", date(2017, 3, 18), None),
        ("Friday\n\nThey left on Monday.\n23.10 - Buses enter the town.", "23.10", date(2017, 3, 17), None),
        ("They left on Monday. Buses came at 13.00 too.", "at 13.00", date(2017, 3, 13), None),
        ("They moved last Saturday.", "last Saturday", date(2017, 3, 11), None),
    ],
)
def test_times_are_read_as_they_stand(text: str, words: str, start: date, end: date | None) -> None:
    made = when(text, words)
    assert made is not None
    assert (made.start, made.end) == (start, end or start)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Banned by resolutions 1318 and 2235.", "1318"),
        ("Freed after three years of darkness.", "after three years"),
        ("Shelled in the country's six-year war.", "six-year"),
    ],
)
def test_numbers_of_papers_and_lengths_of_wars_are_no_time(text: str, words: str) -> None:
    assert when(text, words) is None


def test_what_has_been_tried_for_long_lies_behind() -> None:
    made = when("Cut: they have been trying to cut it for two years.", "for two years", Status.EXPECTED)
    assert made is not None
    assert made.end == date(2017, 3, 18)


def test_what_is_denied_of_days_to_come_lies_ahead() -> None:
    made = when("Fall: the town will not fall before May, he said.", "before May", Status.DENIED)
    assert made is not None
    assert made.end.year == 2017


def test_last_saturday_lies_behind_whatever_is_expected() -> None:
    made = when("They will say what they planned last Saturday.", "last Saturday", Status.EXPECTED)
    assert made is not None
    assert made.start == date(2017, 3, 11)


def test_days_counted_from_an_unnamed_beginning_are_unknown() -> None:
    assert when("They lost a bridge on the first day.", "on the first day") is None
    assert when("They lost a bridge on the third day.", "on the third day") is None


def test_the_year_of_another_time_is_not_that_of_the_reports_own_days() -> None:
    text = (
        "They had won it in May 2014 and lost it.\n\nOvernight on Friday it was quiet, and yesterday too. The bridge was hit "
        "in January."
    )
    made = when(text, "in January")
    assert made is not None
    assert made.start == date(2017, 1, 1)


STORY = "On 2 July they came. On 4 November 2012 they won. On 7 March 2013 they left. "


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        (STORY, "On 2 July", date(2012, 7, 2), date(2012, 7, 2)),
        (STORY + "After three weeks they were back.", "After three weeks", date(2013, 3, 28), date(2013, 3, 28)),
        (STORY + "They held out for ten days.", "for ten days", date(2013, 3, 7), date(2013, 3, 17)),
    ],
)
def test_a_story_of_long_ago_counts_from_what_it_tells(text: str, words: str, start: date, end: date) -> None:
    made = when(text, words)
    assert made is not None
    assert (made.start, made.end) == (start, end)


def test_a_story_of_long_ago_is_not_counted_from_publication() -> None:
    far = "It rained and it snowed and nothing else is told of that winter in the town. " * 9
    assert when(STORY + far + "By nightfall they were gone.", "By nightfall") is None
    now = when(STORY + far + "They are gone now.", "now")
    assert now is not None
    assert now.end == date(2017, 3, 18)


def test_a_report_of_its_own_day_that_looks_back_once_keeps_its_dates() -> None:
    made = when("On 2 March they came. The town had been lost on 4 November 2012.", "On 2 March")
    assert made is not None
    assert made.start == date(2017, 3, 2)


@pytest.mark.parametrize(
    "text",
    [
        "The 2014 Oldmere offensive was a battle of the war. On 17 January they came.",
        "The Battle of Oldmere (January–April 2014) was long. On 17 January they came.",
        "The battle was fought in August 2013. In May 2014 it was over. On 17 December they came. On 3 June they left.",
    ],
)
def test_a_story_of_long_ago_gives_its_year_to_days_that_would_lie_long_before_publication(text: str) -> None:
    words = "On 17 December" if "December" in text else "On 17 January"
    made = when(text, words)
    assert made is not None
    assert made.start.year == 2014


def test_a_year_told_in_passing_ends_with_its_sentence_in_a_report_of_its_own_days() -> None:
    passing = "The war began in March 2011. "
    text = f"They were hit on Wednesday. {passing}It is long. Nobody won. It was quiet since 7 March."
    made, near = (
        when(text, "7 March"),
        when(f"They were hit on Wednesday. {passing}On 7 April it was quiet.", "7 April"),
    )
    assert made is not None
    assert near is not None
    assert (made.start.year, near.start.year) == (2017, 2011)


def test_what_is_called_by_a_year_keeps_the_days_of_its_own_time() -> None:
    made = when(
        "The 2014 Oldmere offensive is remembered. On 16 March they met, and on 17 March they left.", "on 17 March"
    )
    assert made is not None
    assert made.start == date(2017, 3, 17)


def test_a_passage_of_long_ago_leaves_lengths_and_weekdays_to_the_reports_own_days() -> None:
    past = "The town fell in May 2014 and in June 2014 and was never free. "
    text = "They came yesterday. " + past + "They had waited for two weeks, and on Tuesday morning they left."
    two, left = when(text, "for two weeks"), when(text, "on Tuesday morning")
    assert two is not None
    assert left is not None
    assert (two.end, left.start) == (date(2017, 3, 18), date(2017, 3, 14))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They hold the road for the first time since 2012.", "since 2012"),
        ("It was the heaviest shelling of the town since January.", "since January"),
        ("They came for the first time in four years.", "in four years"),
    ],
)
def test_what_something_is_compared_with_is_not_its_time(text: str, words: str) -> None:
    assert when(text, words) is None


def test_a_first_time_has_its_own_day() -> None:
    assert when("They came for the first time on Monday.", "on Monday") is not None


def test_what_was_done_is_not_of_days_to_come_nor_what_is_expected_of_days_past() -> None:
    text = "They took the town and will go on in the coming weeks; they will leave, besieged in May 2015."
    assert when(text, "in the coming weeks") is None
    assert when(text, "in the coming weeks", Status.EXPECTED) is not None
    assert when(text, "in May 2015", Status.EXPECTED) is None
    assert when(text, "in May 2015") is not None


def test_last_is_no_time_as_a_verb() -> None:
    assert [m.text for m in find_times("It could last weeks, as in the last weeks.")] == ["in the last weeks"]
