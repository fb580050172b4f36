"""Who holds a place that nobody speaks of, from the places around it.

    python -m evals.control_nearby

Takes the places of the 2017 sample that one side holds, hides a fifth of them at a time (five folds, all of them hidden
once; four shuffles), gives `fogline.control` one claim for each of the others and asks who holds the hidden ones,
beside the rule "as the nearest": without a pack, and with the Syrian pack, which knows roads and the holders of
its larger towns at the start of 2017; then also apart from those towns. Prints JSON.
"""

import csv
import json
from datetime import date

import numpy as np

from evals.surroundings import machine, shared
from fogline.control import tabled
from fogline.control.assess import as_known_now
from fogline.geometry import distance_km
from fogline.outside import claim_from_outside
from fogline.pack import Pack
from fogline.records import PlaceId
from fogline.run import load_packs
from fogline.settings import settings_from

BARS = {"right": 0.854, "right_beyond_5_km": 0.80}
FOLDS, SHUFFLES, BEYOND_KM = 5, 4, 5.0
_SIDES = {"gov": "sy-government", "opp": "sy-opposition", "JaN": "hts", "SDF": "sdf", "IS": "isis"}
_DAY = date(2017, 8, 15)


def places() -> list[tuple[float, float, str]]:
    """Coordinates and side of the places of the sample with one holder."""
    path = shared() / "data" / "wikipedia_control" / "syria_module_sample_c2017-08.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(float(r["lat"]), float(r["lon"]), r["mark"].split("_")) for r in csv.DictReader(file, delimiter="\t")]
    return [(lat, lon, _SIDES[mark[0]]) for lat, lon, mark in rows if mark[0] in _SIDES and not {*mark[1:]} & {*_SIDES}]


def said(listed: list[tuple[float, float, str]], hidden: set[int]) -> list[dict[str, object]]:
    """A claim for each place: who holds it, or for a hidden one a clash between nobody named."""
    day = _DAY.isoformat()
    return [
        {
            "id": f"c{n:03d}", "source": "list", "published": day, "theatre": "syria",
            "place_id": f"p{n:03d}", "lat": lat, "lon": lon, "time": {"from": day, "to": day},
            **({"type": "clash", "confidence": 0.02} if n in hidden
               else {"type": "control_hold", "confidence": 0.99, "initiator": [{"text": side, "id": side}]}),
        }
        for n, (lat, lon, side) in enumerate(listed)
    ]  # fmt: skip


def asked(listed: list[tuple[float, float, str]], packs: dict[str, Pack], seed: int) -> np.ndarray:
    """For each place, hidden once: are we right, is the nearest, how far is it, how far the pack's nearest holder."""
    order = np.random.default_rng(seed).permutation(len(listed))
    given = [h.place for p in packs.values() for b in p.baselines for h in b.holders]
    towns = [(p.lat, p.lon) for pack in packs.values() for p in pack.places if p.id in given]
    made = np.zeros((len(listed), 4))
    for fold in range(FOLDS):
        hidden = set(order[fold::FOLDS].tolist())
        of = tabled([claim_from_outside(c) for c in said(listed, hidden)], packs)["syria"]
        (shot,) = as_known_now(of, [_DAY.toordinal()])
        at = {s.id: n for n, s in enumerate(of.table.places)}
        for n in hidden:
            lat, lon, side = listed[n]
            km = {m: distance_km(lat, lon, p[0], p[1]) for m, p in enumerate(listed) if m not in hidden}
            nearest = min(km, key=km.__getitem__)
            best = of.table.sides[int(shot.belief[:-1, at[PlaceId(f"p{n:03d}")]].argmax())]
            town = min((distance_km(lat, lon, *t) for t in towns), default=np.inf)
            made[n] = best == side, listed[nearest][2] == side, km[nearest], town
    return made


def main() -> None:
    """Measures and prints."""
    listed, pack = places(), load_packs(settings_from({}))["syria"]
    for name, packs in (("without a pack", {}), ("with the pack", {"syria": pack})):
        made = np.concatenate([asked(listed, packs, seed) for seed in range(SHUFFLES)])
        far, apart = made[:, 2] > BEYOND_KM, made[:, 3] > BEYOND_KM
        figures = {
            label: {
                "places": round(int(rows.sum()) / SHUFFLES, 1),
                "right": round(float(made[rows, 0].mean()), 4),
                "nearest_right": round(float(made[rows, 1].mean()), 4),
            }
            for label, rows in (
                ("all", far | ~far),
                ("beyond_5_km", far),
                ("no_holder_of_the_pack_within_5_km", apart),
                ("neither_within_5_km", far & apart),
            )
        }
        print(json.dumps({"run": name, **figures}), flush=True)
    print(json.dumps({"bars": BARS, "machine": machine()}))


if __name__ == "__main__":
    main()
