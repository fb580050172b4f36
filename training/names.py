"""Learns the edit model of names from the spellings that gazetteers give for one place.

    python -m training.names fit FILES… -o src/fogline/names/edits.json
    python -m training.names probability FILES… -o …      keeps the costs, fits the probability again
    python -m training.names check FILES…

FILES are Who's On First JSON Lines. A tenth of the places, by a digest of their ids, is held back: the gains are
learned on the others, the probability is fitted on half of the held-back places and measured on the other half,
against the names of other places that the look-up would offer for the same name (near negatives).
"""

import argparse
import gzip
import hashlib
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from fogline.names import key, sounds, transliterate
from fogline.names.edits import (
    CROSS_SCRIPT,
    FEATURES,
    GAP,
    SAME_SCRIPT,
    EditModel,
    encode,
    features,
    learned,
    pack,
)
from fogline.names.letters import DIGRAPHS, SYMBOLS, in_arabic, letters
from fogline.names.script import is_arabic

ROUNDS = 4
_MOST_OF_FILE = 25_000
_DEAREST = 7.0
_MOST_PAIRS = 8
_ALIKE = 0.62
_SMOOTH = 0.3
_CHUNK = 4000
_LONGEST = 28
_FLOOR = -7.0
_NEAR = 30
_MOST_TRIALS = 700


@dataclass(frozen=True, slots=True)
class Named:
    """A place with its distinct spellings in symbols, each with the name as written."""

    id: str
    country: str
    spellings: tuple[tuple[str, str], ...]


def places(paths: Sequence[Path]) -> Iterator[Named]:
    """The places with two or more spellings."""
    for path in paths:
        with gzip.open(path, "rb") as file:
            for line in file:
                row = orjson.loads(line)
                names = [row.get("name") or "", *(n for listed in (row.get("names") or {}).values() for n in listed)]
                made = {letters(n): n for n in names if _readable(n)}
                made.pop("", None)
                if len(made) > 1:
                    yield Named(str(row["id"]), path.name[:2], tuple(sorted(made.items())))


def _readable(name: str) -> bool:
    """True for Latin, Greek, Cyrillic, Arabic and Ethiopic letters: scripts that write sounds one by one."""
    return all(
        ord(c) < 0x0530 or is_arabic(c) or 0x1200 <= ord(c) < 0x13A0 or (ord(c) > 0x1E00 and ord(c) < 0x2070)
        for c in name
    )


def held_back(place: Named) -> int:
    """0 for a place to learn from, 1 and 2 for the two halves of those held back."""
    n = hashlib.sha256(place.id.encode()).digest()[0]
    return 0 if n >= 26 else 1 + n % 2


def pairs(listed: Sequence[Named]) -> list[tuple[str, str]]:
    """Pairs of spellings of one place that are spellings of one name, by a first crude test."""
    chance = random.Random(1)
    by_country: dict[str, list[tuple[str, str]]] = {}
    for place in listed:
        made = by_country.setdefault(place.country, [])
        own = [
            (a, b)
            for (a, na), (b, nb) in combinations(place.spellings, 2)
            if Indel.normalized_similarity(key(na), key(nb)) >= _ALIKE and max(len(a), len(b)) <= _LONGEST
        ]
        made += chance.sample(own, min(len(own), _MOST_PAIRS))
    return [p for own in by_country.values() for p in chance.sample(own, min(len(own), _MOST_OF_FILE))]


# -- gains ---------------------------------------------------------------------------------------------


def _class_of(symbol: str) -> str:
    written = next((d for d, s in DIGRAPHS.items() if s == symbol and d not in ("ck", "qu")), symbol)
    written = {"1": "a", "2": "e", "4": "t"}.get(written, written)
    latin = transliterate(written)
    return key(latin) if latin.strip() and key(latin) else "".join(sounds(latin)) if latin.strip() else ""


def first_gains() -> NDArray[np.float32]:
    """Gains to start from: symbols of one class of sounds stand for each other."""
    classes = [_class_of(s) for s in SYMBOLS]
    vowel = [not c or set(c) <= set("aiu") for c in classes]
    table = np.full((GAP + 1, GAP + 1), -4.0, dtype=np.float32)
    for i, a in enumerate(SYMBOLS):
        for j, b in enumerate(SYMBOLS):
            if a == b:
                table[i, j] = 3.0
            elif " " not in (a, b) and classes[i] and classes[i] == classes[j]:
                table[i, j] = 1.5
            elif " " not in (a, b) and vowel[i] and vowel[j]:
                table[i, j] = 0.0
        table[i, GAP] = table[GAP, i] = -0.7 if vowel[i] or a == " " else -2.5
    return np.stack([table, table])


