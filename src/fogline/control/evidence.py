"""What one claim says of who holds its place: a kind of evidence, a day, and the sides it names.

Every kind says how likely the holder is the side named as doing it, the one that suffers it, or another; those
shares are learned (see `weights`). A claim that says nothing of a holder gives no evidence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import nan
from zlib import crc32

from fogline.codec import digest, probability
from fogline.control.taken import Extent, extent_of
from fogline.names import fold
from fogline.pack import Pack
from fogline.records import (
    ActorId,
    ActorResolution,
    Certainty,
    Claim,
    ClaimId,
    ClaimType,
    Granularity,
    Interval,
    PlaceId,
    PlaceResolution,
    Relation,
    Status,
)

_T = ClaimType
_SURRENDER = re.compile(
    r"(?:have |has |had |then |finally )*(?:surrendered|capitulated|laid down (?:their )?arms)", re.IGNORECASE
)
UNDATED = date.min
"""The day of a claim that has neither a time nor a day of publication."""
_WORD = re.compile(r"\w+")
_WIDEST_KM = 20.0
_NO_HOLDER = frozenset({"country", "governorate", "region", "river", "desert", "road", "lake"})
_HEDGED = 0.7
_NEAR = 0.3
_MOSTLY = 0.3
_FROM_CONTEXT = 0.6
# How far a claim that tells of a fight or strike, and not of hands, is about the place itself and not what is near.
_OF_A_FIGHT = 0.65
_LONGEST_DAYS = 45
# What is told as expected for a time so long before publication is of that time: a report that looks back.
_LONG_PAST_DAYS = 60
# How often a departure that a report of long ago tells of as agreed or asked for came about.
_AGREED = 0.6
_NOBODY = re.compile(r"(?:unknown|unidentified|unnamed)\b", re.IGNORECASE)
_HOLD_NOBODY = frozenset({"civilians"})
_UNARMED = frozenset({"civilian", "humanitarian", "monitor", "media"})


class Kind(StrEnum):
    """A way in which a claim tells of a holder; the order fixes the rows of learned weights."""

    GAIN = "gain"
    LEAVE = "leave"
    HOLD = "hold"
    PRESENCE = "presence"
    CONTESTED = "contested"
    CLASH = "clash"
    REPELLED = "repelled"
    SHELLING = "shelling"
    AIR_STRIKE = "air_strike"
    SIEGE = "siege"
    OFFENSIVE = "offensive"
    CASUALTIES = "casualties"
    EXPLOSION = "explosion"
    DEPLOYMENT = "deployment"
    DETENTION = "detention"
    MATERIEL = "materiel"
    EXPECTED_GAIN = "expected_gain"
    EXPECTED_LEAVE = "expected_leave"
    DENIED_GAIN = "denied_gain"
    DENIED_HOLD = "denied_hold"
    DENIED_LEAVE = "denied_leave"
    BASELINE = "baseline"


KINDS = tuple(Kind)
_OF_HANDS = frozenset({Kind.GAIN, Kind.HOLD, Kind.LEAVE})
_TRUE = {
    _T.CONTROL_GAIN: Kind.GAIN,
    _T.WITHDRAWAL: Kind.LEAVE,
    _T.CONTROL_HOLD: Kind.HOLD,
    _T.PRESENCE: Kind.PRESENCE,
    _T.CONTESTED: Kind.CONTESTED,
    _T.CLASH: Kind.CLASH,
    _T.SHELLING: Kind.SHELLING,
    _T.AIR_STRIKE: Kind.AIR_STRIKE,
    _T.ENCIRCLEMENT: Kind.SIEGE,
    _T.OFFENSIVE: Kind.OFFENSIVE,
    _T.CASUALTIES: Kind.CASUALTIES,
    _T.EXPLOSION: Kind.EXPLOSION,
    _T.DEPLOYMENT: Kind.DEPLOYMENT,
    _T.DETENTION: Kind.DETENTION,
    _T.MATERIEL: Kind.MATERIEL,
}
_EXPECTED = {
    _T.CONTROL_GAIN: Kind.EXPECTED_GAIN,
    _T.WITHDRAWAL: Kind.EXPECTED_LEAVE,
    _T.OFFENSIVE: Kind.EXPECTED_GAIN,
    _T.CLASH: Kind.EXPECTED_GAIN,
}
_DENIED = {
    _T.CONTROL_GAIN: Kind.DENIED_GAIN,
    _T.CONTROL_HOLD: Kind.DENIED_HOLD,
    _T.PRESENCE: Kind.DENIED_HOLD,
    _T.WITHDRAWAL: Kind.DENIED_LEAVE,
}
_TOLD_OUTRIGHT = frozenset({*_OF_HANDS, *_DENIED.values()})
FIGHTING = {
    Kind.CONTESTED: 1.6,
    Kind.CLASH: 0.9,
    Kind.REPELLED: 0.9,
    Kind.OFFENSIVE: 0.3,
    Kind.SHELLING: 0.25,
    Kind.GAIN: 0.2,
    Kind.AIR_STRIKE: 0.15,
}
"""How much fighting for the place a kind tells of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that can be held; its coordinates are NaN where nobody says where it lies.

    `listed` is False for words that no list has, left to where another place lies: it tells nothing of its neighbours.
    """

    id: PlaceId
    name: str
    lat: float
    lon: float
    kind: str | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One claim's say about one place: `by` and `on` are the sides it names, `sure` how likely it says so at all.

    `day` is the day it speaks of, `dated` whether it names one; `known` the day it was published on, None when
    nobody knows. `opens` is the first day a gain may have come on; `since` the first of a time without an end.
    `document` and `at` say where it stands; without a time of its own it may be of the day told before it there.
    `words` stands for its quote, the same for the same words (0 for none).
    """

    claim: ClaimId
    spot: Spot
    kind: Kind
    source: str
    day: date
    dated: bool
    opens: date
    since: date | None
    known: date | None
    document: str
    at: int
    by: str | None
    on: str | None
    sure: float
    fighting: float
    words: int = 0


