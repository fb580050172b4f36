"""How fast the gazetteer looks up names it has not seen before, and how fast and small it is built.

    python -m evals.lookup [--home FOLDER]

Builds the world default with the Who's On First rows of Syria and Iraq (or opens a home that is built),
then looks up the place strings of the Syrian incidents and the capitalised words of news articles, each
once, among the names of a theatre and of its neighbours. Prints JSON with the bars; the
processor's milliseconds do not count what other programs took of the machine meanwhile.
"""

import argparse
import gzip
import json
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from evals.corpus import articles
from evals.founding import GAZETTEERS, prepare
from evals.surroundings import machine, shared
from fogline.gazetteer import GAZETTEER_FILE, open_or_build
from fogline.names import fold

BARS = {"build_s": 60, "size_mb": 200, "p50_ms": 3.0, "p99_ms": 20.0}
SETS = {"theatre": ("SY",), "neighbours": ("IQ", "JO", "LB", "SY", "TR")}
_NAME = re.compile(r"(?:\b[A-Z][\w'’-]+[ ]?){1,3}")


def names(most: int) -> list[str]:
    """Distinct names by folded spelling: place strings in both scripts, and what looks like names in articles."""
    made: dict[str, str] = {}
    with gzip.open(shared() / "data" / "airwars_syria" / "incidents.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    strings = [str(row[k]) for row in rows for k in ("loc_en", "loc_ar") if row.get(k)]
    strings += [m.group().strip() for row in articles()[:100] for m in _NAME.finditer(str(row["text"]))]
    for string in strings:
        made.setdefault(fold(string), string)
    return list(made.values())[:: max(1, len(made) // most)]


def measure(home: Path, most: int) -> dict[str, Any]:
    """Milliseconds for each new name, by set of countries."""
    result: dict[str, Any] = {}
    listed = names(most)
    for label, countries in SETS.items():
        gazetteer = open_or_build(home)
        wanted = frozenset(countries)
        began = time.perf_counter()
        gazetteer.find("first of all", countries=wanted)
        opening = time.perf_counter() - began
        taken, worked = [], []
        for name in listed:
            began, busy = time.perf_counter(), time.process_time()
            gazetteer.find(name, countries=wanted)
            taken.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.process_time() - busy))
        figures = {f"p{q}_ms": round(float(np.percentile(taken, q)), 2) for q in (50, 99)}
        figures |= {f"p{q}_processor_ms": round(float(np.percentile(worked, q)), 2) for q in (50, 99)}
        result[label] = {"names": len(listed), **figures, "opening_ms": round(1000 * opening)}
    return result


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home folder whose gazetteer is built already")
    parser.add_argument("--names", type=int, default=3000, help="about how many names")
    args = parser.parse_args()
    result: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = args.home or Path(folder)
        if args.home is None:
            began = time.perf_counter()
            prepare(home, GAZETTEERS)
            result["build_s"] = round(time.perf_counter() - began, 1)
        result["size_mb"] = round((home / GAZETTEER_FILE).stat().st_size / 1e6, 1)
        result.update(measure(home, args.names))
    print(json.dumps({**result, "bars": BARS, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
