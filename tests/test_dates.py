"""Time expressions: what is found in prose, and which days the words mean."""

from datetime import date

import pytest

from fogline.dates import explain, find_times, interpret
from fogline.records import Granularity, Interval, Span

SATURDAY = date(2017, 3, 18)


def found(text: str) -> list[str]:
    times = find_times(text)
    assert all(text[t.span.start : t.span.end] == t.text for t in times)
    return [t.text for t in times]


def days(text: str, published: date = SATURDAY, *, past: bool | None = True) -> tuple[str, str] | None:
    made = interpret(text, published, past=past)
    return None if made is None else (made.start.isoformat(), made.end.isoformat())


@pytest.mark.parametrize(
    "text",
    [
        "yesterday and today",
        "this past Thursday",
        "Thursday the 28th",
        "March 29",
        "29 March 2017",
        "2017-03-18",
        "18/3/2017",
        "the 3-rd of March",
        "last weekend",
        "in the past 48 hours",
        "over the last three days",
        "for the third day in a row",
        "3 days straight",
        "since January",
        "by April 3",
        "early June",
        "in the coming days",
        "in a week",
        "next month",
        "earlier this week",
        "in December and January",
        "in 2013",
        "at dawn",
        "after Thursday",
        "between 3 and 7 March",
        "from 3 to 7 March",
        "on the night of 4 July",
        "two days ago",
        "since the beginning of the day",
        "on Friday night",
        "on Sept. 18",
        "on the 21st",
        "the day before yesterday",
        "by three o'clock this afternoon",
        "Wednesday of last week",
        "a week ago on Thursday",
        "since late last year",
        "at around 4 a.m. on Wednesday",
        "overnight into Thursday",
        "all day Wednesday",
        "every Friday",
        "in the first half of 2015",
    ],
)
def test_a_time_is_found_whole(text: str) -> None:
    assert found(f"The brigade said it moved {text}, its spokesman wrote.") == [text]


@pytest.mark.parametrize(
    "text",
    [
        "They may march on the town.",
        "May God help them, he said.",
        "The second group took the Friday Mosque.",
        "Some 2,000 fighters and 1.5 million people were there.",
        "The 3rd Division held the 4th floor.",
        "A 12-year-old boy was hurt near the M4 road.",
        "An AK-47 and 30 rockets were seized.",
    ],
)
def test_words_that_only_look_like_times_are_left(text: str) -> None:
    assert found(text) == []


def test_a_span_limits_where_times_are_looked_for() -> None:
    text = "On Monday they left. On Tuesday they came."
    assert [t.text for t in find_times(text, Span(21, len(text)))] == ["On Tuesday"]
    assert find_times(text, Span(21, len(text)))[0].span == Span(21, 31)


