"""`fogline eval`: how well found claims answer annotated ones, in figures and side by side on a page."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from fogline import codec, run
from fogline.console import NAMED, say
from fogline.errors import InputError, OptionError
from fogline.ingest.jsonl import document as report_from
from fogline.outside import claim_to_outside
from fogline.read.parts import parts
from fogline.read.sentences import sentences
from fogline.records import Failure, PartKind, Report
from fogline.scoring import Assessment, Gold, assess, read_found, read_gold
from fogline.scoring.agree import Json
from fogline.scoring.assessment import Group
from fogline.scoring.calibration import Calibration
from fogline.scoring.figures import headline
from fogline.scoring.found import by_document
from fogline.scoring.rows import Stretch
from fogline.scoring.sheet import write_sheet
from fogline.settings import settings_from

eval_app = typer.Typer(help="Measure claims against annotated reports.", no_args_is_help=True)

_READER = run.READER
_CONFUSIONS = 10
_GROUP_FIGURES = ("detection", "type_blind", "initiator", "target", "place", "time", "status", "strict")


@eval_app.callback()
def _evaluate() -> None:
    """Measure claims against annotated reports."""


def _reports(gold: Gold) -> Iterator[Report | Failure]:
    """The annotated documents as the reports that `fogline read` would make of them."""
    for key, value in gold.documents.items():
        fields = {k: value.get(k) for k in ("id", "source", "url", "published", "title", "text")}
        if isinstance(fields["source"], dict):
            fields["source"] = fields["source"].get("name")
        line = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
        yield report_from(fields, key, line, None)


def read_documents(gold: Gold, reader: str, theatre: str | None) -> tuple[dict[str, list[Json]], tuple[Failure, ...]]:
    """The claims of the annotated documents as this program reads them, and what failed."""
    known = run.open_knowledge(settings_from(os.environ), reader=reader, theatre=theatre)
    done = run.read_all(_reports(gold), known, theatre)
    plain = [json.loads(json.dumps(claim_to_outside(claim))) for claim in done.claims]
    return by_document(plain), done.failures


def stretches(document: Json) -> tuple[Stretch, ...]:
    """The sentences of a document, and its lines that make no claim."""
    text, title = document["text"], document.get("title")
    source, key = "", document["id"]
    report = Report(
        id=codec.report_id(source, key, text),
        key=key,
        source=source,
        text=text,
        title=title if isinstance(title, str) else None,
    )
    made: list[Stretch] = []
    for part in parts(report):
        body = part.kind in (PartKind.BODY, PartKind.LIST_ITEM)
        for span in sentences(text, part.span) if body else (part.span,):
            made.append(Stretch(kind=part.kind.value, start=span.start, end=span.end))
    return tuple(made)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns set right, the first left, under a title."""
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(heads))]
    shown = ["  ".join((w.ljust if n == 0 else w.rjust)(widths[n]) for n, w in enumerate(line)) for line in lines]
    return "\n".join((title, *(f"  {line.rstrip()}" for line in shown))) + "\n"


def _figure_rows(figures: Mapping[str, Mapping[str, float]]) -> list[Sequence[str]]:
    made: list[Sequence[str]] = []
    for name, row in figures.items():
        if "f1" in row:
            rates = [f"{row[k]:.3f}" for k in ("precision", "recall", "f1")]
            made.append((name, *rates, str(row["gold"]), str(row["predicted"])))
        else:
            made.append((name, "", "", f"{row['accuracy']:.3f} acc", str(row["of"]), ""))
    return made


def _rate(group: Group, figure: str) -> str:
    """A figure of a group; a dash where gold has no claim to measure it on."""
    return f"{headline(group.figures[figure]):.3f}" if group.figures["detection"]["gold"] else "-"


def _group_rows(groups: Mapping[str, Group]) -> list[Sequence[str]]:
    return [
        (
            name,
            str(group.documents),
            str(group.figures["detection"]["gold"]),
            *(_rate(group, f) for f in _GROUP_FIGURES),
        )
        for name, group in groups.items()
    ]


