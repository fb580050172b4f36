"""How fast the server answers over a large store, with twenty requests in parallel, and how much memory it takes.

    python -m evals.server [EVENTS] [PLACES] [YEARS] [FOLDER]        default: 1000000 10000 10

FOLDER keeps the store and its index, and is used again where it holds them.

Fills a store with invented events (a claim or two each, reports of many claims) and runs of holdings, builds
the index, starts `fogline serve` in a process of its own, and asks what a page asks: the map of random days,
points and histograms of random intervals, lists, single events, searches, places, briefs, the review queue.
No two questions are alike, so that kept answers do not flatter. Prints JSON with the bars.
"""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import numpy as np

from evals.surroundings import machine
from fogline.index.build import build_index
from fogline.index.columns import day_number
from fogline.index.holdings import write_columns
from fogline.index.layout import index_folder
from fogline.store import open_store

BARS = {"p95_ms": 150.0, "server_mb": 1024, "first_map_s": 3.0}
PARALLEL, QUESTIONS = 20, 1500
Row = tuple[Any, ...]
_ROLES = {"denied": "denies", "occurred": "supports"}
_FIRST = date(2014, 1, 1)
_SIDES = ("north", "south", "east-front", "river-guard")
_TYPES = (
    "clash shelling air_strike control_gain control_hold withdrawal explosion deployment casualties civilian_harm "
    "presence offensive contested displacement detention aid"
).split()
_WORDS = "bridge hill depot convoy ridge market school checkpoint river valley camp quarry tower station farm".split()
_ARABIC = "قرية جسر معسكر مدرسة سوق تلة حاجز مزرعة محطة وادي".split()
_SOURCES = [f"Paper {n}" for n in range(60)]


def _word(chance: random.Random) -> str:
    """A word as texts have them: few common ones, very many rare ones, a fifth in Arabic."""
    rank = int(min(chance.paretovariate(0.7), 50_000))
    listed = _ARABIC if rank % 5 == 0 else _WORDS
    return listed[rank] if rank < len(listed) else f"{listed[rank % len(listed)]}{_letters(rank)}"


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(d)] for d in str(number))


