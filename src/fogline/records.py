"""The records that flow through Fogline, from Report to Holding; frozen values, standard library only.

Spans count characters of the untouched report text. Dates are ISO days. Coordinates are WGS 84
degrees, distances kilometres. Confidence is log-odds here and probability on the outside.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

ReportId = NewType("ReportId", str)
ReadingId = NewType("ReadingId", str)
ClaimId = NewType("ClaimId", str)
EventId = NewType("EventId", str)
ActorId = NewType("ActorId", str)
SideId = NewType("SideId", str)
PlaceId = NewType("PlaceId", str)
SourceId = NewType("SourceId", str)
_TOLD, _MOVED, _CONTESTED_MOVED = 0.05, 0.02, 0.05
"""How likely a runner-up must be to be told of, and how far the holder's probability or contested moves to be news."""


class ClaimType(StrEnum):
    """What kind of happening or state a claim asserts."""

    OFFENSIVE = "offensive"
    CLASH = "clash"
    AIR_STRIKE = "air_strike"
    SHELLING = "shelling"
    EXPLOSION = "explosion"
    CONTROL_GAIN = "control_gain"
    CONTROL_HOLD = "control_hold"
    PRESENCE = "presence"
    CONTESTED = "contested"
    WITHDRAWAL = "withdrawal"
    ENCIRCLEMENT = "encirclement"
    ROUTE = "route"
    DEPLOYMENT = "deployment"
    EVACUATION = "evacuation"
    DISPLACEMENT = "displacement"
    AGREEMENT = "agreement"
    DETENTION = "detention"
    CASUALTIES = "casualties"
    CIVILIAN_HARM = "civilian_harm"
    MATERIEL = "materiel"
    AID = "aid"


class Status(StrEnum):
    """Whether the source says it happened, goes on, will or may happen, or did not."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    EXPECTED = "expected"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"


class Certainty(StrEnum):
    """Whether the source vouches for it; naming a source is attribution, not a hedge."""

    STATED = "stated"
    HEDGED = "hedged"


class CountKind(StrEnum):
    """What a number counts."""

    KILLED = "killed"
    WOUNDED = "wounded"
    KILLED_OR_WOUNDED = "killed_or_wounded"
    LOSSES = "losses"
    CAPTURED = "captured"
    SURRENDERED = "surrendered"
    EVACUATED = "evacuated"
    DISPLACED = "displaced"
    BESIEGED = "besieged"
    DEPLOYED = "deployed"
    STRIKES = "strikes"
    PLACES = "places"
    VEHICLES = "vehicles"
    WEAPONS = "weapons"
    OTHER = "other"


class PartKind(StrEnum):
    """What a stretch of a report is; claims come from body and list items only."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    LIST_ITEM = "list_item"
    FURNITURE = "furniture"
    COMMENT = "comment"


class Relation(StrEnum):
    """How a happening lies to the place that is named."""

    AT = "at"
    NEAR = "near"
    BETWEEN = "between"
    ALONG = "along"
    N = "N"
    NE = "NE"
    E = "E"
    SE = "SE"
    S = "S"
    SW = "SW"
    W = "W"
    NW = "NW"


