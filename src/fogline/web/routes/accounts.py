"""Signing in and out, and the accounts of a server with `--users`."""

from fastapi import APIRouter, Depends, Request, Response

from fogline.errors import StoreError
from fogline.store import accounts
from fogline.web.desk import Desk
from fogline.web.people import ADMIN, ANYONE, COOKIE, VIEWER, ProblemError, asker, hashed, right_password, sign_in
from fogline.web.routes.asked import desk_of
from fogline.web.wire.accounts import NewPassword, SignedIn, SignIn, UserAsked, UserChange
from fogline.web.wire.meta import UserBody
from fogline.web.wire.shared import Ok, Page

router = APIRouter(tags=["accounts"])
_LASTS_S = 12 * 3600


def _with_accounts(request: Request) -> Desk:
    if not request.app.state.door.accounts:
        raise ProblemError(404, "not_found", "this server has no accounts", "start it with `fogline serve --users`")
    return desk_of(request)


@router.post("/session", summary="Sign in", response_model=SignedIn, dependencies=[Depends(ANYONE)])
def enter(request: Request, response: Response, body: SignIn) -> SignedIn:
    """Sets the session's cookie; changing calls must then carry `csrf` in X-Fogline."""
    desk = _with_accounts(request)
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site not in ("same-origin", "none"):
        raise ProblemError(403, "csrf", "signing in from another site is refused", "open this server's own page")
    user, token, csrf = sign_in(desk.store, body.name, body.password)
    response.set_cookie(
        COOKIE,
        token,
        max_age=_LASTS_S,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    return SignedIn(user=UserBody(name=user.name, role=user.role), csrf=csrf)


@router.delete("/session", summary="Sign out", response_model=Ok, dependencies=[Depends(VIEWER)])
def leave(request: Request, response: Response) -> Ok:
    """Ends the session here and in the store."""
    desk, who = _with_accounts(request), asker(request)
    accounts.end_session(desk.store, request.cookies.get(COOKIE, ""), who.stamp())
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return Ok()


@router.post("/session/password", summary="Change my password", response_model=Ok, dependencies=[Depends(VIEWER)])
def own_password(request: Request, response: Response, body: NewPassword) -> Ok:
    """All sessions end; sign in again."""
    desk, who = _with_accounts(request), asker(request)
    if not right_password(accounts.user(desk.store, who.name), body.old):
        raise ProblemError(401, "unauthorised", "the old password is wrong", "try again, or ask an admin")
    accounts.change_user(desk.store, who.name, who.stamp(), password=hashed(body.new))
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return Ok()


def _body(user: accounts.User) -> UserBody:
    return UserBody(name=user.name, role=user.role, active=user.active)


@router.get("/users", summary="All accounts", response_model=Page[UserBody], dependencies=[Depends(ADMIN)])
def listed(request: Request) -> Page[UserBody]:
    """Open and closed ones."""
    found = [_body(u) for u in accounts.users(_with_accounts(request).store)]
    return Page[UserBody](items=found, total=len(found), next=None)


@router.post(
    "/users", summary="Open an account", status_code=201, response_model=UserBody, dependencies=[Depends(ADMIN)]
)
def add(request: Request, body: UserAsked) -> UserBody:
    """Its owner should change the password."""
    desk = _with_accounts(request)
    try:
        accounts.add_user(desk.store, body.name, hashed(body.password), body.role, asker(request).stamp())
    except StoreError as error:
        raise ProblemError(409, "conflict", str(error)) from error
    return UserBody(name=body.name, role=body.role)


@router.patch("/users/{name}", summary="Change an account", response_model=UserBody, dependencies=[Depends(ADMIN)])
def change(request: Request, name: str, body: UserChange) -> UserBody:
    """Its sessions end; accounts are closed, never deleted."""
    desk = _with_accounts(request)
    password = None if body.password is None else hashed(body.password)
    if accounts.user(desk.store, name) is None:
        raise ProblemError(404, "not_found", f"no account {name[:80]}")
    try:
        accounts.change_user(
            desk.store, name, asker(request).stamp(), role=body.role, active=body.active, password=password
        )
    except StoreError as error:
        raise ProblemError(409, "conflict", str(error)) from error
    found = accounts.user(desk.store, name)
    assert found is not None
    return _body(found)
