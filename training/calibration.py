"""Fits the curves from the share of a place to the probability that is stated for it.

    python -m training.calibration CLAIMS HOME [-o FILE]

CLAIMS is the folder with `train` and `train_real`; the development reports are never read. HOME holds a gazetteer with
the theatres' places. The gold mentions go in as readings, as in `evals.resolve`; an answer is right within the radius
that the annotator gave. A slope is never below zero: a larger share never lowers the probability.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from evals.resolve import reading, report_of, scorer

from fogline.gazetteer import Gazetteer, open_or_build
from fogline.pack import Pack, find_packs, load_pack
from fogline.resolve.calibration import Basis, log_odds
from fogline.resolve.places import Whereabouts

_SETS = ("train", "train_real")
_STEPS = 60
_RIDGE = 1e-3


def answers(claims: Path, packs: dict[str, Pack], gazetteer: Gazetteer) -> Iterator[tuple[Basis, float, bool]]:
    """Basis, share and whether it was right, of every answer to a located gold place."""
    score = scorer(claims)
    for name in _SETS:
        docs, gold, _ = score.read_gold([claims / name])
        for key, doc in docs.items():
            report = report_of(doc)
            readings = [reading(report, c, n) for n, c in enumerate(gold[key])]
            told: list[tuple[Basis, float]] = []

            def keep(share: float, basis: Basis, told: list[tuple[Basis, float]] = told) -> float:
                told.append((basis, share))
                return share

            places = Whereabouts(report, readings, packs.get(doc.get("theatre") or ""), gazetteer, keep)
            for wanted, made in zip(gold[key], readings, strict=True):
                if made.place is None or not score.located(wanted.get("place")):
                    continue
                told.clear()
                found = places.resolve(made.place)
                if found is not None and found.lat is not None and told:
                    right = score.right_spot(wanted["place"], {"lat": found.lat, "lon": found.lon})
                    yield (*told[-1], right)


def curve(rows: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Intercept and slope of the logistic curve, by Newton's method."""
    x = np.array([log_odds(share) for share, _ in rows])
    y = np.array([float(right) for _, right in rows])
    w = np.zeros(2)
    columns = np.stack([np.ones_like(x), x], axis=1)
    for _ in range(_STEPS):
        z = 1 / (1 + np.exp(-columns @ w))
        slope = columns.T @ (y - z) - _RIDGE * w
        bend = (columns * (z * (1 - z))[:, None]).T @ columns + _RIDGE * np.eye(2)
        w = w + np.linalg.solve(bend, slope)
    if w[1] >= 0:
        return round(float(w[0]), 3), round(float(w[1]), 3)
    mean = min(max(float(y.mean()), 0.01), 0.99)
    return round(float(np.log(mean / (1 - mean))), 3), 0.0


def main() -> int:
    """Fits and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("src/fogline/resolve/calibration.json"))
    args = parser.parse_args()
    packs = {name: load_pack(path) for name, path in find_packs().items()}
    rows = list(answers(args.claims, packs, open_or_build(args.home)))
    made = {}
    for basis in Basis:
        mine = [(share, right) for kind, share, right in rows if kind is basis]
        made[basis.value] = curve(mine)
        print(f"{basis.value}: {len(mine)} answers, {sum(r for _, r in mine)} right, curve {made[basis.value]}")
    args.output.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
