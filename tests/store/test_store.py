import sqlite3
from pathlib import Path

import pytest

from fogline import codec
from fogline.errors import StoreError
from fogline.fuse import fuse
from fogline.records import ClaimId, Failure, Judgement, Report, Run, Verdict
from fogline.store import Store, open_store
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


def test_events_know_which_claims_they_were_fused_from(store: Store) -> None:
    assert store.fused_from() is None
    mark = store.claims_fingerprint()
    store.put_events(fuse([claim("a")]), mark)
    assert store.fused_from() == mark
    assert [c.id for e in store.events() for c in e.claims] == ["a"]


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
    before = store.claims_fingerprint()
    store.add_judgements([made, made])
    store.add_judgements([made])
    assert store.judgements() == (made,)
    assert store.claims_fingerprint() != before


def test_failures_and_runs_are_recorded(store: Store) -> None:
    store.add_failures(
        [Failure(document="d", stage="read", reason="first"), Failure(document="d", stage="read", reason="second")]
    )
    assert [f.reason for f in store.failures()] == ["second"]
    run = Run(id="r", started="2020", version="1", reader="rules", packs=(), gazetteer="g", options="")
    store.add_run(run)
    assert store.runs() == (run,)


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
