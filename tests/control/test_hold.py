import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fogline.control import hold
from fogline.fuse import fuse
from fogline.records import Claim, ClaimType, Holding, Status
from tests.invented import pack
from tests.made import claim


def held(
    claims: Sequence[Claim], day: str, at: str = "oldmere", *, smoothed: bool = False, with_pack: bool = False,
    sources: frozenset[str] | None = None,
) -> Holding | None:  # fmt: skip
    theatre = pack() if with_pack else None
    events = fuse(claims, pack=theatre)
    made = hold(
        events,
        {c.id: c for c in claims},
        {} if theatre is None else {theatre.id: theatre},
        days=[date.fromisoformat(day)],
        smoothed=smoothed,
        sources=sources,
    )
    return next((h for h in made if h.place == f"xh-{at}"), None)


def share(holding: Holding | None, side: str) -> float:
    assert holding is not None
    return {str(s.side): s.probability for s in holding.sides}.get(side, 0.0)


def test_a_side_that_takes_a_place_holds_it_with_a_probability() -> None:
    found = held([claim("a"), claim("b", source="Harran Wire")], "2020-03-12")
    assert found is not None
    assert found.holder == "marsh-league"
    assert 0.5 < found.probability < 1.0
    assert found.last_evidence == date(2020, 3, 10)
    assert set(found.evidence) == {"a", "b"}


def test_three_independent_reports_are_surer_than_one() -> None:
    one = held([claim("a")], "2020-03-12")
    three = held([claim(str(n), source=s) for n, s in enumerate(("A", "B", "C"))], "2020-03-12")
    assert share(three, "marsh-league") > share(one, "marsh-league")


def test_an_admission_is_surer_than_a_boast() -> None:
    boast = held([claim("a", source="Reed Voice")], "2020-03-12", with_pack=True)
    admission = held([claim("a", source="Garrison Gazette")], "2020-03-12", with_pack=True)
    assert share(admission, "marsh-league") > share(boast, "marsh-league")


def test_a_later_capture_turns_the_holder() -> None:
    claims = [claim("a"), claim("b", by="garrison", on="marsh-league", day="2020-04-01")]
    before, after = held(claims, "2020-03-20"), held(claims, "2020-04-02")
    assert before is not None
    assert after is not None
    assert (before.holder, after.holder) == ("marsh-league", "garrison")


def test_silence_makes_unknown() -> None:
    claims = [claim("a"), claim("b", source="Harran Wire")]
    shares = [share(held(claims, day), "marsh-league") for day in ("2020-03-11", "2020-09-11", "2024-03-11")]
    assert shares == sorted(shares, reverse=True)
    late = held(claims, "2024-03-11")
    assert late is not None
    assert late.holder == "unknown"
    assert late.p_unknown > 0.5


def test_only_what_was_published_by_the_day_counts_unless_smoothed() -> None:
    claims = [claim("a", published="2020-03-20"), claim("z", day="2020-03-01", by="garrison", on=None)]
    early, now = held(claims, "2020-03-12"), held(claims, "2020-03-12", smoothed=True)
    assert share(early, "marsh-league") < 0.01
    assert share(now, "marsh-league") > 0.4


def test_a_claim_without_a_date_of_publication_counts_only_smoothed() -> None:
    undated = [claim("a")]
    undated = [
        c.__class__(**{**{f: getattr(c, f) for f in c.__dataclass_fields__}, "published": None}) for c in undated
    ]
    assert held(undated, "2020-03-12") is None
    assert share(held(undated, "2020-03-12", smoothed=True), "marsh-league") > 0.4


def test_smoothing_knows_who_held_a_place_before_it_was_taken() -> None:
    claims = [claim("a", ClaimType.WITHDRAWAL, by="garrison", on="marsh-league"), claim("b", source="Harran Wire")]
    found = held(claims, "2020-03-05", smoothed=True)
    assert share(found, "garrison") > share(found, "marsh-league")


def test_a_denied_gain_is_less_sure_and_a_repelled_attack_holds() -> None:
    stated = held([claim("a")], "2020-03-12")
    denied = held([claim("a"), claim("b", status=Status.DENIED, source="Garrison Gazette")], "2020-03-12")
    assert share(denied, "marsh-league") < share(stated, "marsh-league")
    repelled = held([claim("a", ClaimType.CLASH, outcome="repelled")], "2020-03-12")
    assert share(repelled, "garrison") > share(repelled, "marsh-league")


def test_an_expected_gain_gives_nobody_the_place() -> None:
    found = held(
        [claim("a", status=Status.EXPECTED), claim("b", by="garrison", on=None, day="2020-03-01", source="B")],
        "2020-03-12",
    )
    assert share(found, "marsh-league") < 0.01


def test_fighting_makes_contested_and_time_ends_it() -> None:
    claims = [claim(str(n), ClaimType.CLASH, source=s) for n, s in enumerate("ABC")]
    hot, cold = held(claims, "2020-03-11"), held(claims, "2020-06-11")
    assert hot is not None
    assert cold is not None
    assert hot.contested > 0.4 > cold.contested


def test_the_baseline_is_where_belief_starts() -> None:
    found = held([claim("x", ClaimType.AID, at="saltby")], "2020-03-05", with_pack=True)
    assert found is not None
    assert found.holder == "garrison"
    assert found.evidence == ()


