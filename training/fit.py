"""Fits the decoder's thresholds and the confidence on the held-out documents, and writes them beside the weights.

    python -m training.fit WEIGHTS --data FOLDER… --home HOME

WEIGHTS is what `training.export` wrote. Each threshold in turn, beginning with those the weights already have, takes
the value with the best score (detection, strict by words, and the means of the slots); then confidence is calibrated
(Platt 1999) on what the scorer calls right.
"""

import argparse
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from fogline import codec
from fogline.outside import claim_to_outside
from fogline.read.model.decode import decode
from fogline.read.model.judge import Thresholds, proposals
from fogline.read.model.net import Net, softmax
from fogline.read.model.sheet import sheet
from fogline.read.rules import RulesReader
from fogline.resolve import resolve
from fogline.run import open_knowledge
from fogline.scoring import read_gold, score
from fogline.scoring.assessment import judged_claims
from fogline.settings import Settings
from training.data import held_out, load_documents
from training.examples import report_of

_SLOTS = ("initiator", "target", "place", "origin", "destination", "time", "attributed_to", "counts")
_PROPOSE = (0.1, 0.15, 0.2, Thresholds().propose, 0.3)
"""Values of `propose` that can be tried: how far a trigger reaches depends on it, so each gives triggers of its own."""
_SEVERAL = ("initiator", "target", "place", "attributed_to", "counts")


class Bench:
    """Held-out documents, read by the network once and decoded as often as needed."""

    def __init__(self, weights: Path, folders: Sequence[Path], home: Path) -> None:
        known = open_knowledge(Settings(home=home, store=""), reader="rules")
        self.net = Net(weights, threads=2)
        rules = RulesReader()
        files = [f for folder in folders for f in sorted(folder.glob("*.json")) if held_out(f.stem)]
        self.gold = read_gold(files)
        self.gazetteer = known.gazetteer
        self.pages: list[tuple[Any, ...]] = []
        for document in load_documents(folders):
            if not held_out(document["id"]):
                continue
            report = report_of(document)
            name = known.teller.tell(report)
            pack = known.packs.get(name) if name else None
            page = sheet(rules.analyse(report, pack, known.gazetteer))
            tagged = self.net.tag(page)
            chances = softmax(tagged.tags)
            wide = (Thresholds(propose=least, look=0.0) for least in _PROPOSE)
            every = {t for lines in wide for t in proposals(page, chances, lines)}
            found = sorted(every, key=lambda t: (t.start, t.end))
            filled = dict(zip(found, self.net.fill(page, tagged, found), strict=True))
            self.pages.append((report, pack, page, tagged, filled))

    def read(self, lines: Thresholds) -> dict[str, list[dict[str, Any]]]:
        """The claims that these thresholds give, as the scorer wants them."""
        made: dict[str, list[dict[str, Any]]] = {}
        for report, pack, page, tagged, filled in self.pages:
            found = proposals(page, softmax(tagged.tags), lines)
            readings = decode(report, page, tagged, [filled[t] for t in found], found, self.net.config, lines)
            claims = resolve(report, readings, pack=pack, gazetteer=self.gazetteer)
            made[report.key] = [json.loads(json.dumps(claim_to_outside(c))) for c in claims]
        return made

    def worth(self, lines: Thresholds) -> float:
        """One figure to raise."""
        figures = score(self.gold.claims, self.read(lines))
        slots = [figures[n]["f1"] for n in ("initiator", "target", "place", "time", "attribution", "counts")]
        return float(figures["detection"]["f1"] + figures["strict_text"]["f1"] + 0.5 * np.mean(slots))


_BENCHES: list[Bench] = []
"""What forked processes share without copying: the one bench there is."""


def _worth(lines: Thresholds) -> float:
    return _BENCHES[0].worth(lines)


