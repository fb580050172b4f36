"""What goes over from one side to another as a whole, by a pack's handovers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from fogline.control import holdings_of, snapshots, tabled
from fogline.control.evidence import said
from fogline.control.holdings import taken_of
from fogline.control.live import Live
from fogline.pack import Handover, Pack
from fogline.records import Claim, Holding, SideId
from tests.invented import pack
from tests.made import claim

DAY = date(2020, 6, 1)
AROUND_OLDMERE = ((39.99, -30.01), (39.99, -29.99), (40.01, -29.99), (40.01, -30.01))
ALL = ((39.0, -31.0), (39.0, -29.0), (41.0, -29.0), (41.0, -31.0))


def with_handover(outline: tuple[tuple[float, float], ...] = ALL, *, giver: str = "marsh-league") -> Pack:
    return replace(
        pack(),
        baselines=(),
        handovers=(
            Handover(
                day=DAY,
                giver=SideId(giver),
                taker=SideId("coastal-command"),
                outline=outline,
                probability=0.9,
                origin="told",
            ),
        ),
    )


def on(
    day: date, theatre: Pack, claims: Sequence[Claim], *, smoothed: bool = False, sources: frozenset[str] | None = None
) -> dict[str, Holding]:
    of = tabled(claims, {theatre.id: theatre}, sources)[theatre.id]
    (shot,) = snapshots(of, [day], smoothed=smoothed)
    return {h.place: h for h in holdings_of(of, shot, theatre=theatre.id, view="all")}


TAKEN = [claim("a"), claim("b", source="Harran Wire"), claim("c", at="saltby", by="garrison", on="marsh-league")]


@pytest.mark.parametrize("smoothed", [False, True])
def test_what_the_giver_held_is_the_takers_from_that_day_on_and_nobody_elses(smoothed: bool) -> None:
    before, after = (on(d, with_handover(), TAKEN, smoothed=smoothed) for d in (date(2020, 5, 31), date(2020, 6, 1)))
    assert (before["xh-oldmere"].holder, after["xh-oldmere"].holder) == ("marsh-league", "coastal-command")
    assert before["xh-saltby"].holder == after["xh-saltby"].holder == "garrison"


def test_it_holds_within_its_outline_alone() -> None:
    claims = [claim("a"), claim("b", at="saltby")]
    after = on(date(2020, 6, 2), with_handover(AROUND_OLDMERE), claims)
    assert (after["xh-oldmere"].holder, after["xh-saltby"].holder) == ("coastal-command", "marsh-league")


def test_a_view_of_chosen_sources_and_a_map_without_the_giver_have_none() -> None:
    assert on(date(2020, 6, 2), with_handover(), TAKEN, sources=frozenset({"Harran Wire"}))["xh-oldmere"].holder == (
        "marsh-league"
    )
    of = tabled(TAKEN, {"harran": with_handover(giver="nobody-yet")})["harran"]
    assert "coastal-command" not in of.table.sides


def test_a_claim_of_the_taker_is_no_surprise_after_it_and_tells_nothing_new_before() -> None:
    later = claim("d", by="coastal-command", on="marsh-league", day="2020-07-01")
    holders = [
        on(d, with_handover(), [*TAKEN, later], smoothed=True)["xh-oldmere"].holder
        for d in (date(2020, 5, 20), date(2020, 6, 20))
    ]
    assert holders == ["marsh-league", "coastal-command"]


def test_following_day_by_day_gives_what_a_single_run_does() -> None:
    theatre = with_handover()
    late = claim("late", at="saltby", by="marsh-league", on="garrison", day="2020-05-30")
    days = [date(2020, 5, d) for d in (29, 31)] + [date(2020, 6, d) for d in (1, 2, 5)]
    of = tabled([*TAKEN, late], {theatre.id: theatre})[theatre.id]
    series = [s.belief for s in snapshots(of, days)]
    for day, belief in zip(days, series, strict=True):
        (alone,) = snapshots(of, [day])
        assert belief == pytest.approx(alone.belief, abs=1e-5)


def test_a_map_kept_up_to_date_hands_over_too() -> None:
    theatre = with_handover()
    live = Live(taken_of(TAKEN, {theatre.id: theatre})[theatre.id], theatre)
    news = claim("e", at="saltby", by="garrison", on="marsh-league", day="2020-06-03")
    item = said(news, theatre)
    assert item is not None
    live.hear([item])
    shot = live.shot()
    place = [str(s.id) for s in live.of.table.places].index("xh-oldmere")
    assert live.of.table.sides[int(shot.belief[:-1, place].argmax())] == "coastal-command"
