"""Every frame's example must match and its counterexample must not; every claim type has frames."""

from functools import cache

import pytest

from fogline.gazetteer import Gazetteer
from fogline.read.inflect import inflections
from fogline.read.lexicon import GAP, Frame, Lexicon, TriggerKind, load_frames, load_lexicon
from fogline.read.rules import RulesReader
from fogline.records import ClaimType, Reading, Report, ReportId
from tests.invented import pack


class _NoPlaces(Gazetteer):
    """A gazetteer that knows nothing, so that examples stand on the frames alone."""

    def __init__(self) -> None:
        pass

    def has_exact(self, name: str, countries: frozenset[str] | None = None) -> bool:
        return False


@cache
def reader() -> RulesReader:
    return RulesReader()


def read(text: str) -> tuple[Reading, ...]:
    report = Report(id=ReportId("r"), key="k", source="s", text=text)
    return reader().read(report, pack(), _NoPlaces())


WITH_EXAMPLE = [f for f in load_frames() if f.examples]
WITH_COUNTER = [f for f in load_frames() if f.counterexamples]


@pytest.mark.parametrize("frame", WITH_EXAMPLE, ids=lambda f: f.id)
def test_the_example_of_a_frame_matches(frame: Frame) -> None:
    for example in frame.examples:
        assert frame.id in {r.frame for r in read(example)}, [r.frame for r in read(example)]


@pytest.mark.parametrize("frame", WITH_COUNTER, ids=lambda f: f.id)
def test_the_counterexample_of_a_frame_does_not(frame: Frame) -> None:
    for example in frame.counterexamples:
        assert frame.id not in {r.frame for r in read(example)}


@pytest.mark.parametrize("frame", load_frames(), ids=lambda f: f"{f.id}-{f.kind}")
def test_every_frame_has_an_example_and_a_counterexample(frame: Frame) -> None:
    assert frame.examples
    assert frame.counterexamples


def test_every_claim_type_has_frames() -> None:
    assert {f.type for f in load_frames()} == set(ClaimType)


def test_there_are_three_thousand_triggers_and_none_is_another_one_inflected() -> None:
    """A trigger is counted once, however many types it can mean."""
    assert len({t for f in load_frames() for t in f.triggers}) >= 3000
    for frame in load_frames():
        lexicon = Lexicon([frame])
        for trigger in frame.triggers:
            if GAP in trigger or trigger.startswith("-"):
                continue
            others = set(frame.triggers) - {trigger}
            same = {t for t in others if t.split()[1:] == trigger.split()[1:] and _first(t) & _first(trigger)}
            assert not same or frame.kind is not TriggerKind.VERB, (frame.id, trigger, same)
            assert lexicon.find(trigger.split()), trigger


def _first(trigger: str) -> set[str]:
    return {form for form, _ in inflections(trigger.split()[0])}


def test_a_word_right_behind_a_trigger_can_rule_it_out() -> None:
    text = "Soldiers of the Marsh League dug a fighting position near Oldmere."
    assert "clash/fight_noun" not in {r.frame for r in read(text)}
    assert "clash/fight_noun" in {
        r.frame for r in read("Fighting between the garrison and the Marsh League near Oldmere.")
    }


def test_a_trigger_that_begins_with_a_hyphen_ends_a_word() -> None:
    held = [r for r in read("Nothing moves in rebel-held Oldmere.") if r.frame == "control_hold/held_adjective"]
    assert [r.trigger.text for r in held] == ["rebel-held"]


def test_words_inside_an_open_trigger_do_not_cut_the_clause() -> None:
    hits = load_lexicon().find("the garrison cleared the town of oldmere".split())
    assert any(h.open for h in hits)
    assert any(h.end == h.start + 1 for h in hits)
    assert "control_gain/clear" in {r.frame for r in read("The garrison cleared the town of Oldmere.")}
