"""Long work, done in a process of its own so that answers do not wait for it: reading drafts, keeping them,
bringing events and index up to date, computing views.

What is to be done lies in the store as jobs; the process takes the oldest until none waits.
"""

import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import orjson

from fogline import codec, run
from fogline.errors import FoglineError, InputError
from fogline.index.build import Step, build_index
from fogline.index.columns import NO_DAY
from fogline.index.layout import open_index, uploads_folder
from fogline.index.views import ASSESSED, CLAIMED, ViewSpec, keep_view, view_folder, view_runs
from fogline.ingest import gather
from fogline.pack import Pack, by_source_name
from fogline.pipeline import Knowledge
from fogline.read.parts import parts
from fogline.records import Claim, ClaimId, Failure, Judgement, Report
from fogline.settings import Settings
from fogline.store import Store, jobs, open_store
from fogline.store.audit import Stamp
from fogline.store.finding import claims_of_report
from fogline.store.jobs import Draft, Job, State
from fogline.web.fetch import Fetched, fetch
from fogline.web.shown import Setting, Units, claim_body, iso, safe_url

Fetch = Callable[[str], Fetched]
_LOG = logging.getLogger(__name__)
_KEPT_VIEWS = 40
_SUFFIX = {"text/plain": ".txt", "text/markdown": ".md", "application/json": ".json"}


class StoppedError(Exception):
    """Whoever asked for the job has stopped it."""


@dataclass(slots=True)
class Workshop:
    """Does the jobs of a store; knowledge is opened when a job first needs it."""

    store: Store
    index_root: Path
    packs: Mapping[str, Pack]
    open_known: Callable[[str], Knowledge]
    fetch: Fetch = fetch
    known: Knowledge | None = None

    def do_all(self) -> None:
        """Does every job that waits."""
        while (job := jobs.next_job(self.store)) is not None:
            self._do(job)

    def _do(self, job: Job) -> None:
        task = orjson.loads(job.task)
        try:
            result = _DOES[job.kind](self, job, task)
            jobs.advance(self.store, job.id, state=State.DONE, result=result)
        except StoppedError:
            return
        except FoglineError as error:
            jobs.advance(self.store, job.id, state=State.FAILED, message=str(error))
        except Exception as error:  # noqa: BLE001 -- one broken job must not end the worker
            _LOG.exception("job %s (%s)", job.id, job.kind)
            message = f"{type(error).__name__}: {error}; this is a bug in Fogline, please report it"
            jobs.advance(self.store, job.id, state=State.FAILED, message=message)

    def knowledge(self) -> Knowledge:
        """Packs, gazetteer and the reader that the store was last read with."""
        if self.known is None:
            runs = self.store.runs()
            reader = runs[-1].reader.partition(" ")[0] if runs else run.READER
            known = self.open_known(reader)
            for pack in self.packs.values():
                known = run.with_pack(known, pack)
            self.known = known
        return self.known

    def theatre(self) -> str | None:
        """The theatre that the store was last read for; None where each report tells."""
        runs = self.store.runs()
        told = orjson.loads(runs[-1].options).get("theatre") if runs else None
        return told if isinstance(told, str) else None

    def tell(self, job: Job, message: str, done: int | None = None, total: int | None = None) -> bool:
        """Tells how far a job is; False where it is not wanted any more."""
        return jobs.advance(self.store, job.id, state=State.RUNNING, message=message, done=done, total=total)

    def step(self, job: Job, message: str, done: int | None = None, total: int | None = None) -> None:
        """Tells how far a job is; raises StoppedError where it is not wanted any more."""
        if not self.tell(job, message, done, total):
            raise StoppedError


# -- drafts ------------------------------------------------------------------------------------------------------


def _draft(shop: Workshop, job: Job, task: dict[str, Any]) -> dict[str, object]:
    try:
        return _read_draft(shop, job, task)
    finally:
        if task.get("file"):
            Path(task["file"]).unlink(missing_ok=True)


def _read_draft(shop: Workshop, job: Job, task: dict[str, Any]) -> dict[str, object]:
    shop.step(job, "opening the reader")
    known = shop.knowledge()
    published = None if task.get("published") is None else date.fromisoformat(task["published"])
    if task.get("url"):
        shop.step(job, "fetching")
    reports, failures = _reports(shop, job, task, published)
    made: list[dict[str, object]] = []
    for n, report in enumerate(reports):
        shop.step(job, "reading", n, len(reports))
        claims = run.read_guarded(report, known, shop.theatre())
        if isinstance(claims, Failure):
            failures.append(claims)
            claims = ()
        made.append(_shown(report, claims, shop.packs))
    draft = jobs.add_draft(shop.store, tuple(reports), None, Stamp(author=job.author, moment=job.moment))
    told = [codec.to_plain(f) for f in failures]
    return {"draft": draft if reports else None, "reports": made, "failures": told}


