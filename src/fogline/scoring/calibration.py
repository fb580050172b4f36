"""Whether claims said to be right with 80 % confidence are right 80 times in a hundred."""

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Claims whose confidence lies from `low` to `high`: how many, how sure on average, what share is right."""

    low: float
    high: float
    claims: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The expected calibration error: the gap of stated and met confidence, weighted by claims.

    `without` counts claims that state no confidence; they are left out. `error` is None where none does.
    """

    error: float | None
    claims: int
    without: int
    bins: tuple[Bin, ...]


def calibrate(judged: Iterable[tuple[float | None, bool]]) -> Calibration:
    """Ten bins of equal width over pairs of confidence and whether the claim is right."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    without = 0
    for sure, right in judged:
        if sure is None or not 0.0 <= sure <= 1.0:
            without += 1
        else:
            bins[min(int(sure * BINS), BINS - 1)].append((sure, right))
    total = sum(map(len, bins))
    made, error = [], 0.0
    for n, members in enumerate(bins):
        sure_mean = sum(s for s, _ in members) / len(members) if members else None
        share = sum(r for _, r in members) / len(members) if members else None
        if sure_mean is not None and share is not None:
            error += len(members) / total * abs(sure_mean - share)
        made.append(Bin(low=n / BINS, high=(n + 1) / BINS, claims=len(members), confidence=sure_mean, right=share))
    return Calibration(error=error if total else None, claims=total, without=without, bins=tuple(made))