def spot_of(place: PlaceResolution | None) -> Spot | None:
    """The place as one that can be held; None for wide areas and for words that no place was found for."""
    if place is None:
        return None
    if place.lat is None or place.lon is None:
        return _by_id(place)
    if place.kind in _NO_HOLDER or (place.radius_km or 0.0) > _WIDEST_KM:
        return None
    name = place.text if place.place_id is None else place.name or place.text
    key = place.place_id or PlaceId(digest("place", fold(name), round(place.lat, 2), round(place.lon, 2)))
    return Spot(id=key, name=name, lat=place.lat, lon=place.lon, kind=place.kind, listed=place.place_id is not None)


def _by_id(place: PlaceResolution) -> Spot | None:
    """A place given by its id alone."""
    if place.place_id is None or place.kind in _NO_HOLDER:
        return None
    return Spot(id=place.place_id, name=place.name or place.text, lat=nan, lon=nan, kind=place.kind)


_HELD_FOR: dict[str, Mapping[str, str]] = {}


def held_for(pack: Pack) -> Mapping[str, str]:
    """For each side that no baseline of the pack has as a holder: the side it fights beside that is one.

    Who takes a town with another's help takes it for the one whose war it is; the first in the pack's order counts.
    """
    if pack.digest in _HELD_FOR:
        return _HELD_FOR[pack.digest]
    holders = {row.holder for baseline in pack.baselines for row in baseline.holders}
    own = [side for side in pack.sides if side.id in holders]
    made: dict[str, str] = {}
    for side in own:
        for ally in side.allies:
            if ally not in holders:
                made.setdefault(ally, side.id)
    _HELD_FOR[pack.digest] = made
    return made


def side_of(actors: tuple[ActorResolution, ...], pack: Pack | None) -> str | None:
    """The first side that the words name or a claim gives by id; with a pack, words alone name none it lacks."""
    for actor in actors:
        if actor.side is None and actor.id is None and _NOBODY.match(actor.text):
            continue
        side = actor.side or actor.id or (actor.text if pack is None else None)
        if side and side not in _HOLD_NOBODY and (pack is None or _can_hold(ActorId(side), pack)):
            return str(side) if pack is None else held_for(pack).get(str(side), str(side))
    return None


def _can_hold(side: ActorId, pack: Pack) -> bool:
    actor = pack.by_actor.get(side)
    return actor is None or actor.kind not in _UNARMED


def kind_of(claim: Claim) -> Kind | None:
    """What kind of evidence a claim is; None where it tells nothing of a holder."""
    if claim.status is Status.HYPOTHETICAL:
        return None
    if claim.status is Status.EXPECTED:
        return _EXPECTED.get(claim.type)
    if claim.status is Status.DENIED:
        return _DENIED.get(claim.type)
    if claim.type is _T.CLASH and claim.outcome == "repelled":
        return Kind.REPELLED
    return _TRUE.get(claim.type)


