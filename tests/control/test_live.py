"""A map brought up to date by new reports is the one that all reports give."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from evals.simulate import START, Parameters, simulate
from evals.simulated_voices import VoiceShape
from evals.simulated_war import WarShape
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from fogline import assessed
from fogline.cli import app
from fogline.control.assess import Snapshot
from fogline.control.evidence import Kind, Said, said
from fogline.control.holdings import taken_of
from fogline.control.live import Live
from fogline.control.table import Tabulator
from fogline.outside import claim_from_outside
from fogline.records import PlaceId

DAYS = 150


@pytest.fixture(scope="module")
def reports() -> list[list[Said]]:
    """The evidence of reports in the order of publication."""
    shape = WarShape(places=40, days=DAYS, offensives=120)
    war = simulate(Parameters(seed=5, war=shape, voices=VoiceShape(claims=1500)))
    made = []
    for report in war.reports():
        items = [said(claim_from_outside(value), None) for value in report.claims]
        made.append([i for i in items if i is not None])
    return made


def taken(reports: list[list[Said]]) -> Tabulator:
    made = Tabulator()
    for report in reports:
        for item in report:
            made.add(item)
    return made


def same(a: Snapshot, b: Snapshot) -> None:
    assert a.day == b.day
    assert np.abs(a.belief - b.belief).max() < 1e-5
    assert np.abs(a.contested - b.contested).max() < 1e-3
    assert (a.last == b.last).all()
    assert (a.heard == b.heard).all()


@settings(max_examples=12, deadline=None)
@given(st.integers(150, 700), st.integers(1, 8), st.integers(1, 4))
def test_reports_heard_one_by_one_give_the_map_of_all(
    reports: list[list[Said]], known: int, more: int, at_once: int
) -> None:
    live = Live(taken(reports[:known]))
    fresh = reports[known : known + more]
    for n in range(0, len(fresh), at_once):
        live.hear([item for report in fresh[n : n + at_once] for item in report])
    whole = Live(taken(reports[: known + more]))
    same(live.shot(), whole.shot())
    assert live.of.table.claims == whole.of.table.claims
    assert (live.of.table.echo == whole.of.table.echo).all()
    assert (live.of.table.starts == whole.of.table.starts).all()


def test_most_reports_touch_little(reports: list[list[Said]]) -> None:
    live = Live(taken(reports[:600]))
    assert sum(live.hear(report) for report in reports[600:640]) >= 38


def test_what_changes_everything_is_computed_anew(reports: list[list[Said]]) -> None:
    live = Live(taken(reports[:600]))
    like = next(i for report in reports[599::-1] for i in report if i.kind is Kind.GAIN and i.by is not None)
    late = {"known": START + timedelta(days=DAYS), "day": START + timedelta(days=DAYS)}
    changes: list[dict[str, Any]] = [
        {"source": "A source nobody knew", **late},
        {"spot": replace(like.spot, id=PlaceId("elsewhere"), lat=like.spot.lat + 0.01), **late},
        {"by": "a side nobody knew", **late},
        {"kind": Kind.DENIED_GAIN, "fighting": 0.0, **late},
        {"known": START + timedelta(days=3), "day": START + timedelta(days=3), "opens": START + timedelta(days=3)},
    ]
    heard = reports[:600]
    for n, change in enumerate(changes):
        item = replace(like, document=f"late {n}", **change)
        assert not live.hear([item])
        heard = [*heard, [item]]
        same(live.shot(), Live(taken(heard)).shot())


def test_a_report_on_the_day_after_the_last_moves_the_map_on(reports: list[list[Said]]) -> None:
    live = Live(taken(reports[:600]))
    like = reports[599][0]
    day = like.known + timedelta(days=4) if like.known is not None else START
    item = replace(like, document="next", known=day, day=day, opens=day)
    before = live.shot()
    assert live.hear([item])
    assert live.day == day.toordinal() > before.day
    same(live.shot(), Live(taken([*reports[:600], [item]])).shot())


def test_follow_says_which_places_a_report_moved_and_ends_where_all_claims_do(tmp_path: Path) -> None:
    shape = WarShape(places=40, days=DAYS, offensives=120)
    war = simulate(Parameters(seed=5, war=shape, voices=VoiceShape(claims=900)))
    written = list(war.reports())
    values = [value for report in written for value in report.claims]
    known = sum(len(report.claims) for report in written[:-40])
    lines = [json.dumps(value) + "\n" for value in values]
    (tmp_path / "known.jsonl").write_text("".join(lines[:known]))
    (tmp_path / "all.jsonl").write_text("".join(lines))
    result = CliRunner().invoke(app, ["follow", str(tmp_path / "known.jsonl")], input="".join(lines[known:]))
    assert result.exit_code == 0
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(told) == sum(1 for report in written[-40:] if report.claims)
    assert 0 < sum(len(one["moved"]) for one in told) < 40 * 12
    days = (date.fromordinal(Live(taken_of(map(claim_from_outside, values), {})["simulated"]).day),)
    whole = {h.place: h for h in assessed.series(assessed.from_claims(tmp_path / "all.jsonl", {}), days)}
    last = {h["place_id"]: h for one in told for h in one["moved"] if h["date"] == days[0].isoformat()}
    assert last
    assert sum(whole[place].holder == h["holder"] for place, h in last.items()) >= 0.9 * len(last)
