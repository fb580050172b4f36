"""Learns what control starts from: shares by kind of claim and rates, on simulated wars with known truth.

    python -m training.control OUT.json [--wars N] [--places N] [--claims N] [--keep SHARE] [--rates]
    python -m training.control OUT.json --kinds CLAIMS

Counts, over the claims of `--wars` drawn wars, how often the holder on a claim's day is the side it names first, the
one it names second, or another. `--keep` is how far the shares in force are kept beside the counted ones: kinds that
no simulated source uses keep theirs. `--rates` then tries each rate up and down and keeps what lowers the Brier
score of "as known then". Wars that `evals.control` measures on are not used.

`--kinds` learns instead how much faster than others each kind of place changes hands, from claims of real reports:
dated gains of a place by another side than the gain before, over the days that its claims span and half a year, drawn
to the mean of all places by as much as fifty changes would tell. Kinds with fewer than five places are left out.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from evals.control import brief_score, record_of
from evals.simulate import START, Parameters, Simulation, drawn, simulate

from fogline.control.assess import Record, record
from fogline.control.evidence import KINDS, Kind
from fogline.control.holdings import taken_of
from fogline.control.table import Table
from fogline.control.weigh import LEARNED, Learned, learned
from fogline.records import Failure
from fogline.run import claims_of_file, load_packs
from fogline.settings import settings_from

_FIRST_SEED = 101
_TOLD, _AFTER_DAYS, _PRIOR_CHANGES, _FEWEST = 0.5, 180, 50, 5
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


def place_kinds(tables: Iterable[Table]) -> dict[str, float]:
    """How much faster than all together the places of each kind change hands."""
    changes, days, places = Counter[str](), Counter[str](), Counter[str]()
    gain = KINDS.index(Kind.GAIN)
    for table in tables:
        for n, spot in enumerate(table.places):
            rows = np.arange(table.starts[n], table.starts[n + 1])
            told = (table.kind[rows] == gain) & (table.by[rows] >= 0) & table.dated[rows] & (table.sure[rows] > _TOLD)
            if spot.listed and spot.kind is not None and told.any():
                by = table.by[rows[told]]
                changes[spot.kind] += int((by[1:] != by[:-1]).sum())
                days[spot.kind] += int(np.ptp(table.day[rows])) + _AFTER_DAYS
                places[spot.kind] += 1
    rate = changes.total() / max(days.total(), 1)
    return {
        kind: round((changes[kind] + _PRIOR_CHANGES) / (days[kind] * rate + _PRIOR_CHANGES), 2)
        for kind in sorted(places)
        if places[kind] >= _FEWEST
    }


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
    parser.add_argument("--kinds", type=Path, help="claims of real reports")
    args = parser.parse_args()
    if args.kinds is not None:
        claims = [c for c in claims_of_file(args.kinds) if not isinstance(c, Failure)]
        taken = taken_of(claims, load_packs(settings_from({})), {c.source for c in claims})
        value = json.loads(LEARNED.read_text(encoding="utf-8"))
        value["place_kinds"] = place_kinds(t.table() for t in taken.values())
        args.out.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")
        return
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
