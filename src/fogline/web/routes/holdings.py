"""Who held what: every place on a day, runs over an interval, where two views differ, one place's history."""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from fogline.index.columns import NO_DAY, Column, day_text, packed
from fogline.index.holdings import (
    PERCENT,
    UNKNOWN,
    State,
    View,
    days_of,
    distance,
    places_of,
    runs_between,
    state_on,
)
from fogline.index.layout import Index
from fogline.index.pick import Box, in_box
from fogline.index.views import CLAIMED, ViewSpec
from fogline.web.desk import Desk
from fogline.web.people import VIEWER, Who, asker
from fogline.web.routes.asked import AS_COLUMNS, Bbox, Zoom, box_of, desk_of, number, view_spec
from fogline.web.routes.rows import table
from fogline.web.wire.holdings import DifferenceBody, HoldingsBody, RunsBody
from fogline.web.wire.shared import Day, JobRef, Plain, Row

router = APIRouter(tags=["holdings"], dependencies=[Depends(VIEWER)])
_MOST, _MOST_RUNS = 3000, 200_000
_DIFFERS = 0.3
_WEIGHT_BITS = 10
_HEAVIEST = np.uint16((1 << _WEIGHT_BITS) - 1)
_COLUMNS = "place name lat lon holder p contested second second_p last_evidence claimed".split()
_RUN_COLUMNS = "place from to holder p contested second".split()
_PENDING: dict[int | str, dict[str, object]] = {202: {"model": JobRef, "description": "being computed"}}
ViewName = Annotated[str, Query(max_length=2000, description="all, or sources with commas; -name leaves one out")]
Form = Literal["json", "binary"]


class PendingError(Exception):
    """A view is being computed by a job."""

    def __init__(self, job: str) -> None:
        super().__init__(job)
        self.job = job


def opened(desk: Desk, spec: ViewSpec, day: int | None, who: Who) -> View:
    """A view, or raises PendingError."""
    found = desk.view(spec, day, who)
    if isinstance(found, str):
        raise PendingError(found)
    return found


def said_by(spec: ViewSpec, day: int) -> int:
    """The day to look the claimed layer up for: nothing said after `known` counts in it."""
    return min(day, spec.known) if spec.layer == CLAIMED and spec.known != NO_DAY else day


def _within(index: Index, box: Box | None) -> Column | None:
    if box is None:
        return None
    return np.flatnonzero(in_box(index.places["x"], index.places["y"], box))


def _thinned(index: Index, state: State, zoom: float) -> Column:
    """Which of the places to show where there are too many: the best known of each cell, then the rest by weight."""
    if len(state.places) <= _MOST:
        return np.arange(len(state.places))
    weight = np.uint16(2) * state.column("p") * (state.column("holder") != 0) + state.column("contested")
    weight += np.minimum(index.places["events"][state.places], 50).astype(np.uint16) * np.uint16(2)
    light = _HEAVIEST - weight  # lightest last: numbers so small are sorted in the time it takes to read them
    level = min(24, max(0, round(zoom + 4.7)))
    shift = 24 - level
    cell = (index.places["x"][state.places].astype(np.int64) >> shift) << 25
    cell |= index.places["y"][state.places].astype(np.int64) >> shift
    order = np.argsort((cell << _WEIGHT_BITS) | light, kind="stable")
    first = np.r_[True, np.diff(cell[order]) != 0]
    best, rest = order[first], order[~first]
    best = best[np.argsort(light[best], kind="stable")][:_MOST]
    return np.sort(np.r_[best, rest[np.argsort(light[rest], kind="stable")][: _MOST - len(best)]])


