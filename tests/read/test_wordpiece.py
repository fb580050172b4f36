"""Cutting words into pieces: longest first, lower case, accents and marks as the encoder was trained."""

from fogline.read.model.wordpiece import WordPieces

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "al", "-", "bab", "##bab", "ale", "##ppo", "aleppo", "n", "##4", "'"]


def pieces(word: str) -> list[str]:
    return [VOCABULARY[n] for n in WordPieces(VOCABULARY).cut(word)]


def test_the_longest_piece_comes_first() -> None:
    assert pieces("Aleppo") == ["aleppo"]
    assert pieces("alebab") == ["ale", "##bab"]


def test_marks_stand_by_themselves_and_accents_fall() -> None:
    assert pieces("al-Bāb") == ["al", "-", "bab"]
    assert pieces("N4") == ["n", "##4"]


def test_what_no_piece_covers_is_unknown_and_never_empty() -> None:
    assert pieces("Ω") == ["[UNK]"]
    assert pieces("́") == ["[UNK]"]
    assert pieces("x" * 500) == ["[UNK]"]
