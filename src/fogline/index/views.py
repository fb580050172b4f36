"""Views: the holdings of a chosen set of sources, or as known on a day, computed and kept beside the index."""

import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from fogline.index.columns import NO_DAY, Column, day_text, find
from fogline.index.holdings import Run, View, open_view, run_of, runs_of, view_name, write_view
from fogline.index.layout import Index
from fogline.mapdata import map_days
from fogline.pack import Pack
from fogline.pipeline import hold_places
from fogline.records import Holding
from fogline.run import Material

ASSESSED, CLAIMED = "assessed", "claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSpec:
    """Which claims a view rests on: of these sources (all if none are named), without those, said by `known`.

    The claimed layer takes every claim at its word: the latest one about a place gives its holder.
    A view as known on a day looks back from it, so it is smoothed; `smoothed` alone looks back from today.
    """

    sources: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    known: int = NO_DAY
    smoothed: bool = False
    layer: str = ASSESSED

    @property
    def name(self) -> str:
        """The view's folder within an index."""
        if self.layer == CLAIMED:
            return CLAIMED
        return view_name(
            sources=self.sources, without=self.without, known=self.known, smoothed=self.smoothed, layer=self.layer
        )


def hold_view(
    material: Material, packs: Mapping[str, Pack], spec: ViewSpec, days: Sequence[date]
) -> tuple[Holding, ...]:
    """The holdings of a view on days."""
    claims = material.claims
    known = day_text(spec.known)
    if known is not None:
        by = date.fromisoformat(known)
        claims = tuple(c for c in claims if c.published is not None and c.published <= by)
    sources = None
    if spec.sources or spec.without:
        named = frozenset(spec.sources) or frozenset(c.source for c in claims)
        sources = named - frozenset(spec.without)
    return hold_places(
        material.events,
        {c.id: c for c in claims},
        packs,
        days=days,
        smoothed=spec.smoothed or known is not None,
        view=spec.name,
        sources=sources,
    )


def view_runs(material: Material, packs: Mapping[str, Pack], spec: ViewSpec) -> list[Run]:
    """A view as runs over the days of the timeline and the day before it, which tells what changed on the first."""
    days = map_days(material)
    before = [day - timedelta(days=1) for day in days[:1]]
    return list(runs_of(hold_view(material, packs, spec, (*before, *days))))


def day_runs(material: Material, packs: Mapping[str, Pack], spec: ViewSpec, day: date) -> list[Run]:
    """A view on one day only."""
    return [run_of(h, h.runner_up()) for h in hold_view(material, packs, spec, (day,))]


def numbered(sorted_id: Column, sorted_at: Column, runs: Sequence[Run]) -> dict[str, int]:
    """The numbers that an index gives to the places of runs."""
    made = {}
    for key in {r.place for r in runs}:
        at = find(sorted_id, key)
        if at is not None:
            made[key] = int(sorted_at[at])
    return made


def keep_view(index: Index, folder: Path, runs: Sequence[Run]) -> View | None:
    """Writes a view beside the index and opens it."""
    at = numbered(index.places["sorted_id"], index.places["sorted_at"], runs)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.{threading.get_ident()}")
    write_view(part, runs, at, len(index.places["lat"]))
    try:
        part.replace(folder)
    except OSError:  # another request was first
        shutil.rmtree(part, ignore_errors=True)
    return open_view(folder)


def view_folder(index: Index, spec: ViewSpec) -> Path:
    """Where a view of an index lies."""
    return index.folder / "views" / spec.name
