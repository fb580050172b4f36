"""The gate on made-up numbers: it notices what gets worse and never lowers a floor."""

import json
from pathlib import Path

import pytest
from evals.gate import check, judge, raised, rounded, table
from evals.reader import beside_bars

FLOORS = {"r dev detection": 0.6, "r dev calibration_error": 0.05}
GOOD = {"r dev detection": 0.61249, "r dev calibration_error": 0.0412}


@pytest.mark.parametrize(
    "measured",
    [{**GOOD, "r dev detection": 0.59}, {**GOOD, "r dev calibration_error": 0.06}, {"r dev detection": 0.9}, {**GOOD, "r dev detection": float("nan")}],
)  # fmt: skip
def test_a_worse_or_missing_figure_is_missed(measured: dict[str, float], tmp_path: Path) -> None:
    assert [v.held for v in check(FLOORS, measured)].count(False) == 1
    assert raised(FLOORS, measured) is None
    path = tmp_path / "floors.json"
    path.write_text(json.dumps(FLOORS))
    assert judge(path, measured, lift=True) == 1
    assert json.loads(path.read_text()) == FLOORS


def test_floors_are_raised_to_what_was_measured_and_hold_then(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(json.dumps(FLOORS))
    assert judge(path, {**GOOD, "r dev place": 0.5}, lift=False) == 0
    assert json.loads(path.read_text()) == FLOORS
    assert judge(path, {**GOOD, "r dev place": 0.5}, lift=True) == 0
    new = json.loads(path.read_text())
    assert new == {"r dev calibration_error": 0.042, "r dev detection": 0.612, "r dev place": 0.5}
    assert judge(path, {**GOOD, "r dev place": 0.5}, lift=False) == 0


def test_rounding_never_lowers_a_floor() -> None:
    assert raised({"r dev detection": 0.6124}, {"r dev detection": 0.6124}) == {"r dev detection": 0.6124}
    assert rounded("r dev detection", 0.57) == 0.57
    assert rounded("r dev calibration_error", 0.0501) == 0.051


def test_the_table_begins_with_what_is_missed() -> None:
    lines = table(check(FLOORS, {**GOOD, "r dev detection": 0.5})).splitlines()
    assert lines[1].split() == ["MISSED", "r", "dev", "detection", "0.600", "0.5000"]


def test_bars_are_met_from_their_own_side() -> None:
    made = beside_bars({"detection": 0.62, "calibration_error": 0.06, "claims_without_gold": 0.5})
    assert made["detection"]["met"]
    assert made["claims_without_gold"]["met"]
    assert not made["calibration_error"]["met"]
    assert not made["place"]["met"]
