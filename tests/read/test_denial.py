"""A claim that its own sentence calls false is denied, and no other."""

import pytest

from fogline.read.denial import denier_ends, said_false

FALSE = [
    "correction : an earlier report that the army had [taken] oldmere was wrong .",
    "reports that rebels had [entered] ashby are false , a security source said .",
    "the news about the [fall] of ashby appeared to be fake .",
    "claims that raiders [captured] oldmere turned out to be untrue .",
    "it is not true that the army has [withdrawn] from oldmere .",
    "it was simply untrue that they [shelled] the town .",
    "the ministry rejected accusations that its planes [bombed] the hospital .",
    "a military source dismissed as baseless the reports of [clashes] in ashby .",
    "rumours of a [withdrawal] from ashby have proved unfounded .",
    "we retract yesterday 's report that government troops [seized] ashby .",
    "the command denied [shelling] the market .",
    "the video showing the [capture] of ashby was fabricated .",
]
NOT_FALSE = [
    "the report was wrong about the number of planes , but the army did [take] ashby .",
    "the ministry did not deny that its planes [bombed] the hospital .",
    "he denied that the town had fallen , saying rebels [attacked] twice .",
    "a spokesman denied that the hospital was besieged and said a route had been [opened] .",
    "reports that rebels had [entered] ashby are not yet confirmed .",
    "it is true that the army has [withdrawn] from oldmere .",
    "reports said the army [took] ashby ; the mayor called other claims false .",
    "the denial came after the army [shelled] the town .",
]


def marked(text: str) -> tuple[list[str], int, int]:
    words = text.split()
    at = next(i for i, w in enumerate(words) if w.startswith("["))
    words[at] = words[at].strip("[]")
    return words, at, at + 1


@pytest.mark.parametrize("text", FALSE)
def test_what_is_said_to_be_false_is_denied(text: str) -> None:
    assert said_false(*marked(text))


@pytest.mark.parametrize("text", NOT_FALSE)
def test_what_stands_beside_a_denial_is_not(text: str) -> None:
    assert not said_false(*marked(text))


@pytest.mark.parametrize(
    ("sentence", "denier"),
    [
        ("the ministry denied that oldmere had been [taken] .", "the ministry"),
        ("the league took oldmere , which garrison officials have flatly [denied] .", "garrison officials"),
        ("the ministry denied [shelling] the market , and the mayor rejected it .", "the ministry"),
        ("the [siege] was denied by the ministry .", None),
        ("the claim [denied by] the ministry .", None),
        ("rumours of a [withdrawal] have proved unfounded .", None),
    ],
)
def test_who_denies_stands_before_the_verb_of_denying(sentence: str, denier: str | None) -> None:
    before, _, rest = sentence.partition("[")
    inside, _, after = rest.partition("]")
    words = [*before.split(), *inside.split(), *after.split()]
    end = denier_ends(words, len(before.split()) + len(inside.split()))
    if denier is None:
        assert end is None
    else:
        assert end is not None
        assert " ".join(words[:end]).endswith(denier)
