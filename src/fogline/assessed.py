"""What the commands and the server ask of control: records of claims, series of days, changes, briefs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from math import isnan
from pathlib import Path

import numpy as np

from fogline.control import chosen, holdings_of, own_claims, snapshots, tabled
from fogline.control.assess import Record, Snapshot
from fogline.control.evidence import Said, dated, said
from fogline.control.explain import Explanation, explained
from fogline.control.holdings import UNKNOWN, begun, taken_of
from fogline.control.live import Live, moved
from fogline.control.pockets import pockets
from fogline.control.surface import REACH_KM, Cell, Front, fronts, surface
from fogline.errors import InputError
from fogline.export.cells import lines
from fogline.export.grid import DayGrid, Place, write_grid
from fogline.names import fold, similarity
from fogline.pack import Pack
from fogline.pipeline import by_theatre
from fogline.records import Claim, Failure, Holding
from fogline.run import Material, claims_of_file

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


def series(evidence: Evidence, days: Sequence[date], *, smoothed: bool = False) -> Iterator[Holding]:
    """Holdings by theatre, day and place."""
    for theatre, of in evidence.records.items():
        for shot in snapshots(of, days, smoothed=smoothed):
            yield from holdings_of(of, shot, theatre=theatre or None, view=evidence.view, smoothed=smoothed)


def explanations(
    evidence: Evidence, place: str, day: date, *, smoothed: bool = False
) -> tuple[tuple[str, Explanation], ...]:
    """Why places of a name or id are held as they are on a day, each with its theatre.

    Raises InputError where nothing is told of such a place.
    """
    wanted, made = fold(place), []
    for theatre, of in evidence.records.items():
        at = [n for n, s in enumerate(of.table.places) if s.id == place]
        at = at or [n for n, s in enumerate(of.table.places) if fold(s.name) == wanted]
        if at:
            shots = list(snapshots(of, [day], smoothed=smoothed))
            if not shots:
                raise InputError(
                    f"{place}: nothing was published by {day}; --smoothed looks back from all that is known"
                )
            made += [(theatre, explained(of, shots[0], n, smoothed=smoothed)) for n in at]
    if not made:
        spots = (s for of in evidence.records.values() for s in of.table.places)
        near = sorted(((similarity(place, s.name), s.name, s.id) for s in spots), reverse=True)[:3]
        told = ", ".join(f"{name} ({key})" for _, name, key in near)
        raise InputError(
            f"{place}: no evidence speaks of a place of this name or id" + (f"; near: {told}" if told else "")
        )
    return tuple(made)


def write_series(path: Path, evidence: Evidence, days: Sequence[date], *, smoothed: bool = False) -> int:
    """Writes the holdings of days as CSV and says how many places there are."""
    sides = sorted({s for of in evidence.records.values() for s in of.table.sides})
    spots = [s for of in evidence.records.values() for s in of.table.places]
    places = [Place(id=s.id, name=s.name, lat=_known(s.lat), lon=_known(s.lon)) for s in spots]
    write_grid(path, places, sides, _grids(evidence, sides, days, smoothed=smoothed))
    return len(places)


def _known(degrees: float) -> float | None:
    return None if isnan(degrees) else degrees


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


class Following:
    """The maps of theatres as known now, by the claims of a view; a new report recomputes only what it touches."""

    def __init__(self, claims: Iterable[Claim], packs: Mapping[str, Pack], *, view: str = "all") -> None:
        """Follows the claims so far."""
        self._packs, self._view, self._sources = packs, view, chosen(view, packs)
        self._taken = taken_of(claims, packs, self._sources)
        self._maps: dict[str, Live] = {}
        for theatre in self._taken:
            self._begin(theatre)

    def _begin(self, theatre: str) -> None:
        with suppress(ValueError):  # nothing with a day of publication yet
            self._maps[theatre] = Live(self._taken[theatre], self._packs.get(theatre))

    def hear(self, claims: Sequence[Claim]) -> Iterator[Holding]:
        """Takes the claims of a new report, whole; gives the holdings of the places that it moved, all of them if it is
        the first of its theatre."""
        for theatre, mine in by_theatre(claims).items():
            pack, live = self._packs.get(theatre), self._maps.get(theatre)
            chosen_of = [c for c in mine if self._sources is None or c.source in self._sources]
            items, others = list[Said](), list[tuple[str, int]]()
            for claim in chosen_of:
                if (item := said(claim, pack)) is not None:
                    items.append(item)
                elif (when := dated(claim)) is not None:
                    others.append(when)
            if live is None:
                taken = self._taken.setdefault(theatre, begun(pack, self._sources))
                for item in items:
                    taken.add(item)
                for when in others:
                    taken.date(*when)
                self._begin(theatre)
                live, only = self._maps.get(theatre), None
            else:
                table, then = live.of.table, live.shot()
                live.hear(items, others)
                only = moved(table, then, live.of.table, live.shot()).tolist()
            if live is not None:
                yield from holdings_of(live.of, live.shot(), theatre=theatre or None, view=self._view, only=only)


@dataclass(slots=True, kw_only=True)
class Difference:
    """A stretch of days on which two opinions give one place unlike holders; `distance` (0 to 1) is at its greatest.

    The distance is the total variation between the two distributions over sides and unknown. A holder that is
    `unknown` means that this opinion does not speak of the place.
    """

    theatre: str | None
    place: str
    name: str
    since: date
    until: date
    holders: tuple[str, str]
    probabilities: tuple[float, float]
    distance: float


def differences(
    one: Evidence, other: Evidence, days: Sequence[date], *, smoothed: bool = False
) -> tuple[Difference, ...]:
    """Where and when two views differ, in the order of theatre, place and day."""
    pairs: dict[tuple[str, str], dict[date, list[Holding | None]]] = {}
    for side, evidence in enumerate((one, other)):
        for holding in series(evidence, days, smoothed=smoothed):
            of_day = pairs.setdefault((holding.theatre or "", holding.place), {}).setdefault(holding.day, [None, None])
            of_day[side] = holding
    made: list[Difference] = []
    for (theatre, place), by_day in sorted(pairs.items()):
        before: Difference | None = None
        for day in days:
            now = _difference(theatre or None, place, day, *by_day.get(day, (None, None)))
            if now is None:
                before = None
            elif before is not None and before.holders == now.holders:
                before.until = day
                if now.distance > before.distance:
                    before.distance, before.probabilities = now.distance, now.probabilities
            else:
                before = now
                made.append(now)
    return tuple(made)


def _difference(
    theatre: str | None, place: str, day: date, one: Holding | None, other: Holding | None
) -> Difference | None:
    holders = tuple(h.holder if h is not None else UNKNOWN for h in (one, other))
    if holders[0] == holders[1]:
        return None
    shares = [
        {**{s.side: s.probability for s in h.sides}, UNKNOWN: h.p_unknown} if h is not None else {UNKNOWN: 1.0}
        for h in (one, other)
    ]
    apart = sum(abs(shares[0].get(k, 0.0) - shares[1].get(k, 0.0)) for k in {*shares[0], *shares[1]}) / 2
    named = one or other
    assert named is not None
    return Difference(
        theatre=theatre,
        place=place,
        name=named.name,
        since=day,
        until=day,
        holders=(holders[0], holders[1]),
        probabilities=(shares[0].get(holders[0], 0.0), shares[1].get(holders[1], 0.0)),
        distance=round(apart, 4),
    )


def difference_rows(found: Sequence[Difference], views: tuple[str, str]) -> Iterator[str]:
    """Differences as CSV; `kind` tells two holders apart from a place of which one view alone speaks."""

    def rows() -> Iterator[list[object]]:
        yield ["theatre", "place_id", "name", "from", "to", "kind", "view", "holder", "probability",
               "other_view", "other_holder", "other_probability", "distance"]  # fmt: skip
        for d in found:
            kind = "one view silent" if UNKNOWN in d.holders else "other holder"
            yield [d.theatre or "", d.place, d.name, d.since, d.until, kind, views[0], d.holders[0], d.probabilities[0],
                   views[1], d.holders[1], d.probabilities[1], d.distance]  # fmt: skip

    return lines(rows())


def siege_rows(
    evidence: Evidence, packs: Mapping[str, Pack], days: Sequence[date], *, smoothed: bool = False
) -> Iterator[str]:
    """The pockets of days as CSV; `claimed` counts the claims of the month before that speak of a siege there."""

    def rows() -> Iterator[Sequence[object]]:
        yield "date theatre side besiegers since communities place_ids names cut_roads claimed claims".split()
        for theatre, of in evidence.records.items():
            for p in pockets(of, snapshots(of, days, smoothed=smoothed), packs.get(theatre)):
                roads = sorted({f"{r.road}: {r.inside} - {r.outside}" for r in p.roads})
                ids, names = [s.id for s in p.places], [s.name for s in p.places]
                yield [p.day, theatre, p.side, "; ".join(p.besiegers), p.since, len(ids), "; ".join(ids),
                       "; ".join(names), "; ".join(roads), len(p.claims), "; ".join(p.claims)]  # fmt: skip

    return lines(rows())


def surface_geojson(evidence: Evidence, on: date, *, smoothed: bool = False) -> Iterator[str]:
    """The surface and the fronts of a day as GeoJSON; each cell says how far its nearest place is."""
    yield (
        json.dumps({"type": "FeatureCollection", "date": on.isoformat(), "reach_km": REACH_KM})[:-1] + ', "features": ['
    )
    first = True
    for of in evidence.records.values():
        for shot in snapshots(of, (on,), smoothed=smoothed):
            cells = surface(of, shot)
            for feature in (*map(_cell_feature, cells), *map(_front_feature, fronts(cells))):
                yield ("" if first else ",\n") + json.dumps(feature)
                first = False
    yield "]}\n"


def _cell_feature(cell: Cell) -> dict[str, object]:
    ring = [[lon, lat] for lat, lon in cell.ring]
    shown = {"cell": cell.cell, "holder": cell.holder, "probability": cell.probability, "p_unknown": cell.p_unknown,
             "nearest_km": cell.nearest_km, "contested_band": cell.band}  # fmt: skip
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, "properties": shown}


def _front_feature(front: Front) -> dict[str, object]:
    ends = [[lon, lat] for lat, lon in front.ends]
    shown = {"front": list(front.sides), "width_km": front.width_km}
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": ends}, "properties": shown}
