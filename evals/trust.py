"""Sources and truth in simulated wars: recovered reliabilities, and event probabilities beside two baselines.

    python -m evals.trust [SEED …] [--claims N]

For each war (0: the simulator's shape as it stands; any other seed: every shape drawn anew): claims are fused without a
pack; (1) the correlation, over sources and kinds of claims (what serves the source's side, what goes against it,
casualties, the rest), of the recovered reliability with the true share of its own claims that are right, where both
rest on at least 20 claims; (2) the Brier score of event probabilities, beside the share of claims that support an event
(majority vote) and Dawid and Skene's model of crowd-kit without copy detection, on the same fused events. An event is
true when one of its claims rightly tells of what happened; that a place is held by somebody is right when the place
was his on that day, whichever place or day the source had in mind. Needs `pip install fogline[eval]`.
"""

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evals.simulate import Parameters, Simulation, drawn, simulate
from evals.simulated_text import side_id
from evals.simulated_voices import RIGHT
from fogline.codec import probability
from fogline.fuse import Fusion, source_records
from fogline.fuse.ballots import kind_of
from fogline.fuse.interest import served
from fogline.fuse.reliability import Kind
from fogline.outside import claim_from_outside
from fogline.pipeline import fuse_theatre
from fogline.records import Claim, ClaimId, ClaimType, Event, Role, Status

_LEAST_CLAIMS = 20


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


def crowd_truth(events: Sequence[Event], claims: Mapping[ClaimId, Claim]) -> list[float]:
    """P(true) by Dawid and Skene over every source's yes or no, copies taken for voices."""
    import pandas as pd
    from crowdkit.aggregation import DawidSkene

    rows = [(e.id, claims[p.id].source, int(p.role is not Role.DENIES)) for e in events for p in e.claims]
    frame = pd.DataFrame(rows, columns=["task", "worker", "label"]).drop_duplicates(["task", "worker"])
    found = DawidSkene(n_iter=40).fit_predict_proba(frame)
    return [float(found.loc[e.id].get(1, 0.0)) for e in events]


def happened(fusion: Fusion) -> list[Event]:
    """Every event that somebody says happened."""
    facts = (Status.OCCURRED, Status.ONGOING)
    return [e for e in fusion.events if e.status in facts and any(p.role is not Role.DENIES for p in e.claims)]


def by_majority(event: Event) -> float:
    """The share of an event's claims that support it, copies taken for voices."""
    return sum(p.role is not Role.DENIES for p in event.claims) / len(event.claims)


def brier(stated: Sequence[float], true: Sequence[bool]) -> float:
    """The mean squared distance from the truth."""
    return round(float(np.mean((np.array(stated) - np.array(true)) ** 2)), 4)


def calibration(stated: Sequence[float], true: Sequence[bool]) -> float:
    """The mean gap between stated probability and truth over tenths, weighted by events."""
    at = np.minimum((np.array(stated) * 10).astype(int), 9)
    gaps = np.array(stated) - np.array(true)
    return round(float(sum(abs(gaps[at == b].sum()) for b in range(10))) / len(gaps), 3)


def true_reliability(simulation: Simulation, claims: Mapping[ClaimId, Claim]) -> dict[str, list[tuple[float, int]]]:
    """For each source and kind the share of its own claims that are right, of casualties with the right figure."""
    said, all_of = simulation.said, simulation.all_of
    count, right = np.zeros((len(simulation.told), len(Kind))), np.zeros((len(simulation.told), len(Kind)))
    for n in np.flatnonzero(said.copy_of < 0).tolist():
        claim, who = claims[ClaimId(f"c{n:07d}")], int(said.source[n])
        voice, dead = simulation.told[who], claim.type is ClaimType.CASUALTIES
        lean = {side_id(voice.side): voice.lean} if voice.side >= 0 else {}
        kind = kind_of(lean, *served(claim), dead)
        happened = all_of.inventor[said.of[n]] < 0
        good = said.fault[n] == RIGHT and not (said.denies[n] and happened)
        count[who, kind] += 1
        right[who, kind] += good and (not dead or said.killed[n] == all_of.killed[said.of[n]])
    shares = right / np.maximum(count, 1)
    return {
        voice.name: [(float(s), int(c)) for s, c in zip(shares[n], count[n], strict=True)]
        for n, voice in enumerate(simulation.told)
    }


def recovered(fusion: Fusion, simulation: Simulation, claims: Sequence[Claim]) -> list[tuple[str, str, float, float]]:
    """Source, kind, recovered and true reliability."""
    records = {r.name: r for r in source_records(claims, fusion)}
    made = []
    for name, true in true_reliability(simulation, {c.id: c for c in claims}).items():
        for rate in records[name].reliability if name in records else ():
            share, count = true[Kind[rate.kind.upper()]]
            if min(rate.claims, count) >= _LEAST_CLAIMS:
                made.append((name, rate.kind, rate.probability, share))
    return made


def correlation(pairs: Sequence[tuple[str, str, float, float]]) -> float:
    """Pearson's correlation of recovered and true."""
    if len(pairs) < 3:
        return math.nan
    return round(float(np.corrcoef([p[2] for p in pairs], [p[3] for p in pairs])[0, 1]), 3)


def war_of(seed: int, claims: int) -> Parameters:
    """The parameters of a war of about so many claims."""
    places, days = max(60, claims // 48), max(200, claims // 12)
    if seed:
        return drawn(seed, claims=claims, places=places, days=days)
    made = Parameters()
    return replace(made, war=replace(made.war, places=places, days=days), voices=replace(made.voices, claims=claims))


def measure(seed: int, claims: int) -> dict[str, object]:
    """One war."""
    simulation = simulate(war_of(seed, claims))
    told = claims_of(simulation)
    fusion = fuse_theatre(told, None)
    events, by_id = happened(fusion), {c.id: c for c in told}
    true, fused = [truth_of(e, simulation) for e in events], [probability(e.confidence) for e in events]
    pairs = recovered(fusion, simulation, told)
    scores = {
        "fused": brier(fused, true), "majority": brier([by_majority(e) for e in events], true),
        "crowd": brier(crowd_truth(events, by_id), true),
    }  # fmt: skip
    return {
        "seed": seed, "claims": len(told), "events": len(events),
        "copies": len(fusion.copied), "true": round(sum(true) / len(true), 3),
        "brier": scores,
        "better than majority": round(1 - scores["fused"] / scores["majority"], 3),
        "better than Dawid-Skene": round(1 - scores["fused"] / scores["crowd"], 3),
        "calibration error": calibration(fused, true), "correlation": correlation(pairs), "pairs": len(pairs),
        "by kind": {k.name.lower(): correlation([p for p in pairs if p[1] == k.name.lower()]) for k in Kind},
    }  # fmt: skip


def main() -> None:
    """Measures each war and prints JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("seeds", nargs="*", type=int, default=[0, 31, 32, 33])
    options.add_argument("--claims", type=int, default=13_000)
    given = options.parse_args()
    print(json.dumps([measure(seed, given.claims) for seed in given.seeds], indent=1))


if __name__ == "__main__":
    main()
