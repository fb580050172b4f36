"""The mean of runs that went on from the same weights: it keeps more of what they knew before than the last of them.

    python -m training.mean OUT RUN RUN… [--shares SHARE SHARE…]

All must have the same names (features, relations, types); those of the first are written. Shares default to even ones.
After Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

_SAME = ("features", "relations", "types", "slots", "whats")


def mean(out: Path, runs: Sequence[Path], shares: Sequence[float]) -> None:
    """Writes `weights.pt` and `reader.json`; raises `ValueError` where the runs are not of one make."""
    configs = [json.loads((run / "reader.json").read_text(encoding="utf-8")) for run in runs]
    for run, config in zip(runs, configs, strict=True):
        unlike = [name for name in _SAME if config.get(name) != configs[0].get(name)]
        if unlike:
            raise ValueError(f"{run} and {runs[0]} have other {', '.join(unlike)}, so there is no mean of them")
    states = [torch.load(run / "weights.pt", weights_only=True) for run in runs]
    parts = torch.tensor(shares) / sum(shares)
    made = {
        key: torch.tensordot(parts, torch.stack([state[key].float() for state in states]), dims=1).to(value.dtype)
        for key, value in states[0].items()
    }
    out.mkdir(parents=True, exist_ok=True)
    torch.save(made, out / "weights.pt")
    shutil.copy(runs[0] / "reader.json", out / "reader.json")


def main() -> int:
    """The command line; 2 where the runs have no mean."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--shares", type=float, nargs="+", help="how much of each run, one number a run")
    args = parser.parse_args()
    shares = args.shares or [1.0] * len(args.runs)
    if len(shares) != len(args.runs):
        parser.error(f"{len(args.runs)} runs and {len(shares)} shares")
    try:
        mean(args.out, args.runs, shares)
    except (OSError, ValueError) as problem:
        print(f"training.mean: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
