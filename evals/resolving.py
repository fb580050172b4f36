"""What resolving adds to reading: processor seconds of both over the articles of FA-KES.

    python -m evals.resolving [--reader model] [--articles 767] [--home DIR]

Each article is read once, then its readings are resolved, in one process, with the Syrian pack and the places of Syria
and Iraq in the gazetteer. Prints JSON; the bar is 0.40.
"""

import argparse
import gzip
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from evals.surroundings import machine, shared
from fogline import run
from fogline.gazetteer import import_file
from fogline.ingest.jsonl import document
from fogline.records import Report
from fogline.resolve import resolve
from fogline.settings import settings_from

BAR = 0.40
_THEATRE = "syria"


def reports(most: int) -> list[Report]:
    """The first articles of the set."""
    made: list[Report] = []
    with gzip.open(shared() / "data" / "fa_kes" / "documents.jsonl.gz", "rb") as file:
        for line in file:
            item = document(json.loads(line), str(len(made)), line, None)
            if isinstance(item, Report):
                made.append(item)
            if len(made) == most:
                break
    return made


def main() -> int:
    """Reads, resolves and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", default=run.READER)
    parser.add_argument("--articles", type=int, default=767)
    parser.add_argument("--home", type=Path, help="a home folder whose gazetteer is built already")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = args.home or Path(folder)
        if args.home is None:
            for country in ("sy", "iq"):
                import_file(home, shared() / "data" / "gazetteer_wof" / f"{country}.jsonl.gz")
        settings = settings_from({**os.environ, "FOGLINE_HOME": str(home)})
        known = run.open_knowledge(settings, reader=args.reader, theatre=_THEATRE)
        pack = known.packs[_THEATRE]
        reading = resolving = 0.0
        claims = 0
        items = reports(args.articles)
        for report in items:
            start = time.process_time()
            readings = known.reader.read(report, pack, known.gazetteer)
            middle = time.process_time()
            claims += len(resolve(report, readings, pack=pack, gazetteer=known.gazetteer))
            resolving += time.process_time() - middle
            reading += middle - start
    figures = {
        "articles": len(items), "claims": claims, "reader": args.reader, "reading_s": round(reading, 1),
        "resolving_s": round(resolving, 1), "added": round(resolving / reading, 3), "bar": BAR, "machine": machine(),
    }  # fmt: skip
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
