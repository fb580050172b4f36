import json
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from fogline.errors import InputError
from fogline.gazetteer import open_or_build
from fogline.index.build import build_index, built_for
from fogline.index.layout import uploads_folder
from fogline.pipeline import Knowledge
from fogline.read.rules import RulesReader
from fogline.read.theatre import TheatreTeller
from fogline.records import Report
from fogline.store import Store, jobs
from fogline.store.accounts import UserRole
from fogline.store.audit import Stamp, stamp
from fogline.store.finding import claims_of_report, judgements_by
from fogline.store.jobs import State
from fogline.store.tables import DRAFTS, JOBS
from fogline.web import desk
from fogline.web.fetch import Fetched
from fogline.web.work import clear_uploads
from tests.invented import pack
from tests.web.made import Served, filled, served, signed_in, token
from tests.web.test_review import SENSELESS

API = "/api/v1"
TEXT = "12 March 2020\n\nThe Marsh League captured Saltby from the Garrison on Thursday, the Reed Voice said."


@pytest.fixture
def made(tmp_path: Path, home: Path) -> Iterator[Served]:
    def know(_reader: str) -> Knowledge:
        packs = {"harran": pack()}
        return Knowledge(
            packs=packs,
            gazetteer=open_or_build(home),
            reader=RulesReader(),
            teller=TheatreTeller(tuple(packs.values())),
        )

    def page(url: str) -> Fetched:
        return Fetched(url=url, raw=f"<html><body><p>{TEXT}</p></body></html>".encode(), kind="text/html")

    store: Store = filled(tmp_path)
    yield served(store, know=know, fetch=page)
    store.close()


