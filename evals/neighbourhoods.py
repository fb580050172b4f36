"""City neighbourhoods by name and city, with the areas imported and without them.

    python -m evals.neighbourhoods [--home FOLDER]

Imports the Syrian places, then (for the second half) the admin areas 0 to 3 and the 414 neighbourhoods, and asks
for each neighbourhood as "NAME neighbourhood, CITY" in English and by its Arabic name with its city as context. With
the areas an answer is right within the neighbourhood's outline or two kilometres of its middle; without them it is
rightly left to the city when the answer is the city and its radius reaches the neighbourhood. Prints JSON.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from evals.founding import prepare
from evals.surroundings import machine, shared
from fogline.gazetteer import GAZETTEER_FILE, import_file, open_or_build
from fogline.gazetteer.areas import Rings, rings_of
from fogline.geocode import Geocoder, Question
from fogline.geometry import distance_km, inside
from fogline.pack import find_packs, load_pack

BARS = {"right_with_areas": 0.95}
NEAR_KM = 2.0
FILES = ("syr_admin0", "syr_admin1", "syr_admin2", "syr_admin3", "city_neighbourhoods")


def neighbourhoods() -> list[tuple[dict[str, Any], Rings]]:
    """The neighbourhoods with their outlines."""
    raw = (shared() / "data" / "ocha_syria_admin" / "city_neighbourhoods.geojson").read_text(encoding="utf-8")
    return [(f["properties"], rings_of(f["geometry"])) for f in json.loads(raw)["features"]]


def measure(home: Path, listed: list[tuple[dict[str, Any], Rings]]) -> dict[str, Any]:
    """Shares right, left to the city and wrong, by language."""
    coder = Geocoder(open_or_build(home), frozenset({"SY"}), pack=load_pack(find_packs()["syria"]))
    result: dict[str, Any] = {}
    for language in ("EN", "AR"):
        right = left = none = 0
        wrong: list[str] = []
        for of, rings in listed:
            name, city = str(of[f"NAME_{language}"]), str(of[f"ADM4_{language}"])
            asked = f"{name} neighbourhood" if language == "EN" else f"حي {name}"
            answer = coder.answer(Question(name=asked, context=city))
            if answer.lat is None or answer.lon is None or answer.radius_km is None:
                none += 1
                continue
            away = distance_km(answer.lat, answer.lon, of["LATITUDE"], of["LONGITUDE"])
            within = any(inside(answer.lat, answer.lon, ring) for ring in rings)
            small = answer.place is not None and answer.place.kind not in ("city", "town", "district", "governorate")
            if small and (within or away <= NEAR_KM):
                right += 1
            elif not small and away <= answer.radius_km:
                left += 1
            else:
                wrong.append(f"{name}, {city} -> {answer.place and answer.place.name} {away:.0f} km")
        count = len(listed)
        shares = {"right": right, "left_to_the_city": left, "no_answer": none, "wrong": len(wrong)}
        result[language] = {k: round(v / count, 4) for k, v in shares.items()} | {
            "asked": count,
            "wrong_ones": wrong[:12],
        }
    return result


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a home folder with the Syrian places and without the areas")
    args = parser.parse_args()
    listed = neighbourhoods()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if args.home is None:
            prepare(home, ("sy",))
        else:
            shutil.copy(args.home / GAZETTEER_FILE, home / GAZETTEER_FILE)
        without = measure(home, listed)
        for name in FILES:
            import_file(home, shared() / "data" / "ocha_syria_admin" / f"{name}.geojson")
        result = {"without_areas": without, "with_areas": measure(home, listed)}
    print(json.dumps({**result, "bars": BARS, "machine": machine()}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
