"""The places of a list item are its names, not the area that they are listed under."""

import pytest

from fogline.read.mentions import Found, Kind
from fogline.read.where import item_places
from fogline.records import Span


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Marsh district – Oldmere, Saltby, Ashby", ["Oldmere", "Saltby", "Ashby"]),
        ("Marsh district – Oldmere and Saltby (on the river)", ["Oldmere", "Saltby"]),
        ("Marsh district – Oldmere", ["Oldmere"]),
        ("al-Marsh: Oldmere; al-Salt", ["Oldmere", "al-Salt"]),
        ("Oldmere", ["Oldmere"]),
        ("Oldmere – Ashby road", ["Oldmere – Ashby road"]),
    ],
)
def test_places_of_an_item(text: str, names: list[str]) -> None:
    area = Found(
        kind=Kind.PLACE, span=Span(0, 14), text=text[:14], first=0, last=2, classes=frozenset(), place_kind="district"
    )
    named = [area] if "district" in text else []
    assert [f.text for f in item_places(named, text, Span(0, len(text)))] == names


def test_what_is_no_list_of_names_leaves_what_the_words_show() -> None:
    shown = Found(kind=Kind.PLACE, span=Span(0, 7), text="Oldmere", first=0, last=1, classes=frozenset())
    text = "Oldmere – taken on Tuesday"
    assert item_places([shown], text, Span(0, len(text))) == [shown]
