"""What the words for a place ask for."""

import pytest

from fogline.records import Relation
from fogline.resolve.wording import take_apart


@pytest.mark.parametrize(
    ("text", "names", "kind"),
    [
        ("Marun", ("Marun",), None),
        ("city of Marun", ("city of Marun", "Marun"), "city"),
        ("Kadra airbase", ("Kadra airbase", "Kadra"), "airbase"),
        ("Omar oil field", ("Omar oil field", "Omar oil", "Omar"), "oil_field"),
        ("al-Bab", ("al-Bab",), None),
        ("Deir ez-Zor", ("Deir ez-Zor",), None),
        ("‘Ayn Al-Qantara", ("‘Ayn Al-Qantara",), None),
        ("MA'ARRAT AN-NU'MAAN", ("MA'ARRAT AN-NU'MAAN",), None),
        ("Tal ‘Afar", ("Tal ‘Afar",), "hill"),
        ("the hospital at Sarin", ("hospital at Sarin", "Sarin"), None),
    ],
)
def test_names_and_kinds(text: str, names: tuple[str, ...], kind: str | None) -> None:
    asked = take_apart(text)
    assert asked.names == names
    assert asked.kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("the town", "town"), ("its hill", "hill"), ("Old City", "neighbourhood"), ("the area", "region")],
)
def test_words_that_only_point_have_no_name(text: str, kind: str) -> None:
    asked = take_apart(text)
    assert asked.names == ()
    assert asked.kind == kind


def test_a_country_before_a_name_holds_it() -> None:
    asked = take_apart("Quarra's Marun city")
    assert (asked.names[-1], asked.kind, asked.container) == ("Marun", "city", "Quarra")
    assert take_apart("Martyr's Square").names[0] == "Martyr's Square"


def test_the_noun_behind_a_name_says_more_than_the_reader() -> None:
    assert take_apart("Westmark province", "region").kind == "governorate"
    assert take_apart("Sulayma neighborhood", "district").kind == "neighbourhood"
    assert take_apart("Marun countryside", "region").kind == "region"


def test_part_container_surround_and_ends() -> None:
    assert take_apart("northern countryside of Marun").part is Relation.N
    assert take_apart("Doura district of Marun").container == "Marun"
    assert take_apart("villages around Marun").around
    assert take_apart("Sarin-Marun road").ends == ("Sarin", "Marun")
    assert take_apart("stretch between Sarin and al-Bab").ends == ("Sarin", "al-Bab")