def test_arabic_words_are_found_and_read() -> None:
    assert found("سيطرت القوات أمس على القرية") == ["أمس"]
    assert days("أمس") == ("2017-03-17", "2017-03-17")
    assert days("18 آذار 2017") == ("2017-03-18", "2017-03-18")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("yesterday", "2017-03-17", "2017-03-17"),
        ("yesterday and today", "2017-03-17", "2017-03-18"),
        ("last night", "2017-03-17", "2017-03-18"),
        ("overnight", "2017-03-17", "2017-03-18"),
        ("on Thursday", "2017-03-16", "2017-03-16"),
        ("this past Thursday", "2017-03-16", "2017-03-16"),
        ("last Saturday", "2017-03-11", "2017-03-11"),
        ("on Saturday", "2017-03-18", "2017-03-18"),
        ("Thursday the 16th", "2017-03-16", "2017-03-16"),
        ("Fri 10", "2017-03-10", "2017-03-10"),
        ("four-day", "2017-03-14", "2017-03-18"),
        ("month-long", "2017-02-18", "2017-03-18"),
        ("on the 3-rd of March", "2017-03-03", "2017-03-03"),
        ("in the night to Friday", "2017-03-16", "2017-03-17"),
        ("this forenoon", "2017-03-18", "2017-03-18"),
        ("over the last 24h", "2017-03-17", "2017-03-18"),
        ("over the preceding week", "2017-03-11", "2017-03-18"),
        ("on 11/3", "2017-03-11", "2017-03-11"),
        ("as of 15.00", "2017-03-18", "2017-03-18"),
        ("at four a.m.", "2017-03-18", "2017-03-18"),
        ("between two and four", "2017-03-18", "2017-03-18"),
        ("March 29", "2016-03-29", "2016-03-29"),
        ("29 March 2017", "2017-03-29", "2017-03-29"),
        ("18/3/2017", "2017-03-18", "2017-03-18"),
        ("2017-03-01", "2017-03-01", "2017-03-01"),
        ("last weekend", "2017-03-18", "2017-03-19"),
        ("last week", "2017-03-06", "2017-03-12"),
        ("in the past 48 hours", "2017-03-16", "2017-03-18"),
        ("over the last three days", "2017-03-15", "2017-03-18"),
        ("for the third day", "2017-03-16", "2017-03-18"),
        ("since January", "2017-01-01", "2017-03-18"),
        ("since Monday", "2017-03-13", "2017-03-18"),
        ("after Thursday", "2017-03-16", "2017-03-18"),
        ("in December and January", "2016-12-01", "2017-01-31"),
        ("in December", "2016-12-01", "2016-12-31"),
        ("in 2013", "2013-01-01", "2013-12-31"),
        ("at dawn", "2017-03-18", "2017-03-18"),
        ("between 3 and 7 March", "2017-03-03", "2017-03-07"),
        ("from 27 February to 3 March", "2017-02-27", "2017-03-03"),
        ("between Monday and Thursday", "2017-03-13", "2017-03-16"),
        ("between Thursday and Monday", "2017-03-09", "2017-03-13"),
        ("two days ago", "2017-03-16", "2017-03-16"),
        ("on the 21st", "2017-02-21", "2017-02-21"),
        ("on the 4th of last month", "2017-02-04", "2017-02-04"),
        ("in the autumn of 2015", "2015-09-01", "2015-11-30"),
        ("29 Tammuz 2016", "2016-07-29", "2016-07-29"),
        ("early June", "2016-06-01", "2016-06-10"),
        ("earlier this week", "2017-03-13", "2017-03-18"),
        ("two weeks ago", "2017-03-04", "2017-03-04"),
        ("three weeks ago", "2017-02-25", "2017-02-25"),
        ("exactly two months ago", "2017-01-18", "2017-01-18"),
        ("Friday night and Saturday morning", "2017-03-17", "2017-03-18"),
        ("on the eve of 15 March", "2017-03-14", "2017-03-14"),
        ("on New Year's Eve", "2016-12-31", "2016-12-31"),
        ("on the night of 11 to 12 March", "2017-03-11", "2017-03-12"),
        ("in the night of 11-12 March", "2017-03-11", "2017-03-12"),
        ("November-December 2016", "2016-11-01", "2016-12-31"),
        ("from 28 October to 3 November 2015", "2015-10-28", "2015-11-03"),
        ("the summer and autumn of 2015", "2015-06-01", "2015-11-30"),
        ("17.3", "2017-03-17", "2017-03-17"),
        ("28.12", "2016-12-28", "2016-12-28"),
        ("until 2 April", "2017-04-02", "2017-04-02"),
        ("five days after", "2017-03-13", "2017-03-13"),
        ("a third day", "2017-03-16", "2017-03-18"),
        ("fifth day running", "2017-03-14", "2017-03-18"),
        ("day 12", "2017-03-18", "2017-03-18"),
        ("by mid-week", "2017-03-14", "2017-03-16"),
        ("at half past ten", "2017-03-18", "2017-03-18"),
        ("at eight", "2017-03-18", "2017-03-18"),
        ("so far", "2017-03-18", "2017-03-18"),
        ("before dawn on the 16th", "2017-03-16", "2017-03-16"),
        ("by today", "2017-03-18", "2017-03-18"),
        ("in the 2010s", "2010-01-01", "2019-12-31"),
        ("on March 3 and 4", "2017-03-03", "2017-03-04"),
        ("from 8 to 11 of March", "2017-03-08", "2017-03-11"),
        ("on 8, 9 and 11 March", "2017-03-08", "2017-03-11"),
        ("Wednesday of last week", "2017-03-08", "2017-03-08"),
        ("a week ago Monday", "2017-03-06", "2017-03-06"),
        ("since late last year", "2016-09-01", "2017-03-18"),
        ("at around 4 a.m. on Wednesday", "2017-03-15", "2017-03-15"),
        ("overnight into Thursday", "2017-03-15", "2017-03-16"),
        ("all day Wednesday", "2017-03-15", "2017-03-15"),
        ("on the first day of February", "2017-02-01", "2017-02-01"),
        ("in the first half of 2015", "2015-01-01", "2015-07-01"),
    ],
)
def test_told_times(text: str, start: str, end: str) -> None:
    if text == "last weekend":
        assert days(text, date(2017, 3, 20)) == (start, end)
    else:
        assert days(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("on Monday", "2017-03-20", "2017-03-20"),
        ("tomorrow", "2017-03-19", "2017-03-19"),
        ("March 29", "2017-03-29", "2017-03-29"),
        ("in April", "2017-04-01", "2017-04-30"),
        ("in February", "2018-02-01", "2018-02-28"),
        ("by April 3", "2017-03-18", "2017-04-03"),
        ("in the coming days", "2017-03-19", "2017-03-22"),
        ("within 48 hours", "2017-03-18", "2017-03-20"),
        ("in a week", "2017-03-25", "2017-03-25"),
        ("next month", "2017-04-01", "2017-04-30"),
        ("this month", "2017-03-18", "2017-03-31"),
    ],
)
def test_expected_times(text: str, start: str, end: str) -> None:
    assert days(text, past=False) == (start, end)


