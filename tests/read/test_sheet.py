"""A report as the model sees it: words with features, windows, what is shown around a trigger and how it stands to it."""

import pytest

from fogline.codec import report_id
from fogline.gazetteer import Gazetteer
from fogline.pack import load_pack
from fogline.read.model.judge import Thresholds, proposals, triggers
from fogline.read.model.sheet import WINDOW, Sheet, matrix, sheet, windows
from fogline.read.model.surroundings import Tree, Trigger, relations, shown
from fogline.read.rules import RulesReader
from fogline.records import Report
from tests.conftest import ROOT

TEXT = (
    "Oldmere front\n\n"
    "The garrison captured Oldmere on Thursday, killing 12 Marsh League fighters. "
    "The group later left the town."
)


@pytest.fixture
def page(gazetteer: Gazetteer) -> Sheet:
    return paged(TEXT, gazetteer)


FAR = (
    "The garrison captured Oldmere on Thursday after a night of rain. "
    + "Nobody had seen the river so high in all the years since the mill was built, and the road lay under water. " * 3
    + "The field hospital was then shelled."
)


def paged(text: str, gazetteer: Gazetteer) -> Sheet:
    pack = load_pack(ROOT / "tests" / "packs" / "harran")
    report = Report(id=report_id("s", "k", text), key="k", source="s", text=text)
    return sheet(RulesReader().analyse(report, pack, gazetteer))


def word(page: Sheet, text: str) -> int:
    return page.words.index(text)


def test_words_carry_what_the_rules_know_of_them(page: Sheet) -> None:
    at = word(page, "captured")
    assert {"h:control_gain", "d:control_gain:B", "s:lower"} <= set(page.features[at])
    assert "m:count:B" in page.features[word(page, "12")]
    assert any(f.startswith("m:actor") for f in page.features[word(page, "Marsh")])
    assert "l:heading" in page.features[0]


def test_a_span_finds_its_words_and_blanks_find_none(page: Sheet) -> None:
    at = word(page, "captured")
    assert page.covering(page.spans[at]) == (at, at + 1)
    gap = page.spans[at].end
    assert page.covering(type(page.spans[at])(gap, gap + 1)) is None


def test_features_unknown_to_a_model_change_nothing(page: Sheet) -> None:
    made = matrix(page.features, {"h:control_gain": 0})
    assert made.shape == (len(page.words), 1)
    assert made[word(page, "captured"), 0] == 1.0


def test_windows_decide_each_word_once_and_fit(page: Sheet) -> None:
    for lengths in ([1] * len(page.words), [60] * len(page.words), [WINDOW + 5] * len(page.words)):
        cut = windows(page, lengths)
        decided = [w for window in cut for w in range(window.start, window.stop)]
        assert decided == list(range(len(page.words)))
        assert all(window.begin <= window.start < window.stop for window in cut)


def test_a_trigger_is_shown_with_its_heading_and_the_sentence_before(page: Sheet) -> None:
    at = word(page, "left")
    seen = [page.words[w] for w in shown(page, Trigger(at, at + 1))]
    assert "Marsh" in seen
    assert seen[0] == "Oldmere"


def test_each_shown_word_says_how_it_stands_to_the_trigger(page: Sheet) -> None:
    at = word(page, "captured")
    trigger = Trigger(at, at + 1)
    words = shown(page, trigger)
    heads = list(range(len(page.words)))
    names = ["root"] * len(heads)
    garrison = word(page, "garrison")
    heads[garrison], names[garrison] = at, "nsubj"
    made = dict(zip(words, relations(page, Tree(heads=heads, relations=names), trigger, words), strict=True))
    assert "t:B" in made[at]
    assert {"p:/nsubj", "r:initiator", "<1"} <= set(made[garrison])


def test_places_times_and_actors_named_long_before_are_shown_without_the_words_between(gazetteer: Gazetteer) -> None:
    page = paged(FAR, gazetteer)
    at = word(page, "shelled")
    words = shown(page, Trigger(at, at + 1))
    seen = [page.words[w] for w in words]
    assert {"garrison", "Oldmere", "Thursday"} <= set(seen)
    assert not {"captured", "rain"} & set(seen)
    assert len(words) == len(set(words))
    tree = Tree(heads=list(range(len(page.words))), relations=["root"] * len(page.words))
    names = dict(zip(words, relations(page, tree, Trigger(at, at + 1), words), strict=True))
    assert "o:back4" in names[word(page, "Oldmere")]
    assert "o:section" not in names[word(page, "Oldmere")]


def test_a_name_is_recalled_once_and_not_where_it_stands_near_again(gazetteer: Gazetteer) -> None:
    page = paged(FAR.replace("The field hospital", "In Oldmere the field hospital"), gazetteer)
    at = word(page, "shelled")
    seen = [page.words[w] for w in shown(page, Trigger(at, at + 1))]
    assert seen.count("Oldmere") == 1
    assert {"garrison", "Thursday"} <= set(seen)


def test_what_stands_under_an_earlier_heading_says_so(gazetteer: Gazetteer) -> None:
    text = FAR.replace("The field hospital", "\n\nReedham front\n\nThe field hospital")
    page = paged(text, gazetteer)
    at = word(page, "shelled")
    words = shown(page, Trigger(at, at + 1))
    tree = Tree(heads=list(range(len(page.words))), relations=["root"] * len(page.words))
    names = dict(zip(words, relations(page, tree, Trigger(at, at + 1), words), strict=True))
    assert "o:section" in names[word(page, "Oldmere")]


def test_a_second_first_word_begins_another_trigger() -> None:
    import numpy as np

    chances = np.zeros((5, 3), dtype=np.float32)
    chances[:, 0] = [0.9, 0.1, 0.1, 0.1, 0.9]
    chances[1, 1], chances[2, 2], chances[3, 1] = 0.9, 0.9, 0.9
    assert triggers(chances, 0.5) == [Trigger(1, 3), Trigger(3, 4)]
    assert triggers(chances, 0.95) == []


def test_what_the_tagger_rules_out_is_not_looked_at_again(page: Sheet) -> None:
    import numpy as np

    chances = np.zeros((len(page.words), 43), dtype=np.float32)
    chances[:, 0] = 1.0
    assert proposals(page, chances, Thresholds(propose=0.3, look=0.6)) == ()
    at = page.words.index("captured")
    chances[at, 0], chances[at, 1] = 0.2, 0.8
    assert [page.words[t.start] for t in proposals(page, chances, Thresholds(propose=0.3, look=0.6))] == ["captured"]
    assert proposals(page, chances, Thresholds(propose=0.3, look=0.9)) == ()
