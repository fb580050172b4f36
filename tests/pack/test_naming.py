from dataclasses import replace

from fogline.pack.naming import ActorNames
from fogline.pack.schema import ActorName
from tests.invented import pack

NAMES = ActorNames([pack()])


def found(text: str) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(h.text, h.ids, h.strong) for h in NAMES.find(text)]


def test_the_longest_name_wins_and_marks_are_ignored() -> None:
    assert found("The Harbour Guard and the mársh-league’s men") == [
        ("Harbour Guard", ("harbour-guard",), True),
        ("mársh-league", ("marsh-league",), True),
    ]


def test_weak_names_are_found_as_such() -> None:
    assert found("rebels said") == [("rebels", ("marsh-league",), False)]


def test_names_do_not_run_over_sentences() -> None:
    assert found("He left the Harbour. Guard duty began.") == []


def test_spans_point_at_the_words() -> None:
    text = "Yesterday the Marsh League left."
    (hit,) = NAMES.find(text)
    assert text[hit.span.start : hit.span.end] == "Marsh League"
    assert NAMES.match("Marsh League") is not None
    assert NAMES.match("the old Marsh League of Fen") is None


def test_a_longer_name_behind_the_goes_before_a_name_with_the() -> None:
    whole = pack()
    first, *rest = whole.actors
    names = (
        *first.names,
        ActorName(text="the army", language="en", strong=False),
        ActorName(text="Army of the Fen", language="en", strong=True),
    )
    (hit,) = ActorNames([replace(whole, actors=(replace(first, names=names), *rest))]).find("The Army of the Fen left.")
    assert (hit.text, hit.strong) == ("Army of the Fen", True)
