"""What the server works from: the store, its index, and answers kept while neither changes."""

import hashlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

import anyio
import numpy as np
import orjson
from fastapi import Request, Response
from pydantic import BaseModel

from fogline.errors import StoreError
from fogline.index.columns import NO_DAY, Column
from fogline.index.holdings import UNKNOWN, View, open_view, state_on
from fogline.index.layout import Index, open_index
from fogline.index.pick import Filter, Picked, pick
from fogline.index.search import Places, all_places, holding_words, places_called
from fogline.index.views import ASSESSED, CLAIMED, ViewSpec, day_runs, keep_view, view_folder, view_runs
from fogline.mapdata import baseline_holders
from fogline.pack import Pack, SourceProfile, by_source_name
from fogline.records import Claim, Event
from fogline.run import Material, from_store
from fogline.store import Store, jobs
from fogline.store.accounts import UserRole
from fogline.store.audit import Stamp, stamp
from fogline.store.finding import claims_by_id, judgements_on, reports_by_id
from fogline.store.jobs import ENDED
from fogline.web.blind import hidden_from
from fogline.web.people import ProblemError, Who, asker
from fogline.web.shown import Setting, judgement_body, no_longer_holding
from fogline.web.wire.claims import JudgementBody
from fogline.web.wire.shared import Flat, Plain

_LOOKS_AFTER_S, _AGAIN_S = 0.3, 20.0
_KEPT_BYTES = 48_000_000
_KEPT_PICKS = 24
_SMALL_STORE = 5_000
_SLOW_LANES = 2
Made = TypeVar("Made")


class Worker(Protocol):
    """Does jobs elsewhere; `ask` gives a job's id at once."""

    def ask(self, kind: str, task: dict[str, object], by: Stamp) -> str:
        """Queues a job."""
        ...


class Kept:
    """The newest answers, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """A kept answer."""
        with self._lock:
            body = self._held.get(key)
            if body is not None:
                self._held.move_to_end(key)
            return body

    def put(self, key: str, body: bytes) -> None:
        """Keeps an answer, dropping the oldest."""
        if len(body) > self._most // 8:
            return
        with self._lock:
            self._size += len(body) - len(self._held.pop(key, b""))
            self._held[key] = body
            while self._size > self._most:
                self._size -= len(self._held.popitem(last=False)[1])

    def clear(self) -> None:
        """Drops everything."""
        with self._lock:
            self._held.clear()
            self._size = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a server is run."""

    title: str = "Fogline"
    index_root: Path
    embed_from: str = "'self'"