def test_a_view_hears_only_its_sources() -> None:
    claims = [
        claim("a", source="Reed Voice"),
        claim("b", by="garrison", on="marsh-league", day="2020-03-11", source="Garrison Gazette"),
    ]
    one = held(claims, "2020-03-12", sources=frozenset({"Reed Voice"}))
    two = held(claims, "2020-03-12", sources=frozenset({"Garrison Gazette"}))
    assert one is not None
    assert two is not None
    assert (one.holder, two.holder) == ("marsh-league", "garrison")


@st.composite
def wars(draw: st.DrawFn) -> list[Claim]:
    kinds = [
        ClaimType.CONTROL_GAIN,
        ClaimType.CONTROL_HOLD,
        ClaimType.WITHDRAWAL,
        ClaimType.CLASH,
        ClaimType.ENCIRCLEMENT,
    ]
    return [
        claim(
            f"c{n}",
            draw(st.sampled_from(kinds)),
            by=draw(st.sampled_from(["garrison", "marsh-league", None])),
            on=draw(st.sampled_from(["garrison", "marsh-league", None])),
            at=draw(st.sampled_from(["oldmere", "reedham", "saltby"])),
            day=(date(2020, 3, 1) + timedelta(days=draw(st.integers(0, 90)))).isoformat(),
            source=draw(st.sampled_from("ABC")),
            status=draw(st.sampled_from([Status.OCCURRED, Status.DENIED, Status.EXPECTED])),
        )
        for n in range(draw(st.integers(1, 10)))
    ]


@settings(max_examples=60, deadline=None)
@given(wars(), st.randoms(use_true_random=False), st.booleans())
def test_probabilities_sum_to_one_and_order_does_not_matter(
    claims: list[Claim], chance: random.Random, smoothed: bool
) -> None:
    days = [date(2020, 3, 1) + timedelta(days=20 * n) for n in range(6)]
    events = list(fuse(claims))
    by_id = {c.id: c for c in claims}
    made = hold(events, by_id, days=days, smoothed=smoothed)
    chance.shuffle(events)
    assert hold(events, by_id, days=days, smoothed=smoothed) == made
    for h in made:
        assert sum(s.probability for s in h.sides) + h.p_unknown == pytest.approx(1.0, abs=2e-3)
        assert 0.0 <= h.contested <= 1.0
        assert all(-1e-9 <= s.probability <= 1.0 for s in h.sides)


def test_who_attacked_a_place_and_took_it_the_same_day_holds_it() -> None:
    before = [claim(f"h{n}", ClaimType.CONTROL_HOLD, by="garrison", on=None, day=f"2020-02-{n:02d}") for n in (10, 20)]
    gain = claim("a")
    attack = claim("b", ClaimType.OFFENSIVE, source="Harran Wire")
    alone = share(held([*before, gain], "2020-03-20", smoothed=True), "marsh-league")
    both = share(held([*before, gain, attack], "2020-03-20", smoothed=True), "marsh-league")
    assert both > alone - 0.05


def test_denials_by_many_outweigh_one_who_says_so() -> None:
    before = claim("z", by="garrison", on=None, day="2020-02-01", source="Q")
    denied = [claim(f"d{n}", status=Status.DENIED, source=s, day="2020-03-11") for n, s in enumerate("ABCDEF")]
    found = held([before, claim("a"), *denied], "2020-03-12")
    assert share(found, "garrison") > 0.5 > share(found, "marsh-league")


def test_what_a_source_takes_back_it_never_said_from_that_day_on() -> None:
    before = claim("z", by="garrison", on=None, day="2020-02-01", source="Q")
    gain = claim("a", source="A", day="2020-03-10")
    back = claim("b", source="A", day="2020-03-14", status=Status.DENIED)
    of_another = claim("c", source="B", day="2020-03-14", status=Status.DENIED)
    told = share(held([before, gain], "2020-03-15"), "marsh-league")
    denied = share(held([before, gain, of_another], "2020-03-15"), "marsh-league")
    taken_back = share(held([before, gain, back], "2020-03-15"), "marsh-league")
    assert taken_back < 0.1 < denied < told
    assert share(held([before, gain, back], "2020-03-15", smoothed=True), "marsh-league") < 0.1
    as_known_before = share(held([before, gain, back], "2020-03-13"), "marsh-league")
    assert as_known_before == pytest.approx(share(held([before, gain], "2020-03-13"), "marsh-league"), abs=0.02)


def test_who_leaves_without_a_successor_makes_room() -> None:
    before = [claim("z", by="garrison", on=None, day="2020-02-01", source="Q"),
              claim("y", by="marsh-league", on=None, at="saltby", day="2020-02-01", source="Q")]  # fmt: skip
    left = [claim(s, ClaimType.WITHDRAWAL, by="garrison", on=None, source=s) for s in "ABCDEF"]
    for smoothed in (False, True):
        found = held([*before, *left], "2020-04-01", smoothed=smoothed)
        assert share(found, "garrison") < 0.5


def test_a_holder_told_outright_is_not_overruled_by_ground_that_becomes_known_beside_it() -> None:
    here = claim("a", ClaimType.CONTROL_HOLD, by="garrison", on=None, day="2020-03-01", source="Q")
    beside = claim("b", ClaimType.CONTROL_HOLD, by="marsh-league", on=None, at="saltby", day="2020-03-02", source="Q")
    found = held([here, beside], "2020-03-05")
    assert found is not None
    assert found.holder == "garrison"