def _reports(
    shop: Workshop, job: Job, task: dict[str, Any], published: date | None
) -> tuple[list[Report], list[Failure]]:
    """The reports of a pasted text, an address or a file, under keys that name no path of this machine."""
    with tempfile.TemporaryDirectory(prefix="fogline-") as folder:
        if task.get("url"):
            page = shop.fetch(task["url"])
            key, at = page.url, Path(folder) / f"page{_SUFFIX.get(page.kind, '.html')}"
            at.write_bytes(page.raw)
        elif task.get("file"):
            key, at = task["name"], Path(task["file"])
        else:
            key, at = task.get("title") or "pasted text", Path(folder) / "report.txt"
            at.write_text(task["text"], encoding="utf-8")
        found = list(gather([str(at)], published=published, stdin=None))
    reports, failures = [], []
    for item in found:
        if isinstance(item, Failure):
            failures.append(replace(item, document=item.document.replace(str(at), key)))
        else:
            reports.append(_named(item, str(at), key, task))
    return reports, failures


def _named(report: Report, path: str, key: str, task: dict[str, Any]) -> Report:
    """A report under its own key, with what the person said of it."""
    own = report.key.replace(path, key)
    source = task.get("source") or (task["url"].split("/")[2] if task.get("url") and report.source == "page" else None)
    source = source or ("" if report.source in ("report", "page") else report.source)
    if task.get("published") is not None:
        said = date.fromisoformat(task["published"])
        report = replace(report, published=said, published_basis="given by the person who added it")
    return replace(
        report,
        key=own,
        source=source,
        id=codec.report_id(source, own, report.text),
        title=task.get("title") or report.title,
        url=task.get("url") or report.url,
    )


def _shown(report: Report, claims: Iterable[Claim], packs: Mapping[str, Pack]) -> dict[str, object]:
    """A report that is not kept yet, with its claims, in the shape of /reports/{id}."""
    profiles = {k: v for pack in packs.values() for k, v in by_source_name(pack).items()}
    names = {str(a.id): a.name for pack in packs.values() for a in pack.actors}
    around = Setting(
        reports={report.id: report},
        profiles=lambda source: profiles.get(source.strip().lower()),
        side_name=lambda side: names.get(side, side),
        judgements={},
        events={},
    )
    units = Units.of(report.text)
    return {
        "id": report.id,
        "key": report.key,
        "title": report.title,
        "source": report.source,
        "published": iso(report.published),
        "basis": report.published_basis,
        "language": report.language,
        "url": safe_url(report.url),
        "text": report.text,
        "parts": [{"kind": p.kind.value, "from": units(p.span.start), "to": units(p.span.end)} for p in parts(report)],
        "claims": [claim_body(c, around, whole=True).model_dump(by_alias=True, mode="json") for c in claims],
    }


def _keep(shop: Workshop, job: Job, task: dict[str, Any]) -> dict[str, object]:
    """Stores a draft's reports; from then on it is kept, whatever becomes of reading them, and nothing stops that."""
    by = Stamp(author=job.author, moment=job.moment)
    kept = jobs.draft(shop.store, task["draft"])
    if kept is None:
        raise InputError(f"{task['draft']}: no such draft; add the report again")
    stored = False
    try:
        shop.step(job, "opening the reader")
        shop.knowledge()
        shop.step(job, "storing", 0, len(kept.reports))
        shop.store.add_reports(kept.reports, by)
        stored = True
    finally:
        jobs.turn_draft(shop.store, kept.id, "keeping", "kept" if stored else "open", by)
    lost = _read_kept(shop, job, kept, task, by)
    _join(shop, lambda what: shop.tell(job, what))
    return {"reports": [r.id for r in kept.reports], "lost": [codec.to_plain(j) for j in lost]}


def _read_kept(shop: Workshop, job: Job, kept: Draft, task: dict[str, Any], by: Stamp) -> list[Judgement]:
    """Reads what was stored, and keeps what was decided of its claims; gives what was decided of claims that are none
    any more.
    """
    done = [0]

    def step(n: int) -> None:
        done[0] += n
        shop.tell(job, "reading", done[0], len(kept.reports))

    run.add_to_store(shop.store, (), shop.knowledge(), shop.theatre(), progress=step)
    there = {c.id: c for report in kept.reports for c in claims_of_report(shop.store, report.id)}
    judgements = [codec.loads(Judgement, body) for body in task["judgements"]]
    shop.store.add_judgements([_attached(j, there) for j in judgements if set(j.claims) <= set(there)], by)
    return [j for j in judgements if not set(j.claims) <= set(there)]


def _attached(judgement: Judgement, claims: Mapping[ClaimId, Claim]) -> Judgement:
    """A judgement made on a draft, tied to its claim's document, trigger and type."""
    first = claims[judgement.claims[0]]
    trigger = None if first.trigger is None else first.trigger.span
    return replace(judgement, document=first.document, trigger=trigger, type=first.type)


