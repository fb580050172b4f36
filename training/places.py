"""Learns how the geocoder weighs candidates, from places of a gazetteer whose spelling, or which itself, is withheld.

    python -m training.places FILES… -o src/fogline/geocode/weights.json

FILES are Who's On First JSON Lines. Each trial asks for a place by one of its spellings, as a table of reports would
name it: big places oftener than villages, with or without governorate, a place named beside it, its kind, a point,
now and then without "upper" or "big". That a pack has a place, other readings of a string, and airports, dams or
provinces asked for are weighed by hand.
So are exact spellings, people, the very names of towns, further names and "none of them": trials that withhold a
spelling make the very spelling of a namesake look misleading, which it is not where tables have many writers, and other
countries count people otherwise; those five were set on the half of the incident strings that is given.
In half of the trials that spelling is taken out of the index; in a quarter no answer is right, since the place and
all within five kilometres are hidden. Weights maximise the likelihood of the right places, or of none.
"""

import argparse
import gzip
import math
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from fogline.gazetteer import Gazetteer, Place, import_file, index, open_or_build
from fogline.gazetteer.rows import PlaceRow
from fogline.geocode.answer import FEATURES, LIMITS, NONE, features
from fogline.geocode.answer import Geocoder as _Geocoder
from fogline.geocode.around import Surroundings
from fogline.geocode.asked import Question, take_string_apart
from fogline.geometry import distance_km
from fogline.names import bare, is_arabic, letters

SPOT_KM = 5.0
WITHHELD, HIDDEN = 0.5, 0.25
GOVERNORATE, BORDERING, CONTEXT, KIND, POINT = 0.5, 0.06, 0.25, 0.12, 0.08
OTHER_READING, OF_PACK = -1.0, 1.6
THE_SPOT, NO_SPOT = 1.5, -1.0
EXACT, PEOPLE, TOWN, ANOTHER, NOTHING = -0.6, 0.2, 1.6, -0.3, 1.9
PART = 0.3
_SETTLED = ("locality", "", "neighbourhood")
_NEIGHBOUR_KM = 25.0


