"""Whom a claim serves, and how sources lean: by the pack, and by what they carry.

Lean runs from -1 (against a side) to 1 (for it).
"""

import math
from collections.abc import Mapping, Sequence

from fogline.pack import LoadedWord, Pack, SourceProfile, by_source_name
from fogline.records import ActorResolution, Claim, ClaimType, Status

_T = ClaimType
GOOD_FOR_INITIATOR = frozenset({_T.CONTROL_GAIN, _T.OFFENSIVE, _T.ENCIRCLEMENT, _T.MATERIEL, _T.DETENTION, _T.AID})
BAD_FOR_INITIATOR = frozenset({_T.WITHDRAWAL, _T.CIVILIAN_HARM})
_FEW = 12.0
_LOADED = 0.5
Leans = Mapping[str, Mapping[str, float]]


def side_of(actor: ActorResolution) -> str | None:
    """The side an actor stands for, or what is known of it."""
    return str(actor.side or actor.id) if actor.side or actor.id else None


def served(claim: Claim) -> tuple[str | None, str | None]:
    """The side that a claim is good for, and the side that it is bad for."""
    by = next((s for s in map(side_of, claim.initiator) if s), None)
    on = next((s for s in map(side_of, claim.target) if s), None)
    if claim.type in GOOD_FOR_INITIATOR:
        return by, on
    if claim.type in BAD_FOR_INITIATOR:
        return (on if claim.type is _T.WITHDRAWAL else None), by
    if claim.type is _T.CASUALTIES:
        return by, on
    if claim.type is _T.CLASH and claim.outcome == "repelled":
        return on, by
    return None, None


def interest(claim: Claim, lean: Mapping[str, float]) -> float:
    """How much a claim serves a source of this lean: from -1 (against its side) to 1 (a boast)."""
    good, bad = served(claim)
    made = lean.get(good or "", 0.0) - 0.5 * lean.get(bad or "", 0.0)
    return max(-1.0, min(1.0, made))


def carried(claims: Sequence[Claim], pack: Pack | None = None) -> dict[str, dict[str, float]]:
    """The lean of each source that shows in what it carries: whose gains it tells of more, whose losses less,
    and the loaded words it uses; a source with few claims shows little.
    """
    told: dict[str, dict[str, float]] = {}
    words: dict[str, dict[str, float]] = {}
    loaded = _loaded_words(pack)
    for claim in claims:
        source = claim.source.strip().lower()
        if not source or claim.status is Status.DENIED:
            continue
        good, _ = served(claim)
        mine = told.setdefault(source, {})
        if good is not None and claim.type in (_T.CONTROL_GAIN, _T.WITHDRAWAL):
            mine[good] = mine.get(good, 0.0) + 1
        hit = loaded.get(claim.trigger.text.lower()) if claim.trigger is not None else None
        if hit is not None and hit.lean is not None:
            side = next(
                (s for s in map(side_of, claim.initiator if hit.lean == "initiator" else claim.target) if s), None
            )
            if side is not None:
                found = words.setdefault(source, {})
                found[side] = found.get(side, 0.0) + (1 if hit.lean == "initiator" else -1)
    total: dict[str, float] = {}
    for mine in told.values():
        for side, n in mine.items():
            total[side] = total.get(side, 0.0) + n
    every = sum(total.values())
    made: dict[str, dict[str, float]] = {}
    for source, mine in told.items():
        n = sum(mine.values())
        made[source] = {}
        for side, all_of_it in total.items():
            share, usual = (mine.get(side, 0.0) + _FEW * all_of_it / every) / (n + _FEW), all_of_it / every
            odds = math.log(share / max(1 - share, 1e-6)) - math.log(usual / max(1 - usual, 1e-6))
            word = words.get(source, {}).get(side, 0.0)
            value = math.tanh(odds + _LOADED * word / math.sqrt(abs(word) + _FEW)) if usual < 1 else 0.0
            if abs(value) >= 0.05:
                made[source][side] = round(value, 3)
    return made


def _loaded_words(pack: Pack | None) -> dict[str, LoadedWord]:
    made: dict[str, LoadedWord] = {}
    for entry in pack.lexicon if pack is not None else ():
        for word in entry.words:
            made.setdefault(word.lower(), entry)
    return made


def leans(claims: Sequence[Claim], pack: Pack | None) -> dict[str, Mapping[str, float]]:
    """The lean of each source by name in lower case: the pack's where it has one, else what it carries shows."""
    profiles: Mapping[str, SourceProfile] = by_source_name(pack)
    made: dict[str, Mapping[str, float]] = {s: lean for s, lean in carried(claims, pack).items() if s not in profiles}
    for name, profile in profiles.items():
        made[name] = {str(side): value for side, value in profile.lean.items()}
    return made
