"""The control map against simulated wars: Brier score, calibration, dates of changes, beside simple rules.

    python -m evals.control [SEED …]        default: 0 (the shape as it stands) and 21 to 24 (drawn anew)

Scores `fogline.control` as known then (every 30th day from the 120th) and as known now, over all places that are
spoken of. The rules: the last claim wins; majority of the last 30 days; each source's latest claim as one vote, as
VIINA does; the last claim of the place or, without one, of the nearest place that has one. Prints JSON.
"""

import json
import sys
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evals.simulate import START, Parameters, Simulation, drawn, simulate
from evals.surroundings import machine
from fogline.control import tabled
from fogline.control.assess import Record, as_known_now, as_known_then
from fogline.control.evidence import KINDS, Kind
from fogline.outside import claim_from_outside

BARS = {"brier_better": 0.30, "calibration_error": 0.03, "dated_within_3_days": 0.80}
Floats = NDArray[np.float64]
_HANDS = tuple(KINDS.index(k) for k in (Kind.GAIN, Kind.HOLD, Kind.LEAVE, Kind.PRESENCE))
_LEAVE = KINDS.index(Kind.LEAVE)


def record_of(simulation: Simulation) -> Record:
    """The evidence of a simulation, by the same reading of claims as the command's."""
    claims = (claim_from_outside(v) for r in simulation.reports() for v in r.claims)
    return tabled(claims, {})["simulated"]


def brier(p: Floats, holder: NDArray[np.int64]) -> float:
    """The mean over place-days of squared errors, summed over sides and unknown: 0 best, 2 worst."""
    truth = np.zeros_like(p)
    np.put_along_axis(truth, holder[..., None], 1, -1)
    return float(((p - truth) ** 2).sum(-1).mean())


def calibration(p: Floats, holder: NDArray[np.int64]) -> float:
    """The gap of the named holder's probability and how often it is right, in ten bins, weighted by place-days."""
    sure, right = p.max(-1).ravel(), (p.argmax(-1) == holder).ravel()
    at = np.minimum((sure * 10).astype(int), 9)
    return float(
        sum((at == b).mean() * abs(sure[at == b].mean() - right[at == b].mean()) for b in range(10) if (at == b).any())
    )


def rules(of: Record, days: list[int]) -> dict[str, Floats]:
    """The simple rules' probabilities: `[day, place, side]`, unknown last."""
    table, sides, places = of.table, len(of.table.sides), len(of.table.places)
    rows = np.flatnonzero(np.isin(table.kind, _HANDS))
    rows = rows[np.lexsort((table.known[rows], table.day[rows]))]
    side = np.where(table.kind[rows] == _LEAVE, table.on[rows], table.by[rows])
    rows, side = rows[side >= 0], side[side >= 0]
    names = ("last_claim", "last_30_days", "equal_vote", "nearest")
    made = {n: np.zeros((len(days), places, sides + 1)) for n in names}
    at = np.arange(places)
    for n, day in enumerate(days):
        known = table.known[rows] <= day
        place, who, source, when = (
            table.place[rows][known],
            side[known],
            table.source[rows][known],
            table.day[rows][known],
        )
        last = np.full(places, sides)
        last[place] = who
        made["last_claim"][n, at, last] = 1
        recent = when > day - 30
        votes = np.zeros((places, sides))
        np.add.at(votes, (place[recent], who[recent]), 1)
        made["last_30_days"][n, at, np.where(votes.sum(1) > 0, votes.argmax(1), last)] = 1
        latest = np.full((places, len(table.sources)), sides)
        latest[place, source] = who
        equal = np.stack([(latest == s).sum(1) for s in range(sides)], axis=1).astype(float)
        total = equal.sum(1)
        made["equal_vote"][n, :, :sides] = equal / np.maximum(total, 1)[:, None]
        made["equal_vote"][n, total == 0, sides] = 1
        near = last.copy()
        for slot in range(of.ground.beside.near.shape[1]):
            near = np.where(near == sides, last[of.ground.beside.near[:, slot]], near)
        made["nearest"][n, at, near] = 1
    return made


