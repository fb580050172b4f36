"""Sides with colours, roads and labels for a page, from the packs of the theatres that an index holds."""

import json
from collections.abc import Iterable, Mapping

import numpy as np

from fogline.index.layout import Index
from fogline.index.search import place_bodies
from fogline.mapdata import SPARE_COLOURS, SPARE_PATTERNS, label_rank, other_names
from fogline.pack import Pack
from fogline.web.wire.meta import LabelBody, LineBody, SideBody

_LABELS = 4000
_SPARE = 40


def _used(index: Index, packs: Mapping[str, Pack]) -> list[Pack]:
    named = [packs[t] for t in index.lists.theatres if t in packs]
    return named or list(packs.values())


def sides(index: Index, packs: Mapping[str, Pack], holders: Iterable[str]) -> list[SideBody]:
    """The sides that hold or act, those of the packs in the packs' order, others in spare colours."""
    used = _used(index, packs)
    styled = {
        str(s.id): SideBody(id=s.id, name=s.name, colour=s.colour, pattern=s.pattern, names=dict(s.names))
        for p in used
        for s in p.sides
    }
    actors = {str(a.id): a for p in used for a in p.actors}
    held = set(holders)
    acting = {*index.lists.sides[1:], *held}
    # Who holds ground is always drawn, whether a pack knows it or not; who only acts, where a pack does.
    others = [
        s
        for s in sorted(acting, key=lambda s: (s not in held, s))
        if s not in styled and (s in held or s in actors or not styled)
    ][:_SPARE]
    made = [side for key, side in styled.items() if key in acting] or ([] if others else list(styled.values()))
    for n, key in enumerate(others):
        colour = SPARE_COLOURS[n % len(SPARE_COLOURS)]
        pattern = SPARE_PATTERNS[n // len(SPARE_COLOURS) % len(SPARE_PATTERNS)]
        actor = actors.get(key)
        name, names = (key, {}) if actor is None else (actor.name, other_names(actor))
        made.append(SideBody(id=key, name=name, colour=colour, pattern=pattern, names=names))
    return made


def lines(index: Index, packs: Mapping[str, Pack]) -> list[LineBody]:
    """The roads and rivers of the packs."""
    made = []
    for pack in _used(index, packs):
        spots = {p.id: (p.lon, p.lat) for p in pack.places}
        for road in pack.roads:
            points = [spots[p] for p in road.places if p in spots]
            if len(points) > 1:
                made.append(LineBody(name=road.name, kind=road.kind, coordinates=points))
    return made


def labels(index: Index, packs: Mapping[str, Pack]) -> list[LabelBody]:
    """Names for the map: the packs' places, then the places with most events."""
    made = {(x.lat, x.lon): x for x in reversed(packed_labels(index, packs))}
    for label in _busiest(index):
        made.setdefault((label.lat, label.lon), label)
    return sorted(made.values(), key=lambda x: (x.rank, x.name))[:_LABELS]


def packed_labels(index: Index, packs: Mapping[str, Pack]) -> list[LabelBody]:
    """The names that the packs give, which tell nothing of what was reported."""
    made = []
    for pack in _used(index, packs):
        for place in pack.places:
            rank = label_rank(place.kind, place.radius_km)
            if rank is not None:
                local = place.names_ar[0] if place.names_ar else ""
                made.append(LabelBody(name=place.name, local=local, lat=place.lat, lon=place.lon, rank=rank))
    return made


def _busiest(index: Index) -> Iterable[LabelBody]:
    counts = index.places["events"].astype(np.int64)
    busiest = np.argsort(-counts, kind="stable")[:_LABELS]
    for body in place_bodies(index, busiest.tolist()).values():
        spot = json.loads(body)
        if (spot["radius"] or 0) <= 15:
            rank = label_rank(spot["kind"] or "", spot["radius"] or 0.0) or 7
            yield LabelBody(name=spot["names"][0], local="", lat=spot["lat"], lon=spot["lon"], rank=rank)
