"""Sides with colours, roads and labels for a page, from the packs of the theatres that an index holds."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

import numpy as np

from fogline.index.layout import Index
from fogline.index.search import place_bodies
from fogline.mapdata import label_rank, pack_labels, road_lines, styled
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
    drawn = list(dict.fromkeys(str(s.id) for p in used for s in p.sides))
    actors = {str(a.id) for p in used for a in p.actors}
    held = set(holders)
    acting = {*index.lists.sides[1:], *held}
    # Who holds ground is always drawn, whether a pack knows it or not; who only acts, where a pack does.
    others = [
        s
        for s in sorted(acting, key=lambda s: (s not in held, s))
        if s not in drawn and (s in held or s in actors or not drawn)
    ][:_SPARE]
    wanted = [*(s for s in drawn if s in acting), *others] or drawn
    return [SideBody(**asdict(s)) for s in styled(wanted, used)]


def lines(index: Index, packs: Mapping[str, Pack]) -> list[LineBody]:
    """The roads and rivers of the packs."""
    return [
        LineBody(name=x.name, kind=x.kind, coordinates=[(lon, lat) for lat, lon in x.points])
        for x in road_lines(_used(index, packs))
    ]


def labels(index: Index, packs: Mapping[str, Pack]) -> list[LabelBody]:
    """Names for the map: the packs' places, then the places with most events."""
    made = {(x.lat, x.lon): x for x in packed_labels(index, packs)}
    for label in _busiest(index):
        made.setdefault((label.lat, label.lon), label)
    return sorted(made.values(), key=lambda x: (x.rank, x.name))[:_LABELS]


def packed_labels(index: Index, packs: Mapping[str, Pack]) -> list[LabelBody]:
    """The names that the packs give, which tell nothing of what was reported."""
    return [LabelBody(**asdict(x)) for x in pack_labels(_used(index, packs))]


def _busiest(index: Index) -> Iterable[LabelBody]:
    counts = index.places["events"].astype(np.int64)
    busiest = np.argsort(-counts, kind="stable")[:_LABELS]
    for body in place_bodies(index, busiest.tolist()).values():
        spot = json.loads(body)
        if (spot["radius"] or 0) <= 15:
            rank = label_rank(spot["kind"] or "", spot["radius"] or 0.0) or 7
            yield LabelBody(name=spot["names"][0], local="", lat=spot["lat"], lon=spot["lon"], rank=rank)