def _tracebacks(a: NDArray[np.int64], b: NDArray[np.int64], table: NDArray[np.float32]) -> NDArray[np.int64]:
    """How often each symbol of the left names stands against each of the right in the best alignments."""
    many, left, right = len(a), a.shape[1], b.shape[1]
    # The gap's gain against itself is 0, so padding costs nothing.
    grid = np.zeros((left + 1, right + 1, many), dtype=np.float32)
    step = np.zeros((left + 1, right + 1, many), dtype=np.int8)
    for i in range(1, left + 1):
        grid[i, 0] = grid[i - 1, 0] + table[a[:, i - 1], GAP]
        step[i, 0] = 1
    for j in range(1, right + 1):
        grid[0, j] = grid[0, j - 1] + table[GAP, b[:, j - 1]]
        step[0, j] = 2
    for i in range(1, left + 1):
        for j in range(1, right + 1):
            ways = np.stack(
                [
                    grid[i - 1, j - 1] + table[a[:, i - 1], b[:, j - 1]],
                    grid[i - 1, j] + table[a[:, i - 1], GAP],
                    grid[i, j - 1] + table[GAP, b[:, j - 1]],
                ]
            )
            step[i, j] = ways.argmax(axis=0)
            grid[i, j] = ways.max(axis=0)
    counts = np.zeros((GAP + 1, GAP + 1), dtype=np.int64)
    at_i, at_j, who = np.full(many, left), np.full(many, right), np.arange(many)
    while True:
        busy = (at_i > 0) | (at_j > 0)
        if not busy.any():
            return counts
        way = step[at_i, at_j, who]
        x = np.where(way == 2, GAP, a[who, np.maximum(at_i - 1, 0)])
        y = np.where(way == 1, GAP, b[who, np.maximum(at_j - 1, 0)])
        np.add.at(counts, (x[busy], y[busy]), 1)
        at_i = at_i - (busy & (way != 2))
        at_j = at_j - (busy & (way != 1))


def counted(listed: Sequence[tuple[str, str]], gains: NDArray[np.float32]) -> NDArray[np.float64]:
    """How often symbols stand against each other in the best alignments by some gains, in both directions."""
    made = np.zeros((2, GAP + 1, GAP + 1))
    for mode in (SAME_SCRIPT, CROSS_SCRIPT):
        own = [p for p in listed if (in_arabic(p[0]) != in_arabic(p[1])) == (mode == CROSS_SCRIPT)]
        own.sort(key=lambda p: (len(p[0]), len(p[1])))
        for start in range(0, len(own), _CHUNK):
            part = own[start : start + _CHUNK]
            made[mode] += _tracebacks(encode([p[0] for p in part])[0], encode([p[1] for p in part])[0], gains[mode])
        made[mode][GAP, GAP] = 0
        made[mode] = (made[mode] + made[mode].T) / 2
    return made


def gains_of(counts: NDArray[np.float64]) -> NDArray[np.float32]:
    """How much oftener symbols stand against each other than by chance, in log-odds; leaving one out likewise."""
    made = np.zeros(counts.shape, dtype=np.float32)
    for mode, own in enumerate(counts):
        share = own.sum(axis=1)
        share[GAP] = 0
        chance = (share + _SMOOTH) / (share + _SMOOTH).sum()
        paired = (own + _SMOOTH * np.outer(chance, chance) * 50) / own.sum()
        odds = np.log(np.maximum(paired, 1e-12))
        odds[:GAP, :GAP] -= np.log(chance[:GAP, None]) + np.log(chance[None, :GAP])
        odds[:GAP, GAP] -= np.log(chance[:GAP])
        odds[GAP, :GAP] -= np.log(chance[:GAP])
        odds[GAP, GAP] = 0
        made[mode] = np.clip(odds, _FLOOR, None)
    return made


