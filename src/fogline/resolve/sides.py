"""Which side is which: who loses in words that tell of a loss, and no actor on both sides of one claim."""

import re
from collections.abc import Sequence
from itertools import pairwise

from fogline.pack import Pack
from fogline.records import ActorResolution, ClaimType, Reading
from fogline.resolve.actor_words import CIVIL_ID, flies

_LOSES = re.compile(r"^(?:has |have |had )?los(?:t|e|es|ing)\b", re.IGNORECASE)
_LOSS = re.compile(r"^(?:\w+ ){0,2}loss(?:es)? of\b", re.IGNORECASE)
_REPELS = re.compile(
    r"(?:has |have |had |having )?"
    r"(?:repel|repuls|thwart|foil|frustrat|fend|(?:ward|stav)(?:ed|e?s|e|ing)? off|h(?:eld|olds?|olding) off"
    r"|beat(?:en|s|ing)? (?:off|back))",
    re.IGNORECASE,
)
_REPELLED = re.compile(rf"\b{_REPELS.pattern}\w*\s(?:\w+\s){{0,4}}$", re.IGNORECASE)
"""A verb of repelling before the words for the attack."""
_OUSTED = re.compile(
    r"(?:(?:was|were|been|being) )?(?:(?:pushed|driven|forced|thrown|kicked|chased|swept|cleared) (?:back|out|off|from)"
    r"|ousted|expelled|dislodged|evicted)\b",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"c(?:a|o)m(?:e|es|ing) under (?:\w+ ){0,3}(?:fire|attack|assault|bombardment|shelling|gunfire)\b", re.IGNORECASE
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|be|is|are)\s(?:\w+\s)?$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\s(?:\w+\s)?")
_RAN_INTO = 60
_BEFORE = 40
_SUBJECT = 120
_BY = re.compile(r"\blos(?:t|s)\s+by\s+(?:the\s+|its\s+)?$", re.IGNORECASE)
_TO = re.compile(r"\bto\s+(?:the\s+)?$", re.IGNORECASE)
_ATTACKS = frozenset(
    (ClaimType.CLASH, ClaimType.SHELLING, ClaimType.AIR_STRIKE, ClaimType.EXPLOSION, ClaimType.CIVILIAN_HARM)
)
_OF_ARMED = frozenset((ClaimType.CONTROL_GAIN, ClaimType.OFFENSIVE))
_SUFFERED = frozenset(
    (ClaimType.CASUALTIES, ClaimType.DETENTION, ClaimType.DISPLACEMENT, ClaimType.EVACUATION, ClaimType.MATERIEL)
)
"""What is told of those who suffer it more than of those who do it."""
_FIGHTS = _ATTACKS | _OF_ARMED | {ClaimType.CASUALTIES, ClaimType.ENCIRCLEMENT, ClaimType.DETENTION}
_TELLERS = frozenset(("humanitarian", "monitor", "media"))
"""Kinds of actor that tell of a war or help in it and do not fight."""
Parties = tuple[tuple[ActorResolution, ...], tuple[ActorResolution, ...]]


def _loser_last(reading: Reading, parties: Parties) -> Parties:
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


