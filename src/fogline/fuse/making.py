"""One event out of its claims: roles, agreed place and days, figures by claimer, and what is disputed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from fogline.codec import event_id
from fogline.fuse.ballots import denies
from fogline.fuse.families import EFFECTS
from fogline.fuse.interest import side_of
from fogline.fuse.reliability import admiralty_digit
from fogline.fuse.words import first_said
from fogline.records import (
    ActorId,
    Claim,
    ClaimId,
    ClaimType,
    CountKind,
    CountRange,
    Difference,
    Event,
    EventClaim,
    Figure,
    PlaceResolution,
    Reason,
    Role,
    Saying,
    Status,
)

_ORDER = (Status.OCCURRED, Status.ONGOING, Status.EXPECTED, Status.HYPOTHETICAL, Status.DENIED)
Gone = Mapping[ClaimId, tuple[date, ClaimId]]


def _name_of(place: PlaceResolution) -> str:
    return place.place_id or place.name or place.text


def _agreed_place(claims: Sequence[Claim], weights: Mapping[ClaimId, float]) -> PlaceResolution | None:
    """The place most weight stands on; a located one before others, the finest first among equals."""
    votes: dict[str, float] = {}
    placed = [(c.id, c.place) for c in claims if c.place is not None]
    for claim, place in placed:
        votes[_name_of(place)] = votes.get(_name_of(place), 0.0) + 1.0 + max(weights.get(claim, 0.0), 0.0)

    def rank(entry: tuple[ClaimId, PlaceResolution]) -> tuple[bool, bool, float, float, str]:
        claim, place = entry
        radius = place.radius_km or 99.0
        return place.lat is None, radius > 25.0, -votes[_name_of(place)], radius, claim

    return min(placed, key=rank)[1] if placed else None


def _agreed_type(claims: Sequence[Claim], weights: Mapping[ClaimId, float]) -> ClaimType:
    """The type most weight stands on; what happened before what it did to people."""
    votes: dict[ClaimType, float] = {}
    for c in claims:
        votes[c.type] = votes.get(c.type, 0.0) + 1.0 + max(weights.get(c.id, 0.0), 0.0)
    return min(votes, key=lambda t: (t in EFFECTS, -votes[t], t.value))


def _figures(claims: Sequence[Claim], voices: Mapping[ClaimId, str]) -> tuple[CountRange, ...]:
    """Lowest, most supported and highest figure of each counted thing, over the latest figure of each claimer."""
    latest: dict[tuple[CountKind, ActorId | None], dict[str, Figure]] = {}
    for claim in claims:
        for count in claim.counts:
            figure = Figure(claimer=voices[claim.id], claim=claim.id, low=count.low, best=count.best, high=count.high)
            latest.setdefault((count.what, count.of), {})[figure.claimer] = figure
    made = []
    for (what, of), by_claimer in sorted(latest.items(), key=lambda kv: (kv[0][0], kv[0][1] or "")):
        figures = [by_claimer[name] for name in sorted(by_claimer)]
        lows = [v for f in figures if (v := f.low if f.low is not None else f.best) is not None]
        bests = sorted(v for f in figures if (v := f.best if f.best is not None else f.low) is not None)
        highs = [v for f in figures if (v := f.high if f.high is not None else f.best) is not None]
        made.append(
            CountRange(
                what=what, of=of, low=min(lows, default=None), high=max(highs, default=None),
                best=bests[(len(bests) - 1) // 2] if bests else None, figures=tuple(figures),
            )
        )  # fmt: skip
    return tuple(made)


def _sides(claims: Sequence[Claim], slot: str) -> tuple[str, ...]:
    actors = [a for c in claims for a in (c.initiator if slot == "initiator" else c.target)]
    return tuple(sorted({side_of(a) or a.text for a in actors}))


def _sayings(claims: Sequence[Claim]) -> tuple[Difference, ...]:
    """The slots on which claims give different values, with every value."""
    said: dict[str, dict[str, list[ClaimId]]] = {}
    for claim in claims:
        values = {
            "type": claim.type.value,
            "place": _name_of(claim.place) if claim.place is not None else "",
            "day": f"{claim.time.start}/{claim.time.end}" if claim.time is not None else "",
            "initiator": " + ".join(sorted({side_of(a) or a.text for a in claim.initiator})),
            "target": " + ".join(sorted({side_of(a) or a.text for a in claim.target})),
        }
        for slot, value in values.items():
            if value:
                said.setdefault(slot, {}).setdefault(value, []).append(claim.id)
    return tuple(
        Difference(slot=slot, sayings=tuple(Saying(value=v, claims=tuple(ids)) for v, ids in sorted(values.items())))
        for slot, values in said.items()
        if len(values) > 1
    )


def _parts(
    members: Sequence[Claim],
    copies: Mapping[ClaimId, ClaimId],
    voices: Mapping[ClaimId, str],
    gone: Gone,
    weights: Mapping[ClaimId, float],
    reasons: Callable[[ClaimId], tuple[Reason, ...]],
) -> tuple[EventClaim, ...]:
    made = []
    for claim in members:
        source = copies.get(claim.id)
        back = gone.get(claim.id) or (gone.get(source) if source is not None else None)
        made.append(
            EventClaim(
                id=claim.id,
                role=Role.COPY if source is not None else Role.DENIES if denies(claim) else Role.SUPPORTS,
                copy_of=source, reasons=reasons(claim.id), origin=voices[claim.id],
                weight=weights.get(claim.id, 0.0), superseded=back[0] if back is not None else None,
                superseded_by=back[1] if back is not None else None,
            )
        )  # fmt: skip
    return tuple(made)


def _days(claims: Sequence[Claim]) -> tuple[date | None, date | None, bool]:
    """The days told: by claims that say when and where, else by those that say when.

    Without any, the days of publication, and False: nobody says when it happened.
    """
    dated = [c for c in claims if c.time is not None]
    dated = [c for c in dated if c.place is not None and c.place.lat is not None] or dated
    told = [(c.time.start, c.time.end) for c in dated if c.time is not None]
    told = told or [(c.published, c.published) for c in claims if c.published is not None]
    return min((d[0] for d in told), default=None), max((d[1] for d in told), default=None), bool(dated)


def event_of(
    members: Sequence[Claim],
    *,
    votes: Sequence[Claim],
    copies: Mapping[ClaimId, ClaimId],
    voices: Mapping[ClaimId, str],
    gone: Gone,
    weights: Mapping[ClaimId, float],
    confidence: float,
    reasons: Callable[[ClaimId], tuple[Reason, ...]],
) -> Event:
    """The event that these claims tell of; `votes` holds one standing claim of each voice.

    What was taken back is kept but no longer shapes the event.
    """
    members = sorted(members, key=first_said)
    own = [c for c in members if c.id not in copies]
    standing = [c for c in own if c.id not in gone]
    stated = [c for c in standing if not denies(c)] or [c for c in own if not denies(c)] or own
    start, end, dated = _days(stated)
    published = sorted(c.published for c in members if c.published is not None)
    supporting = [c for c in votes if not denies(c)]
    return Event(
        id=event_id(tuple(c.id for c in members)),
        theatre=members[0].theatre,
        type=_agreed_type(stated, weights),
        status=min((c.status for c in stated), key=_ORDER.index),
        claims=_parts(members, copies, voices, gone, weights, reasons),
        initiator=_sides(stated, "initiator"),
        target=_sides(stated, "target"),
        place=_agreed_place(stated, weights),
        destination=next((c.destination for c in stated if c.destination is not None), None),
        start=start,
        end=end,
        dated=dated,
        first_published=published[0] if published else None,
        last_published=published[-1] if published else None,
        counts=_figures(stated, voices),
        voices=len(supporting),
        sources=tuple(sorted({c.source for c in members if c.source})),
        confidence=confidence,
        credibility=admiralty_digit(confidence, len(supporting), len(supporting) < len(votes)),
        differing=_sayings(stated) if len(stated) > 1 else (),
    )