def _done(made: Served, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    for _ in range(200):
        job: dict[str, Any] = made.client.get(f"{API}/jobs/{answer.json()['job']}").json()
        if job["state"] in ("done", "failed", "stopped"):
            return job
        time.sleep(0.1)
    raise AssertionError("the job never ended")


def test_a_pasted_report_is_read_corrected_and_kept(made: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "fogline.web.desk._LOOKS_AFTER_S", 3600.0
    )  # what a job did is seen at its end, not some time after
    headers = token(made.client)
    before = made.store.counts()["reports"]
    body = {"text": TEXT, "title": "Saltby falls", "source": "My notes", "published": "2020-03-13"}
    job = _done(made, made.client.post(f"{API}/drafts", json=body, headers=headers))
    assert job["state"] == "done", job
    report = job["result"]["reports"][0]
    assert (report["source"], report["title"], report["published"]) == ("My notes", "Saltby falls", "2020-03-13")
    assert "/" not in report["key"]
    claim = next(c for c in report["claims"] if c["type"] == "control_gain")
    assert report["text"][claim["quote"][0] : claim["quote"][1]].startswith("The Marsh League captured")
    assert made.store.counts()["reports"] == before
    judged = {"judgements": [{"verdict": "right", "claims": [claim["id"]], "reason": "I was there"}]}
    draft = job["result"]["draft"]
    kept = made.client.post(f"{API}/drafts/{draft}/keep", json=judged, headers=headers)
    assert made.client.post(f"{API}/drafts/{draft}/keep", json={}, headers=headers).status_code == 409
    job = _done(made, kept)
    assert job["state"] == "done", job
    assert made.store.counts()["reports"] == before + 1
    mine = judgements_by(made.store)[0].judgement
    assert (mine.claims, mine.reason, mine.author) == ((claim["id"],), "I was there", "analyst")
    assert mine.trigger is not None
    found = made.client.get(f"{API}/reports?q=captured").json()
    assert [r["source"] for r in found["items"]] == ["My notes"]
    assert made.store.problems() == ()


def test_files_and_pages_become_drafts_under_their_own_names(made: Served) -> None:
    headers = token(made.client)
    path = f"{API}/drafts/file?name=..%2F..%2Fetc%2Fnote.txt&published=2020-03-13"
    job = _done(made, made.client.post(path, content=TEXT.encode(), headers=headers))
    assert job["result"]["reports"][0]["key"] == "note.txt"
    job = _done(made, made.client.post(f"{API}/drafts", json={"url": "https://news.example/a"}, headers=headers))
    report = job["result"]["reports"][0]
    assert (report["url"], report["source"]) == ("https://news.example/a", "news.example")
    for name, raw in (("x.exe", b"MZ"), ("x.txt", b"")):
        assert made.client.post(f"{API}/drafts/file?name={name}", content=raw, headers=headers).status_code == 422
    job = _done(made, made.client.post(f"{API}/drafts/file?name=x.txt", content=b"\0\1\2" * 99, headers=headers))
    assert job["result"]["draft"] is None
    assert job["result"]["failures"][0]["document"] == "x.txt"
    left = [p for p in (made.shop.index_root / "drafts").rglob("*") if p.is_file()]
    assert left == []


def test_a_draft_can_be_dropped_and_its_job_followed(made: Served) -> None:
    headers = token(made.client)
    asked = made.client.post(f"{API}/drafts", json={"text": TEXT}, headers=headers)
    job = _done(made, asked)
    told = made.client.get(f"{API}/jobs/{job['id']}/events")
    assert told.headers["content-type"].startswith("text/event-stream")
    assert "event: done" in told.text
    draft = job["result"]["draft"]
    assert made.client.post(f"{API}/drafts/{draft}/discard", headers=headers).status_code == 200
    assert made.client.post(f"{API}/drafts/{draft}/keep", json={}, headers=headers).status_code == 409
    assert made.client.post(f"{API}/jobs/{job['id']}/stop", headers=headers).status_code == 409


def test_an_upload_outlives_the_index_and_the_server(made: Served) -> None:
    root = made.shop.index_root
    worker = made.app.state.desk.worker
    made.app.state.desk.worker = _Deaf(made.store)
    path = f"{API}/drafts/file?name=notes.txt&published=2020-03-13"
    answer = made.client.post(path, content=TEXT.encode(), headers=token(made.client))
    shutil.rmtree(root)
    waiting = jobs.left_over(made.store)
    (uploads_folder(root) / "nobodys.txt").write_text("left by a job that failed")
    clear_uploads(root, waiting)
    assert len(list(uploads_folder(root).iterdir())) == 1
    made.app.state.desk.worker = worker
    build_index(made.store, {"harran": pack()}, root)
    worker.wake()
    job = _done(made, answer)
    assert job["result"]["reports"][0]["claims"]
    assert list(uploads_folder(root).iterdir()) == []


class _Deaf:
    def __init__(self, store: Store) -> None:
        self.store = store

    def ask(self, kind: str, task: dict[str, object], by: Stamp) -> str:
        """Queues a job that nobody sees to."""
        return jobs.add_job(self.store, kind, task, by)


def test_viewers_start_no_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_SMALL_STORE", 0)
    store = filled(tmp_path)
    made = served(store, users=True)
    path = f"{API}/holdings/map?on=2020-03-15&view=Reed Voice"
    before = _jobs(store)
    signed_in(made, UserRole.VIEWER)
    answer = made.client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert _jobs(store) == before
    signed_in(made, UserRole.CODER)
    assert _done(made, made.client.get(path))["state"] == "done"
    signed_in(made, UserRole.VIEWER)
    assert made.client.get(path).status_code == 200
    store.close()


def _jobs(store: Store) -> int:
    return sum(1 for _ in store.rows(sa.select(JOBS.c.id)))


def test_a_draft_whose_keeping_fails_can_be_kept_again(made: Served) -> None:
    headers = token(made.client)
    job = _done(made, made.client.post(f"{API}/drafts", json={"text": TEXT}, headers=headers))
    draft = job["result"]["draft"]
    known, made.shop.known = made.shop.known, None

    def broken(_reader: str) -> Knowledge:
        raise RuntimeError("no reader")

    opened, made.shop.open_known = made.shop.open_known, broken
    job = _done(made, made.client.post(f"{API}/drafts/{draft}/keep", json={}, headers=headers))
    assert (job["state"], "no reader" in job["message"]) == ("failed", True)
    made.shop.known, made.shop.open_known = known, opened
    job = _done(made, made.client.post(f"{API}/drafts/{draft}/keep", json={}, headers=headers))
    assert job["state"] == "done", job


def _drafted(made: Served) -> tuple[str, dict[str, Any]]:
    """A draft's id, and the report read for it."""
    answer = made.client.post(f"{API}/drafts", json={"text": TEXT}, headers=token(made.client))
    result = _done(made, answer)["result"]
    return result["draft"], result["reports"][0]


def _kept_for_good(made: Served, draft: str) -> bool:
    paths = (f"{API}/drafts/{draft}/{way}" for way in ("keep", "discard"))
    return [made.client.post(p, json={}, headers=token(made.client)).status_code for p in paths] == [409, 409]


def test_a_draft_is_kept_once_its_reports_are_stored_whatever_follows(
    made: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, report = _drafted(made)

    def broken(*_all: object, **_named: object) -> None:
        raise InputError("no more room")

    with monkeypatch.context() as patch:
        patch.setattr("fogline.web.work.run.add_to_store", broken)
        job = _done(made, made.client.post(f"{API}/drafts/{draft}/keep", json={}, headers=token(made.client)))
    assert (job["state"], job["message"]) == ("failed", "no more room")
    assert made.store.report(report["id"]) is not None
    assert _kept_for_good(made, draft)


def test_a_stop_does_not_break_off_what_is_stored(made: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, report = _drafted(made)
    add = made.store.add_reports

    def add_and_be_stopped(reports: Iterable[Report], by: Stamp | None = None) -> int:
        job = jobs.running(made.store)
        assert job is not None
        added = add(reports, by)
        assert jobs.advance(made.store, job.id, state=State.STOPPED)
        return added

    monkeypatch.setattr(made.store, "add_reports", add_and_be_stopped)
    judged = {"judgements": [{"verdict": "right", "claims": [report["claims"][0]["id"]]}]}
    answer = made.client.post(f"{API}/drafts/{draft}/keep", json=judged, headers=token(made.client))
    assert _done(made, answer)["state"] == "stopped"
    made.app.state.desk.worker._pool.submit(int).result()  # when it has done all
    assert len(claims_of_report(made.store, report["id"])) == len(report["claims"])
    assert [j.verdict for j in made.store.judgements()] == ["right"]
    assert built_for(made.shop.index_root, made.store, {"harran": pack()}) is not None
    assert _kept_for_good(made, draft)


def test_a_judgement_that_makes_no_sense_is_refused_on_a_draft_too(made: Served) -> None:
    draft, headers = jobs.add_draft(made.store, (), None, stamp()), token(made.client)
    for judged in SENSELESS:
        answer = made.client.post(f"{API}/drafts/{draft}/keep", json={"judgements": [judged]}, headers=headers)
        assert answer.status_code == 422, judged
    assert made.client.post(f"{API}/drafts/{draft}/discard", headers=headers).status_code == 200


def test_what_was_decided_of_a_claim_that_is_none_any_more_is_told(made: Served) -> None:
    draft, report = _drafted(made)
    there = report["claims"][0]["id"]
    judged = [
        {"verdict": "right", "claims": [there]},
        {"verdict": "same", "claims": [there, "gone"], "reason": "films"},
    ]
    path = f"{API}/drafts/{draft}/keep"
    result = _done(made, made.client.post(path, json={"judgements": judged}, headers=token(made.client)))["result"]
    assert [(j["verdict"], j["claims"], j["reason"]) for j in result["lost"]] == [("same", [there, "gone"], "films")]
    assert [j.claims for j in made.store.judgements()] == [(there,)]


@pytest.mark.parametrize("way", ["keep", "discard"])
def test_a_text_that_is_kept_or_dropped_lies_in_no_job_any_more(made: Served, way: str) -> None:
    draft, _ = _drafted(made)
    other, _ = _drafted(made)
    headers = token(made.client)
    answer = made.client.post(f"{API}/drafts/{draft}/{way}", json={}, headers=headers)
    if way == "keep":
        _done(made, answer)
    told = [json.loads(r) for (r,) in made.store.rows(sa.select(JOBS.c.result).where(JOBS.c.kind == "draft"))]
    assert {t["draft"]: len(t["reports"]) for t in told} == {draft: 0, other: 1}
    asked = sa.select(JOBS.c.task).where(JOBS.c.kind.in_(["draft", "keep"]))
    assert {t for (t,) in made.store.rows(asked)} == {"{}"}
    assert {key: "captured" in body for key, body in made.store.rows(sa.select(DRAFTS.c.id, DRAFTS.c.body))} == {
        draft: False,
        other: True,
    }


def test_an_upload_whose_reading_fails_is_gone(made: Served) -> None:
    def broken(_reader: str) -> Knowledge:
        raise RuntimeError("no reader")

    made.shop.open_known = broken
    path = f"{API}/drafts/file?name=notes.txt"
    job = _done(made, made.client.post(path, content=TEXT.encode(), headers=token(made.client)))
    assert job["state"] == "failed"
    made.app.state.desk.worker._pool.submit(int).result()
    assert list(uploads_folder(made.shop.index_root).iterdir()) == []


def test_the_map_follows_a_judgement(made: Served) -> None:
    headers = token(made.client)
    before = made.client.get(f"{API}/claims/c").json()["event"]
    made.client.post(f"{API}/judgements", json={"verdict": "wrong", "claims": ["c"]}, headers=headers)
    for _ in range(100):
        made.client.get(f"{API}/events")
        if made.client.get(f"{API}/meta").json()["index"]["state"] == "ready":
            break
        time.sleep(0.1)
    assert before is not None
    assert made.client.get(f"{API}/events/{before}").status_code == 404


def test_a_job_that_waits_says_for_what(made: Served) -> None:
    first = jobs.add_job(made.store, "prepare", {}, stamp())
    assert jobs.next_job(made.store) is not None
    jobs.advance(made.store, first, message="compiling the gazetteer")
    second = jobs.add_job(made.store, "draft", {"text": TEXT}, stamp())
    assert made.client.get(f"{API}/jobs/{second}").json()["message"] == "waiting for: compiling the gazetteer"
    for key in (first, second):
        jobs.advance(made.store, key, state=State.STOPPED)