def _attacked_last(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of an attack, where needed in the other order: who attacks comes first.

    "The garrison repelled the League", "the garrison repelled two attacks" and "the garrison came under fire" have the
    garrison as the target.
    """
    doing, suffering = parties
    trigger, quote = reading.trigger, reading.quote
    if trigger is None or reading.type not in _ATTACKS:
        return parties
    at = trigger.span.start - quote.span.start
    under = _UNDER.match(quote.text, at)
    repels = _REPELS.match(quote.text, at) or _REPELLED.search(quote.text, max(0, at - _RAN_INTO), at)
    if not under and (repels is None or _PASSIVE.search(quote.text[: repels.start()])):
        return parties
    verb = quote.span.start + (at if repels is None else repels.start())
    attacked = tuple(a for a in doing if a.span is not None and 0 < verb - a.span.start <= _SUBJECT)
    attackers = tuple(a for a in suffering if a.span is not None and a.span.start >= verb)
    own = {a.side for a in attacked if a.side is not None}
    if not attacked or not (attackers or under or own.issuperset(a.side for a in suffering)):
        return parties
    return attackers or tuple(a for a in doing if a not in attacked), attacked


def _units_alone(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, without whose unit it is: of "the army's River Guard" the guard."""

    def kept(actors: tuple[ActorResolution, ...]) -> tuple[ActorResolution, ...]:
        whose = {
            a.span for a, unit in pairwise(actors)
            if unit.id not in (None, a.id) and a.side == unit.side and _owns(reading, a, unit)
        }  # fmt: skip
        return tuple(a for a in actors if a.span is None or a.span not in whose)

    return kept(parties[0]), kept(parties[1])


def _owns(reading: Reading, owner: ActorResolution, unit: ActorResolution) -> bool:
    if owner.span is None or unit.span is None:
        return False
    begin = reading.quote.span.start
    return _POSSESSIVE.fullmatch(reading.quote.text[owner.span.end - begin : unit.span.start - begin]) is not None


def _ousted_last(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a capture, a withdrawal or a loss told in the passive: "the League was driven out"."""
    doing, suffering = parties
    trigger, quote = reading.trigger, reading.quote
    if trigger is None:
        return parties
    at = trigger.span.start - quote.span.start
    if _OUSTED.match(trigger.text) and (_PASSIVE.search(quote.text[:at]) or _PASSIVE.match(f"{trigger.text} ")):
        before = tuple(a for a in (*doing, *suffering) if a.span is not None and a.span.start < trigger.span.start)
        behind = tuple(a for a in doing if a not in before)
        if reading.type is ClaimType.CONTROL_GAIN and before:
            return behind, tuple(a for a in before if a.span is None or a.span.overlaps(quote.span)) or suffering
        if reading.type is ClaimType.WITHDRAWAL and not doing:
            return suffering, ()
    if reading.type in (ClaimType.MATERIEL, ClaimType.CASUALTIES):
        losers = tuple(a for a in doing if _follows(reading, a, _BY))
        return (tuple(a for a in doing if a not in losers), losers) if losers and not suffering else parties
    return parties


def _no_strangers(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, none from other sentences who hardly can be meant there.

    That is nobody of the other party's side, and nobody behind a bomb that nobody is said to have laid.
    """
    quote = reading.quote.span

    def here(actor: ActorResolution) -> bool:
        return actor.span is None or actor.span.overlaps(quote)

    def kept(actors: tuple[ActorResolution, ...], others: tuple[ActorResolution, ...]) -> tuple[ActorResolution, ...]:
        sides = {a.side for a in others if a.side is not None and here(a)}
        return tuple(a for a in actors if here(a) or a.side not in sides)

    doing, suffering = parties
    doing, suffering = kept(doing, suffering), kept(suffering, doing)
    if reading.type is ClaimType.EXPLOSION:
        doing = tuple(a for a in doing if here(a))
    return doing, suffering


def _fighters_only(reading: Reading, parties: Parties, pack: Pack | None) -> Parties:
    """Initiator and target of a reading, no aid body, monitor or outlet among those who fight."""
    doing, suffering = parties
    if pack is None or reading.type not in _FIGHTS:
        return parties
    known = (None if a.id is None else pack.by_actor.get(a.id) for a in doing)
    return tuple(a for a, k in zip(doing, known, strict=True) if k is None or k.kind not in _TELLERS), suffering


def _stands_before(actors: Sequence[ActorResolution], at: int) -> bool:
    return any(a.span is not None and 0 < at - a.span.start <= _BEFORE for a in actors)


def _follows(reading: Reading, actor: ActorResolution, words: re.Pattern[str]) -> bool:
    """True for an actor right behind such words, like "lost by"."""
    at = -1 if actor.span is None else actor.span.start - reading.quote.span.start
    return 0 < at <= len(reading.quote.text) and words.search(reading.quote.text[:at]) is not None


def _armed_only(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, no civilians among those whom an offensive or a capture is against."""
    doing, suffering = parties
    if reading.type not in _OF_ARMED:
        return parties
    return doing, tuple(a for a in suffering if a.id != CIVIL_ID)


def _no_aircraft_of_others(reading: Reading, parties: Parties) -> Parties:
    """Initiator and target of a reading, no aircraft told of elsewhere behind what no aircraft do."""
    doing, suffering = parties
    if reading.type is ClaimType.AIR_STRIKE:
        return parties
    quote = reading.quote.span
    return tuple(a for a in doing if a.span is None or a.span.overlaps(quote) or not _flies(a.text)), suffering


def _flies(text: str) -> bool:
    return flies(text, text.lower().split())


def _apart(reading: Reading, parties: Parties) -> Parties:
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


def in_order(reading: Reading, parties: Parties, pack: Pack | None) -> Parties:
    """Initiator and target of a reading as its words have them, nobody in both."""
    parties = _fighters_only(reading, parties, pack)
    for rule in (
        _units_alone, _loser_last, _attacked_last, _ousted_last, _armed_only, _no_aircraft_of_others, _no_strangers,
        _apart,
    ):  # fmt: skip
        parties = rule(reading, parties)
    return parties
