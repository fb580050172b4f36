"""What each level of each comparison weighs: the model of Fellegi and Sunter, learned without labels.

For every level, m is its share among pairs that tell of one happening and u among those that do not; the
weight is log(m / u). Both are learned by expectation-maximisation over the patterns of a corpus's
candidate pairs (Winkler 1988), held near the shipped values by pseudo-pairs, so that a small or odd
corpus cannot turn them round. Pairs within one report are left out, since what sets those apart best is
the report. Level 0 (cannot be compared) weighs nothing.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from fogline.errors import InputError
from fogline.fuse.columns import Floats, Ints
from fogline.fuse.comparing import COMPARISONS, unpack
from fogline.records import Reason

_ROUNDS = 60
_PSEUDO_PAIRS = 400.0
_HELD = 0.05
_STRONGEST = 6.0
_REPORT = [c.name for c in COMPARISONS].index("report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """m and u of every level, the share of matches among candidates, and how rare words are.

    `threshold` is the log-odds above which a pair is taken as one happening.
    """

    m: tuple[tuple[float, ...], ...]
    u: tuple[tuple[float, ...], ...]
    prior: float
    threshold: float
    rarity: Mapping[str, float]

    def table(self) -> tuple[Floats, ...]:
        """The weight of each level of each comparison, level 0 first."""
        made: list[Floats] = []
        for m, u in zip(self.m, self.u, strict=True):
            ratio: Floats = np.log(np.maximum(m, 1e-9)) - np.log(np.maximum(u, 1e-9))
            weights: Floats = np.r_[0.0, np.clip(ratio, -_STRONGEST, _STRONGEST)]
            made.append(np.round(weights, 4))
        return tuple(made)

    def start(self) -> float:
        """The log-odds of a candidate pair before anything is compared."""
        return round(math.log(self.prior / (1 - self.prior)), 4)

    def scores(self, patterns: Ints) -> Floats:
        """The log-odds of patterns that the pair tells of one happening."""
        levels = unpack(patterns)
        made = np.full(len(patterns), self.start())
        for k, weights in enumerate(self.table()):
            made += weights[levels[:, k]]
        return np.round(made, 4)


def waterfall(weights: Weights, pattern: int) -> tuple[Reason, ...]:
    """Why a pair of this pattern is, or is not, one happening: every step with its weight; they add up to its score."""
    levels = unpack(np.array([pattern]))[0]
    made = [Reason(feature="two claims near in place and time", weight=weights.start())]
    for comparison, table, level in zip(COMPARISONS, weights.table(), levels, strict=True):
        if level:
            made.append(Reason(feature=comparison.levels[level - 1], weight=float(table[level])))
    return tuple(made)


def learn(patterns: Ints, counts: Ints, start: Weights) -> Weights:
    """The weights that explain a corpus's patterns best, near the given ones; no labels are used."""
    order = np.argsort(patterns)
    levels, n = unpack(patterns[order]), counts[order].astype(np.float64)
    across = levels[:, _REPORT] == 1
    levels, n = levels[across], n[across]
    m = [np.array(x) for x in start.m]
    u = [np.array(x) for x in start.u]
    share = start.prior
    total = float(n.sum())
    near = max(_PSEUDO_PAIRS, _HELD * total)
    for _ in range(_ROUNDS if total else 0):
        odds = np.full(len(n), math.log(share / (1 - share)))
        for k in range(len(m)):
            table = np.r_[0.0, np.log(m[k]) - np.log(u[k])]
            odds += table[levels[:, k]]
        sure = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
        share = float((sure @ n + near * start.prior) / (total + near))
        for k in range(len(m)):
            if k == _REPORT:
                continue
            for made, weight, prior in ((m, sure * n, start.m[k]), (u, (1 - sure) * n, start.u[k])):
                seen: Floats = np.bincount(levels[:, k], weights=weight, minlength=len(prior) + 1)[1:].astype(
                    np.float64
                )
                held: Floats = seen + near * np.array(prior)
                made[k] = held / held.sum()
    return Weights(
        m=tuple(tuple(float(round(x, 6)) for x in row) for row in m),
        u=tuple(tuple(float(round(x, 6)) for x in row) for row in u),
        prior=round(share, 6), threshold=start.threshold, rarity=start.rarity,
    )  # fmt: skip


def _plain(weights: Weights) -> dict[str, object]:
    levels = {
        c.name: {level: [m, u] for level, m, u in zip(c.levels, ms, us, strict=True)}
        for c, ms, us in zip(COMPARISONS, weights.m, weights.u, strict=True)
    }
    return {
        "prior": weights.prior,
        "threshold": weights.threshold,
        "levels": levels,
        "rarity": dict(sorted(weights.rarity.items())),
    }


def save_weights(weights: Weights, path: Path) -> None:
    """Writes weights as JSON that a person can read and change."""
    path.write_text(json.dumps(_plain(weights), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _parsed(value: Any) -> Weights:
    pairs = [[value["levels"][c.name][level] for level in c.levels] for c in COMPARISONS]
    return Weights(
        m=tuple(tuple(max(float(p[0]), 1e-6) for p in row) for row in pairs),
        u=tuple(tuple(max(float(p[1]), 1e-6) for p in row) for row in pairs),
        prior=float(value["prior"]), threshold=float(value["threshold"]),
        rarity={str(k): float(v) for k, v in value["rarity"].items()},
    )  # fmt: skip


def load_weights(path: Path) -> Weights:
    """The weights of a file that `save_weights` wrote.

    Raises InputError when it cannot be read or misses a level.
    """
    try:
        return _parsed(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a weights file that `fogline fuse --learn` wrote") from error
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(f"{path}: not a weights file ({error}); write one with `fogline fuse --learn`") from error


@cache
def shipped_weights() -> Weights:
    """The weights that come with the program."""
    return _parsed(json.loads((files("fogline.fuse") / "weights.json").read_text(encoding="utf-8")))
