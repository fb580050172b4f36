"""How long control takes on many places, days and claims, and for one new report.

    python -m evals.control_scale [PLACES DAYS CLAIMS] [--daily] [--reports]

The evidence is drawn straight into a table (reading a claims file is not measured here), belief is then followed over
all days as known then: once for the last day, with --daily for every day. Seconds are those of the processor, so that
other work on the machine counts little. With --reports, forty more claims are heard one by one instead, each from a
report of its own up to a month back, and the slowest, the median and a run anew are timed. Prints JSON.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from evals.surroundings import machine
from fogline.control.assess import as_known_then, record, trust_as_earned
from fogline.control.evidence import KINDS, Said, Spot
from fogline.control.live import Live
from fogline.control.table import Table, Tabulator, echoes
from fogline.control.weigh import learned
from fogline.records import ClaimId, PlaceId

BARS = {"seconds": 300, "peak_mb": 4000}
_START = 735_000


def table_of(places: int, days: int, claims: int) -> Table:
    """A table of claims spread evenly over places and days, by twelve sources about three sides."""
    chance = np.random.default_rng(1)
    place, day = chance.integers(0, places, claims), chance.integers(0, days, claims) + _START
    order = np.lexsort((day, place))
    place, day = place[order], day[order]
    known = day + chance.geometric(0.5, claims) - 1
    by = chance.integers(0, 3, claims)
    side = int(np.sqrt(places)) + 1
    spots = tuple(
        Spot(id=PlaceId(f"p{n:06d}"), name=f"p{n}", lat=30 + 0.05 * (n // side), lon=40 + 0.05 * (n % side))
        for n in range(places)
    )
    fields: dict[str, Any] = {
        "kind": chance.integers(0, len(KINDS) - 1, claims), "source": chance.integers(0, 12, claims), "by": by,
        "on": (by + chance.integers(1, 3, claims)) % 3, "place": place, "day": day, "opens": day, "known": known,
    }  # fmt: skip
    made = Table(
        places=spots, sides=("a", "b", "c"), sources=tuple(f"s{n:02d}" for n in range(12)),
        claims=tuple(ClaimId(f"c{n}") for n in range(claims)), dated=np.ones(claims, dtype=bool),
        sure=np.full(claims, 0.9, np.float32), fighting=np.zeros(claims, np.float32),
        words=np.zeros(claims, dtype=np.uint32), echo=np.zeros(claims, dtype=np.int64),
        starts=np.searchsorted(place, np.arange(places + 1)), **fields,
    )  # fmt: skip
    made.echo[:] = echoes(made)
    return made


def said_of(table: Table, rows: Sequence[int]) -> Iterator[Said]:
    """Rows as evidence, each from a document of its own."""
    for n in rows:
        day = date.fromordinal(int(table.day[n]))
        yield Said(
            claim=table.claims[n], spot=table.places[table.place[n]], kind=KINDS[table.kind[n]],
            source=table.sources[table.source[n]], day=day, dated=True, opens=day, since=None,
            known=date.fromordinal(int(table.known[n])), document=f"d{n}", at=0, by=table.sides[table.by[n]],
            on=table.sides[table.on[n]], sure=float(table.sure[n]), fighting=0.0,
        )  # fmt: skip


def one_by_one(table: Table, reports: int = 40) -> dict[str, object]:
    """Seconds of the processor that one more report takes; each is of a day up to a month before it is known."""
    taken = Tabulator()
    for item in said_of(table, range(len(table))):
        taken.add(item)
    clock = time.process_time()
    live = Live(taken)
    anew = time.process_time() - clock
    chance, took, local = np.random.default_rng(2), [], 0
    for n, like in enumerate(said_of(table, chance.integers(0, len(table), reports).tolist())):
        known = live.day + (n % 4 == 0)
        day = date.fromordinal(known - int(chance.integers(0, 30)))
        item = replace(like, document=f"new {n}", day=day, opens=day, known=date.fromordinal(known))
        clock = time.process_time()
        local += live.hear([item])
        live.shot()
        took.append(time.process_time() - clock)
    return {"anew_s": round(anew, 1), "reports": reports, "touched_little": local,
            "median_s": round(float(np.median(took)), 3), "slowest_s": round(max(took), 3), "bar_s": 0.2}  # fmt: skip


def main() -> None:
    """Measures and prints."""
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    places, days, claims = numbers if len(numbers) == 3 else (10_000, 3652, 1_000_000)
    table = table_of(places, days, claims)
    if "--reports" in sys.argv:
        heard = one_by_one(table)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({"places": places, "days": days, "claims": claims, **heard,
                          "peak_mb": round(peak / 1024), "machine": machine()}))  # fmt: skip
        return
    clock, wall = time.process_time(), time.perf_counter()
    of = record(table, learned())
    trust = trust_as_earned(of)
    trusted = time.process_time() - clock
    last = int(table.known.max())
    chosen = list(range(_START, last + 1)) if "--daily" in sys.argv else [last]
    count = sum(1 for _ in as_known_then(of, chosen, trust))
    print(
        json.dumps(
            {
                "places": places,
                "days": days,
                "claims": claims,
                "answers": count,
                "trust_s": round(trusted, 1),
                "all_s": round(time.process_time() - clock, 1),
                "wall_s": round(time.perf_counter() - wall, 1),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "bars": BARS,
                "machine": machine(),
            }
        )
    )


if __name__ == "__main__":
    main()
