"""The rules reader on single sentences: who holds, what is denied or hedged, lists with a day for each place."""

import pytest

from fogline.records import Certainty, ClaimType, Reading, Status
from tests.read.test_frames import read


def only(text: str, kind: ClaimType) -> Reading:
    """The one reading of a type."""
    found = [r for r in read(text) if r.type is kind]
    assert len(found) == 1, [(r.type, r.trigger.text) for r in read(text)]
    return found[0]


def test_whose_hands_a_place_is_in_is_who_holds_it() -> None:
    held = only("Oldmere remains in Marsh League hands.", ClaimType.CONTROL_HOLD)
    assert [m.text for m in held.initiator] == ["Marsh League"]


def test_who_is_left_surrounded_is_the_target() -> None:
    siege = only("The garrison took Saltby, leaving the Marsh League surrounded in Oldmere.", ClaimType.ENCIRCLEMENT)
    assert [m.text for m in siege.target] == ["Marsh League"]
    assert not [m for m in siege.initiator if m.text == "Marsh League"]


def test_leaving_something_behind_is_no_withdrawal() -> None:
    kinds = {r.type for r in read("The Marsh League left a device in almost every house in Oldmere.")}
    assert ClaimType.WITHDRAWAL not in kinds


def test_each_place_of_a_list_takes_the_day_after_it() -> None:
    gains = read("The garrison captured Oldmere on Thursday and Saltby on Friday.")
    assert [(r.place.text, r.time.text) for r in gains if r.place and r.time] == [
        ("Oldmere", "on Thursday"),
        ("Saltby", "on Friday"),
    ]


def test_a_claim_found_false_is_denied_and_an_unconfirmed_one_is_not() -> None:
    false = "The claim that Oldmere is under the control of the Marsh League is not borne out."
    open_ = "Reports that the Marsh League captured Oldmere have not been confirmed."
    assert only(false, ClaimType.CONTROL_HOLD).status is Status.DENIED
    assert only(open_, ClaimType.CONTROL_GAIN).status is not Status.DENIED


def test_what_is_said_without_a_speaker_is_hedged() -> None:
    hearsay = only("The Marsh League is said to have captured Oldmere.", ClaimType.CONTROL_GAIN)
    stated = only("The Marsh League captured Oldmere.", ClaimType.CONTROL_GAIN)
    assert (hearsay.certainty, stated.certainty) == (Certainty.HEDGED, Certainty.STATED)


@pytest.mark.parametrize("name", ["Deir ez-Zor", "Ras es-Salt", "Tell esh-Sheikh", "Ras ez Zor", "Kafr az-Zayt"])
def test_an_article_in_any_spelling_is_part_of_a_name(name: str) -> None:
    gain = only(f"The Marsh League captured {name} city on Friday.", ClaimType.CONTROL_GAIN)
    assert gain.place is not None
    assert gain.place.text == f"{name} city"


def test_a_kind_of_place_before_its_name_is_the_named_one() -> None:
    gain = only("The Marsh League took control of the town Oldmere on Friday.", ClaimType.CONTROL_GAIN)
    assert gain.place is not None
    assert "Oldmere" in gain.place.text


def test_a_sentence_that_names_another_page_tells_nothing() -> None:
    text = "The Marsh League captured Oldmere on Friday. See also: Garrison attack on Saltby (2013)."
    assert {r.type for r in read(text)} == {ClaimType.CONTROL_GAIN}
    assert any(r.type is not ClaimType.CONTROL_GAIN for r in read(text.replace("See also: G", "A g")))
