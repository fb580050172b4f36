from dataclasses import replace
from datetime import date

from fogline.fuse import explain, fuse_all, source_records
from fogline.fuse.reliability import admiralty_digit, admiralty_letter
from fogline.records import (
    ActorId,
    ActorResolution,
    Claim,
    ClaimType,
    Count,
    CountKind,
    Mention,
    Outcome,
    Role,
    Span,
    Status,
    Tie,
)
from tests.invented import pack
from tests.made import claim


def saying(made: Claim, text: str) -> Claim:
    return replace(made, quote=Mention(text=text, span=Span(0, len(text))))


def told_by(made: Claim, *ids: str) -> Claim:
    return replace(made, attributed_to=tuple(ActorResolution(text=i, span=None, id=ActorId(i)) for i in ids))


def killed(made: Claim, n: int) -> Claim:
    return replace(made, counts=(Count(text=str(n), span=None, what=CountKind.KILLED, low=n, best=n, high=n),))


def test_two_papers_that_quote_one_voice_are_one_voice() -> None:
    a = told_by(claim("a", source="Oldmere Post"), "garrison")
    b = told_by(claim("b", source="Reed Voice"), "garrison")
    (event,) = fuse_all([a, b], pack=pack()).events
    assert event.voices == 1
    assert {c.origin for c in event.claims} == {"garrison"}


def test_figures_are_kept_by_claimer_the_latest_of_each() -> None:
    claims = [
        killed(claim("a", ClaimType.SHELLING, source="Harran Wire"), 12),
        killed(claim("b", ClaimType.SHELLING, source="Reed Voice"), 30),
        killed(claim("c", ClaimType.SHELLING, source="Harran Wire", published="2020-03-11"), 15),
    ]
    (event,) = fuse_all(claims, pack=pack()).events
    (count,) = event.counts
    assert (count.low, count.high) == (15, 30)
    assert sorted(f.best or 0 for f in count.figures) == [15, 30]


def test_what_a_source_takes_back_stops_counting_and_stays_visible() -> None:
    first = claim("a", source="Oldmere Post")
    back = saying(
        claim("b", source="Oldmere Post", published="2020-03-12", status=Status.DENIED),
        "The report appeared to be fake.",
    )
    (event,) = fuse_all([first, back], pack=pack()).events
    part = next(c for c in event.claims if c.id == "a")
    assert (part.superseded, part.superseded_by) == (date(2020, 3, 12), "b")
    assert event.voices == 0
    assert fuse_all([first], pack=pack()).events[0].voices == 1


def test_another_sources_denial_contradicts_and_takes_nothing_back() -> None:
    claims = [claim("a"), claim("b", status=Status.DENIED, source="Reed Voice", published="2020-03-12")]
    (event,) = fuse_all(claims, pack=pack()).events
    assert [c.superseded for c in event.claims] == [None, None]
    assert {c.role for c in event.claims} == {Role.SUPPORTS, Role.DENIES}


def test_a_forecast_is_tied_to_what_came_of_it() -> None:
    foreseen = claim("f", status=Status.EXPECTED, day="2020-03-12", published="2020-03-05")
    came = claim("a", day="2020-03-11", source="Harran Wire")
    events = {e.claims[0].id: e for e in fuse_all([foreseen, came], pack=pack()).events}
    assert events[foreseen.id].outcome is Outcome.FULFILLED
    assert [(t.tie, t.event) for t in events[foreseen.id].ties] == [(Tie.CAME_OF, events[came.id].id)]
    late = replace(claim("z", at="saltby", day="2020-06-01"), theatre="harran")
    missed = {e.claims[0].id: e for e in fuse_all([foreseen, late], pack=pack()).events}
    assert missed[foreseen.id].outcome is Outcome.NOT_FULFILLED
    alone = fuse_all([foreseen], pack=pack()).events[0]
    assert alone.outcome is Outcome.OPEN


def test_attack_and_taking_are_two_events_in_a_row() -> None:
    attack, taking = claim("a", ClaimType.CLASH, day="2020-03-09"), claim("b", day="2020-03-11", source="Reed Voice")
    events = {e.claims[0].id: e for e in fuse_all([attack, taking], pack=pack()).events}
    assert [(t.tie, t.event) for t in events[attack.id].ties] == [(Tie.LEADS_TO, events[taking.id].id)]
    assert [(t.tie, t.event) for t in events[taking.id].ties] == [(Tie.FOLLOWS, events[attack.id].id)]


def test_places_of_one_sentence_are_events_of_their_own() -> None:
    text = "They took Oldmere, Reedham and Saltby."
    claims = [
        replace(saying(claim(str(n), at=at), text), report=claim("x").report)
        for n, at in enumerate(("oldmere", "reedham", "saltby"))
    ]
    assert len(fuse_all(claims, pack=pack()).events) == 3


def test_a_source_that_others_bear_out_earns_a_better_record_than_one_that_stands_alone() -> None:
    claims, spots = [], ("oldmere", "reedham", "saltby", "kings-quay")
    for n in range(24):
        day, at = f"2020-{3 + n // 12:02d}-{1 + 2 * (n % 12):02d}", spots[n % 4]
        for source in ("Alpha", "Beta", "Gamma"):
            claims.append(claim(f"{source}{n}", ClaimType.SHELLING, at=at, day=day, source=source))
        claims.append(
            claim(
                f"Lone{n}",
                ClaimType.EXPLOSION,
                at=spots[(n + 1) % 4],
                day=day,
                source="Lone",
                by="garrison",
                on="marsh-league",
            )
        )
    fusion = fuse_all(claims)
    records = {r.name: r for r in source_records(claims, fusion)}
    assert records["Alpha"].confirmed == 24
    assert records["Lone"].alone == 24
    best = {name: max(x.probability for x in r.reliability if x.claims) for name, r in records.items()}
    assert best["Alpha"] > best["Lone"]


def test_a_sources_silence_is_seen() -> None:
    days = ("2020-03-01", "2020-03-02", "2020-03-03", "2020-05-20", "2020-05-21")
    claims = [claim(str(n), day=d, source="Reed Voice") for n, d in enumerate(days)]
    (record,) = source_records(claims, fuse_all(claims, pack=pack()), pack())
    assert record.silent == ((date(2020, 3, 4), date(2020, 5, 19)),)


def test_the_explanation_names_voices_reasons_and_weights() -> None:
    claims = [claim("a"), claim("b", source="Reed Voice")]
    fusion = fuse_all(claims, pack=pack())
    text = "\n".join(explain(fusion.events[0], {c.id: c for c in claims}))
    for words in ("Oldmere Post", "Reed Voice", "same place", "what weighs", "2 independent voices"):
        assert words in text


def test_admiralty_codes_follow_probabilities() -> None:
    assert [admiralty_letter(p) for p in (0.95, 0.82, 0.7, 0.6, 0.3)] == list("ABCDE")
    assert admiralty_digit(3.0, 2, False) == 1
    assert admiralty_digit(3.0, 1, False) == 2
    assert admiralty_digit(-3.0, 1, False) == 5
    assert admiralty_digit(0.0, 0, False) == 6
