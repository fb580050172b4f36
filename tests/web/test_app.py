from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from fogline import codec
from fogline.errors import OptionError
from fogline.fuse import fuse
from fogline.records import Report
from fogline.store import Store, open_store
from fogline.web import make_app, serve_store
from tests.invented import pack
from tests.made import claim

EVIL = "<script>alert(1)</script> The Marsh League took Oldmere."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "s.sqlite")
    report = Report(id=codec.report_id("s", "k", EVIL), key="k", source="s", text=EVIL)
    claims = [claim("a", quote=EVIL), claim("b", source="Reed Voice"), claim("c", at="saltby")]
    made.add_reports([report])
    made.put_claims("f", [(report, claims)])
    made.put_events(fuse(claims, pack=pack()), made.claims_fingerprint())
    yield made
    made.close()


@pytest.fixture
def client(store: Store) -> TestClient:
    return TestClient(make_app(store, {"harran": pack()}, "Harran"), raise_server_exceptions=False)


def test_the_page_and_its_files_come_with_a_strict_policy(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    for file in ("page.js", "page.css", "basemap.json"):
        assert client.get(f"/{file}").status_code == 200


def test_the_map_is_sent_once_until_it_changes(client: TestClient) -> None:
    first = client.get("/api/v1/map")
    assert {"claims", "events", "places", "days", "sides"} <= set(first.json())
    assert client.get("/api/v1/map", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_ingested_markup_travels_as_text(client: TestClient) -> None:
    answer = client.get("/api/v1/claims")
    assert answer.headers["content-type"] == "application/json"
    assert "<script>" in next(c for c in answer.json()["items"] if c["id"] == "a")["quote"]["text"]


def test_lists_are_paged(client: TestClient) -> None:
    first = client.get("/api/v1/claims?limit=2").json()
    assert (len(first["items"]), first["total"], first["next"]) == (2, 3, 2)
    last = client.get("/api/v1/claims?limit=2&offset=2").json()
    assert (len(last["items"]), last["next"]) == (1, None)
    assert client.get("/api/v1/events?type=aid").json()["total"] == 0
    assert client.get("/api/v1/claims?limit=0").status_code == 422


def test_holders_reports_and_the_summary_can_be_asked(client: TestClient, store: Store) -> None:
    held = client.get("/api/v1/holdings?on=2020-03-12").json()
    assert any(h["place"] == "xh-oldmere" for h in held)
    assert client.get("/api/v1/holdings?on=soon").status_code == 422
    report = next(store.reports())
    assert client.get(f"/api/v1/reports/{report.id}").json()["text"] == EVIL
    assert client.get("/api/v1/summary").json()["counts"]["reports"] == 1


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/api/v1/reports/ghost"])
def test_what_is_not_there_has_one_shape(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "advice"}


def test_a_taken_port_is_refused_with_advice(store: Store) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OptionError, match="--port"):
            serve_store(store, {"harran": pack()}, host="127.0.0.1", port=taken.getsockname()[1], say=lambda _: None)
