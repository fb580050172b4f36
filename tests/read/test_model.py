"""The model reader with the shipped weights, on invented reports."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fogline.codec import report_id
from fogline.errors import ReaderError
from fogline.gazetteer import Gazetteer
from fogline.pack import Pack, load_pack
from fogline.read.model.judge import Thresholds, Verdict
from fogline.read.model.net import Filled
from fogline.read.model.reader import ModelReader, shipped
from fogline.read.model.sheet import sheet
from fogline.read.model.stretches import Stretches
from fogline.read.model.surroundings import Trigger
from fogline.read.model.who import Who
from fogline.read.rules import RulesReader
from fogline.records import ClaimType, Mention, Reading, Report, Span, Status
from tests.conftest import ROOT

LIMIT_MB = 30


@pytest.fixture(scope="module")
def harran() -> Pack:
    return load_pack(ROOT / "tests" / "packs" / "harran")


@pytest.fixture(scope="module")
def reader(harran: Pack) -> ModelReader:
    return ModelReader()


def read(reader: ModelReader, text: str, pack: Pack | None, gazetteer: Gazetteer) -> tuple[Reading, ...]:
    return reader.read(Report(id=report_id("s", "k", text), key="k", source="s", text=text), pack, gazetteer)


FRONT = (
    "The garrison captured the village of Oldmere on Thursday, killing at least 12 Marsh League fighters, "
    "the ministry said. Shells fell on Saltby overnight and wounded three residents. "
    "The Marsh League denied that Saltby had been surrounded."
)


def test_a_plain_report_is_read_with_all_slots(reader: ModelReader, harran: Pack, gazetteer: Gazetteer) -> None:
    found = read(reader, FRONT, harran, gazetteer)
    gain = next(r for r in found if r.type is ClaimType.CONTROL_GAIN)
    assert gain.place is not None
    assert "Oldmere" in gain.place.text
    assert [m.text for m in gain.initiator] == ["garrison"] or "garrison" in gain.initiator[0].text
    assert gain.time is not None
    assert "Thursday" in gain.time.text
    assert any(r.type is ClaimType.SHELLING and r.place and "Saltby" in r.place.text for r in found)
    assert any(r.status is Status.DENIED for r in found)


def test_every_word_of_a_reading_stands_in_the_report(reader: ModelReader, harran: Pack, gazetteer: Gazetteer) -> None:
    for r in read(reader, FRONT, harran, gazetteer):
        mentions = [(m.text, m.span) for m in (r.trigger, r.quote, *r.initiator, *r.target, *r.attributed_to)]
        mentions += [(c.text, c.span) for c in r.counts]
        mentions += [(p.text, p.span) for p in (r.place, r.origin, r.destination) if p is not None]
        for words, span in mentions:
            assert FRONT[span.start : span.end] == words


def test_reading_twice_gives_the_same_and_needs_no_pack(
    reader: ModelReader, harran: Pack, gazetteer: Gazetteer
) -> None:
    assert read(reader, FRONT, harran, gazetteer) == read(ModelReader(), FRONT, harran, gazetteer)
    assert read(reader, FRONT, None, gazetteer)


def test_a_list_under_a_lead_sentence_is_one_claim_an_item(
    reader: ModelReader, harran: Pack, gazetteer: Gazetteer
) -> None:
    text = "The garrison has liberated the following villages since Monday:\n\n- Oldmere\n- Saltby\n- Ashby\n"
    gains = [r for r in read(reader, text, harran, gazetteer) if r.type is ClaimType.CONTROL_GAIN]
    assert [r.place.text for r in gains if r.place] == ["Oldmere", "Saltby", "Ashby"]
    assert [r.quote.text for r in gains] == ["Oldmere", "Saltby", "Ashby"]


@pytest.mark.parametrize("text", ["", "\n\n", "…", "Прорыв", "x" * 5000, "a " * 3000])
def test_odd_texts_give_no_error(reader: ModelReader, harran: Pack, gazetteer: Gazetteer, text: str) -> None:
    read(reader, text, harran, gazetteer)


def test_missing_weights_are_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match="reinstall"):
        ModelReader(weights=tmp_path)


def test_the_shipped_weights_fit_their_limit() -> None:
    assert sum(f.stat().st_size for f in shipped().iterdir()) < LIMIT_MB * 1_000_000


def test_all_members_of_a_list_stand_where_one_does(reader: ModelReader, gazetteer: Gazetteer) -> None:
    text = (
        "After the evening prayer the groups of Jaysh al-Izza, the National Front and Tahrir al-Sham went through to "
        "Kafr Nabouda."
    )
    (reading,) = read(reader, text, load_pack(ROOT / "packs" / "syria"), gazetteer)
    assert [m.text for m in reading.initiator] == ["Jaysh al-Izza", "National Front", "Tahrir al-Sham"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The 4th Division moved tanks from Qaboun to Deraa.", "Deraa"),
        ("Under the deal rebels from Deraa will be bused to Idlib.", "Deraa"),
        ("They pulled back to the last ridge before Turkey, Yamadi, from Rabia.", "Rabia"),
    ],
)
def test_a_movement_is_where_it_starts_or_ends(
    reader: ModelReader, gazetteer: Gazetteer, text: str, place: str
) -> None:
    found = read(reader, text, None, gazetteer)
    assert [r.place.text for r in found if r.place] == [place]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            "A local doctor said shells fell on Oldmere. He also said Saltby had been bombed on Sunday.",
            ["local doctor", "doctor"],
        ),
        (
            "A commander told us that his men hold Oldmere. They wrote that the bridge at Saltby was blown up.",
            ["commander", "commander"],
        ),
    ],
)
def test_who_spoke_in_the_line_before_goes_on_speaking(
    reader: ModelReader, gazetteer: Gazetteer, text: str, speakers: list[str]
) -> None:
    found = read(reader, text, None, gazetteer)
    assert len(found) == 2
    assert [[m.text for m in r.attributed_to] for r in found] == [[speaker] for speaker in speakers]


def test_two_words_for_one_happening_in_a_sentence_make_one_claim(
    reader: ModelReader, harran: Pack, gazetteer: Gazetteer
) -> None:
    text = "Warplanes carried out air strikes on Oldmere on Monday, bombing the market and killing nine people."
    (strike,) = read(reader, text, harran, gazetteer)
    assert strike.type is ClaimType.AIR_STRIKE
    assert [c.text for c in strike.counts] == ["nine"]


def test_a_count_is_told_of_one_thing(reader: ModelReader, gazetteer: Gazetteer) -> None:
    text = "In the week under review, troops eliminated 191 terrorists and apprehended 184 persons."
    counted = {r.trigger.text: [c.text for c in r.counts] for r in read(reader, text, None, gazetteer)}
    assert counted == {"eliminated": ["191"], "apprehended": ["184"]}


@pytest.mark.parametrize(
    ("text", "loser"),
    [
        ("The Marsh League lost Saltby on November 13 to government forces.", ["Marsh League"]),
        ("Saltby was lost to government forces on Monday.", []),
    ],
)
def test_who_a_place_is_lost_to_takes_it(
    reader: ModelReader, harran: Pack, gazetteer: Gazetteer, text: str, loser: list[str]
) -> None:
    (gain,) = read(reader, text, harran, gazetteer)
    assert gain.type is ClaimType.CONTROL_GAIN
    assert [m.text for m in gain.initiator] == ["government forces"]
    assert [m.text for m in gain.target] == loser


def test_who_holds_by_the_words_of_the_trigger_is_not_who_is_named_after_it(harran: Pack, gazetteer: Gazetteer) -> None:
    text = "Garrison control of Oldmere goes on, and the Marsh League advances."
    report = Report(id=report_id("s", "k", text), key="k", source="s", text=text)
    page = sheet(RulesReader().analyse(report, harran, gazetteer))
    who = Who(page, Stretches(report, page, ["initiator"], Thresholds()), Thresholds())
    after = next(f for f in page.lines[0].sentence.found if f.text == "Marsh League")
    named = (Mention(text=after.text, span=after.span),)
    assert [m.text for m in who.held_by(named, Trigger(0, 2))] == ["Garrison"]
    assert who.held_by(named, Trigger(1, 2)) == named
    before = (Mention(text="Garrison", span=Span(0, 8)),)
    assert who.held_by(before, Trigger(1, 2)) == before


@pytest.mark.parametrize(
    ("first", "second", "sides"), [(0.6, 0.9, ([], ["Marsh League"])), (0.9, 0.6, (["Marsh League"], []))]
)
def test_no_name_is_on_both_sides(
    harran: Pack, gazetteer: Gazetteer, first: float, second: float, sides: tuple[list[str], list[str]]
) -> None:
    text = "Marsh League pounded."
    report = Report(id=report_id("s", "k", text), key="k", source="s", text=text)
    page = sheet(RulesReader().analyse(report, harran, gazetteer))
    slots = np.zeros((2, 2, 3), dtype=np.float32)
    slots[0, 0, 1], slots[1, 1, 1] = first, second
    slots[..., 0] = 1 - slots[..., 1]
    none = np.zeros(0, dtype=np.float32)
    filled = Filled(words=(0, 1), slots=slots, whats=none, types=none, rest=none)
    verdict = Verdict(trigger=Trigger(2, 3), type=ClaimType.SHELLING, chance=0.9, sure=0.9, filled=filled)
    found = Who(page, Stretches(report, page, ["initiator", "target"], Thresholds()), Thresholds()).sides(verdict)
    assert tuple([m.text for m in side] for side in found) == sides


def test_places_joined_with_their_kinds_are_all_read(reader: ModelReader, harran: Pack, gazetteer: Gazetteer) -> None:
    text = "The garrison captured the village of Oldmere and the town of Saltby on Thursday, the ministry said."
    found = read(reader, text, harran, gazetteer)
    places = {r.place.text for r in found if r.type is ClaimType.CONTROL_GAIN and r.place is not None}
    assert places == {"Oldmere", "Saltby"}


@pytest.mark.parametrize(
    ("text", "said", "places"),
    [
        ("Shells hit Saltby, Marsh province, today.", ["Saltby", "Marsh province"], ["Saltby"]),
        ("Shells hit a third town, Oldmere, today.", ["third town", "Oldmere"], ["Oldmere"]),
        ("Shells hit Saltby, Oldmere and Reedham.", ["Saltby", "Oldmere", "Reedham"], ["Saltby", "Oldmere", "Reedham"]),
    ],
)
def test_an_area_or_a_noun_beside_a_name_is_no_place_of_its_own(
    harran: Pack, gazetteer: Gazetteer, text: str, said: list[str], places: list[str]
) -> None:
    report = Report(id=report_id("s", "k", text), key="k", source="s", text=text)
    page = sheet(RulesReader().analyse(report, harran, gazetteer))
    firsts = [next(n for n, w in enumerate(page.words) if w == words.split()[0]) for words in said]
    spans = [(first, first + len(words.split()), 0.9) for first, words in zip(firsts, said, strict=True)]
    found = Stretches(report, page, ["place"], Thresholds()).beside(spans)
    assert [" ".join(page.words[a:b]) for a, b, _ in found] == places


def test_who_arrives_does_not_come_from_there(reader: ModelReader, gazetteer: Gazetteer) -> None:
    found = read(reader, "Thousands of families who fled the fighting arrived in Oldmere on Thursday.", None, gazetteer)
    moved = [r for r in found if r.destination is not None and "Oldmere" in r.destination.text]
    assert moved
    assert all(r.origin is None or "Oldmere" not in r.origin.text for r in moved)


@pytest.mark.parametrize("text", ["hello", "Hello."])
def test_words_that_name_nothing_and_tell_of_nothing_are_no_claim(
    reader: ModelReader, gazetteer: Gazetteer, text: str
) -> None:
    assert read(reader, text, None, gazetteer) == ()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The garrison shelled farmland between Oldmere and Saltby on Thursday.", ["Oldmere and Saltby"]),
        ("The garrison shelled the town of Oldmere and the town of Saltby on Thursday.", ["Oldmere", "Saltby"]),
        ("Fighting between the garrison and the Marsh League in Oldmere and Saltby went on.", ["Oldmere", "Saltby"]),
    ],
)
def test_what_lies_between_two_towns_is_one_place(
    reader: ModelReader, harran: Pack, gazetteer: Gazetteer, text: str, places: list[str]
) -> None:
    assert [r.place.text for r in read(reader, text, harran, gazetteer) if r.place] == places


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        ("Clashes raged near Oldmere, Saltby and Ashby on Monday.", ["near", "near", "near"]),
        ("The garrison shelled hills south of Oldmere and Saltby.", ["S", "S"]),
        ("Clashes raged in Oldmere and near Saltby.", ["at", "near"]),
    ],
)
def test_all_members_of_a_list_lie_as_its_first_does(
    reader: ModelReader, harran: Pack, gazetteer: Gazetteer, text: str, relations: list[str]
) -> None:
    made = {r.place.text: r.place.relation.value for r in read(reader, text, harran, gazetteer) if r.place}
    assert [made[name] for name in ("Oldmere", "Saltby", "Ashby") if name in made] == relations


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The garrison captured Oldmere together with the village of Saltby.", ["Oldmere", "Saltby"]),
        ("Warplanes bombed Oldmere as well as in Saltby.", ["Oldmere", "Saltby"]),
        ("The garrison captured all of Oldmere except Saltby.", ["Oldmere"]),
    ],
)
def test_what_is_joined_is_told_of_and_what_is_excepted_is_not(
    reader: ModelReader, harran: Pack, gazetteer: Gazetteer, text: str, places: list[str]
) -> None:
    assert [r.place.text for r in read(reader, text, harran, gazetteer) if r.place] == places


@pytest.mark.parametrize(
    ("words", "whole"), [("Marsh League (ML", "Marsh League (ML)"), ("Marsh League (ML in", "Marsh League")]
)
def test_a_mention_ends_with_the_bracket_it_opens(harran: Pack, gazetteer: Gazetteer, words: str, whole: str) -> None:
    text = words + (" Oldmere) won." if words.endswith("in") else ") won.")
    report = Report(id=report_id("s", "k", text), key="k", source="s", text=text)
    page = sheet(RulesReader().analyse(report, harran, gazetteer))
    end = next(n for n, span in enumerate(page.spans) if span.end == len(words)) + 1
    assert Stretches(report, page, ["place"], Thresholds()).mention(0, end).text == whole


@pytest.mark.parametrize(("keep", "framed", "by_frames"), [(1.01, 0.0, True), (0.0, 1.01, False)])
def test_what_a_frame_reads_too_has_a_line_of_its_own(
    harran: Pack, gazetteer: Gazetteer, keep: float, framed: float, by_frames: bool
) -> None:
    reader = ModelReader()
    reader.lines = replace(reader.lines, keep=keep, framed=framed, look=0.0)
    found = read(reader, FRONT, harran, gazetteer)
    assert found or not by_frames
    assert all((r.frame != "model") is by_frames for r in found)
