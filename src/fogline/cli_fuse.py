"""Commands on events: fuse claims, list events, say how sources fared, explain one event."""

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import orjson
import typer

from fogline import codec, run
from fogline.console import AsJson, OneTheatre, Output, counted, day_of, end, print_json, say, write_lines
from fogline.errors import InputError
from fogline.fuse import Fusion, Weights, explain, load_weights, save_weights, source_records
from fogline.fuse.sources import SourceRecord
from fogline.ingest import gather
from fogline.outside import event_to_outside, in_words
from fogline.pack import Pack
from fogline.pipeline import by_theatre, fuse_theatre
from fogline.records import Claim, Event, Failure, Judgement, Report, Status
from fogline.settings import settings_from

Source = Annotated[str, typer.Argument(metavar="INPUT", help="A claims file or a store.")]
Reports = Annotated[Path | None, typer.Option(help="The documents, to judge copies on their full text.")]
WeightsFile = Annotated[Path | None, typer.Option("--weights", help="Weights that --learn wrote.")]
On = Annotated[str | None, typer.Option("--on", help="As known on this day (YYYY-MM-DD): only what was said by then.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """The claims of an input with what fusing them found, by theatre."""

    claims: tuple[Claim, ...]
    fusions: dict[str, Fusion]
    packs: dict[str, Pack]
    failures: tuple[Failure, ...]

    def events(self) -> list[Event]:
        """All events by id."""
        return sorted((e for f in self.fusions.values() for e in f.events), key=lambda e: e.id)


def _documents(path: Path | None) -> tuple[list[Report], list[Failure]]:
    items = [] if path is None else list(gather([str(path)], published=None, stdin=sys.stdin.buffer))
    return [r for r in items if isinstance(r, Report)], [f for f in items if isinstance(f, Failure)]


def _fused(
    source: str,
    *,
    reports: Path | None = None,
    weights: Weights | None = None,
    learn: bool = False,
    on: date | None = None,
    theatre: str | None = None,
) -> Fused:
    """Fuses a claims file, or the claims of a store with its reports and judgements."""
    packs = run.load_packs(settings_from(os.environ))
    run.check_theatre(theatre, packs)
    documents, failures = _documents(reports)
    judgements: tuple[Judgement, ...] = ()
    claims: tuple[Claim, ...]
    if run.is_store(source):
        store = run.open_store(source)
        claims, judgements = tuple(store.claims()), store.judgements()
        documents = documents or list(store.reports())
    else:
        claims, broken = run.read_claims_file(Path(source))
        failures += broken
    if on is not None:
        claims = tuple(c for c in claims if c.published is not None and c.published <= on)
        documents = [r for r in documents if r.published is not None and r.published <= on]
        judgements = tuple(j for j in judgements if j.moment[:10] <= on.isoformat())
    if theatre is not None:
        claims = tuple(c for c in claims if c.theatre == theatre)
    fusions = {
        name: fuse_theatre(
            mine, packs.get(name), reports=documents, judgements=judgements, weights=weights, learn=learn
        )
        for name, mine in by_theatre(claims).items()
    }
    return Fused(claims=claims, fusions=fusions, packs=packs, failures=tuple(failures))


def fuse(
    claims: Annotated[Path, typer.Argument(help="A claims file that `fogline read` wrote.")],
    output: Output = None,
    reports: Reports = None,
    weights: WeightsFile = None,
    learn: Annotated[
        Path | None,
        typer.Option("--learn", help="Learn the weights of linkage from these claims and write them there."),
    ] = None,
    theatre: OneTheatre = None,
) -> None:
    """Join claims of one happening into events; tell copies and denials apart.

    Example: fogline fuse claims.jsonl -o events.jsonl --reports reports/
    """
    given = None if weights is None else load_weights(weights)
    found = _fused(str(claims), reports=reports, weights=given, learn=learn is not None, theatre=theatre)
    write_lines(output, (orjson.dumps(event_to_outside(e)).decode() + "\n" for e in found.events()))
    if learn is not None and found.fusions:
        save_weights(max(found.fusions.values(), key=lambda f: len(f.linkage.claims)).weights, learn)
    made = sum(len(f.events) for f in found.fusions.values())
    say(f"{counted(made, 'event')} from {counted(len(found.claims), 'claim')}")
    end(found.failures)


def events(
    source: Source, reports: Reports = None, on: On = None, theatre: OneTheatre = None, as_json: AsJson = False
) -> None:
    """List the events behind claims, or a store's, with how sure they are and how many voices tell of them.

    Example: fogline events claims.jsonl --on 2017-03-20
    """
    found = _fused(source, reports=reports, on=day_of(on, "--on"), theatre=theatre)
    listed = sorted(found.events(), key=lambda e: (e.start or date.max, e.id))
    if as_json:
        print_json([event_to_outside(e) for e in listed])
    else:
        sys.stdout.writelines(_line(e) + "\n" for e in listed)
    end(found.failures)


def _line(event: Event) -> str:
    where = "-" if event.place is None else event.place.name or event.place.text
    sure = codec.probability(event.confidence)
    copies = sum(1 for c in event.claims if c.copy_of is not None)
    denied = sum(1 for c in event.claims if c.role.value == "denies")
    notes = counted(event.voices, "voice") + (f", {counted(copies, 'copy', 'copies')}" if copies else "")
    notes += f", {counted(denied, 'denies', 'deny')}" if denied else ""
    outcome = f", {event.outcome.value.replace('_', ' ')}" if event.outcome is not None else ""
    day = "-" if event.start is None else event.start.isoformat() if event.dated else f"reported {event.start}"
    kind = event.type if event.status in (Status.OCCURRED, Status.ONGOING) else f"{event.type} ({event.status})"
    return f"{event.id}  {day}  {kind}  {where}  {in_words(sure)} ({sure:.2f}), {notes}{outcome}"


def _record(record: SourceRecord) -> dict[str, object]:
    made: dict[str, object] = codec.to_plain(record)
    made["lean"], made["shown"] = dict(record.lean), dict(record.shown)
    made["reliability"] = {r.kind: {"probability": r.probability, "claims": r.claims} for r in record.reliability}
    return made


def sources(
    source: Source,
    name: Annotated[str | None, typer.Argument(help="One source, in full.")] = None,
    reports: Reports = None,
    theatre: OneTheatre = None,
    as_json: AsJson = False,
) -> None:
    """Say how sources fared: what others bore out or denied, what they copied and took back, and their silences.

    Example: fogline sources claims.jsonl
    """
    found = _fused(source, reports=reports, theatre=theatre)
    records = []
    for theatre_name, fusion in found.fusions.items():
        mine = [c for c in found.claims if (c.theatre or "") == theatre_name]
        records += [(theatre_name, r) for r in source_records(mine, fusion, found.packs.get(theatre_name))]
    if name is not None:
        records = [(t, r) for t, r in records if name.strip().lower() in (r.name.lower(), r.voice)]
        if not records:
            raise InputError(f"{name}: no claim of this source in {source}; run `fogline sources {source}` for a list")
    if as_json:
        print_json([{"theatre": t or None, **_record(r)} for t, r in records])
    else:
        for _, record in records:
            sys.stdout.writelines(line + "\n" for line in _source_lines(record, full=name is not None))
    end(found.failures)


def _source_lines(r: SourceRecord, *, full: bool) -> list[str]:
    given = f" (pack: {r.grade})" if r.grade is not None else ""
    lines = [
        f"{r.name}: {r.letter}{given}; {counted(r.reports, 'report')}, {counted(r.claims, 'claim')}, "
        f"{counted(r.events, 'event')}: "
        f"{r.confirmed} confirmed, {r.contradicted} contradicted, {r.alone} alone; {counted(r.denied, 'denial')}, "
        f"{counted(r.copied, 'copy', 'copies')}, {r.taken_back} taken back"
    ]
    if not full:
        return lines
    lines += [
        f"  {x.kind.replace('_', ' ')}: {x.probability:.0%} right ({counted(x.claims, 'claim')})" for x in r.reliability
    ]
    for title, lean in (("lean, from the pack", r.lean), ("lean, from what it carries", r.shown)):
        if lean:
            lines.append(f"  {title}: " + ", ".join(f"{side} {value:+.2f}" for side, value in lean))
    for title, graph in (("copies", r.copies_of), ("is copied by", r.copied_by)):
        if graph:
            lines.append(f"  {title}: " + ", ".join(f"{other} {n}" for other, n in graph))
    if r.fulfilled or r.not_fulfilled or r.open:
        lines.append(f"  expected: {r.fulfilled} fulfilled, {r.not_fulfilled} not fulfilled, {r.open} open")
    lines += [f"  silent from {a} to {b}" for a, b in r.silent]
    return lines


def explain_command(
    event: Annotated[
        str, typer.Argument(help="The id of an event, or of one of its claims; the first letters will do.")
    ],
    source: Source,
    reports: Reports = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Say of one event who says what, which are copies, why its claims were joined and what weighs.

    Example: fogline explain event_1f0c claims.jsonl
    """
    event, source = (source, event) if run.is_input(event) and not run.is_input(source) else (event, source)
    found = _fused(source, reports=reports, on=day_of(on, "--on"))
    wanted = [e for e in found.events() if e.id.startswith(event) or any(c.id == event for c in e.claims)]
    if len(wanted) != 1:
        what = "no event" if not wanted else f"{len(wanted)} events"
        raise InputError(f"{event}: {what} of {source} so called; `fogline events {source}` lists their ids")
    if as_json:
        print_json(event_to_outside(wanted[0]))
        return
    by_id = {c.id: c for c in found.claims}
    sys.stdout.writelines(line + "\n" for line in explain(wanted[0], by_id))


def add_to(app: typer.Typer) -> None:
    """Adds the commands to the command line."""
    app.command()(fuse)
    app.command()(events)
    app.command()(sources)
    app.command(name="explain")(explain_command)
