import pytest

from fogline.read.inflect import inflections, plurals


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("take", {"take", "takes", "taking", "took", "taken"}),
        ("seize", {"seize", "seizes", "seizing", "seized"}),
        ("flee", {"flee", "flees", "fleeing", "fled"}),
        ("carry", {"carry", "carries", "carrying", "carried"}),
        ("trap", {"trap", "traps", "trapping", "trapped"}),
        ("die", {"die", "dies", "dying", "died"}),
        ("deploy", {"deploy", "deploys", "deploying", "deployed"}),
        ("be", {"be", "is", "are", "was", "were", "being", "been"}),
        ("have", {"have", "has", "had", "having"}),
        ("gut", {"gut", "guts", "gutting", "gutted"}),
        ("level", {"level", "levels", "leveled", "levelled", "leveling", "levelling"}),
    ],
)
def test_verbs_are_inflected(verb: str, forms: set[str]) -> None:
    assert {form for form, _ in inflections(verb)} >= forms


def test_both_spellings_of_ise_verbs_are_known() -> None:
    assert {"neutralised", "neutralized"} <= {form for form, _ in inflections("neutralise")}


def test_nouns_have_plurals() -> None:
    assert [plurals(n) for n in ("clash", "village", "city", "gunman", "pass")] == [
        "clashes", "villages", "cities", "gunmen", "passes",
    ]  # fmt: skip
