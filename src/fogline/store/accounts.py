"""Accounts and sessions. Passwords come hashed, session tokens digested; nobody is deleted, only closed."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from fogline.errors import StoreError
from fogline.store import audit
from fogline.store.audit import Stamp
from fogline.store.store import Store
from fogline.store.tables import SESSIONS, USERS


class UserRole(StrEnum):
    """What someone may do; each role may do what those before it may."""

    VIEWER = "viewer"
    CODER = "coder"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Someone with an account; a closed account cannot sign in."""

    name: str
    password: str
    role: UserRole
    active: bool
    created: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser."""

    user: User
    csrf: str
    expires: str


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    fields = row._mapping
    return User(
        name=fields["name"],
        password=fields["password"],
        role=UserRole(fields["role"]),
        active=bool(fields["active"]),
        created=fields["created"],
    )


def users(store: Store) -> tuple[User, ...]:
    """All accounts by name."""
    return tuple(_user(row) for row in store.rows(sa.select(USERS).order_by(USERS.c.name)))


def user(store: Store, name: str) -> User | None:
    """An account, or None."""
    return next((_user(row) for row in store.rows(sa.select(USERS).where(USERS.c.name == name))), None)


def add_user(store: Store, name: str, password: str, role: UserRole, by: Stamp) -> None:
    """Adds an account with a hashed password; raises StoreError where the name is taken."""
    with store.write() as connection:
        if connection.scalar(sa.select(USERS.c.name).where(USERS.c.name == name)) is not None:
            raise StoreError(f"{name}: there is an account of this name; choose another, or change that one")
        row = {"name": name, "password": password, "role": role.value, "active": True, "created": by.moment}
        connection.execute(sa.insert(USERS), row)
        audit.append(connection, by, "add user", name, detail={"role": role.value})


def change_user(
    store: Store,
    name: str,
    by: Stamp,
    *,
    role: UserRole | None = None,
    active: bool | None = None,
    password: str | None = None,
) -> None:
    """Changes what is given and ends the account's sessions; raises StoreError without such an account, or
    where no open admin account would be left.
    """
    values: dict[str, object] = {}
    values |= {} if role is None else {"role": role.value}
    values |= {} if active is None else {"active": active}
    told = {**values, **({} if password is None else {"password": "changed"})}
    values |= {} if password is None else {"password": password}
    with store.write() as connection:
        if connection.scalar(sa.select(USERS.c.name).where(USERS.c.name == name)) is None:
            raise StoreError(f"{name}: no account of this name; `fogline users list` shows them")
        if values:
            connection.execute(sa.update(USERS).where(USERS.c.name == name).values(**values))
        admins = sa.select(sa.func.count()).where(USERS.c.role == UserRole.ADMIN.value, USERS.c.active)
        if not connection.scalar(admins) and (role is not None or active is not None):
            raise StoreError(f"{name}: is the last open admin account; make another admin first")
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.user == name))
        audit.append(connection, by, "change user", name, detail=told)


def token_digest(token: str) -> str:
    """What the store keeps of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_session(store: Store, name: str, token: str, csrf: str, expires: str, by: Stamp) -> None:
    """Keeps a session until it expires, and drops those that have."""
    with store.write() as connection:
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.expires < by.moment))
        row = {"token": token_digest(token), "user": name, "csrf": csrf, "expires": expires}
        connection.execute(sa.insert(SESSIONS), row)
        audit.append(connection, by, "sign in", name)


def refused(store: Store, name: str, by: Stamp) -> None:
    """Notes a failed sign-in."""
    with store.write() as connection:
        audit.append(connection, by, "sign in refused", name[:64])


def session(store: Store, token: str, moment: str) -> Session | None:
    """The session of a token, or None where it has ended or the account is closed."""
    query = (
        sa.select(SESSIONS.c.csrf, SESSIONS.c.expires, USERS)
        .join(USERS, USERS.c.name == SESSIONS.c.user)
        .where(SESSIONS.c.token == token_digest(token), SESSIONS.c.expires > moment, USERS.c.active)
    )
    for row in store.rows(query):
        return Session(user=_user(row), csrf=row.csrf, expires=row.expires)
    return None


def end_session(store: Store, token: str, by: Stamp) -> None:
    """Ends a session."""
    with store.write() as connection:
        connection.execute(sa.delete(SESSIONS).where(SESSIONS.c.token == token_digest(token)))
        audit.append(connection, by, "sign out", by.author)
