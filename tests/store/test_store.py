import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from fogline import codec, run
from fogline.errors import StoreError
from fogline.fuse import Fusion, fuse
from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.pipeline import Knowledge, fuse_claims, fuse_theatre
from fogline.read.theatre import TheatreTeller
from fogline.records import Claim, ClaimId, ClaimType, Failure, Judgement, Reading, Report, Run, Status, Verdict
from fogline.store import Store, open_store
from tests.invented import pack
from tests.made import claim


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "deep" / "s.sqlite")


def report(text: str = "The army left.", key: str = "k") -> Report:
    return Report(id=codec.report_id("s", key, text), key=key, source="s", text=text)


def test_reports_are_added_once_and_come_back_whole(store: Store) -> None:
    one, two = report(), report("Another text.")
    assert store.add_reports([one, two, one]) == 2
    assert store.add_reports([one]) == 0
    assert sorted(r.text for r in store.reports()) == ["Another text.", "The army left."]
    assert store.report(one.id) == one


def test_reading_is_done_once_for_each_fingerprint_and_replaces_claims(store: Store) -> None:
    one = report()
    store.add_reports([one])
    assert store.unread("f1") == (one.id,)
    made = claim("a")
    mine = made.__class__(**{**{f: getattr(made, f) for f in made.__dataclass_fields__}, "report": one.id})
    store.put_claims("f1", [(one, [mine])])
    assert store.unread("f1") == ()
    assert store.unread("f2") == (one.id,)
    store.put_claims("f2", [(one, [])])
    assert list(store.claims()) == []


def with_claims(store: Store, *claims: Claim) -> None:
    one = report(" ".join(c.id for c in claims), key=claims[0].id)
    store.add_reports([one])
    store.put_claims("f", [(one, [replace(c, report=one.id) for c in claims])])


def test_events_know_which_claims_they_were_fused_from(store: Store) -> None:
    assert store.fused_from() == {}
    with_claims(store, claim("a"))
    marks = store.claims_fingerprints()
    store.put_events("harran", fuse([claim("a")]), marks["harran"])
    assert store.fused_from() == marks
    assert [c.id for e in store.events() for c in e.claims] == ["a"]


def test_only_events_that_changed_are_written(store: Store) -> None:
    other = replace(claim("b", at="reedham"), theatre=None)
    assert store.put_events("harran", fuse([claim("a"), claim("c", ClaimType.DETENTION)]), "x") == 2
    assert store.put_events("", fuse([other]), "y") == 1
    assert store.put_events("harran", fuse([claim("a"), claim("c", ClaimType.DETENTION)]), "x") == 0
    assert store.put_events("harran", fuse([claim("a")]), None) == 0
    assert sorted(c.id for e in store.events() for c in e.claims) == ["a", "b"]
    assert store.fused_from() == {"": "y"}


def test_fusing_after_each_report_gives_what_fusing_once_does(store: Store) -> None:
    packs = {"harran": pack()}
    told = [
        claim("a"), replace(claim("b", source="Third Voice"), theatre=None), claim("c", source="Harran Wire"),
        claim("d", ClaimType.CLASH, at="reedham"), claim("e", status=Status.DENIED, source="Garrison Gazette"),
    ]  # fmt: skip
    for one in told:
        with_claims(store, one)
        run.refuse(store, packs)
        claims = tuple(store.claims())
        assert tuple(store.events()) == fuse_claims(claims, packs, reports=tuple(store.reports()))
    assert store.fused_from().keys() == store.claims_fingerprints().keys()
    store.put_claims("f", [(r, []) for r in store.reports()])
    run.refuse(store, packs)
    assert tuple(store.events()) == ()


def test_a_theatre_that_nothing_was_added_to_is_not_fused_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with_claims(store, claim("a"))
    run.refuse(store, {})
    with_claims(store, replace(claim("b"), theatre=None))
    seen: list[str | None] = []

    def watched(claims: Sequence[Claim], *rest: Any, **options: Any) -> Fusion:
        seen.append(claims[0].theatre)
        return fuse_theatre(claims, *rest, **options)

    monkeypatch.setattr(run, "fuse_theatre", watched)
    run.refuse(store, {})
    assert seen == [None]


def test_claims_are_fused_again_when_their_pack_or_the_program_changes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_claims(store, claim("a"))
    packs = {"harran": pack()}
    run.refuse(store, packs)
    made = store.fused_from()
    run.refuse(store, packs)
    assert store.fused_from() == made
    run.refuse(store, {"harran": replace(pack(), digest="another")})
    assert store.fused_from() != made
    run.refuse(store, packs)
    assert store.fused_from() == made
    monkeypatch.setattr(run, "program", lambda *parts: "another")
    run.refuse(store, packs)
    assert store.fused_from() != made


