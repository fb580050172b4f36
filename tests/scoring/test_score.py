"""The scorer's rules one by one, and the same figures as the scorer beside the claims."""

import copy
import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from fogline.scoring import read_gold, score
from fogline.scoring.agree import (
    Json,
    pair_up,
    right_spot,
    same_count,
    same_mention,
    same_place_text,
    same_time,
)
from fogline.scoring.calibration import calibrate
from fogline.scoring.figures import prf
from fogline.scoring.found import tidy
from fogline.scoring.pairs import differing, likeness, match, strictly_right
from tests.scoring.sample import GAIN, HOLD, found, gold


def test_a_mention_is_the_same_by_id_where_gold_has_one_and_by_words_elsewhere() -> None:
    assert same_mention({"id": "a", "text": "x"}, {"id": "a", "text": "y"})
    assert not same_mention({"id": "a", "text": "x", "span": [0, 1]}, {"id": None, "text": "x", "span": [0, 1]})
    assert same_mention({"text": "The Reed Guard"}, {"text": "reed guard of Oldmere"})
    assert same_mention({"text": "x", "span": [4, 9]}, {"text": "y", "span": [8, 12]})
    assert not same_mention({"text": "x", "span": [4, 9]}, {"text": "y", "span": [9, 12]})
    assert not same_mention({"text": "the"}, {"text": "anything"})


def test_places_agree_by_words_and_lie_within_the_radius() -> None:
    assert same_place_text({"text": "al-Oldmere"}, {"text": "Oldmere"})
    near, far = {"lat": 40.04, "lon": -30.0}, {"lat": 40.2, "lon": -30.0}
    assert right_spot({"lat": 40.0, "lon": -30.0, "radius_km": 8}, near)
    assert not right_spot({"lat": 40.0, "lon": -30.0, "radius_km": 8}, far)
    assert right_spot({"lat": 40.0, "lon": -30.0, "radius_km": 1}, near), "five kilometres are always allowed"
    assert not right_spot({"lat": 40.0, "lon": -30.0}, {"lat": None, "lon": None})


@pytest.mark.parametrize(
    ("first", "last", "same"),
    [("2020-03-01", "2020-03-02", True), ("2020-03-02", "2020-03-02", True), ("2020-03-02", "2020-03-04", False), ("2020-03-03", "2020-03-04", False)],
)  # fmt: skip
def test_times_share_half_of_their_days(first: str, last: str, same: bool) -> None:
    assert same_time({"from": "2020-03-01", "to": "2020-03-02"}, {"from": first, "to": last}) is same
    assert not same_time({"from": "2020-03-01", "to": "2020-03-02"}, {"from": first, "to": None})


def test_counts_agree_in_kind_figure_and_upper_bound() -> None:
    nine = {"what": "killed", "low": 9, "best": 9, "high": 9}
    assert same_count(nine, nine)
    assert not same_count(nine, {**nine, "what": "wounded"})
    assert not same_count(nine, {**nine, "high": None})
    assert same_count({**nine, "high": None}, nine)
    assert not same_count({"what": "killed"}, {"what": "killed"})


def test_an_item_is_used_once() -> None:
    one = [{"text": "garrison"}]
    assert pair_up(one * 2, one, same_mention) == 1


def test_a_claim_answers_only_its_type_and_its_words() -> None:
    (gain,) = gold(GAIN)
    assert likeness(gain, found(gain)) == 1 + 1 + 2 + 1 + 0.25
    assert likeness(gain, found(gain, type="clash")) == 0
    apart = {"text": "Reedham", "span": [150, 157]}
    assert likeness(gain, found(gain, quote=apart, trigger=apart)) == 0
    assert likeness(gain, found(gain, place={"text": "Saltby"})) == 1 + 1 - 0.5 + 1 + 0.25


def test_the_likest_claim_is_matched_and_each_only_once() -> None:
    (gain,) = gold(GAIN)
    poor, good = found(gain, place={"text": "Saltby"}), found(gain)
    assert match([gain], [poor, good]) == [(gain, good)]