def _yielding(claim: Claim) -> tuple[ActorResolution, ...]:
    """Who "surrendered" at a place, by the words before the verb; nobody where men are counted and not a garrison."""
    told = claim.status in (Status.OCCURRED, Status.ONGOING) and claim.type is _T.DETENTION and not claim.counts
    if not told or claim.quote is None or claim.trigger is None or not _SURRENDER.match(claim.trigger.text):
        return ()
    before = range(claim.quote.span.start, claim.trigger.span.start)
    return tuple(a for a in (*claim.initiator, *claim.target) if a.span is not None and a.span.start in before)


def _in_its_words(actors: tuple[ActorResolution, ...], claim: Claim) -> bool:
    """True where an actor is named in the claim's own sentence, or nobody says where."""
    if claim.quote is None:
        return True
    quote, spans = claim.quote.span, [a.span for a in actors]
    return any(s is None or (quote.start <= s.start and s.end <= quote.end) for s in spans)


def _goes_on(time: Interval, known: date | None) -> bool:
    """True for a time without an end ("since May"), not for one without a beginning ("by May")."""
    return time.granularity is Granularity.OPEN and (known is None or time.end >= known)


def _mark(text: str) -> int:
    """A number that texts of the same words share, whatever their case and marks."""
    return crc32(" ".join(_WORD.findall(text.casefold())).encode("utf-8", "surrogatepass"))


def dated(claim: Claim) -> tuple[str, int] | None:
    """The report of a claim and how many days before its publication the time it names began; None for no time.

    What a report tells of places that nobody can hold says when it tells of, too.
    """
    if claim.time is None or claim.published is None or claim.status is Status.EXPECTED:
        return None
    begun = claim.time.start if _goes_on(claim.time, claim.published) else min(claim.time.end, claim.published)
    return claim.report or claim.document, (claim.published - begun).days


def said(claim: Claim, pack: Pack | None) -> Said | None:
    """What a claim says of who holds its place; None where it says nothing."""
    doing, other, yielding = claim.initiator, claim.target, _yielding(claim)
    if yielding:
        doing, other = yielding, tuple(a for a in (*doing, *other) if a not in yielding)
    kind, spot = Kind.LEAVE if yielding else kind_of(claim), spot_of(claim.place)
    if kind is None or spot is None or claim.place is None:
        return None
    relation = claim.place.relation
    if relation not in (Relation.AT, Relation.NEAR):
        return None
    extent = extent_of(claim) if kind in _OF_HANDS else Extent.WHOLE
    if extent is Extent.BESIDE:
        return None
    if extent is Extent.SOME:
        kind = Kind.CONTESTED
    by, on = side_of(doing, pack), side_of(other, pack)
    if kind is Kind.LEAVE and not _in_its_words(other, claim):
        on = None
    on = None if on == by else on
    fighting = FIGHTING.get(kind, 0.0)
    if by is None and on is None and not fighting:
        return None
    time, known = claim.time, claim.published
    expected, agreed = claim.status is Status.EXPECTED, 1.0
    day = known if time is None or expected else time.end if known is None else min(time.end, known)
    if expected and time is not None and known is not None and (known - time.end).days > _LONG_PAST_DAYS:
        day = time.start
        if kind is Kind.EXPECTED_LEAVE:
            kind, agreed = Kind.LEAVE, _AGREED
    day = UNDATED if day is None else day
    opens = (
        day if time is None else max(min(time.start, day), date.fromordinal(max(day.toordinal() - _LONGEST_DAYS, 1)))
    )
    sure = probability(claim.confidence)
    sure *= 1.0 if kind in _TOLD_OUTRIGHT else _OF_A_FIGHT
    sure *= agreed
    sure *= _HEDGED if claim.certainty is Certainty.HEDGED else 1.0
    sure *= _NEAR if relation is Relation.NEAR else 1.0
    sure *= _FROM_CONTEXT if by is not None and not _in_its_words(doing, claim) else 1.0
    sure *= _MOSTLY if extent is Extent.MOST else 1.0
    sure *= claim.place.probability if claim.place.probability is not None else 1.0
    return Said(
        claim=claim.id,
        spot=spot,
        kind=kind,
        source=claim.source or claim.document,
        day=day,
        dated=time is not None and not expected,
        opens=opens,
        since=time.start if time is not None and _goes_on(time, known) else None,
        known=known,
        document=claim.report or claim.document,
        at=claim.trigger.span.start if claim.trigger is not None else 0,
        by=by,
        on=on,
        sure=sure,
        fighting=fighting * (0.6 if relation is Relation.NEAR else 1.0) * (sure if sure < 0.5 else 1.0),
        words=0 if claim.quote is None else _mark(claim.quote.text),
    )
