from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fogline import codec
from fogline.index.columns import day_number
from fogline.records import (
    Candidate,
    Claim,
    ClaimType,
    Count,
    CountKind,
    PlaceId,
    PlaceResolution,
    Reason,
    Report,
    ReportId,
    Span,
    Status,
)
from tests.made import claim

TEXT = st.text(min_size=1, max_size=30)
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1))


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    base = claim(draw(TEXT), draw(st.sampled_from(list(ClaimType))), status=draw(st.sampled_from(list(Status))))
    place = PlaceResolution(
        text=draw(TEXT), span=Span(3, 9), place_id=PlaceId(draw(TEXT)), lat=draw(st.floats(-90, 90)),
        lon=draw(st.floats(-180, 180)), radius_km=4.0,
        others=(Candidate(id="c", name=draw(TEXT), score=0.5, reasons=(Reason(feature="f", weight=1.0),)),),
    )  # fmt: skip
    low = draw(st.none() | st.integers(0, 10**6))
    count = Count(text="n", span=None, what=draw(st.sampled_from(list(CountKind))), low=low, best=low, high=None)
    return replace(base, place=place, counts=(count,), published=draw(st.none() | DAYS), source=draw(TEXT))


@given(claims())
def test_a_record_comes_back_from_json(made: Claim) -> None:
    assert codec.loads(Claim, codec.dumps(made)) == made


def test_a_day_that_was_stored_with_its_time_is_read() -> None:
    made = Report(id=ReportId("r"), key="k", source="s", text="t", published=date(2020, 3, 20))
    stored = codec.dumps(made).replace("2020-03-20", "2020-03-20T10:00:00")
    assert codec.loads(Report, stored) == made
    assert day_number("2020-03-20T10:00:00") == day_number(date(2020, 3, 20))


@given(st.lists(TEXT, min_size=1, max_size=5, unique=True))
def test_an_events_id_does_not_depend_on_the_order_of_its_claims(ids: list[str]) -> None:
    assert codec.event_id(tuple(ids)) == codec.event_id(tuple(reversed(ids)))  # type: ignore[arg-type]


def test_a_claims_id_depends_on_what_it_says_and_nothing_derived() -> None:
    at = (ReportId("r"), Span(1, 5), ClaimType.CLASH, Span(7, 9), 0)
    assert codec.reading_id(*at) == codec.reading_id(*at)
    others = [
        codec.reading_id(ReportId("q"), *at[1:]),
        codec.reading_id(at[0], Span(1, 6), *at[2:]),
        codec.reading_id(at[0], at[1], ClaimType.SHELLING, *at[3:]),
        codec.reading_id(*at[:3], None, 0),
        codec.reading_id(*at[:4], 1),
    ]
    assert len({codec.reading_id(*at), *others}) == 6


def test_the_same_id_with_another_text_is_a_second_report() -> None:
    assert codec.report_id("s", "k", "one") != codec.report_id("s", "k", "two")
    assert codec.report_id("s", "k", "one") == codec.report_id("s", "k", "one")


def test_reports_keep_their_text_to_the_character() -> None:
    report = Report(id=ReportId("r"), key="k", source="s", text="a\u200f\u0301 «ب»\r\n\t", published=date(2020, 1, 2))
    assert codec.loads(Report, codec.dumps(report)) == report
