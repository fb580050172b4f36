"""Which side is which: who loses in words that tell of a loss, and no actor on both sides of one claim."""

import re
from collections.abc import Sequence

from fogline.records import ActorResolution, ClaimType, Reading

_LOSES = re.compile(r"^(?:has |have |had )?los(?:t|e|es|ing)\b", re.IGNORECASE)
_LOSS = re.compile(r"^(?:\w+ ){0,2}loss(?:es)? of\b", re.IGNORECASE)
_BEFORE = 40
_BY = re.compile(r"\blos(?:t|s)\s+by\s+(?:the\s+|its\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\bto\s+(?:the\s+)?$", re.IGNORECASE)
_SUFFERED = frozenset(
    (ClaimType.CASUALTIES, ClaimType.DETENTION, ClaimType.DISPLACEMENT, ClaimType.EVACUATION, ClaimType.MATERIEL)
)
"""What is told of those who suffer it more than of those who do it."""
Parties = tuple[tuple[ActorResolution, ...], tuple[ActorResolution, ...]]


def loser_last(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, where needed in the other order: who gains a place comes first.

    The subject of "lost" is the one it is taken from, and so is whoever stands behind "lost by"; whoever else the words
    name behind it is the taker. Of "the loss of" a place the taker is whoever stands behind "to", and nobody else.
    """
    taker, loser = parties
    trigger = reading.trigger
    if reading.type is not ClaimType.CONTROL_GAIN or trigger is None:
        return parties
    if _LOSS.match(trigger.text):
        to = tuple(a for a in (*taker, *loser) if _follows(reading, a, _TO))
        return to, tuple(a for a in loser if a not in to) or tuple(a for a in taker if a not in to)
    if not _LOSES.match(trigger.text):
        return parties
    losers = tuple(a for a in taker if _follows(reading, a, _BY))
    if losers:
        return tuple(a for a in taker if a not in losers), losers
    if not _stands_before(taker, trigger.span.start):
        return parties
    behind = tuple(a for a in loser if a.span is not None and a.span.start > trigger.span.end)
    return behind, taker


def _stands_before(actors: Sequence[ActorResolution], at: int) -> bool:
    return any(a.span is not None and 0 < at - a.span.start <= _BEFORE for a in actors)


def _follows(reading: Reading, actor: ActorResolution, words: re.Pattern[str]) -> bool:
    """True for an actor right behind such words, like "lost by"."""
    at = -1 if actor.span is None else actor.span.start - reading.quote.span.start
    return 0 < at <= len(reading.quote.text) and words.search(reading.quote.text[:at]) is not None


def apart(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, no actor in both: who is told to do it did, who suffers losses suffered them.

    But for sieges: an army relieves its own garrison.
    """
    doing, suffering = parties
    if reading.type is ClaimType.ENCIRCLEMENT:
        return parties
    both = {a.id for a in doing if a.id is not None}.intersection(a.id for a in suffering)
    if reading.type in _SUFFERED:
        return tuple(a for a in doing if a.id not in both), suffering
    return doing, tuple(a for a in suffering if a.id not in both)
