"""Publication: a view as one page or a zip, events as tables; with the safety rules, in the audit log."""

import io
import json
import tempfile
import zipfile
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query, Request, Response

from fogline.export.map import write_map
from fogline.export.mapshapes import MapData, MapLabel, MapLine, SideStyle, SourceNote
from fogline.export.payload import payload
from fogline.export.tables import write_events
from fogline.index.columns import NO_DAY, day_number, day_text
from fogline.index.holdings import View, days_of, places_of, runs_between
from fogline.index.pick import Filter
from fogline.index.search import place_bodies
from fogline.index.views import ViewSpec, hold_view
from fogline.pipeline import fuse_claims
from fogline.publish import Rectangle, Rules, publishable, publishable_holdings
from fogline.records import Claim, Event, Holding, PlaceId, SideId, SideProbability
from fogline.run import Material
from fogline.store import coding
from fogline.store.finding import claims_of_report, events_by_id, reports_by_id
from fogline.web.desk import Desk
from fogline.web.legend import labels, lines, packed_labels, sides
from fogline.web.people import REVIEWER, ProblemError, asker
from fogline.web.routes.asked import Listed, asked_filter, box_of, desk_of, slowly, split, view_spec
from fogline.web.routes.holdings import ViewName, opened, pending
from fogline.web.routes.rows import ids_of
from fogline.web.wire.shared import Day

router = APIRouter(tags=["export"], dependencies=[Depends(REVIEWER)])
_MOST_ON_A_PAGE, _MOST_ROWS, _MOST_HOLDINGS = 20_000, 100_000, 400_000
_DAYS = 400
Answers = dict[int | str, dict[str, Any]]
_HTML: Answers = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}
_ZIP: Answers = {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}
_CSV: Answers = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}
_JSON: Answers = {200: {"content": {"application/geo+json": {"schema": {"type": "object"}}}}}
Asked = Annotated[Filter, Depends(asked_filter)]


async def rules_of(
    request: Request,
    delay_days: Annotated[int | None, Query(ge=0, le=36500)] = None,
    until: Day | None = None,
    to: Day | None = None,
    known: Day | None = None,
    round_km: Annotated[float, Query(ge=0, le=500, allow_inf_nan=False)] = 0.0,
    leave_types: Listed = None,
    leave_sides: Listed = None,
    leave_sources: Listed = None,
    leave_bbox: Annotated[list[str] | None, Query(max_length=50)] = None,
    quotes: bool | None = None,
) -> Rules:
    """The safety rules that a query describes; rounding leaves words out unless `quotes` asks for them."""
    last = until
    if delay_days is not None:
        # Counted back from the end of what is published, however long ago that is.
        end = day_text(desk_of(request).index.last)
        ends = (datetime.now(UTC).date(), to, None if end is None else date.fromisoformat(end))
        delayed = min(d for d in ends if d is not None) - timedelta(days=delay_days)
        last = delayed if last is None else min(last, delayed)
    boxes = [box_of(b) for b in leave_bbox or ()]
    return Rules(
        until=last,
        known=known,
        round_km=round_km,
        types=frozenset(split(leave_types)),
        sides=frozenset(split(leave_sides)),
        sources=frozenset(leave_sources or ()) | frozenset(split(leave_sources)),
        sectors=tuple(
            Rectangle(west=b.west, south=b.south, east=b.east, north=b.north) for b in boxes if b is not None
        ),
        words=round_km <= 0 if quotes is None else quotes,
    )


Safety = Annotated[Rules, Depends(rules_of)]