class Granularity(StrEnum):
    """How fine the words give a time."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    OPEN = "open"


class Role(StrEnum):
    """What a claim is to its event."""

    SUPPORTS = "supports"
    DENIES = "denies"
    COPY = "copy"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a report's text, end exclusive."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """True when the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of a report, where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a report with its kind, the heading over it and, for a list item, its lead sentence."""

    kind: PartKind
    span: Span
    heading: Span | None = None
    lead: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One published text of one source as it was captured; an edited page is a second Report.

    `key` is the input's own id, else its path. `parts` is what ingest knows of the page's structure
    (complete and in order, or empty where the input carries none). `published_basis` says where the
    date comes from, or why there is none.
    """

    id: ReportId
    key: str
    source: str
    text: str
    title: str | None = None
    url: str | None = None
    published: date | None = None
    published_basis: str = ""
    language: str | None = None
    captured: str | None = None
    raw_digest: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """Words that name where, with what the sentence says about the kind and surroundings.

    `kind` is the kind of place the words ask for ("hill", "airbase") or None; `context` are names that
    contain it or lie beside it (appositions, "in the X countryside"); `heading` is the section's heading;
    `distance_km` belongs to a compass relation ("5 km south of"); `other` is the second end of `between`.
    """

    text: str
    span: Span
    relation: Relation = Relation.AT
    kind: str | None = None
    context: tuple[Mention, ...] = ()
    heading: Mention | None = None
    distance_km: float | None = None
    other: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountMention:
    """A number in words with its reading; `of` is who is counted, in the report's words."""

    text: str
    span: Span
    what: CountKind
    low: int | None
    best: int | None
    high: int | None
    of: Mention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the text says in its own words: one happening or state at one place.

    `frame` names the frame entry that made it; `confidence` is log-odds; `ordinal` tells apart
    readings that share trigger, type and place span. An actor that the sentence leaves out points to
    the words that name it elsewhere in the report.
    """

    id: ReadingId
    report: ReportId
    type: ClaimType
    trigger: Mention
    quote: Mention
    status: Status
    certainty: Certainty
    frame: str
    confidence: float
    ordinal: int = 0
    initiator: tuple[Mention, ...] = ()
    target: tuple[Mention, ...] = ()
    attributed_to: tuple[Mention, ...] = ()
    place: PlaceMention | None = None
    origin: PlaceMention | None = None
    destination: PlaceMention | None = None
    time: Mention | None = None
    counts: tuple[CountMention, ...] = ()
    phase: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One feature that spoke for or against a choice, with its weight (log-odds or share)."""

    feature: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A known thing that words may mean, with its score and why; coordinates for places only."""

    id: str
    name: str
    score: float
    reasons: tuple[Reason, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorResolution:
    """Words for an actor with the actor they mean; `id` None keeps an unknown group as its words.

    `side` is the root actor the chosen one belongs to on the claim's date.
    """

    text: str
    span: Span | None
    id: ActorId | None = None
    side: SideId | None = None
    others: tuple[Candidate, ...] = ()
    reason: str = ""


class ShapeKind(StrEnum):
    """What a shape's points are: the corners of a line, or of a closed ring."""

    LINE = "LineString"
    RING = "Polygon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A line or a ring on the map; points are (lat, lon), a ring's last point repeats its first."""

    kind: ShapeKind
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceResolution:
    """Words for a place with where they are; `lat` None, with a reason, where no one could say.

    `lat`, `lon`, `radius_km` describe the area meant (a direction or a road widens it), `place_id` and `name` the
    named place it hangs on. `shape` is the area itself where it is no circle: a sector for a direction, a line
    for a road or what lies between two places.
    """

    text: str
    span: Span | None
    relation: Relation = Relation.AT
    place_id: PlaceId | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    kind: str | None = None
    probability: float | None = None
    others: tuple[Candidate, ...] = ()
    reason: str = ""
    shape: Shape | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Inclusive days with granularity; `basis` says what they rest on ("yesterday" from publication)."""

    text: str
    span: Span | None
    start: date
    end: date
    granularity: Granularity
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of what, in low, best and high, with the words; `of` is an actor id or None."""

    text: str
    span: Span | None
    what: CountKind
    low: int | None
    best: int | None
    high: int | None
    of: ActorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """This source says: who did what, to whom, where, when, how many.

    `report` is None for a claim that came from a claims file; `document` is the input's own id.
    """

    id: ClaimId
    report: ReportId | None
    document: str
    source: str
    published: date | None
    theatre: str | None
    type: ClaimType
    status: Status
    certainty: Certainty
    quote: Mention | None
    trigger: Mention | None
    confidence: float
    initiator: tuple[ActorResolution, ...] = ()
    target: tuple[ActorResolution, ...] = ()
    attributed_to: tuple[ActorResolution, ...] = ()
    place: PlaceResolution | None = None
    origin: PlaceResolution | None = None
    destination: PlaceResolution | None = None
    time: Interval | None = None
    counts: tuple[Count, ...] = ()
    phase: str | None = None
    outcome: str | None = None
    frame: str = ""

    def stands_at(self) -> tuple[int, int, int]:
        """Where trigger, quote and place begin in the text, 0 for what is not there: the order of a report's claims."""
        trigger, quote, place = (
            m.span.start if m is not None and m.span is not None else 0 for m in (self.trigger, self.quote, self.place)
        )
        return trigger, quote, place


@dataclass(frozen=True, slots=True, kw_only=True)
class EventClaim:
    """A claim's part in an event; a copy names the claim it repeats; `reasons` say why it was joined.

    `origin` is the voice the claim goes back to; `weight` is what that voice adds to the event's log-odds,
    0 for all claims of one voice but its first. A claim that its source corrected or took back stops
    counting on the day `superseded`.
    """

    id: ClaimId
    role: Role
    copy_of: ClaimId | None = None
    reasons: tuple[Reason, ...] = ()
    origin: str = ""
    weight: float = 0.0
    superseded: date | None = None
    superseded_by: ClaimId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One claimer's figure, its latest where it gave several."""

    claimer: str
    claim: ClaimId
    low: int | None
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRange:
    """One counted thing over all claims of an event: lowest, most supported and highest figure, and who says which."""

    what: CountKind
    of: ActorId | None
    low: int | None
    best: int | None
    high: int | None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One of the differing values that claims of an event give, and which claims give it."""

    value: str
    claims: tuple[ClaimId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A slot on which the claims of an event do not agree: `place`, `day`, `initiator`, `target` or `type`."""

    slot: str
    sayings: tuple[Saying, ...]