def test_strictly_right_needs_every_slot() -> None:
    (gain,) = gold(GAIN)
    assert strictly_right(gain, found(gain))
    changes: tuple[Json, ...] = (
        {"status": "expected"}, {"initiator": []}, {"target": [{"text": "reeds", "id": "x"}]}, {"place": None},
        {"time": None}, {"place": {"text": "Oldmere", "lat": 50.0, "lon": 1.0}},
    )  # fmt: skip
    for change in changes:
        assert not strictly_right(gain, found(gain, **change)), change
    assert strictly_right(gain, found(gain, place={"text": "Oldmere", "lat": 50.0, "lon": 1.0}), by_text=True)
    (hold,) = gold(HOLD)
    assert strictly_right(hold, found(hold, time={"from": "2020-03-12", "to": "2020-03-12"}))


def test_differing_names_the_slots() -> None:
    (gain,) = gold(GAIN)
    assert differing(gain, found(gain)) == ()
    far = {"text": "Oldmere", "lat": 50.0, "lon": 1.0}
    assert differing(gain, found(gain, status="denied", place=far, counts=[])) == ("status", "coordinates", "counts")
    assert differing(gain, found(gain, type="clash", place=None, time=None)) == ("type", "place", "time")
    said = [{"text": "a local network", "span": None}]
    assert differing(gain, found(gain, attributed_to=said)) == ("attribution",)


def test_figures_count_gold_found_and_hits() -> None:
    golds = gold(GAIN, HOLD)
    made = score({"w1-001": golds}, {"w1-001": [found(golds[0]), found(golds[1], type="presence")]})
    assert made["detection"] == prf(1, 2, 2)
    assert made["type_blind"]["f1"] == 1
    assert made["initiator"]["recall"] == 0.5
    assert made["status"] == {"accuracy": 1.0, "of": 1}
    assert made["by_type"]["presence"] == {**prf(0, 0, 1)}
    assert score({"w1-001": golds}, {})["detection"]["f1"] == 0


def test_calibration_is_the_gap_of_stated_and_met_confidence() -> None:
    judged = [(0.95, True)] * 9 + [(0.95, False)] + [(0.25, False)] * 10 + [(None, True)]
    made = calibrate(judged)
    assert made.error == pytest.approx(0.5 * 0.05 + 0.5 * 0.25)
    assert (made.claims, made.without, len(made.bins)) == (20, 1, 10)
    assert made.bins[9].right == pytest.approx(0.9)
    assert calibrate([(1.0, True)]).bins[9].claims == 1
    assert calibrate([]).error is None


def test_garbled_slots_count_as_absent() -> None:
    (gain,) = gold(GAIN)
    poor = tidy({"type": "control_gain", "quote": "took", "place": 7, "counts": "nine", "time": {"from": "soon"}})
    assert likeness(gain, poor) == 0
    assert (poor["place"], poor["time"], poor["initiator"]) == (None, None, [])
    assert differing(gain, poor)[0] == "status"


def _shared_scorer(folder: Path) -> Any:
    spec = importlib.util.spec_from_file_location("shared_score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _second_annotator(gold_claims: dict[str, list[Json]]) -> dict[str, list[Json]]:
    """The gold claims with a seventh of everything changed, dropped and shuffled."""
    rng = random.Random(7)
    pool = [c for claims in gold_claims.values() for c in claims]
    made: dict[str, list[Json]] = {}
    for key, claims in gold_claims.items():
        mine = []
        for claim in copy.deepcopy(claims):
            for slot in sorted(claim.keys() - {"quote", "trigger", "document"}):
                if slot in rng.choice(pool) and rng.random() < 0.15:
                    claim[slot] = copy.deepcopy(rng.choice(pool)).get(slot, claim[slot])
            if rng.random() > 0.1:
                mine.append(claim)
        rng.shuffle(mine)
        made[key] = mine
    return made


def test_the_figures_are_those_of_the_scorer_beside_the_claims(shared: Path) -> None:
    folder = shared / "claims"
    original = _shared_scorer(folder)
    _, theirs, problems = original.read_gold([folder / "dev"])
    ours = read_gold([folder / "dev"])
    assert (problems, ours.problems) == ([], [])
    assert json.dumps(ours.claims, sort_keys=True) == json.dumps(theirs, sort_keys=True)
    second = _second_annotator(theirs)
    expected = original.score(theirs, second)
    assert 0.3 < expected["strict"]["f1"] < 0.9
    assert score(ours.claims, {k: [tidy(c) for c in v] for k, v in second.items()}) == expected
    assert score(ours.claims, ours.claims) == original.score(theirs, theirs)
