"""A simulated war with known truth, for measuring fusion and control.

    python -m evals.simulate FOLDER [--seed N] [--places N] [--days N] [--sides N] [--sources N] [--claims N] [--drawn]

Writes into FOLDER: `claims.jsonl` (the outside form of claims), `documents.jsonl` (the reports they stand in), and
the truth: `places.csv`, `holders.csv` (holder of a place from a day to a day, both included), `neighbours.csv`,
`events.jsonl` (what happened, and what was made up: `true` false), `claims_truth.csv` (for each claim the event it
speaks of, the claim it copies, what is wrong with it) and `sources.json` (how each source was drawn, and the shares
of its claims that were right). `--drawn` draws the shape of war and sources from the seed as well.

The war: `simulated_war.py`. Its sources: `simulated_voices.py`. Their words: `simulated_text.py`. From Python,
`simulate(Parameters(...))` gives all of it as arrays without writing anything; the same parameters give the same war.
"""

import argparse
import csv
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import orjson

from evals.simulated_text import Written, place_names, reports, side_id
from evals.simulated_voices import FAULTS, RIGHT, Said, Voice, VoiceShape, say, voices
from evals.simulated_war import CASUALTIES, GAIN, HAPPENINGS, KINDS, WITHDRAWAL, Happenings, War, WarShape, wage

