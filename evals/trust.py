"""Sources and truth in simulated wars: recovered reliabilities, and event probabilities beside two baselines.

    python -m evals.trust [SEED …] [--claims N]

For each war, drawn anew from its seed: claims are fused without a pack; (1) the correlation over sources and kinds
(own gains, own losses, casualties, all) of the recovered reliability with the true share of right claims, for kinds
with at least 20 claims; (2) the Brier score of event probabilities, beside the share of claims that support an event
(majority vote) and Dawid and Skene's model of crowd-kit without copy detection, on the same fused events. An event is
true when one of its claims rightly tells of what happened. Needs `pip install fogline[eval]`.
"""

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.simulate import Simulation, drawn, reliability, simulate
from evals.simulated_voices import RIGHT
from fogline.codec import claim_from_outside, probability
from fogline.fuse import Fusion, source_records
from fogline.pipeline import fuse_theatre
from fogline.records import Claim, Event, Role, Status

_LEAST_CLAIMS = 20
KINDS = {"own_gain": "own_gains", "own_loss": "own_losses", "casualties": "casualties"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An event with whether it is true, and what three ways of weighing say."""

    true: bool
    fused: float
    majority: float
    crowd: float


def claims_of(simulation: Simulation) -> list[Claim]:
    """The claims as Fogline reads them from a file."""
    return [claim_from_outside(c) for report in simulation.reports() for c in report.claims]


def _row(claim: str) -> int:
    return int(claim[1:])


def truth_of(event: Event, simulation: Simulation) -> bool:
    """True when one claim of it rightly tells of what happened."""
    said, all_of = simulation.said, simulation.all_of
    rows = [_row(p.id) for p in event.claims if p.role is not Role.DENIES]
    return any(said.fault[n] == RIGHT and all_of.inventor[said.of[n]] < 0 for n in rows)


def crowd_truth(events: Sequence[Event], claims: dict[str, Claim]) -> list[float]:
    """P(true) by Dawid and Skene over every source's yes or no, copies taken for voices."""
    import pandas as pd
    from crowdkit.aggregation import DawidSkene

    rows = [(e.id, claims[p.id].source, int(p.role is not Role.DENIES)) for e in events for p in e.claims]
    frame = pd.DataFrame(rows, columns=["task", "worker", "label"]).drop_duplicates(["task", "worker"])
    found = DawidSkene(n_iter=40).fit_predict_proba(frame)
    return [float(found.loc[e.id].get(1, 0.0)) for e in events]


def judged(fusion: Fusion, simulation: Simulation, claims: dict[str, Claim]) -> list[Judged]:
    """Every event of the war that somebody says happened."""
    facts = (Status.OCCURRED, Status.ONGOING)
    events = [e for e in fusion.events if e.status in facts and any(p.role is not Role.DENIES for p in e.claims)]
    crowd = crowd_truth(events, claims)
    made = []
    for event, by_crowd in zip(events, crowd, strict=True):
        yes = sum(1 for p in event.claims if p.role is not Role.DENIES)
        made.append(
            Judged(
                true=truth_of(event, simulation), fused=probability(event.confidence),
                majority=yes / len(event.claims), crowd=by_crowd,
            )
        )  # fmt: skip
    return made


def brier(listed: Sequence[Judged], what: str) -> float:
    """The mean squared distance from the truth."""
    return round(float(sum((getattr(j, what) - j.true) ** 2 for j in listed)) / len(listed), 4)


def recovered(fusion: Fusion, simulation: Simulation, claims: Sequence[Claim]) -> list[tuple[str, str, float, float]]:
    """Source, kind, recovered and true reliability."""
    records = {r.name: r for r in source_records(claims, fusion)}
    made = []
    for voice, true in zip(simulation.told, reliability(simulation), strict=True):
        record = records.get(voice.name)
        if record is None:
            continue
        heard = sum(r.claims for r in record.reliability)
        if heard >= _LEAST_CLAIMS:
            whole = sum(r.claims * r.probability for r in record.reliability) / heard
            made.append((voice.name, "all", whole, float(true["right"] or 0.0)))
        for rate in record.reliability:
            value = true.get(KINDS.get(rate.kind, ""))
            if value is not None and rate.claims >= _LEAST_CLAIMS:
                made.append((voice.name, rate.kind, rate.probability, float(value)))
    return made


def correlation(pairs: Sequence[tuple[str, str, float, float]]) -> float:
    """Pearson's correlation of recovered and true."""
    if len(pairs) < 3:
        return math.nan
    return round(float(np.corrcoef([p[2] for p in pairs], [p[3] for p in pairs])[0, 1]), 3)


def measure(seed: int, claims: int) -> dict[str, object]:
    """One war."""
    simulation = simulate(drawn(seed, claims=claims, places=max(60, claims // 80), days=max(200, claims // 22)))
    told = claims_of(simulation)
    fusion = fuse_theatre(told, None)
    listed = judged(fusion, simulation, {c.id: c for c in told})
    pairs = recovered(fusion, simulation, told)
    scores = {name: brier(listed, name) for name in ("fused", "majority", "crowd")}
    return {
        "seed": seed, "claims": len(told), "events": len(listed),
        "true": round(sum(j.true for j in listed) / len(listed), 3),
        "brier": scores,
        "better than majority": round(1 - scores["fused"] / scores["majority"], 3),
        "better than Dawid-Skene": round(1 - scores["fused"] / scores["crowd"], 3),
        "correlation": correlation(pairs),
        "by kind": {k: correlation([p for p in pairs if p[1] == k]) for k in ("all", *KINDS)},
    }  # fmt: skip


def main() -> None:
    """Measures each war and prints JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("seeds", nargs="*", type=int, default=[11, 12, 13])
    options.add_argument("--claims", type=int, default=8000)
    given = options.parse_args()
    print(json.dumps([measure(seed, given.claims) for seed in given.seeds], indent=1))


if __name__ == "__main__":
    main()