class Desk:
    """Everything a route needs; made once for a server."""

    def __init__(self, store: Store, packs: Mapping[str, Pack], worker: Worker, options: Options) -> None:
        self.store, self.packs, self.worker, self.options = store, packs, worker, options
        self.slow = anyio.CapacityLimiter(_SLOW_LANES)
        self._answers = Kept(_KEPT_BYTES)
        self._picks: OrderedDict[tuple[str, Filter], Picked] = OrderedDict()
        self._lock = threading.Lock()
        self._looked, self._revision = -math.inf, 0
        self._refreshing = (-1, "", 0.0)
        self._index: Index | None = None
        self._views: dict[tuple[str, str], View] = {}
        self._view_jobs: dict[str, str] = {}
        self._made: dict[tuple[str, Callable[[Index], Any]], Any] = {}
        self._material: tuple[int, Material] | None = None
        self._profiles = {k: v for pack in packs.values() for k, v in by_source_name(pack).items()}
        self._names = {str(a.id): a.name for pack in packs.values() for a in pack.actors}
        self.baselines = baseline_holders(packs.values())
        self._names |= {str(s.id): s.name for pack in packs.values() for s in pack.sides}

    # -- freshness --------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Notices, a few times a second at most, that the store or the index has changed."""
        at = time.monotonic()
        if at - self._looked < _LOOKS_AFTER_S and self._index is not None:
            return
        with self._lock:
            self._looked = at
            self._revision = self.store.revision()
            pointer = self.options.index_root / "current"
            name = pointer.read_text(encoding="utf-8").strip() if pointer.exists() else ""
            if self._index is None or self._index.folder.name != name:
                self._index = open_index(self.options.index_root)
                self._views.clear()
                self._picks.clear()
                self._answers.clear()
        if self._index is None or self._index.revision != self._revision:
            self._refresh(at)

    def _refresh(self, at: float) -> None:
        """Asks once for an index of the store as it is, and again a while after that has failed."""
        with self._lock:
            revision, key, asked = self._refreshing
            if revision == self._revision and at - asked < _AGAIN_S:
                return
            self._refreshing = (self._revision, key, at)
        found = jobs.job(self.store, key) if key and revision == self._revision else None
        if found is None or found.state in ENDED:
            key = self.worker.ask("refresh", {"revision": self._revision}, stamp("fogline"))
            self._refreshing = (self._revision, key, at)

    def changed(self) -> None:
        """Says that this server has just changed the store."""
        self._looked = -math.inf

    @property
    def index(self) -> Index:
        """The newest index; raises StoreError before there is one."""
        self._look()
        if self._index is None:
            raise StoreError("the index of this store is being built; ask again in a moment")
        return self._index

    @property
    def ready(self) -> bool:
        """True while the index is of the store as it is."""
        return self.index.revision == self._revision

    def tag(self, who: Who) -> str:
        """Changes whenever any answer to this person may."""
        index = self.index
        whole = f"{index.folder.name} {index.made} {self._revision} {who.name} {who.role} {who.csrf}"
        return hashlib.blake2b(whole.encode(), digest_size=12).hexdigest()

    # -- answers ----------------------------------------------------------------------------------------

    def answer(self, request: Request, make: Callable[[], BaseModel | Plain | list[Plain] | bytes]) -> Response:
        """The answer to a GET: kept from before, or not sent again where the caller has it."""
        tag = f'"{self.tag(asker(request))}"'
        headers = {"ETag": tag, "Vary": "Cookie, X-Fogline-Coder"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        key = f"{tag}{request.url.path}?{request.url.query}"
        body = self._answers.get(key)
        binary = request.query_params.get("format") == "binary"
        if body is None:
            made = make()
            if isinstance(made, Flat):
                body = orjson.dumps(made.__dict__)
            elif isinstance(made, BaseModel):
                body = made.model_dump_json(by_alias=True).encode()
            elif isinstance(made, bytes):
                body = made
            else:
                body = orjson.dumps(made, option=orjson.OPT_SERIALIZE_NUMPY)
            self._answers.put(key, body)
        kind = "application/vnd.fogline.columns" if binary else "application/json"
        return Response(body, media_type=kind, headers=headers)

    def picked(self, asked: Filter) -> Picked:
        """The events that fit a filter; the newest filters' are kept."""
        index = self.index
        key = (index.folder.name, asked)
        with self._lock:
            kept = self._picks.get(key)
        if kept is not None:
            return kept
        reports: Column | None = None
        called = places_called(index, asked.query)
        if asked.query.strip():
            found = holding_words(index, asked.query)
            reports = index.reports["published"][:0].astype("int64") if found is None else found
        made = pick(index, asked, reports, called)
        with self._lock:
            self._picks[key] = made
            while len(self._picks) > _KEPT_PICKS:
                self._picks.popitem(last=False)
        return made

    # -- holdings ---------------------------------------------------------------------------------------

    def material(self) -> Material | None:
        """The whole store as records if it is small, else None."""
        index = self.index
        if index.counts["claims"] > _SMALL_STORE:
            return None
        with self._lock:
            if self._material is None or self._material[0] != self._revision:
                self._material = (self._revision, from_store(self.store))
            return self._material[1]

    def view(self, spec: ViewSpec, day: int | None, who: Who) -> View | str:
        """A view that covers a day (None: all days), or the id of the job that computes it."""
        index = self.index
        folder = view_folder(index, spec)
        found = self._opened(index, folder)
        if found is not None:
            return found
        material = self.material()
        if material is None:
            task = {"sources": spec.sources, "without": spec.without, "known": spec.known, "smoothed": spec.smoothed}
            return self._asked_once(f"{folder}", dict(task), who)
        if day is None:
            made = keep_view(index, folder, view_runs(material, self.packs, spec))
        else:
            if index.first != NO_DAY:  # days outside the record hold nothing that its edges do not
                day = min(max(day, index.first - 1), index.last)
            folder = index.folder / "days" / f"{spec.name}-{day}"
            made = self._opened(index, folder)
            if made is None:
                on = date(1970, 1, 1) + timedelta(days=day)
                made = keep_view(index, folder, day_runs(material, self.packs, spec, on))
        assert made is not None
        return made

    def _asked_once(self, folder: str, task: dict[str, object], who: Who) -> str:
        """The job that computes a view: the one under way, or a new one."""
        with self._lock:
            waiting = self._view_jobs.get(folder)
        found = None if waiting is None else jobs.job(self.store, waiting)
        if found is not None and found.state not in ENDED:
            return found.id
        if not who.may(UserRole.CODER):
            advice = "ask someone who may judge to open it once; then everybody sees it"
            raise ProblemError(403, "forbidden", "this view is not worked out yet, and viewers start no work", advice)
        made = self.worker.ask("view", task, who.stamp())
        with self._lock:
            self._view_jobs[folder] = made
        return made

    def _opened(self, index: Index, folder: Path) -> View | None:
        key = (index.folder.name, str(folder))
        with self._lock:
            kept = self._views.get(key)
        if kept is None:
            kept = open_view(folder)
            if kept is not None:
                with self._lock:
                    self._views[key] = kept
                    while len(self._views) > 64:
                        self._views.pop(next(iter(self._views)))
        return kept

    def layer(self, name: str = ASSESSED) -> View:
        """A layer of all sources."""
        made = self._opened(self.index, self.index.folder / "views" / name)
        assert made is not None
        return made

    def holders(self) -> list[str]:
        """The sides that hold a place on any day."""
        return [h for h in self.layer().holders if h != UNKNOWN]

    def claimed_on(self, day: int, places: Column) -> Column:
        """For each of growing numbers of places the side that the latest claim said by a day gives it to, None where
        there is none.
        """
        state = state_on(self.layer(CLAIMED), day, places)
        made = np.full(len(places), None, dtype=object)
        made[np.searchsorted(places, state.places)] = state.view.names()[state.column("holder")]
        return made

    def of_index(self, make: Callable[[Index], Made], index: Index | None = None) -> Made:
        """What follows from the index alone: made once, and kept until there is another index. An answer that looks at
        an index more than once names it, since a newer one can come in between.
        """
        index = index or self.index
        key = (index.made, make)
        with self._lock:
            if key not in self._made:
                self._made = {k: v for k, v in self._made.items() if k[0] == index.made}
                self._made[key] = make(index)
            made: Made = self._made[key]
            return made

    def places(self) -> Places:
        """What is told of every place."""
        return self.of_index(all_places)

    # -- what stands around claims ----------------------------------------------------------------------

    def profile(self, source: str) -> SourceProfile | None:
        """What the packs know of a source."""
        return self._profiles.get(source.strip().lower())

    def side_name(self, side: str) -> str:
        """What an actor or side is called."""
        return self._names.get(side, side)

    def judged(self, claims: Sequence[str], who: Who) -> dict[str, list[JudgementBody]]:
        """The judgements on claims that this person may see, by claim: in an open set not the others' before
        their own.
        """
        all_of = judgements_on(self.store, claims)
        withdrawn = no_longer_holding(all_of)
        hidden = hidden_from(self.store, all_of, who, withdrawn)
        made: dict[str, list[JudgementBody]] = {}
        for judged in all_of:
            if judged.judgement.id not in hidden:
                for claim in judged.judgement.claims:
                    made.setdefault(claim, []).append(judgement_body(judged, withdrawn))
        return made

    def setting(self, claims: Sequence[Claim], events: Sequence[Event], who: Who) -> Setting:
        """What stands around claims."""
        return Setting(
            reports=dict(reports_by_id(self.store, [c.report for c in claims if c.report is not None])),
            profiles=self.profile,
            side_name=self.side_name,
            judgements=self.judged([c.id for c in claims], who),
            events={c.id: e.id for e in events for c in e.claims},
        )

    def claims_of(self, events: Sequence[Event]) -> dict[str, Claim]:
        """The claims of events."""
        return dict(claims_by_id(self.store, [c.id for e in events for c in e.claims]))
