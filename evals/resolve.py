"""How right resolving is when the words are given: gold claims' own mentions go in as readings.

    python -m evals.resolve [--misses SET] [--folder FOLDER]

Measures, on the annotated claims of each set and by theatre: the actor id given its words, coordinates given
the words and the relation of a place, days given the words for a time. The gold was annotated with a list of 40
actors, where a unit or group that is not on it stands under its parent; so an actor is right ("actors") when it or
the nearest actor above it that is on the list has the gold's id, and "actors, same id" counts the very same id
alone. Theatres with a pack are scored for actors. Coordinates are told apart by whether the theatre has a gazetteer
file, which is then imported into a gazetteer built for the run; the others are read over the worldwide default. An
abstention counts as wrong; a second figure leaves abstentions out. `calibration` is the mean gap between stated
probability and share right over tenths of probability, on answers. Prints JSON.
"""

import argparse
import csv
import importlib.util
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from evals.surroundings import machine, shared
from fogline import codec
from fogline.gazetteer import Gazetteer, import_file, open_or_build
from fogline.outside import claim_to_outside
from fogline.pack import Pack, find_packs, load_pack
from fogline.records import (
    ActorId,
    Certainty,
    Claim,
    ClaimType,
    Mention,
    PlaceMention,
    Reading,
    Relation,
    Report,
    Span,
    Status,
)
from fogline.resolve import resolve

# The theatres that have a gazetteer file, with the country whose file is imported for each.
GAZETTEERS = {
    "syria": "sy", "iraq": "iq", "ukraine": "ua", "yemen": "ye", "sudan": "sd", "libya": "ly", "lebanon": "lb",
    "gaza": "ps",
}  # fmt: skip
OTHER = "no gazetteer file"
PLACES = ("place", "origin", "destination")
BARS = {"actors": 0.92, "coordinates": 0.90, "times": 0.9}


@dataclass(slots=True)
class Tally:
    """Hits and tries by what is measured, and what was missed."""

    hits: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    stated: list[tuple[float, bool]] = field(default_factory=list)

    def note(self, what: str, right: bool, miss: str) -> None:
        """Counts one try."""
        self.tries[what] += 1
        self.hits[what] += right
        if not right:
            self.misses[f"{what}: {miss}"] += 1

    def calibration(self) -> float:
        """The mean gap between stated probability and share right, over tenths, weighted by answers."""
        tenths: dict[int, list[tuple[float, bool]]] = {}
        for probability, right in self.stated:
            tenths.setdefault(min(9, int(probability * 10)), []).append((probability, right))
        gaps = (abs(sum(p for p, _ in rows) - sum(r for _, r in rows)) for rows in tenths.values())
        return round(sum(gaps) / max(1, len(self.stated)), 3)

    def rates(self) -> dict[str, str]:
        """Share right of each thing measured, with how many."""
        return {what: f"{self.hits[what] / n:.3f} of {n}" for what, n in sorted(self.tries.items()) if n}


def scorer(folder: Path) -> ModuleType:
    """The claim scorer beside the claims."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _mention(item: Mapping[str, Any]) -> Mention:
    start, end = item.get("span") or (0, len(item.get("text") or ""))
    return Mention(text=item.get("text") or "", span=Span(start, end))


def _place(item: Mapping[str, Any] | None) -> PlaceMention | None:
    if item is None or not item.get("text"):
        return None
    words = _mention(item)
    relation = item.get("relation") or "at"
    known = Relation(relation) if relation in set(Relation) else Relation.AT
    return PlaceMention(text=words.text, span=words.span, relation=known)


def reading(report: Report, claim: Mapping[str, Any], number: int) -> Reading:
    """A gold claim's words as a reading."""
    kind, trigger, place = ClaimType(claim["type"]), _mention(claim["trigger"]), _place(claim.get("place"))
    return Reading(
        id=codec.reading_id(report.id, trigger.span, kind, None if place is None else place.span, number),
        report=report.id,
        type=kind,
        trigger=trigger,
        quote=_mention(claim["quote"]),
        status=Status(claim["status"]),
        certainty=Certainty(claim["certainty"]),
        frame="gold",
        confidence=0.0,
        ordinal=number,
        initiator=tuple(_mention(m) for m in claim["initiator"]),
        target=tuple(_mention(m) for m in claim["target"]),
        place=place,
        origin=_place(claim.get("origin")),
        destination=_place(claim.get("destination")),
        time=None if not claim["time"] else _mention(claim["time"]),
    )


def report_of(doc: Mapping[str, Any]) -> Report:
    """An annotated document as a report."""
    source, key, text = doc.get("source") or "", doc["id"], doc["text"]
    published = doc.get("published")
    return Report(
        id=codec.report_id(source, key, text),
        key=key,
        source=source,
        text=text,
        title=doc.get("title"),
        published=date.fromisoformat(published[:10]) if published else None,
    )


def listed(claims: Path) -> frozenset[str]:
    """The ids that the gold may give an actor."""
    with (claims / "actors.csv").open(encoding="utf-8") as rows:
        return frozenset(row["id"] for row in csv.DictReader(rows))


def on_the_list(actor: str | None, pack: Pack, ids: frozenset[str]) -> str | None:
    """The actor, or the nearest one above it that is on the gold's list."""
    at = None if actor is None else ActorId(actor)
    while at is not None and at not in ids:
        known = pack.by_actor.get(at)
        at = None if known is None else known.parent
    return at


