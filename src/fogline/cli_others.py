"""Every command but `ingest` and `read`; `cli` brings them when one of them is named."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from fogline import cli_control, cli_fuse, codec, demo, doctor, run
from fogline.assessed import from_material
from fogline.cli_control import export_holdings
from fogline.cli_eval import eval_app
from fogline.cli_gazetteer import gazetteer_app
from fogline.cli_places import places
from fogline.cli_serve import opened_store, serve, users_app, verify
from fogline.console import (
    AsJson,
    Inputs,
    Published,
    StorePath,
    Theatre,
    counted,
    day_of,
    end,
    print_json,
    progress,
    say,
    say_first_time,
)
from fogline.errors import OptionError
from fogline.export import tables
from fogline.export.frames import write_frames
from fogline.ingest import gather
from fogline.mapdata import hold_material, side_styles, span_of, write_page
from fogline.pack import check_pack, find_packs
from fogline.settings import Settings, settings_from

app = typer.Typer()
pack_app = typer.Typer(help="Theatre packs: list and check them.", no_args_is_help=True)
app.add_typer(gazetteer_app, name="gazetteer")
app.add_typer(pack_app, name="pack")
app.add_typer(eval_app, name="eval")
app.command(name="places")(places)
app.add_typer(users_app, name="users")
app.command()(serve)
app.command()(verify)
cli_control.add_commands(app)
cli_fuse.add_to(app)


def _material(
    inputs: Sequence[str], settings: Settings, theatre: str | None = None, published: str | None = None
) -> run.Material:
    """Claims and events of a store, of claims files, or of reports that are read first."""
    if len(inputs) == 1 and run.is_store(inputs[0]):
        return run.from_store(run.open_store(inputs[0]), theatre)
    claims_files = [Path(i) for i in inputs if run.is_claims_file(i)]
    documents = [i for i in inputs if not run.is_claims_file(i)]
    if not documents:
        return run.from_files(claims_files, None, run.load_packs(settings), theatre)
    say_first_time(settings)
    known = run.open_knowledge(settings, theatre=theatre)
    with progress("reading") as step:
        result = run.read_all(
            gather(documents, published=day_of(published, "--published"), stdin=sys.stdin.buffer),
            known,
            theatre,
            progress=step,
        )
    return run.from_files(claims_files, result, known.packs, theatre)


# -- control, map, export, serve --------------------------------------------------------------------------


@app.command(name="map")
def map_command(
    inputs: Inputs,
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.html")],
    theatre: Theatre = None,
    published: Published = None,
    title: Annotated[str, typer.Option(help="Title of the page.")] = "Fogline",
) -> None:
    """Write one self-contained page with map, timeline and sentences; it opens without network.

    INPUT is reports, claims files, or one store.

    Example: fogline map claims.jsonl -o map.html
    """
    settings = settings_from(os.environ)
    packs = run.load_packs(settings)
    run.check_theatre(theatre, packs)
    material = _material(inputs, settings, theatre, published)
    write_page(output, material, packs, title)
    say(f"{counted(len(material.claims), 'claim')} on the map in {output}")
    end(material.failures)


@app.command()
def export(
    what: Annotated[str, typer.Argument(metavar="claims|events|holdings")],
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.csv or FILE.geojson")],
    store: StorePath = None,
    on: Annotated[str | None, typer.Option("--on", help="Day of the holdings (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(help="Last day of a series of holdings.")] = None,
    step: Annotated[int, typer.Option(help="Days from one day of a series to the next.")] = 1,
    theatre: Theatre = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin a CSV file so that Excel reads it as UTF-8; not with --format.")
    ] = False,
    layout: Annotated[
        str | None,
        typer.Option("--format", help="Of holdings: csv, geojson, viina, geoparquet, surface, or frames (-o FOLDER)."),
    ] = None,
) -> None:
    """Export claims, events or holdings of a store as CSV or GeoJSON; holdings in other layouts too.

    `--format frames` writes a folder: a picture (SVG) of each day, and a page that plays them.

    Example: fogline export events --store war.sqlite -o events.geojson
    """
    if what not in ("claims", "events", "holdings"):
        raise OptionError(f"export {what}: choose claims, events or holdings")
    if layout is None:
        tables.check_name(output)
    elif what != "holdings":
        raise OptionError(f"export {what} --format {layout}: only holdings have other layouts")
    elif excel:
        raise OptionError(f"--excel --format {layout}: --excel goes with -o FILE.csv alone; leave one of them out")
    packs = run.load_packs(settings_from(os.environ, store=store))
    run.check_theatre(theatre, packs)
    opened, _ = opened_store(store)
    material = run.from_store(opened, theatre)
    if what == "claims":
        tables.write_claims(output, material.claims, bom=excel)
    elif what == "events":
        tables.write_events(output, material.events, bom=excel)
    else:
        span = span_of(material)
        start = day_of(on, "--on") or (span[1] if span is not None else date.min)
        days = run.days_between(start, day_of(until, "--until"), step)
        if layout == "frames":
            held = hold_material(material, packs, days)
            count = write_frames(output, held, side_styles(held, material, list(packs.values())), "Who held what")
            say(f"{counted(count, 'picture')} and index.html, which plays them, in {output}")
            return
        if layout is not None:
            export_holdings(output, from_material(material, packs), days, layout)
        else:
            tables.write_holdings(output, hold_material(material, packs, days), bom=excel)
    say(f"{what} written to {output}")


@app.command(name="demo")
def demo_command(
    out: Annotated[Path | None, typer.Option("--out", help="Write store, map and tables there; serve nothing.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8470,
) -> None:
    """Read the bundled sample reports, build a store and show the map.

    Example: fogline demo --out demo-out
    """
    settings = settings_from(os.environ)
    say_first_time(settings)
    if out is not None:
        demo.write_demo(settings, out, say)
        return
    path, packs = demo.build_demo(settings, settings.home / "demo.sqlite", say)
    from fogline.web import Serving, serve_store

    serving = Serving(host=host, port=port, title=demo.TITLE)
    serve_store(run.open_store(path), packs, settings, serving, say)


# -- pack, verify, doctor -----------------------------------------------------------------------


@pack_app.command(name="check")
def pack_check(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PACK...]", help="Pack folders; the shipped ones if none.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that theatre packs hold together: names, parents, sides, coordinates, references.

    Takes folders or the names of known packs; all known packs when none is given.

    Example: fogline pack check syria packs/mine
    """
    known = find_packs(settings_from(os.environ).packs)
    folders = [path if path.exists() else known.get(str(path), path) for path in paths or ()]
    folders = folders or sorted(known.values())
    problems = [(path, problem) for path in folders for problem in check_pack(path)]
    if as_json:
        print_json([{"pack": str(path), "problem": str(problem)} for path, problem in problems])
    for path, problem in problems:
        say(f"{path}: {problem}")
    say(f"{counted(len(folders), 'pack')} checked, {counted(len(problems), 'problem')}")
    if problems:
        raise typer.Exit(1)


@pack_app.command(name="list")
def pack_list(as_json: AsJson = False) -> None:
    """List the theatre packs there are.

    Example: fogline pack list
    """
    packs = run.load_packs(settings_from(os.environ))
    rows = [
        {
            "id": p.id,
            "name": p.name,
            "actors": len(p.actors),
            "places": len(p.places),
            "sources": len(p.sources),
        }
        for p in packs.values()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        sys.stdout.write(
            f"{row['id']}: {row['name']}; {row['actors']} actors, {row['places']} places, {row['sources']} sources\n"
        )


@app.command(name="doctor")
def doctor_command(store: StorePath = None, as_json: AsJson = False) -> None:
    """Say what this installation has, what it lacks, and how to get it.

    Example: fogline doctor
    """
    found = doctor.checks(settings_from(os.environ, store=store))
    if as_json:
        print_json([codec.to_plain(c) for c in found])
    else:
        for check in found:
            sys.stdout.write(f"{'ok  ' if check.good else 'look'} {check.name}: {check.says}\n")
    if any(check.broken for check in found):
        raise typer.Exit(1)
