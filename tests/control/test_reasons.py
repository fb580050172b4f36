"""Why a place is held as it is: what `fogline why` says, and which places bear on a place."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fogline.cli import app
from fogline.control.evidence import Spot
from fogline.control.neighbours import neighbours
from fogline.records import PlaceId


def told(key: str, day: str, by: str, on: str, place: str = "oldmere", lat: float = 40.0) -> str:
    words = f"{by} took {place.title()} from {on}."
    return json.dumps(
        {
            "id": key, "type": "control_gain", "document": f"d-{key}", "source": f"Voice {key}", "published": day,
            "trigger": {"text": "took", "span": [len(by) + 1, len(by) + 5]}, "quote": {"text": words, "span": [0, len(words)]},
            "place_id": place, "place": {"text": place.title(), "place_id": place, "name": place.title(), "lat": lat, "lon": -30.0},
            "initiator": [by], "target": [on], "time": {"from": day},
        }
    )  # fmt: skip


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    lines = [
        told("a", "2020-03-01", "Reds", "Blues"),
        told("b", "2020-03-20", "Blues", "Reds"),
        told("c", "2020-03-05", "Blues", "Reds", "saltby", 40.05),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_why_names_the_claims_that_decide_what_lies_around_and_what_would_turn_it(claims: Path) -> None:
    done = CliRunner().invoke(app, ["why", str(claims), "Oldmere", "--on", "2020-03-25"])
    assert done.exit_code == 0
    first, *rest = done.stdout.splitlines()
    assert first.startswith("Oldmere (oldmere) on 2020-03-25, as known then: Blues")
    assert "+" in next(line for line in rest if "[b]" in line)
    assert "-" in next(line for line in rest if "[a]" in line)
    assert any(line.startswith("Around it: Saltby Blues") for line in rest)
    assert rest[-1].startswith("About ")


def test_why_as_json_has_each_claims_words(claims: Path) -> None:
    done = CliRunner().invoke(app, ["why", str(claims), "oldmere", "--on", "2020-03-03", "--json"])
    value = json.loads(done.stdout)
    assert value["holder"] == "Reds"
    assert [(c["claim"], c["quote"]) for c in value["claims"]] == [("a", "Reds took Oldmere from Blues.")]


def test_why_says_what_is_near_a_place_nobody_speaks_of_and_what_to_do_before_the_first_day(claims: Path) -> None:
    done = CliRunner().invoke(app, ["why", str(claims), "Oldmeer", "--on", "2020-03-25"])
    assert done.exit_code != 0
    assert "Oldmere (oldmere)" in str(done.exception or done.output)
    done = CliRunner().invoke(app, ["why", str(claims), "Oldmere", "--on", "2019-03-25"])
    assert "--smoothed" in str(done.exception or done.output)


def test_words_that_no_list_has_tell_nothing_of_the_places_around() -> None:
    spots = [
        Spot(id=PlaceId("a"), name="a", lat=40.0, lon=-30.0),
        Spot(id=PlaceId("b"), name="b", lat=40.0, lon=-30.05),
        Spot(id=PlaceId("c"), name="a mill", lat=40.0, lon=-30.0, listed=False),
    ]
    found = neighbours(spots)
    beside = [
        {int(n) for n, w in zip(near, weight, strict=True) if w > 0}
        for near, weight in zip(found.near, found.weight, strict=True)
    ]
    assert beside == [{1}, {0}, {0, 1}]