def _material(desk: Desk, asked: Filter, most: int) -> Material:
    """The events that fit, with their claims and reports; raises ProblemError where they are too many."""
    numbers = desk.picked(asked).events
    if len(numbers) > most:
        advice = "choose a shorter interval, an area or fewer types"
        raise ProblemError(413, "too_large", f"{len(numbers)} events are more than the {most} that fit", advice)
    events = tuple(events_by_id(desk.store, ids_of(desk.index, numbers)).values())
    claims = tuple(desk.claims_of(events).values())
    reports = tuple(reports_by_id(desk.store, [c.report for c in claims if c.report is not None]).values())
    return Material(claims=claims, events=events, reports=reports, failures=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    first: int
    last: int


def _span(desk: Desk, asked: Filter, rules: Rules) -> _Span:
    index = desk.index
    first = max(index.first, asked.first) if asked.first != NO_DAY else index.first
    last = min(index.last, asked.last) if asked.last != NO_DAY else index.last
    if rules.until is not None:
        last = min(last, day_number(rules.until))
    return _Span(first=first, last=last)


def _holdings(desk: Desk, view: View, span: _Span) -> tuple[Holding, ...]:
    """The runs of a view over an interval as holdings of the days on which they begin."""
    if span.first == NO_DAY or span.last < span.first:
        return ()
    index = desk.index
    at = runs_between(view, span.first, span.last)
    if len(at) > _MOST_HOLDINGS:
        raise ProblemError(
            413, "too_large", "too many places and days for one page", "choose a shorter interval or an area"
        )
    places, days = places_of(view, at), np.maximum(days_of(view, at), span.first)
    bodies = {n: json.loads(body) for n, body in place_bodies(index, np.unique(places).tolist()).items()}
    order = np.argsort(days, kind="stable")
    made = []
    for i in order.tolist():
        run, n = int(at[i]), int(places[i])
        body = bodies[n]
        holder, p = view.holders[view.runs["holder"][run]], int(view.runs["p"][run]) / 100
        second, second_p = int(view.runs["second"][run]), int(view.runs["second_p"][run]) / 100
        shares = [(holder, p), (view.holders[second], second_p)] if second else [(holder, p)]
        last = int(view.runs["last"][run])
        known = tuple(SideProbability(side=SideId(s), probability=x) for s, x in shares if s != "unknown")
        made.append(
            Holding(
                theatre=None,
                view="",
                place=PlaceId(bytes(index.places["id"][n]).decode()),
                name=body["names"][0],
                lat=body["lat"],
                lon=body["lon"],
                day=_date(int(days[i])),
                holder=holder,
                probability=p,
                contested=int(view.runs["contested"][run]) / 100,
                p_unknown=max(0.0, round(1.0 - sum(s.probability for s in known), 4)),
                last_evidence=None if last == NO_DAY else _date(last),
                sides=known,
            )
        )
    return tuple(made)


def _refuse(desk: Desk) -> Callable[[Sequence[Claim]], tuple[Event, ...]]:
    """Fuses claims again as the store's were."""
    return lambda claims: fuse_claims(claims, desk.packs, judgements=desk.store.judgements()) if claims else ()


def _told(desk: Desk, material: Material, rules: Rules) -> Material:
    """What may be published of the events asked for."""
    around = [c for r in material.reports for c in claims_of_report(desk.store, r.id)] if rules.touch_evidence else ()
    return publishable(material, rules, _refuse(desk), around)


def _held_again(desk: Desk, spec: ViewSpec, rules: Rules, span: _Span) -> tuple[Holding, ...]:
    """Holdings of a view from the claims alone that may be published."""
    whole = desk.material()
    if whole is None:
        advice = "publish from a store of the reports that may be told of, or leave nothing out by kind or source"
        raise ProblemError(413, "too_large", "holders cannot be held again from so many claims here", advice)
    if span.first == NO_DAY or span.last < span.first:
        return ()
    fine = replace(rules, round_km=0.0)
    allowed = publishable(whole, fine, _refuse(desk))
    days = _days(span)
    return hold_view(allowed, desk.packs, spec, days)


def _days(span: _Span) -> tuple[date, ...]:
    """The days of a published timeline: every one, or evenly spaced ones where there are very many."""
    if span.first == NO_DAY or span.last < span.first:
        return ()
    step = max(1, -(-(span.last - span.first + 1) // _DAYS))
    days = tuple(_date(d) for d in range(span.first, span.last + 1, step))
    return days if days[-1] == _date(span.last) else (*days, _date(span.last))


def _date(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)


def _map_data(desk: Desk, material: Material, holdings: tuple[Holding, ...], span: _Span, title: str) -> MapData:
    index = desk.index
    days = _days(span)
    notes = {}
    for source in {c.source for c in material.claims}:
        profile = desk.profile(source)
        if profile is not None:
            lean = tuple((desk.side_name(side), value) for side, value in sorted(profile.lean.items()))
            notes[source.strip().lower()] = SourceNote(
                grade=profile.grade,
                kind=profile.kind,
                reason=profile.reason,
                lean=lean,
                reasons=dict(profile.reasons),
            )
    return MapData(
        title=title,
        claims=material.claims,
        events=material.events,
        reports={r.id: r for r in material.reports},
        holdings=_on_days(holdings, days),
        later=(),
        days=days,
        sides=tuple(SideStyle(**s.model_dump()) for s in sides(index, desk.packs, desk.holders())),
        sources=notes,
        lines=tuple(
            MapLine(name=x.name, kind=x.kind, points=tuple((lat, lon) for lon, lat in x.coordinates))
            for x in lines(index, desk.packs)
        ),
        labels=tuple(MapLabel(**x.model_dump()) for x in labels(index, desk.packs)),
    )


def _on_days(holdings: tuple[Holding, ...], days: tuple[date, ...]) -> tuple[Holding, ...]:
    """Holdings moved to the first of the days that is not before theirs."""
    made = []
    for h in holdings:
        n = bisect_left(days, h.day)
        if n < len(days):
            made.append(h if days[n] == h.day else replace(h, day=days[n]))
    return tuple(made)


def _noted(request: Request, what: str, rules: Rules, counts: dict[str, int]) -> None:
    who = asker(request)
    query = str(request.url.query)[:2000]
    coding.note(desk_of(request).store, "export", what, who.stamp(), rules=rules.text(), query=query, counts=counts)


def _written(write: Callable[[Path], None], name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def _page(
    request: Request, asked: Filter, rules: Rules, view: str, known: Day | None, title: str
) -> tuple[MapData, Material]:
    desk = desk_of(request)
    material = _told(desk, _material(desk, asked, _MOST_ON_A_PAGE), rules)
    span = _span(desk, asked, rules)
    spec = view_spec(desk, view, known, False)
    if rules.touch_evidence:
        holdings = _held_again(desk, spec, rules, span)
    else:
        holdings = _holdings(desk, opened(desk, spec, None, asker(request)), span)
    data = _map_data(desk, material, publishable_holdings(holdings, rules), span, title)
    return (data if rules == Rules() else _with_told_names(desk, data, rules)), material


def _with_told_names(desk: Desk, data: MapData, rules: Rules) -> MapData:
    """Names of the map that tell nothing of what was left out: the packs' places outside barred areas, none finer
    than is told, and the sides that what is told names.
    """
    kept = [x for x in packed_labels(desk.index, desk.packs) if not any(s.holds(x.lat, x.lon) for s in rules.sectors)]
    labels = tuple(MapLabel(**x.model_dump()) for x in kept if rules.round_km <= 0 or x.rank <= 2)
    named = {h.holder for h in data.holdings} | {str(s.side) for h in data.holdings for s in h.sides}
    for event in data.events:
        named |= {str(side) for side in (*event.initiator, *event.target)}
    return replace(data, labels=labels, sides=tuple(s for s in data.sides if s.id in named - rules.sides))


def _attached(body: bytes, kind: str, name: str) -> Response:
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


Title = Annotated[str, Query(max_length=200)]
State = Annotated[
    str, Query(max_length=2000, description="the state of the page that it opens in, as its address holds it")
]


@router.get("/export/map", summary="A view as one self-contained page", response_class=Response, responses=_HTML)
async def page(
    request: Request,
    asked: Asked,
    rules: Safety,
    view: ViewName = "all",
    known: Day | None = None,
    title: Title = "Fogline",
    opens: State = "",
) -> Response:
    """Opens without network; holds no more than the rules let through."""

    def make() -> Response:
        data, material = _page(request, asked, rules, view, known, title)
        _noted(request, "page", rules, {"events": len(material.events), "claims": len(material.claims)})
        return _attached(_written(lambda p: write_map(p, data, opens), "map.html"), "text/html", "map.html")

    return await slowly(request, lambda: pending(make))


@router.get("/export/site", summary="A view as a folder for a web server", response_class=Response, responses=_ZIP)
async def site(
    request: Request,
    asked: Asked,
    rules: Safety,
    view: ViewName = "all",
    known: Day | None = None,
    title: Title = "Fogline",
    opens: State = "",
) -> Response:
    """A zip: the page, its data, the events as tables, and what was left out."""

    def make() -> Response:
        data, material = _page(request, asked, rules, view, known, title)
        counts = {"events": len(material.events), "claims": len(material.claims), "reports": len(material.reports)}
        _noted(request, "site", rules, counts)
        told = "\n".join(f"{n} {what}" for what, n in counts.items())
        readme = f"{title}\n\nMade with Fogline: it states what sources claim; it does not know what is true.\n\n"
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("index.html", _written(lambda p: write_map(p, data, opens), "map.html"))
            packed.writestr("data.json", json.dumps(payload(data), ensure_ascii=False))
            packed.writestr("events.csv", _written(lambda p: write_events(p, material.events, bom=True), "e.csv"))
            packed.writestr("events.geojson", _written(lambda p: write_events(p, material.events), "e.geojson"))
            packed.writestr("README.txt", f"{readme}{rules.text()}\n\n{told}\n")
        return _attached(body.getvalue(), "application/zip", "fogline-site.zip")

    return await slowly(request, lambda: pending(make))


def _events_file(request: Request, asked: Filter, rules: Rules, name: str, kind: str, *, bom: bool) -> Response:
    desk = desk_of(request)
    material = _told(desk, _material(desk, asked, _MOST_ROWS), rules)
    _noted(request, name, rules, {"events": len(material.events)})
    return _attached(_written(lambda p: write_events(p, material.events, bom=bom), name), kind, name)


@router.get("/export/events.csv", summary="Events as a table", response_class=Response, responses=_CSV)
async def as_csv(request: Request, asked: Asked, rules: Safety) -> Response:
    """UTF-8 with a byte-order mark, so that spreadsheets read every script."""
    return await slowly(request, lambda: _events_file(request, asked, rules, "events.csv", "text/csv", bom=True))


@router.get("/export/events.geojson", summary="Events as GeoJSON", response_class=Response, responses=_JSON)
async def as_geojson(request: Request, asked: Asked, rules: Safety) -> Response:
    """One feature an event; those nobody could locate have no geometry."""
    kind = "application/geo+json"
    return await slowly(request, lambda: _events_file(request, asked, rules, "events.geojson", kind, bom=False))
