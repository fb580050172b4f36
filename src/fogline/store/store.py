"""The store: reports and judgements for good, claims and events as derived from them.

SQLite in WAL mode by default; any SQLAlchemy URL works the same. Every write is one transaction, so
an interrupted run leaves whole batches or nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError

from fogline import codec
from fogline.errors import StoreError
from fogline.records import Claim, Event, Failure, Judgement, Report, ReportId, Run
from fogline.store import audit
from fogline.store.audit import Stamp
from fogline.store.tables import (
    CHANGES,
    CLAIMS,
    CODING_SETS,
    EVENTS,
    FAILURES,
    FUSED,
    JUDGED,
    JUDGEMENTS,
    READS,
    REPORTS,
    RUNS,
)

_CHUNK = 400
_REVISION = sa.select(CHANGES.c.number)


def _pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA busy_timeout=15000")
    cursor.close()


class Store:
    """One open store; use `open_store`."""

    def __init__(self, engine: sa.Engine, where: str) -> None:
        """Takes a migrated engine; `where` names the store in messages."""
        self._engine, self.where = engine, where

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that holds the write lock from its first statement on; whole or not at all."""
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.update(CHANGES).values(number=CHANGES.c.number))
                yield connection
        except sa.exc.DBAPIError as error:
            raise StoreError(
                f"{self.where}: {error.orig}; nothing of this batch was kept, free space or close the other "
                "writer and run the command again"
            ) from error

    def rows(self, query: sa.Select[Any]) -> Iterator[Any]:
        """The rows of a query, a few hundred at a time."""
        try:
            with self._engine.connect() as connection:
                yield from connection.execution_options(yield_per=500).execute(query)
        except sa.exc.DBAPIError as error:
            raise StoreError(f"{self.where}: {error.orig}; run `fogline verify` on it") from error

    def few(self, query: sa.Select[Any], **given: object) -> Sequence[Any]:
        """The rows of a query that gives at most some hundreds, all at once; `given` are its named values."""
        try:
            with self._engine.connect() as connection:
                return connection.execute(query, given).all()
        except sa.exc.DBAPIError as error:
            raise StoreError(f"{self.where}: {error.orig}; run `fogline verify` on it") from error

    def revision(self) -> int:
        """A number that grows with every change of reports, claims, events, judgements or failures."""
        return int(next(iter(self.few(_REVISION)), (0,))[0])

    # -- reports and judgements: appended ---------------------------------------------------------

    def add_reports(self, reports: Iterable[Report], by: Stamp | None = None) -> int:
        """Appends the reports that are not there yet; gives how many were new. An input that gave a report has not
        failed to be taken in, whatever was recorded of it before.
        """
        rows = {
            r.id: {
                "id": r.id,
                "key": r.key,
                "source": r.source,
                "published": None if r.published is None else r.published.isoformat(),
                "raw_digest": r.raw_digest,
                "body": codec.dumps(r),
            }
            for r in reports
        }
        with self.write() as connection:
            known = self._known(connection, REPORTS.c.id, list(rows))
            new = [row for key, row in rows.items() if key not in known]
            if new:
                connection.execute(sa.insert(REPORTS), new)
                kept = {str(row["id"]): audit.content_digest(str(row["body"])) for row in new}
                subject = str(new[0]["id"]) if len(new) == 1 else f"{len(new)} reports"
                audit.append(connection, by or audit.stamp(), "add reports", subject, detail={"reports": kept})
            mended = _mended(connection, [str(row["key"]) for row in rows.values()])
            if new or mended:
                changed(connection)
        return len(new)

    def _known(self, connection: sa.Connection, column: sa.Column[Any], ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for i in range(0, len(ids), _CHUNK):
            found |= set(connection.scalars(sa.select(column).where(column.in_(ids[i : i + _CHUNK]))))
        return found

    def reports(self) -> Iterator[Report]:
        """All reports, by id."""
        for (body,) in self.rows(sa.select(REPORTS.c.body).order_by(REPORTS.c.id)):
            yield codec.loads(Report, body)

    def report(self, report: ReportId) -> Report | None:
        """One report, or None."""
        for (body,) in self.rows(sa.select(REPORTS.c.body).where(REPORTS.c.id == report)):
            return codec.loads(Report, body)
        return None

    def unread(self, fingerprint: str) -> tuple[ReportId, ...]:
        """The reports not yet read with these packs, gazetteer and reader, by id."""
        done = sa.select(READS.c.report).where(READS.c.fingerprint == fingerprint)
        return tuple(
            ReportId(i)
            for (i,) in self.rows(sa.select(REPORTS.c.id).where(REPORTS.c.id.not_in(done)).order_by(REPORTS.c.id))
        )

    def add_judgements(
        self, judgements: Sequence[Judgement], by: Stamp | None = None, coding: Mapping[str, str | None] | None = None
    ) -> int:
        """Appends judgements, all or none; gives how many were new. `coding` names, by their ids, the open coding sets
        of those that belong to one.
        """
        sets = coding or {}
        with self.write() as connection:
            rows = {
                j.id: {
                    "id": j.id,
                    "moment": j.moment,
                    "author": j.author,
                    "body": codec.dumps(j),
                    "coding": sets.get(j.id),
                }
                for j in judgements
            }
            claims = {j.id: sorted(set(j.claims)) for j in judgements if j.id in rows}
            known = self._known(connection, JUDGEMENTS.c.id, list(rows))
            new = [row for key, row in rows.items() if key not in known]
            if new:
                connection.execute(sa.insert(JUDGEMENTS), new)
                links = [{"claim": c, "judgement": row["id"]} for row in new for c in claims[str(row["id"])]]
                if links:
                    connection.execute(sa.insert(JUDGED), links)
                changed(connection)
            told = {str(row["id"]): row for row in new}
            for judgement in (j for j in judgements if j.id in told):
                audit.append(
                    connection,
                    by or Stamp(author=judgement.author, moment=judgement.moment),
                    "judge",
                    ", ".join(judgement.claims),
                    reason=judgement.reason,
                    detail={
                        "verdict": judgement.verdict.value,
                        "judgements": {judgement.id: audit.content_digest(str(told.pop(judgement.id)["body"]))},
                    },
                )
        return len(new)

    def judgements(self) -> tuple[Judgement, ...]:
        """The judgements that may be applied, in the order they were made: those of open coding sets wait."""
        waiting = sa.select(CODING_SETS.c.id).where(CODING_SETS.c.closed.is_(None))
        query = (
            sa.select(JUDGEMENTS.c.body)
            .where(JUDGEMENTS.c.coding.is_(None) | JUDGEMENTS.c.coding.not_in(waiting))
            .order_by(JUDGEMENTS.c.moment, JUDGEMENTS.c.id)
        )
        return tuple(codec.loads(Judgement, body) for (body,) in self.rows(query))

    # -- derived ------------------------------------------------------------------------------------

    def put_claims(self, fingerprint: str, read: Iterable[tuple[Report, Sequence[Claim]]]) -> None:
        """Replaces the claims of the reports read; a batch goes in whole or not at all."""
        batch = list(read)
        with self.write() as connection:
            for report, claims in batch:
                connection.execute(sa.delete(CLAIMS).where(CLAIMS.c.report == report.id))
                connection.execute(sa.delete(READS).where(READS.c.report == report.id))
                connection.execute(
                    sa.delete(FAILURES).where(FAILURES.c.document == report.key, FAILURES.c.stage == "read")
                )
                if claims:
                    connection.execute(sa.insert(CLAIMS), [_claim_row(c) for c in claims])
            if batch:
                connection.execute(sa.insert(READS), [{"report": r.id, "fingerprint": fingerprint} for r, _ in batch])
                changed(connection)

    def claims(self, theatre: str | None = None) -> Iterator[Claim]:
        """The claims, by id; of one theatre where it is given, "" for those of none."""
        query = sa.select(CLAIMS.c.body).order_by(CLAIMS.c.id)
        if theatre is not None:
            query = query.where(_is_of(CLAIMS.c.theatre, theatre))
        for (body,) in self.rows(query):
            yield codec.loads(Claim, body)

    def put_events(self, theatre: str, events: Iterable[Event], fingerprint: str | None) -> int:
        """Replaces the events of a theatre ("" for none); gives how many are new or other than they were.

        `fingerprint` stands for all that they were fused from, None where the theatre has no claims any more.
        """
        rows = {str(e.id): _event_row(e) for e in events}
        stored = sa.select(EVENTS.c.id, EVENTS.c.body).where(_is_of(EVENTS.c.theatre, theatre))
        with self.write() as connection:
            there = {str(key): str(body) for key, body in connection.execute(stored)}
            new = [row for key, row in rows.items() if there.get(key) != row["body"]]
            gone = [key for key, body in there.items() if key not in rows or body != rows[key]["body"]]
            for i in range(0, len(gone), _CHUNK):
                connection.execute(sa.delete(EVENTS).where(EVENTS.c.id.in_(gone[i : i + _CHUNK])))
            if new:
                connection.execute(sa.insert(EVENTS), new)
            connection.execute(sa.delete(FUSED).where(FUSED.c.theatre == theatre))
            if fingerprint is not None:
                connection.execute(sa.insert(FUSED), {"theatre": theatre, "fingerprint": fingerprint})
            changed(connection)
        return len(new)

    def events(self) -> Iterator[Event]:
        """The events, by id."""
        for (body,) in self.rows(sa.select(EVENTS.c.body).order_by(EVENTS.c.id)):
            yield codec.loads(Event, body)

    def fused_from(self) -> dict[str, str]:
        """What stands for all that the events of each theatre were fused from; empty before any were."""
        return {str(r.theatre): str(r.fingerprint) for r in self.rows(sa.select(FUSED))}

    def claims_fingerprints(self) -> dict[str, str]:
        """A digest of the claims of each theatre ("" for none) with all judgements: where it is equal, fusing again
        would change nothing."""
        claims: dict[str, list[str]] = {}
        for theatre, body in self.rows(sa.select(CLAIMS.c.theatre, CLAIMS.c.body).order_by(CLAIMS.c.id)):
            claims.setdefault(theatre or "", []).append(body)
        judged = sorted(j.id for j in self.judgements())
        return {theatre: codec.digest("claims", mine, judged) for theatre, mine in claims.items()}

    # -- failures, runs, checks -----------------------------------------------------------------------

    def add_failures(self, failures: Iterable[Failure]) -> None:
        """Records what broke; one row for each document and stage. What is recorded so already changes nothing."""
        latest = {(f.document, f.stage): f for f in failures}
        with self.write() as connection:
            for f in latest.values():
                where = (FAILURES.c.document == f.document, FAILURES.c.stage == f.stage)
                known = connection.execute(sa.select(FAILURES.c.reason, FAILURES.c.advice).where(*where)).first()
                if known is not None and tuple(known) == (f.reason, f.advice):
                    continue
                connection.execute(sa.delete(FAILURES).where(*where))
                connection.execute(
                    sa.insert(FAILURES),
                    {"document": f.document, "stage": f.stage, "reason": f.reason, "advice": f.advice},
                )
                changed(connection)

    def failures(self) -> tuple[Failure, ...]:
        """What broke and was not read since."""
        query = sa.select(FAILURES).order_by(FAILURES.c.document, FAILURES.c.stage)
        return tuple(
            Failure(document=r.document, stage=r.stage, reason=r.reason, advice=r.advice) for r in self.rows(query)
        )

    def add_run(self, run: Run) -> None:
        """Appends a run's record."""
        with self.write() as connection:
            connection.execute(sa.insert(RUNS), {"body": codec.dumps(run)})

    def runs(self) -> tuple[Run, ...]:
        """All runs in order."""
        return tuple(codec.loads(Run, body) for (body,) in self.rows(sa.select(RUNS.c.body).order_by(RUNS.c.number)))

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        tables = (REPORTS, CLAIMS, EVENTS, JUDGEMENTS, FAILURES, RUNS)
        return {t.name: next(n for (n,) in self.rows(sa.select(sa.func.count()).select_from(t))) for t in tables}

    def audit_breaks(self) -> tuple[str, ...]:
        """What the audit log shows to have been changed, removed or slipped in."""
        with self._engine.connect() as connection:
            return audit.breaks(connection)

    def problems(self) -> tuple[str, ...]:
        """What does not hold together: ids that their contents do not give, claims without a report, a broken log."""
        found = list(self.audit_breaks())
        known: set[str] = set()
        for key, body in self.rows(sa.select(REPORTS.c.id, REPORTS.c.body)):
            report = codec.loads(Report, body)
            known.add(key)
            if codec.report_id(report.source, report.key, report.text) != key:
                found.append(
                    f"report {key} ({report.key}): its text is not the one that was stored; restore it from a backup"
                )
        ids: set[str] = set()
        for key, owner in self.rows(sa.select(CLAIMS.c.id, CLAIMS.c.report)):
            ids.add(key)
            if owner not in known:
                found.append(f"claim {key}: its report {owner} is missing; run `fogline ingest` again")
        for key, body in self.rows(sa.select(EVENTS.c.id, EVENTS.c.body)):
            lost = [c.id for c in codec.loads(Event, body).claims if c.id not in ids]
            if lost:
                found.append(f"event {key}: {len(lost)} of its claims are missing; run `fogline ingest` to fuse again")
        return tuple(found)


def changed(connection: sa.Connection) -> None:
    """Counts a change, so that whoever keeps something made from the store knows it is behind."""
    connection.execute(sa.update(CHANGES).values(number=CHANGES.c.number + 1))


def _mended(connection: sa.Connection, documents: Sequence[str]) -> bool:
    """Drops the failures of documents that are in the store now, but those of reading it; True where there were any."""
    dropped = 0
    for i in range(0, len(documents), _CHUNK):
        there = FAILURES.c.document.in_(documents[i : i + _CHUNK])
        dropped += connection.execute(sa.delete(FAILURES).where(there, FAILURES.c.stage != "read")).rowcount
    return dropped > 0


def _is_of(column: sa.Column[Any], theatre: str) -> sa.ColumnElement[bool]:
    return column == theatre if theatre else column.is_(None)


def _event_row(event: Event) -> dict[str, object]:
    return {
        "id": event.id,
        "theatre": event.theatre,
        "type": event.type.value,
        "start": None if event.start is None else event.start.isoformat(),
        "stop": None if event.end is None else event.end.isoformat(),
        "body": codec.dumps(event),
    }


def _claim_row(claim: Claim) -> dict[str, object]:
    place = claim.place
    return {
        "id": claim.id,
        "report": claim.report or "",
        "theatre": claim.theatre,
        "type": claim.type.value,
        "published": None if claim.published is None else claim.published.isoformat(),
        "place": None if place is None else place.place_id,
        "lat": None if place is None else place.lat,
        "lon": None if place is None else place.lon,
        "body": codec.dumps(claim),
    }


def _migrate(engine: sa.Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def open_store(where: str | Path) -> Store:
    """The store at a path (made if new) or SQLAlchemy URL, migrated to this version.

    Raises StoreError when it cannot be opened, is no store, or is from a newer version.
    """
    text = str(where)
    url = text if "://" in text else f"sqlite:///{text}"
    try:
        if "://" not in text:
            Path(text).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(url)
        if engine.dialect.name == "sqlite":
            sa.event.listen(engine, "connect", _pragmas)
        _migrate(engine)
    except (sa.exc.SQLAlchemyError, OSError, CommandError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreError(
            f"{text}: cannot open it as a store ({reason}); give a Fogline store or a new file with --store"
        ) from error
    return Store(engine, text)
