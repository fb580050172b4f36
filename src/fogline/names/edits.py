"""How likely two spellings are of one name, by a weighted edit model learned from pairs of names.

Every pair of symbols has a gain, the log-odds of standing against each other in two spellings of one name rather
than by chance, and a cost: how much less it gains than the best pairs of either. Leaving a symbol out has one too.
The cheapest alignment's cost, in all and in the worst word, goes into a logistic model. Many candidates are aligned
at once. Costs are learned by `python -m training.names` and lie in `edits.json`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import orjson
from numpy.typing import NDArray

from fogline.names.letters import CODES, SYMBOLS, in_arabic, letters

GAP = len(SYMBOLS)
SAME_SCRIPT, CROSS_SCRIPT = 0, 1
FEATURES = (
    "bias", "cost", "worst_word", "first_letter", "length", "words_differ", "cross_script",
    "cost_words_differ", "cost_a_symbol",
)  # fmt: skip
_SCALE = 20.0
_EQUAL = 0.99
_BYTES = str.maketrans({symbol: chr(code) for symbol, code in CODES.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditModel:
    """The learned numbers: costs by [same or cross script, symbol or gap, symbol or gap], logistic weights."""

    costs: NDArray[np.float32]
    weights: NDArray[np.float64]


def encode(names: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Symbols as numbers, one name a row, padded; and the lengths."""
    lengths = np.fromiter(map(len, names), dtype=np.int64, count=len(names))
    flat = np.frombuffer("".join(names).translate(_BYTES).encode("latin-1"), dtype=np.uint8)
    made = np.full((len(names), max(1, int(lengths.max(initial=0)))), GAP, dtype=np.int64)
    made[np.arange(made.shape[1])[None, :] < lengths[:, None]] = flat
    return made, lengths


def align(
    one: str, codes: NDArray[np.int64], lengths: NDArray[np.int64], costs: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The cost of the cheapest alignment of one name with each row of names."""
    many, width = codes.shape
    skipped = np.zeros((many, width + 1), dtype=np.float32)
    np.cumsum(costs[GAP][codes], axis=1, out=skipped[:, 1:])
    row = skipped.copy()
    step = np.empty_like(row)
    for symbol in one:
        code = CODES[symbol]
        np.add(row, costs[code, GAP], out=step)
        np.minimum(step[:, 1:], row[:, :-1] + costs[code][codes], out=step[:, 1:])
        step -= skipped
        np.minimum.accumulate(step, axis=1, out=row)
        row += skipped
    return np.asarray(row[np.arange(many), lengths], dtype=np.float32)


def _costs(model: EditModel, mode: int, one: str, many: Sequence[str]) -> NDArray[np.float32]:
    return align(one, *encode(many), model.costs[mode])


def features(model: EditModel, one: str, many: Sequence[str]) -> NDArray[np.float64]:
    """What tells whether each of many names is one name, by the columns of FEATURES; all in symbols.

    All of `many` are in one kind of script, Arabic or not.
    """
    cross = in_arabic(one) != in_arabic(many[0])
    mode = CROSS_SCRIPT if cross else SAME_SCRIPT
    cost = _costs(model, mode, one, many)
    made = np.zeros((len(many), len(FEATURES)))
    made[:, 0] = 1.0
    made[:, 1] = made[:, 2] = cost
    words = one.split()
    parted = [n.split() for n in many]
    level = np.flatnonzero([len(p) == len(words) for p in parted])
    if len(words) > 1 and len(level):
        own = [_costs(model, mode, word, [parted[n][at] for n in level]) for at, word in enumerate(words)]
        made[level, 2] = np.minimum(np.max(own, axis=0), cost[level] + 2.0)
    made[:, 3] = [float(model.costs[mode][CODES[one[0]], CODES[n[0]]]) for n in many]
    made[:, 4] = [(len(one) + len(n)) / 20 for n in many]
    made[:, 5] = [abs(len(p) - len(words)) for p in parted]
    made[:, 6] = cross
    made[:, 7] = np.where(made[:, 5] > 0, cost, 0.0)
    made[:, 8] = cost / made[:, 4]
    return made


def probabilities(one: str, many: Sequence[str], most: int = 60) -> NDArray[np.float64]:
    """How likely each of many names is a spelling of one name, all in symbols (see `letters`).

    Only the `most` of either script whose alignment costs least are looked at closely; 0 for the others.
    """
    return probabilities_of(one, [many], most)[0]


def probabilities_of(one: str, groups: Sequence[Sequence[str]], most: int = 60) -> list[NDArray[np.float64]]:
    """The same for several groups of names, each as if it were alone; aligned together, which takes a fraction."""
    known = learned()
    many = [name for group in groups for name in group]
    ends = np.cumsum([len(group) for group in groups])
    made = np.zeros(len(many))
    arabic = np.array([in_arabic(n) for n in many], dtype=bool)
    for script in (False, True):
        own = np.flatnonzero(arabic == script)
        if not one or not len(own):
            continue
        parts = np.split(own, np.searchsorted(own, ends[:-1]))
        if any(len(part) > most for part in parts):
            mode = CROSS_SCRIPT if in_arabic(one) != script else SAME_SCRIPT
            costs = np.split(_costs(known, mode, one, [many[n] for n in own.tolist()]), np.searchsorted(own, ends[:-1]))
            own = np.concatenate([
                part[np.argpartition(cost, most)[:most]] if len(part) > most else part
                for part, cost in zip(parts, costs, strict=True)
            ])  # fmt: skip
        logit = features(known, one, [many[n] for n in own.tolist()]) @ known.weights
        made[own] = 1.0 / (1.0 + np.exp(-logit))
    made[[n == one for n in many]] = _EQUAL
    return np.split(made, ends[:-1])


@lru_cache(maxsize=65536)
def same(a: str, b: str) -> float:
    """The probability that two spellings, in whatever scripts, are of one name."""
    one, other = letters(a), letters(b)
    return float(probabilities(one, [other])[0]) if one and other else 0.0


def pack(model: EditModel) -> bytes:
    """The learned numbers as JSON: costs in twentieths, one text a row."""
    rows = [[" ".join(map(str, row)) for row in t] for t in np.round(model.costs * _SCALE).astype(int).tolist()]
    weights = [round(w, 4) for w in model.weights.tolist()]
    body = {"symbols": SYMBOLS, "features": FEATURES, "weights": weights, "costs": rows}
    return orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n"


def unpack(raw: bytes) -> EditModel:
    """The model of a packed file; ValueError where it was learned for other symbols or features."""
    body = orjson.loads(raw)
    if body["symbols"] != SYMBOLS or tuple(body["features"]) != FEATURES:
        raise ValueError("edits.json was learned for other symbols; run python -m training.names again")
    costs = np.array([[row.split() for row in table] for table in body["costs"]], dtype=np.float32) / _SCALE
    return EditModel(costs=costs, weights=np.array(body["weights"], dtype=np.float64))


@lru_cache(maxsize=1)
def learned() -> EditModel:
    """The shipped model."""
    return unpack((resources.files("fogline.names") / "edits.json").read_bytes())
