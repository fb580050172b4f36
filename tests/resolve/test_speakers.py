"""Who speaks: a monitor, a group named just before, or nobody who fights."""

from dataclasses import replace

import pytest

from fogline.pack import Pack
from fogline.records import ActorId
from fogline.resolve.cast import cast_of
from fogline.resolve.speakers import resolve_speaker

from .conftest import actor, mention, report


@pytest.fixture
def watched(pack: Pack) -> Pack:
    """The invented theatre with a monitor."""
    actors = (*pack.actors, actor("reed-watch", "monitor", "Reed Watch"))
    return replace(pack, digest="watched", actors=actors, by_actor={a.id: a for a in actors})


def speaker(pack: Pack, text: str, words: str) -> ActorId | None:
    return resolve_speaker(mention(text, words), cast_of(report(text), pack)).id


@pytest.mark.parametrize(
    ("text", "words", "id"),
    [
        ("Rebels shelled Marun, a monitoring group said. Reed Watch named two.", "a monitoring group", "reed-watch"),
        ("Rebels shelled Marun, a monitoring group said.", "a monitoring group", None),
        ("Black Banner men shelled Marun, a Crown-based group said.", "a Crown-based group", None),
        ("Black Banner men died in Marun, the rescue service said.", "the rescue service", None),
        ("Reed Watch counted ten. Crown forces fled Marun, the group said.", "the group", "reed-watch"),
        ("The Black Banner shelled Marun. The group said so.", "The group", "black-banner"),
        ("Black Banner men died in Marun, an army source said.", "an army source", "crown"),
        ("The Crown-based Reed Watch said so.", "Crown-based Reed Watch", "reed-watch"),
        ("Black Banner men died in Marun, rebels said.", "rebels", "league"),
    ],
)
def test_speakers(watched: Pack, text: str, words: str, id: str | None) -> None:
    assert speaker(watched, text, words) == id
