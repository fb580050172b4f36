"""Series of days, late claims, views, changes, pockets, surfaces and briefs, on simulated and made claims."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from evals.simulate import START, Parameters, simulate
from evals.simulated_voices import VoiceShape
from evals.simulated_war import WarShape

from fogline import assessed, briefing
from fogline.control import tabled
from fogline.control.assess import Record, as_known_now, as_known_then, trust_as_earned
from fogline.control.changes import changes
from fogline.control.explain import explained
from fogline.control.pockets import pockets
from fogline.control.surface import REACH_KM, fronts, surface
from fogline.control.views import chosen
from fogline.outside import claim_from_outside
from fogline.records import Claim, ClaimType, Status
from tests.invented import pack
from tests.made import claim

DAYS = [START.toordinal() + n for n in range(100, 280, 20)]


@pytest.fixture(scope="module")
def told() -> list[Claim]:
    shape = WarShape(places=60, days=300, offensives=150)
    war = simulate(Parameters(seed=4, war=shape, voices=VoiceShape(claims=3000)))
    return [claim_from_outside(value) for report in war.reports() for value in report.claims]


@pytest.fixture(scope="module")
def record(told: list[Claim]) -> Record:
    return tabled(told, {})["simulated"]


def test_a_series_of_days_gives_what_each_day_gives_alone(record: Record) -> None:
    together = list(as_known_then(record, DAYS))
    for shot in together:
        (alone,) = as_known_then(record, [shot.day])
        assert np.abs(alone.belief - shot.belief).max() < 2e-4
        assert (alone.last == shot.last).all()
        assert np.abs(alone.contested - shot.contested).max() < 1e-3


def test_a_day_knows_nothing_of_what_was_published_later(told: list[Claim], record: Record) -> None:
    day = START + timedelta(days=160)
    earlier = [c for c in told if c.published is not None and c.published <= day]
    cut = tabled(earlier, {})["simulated"]
    (then,), (full,) = as_known_then(cut, [day.toordinal()]), as_known_then(record, [day.toordinal()])
    at = {s.id: n for n, s in enumerate(record.table.places)}
    best, same = then.belief.argmax(axis=0), full.belief.argmax(axis=0)
    assert all(best[n] == same[at[s.id]] for n, s in enumerate(cut.table.places))
    assert (trust_as_earned(cut).shape[0]) == len(cut.table)


def test_belief_is_a_distribution_and_knowing_more_is_surer(record: Record) -> None:
    for shots in (list(as_known_then(record, DAYS)), list(as_known_now(record, DAYS))):
        for shot in shots:
            assert shot.belief.sum(axis=0) == pytest.approx(1.0, abs=1e-3)
            assert shot.belief.min() > -1e-6
    then = np.mean([s.belief.max(axis=0).mean() for s in as_known_then(record, DAYS)])
    now = np.mean([s.belief.max(axis=0).mean() for s in as_known_now(record, DAYS)])
    assert now > then


def test_changes_are_to_another_holder_and_named_with_what_supports_them(record: Record) -> None:
    days = list(range(DAYS[0], DAYS[0] + 60))
    for change in changes(record, as_known_now(record, days)):
        assert change.before != change.after
        assert change.support or change.probability < 0.9


def test_a_silent_village_between_taken_ones_is_inferred_with_less_certainty() -> None:
    places = [(40.0, -30.0), (40.04, -30.0), (40.0, -29.95), (40.02, -29.98)]
    values = [
        {
            "id": f"c{n}{source}", "type": "control_gain", "source": source, "published": "2020-03-11",
            "initiator": [{"text": "L", "id": "league"}], "place_id": f"v{n}", "lat": lat, "lon": lon,
            "time": {"from": "2020-03-10", "to": "2020-03-10"},
        }
        for n, (lat, lon) in enumerate(places[:3])
        for source in "AB"
    ]  # fmt: skip
    quiet = {"id": "q", "type": "clash", "source": "A", "published": "2019-01-01", "place_id": "v3"}
    values.append({**quiet, "lat": places[3][0], "lon": places[3][1]})
    made = tabled([claim_from_outside(v) for v in values], {})[""]
    (shot,) = as_known_then(made, [date(2020, 3, 12).toordinal()])
    village, taken = shot.belief[0, 3], shot.belief[0, :3].min()
    assert 0.4 < village < taken


def test_views_choose_by_name_and_by_lean() -> None:
    packs = {"harran": pack()}
    assert chosen("all", packs) is None
    only = chosen("Reed Voice", packs)
    assert only is not None
    assert "reed voice" in only
    assert "Garrison Gazette" not in only
    without = chosen("without:Reed Voice", packs)
    assert without is not None
    assert "Reed Voice" not in without
    assert "Somebody" in without
    pro = chosen("pro:garrison", packs)
    assert pro is not None
    assert "Garrison Gazette" in pro
    assert "Somebody" not in pro


def ring(by: str, n: int, lat: float, lon: float) -> Claim:
    return claim_from_outside(
        {
            "id": f"r{n}{by}", "type": "control_hold", "source": "A", "published": "2020-03-11",
            "initiator": [{"text": by, "id": by}], "place_id": f"p{n:03d}", "lat": lat, "lon": lon,
        }
    )  # fmt: skip


def test_what_is_surrounded_is_a_pocket_and_what_is_joined_is_not(tmp_path: Path) -> None:
    grid = [(x, y) for x in range(9) for y in range(9)]
    claims = []
    for n, (x, y) in enumerate(grid):
        inside = (x, y) in {(2, 4), (2, 5), (3, 4)}
        by = "north" if inside or x >= 7 else "south"
        claims.append(ring(by, n, 40 + 0.05 * y, -30 + 0.065 * x))
    siege = {"id": "s", "type": "encirclement", "status": "ongoing", "source": "B", "published": "2020-03-11"}
    at = grid.index((2, 4))
    claims.append(
        claim_from_outside(
            {**siege, "target": [{"text": "n", "id": "north"}], "place_id": f"p{at:03d}", "lat": 40.2, "lon": -29.87}
        )
    )
    of = tabled(claims, {})[""]
    days = [date(2020, 3, d).toordinal() for d in (12, 13)]
    found = list(pockets(of, as_known_then(of, days)))
    assert [(p.side, len(p.places), p.besiegers, p.since.day) for p in found] == [("north", 3, ("south",), 12)] * 2
    assert found[0].claims == ("s",)
    evidence = assessed.Evidence(records={"=harran": of}, failures=(), view="all")
    rows = list(csv.DictReader("".join(assessed.siege_rows(evidence, {}, [date(2020, 3, 12)])).splitlines()))
    assert (rows[0]["theatre"], rows[0]["communities"], rows[0]["claimed"]) == ("'=harran", "3", "1")
    (shot,) = as_known_then(of, days[:1])
    cells = surface(of, shot)
    assert all(c.nearest_km <= REACH_KM for c in cells)
    lines = fronts(cells)
    assert lines
    assert {line.sides for line in lines} <= {("north", "south"), ("south", "north")}
    assert all(line.width_km > 0 for line in lines)


def test_an_explanation_names_the_claims_that_decide() -> None:
    claims = [
        claim("a"),
        claim("b", source="Harran Wire"),
        claim("c", ClaimType.CONTROL_HOLD, by="garrison", on=None, day="2020-01-01"),
    ]
    of = next(iter(tabled(claims, {}).values()))
    (shot,) = as_known_then(of, [date(2020, 3, 12).toordinal()])
    made = explained(of, shot, 0)
    assert made.holder == "marsh-league"
    assert {c.claim for c in made.claims if c.weight > 0} == {"a", "b"}
    assert [c.claim for c in made.claims if c.weight < 0] == ["c"]
    assert [abs(c.weight) for c in made.claims] == sorted((abs(c.weight) for c in made.claims), reverse=True)
    assert made.turned_by >= 1


def test_the_brief_of_a_day_cites_nothing_published_later() -> None:
    claims = [
        claim("z", ClaimType.CONTROL_HOLD, by="garrison", on=None, day="2020-02-20", source="Harran Wire"),
        *(claim(f"a{n}", source=f"Voice {n}") for n in range(3)),
        claim("late", source="Late Post", published="2020-03-15"),
        claim("denied", source="Late Post", status=Status.DENIED, published="2020-03-16"),
    ]
    evidence = assessed.Evidence(records=tabled(claims, {}), failures=(), view="all")
    made = briefing.brief(evidence, claims, {}, date(2020, 3, 12), days=7).markdown
    assert "came to be controlled" in made
    assert "Late Post" not in made
    assert "Others say otherwise" not in made
    later = briefing.brief(evidence, claims, {}, date(2020, 3, 12), days=7, smoothed=True).markdown
    assert "Late Post" in later


def test_the_brief_tells_a_holder_that_came_to_be_known_from_a_change_of_hands() -> None:
    claims = [claim("y", at=None, day="2020-03-01"), claim("a", on=None)]
    evidence = assessed.Evidence(records=tabled(claims, {}), failures=(), view="all")
    made = briefing.brief(evidence, claims, {}, date(2020, 3, 10)).markdown
    assert "oldmere came to be known as controlled by marsh" in made
    assert "came to be controlled" not in made


def test_the_brief_cites_the_claims_behind_each_change() -> None:
    claims = [
        claim("z", ClaimType.CONTROL_HOLD, by="garrison", on=None, day="2020-02-20", source="Harran Wire"),
        claim("a"),
        claim("b", source="Harran Wire"),
        claim("d", source="Third Voice"),
    ]
    of = tabled(claims, {})
    evidence = assessed.Evidence(records=of, failures=(), view="all")
    made = briefing.brief(evidence, claims, {}, date(2020, 3, 12), days=7)
    assert "came to be controlled by marsh" in made.markdown
    assert "[1]" in made.markdown
    assert "(`a`)" in made.markdown
    assert "<h1>" in made.html
    for word in ("liberat", "occup", "terror"):
        assert word not in made.markdown.lower()
