"""Reading in several processes gives the same claims in the same order as in one."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from fogline.codec import report_id
from fogline.errors import OptionError
from fogline.records import Claim, Report
from fogline.run import open_knowledge, read_all
from fogline.settings import Settings
from fogline.workers import Workers, cores


def reports(count: int) -> list[Report]:
    made = []
    for n in range(count):
        text = f"The Syrian army captured {n + 3} villages near Aleppo on Thursday, SANA said."
        made.append(Report(id=report_id("s", str(n), text), key=f"d{n:03}", source="s", text=text))
    return made


def claims(home: Path) -> tuple[Claim, ...]:
    return read_all(reports(40), open_knowledge(Settings(home=home, store=""), reader="rules")).claims


def test_several_processes_read_what_one_does(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("FOGLINE_JOBS", "1")
    alone = claims(home)
    monkeypatch.setenv("FOGLINE_JOBS", "3")
    assert claims(home) == alone
    assert len(alone) >= 40


def _key(report: Report) -> str:
    return report.key


def _map_in_a_daemon(told: Connection) -> None:
    with Workers(_key, 3) as workers:
        told.send(list(workers.map(reports(20))))


def test_a_daemon_reads_many_reports_by_itself() -> None:
    heard, told = multiprocessing.Pipe(duplex=False)
    daemon = multiprocessing.get_context("spawn").Process(target=_map_in_a_daemon, args=(told,), daemon=True)
    daemon.start()
    told.close()
    assert heard.recv() == [r.key for r in reports(20)]
    daemon.join()


def test_a_number_of_processes_that_is_none_is_refused() -> None:
    assert cores("3") == 3
    assert cores(None) >= 1
    for wrong in ("0", "many", "-1", "1.5"):
        with pytest.raises(OptionError, match="FOGLINE_JOBS"):
            cores(wrong)


def test_claims_of_one_sentence_stand_in_the_order_of_their_places(home: Path) -> None:
    names = ("Homs", "Aleppo", "Raqqa", "Manbij", "Palmyra", "Idlib")
    text = f"The Syrian army captured {', '.join(names[:-1])} and {names[-1]} on Thursday, SANA said."
    report = Report(id=report_id("s", "one", text), key="one", source="s", text=text)
    made = read_all([report], open_knowledge(Settings(home=home, store=""), reader="rules")).claims
    assert [c.place.text for c in made if c.place is not None] == list(names)