def compare_people(
    score: ModuleType, gold: Mapping[str, Any], claim: Claim, pack: Pack | None, ids: frozenset[str], tally: Tally
) -> None:
    """Notes whether the time and the actors of one claim were resolved right."""
    made = claim_to_outside(claim)
    if gold["time"]:
        right = score.same_time(gold["time"], made["time"])
        tally.note("times", right, f"{gold['time']['text']} {gold['time']['from']} {made['time']}")
    for slot in ("initiator", "target") if pack is not None else ():
        for wanted in gold[slot]:
            if wanted.get("id") and pack is not None:
                spot = _mention(wanted)
                got = next((a.id for a in getattr(claim, slot) if (a.span, a.text) == (spot.span, spot.text)), None)
                told = f"{wanted['text'].lower()} {wanted['id']} {got}"
                tally.note("actors", on_the_list(got, pack, ids) == wanted["id"], told)
                tally.note("actors, same id", got == wanted["id"], told)


def compare(score: ModuleType, gold: Mapping[str, Any], claim: Claim, theatre: str, tally: Tally) -> None:
    """Notes whether the places of one claim were resolved right."""
    for slot in PLACES:
        wanted, placed = gold.get(slot), getattr(claim, slot)
        if not wanted or placed is None:
            continue
        if score.located(wanted):
            spot = {"lat": placed.lat, "lon": placed.lon}
            right = score.right_spot(wanted, spot)
            told = f"{wanted['text']} ({wanted['lat']}, {wanted['lon']}, {wanted.get('radius_km')}) "
            told += f"{placed.name} ({placed.lat}, {placed.lon}) {placed.probability} {placed.reason}"
            which = "coordinates" if theatre in GAZETTEERS else f"coordinates, {OTHER}"
            if slot == "place":
                tally.note(which, right, told)
            if placed.lat is not None:
                tally.note(f"{which}, of those answered", right, told)
                tally.stated.append((placed.probability or 0.0, right))


def files(claims: Path, more: Sequence[Path] = ()) -> Iterator[tuple[str, list[Path]]]:
    """The sets measured, with their files; `more` are folders of annotated reports, each a set of its name."""
    for folder in more:
        yield folder.name, [folder]
    yield "train", [claims / "train"]
    yield "train_real", [claims / "train_real"]
    yield "dev", sorted((claims / "dev").glob("w*.json"))
    yield "seeds", sorted((claims / "dev").glob("seed-*.json"))


def measure(
    packs: Mapping[str, Pack], gazetteer: Gazetteer, sets: Sequence[str] = (), more: Sequence[Path] = ()
) -> tuple[dict[str, Any], dict[str, Tally]]:
    """Rates by set (all, or those named), and the tallies behind them."""
    claims = shared() / "claims"
    score, ids = scorer(claims), listed(claims)
    made: dict[str, Any] = {}
    tallies: dict[str, Tally] = {}
    for name, paths in files(claims, more):
        if sets and name not in sets:
            continue
        tally = tallies.setdefault(name, Tally())
        by_theatre: dict[str, Tally] = {}
        docs, gold, _ = score.read_gold(paths)
        seconds, count = 0.0, 0
        for key, doc in docs.items():
            report = report_of(doc)
            theatre = str(doc.get("theatre") or "")
            pack = packs.get(theatre)
            readings = [reading(report, c, n) for n, c in enumerate(gold[key])]
            start = time.perf_counter()
            resolved = resolve(report, readings, pack=pack, gazetteer=gazetteer)
            seconds += time.perf_counter() - start
            count += 1
            for wanted, claim in zip(gold[key], resolved, strict=True):
                for each in (tally, by_theatre.setdefault(theatre, Tally())):
                    compare(score, wanted, claim, theatre, each)
                    compare_people(score, wanted, claim, pack, ids, each)
        made[name] = {
            **tally.rates(),
            "calibration": tally.calibration(),
            "ms_a_report": round(1000 * seconds / max(count, 1), 1),
        }
        made[name]["by theatre"] = {where: each.rates() for where, each in sorted(by_theatre.items())}
    return made, tallies


def main() -> int:
    """Builds the gazetteer, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", default="", help="a set whose misses are listed")
    parser.add_argument("--set", action="append", default=[], help="measure this set only (may be given again)")
    parser.add_argument("--folder", type=Path, action="append", default=[], help="a folder of annotated reports, too")
    parser.add_argument("--home", type=Path, help="a home folder whose gazetteer is built already")
    args = parser.parse_args()
    packs = {name: load_pack(path) for name, path in find_packs().items()}
    with tempfile.TemporaryDirectory() as folder:
        home = args.home or Path(folder)
        if args.home is None:
            for country in GAZETTEERS.values():
                import_file(home, shared() / "data" / "gazetteer_wof" / f"{country}.jsonl.gz")
        made, tallies = measure(packs, open_or_build(home), args.set, args.folder)
    print(json.dumps({**made, "bars": BARS, "machine": machine()}, indent=1))
    for miss, count in tallies.get(args.misses, Tally()).misses.most_common():
        print(count, miss)
    return 0


if __name__ == "__main__":
    sys.exit(main())
