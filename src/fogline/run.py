"""Runs the pipeline over inputs and a store: batches, guards, progress and resumption.

A report that breaks a stage becomes a Failure and the rest goes on, as a file does that breaks `ingest`. Beside
these two, only the server's worker has a broad `except`, around each job. A run that is stopped keeps its
finished batches; the next one does what is left.
"""

import codecs
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from fogline import __version__, codec
from fogline.errors import FoglineError, InputError, OptionError, UnreadError
from fogline.gazetteer import open_or_build
from fogline.outside import claim_from_outside
from fogline.pack import Pack
from fogline.pipeline import Knowledge, fuse_claims, fuse_theatre, read_report
from fogline.program import JOINING, READING, program
from fogline.read.model.reader import ModelReader
from fogline.read.reader import AskingReader, Reader
from fogline.read.rules import RulesReader
from fogline.ready import make_ready
from fogline.records import Claim, Event, Failure, Report, Run
from fogline.settings import Settings
from fogline.workers import Workers, cores

if TYPE_CHECKING:
    from fogline.read.llm import Estimate
    from fogline.store import Store

BATCH = 50
READER = "model"
"""The reader that is used where none is named."""
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did: reports that were new, claims and events there are now, and what failed."""

    reports: int
    claims: int
    events: int
    failures: tuple[Failure, ...]


def open_store(where: str | Path) -> "Store":
    """The store at a path or URL, made where there is none."""
    from fogline.store import open_store as opened  # brings the database: reading into a file should not wait for it

    return opened(where)


def load_packs(settings: Settings) -> dict[str, Pack]:
    """All packs that are shipped or in the user's folder, by id."""
    return make_ready(settings).packs


def check_theatre(theatre: str | None, packs: Mapping[str, Pack]) -> None:
    """Raises OptionError when `theatre` names no pack."""
    if theatre is not None and theatre not in packs:
        raise OptionError(f"--theatre {theatre}: no such pack; there are {', '.join(packs)}")


def _reader(name: str, rules: RulesReader, settings: Settings) -> Reader:
    if name == "rules":
        return rules
    if name == "model":
        return ModelReader(rules)
    if name == "llm":
        from fogline.read.llm import LlmReader, options_from  # brings the web client

        return LlmReader(options_from(settings.environment, settings.home))
    raise OptionError(f"--reader {name}: no such reader; choose model, rules or llm")


def open_knowledge(settings: Settings, *, reader: str = READER, theatre: str | None = None) -> Knowledge:
    """Packs, gazetteer and reader, ready; the gazetteer is compiled on first use.

    Raises OptionError when `theatre` names no pack.
    """
    ready = make_ready(settings)
    check_theatre(theatre, ready.packs)
    return Knowledge(
        packs=ready.packs,
        gazetteer=open_or_build(settings.home),
        reader=_reader(reader, ready.rules, settings),
        teller=ready.teller,
    )


def fingerprint(known: Knowledge, theatre: str | None) -> str:
    """A digest of all that reading depends on beside the report: equal when reading again changes nothing."""
    packs = [[name, pack.digest] for name, pack in sorted(known.packs.items())]
    reader = [known.reader.name, known.reader.version]
    return codec.digest("reading", program(*READING), reader, packs, known.gazetteer.digest, theatre)


def read_guarded(report: Report, known: Knowledge, theatre: str | None) -> tuple[Claim, ...] | Failure:
    """The report's claims, or a Failure naming it where a stage broke."""
    try:
        return read_report(report, known, theatre)
    except UnreadError as error:
        return Failure(document=report.key, stage="read", reason=str(error), advice=error.advice)
    except FoglineError:
        raise
    except Exception as error:  # noqa: BLE001 -- one bad report must not stop a batch
        return Failure(
            document=report.key,
            stage="read",
            reason=f"{type(error).__name__}: {error}",
            advice="this is a bug in Fogline; please report it with the document",
        )


