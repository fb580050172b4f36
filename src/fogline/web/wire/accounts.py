"""Signing in, and accounts."""

from typing import Annotated

from pydantic import StringConstraints

from fogline.store.accounts import UserRole
from fogline.web.wire.meta import UserBody
from fogline.web.wire.shared import Asked, Name, Password, Wire


class SignIn(Asked):
    """Who wants in."""

    name: Name
    password: Annotated[str, StringConstraints(max_length=200)]


class SignedIn(Wire):
    """Who is in, and the token that changing calls must carry."""

    user: UserBody
    csrf: str


class UserAsked(Asked):
    """A new account."""

    name: Name
    password: Password
    role: UserRole = UserRole.VIEWER


class UserChange(Asked):
    """What should change of an account."""

    role: UserRole | None = None
    active: bool | None = None
    password: Password | None = None


class NewPassword(Asked):
    """One's own password, before and after."""

    old: Annotated[str, StringConstraints(max_length=200)]
    new: Password
