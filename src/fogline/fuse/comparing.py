"""Pairs of claims as patterns: for each comparison the level the pair reaches, 0 where it cannot be made.

Comparisons, levels and their words are listed in `COMPARISONS`; the weights of the levels are learned
(`weights`). Pairs that cannot tell of one happening are left out.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fogline.fuse.blocking import Pairs
from fogline.fuse.columns import TYPES, Columns, Flags, Floats, Ints, Texts
from fogline.fuse.families import HOLDING, MUTUAL, WINDOW_DAYS, related
from fogline.geometry import EARTH_KM

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_CLOSE_KM = 3.0
_WIDE_KM = 25.0
_SLACK_KM = 8.0
_COARSE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is compared, with the words for each level from 1 on."""

    name: str
    levels: tuple[str, ...]


COMPARISONS = (
    Comparison("place", ("same place", "places within 3 km", "places within both areas",
                         "one place in the other's area", "places apart", "same wide area", "place in a wide area",
                         "one names no place", "neither names a place")),
    Comparison("time", ("same day", "days overlap", "reported the same day", "a day apart", "reported a day apart",
                        "two or three days apart", "days apart, and both say so", "longer apart")),
    Comparison("type", ("same type", "cause and effect", "types easily confused")),
    Comparison("initiator", ("same initiator", "initiators of one side", "initiators of allied sides",
                             "sides the other way round", "different initiators")),
    Comparison("target", ("same target", "targets of one side", "targets of allied sides", "different targets")),
    Comparison("counts", ("counts agree", "counts near", "counts differ")),
    Comparison("words", ("nearly all words shared", "most words shared", "many words shared", "some words shared",
                         "few words shared", "no words shared")),
    Comparison("story", ("reports of one story", "reports much alike", "reports somewhat alike",
                         "reports little alike", "reports not alike")),
    Comparison("report", ("different reports", "same report", "same sentence")),
)  # fmt: skip
WORD_LEVELS = (0.75, 0.45, 0.25, 0.12, 0.02)
STORY_LEVELS = (0.5, 0.3, 0.2, 0.12)
_SOME_WORDS, _SOMEWHAT_ALIKE, _APART = 4, 3, 5
_BASES = tuple(len(c.levels) + 1 for c in COMPARISONS)
_RELATED = np.array([[related(a, b) for b in TYPES] for a in TYPES], dtype=np.int64)
_MUTUAL = np.array([t in MUTUAL for t in TYPES])
_HOLDING = np.array([t in HOLDING for t in TYPES])


def unpack(patterns: Ints) -> Ints:
    """The levels of packed patterns: one row a pattern, one column a comparison."""
    made = np.zeros((len(patterns), len(_BASES)), dtype=np.int64)
    rest = patterns.copy()
    for k in range(len(_BASES) - 1, -1, -1):
        made[:, k] = rest % _BASES[k]
        rest //= _BASES[k]
    return made


def _distance(c: Columns, a: Ints, b: Ints) -> Floats:
    one, two = np.radians(c.lat[a]), np.radians(c.lat[b])
    turn = np.radians(c.lon[b] - c.lon[a])
    h = np.sin((two - one) / 2) ** 2 + np.cos(one) * np.cos(two) * np.sin(turn / 2) ** 2
    made: Floats = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return made


def _gap(c: Columns, a: Ints, b: Ints) -> Ints:
    made: Ints = np.maximum(np.maximum(c.start[a] - c.end[b], c.start[b] - c.end[a]), 0)
    return made


def _shared(one: Ints, two: Ints) -> Flags:
    made: Flags = ((one[:, :, None] == two[:, None, :]) & (one[:, :, None] >= 0)).any(axis=(1, 2))
    return made


def _allied(c: Columns, one: Ints, two: Ints) -> Flags:
    last = len(c.allies) - 1
    x, y = np.minimum(one, last), np.minimum(two, last)
    found = c.allies[x[:, :, None], y[:, None, :]] & (one[:, :, None] >= 0) & (two[:, None, :] >= 0)
    return np.asarray(found.any(axis=(1, 2)), dtype=np.bool_)


