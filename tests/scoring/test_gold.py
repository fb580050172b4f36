"""Bad gold is named by file and claim with what to do, and the rest is used."""

import json
from pathlib import Path
from typing import Any

import pytest

from fogline.scoring import assess, read_gold
from fogline.scoring.assessment import voice_of
from tests.scoring.sample import GAIN, HOLD, document, found


def write(folder: Path, *documents: Any) -> Path:
    for n, one in enumerate(documents):
        (folder / f"{n}.json").write_text(one if isinstance(one, str) else json.dumps(one), encoding="utf-8")
    return folder


def test_spans_are_looked_for_in_the_quote_then_before_it(tmp_path: Path) -> None:
    late = {**HOLD, "target": [{"text": "Marsh League", "id": "marsh-league"}]}
    gold = read_gold([write(tmp_path, document(GAIN, late))])
    assert gold.problems == []
    gain, hold = gold.claims["w1-001"]
    text = gold.documents["w1-001"]["text"]
    start, end = hold["target"][0]["span"]
    assert text[start:end] == "Marsh League"
    assert end <= hold["quote"]["span"][0]
    assert gain["place"]["span"][0] > text.index("took"), "inside the quote, not in the title"


@pytest.mark.parametrize(
    ("change", "says", "kept"),
    [
        ({"quote": "Nothing of the kind."}, "quote not in text", False),
        ({"trigger": "seized"}, "trigger not in text", True),
        ({"type": "conquest"}, "unknown type 'conquest'", True),
        ({"status": None}, "unknown status None", False),
        ({"initiator": ["Marsh League"]}, "initiator is not an object", True),
        ({"place": {"text": "Atlantis"}}, "place not in text", True),
        ({"place": {"text": "Oldmere", "lat": "north", "lon": 1}}, "place has coordinates that are no place", True),
        ({"time": {"text": "Tuesday", "from": "Tuesday"}}, "time needs from and to dates", True),
        ({"counts": [{"text": "nine", "what": "sheep"}]}, "unknown count 'sheep'", True),
    ],
)
def test_a_bad_claim_is_named_and_the_rest_goes_on(
    tmp_path: Path, change: dict[str, Any], says: str, kept: bool
) -> None:
    gold = read_gold([write(tmp_path, document(HOLD, {**GAIN, **change}))])
    (problem,) = gold.problems
    assert str(problem).startswith(f"{tmp_path / '0.json'}: claim 1: {says}")
    assert problem.advice
    assert len(gold.claims["w1-001"]) == 1 + kept
    assess(gold, {"w1-001": [found(gold.claims["w1-001"][0])]})


def test_bad_files_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    same = document(HOLD, boilerplate=["Not there"])
    gold = read_gold([write(tmp_path, "{", "[]", {"id": "x", "text": "y"}, document(GAIN), same), tmp_path / "no.json"])
    said = [str(p) for p in gold.problems]
    for part in ("not JSON", "not a JSON object", "has no claims", "stands twice", "boilerplate", "cannot be read"):
        assert sum(part in s for s in said) == 1, (part, said)
    assert [c["type"] for c in gold.claims["w1-001"]] == ["control_hold"]


def test_documents_without_claims_theatres_and_voices_are_told_apart(tmp_path: Path) -> None:
    bare = document(id_="seed-9", theatre=None)
    gold = read_gold([write(tmp_path, document(GAIN), bare)])
    wrong = found(gold.claims["w1-001"][0])
    made = assess(gold, {"seed-9": [wrong, wrong], "w1-001": [found(gold.claims["w1-001"][0], type="clash")]})
    assert (made.empty.documents, made.empty.claims, made.empty.mean) == (1, 2, 2.0)
    assert set(made.by_theatre) == {"harran", "unknown"}
    assert set(made.by_voice) == {"w1", "seed"}
    assert [(c.gold, c.found, c.times) for c in made.confusions] == [("control_gain", "clash", 1)]
    assert json.loads(json.dumps(made.to_json()))["documents_without_claims"]["mean"] == 2.0


def test_a_voice_is_the_documents_own_or_its_sources_before_its_ids() -> None:
    assert voice_of(document(voice="marsh")) == "marsh"
    assert voice_of(document(source={"name": "Oldmere Post", "lean": "garrison"})) == "garrison"
    assert voice_of(document()) == "w1"
