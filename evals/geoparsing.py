"""Place names of general news found and placed, beside five other geoparsers' own outputs on the same rows.

    python -m evals.geoparsing [--home DIR] [--given] [--misses SET]

LGL (588 local news articles) and GeoVirus (229 articles), with the gold places that have coordinates. One name found
answers one gold name where their characters overlap. `f1` is of finding; `acc161` and `acc10` the share of names found
that lie within 161 or 10 km of gold; `found_and_right` the share of all gold names found and within 161 km. The peers'
files are scored by the same code. `reachable` is the share of gold names that some place of the same name in the
default gazetteer lies within 161 km of. `--given` also places the gold names themselves. Prints JSON.
"""

import argparse
import gzip
import json
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.surroundings import machine, shared
from fogline.gazetteer import Gazetteer, open_or_build
from fogline.geometry import distance_km
from fogline.pipeline import toponyms
from fogline.records import PlaceMention, PlaceResolution, Report, ReportId, Span
from fogline.resolve.general import options_of, resolve_toponyms

SETS = {"LGL": "lgl.xml.gz", "GeoVirus": "GeoVirus.xml.gz"}
PEERS = ("CamCoder", "Edinburgh", "CLAVIN", "GeoTxt", "TopoCluster")
# Mordecai 3, as published: given the names of LGL, unreachable ones left out, and with them.
MORDECAI_3 = {"LGL, given the names": {"acc161": 0.827, "acc161_with_unreachable": 0.750}}
BAR = "found_and_right above all five peers on both sets"
# GeoVirus counts its characters from one.
OFFSET = {"LGL": 0, "GeoVirus": 1}
NEAR, BESIDE = 161.0, 10.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A name with its characters and where it is said to lie; None where the answer names no point."""

    name: str
    start: int
    end: int
    point: tuple[float, float] | None


def peer_rows(path: Path) -> list[list[Spot]]:
    """The names of each article in a file of the peers' format, in the order of the articles."""
    made = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            spots = []
            for cells in (item.split(",,") for item in line.rstrip("\n").split("||")):
                if len(cells) >= 6 and cells[4]:
                    point = (float(cells[2]), float(cells[3])) if cells[2] and cells[3] else None
                    spots.append(Spot(cells[1], int(cells[4]), int(cells[5]), point))
            made.append(spots)
    return made


def texts(path: Path) -> list[str]:
    """The articles of a set."""
    with gzip.open(path, "rb") as file:
        return [article.findtext("text") or "" for article in ET.parse(file).getroot()]


def scores(gold: Sequence[Sequence[Spot]], found: Sequence[Sequence[Spot]]) -> dict[str, float]:
    """Figures of one system on one set."""
    hits = near = beside = 0
    for wanted, said in zip(gold, found, strict=True):
        left = list(said)
        for spot in wanted:
            hit = next((s for s in left if s.start < spot.end and spot.start < s.end), None)
            if hit is None:
                continue
            left.remove(hit)
            hits += 1
            if hit.point is not None and spot.point is not None:
                away = distance_km(*hit.point, *spot.point)
                near, beside = near + (away <= NEAR), beside + (away <= BESIDE)
    whole, all_said = sum(map(len, gold)), sum(map(len, found))
    precision, recall = hits / max(1, all_said), hits / whole
    figures = {
        "precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall),
        "acc161": near / max(1, hits), "acc10": beside / max(1, hits), "found_and_right": near / whole,
    }  # fmt: skip
    return {name: round(value, 3) for name, value in figures.items()}


def spots_of(places: Sequence[PlaceResolution]) -> list[Spot]:
    """Resolved places as comparable spots."""
    made = []
    for place in places:
        assert place.span is not None
        point = None if place.lat is None or place.lon is None else (place.lat, place.lon)
        made.append(Spot(place.text, place.span.start, place.span.end, point))
    return made


