"""When well-known towns changed hands, by articles on battles and campaigns, read by Fogline itself.

    python -m evals.control_towns CLAIMS

CLAIMS are claims of the articles of `wikipedia_conflict` (`fogline read`, published 2023-09-03). The reference,
`evals/labels/towns.csv`, is written for this project from the facts of the encyclopaedia articles it names: towns of
Syria and Iraq, each with the days on which it came to be held by whom. The packs' baselines are left out, so that all
is told by the articles. Belief is as known now.

Printed: of the months between a town's first change and a year after its last in which nothing changes, how many have a
holder in our map and how many of those the right one; of the changes, how many our map shows to the right holder at
all within half a year, and of those how many within a week. Prints JSON.
"""

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.control_text import SOURCE, claims_in, share
from evals.surroundings import machine
from fogline.control import tabled
from fogline.control.assess import Record, as_known_now
from fogline.run import load_packs
from fogline.settings import settings_from

TOWNS = Path(__file__).parent / "labels" / "towns.csv"
BARS = {"right_of_asserted": 0.85, "within_a_week": 0.70, "towns": 30}
_COUNTED_AS = {"sy-opposition": {"sy-opposition", "hts", "turkey"}, "peshmerga": {"peshmerga", "sdf"}}
_FIRST, _LAST = date(2012, 1, 1), date(2021, 6, 1)
_SEEN_DAYS, _WEEK = 182, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town with its changes of hands, in order."""

    theatre: str
    place: str
    changes: tuple[tuple[date, str], ...]

    def holder_on(self, day: date) -> str:
        """Who held it on a day from the first change on."""
        return [holder for since, holder in self.changes if since <= day][-1]


def towns() -> list[Town]:
    """The reference."""
    made: dict[tuple[str, str], list[tuple[date, str]]] = {}
    with TOWNS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            changes = made.setdefault((row["theatre"], row["place"]), [])
            changes.append((date.fromisoformat(row["day"]), row["holder"]))
    return [Town(theatre=t, place=p, changes=tuple(sorted(c))) for (t, p), c in made.items()]


def right(said: str, true: str) -> bool:
    """True where a holder of the map is the one of the reference."""
    return said in _COUNTED_AS.get(true, {true})


def held(of: Record, wanted: Sequence[str]) -> dict[str, list[str]]:
    """The holder of places on every day, or unknown."""
    at = {str(s.id): n for n, s in enumerate(of.table.places)}
    places = [p for p in wanted if p in at]
    rows = [at[p] for p in places]
    names = np.array([*of.table.sides, "unknown"])
    days = range(_FIRST.toordinal(), _LAST.toordinal() + 1)
    best: list[NDArray[np.int64]] = []
    for shot in as_known_now(of, days):
        shares = np.concatenate([shot.belief[: len(of.table.sides), rows], shot.belief[-1:, rows]])
        best.append(shares.argmax(axis=0))
    return {p: names[[day[n] for day in best]].tolist() for n, p in enumerate(places)}


def score(listed: Sequence[Town], said: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """Months and changes as the map has them."""
    months: list[bool | None] = []
    late: list[int | None] = []
    wrong: list[str] = []
    for town in listed:
        mine = said.get(town.place, ["unknown"] * ((_LAST - _FIRST).days + 1))
        day = town.changes[0][0].replace(day=15)
        while day < min(town.changes[-1][0] + timedelta(days=365), _LAST):
            day = (day + timedelta(days=31)).replace(day=15)
            if all((since.year, since.month) != (day.year, day.month) for since, _ in town.changes):
                holder = mine[(day - _FIRST).days]
                months.append(None if holder == "unknown" else right(holder, town.holder_on(day)))
        for since, holder in town.changes:
            begin = (since - _FIRST).days
            seen = [
                n - begin
                for n in range(max(begin - _SEEN_DAYS, 1), min(begin + _SEEN_DAYS, len(mine)))
                if right(mine[n], holder) and not right(mine[n - 1], holder)
            ]
            nearest = min(seen, key=abs, default=None)
            late.append(nearest)
            if nearest is None or abs(nearest) > _WEEK:
                wrong.append(
                    f"{town.place} {since} {holder}: {'not seen' if nearest is None else f'{nearest:+d} days'}"
                )
    asserted = [m for m in months if m is not None]
    dated = [n for n in late if n is not None]
    return {
        "towns": len(listed), "towns_of_which_something_is_said": sum(t.place in said for t in listed),
        "months": len(months), "asserted": share([m is not None for m in months]), "right_of_asserted": share(asserted),
        "changes": len(late), "seen": share([n is not None for n in late]),
        "within_a_week_of_seen": share([abs(n) <= _WEEK for n in dated]),
        "within_a_week_of_all": share([n is not None and abs(n) <= _WEEK for n in late]), "not": wrong,
    }  # fmt: skip


def main() -> None:
    """Measures and prints."""
    packs = load_packs(settings_from({}))
    claims = claims_in(Path(sys.argv[1]))
    listed, said = towns(), dict[str, list[str]]()
    for theatre in sorted({t.theatre for t in listed}):
        found = tabled((c for c in claims if c.theatre == theatre), packs, {SOURCE}).get(theatre)
        if found is not None:
            said.update(held(found, [t.place for t in listed if t.theatre == theatre]))
    by = {name: score([t for t in listed if t.theatre == name], said) for name in sorted({t.theatre for t in listed})}
    parts = {name: {k: v for k, v in part.items() if k != "not"} for name, part in by.items()}
    print(json.dumps({**score(listed, said), "by_theatre": parts, "bars": BARS, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