def _calibration(made: Calibration) -> str:
    if made.error is None:
        return "calibration: no found claim states a confidence\n"
    rows = [
        (f"{b.low:.1f}-{b.high:.1f}", str(b.claims), f"{b.confidence:.3f}", f"{b.right:.3f}")
        for b in made.bins
        if b.confidence is not None and b.right is not None
    ]
    without = f"; {made.without} claims state no confidence" if made.without else ""
    title = f"calibration: expected error {made.error:.3f} over {made.claims} claims{without}"
    return _table(title, ("confidence", "claims", "stated", "right"), rows)


def report_text(found: Assessment) -> str:
    """The assessment as tables of plain text."""
    shape = ("precision", "recall", "f1", "gold", "found")
    whole = {k: v for k, v in found.figures.items() if k != "by_type"}
    of = ("documents", "claims", *_GROUP_FIGURES)
    empty = found.empty
    bare = "none" if empty.mean is None else f"{empty.mean:.2f} a document ({empty.claims} in {empty.documents})"
    pieces = [
        _table(f"{found.documents} documents, by slot", ("", *shape), _figure_rows(whole)),
        _table("by type", ("", *shape), _figure_rows(found.figures["by_type"])),
        _table("by theatre", ("", *of), _group_rows(found.by_theatre)),
        _table("by voice", ("", *of), _group_rows(found.by_voice)),
        f"claims in documents where gold has none: {bare}\n",
        _calibration(found.calibration),
    ]
    if found.confusions:
        rows = [(c.gold, c.found, str(c.times)) for c in found.confusions[:_CONFUSIONS]]
        pieces.append(_table("types most often taken for another", ("gold", "found", "times"), rows))
    return "\n".join(pieces)


def _tell(kind: str, items: Sequence[str]) -> None:
    """Names the first of many things that are wrong."""
    for item in items[:NAMED]:
        say(f"{kind}: {item}")
    if len(items) > NAMED:
        say(f"{kind}: {len(items) - NAMED} more not listed")


@eval_app.command(name="claims")
def eval_claims(
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Annotated documents, or folders of them.")],
    reader: Annotated[str | None, typer.Option("--reader", help="Which reader reads the documents.")] = None,
    claims: Annotated[Path | None, typer.Option("--claims", help="Score this claims file instead of reading.")] = None,
    theatre: Annotated[str | None, typer.Option(help="Theatre pack to read with; told from the names if none.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Also write a page with both side by side.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON on standard output.")] = False,
) -> None:
    """Score found claims against annotated ones: overall, by slot, type, theatre and voice.

    Example: fogline eval claims gold/ --html compared.html
    """
    if claims is not None and (reader is not None or theatre is not None):
        raise OptionError("--claims scores a file that was read already; leave out --reader and --theatre")
    known = read_gold(gold)
    _tell("gold", [str(problem) for problem in known.problems])
    if not known.documents:
        raise InputError(f"{', '.join(map(str, gold))}: no annotated document there; give gold files or folders")
    found, failures = read_found(claims) if claims else read_documents(known, reader or _READER, theatre)
    stray = sum(len(mine) for key, mine in found.items() if key not in known.documents)
    if stray:
        say(f"{stray} claims belong to none of these documents and are left out")
    measured = assess(known, found)
    if as_json:
        told = {"reader": None if claims else reader or _READER, **measured.to_json()}
        told["problems"] = [str(problem) for problem in known.problems]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(report_text(measured))
    if html is not None:
        whose = claims.name if claims else f"the {reader or _READER} reader"
        write_sheet(html, known, found, measured, stretches, f"Gold and found claims: {whose}")
        say(f"compared side by side in {html}")
    _tell("failed", [f"{f.document}: {f.reason} ({f.advice})" for f in failures])
    if known.problems or failures:
        raise typer.Exit(1)
