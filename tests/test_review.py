import json
from dataclasses import replace

from fogline.codec import canonical
from fogline.records import ClaimType, Judgement, Span, Status, Verdict
from fogline.review import lay_over, reattached, standing
from tests.fuse.test_fuse import judgement
from tests.made import claim


def withdraws(which: Judgement) -> str:
    return canonical({"withdraws": which.id})


def correction(value: dict[str, object], *ids: str) -> Judgement:
    return replace(judgement(Verdict.CORRECTED, *ids), value=json.dumps(value))


def test_a_correction_changes_only_what_it_names() -> None:
    one = claim("a")
    (made,) = lay_over([one], [correction({"type": "clash", "to": "2020-03-12"}, "a")]).claims
    assert (made.id, made.type, made.place, made.initiator) == (one.id, ClaimType.CLASH, one.place, one.initiator)
    assert made.time is not None
    assert str(made.time.end) == "2020-03-12"


def test_a_corrected_place_takes_the_coordinates_given() -> None:
    value: dict[str, object] = {"place": {"name": "Far Field", "lat": 41.5, "lon": -30.5}, "status": "denied"}
    (made,) = lay_over([claim("a")], [correction(value, "a")]).claims
    assert made.place is not None
    assert (made.place.lat, made.place.lon, made.place.name, made.status) == (41.5, -30.5, "Far Field", Status.DENIED)


def test_a_broken_correction_changes_nothing() -> None:
    one = claim("a")
    for value in ("[1]", "{", '{"type": "no such type", "counts": 3, "from": "soon"}'):
        assert lay_over([one], [replace(correction({}, "a"), value=value)]).claims == (one,)


def test_a_judgement_finds_its_claim_again_when_the_reader_moved_it() -> None:
    moved = replace(claim("new"), document="d")
    judged = replace(judgement(Verdict.WRONG, "old"), document="d", trigger=Span(2, 9), type=ClaimType.CONTROL_GAIN)
    assert [j.claims for j in reattached([judged], [moved])] == [("new",)]
    assert lay_over([moved], [judged]).claims == ()
    elsewhere = replace(judged, trigger=Span(50, 55))
    assert lay_over([moved], [elsewhere]).claims == (moved,)


def test_a_withdrawal_cancels_the_judgement_it_names_and_no_other() -> None:
    first, second = judgement(Verdict.WRONG, "a"), correction({"type": "clash"}, "a")
    second = replace(second, moment="2020-01-02T00:00:00Z", id="second")
    gone = judgement(Verdict.WITHDRAWN, "a", moment="2020-01-03T00:00:00Z")
    assert standing([first, second, replace(gone, value=withdraws(first))]) == (second,)
    assert standing([first, second, gone]) == (first,)
    again = judgement(Verdict.WITHDRAWN, "a", moment="2020-01-04T00:00:00Z")
    assert standing([first, second, gone, again]) == ()
    stranger = replace(gone, author="b", value=withdraws(first))
    assert standing([first, second, stranger]) == (first, second)


def test_a_withdrawal_cancels_its_authors_judgement_alone() -> None:
    mine, theirs = judgement(Verdict.WRONG, "a"), judgement(Verdict.WRONG, "a", author="b")
    gone = judgement(Verdict.WITHDRAWN, "a", moment="2020-01-02T00:00:00Z")
    assert standing([gone, mine, theirs]) == (theirs,)