# -- upkeep ------------------------------------------------------------------------------------------------------


def _refresh(shop: Workshop, job: Job, _task: dict[str, Any]) -> dict[str, object]:
    return {"revision": _join(shop, lambda what: shop.step(job, what))}


def _join(shop: Workshop, say: Step) -> int:
    """Brings events and index up to date; gives the revision that they are of."""
    found = open_index(shop.index_root)
    if found is None or found.revision != shop.store.revision():
        say("joining claims into events")
        if shop.store.fused_from():
            run.refuse(shop.store, shop.packs)
        found = build_index(shop.store, shop.packs, shop.index_root, step=say)
    return found.revision


def _prepare(shop: Workshop, job: Job, _task: dict[str, Any]) -> dict[str, object]:
    """Opens what reading needs before anybody waits for it."""
    shop.step(job, "compiling the gazetteer, once for this machine (a minute or two)")
    shop.knowledge()
    return {}


def _view(shop: Workshop, job: Job, task: dict[str, Any]) -> dict[str, object]:
    index = open_index(shop.index_root)
    if index is None:
        raise InputError("the index is not built yet; ask again in a moment")
    spec = ViewSpec(
        sources=tuple(task["sources"]),
        without=tuple(task["without"]),
        known=task.get("known", NO_DAY),
        smoothed=task["smoothed"],
    )
    shop.step(job, "computing the view")
    _drop_oldest(index.folder / "views")
    if not view_folder(index, spec).exists():
        keep_view(index, view_folder(index, spec), view_runs(run.from_store(shop.store), shop.packs, spec))
    return {"view": spec.name}


def _drop_oldest(views: Path) -> None:
    """Makes room for a view where very many are kept; the layers stay."""
    made = [v for v in views.iterdir() if v.name not in (ASSESSED, CLAIMED)]
    for old in sorted(made, key=lambda v: v.stat().st_mtime)[: max(0, len(made) - _KEPT_VIEWS)]:
        shutil.rmtree(old, ignore_errors=True)


_DOES: Mapping[str, Callable[[Workshop, Job, dict[str, Any]], dict[str, object]]] = {
    "draft": _draft,
    "keep": _keep,
    "prepare": _prepare,
    "refresh": _refresh,
    "view": _view,
}


# -- where it is done ----------------------------------------------------------------------------------------------


def clear_uploads(index_root: Path, waiting: Iterable[str]) -> None:
    """Drops uploaded files that no waiting task names."""
    named = {orjson.loads(task).get("file") for task in waiting}
    for path in uploads_folder(index_root).glob("*"):
        if str(path) not in named:
            path.unlink(missing_ok=True)


class InThread:
    """Does jobs in a thread of this process: for tests, and stores of any other kind than a file."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self._pool = ThreadPoolExecutor(1)

    def ask(self, kind: str, task: dict[str, object], by: Stamp) -> str:
        """Queues a job and sees to it."""
        key = jobs.add_job(self.shop.store, kind, task, by)
        self.wake()
        return key

    def wake(self) -> None:
        """Sees to what waits."""
        self._pool.submit(self.shop.do_all)


def _serve(orders: Connection, where: str, index_root: Path, packs: Mapping[str, Pack], settings: Settings) -> None:
    """The worker process: does what waits whenever it is told to, ends when the server does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    shop = Workshop(open_store(where), index_root, packs, lambda reader: run.open_knowledge(settings, reader=reader))
    while True:
        try:
            orders.recv_bytes()
        except EOFError:
            return
        shop.do_all()


class InProcess:
    """Does jobs in a process of its own, started with the first one."""

    def __init__(self, store: Store, index_root: Path, packs: Mapping[str, Pack], settings: Settings) -> None:
        self.store = store
        self._arguments = (store.where, index_root, packs, settings)
        self._lock = threading.Lock()
        self._orders: Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None

    def ask(self, kind: str, task: dict[str, object], by: Stamp) -> str:
        """Queues a job and wakes the process."""
        key = jobs.add_job(self.store, kind, task, by)
        self.wake()
        return key

    def wake(self) -> None:
        """Has the process see to what waits."""
        with self._lock:
            if self._process is None or not self._process.is_alive():
                self._start()
            try:
                self._send()
            except OSError:  # it died just now
                self._start()
                self._send()

    def _send(self) -> None:
        assert self._orders is not None
        self._orders.send_bytes(b"go")

    def _start(self) -> None:
        if self._process is not None:
            self._process.join(1)
            jobs.broken_off(self.store)
        spawn = multiprocessing.get_context("spawn")
        takes, self._orders = spawn.Pipe(duplex=False)
        self._process = spawn.Process(target=_serve, args=(takes, *self._arguments), daemon=True)
        self._process.start()
        takes.close()