def reachable(gold: Sequence[Sequence[Spot]], gazetteer: Gazetteer) -> float:
    """The share of gold names that a known place of the name lies near."""
    tries = [spot for spots in gold for spot in spots if spot.point is not None]
    hits = sum(
        any(distance_km(p.lat, p.lon, *s.point) <= NEAR for p in options_of(s.name, gazetteer))
        for s in tries
        if s.point is not None
    )
    return round(hits / len(tries), 3)


def run(articles: Sequence[str], work: Callable[[int, Report], Sequence[PlaceResolution]]) -> list[list[Spot]]:
    """What some work finds in each article."""
    reports = [Report(id=ReportId(str(n)), key=str(n), source="", text=t) for n, t in enumerate(articles)]
    return [spots_of(work(n, report)) for n, report in enumerate(reports)]


def misses(gold: Sequence[Sequence[Spot]], found: Sequence[Sequence[Spot]]) -> Counter[str]:
    """What was not found, wrongly found or wrongly placed, by name."""
    made: Counter[str] = Counter()
    for wanted, said in zip(gold, found, strict=True):
        for spot in wanted:
            hit = next((s for s in said if s.start < spot.end and spot.start < s.end), None)
            if hit is None:
                made[f"not found: {spot.name}"] += 1
            elif hit.point is None or (spot.point is not None and distance_km(*hit.point, *spot.point) > NEAR):
                made[f"placed wrong: {spot.name} {spot.point} {hit.point}"] += 1
        for hit in said:
            if not any(s.start < hit.end and hit.start < s.end for s in wanted):
                made[f"no place in gold: {hit.name}"] += 1
    return made


def measure(name: str, gazetteer: Gazetteer, given: bool) -> tuple[dict[str, object], Counter[str]]:
    """All figures of one set."""
    folder = shared() / "data" / "geoparsing"
    gold, articles = peer_rows(folder / "peers" / f"{name}_gold.txt.gz"), texts(folder / SETS[name])
    start = time.perf_counter()
    found = run(articles, lambda _, report: toponyms(report, gazetteer))
    seconds = time.perf_counter() - start
    figures: dict[str, object] = {"articles": len(articles), "gold": sum(map(len, gold))}
    figures["fogline"] = {**scores(gold, found), "articles_a_second": round(len(articles) / seconds, 1)}
    figures["fogline, words for peoples too"] = scores(
        gold, run(articles, lambda _, report: toponyms(report, gazetteer, with_peoples=True))
    )
    for peer in PEERS:
        figures[peer] = scores(gold, peer_rows(folder / "peers" / f"{name}_{peer}.txt.gz"))
    figures["reachable"] = reachable(gold, gazetteer)
    if given:

        def placed(n: int, report: Report) -> Sequence[PlaceResolution]:
            spans = (Span(s.start - OFFSET[name], s.end - OFFSET[name]) for s in gold[n])
            told = [PlaceMention(text=s.name, span=span) for s, span in zip(gold[n], spans, strict=True)]
            return resolve_toponyms(report, sorted(told, key=lambda m: m.span), gazetteer)

        figures["fogline, given the names"] = scores(gold, run(articles, placed))
    return figures, misses(gold, found)


def main() -> int:
    """Builds the default gazetteer, measures both sets and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home folder whose gazetteer is built already")
    parser.add_argument("--given", action="store_true", help="also place the gold names themselves")
    parser.add_argument("--misses", choices=sorted(SETS), help="a set whose errors are listed")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gazetteer = open_or_build(args.home or Path(folder))
        made = {name: measure(name, gazetteer, args.given) for name in SETS}
    figures = {name: of for name, (of, _) in made.items()}
    print(json.dumps({**figures, "Mordecai 3": MORDECAI_3, "bar": BAR, "machine": machine()}, indent=1))
    if args.misses:
        for miss, count in made[args.misses][1].most_common():
            print(count, miss)
    return 0


if __name__ == "__main__":
    sys.exit(main())