@dataclass(frozen=True, slots=True)
class Row:
    """A place of a file that can be asked for."""

    id: str
    lat: float
    lon: float
    people: int
    region: str
    names: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A trial: a question, where the answer lies, and whether it is hidden."""

    question: Question
    row: Row
    hidden: bool


def rows_of(path: Path) -> Iterator[Row]:
    """The settlements of a file with two or more spellings in Latin or Arabic script."""
    with gzip.open(path, "rb") as file:
        for line in file:
            value = orjson.loads(line)
            if value.get("type", "") not in _SETTLED or value.get("superseded_by") or value.get("deprecated"):
                continue
            given = value.get("names") or {}
            listed = [value.get("name") or ""] + [n for k in given if k[:3] in _READ for n in given[k]]
            names = {
                letters(n): n
                for n in listed
                if n and all(ord(c) < 0x250 or is_arabic(c) or 0x1E00 <= ord(c) < 0x2070 for c in n)
            }
            names.pop("", None)
            if names and value.get("lat") is not None:
                people = int(value.get("pop") or value.get("gn_pop") or 0)
                id_ = f"gn-{value['gn_id']}" if value.get("gn_id") else f"wof-{value['id']}"
                yield Row(
                    id_,
                    float(value["lat"]),
                    float(value["lon"]),
                    people,
                    value.get("region") or "",
                    tuple(names.values()),
                    "",
                )


_READ = ("und", "ara", "eng", "fra", "tur", "kur", "deu")


def drawn(rows: Sequence[Row], count: int, chance: random.Random) -> list[Asked]:
    """Trials over the places of a country."""
    weights = [math.sqrt(row.people + 400) for row in rows]
    towns = [row for row in rows if row.people >= 3000]
    made = []
    for row in chance.choices(rows, weights, k=count):
        name = chance.choice(row.names)
        short = bare(name)
        if short and chance.random() < PART:
            name = short
        governorate = row.region if chance.random() < GOVERNORATE else ""
        if governorate and chance.random() < BORDERING:
            near = [
                r
                for r in chance.sample(rows, min(len(rows), 400))
                if r.region and distance_km(row.lat, row.lon, r.lat, r.lon) < 40
            ]
            governorate = near[0].region if near else governorate
        context = ""
        if chance.random() < CONTEXT:
            ways = sorted((distance_km(row.lat, row.lon, t.lat, t.lon), t.id, t) for t in towns if t.id != row.id)
            if ways and ways[0][0] < _NEIGHBOUR_KM:
                context = chance.choice(ways[0][2].names)
            elif row.region:
                context = row.region
        if chance.random() < KIND:
            kind = "city" if row.people >= 100_000 else "town" if row.people >= 10_000 else "village"
            name = name if is_arabic(name) else f"{name} {kind}"
        point = None
        if chance.random() < POINT:
            point = (row.lat + chance.gauss(0, 0.1), row.lon + chance.gauss(0, 0.1))
        question = Question(name=name, context=context, governorate=governorate, near=point)
        made.append(Asked(question, row, chance.random() < HIDDEN))
    return made


def withheld(asked: Sequence[Asked], chance: random.Random) -> dict[str, set[str]]:
    """The spellings that the index shall not have, by place; a place keeps at least one."""
    made: dict[str, set[str]] = {}
    for trial in asked:
        own = made.setdefault(trial.row.id, set())
        if chance.random() < WITHHELD and len(own) + 1 < len(trial.row.names):
            own.update(letters(n) for n in take_string_apart(trial.question.name).heads[-1:])
    return made


@dataclass(frozen=True, slots=True)
class Table:
    """Features of all options of a trial, and which of them are right (none of them where the place is hidden)."""

    values: NDArray[np.float64]
    right: NDArray[np.bool_]


def tables(gazetteer: Gazetteer, countries: frozenset[str], asked: Sequence[Asked]) -> Iterator[Table]:
    """The options that the geocoder sees."""
    coder = _Geocoder(gazetteer, countries, dict.fromkeys((*FEATURES, NONE, *LIMITS), 0.0))
    surroundings = Surroundings(gazetteer)
    for trial in asked:
        wanted = take_string_apart(trial.question.name, trial.question.context)
        if not wanted.heads:
            continue
        around = surroundings.of(trial.question, wanted, countries)

        def there(place: Place, row: Row = trial.row) -> bool:
            return distance_km(place.lat, place.lon, row.lat, row.lon) <= SPOT_KM

        listed = [o for o in coder.options(wanted, around) if not (trial.hidden and there(o.place))]
        values = np.array([features(o, wanted, around) for o in listed]).reshape(-1, len(FEATURES))
        yield Table(values, np.array([there(o.place) for o in listed], dtype=bool))


def _shares(weights: NDArray[np.float64], table: Table) -> NDArray[np.float64]:
    """The shares of the options and, last, of none."""
    scores = np.append(table.values @ weights[:-1], weights[-1])
    scores -= scores.max()
    return np.asarray(np.exp(scores) / np.exp(scores).sum())


def fit(listed: Sequence[Table], ridge: float = 2.0, rounds: int = 400) -> NDArray[np.float64]:
    """Weights of the features and of none, by gradient ascent with momentum (Adam)."""
    weights = np.zeros(len(FEATURES) + 1)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    width = len(FEATURES)
    sizes = [len(t.right) + 1 for t in listed]
    values = np.zeros((sum(sizes), width + 1))
    right = np.zeros(sum(sizes))
    starts = np.cumsum([0, *sizes[:-1]])
    for table, start, size in zip(listed, starts, sizes, strict=True):
        values[start : start + size - 1, :width] = table.values
        values[start + size - 1, width] = 1.0
        right[start : start + size - 1] = table.right
        right[start + size - 1] = float(not table.right.any())
    for step in range(1, rounds + 1):
        scores = values @ weights
        scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
        grown = np.exp(scores)
        shares = grown / np.repeat(np.add.reduceat(grown, starts), sizes)
        hit = shares * right
        wanted = hit / np.repeat(np.add.reduceat(hit, starts), sizes)
        gradient = (values * (wanted - shares)[:, None]).sum(axis=0) - ridge * weights
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        weights = weights + 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return weights


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trial's best answer: its share, that of none, whether it is right, and whether any answer could be."""

    share: float
    none: float
    right: bool
    there: bool


