import pytest

from fogline.read.counts import counts_attacks, figures_of, find_counts, kind_told, number
from fogline.records import CountKind, Span


@pytest.mark.parametrize(
    ("words", "low", "best", "high"),
    [
        ("at least 80 fighters", 80, 80, None),
        ("1,500-2,000 people", 1500, None, 2000),
        ("between 30 and 40 men", 30, None, 40),
        ("dozens of shells", 24, None, None),
        ("hundreds of families", 200, None, None),
        ("about 500 people", None, 500, None),
        ("an estimated 500 people", None, 500, None),
        ("over 600 men", 600, None, None),
        ("up to 60 men", None, None, 60),
        ("eleven men", 11, 11, 11),
        ("More than six thousand soldiers", 6000, None, None),
        ("two to three men", 2, None, 3),
        ("More than a quarter of a million people", 250_000, None, None),
        ("20,000+ people", 20_000, None, None),
        ("millions of people", 2_000_000, None, None),
        ("~60 lorries", None, 60, None),
        ("~ 50,000 people", None, 50_000, None),
        ("approx. 40 men", None, 40, None),
        ("ca. 200 men", None, 200, None),
        ("3-4 thousand people", 3000, None, 4000),
    ],
)
def test_a_number_leaves_open_what_its_words_leave_open(
    words: str, low: int | None, best: int | None, high: int | None
) -> None:
    found = find_counts(words, Span(0, len(words)))
    assert [(c.low, c.best, c.high) for c in found] == [(low, best, high)]


@pytest.mark.parametrize(
    "words",
    ["in 2017", "5 km south", "the 4th Division", "12:30", "$500", "a man", "1.5 tonnes", "60 percent"],
)
def test_what_counts_nothing_is_no_count(words: str) -> None:
    assert find_counts(words, Span(0, len(words))) == ()


def test_figures_and_words_give_the_same_number() -> None:
    assert number("three hundred and twenty") == number("320") == 320
    assert number("twenty-one") == 21
    assert number("1,500") == 1500
    assert number("2.5 million") == 2_500_000
    assert number("half a dozen") == 6


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("three times", 3),
        ("twice", 2),
        ("both pilots", 2),
        ("one", 1),
        ("woman", 1),
        ("driver of a bus", 1),
        ("no one", 0),
    ],
)
def test_words_that_count_have_a_value_by_themselves(words: str, best: int) -> None:
    assert figures_of(words, Span(0, len(words))) == (best, best, best)


@pytest.mark.parametrize(
    "words",
    [
        "several vehicles",
        "woman and her child",
        "half of those",
        "soldiers of the garrison",
        "a large number",
        "a handful of men",
    ],
)
def test_words_without_a_number_have_none(words: str) -> None:
    assert figures_of(words, Span(0, len(words))) is None


def test_a_number_after_of_counts_unless_it_is_an_age() -> None:
    text = "The bodies of nine of them lay there; the loss of 75 men."
    assert [c.best for c in find_counts(text, Span(0, len(text)))] == [9, 75]
    text = "He was a gunner at the age of 17 then."
    assert find_counts(text, Span(0, len(text))) == ()


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("15 to 20", (15, None, 20)),
        ("one or two", (1, None, 2)),
        ("some 50 or 80", (50, None, 80)),
        ("twenty to thirty thousand", (20_000, None, 30_000)),
        ("an estimated half a million", (None, 500_000, None)),
        ("one and a half thousand", (1500, 1500, 1500)),
    ],
)
def test_ranges_and_halves_are_one_count(words: str, figures: tuple[int | None, ...]) -> None:
    (count,) = find_counts(words, Span(0, len(words)))
    assert (count.low, count.best, count.high) == figures
    assert count.span == Span(0, len(words))


def test_two_numbers_that_are_no_range_stay_two() -> None:
    text = "They sent 300 to 12 villages."
    assert [c.best for c in find_counts(text, Span(0, len(text)))] == [300, 12]
    text = "A lieutenant + 4 conscripts."
    assert [c.best for c in find_counts(text, Span(0, len(text)))] == [4]


