"""Single rows of the store by id, without reading the rest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa

from fogline import codec
from fogline.records import Claim, Event, Judgement, Report
from fogline.store.audit import Entry, entry_of
from fogline.store.store import Store
from fogline.store.tables import AUDIT, CLAIMS, EVENTS, JUDGED, JUDGEMENTS, REPORTS

_CHUNK = 400
_IDS: sa.BindParameter[list[str]] = sa.bindparam("ids", expanding=True)
# Queries that every page asks are made once: making and compiling one takes longer than running it.
_BODIES = {table.name: sa.select(table.c.body).where(table.c.id.in_(_IDS)) for table in (CLAIMS, EVENTS, REPORTS)}
_OF_REPORT = sa.select(CLAIMS.c.body).where(CLAIMS.c.report == sa.bindparam("of"))
_AT_PLACE = (
    sa.select(CLAIMS.c.body)
    .where(CLAIMS.c.place == sa.bindparam("place"), CLAIMS.c.type.in_(sa.bindparam("types", expanding=True)))
    .order_by(CLAIMS.c.published.desc(), CLAIMS.c.id)
    .limit(sa.bindparam("most"))
)
_AT_PLACE_KNOWN = _AT_PLACE.where(CLAIMS.c.published <= sa.bindparam("known"))
_JUDGED = sa.select(JUDGED.c.judgement).where(JUDGED.c.claim.in_(_IDS))


def _by_id(store: Store, table: sa.Table, ids: Iterable[str]) -> Iterator[str]:
    wanted = list(dict.fromkeys(ids))
    for i in range(0, len(wanted), _CHUNK):
        for (body,) in store.few(_BODIES[table.name], ids=wanted[i : i + _CHUNK]):
            yield body


def claims_by_id(store: Store, ids: Iterable[str]) -> dict[str, Claim]:
    """The claims that are there, by id."""
    return {c.id: c for c in (codec.loads(Claim, body) for body in _by_id(store, CLAIMS, ids))}


def events_by_id(store: Store, ids: Iterable[str]) -> dict[str, Event]:
    """The events that are there, by id."""
    return {e.id: e for e in (codec.loads(Event, body) for body in _by_id(store, EVENTS, ids))}


def event_bodies(store: Store, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The bodies of events as they are stored, by id: for lists, where records would take most of the time."""
    made = (orjson.loads(body) for body in _by_id(store, EVENTS, ids))
    return {body["id"]: body for body in made}


def reports_by_id(store: Store, ids: Iterable[str]) -> dict[str, Report]:
    """The reports that are there, by id."""
    return {r.id: r for r in (codec.loads(Report, body) for body in _by_id(store, REPORTS, ids))}


def claims_of_report(store: Store, report: str) -> tuple[Claim, ...]:
    """The claims of a report, in the order of its text."""
    found = [codec.loads(Claim, body) for (body,) in store.few(_OF_REPORT, of=report)]
    return tuple(sorted(found, key=lambda c: (c.stands_at(), c.id)))


def claim_bodies_at(
    store: Store, place: str, types: Iterable[str], limit: int, known: date | None = None
) -> tuple[dict[str, Any], ...]:
    """The newest claims of some types about a place as they are stored, newest first; those said by `known` where it
    is given.
    """
    given: dict[str, object] = {"place": place, "types": sorted(map(str, types)), "most": limit}
    if known is None:
        found = store.few(_AT_PLACE, **given)
    else:
        found = store.few(_AT_PLACE_KNOWN, known=known.isoformat(), **given)
    return tuple(orjson.loads(body) for (body,) in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A judgement with the coding set it belongs to, if any."""

    judgement: Judgement
    coding: str | None


def judgements_on(store: Store, claims: Sequence[str]) -> tuple[Judged, ...]:
    """All judgements on any of the claims, withdrawals included, in the order they were made."""
    ids: set[str] = set()
    for i in range(0, len(claims), _CHUNK):
        ids.update(j for (j,) in store.few(_JUDGED, ids=list(claims[i : i + _CHUNK])))
    return judgements_by_id(store, sorted(ids))


def judgements_by_id(store: Store, ids: Sequence[str]) -> tuple[Judged, ...]:
    """The judgements that are there, by moment."""
    found: list[Judged] = []
    for i in range(0, len(ids), _CHUNK):
        query = sa.select(JUDGEMENTS.c.body, JUDGEMENTS.c.coding).where(JUDGEMENTS.c.id.in_(ids[i : i + _CHUNK]))
        found += [Judged(judgement=codec.loads(Judgement, b), coding=c) for b, c in store.rows(query)]
    return tuple(sorted(found, key=lambda j: (j.judgement.moment, j.judgement.id)))


def judgement(store: Store, key: str) -> Judged | None:
    """One judgement, or None."""
    query = sa.select(JUDGEMENTS.c.body, JUDGEMENTS.c.coding).where(JUDGEMENTS.c.id == key)
    return next((Judged(judgement=codec.loads(Judgement, b), coding=c) for b, c in store.rows(query)), None)


def judgements_by(
    store: Store, *, author: str | None = None, coding: str | None = None, newest: int | None = None
) -> tuple[Judged, ...]:
    """Judgements of an author, of a coding set, or all; newest first, at most `newest`."""
    query = sa.select(JUDGEMENTS.c.body, JUDGEMENTS.c.coding)
    if author is not None:
        query = query.where(JUDGEMENTS.c.author == author)
    if coding is not None:
        query = query.where(JUDGEMENTS.c.coding == coding)
    query = query.order_by(JUDGEMENTS.c.moment.desc(), JUDGEMENTS.c.id).limit(newest)
    return tuple(Judged(judgement=codec.loads(Judgement, b), coding=c) for b, c in store.rows(query))


def log(store: Store, *, offset: int, limit: int) -> tuple[tuple[Entry, ...], int]:
    """A page of the audit log, newest first, with its length."""
    total = next(n for (n,) in store.rows(sa.select(sa.func.count()).select_from(AUDIT)))
    query = sa.select(AUDIT).order_by(AUDIT.c.seq.desc()).offset(offset).limit(limit)
    return tuple(entry_of(row) for row in store.rows(query)), int(total)


def bodies(store: Store, table: sa.Table) -> Iterator[Any]:
    """Every stored body of a table as it lies there, by id."""
    for (body,) in store.rows(sa.select(table.c.body).order_by(table.c.id)):
        yield body
