"""Sources and places: what is known of each and what was said by it or about it; a day in brief; data quality."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from fastapi import APIRouter, Depends, Request, Response

from fogline.index.columns import NO_DAY, day_text, find, rank
from fogline.index.holdings import UNKNOWN, View, changes_on, place_runs, state_on
from fogline.index.pick import Box, Filter, in_box
from fogline.index.search import calendar, place_bodies, places_named
from fogline.records import ClaimType
from fogline.store.finding import claim_bodies_at, judgements_by
from fogline.web.blind import agreement, answers_of
from fogline.web.desk import Desk
from fogline.web.people import VIEWER, asker
from fogline.web.routes.asked import (
    Bbox,
    Limit,
    Offset,
    Slice,
    Text,
    Words,
    box_of,
    desk_of,
    missing,
    number,
    view_spec,
)
from fogline.web.routes.events import event_ids
from fogline.web.routes.holdings import ViewName, opened, or_pending, run_rows
from fogline.web.routes.rows import event_rows_by_number, ids_of
from fogline.web.shown import no_longer_holding
from fogline.web.wire.knowledge import (
    BriefBody,
    PlaceDetail,
    PlaceRow,
    QualityBody,
    SourceBody,
    SourceDetail,
)
from fogline.web.wire.reports import FailureBody
from fogline.web.wire.shared import Day, Page, Plain

router = APIRouter(dependencies=[Depends(VIEWER)])
_EVIDENCE, _OF_A_TYPE, _DISPUTED, _FAILURES = 120, 20, 50, 500
_NEAR, _CITED = 20, 2
_RUN = "from to holder p contested second".split()
_TELLS = frozenset(
    {
        ClaimType.CONTROL_GAIN,
        ClaimType.CONTROL_HOLD,
        ClaimType.PRESENCE,
        ClaimType.CONTESTED,
        ClaimType.WITHDRAWAL,
        ClaimType.ENCIRCLEMENT,
        ClaimType.CLASH,
        ClaimType.OFFENSIVE,
        ClaimType.SHELLING,
        ClaimType.AIR_STRIKE,
        ClaimType.AGREEMENT,
    }
)


# -- sources ------------------------------------------------------------------------------------------------


def _source(desk: Desk, note: Mapping[str, Any]) -> dict[str, Any]:
    profile = desk.profile(note["name"])
    return {
        **note,
        "grade": None if profile is None else profile.grade,
        "kind": None if profile is None else profile.kind,
        "leans": [] if profile is None else [(desk.side_name(s), v) for s, v in sorted(profile.lean.items())],
        "reason": "" if profile is None else profile.reason,
        "reasons": {} if profile is None else dict(profile.reasons),
    }


@router.get("/sources", tags=["sources"], summary="All sources", response_model=Page[SourceBody])
def sources(request: Request) -> Response:
    """What each source reported, alone, denied, confirmed, copied."""
    desk = desk_of(request)

    def make() -> Page[SourceBody]:
        notes = desk.index.notes("sources")["sources"]
        items = [SourceBody(**_source(desk, note)) for note in notes]
        return Page[SourceBody](items=items, total=len(items), next=None)

    return desk.answer(request, make)


@router.get("/sources/{name:path}", tags=["sources"], summary="One source", response_model=SourceDetail)
def source(request: Request, name: str) -> Response:
    """A source with the days on which it published, and whom it copies or is copied by."""
    desk = desk_of(request)

    def make() -> SourceDetail:
        notes = desk.index.notes("sources")
        found = next((n for n in notes["sources"] if n["name"] == name), None)
        if found is None:
            raise missing("source", name)
        days = [(day_text(d) or "", r, c) for d, r, c in calendar(desk.index, name)]
        graph = [tuple(edge) for edge in notes["graph"] if name in edge[:2]]
        return SourceDetail(**_source(desk, found), calendar=days, graph=graph)

    return desk.answer(request, make)


# -- places -------------------------------------------------------------------------------------------------


@router.get("/places", tags=["places"], summary="Places in a list", response_model=Page[PlaceRow])
def places(
    request: Request, q: Words = "", bbox: Bbox = None, on: Day | None = None, limit: Limit = 100, offset: Offset = 0
) -> Response:
    """Places by name or in a box, those with most events first; with their holder where a day is given."""
    desk = desk_of(request)
    box = box_of(bbox)

    def make() -> Plain:
        chosen = _chosen(desk, q, box)
        part = Slice(offset=offset, limit=limit, total=len(chosen))
        return {"items": _place_rows(desk, list(part.of(chosen)), on), "total": part.total, "next": part.next}

    return desk.answer(request, make)


def _chosen(desk: Desk, query: str, box: Box | None) -> list[int]:
    columns = desk.index.places
    if query.strip():
        listed = np.array(places_named(desk.index, query, 1000), dtype=np.int64)
    else:
        listed = np.argsort(-columns["events"].astype(np.int64), kind="stable")
    if box is not None:
        listed = listed[in_box(columns["x"][listed], columns["y"][listed], box)]
    return [int(n) for n in listed]


def _place_rows(desk: Desk, numbers: list[int], on: Day | None) -> list[Plain]:
    index = desk.index
    bodies = {n: json.loads(body) for n, body in place_bodies(index, numbers).items()}
    held: dict[int, tuple[str, float]] = {}
    if on is not None:
        state = state_on(desk.layer(), number(on), np.array(numbers, dtype=np.int64))
        rows = zip(state.places.tolist(), state.column("holder"), state.column("p"), strict=True)
        held = {n: (state.view.holders[h], int(p) / 100) for n, h, p in rows}
    return [
        {
            "id": bytes(index.places["id"][n]).decode(),
            "name": bodies[n]["names"][0],
            "lat": bodies[n]["lat"],
            "lon": bodies[n]["lon"],
            "kind": bodies[n]["kind"],
            "events": int(index.places["events"][n]),
            "holder": held[n][0] if n in held else None,
            "p": held[n][1] if n in held else None,
        }
        for n in numbers
    ]


@router.get("/places/{place:path}", tags=["places"], summary="One place", response_model=PlaceDetail)
def place(request: Request, place: str, view: ViewName = "all", known: Day | None = None) -> Response:
    """Who held it over time, and the claims that tell."""
    desk = desk_of(request)
    spec = view_spec(desk, view, known, False)

    def make() -> Plain:
        index = desk.index
        at = find(index.places["sorted_id"], place)
        if at is None:
            raise missing("place", place)
        n = int(index.places["sorted_at"][at])
        body = json.loads(place_bodies(index, [n])[n])
        found = opened(desk, spec, None, asker(request))
        return {
            "id": place,
            "name": body["names"][0],
            "names": body["names"],
            "lat": body["lat"],
            "lon": body["lon"],
            "kind": body["kind"],
            "radius": body["radius"],
            "runs": [dict(zip(_RUN, row, strict=True)) for row in run_rows(found, place_runs(found, n))],
            "evidence": _evidence(desk, place, known),
            "baseline": _baseline(desk, place),
            "events": int(index.places["events"][n]),
        }

    return or_pending(desk, request, make)


def _baseline(desk: Desk, place: str) -> Plain | None:
    """Who holds a place in the latest baseline of the packs."""
    found = desk.baselines.get(place)
    return None if found is None else {"day": found[0].isoformat(), "holder": found[1]}


def _evidence(desk: Desk, place: str, known: Day | None) -> list[Plain]:
    """The newest claims that tell of who holds a place, of those said by a day where one is given."""
    claims = claim_bodies_at(desk.store, place, _TELLS, _EVIDENCE, known)
    events = event_ids(desk, [c["id"] for c in claims])
    made = []
    for c in claims:
        actors = c["target"] if c["type"] == ClaimType.WITHDRAWAL and c["target"] else c["initiator"]
        made.append(
            {
                "claim": c["id"],
                "event": events.get(c["id"]),
                "from": None if c["time"] is None else c["time"]["start"],
                "day": None if c["time"] is None else c["time"]["end"],
                "published": c["published"],
                "side": next((a["side"] or a["id"] or a["text"] for a in actors), None),
                "type": c["type"],
                "status": c["status"],
                "source": c["source"],
                "sentence": "" if c["quote"] is None else c["quote"]["text"],
            }
        )
    return made


# -- a day, and the whole ---------------------------------------------------------------------------------------


@router.get("/brief", tags=["brief"], summary="A day in brief", response_model=BriefBody)
def brief(
    request: Request, on: Day, theatre: Text = None, view: ViewName = "all", known: Day | None = None
) -> Response:
    """What changed hands, what came to be known, what happened by type, what is disputed."""
    desk = desk_of(request)
    spec = view_spec(desk, view, known, False)

    def make() -> Plain:
        day = number(on)
        theatres = (theatre,) if theatre else ()
        asked = Filter(first=day, last=day, known=NO_DAY if known is None else number(known), theatres=theatres)
        picked = desk.picked(asked).events
        index = desk.index
        type_of, voices = index.events["type"][picked], index.events["voices"][picked].astype(np.int32)
        totals = np.bincount(type_of, minlength=len(index.lists.types))
        best = []
        for n in sorted(np.flatnonzero(totals).tolist(), key=lambda n: -totals[n]):
            mine = np.flatnonzero(type_of == n)
            best.append((n, picked[mine[np.argsort(-voices[mine], kind="stable")]][:_OF_A_TYPE].tolist()))
        disputed = picked[index.events["denials"][picked] > 0][:_DISPUTED].tolist()
        rows = event_rows_by_number(desk, [*disputed, *(m for _, mine in best for m in mine)])
        changes = _changes(desk, opened(desk, spec, None, asker(request)), day, theatre)
        of_hands = [c for c in changes if UNKNOWN not in (c["from"], c["to"])]
        return {
            "on": on.isoformat(),
            "changes": of_hands,
            "known": [c for c in changes if UNKNOWN in (c["from"], c["to"])],
            "events": [
                {"type": index.lists.types[n], "total": int(totals[n]), "items": [rows[m] for m in mine if m in rows]}
                for n, mine in best
            ],
            "disputed": [rows[m] for m in disputed if m in rows],
            "unlocated": int((index.events["site"][picked] < 0).sum()),
        }

    return or_pending(desk, request, make)


def _changes(desk: Desk, view: View, day: int, theatre: str | None) -> list[Plain]:
    index = desk.index
    places_, now, then = changes_on(view, day, day - 1)
    if not len(state_on(view, day - 1).places):  # the first day of the record: nothing is known to have been otherwise
        return []
    if theatre:
        number_ = index.lists.theatres.index(theatre) if theatre in index.lists.theatres else -1
        there = np.unique(index.events["place"][index.events["theatre"] == number_])
        kept = np.isin(places_, there)
        places_, now, then = places_[kept], now[kept], then[kept]
    bodies = place_bodies(index, places_.tolist())
    start = index.events["start"]
    low, high = rank(start, day - 3), rank(start, day, "right")
    at = index.events["place"][low:high]
    around = {n: (np.flatnonzero(at == n) + low)[:_NEAR].tolist() for n in places_.tolist()}
    rows = event_rows_by_number(desk, [m for near in around.values() for m in near[:_CITED]])
    made = []
    for n, a, b in zip(places_.tolist(), now.tolist(), then.tolist(), strict=True):
        body, near = json.loads(bodies[n]), around[n]
        made.append(
            {
                "place": bytes(index.places["id"][n]).decode(),
                "name": body["names"][0],
                "lat": body["lat"],
                "lon": body["lon"],
                "from": view.holders[view.runs["holder"][b]] if b >= 0 else UNKNOWN,
                "to": view.holders[view.runs["holder"][a]],
                "p": int(view.runs["p"][a]) / 100,
                "events": ids_of(index, near),
                "cited": [rows[m] for m in near[:_CITED] if m in rows],
            }
        )
    return sorted(made, key=lambda c: (not c["events"], c["name"]))


@router.get("/quality", tags=["quality"], summary="What to know before trusting the map", response_model=QualityBody)
def quality(request: Request) -> Response:
    """How precise, how complete, what nobody could resolve, what failed, how well coders agree."""
    desk = desk_of(request)

    def make() -> QualityBody:
        judged = judgements_by(desk.store)
        alphas, _ = agreement(answers_of(judged, no_longer_holding(judged)))
        failures = [
            FailureBody(document=f.document, stage=f.stage, reason=f.reason, advice=f.advice)
            for f in desk.store.failures()[:_FAILURES]
        ]
        return QualityBody(**desk.index.notes("quality"), failures=failures, agreement=alphas)

    return desk.answer(request, make)
