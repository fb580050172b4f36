from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import fastapi.routing
import pytest
import sqlalchemy as sa
from starlette.routing import BaseRoute

from fogline.store import Store, accounts
from fogline.store.accounts import UserRole
from fogline.store.audit import Stamp
from fogline.store.finding import log
from fogline.store.tables import METADATA
from fogline.web.app import openapi
from fogline.web.guard import Buckets, Limits
from fogline.web.people import COOKIE, Needs
from tests.web.made import PASSWORD, Served, filled, served, signed_in, token

API = "/api/v1"
OPEN_TO_ALL = {"/api/v1/meta", "/api/v1/session", "/api/v1/openapi.json", "/v/{key}", "/{path}"}
FILLED = {
    "name": "ghost",
    "key": "ghost",
    "event": "ghost",
    "claim": "ghost",
    "report": "ghost",
    "place": "ghost",
    "path": "x",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = filled(tmp_path)
    yield made
    made.close()


def _routes(made: Served) -> list[tuple[str, str, Needs]]:
    found = []
    for route in _flat(made.app.routes):
        needs = [d.call for d in route.dependant.dependencies if isinstance(d.call, Needs)]
        assert needs, f"{route.path} names no role"
        found += [(method, route.path.replace(":path}", "}"), needs[-1]) for method in sorted(route.methods or ())]
    return found


def _flat(routes: Sequence[BaseRoute]) -> list[Any]:
    """Every route, also those of routers within routers; newer versions of FastAPI keep them nested."""
    listed = getattr(fastapi.routing, "iter_route_contexts", iter)(routes)
    return [r for r in listed if getattr(r, "dependant", None) is not None]


def _call(made: Served, method: str, path: str, headers: dict[str, str]) -> int:
    url = path
    for name, value in FILLED.items():
        url = url.replace("{" + name + "}", value)
    body: dict[str, object] | None = None if method in ("GET", "HEAD") else {}
    return int(made.client.request(method, url, headers=headers, json=body).status_code)


def test_every_route_names_its_role_and_every_call_of_the_api_is_described(store: Store) -> None:
    made = served(store, users=True)
    routes = _routes(made)
    assert len(routes) > 40
    assert {path for _, path, needs in routes if needs.role is None} <= OPEN_TO_ALL
    described = {(m.upper(), path) for path, calls in openapi(made.app)["paths"].items() for m in calls}
    there = {(m, path) for m, path, _ in routes if path.startswith(API) and not path.endswith("openapi.json")}
    assert described == there


@pytest.mark.parametrize("role", [None, *UserRole])
def test_a_role_is_let_in_where_it_may_be_and_nowhere_else(store: Store, role: UserRole | None) -> None:
    made = served(store, users=True)
    needs = {(method, path): n.role for method, path, n in _routes(made)}
    order = [None, *UserRole]
    headers = {} if role is None else signed_in(made, role)
    calls = [(m.upper(), path) for path, made_of in openapi(made.app)["paths"].items() for m in made_of]
    for method, path in calls:
        if (method, path) != ("DELETE", f"{API}/session"):
            _check(made, role, order, (method, path), needs[method, path], headers)
    _check(made, role, order, ("DELETE", f"{API}/session"), UserRole.VIEWER, headers)


def _check(
    made: Served,
    role: UserRole | None,
    order: list[UserRole | None],
    call: tuple[str, str],
    least: UserRole | None,
    headers: dict[str, str],
) -> None:
    code = _call(made, *call, headers)
    if order.index(role) < order.index(least):
        assert code == (401 if role is None else 403), f"{call} answers a {role} with {code}"
    else:
        assert code < 500, f"{call} answers a {role} with {code}"
        assert code not in (401, 403), f"{call} keeps a {role} out"


def test_changing_calls_need_the_sessions_token(store: Store) -> None:
    for made, headers in ((served(store), {}), (served(store, users=True), None)):
        if headers is None:
            signed_in(made, UserRole.ADMIN)
        for method, path, needs in _routes(made):
            if method not in ("GET", "HEAD") and needs.role is not None:
                for wrong in ({}, {"X-Fogline": "guess"}):
                    assert _call(made, method, path, wrong) == 403, f"{method} {path} needs no token"


def test_sessions_are_closed_to_scripts_and_end(store: Store) -> None:
    made = served(store, users=True)
    headers = signed_in(made, UserRole.CODER)
    again = made.client.post(f"{API}/session", json={"name": "coder-one", "password": PASSWORD})
    cookie = again.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    headers = {"X-Fogline": again.json()["csrf"]}
    kept = made.client.cookies.get(COOKIE)
    assert kept
    assert kept not in Path(store.where).read_bytes().decode("latin-1")
    assert made.client.delete(f"{API}/session", headers=headers).status_code == 200
    assert made.client.get(f"{API}/events", headers={"cookie": f"{COOKIE}={kept}"}).status_code == 401


def test_a_wrong_password_a_closed_account_and_a_stranger_are_told_the_same(store: Store) -> None:
    made = served(store, users=True)
    signed_in(made, UserRole.ADMIN)
    accounts.add_user(store, "gone", accounts.user(store, "admin-one").password, UserRole.VIEWER, _by())  # type: ignore[union-attr]
    accounts.change_user(store, "gone", _by(), active=False)
    made.client.cookies.clear()
    told = set()
    for name, password in (("admin-one", "wrong password"), ("gone", PASSWORD), ("nobody", PASSWORD)):
        answer = made.client.post(f"{API}/session", json={"name": name, "password": password})
        told.add((answer.status_code, answer.text))
    assert len(told) == 1
    assert next(iter(told))[0] == 401
    assert PASSWORD not in Path(store.where).read_bytes().decode("latin-1")
    assert "sign in refused" in {e.action for e in log(store, offset=0, limit=50)[0]}


def _by() -> Stamp:
    return Stamp(author="test", moment="2020-01-01T00:00:00+00:00")


def test_guessing_passwords_is_slowed_down(store: Store) -> None:
    made = served(store, users=True)
    codes = [
        made.client.post(f"{API}/session", json={"name": "x", "password": "y"}).status_code
        for _ in range(2 * Limits().sign_ins)  # some come back while a busy machine hashes
    ]
    assert codes[0] == 401
    assert codes[-1] == 429


def test_calls_come_back_with_time() -> None:
    at = [0.0]
    buckets = Buckets(clock=lambda: at[0])
    assert [buckets.take("writes", "me", 2) > 0 for _ in range(3)] == [False, False, True]
    assert buckets.take("writes", "you", 2) == 0
    at[0] = 31.0
    assert buckets.take("writes", "me", 2) == 0


def test_the_last_admin_stays_and_people_change_their_own_password(store: Store) -> None:
    made = served(store, users=True)
    headers = signed_in(made, UserRole.ADMIN)
    assert made.client.patch(f"{API}/users/admin-one", json={"role": "viewer"}, headers=headers).status_code == 409
    new = {"name": "mira", "password": "another long one", "role": "viewer"}
    assert made.client.post(f"{API}/users", json=new, headers=headers).status_code == 201
    assert made.client.post(f"{API}/users", json=new, headers=headers).status_code == 409
    assert "password" not in made.client.get(f"{API}/users").text
    changed = made.client.post(
        f"{API}/session/password", json={"old": "no", "new": "a third long one"}, headers=headers
    )
    assert changed.status_code == 401
    changed = made.client.post(
        f"{API}/session/password", json={"old": PASSWORD, "new": "a third long one"}, headers=headers
    )
    assert changed.status_code == 200
    assert made.client.get(f"{API}/users").status_code == 401


def _contents(store: Store) -> dict[str, int]:
    """How many rows there are of all that a call could add to, beside what signing in leaves."""
    tables = [t for t in METADATA.sorted_tables if t.name not in ("sessions", "audit")]
    return {t.name: next(n for (n,) in store.rows(sa.select(sa.func.count()).select_from(t))) for t in tables}


@pytest.mark.parametrize("users", [False, True])
def test_a_read_only_server_changes_nothing(store: Store, users: bool) -> None:
    made = served(store, read_only=True, users=users)
    headers = signed_in(made, UserRole.ADMIN) if users else token(made.client)
    before = _contents(store), store.revision()
    assert made.client.get(f"{API}/events").status_code == 200
    can = made.client.get(f"{API}/meta").json()["can"]
    assert not any(can.values())
    for method, path, _ in _routes(made):
        if method not in ("GET", "HEAD") and path != f"{API}/session":
            assert _call(made, method, path, headers) == 403, f"{method} {path} is let through"
    for path, body in (("judgements", {"verdict": "right", "claims": ["a"]}), ("views", {"state": "?screen=map"})):
        answer = made.client.post(f"{API}/{path}", json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert made.client.get(f"{API}/export/events.csv").status_code == 403
    assert (_contents(store), store.revision()) == before
    if users:
        assert made.client.delete(f"{API}/session", headers=headers).status_code == 200


def test_another_name_for_this_machine_is_not_answered(store: Store) -> None:
    made = served(store)
    assert made.client.get(f"{API}/meta", headers={"host": "evil.example"}).status_code == 421
    assert made.client.get(f"{API}/meta", headers={"host": "localhost:8470"}).status_code == 200
