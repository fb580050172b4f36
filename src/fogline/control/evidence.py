"""What each event says of who holds its place: evidence by place and day, as known from chosen claims.

Evidence moves belief: towards a side that takes or holds, away from one that leaves or is said not to
have come, and towards "contested" where there is fighting.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fogline.codec import digest
from fogline.names import fold
from fogline.pack import Pack
from fogline.records import Claim, ClaimId, ClaimType, Event, PlaceId, PlaceResolution, Relation, Role, Status

_T = ClaimType
_WIDEST_KM = 20.0
_NO_HOLDER = frozenset({"country", "governorate", "region", "river", "desert", "road", "lake"})
_HOLDS = {_T.CONTROL_GAIN: 1.0, _T.CONTROL_HOLD: 0.85, _T.PRESENCE: 0.35}
_TARGET_HOLDS = {_T.ENCIRCLEMENT: 0.6, _T.SHELLING: 0.25, _T.AIR_STRIKE: 0.3, _T.CLASH: 0.2}
_FIGHTING = {_T.CLASH: 0.9, _T.CONTESTED: 1.6, _T.OFFENSIVE: 0.3, _T.SHELLING: 0.25, _T.AIR_STRIKE: 0.15}
_DENIAL = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that can be held."""

    id: PlaceId
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One event's say about one place: who comes to hold it, who no longer does, how much fighting.

    `former` is who held it before a change, for looking back.
    `arrives` is when each claim of it was published; `strength` in 0..1 scales its probability.
    """

    day: date
    gains: str | None
    loses: str | None
    former: str | None
    strength: float
    fighting: float
    changes: bool
    support: tuple[tuple[date | None, str, ClaimId], ...]
    against: tuple[tuple[date | None, str, ClaimId], ...]
    voice_weight: float


def spot_of(place: PlaceResolution | None) -> Spot | None:
    """The place as one that can be held; None for wide areas and places nobody could locate."""
    if place is None or place.lat is None or place.lon is None:
        return None
    if place.kind in _NO_HOLDER or (place.radius_km or 0.0) > _WIDEST_KM:
        return None
    name = place.name or place.text
    key = place.place_id or PlaceId(digest("place", fold(name), round(place.lat, 2), round(place.lon, 2)))
    return Spot(id=key, name=name, lat=place.lat, lon=place.lon)


def _holder(claims: Sequence[Claim], slot: str, pack: Pack | None) -> str | None:
    """The side most claims name first in a slot; with a pack, only sides it knows."""
    votes: dict[str, int] = {}
    for claim in claims:
        for actor in claim.initiator if slot == "initiator" else claim.target:
            side = actor.side or actor.id or (actor.text if pack is None else None)
            if side and side != "civilians" and (pack is None or side in pack.by_actor):
                votes[str(side)] = votes.get(str(side), 0) + 1
                break
    return min(votes, key=lambda s: (-votes[s], s)) if votes else None


def _day(event: Event) -> date | None:
    return event.end or event.first_published


def evidence_of(event: Event, claims: Mapping[ClaimId, Claim], pack: Pack | None) -> tuple[Spot, Evidence] | None:
    """What an event says of its place; None where it says nothing of who holds it."""
    spot, day = spot_of(event.place), _day(event)
    if spot is None or day is None or event.place is None:
        return None
    support = [claims[c.id] for c in event.claims if c.role is Role.SUPPORTS and c.id in claims]
    against = [claims[c.id] for c in event.claims if c.role is Role.DENIES and c.id in claims]
    said = support or against
    by, on = _holder(said, "initiator", pack), _holder(said, "target", pack)
    gains, loses, strength, fighting, changes = _meaning(event, by, on, said)
    if strength <= 0 and fighting <= 0:
        return None
    if event.place.relation not in (Relation.AT,):
        near = event.place.relation is Relation.NEAR
        strength, fighting = strength * (0.25 if near else 0.0), fighting * (0.6 if near else 0.2)
    voices = max(event.voices, 1)
    weight = (event.confidence + _DENIAL * len({c.source for c in against})) / voices
    return spot, Evidence(
        day=day,
        gains=gains,
        loses=loses,
        former=(on if event.type is _T.CONTROL_GAIN else by) if changes else None,
        strength=strength,
        fighting=fighting,
        changes=changes,
        support=tuple((c.published, c.source or c.document, c.id) for c in support),
        against=tuple((c.published, c.source or c.document, c.id) for c in against),
        voice_weight=weight,
    )


def _meaning(
    event: Event, by: str | None, on: str | None, said: Sequence[Claim]
) -> tuple[str | None, str | None, float, float, bool]:
    """Who gains, who loses, how strongly, how much fighting, and whether the holder changes."""
    kind, fighting = event.type, _FIGHTING.get(event.type, 0.0)
    if event.status in (Status.EXPECTED, Status.HYPOTHETICAL):
        expected = kind is _T.CONTROL_GAIN and event.status is Status.EXPECTED
        return None, by if expected else None, 0.3 if expected else 0.0, 0.0, False
    if kind is _T.CONTROL_GAIN:
        return by, on if by is None else None, 1.0, 0.2, True
    if kind is _T.WITHDRAWAL:
        return on, by, 0.9, 0.0, True
    if kind is _T.CLASH and any(c.outcome == "repelled" for c in said):
        return on, None, 0.55, fighting, False
    if kind in _HOLDS:
        return by, None, _HOLDS[kind] if by is not None else 0.0, fighting, False
    if kind in _TARGET_HOLDS:
        return on, None, _TARGET_HOLDS[kind] if on is not None else 0.0, fighting, False
    return None, None, 0.0, fighting, False


def strength_on(item: Evidence, known_by: date | None, sources: frozenset[str] | None) -> float:
    """How much an event weighs, from -1 (it did not happen) to 1, given only some of its claims.

    `known_by` leaves out claims published later, or never dated; `sources` those of other sources.
    """

    def heard(listed: tuple[tuple[date | None, str, ClaimId], ...]) -> int:
        kept = {
            source
            for published, source, _ in listed
            if (known_by is None or (published is not None and published <= known_by))
            and (sources is None or source in sources)
        }
        return len(kept)

    support, against = heard(item.support), heard(item.against)
    if support == 0 and against == 0:
        return 0.0
    score = item.voice_weight * support - _DENIAL * against
    if support == 0:
        return -item.strength / (1.0 + math.exp(-_DENIAL * against))
    sure = 1.0 / (1.0 + math.exp(-score))
    return item.strength * sure if score > 0 else item.strength * (sure if against == 0 else sure - 0.5)


def heard_claims(item: Evidence, known_by: date | None, sources: frozenset[str] | None) -> tuple[ClaimId, ...]:
    """The claims behind a piece of evidence that are known by a day and of chosen sources."""
    return tuple(
        claim
        for published, source, claim in (*item.support, *item.against)
        if (known_by is None or (published is not None and published <= known_by))
        and (sources is None or source in sources)
    )
