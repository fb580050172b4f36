"""Learns what control starts from: shares by kind of claim and rates, on simulated wars with known truth.

    python -m training.control OUT.json [--wars N] [--places N] [--claims N] [--keep SHARE] [--rates]

Counts, over the claims of `--wars` drawn wars, how often the holder on a claim's day is the side it names first, the
one it names second, or another. `--keep` is how far the shares in force are kept beside the counted ones: kinds that
no simulated source uses keep theirs. `--rates` then tries each rate up and down and keeps what lowers the Brier
score of "as known then". Wars that `evals.control` measures on are not used.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from evals.control import brief_score, record_of
from evals.simulate import START, Parameters, Simulation, drawn, simulate

from fogline.control.assess import Record, record
from fogline.control.evidence import KINDS, Kind
from fogline.control.weigh import LEARNED, Learned, learned

_FIRST_SEED = 101
_RATES = (
    "unseen", "spread", "follow", "fade", "fade_alone", "doubt", "before", "again", "misread", "lend", "sharp",
    "certain",
)  # fmt: skip
_AT_MOST_ONE = frozenset({"follow", "before", "again", "misread", "lend"})


def counted(simulation: Simulation, of: Record) -> np.ndarray:
    """How often the holder is the first side named, the second, or another, by kind."""
    table, made = of.table, np.zeros((len(KINDS), 3))
    index = np.array([int(s.id[1:]) for s in table.places])
    sides = np.array([ord(s[-1]) - 97 for s in table.sides] + [-2])
    day = np.clip(table.day - START.toordinal(), 0, len(simulation.war.holder) - 1)
    holder = simulation.war.holder[day, index[table.place]]
    slot = np.where(sides[table.by] == holder, 0, np.where(sides[table.on] == holder, 1, 2))
    np.add.at(made, (table.kind[table.echo == 0], slot[table.echo == 0]), 1)
    return made


def searched(known: Learned, wars: list[tuple[Simulation, Record]]) -> Learned:
    """Rates that lower the mean Brier score, each tried a step up and down once."""

    def score(trial: Learned) -> float:
        return float(np.mean([brief_score(s, record(r.table, trial, beside=r.ground.beside)) for s, r in wars]))

    best = score(known)
    for name in _RATES:
        for factor in (0.75, 1.35):
            value = getattr(known, name) * factor
            trial = replace(known, **{name: min(value, 0.995) if name in _AT_MOST_ONE else value})
            found = score(trial)
            print(f"{name} x {factor}: {found:.4f} (best {best:.4f})", flush=True)
            if found < best:
                known, best = trial, found
    return known


def main() -> None:
    """Learns and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--wars", type=int, default=6)
    parser.add_argument("--places", type=int, default=300)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--keep", type=float, default=0.7)
    parser.add_argument("--rates", action="store_true")
    args = parser.parse_args()
    known, wars, counts = learned(LEARNED), [], np.zeros((len(KINDS), 3))
    for seed in range(_FIRST_SEED, _FIRST_SEED + args.wars):
        shape: Parameters = drawn(seed, places=args.places, claims=args.claims)
        simulation = simulate(shape)
        wars.append((simulation, record_of(simulation)))
        counts += counted(*wars[-1])
    seen = counts.sum(axis=1) > 0
    shares = known.shares.copy()
    found = (counts + 1) / (counts + 1).sum(axis=1, keepdims=True)
    shares[seen] = args.keep * shares[seen] + (1 - args.keep) * found[seen]
    known = replace(known, shares=shares)
    if args.rates:
        known = searched(known, wars)
    value = json.loads(LEARNED.read_text(encoding="utf-8"))
    value["kinds"] = {
        k.value: [round(float(v), 4) for v in shares[n]] for n, k in enumerate(KINDS) if k is not Kind.BASELINE
    }
    value["kinds"]["baseline"] = [0.999, 0.0005, 0.0005]
    value["rates"] = {name: round(float(getattr(known, name)), 6) for name in value["rates"]}
    args.out.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
    print(f"shares of {int(seen.sum())} kinds and {len(value['rates'])} rates in {args.out}")


if __name__ == "__main__":
    main()
