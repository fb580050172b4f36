"""Who loses in words that tell of a loss: "the militia lost the town", where the one named first is not the taker."""

import re
from collections.abc import Sequence

from fogline.records import ActorResolution, ClaimType, Reading

_LOSES = re.compile(r"^(?:has |have |had )?los(?:t|e|es|ing)\b", re.IGNORECASE)
_BEFORE = 40
_BY = re.compile(r"\blos(?:t|s)\s+by\s+(?:the\s+|its\s+)?$", re.IGNORECASE)
Parties = tuple[tuple[ActorResolution, ...], tuple[ActorResolution, ...]]


def loser_last(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, where needed in the other order: who gains a place comes first.

    The subject of "lost" is the one it is taken from, and so is whoever stands behind "lost by"; whoever else the words
    name behind it is the taker.
    """
    taker, loser = parties
    trigger = reading.trigger
    if reading.type is not ClaimType.CONTROL_GAIN or trigger is None or not _LOSES.match(trigger.text):
        return parties
    losers = tuple(a for a in taker if _lost_by(reading, a))
    if losers:
        return tuple(a for a in taker if a not in losers), losers
    if not _stands_before(taker, trigger.span.start):
        return parties
    behind = tuple(a for a in loser if a.span is not None and a.span.start > trigger.span.end)
    return behind, taker


def _stands_before(actors: Sequence[ActorResolution], at: int) -> bool:
    return any(a.span is not None and 0 < at - a.span.start <= _BEFORE for a in actors)


def _lost_by(reading: Reading, actor: ActorResolution) -> bool:
    """True for an actor right behind "lost by"."""
    at = -1 if actor.span is None else actor.span.start - reading.quote.span.start
    return 0 < at <= len(reading.quote.text) and _BY.search(reading.quote.text[:at]) is not None
