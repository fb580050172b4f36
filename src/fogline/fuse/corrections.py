"""Claims that their own source later took back or corrected: which, from what day, by what.

A source takes a claim back when it later says that it did not happen, or says so in words ("appeared to
be fake", "earlier we reported"). Others who deny it contradict it; they do not take it back.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from fogline.records import Claim, ClaimId, Status

_TAKEN_BACK = re.compile(
    r"\b(?:(?:appear|turn|prov)(?:s|ed)?\s+(?:out\s+)?to\s+be\s+(?:fake|false|untrue|wrong|incorrect|fabricated)"
    r"|(?:was|were)\s+(?:false|fake|untrue|incorrect|wrong|fabricated)"
    r"|retract(?:s|ed|ion)|withdr[ae]w\s+(?:its|our|the)\s+report)\b",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"\b(?:correct(?:ion|s|ed)\b|earlier\s+(?:we\s+)?report(?:s|ed)?\b|we\s+(?:earlier|previously|wrongly|mistakenly)\s+"
    r"report(?:ed)?\b|(?:earlier|previous)\s+version\b|wrongly\s+report(?:ed|s)\b|contrary\s+to\s+(?:our\s+)?earlier\b)",
    re.IGNORECASE,
)


_STEMS = ("fak", "fals", "untrue", "wrong", "incorrect", "fabricat", "retract", "withdr")
"""What stands in all that the pattern finds: quicker to look for, and mostly not there."""


def takes_back(claim: Claim) -> bool:
    """True when the words say that an earlier report was false."""
    if claim.quote is None:
        return False
    text = claim.quote.text.lower()
    return any(s in text for s in _STEMS) and _TAKEN_BACK.search(text) is not None


def corrects(claim: Claim) -> bool:
    """True when the words say that an earlier report was not right as it stood."""
    return claim.quote is not None and _CORRECTED.search(claim.quote.text) is not None


def _voice(claim: Claim, voices: Mapping[ClaimId, str]) -> frozenset[str]:
    return frozenset((voices[claim.id], claim.source.strip().lower() or claim.document))


def superseded(members: Sequence[Claim], voices: Mapping[ClaimId, str]) -> dict[ClaimId, tuple[date, ClaimId]]:
    """For each claim of an event that its own voice took back: from what day, and by which claim."""
    late = [
        c for c in members if c.published is not None and (c.status is Status.DENIED or takes_back(c) or corrects(c))
    ]
    made: dict[ClaimId, tuple[date, ClaimId]] = {}
    for claim in sorted(late, key=lambda c: (c.published or date.max, c.id)):
        for earlier in members:
            if earlier.status is Status.DENIED or earlier.id in made or earlier.id == claim.id:
                continue
            if not _before(earlier, claim) or not _voice(earlier, voices) & _voice(claim, voices):
                continue
            if claim.status is Status.DENIED or takes_back(claim) or _differs(earlier, claim):
                made[earlier.id] = (claim.published or date.max, claim.id)
    return made


def _before(earlier: Claim, later: Claim) -> bool:
    """True when a claim was said before another, in an earlier report or earlier in the same one."""
    if earlier.published is None or later.published is None:
        return False
    if (earlier.report or earlier.document) == (later.report or later.document):
        return earlier.trigger is not None and later.trigger is not None and earlier.trigger.span < later.trigger.span
    return earlier.published < later.published


def _differs(a: Claim, b: Claim) -> bool:
    """True when a correction says something else: other counts, another day or another place."""
    place = a.place is not None and b.place is not None and a.place.place_id != b.place.place_id
    day = a.time is not None and b.time is not None and (a.time.start, a.time.end) != (b.time.start, b.time.end)
    one = {(c.what, c.low, c.best, c.high) for c in a.counts}
    two = {(c.what, c.low, c.best, c.high) for c in b.counts}
    return place or day or bool(one and two and one != two)
