import json

import pytest

from fogline.gazetteer import Gazetteer
from fogline.geocode import Geocoder, Question, decide, outside, take_string_apart
from fogline.geocode.page import page

SYRIA = frozenset({"SY"})


@pytest.mark.parametrize(
    ("text", "head", "kind", "around"),
    [
        ("Saltby village, Springfield", "Saltby", "village", ("Springfield",)),
        ("Saltby south of Springfield", "Saltby", None, ("Springfield",)),
        ("village of Saltby", "Saltby", "village", ()),
        ("Saltby: Mosque", "Saltby", None, ("Mosque",)),
        ("قرية دير حافر، حلب", "دير حافر", "village", ("حلب",)),
    ],
)
def test_a_place_string_is_taken_apart(text: str, head: str, kind: str | None, around: tuple[str, ...]) -> None:
    wanted = take_string_apart(text)
    assert (wanted.heads[-1], wanted.kind, wanted.around) == (head, kind, around)


def test_other_readings_and_ends_are_kept() -> None:
    assert take_string_apart("Saltby or Springfield").others == ("Springfield",)
    assert take_string_apart("the road between Saltby and Springfield").ends == ("Saltby", "Springfield")


def test_a_known_place_is_answered_with_its_reasons(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Deir Hafer town"))
    assert answer.place is not None
    assert answer.place.id == "gn-4"
    assert answer.probability > 0.8
    assert sum(r.share for r in answer.ranked) <= 1.0
    assert any(reason.feature == "exact spelling" for reason in answer.ranked[0].reasons)


@pytest.mark.parametrize("name", ["Qalat Zumurrud", "Zzyzx", "the village", "—"])
def test_an_unknown_place_has_no_coordinates_but_a_reason(gazetteer: Gazetteer, name: str) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name=name))
    assert (answer.lat, answer.lon, answer.place) == (None, None, None)
    assert answer.reason


def test_a_point_given_tells_namesakes_apart(gazetteer: Gazetteer) -> None:
    near = Geocoder(gazetteer, SYRIA).answer(Question(name="Dayr Hafez", near=(35.01, 37.01)))
    assert near.place is not None
    assert near.place.id == "gn-5"


def test_a_quarter_that_is_not_known_is_left_to_its_town(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Zumurrud neighbourhood, Dayr Hafir"))
    assert answer.place is not None
    assert answer.place.id == "gn-4"
    assert answer.radius_km == 8.0
    assert "left to the town" in answer.reason


def test_each_line_has_one_object_and_bad_ones_say_why(gazetteer: Gazetteer) -> None:
    lines = ['{"name": "Kharkiv", "near": [49.9, 36.2]}', "", "{broken", "[1]", '{"name": 3}', '{"name": "X", "near": [99, 0]}',
             '{"name": "Saltby", "theatre": "nowhere"}', "Saltby"]  # fmt: skip
    rows = [outside(d) for d in decide(lines, gazetteer, {})]
    assert len(rows) == len(lines)
    assert [r["lat"] is None for r in rows] == [False, True, True, True, True, True, True, False]
    assert all(r["reason"] for r in rows if r["lat"] is None)
    assert json.loads(json.dumps(rows)) == rows


def test_the_page_escapes_words_and_shows_the_map(gazetteer: Gazetteer) -> None:
    made = "".join(page(decide(["<b>Saltby</b>", "Kharkiv"], gazetteer, {})))
    assert "<b>Saltby" not in made
    assert made.count("<section>") == 2
    assert "<svg" in made
    assert "http" not in made.replace("http-equiv", "")
