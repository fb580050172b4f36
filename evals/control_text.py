"""Who holds towns in the end, by real text: narratives of Syrian towns, read by Fogline itself.

    python -m evals.control_text [--home FOLDER] [--claims FILE]

Reads the narratives with the default reader (or takes claims made of them before, so that documents are the rows'
numbers), without the packs' baselines, and scores macro-F1 over the holders that the list names in 2023: once by the
narratives alone, once with the pack's handovers, for no narrative of a town that HTS holds ends with that name: what
rebels held there went over to it by an agreement of 2019. Prints JSON.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from evals.founding import prepare
from evals.surroundings import fogline, machine, shared
from fogline.control.assess import Record, Snapshot, as_known_now, record
from fogline.control.holdings import taken_of
from fogline.control.weigh import learned
from fogline.gazetteer import Gazetteer, open_or_build
from fogline.geocode import Geocoder, Question
from fogline.geometry import distance_km
from fogline.pack import Pack
from fogline.records import Claim, Failure
from fogline.run import claims_of_file, load_packs
from fogline.settings import settings_from

BARS = {"macro_f1": 0.65}
SOURCE, PUBLISHED = "Wikipedia", "2023-09-03"
_SIDES = {
    "government": {"sy-government"},
    "HTS": {"hts"},
    "SDF": {"sdf"},
    "SNA/opposition": {"sy-opposition", "turkey"},
    "Turkey": {"sy-opposition", "turkey"},
}
_SAME_KM = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A home with gazetteers, its gazetteer and packs."""

    home: Path
    gazetteer: Gazetteer
    packs: Mapping[str, Pack]


def world(home: Path, countries: Sequence[str]) -> World:
    """A home folder with the gazetteers of countries; one that has them is used as it is."""
    if not any(home.glob("gazetteer*.sqlite")):
        prepare(home, countries)
    packs = load_packs(settings_from({"FOGLINE_HOME": str(home)}))
    return World(home=home, gazetteer=open_or_build(home), packs=packs)


def read(documents: Sequence[Mapping[str, Any]], known: World, *options: str) -> list[Claim]:
    """The claims of documents, by the command."""
    with tempfile.TemporaryDirectory() as folder:
        docs, out = Path(folder) / "documents.jsonl", Path(folder) / "claims.jsonl"
        docs.write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents), encoding="utf-8")
        return read_from(docs, known, out, *options)


def read_from(source: Path, known: World, out: Path, *options: str) -> list[Claim]:
    """The claims of a file or folder, by the command, which writes them to `out`."""
    done = fogline(known.home, "read", source, *options, "-o", out)
    if done.code != 0:
        sys.exit(f"fogline read failed: {done.errors[-2000:]}")
    return claims_in(out)


def claims_in(path: Path) -> list[Claim]:
    """The claims of a file."""
    return [c for c in claims_of_file(path) if not isinstance(c, Failure)]


def document(key: str, title: str, text: str) -> dict[str, Any]:
    """A text as a document of the input."""
    return {"id": key, "source": SOURCE, "published": PUBLISHED, "title": title, "text": text}


# -- the holder in the end, from a narrative ----------------------------------------------------------------


def narratives() -> list[dict[str, Any]]:
    """The rows of the list that stand for one town and say something of it."""
    path = shared() / "data" / "wikipedia_control" / "syria_cities_2023.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [{**r, "key": str(n)} for n, r in enumerate(rows) if not r["aggregate_row"]]


def spot_of(row: Mapping[str, Any], of: Record, geocoder: Geocoder) -> int | None:
    """The place of a record that a row of the list names; None where the record has none."""
    governorate = str(row["governorate"]).removesuffix(" Governorate")
    for name in reversed(str(row["name"]).split(" – ")):
        answer = geocoder.answer(Question(name=name, governorate=governorate))
        if answer.lat is None or answer.lon is None:
            continue
        away = [distance_km(answer.lat, answer.lon, s.lat, s.lon) for s in of.table.places]
        nearest = min(range(len(away)), key=away.__getitem__)
        same = [n for n, s in enumerate(of.table.places) if answer.place is not None and s.id == answer.place.id]
        return same[0] if same else nearest if away[nearest] <= _SAME_KM else None
    return None


def holder_in_the_end(of: Record, place: int, shot: Snapshot) -> str:
    """The side a place is held by, or unknown."""
    shares = shot.belief[: len(of.table.sides), place]
    best = int(np.argmax(shares))
    return of.table.sides[best] if shares[best] > shot.belief[-1, place] else "unknown"


def towns(known: World, claims: list[Claim] | None) -> dict[str, Any]:
    """Macro-F1 and coverage over the list."""
    rows = narratives()
    told = [r for r in rows if r["narrative"]]
    if claims is None:
        documents = [document(r["key"], r["name"], f"{r['name']}\n\n{r['narrative']}") for r in told]
        claims = read(documents, known, "--theatre", "syria")
    pack = known.packs["syria"]
    geocoder = Geocoder(known.gazetteer, frozenset({"SY"}), pack=pack)
    taken = taken_of(claims, known.packs, {SOURCE})["syria"]
    alone = record(taken.table(), learned(), pack)
    taken.add_handovers(pack)
    return {
        "towns": len(rows),
        "say_something": sum(not r["narrative"].startswith("See ") for r in told),
        "with_handovers": scored(rows, record(taken.table(), learned(), pack), geocoder),
        "by_narratives_alone": scored(rows, alone, geocoder),
    }


def scored(rows: Sequence[Mapping[str, Any]], of: Record, geocoder: Geocoder) -> dict[str, Any]:
    """How the map of a record says who holds the towns in the end."""
    (shot,) = as_known_now(of, [date.fromisoformat(PUBLISHED).toordinal()])
    results = []
    for row in rows:
        place = spot_of(row, of, geocoder) if row["narrative"] else None
        side = "unknown" if place is None else holder_in_the_end(of, place, shot)
        said = next((h for h, sides in _SIDES.items() if side in sides), side)
        held = ["SNA/opposition" if h == "Turkey" else h for h in row["held_by"]]
        results.append((row["name"], said if said in held else held[0], said))
    return {
        "answered": sum(said != "unknown" for _, _, said in results),
        "macro_f1_of_answers": macro_f1([(t, s) for _, t, s in results if s != "unknown"]),
        "macro_f1_of_all": macro_f1([(t, s) for _, t, s in results]),
        "accuracy_of_answers": share([t == s for _, t, s in results if s != "unknown"]),
        "by_holder": by_holder([(t, s) for _, t, s in results if s != "unknown"]),
        "wrong": [f"{n}: {t}, said {s}" for n, t, s in results if s not in ("unknown", t)],
    }


def by_holder(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of each holder that is one in truth."""
    made = {}
    for holder in sorted({t for t, _ in pairs}):
        right = sum(t == s == holder for t, s in pairs)
        said, true = sum(s == holder for _, s in pairs), sum(t == holder for t, _ in pairs)
        made[holder] = {
            "towns": true,
            "precision": round(right / max(said, 1), 3),
            "recall": round(right / max(true, 1), 3),
            "f1": round(2 * right / max(said + true, 1), 3),
        }
    return made


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean of the holders' F1."""
    return round(float(np.mean([v["f1"] for v in by_holder(pairs).values()] or [0.0])), 3)


def share(some: Sequence[bool]) -> float:
    """The share that is true."""
    return round(sum(some) / max(len(some), 1), 3)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--claims", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = world(args.home or Path(folder), ("sy",))
        found = towns(known, claims_in(args.claims) if args.claims is not None else None)
    print(json.dumps({**found, "bars": BARS, "machine": machine()}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
