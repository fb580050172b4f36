"""Claims as files hold them: what comes back of ours, and what of others is taken or refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fogline.errors import InputError
from fogline.outside import claim_from_outside, claim_to_outside
from fogline.records import Claim
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


@pytest.mark.parametrize("bad", [{"id": "a", "type": "party"}, {"type": "clash"}, {"id": "", "type": "clash"}])
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
