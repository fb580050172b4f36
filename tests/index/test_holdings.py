"""Runs of holdings are looked up as a plain search through them would find them."""

import json
from datetime import date
from pathlib import Path

import numpy as np

from fogline.export.mapshapes import MapData, SideStyle
from fogline.export.payload import payload
from fogline.index.holdings import UNKNOWN, View, distance, open_view, runs_of, state_on, write_columns
from fogline.records import Holding, PlaceId, SideId, SideProbability

PLACES, DAYS = 9, 40


def invented(folder: Path, seed: int) -> View:
    """Runs of nine places: the first and the last have none, one has a run on every day."""
    chance = np.random.default_rng(seed)
    listed = [(p, d) for p in range(1, PLACES - 1) for d in range(DAYS) if p == 4 or chance.random() < 0.1 * p]
    place, day = (np.array(c) for c in zip(*listed, strict=True))
    small = {n: chance.integers(0, 3, len(place)).astype(np.uint8) for n in ("holder", "second")}
    shares = {n: chance.integers(0, 50, len(place)).astype(np.uint8) for n in ("p", "contested", "second_p")}
    last = {"last": day.astype(np.int32)}
    write_columns(folder, {"place": place, "day": day, **small, **shares, **last}, [UNKNOWN, "a", "b"], PLACES)
    made = open_view(folder)
    assert made is not None
    return made


def plainly(view: View, day: int, places: list[int]) -> dict[int, int]:
    """The run in force of each place, run by run."""
    found = {}
    for n in places:
        mine = [at for at in range(view.starts[n], view.starts[n + 1]) if view.runs["last"][at] <= day]
        if mine:
            found[n] = mine[-1]
    return found


def test_the_run_in_force_on_a_day_is_the_latest_begun(tmp_path: Path) -> None:
    view = invented(tmp_path / "one", 1)
    for day in (-1_000_000, -1, 0, 1, 17, DAYS - 1, DAYS, 1_000_000):
        for places in ([*range(PLACES)], [0], [4], [2, 4, 8], [PLACES - 2], []):
            state = state_on(view, day, np.array(places, dtype=np.int64))
            found = dict(zip(state.places.tolist(), state.at.tolist(), strict=True))
            assert found == plainly(view, day, places), (day, places)


def test_opinions_are_as_far_apart_as_their_shares(tmp_path: Path) -> None:
    one, two = (invented(tmp_path / name, seed) for name, seed in (("one", 1), ("two", 2)))
    places, at_a, at_b, apart = distance(state_on(one, 30), state_on(two, 30))
    assert len(places) == PLACES - 2
    for a, b, told in zip(at_a, at_b, apart, strict=True):
        shares = []
        for view, at in ((one, a), (two, b)):
            held = dict.fromkeys(view.holders, 0.0)
            held[view.holders[view.runs["holder"][at]]] += view.runs["p"][at] / 100
            held[view.holders[view.runs["second"][at]]] += view.runs["second_p"][at] / 100
            held[UNKNOWN] += max(0.0, 1.0 - sum(held.values()))
            shares.append(held)
        assert abs(told - sum(abs(shares[0][n] - shares[1][n]) for n in shares[0]) / 2) < 1e-9


def holding(day: int, league: float, garrison: float, contested: float = 0.0) -> Holding:
    """Who holds Oldmere on a day of March."""
    sides = (("garrison", garrison), ("marsh-league", league))
    return Holding(
        theatre=None, view="all", place=PlaceId("xh-oldmere"), name="Oldmere", lat=40.0, lon=-30.0,
        day=date(2020, 3, day), holder="marsh-league", probability=league, contested=contested,
        p_unknown=round(1 - league - garrison, 4), last_evidence=None,
        sides=tuple(SideProbability(side=SideId(s), probability=p) for s, p in sides),
    )  # fmt: skip


def test_a_file_and_a_server_tell_the_same_runner_up_from_the_same_days_on() -> None:
    held = [
        holding(1, 0.9, 0.04),
        holding(2, 0.89, 0.06),
        holding(3, 0.89, 0.07),
        holding(4, 0.85, 0.07),
        holding(5, 0.85, 0.07, 0.06),
        holding(6, 0.85, 0.07, 0.1),
    ]
    served = [(r.day.day, r.second, round(r.p, 2), round(r.contested, 2)) for r in runs_of(held)]
    assert served == [
        (1, None, 0.9, 0.0),
        (2, "garrison", 0.89, 0.0),
        (4, "garrison", 0.85, 0.0),
        (5, "garrison", 0.85, 0.06),
    ]
    sides = [SideStyle(id=s, name=s, colour="", pattern="") for s in ("garrison", "marsh-league")]
    data = MapData(
        title="", claims=(), events=(), reports={}, holdings=held, later=(), days=[h.day for h in held], sides=sides,
        sources={}, lines=(), labels=(),
    )  # fmt: skip
    (place,) = json.loads(json.dumps(payload(data)))["places"]
    names = {-1: None, 0: "garrison"}
    assert [(day + 1, names[second], p, contested) for day, _, p, contested, second, _ in place["runs"]] == served
