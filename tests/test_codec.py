import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fogline import codec
from fogline.errors import InputError
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


@given(claims())
def test_the_outside_form_of_a_claim_comes_back_with_what_it_holds(made: Claim) -> None:
    line = json.loads(json.dumps(codec.claim_to_outside(made)))
    back = codec.claim_from_outside(line)
    assert (back.id, back.type, back.status, back.source, back.published) == (
        made.id, made.type, made.status, made.source, made.published,
    )  # fmt: skip
    assert back.place is not None
    assert made.place is not None
    assert (back.place.place_id, back.place.lat, back.place.lon) == (
        made.place.place_id,
        made.place.lat,
        made.place.lon,
    )
    assert back.counts == made.counts
    assert back.time == made.time


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


def test_a_foreign_claim_needs_only_an_id_and_a_type() -> None:
    made = codec.claim_from_outside({"id": 7, "type": "clash", "place_id": "p9", "lat": 1.5, "lon": 2.5})
    assert made.id == "7"
    assert made.place is not None
    assert (made.place.place_id, made.place.lat, made.place.lon) == ("p9", 1.5, 2.5)
    assert made.published is None


@pytest.mark.parametrize("bad", [{"id": "a", "type": "party"}, {"type": "clash"}, {"id": "", "type": "clash"}])
def test_a_line_that_is_no_claim_says_so(bad: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"claims.jsonl:3"):
        codec.claim_from_outside(bad, "claims.jsonl:3")


def test_reports_keep_their_text_to_the_character() -> None:
    report = Report(id=ReportId("r"), key="k", source="s", text="a\u200f\u0301 «ب»\r\n\t", published=date(2020, 1, 2))
    assert codec.loads(Report, codec.dumps(report)) == report


_ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "span", "text", "lat", "lon", "from", "to", "id", "coordinates", "low", "what"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
_FIELDS = [
    "published",
    "status",
    "quote",
    "trigger",
    "initiator",
    "place",
    "origin",
    "time",
    "counts",
    "confidence",
    "place_id",
    "lat",
    "lon",
    "geometry",
    "document",
    "source",
]


@given(st.dictionaries(st.sampled_from(_FIELDS), _ODD, max_size=6))
def test_a_claim_of_any_shape_is_taken_or_refused_by_name(odd: dict[str, object]) -> None:
    try:
        claim = codec.claim_from_outside({"id": "c1", "type": "clash", **odd}, "claims.jsonl:7")
    except InputError as error:
        said = str(error)
    else:
        said = claim.id
    assert said == "c1" or said.startswith("claims.jsonl:7")


def test_a_geometry_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"claims\.jsonl:7"):
        codec.claim_from_outside(
            {"id": "c1", "type": "clash", "place": {"text": "x", "geometry": {"type": []}}}, "claims.jsonl:7"
        )
