"""The notation of annotated reports: what compiles, and what the linter says of what does not hold together."""

import json
from pathlib import Path

import pytest
from training.notation import compile_file, main

from tests.conftest import ROOT

GOOD = """report t-1
source Harbour Wire
published 2017-03-18
theatre syria
title Two villages
furniture Share this
text
Government troops took the Oldmere hill and Ashby on Friday, killing at least 80 militants.
Share this
claims
> Government troops took
control_gain occurred stated | took | by Government troops = sy-government | of militants | at the Oldmere hill @ 36.1 37.7 5
  | when Friday = 2017-03-17 2017-03-17 | n at least 80 = killed 80 80 - militants
control_gain occurred hedged | took | at NW: Ashby | says militants
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "reports.txt"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_report_compiles_into_the_authoring_format(tmp_path: Path) -> None:
    documents, complaints = compile_file(write(tmp_path, GOOD))
    assert not complaints
    first, second = documents[0]["claims"]
    assert first["quote"].endswith("80 militants.")
    assert first["place"] == {"text": "Oldmere hill", "relation": "at", "lat": 36.1, "lon": 37.7, "radius_km": 5.0}
    assert first["counts"] == [
        {"text": "at least 80", "what": "killed", "low": 80, "best": 80, "high": None, "of": "militants"}
    ]
    assert first["initiator"] == [{"text": "Government troops", "id": "sy-government"}]
    assert (second["place"]["relation"], second["attributed_to"]) == ("NW", [{"text": "militants"}])
    assert documents[0]["boilerplate"] == ["Share this"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("| took | by", "| seized | by", "trigger"),
        ("control_gain occurred stated", "conquest occurred stated", "conquest"),
        ("by Government troops =", "by Rebel troops =", "Rebel troops"),
        ("= 2017-03-17 2017-03-17", "= 2017-03-18 2017-03-17", "when"),
        ("= killed 80 80 -", "= killed many 80 -", "whole numbers"),
        ("@ 36.1 37.7 5", "@ 36.1", "latitude"),
        ("> Government troops took", "> Someone took", "quote"),
        ("published 2017-03-18", "published March", "published"),
        ("at NW: Ashby", "at NNW: Ashby", "NNW"),
        ("furniture Share this", "furniture Subscribe", "furniture"),
    ],
)
def test_what_does_not_hold_together_is_named_with_its_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    _, complaints = compile_file(write(tmp_path, GOOD.replace(old, new, 1)))
    assert any(says in str(c) for c in complaints), complaints
    assert all(c.line > 0 for c in complaints)


def test_a_report_without_claims_says_so(tmp_path: Path) -> None:
    head, _, _ = GOOD.partition("claims\n")
    assert compile_file(write(tmp_path, head + "claims\nnone\n"))[1] == []
    assert "write `none`" in str(compile_file(write(tmp_path, head + "claims\n"))[1][0])


def test_the_projects_own_reports_hold_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted((ROOT / "training" / "reports").glob("*.txt"))
    monkeypatch.setattr("sys.argv", ["notation", "compile", *map(str, files), "-o", str(tmp_path)])
    assert main() == 0, capsys.readouterr().err
    made = sorted(tmp_path.glob("*.json"))
    assert len(made) >= 130
    assert all(json.loads(f.read_text(encoding="utf-8"))["synthetic"] for f in made)