def _workers(known: Knowledge, theatre: str | None) -> Workers:
    """Processes to read with; a reader that asks a server reads in this one."""
    jobs = 1 if isinstance(known.reader, AskingReader) else cores(os.environ.get("FOGLINE_JOBS"))
    return Workers(partial(read_guarded, known=known, theatre=theatre), jobs)


def estimate(
    items: Iterable[Report | Failure], known: Knowledge, theatre: str | None, store: "Store | None"
) -> "Estimate | None":
    """What reading these reports, and what waits in the store, takes of a paid or slow server; None without one."""
    if not isinstance(known.reader, AskingReader):
        return None
    reports = {item.id: item for item in items if isinstance(item, Report)}
    if store is not None:
        reports = {key: report for key, report in reports.items() if store.report(key) is None}
        waiting = map(store.report, store.unread(fingerprint(known, theatre)))
        reports.update((report.id, report) for report in waiting if report is not None)
    return known.reader.estimate(reports.values())


def asked(known: Knowledge) -> str | None:
    """What was asked of a server and came of it, in one line; None for a reader that needs none."""
    return known.reader.summary() if isinstance(known.reader, AskingReader) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """All claims of a run in a fixed order, with the reports they come from and what failed."""

    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    failures: tuple[Failure, ...]


def claim_order(claim: Claim) -> tuple[str, str, tuple[int, int, int], str]:
    """Sorts claims by document, report and place in the text, whatever order they were read in."""
    return claim.document, claim.report or "", claim.stands_at(), claim.id


def read_all(
    items: Iterable[Report | Failure],
    known: Knowledge,
    theatre: str | None = None,
    *,
    progress: Progress | None = None,
) -> ReadResult:
    """Reads every report once; the result does not depend on their order."""
    reports: dict[str, Report] = {}
    claims: list[Claim] = []
    failures: list[Failure] = []
    for item in items:
        if isinstance(item, Report) and item.id not in reports:
            reports[item.id] = item
            continue
        if isinstance(item, Failure):
            failures.append(item)
        if progress is not None:
            progress(1)
    with _workers(known, theatre) as workers:
        for made in workers.map(list(reports.values())):
            if isinstance(made, Failure):
                failures.append(made)
            else:
                claims.extend(made)
            if progress is not None:
                progress(1)
    return ReadResult(
        reports=tuple(sorted(reports.values(), key=lambda r: (r.key, r.id))),
        claims=tuple(sorted(claims, key=claim_order)),
        failures=tuple(sorted(failures, key=lambda f: (f.document, f.stage, f.reason))),
    )


def _batches(items: Iterable[Report | Failure], size: int) -> Iterator[list[Report | Failure]]:
    batch: list[Report | Failure] = []
    for item in items:
        batch.append(item)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def add_to_store(
    store: "Store",
    items: Iterable[Report | Failure],
    known: Knowledge,
    theatre: str | None = None,
    *,
    progress: Progress | None = None,
) -> Summary:
    """Appends reports to the store, reads what is unread, and fuses again where claims changed.

    A run is recorded where something was added or read, or failed otherwise than it is known to.
    """
    started = datetime.now(UTC).isoformat(timespec="seconds")
    added, failures, before = 0, [], store.revision()
    for batch in _batches(items, BATCH):
        added += store.add_reports(r for r in batch if isinstance(r, Report))
        broken = [f for f in batch if isinstance(f, Failure)]
        store.add_failures(broken)
        failures.extend(broken)
    failures.extend(read_unread(store, known, theatre, progress=progress))
    worked = store.revision() != before
    refuse(store, known.packs)
    if worked:
        store.add_run(_record(started, known, theatre, failures))
    counts = store.counts()
    return Summary(reports=added, claims=counts["claims"], events=counts["events"], failures=tuple(failures))


