"""Place strings of Syrian incident reports to coordinates, through the batch geocoder.

    python -m evals.airwars [--home FOLDER] [--misses] [--every N]

Scores the strings of village, town and city precision with coordinates, with and without their governorate, in
English and in Arabic: right within 5 km, error of the answers given, right answers that abstaining loses against
always answering, and how many strings stay unanswered when every place within 5 km of the truth is hidden.
Prints JSON with the bars.
"""

import argparse
import gzip
import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.founding import prepare
from evals.surroundings import machine, shared
from fogline.gazetteer import Gazetteer, open_or_build
from fogline.geocode import Answer, Geocoder, Question, Wanted
from fogline.geocode.answer import Option, learned
from fogline.geocode.around import Around
from fogline.geometry import distance_km
from fogline.pack import find_packs, load_pack

RIGHT_KM = 5.0
BARS = {
    "right_with_governorate": 0.85, "right_without": 0.75, "p90_km": 10.0, "abstains_when_hidden": 0.75,
    "right_lost_by_abstaining": 0.05,
}  # fmt: skip
PRECISIONS = ("village", "town", "city")


@dataclass(frozen=True, slots=True)
class Row:
    """An incident's place strings, governorate and coordinates."""

    english: str
    arabic: str
    governorate: str
    lat: float
    lon: float


def rows() -> list[Row]:
    """The incidents in Syria that are placed at least to their village, town or city."""
    with gzip.open(shared() / "data" / "airwars_syria" / "incidents.jsonl.gz", "rt", encoding="utf-8") as file:
        listed = [json.loads(line) for line in file]
    return [
        Row(
            r.get("loc_en") or "", r.get("loc_ar") or "", r.get("province") or r.get("region") or "", r["lat"], r["lon"]
        )
        for r in listed
        if r.get("precision") in PRECISIONS and r.get("lat") is not None and r.get("loc_en")
    ]


class Hiding(Geocoder):
    """A geocoder whose gazetteer lacks what lies around a spot."""

    spot: tuple[float, float] | None = None

    def options(self, wanted: Wanted, around: Around) -> list[Option]:
        """The options away from the spot."""
        listed = super().options(wanted, around)
        if self.spot is None:
            return listed
        return [o for o in listed if distance_km(*self.spot, o.place.lat, o.place.lon) > RIGHT_KM]


def away(answer: Answer, row: Row) -> float | None:
    """Kilometres from an answer to the truth."""
    if answer.lat is None or answer.lon is None:
        return None
    return distance_km(answer.lat, answer.lon, row.lat, row.lon)


def measure(
    gazetteer: Gazetteer, listed: list[Row], language: str, *, governorate: bool, misses: Counter[str]
) -> dict[str, Any]:
    """The figures over rows that have a string in a language."""
    countries = frozenset({"SY"})
    pack = load_pack(find_packs()["syria"])
    coder = Hiding(gazetteer, countries, pack=pack)
    forced = Geocoder(gazetteer, countries, {**learned(), "least probability": 0.0, "most for none": 1.0}, pack)
    errors, always, held, sure = [], [], 0, []
    asked: dict[tuple[object, ...], tuple[float | None, float | None, bool, float]] = {}
    own = [r for r in listed if getattr(r, language)]
    for row in own:
        known = (getattr(row, language), row.governorate if governorate else "", row.lat, row.lon)
        if known not in asked:
            question = Question(name=str(known[0]), governorate=str(known[1]))
            coder.spot = None
            answer = coder.answer(question)
            coder.spot = (row.lat, row.lon)
            asked[known] = (
                away(answer, row),
                away(forced.answer(question), row),
                coder.answer(question).lat is None,
                answer.probability,
            )
            if asked[known][0] is None or asked[known][0] > RIGHT_KM:  # type: ignore[operator]
                got = "-" if answer.place is None else f"{answer.place.name} {asked[known][0]:.0f} km"
                best = "" if not answer.ranked else f"{answer.ranked[0].option.matched} {answer.ranked[0].share:.2f}"
                why = answer.reason or answer.probability
                misses[f"{known[0]} | {known[1]} -> {got} ({why}; {best}; {asked[known][1]})"] += 1
        error, anyway, empty, probability = asked[known]
        errors.append(error)
        always.append(anyway)
        held += empty
        if error is not None:
            sure.append((probability, error <= RIGHT_KM))
    given = np.array([e for e in errors if e is not None])
    right = sum(e is not None and e <= RIGHT_KM for e in errors)
    most = sum(e is not None and e <= RIGHT_KM for e in always)
    stated = np.array([p for p, _ in sure])
    return {
        "strings": len(own),
        "distinct": len(asked),
        "right_within_5_km": round(right / len(own), 4),
        "answered": round(len(given) / len(own), 4),
        "right_of_answered": round(right / len(given), 4),
        "p90_km": round(float(np.percentile(given, 90)), 1),
        "abstains_when_hidden": round(held / len(own), 4),
        "right_if_always_answered": round(most / len(own), 4),
        "right_lost_by_abstaining": round(1 - right / most, 4),
        "mean_stated_probability": round(float(stated.mean()), 3),
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home folder whose gazetteer is built already")
    parser.add_argument("--misses", action="store_true", help="list the strings not answered right")
    parser.add_argument("--every", type=int, default=1, help="take every n-th row only")
    args = parser.parse_args()
    listed = rows()[:: args.every]
    with tempfile.TemporaryDirectory() as folder:
        home = args.home or Path(folder)
        if args.home is None:
            prepare(home, ("sy",))
        gazetteer = open_or_build(home)
        result, misses = {}, Counter[str]()
        for language in ("english", "arabic"):
            for governorate in (True, False):
                name = f"{language}, {'with' if governorate else 'without'} governorate"
                own: Counter[str] = misses if language == "english" and governorate else Counter()
                result[name] = measure(gazetteer, listed, language, governorate=governorate, misses=own)
    print(json.dumps({**result, "bars": BARS, "machine": machine()}, indent=1, ensure_ascii=False))
    for miss, count in misses.most_common() if args.misses else ():
        print(count, miss)


if __name__ == "__main__":
    main()
