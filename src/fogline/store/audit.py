"""The audit log: who did what, when and why, each entry vouching for the one before by its hash.

Entries are written in the transaction of what they tell of, so neither stands without the other. An entry
on reports or judgements carries their digests; `breaks` finds what was changed, removed or slipped in since.
Whoever holds the newest hash elsewhere can also tell that no entries were cut off the end.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from fogline.store.tables import AUDIT, JUDGEMENTS, REPORTS

_FIRST = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who acts, and when (ISO, UTC)."""

    author: str
    moment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log; `detail` is JSON."""

    seq: int
    moment: str
    author: str
    action: str
    subject: str
    reason: str
    detail: str
    previous: str
    hash: str


def now() -> str:
    """The moment as the log writes it: ISO in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def stamp(author: str = "command line") -> Stamp:
    """Someone, now."""
    return Stamp(author=author, moment=now())


def content_digest(body: str) -> str:
    """What the log keeps of a stored body."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _hash(seq: int, texts: Sequence[str]) -> str:
    whole = json.dumps([seq, *texts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def append(
    connection: sa.Connection,
    by: Stamp,
    action: str,
    subject: str,
    *,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Adds an entry within the transaction of `connection`, which must hold the write lock."""
    last = connection.execute(sa.select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).first()
    seq, previous = (1, _FIRST) if last is None else (last[0] + 1, last[1])
    kept = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    texts = (by.moment, by.author, action, subject, reason, kept, previous)
    connection.execute(
        sa.insert(AUDIT),
        {
            "seq": seq,
            "moment": by.moment,
            "author": by.author,
            "action": action,
            "subject": subject,
            "reason": reason,
            "detail": kept,
            "previous": previous,
            "hash": _hash(seq, texts),
        },
    )


def entry_of(row: sa.Row[tuple[object, ...]]) -> Entry:
    """A row of the table as an entry."""
    return Entry(**row._mapping)


def _chain(entries: Iterator[Entry]) -> Iterator[tuple[Entry, str | None]]:
    """Each entry with what is wrong with it, if anything."""
    seq, previous = 0, _FIRST
    for entry in entries:
        wrong = None
        texts = (entry.moment, entry.author, entry.action, entry.subject, entry.reason, entry.detail, entry.previous)
        if entry.seq != seq + 1:
            wrong = f"audit entry {seq + 1} is missing"
        elif entry.previous != previous:
            wrong = f"audit entry {entry.seq} does not follow the one before it"
        elif _hash(entry.seq, texts) != entry.hash:
            wrong = f"audit entry {entry.seq} was changed after it was written"
        seq, previous = entry.seq, entry.hash
        yield entry, wrong


def breaks(connection: sa.Connection) -> tuple[str, ...]:
    """What the log shows to have been changed, removed or slipped in: empty when all holds."""
    found: list[str] = []
    vouched: dict[str, dict[str, str]] = {"reports": {}, "judgements": {}}
    begun: Mapping[str, Mapping[str, object]] = {}
    rows = connection.execution_options(yield_per=500).execute(sa.select(AUDIT).order_by(AUDIT.c.seq))
    for entry, wrong in _chain(entry_of(row) for row in rows):
        if wrong is not None:
            found.append(f"{wrong}; restore the store from a backup")
        try:
            detail = json.loads(entry.detail)
        except json.JSONDecodeError:
            continue  # the hash above has told of it
        if entry.action == "begin":
            begun = detail
        for table in vouched:
            vouched[table].update(detail.get(table, {}) if entry.action != "begin" else {})
    for table, column, body in (
        ("reports", REPORTS.c.id, REPORTS.c.body),
        ("judgements", JUDGEMENTS.c.id, JUDGEMENTS.c.body),
    ):
        found += _unlike(connection, table, column, body, vouched[table], begun)
    return tuple(found)


def _unlike(
    connection: sa.Connection,
    table: str,
    column: "sa.Column[str]",
    body: "sa.Column[str]",
    vouched: dict[str, str],
    begun: Mapping[str, Mapping[str, object]],
) -> list[str]:
    """Rows that are not as the log vouches for them."""
    found, older, before = [], 0, hashlib.sha256()
    kind = table.removesuffix("s")
    for key, text in connection.execution_options(yield_per=500).execute(sa.select(column, body).order_by(column)):
        expected = vouched.pop(key, None)
        if expected is None:
            older += 1
            before.update(f"{key}\n{text}\n".encode("utf-8", "surrogatepass"))
        elif content_digest(text) != expected:
            found.append(f"{kind} {key} was changed after it was stored; restore it from a backup")
    found += [f"{kind} {key} was removed; restore it from a backup" for key in sorted(vouched)]
    counts, digests = begun.get("counts", {}), begun.get("digests", {})
    if older != counts.get(table, 0) or (older and before.hexdigest() != digests.get(table)):
        found.append(f"{table}: some were changed, removed or put in past the audit log; restore a backup")
    return found
