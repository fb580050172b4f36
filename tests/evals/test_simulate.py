"""The simulated war: the same from the same seed, and consistent with its own truth."""

from dataclasses import replace

import numpy as np
from evals.simulate import Parameters, drawn, intervals, reliability, simulate
from evals.simulated_voices import MADE_UP, RIGHT, WRONG_DAY, VoiceShape
from evals.simulated_war import GAIN, WITHDRAWAL, WarShape

from fogline.outside import claim_from_outside
from fogline.records import Status

SMALL = Parameters(seed=5, war=WarShape(places=80, days=400, sides=3, offensives=150), voices=VoiceShape(claims=4000))


def test_the_same_parameters_give_the_same_war_and_another_seed_another() -> None:
    one, two, other = simulate(SMALL), simulate(SMALL), simulate(replace(SMALL, seed=6))
    assert np.array_equal(one.war.holder, two.war.holder)
    assert [r.claims for r in one.reports()] == [r.claims for r in two.reports()]
    assert not np.array_equal(one.war.holder, other.war.holder)


def test_every_change_of_hands_is_a_gain_or_a_withdrawal_of_that_day() -> None:
    made = simulate(SMALL)
    day, place = np.nonzero(np.diff(made.war.holder, axis=0))
    assert len(day) > 10
    events = made.war.happenings
    told = np.isin(events.kind, (GAIN, WITHDRAWAL))
    known = set(zip(events.day[told].tolist(), events.place[told].tolist(), strict=True))
    assert set(zip((day + 1).tolist(), place.tolist(), strict=True)) <= known


def test_claims_are_the_outside_form_and_their_words_stand_in_the_report() -> None:
    made = simulate(SMALL)
    count = 0
    for report in made.reports():
        text = str(report.document["text"])
        for value in report.claims:
            claim = claim_from_outside(value)
            assert claim.published is not None
            assert claim.place is not None
            assert claim.place.lat is not None
            mentions = [claim.quote, claim.trigger, *claim.initiator, *claim.target]
            for mention in mentions:
                assert mention is not None
                assert mention.span is None or text[mention.span.start : mention.span.end] == mention.text
            assert (claim.status is Status.DENIED) == bool(made.said.denies[count])
            count += 1
    assert count == len(made.said)
    assert 2000 < count < 6000


def test_copies_repeat_an_earlier_claim_of_the_source_they_copy() -> None:
    made = simulate(SMALL)
    rows = np.flatnonzero(made.said.copy_of >= 0)
    assert len(rows) > 50
    first = made.said.copy_of[rows]
    assert (made.said.published[first] <= made.said.published[rows]).all()
    assert (made.said.kind[first] == made.said.kind[rows]).all()
    copied = {made.told[s].copies for s in np.unique(made.said.source[rows])}
    assert copied == set(np.unique(made.said.source[first]).tolist())


def test_a_right_gain_is_true_and_boasts_are_not() -> None:
    made = simulate(replace(SMALL, voices=replace(SMALL.voices, misread=0.0)))
    said, holder = made.said, made.war.holder
    gains = (said.kind == GAIN) & ~said.denies & (said.day >= 0)
    right = np.flatnonzero(gains & (said.fault == RIGHT))
    assert (holder[said.day[right], said.place[right]] == said.by[right]).all()
    boasts = np.flatnonzero(gains & (said.fault == MADE_UP))
    assert len(boasts) > 10
    assert (made.all_of.inventor[said.of[boasts]] >= 0).all()
    assert (said.fault == WRONG_DAY).any()


def test_silence_is_kept_and_reliabilities_are_shares() -> None:
    made = simulate(SMALL)
    for n, voice in enumerate(made.told):
        published = made.said.published[made.said.source == n]
        for start, end in voice.silent:
            assert not ((published >= start) & (published <= end)).any()
    assert all(0 < float(r["right"] or 0) <= 1 for r in reliability(made))


def test_holder_intervals_cover_every_day_once() -> None:
    made = simulate(SMALL)
    covered = np.zeros(made.war.holder.shape, dtype=int)
    for place, side, start, end in intervals(made.war):
        covered[start : end + 1, place] += 1
        assert (made.war.holder[start : end + 1, place] == side).all()
    assert (covered == 1).all()


def test_drawn_parameters_differ_by_seed() -> None:
    assert drawn(1) != drawn(2)
    assert drawn(3) == drawn(3)
