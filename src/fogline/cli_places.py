"""`fogline places`: the place names of texts of any kind, with where each lies; no pack needed."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from fogline.console import Output, end, say_first_time, write_lines
from fogline.gazetteer import Gazetteer, open_or_build
from fogline.ingest import gather
from fogline.outside import place_to_outside
from fogline.pipeline import toponyms
from fogline.records import Failure, Report
from fogline.settings import settings_from


def _row(report: Report, gazetteer: Gazetteer, with_peoples: bool) -> dict[str, object]:
    found = toponyms(report, gazetteer, with_peoples=with_peoples)
    return {
        "document": report.key,
        "source": report.source,
        "published": None if report.published is None else report.published.isoformat(),
        "places": [place_to_outside(p) for p in found],
    }


def places(
    inputs: Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.", show_default=False)],
    output: Output = None,
    peoples: Annotated[
        bool, typer.Option("--peoples", help="Count words for a people (Danish) as its country.")
    ] = False,
) -> None:
    """Find the place names of any text and say where each lies, one JSON object a document.

    Every name is kept: one that the gazetteer does not know has no coordinates and says so.

    Example: fogline places articles.jsonl -o places.jsonl
    """
    settings = settings_from(os.environ)
    say_first_time(settings)
    gazetteer = open_or_build(settings.home)
    failures: list[Failure] = []

    def lines() -> Iterator[str]:
        for item in gather(inputs, published=None, stdin=sys.stdin.buffer):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                yield json.dumps(_row(item, gazetteer, peoples), ensure_ascii=False) + "\n"

    write_lines(output, lines())
    end(failures)
