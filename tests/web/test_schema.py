"""What the OpenAPI document lets a caller send, and what it does not, is answered as the document says: by no
failure of the server, with no status, type or shape that is not written there.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from httpx import InvalidURL
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis.errors import Unsatisfiable
from jsonschema_rs import Draft202012Validator
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    status_code_conformance,
)

from fogline.errors import InputError
from fogline.store import Store, accounts, coding, jobs
from fogline.store.accounts import UserRole
from fogline.store.audit import stamp
from fogline.web.app import openapi
from fogline.web.fetch import Fetched
from fogline.web.people import COOKIE, hashed
from tests.web.made import EVIL, PASSWORD, Served, claims, filled, reports, served, token

_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
_EXAMPLES = {GenerationMode.POSITIVE: 6, GenerationMode.NEGATIVE: 3}
_BASE = "http://127.0.0.1"
Headers = Callable[[], dict[str, str]]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    store = filled(tmp_path)
    yield store
    store.close()


def _nothing(url: str) -> Fetched:
    raise InputError(f"{url}: nothing is fetched here")


def _send(made: Served, case: Case[Any], headers: dict[str, str]) -> Any:
    """The answer to a generated call, by way of the one client."""
    kwargs = case.as_transport_kwargs(base_url=_BASE)
    kwargs.pop("cookies", None)
    if isinstance(kwargs.get("data"), bytes | str):
        kwargs["content"] = kwargs.pop("data")
    kwargs.setdefault("headers", {}).update(headers)
    try:
        return made.client.request(**kwargs)
    except InvalidURL:  # longer than the client sends
        reject()


def _there(store: Store) -> dict[str, list[str]]:
    """By parameter of paths, what this store has, and what none has."""
    by = stamp("analyst")
    keys = [
        coding.add_set(store, "two coders", ["a", "b"], by),
        jobs.add_draft(store, tuple(reports()), None, by),
        jobs.add_job(store, "view", {"sources": []}, by),
    ]
    made: dict[str, list[str]] = {
        "event": [str(e.id) for e in store.events()],
        "claim": ["a", "n", "u"],
        "report": [str(r.id) for r in reports()],
        "place": sorted({str(c.place.place_id) for c in claims(reports()) if c.place is not None and c.place.place_id}),
        "name": ["Reed Voice", EVIL, "one"],
        "key": keys,
    }
    return {name: [*ids, "nothing", "\u202e%2f..%00", "x" * 300] for name, ids in made.items()}


def _shaped(document: dict[str, Any], case: Case[Any], answer: Any) -> None:
    """Raises AssertionError where a JSON answer is not of the shape that the document gives for its status."""
    told = document["paths"][case.operation.path][case.method.lower()]["responses"][str(answer.status_code)]
    shape = told.get("content", {}).get("application/json", {}).get("schema")
    if shape is None or answer.headers["content-type"] != "application/json":
        return
    wrong = list(Draft202012Validator({**shape, "components": document["components"]}).iter_errors(answer.json()))
    assert not wrong, f"{answer.url}: {wrong[0].instance_path}: {wrong[0].message}"


def _problems(made: Served, headers: Headers, *, tag: str | None = None) -> list[str]:
    """What the server did that its document does not say, over examples of every operation."""
    document, there = openapi(made.app), _there(made.store)
    for call in (call for path in document["paths"].values() for call in path.values()):
        for parameter in call.get("parameters", ()):
            if parameter["in"] == "path":
                parameter["schema"] = {"enum": there[parameter["name"]]}
    document["components"]["schemas"]["JudgementAsked"]["properties"]["claims"]["items"] = {"enum": there["claim"]}
    schema = schemathesis.openapi.from_dict(document)
    found = []
    for got in schema.get_all_operations():
        operation: Any = got.ok()  # type: ignore[union-attr]
        if tag is not None and tag not in operation.tags:
            continue
        for mode, most in _EXAMPLES.items():

            @settings(
                max_examples=most,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.as_strategy(generation_mode=mode))
            def check(case: Case[Any]) -> None:
                answer = _send(made, case, headers())
                case.validate_response(answer, checks=_CHECKS)
                _shaped(document, case, answer)

            try:
                check()
            except Unsatisfiable:  # a call without parameters cannot be wrong
                continue
            except (FailureGroup, AssertionError) as error:
                found.append(f"{operation.label}: {error}")
    return found


def test_every_call_is_answered_as_the_document_says(own: Store) -> None:
    made = served(own, fetch=_nothing)
    headers = token(made.client)
    problems = _problems(made, lambda: headers)
    assert not problems, "\n".join(problems)


def test_calls_about_accounts_are_answered_as_the_document_says(own: Store) -> None:
    made = served(own, users=True)
    accounts.add_user(own, "one", hashed(PASSWORD), UserRole.ADMIN, stamp())

    keys = (f"key {n}" for n in count())

    def afresh() -> dict[str, str]:
        key = next(keys)
        accounts.begin_session(own, "one", key, "csrf", "2999-01-01T00:00:00.000Z", stamp())
        return {"X-Fogline": "csrf", "Cookie": f"{COOKIE}={key}"}

    problems = _problems(made, afresh, tag="accounts")
    assert not problems, "\n".join(problems)
