"""Lays people's judgements over claims, before they are fused; nothing is changed for good.

Judgements are about claims and pairs of claims. They are found again by document, overlapping trigger
and type where a reader gives a claim another id.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fogline import codec
from fogline.records import (
    ActorId,
    ActorResolution,
    Certainty,
    Claim,
    ClaimId,
    ClaimType,
    Count,
    CountKind,
    Granularity,
    Interval,
    Judgement,
    PlaceId,
    PlaceResolution,
    SideId,
    Status,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Claims as people left them, and the pairs they judged to be, or not to be, one happening."""

    claims: tuple[Claim, ...]
    same: tuple[tuple[ClaimId, ClaimId], ...]
    different: tuple[tuple[ClaimId, ClaimId], ...]


def standing(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that hold: a withdrawal cancels the one of its author's that its value names.

    A withdrawal that names none cancels the latest that its author made on the same claims.
    """
    kept: list[Judgement] = []
    for judgement in sorted(judgements, key=lambda j: (j.moment, j.id)):
        if judgement.verdict is Verdict.WITHDRAWN:
            gone = _withdrawn(judgement, kept)
            kept = [j for j in kept if j is not gone]
        else:
            kept.append(judgement)
    return tuple(kept)


def _withdrawn(withdrawal: Judgement, kept: Sequence[Judgement]) -> Judgement | None:
    """The judgement that a withdrawal cancels, among those that stand, the latest last."""
    mine = [j for j in kept if j.author == withdrawal.author]
    if withdrawal.value is not None:
        return next((j for j in mine if codec.canonical({"withdraws": j.id}) == withdrawal.value), None)
    return next((j for j in reversed(mine) if j.claims == withdrawal.claims), None)


def _found_again(judgement: Judgement, by_document: Mapping[str, Sequence[Claim]]) -> ClaimId | None:
    """The claim a judgement was about, by document, trigger and type."""
    if judgement.trigger is None:
        return None
    for claim in by_document.get(judgement.document, ()):
        if (
            claim.trigger is not None
            and claim.trigger.span.overlaps(judgement.trigger)
            and claim.type is judgement.type
        ):
            return claim.id
    return None


def reattached(judgements: Sequence[Judgement], claims: Sequence[Claim]) -> tuple[Judgement, ...]:
    """The judgements with the ids their claims have now; one whose claims are all gone stays as it is.

    Of a pair only the first claim's document, trigger and type are kept, so only the first is found again.
    """
    known = {c.id for c in claims}
    by_document: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: c.id):
        by_document.setdefault(claim.document, []).append(claim)
    made = []
    for judgement in judgements:
        if judgement.claims and judgement.claims[0] not in known:
            found = _found_again(judgement, by_document)
            if found is not None:
                judgement = replace(judgement, claims=(found, *judgement.claims[1:]))
        made.append(judgement)
    return tuple(made)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _actors(listed: object, sides: Mapping[str, SideId | None]) -> tuple[ActorResolution, ...]:
    made = []
    for item in listed if isinstance(listed, list) else ():
        name = item if isinstance(item, str) else str(item.get("id") or item.get("text") or "")
        if name:
            made.append(
                ActorResolution(
                    text=name, span=None, id=ActorId(name), side=sides.get(name, SideId(name)), reason="set by a person"
                )
            )
    return tuple(made)


def _place(value: dict[str, Any], was: PlaceResolution | None) -> PlaceResolution:
    found, lat, lon = value.get("id"), value.get("lat"), value.get("lon")
    text = was.text if was is not None else str(value.get("name") or found or "")
    for other in was.others if was is not None else ():
        if found == other.id and lat is None:
            lat, lon = other.lat, other.lon
            value = {"name": other.name, "radius_km": other.radius_km, **value}
    return PlaceResolution(
        text=text, span=was.span if was is not None else None, place_id=PlaceId(str(found)) if found else None,
        name=str(value.get("name") or found or text), lat=lat, lon=lon,
        radius_km=value.get("radius_km") or (was.radius_km if was is not None else None),
        kind=value.get("kind") or (was.kind if was is not None else None), probability=1.0, reason="set by a person",
    )  # fmt: skip


def _counts(listed: list[dict[str, Any]]) -> tuple[Count, ...]:
    return tuple(
        Count(
            text=str(c.get("text") or ""), span=None, what=CountKind(c["what"]), low=c.get("low"), best=c.get("best"),
            high=c.get("high"), of=ActorId(c["of"]) if c.get("of") else None,
        )
        for c in listed
        if c.get("what") in set(CountKind)
    )  # fmt: skip


def corrected(claim: Claim, value: str | None, sides: Mapping[str, SideId | None]) -> Claim:
    """The claim with the fields that a person set; `value` is a JSON object of those that change.

    Fields: `type`, `status`, `certainty`, `initiator` and `target` (ids), `place` (`id`, or `lat`, `lon`, `name`),
    `from`, `to`, `counts`. Its id stays. What does not fit a field is left as it was.
    """
    try:
        given = json.loads(value or "{}")
    except ValueError:
        return claim
    if not isinstance(given, dict):
        return claim
    if given.get("type") in set(ClaimType):
        claim = replace(claim, type=ClaimType(given["type"]))
    if given.get("status") in set(Status):
        claim = replace(claim, status=Status(given["status"]))
    if given.get("certainty") in set(Certainty):
        claim = replace(claim, certainty=Certainty(given["certainty"]))
    if "initiator" in given:
        claim = replace(claim, initiator=_actors(given["initiator"], sides))
    if "target" in given:
        claim = replace(claim, target=_actors(given["target"], sides))
    if "place" in given:
        place = given["place"]
        claim = replace(claim, place=_place(place, claim.place) if isinstance(place, dict) else None)
    start, end = _day(given.get("from")), _day(given.get("to"))
    if start is not None or end is not None:
        first, last = start or end or date.min, end or start or date.max
        claim = replace(
            claim,
            time=Interval(
                text="", span=None, start=min(first, last), end=max(first, last), granularity=Granularity.DAYS,
                basis="set by a person",
            ),
        )  # fmt: skip
    if isinstance(given.get("counts"), list):
        claim = replace(claim, counts=_counts([c for c in given["counts"] if isinstance(c, dict)]))
    return claim


def lay_over(
    claims: Sequence[Claim], judgements: Sequence[Judgement], sides: Mapping[str, SideId | None] | None = None
) -> Reviewed:
    """The claims with every standing judgement applied: wrong ones left out, corrected ones changed.

    `sides` gives the side of each actor id that a correction may name. Without judgements, the claims as they are.
    """
    held = reattached(standing(judgements), claims)
    wrong = {c for j in held if j.verdict is Verdict.WRONG for c in j.claims}
    changes: dict[ClaimId, list[Judgement]] = {}
    for judgement in held:
        if judgement.verdict is Verdict.CORRECTED and judgement.claims:
            changes.setdefault(judgement.claims[0], []).append(judgement)
    made = []
    for claim in claims:
        if claim.id in wrong:
            continue
        for judgement in changes.get(claim.id, ()):
            claim = corrected(claim, judgement.value, sides or {})
        made.append(claim)
    known = {c.id for c in made}

    def pairs(verdict: Verdict) -> tuple[tuple[ClaimId, ClaimId], ...]:
        return tuple(
            (j.claims[0], other)
            for j in held
            if j.verdict is verdict and j.claims and j.claims[0] in known
            for other in j.claims[1:]
            if other in known
        )

    return Reviewed(claims=tuple(made), same=pairs(Verdict.SAME), different=pairs(Verdict.DIFFERENT))
