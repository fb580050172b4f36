"""Who does it, who suffers it and who says so, from chances made by hand."""

from collections.abc import Mapping

import numpy as np
import pytest

from fogline.codec import report_id
from fogline.gazetteer import Gazetteer
from fogline.pack import Pack, load_pack
from fogline.read.model.decode import Decoder
from fogline.read.model.judge import Thresholds, Verdict
from fogline.read.model.net import Filled
from fogline.read.model.sheet import Sheet, sheet
from fogline.read.model.stretches import Stretches
from fogline.read.model.surroundings import Trigger
from fogline.read.model.who import Who
from fogline.read.rules import RulesReader
from fogline.records import ClaimType, Report
from tests.conftest import ROOT

SLOTS = ["initiator", "target", "attributed_to"]
NONE = np.zeros(0, dtype=np.float32)


@pytest.fixture(scope="module")
def harran() -> Pack:
    return load_pack(ROOT / "tests" / "packs" / "harran")


def page_of(text: str, pack: Pack, gazetteer: Gazetteer) -> tuple[Report, Sheet]:
    report = Report(id=report_id("s", "k", text), key="k", source="s", text=text)
    return report, sheet(RulesReader().analyse(report, pack, gazetteer))


def filled_of(page: Sheet, said: Mapping[str, tuple[str, float]]) -> Filled:
    """Chances of words: what stands in which slot how likely; some words are given by their words."""
    slots = np.zeros((len(page.words), len(SLOTS), 3), dtype=np.float32)
    for words, (slot, chance) in said.items():
        wanted = words.split()
        at = next(n for n in range(len(page.words)) if list(page.words[n : n + len(wanted)]) == wanted)
        slots[at, SLOTS.index(slot), 1] = chance
        slots[at + 1 : at + len(wanted), SLOTS.index(slot), 2] = chance
    slots[..., 0] = 1 - slots[..., 1:].sum(axis=-1)
    return Filled(words=tuple(range(len(page.words))), slots=slots, whats=NONE, types=NONE, rest=NONE)


@pytest.mark.parametrize(
    ("text", "said", "speakers"),
    [
        ("A police spokesman told Harbour Wire so.", {"police spokesman": 0.9, "Harbour Wire": 0.7}, "police spokesman"),
        ("A police spokesman told the Harbour Wire so.", {"police spokesman": 0.2, "Harbour Wire": 0.7}, "police spokesman"),
        ("Somebody told the Harbour Wire so.", {"Harbour Wire": 0.7}, ""),
        ("One of the officers said so.", {"One": 0.7, "officers": 0.8}, "One of the officers"),
        ("The officers and the mayor said so.", {"officers": 0.8, "mayor": 0.8}, "officers, mayor"),
        ("Videos for the group said so.", {"for": 0.8}, ""),
        ("See it at coKzleH5JFML said so.", {"coKzleH5JFML": 0.8}, ""),
        ("Some fell, a spokesman for the mayor estimated.", {"mayor estimated": 0.8}, "spokesman for the mayor"),
        ("Some fell, says a military source.", {"source": 0.8}, "military source"),
        ("Some fell at the camp, says a source.", {"source": 0.8}, "source"),
        ("Per Harbour Wire, some fell.", {}, "Harbour Wire"),
        ("Some fell at Saltby, as per the Harbour Wire.", {}, "Harbour Wire"),
        ("Acc. to Harbour Wire, some fell.", {}, "Harbour Wire"),
        ("Some fell per day.", {}, ""),
    ],
)  # fmt: skip
def test_who_speaks_is_named_whole_and_was_not_merely_told(
    harran: Pack, gazetteer: Gazetteer, text: str, said: dict[str, float], speakers: str
) -> None:
    report, page = page_of(text, harran, gazetteer)
    filled = filled_of(page, {w: ("attributed_to", chance) for w, chance in said.items()})
    verdict = Verdict(trigger=Trigger(0, 1), type=ClaimType.CLASH, chance=0.9, sure=0.9, filled=filled)
    found = Who(page, Stretches(report, page, SLOTS, Thresholds()), Thresholds()).speakers(verdict, None)
    assert ", ".join(m.text for m in found) == speakers