def outcomes(weights: NDArray[np.float64], listed: Sequence[Table]) -> list[Outcome]:
    """The best answers; those at the place asked for count together."""
    made = []
    for table in listed:
        shares = _shares(weights, table)
        if len(shares) < 2:
            made.append(Outcome(0.0, 1.0, False, bool(table.right.any())))
            continue
        best = int(np.argmax(shares[:-1]))
        right = bool(table.right[best])
        share = float(shares[:-1][table.right].sum()) if right else float(shares[best])
        made.append(Outcome(share, float(shares[-1]), right, bool(table.right.any())))
    return made


def policy(listed: Sequence[Outcome], least: float, most: float) -> dict[str, float]:
    """What answering brings from a least share of the best on, and up to a most share of none."""
    there = [o for o in listed if o.there]
    lost = [o for o in listed if not o.there]
    given = [o for o in listed if o.share >= least and o.none <= most]
    right = sum(o.right for o in given)
    return {
        "least": least,
        "most_none": most,
        "right_of_those_there": round(right / max(1, len(there)), 4),
        "right_of_answered": round(right / max(1, len(given)), 4),
        "lost_by_abstaining": round(1 - right / max(1, sum(o.right for o in listed)), 4),
        "held_of_those_not_there": round(1 - sum(not o.there for o in given) / max(1, len(lost)), 4),
    }


def calibration(listed: Sequence[Outcome]) -> float:
    """The expected error of the shares, in ten bins."""
    shares, truth = np.array([o.share for o in listed]), np.array([o.right for o in listed], dtype=float)
    bins = np.clip((shares * 10).astype(int), 0, 9)
    return float(
        sum(abs(shares[bins == b].mean() - truth[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))
    )


def main() -> None:
    """Learns and writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--trials", type=int, default=1500, help="trials a file")
    parser.add_argument("--least", type=float, default=0.42, help="least share of an answer that is given")
    parser.add_argument("--most-none", type=float, default=0.55, help="most share of none when one is given")
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args()
    learnt: list[Table] = []
    checked: list[Table] = []
    for path in args.files:
        chance = random.Random(path.name)
        asked = drawn(list(rows_of(path)), args.trials, chance)
        barred = withheld(asked, chance)
        with tempfile.TemporaryDirectory() as folder:
            made = list(tables(_index(Path(folder), path, barred), frozenset({path.name[:2].upper()}), asked))
        split = len(made) * 2 // 3
        learnt += made[:split]
        checked += made[split:]
        print(f"{path.name}: {len(made)} trials", file=sys.stderr)
    weights = fit(learnt)
    named = dict(zip((*FEATURES, NONE), (round(float(w), 3) for w in weights), strict=True))
    named |= {"other reading of the string": OTHER_READING, "of the pack": OF_PACK}
    named |= {"the very kind of spot": THE_SPOT, "no such spot": NO_SPOT}
    named |= {
        "exact spelling": EXACT,
        "people": PEOPLE,
        "the very name of a town": TOWN,
        "by another of its names": ANOTHER,
        NONE: NOTHING,
    }
    ends = outcomes(weights, checked)
    tried = [policy(ends, least, most) for least in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5) for most in (0.3, 0.4, 0.5, 0.6)]
    for row in tried:
        print(row, file=sys.stderr)
    print("calibration error", round(calibration(ends), 4), file=sys.stderr)
    limits = {"least probability": args.least, "most for none": args.most_none}
    body = {"weights": {**named, **limits}, "trials": len(learnt)}
    args.output.write_bytes(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")
    print(orjson.dumps(named, option=orjson.OPT_INDENT_2).decode())


def _index(home: Path, path: Path, barred: dict[str, set[str]]) -> Gazetteer:
    """An index of one file without the spellings that are withheld."""
    whole = index.distinct

    def without(row: PlaceRow) -> dict[str, str]:
        return {f: n for f, n in whole(row).items() if letters(n) not in barred.get(row.id, ())}

    index.default_places, index.distinct = (lambda: iter(())), without
    try:
        import_file(home, path)
    finally:
        index.distinct = whole
    return open_or_build(home)


if __name__ == "__main__":
    main()