def _place(c: Columns, a: Ints, b: Ints) -> tuple[Ints, Flags]:
    """The level of the places, and which pairs are too far apart to be one happening."""
    level = np.zeros(len(a), dtype=np.int64)
    none_a, none_b = (c.place[a] < 0) & ~c.located[a], (c.place[b] < 0) & ~c.located[b]
    level[none_a ^ none_b] = 8
    level[none_a & none_b] = 9
    both: Flags = c.located[a] & c.located[b]
    same: Flags = (c.place[a] == c.place[b]) & (c.place[a] >= 0)
    near, wide = np.minimum(c.radius[a], c.radius[b]), np.maximum(c.radius[a], c.radius[b])
    apart = np.where(both, _distance(c, a, b), 0.0)
    levels = np.select(
        [
            same & (near > _WIDE_KM), same, apart <= np.minimum(_CLOSE_KM, near), apart <= near,
            (apart <= wide) & (wide > _WIDE_KM), apart <= wide,
        ],
        [6, 1, 2, 3, 7, 4], default=5,
    )  # fmt: skip
    level = np.where(both | same, levels, level)
    # One claim for each trigger and place: what one report says of two places, or who holds either, is two things.
    named = (c.place[a] >= 0) & (c.place[b] >= 0) & ~same
    listed = named & (c.report[a] == c.report[b]) & (c.kind[a] == c.kind[b])
    held = both & ~same & _HOLDING[c.kind[a]] & (apart > _CLOSE_KM)
    return level, (both & (apart > wide + _SLACK_KM)) | listed | held


def _reported(c: Columns, a: Ints, b: Ints) -> Ints:
    """The gap between two claims as told, an undated denial counting from its publication alone."""
    first = np.where(c.denied & ~c.said, c.end, c.start)
    made: Ints = np.maximum(np.maximum(first[a] - c.end[b], first[b] - c.end[a]), 0)
    return made


def _time(c: Columns, a: Ints, b: Ints) -> Ints:
    gap = _reported(c, a, b)
    said = c.said[a] & c.said[b]
    fine = (c.end[a] - c.start[a] < _COARSE_DAYS) & (c.end[b] - c.start[b] < _COARSE_DAYS)
    levels = np.select(
        [(gap == 0) & said & fine, (gap == 0) & said, gap == 0, (gap == 1) & said, gap == 1, said & fine, gap <= 3],
        [1, 2, 3, 4, 5, 7, 6], default=8,
    )  # fmt: skip
    unsaid = (c.end[a] == 0) | (c.end[b] == 0)
    # How long after it something is denied says nothing of whether it is this that is denied.
    late = (gap > 1) & (_gap(c, a, b) == 0)
    made: Ints = np.where(unsaid | late, 0, levels)
    return made


def _sides(c: Columns, a: Ints, b: Ints) -> tuple[Ints, Ints, Flags]:
    """Levels of initiator and target, and which pairs of holdings name different holders."""
    silent_by = (c.by[a, 0] < 0) | (c.by[b, 0] < 0)
    silent_on = (c.on[a, 0] < 0) | (c.on[b, 0] < 0)
    by_side, on_side = _shared(c.by_side[a], c.by_side[b]), _shared(c.on_side[a], c.on_side[b])
    by_ally, on_ally = _allied(c, c.by_side[a], c.by_side[b]), _allied(c, c.on_side[a], c.on_side[b])
    crossed = _shared(c.by_side[a], c.on_side[b]) | _shared(c.on_side[a], c.by_side[b])
    turned = crossed & ~by_side & _MUTUAL[c.kind[a]] & _MUTUAL[c.kind[b]]
    by = np.select([_shared(c.by[a], c.by[b]), by_side, by_ally, turned], [1, 2, 3, 4], default=5)
    on = np.select([_shared(c.on[a], c.on[b]), on_side, on_ally, turned], [1, 2, 3, 0], default=4)
    rivals = ~silent_by & ~by_side & ~by_ally & _HOLDING[c.kind[a]]
    return np.where(silent_by, 0, by), np.where(silent_on, 0, on), rivals


