"""`fogline control`, `why`, `compare`, `brief`, `sieges`, `follow`: holders, reasons, differences, pockets, live."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Annotated

import orjson
import typer

from fogline import assessed, run
from fogline.briefing import brief, reasons_json, reasons_lines
from fogline.console import OneTheatre, counted, day_of, end, say
from fogline.control.table import NEVER
from fogline.control.views import Asked, asked_of
from fogline.errors import InputError, OptionError
from fogline.export import files, panel, tables
from fogline.pack import Pack
from fogline.records import Claim, Failure, Holding
from fogline.settings import settings_from

_NAMED = 12
"""How many of many names an error tells."""
Source = Annotated[str, typer.Argument(metavar="INPUT", help="A store or a claims file.")]
View = Annotated[
    str,
    typer.Option(help="`all`; or sources with commas between, `without:NAME`, `pro:SIDE`, `neutral`."),
]

On = Annotated[str, typer.Option("--on", help="Day (YYYY-MM-DD).")]
Until = Annotated[str | None, typer.Option(help="Last day of a series.")]
Step = Annotated[int, typer.Option(help="Days from one day of a series to the next.")]
Smoothed = Annotated[bool, typer.Option("--smoothed", help="Use all that is known now, not only by that day.")]


def _days(on: str, until: str | None, step: int) -> tuple[date, ...]:
    return run.days_between(day_of(on, "--on"), day_of(until, "--until"), step)


def _packs(theatre: str | None) -> dict[str, Pack]:
    packs = run.load_packs(settings_from(os.environ))
    run.check_theatre(theatre, packs)
    return packs


def evidence_from(
    source: str, packs: Mapping[str, Pack], theatre: str | None, *views: str
) -> tuple[assessed.Evidence, ...]:
    """The evidence of a store or a claims file in each of the views; a store is opened once for all of them."""
    if run.is_store(source):
        material = run.from_store(run.open_store(source), theatre)
        _check_views(views, material.claims, packs)
        return tuple(assessed.from_material(material, packs, view=v) for v in views)
    if not run.is_claims_file(source):
        raise InputError(f"{source}: neither a store nor a claims file; run `fogline read` on reports first")
    _check_views(views, (c for c in run.claims_of_file(Path(source)) if isinstance(c, Claim)), packs)
    return tuple(assessed.from_claims(Path(source), packs, theatre=theatre, view=v) for v in views)


def _check_views(views: Sequence[str], claims: Iterable[Claim], packs: Mapping[str, Pack]) -> None:
    """Raises OptionError where a view names a source or a side that the claims know nothing of."""
    if all(asked_of(view) == Asked() for view in views):
        return
    heard = {(claim.source.strip(), claim.theatre) for claim in claims}
    names = sorted({name for name, _ in heard if name})
    told = {theatre for _, theatre in heard}
    sides = [str(side.id) for theatre, pack in packs.items() if theatre in told for side in pack.sides]
    for view in views:
        asked = asked_of(view)
        unknown = sorted({*asked.names, *asked.without} - {name.lower() for name in names})
        if unknown:
            raise OptionError(f"view {view}: no claim of a source named {unknown[0]}; there are {_some(names)}")
        if asked.side is not None and asked.side not in sides:
            raise OptionError(f"view {view}: no side {asked.side}; there are {_some(sides)}")


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "") if names else "none"


def _span(days: Sequence[date]) -> str:
    return str(days[0]) if len(days) == 1 else f"the days from {days[0]} to {days[-1]}"


def _begins(evidence: assessed.Evidence) -> date | None:
    """The first day on which anything is known."""
    known = [of.table.known[of.table.known < NEVER] for of in evidence.records.values()]
    return min((date.fromordinal(int(k.min())) for k in known if len(k)), default=None)


def control(
    source: Source,
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.csv or FILE.geojson")],
    on: On,
    until: Until = None,
    step: Step = 1,
    smoothed: Smoothed = False,
    view: View = "all",
    theatre: OneTheatre = None,
) -> None:
    """Say who held each place on a day or a series of days, with probabilities.

    Example: fogline control claims.jsonl --on 2017-03-20 -o holders.csv
    """
    days = _days(on, until, step)
    tables.check_name(output)
    (evidence,) = evidence_from(source, _packs(theatre), theatre, view)
    if output.suffix.lower() == ".csv":
        count = assessed.write_series(output, evidence, days, smoothed=smoothed)
    else:
        holdings = tuple(assessed.series(evidence, days, smoothed=smoothed))
        tables.write_holdings(output, holdings)
        count = len({h.place for h in holdings})
    first = _begins(evidence)
    if not smoothed and (first is None or days[-1] < first):
        when = "" if first is None else f": the first that is known is of {first}"
        say(f"nothing is known on {_span(days)}{when}; {output} holds no place")
    else:
        say(f"{counted(count, 'place')} on {counted(len(days), 'day')} in {output}")
    end(evidence.failures)


def brief_command(
    source: Source,
    on: On,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="FILE.md or FILE.html")] = None,
    days: Annotated[int, typer.Option(help="Days that the brief looks back.")] = 1,
    smoothed: Smoothed = False,
    view: View = "all",
    theatre: OneTheatre = None,
) -> None:
    """Write a neutral brief of a day: changes, contested places, pockets, claims, each with its sources.

    Example: fogline brief war.sqlite --on 2017-03-20 -o brief.md
    """
    day = day_of(on, "--on")
    if days < 1:
        raise OptionError(f"--days {days}: must be at least 1")
    if output is not None and output.suffix.lower() not in (".md", ".html"):
        raise OptionError(f"{output}: end the name in .md or .html to say which is meant")
    packs = _packs(theatre)
    evidence, claims = _with_claims(source, packs, theatre, view)
    made = brief(evidence, claims, packs, day, days=days, smoothed=smoothed)
    if output is None:
        sys.stdout.write(made.markdown)
    else:
        files.write_text(output, [made.html if output.suffix.lower() == ".html" else made.markdown])
        say(f"brief of {day} in {output}")
    end(evidence.failures)


def _with_claims(
    source: str, packs: Mapping[str, Pack], theatre: str | None, view: str
) -> tuple[assessed.Evidence, tuple[Claim, ...]]:
    """The evidence of a store or a claims file, and its claims."""
    if run.is_store(source):
        material = run.from_store(run.open_store(source), theatre)
        _check_views((view,), material.claims, packs)
        return assessed.from_material(material, packs, view=view), material.claims
    (evidence,) = evidence_from(source, packs, theatre, view)
    return evidence, run.read_claims_file(Path(source))[0]


def why(
    source: Source,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place's name or id.")],
    on: On,
    smoothed: Smoothed = False,
    view: View = "all",
    theatre: OneTheatre = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a place.")] = False,
) -> None:
    """Say why a place is held as it is on a day: the claims that decide with their weights, and what would change it.

    Example: fogline why war.sqlite Oldmere --on 2020-03-28
    """
    day = day_of(on, "--on")
    source, place = (place, source) if run.is_input(place) and not run.is_input(source) else (source, place)
    evidence, claims = _with_claims(source, _packs(theatre), theatre, view)
    found = assessed.explanations(evidence, place, day, smoothed=smoothed)
    by_id = {c.id: c for c in claims}
    for name, reasons in found:
        if as_json:
            sys.stdout.buffer.write(orjson.dumps(reasons_json(name, reasons, by_id)) + b"\n")
        else:
            typer.echo("\n".join(reasons_lines(name, reasons, by_id, smoothed=smoothed)))
    end(evidence.failures)


def sieges(
    source: Source,
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.csv")],
    on: On,
    until: Until = None,
    step: Step = 1,
    smoothed: Smoothed = False,
    view: View = "all",
    theatre: OneTheatre = None,
) -> None:
    """Write a table of pockets over time: which places of a side are cut off, since when, by whom and which roads.

    Example: fogline sieges war.sqlite --on 2017-01-01 --until 2017-03-31 -o sieges.csv
    """
    days = _days(on, until, step)
    packs = _packs(theatre)
    (evidence,) = evidence_from(source, packs, theatre, view)
    files.write_text(output, assessed.siege_rows(evidence, packs, days, smoothed=smoothed))
    say(f"pockets of {counted(len(days), 'day')} in {output}")
    end(evidence.failures)


def compare(
    source: Source,
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.csv")],
    on: On,
    against: Annotated[str, typer.Option(help="The other view, named as in --view.")],
    until: Until = None,
    step: Step = 1,
    smoothed: Smoothed = False,
    view: View = "all",
    theatre: OneTheatre = None,
) -> None:
    """Write where and when two views differ: each place with the days, and the holder that either view gives it.

    Example: fogline compare war.sqlite --on 2017-01-01 --until 2017-03-31 --view pro:sdf --against neutral -o diff.csv
    """
    days = _days(on, until, step)
    packs = _packs(theatre)
    one, other = evidence_from(source, packs, theatre, view, against)
    found = assessed.differences(one, other, days, smoothed=smoothed)
    files.write_text(output, assessed.difference_rows(found, (view, against)))
    places = counted(len({d.place for d in found}), "place")
    say(f"{counted(len(found), 'difference')} at {places} in {output}")
    end(one.failures)


def follow(
    source: Annotated[Path, typer.Argument(metavar="CLAIMS", help="A claims file: what is known so far.")],
    view: View = "all",
) -> None:
    """Keep the map as known now while claims come in on standard input: JSON Lines, the claims of a report together.

    For each report, as the next one begins, a line says which places it moved and who holds them.

    Example: fogline read --reader rules new/*.txt | fogline follow claims.jsonl
    """
    failures: list[Failure] = []

    def claims_of(items: Iterable[Claim | Failure]) -> Iterator[Claim]:
        for item in items:
            if isinstance(item, Failure):
                failures.append(item)
            else:
                yield item

    map_now = assessed.Following(claims_of(run.claims_of_file(source)), _packs(None), view=view)
    more = claims_of(run.claims_of_lines(sys.stdin.buffer, "standard input"))
    for document, claims in groupby(more, key=lambda c: c.report or c.document):
        moved = [_now(h) for h in map_now.hear(list(claims))]
        sys.stdout.write(orjson.dumps({"document": document, "moved": moved}).decode() + "\n")
        sys.stdout.flush()
    end(failures)


def _now(holding: Holding) -> dict[str, object]:
    return {
        "date": holding.day.isoformat(), "place_id": holding.place, "name": holding.name, "lat": holding.lat,
        "lon": holding.lon, "holder": holding.holder, "probability": holding.probability,
        "contested": holding.contested, "p_unknown": holding.p_unknown, "claims": list(holding.evidence),
    }  # fmt: skip


def export_holdings(output: Path, evidence: assessed.Evidence, days: Sequence[date], layout: str) -> None:
    """Writes holdings in a layout: `csv`, `geojson`, `viina`, `geoparquet`, or `surface` (of the last day)."""
    if layout == "surface":
        files.write_text(output, assessed.surface_geojson(evidence, days[-1]))
        return
    if layout == "csv":
        assessed.write_series(output, evidence, days)
        return
    holdings = tuple(assessed.series(evidence, days))
    if layout == "viina":
        panel.write_viina(output, holdings)
    elif layout == "geoparquet":
        panel.write_geoparquet(output, holdings)
    elif layout == "geojson":
        tables.write_holdings(output, holdings)
    else:
        raise OptionError(f"--format {layout}: choose csv, geojson, viina, geoparquet, surface or frames")


def add_commands(app: typer.Typer) -> None:
    """Adds the commands of this file to the program's."""
    app.command()(control)
    app.command(name="brief")(brief_command)
    app.command()(compare)
    app.command()(sieges)
    app.command()(why)
    app.command()(follow)