def _place(n: int, places: int) -> tuple[str, str, float, float]:
    """An invented place on a jittered grid of ten by eight degrees."""
    across = int(places**0.5) + 1
    lat = 30.0 + 8.0 * (n // across) / across + (n * 7919 % 97) / 2000
    lon = 35.0 + 10.0 * (n % across) / across + (n * 104729 % 89) / 2000
    return f"p-{n:05d}", f"{_WORDS[n % len(_WORDS)].title()} {n}", round(lat, 5), round(lon, 5)


def _resolution(n: int, places: int) -> dict[str, Any]:
    key, name, lat, lon = _place(n, places)
    return {
        "text": name,
        "span": None,
        "relation": "at",
        "place_id": key,
        "name": name,
        "lat": lat,
        "lon": lon,
        "radius_km": 3.0,
        "kind": "village",
        "probability": 0.5 + (n % 50) / 100,
        "others": [],
        "reason": "",
    }


def _rows(
    events: int, places: int, days: int
) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]], tuple[Any, ...] | None]]:
    """Rows of events, claims and reports: a report for every five events or so."""
    chance = random.Random(7)
    report: dict[str, Any] = {}
    for n in range(events):
        day = _FIRST + timedelta(days=n * days // events)
        new = None
        if n % 5 == 0:
            words = " ".join(_word(chance) for _ in range(75))
            report = {
                "id": f"report_{n:020d}", "key": f"r{n}", "source": chance.choice(_SOURCES), "text": words,
                "title": words[:60], "url": None, "published": day.isoformat(), "published_basis": "",
                "language": "en", "captured": None, "raw_digest": "", "parts": [],
            }  # fmt: skip
            new = (report["id"], report["key"], report["source"], report["published"], "", json.dumps(report))
        place = int(places * chance.random() ** 2)
        kind, side = _TYPES[int(len(_TYPES) * chance.random() ** 1.5)], chance.choice(_SIDES)
        actor: dict[str, Any] = {"text": side, "span": None, "id": side, "side": side, "others": [], "reason": ""}
        where = _resolution(place, places) if chance.random() > 0.05 else None
        said = [_claim(f"claim_{n:020d}", report, kind, actor, where, day)]
        if chance.random() < 0.1:
            said.append(_claim(f"claim_{n:019d}z", report, kind, actor, where, day, denied=chance.random() < 0.5))
        event = {
            "id": f"event_{n:020d}", "theatre": "invented", "type": kind, "status": "occurred",
            "claims": [
                {"id": c["id"], "role": _ROLES[c["status"]], "copy_of": None, "reasons": []}
                for c in said
            ],
            "initiator": [side], "target": [], "place": where, "destination": None, "start": day.isoformat(),
            "end": day.isoformat(), "first_published": day.isoformat(), "last_published": day.isoformat(),
            "counts": [], "voices": 1, "sources": [report["source"]], "confidence": chance.uniform(-1, 3),
        }  # fmt: skip
        row = (event["id"], "invented", kind, event["start"], event["end"], json.dumps(event))
        yield row, [_claim_row(c) for c in said], new


def _claim(
    key: str,
    report: dict[str, Any],
    kind: str,
    actor: dict[str, Any],
    where: dict[str, Any] | None,
    day: date,
    *,
    denied: bool = False,
) -> dict[str, Any]:
    quote_ = {"text": report["text"][:80], "span": [0, 80]}
    return {
        "id": key, "report": report["id"], "document": report["key"], "source": report["source"],
        "published": report["published"], "theatre": "invented", "type": kind,
        "status": "denied" if denied else "occurred", "certainty": "stated", "quote": quote_,
        "trigger": {"text": report["text"][:6], "span": [0, 6]}, "confidence": 1.5, "initiator": [actor], "target": [],
        "attributed_to": [], "place": where, "origin": None, "destination": None,
        "time": {"text": "", "span": None, "start": day.isoformat(), "end": day.isoformat(), "granularity": "day"},
        "counts": [], "phase": None, "outcome": None, "frame": "",
    }  # fmt: skip


def _claim_row(claim: dict[str, Any]) -> tuple[Any, ...]:
    place = claim["place"] or {"place_id": None, "lat": None, "lon": None}
    return (
        claim["id"], claim["report"], "invented", claim["type"], claim["published"], place["place_id"], place["lat"],
        place["lon"], json.dumps(claim),
    )  # fmt: skip


def fill(path: Path, events: int, places: int, days: int) -> None:
    """Writes the store past its own interface, a million rows at once."""
    open_store(path).close()
    opened = sqlite3.connect(path)
    opened.execute("PRAGMA synchronous=OFF")
    batch: tuple[list[Any], list[Any], list[Any]] = ([], [], [])

    def flush() -> None:
        opened.executemany("INSERT INTO events VALUES (?,?,?,?,?,?)", batch[0])
        opened.executemany("INSERT INTO claims VALUES (?,?,?,?,?,?,?,?,?)", batch[1])
        opened.executemany("INSERT INTO reports VALUES (?,?,?,?,?,?)", batch[2])
        for part in batch:
            part.clear()

    for event, claims, report in _rows(events, places, days):
        batch[0].append(event)
        batch[1].extend(claims)
        if report is not None:
            batch[2].append(report)
        if len(batch[0]) >= 20_000:
            flush()
    flush()
    opened.execute("UPDATE changes SET number = number + 1")
    opened.commit()
    opened.close()


def write_holdings(folder: Path, numbers: int, days: int) -> None:
    """Runs of holdings for every place: a change of holder a year, a fresh probability every ten days."""
    chance = np.random.default_rng(7)
    each = days // 10
    place = np.repeat(np.arange(numbers), each)
    day = np.tile(np.arange(each) * 10, numbers) + chance.integers(0, 9, size=len(place)) + day_number(_FIRST)
    holder = ((place * 31 + (day // 365) * (place % 7)) % (len(_SIDES) + 1)).astype(np.uint8)
    columns = {
        "place": place,
        "day": day,
        "holder": holder,
        "p": chance.integers(40, 99, size=len(place)).astype(np.uint8),
        "contested": chance.integers(0, 60, size=len(place)).astype(np.uint8),
        "second": ((holder + 1) % (len(_SIDES) + 1)).astype(np.uint8),
        "second_p": chance.integers(0, 40, size=len(place)).astype(np.uint8),
        "last": (day - chance.integers(0, 60, size=len(place))).astype(np.int32),
    }
    write_columns(folder, columns, ["unknown", *_SIDES], numbers)


def questions(events: int, places: int, days: int) -> Iterator[str]:
    """What a page asks, in the shares in which it asks."""
    chance = random.Random(11)
    while True:
        start = _FIRST + timedelta(days=chance.randrange(days))
        end = start + timedelta(days=min(int(chance.expovariate(1 / 200)), days))
        on = (_FIRST + timedelta(days=chance.randrange(days))).isoformat()
        span = f"from={start}&to={end}"
        west, south, size = chance.uniform(35, 43), chance.uniform(30, 36), chance.uniform(0.3, 6)
        box = f"bbox={west:.3f},{south:.3f},{west + size:.3f},{south + size:.3f}&zoom={chance.uniform(5, 11):.2f}"
        kind, word = chance.choice(_TYPES), chance.choice(_WORDS)
        yield from chance.choices(
            (
                f"holdings/map?on={on}&{box}",
                f"holdings/map?on={on}&zoom=6",
                f"points?{span}&{box}",
                f"points?{span}&type={kind}&zoom=6",
                f"points?to={end}&zoom={chance.uniform(5, 7):.2f}",
                f"histogram?by={chance.choice(('type', 'side', 'status'))}&{span}&{box.partition('&')[0]}",
                f"histogram?by=type&side={chance.choice(_SIDES)}&to={end}",
                f"events?{span}&limit=50&offset={chance.randrange(3) * 50}",
                f"events?type={kind}&source=Paper {chance.randrange(60)}&limit=50",
                f"events/event_{chance.randrange(events):020d}",
                f"reports?q={word} {chance.choice(_WORDS)}&from={start}&limit=20",
                f"reports?q={quote(chance.choice(_ARABIC))}&source=Paper {chance.randrange(60)}&limit=20",
                f"places/p-{chance.randrange(places):05d}",
                f"places?q={word}&on={on}&limit=50",
                f"brief?on={on}",
                f"holdings/diff?on={on}&on2={start}",
                f"review/queue?limit=5&offset={chance.randrange(100)}",
            ),
            weights=(16, 8, 16, 6, 3, 10, 4, 8, 3, 10, 3, 2, 4, 2, 2, 2, 1),
        )


def _memory_mb(pid: int) -> dict[str, float]:
    """Resident memory of a process: its own, and with the mapped files it has looked at."""
    fields: dict[str, float] = {}
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in ("RssAnon", "RssFile", "VmHWM"):
            fields[name] = int(rest.split()[0]) / 1024
    return fields


def _ready(process: subprocess.Popen[str]) -> str:
    """The address the server says it is at."""
    assert process.stderr is not None
    for line in process.stderr:
        if "http://" in line:
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return line.split("http://", 1)[1].split("/", 1)[0]
    sys.exit("the server ended before it listened")


def _first_map(client: httpx.Client, last: date) -> float:
    """Seconds from the first question of a page to the last answer it needs to draw."""
    began = time.perf_counter()
    for path in ("meta", "histogram?by=type", f"holdings/map?on={last}&zoom=6", f"points?to={last}&zoom=6"):
        client.get(f"/api/v1/{path}").raise_for_status()
    return time.perf_counter() - began


def measure(address: str, asked: list[str]) -> tuple[list[tuple[str, float]], int]:
    """Milliseconds of each question with twenty under way at all times, and how many went wrong."""
    waiting = iter(asked)
    lock = threading.Lock()
    taken: list[tuple[str, float]] = []
    wrong = [0]

    def work() -> None:
        with httpx.Client(base_url=f"http://{address}", timeout=60) as client:
            while True:
                with lock:
                    path = next(waiting, None)
                if path is None:
                    return
                began = time.perf_counter()
                answer = client.get(f"/api/v1/{path}")
                spent = 1000 * (time.perf_counter() - began)
                with lock:
                    taken.append((path.split("?")[0].split("/event_")[0].split("/p-")[0], spent))
                    wrong[0] += answer.status_code != httpx.codes.OK

    with ThreadPoolExecutor(PARALLEL) as pool:
        for done in [pool.submit(work) for _ in range(PARALLEL)]:
            done.result()
    return taken, wrong[0]


def prepare(folder: Path, events: int, places: int, days: int) -> tuple[float, float]:
    """A filled store with its index in a folder; gives the seconds that filling and building took."""
    path = folder / "s.sqlite"
    if (folder / "whole").exists():
        return 0.0, 0.0
    began = time.perf_counter()
    fill(path, events, places, days)
    filled = time.perf_counter()
    store = open_store(path)
    index = build_index(store, {}, index_folder(store, folder), hold=list)
    write_holdings(index.folder / "views" / "assessed", len(index.places["lat"]), days)
    store.close()
    (folder / "whole").touch()
    return filled - began, time.perf_counter() - filled


def _cpu_s(pid: int) -> float:
    """Seconds of processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Fills, builds, serves, asks, prints."""
    given = [*sys.argv[1:], *("1000000", "10000", "10", "")[len(sys.argv) - 1 :]]
    events, places, years = (int(a) for a in given[:3])
    days = years * 365
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(given[3] or scratch)
        folder.mkdir(parents=True, exist_ok=True)
        filled, built = prepare(folder, events, places, days)
        path = folder / "s.sqlite"
        environment = {**os.environ, "FOGLINE_HOME": scratch}
        command = [sys.executable, "-m", "fogline", "serve", "--store", str(path), "--port", "0"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            try:
                address = _ready(process)
                with httpx.Client(base_url=f"http://{address}", timeout=60) as client:
                    first = _first_map(client, _FIRST + timedelta(days=days - 1))
                supply = questions(events, places, days)
                measure(address, [next(supply) for _ in range(100)])
                asked = list(dict.fromkeys(next(supply) for _ in range(QUESTIONS)))
                began, busy = time.perf_counter(), _cpu_s(process.pid)
                taken, wrong = measure(address, asked)
                spent, busy = time.perf_counter() - began, _cpu_s(process.pid) - busy
                memory = _memory_mb(process.pid)
            finally:
                process.terminate()
    by_kind = {
        kind: round(float(np.percentile([ms for k, ms in taken if k == kind], 95)), 1)
        for kind in sorted({k for k, _ in taken})
    }
    result = {
        "events": events, "places": places, "years": years, "fill_s": round(filled, 1),
        "index_s": round(built, 1), "first_map_s": round(first, 2), "questions": len(taken), "failed": wrong,
        "a_second": round(len(taken) / spent, 1),
        "p50_ms": round(float(np.median([ms for _, ms in taken])), 1),
        "p95_ms": round(float(np.percentile([ms for _, ms in taken], 95)), 1),
        "p95_by_kind": by_kind,
        "server_cpu_ms_a_question": round(1000 * busy / len(taken), 2),
        "share_of_a_core_it_got": round(busy / spent, 2),
        "server_mb": round(memory["RssAnon"] + memory["RssFile"], 1), "of_it_mapped_mb": round(memory["RssFile"], 1),
        "load_average": round(os.getloadavg()[0], 1),
    }  # fmt: skip
    print(json.dumps({**result, "bars": BARS, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
