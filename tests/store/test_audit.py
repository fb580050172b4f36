import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from fogline import codec
from fogline.records import ClaimId, Judgement, Report, Verdict
from fogline.store import open_store
from fogline.store.audit import Stamp


def _filled(path: Path) -> Path:
    store = open_store(path / "s.sqlite")
    for n in range(3):
        text = f"Report {n}."
        store.add_reports([Report(id=codec.report_id("s", str(n), text), key=str(n), source="s", text=text)])
    by = Stamp(author="ann", moment="2020-01-01T00:00:00+00:00")
    for n in range(2):
        judgement = Judgement(
            id=f"j{n}", verdict=Verdict.WRONG, claims=(ClaimId("c"),), document="d", trigger=None, type=None,
            author="ann", moment=by.moment, reason="why",
        )  # fmt: skip
        store.add_judgements([judgement], by)
    assert store.audit_breaks() == ()
    store.close()
    return path / "s.sqlite"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE audit SET reason = 'other' WHERE action = 'judge'", "was changed"),
        ("DELETE FROM audit WHERE seq = 3", "is missing"),
        ("UPDATE judgements SET body = replace(body, 'why', 'because')", "judgement j0 was changed"),
        ("DELETE FROM judgements WHERE id = 'j1'", "judgement j1 was removed"),
        ("UPDATE reports SET body = replace(body, 'Report 1', 'Report 9')", "was changed"),
        ("DELETE FROM reports WHERE key = '2'", "was removed"),
        ("INSERT INTO judgements (id, moment, author, body) VALUES ('x', '', '', '{}')", "past the audit log"),
    ],
)
def test_whatever_is_changed_past_the_log_is_found(tmp_path: Path, change: str, says: str) -> None:
    path = _filled(tmp_path)
    with sqlite3.connect(path) as opened:
        opened.execute(change)
    opened.close()
    store = open_store(path)
    assert any(says in problem for problem in store.audit_breaks())
    store.close()


def test_the_log_vouches_for_what_was_there_before_it(tmp_path: Path, to_revision: Callable[[Path, str], None]) -> None:
    path = tmp_path / "old.sqlite"
    to_revision(path, "0001")
    with sqlite3.connect(path) as opened:
        text = "An old report."
        report = Report(id=codec.report_id("s", "k", text), key="k", source="s", text=text)
        row = (report.id, "k", "s", None, "", codec.dumps(report))
        opened.execute("INSERT INTO reports VALUES (?,?,?,?,?,?)", row)
        opened.execute("INSERT INTO judgements VALUES ('j', 'm', 'a', '{\"claims\": [\"c\"]}')")
    opened.close()
    store = open_store(path)
    assert store.audit_breaks() == ()
    store.add_reports([Report(id=codec.report_id("s", "k2", text), key="k2", source="s", text=text)])
    assert store.audit_breaks() == ()
    store.close()
    with sqlite3.connect(path) as opened:
        opened.execute("DELETE FROM reports WHERE key = 'k'")
    opened.close()
    store = open_store(path)
    assert any("reports: some were changed" in p for p in store.audit_breaks())
    store.close()


@pytest.fixture
def to_revision() -> Callable[[Path, str], None]:
    """Makes a store as an older version left it."""
    import sqlalchemy as sa
    from alembic import command
    from alembic.config import Config

    import fogline.store

    def make(path: Path, revision: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(fogline.store.__file__).parent / "migrations"))
        engine = sa.create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
        engine.dispose()

    return make
