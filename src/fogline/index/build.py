"""Builds a store's index: one pass over reports, one over claims, one over events, then the holdings."""

import json
import sqlite3
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import orjson
import sqlalchemy as sa

from fogline.index.claimed import (
    TYPES,
    Claims,
    Numbers,
    SourceTally,
    precision_bins,
    read_claims,
    top,
)
from fogline.index.columns import NO_DAY, Column, day_number, day_text, save, texts
from fogline.index.happened import STATUSES, Happened, mercator, read_events
from fogline.index.holdings import UNKNOWN, Run, write_columns, write_view
from fogline.index.layout import FORMAT, Index, new_folder, open_index, recipe, swap
from fogline.index.views import ASSESSED, CLAIMED, ViewSpec, view_runs
from fogline.index.words import folded, stems
from fogline.pack import Pack
from fogline.run import from_store
from fogline.store import Store
from fogline.store.audit import now
from fogline.store.tables import REPORTS

Step = Callable[[str], object]
Hold = Callable[[], Sequence[Run]]
_TOLD = 500
_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(said, bare, content='', detail=full, tokenize='porter unicode61');
CREATE TABLE places (n INTEGER PRIMARY KEY, id TEXT, name TEXT, folded TEXT, body TEXT);
CREATE TABLE source_days (source INTEGER, day INTEGER, reports INTEGER, claims INTEGER, PRIMARY KEY (source, day))
  WITHOUT ROWID;
