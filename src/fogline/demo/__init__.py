"""The sample theatre: bundled reports by invented outlets, and the main job run on them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from fogline import codec, run
from fogline.export import tables
from fogline.export.files import write_text
from fogline.ingest import gather
from fogline.mapdata import hold_material, write_page
from fogline.outside import claim_to_outside, event_to_outside
from fogline.pack import Pack, with_sources
from fogline.records import Report
from fogline.settings import Settings

TITLE = "Eastern Aleppo, January to March 2017 (sample)"
_THEATRE = "syria"
_LAST_DAY = date(2017, 3, 31)


def _relative(report: Report, folder: Path) -> Report:
    """The report under a key that does not depend on where the program is installed."""
    key = report.key
    if key.startswith(str(folder)):
        key = Path(key).relative_to(folder).as_posix()
    return replace(report, key=key, id=codec.report_id(report.source, key, report.text))


def build_demo(settings: Settings, store: Path, say: Callable[[str], None]) -> tuple[Path, Mapping[str, Pack]]:
    """Reads the sample reports into a store; gives it with the packs. Running it again changes nothing."""
    known = run.open_knowledge(settings, reader=run.READER)
    with as_file(files("fogline") / "demo") as folder:
        known = run.with_pack(known, with_sources(known.packs[_THEATRE], folder / "sources.yml"))
        found = list(gather([str(folder / "reports")], published=None, stdin=None))
        items = [_relative(r, folder / "reports") if isinstance(r, Report) else r for r in found]
    opened = run.open_store(store)
    summary = run.add_to_store(opened, items, known, _THEATRE)
    opened.close()
    say(f"{len(items)} sample reports: {summary.claims} claims, {summary.events} events in {store}")
    for failure in summary.failures:
        say(f"failed: {failure.document}: {failure.reason}")
    return store, known.packs


def write_demo(settings: Settings, out: Path, say: Callable[[str], None]) -> None:
    """Writes the sample's store, claims, events, holders and map into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    store, packs = build_demo(settings, out / "store.sqlite", say)
    opened = run.open_store(store)
    material = run.from_store(opened)
    opened.close()
    write_text(out / "claims.jsonl", (codec.canonical(claim_to_outside(c)) + "\n" for c in material.claims))
    write_text(out / "events.jsonl", (codec.canonical(event_to_outside(e)) + "\n" for e in material.events))
    tables.write_holdings(out / "holders.csv", hold_material(material, packs, (_LAST_DAY,)))
    write_page(out / "map.html", material, packs, TITLE)
    say(f"store, claims, events, holders and map written to {out}; open {out / 'map.html'} in a browser")
