"""A reader end to end against all annotated documents that are measured with, beside the bars.

    python -m evals.reader [--reader NAME]

Imports the gazetteers, reads the development documents and the passages of real text once with
`fogline read`, and scores all of dev, its founding reports, its invented reports, the real passages, which are trained
on, and those kept back: 274 passages of MUC-4, re3d, Wikipedia, strike communiqués and web logs, annotated like the
ones trained on and never trained on.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from training.standoff import Data, build, read_labels

from evals.founding import documents, prepare
from evals.surroundings import fogline, machine, shared
from fogline.scoring import Assessment, assess, read_found, read_gold
from fogline.scoring.figures import headline

BARS = {
    "detection": 0.62,
    "type_blind": 0.78,
    "initiator": 0.45,
    "target": 0.36,
    "place": 0.52,
    "time": 0.48,
    "counts": 0.50,
    "attribution": 0.52,
    "status": 0.87,
    "certainty": 0.95,
    "strict_text": 0.20,
    "strict": 0.17,
    "claims_without_gold": 0.5,
    "calibration_error": 0.05,
}
AT_MOST = frozenset({"claims_without_gold", "calibration_error"})
"""Figures of which less is better."""

SETS = {
    "dev": ("dev/*.json",),
    "seeds": ("dev/seed-*.json",),
    "invented": ("dev/w*.json",),
    "real": ("train_real/*.json",),
}
KEPT_BACK = Path(__file__).parent / "labels" / "kept_back"


def kept_back(out: Path) -> list[Path]:
    """The passages that are only measured with, built from their labels; raises `SystemExit` where one cannot be."""
    made, wrong = build(read_labels(KEPT_BACK), Data(shared() / "data"), out)
    if wrong:
        sys.exit(f"{len(wrong)} passages cannot be built: {wrong[0]}")
    return [out / f"{document['id']}.json" for document in made]


def paths(name: str) -> list[Path]:
    """The annotated files of a set."""
    return sorted(p for pattern in SETS[name] for p in (shared() / "claims").glob(pattern))


def short(found: Assessment) -> dict[str, float]:
    """The headline figures; one that cannot be measured on a set is left out."""
    made = {name: headline(row) for name, row in found.figures.items() if name != "by_type"}
    if found.empty.mean is not None:
        made["claims_without_gold"] = found.empty.mean
    if found.calibration.error is not None:
        made["calibration_error"] = found.calibration.error
    return {name: round(value, 4) for name, value in made.items()}


def measure(reader: str) -> dict[str, dict[str, float]]:
    """The figures of a reader by set."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        prepare(work / "home")
        docs, claims = work / "documents.jsonl", work / "claims.jsonl"
        files = {name: paths(name) for name in SETS} | {"kept_back": kept_back(work / "kept_back")}
        documents([*files["dev"], *files["real"], *files["kept_back"]], docs)
        done = fogline(work / "home", "read", docs, "-o", claims, "--reader", reader)
        if done.code != 0:
            sys.exit(f"fogline read --reader {reader} failed: {done.errors[-2000:]}")
        found, failures = read_found(claims)
        gold = {name: read_gold(of) for name, of in files.items()}
    if failures:
        sys.exit(f"{len(failures)} lines that `fogline read` wrote are no claims: {failures[0].reason}")
    return {name: short(assess(of, found)) for name, of in gold.items()}


def beside_bars(figures: dict[str, float]) -> dict[str, dict[str, Any]]:
    """Each figure that has a bar, with the bar and whether it is met."""
    made = {}
    for name, bar in BARS.items():
        value = figures.get(name)
        met = value is not None and (value <= bar if name in AT_MOST else value >= bar)
        made[name] = {"measured": value, "bar": bar, "met": met}
    return made


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", default="model", help="the reader to measure")
    args = parser.parse_args()
    figures = measure(args.reader)
    bars = beside_bars(figures["dev"])
    print(json.dumps({"reader": args.reader, "bars_on_dev": bars, "sets": figures, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