def alternatives(lines: Thresholds) -> list[list[Thresholds]]:
    """Other values for each threshold in turn."""
    made = [
        [replace(lines, propose=v) for v in _PROPOSE],
        [replace(lines, look=v) for v in (0.0, 0.4, 0.5, 0.6)],
        [replace(lines, keep=v) for v in (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)],
        [replace(lines, framed=v) for v in (0.3, 0.4, 0.5, 0.6)],
        [replace(lines, trust=v) for v in (0.4, 0.6, 0.8)],
        [replace(lines, blend=v) for v in (0.3, 0.6, 1.0)],
        *([_slot(lines, name=name, value=v) for v in (0.3, 0.4, 0.5, 0.6)] for name in _SLOTS),
        *([_second(lines, name=name, value=v) for v in (0.0, 0.6, 0.7, 0.8, 0.9)] for name in _SEVERAL),
        *([_borrow(lines, name=name, lend=v) for v in (True, False)] for name in ("initiator", "target", "place")),
    ]
    return [[other for other in group if other != lines] for group in made]


def climb(worths: Callable[[Sequence[Thresholds]], Sequence[float]], lines: Thresholds, passes: int) -> Thresholds:
    """Coordinate ascent over the thresholds; `worths` gives the figure to raise of several at once."""
    best = worths([lines])[0]
    for _ in range(passes):
        for n in range(len(alternatives(lines))):
            group = alternatives(lines)[n]
            got = worths(group)
            top = int(np.argmax(got))
            if got[top] > best + 1e-4:
                best, lines = got[top], group[top]
    return lines


def _borrow(lines: Thresholds, *, name: str, lend: bool) -> Thresholds:
    return replace(lines, borrow=sorted({*lines.borrow, name} if lend else {*lines.borrow} - {name}))


def _second(lines: Thresholds, *, name: str, value: float) -> Thresholds:
    return replace(lines, second={**lines.second, name: value})


def _slot(lines: Thresholds, *, name: str, value: float) -> Thresholds:
    return replace(lines, slot={**lines.slot, name: value})


def platt(pairs: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Slope and offset of a logistic curve over log-odds."""
    x = np.array([p for p, _ in pairs])
    y = np.array([float(r) for _, r in pairs])
    slope, offset = 0.5, 0.0
    for _ in range(4000):
        p = 1 / (1 + np.exp(-np.clip(slope * x + offset, -30, 30)))
        slope += 0.05 * float(((y - p) * x).mean())
        offset += 0.05 * float((y - p).mean())
    return float(slope), float(offset)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--calibrate", action="store_true", help="keep the thresholds, fit the confidence only")
    parser.add_argument("--look", action="store_true", help="only score the default thresholds")
    parser.add_argument("--passes", type=int, default=2, help="how often each threshold is tried")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    bench = Bench(args.weights, args.data, args.home)
    if args.look:
        figures = score(bench.gold.claims, bench.read(Thresholds()))
        print({k: round(v.get("f1", v.get("accuracy", math.nan)), 3) for k, v in figures.items() if k != "by_type"})
        return
    if args.calibrate:
        kept = bench.net.config["thresholds"]
        lines = replace(Thresholds(**kept), slope=1.0, offset=0.0)
    else:
        start = Thresholds(propose=0.15, keep=0.65, second={"place": 0.8, "initiator": 0.7, "target": 0.7})
        if "thresholds" in bench.net.config:
            start = replace(Thresholds(**bench.net.config["thresholds"]), slope=1.0, offset=0.0)
        _BENCHES.append(bench)
        with get_context("fork").Pool(args.threads) as pool:
            lines = climb(partial(pool.map, _worth), start, args.passes)
    found = bench.read(lines)
    judged = judged_claims(bench.gold, found)
    pairs = [(codec.log_odds(min(max(c, 1e-4), 1 - 1e-4)), right) for c, right in judged if c is not None]
    slope, offset = platt(pairs)
    lines = replace(lines, slope=slope, offset=offset)
    figures = score(bench.gold.claims, bench.read(lines))
    print({k: round(v.get("f1", v.get("accuracy", math.nan)), 3) for k, v in figures.items() if k != "by_type"})
    print(lines)
    file = args.weights / "reader.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    config["thresholds"] = asdict(lines)
    digest = sha256()
    for name in ("tagger.onnx", "filler.onnx"):
        digest.update((args.weights / name).read_bytes())
    digest.update(json.dumps({k: v for k, v in config.items() if k != "digest"}, sort_keys=True).encode())
    config["digest"] = digest.hexdigest()[:16]
    file.write_text(json.dumps(config, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