@router.get(
    "/holdings/map",
    summary="Who held each place on a day",
    response_model=HoldingsBody,
    responses=_PENDING | AS_COLUMNS,
)
def on_a_day(
    request: Request,
    on: Day,
    known: Day | None = None,
    view: ViewName = "all",
    smoothed: bool = False,
    bbox: Bbox = None,
    zoom: Zoom = 6.0,
    format: Form = "json",
) -> Response:
    """At most 3000 places; `format=binary` gives all as columns."""
    desk = desk_of(request)
    spec, box = view_spec(desk, view, known, smoothed), box_of(bbox)

    def make() -> HoldingsBody | bytes:
        index, day = desk.index, number(on)
        state = state_on(opened(desk, spec, day, asker(request)), said_by(spec, day), _within(index, box))
        if format == "binary":
            return _packed_state(index, state)
        shown = _thinned(index, state, zoom)
        rows = _rows(desk, state, shown, day if known is None else number(known))
        return HoldingsBody.model_construct(
            on=on.isoformat(),
            view=view,
            known=None if known is None else known.isoformat(),
            total=len(state.places),
            shown=len(rows),
            columns=_COLUMNS,
            rows=rows,
        )

    return or_pending(desk, request, make)


def or_pending(desk: Desk, request: Request, make: Callable[[], BaseModel | Plain | bytes]) -> Response:
    """The answer, or 202 with the job that computes the view it needs."""
    return pending(lambda: desk.answer(request, make))


def pending(make: Callable[[], Response]) -> Response:
    """What `make` gives, or 202 with the job that computes the view it needs."""
    try:
        return make()
    except PendingError as waits:
        return JSONResponse({"job": waits.job}, status_code=202)


def days_told(days: Column) -> Column:
    """Numbers of days as ISO texts, None where unknown."""
    made = np.empty(len(days), dtype=object)
    made[:] = list(map(day_text, days.tolist()))
    return made


def _rows(desk: Desk, state: State, shown: Column, latest: int) -> list[Row]:
    places, at = state.places[shown], state.at[shown]
    runs, told = state.view.runs, desk.places()
    return table(
        told.written[places],
        state.view.names()[runs["holder"][at]],
        PERCENT[runs["p"][at]],
        PERCENT[runs["contested"][at]],
        state.view.names(None)[runs["second"][at]],
        PERCENT[runs["second_p"][at]],
        days_told(runs["last"][at]),
        desk.claimed_on(min(state.day, latest), places),
    )


def _packed_state(index: Index, state: State) -> bytes:
    columns: dict[str, Column] = {"place": state.places.astype(np.uint32)}
    columns |= {name: index.places[name][state.places] for name in ("lat", "lon")}
    columns |= {name: state.column(name) for name in ("holder", "p", "contested", "second", "second_p", "last")}
    ids = [bytes(raw).decode() for raw in index.places["id"][state.places]]
    return packed(columns, {"holder": state.view.holders, "id": ids})


@router.get(
    "/holdings/runs",
    summary="Holdings as runs over an interval",
    response_model=RunsBody,
    responses=_PENDING | AS_COLUMNS,
)
def over_an_interval(
    request: Request,
    first: Annotated[Day, Query(alias="from")],
    last: Annotated[Day, Query(alias="to")],
    known: Day | None = None,
    view: ViewName = "all",
    smoothed: bool = False,
    bbox: Bbox = None,
    format: Form = "json",
) -> Response:
    """Everything needed to play an interval without asking for each day."""
    desk = desk_of(request)
    spec, box = view_spec(desk, view, known, smoothed), box_of(bbox)

    def make() -> RunsBody | bytes:
        index = desk.index
        found = opened(desk, spec, None, asker(request))
        at = runs_between(found, number(first), number(last))
        places = places_of(found, at)
        within = _within(index, box)
        if within is not None:
            kept = np.isin(places, within)
            at, places = at[kept], places[kept]
        capped = len(at) > _MOST_RUNS
        at, places = at[:_MOST_RUNS], places[:_MOST_RUNS]
        if format == "binary":
            return _packed_runs(index, found, at, places)
        return RunsBody.model_construct(
            view=view, columns=_RUN_COLUMNS, rows=_placed(desk, found, at, places), capped=capped
        )

    return or_pending(desk, request, make)


def _placed(desk: Desk, view: View, at: Column, places: Column) -> list[Row]:
    ids = desk.places().id[places].tolist()
    return [(key, *row) for key, row in zip(ids, run_rows(view, at), strict=True)]


def _packed_runs(index: Index, view: View, at: Column, places: Column) -> bytes:
    columns: dict[str, Column] = {"place": places.astype(np.uint32), "day": days_of(view, at).astype(np.int32)}
    columns |= {name: view.runs[name][at] for name in ("holder", "p", "contested", "second", "second_p")}
    ids = [bytes(raw).decode() for raw in index.places["id"]]
    return packed(columns, {"holder": view.holders, "id": ids})


