"""The whole system on one page: the stages called in order, without input or output."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fogline.gazetteer import Gazetteer
from fogline.pack import Pack, side_on
from fogline.read.reader import Reader
from fogline.read.theatre import TheatreTeller
from fogline.read.toponyms import find_toponyms
from fogline.records import (
    Claim,
    ClaimId,
    Event,
    Holding,
    Judgement,
    PlaceResolution,
    Report,
    SideId,
)
from fogline.resolve import resolve
from fogline.resolve.general import resolve_toponyms
from fogline.review import lay_over

if TYPE_CHECKING:
    from fogline.fuse import Fusion, Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What reading and resolving know of the world: packs by id, the gazetteer, the reader."""

    packs: Mapping[str, Pack]
    gazetteer: Gazetteer
    reader: Reader
    teller: TheatreTeller


def read_report(report: Report, known: Knowledge, theatre: str | None = None) -> tuple[Claim, ...]:
    """The claims of a report, read and resolved; its theatre is told from its names unless given."""
    name = theatre if theatre is not None else known.teller.tell(report)
    pack = known.packs.get(name) if name is not None else None
    readings = known.reader.read(report, pack, known.gazetteer)
    return resolve(report, readings, pack=pack, gazetteer=known.gazetteer)


def sides_of(pack: Pack | None) -> dict[str, SideId | None]:
    """The side of every actor of a pack, as it is without regard to the day."""
    return {str(a.id): side_on(pack, a.id, None) for a in pack.actors} if pack is not None else {}


def fuse_theatre(
    claims: Sequence[Claim],
    pack: Pack | None,
    *,
    reports: Sequence[Report] = (),
    judgements: Sequence[Judgement] = (),
    weights: "Weights | None" = None,
    learn: bool = False,
) -> "Fusion":
    """The events behind the claims of one theatre and all they rest on, with people's judgements laid over."""
    from fogline.fuse import fuse_all  # brings much: reading should not wait for it

    reviewed = lay_over(claims, judgements, sides_of(pack) if judgements else None)
    ids = {c.report for c in reviewed.claims}
    return fuse_all(
        reviewed.claims,
        reports=[r for r in reports if r.id in ids],
        pack=pack,
        same=reviewed.same,
        different=reviewed.different,
        weights=weights,
        learn=learn,
    )


def by_theatre(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    """The claims of each theatre, theatres in the order of their names; "" for those of none."""
    made: dict[str, list[Claim]] = {}
    for claim in claims:
        made.setdefault(claim.theatre or "", []).append(claim)
    return {theatre: made[theatre] for theatre in sorted(made)}


def fuse_claims(
    claims: Sequence[Claim],
    packs: Mapping[str, Pack],
    *,
    reports: Sequence[Report] = (),
    judgements: Sequence[Judgement] = (),
) -> tuple[Event, ...]:
    """The events behind the claims, theatre by theatre, in the order of their ids."""
    events: list[Event] = []
    for theatre, mine in by_theatre(claims).items():
        found = fuse_theatre(mine, packs.get(theatre), reports=reports, judgements=judgements)
        events.extend(found.events)
    return tuple(sorted(events, key=lambda e: e.id))


def hold_places(
    events: Sequence[Event],
    claims: Mapping[ClaimId, Claim],
    packs: Mapping[str, Pack],
    *,
    days: Sequence[date],
    smoothed: bool = False,
    view: str = "all",
    sources: Container[str] | None = None,
) -> tuple[Holding, ...]:
    """Who held each place on each of the days, theatre by theatre; `sources` are those of the view."""
    from fogline.control import hold  # brings much: reading should not wait for it

    return hold(events, claims, packs, days=days, smoothed=smoothed, view=view, sources=sources)


def toponyms(report: Report, gazetteer: Gazetteer, *, with_peoples: bool = False) -> tuple[PlaceResolution, ...]:
    """Every place name of a report of any kind, in the order of the text, with where it lies; needs no pack."""
    return resolve_toponyms(report, find_toponyms(report.text, gazetteer, with_peoples=with_peoples), gazetteer)
