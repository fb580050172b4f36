"""Coding sets: claims that several people judge without seeing each other's answers; and permalinks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from fogline import codec
from fogline.store import audit
from fogline.store.audit import Stamp
from fogline.store.store import Store, changed
from fogline.store.tables import CODING_ITEMS, CODING_SETS, LINKS

_CHUNK = 400
_LINK, _LONG_LINK = 10, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingSet:
    """A set of claims to be judged apart; its judgements are applied once it is closed."""

    id: str
    name: str
    author: str
    moment: str
    closed: str | None
    size: int


def add_set(store: Store, name: str, claims: Sequence[str], by: Stamp) -> str:
    """Opens a coding set over claims; gives its id."""
    key = codec.digest("coding", name, list(claims), by.author, by.moment)
    with store.write() as connection:
        connection.execute(
            sa.insert(CODING_SETS),
            {"id": key, "name": name, "author": by.author, "moment": by.moment, "closed": None},
        )
        rows = [{"coding": key, "position": n, "claim": c} for n, c in enumerate(dict.fromkeys(claims))]
        if rows:
            connection.execute(sa.insert(CODING_ITEMS), rows)
        audit.append(connection, by, "open coding set", key, detail={"name": name, "claims": len(rows)})
    return key


def sets(store: Store) -> tuple[CodingSet, ...]:
    """All coding sets, oldest first."""
    size = sa.select(sa.func.count()).where(CODING_ITEMS.c.coding == CODING_SETS.c.id).scalar_subquery()
    query = sa.select(CODING_SETS, size.label("size")).order_by(CODING_SETS.c.moment, CODING_SETS.c.id)
    return tuple(CodingSet(**row._mapping) for row in store.rows(query))


def set_claims(store: Store, key: str) -> tuple[str, ...]:
    """The claims of a set in order."""
    query = sa.select(CODING_ITEMS.c.claim).where(CODING_ITEMS.c.coding == key).order_by(CODING_ITEMS.c.position)
    return tuple(c for (c,) in store.rows(query))


def open_sets_of(store: Store, claims: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Each of the claims that lies in an open set, with that set."""
    found: set[tuple[str, str]] = set()
    wanted = list(claims)
    for i in range(0, len(wanted), _CHUNK):
        query = (
            sa.select(CODING_ITEMS.c.claim, CODING_ITEMS.c.coding)
            .join(CODING_SETS, CODING_SETS.c.id == CODING_ITEMS.c.coding)
            .where(CODING_ITEMS.c.claim.in_(wanted[i : i + _CHUNK]), CODING_SETS.c.closed.is_(None))
        )
        found.update((claim, coding) for claim, coding in store.rows(query))
    return frozenset(found)


def close_set(store: Store, key: str, by: Stamp) -> bool:
    """Closes a set, so that its judgements apply and are seen; False where it was not open."""
    with store.write() as connection:
        query = sa.update(CODING_SETS).where(CODING_SETS.c.id == key, CODING_SETS.c.closed.is_(None))
        if not connection.execute(query.values(closed=by.moment)).rowcount:
            return False
        changed(connection)
        audit.append(connection, by, "close coding set", key)
    return True


def add_link(store: Store, state: str, by: Stamp) -> str:
    """A short name for a state of the page; the same state has the same name."""
    whole = codec.digest("link", state).removeprefix("link_")
    with store.write() as connection:
        key = whole[:_LINK]
        kept = connection.scalar(sa.select(LINKS.c.state).where(LINKS.c.id == key))
        if kept is not None and kept != state:
            key, kept = whole[:_LONG_LINK], None
        if kept is None:
            row = {"id": key, "state": state, "author": by.author, "moment": by.moment}
            connection.execute(sa.insert(LINKS), row)
    return key


def link(store: Store, key: str) -> str | None:
    """The state a permalink stands for, or None."""
    return next((s for (s,) in store.rows(sa.select(LINKS.c.state).where(LINKS.c.id == key))), None)


def note(store: Store, action: str, subject: str, by: Stamp, *, reason: str = "", **detail: object) -> None:
    """Writes something that changed nothing else into the audit log: an export, a refused attempt."""
    with store.write() as connection:
        audit.append(connection, by, action, subject, reason=reason, detail=detail)
