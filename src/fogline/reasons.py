"""Why a place is held as it is, for people and as JSON: claims by weight with their words, ground, handovers."""

from collections.abc import Mapping

from fogline.control.explain import Explanation
from fogline.records import Claim, ClaimId

_MOST = 12
_QUOTE = 140


def reasons_json(theatre: str, why: Explanation, claims: Mapping[ClaimId, Claim]) -> dict[str, object]:
    """An explanation as JSON values, each claim with its quote."""
    return {
        "theatre": theatre or None,
        "place_id": why.place.id,
        "name": why.place.name,
        "day": why.day.isoformat(),
        "holder": why.holder,
        "probability": why.probability,
        "second": why.second,
        "turned_by": why.turned_by,
        "claims": [
            {
                "claim": c.claim or None, "source": c.source, "kind": c.kind, "day": c.day.isoformat(),
                "weight": c.weight, "quote": _words(claims.get(c.claim)),
            }
            for c in why.claims
        ],
        "around": [
            {"place_id": n.place.id, "name": n.place.name, "holder": n.holder, "share": n.share} for n in why.around
        ],
        "handovers": [
            {"day": h.day.isoformat(), "from": h.giver, "to": h.taker, "probability": h.probability}
            for h in why.handovers
        ],
    }  # fmt: skip


def _words(claim: Claim | None) -> str | None:
    return None if claim is None or claim.quote is None else " ".join(claim.quote.text.split())


def reasons_lines(
    theatre: str, why: Explanation, claims: Mapping[ClaimId, Claim], *, smoothed: bool = False
) -> list[str]:
    """An explanation as lines of text."""
    known = "as known now" if smoothed else "as known then"
    made = [
        f"{why.place.name} ({why.place.id}{f', {theatre}' if theatre else ''}) on {why.day}, {known}: "
        f"{why.holder}, probability {why.probability:.2f}; next {why.second}"
    ]
    if why.claims:
        made.append(f"Claims that decide, by weight for {why.holder} against {why.second} (fading with age):")
    for c in why.claims[:_MOST]:
        words = _words(claims.get(c.claim))
        told = f' "{words[:_QUOTE]}{"…" if len(words) > _QUOTE else ""}"' if words else ""
        made.append(f"  {c.weight:+.2f}  {c.day}  {c.kind}  {c.source}:{told}{f' [{c.claim}]' if c.claim else ''}")
    if len(why.claims) > _MOST:
        made.append(f"  and {len(why.claims) - _MOST} more of less weight; --json gives them all")
    if not why.claims:
        made.append("No claim speaks of it by that day; what is said rests on the ground around.")
    if why.around:
        made.append("Around it: " + ", ".join(f"{n.place.name} {n.holder} ({n.share:.2f})" for n in why.around))
    made += [
        f"By the pack, what {h.giver} held here went over to {h.taker} on {h.day} (probability {h.probability:.2f})"
        for h in why.handovers
    ]
    if why.holder != why.second:
        made.append(f"About {why.turned_by} usual claim(s) of a gain by {why.second} would turn it.")
    return made
