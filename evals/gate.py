"""Floors under the measured figures: a change that lowers one is noticed.

    python -m evals.gate [--raise] [--reader NAME …]

Measures each reader that has floors in `floors.json` (or is named) and fails where a figure is worse than
its floor. `--raise` writes what was measured as the new floors, and only when none would get worse. A
floor's name is reader, set and figure; for figures of which less is better it is the most allowed. The model's floors
hold for the kind of processor that they were measured on, AVX2 alone: on others some figures differ a little
(`docs/evaluation.md`).
"""

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals import reader as reading

FLOORS = Path(__file__).parent / "floors.json"
_PLACES = 3
Floors = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One figure against its floor; `measured` is None where it could not be measured, `floor` where it is new."""

    name: str
    floor: float | None
    measured: float | None

    @property
    def held(self) -> bool:
        """False where the figure is worse than its floor or missing."""
        if self.floor is None:
            return True
        if self.measured is None or math.isnan(self.measured):
            return False
        return not worse(self.name, self.measured, self.floor)


def worse(name: str, value: float, floor: float) -> bool:
    """True when a figure is on the wrong side of a floor."""
    return value > floor if name.rsplit(" ", 1)[-1] in reading.AT_MOST else value < floor


def check(floors: Mapping[str, float], measured: Mapping[str, float]) -> tuple[Verdict, ...]:
    """Every figure that has a floor or was measured, against its floor."""
    names = sorted(floors.keys() | measured.keys())
    return tuple(Verdict(name=n, floor=floors.get(n), measured=measured.get(n)) for n in names)


def rounded(name: str, value: float) -> float:
    """A measured figure as a floor it meets itself: three places, towards the easier side."""
    scale = 10.0**_PLACES
    up = name.rsplit(" ", 1)[-1] in reading.AT_MOST
    exact = round(value * scale, 6)
    return float(math.ceil(exact) if up else math.floor(exact)) / scale


def raised(floors: Mapping[str, float], measured: Mapping[str, float]) -> Floors | None:
    """New floors from what was measured; None where a figure misses its floor, as no floor is ever lowered."""
    if not all(v.held for v in check(floors, measured)):
        return None
    made = dict(floors)
    for name, value in measured.items():
        new = rounded(name, value)
        if name not in made or not worse(name, new, made[name]):
            made[name] = new
    return dict(sorted(made.items()))


def table(verdicts: Sequence[Verdict]) -> str:
    """The verdicts as text, missed ones first."""
    ordered = sorted(verdicts, key=lambda v: (v.held, v.name))
    width = max((len(v.name) for v in ordered), default=0)
    lines = [f"{'':7}{'figure':{width}}  {'floor':>7}  {'measured':>8}"]
    for v in ordered:
        floor = "new" if v.floor is None else f"{v.floor:.3f}"
        value = "none" if v.measured is None else f"{v.measured:.4f}"
        lines.append(f"{'ok' if v.held else 'MISSED':7}{v.name:{width}}  {floor:>7}  {value:>8}")
    return "\n".join(lines)


def load(path: Path) -> Floors:
    """The floors of a file; none where there is no file yet."""
    if not path.exists():
        return {}
    return {str(k): float(v) for k, v in json.loads(path.read_text(encoding="utf-8")).items()}


def measure(readers: Sequence[str]) -> Floors:
    """All figures of the readers, by the name of their floor."""
    made: Floors = {}
    for reader in readers:
        for group, figures in reading.measure(reader).items():
            made.update({f"{reader} {group} {name}": value for name, value in figures.items()})
    return made


def judge(path: Path, measured: Mapping[str, float], *, lift: bool) -> int:
    """Prints the table, writes raised floors if asked to, and gives the exit code."""
    floors = load(path)
    verdicts = check(floors, measured)
    print(table(verdicts))
    missed = [v for v in verdicts if not v.held]
    if missed:
        left = "; no floor was changed" if lift else ""
        print(f"\n{len(missed)} of {len(verdicts)} figures are worse than their floor{left}")
        return 1
    new = raised(floors, measured) if lift else None
    if new is not None:
        path.write_text(json.dumps(new, indent=1) + "\n", encoding="utf-8")
        print(f"\n{sum(floors.get(n) != v for n, v in new.items())} floors raised or added in {path.name}")
    else:
        print(f"\nall {len(verdicts)} figures hold")
    return 0


def main() -> int:
    """Measures and judges."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="lift", action="store_true", help="write what was measured as new floors")
    parser.add_argument("--reader", action="append", help="a reader to measure; those that have floors if left out")
    args = parser.parse_args()
    floors = load(FLOORS)
    readers = args.reader or sorted({name.split(" ", 1)[0] for name in floors})
    if not readers:
        sys.exit("no floors yet: run `python -m evals.gate --raise --reader rules`")
    kept = {name: floor for name, floor in floors.items() if name.split(" ", 1)[0] not in readers}
    return judge(FLOORS, {**measure(readers), **kept}, lift=args.lift)


if __name__ == "__main__":
    sys.exit(main())
