"""Holdings out of evidence: who held each place on each day, with probability and an explicit unknown."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import isnan

from fogline.control.assess import Record, Snapshot, as_known_now, as_known_then, record
from fogline.control.evidence import dated, said
from fogline.control.table import NEVER, Table, Tabulator
from fogline.control.weigh import learned
from fogline.pack import Pack
from fogline.records import Claim, ClaimId, Event, Holding, Role, SideId, SideProbability

UNKNOWN = "unknown"
_LISTED_EVIDENCE = 8
_LEAST_LENT = 0.2


def own_claims(events: Iterable[Event], claims: Mapping[ClaimId, Claim]) -> Iterator[Claim]:
    """The claims of events that are not copies of another."""
    for event in events:
        for part in event.claims:
            if part.role is not Role.COPY and part.id in claims:
                yield claims[part.id]


def begun(pack: Pack | None, sources: Container[str] | None = None) -> Tabulator:
    """What a theatre's map starts from: the pack's baseline and handovers, but not in a view of chosen sources, which
    is the map according to them."""
    made = Tabulator()
    if pack is not None:
        made.locate(pack)
        if sources is None:
            made.add_baseline(pack)
            made.add_handovers(pack)
    return made


def taken_of(
    claims: Iterable[Claim], packs: Mapping[str, Pack], sources: Container[str] | None = None
) -> dict[str, Tabulator]:
    """The evidence of each theatre that claims speak of, by its name ("" for none), in one pass over them."""
    made: dict[str, Tabulator] = {}
    for claim in claims:
        theatre = claim.theatre or ""
        if theatre not in made:
            made[theatre] = begun(packs.get(theatre), sources)
        if sources is None or claim.source in sources:
            item = said(claim, packs.get(theatre))
            if item is not None:
                made[theatre].add(item)
            elif (when := dated(claim)) is not None:
                made[theatre].date(*when)
    return {theatre: made[theatre] for theatre in sorted(made)}


def tabled(
    claims: Iterable[Claim], packs: Mapping[str, Pack], sources: Container[str] | None = None
) -> dict[str, Record]:
    """The record of each theatre that claims speak of, by its name ("" for none); see `taken_of`."""
    tables = {theatre: taken.table() for theatre, taken in taken_of(claims, packs, sources).items()}
    return {name: record(table, learned(), packs.get(name)) for name, table in tables.items() if len(table)}


def snapshots(of: Record, days: Sequence[date], *, smoothed: bool = False) -> Iterator[Snapshot]:
    """Belief on each of the days, in order."""
    ordinals = [d.toordinal() for d in days]
    yield from as_known_now(of, ordinals) if smoothed else as_known_then(of, ordinals)


def holdings_of(
    of: Record,
    shot: Snapshot,
    *,
    theatre: str | None,
    view: str,
    smoothed: bool = False,
    evidence: bool = True,
    only: Iterable[int] | None = None,
) -> Iterator[Holding]:
    """The holdings of a day, place by place: where something was known of the place, or the ground around tells.

    `only` are the numbers of the places asked for, all if left out.
    Places that nobody can locate are left out: they stand in the table of `assessed.write_series` alone.
    """
    day = date.fromordinal(shot.day)
    sides = [SideId(s) for s in of.table.sides]
    for n in range(len(of.table.places)) if only is None else only:
        spot = of.table.places[n]
        if isnan(spot.lat):
            continue
        shares = [round(float(p), 4) for p in shot.belief[: len(sides), n]]
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
    packs: Mapping[str, Pack] | None = None,
    *,
    days: Sequence[date],
    smoothed: bool = False,
    view: str = "all",
    sources: Container[str] | None = None,
) -> tuple[Holding, ...]:
    """Who held each place with evidence or a baseline on each of the days: by theatre, day and place.

    Filtered holdings of a day use only claims published by it, so a claim without a date of publication
    counts in smoothed ones alone. `sources` restricts the claims to those sources: the map according to them.
    """
    return tuple(
        holding
        for theatre, of in tabled(own_claims(events, claims), packs or {}, sources).items()
        for shot in snapshots(of, days, smoothed=smoothed)
        for holding in holdings_of(of, shot, theatre=theatre or None, view=view, smoothed=smoothed)
    )