def test_judgements_are_appended_and_kept(store: Store) -> None:
    made = Judgement(
        id="j",
        verdict=Verdict.WRONG,
        claims=(ClaimId("a"),),
        document="d",
        trigger=None,
        type=None,
        author="me",
        moment="2020",
    )
    with_claims(store, claim("a"))
    before = store.claims_fingerprints()
    store.add_judgements([made, made])
    store.add_judgements([made])
    assert store.judgements() == (made,)
    assert store.claims_fingerprints() != before


def test_failures_and_runs_are_recorded(store: Store) -> None:
    store.add_failures(
        [Failure(document="d", stage="read", reason="first"), Failure(document="d", stage="read", reason="second")]
    )
    assert [f.reason for f in store.failures()] == ["second"]
    made = Run(id="r", started="2020", version="1", reader="rules", packs=(), gazetteer="g", options="")
    store.add_run(made)
    assert store.runs() == (made,)


def test_a_mended_input_is_no_failure_any_more(store: Store) -> None:
    unread = Failure(document="k", stage="read", reason="broken")
    store.add_failures([Failure(document=d, stage="ingest", reason="empty") for d in ("k", "other")])
    store.add_failures([unread])
    store.add_reports([report()])
    assert [(f.document, f.stage) for f in store.failures()] == [("k", "read"), ("other", "ingest")]
    before = store.revision()
    store.add_reports([report()])
    assert store.revision() == before
    store.put_claims("f", [(report(), [])])
    assert [f.document for f in store.failures()] == ["other"]


def test_a_failure_that_is_known_changes_nothing(store: Store) -> None:
    first, second = (Failure(document="d", stage="read", reason=r) for r in ("first", "second"))
    store.add_failures([first, second])
    before = store.revision()
    store.add_failures([first, second])
    store.add_failures([second])
    assert store.revision() == before
    store.add_failures([replace(second, advice="mend it")])
    assert store.revision() == before + 1
    assert [f.advice for f in store.failures()] == ["mend it"]


class _Breaks:
    """A reader that no text suits but one."""

    name, version = "breaks", "1"

    def read(self, report: Report, _pack: Pack | None, _gazetteer: Gazetteer) -> tuple[Reading, ...]:
        """Nothing, or an error."""
        if report.text != "Fine.":
            raise RuntimeError(report.text)
        return ()


@pytest.fixture
def known(gazetteer: Gazetteer) -> Knowledge:
    return Knowledge(packs={}, gazetteer=gazetteer, reader=_Breaks(), teller=TheatreTeller(()))


def test_doing_all_again_changes_nothing(store: Store, known: Knowledge) -> None:
    empty = Failure(document="d", stage="ingest", reason="empty")
    items: list[Report | Failure] = [report(), report("Fine.", "fine"), empty]
    done = run.add_to_store(store, items, known)
    assert [(f.document, f.stage) for f in store.failures()] == [("d", "ingest"), ("k", "read")]
    before = store.revision(), store.runs()
    assert len(before[1]) == 1
    again = run.add_to_store(store, items, known)
    assert (again.reports, again.failures) == (0, done.failures)
    assert (store.revision(), store.runs()) == before
    run.add_to_store(store, [Failure(document="d", stage="ingest", reason="binary")], known)
    assert len(store.runs()) == 2


def test_a_run_tells_when_it_began(store: Store, known: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = iter(range(9, 24))

    class Clock:
        @staticmethod
        def now(zone: tzinfo) -> datetime:
            return datetime(2020, 3, 10, next(hours), tzinfo=zone)

    def read(_text: str) -> Report:
        Clock.now(UTC)  # an hour goes by
        return report()

    monkeypatch.setattr(run, "datetime", Clock)
    run.add_to_store(store, map(read, ["once"]), known)
    assert [r.started for r in store.runs()] == ["2020-03-10T09:00:00+00:00"]


def test_opening_again_migrates_nothing_and_loses_nothing(store: Store) -> None:
    store.add_reports([report()])
    again = open_store(store.where)
    assert again.counts()["reports"] == 1
    assert again.problems() == ()


def test_verify_sees_a_changed_report_and_a_claim_without_one(store: Store) -> None:
    store.add_reports([report()])
    with sqlite3.connect(store.where) as connection:
        connection.execute("UPDATE reports SET body = replace(body, 'army', 'navy')")
    store.put_claims("f", [(report(), [claim("a")])])
    said = " ".join(store.problems())
    assert "not the one that was stored" in said
    assert "is missing" in said


@pytest.mark.parametrize("content", ["hello, I am no database" * 50, ""])
def test_what_is_no_store_is_refused_or_made_one(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.sqlite"
    file.write_text(content, encoding="utf-8")
    if content:
        with pytest.raises(StoreError, match=r"x\.sqlite"):
            open_store(file)
    else:
        assert open_store(file).counts()["reports"] == 0


def test_a_write_that_breaks_leaves_nothing_of_the_batch(store: Store) -> None:
    one = report()
    store.add_reports([one])
    twin = claim("a")
    with pytest.raises(StoreError, match="nothing of this batch"):
        store.put_claims("f", [(one, [twin, twin])])
    assert list(store.claims()) == []
    assert store.unread("f") == (one.id,)
