"""When well-known towns changed hands, by articles on battles and campaigns, read by Fogline itself.

    python -m evals.control_towns [--home FOLDER] [--claims FILE] [--keep FILE] [--unseen]

Reads those articles of `wikipedia_conflict` that name Syria or Iraq, and a year from 2012 on, five times each or more
(published 2023-09-03, all of one source), or takes claims made of them before; --keep writes what was read. The
reference, `evals/labels/towns.csv`, is written for this project from the facts of the encyclopaedia articles it names:
towns of Syria and Iraq, each with the days on which it came to be held by whom. The packs' baselines and handovers are
left out, so that all is told by the articles. Belief is as known now. The reader was trained on passages of some of
these articles: --unseen leaves all claims of such articles out.

Printed: of the months between a town's first change and a year after its last in which nothing changes, how many have a
holder in our map and how many of those the right one; of the changes, how many our map shows to the right holder at
all within half a year, and of those how many within a week. Prints JSON.
"""

import argparse
import csv
import json
import re
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.control_text import PUBLISHED, SOURCE, World, claims_in, read_from, share, world
from evals.surroundings import machine, shared
from fogline.control import tabled
from fogline.control.assess import Record, as_known_now
from fogline.records import Claim

TOWNS = Path(__file__).parent / "labels" / "towns.csv"
TRAINING = Path(__file__).parent.parent / "training" / "standoff"
BARS = {"right_of_asserted": 0.85, "within_a_week": 0.70, "towns": 30}
_COUNTED_AS = {"sy-opposition": {"sy-opposition", "hts", "turkey"}, "peshmerga": {"peshmerga", "sdf"}}
_FIRST, _LAST = date(2012, 1, 1), date(2021, 6, 1)
_SEEN_DAYS, _WEEK = 182, 7
_ABOUT, _YEARS, _OFTEN = re.compile("Syria|Iraq"), re.compile(r"\b20(?:1[2-9]|2\d)\b"), 5


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


def read(known: World, keep: Path | None) -> list[Claim]:
    """The claims of the articles about the two wars."""
    with tempfile.TemporaryDirectory() as folder:
        texts, out = Path(folder) / "articles", keep or Path(folder) / "claims.jsonl"
        texts.mkdir()
        with tarfile.open(shared() / "data" / "wikipedia_conflict" / "articles.tar.gz") as archive:
            for member in archive:
                file = archive.extractfile(member) if member.name.endswith(".md") else None
                text = file.read().decode("utf-8") if file is not None else ""
                if min(len(_ABOUT.findall(text)), len(_YEARS.findall(text))) >= _OFTEN:
                    (texts / Path(member.name).name).write_text(text, encoding="utf-8")
        return read_from(texts, known, out, "--published", PUBLISHED)


def trained_on() -> set[str]:
    """The file names of the articles of which the reader was trained on a passage."""
    ours = (TRAINING / "wikipedia_conflict.jsonl").read_text(encoding="utf-8").splitlines()
    names = [json.loads(line)["from"]["doc"] for line in ours]
    for path in (shared() / "claims" / "train_real").glob("wiki-*.json"):
        names += re.findall(r"\S+\.md\b", json.loads(path.read_text(encoding="utf-8"))["origin"])
    return {Path(name).name for name in names}


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a folder with the gazetteers of Syria and Iraq; made when left out")
    parser.add_argument("--claims", type=Path, help="claims of the articles, read before")
    parser.add_argument("--keep", type=Path, help="where the claims that are read are written")
    parser.add_argument(
        "--unseen", action="store_true", help="leave out articles that the reader has seen a passage of"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        known = world(options.home or Path(made), ("sy", "iq"))
        claims = claims_in(options.claims) if options.claims else read(known, options.keep)
    seen = trained_on() if options.unseen else set()
    claims = [replace(c, source=SOURCE) for c in claims if Path(c.document).name not in seen]
    listed, said = towns(), dict[str, list[str]]()
    for theatre in sorted({t.theatre for t in listed}):
        found = tabled((c for c in claims if c.theatre == theatre), known.packs, {SOURCE}).get(theatre)
        if found is not None:
            said.update(held(found, [t.place for t in listed if t.theatre == theatre]))
    by = {name: score([t for t in listed if t.theatre == name], said) for name in sorted({t.theatre for t in listed})}
    parts = {name: {k: v for k, v in part.items() if k != "not"} for name, part in by.items()}
    print(json.dumps({**score(listed, said), "by_theatre": parts, "bars": BARS, "machine": machine()}, indent=1))


if __name__ == "__main__":
    main()