def costs_of(gains: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much less a pair of symbols gains than the best pairs of either; 0 at best."""
    made = np.zeros_like(gains)
    for mode, own in enumerate(gains):
        best = np.maximum(own[:GAP].max(axis=1), 0)
        made[mode][:GAP, :GAP] = (best[:, None] + best[None, :]) / 2 - own[:GAP, :GAP]
        made[mode][:GAP, GAP] = made[mode][GAP, :GAP] = best / 2 - own[:GAP, GAP]
        made[mode] = np.clip(made[mode], 0.0, _DEAREST)
    return made


# -- probability ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """A spelling, and names that it may be: of its own place (true) or of others."""

    spelling: str
    others: tuple[tuple[str, bool], ...]


def _stems(name: str) -> set[str]:
    """The key of a name and what is left of it without one letter."""
    consonants = key(name)
    return {consonants, *(consonants[:n] + consonants[n + 1 :] for n in range(len(consonants)))}


def trials(listed: Sequence[Named], half: int) -> list[Trial]:
    """For places held back: a spelling, its place's other spellings, and the likest of its country's other places.

    Places that share a spelling with it bear the same name and are no negatives; nor are names of an equal key,
    unless both places are known in Arabic script, which then differs.
    """
    chance = random.Random(half)
    made: list[Trial] = []
    for country in sorted({p.country for p in listed}):
        everyone = [p for p in listed if p.country == country]
        own = [p for p in everyone if held_back(p) == half]
        own = chance.sample(own, min(len(own), _MOST_TRIALS))
        made += _trials(own, everyone, chance)
    return made


def _arabic(place: Named) -> bool:
    return any(in_arabic(s) for s, _ in place.spellings)


def _trials(listed: Sequence[Named], everyone: Sequence[Named], chance: random.Random) -> Iterator[Trial]:
    shelf: dict[str, list[tuple[str, str, str]]] = {}
    with_arabic = {p.id for p in everyone if _arabic(p)}
    bearers: dict[str, set[str]] = {}
    for place in everyone:
        for symbols, name in place.spellings:
            bearers.setdefault(symbols, set()).add(place.id)
            for stem in _stems(name):
                shelf.setdefault(stem, []).append((symbols, place.id, key(name)))
    for place in listed:
        symbols, name = chance.choice(place.spellings)
        others = {s: n for s, n in place.spellings if s != symbols}
        true = [s for s, n in others.items() if Indel.normalized_similarity(key(name), key(n)) >= _ALIKE]
        if len(key(name)) < 2 or not true:
            continue
        namesakes = {other for s, _ in place.spellings for other in bearers[s]}
        arabic = _arabic(place)
        near = {
            s
            for stem in _stems(name)
            for s, other, consonants in shelf.get(stem, ())
            if other not in namesakes and (consonants != key(name) or (arabic and other in with_arabic))
        }
        ranked = sorted(near, key=lambda s: (-Indel.normalized_similarity(s, symbols), s))
        false = {*ranked[:_NEAR], *chance.sample(sorted(near), min(len(near), _NEAR))}
        yield Trial(symbols, (*((s, True) for s in true), *((s, False) for s in sorted(false))))


def table(model: EditModel, listed: Sequence[Trial]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Features and labels of all pairs of the trials."""
    rows, labels = [], []
    for trial in listed:
        for script in (False, True):
            own = [(s, truth) for s, truth in trial.others if in_arabic(s) == script]
            if own:
                rows.append(features(model, trial.spelling, [s for s, _ in own]))
                labels += [float(truth) for _, truth in own]
    return np.concatenate(rows), np.array(labels)


def logistic(x: NDArray[np.float64], y: NDArray[np.float64], ridge: float = 1.0) -> NDArray[np.float64]:
    """Weights of a logistic model, by Newton's method."""
    weights = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (y - p) - ridge * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(hessian, gradient)
    return np.asarray(weights)


def report(model: EditModel, listed: Sequence[Trial]) -> dict[str, object]:
    """How well the probability tells one name from others, on trials."""
    x, y = table(model, listed)
    p = 1 / (1 + np.exp(-(x @ model.weights)))
    order = np.argsort(-p)
    hits = np.cumsum(y[order])
    precision = hits / np.arange(1, len(y) + 1)
    recall = hits / y.sum()
    bins = np.clip((p * 10).astype(int), 0, 9)
    error = sum(
        abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()
    )
    first = 0
    for trial in listed:
        q = _scores(model, trial)
        first += trial.others[int(np.argmax(q))][1]
    return {
        "trials": len(listed),
        "pairs": len(y),
        "same": int(y.sum()),
        "average_precision": round(float((precision * y[order]).sum() / y.sum()), 4),
        "recall_at_precision_.95": round(float(recall[precision >= 0.95].max(initial=0.0)), 4),
        "first_is_right": round(first / max(1, len(listed)), 4),
        "calibration_error": round(float(error), 4),
        "by_tenth": [
            [round(float(p[bins == b].mean()), 2), round(float(y[bins == b].mean()), 2), int((bins == b).sum())]
            for b in range(10)
            if (bins == b).any()
        ],
    }


def _scores(model: EditModel, trial: Trial) -> NDArray[np.float64]:
    made = np.zeros(len(trial.others))
    for script in (False, True):
        own = [n for n, (s, _) in enumerate(trial.others) if in_arabic(s) == script]
        if own:
            made[own] = features(model, trial.spelling, [trial.others[n][0] for n in own]) @ model.weights
    return made


def fitted(listed: Sequence[Named]) -> NDArray[np.float32]:
    """Costs learned from the places that are not held back."""
    known = pairs([p for p in listed if not held_back(p)])
    print(f"{len(listed)} places, {len(known)} pairs", file=sys.stderr)
    gains = first_gains()
    for n in range(ROUNDS):
        fresh = gains_of(counted(known, gains))
        print(f"round {n}: {np.abs(fresh - gains).mean():.3f}", file=sys.stderr)
        gains = fresh
    return np.asarray(np.round(costs_of(gains) * 20) / 20, dtype=np.float32)


def main() -> None:
    """Learns or checks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("fit", "probability", "check"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    args = parser.parse_args()
    listed = list(places(args.files))
    if args.what == "check":
        model = learned()
    else:
        costs = learned().costs if args.what == "probability" else fitted(listed)
        first = EditModel(costs=costs, weights=np.zeros(len(FEATURES)))
        model = EditModel(costs=costs, weights=logistic(*table(first, trials(listed, 1))))
        args.output.write_bytes(pack(model))
        print(dict(zip(FEATURES, model.weights.round(3), strict=True)), file=sys.stderr)
    print(orjson.dumps(report(model, trials(listed, 2)), option=orjson.OPT_INDENT_2).decode())


if __name__ == "__main__":
    main()
