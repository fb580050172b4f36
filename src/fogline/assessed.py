"""What the commands and the server ask of control: records of claims, series of days, changes, briefs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from fogline.control import chosen, holdings_of, own_claims, snapshots, tabled
from fogline.control.assess import Record, Snapshot
from fogline.export.grid import DayGrid, Place, write_grid
from fogline.pack import Pack
from fogline.records import Claim, Failure, Holding
from fogline.run import Material, claims_of_file, from_store
from fogline.store import Store

_TEN_THOUSAND = 10_000
_LEAST_LENT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The records of the theatres that claims speak of, by name ("" for none), and what failed on the way."""

    records: Mapping[str, Record]
    failures: tuple[Failure, ...]
    view: str


def from_claims(path: Path, packs: Mapping[str, Pack], *, theatre: str | None = None, view: str = "all") -> Evidence:
    """The evidence of a claims file; every claim is its own voice, repetitions count for less."""
    failures: list[Failure] = []

    def kept() -> Iterator[Claim]:
        for item in claims_of_file(path):
            if isinstance(item, Failure):
                failures.append(item)
            elif theatre is None or item.theatre in (theatre, None):
                yield item

    records = tabled(kept(), packs, chosen(view, packs))
    return Evidence(records=records, failures=tuple(failures), view=view)


def from_material(material: Material, packs: Mapping[str, Pack], *, view: str = "all") -> Evidence:
    """The evidence of fused claims: copies are left out."""
    claims = own_claims(material.events, {c.id: c for c in material.claims})
    return Evidence(records=tabled(claims, packs, chosen(view, packs)), failures=material.failures, view=view)


def from_a_store(store: Store, packs: Mapping[str, Pack], *, theatre: str | None = None, view: str = "all") -> Evidence:
    """The evidence of a store."""
    return from_material(from_store(store, theatre), packs, view=view)


def series(evidence: Evidence, days: Sequence[date], *, smoothed: bool = False) -> Iterator[Holding]:
    """Holdings by theatre, day and place."""
    for theatre, of in evidence.records.items():
        for shot in snapshots(of, days, smoothed=smoothed):
            yield from holdings_of(of, shot, theatre=theatre or None, view=evidence.view, smoothed=smoothed)


def write_series(path: Path, evidence: Evidence, days: Sequence[date], *, smoothed: bool = False) -> int:
    """Writes the holdings of days as CSV and says how many places there are."""
    sides = sorted({s for of in evidence.records.values() for s in of.table.sides})
    spots = [s for of in evidence.records.values() for s in of.table.places]
    places = [Place(id=s.id, name=s.name, lat=s.lat, lon=s.lon) for s in spots]
    write_grid(path, places, sides, _grids(evidence, sides, days, smoothed=smoothed))
    return len(places)


def _grids(evidence: Evidence, sides: Sequence[str], days: Sequence[date], *, smoothed: bool) -> Iterator[DayGrid]:
    before = 0
    for of in evidence.records.values():
        columns = [sides.index(s) for s in of.table.sides]
        for shot in snapshots(of, days, smoothed=smoothed):
            yield _grid(shot, columns, len(sides), before)
        before += len(of.table.places)


def _grid(shot: Snapshot, columns: Sequence[int], sides: int, before: int) -> DayGrid:
    told = shot.belief[:-1].max(axis=0, initial=0.0) >= _LEAST_LENT
    shown = np.flatnonzero(shot.heard | told)
    shares = np.zeros((sides + 1, len(shown)), dtype=np.int64)
    shares[columns] = np.rint(shot.belief[: len(columns), shown].astype(np.float64) * _TEN_THOUSAND)
    shares[-1] = np.maximum(_TEN_THOUSAND - shares[:-1].sum(axis=0), 0)
    return DayGrid(
        day=date.fromordinal(shot.day),
        places=(shown + before).tolist(),
        shares=shares.tolist(),
        contested=np.rint(shot.contested[shown] * _TEN_THOUSAND).astype(int).tolist(),
        last=shot.last[shown].tolist(),
    )


def days_told(claims: Iterable[Claim]) -> tuple[date, date] | None:
    """The first and last day that claims were published on; None where none was."""
    days = [c.published for c in claims if c.published is not None]
    return (min(days), max(days)) if days else None