@pytest.mark.parametrize(
    "text",
    [
        "Eighty percent of the houses are gone",
        "two thirds of the city",
        "cleared at 14.00",
        "3/ A battalion is pocketed",
        "a girl of nine lost a hand",
        "from 2011 to 2013",
        "2011 to 2013",
    ],
)
def test_shares_clocks_ages_and_thread_marks_count_nothing(text: str) -> None:
    assert find_counts(text, Span(0, len(text))) == ()


def test_a_share_has_no_figure() -> None:
    assert figures_of("eighty per cent", Span(0, 15)) is None


@pytest.mark.parametrize(
    ("given", "words", "trigger", "kind"),
    [
        ("killed", "killed or wounded in the night", "killed", "killed_or_wounded"),
        ("killed", "killed in the night", "killed", "killed"),
        ("killed", "lost 80 men there", "lost", "losses"),
        ("killed", "lost 80 men, all dead of cold", "lost", "killed"),
        ("killed", "lost their lives", "lost", "killed"),
        ("killed", "neutralised near the mill", "neutralised", "losses"),
        ("killed", "missing or dead", "missing", "losses"),
        ("killed", "martyrs or were wounded", "martyrs", "killed_or_wounded"),
        ("vehicles", "lost two tanks", "lost", "vehicles"),
        ("captured", "surrendered to the League", "surrendered", "surrendered"),
        ("captured", "captured by the League", "captured", "captured"),
        ("captured", "released at the crossing", "released", "other"),
    ],
)
def test_what_is_counted_follows_the_words(given: str, words: str, trigger: str, kind: str) -> None:
    assert kind_told(CountKind(given), trigger, words) == CountKind(kind)


@pytest.mark.parametrize(
    ("before", "words", "behind", "best"),
    [
        ("Jory Fenwick, ", "34", ", fell at Oldmere.", None),
        ("about one in ", "sixty", " is held", None),
        ("held 14 of ", "20", " villages", None),
        ("60 towers out of ", "70", " are theirs", None),
        ("shelled ", "between 3 and 5", " in the morning", None),
        ("gave the driver $", "4,000", "", None),
        ("the death of a ", "seven-month-old infant", "", 1),
        ("freed ", "multiple villages", "", None),
        ("sent ", "more fighters", "", None),
        ("handed ", "over nine", " prisoners", 9),
        ("with ", "50k men", "", 50_000),
        ("arrested a carpenter, ", "28", ", who lives there", None),
        ("Jory Fenwick (", "38", ") fell", None),
        ("was killed in the raid.[", "3", "] The village", None),
        ("soldiers of Light Infantry Battalion ", "261", " gave up", None),
        ("buried ", "261", " soldiers", 261),
        ("dropping ", "500", "-pound bombs", None),
        ("with ", "seventy", "-odd wounded", 70),
        ("exploded at approximately ", "1845", " in a street", None),
        ("the blast of ", "0230", " (0830 GMT)", None),
        ("put the dead at ", "1188", "", 1188),
        ("and wounded ", "another", " 40", None),
        ("and wounded ", "another man", "", 1),
        ("shot down the ", "helicopter", "", None),
        ("shot down a ", "helicopter", "", 1),
        ("shot down a large ", "helicopter", "", 1),
    ],
)
def test_what_stands_around_a_number_tells_whether_it_counts(
    before: str, words: str, behind: str, best: int | None
) -> None:
    text = before + words + behind
    found = figures_of(text, Span(len(before), len(before) + len(words)))
    assert found == (None if best is None else (best, best, best))


def test_a_mark_alone_counts_nothing() -> None:
    assert figures_of("~ many men", Span(0, 1)) is None


@pytest.mark.parametrize(
    ("text", "attacks"),
    [("3 failed attacks", True), ("3 assaults", True), ("3 of the men in the attack", False), ("3 men", False)],
)
def test_attacks_are_counted_as_such(text: str, attacks: bool) -> None:
    assert counts_attacks(text, 1) is attacks
