"""Gathers what a map page shows: days, holders, sides, sources' notes, base-map lines and labels."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from fogline.control import chosen
from fogline.export.map import write_map
from fogline.export.mapshapes import MapData, MapLabel, MapLine, SideStyle, SourceNote
from fogline.pack import Actor, Pack, SourceProfile, by_source_name
from fogline.pipeline import hold_places
from fogline.records import Claim, Holding
from fogline.run import Material

_MOST_DAYS = 400
_SPARE_COLOURS = (
    "#0072B2",
    "#D55E00",
    "#117733",
    "#AA4499",
    "#882255",
    "#CC6677",
    "#332288",
    "#999933",
    "#44AA99",
)
_SPARE_PATTERNS = ("solid", "hatch", "dots", "lines", "cross")
_LABEL_RANKS = {"city": 2, "town": 5, "village": 7, "airbase": 6, "dam": 6, "camp": 7, "hill": 8}
_CAPITAL_RADIUS_KM = 10.0
_MARGIN_DAYS = 3
_MOST_LATER = 20_000


def span_of(material: Material) -> tuple[date, date] | None:
    """The first and last day that the events speak of or were published on; None where nothing is dated."""
    days = [d for e in material.events for d in (e.start, e.end, e.first_published, e.last_published) if d is not None]
    published = [c.published for c in material.claims if c.published is not None]
    if not days and not published:
        return None
    last = max(published) if published else max(days)
    known = [d for d in days if d <= last + timedelta(days=_MARGIN_DAYS)] or days or published
    first = sorted(known)[len(known) // 50]
    return first, max(last, max(known))


def map_days(material: Material) -> tuple[date, ...]:
    """The days of the timeline: every day, or evenly spaced ones where there are very many."""
    span = span_of(material)
    if span is None:
        return ()
    total = (span[1] - span[0]).days + 1
    step = -(-total // _MOST_DAYS)
    count = -(-total // step)
    return tuple(span[1] - timedelta(days=step * n) for n in reversed(range(count)))


def hold_material(
    material: Material,
    packs: Mapping[str, Pack],
    days: Sequence[date],
    *,
    smoothed: bool = False,
    view: str = "all",
) -> tuple[Holding, ...]:
    """The holders on days; `view` is as `fogline.control.chosen` reads it."""
    by_id = {c.id: c for c in material.claims}
    sources = chosen(view, packs)
    return hold_places(material.events, by_id, packs, days=days, smoothed=smoothed, view=view, sources=sources)


def _other_names(actor: Actor) -> dict[str, str]:
    """What languages other than English call an actor: the first name of each."""
    return {n.language: n.text for n in reversed(actor.names) if n.language != "en"}


def side_styles(holdings: Iterable[Holding], material: Material, packs: Sequence[Pack]) -> tuple[SideStyle, ...]:
    """How the sides that hold or act are called and drawn."""
    held = sorted({str(s.side) for h in holdings for s in h.sides if s.probability > 0})
    acting = sorted({s for e in material.events for s in (*e.initiator, *e.target)})
    known = {str(s.id) for p in packs for s in p.sides} | {str(a.id) for p in packs for a in p.actors}
    return styled(dict.fromkeys((*held, *(s for s in acting if s in known))), packs)


def styled(sides: Iterable[str], packs: Sequence[Pack]) -> tuple[SideStyle, ...]:
    """How sides are called and drawn, in their order; one that no pack draws gets a spare colour."""
    styles = {
        str(s.id): SideStyle(id=s.id, name=s.name, colour=s.colour, pattern=s.pattern, names=dict(s.names))
        for p in packs
        for s in p.sides
    }
    actors = {str(a.id): a for p in packs for a in p.actors}
    spares = ((colour, pattern) for pattern in cycle(_SPARE_PATTERNS) for colour in _SPARE_COLOURS)

    def spare(side: str) -> SideStyle:
        actor, (colour, pattern) = actors.get(side), next(spares)
        name, names = (side, {}) if actor is None else (actor.name, _other_names(actor))
        return SideStyle(id=side, name=name, names=names, colour=colour, pattern=pattern)

    return tuple(styles[side] if side in styles else spare(side) for side in sides)


def _note(profile: SourceProfile, names: Mapping[str, str]) -> SourceNote:
    lean = tuple((names.get(side, side), value) for side, value in sorted(profile.lean.items()))
    reasons = dict(profile.reasons)
    return SourceNote(grade=profile.grade, kind=profile.kind, reason=profile.reason, lean=lean, reasons=reasons)


def _sources(claims: Sequence[Claim], packs: Sequence[Pack]) -> dict[str, SourceNote]:
    made: dict[str, SourceNote] = {}
    for pack in packs:
        profiles = by_source_name(pack)
        names = {str(a.id): a.name for a in pack.actors} | {str(s.id): s.name for s in pack.sides}
        for source in {c.source.strip().lower() for c in claims}:
            if source in profiles:
                made.setdefault(source, _note(profiles[source], names))
    return made


def road_lines(packs: Sequence[Pack]) -> tuple[MapLine, ...]:
    """The roads and rivers of packs."""
    made = []
    for pack in packs:
        spots = {p.id: (p.lat, p.lon) for p in pack.places}
        for road in pack.roads:
            points = tuple(spots[p] for p in road.places if p in spots)
            if len(points) > 1:
                made.append(MapLine(name=road.name, kind=road.kind, points=points))
    return tuple(made)


def label_rank(kind: str, radius_km: float) -> int | None:
    """How important the name of a kind of place is on a map, 1 the most; None where it is not shown."""
    rank = _LABEL_RANKS.get(kind)
    return 1 if kind == "city" and radius_km >= _CAPITAL_RADIUS_KM else rank


def pack_labels(packs: Sequence[Pack]) -> tuple[MapLabel, ...]:
    """The names that packs give, one a point; they tell nothing of what was reported."""
    made: dict[tuple[float, float], MapLabel] = {}
    for pack in packs:
        for place in pack.places:
            rank = label_rank(place.kind, place.radius_km)
            if rank is None:
                continue
            local = place.names_ar[0] if place.names_ar else ""
            made.setdefault(
                (place.lat, place.lon),
                MapLabel(name=place.name, local=local, lat=place.lat, lon=place.lon, rank=rank),
            )
    return tuple(made.values())


def _labels(packs: Sequence[Pack], claims: Sequence[Claim]) -> tuple[MapLabel, ...]:
    made = {(x.lat, x.lon): x for x in pack_labels(packs)}
    for claim in claims:
        spot = claim.place
        if spot is None or spot.lat is None or spot.lon is None or (spot.radius_km or 0) > 15:
            continue
        rank = _LABEL_RANKS.get(spot.kind or "", 7)
        name = spot.name or spot.text
        made.setdefault((spot.lat, spot.lon), MapLabel(name=name, local="", lat=spot.lat, lon=spot.lon, rank=rank))
    return tuple(made.values())


def baseline_holders(packs: Iterable[Pack]) -> dict[str, tuple[date, str]]:
    """Who holds each place in the latest baseline of the packs that has it, with the day of that baseline."""
    found = [(baseline.day, row) for pack in packs for baseline in pack.baselines for row in baseline.holders]
    return {str(row.place): (day, str(row.holder)) for day, row in sorted(found, key=lambda f: f[0])}


def map_data(material: Material, packs: Mapping[str, Pack], title: str) -> MapData:
    """Everything a map page shows of claims and events, with holders for every day of the timeline."""
    days = map_days(material)
    used = [packs[t] for t in sorted({c.theatre for c in material.claims if c.theatre}) if t in packs]
    holdings = hold_material(material, packs, days)
    return MapData(
        title=title,
        claims=material.claims,
        events=material.events,
        reports={r.id: r for r in material.reports},
        holdings=holdings,
        later=hold_material(material, packs, days, smoothed=True) if len(material.claims) <= _MOST_LATER else (),
        days=days,
        sides=side_styles(holdings, material, used),
        sources=_sources(material.claims, used),
        lines=road_lines(used),
        labels=_labels(used, material.claims),
        baselines=baseline_holders(used),
        failures=material.failures,
    )


def write_page(path: Path, material: Material, packs: Mapping[str, Pack], title: str) -> None:
    """Writes the self-contained map page."""
    write_map(path, map_data(material, packs, title))