def _counts(c: Columns, a: Ints, b: Ints) -> Ints:
    level = np.zeros(len(a), dtype=np.int64)
    for x in range(c.counted.shape[1]):
        for y in range(c.counted.shape[1]):
            both = (c.counted[a, x] >= 0) & (c.counted[a, x] == c.counted[b, y]) & (level == 0)
            if not both.any():
                continue
            high = np.minimum(c.high[a, x], c.high[b, y])
            low = np.maximum(c.low[a, x], c.low[b, y])
            found = np.select([low <= high * 1.05 + 0.01, low <= high * 2], [1, 2], default=3)
            level = np.where(both, found, level)
    return level


def _report(c: Columns, a: Ints, b: Ints) -> Ints:
    same = c.report[a] == c.report[b]
    sentence = same & (c.quote[a] == c.quote[b]) & (c.quote[a] >= 0)
    made: Ints = 1 + same.astype(np.int64) + sentence.astype(np.int64)
    return made


def _matrix(texts: Texts) -> "csr_matrix":
    from scipy.sparse import csr_matrix  # reading alone should not wait for it

    shape = (len(texts.start) - 1, max(texts.vocabulary, 1))
    return csr_matrix((texts.weight, texts.words, texts.start), shape=shape)


def _likeness(matrix: "csr_matrix", a: Ints, b: Ints) -> Floats:
    """The share of words two texts have in common, rarer words counting more, 0 to 1; cosine."""
    made = matrix[a].multiply(matrix[b]).sum(axis=1)
    return np.round(np.asarray(made, dtype=np.float64).ravel(), 6)


def _graded(values: Floats, edges: tuple[float, ...]) -> Ints:
    """1 for values from the first edge up, then a level for each edge missed."""
    made: Ints = len(edges) + 1 - np.searchsorted(np.array(edges[::-1]), values, side="right").astype(np.int64)
    return made


class Comparer:
    """Compares pairs of rows of one set of columns."""

    def __init__(self, c: Columns) -> None:
        """Builds the matrices of words once."""
        self._c = c
        self._sentences, self._stories = _matrix(c.sentences), _matrix(c.stories)

    def _words(self, a: Ints, b: Ints) -> Ints:
        size = np.diff(self._c.sentences.start)
        few = (size[a] < 2) | (size[b] < 2)
        level = _graded(_likeness(self._sentences, a, b), WORD_LEVELS)
        made: Ints = np.where(few | (self._contrary(a, b) & (level > _SOME_WORDS)), 0, level)
        return made

    def _contrary(self, a: Ints, b: Ints) -> Flags:
        """Pairs of which one denies: it puts things in other words, so unlike words say nothing."""
        made: Flags = self._c.denied[a] != self._c.denied[b]
        return made

    def _story(self, a: Ints, b: Ints) -> Ints:
        one, two = self._c.report[a], self._c.report[b]
        level = _graded(_likeness(self._stories, one, two), STORY_LEVELS)
        made: Ints = np.where((one == two) | (self._contrary(a, b) & (level > _SOMEWHAT_ALIKE)), 0, level)
        return made

    def patterns(self, pairs: Pairs) -> tuple[Ints, Ints, Ints]:
        """The pairs that may tell of one happening, and the packed pattern of each."""
        c = self._c
        a, b = pairs
        kind = _RELATED[c.kind[a], c.kind[b]]
        window = np.where(c.state[a] & c.state[b], WINDOW_DAYS[True], WINDOW_DAYS[False])
        keep = (kind > 0) & (_gap(c, a, b) <= window)
        a, b, kind = a[keep], b[keep], kind[keep]
        place, far = _place(c, a, b)
        by, on, rivals = _sides(c, a, b)
        # Another place on another day is another happening, however alike the words are: reports have set phrases.
        elsewhere = (place == _APART) & (_gap(c, a, b) > 0) & c.said[a] & c.said[b]
        keep = ~far & ~rivals & ~elsewhere
        a, b = a[keep], b[keep]
        levels = (
            place[keep], _time(c, a, b), kind[keep], by[keep], on[keep], _counts(c, a, b),
            self._words(a, b), self._story(a, b), _report(c, a, b),
        )  # fmt: skip
        packed = np.zeros(len(a), dtype=np.int64)
        for base, level in zip(_BASES, levels, strict=True):
            packed = packed * base + level
        return a, b, packed