def test_months_and_years_are_crossed() -> None:
    assert days("yesterday", date(2017, 1, 1)) == ("2016-12-31", "2016-12-31")
    assert days("on the 30th", date(2017, 3, 2)) == ("2017-01-30", "2017-01-30")
    assert days("December 28", date(2017, 1, 3)) == ("2016-12-28", "2016-12-28")


def anchor(start: date, end: date) -> Interval:
    return Interval(text="29 March", span=None, start=start, end=end, granularity=Granularity.DAY)


def test_words_that_point_back_hang_on_the_anchor() -> None:
    before = anchor(date(2018, 3, 29), date(2018, 3, 29))
    published = date(2018, 4, 4)
    assert interpret("that day", published) is None
    same = interpret("the same day", published, anchor=before)
    assert same is not None
    assert same.start == date(2018, 3, 29)
    after = interpret("the next morning", published, anchor=before)
    assert after is not None
    assert after.start == date(2018, 3, 30)
    later = interpret("two days later", published, anchor=before)
    assert later is not None
    assert later.start == date(2018, 3, 31)
    by = interpret("by April 3", published, anchor=before)
    assert by is not None
    assert (by.start, by.end) == (date(2018, 3, 29), date(2018, 4, 3))
    for text in ("at the same time", "minutes later", "in the course of it"):
        then = interpret(text, published, anchor=before)
        assert then is not None
        assert (then.start, then.end) == (before.start, before.end)
    lasted = interpret("in two days", published, anchor=before)
    assert lasted is not None
    assert (lasted.start, lasted.end) == (date(2018, 3, 29), date(2018, 3, 31))
    since = interpret("since then", published, anchor=before)
    assert since is not None
    assert (since.start, since.end) == (date(2018, 3, 29), published)


def test_without_publication_only_full_dates_are_read() -> None:
    assert interpret("29 March 2017", None) is not None
    for text in ("yesterday", "on Thursday", "March 29", "last week"):
        dated = explain(text, None)
        assert dated.interval is None
        assert "publication date is not known" in dated.reason


def test_the_basis_says_what_the_days_rest_on() -> None:
    relative, written = interpret("yesterday", SATURDAY), interpret("3 March 2017", SATURDAY)
    assert relative is not None
    assert written is not None
    assert relative.basis == "'yesterday' from publication 2017-03-18"
    assert "as written" in written.basis
    assert written.granularity is Granularity.DAY


@pytest.mark.parametrize(
    "text", ["31 February 2017", "", "the assault", "on the 31/31/2017", "for 2,099 years", "every Friday"]
)
def test_what_is_no_time_gives_a_reason(text: str) -> None:
    dated = explain(text, SATURDAY, past=True)
    assert dated.interval is None
    assert dated.reason


def test_an_islamic_month_is_the_latest_begun() -> None:
    made = interpret("in Ramadan", date(2017, 8, 1), past=True)
    assert made is not None
    assert abs((made.start - date(2017, 5, 27)).days) <= 2