"""


def build_index(
    store: Store, packs: Mapping[str, Pack], root: Path, hold: Hold | None = None, step: Step = lambda _: None
) -> Index:
    """The index of a store as it is now, built beside the one in use and then put in its place.

    `hold` gives the runs of the assessed layer; left out, they are computed from the store's claims.
    """
    revision = store.revision()
    folder = new_folder(root, revision)
    words = sqlite3.connect(folder / "words.sqlite")
    words.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
    sources, sides, theatres, languages = Numbers(), Numbers(), Numbers(), Numbers()
    tallies: dict[int, SourceTally] = {}
    step("reports")
    reports, report_at = _reports(store, words, sources, languages, tallies)
    step("claims")
    claims = read_claims(store, report_at, sources, tallies)
    step("holdings")
    runs = view_runs(from_store(store), packs, ViewSpec()) if hold is None else hold()
    place_at = _places(claims, runs, packs)
    write_view(folder / "views" / ASSESSED, runs, place_at, len(place_at))
    del runs
    step("events")
    happened = read_events(store, claims, sides, theatres, place_at)
    holders = [UNKNOWN, *sides.listed[1:]]
    write_columns(folder / "views" / CLAIMED, happened.claimed, holders, len(place_at))
    counts = np.array([claims.report_claims[n] for n in range(len(report_at))], dtype=np.uint16)
    reports["claims"] = counts
    reports["types"] = np.array([claims.report_types.get(n, 0) for n in range(len(report_at))], dtype=np.uint32)
    told = [theatres(claims.report_theatre.get(n, "")) for n in range(len(report_at))]
    reports["theatre"] = np.array(told, dtype=np.uint8)
    places = _place_columns(claims, happened, place_at, packs, words)
    _source_notes(folder, words, sources, tallies, happened)
    _quality(folder, claims, happened, reports, sources, tallies)
    words.commit()
    words.execute("INSERT INTO words(words) VALUES ('optimize')")
    words.commit()
    words.close()
    ids = sorted(claims.at)
    event = happened.claim_event[[claims.at[i] for i in ids]] if ids else np.zeros(0, dtype=np.int32)
    save(folder / "claims", {"id": texts(ids), "event": event})
    save(folder / "events", happened.events)
    save(folder / "sites", happened.sites)
    save(folder / "reports", reports)
    save(folder / "places", places)
    lists = {
        "types": TYPES,
        "statuses": STATUSES,
        "sides": sides.listed,
        "theatres": theatres.listed,
        "sources": sources.listed,
        "languages": languages.listed,
    }
    total = {"reports": len(report_at), "claims": len(ids), "events": len(happened.events["id"])}
    first, last = _span(happened.events, reports)
    about = {
        "format": FORMAT,
        "revision": revision,
        "recipe": recipe(packs),
        "made": now(),
        "lists": lists,
        "counts": {**total, "places": len(place_at)},
        "first": first,
        "last": last,
    }
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    swap(root, folder)
    made = open_index(root)
    assert made is not None
    return made


def _reports(
    store: Store,
    words: sqlite3.Connection,
    sources: Numbers,
    languages: Numbers,
    tallies: dict[int, SourceTally],
) -> tuple[dict[str, Column], dict[str, int]]:
    """The columns of reports in the order of their publication, their words, and the number of each."""
    at: dict[str, int] = {}
    columns = {"source": array("H"), "published": array("i"), "language": array("B")}
    query = sa.select(REPORTS.c.body).order_by(REPORTS.c.published.nulls_first(), REPORTS.c.id)
    for (body,) in store.rows(query):
        report = orjson.loads(body)
        number, source = len(at), sources(report["source"])
        at[report["id"]] = number
        day = day_number(report["published"])
        columns["source"].append(source)
        columns["published"].append(day)
        columns["language"].append(languages(report["language"]))
        tally = tallies.setdefault(source, SourceTally())
        tally.reports += 1
        if day != NO_DAY:
            tally.days[day] += 1
            tally.first = day if tally.first is None else min(tally.first, day)
            tally.last = day if tally.last is None else max(tally.last, day)
        text = folded(f"{report['title'] or ''}\n{report['text']}")
        words.execute("INSERT INTO words(rowid, said, bare) VALUES (?, ?, ?)", (number + 1, text, stems(text)))
    ids = list(at)
    order = np.argsort(texts(ids), kind="stable") if ids else np.zeros(0, dtype=np.int64)
    made: dict[str, Column] = {
        "id": texts(ids),
        "source": np.array(columns["source"], dtype=np.uint16),
        "published": np.array(columns["published"], dtype=np.int32),
        "language": np.array(columns["language"], dtype=np.uint8),
        "sorted_id": texts(ids)[order],
        "sorted_at": order.astype(np.int32),
    }
    return made, at


def _places(claims: Claims, runs: Sequence[Run], packs: Mapping[str, Pack]) -> dict[str, int]:
    """A number for every place that a claim names or that was ever held."""
    for run in runs:
        if run.place not in claims.spots:
            spot = {"name": run.name, "lat": run.lat, "lon": run.lon, "kind": None, "radius": None}
            claims.spots[run.place] = spot
    known = {str(p.id): p for pack in packs.values() for p in pack.places}
    for key in sorted(claims.beside & set(known)):
        p = known[key]
        spot = {"name": p.name, "lat": p.lat, "lon": p.lon, "kind": p.kind, "radius": p.radius_km}
        claims.spots.setdefault(key, spot)
    return {key: n for n, key in enumerate(sorted(claims.spots))}


def _place_columns(
    claims: Claims,
    happened: Happened,
    place_at: Mapping[str, int],
    packs: Mapping[str, Pack],
    words: sqlite3.Connection,
) -> dict[str, Column]:
    names = {str(p.id): (p.name, *p.variants, *p.names_ar) for pack in packs.values() for p in pack.places}
    for key, n in place_at.items():
        spot = claims.spots[key]
        listed = list(dict.fromkeys((*names.get(key, ()), spot["name"])))
        row = (n, key, listed[0], " | ".join(folded(x) for x in listed), json.dumps({**spot, "names": listed}))
        words.execute("INSERT INTO places VALUES (?, ?, ?, ?, ?)", row)
    ids = list(place_at)
    lat = np.array([claims.spots[i]["lat"] for i in ids], dtype=np.float32)
    lon = np.array([claims.spots[i]["lon"] for i in ids], dtype=np.float32)
    x, y = mercator(lat, lon)
    at = happened.events["place"]
    return {
        "id": texts(ids),
        "lat": lat,
        "lon": lon,
        "x": x,
        "y": y,
        "events": np.bincount(at[at >= 0], minlength=len(ids)).astype(np.uint32),
        "sorted_id": texts(ids),
        "sorted_at": np.arange(len(ids), dtype=np.int32),
    }


def _source_notes(
    folder: Path, words: sqlite3.Connection, sources: Numbers, tallies: Mapping[int, SourceTally], happened: Happened
) -> None:
    notes = []
    copied_by: dict[int, int] = {}
    copies: dict[int, int] = {}
    for (copier, origin), n in happened.copies.items():
        copies[copier] = copies.get(copier, 0) + n
        copied_by[origin] = copied_by.get(origin, 0) + n
    empty = {"events": 0, "alone": 0, "denied": 0, "confirmed": 0}
    for number, tally in sorted(tallies.items(), key=lambda kv: sources.listed[kv[0]]):
        days = set(tally.days) | set(tally.said)
        rows = [(number, day, tally.days[day], tally.said[day]) for day in sorted(days)]
        words.executemany("INSERT INTO source_days VALUES (?, ?, ?, ?)", rows)
        notes.append(
            {
                "name": sources.listed[number],
                "reports": tally.reports,
                "claims": tally.claims,
                **happened.by_source.get(number, empty),
                "copies": copies.get(number, 0),
                "copiedBy": copied_by.get(number, 0),
                "first": None if tally.first is None else day_text(tally.first),
                "last": None if tally.last is None else day_text(tally.last),
                "types": top(tally.types, len(TYPES)),
            }
        )
    graph = [[sources.listed[a], sources.listed[b], n] for (a, b), n in sorted(happened.copies.items())]
    _note(folder, "sources", {"sources": notes, "graph": graph})


def _quality(
    folder: Path,
    claims: Claims,
    happened: Happened,
    reports: Mapping[str, Column],
    sources: Numbers,
    tallies: Mapping[int, SourceTally],
) -> None:
    """What an analyst should know before trusting a map: how precise, how complete, what is unresolved."""
    published = reports["published"][reports["published"] != NO_DAY]
    missing: list[str | None] = []
    if len(published):
        covered = np.unique(published)
        gaps = np.setdiff1d(np.arange(covered[0], covered[-1] + 1), covered)
        missing = [day_text(int(day)) for day in gaps[:_TOLD]]
    begun = sorted((t.first, sources.listed[n]) for n, t in tallies.items() if t.first is not None)
    _note(
        folder,
        "quality",
        {
            "precision": precision_bins(claims.precision),
            "unresolvedPlaces": top(claims.places, _TOLD),
            "unresolvedActors": top(claims.actors, _TOLD),
            "claims": len(claims.source),
            "undated": claims.undated,
            "unlocated": claims.unlocated,
            "placeless": claims.placeless,
            "undatedEvents": happened.undated,
            "undatedReports": int((reports["published"] == NO_DAY).sum()),
            "missingDays": missing,
            "sourceSets": [[day_text(day), n + 1, name] for n, (day, name) in enumerate(begun)],
        },
    )


def _note(folder: Path, name: str, value: object) -> None:
    (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _span(events: Mapping[str, Column], reports: Mapping[str, Column]) -> tuple[int, int]:
    """The days between which nearly all lies: a misread year far off must not stretch the timeline."""
    published = reports["published"][reports["published"] != NO_DAY]
    said = events["said"][events["said"] != NO_DAY]
    last = max([int(column.max()) for column in (published, said) if len(column)], default=NO_DAY)
    dated = events["start"][events["start"] != NO_DAY]
    if last != NO_DAY and len(dated):
        dated = dated[dated <= last + 3]
    if len(dated):
        return int(np.sort(dated)[len(dated) // 50]), max(last, int(dated.max()))
    return (int(published.min()), last) if len(published) else (NO_DAY, NO_DAY)


def built_for(root: Path, store: Store, packs: Mapping[str, Pack]) -> Index | None:
    """The index under a folder if it is of the store as it is now, made by this program with these packs."""
    found = open_index(root)
    same = found is not None and (found.revision, found.recipe) == (store.revision(), recipe(packs))
    return found if same else None
