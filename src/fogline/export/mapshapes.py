"""What a map page is made of: everything it shows, and how sides, sources, roads and names are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fogline.records import Claim, Event, Failure, Holding, Report, ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class SideStyle:
    """How a side is called, in other languages too, and drawn."""

    id: str
    name: str
    colour: str
    pattern: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """What the page says of a source: its Admiralty grade with the reason, its kind, and how it leans.

    `lean` holds (side's name, -1 against to 1 for), `reasons` the reason in other languages.
    """

    grade: str | None
    kind: str
    reason: str
    lean: tuple[tuple[str, float], ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """A road or river of the base map as (lat, lon) points."""

    name: str
    kind: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A place name of the base map, in Latin and in its own script; the greatest have rank 1."""

    name: str
    local: str
    lat: float
    lon: float
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapData:
    """Everything a map page shows; `holdings` are those of `days`, in their order, `later` the same with hindsight."""

    title: str
    claims: Sequence[Claim]
    events: Sequence[Event]
    reports: Mapping[ReportId, Report]
    holdings: Sequence[Holding]
    later: Sequence[Holding]
    days: Sequence[date]
    sides: Sequence[SideStyle]
    sources: Mapping[str, SourceNote]
    lines: Sequence[MapLine]
    labels: Sequence[MapLabel]
    baselines: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    failures: Sequence[Failure] = ()
