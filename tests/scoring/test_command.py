"""`fogline eval claims` as a user runs it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fogline.cli import app
from fogline.errors import InputError, OptionError
from tests.invented import FOLDER
from tests.scoring.sample import GAIN, HOLD, document, found, gold


@pytest.fixture
def surroundings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOGLINE_HOME", str(home))
    monkeypatch.setenv("FOGLINE_PACKS", str(FOLDER.parent))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["eval", "claims", *map(str, arguments)])


def write(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    gain, hold = gold(GAIN, HOLD)
    made = [found(gain), found(hold, type="presence"), {**found(hold), "document": "other"}]
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(json.dumps(c) + "\n" for c in made), encoding="utf-8")
    return path


def test_a_claims_file_is_scored_in_tables(tmp_path: Path, claims: Path) -> None:
    done = run(write(tmp_path / "g.json", document(GAIN, HOLD)), "--claims", claims)
    assert done.exit_code == 0, done.output
    for part in ("by slot", "by type", "by theatre", "by voice", "expected error", "taken for another", "harran"):
        assert part in done.stdout
    assert "1 claims belong to none" in done.stderr
    row = next(line.split() for line in done.stdout.splitlines() if line.strip().startswith("detection"))
    assert row == ["detection", "0.500", "0.500", "0.500", "2", "2"]


def test_json_and_page(tmp_path: Path, claims: Path) -> None:
    page = tmp_path / "p.html"
    done = run(write(tmp_path / "g.json", document(GAIN, HOLD)), "--claims", claims, "--json", "--html", page)
    made = json.loads(done.stdout)
    assert made["figures"]["detection"]["f1"] == 0.5
    assert made["by_voice"]["w1"]["documents"] == 1
    assert made["calibration"]["claims"] == 2
    assert "Marsh League" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("surroundings")
def test_without_a_claims_file_the_documents_are_read(tmp_path: Path) -> None:
    done = run(write(tmp_path / "g.json", document(GAIN, HOLD)), "--json", "--theatre", "harran")
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert made["reader"] == "model"
    assert made["figures"]["by_type"]["control_gain"]["f1"] == 1.0


def test_bad_gold_is_named_and_the_rest_is_scored(tmp_path: Path, claims: Path) -> None:
    bad = {**HOLD, "quote": "Nothing of the kind."}
    claims.write_text(claims.read_text() + "{\n")
    done = run(write(tmp_path / "g.json", document(GAIN, bad)), "--claims", claims, "--json")
    assert done.exit_code == 1
    assert "g.json: claim 1: quote not in text" in done.stderr.replace("\n", "")
    assert "claims.jsonl:4" in done.stderr.replace("\n", "")
    assert json.loads(done.stdout)["figures"]["detection"]["gold"] == 1


def test_options_that_do_not_fit_are_refused(tmp_path: Path, claims: Path) -> None:
    good = write(tmp_path / "g.json", document(GAIN))
    assert isinstance(run(good, "--claims", claims, "--reader", "rules").exception, OptionError)
    assert isinstance(run(tmp_path / "none.json").exception, InputError)
    assert isinstance(run(good, "--claims", tmp_path / "none.jsonl").exception, InputError)