def _record(started: str, known: Knowledge, theatre: str | None, failures: Sequence[Failure]) -> Run:
    """What a run that changed the store was made with."""
    reader = f"{known.reader.name} {known.reader.version}"
    packs = tuple(f"{name} {pack.digest}" for name, pack in sorted(known.packs.items()))
    return Run(
        id=codec.digest("run", started, reader, packs, known.gazetteer.digest, theatre),
        started=started,
        version=__version__,
        reader=reader,
        packs=packs,
        gazetteer=known.gazetteer.digest,
        options=codec.canonical({"theatre": theatre}),
        failures=tuple(failures),
    )


def read_unread(
    store: "Store", known: Knowledge, theatre: str | None = None, *, progress: Progress | None = None
) -> tuple[Failure, ...]:
    """Reads the reports that these packs, gazetteer and reader have not read yet, batch by batch."""
    mark = fingerprint(known, theatre)
    waiting = store.unread(mark)
    failures: list[Failure] = []
    with _workers(known, theatre) as workers:
        for i in range(0, len(waiting), BATCH):
            done: list[tuple[Report, Sequence[Claim]]] = []
            broken: list[Failure] = []
            reports = [r for r in map(store.report, waiting[i : i + BATCH]) if r is not None]
            for report, made in zip(reports, workers.map(reports), strict=True):
                if isinstance(made, Failure):
                    broken.append(made)
                else:
                    done.append((report, made))
                if progress is not None:
                    progress(1)
            store.put_claims(mark, done)
            store.add_failures(broken)
            failures.extend(broken)
    return tuple(failures)


def _joined_from(claims: str, pack: Pack | None) -> str:
    """A digest of all that the events of a theatre depend on; `claims` stands for its claims and all judgements."""
    return codec.digest("events", program(*JOINING), claims, pack.digest if pack is not None else None)


def refuse(store: "Store", packs: Mapping[str, Pack]) -> None:
    """Fuses the claims of each theatre into events again unless that was done already, from the same and alike."""
    marks = {theatre: _joined_from(mark, packs.get(theatre)) for theatre, mark in store.claims_fingerprints().items()}
    done = store.fused_from()
    for theatre in sorted({*marks, *done}):
        if marks.get(theatre) == done.get(theatre):
            continue
        claims = tuple(store.claims(theatre))
        ids = {c.report for c in claims}
        reports = tuple(r for r in store.reports() if r.id in ids)
        found = fuse_theatre(claims, packs.get(theatre), reports=reports, judgements=store.judgements())
        store.put_events(theatre, found.events, marks.get(theatre))


# -- claims files -------------------------------------------------------------------------------------


