"""`fogline gazetteer …`: import place files, download them, look names up."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from fogline import codec, run
from fogline.console import AsJson, Output, end, print_json, say, say_first_time, write_lines
from fogline.errors import InputError, OptionError
from fogline.export import files
from fogline.gazetteer import import_file, install, open_or_build
from fogline.geocode import decide, outside
from fogline.geocode.page import page
from fogline.settings import Settings, settings_from

gazetteer_app = typer.Typer(help="The place index: import files, download, look names up.", no_args_is_help=True)


def _opened() -> Settings:
    settings = settings_from(os.environ)
    say_first_time(settings)
    return settings


@gazetteer_app.command(name="import")
def gazetteer_import(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Who's On First, GeoNames or OCHA files.")],
    as_json: AsJson = False,
) -> None:
    """Add places from files: Who's On First JSON Lines or polygons, GeoNames dumps, OCHA admin GeoJSON; plain or gzip.

    Example: fogline gazetteer import sy.jsonl.gz iq.jsonl.gz
    """
    home = _opened().home
    problems: list[str] = []
    done = []
    for path in paths:
        summary = import_file(home, path)
        done.append(codec.to_plain(summary))
        say(f"{path}: {summary.added} places")
        problems += [f"{path}:{p.line}: {p.reason}" for p in summary.problems]
    if as_json:
        print_json(done)
    end(problems)


@gazetteer_app.command(name="install")
def gazetteer_install(
    theatre: Annotated[str, typer.Argument(help="Theatre pack whose countries are wanted.")],
    url: Annotated[str | None, typer.Option(help="Where the GeoNames country dumps are.")] = None,
) -> None:
    """Download and import the GeoNames dumps of a theatre's countries; resumes if interrupted.

    Example: fogline gazetteer install syria
    """
    settings = _opened()
    packs = run.load_packs(settings)
    if theatre not in packs:
        raise OptionError(f"{theatre}: no such pack; there are {', '.join(packs)}")
    options = {} if url is None else {"base_url": url}
    for summary in install(settings.home, packs[theatre].countries, **options):
        say(f"{summary.path}: {summary.added} places")


@gazetteer_app.command(name="lookup")
def gazetteer_lookup(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="JSON Lines with `name`; or one name a line.")],
    output: Output = None,
    theatre: Annotated[str | None, typer.Option(help="Theatre pack, for lines that name none.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Also write a page with map and candidates.")] = None,
) -> None:
    """Find where place strings lie: exactly one object for each input line, in order, with `lat: null` and why if none.

    A line may have `name`, and `context`, `governorate`, `theatre`, `near` (a name, or a list of two coordinates).

    Example: fogline gazetteer lookup names.jsonl -o places.jsonl --theatre syria
    """
    settings = _opened()
    packs = run.load_packs(settings)
    run.check_theatre(theatre, packs)
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputError(f"{source}: {error.strerror}; give a file of names or -") from error
    lines = raw.decode("utf-8-sig", "replace").split("\n")
    lines = lines[:-1] if lines and not lines[-1].strip("\r") else lines
    gazetteer = open_or_build(settings.home)
    made = decide(lines, gazetteer, packs, theatre)
    if html is not None:
        decisions = list(made)
        files.write_text(html, page(decisions))
        made = iter(decisions)
    write_lines(output, (json.dumps(outside(d), ensure_ascii=False) + "\n" for d in made))
