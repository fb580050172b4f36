"""What a theatre pack holds: the only place where a conflict is named. All values frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fogline.records import ActorId, ClaimType, PlaceId, SideId, SourceId

PLACE_KINDS = frozenset(
    "city town village district neighbourhood camp hill mountain base airbase airport dam bridge crossing border_post "
    "oil_field gas_field lake river desert road region governorate country station farm factory hospital university "
    "mine port island pass junction prison silo water_plant power_plant checkpoint".split()
)
ACTOR_KINDS = frozenset("state armed tribal police civilian humanitarian monitor political media".split())
SOURCE_KINDS = frozenset("agency outlet party state monitor blog ngo military social".split())
GRADES = frozenset("ABCDEF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from `start` to `end`, both included; None leaves an end open."""

    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """True when the day lies within."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The rectangle the theatre lies in, in degrees."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A side as the map shows it; `allies` are the sides it fights alongside, `names` what other languages call it,
    as pairs of language and name.
    """

    id: SideId
    name: str
    colour: str
    pattern: str
    allies: tuple[SideId, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorName:
    """A name of an actor; a strong one means it anywhere in the theatre, a weak one only by context."""

    text: str
    language: str
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorSide:
    """Which side an actor belonged to in a period, where that is not its root ancestor."""

    side: SideId
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who can act in the theatre: a state, unit, group, body or people.

    `successor` is what it became when it ended; `backers` arm or lead it.
    """

    id: ActorId
    name: str
    kind: str
    parent: ActorId | None
    names: tuple[ActorName, ...]
    sides: tuple[ActorSide, ...] = ()
    exists: Period | None = None
    successor: ActorId | None = None
    backers: tuple[ActorId, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPlace:
    """A place that matters in the theatre; `radius_km` is the distance within which an answer is right."""

    id: PlaceId
    name: str
    kind: str
    lat: float
    lon: float
    radius_km: float
    country: str
    admin1: str
    admin2: str
    variants: tuple[str, ...]
    names_ar: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A named road or river (`kind`) as the places along it, in order."""

    id: PlaceId
    name: str
    variants: tuple[str, ...]
    places: tuple[PlaceId, ...]
    kind: str = "road"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceProfile:
    """A publisher: what it is, how it leans towards each side (-1 to 1), its Admiralty grade and why.

    `reasons` say why in other languages, as pairs of language and words.
    """

    id: SourceId
    name: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    kind: str
    lean: Mapping[SideId, float]
    grade: str
    reason: str
    reasons: tuple[tuple[str, str], ...] = ()
    copies: tuple[SourceId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedWord:
    """Words that take sides, with a neutral word, the claim type or actors they stand for, and the lean they show.

    With a `speaker` they stand for these actors only where a source speaks for that side.
    """

    words: tuple[str, ...]
    neutral: str
    type: ClaimType | None
    refers: tuple[ActorId, ...]
    lean: str | None
    speaker: SideId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineHolder:
    """Who held a place on a baseline's day, with how well that is known."""

    place: PlaceId
    holder: SideId
    probability: float
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Holders to start from on a day."""

    day: date
    holders: tuple[BaselineHolder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """On a day the places that one side held within an outline of (lat, lon) corners went over to another as a whole,
    as by an agreement or a merger, with how surely; nobody else's places change hands by it."""

    day: date
    giver: SideId
    taker: SideId
    outline: tuple[tuple[float, float], ...]
    probability: float
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A theatre: everything that is particular to one war. `digest` changes with any of its files."""

    id: str
    name: str
    period: Period
    extent: Extent
    countries: tuple[str, ...]
    neighbours: tuple[str, ...]
    languages: tuple[str, ...]
    sides: tuple[Side, ...]
    actors: tuple[Actor, ...]
    places: tuple[PackPlace, ...]
    roads: tuple[Road, ...]
    sources: tuple[SourceProfile, ...]
    lexicon: tuple[LoadedWord, ...]
    baselines: tuple[Baseline, ...]
    handovers: tuple[Handover, ...]
    digest: str
    by_actor: Mapping[ActorId, Actor] = field(repr=False, compare=False)


def alive(actor: Actor, day: date | None) -> bool:
    """True when the actor exists on a day; an unknown day or unknown bounds rule nothing out."""
    return day is None or actor.exists is None or actor.exists.holds(day)


def outlived(pack: Pack, actor: Actor, day: date | None) -> Actor:
    """What the actor had become by a day, where it was renamed within its own line.

    Successors are followed as far as an ancestor; a group that another swallowed stays itself.
    """
    above = _ancestors(pack, actor)
    chain, seen = [actor], {actor.id}
    while chain[-1].id not in above:
        after = pack.by_actor.get(chain[-1].successor or ActorId(""))
        if after is None or after.id in seen:
            return actor
        chain.append(after)
        seen.add(after.id)
    ended = (known.exists is not None and known.exists.end is not None and known.exists.end for known in chain)
    return next((known for known, end in zip(chain, ended, strict=True) if not end or not day or day <= end), actor)


def _ancestors(pack: Pack, actor: Actor) -> frozenset[ActorId]:
    above: set[ActorId] = set()
    at = actor.parent
    while at is not None and at not in above:
        above.add(at)
        known = pack.by_actor.get(at)
        at = None if known is None else known.parent
    return frozenset(above)


def root_of(pack: Pack, actor: ActorId) -> ActorId:
    """The ancestor without a parent; an actor that the pack lacks is its own root."""
    seen = {actor}
    while (known := pack.by_actor.get(actor)) is not None and known.parent is not None and known.parent not in seen:
        actor = known.parent
        seen.add(actor)
    return actor


def side_on(pack: Pack, actor: ActorId, day: date | None) -> SideId | None:
    """The side an actor belonged to on a day: its own or an ancestor's entry for that day, else its root.

    None for an actor that the pack lacks.
    """
    if actor not in pack.by_actor:
        return None
    at: ActorId | None = actor
    while at is not None:
        known = pack.by_actor.get(at)
        if known is None:
            break
        if day is not None:
            for entry in known.sides:
                if entry.period.holds(day):
                    return entry.side
        at = known.parent
    return SideId(root_of(pack, actor))


def allied(pack: Pack, side: str) -> frozenset[str]:
    """A side with those it fights alongside."""
    made = {side}
    for entry in pack.sides:
        if entry.id == side:
            made.update(entry.allies)
        elif side in entry.allies:
            made.add(entry.id)
    return frozenset(made)
