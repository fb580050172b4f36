"""Which claims tell of one happening: all scored pairs, and the groups they make; whole or brought up to date.

A copy takes no part: it goes where the claim it repeats goes, and so moves nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fogline.fuse.blocking import candidates, crowded
from fogline.fuse.clusters import Pair, clusters
from fogline.fuse.columns import Columns, Flags, Floats, Ints, columns
from fogline.fuse.comparing import Comparer
from fogline.fuse.families import WINDOW_DAYS
from fogline.fuse.weights import Weights, learn
from fogline.pack import Pack
from fogline.records import Claim, ClaimId

Ties = Sequence[tuple[ClaimId, ClaimId]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Claims in the order of their ids with every pair that was compared, its pattern, and the groups.

    `best` is for each claim the pair that speaks most for its group, or -1.
    """

    claims: tuple[Claim, ...]
    left: Ints
    right: Ints
    patterns: Ints
    scores: Floats
    groups: tuple[tuple[int, ...], ...]
    best: Ints


def _compared(c: Columns, only: Flags | None) -> tuple[Ints, Ints, Ints]:
    comparer = Comparer(c)
    found = [comparer.patterns(pairs) for pairs in candidates(c, only)]
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    small = [(a.astype(np.int32), b.astype(np.int32), p.astype(np.int32)) for a, b, p in found]
    del found
    a, b, p = (np.concatenate([row[k] for row in small]) for k in range(3))
    order = np.lexsort((b, a))
    return a[order], b[order], p[order]


def _updated(c: Columns, claims: Sequence[Claim], previous: Linkage) -> tuple[Ints, Ints, Ints] | None:
    """The pairs with those of untouched claims taken over; None where a crowded block forces a whole run."""
    old = {claim.id: n for n, claim in enumerate(previous.claims)}
    place = np.full(len(previous.claims), -1, dtype=np.int64)
    touched = np.ones(len(claims), dtype=bool)
    for n, claim in enumerate(claims):
        at = old.get(claim.id)
        if at is not None and previous.claims[at] == claim:
            place[at], touched[n] = n, False
    # A report's words are compared too: where a report got or lost a claim, all its claims are touched.
    gone = {previous.claims[k].report or previous.claims[k].document for k in np.flatnonzero(place < 0).tolist()}
    gone |= {claims[k].report or claims[k].document for k in np.flatnonzero(touched).tolist()}
    for n, claim in enumerate(claims):
        if not touched[n] and (claim.report or claim.document) in gone:
            place[old[claim.id]], touched[n] = -1, True
    if crowded(c, touched):
        return None
    a, b, p = _compared(c, touched)
    keep = touched[a] | touched[b]
    x, y = place[previous.left], place[previous.right]
    stay = (x >= 0) & (y >= 0)
    left, right = np.r_[a[keep], x[stay]], np.r_[b[keep], y[stay]]
    patterns = np.r_[p[keep], previous.patterns[stay]]
    order = np.lexsort((right, left))
    return left[order], right[order], patterns[order]


def _best(n: int, left: Ints, right: Ints, scores: Floats, groups: Iterable[Sequence[int]]) -> Ints:
    """For each claim the position of the pair within its group that scores highest; -1 for one alone."""
    group = np.zeros(n, dtype=np.int64)
    for k, members in enumerate(groups):
        group[list(members)] = k
    inside = np.flatnonzero(group[left] == group[right])
    order = inside[np.lexsort((right[inside], left[inside], -scores[inside]))][::-1]
    best = np.full(n, -1, dtype=np.int64)
    best[left[order]] = order
    other = np.full(n, -1, dtype=np.int64)
    other[right[order]] = order
    value = np.where(best >= 0, scores[best], -np.inf) if len(scores) else np.full(n, -np.inf)
    rival = np.where(other >= 0, scores[other], -np.inf) if len(scores) else np.full(n, -np.inf)
    made: Ints = np.where(rival > value, other, best)
    return made


def _rows(ties: Ties, at: Mapping[ClaimId, int]) -> list[Pair]:
    return sorted({(min(at[a], at[b]), max(at[a], at[b])) for a, b in ties if a in at and b in at and a != b})


def link(
    claims: Sequence[Claim],
    weights: Weights,
    *,
    pack: Pack | None = None,
    same: Ties = (),
    different: Ties = (),
    previous: Linkage | None = None,
) -> Linkage:
    """The claims in groups, each one happening; with a previous linkage, only what changed is compared again.

    The result is the same with and without it, and whatever the order of the claims.
    """
    ordered = tuple(sorted(claims, key=lambda c: c.id))
    c = columns(ordered, rarity=weights.rarity, pack=pack)
    found = _updated(c, ordered, previous) if previous is not None else None
    left, right, patterns = found if found is not None else _compared(c, None)
    scores = _scores(weights, patterns)
    at = {claim.id: n for n, claim in enumerate(ordered)}
    over = scores - weights.threshold
    meant = _meant(c, left, right, over)
    groups = clusters(
        c, left[meant], right[meant], over[meant], same=_rows(same, at), different=_rows(different, at)
    )  # fmt: skip
    return Linkage(
        claims=ordered, left=left, right=right, patterns=patterns, scores=scores,
        groups=tuple(tuple(g) for g in groups), best=_best(len(ordered), left, right, scores, groups),
    )  # fmt: skip


def _meant(c: Columns, left: Ints, right: Ints, scores: Floats) -> Flags:
    """All pairs but those of an undated denial with what happened days before the latest that it can mean."""
    undated = c.denied & ~c.said
    latest = np.zeros(len(c.head), dtype=np.int64)
    kept = np.ones(len(left), dtype=bool)
    for denial, other in ((left, right), (right, left)):
        some = undated[denial] & ~undated[other] & (scores > 0)
        np.maximum.at(latest, denial[some], c.end[other[some]])
    for denial, other in ((left, right), (right, left)):
        kept &= ~undated[denial] | undated[other] | (c.end[other] >= latest[denial] - WINDOW_DAYS[False])
    return kept


def _scores(weights: Weights, patterns: Ints) -> Floats:
    distinct, which = np.unique(patterns, return_inverse=True)
    made: Floats = weights.scores(distinct)[which.ravel()].astype(np.float32).astype(np.float64)
    return made


def learn_weights(claims: Sequence[Claim], start: Weights, *, pack: Pack | None = None) -> Weights:
    """Weights learned from the candidate pairs of these claims, without labels; copies should be left out."""
    ordered = sorted(claims, key=lambda c: c.id)
    _, _, patterns = _compared(columns(ordered, rarity=start.rarity, pack=pack), None)
    distinct, counts = np.unique(patterns, return_counts=True)
    return learn(distinct, counts, start)
