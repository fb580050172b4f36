"""Holdings out of evidence: who held each place on each day, with probability and an explicit unknown."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from fogline.control.assess import Record, Snapshot, as_known_now, as_known_then, record
from fogline.control.evidence import Said, said
from fogline.control.table import NEVER, Table, Tabulator
from fogline.control.weigh import learned
from fogline.pack import Pack
from fogline.records import Claim, ClaimId, Event, Holding, Role, SideId, SideProbability

UNKNOWN = "unknown"
_LISTED_EVIDENCE = 8
_LEAST_LENT = 0.2


def evidence_of(
    claims: Iterable[Claim], pack: Pack | None = None, sources: Collection[str] | None = None
) -> Iterator[Said]:
    """What claims say of holders; `sources` restricts them to those of some sources."""
    for claim in claims:
        if sources is None or claim.source in sources:
            item = said(claim, pack)
            if item is not None:
                yield item


def own_claims(events: Iterable[Event], claims: Mapping[ClaimId, Claim]) -> Iterator[Claim]:
    """The claims of events that are not copies of another."""
    for event in events:
        for part in event.claims:
            if part.role is not Role.COPY and part.id in claims:
                yield claims[part.id]


def tabled(claims: Iterable[Claim], pack: Pack | None = None, sources: Collection[str] | None = None) -> Record | None:
    """The record of some claims with a pack's baseline; None where nobody speaks of a holder and no baseline is.

    A view of chosen sources has no baseline: it is the map according to them.
    """
    made = Tabulator()
    theatre_spoken_of = False
    for claim in claims:
        theatre_spoken_of = True
        if sources is None or claim.source in sources:
            item = said(claim, pack)
            if item is not None:
                made.add(item)
    if pack is not None and sources is None and theatre_spoken_of:
        made.add_baseline(pack)
    table = made.table()
    return record(table, learned(), pack) if len(table) else None


def snapshots(of: Record, days: Sequence[date], *, smoothed: bool = False) -> Iterator[Snapshot]:
    """Belief on each of the days, in order."""
    ordinals = [d.toordinal() for d in days]
    yield from as_known_now(of, ordinals) if smoothed else as_known_then(of, ordinals)


def holdings_of(
    of: Record, shot: Snapshot, *, theatre: str | None, view: str, smoothed: bool = False, evidence: bool = True
) -> Iterator[Holding]:
    """The holdings of a day, place by place: where something was known of the place, or the ground around tells."""
    day = date.fromordinal(shot.day)
    sides = [SideId(s) for s in of.table.sides]
    for n, spot in enumerate(of.table.places):
        shares = [round(float(p), 4) for p in shot.belief[:-1, n]]
        if not shot.heard[n] and max(shares, default=0.0) < _LEAST_LENT:
            continue
        unknown = round(max(0.0, 1.0 - sum(shares)), 4)
        best = max(range(len(shares)), key=shares.__getitem__, default=-1)
        known = best >= 0 and shares[best] > unknown
        yield Holding(
            theatre=theatre,
            view=view,
            place=spot.id,
            name=spot.name,
            lat=spot.lat,
            lon=spot.lon,
            day=day,
            holder=sides[best] if known else UNKNOWN,
            probability=shares[best] if known else unknown,
            contested=round(float(shot.contested[n]), 4),
            p_unknown=unknown,
            last_evidence=date.fromordinal(int(shot.last[n])) if shot.last[n] else None,
            sides=tuple(SideProbability(side=s, probability=p) for s, p in zip(sides, shares, strict=True)),
            evidence=_listed(of.table, n, shot.day, smoothed=smoothed) if evidence else (),
        )


def _listed(table: Table, place: int, day: int, *, smoothed: bool) -> tuple[ClaimId, ...]:
    """The latest claims behind a holding: those known by the day, or known at all."""
    rows = table.rows_of(place)
    known = (table.known[rows] <= (NEVER if smoothed else day)) & (table.day[rows] <= day)
    ids = [c for c, k in zip(table.claims[rows], known.tolist(), strict=True) if k and c]
    return tuple(ids[-_LISTED_EVIDENCE:])


def hold(
    events: Sequence[Event],
    claims: Mapping[ClaimId, Claim],
    *,
    days: Sequence[date],
    pack: Pack | None = None,
    smoothed: bool = False,
    view: str = "all",
    sources: frozenset[str] | None = None,
) -> tuple[Holding, ...]:
    """Who held each place with evidence or a baseline, on each of the days, day by day and place by place.

    Filtered holdings of a day use only claims published by it, so a claim without a date of publication
    counts in smoothed ones alone. `sources` restricts the claims to those sources: the map according to them.
    """
    of = tabled(own_claims(events, claims), pack, sources)
    if of is None:
        return ()
    theatre = pack.id if pack is not None else next((e.theatre for e in events if e.theatre), None)
    return tuple(
        holding
        for shot in snapshots(of, days, smoothed=smoothed)
        for holding in holdings_of(of, shot, theatre=theatre, view=view, smoothed=smoothed)
    )