class Tie(StrEnum):
    """How one event belongs to another."""

    FOLLOWS = "follows"
    LEADS_TO = "leads_to"
    CAME_OF = "came_of"
    FORESEEN_BY = "foreseen_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTie:
    """Another event this one belongs to: a phase before or after it, or what came of a forecast."""

    tie: Tie
    event: EventId


class Outcome(StrEnum):
    """What came of something that was expected."""

    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening or state with everybody who says or denies it.

    `voices` counts independent origins that support it; `confidence` is log-odds that it happened.
    `place` and `time` are what the claims agree on, None where they leave it open; `differing` lists what
    they do not agree on. `start` and `end` are the days it happened on where `dated`, else the days on which it was
    reported: when it happened is then unknown. `credibility` is the Admiralty digit, 1 (confirmed) to 6 (cannot be
    judged); `outcome` belongs to expected events only.
    """

    id: EventId
    theatre: str | None
    type: ClaimType
    status: Status
    claims: tuple[EventClaim, ...]
    initiator: tuple[str, ...]
    target: tuple[str, ...]
    place: PlaceResolution | None
    destination: PlaceResolution | None
    start: date | None
    end: date | None
    first_published: date | None
    last_published: date | None
    counts: tuple[CountRange, ...]
    voices: int
    sources: tuple[str, ...]
    confidence: float
    credibility: int = 6
    differing: tuple[Difference, ...] = ()
    ties: tuple[EventTie, ...] = ()
    outcome: Outcome | None = None
    dated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SideProbability:
    """How likely a side holds a place."""

    side: SideId
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who held one place on one day, with what is not known stated as such.

    `holder` is a side id or "unknown"; `probability` is the holder's; side probabilities and
    `p_unknown` sum to 1. `contested` is the probability that no side holds it wholly.
    """

    theatre: str | None
    view: str
    place: PlaceId
    name: str
    lat: float
    lon: float
    day: date
    holder: str
    probability: float
    contested: float
    p_unknown: float
    last_evidence: date | None
    sides: tuple[SideProbability, ...]
    evidence: tuple[ClaimId, ...] = ()

    def runner_up(self) -> SideProbability | None:
        """The likeliest side that is not the holder; None where none is likely enough to be told of."""
        others = (s for s in self.sides if s.side != self.holder and s.probability >= _TOLD)
        return min(others, key=lambda s: (-s.probability, s.side), default=None)


def run_starts(holdings: Iterable[Holding]) -> Iterator[tuple[Holding, SideProbability | None]]:
    """Of holdings of growing days those that tell something new of their place, each with its runner-up: the holder,
    the runner-up or the last evidence is another than when the place was last told of, or a probability has moved.
    """
    before: dict[PlaceId, tuple[Holding, SideId | None]] = {}
    for holding in holdings:
        second = holding.runner_up()
        side = None if second is None else second.side
        last, last_side = before.get(holding.place, (None, None))
        if (
            last is None
            or (last.holder, last_side, last.last_evidence) != (holding.holder, side, holding.last_evidence)
            or abs(last.probability - holding.probability) > _MOVED
            or abs(last.contested - holding.contested) > _CONTESTED_MOVED
        ):
            before[holding.place] = holding, side
            yield holding, second


class Verdict(StrEnum):
    """What a person decided about a claim or a pair of claims."""

    RIGHT = "right"
    WRONG = "wrong"
    SAME = "same"
    DIFFERENT = "different"
    CORRECTED = "corrected"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One human decision, appended and never edited; `value` is canonical JSON: of a correction the fields
    that change, of a withdrawal `withdraws`, the id of a judgement.
    """

    id: str
    verdict: Verdict
    claims: tuple[ClaimId, ...]
    document: str
    trigger: Span | None
    type: ClaimType | None
    author: str
    moment: str
    reason: str = ""
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What broke on which input, at which stage, and what to do about it."""

    document: str
    stage: str
    reason: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run over inputs: what versions, digests and options made its results."""

    id: str
    started: str
    version: str
    reader: str
    packs: tuple[str, ...]
    gazetteer: str
    options: str
    failures: tuple[Failure, ...] = field(default=())
