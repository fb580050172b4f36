"""`fogline places`: the place names of texts of any kind, with where each lies; no pack needed."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from fogline import codec
from fogline.export import files
from fogline.gazetteer import GAZETTEER_FILE, Gazetteer, open_or_build
from fogline.ingest import gather
from fogline.pipeline import toponyms
from fogline.records import Failure, Report
from fogline.settings import settings_from

_err = Console(stderr=True, highlight=False, soft_wrap=True)


def _row(report: Report, gazetteer: Gazetteer, with_peoples: bool) -> dict[str, object]:
    found = toponyms(report, gazetteer, with_peoples=with_peoples)
    return {
        "document": report.key,
        "source": report.source,
        "published": None if report.published is None else report.published.isoformat(),
        "places": [codec.place_to_outside(p) for p in found],
    }


def places(
    inputs: Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Where to write; standard output if left out.")
    ] = None,
    peoples: Annotated[
        bool, typer.Option("--peoples", help="Count words for a people (Danish) as its country.")
    ] = False,
) -> None:
    """Find the place names of any text and say where each lies, one JSON object a document.

    Every name is kept: one that the gazetteer does not know has no coordinates and says so.

    Example: fogline places articles.jsonl -o places.jsonl
    """
    settings = settings_from(os.environ)
    if not (settings.home / GAZETTEER_FILE).exists():
        _err.print("compiling the gazetteer, once for this machine (about half a minute)")
    gazetteer = open_or_build(settings.home)
    failures: list[Failure] = []

    def lines() -> Iterator[str]:
        for item in gather(inputs, published=None, stdin=sys.stdin.buffer):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                yield json.dumps(_row(item, gazetteer, peoples), ensure_ascii=False) + "\n"

    if output is None or str(output) == "-":
        sys.stdout.writelines(lines())
        sys.stdout.flush()
    else:
        files.write_text(output, lines())
    for failure in failures:
        advice = f" ({failure.advice})" if failure.advice else ""
        _err.print(escape(f"failed: {failure.document}: {failure.reason}{advice}"))
    if failures:
        raise typer.Exit(1)
