import pytest
from hypothesis import given
from hypothesis import strategies as st

from fogline.read.sentences import sentences
from fogline.records import Span


def split(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army left. It came back!", ["The army left.", "It came back!"]),
        ("Gen. Smith met Lt. Jones at 3.5 km.", ["Gen. Smith met Lt. Jones at 3.5 km."]),
        ("The U.S. forces left.", ["The U.S. forces left."]),
        ("They left the city.The army came.", ["They left the city.", "The army came."]),
        ("He said “we left.” They did.", ["He said “we left.”", "They did."]),
        ("One line\nthat goes on.", ["One line\nthat goes on."]),
        ("First para\n\nSecond para", ["First para", "Second para"]),
        ("It is over… They left.", ["It is over…", "They left."]),
        ("غادر الجيش المدينة. عاد؟ نعم", ["غادر الجيش المدينة.", "عاد؟", "نعم"]),
    ],
)
def test_sentences_end_where_readers_say(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@given(st.text(max_size=300))
def test_sentences_are_in_order_and_lose_nothing_but_blanks(text: str) -> None:
    found = sentences(text, Span(0, len(text)))
    at = 0
    for span in found:
        assert at <= span.start < span.end
        assert text[at : span.start].strip() == ""
        at = span.end
    assert text[at:].strip() == ""
