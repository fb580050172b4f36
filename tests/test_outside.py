"""Claims as files hold them: what comes back of ours, and what of others is taken or refused."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fogline.errors import InputError
from fogline.outside import claim_from_outside, claim_to_outside
from fogline.records import Claim, Status
from fogline.run import is_claims_file, read_claims_file
from tests.test_codec import claims


@given(claims())
def test_the_outside_form_of_a_claim_comes_back_with_what_it_holds(made: Claim) -> None:
    line = json.loads(json.dumps(claim_to_outside(made)))
    back = claim_from_outside(line)
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


def test_a_foreign_claim_needs_only_an_id_and_a_type() -> None:
    made = claim_from_outside({"id": 7, "type": "clash", "place_id": "p9", "lat": 1.5, "lon": 2.5})
    assert made.id == "7"
    assert made.place is not None
    assert (made.place.place_id, made.place.lat, made.place.lon) == ("p9", 1.5, 2.5)
    assert made.published is None


@pytest.mark.parametrize(
    "bad",
    [
        {"id": "a", "type": "party"},
        {"type": "clash"},
        {"id": "", "type": "clash"},
        {"id": "a", "type": "clash", "status": "planned"},
        {"id": "a", "type": "clash", "certainty": "rumour"},
        {"id": "a", "type": "clash", "published": "1 Feb 2020"},
        {"id": "a", "type": "clash", "published": 20200201},
        {"id": "a", "type": "clash", "time": {"from": "yesterday"}},
    ],
)
def test_a_line_that_is_no_claim_says_so(bad: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"claims.jsonl:3"):
        claim_from_outside(bad, "claims.jsonl:3")


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
        claim = claim_from_outside({"id": "c1", "type": "clash", **odd}, "claims.jsonl:7")
    except InputError as error:
        said = str(error)
    else:
        said = claim.id
    assert said == "c1" or said.startswith("claims.jsonl:7")


def test_a_geometry_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"claims\.jsonl:7"):
        claim_from_outside(
            {"id": "c1", "type": "clash", "place": {"text": "x", "geometry": {"type": []}}}, "claims.jsonl:7"
        )


def test_a_status_in_capitals_is_one_and_a_day_that_no_report_can_speak_of_is_none() -> None:
    made = claim_from_outside(
        {"id": "a", "type": "clash", "status": "Denied", "published": "9999-12-31",
         "time": {"from": "2020-01-05T10:00:00Z", "to": "9999-12-31"}}
    )  # fmt: skip
    assert made.status is Status.DENIED
    assert made.published is None
    assert made.time is not None
    assert (made.time.start, made.time.end) == (date(2020, 1, 5), date(2020, 1, 5))


@pytest.mark.parametrize("before", [b"", b"{broken\n", b"\n", b"\xef\xbb\xbf", b" "])
def test_a_claims_file_is_one_whatever_its_first_line(tmp_path: Path, before: bytes) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_bytes(before + b'{"id": "a", "type": "clash"}\n')
    assert is_claims_file(str(file))
    claims, failures = read_claims_file(file)
    assert [c.id for c in claims] == ["a"]
    assert [f.document for f in failures] == ([f"{file}:1"] if b"broken" in before else [])


def test_a_file_of_documents_is_no_claims_file(tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_text('{"id": "a", "type": "news", "text": "They met."}\n', encoding="utf-8")
    assert not is_claims_file(str(file))
