"""Long work that people wait for: what was asked, how far it is, what came of it. And drafts: reports read
but not kept yet.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from fogline import codec
from fogline.records import Report
from fogline.store import audit
from fogline.store.audit import Stamp
from fogline.store.store import Store
from fogline.store.tables import DRAFTS, JOBS


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


ENDED = frozenset({State.DONE, State.FAILED, State.STOPPED})
_NOTHING = "{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work; `task` and `result` are JSON."""

    id: str
    kind: str
    author: str
    moment: str
    state: State
    done: int
    total: int | None
    message: str
    task: str
    result: str | None


def add_job(store: Store, kind: str, task: dict[str, object], by: Stamp) -> str:
    """Keeps a job that waits to be done; gives its id."""
    key = codec.digest("job", kind, task, by.author, by.moment)
    with store.write() as connection:
        connection.execute(
            sa.insert(JOBS),
            {
                "id": key,
                "kind": kind,
                "author": by.author,
                "moment": by.moment,
                "state": State.WAITING.value,
                "done": 0,
                "total": None,
                "message": "",
                "task": json.dumps(task, ensure_ascii=False),
                "result": None,
            },
        )
    return key


def _job(row: sa.Row[tuple[object, ...]]) -> Job:
    return Job(**{**row._mapping, "state": State(row._mapping["state"])})


def job(store: Store, key: str) -> Job | None:
    """A job, or None."""
    return next((_job(row) for row in store.rows(sa.select(JOBS).where(JOBS.c.id == key))), None)


def running(store: Store) -> Job | None:
    """The job that is being done, or None."""
    query = sa.select(JOBS).where(JOBS.c.state == State.RUNNING.value).order_by(JOBS.c.moment).limit(1)
    return next((_job(row) for row in store.rows(query)), None)


def next_job(store: Store) -> Job | None:
    """The oldest job that waits, marked as running; None where nothing waits."""
    with store.write() as connection:
        query = sa.select(JOBS).where(JOBS.c.state == State.WAITING.value).order_by(JOBS.c.moment, JOBS.c.id).limit(1)
        row = connection.execute(query).first()
        if row is None:
            return None
        connection.execute(sa.update(JOBS).where(JOBS.c.id == row.id).values(state=State.RUNNING.value))
    return _job(row)


def advance(
    store: Store,
    key: str,
    *,
    done: int | None = None,
    total: int | None = None,
    message: str | None = None,
    state: State | None = None,
    result: dict[str, object] | None = None,
) -> bool:
    """Notes how far a job is; False where it was stopped meanwhile. What was asked for is not kept beyond its end."""
    values: dict[str, object] = {"done": done, "total": total, "message": message}
    values |= {"state": None if state is None else state.value, "task": _NOTHING if state in ENDED else None}
    values |= {"result": None if result is None else json.dumps(result, ensure_ascii=False)}
    kept = {k: v for k, v in values.items() if v is not None}
    with store.write() as connection:
        goes_on = JOBS.c.state.in_([State.WAITING.value, State.RUNNING.value])
        changed = connection.execute(sa.update(JOBS).where(JOBS.c.id == key, goes_on).values(**kept))
    return bool(changed.rowcount)


def broken_off(store: Store) -> None:
    """Marks jobs that a worker left running when it died as failed; those that wait go on waiting."""
    with store.write() as connection:
        connection.execute(
            sa.update(JOBS)
            .where(JOBS.c.state == State.RUNNING.value)
            .values(
                state=State.FAILED.value,
                message="the worker ended before this was done; ask for it again",
                task=_NOTHING,
            )
        )
        connection.execute(sa.update(DRAFTS).where(DRAFTS.c.state == "keeping").values(state="open"))


def left_over(store: Store) -> tuple[str, ...]:
    """Lets reports that a server was asked to read when it ended wait again, and gives their tasks; marks its other
    jobs as failed, and opens drafts it was keeping again.
    """
    ended = JOBS.c.state.in_([State.RUNNING.value, State.WAITING.value])
    with store.write() as connection:
        connection.execute(
            sa.update(JOBS)
            .where(ended, JOBS.c.kind != "draft")
            .values(
                state=State.FAILED.value,
                message="the server ended before this was done; ask for it again",
                task=_NOTHING,
            )
        )
        connection.execute(sa.update(JOBS).where(ended).values(state=State.WAITING.value))
        connection.execute(sa.update(DRAFTS).where(DRAFTS.c.state == "keeping").values(state="open"))
    return tuple(t for (t,) in store.rows(sa.select(JOBS.c.task).where(JOBS.c.state == State.WAITING.value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Reports that someone is looking at before keeping them; `state` is open, keeping, kept or discarded."""

    id: str
    author: str
    moment: str
    state: str
    theatre: str | None
    reports: tuple[Report, ...]


def add_draft(store: Store, reports: tuple[Report, ...], theatre: str | None, by: Stamp) -> str:
    """Keeps a draft; gives its id."""
    key = codec.digest("draft", [r.id for r in reports], by.author, by.moment)
    body = json.dumps([codec.dumps(r) for r in reports], ensure_ascii=False)
    row = {
        "id": key,
        "author": by.author,
        "moment": by.moment,
        "state": "open",
        "theatre": theatre,
        "body": body,
    }
    with store.write() as connection:
        connection.execute(sa.insert(DRAFTS), row)
    return key


def draft(store: Store, key: str) -> Draft | None:
    """A draft, or None."""
    for row in store.rows(sa.select(DRAFTS).where(DRAFTS.c.id == key)):
        reports = tuple(codec.loads(Report, body) for body in json.loads(row.body))
        return Draft(
            id=row.id, author=row.author, moment=row.moment, state=row.state, theatre=row.theatre, reports=reports
        )
    return None


def turn_draft(store: Store, key: str, before: str, state: str, by: Stamp) -> bool:
    """Marks a draft as open, keeping, kept or discarded; False where it was not as it should have been before.

    Of one that is kept or discarded the texts go, here and in the job that read it: they are among the reports, or
    nowhere.
    """
    with store.write() as connection:
        query = sa.update(DRAFTS).where(DRAFTS.c.id == key, DRAFTS.c.state == before).values(state=state)
        if not connection.execute(query).rowcount:
            return False
        if state in ("kept", "discarded"):
            _empty(connection, key)
        audit.append(connection, by, f"draft {state}", key)
    return True


def _empty(connection: sa.Connection, key: str) -> None:
    made = connection.execute(sa.select(DRAFTS.c.author, DRAFTS.c.moment).where(DRAFTS.c.id == key)).one()
    connection.execute(sa.update(DRAFTS).where(DRAFTS.c.id == key).values(body="[]"))
    told = json.dumps({"draft": key, "reports": [], "failures": []})
    read_it = sa.and_(JOBS.c.kind == "draft", JOBS.c.author == made.author, JOBS.c.moment == made.moment)
    for job, result in connection.execute(sa.select(JOBS.c.id, JOBS.c.result).where(read_it)).all():
        if result is not None and json.loads(result).get("draft") == key:
            connection.execute(sa.update(JOBS).where(JOBS.c.id == job).values(result=told))
