"""Who asks, and what they may do: accounts with sessions, or one analyst on this machine.

Every route names the least role it needs; a test walks the routes. Calls that change something must carry
the session's token in `X-Fogline`, which no other site can read or set.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from fastapi import Request

from fogline.errors import FoglineError
from fogline.store import Store, accounts
from fogline.store.accounts import UserRole
from fogline.store.audit import Stamp, now

COOKIE = "fogline_session"
TOKEN_HEADER = "x-fogline"
CODER_HEADER = "x-fogline-coder"
_LASTS = timedelta(hours=12)
_ORDER = tuple(UserRole)
_HASHER = PasswordHasher()
_DECOY = _HASHER.hash("a password that nobody has")
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_CODER_NAME = 64


class ProblemError(FoglineError):
    """A refusal with its status and code."""

    def __init__(self, status: int, code: str, message: str, advice: str = "") -> None:
        """`code` stays the same over versions and languages."""
        super().__init__(message)
        self.status, self.code, self.advice = status, code, advice


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Someone who asks; `csrf` is what their changing calls must carry."""

    name: str
    role: UserRole | None
    csrf: str | None
    signed_in: bool

    def may(self, role: UserRole) -> bool:
        """True where their role is at least this one."""
        return self.role is not None and _ORDER.index(self.role) >= _ORDER.index(role)

    def stamp(self) -> Stamp:
        """They, now."""
        return Stamp(author=self.name, moment=now())


@dataclass(slots=True)
class Door:
    """How people are told apart: with accounts by their session, without by being here. Where it is `read_only`,
    nobody may do more than a viewer.
    """

    store: Store
    accounts: bool
    read_only: bool = False
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def who(self, cookie: str | None, coder: str | None) -> Who:
        """Who asks, by the session cookie or the name a coder gives."""
        if not self.accounts:
            role = UserRole.VIEWER if self.read_only else UserRole.ADMIN
            name = unquote(coder or "").strip()[:_CODER_NAME] or "analyst"
            return Who(name=name, role=role, csrf=self.token, signed_in=False)
        found = accounts.session(self.store, cookie, now()) if cookie else None
        if found is None:
            return Who(name="", role=None, csrf=None, signed_in=False)
        role = UserRole.VIEWER if self.read_only else found.user.role
        return Who(name=found.user.name, role=role, csrf=found.csrf, signed_in=True)


def asker(request: Request) -> Who:
    """Who the request comes from, as the guard found."""
    found = request.scope["fogline.who"]
    assert isinstance(found, Who)
    return found


class Needs:
    """A dependency that lets in those with a role, and changing calls only with their token."""

    def __init__(self, role: UserRole | None) -> None:
        """None lets everybody in: signing in, the page's files."""
        self.role = role

    async def __call__(self, request: Request) -> Who:
        """Who asks; raises ProblemError where they may not."""
        who = asker(request)
        if self.role is not None and not who.may(self.role):
            if who.role is None:
                raise ProblemError(401, "unauthorised", "you are not signed in", "sign in and ask again")
            raise ProblemError(
                403, "forbidden", f"this needs the role {self.role.value}", "ask an admin of this server for it"
            )
        if request.method not in _READS and self.role is not None:
            given = request.headers.get(TOKEN_HEADER, "")
            if who.csrf is None or not hmac.compare_digest(given.encode(), who.csrf.encode()):
                raise ProblemError(
                    403,
                    "csrf",
                    "the call does not carry this session's token",
                    "send `csrf` of /api/v1/meta in the header X-Fogline; reload the page",
                )
        return who


VIEWER, CODER = Needs(UserRole.VIEWER), Needs(UserRole.CODER)
REVIEWER, ADMIN, ANYONE = Needs(UserRole.REVIEWER), Needs(UserRole.ADMIN), Needs(None)


def hashed(password: str) -> str:
    """A password as it is kept."""
    return _HASHER.hash(password)


def right_password(user: accounts.User | None, password: str) -> bool:
    """True for the password of an open account; takes as long where there is none."""
    try:
        _HASHER.verify(user.password if user is not None else _DECOY, password)
    except (VerificationError, InvalidHashError):
        return False
    return user is not None and user.active


def sign_in(store: Store, name: str, password: str) -> tuple[accounts.User, str, str]:
    """The account, a fresh session token and its csrf token.

    Raises ProblemError, after as long a time as a right answer takes, where either is wrong.
    """
    user = accounts.user(store, name)
    good = right_password(user, password)
    if user is None or not good:
        accounts.refused(store, name, Stamp(author=name, moment=now()))
        raise ProblemError(401, "unauthorised", "the name or the password is wrong", "try again, or ask an admin")
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    expires = (datetime.now(UTC) + _LASTS).isoformat(timespec="milliseconds")
    accounts.begin_session(store, name, token, csrf, expires, Stamp(author=name, moment=now()))
    return user, token, csrf