START = date(2015, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """All that a simulation depends on."""

    seed: int = 1
    war: WarShape = field(default_factory=WarShape)
    voices: VoiceShape = field(default_factory=VoiceShape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """A war, its sources and what they said. `all_of` is what claims speak of: true happenings, statements, boasts."""

    parameters: Parameters
    war: War
    told: tuple[Voice, ...]
    all_of: Happenings
    said: Said

    def reports(self) -> Iterator[Written]:
        """The reports with their claims, in the order of publication; claim ids are `c` and the row of `said`."""
        return reports(self.war, self.told, self.said, START, np.random.default_rng([self.parameters.seed, 3]))


def drawn(seed: int, *, places: int = 500, days: int = 1826, sources: int = 12, claims: int = 40_000) -> Parameters:
    """Parameters of another war: every shape drawn anew, for measuring what does not hang on one."""
    chance = np.random.default_rng([seed, 9])

    def between(low: float, high: float) -> float:
        return float(chance.uniform(low, high))

    war = WarShape(
        places=places,
        days=days,
        extent_km=between(90, 600),
        clustered=between(0.1, 0.8),
        offensives=between(5, 30),
        offensive_days=between(15, 90),
        offensive_km=between(12, 60),
        advance=between(0.02, 0.15),
        raid=between(0.00005, 0.0008),
        retake=between(0.05, 0.5),
        fight_days=between(1, 6),
        attacks=between(0.004, 0.03),
    )
    war = replace(war, offensive_km=war.extent_km / 260 * war.offensive_km)
    told = VoiceShape(
        sources=sources,
        claims=claims,
        neutral=between(0.15, 0.6),
        coverage=(between(0.08, 0.3), between(0.4, 0.9)),
        error=(between(0.01, 0.06), between(0.1, 0.35)),
        delay=(between(0.1, 0.6), between(1.5, 5)),
        boast=(between(0.0, 0.2), between(0.3, 0.9)),
        deny=(between(0.0, 0.3), between(0.4, 0.8)),
        inflate=(1.0, between(1.5, 5)),
        copiers=int(chance.integers(2, 7)),
        copying=(between(0.1, 0.4), between(0.5, 0.9)),
        silence=between(0.05, 0.3),
        undated=between(0.0, 0.3),
        misread=between(0.0, 0.5),
    )
    return Parameters(seed=seed, war=war, voices=told)


def simulate(parameters: Parameters) -> Simulation:
    """The war and its claims; the same parameters give the same ones."""
    war = wage(parameters.war, np.random.default_rng([parameters.seed, 0]))
    told = voices(
        parameters.voices, parameters.war.sides, parameters.war.days, np.random.default_rng([parameters.seed, 1])
    )
    all_of, said = say(war, told, parameters.voices, np.random.default_rng([parameters.seed, 2]))
    return Simulation(parameters=parameters, war=war, told=told, all_of=all_of, said=said)


def reliability(simulation: Simulation) -> list[dict[str, float | None]]:
    """For each source the share of its claims that are right: all, gains of its own side, losses of it, casualties."""
    said, made = simulation.said, []
    right = said.fault == RIGHT
    denied_truth = said.denies & (simulation.all_of.inventor[said.of] < 0)
    right &= ~denied_truth
    for n, voice in enumerate(simulation.told):
        mine = said.source == n
        own = mine & (said.kind == GAIN) & ~said.denies & (said.by == voice.side)
        lost = mine & ~said.denies & np.where(said.kind == GAIN, said.on == voice.side, said.by == voice.side)
        lost &= np.isin(said.kind, (GAIN, WITHDRAWAL))
        exact = said.killed == simulation.all_of.killed[said.of]
        dead = mine & (said.kind == CASUALTIES)

        def share(rows: np.ndarray, of: np.ndarray) -> float | None:
            return round(float(of[rows].mean()), 4) if rows.any() else None

        made.append(
            {
                "claims": int(mine.sum()),
                "right": share(mine, right),
                "own_gains": share(own, right),
                "own_losses": share(lost, right),
                "casualties": share(dead, right & exact),
            }
        )
    return made


def intervals(war: War) -> Iterator[tuple[int, int, int, int]]:
    """Place, holder, first and last day of every stretch in which a place has one holder."""
    days = len(war.holder)
    for place in range(war.holder.shape[1]):
        column = war.holder[:, place]
        starts = [0, *(np.flatnonzero(np.diff(column)) + 1).tolist()]
        for start, end in zip(starts, [*starts[1:], days], strict=True):
            yield place, int(column[start]), start, end - 1


def _rows(path: Path, heads: str, rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads.split())
        writer.writerows(rows)


def _place(n: int) -> str:
    return f"p{n:05d}"


def write(simulation: Simulation, folder: Path) -> None:
    """Writes claims, documents and truth into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "claims.jsonl").open("wb") as claims, (folder / "documents.jsonl").open("wb") as documents:
        for report in simulation.reports():
            documents.write(orjson.dumps(report.document) + b"\n")
            claims.writelines(orjson.dumps(claim) + b"\n" for claim in report.claims)
    war, said, all_of = simulation.war, simulation.said, simulation.all_of
    land, day = war.land, [(START + timedelta(days=n)).isoformat() for n in range(len(war.holder))]
    names = place_names(len(land.lat))
    _rows(
        folder / "places.csv",
        "place_id name kind lat lon",
        ((_place(n), names[n], KINDS[land.kind[n]], land.lat[n], land.lon[n]) for n in range(len(names))),
    )
    _rows(
        folder / "holders.csv",
        "place_id holder from to",
        ((_place(p), side_id(h), day[a], day[b]) for p, h, a, b in intervals(war)),
    )
    _rows(
        folder / "neighbours.csv",
        "place_id neighbour km",
        (
            (_place(p), _place(int(q)), round(float(km), 2))
            for p in range(len(names))
            for q, km in zip(land.near[p], land.near_km[p], strict=True)
        ),
    )
    _rows(
        folder / "claims_truth.csv",
        "claim event copy_of fault denies true_event",
        (
            (
                f"c{n:07d}",
                f"e{of:07d}",
                f"c{copy:07d}" if copy >= 0 else "",
                FAULTS[fault],
                int(denies),
                int(invented < 0),
            )
            for n, (of, copy, fault, denies, invented) in enumerate(
                zip(
                    said.of.tolist(),
                    said.copy_of.tolist(),
                    said.fault.tolist(),
                    said.denies.tolist(),
                    all_of.inventor[said.of].tolist(),
                    strict=True,
                )
            )
        ),
    )
    with (folder / "events.jsonl").open("wb") as file:
        for n in range(len(all_of)):
            by, on = int(all_of.by[n]), int(all_of.on[n])
            value = {
                "id": f"e{n:07d}",
                "kind": HAPPENINGS[all_of.kind[n]],
                "place_id": _place(int(all_of.place[n])),
                "day": day[all_of.day[n]],
                "by": side_id(by) if by >= 0 else None,
                "on": side_id(on) if on >= 0 else None,
                "killed": int(all_of.killed[n]),
                "true": bool(all_of.inventor[n] < 0),
            }
            file.write(orjson.dumps(value) + b"\n")
    about = [
        {**asdict(v), "side": side_id(v.side) if v.side >= 0 else None,
         "copies": simulation.told[v.copies].name if v.copies >= 0 else None,
         "silent": [[day[a], day[b]] for a, b in v.silent], "measured": r}
        for v, r in zip(simulation.told, reliability(simulation), strict=True)
    ]  # fmt: skip
    shape = {"start": START.isoformat(), **asdict(simulation.parameters)}
    (folder / "sources.json").write_text(
        json.dumps({"parameters": shape, "sources": about}, indent=1), encoding="utf-8"
    )


def main() -> None:
    """Simulates and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, value in (
        ("seed", 1),
        ("places", 500),
        ("days", 1826),
        ("sides", 3),
        ("sources", 12),
        ("claims", 40_000),
    ):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--drawn", action="store_true", help="draw the shape of war and sources from the seed")
    args = parser.parse_args()
    made = drawn(args.seed) if args.drawn else Parameters(seed=args.seed)
    made = replace(
        made,
        war=replace(made.war, places=args.places, days=args.days, sides=args.sides),
        voices=replace(made.voices, sources=args.sources, claims=args.claims),
    )
    simulation = simulate(made)
    write(simulation, args.folder)
    changes = int((np.diff(simulation.war.holder, axis=0) != 0).sum())
    print(
        f"{len(simulation.said)} claims of {len(simulation.all_of)} happenings, "
        f"{changes} changes of hands, in {args.folder}"
    )


if __name__ == "__main__":
    main()