def run_rows(view: View, at: Column) -> list[Row]:
    """Runs as from, to, holder, p, contested, second; a place's last run goes on and ends on no day."""
    after = np.minimum(at + 1, len(view.runs["key"]) - 1)
    same = (places_of(view, after) == places_of(view, at)) & (after > at)
    return table(
        days_told(days_of(view, at)),
        days_told(np.where(same, days_of(view, after) - 1, NO_DAY)),
        view.names()[view.runs["holder"][at]],
        PERCENT[view.runs["p"][at]],
        PERCENT[view.runs["contested"][at]],
        view.names(None)[view.runs["second"][at]],
    )


@router.get(
    "/holdings/diff", summary="Where two views or days differ", response_model=DifferenceBody, responses=_PENDING
)
def difference(
    request: Request,
    on: Day,
    on2: Day | None = None,
    view: ViewName = "all",
    view2: ViewName = "all",
    known: Day | None = None,
    known2: Day | None = None,
    smoothed: bool = False,
    bbox: Bbox = None,
) -> Response:
    """Places on which the opinions name different holders or lie far apart, the greatest differences first; behind
    them those of which one opinion alone knows a holder, where the other's is `unknown`.
    """
    desk = desk_of(request)
    one, two = view_spec(desk, view, known, smoothed), view_spec(desk, view2, known2, smoothed)
    box = box_of(bbox)

    def make() -> DifferenceBody:
        index, who = desk.index, asker(request)
        within = _within(index, box)
        days = number(on), number(on2 or on)
        views = [opened(desk, s, d, who) for s, d in zip((one, two), days, strict=True)]
        states = [state_on(v, said_by(s, d), within) for v, s, d in zip(views, (one, two), days, strict=True)]
        places, at_a, at_b, apart = distance(*states)
        a, b = states[0].view, states[1].view
        kept = _says(a, at_a) | _says(b, at_b)
        places, at_a, at_b, apart = places[kept], at_a[kept], at_b[kept], apart[kept]
        names_of = sorted({*a.holders, *b.holders})
        holder_a, holder_b = _numbers(a, at_a, names_of), _numbers(b, at_b, names_of)
        nobody = names_of.index(UNKNOWN)
        other = holder_a != holder_b
        one_sided = other & ((holder_a == nobody) | (holder_b == nobody))
        shown = np.flatnonzero(other | (apart >= _DIFFERS))
        shown = shown[np.lexsort((-apart[shown], one_sided[shown]))][:_MOST]
        told, at, named = desk.places(), places[shown], np.array(names_of, dtype=object)
        rows = table(
            told.written[at],
            named[holder_a[shown]],
            _sureness(a, at_a[shown]),
            named[holder_b[shown]],
            _sureness(b, at_b[shown]),
            np.round(apart[shown], 3),
        )
        return DifferenceBody.model_construct(
            agree=int((~other & (holder_a != nobody)).sum()),
            differ=int((other & ~one_sided).sum()),
            one_sided=int(one_sided.sum()),
            columns="place name lat lon a a_p b b_p distance".split(),
            rows=rows,
        )

    return or_pending(desk, request, make)


def _numbers(view: View, at: Column, names: Sequence[str]) -> Column:
    """The holder of each of the runs as a number into names that several views share; unknown where there is no run."""
    made = np.full(len(at), names.index(UNKNOWN))
    made[at >= 0] = np.array([names.index(h) for h in view.holders])[view.runs["holder"][at[at >= 0]]]
    return made


def _sureness(view: View, at: Column) -> Column:
    """The probability of the holder of each of the runs, None where there is no run."""
    made = np.full(len(at), None, dtype=object)
    made[at >= 0] = PERCENT[view.runs["p"][at[at >= 0]]]
    return made


def _says(view: View, at: Column) -> Column:
    """True where a run says anything but that nothing is known."""
    made = at >= 0
    made[made] = (view.runs["holder"][at[made]] != 0) | (view.runs["second"][at[made]] != 0)
    return np.asarray(made)