@pytest.mark.parametrize(
    ("text", "said", "sides"),
    [
        (
            "Marsh League guns shelled Oldmere. Later the Marsh League took Ashby.",
            {"Marsh League guns": ("initiator", 0.9), "the Marsh League": ("target", 0.6)},
            (["Marsh League"], []),
        ),
        (
            "Marsh League fighters took Oldmere from the garrison.",
            {"Marsh League fighters": ("initiator", 0.6), "garrison": ("target", 0.6)},
            (["Marsh League"], ["the garrison"]),
        ),
        (
            "Dry Vale forces took Oldmere. Later the Dry Vale held it.",
            {"Dry Vale forces": ("initiator", 0.6), "the Dry Vale": ("target", 0.9)},
            ([], ["Dry Vale"]),
        ),
        (
            "The League-run radio and troops backed by jets told of it.",
            {"League-run": ("target", 0.9), "troops backed": ("initiator", 0.9)},
            (["troops"], []),
        ),
        (
            "Later pro-government militiamen took it from their rivals.",
            {"pro-government": ("initiator", 0.9), "militiamen": ("initiator", 0.6), "rivals": ("target", 0.9)},
            (["militiamen"], ["rivals"]),
        ),
        (
            "It fell on insurgent-held streets.",
            {"insurgent-held": ("initiator", 0.9)},
            (["insurgent"], []),
        ),
        (
            "Marsh League-backed militiamen took it.",
            {"Marsh League-backed": ("initiator", 0.9)},
            (["Marsh League-backed militiamen"], []),
        ),
        (
            "Per Marsh League sources, shells hit the town.",
            {"Marsh League": ("initiator", 0.9), "town": ("target", 0.9)},
            ([], ["town"]),
        ),
        (
            "Two guided missiles hit the town.",
            {"guided missiles": ("initiator", 0.9), "town": ("target", 0.9)},
            ([], ["town"]),
        ),
    ],
)
def test_a_side_is_named_once_and_by_its_name(
    harran: Pack,
    gazetteer: Gazetteer,
    text: str,
    said: dict[str, tuple[str, float]],
    sides: tuple[list[str], list[str]],
) -> None:
    report, page = page_of(text, harran, gazetteer)
    filled = filled_of(page, said)
    end = len(page.words)
    verdict = Verdict(trigger=Trigger(end - 1, end), type=ClaimType.SHELLING, chance=0.9, sure=0.9, filled=filled)
    found = Who(page, Stretches(report, page, SLOTS, Thresholds()), Thresholds()).sides(verdict)
    assert tuple([m.text for m in side] for side in found) == sides


@pytest.mark.parametrize(("counted", "kind"), [("militants", "evacuated"), ("garrison lorries", "vehicles")])
def test_people_are_not_counted_as_things(harran: Pack, gazetteer: Gazetteer, counted: str, kind: str) -> None:
    report, page = page_of(f"The buses carried 300 {counted} there.", harran, gazetteer)
    config = {
        "slots": [*SLOTS, "place", "time", "counts", "origin", "destination"],
        "whats": ["evacuated", "vehicles"],
        "statuses": ["occurred"], "certainties": ["stated"], "phases": [""], "outcomes": [""],
    }  # fmt: skip
    slots = np.zeros((len(page.words), len(config["slots"]), 3), dtype=np.float32)
    slots[page.words.index("300"), config["slots"].index("counts"), 1] = 1
    slots[page.words.index("buses"), config["slots"].index("initiator"), 1] = 1
    slots[..., 0] = 1 - slots[..., 1]
    whats = np.tile(np.array([0.4, 0.6], dtype=np.float32), (len(page.words), 1))
    rest = np.ones(4, dtype=np.float32)
    filled = Filled(words=tuple(range(len(page.words))), slots=slots, whats=whats, types=NONE, rest=rest)
    verdict = Verdict(trigger=Trigger(2, 3), type=ClaimType.EVACUATION, chance=0.9, sure=0.9, filled=filled)
    (told,) = Decoder(report, page, config, Thresholds()).decode([verdict])
    assert [(c.text, c.what) for c in told.counts] == [("300", kind)]
