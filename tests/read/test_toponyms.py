import pytest

from fogline.gazetteer import Gazetteer
from fogline.read.toponyms import cut, find_toponyms


@pytest.fixture(scope="module")
def found(world_gazetteer: Gazetteer):  # type: ignore[no-untyped-def]
    def names(text: str, **more: bool) -> list[str]:
        mentions = find_toponyms(text, world_gazetteer, **more)
        assert all(text[m.span.start : m.span.end] == m.text for m in mentions)
        return [m.text for m in mentions]

    return names


def test_words_keep_the_stops_of_abbreviations_and_lose_possessive_endings() -> None:
    assert [w.text for w in cut("Erie, Pa. and Ohio's towns. The U.S. did.")][:5] == ["Erie", ",", "Pa.", "and", "Ohio"]
    assert "U.S." in [w.text for w in cut("The U.S. did.")]


def test_joined_words_give_the_place_in_them() -> None:
    assert [w.text for w in cut("a Denver-based firm")] == ["a", "Denver", "based", "firm"]
    assert [w.text for w in cut("Sen. Poe, D-Oakland")][-2:] == ["D", "Oakland"]
    assert [w.text for w in cut("in Deir al-Zor")] == ["in", "Deir", "al-Zor"]


def test_places_are_found_and_persons_are_not(found) -> None:  # type: ignore[no-untyped-def]
    text = "Officials in Springfield, Illinois said on Tuesday that Mary Springfield had left for Ohio."
    assert found(text) == ["Springfield", "Illinois", "Ohio"]


def test_a_dateline_in_capitals_is_a_place(found) -> None:  # type: ignore[no-untyped-def]
    assert found("SPRINGFIELD — A fire broke out.") == ["SPRINGFIELD"]


def test_a_two_letter_code_is_a_region_only_after_a_comma(found) -> None:  # type: ignore[no-untyped-def]
    assert "OH" not in found("OH no, said the man.")
    assert found("They live in Springfield, OH.") == ["Springfield", "OH"]


def test_peoples_count_only_where_asked_for(found) -> None:  # type: ignore[no-untyped-def]
    assert found("The Danish minister spoke.") == []
    assert found("The Danish minister spoke.", with_peoples=True) == ["Danish"]


def test_a_text_without_names_has_no_places(found) -> None:  # type: ignore[no-untyped-def]
    assert found("") == []
    assert found("it rained all day, and nobody came.\n\n\t") == []
