import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fogline.fuse import explain, fuse, fuse_all
from fogline.outside import event_to_outside
from fogline.pipeline import fuse_theatre
from fogline.records import (
    Claim,
    ClaimId,
    ClaimType,
    Count,
    CountKind,
    Event,
    Judgement,
    Report,
    ReportId,
    Role,
    Status,
    Verdict,
)
from tests.invented import pack
from tests.made import claim

STORY = (
    "Fighters of the Marsh League took the town of Oldmere on Tuesday after two days of heavy fighting, a local source "
    "told the paper. At least nine men of the garrison were killed and two boats were burnt at the quay before dawn."
)


def timed(made: Claim, words: str) -> Claim:
    assert made.time is not None
    return replace(made, time=replace(made.time, text=words))


def killed(n: int) -> Count:
    return Count(text=str(n), span=None, what=CountKind.KILLED, low=n, best=n, high=n)


def judgement(verdict: Verdict, *ids: str, moment: str = "2020-01-01T00:00:00Z", author: str = "a") -> Judgement:
    return Judgement(
        id=f"{verdict}-{moment}-{author}", verdict=verdict, claims=tuple(ClaimId(i) for i in ids), document="", trigger=None,
        type=None, author=author, moment=moment,
    )  # fmt: skip


def of(events: tuple[Event, ...], id_: str) -> Event:
    (found,) = [e for e in events if any(c.id == id_ for c in e.claims)]
    return found


def roles(event: Event) -> dict[str, Role]:
    return {c.id: c.role for c in event.claims}


