"""Who loses in words that tell of a loss: "the militia lost the town", where the one named first is not the taker."""

import re
from collections.abc import Sequence

from fogline.records import ActorResolution, ClaimType, Reading

_LOSES = re.compile(r"^(?:has |have |had )?los(?:t|e|es|ing)\b", re.IGNORECASE)
_BEFORE = 40
Parties = tuple[tuple[ActorResolution, ...], tuple[ActorResolution, ...]]


def loser_last(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, where needed in the other order: who gains a place comes first.

    The subject of "lost" is the one it is taken from; whoever the words name behind it is the taker.
    """
    taker, loser = parties
    trigger = reading.trigger
    if reading.type is not ClaimType.CONTROL_GAIN or trigger is None or not _LOSES.match(trigger.text):
        return parties
    if not _stands_before(taker, trigger.span.start):
        return parties
    behind = tuple(a for a in loser if a.span is not None and a.span.start > trigger.span.end)
    return behind, taker


def _stands_before(actors: Sequence[ActorResolution], at: int) -> bool:
    return any(a.span is not None and 0 < at - a.span.start <= _BEFORE for a in actors)