def dated(top: NDArray[np.int64], holder: NDArray[np.int64], within: int = 3) -> dict[str, float]:
    """The share of true changes that the map dates within some days, and of the map's changes that are such."""
    true = [
        (int(d) + 1, int(p), int(holder[d + 1, p])) for d, p in zip(*np.nonzero(np.diff(holder, axis=0)), strict=True)
    ]
    said = [(int(d) + 1, int(p), int(top[d + 1, p])) for d, p in zip(*np.nonzero(np.diff(top, axis=0)), strict=True)]

    def share(some: list[tuple[int, int, int]], others: list[tuple[int, int, int]]) -> float:
        by: dict[tuple[int, int], list[int]] = {}
        for day, place, side in others:
            by.setdefault((place, side), []).append(day)
        hit = sum(any(abs(day - d) <= within for d in by.get((place, side), ())) for day, place, side in some)
        return round(hit / max(len(some), 1), 4)

    return {"changes": len(true), "dated": share(true, said), "of_those_said": share(said, true)}


def held(simulation: Simulation, of: Record) -> NDArray[np.int64]:
    """The true holder on each day of each place of a record, as the record numbers sides."""
    index = np.array([int(s.id[1:]) for s in of.table.places])
    to = np.array([ord(s[-1]) - 97 for s in of.table.sides])
    made: NDArray[np.int64] = np.argsort(to)[simulation.war.holder[:, index].astype(np.int64)]
    return made


def brief_score(simulation: Simulation, of: Record) -> float:
    """The Brier score as known then on a few days: enough to choose between figures."""
    holder = held(simulation, of)
    chosen = list(range(150, len(holder), 150))
    then = [s.belief.T for s in as_known_then(of, [START.toordinal() + d for d in chosen])]
    return brier(np.array(then, dtype=np.float64), holder[chosen])


def measure(seed: int) -> Mapping[str, object]:
    """The figures of one war."""
    simulation = simulate(drawn(seed) if seed else Parameters())
    of = record_of(simulation)
    holder = held(simulation, of)
    chosen = list(range(120, len(holder), 30))
    days = [START.toordinal() + d for d in chosen]
    then = np.array([s.belief.T for s in as_known_then(of, days)], dtype=np.float64)
    every = [START.toordinal() + d for d in range(len(holder))]
    now = np.array([s.belief for s in as_known_now(of, every)])
    simple = {name: round(brier(p, holder[chosen]), 4) for name, p in rules(of, days).items()}
    best = min(simple.values())
    ours, later = brier(then, holder[chosen]), now[chosen].transpose(0, 2, 1).astype(np.float64)
    return {
        "seed": seed,
        "claims": len(simulation.said),
        "rules_brier": simple,
        "as_known_then": {
            "brier": round(ours, 4),
            "better_than_best_rule": round(1 - ours / best, 4),
            "accuracy": round(float((then.argmax(-1) == holder[chosen]).mean()), 4),
            "calibration_error": round(calibration(then, holder[chosen]), 4),
        },
        "as_known_now": {
            "brier": round(brier(later, holder[chosen]), 4),
            "accuracy": round(float((later.argmax(-1) == holder[chosen]).mean()), 4),
            "calibration_error": round(calibration(later, holder[chosen]), 4),
            **dated(now[:, :-1].argmax(1), holder),
        },
    }


def main() -> None:
    """Measures and prints."""
    seeds = [int(a) for a in sys.argv[1:]] or [0, 21, 22, 23, 24]
    for seed in seeds:
        print(json.dumps(measure(seed)), flush=True)
    print(json.dumps({"bars": BARS, "machine": machine()}))


if __name__ == "__main__":
    main()
