"""What a claim weighs: its source's grade, its interest, and how sure the text is.

Grades are the Admiralty's A to F; F, and a source nobody knows, is unknown, not a coin toss. A claim
against the interest of its own source weighs more than a boast.
"""

from collections.abc import Mapping

from fogline.codec import log_odds
from fogline.pack import Pack, SourceProfile, by_source_name
from fogline.records import Certainty, Claim, ClaimType

_GRADE = {
    "A": log_odds(0.93),
    "B": log_odds(0.86),
    "C": log_odds(0.74),
    "D": log_odds(0.62),
    "E": log_odds(0.45),
}
_UNGRADED = log_odds(0.70)
_HEDGED = -0.8
_INTEREST = 1.0
_GOOD_FOR_INITIATOR = frozenset(
    {ClaimType.CONTROL_GAIN, ClaimType.CONTROL_HOLD, ClaimType.OFFENSIVE, ClaimType.ENCIRCLEMENT, ClaimType.MATERIEL,
     ClaimType.DETENTION, ClaimType.AID}
)  # fmt: skip
_BAD_FOR_INITIATOR = frozenset({ClaimType.WITHDRAWAL, ClaimType.CIVILIAN_HARM})


class Sources:
    """The source profiles of a pack by any of their names."""

    def __init__(self, pack: Pack | None) -> None:
        """Indexes the profiles; without a pack every source is unknown."""
        self._by_name: Mapping[str, SourceProfile] = by_source_name(pack)

    def profile(self, source: str) -> SourceProfile | None:
        """The profile of a source, or None for an unknown one."""
        return self._by_name.get(source.strip().lower())


def _lean(profile: SourceProfile, sides: list[str]) -> float:
    known = [profile.lean[s] for s in sides if s in profile.lean]  # type: ignore[index]
    return sum(known) / len(known) if known else 0.0


def interest(claim: Claim, profile: SourceProfile | None) -> float:
    """How much the claim serves its source, from -1 (against it) to 1 (a boast)."""
    if profile is None:
        return 0.0
    by = [str(a.side or a.id) for a in claim.initiator if a.side or a.id]
    on = [str(a.side or a.id) for a in claim.target if a.side or a.id]
    served = 0.0
    if claim.type in _GOOD_FOR_INITIATOR:
        served = _lean(profile, by) - 0.5 * _lean(profile, on)
    elif claim.type in _BAD_FOR_INITIATOR:
        served = -_lean(profile, by)
    elif claim.type is ClaimType.CASUALTIES:
        served = -_lean(profile, on)
    elif claim.type is ClaimType.CLASH and claim.outcome == "repelled":
        served = _lean(profile, on) - 0.5 * _lean(profile, by)
    return max(-1.0, min(1.0, served))


def claim_weight(claim: Claim, sources: Sources) -> float:
    """The log-odds that what this claim says is so, on its source's word alone."""
    profile = sources.profile(claim.source)
    graded = _UNGRADED if profile is None else _GRADE.get(profile.grade, _UNGRADED)
    weight = graded - _INTEREST * interest(claim, profile)
    if claim.certainty is Certainty.HEDGED:
        weight += _HEDGED
    return weight