@st.composite
def many(draw: st.DrawFn) -> list[Claim]:
    made = []
    for n in range(draw(st.integers(1, 12))):
        made.append(
            claim(
                f"c{n}",
                draw(st.sampled_from([ClaimType.CONTROL_GAIN, ClaimType.CLASH, ClaimType.SHELLING])),
                by=draw(st.sampled_from(["garrison", "marsh-league", None])),
                on=draw(st.sampled_from(["garrison", "marsh-league", None])),
                at=draw(st.sampled_from(["oldmere", "reedham", "saltby", "kings-quay", None])),
                day=draw(st.sampled_from(["2020-03-10", "2020-03-11", "2020-03-20", None])),
                source=draw(st.sampled_from(["Oldmere Post", "Reed Voice", "Harran Wire"])),
                status=draw(st.sampled_from(list(Status))),
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(many(), st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter_and_none_is_lost(claims: list[Claim], chance: random.Random) -> None:
    mixed = claims[:]
    chance.shuffle(mixed)
    events = fuse(claims, pack=pack())
    assert fuse(mixed, pack=pack()) == events
    listed = [c.id for e in events for c in e.claims]
    assert sorted(listed) == sorted(c.id for c in claims)


def test_one_happening_in_three_papers_is_one_event_with_three_voices() -> None:
    events = fuse(
        [claim(str(n), source=s) for n, s in enumerate(("Oldmere Post", "Reed Voice", "Harran Wire"))], pack=pack()
    )
    assert [e.voices for e in events] == [3]


@pytest.mark.parametrize(
    "other",
    [
        claim("b", at="kings-quay"),
        claim("b", day="2020-05-01"),
        claim("b", by="garrison", on="marsh-league"),
        claim("b", ClaimType.SHELLING),
        claim("b", status=Status.EXPECTED),
    ],
)
def test_another_place_time_side_type_or_mode_is_another_event(other: Claim) -> None:
    assert len(fuse([claim("a"), replace(other, source="Reed Voice")], pack=pack())) == 2


def test_an_undated_denial_joins_what_it_denies_up_to_a_fortnight_later() -> None:
    for published, events in (("2020-03-11", 1), ("2020-03-20", 1), ("2020-03-30", 2), ("2020-03-05", 2)):
        late = claim("b", status=Status.DENIED, source="Garrison Gazette", day=None, published=published)
        assert len(fuse([claim("a"), late], pack=pack())) == events, published


def test_an_undated_denial_joins_the_latest_of_two_it_may_mean() -> None:
    late = claim("c", status=Status.DENIED, source="Garrison Gazette", day=None, published="2020-03-12")
    told = [claim("a", day="2020-03-02"), claim("b", day="2020-03-11", source="Harran Wire")]
    made = {frozenset(c.id for c in e.claims) for e in fuse([*told, late], pack=pack())}
    assert made == {frozenset("a"), frozenset("bc")}


def test_a_denial_joins_what_it_denies() -> None:
    (event,) = fuse([claim("a"), claim("b", status=Status.DENIED, source="Garrison Gazette")], pack=pack())
    assert roles(event) == {"a": Role.SUPPORTS, "b": Role.DENIES}
    assert event.voices == 1
    alone = fuse([claim("a")], pack=pack())[0]
    assert event.confidence < alone.confidence


def test_a_repost_is_a_copy_and_no_voice() -> None:
    first = claim("a", quote=STORY, source="Harran Wire")
    repost = claim("b", quote=STORY, source="Reed Voice", published="2020-03-12")
    (event,) = fuse([repost, first], pack=pack())
    assert roles(event) == {"a": Role.SUPPORTS, "b": Role.COPY}
    assert next(c.copy_of for c in event.claims if c.id == "b") == "a"
    assert event.voices == 1


@pytest.mark.parametrize(
    "again",
    [
        claim("b", quote=STORY, source="Reed Voice", published="2020-05-20"),
        timed(claim("b", quote=STORY, source="Reed Voice", day="2020-03-14"), "on Saturday"),
        replace(claim("b", quote=STORY, source="Reed Voice"), counts=(killed(30),)),
    ],
)
def test_set_phrases_of_another_month_day_or_figure_are_no_copies(again: Claim) -> None:
    first = replace(timed(claim("a", quote=STORY, source="Harran Wire"), "on Tuesday"), counts=(killed(9),))
    assert fuse_all([first, again], pack=pack()).copied == {}


def test_with_the_reports_a_trimmed_copy_is_told_by_its_text() -> None:
    first = claim("a", quote="They took it.", source="Harran Wire")
    second = claim("b", quote="They took it, we hear.", source="Reed Voice", published="2020-03-12")
    reports = [
        Report(
            id=ReportId(str(first.report)),
            key="a",
            source="Harran Wire",
            text=STORY + " They took it.",
            published=first.published,
        ),
        Report(
            id=ReportId(str(second.report)),
            key="b",
            source="Reed Voice",
            text=STORY[:190] + " They took it, we hear.",
            published=second.published,
        ),
    ]
    (event,) = fuse([first, second], reports=reports, pack=pack())
    assert roles(event)["b"] is Role.COPY


def test_a_duplicate_report_changes_nothing_but_copies() -> None:
    first = claim("a", quote=STORY, source="Harran Wire")
    copy = claim("b", quote=STORY, source="Reed Voice", published="2020-03-15")
    (before,), (after,) = fuse([first], pack=pack()), fuse([first, copy], pack=pack())
    assert (before.voices, before.start, before.end) == (after.voices, after.start, after.end)
    assert before.confidence == pytest.approx(after.confidence)


def test_a_claim_against_its_sources_interest_weighs_more_than_a_boast() -> None:
    boast = fuse([claim("a", source="Reed Voice")], pack=pack())[0]
    admission = fuse([claim("a", source="Garrison Gazette")], pack=pack())[0]
    neutral = fuse([claim("a", source="Harran Wire")], pack=pack())[0]
    assert boast.confidence < admission.confidence
    assert boast.confidence < neutral.confidence


def test_judgements_bind_and_can_be_withdrawn() -> None:
    def events(claims: list[Claim], *judged: Judgement) -> tuple[Event, ...]:
        return fuse_theatre(claims, pack(), judgements=judged).events

    a, b = claim("a"), claim("b", at="kings-quay", source="Reed Voice")
    apart = events([a, b])
    same = judgement(Verdict.SAME, "a", "b")
    assert len(events([a, b], same)) == 1
    gone = judgement(Verdict.WITHDRAWN, "a", "b", moment="2020-01-02T00:00:00Z")
    assert events([a, b], gone, same) == apart
    twins = [claim("a"), claim("b", source="Reed Voice")]
    assert len(events(twins)) == 1
    assert len(events(twins, judgement(Verdict.DIFFERENT, "a", "b"))) == 2
    assert [c.id for e in events(twins, judgement(Verdict.WRONG, "b")) for c in e.claims] == ["a"]


def test_the_day_of_publication_is_never_passed_off_as_the_day_it_happened() -> None:
    undated = claim("a", day=None, published="2020-03-10")
    (event,) = fuse([undated], pack=pack())
    assert not event.dated
    assert event_to_outside(event)["time"] == {"from": "2020-03-10", "to": "2020-03-10", "basis": "published"}
    assert "day unsaid" in "\n".join(explain(event, {undated.id: undated}))
    (both,) = fuse([undated, claim("b", source="Reed Voice", day="2020-03-09")], pack=pack())
    assert (both.dated, str(both.start), str(both.end)) == (True, "2020-03-09", "2020-03-09")


def test_claims_of_an_unknown_war_are_fused_without_a_pack() -> None:
    events = fuse([claim("a"), claim("b", source="Who Knows")])
    assert [e.voices for e in events] == [2]


def test_every_joined_claim_says_why() -> None:
    (event,) = fuse([claim("a"), claim("b", source="Reed Voice")], pack=pack())
    assert all(any("place" in r.feature for r in c.reasons) for c in event.claims)


def test_the_same_document_twice_is_one_report() -> None:
    made = claim("a", quote=STORY)
    twin = Report(id=ReportId(str(made.report)), key="a", source="s", text=STORY, published=made.published)
    assert fuse([made], reports=[twin, twin], pack=pack()) == fuse([made], reports=[twin], pack=pack())