def claims_of_file(path: Path) -> Iterator[Claim | Failure]:
    """The claims of a JSON Lines file one by one, the first of each id, and a Failure for each line that is none.

    Raises InputError when the file cannot be opened.
    """
    try:
        with path.open("rb") as lines:
            yield from claims_of_lines(lines, str(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a claims file that `fogline read` wrote") from error


class _EventsError(InputError):
    """A file of events stands where claims are asked for."""


def claims_of_lines(lines: Iterable[bytes], name: str) -> Iterator[Claim | Failure]:
    """The claims of lines as `claims_of_file` gives them; `name` is what they come from.

    Raises InputError when they begin with an event, as one who gives a file of events means another one.
    """
    seen: set[str] = set()
    begun = False
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}:{n}"
        try:
            value = orjson.loads(line.removeprefix(codecs.BOM_UTF8))
            if not isinstance(value, dict):
                raise InputError(f"{where}: not a JSON object; write one claim a line")
            if isinstance(value.get("claims"), list):
                if not begun:
                    raise _EventsError(f"{name}: these are events; give the claims file that `fogline read` wrote")
                raise InputError(f"{where}: an event, not a claim; give the claims that it was made from")
            begun = True
            claim = claim_from_outside(value, where)
            if claim.id not in seen:
                seen.add(claim.id)
                yield claim
        except _EventsError:
            raise
        except (orjson.JSONDecodeError, InputError) as error:
            told = str(error).removeprefix(f"{where}: ")
            reason = told if isinstance(error, InputError) else f"not JSON: {error}"
            yield Failure(document=where, stage="claims", reason=reason, advice="mend or drop this line")


def read_claims_file(path: Path) -> tuple[tuple[Claim, ...], tuple[Failure, ...]]:
    """The claims of a JSON Lines file, and what failed, as `claims_of_file` finds them."""
    found = list(claims_of_file(path))
    return tuple(c for c in found if isinstance(c, Claim)), tuple(f for f in found if isinstance(f, Failure))


def is_store(path: str) -> bool:
    """True for a SQLAlchemy URL or a SQLite file."""
    if "://" in path:
        return True
    try:
        with Path(path).open("rb") as file:
            return file.read(16) == b"SQLite format 3\x00"
    except OSError:
        return False


def days_between(start: date, until: date | None, step: int) -> tuple[date, ...]:
    """The days from `start` to `until`, both included, every `step` days.

    Raises OptionError when the step is below 1 or the end before the start.
    """
    if step < 1:
        raise OptionError(f"--step {step}: must be at least 1 day")
    last = until or start
    if last < start:
        raise OptionError(f"--until {last} is before --on {start}; swap them")
    return tuple(date.fromordinal(n) for n in range(start.toordinal(), last.toordinal() + 1, step))


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Claims with the events, reports and failures that belong to them, wherever they came from."""

    claims: tuple[Claim, ...]
    events: tuple[Event, ...]
    reports: tuple[Report, ...]
    failures: tuple[Failure, ...]


_FIRST_LINES, _LONGEST_LINE = 20, 1 << 22


def is_claims_file(path: str) -> bool:
    """True for a file, whatever its name, whose first object has a claim's type and no document's text; broken lines
    before it are told of where the file is read."""
    if path == "-" or not Path(path).is_file():
        return False
    with Path(path).open("rb") as file:
        lines = [file.readline(_LONGEST_LINE) for _ in range(_FIRST_LINES)]
    for line in lines:
        try:
            value = orjson.loads(line.removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict):
            return "type" in value and not isinstance(value.get("text"), str)
    return False


def is_input(path: str) -> bool:
    """True for a store or a claims file that is there."""
    return is_store(path) or is_claims_file(path)


def from_store(store: "Store", theatre: str | None = None) -> Material:
    """What the store holds, of one theatre where it is given."""
    claims = tuple(c for c in store.claims(theatre))
    events = tuple(e for e in store.events() if theatre is None or e.theatre == theatre)
    wanted = {c.report for c in claims}
    reports = tuple(r for r in store.reports() if r.id in wanted)
    return Material(claims=claims, events=events, reports=reports, failures=())


def from_files(
    claims_files: Sequence[Path],
    read: ReadResult | None,
    packs: Mapping[str, Pack],
    theatre: str | None = None,
) -> Material:
    """Claims of claims files and of reports just read, the first of each id, fused."""
    claims: dict[str, Claim] = {}
    failures: list[Failure] = []
    for path in claims_files:
        found, broken = read_claims_file(path)
        failures.extend(broken)
        for claim in found:
            claims.setdefault(claim.id, claim)
    reports: tuple[Report, ...] = ()
    if read is not None:
        reports = read.reports
        failures.extend(read.failures)
        for claim in read.claims:
            claims.setdefault(claim.id, claim)
    kept = tuple(c for c in claims.values() if theatre is None or c.theatre in (theatre, None))
    return Material(
        claims=kept,
        events=fuse_claims(kept, packs, reports=reports),
        reports=reports,
        failures=tuple(failures),
    )


def with_pack(known: Knowledge, pack: Pack) -> Knowledge:
    """What is known, with a pack in place of the one of its id."""
    return replace(known, packs={**known.packs, pack.id: pack})
