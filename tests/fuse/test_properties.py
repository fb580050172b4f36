"""What must hold for any claims: order, completeness, duplicates, judgements, and bringing up to date."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fogline.fuse import fuse_all
from fogline.pipeline import fuse_theatre
from fogline.records import Claim, ClaimId, Event, Judgement, Role, Verdict
from tests.fuse.test_fuse import STORY, judgement, many
from tests.invented import pack
from tests.made import claim

FEW = settings(max_examples=40, deadline=None)


def beliefs(events: tuple[Event, ...]) -> dict[frozenset[str], tuple[object, ...]]:
    """What each event says by its claims that are no copies."""
    return {
        frozenset(c.id for c in e.claims if c.role is not Role.COPY): (
            e.type, e.status, e.confidence, e.voices, e.start, e.end, e.place, e.counts, e.initiator, e.target,
            e.credibility, e.differing,
        )
        for e in events
    }  # fmt: skip


@FEW
@given(many(), st.randoms(use_true_random=False), st.data())
def test_bringing_up_to_date_equals_a_whole_run(
    claims: list[Claim], chance: random.Random, data: st.DataObject
) -> None:
    known = data.draw(st.integers(0, len(claims)))
    before = fuse_all(claims[:known], pack=pack())
    now = claims[:]
    if known and data.draw(st.booleans()):
        now = now[1:]
    chance.shuffle(now)
    whole, brought = fuse_all(now, pack=pack()), fuse_all(now, pack=pack(), previous=before)
    assert brought.events == whole.events
    assert brought.linkage.groups == whole.linkage.groups
    assert brought.linkage.patterns.tolist() == whole.linkage.patterns.tolist()


@FEW
@given(many(), st.integers(0, 11), st.integers(0, 6))
def test_a_duplicate_report_changes_no_belief(claims: list[Claim], which: int, late: int) -> None:
    claims = [replace(c, quote=replace(c.quote, text=f"{STORY} Item {c.id}.")) for c in claims if c.quote is not None]
    model = claims[which % len(claims)]
    published = None if model.published is None else model.published + timedelta(days=late)
    twin = replace(model, id=ClaimId("zz"), document="zz", report=None, source="Reed Voice", published=published)
    before, after = fuse_all(claims, pack=pack()), fuse_all([*claims, twin], pack=pack())
    if "zz" in after.copied:
        assert beliefs(before.events) == beliefs(after.events)


def test_the_duplicate_of_that_property_is_seen_as_one() -> None:
    first = claim("a", quote=STORY, source="Harran Wire")
    twin = replace(first, id=ClaimId("zz"), document="zz", report=None, source="Reed Voice")
    assert fuse_all([first, twin], pack=pack()).copied == {"zz": "a"}


@FEW
@given(many(), st.sampled_from([Verdict.SAME, Verdict.DIFFERENT, Verdict.WRONG, Verdict.CORRECTED]), st.data())
def test_a_judgement_and_its_withdrawal_leave_nothing(
    claims: list[Claim], verdict: Verdict, data: st.DataObject
) -> None:
    ids = [c.id for c in claims]
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2))
    judged = replace(judgement(verdict, *chosen), value='{"type": "clash", "from": "2020-03-01"}')
    gone: Judgement = judgement(Verdict.WITHDRAWN, *chosen, moment="2020-01-02T00:00:00Z")
    assert fuse_theatre(claims, pack(), judgements=[gone, judged]).events == fuse_theatre(claims, pack()).events


@FEW
@given(many(), st.data())
def test_judgements_bind(claims: list[Claim], data: st.DataObject) -> None:
    ids = [c.id for c in claims]
    a, b = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ids))
    if a == b:
        return
    event = {
        c.id: e.id
        for e in fuse_theatre(claims, pack(), judgements=[judgement(Verdict.SAME, a, b)]).events
        for c in e.claims
    }
    assert event[ClaimId(a)] == event[ClaimId(b)]
    event = {
        c.id: e.id
        for e in fuse_theatre(claims, pack(), judgements=[judgement(Verdict.DIFFERENT, a, b)]).events
        for c in e.claims
    }
    assert event[ClaimId(a)] != event[ClaimId(b)]
