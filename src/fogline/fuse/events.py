"""Events out of claims: copies set apart, one happening joined, who says it and who denies it."""

from collections.abc import Iterable, Mapping, Sequence

from fogline.codec import event_id
from fogline.fuse.copies import copied_claims, copied_reports
from fogline.fuse.linkage import Link, clusters, day_or_none, links, when
from fogline.fuse.weight import Sources, claim_weight
from fogline.pack import Pack
from fogline.records import (
    ActorId,
    Claim,
    ClaimId,
    CountKind,
    CountRange,
    Event,
    EventClaim,
    Judgement,
    PlaceResolution,
    Report,
    Role,
    Status,
    Verdict,
)

_ORDER = (Status.OCCURRED, Status.ONGOING, Status.EXPECTED, Status.HYPOTHETICAL, Status.DENIED)


def standing(judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that hold: a withdrawal cancels its author's earlier ones on the same claims."""
    kept: list[Judgement] = []
    for judgement in sorted(judgements, key=lambda j: (j.moment, j.id)):
        if judgement.verdict is Verdict.WITHDRAWN:
            kept = [j for j in kept if (j.author, j.claims) != (judgement.author, judgement.claims)]
        else:
            kept.append(judgement)
    return tuple(kept)


def _pairs(judgements: Iterable[Judgement], verdict: Verdict, at: Mapping[ClaimId, int]) -> list[tuple[int, int]]:
    made = []
    for judgement in judgements:
        known = sorted(at[c] for c in judgement.claims if c in at)
        if judgement.verdict is verdict and len(known) > 1:
            made += [(known[0], other) for other in known[1:]]
    return made


def _first_said(claim: Claim) -> tuple[str, str, str]:
    day = "9999" if claim.published is None else claim.published.isoformat()
    return day, claim.document, claim.id


def _agreed_place(claims: Sequence[Claim], weights: Mapping[ClaimId, float]) -> PlaceResolution | None:
    """The place most weight stands on; the finest one first among equals."""
    placed = [c for c in claims if c.place is not None]
    if not placed:
        return None
    votes: dict[str, float] = {}
    for c in placed:
        key = (c.place.place_id or c.place.text) if c.place is not None else ""
        votes[key] = votes.get(key, 0.0) + 1.0 + max(weights[c.id], 0.0)
    best = min(placed, key=lambda c: _place_rank(c, votes))
    return best.place


def _place_rank(claim: Claim, votes: Mapping[str, float]) -> tuple[bool, float, float, str]:
    place = claim.place
    if place is None:
        return True, 0.0, 0.0, claim.id
    return place.lat is None, -votes[place.place_id or place.text], place.radius_km or 99.0, claim.id


def _counts(claims: Sequence[Claim]) -> tuple[CountRange, ...]:
    figures: dict[tuple[CountKind, ActorId | None], list[tuple[int | None, int | None, int | None]]] = {}
    for claim in claims:
        for count in claim.counts:
            figures.setdefault((count.what, count.of), []).append((count.low, count.best, count.high))
    made = []
    for (what, of), listed in sorted(figures.items(), key=lambda kv: (kv[0][0], kv[0][1] or "")):
        lows = [v for v in (low if low is not None else best for low, best, _ in listed) if v is not None]
        bests = sorted(v for v in (best if best is not None else low for low, best, _ in listed) if v is not None)
        highs = [v for v in (high if high is not None else best for _, best, high in listed) if v is not None]
        made.append(
            CountRange(
                what=what,
                of=of,
                low=min(lows, default=None),
                high=max(highs, default=None),
                best=bests[(len(bests) - 1) // 2] if bests else None,
            )
        )
    return tuple(made)


def _sides(claims: Sequence[Claim], slot: str) -> tuple[str, ...]:
    found: set[str] = set()
    for claim in claims:
        for actor in claim.initiator if slot == "initiator" else claim.target:
            found.add(str(actor.side or actor.id or actor.text))
    return tuple(sorted(found))


def _parts(
    members: Sequence[Claim], origins: Mapping[ClaimId, ClaimId], best: Mapping[ClaimId, Link]
) -> tuple[EventClaim, ...]:
    ids = {c.id for c in members}
    made = []
    for claim in members:
        source = origins.get(claim.id)
        copy = source is not None and source in ids
        role = Role.COPY if copy else Role.DENIES if claim.status is Status.DENIED else Role.SUPPORTS
        link = best.get(claim.id)
        made.append(
            EventClaim(
                id=claim.id,
                role=role,
                copy_of=source if copy else None,
                reasons=() if link is None else link.reasons,
            )
        )
    return tuple(made)


def _event(
    members: Sequence[Claim],
    origins: Mapping[ClaimId, ClaimId],
    best: Mapping[ClaimId, Link],
    sources: Sources,
) -> Event:
    members = sorted(members, key=_first_said)
    parts = _parts(members, origins, best)
    roles = {p.id: p.role for p in parts}
    weights = {c.id: claim_weight(c, sources) for c in members}
    own = [c for c in members if roles[c.id] is not Role.COPY]
    supporting = [c for c in own if roles[c.id] is Role.SUPPORTS]
    stated = supporting or own
    voices: dict[str, float] = {}
    against: dict[str, float] = {}
    for claim in own:
        voice = claim.source or claim.document
        pool = voices if roles[claim.id] is Role.SUPPORTS else against
        pool[voice] = max(pool.get(voice, -9.0), weights[claim.id])
    confidence = sum(max(w, -0.5) for w in voices.values()) - sum(max(w, 0.1) for w in against.values())
    days = [w for w in (when(c) for c in stated) if w is not None]
    said = [w for w in days if w[2]] or days
    published = sorted(c.published for c in members if c.published is not None)
    placed = _agreed_place(stated, weights)
    return Event(
        id=event_id(tuple(c.id for c in members)),
        theatre=members[0].theatre,
        type=members[0].type,
        status=min((c.status for c in stated), key=_ORDER.index),
        claims=parts,
        initiator=_sides(stated, "initiator"),
        target=_sides(stated, "target"),
        place=placed,
        destination=next((c.destination for c in stated if c.destination is not None), None),
        start=day_or_none(min((d[0] for d in said), default=None)),
        end=day_or_none(max((d[1] for d in said), default=None)),
        first_published=published[0] if published else None,
        last_published=published[-1] if published else None,
        counts=_counts(stated),
        voices=len(voices),
        sources=tuple(sorted({c.source for c in members if c.source})),
        confidence=confidence,
    )


def fuse(
    claims: Sequence[Claim],
    *,
    reports: Sequence[Report] = (),
    pack: Pack | None = None,
    judgements: Sequence[Judgement] = (),
) -> tuple[Event, ...]:
    """The events behind claims of one theatre: every claim in exactly one of them, but those judged wrong.

    With the reports, copies are told on their full text, without them on quotes. The result does not
    depend on the order of the claims.
    """
    held = standing(judgements)
    wrong = {c for j in held if j.verdict is Verdict.WRONG for c in j.claims}
    kept = sorted((c for c in {c.id: c for c in claims}.values() if c.id not in wrong), key=lambda c: c.id)
    at = {c.id: i for i, c in enumerate(kept)}
    origins = copied_claims(kept, copied_reports(reports))
    found = links(kept)
    best: dict[ClaimId, Link] = {}
    for link in found:
        for i in (link.a, link.b):
            best.setdefault(kept[i].id, link)
    same = _pairs(held, Verdict.SAME, at)
    same += [(at[copy], at[source]) for copy, source in sorted(origins.items()) if source in at and copy in at]
    different = frozenset(_pairs(held, Verdict.DIFFERENT, at))
    sources = Sources(pack)
    made = [
        _event([kept[i] for i in group], origins, best if len(group) > 1 else {}, sources)
        for group in clusters(kept, found, same, different)
    ]
    return tuple(sorted(made, key=lambda e: e.id))
