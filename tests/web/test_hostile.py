"""What a hostile report, address or caller must not reach."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fogline.errors import InputError
from fogline.web.fetch import checked, fetch, public
from fogline.web.guard import Limits
from tests.web.made import EVIL, Served, token

API = "/api/v1"


def test_markup_in_every_field_travels_as_text(made: Served) -> None:
    for path in ("reports?q=script", "claims/a", "sources", f"sources/{EVIL}", "events"):
        answer = made.client.get(f"{API}/{path}")
        assert answer.status_code == 200, path
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "javascript:" not in answer.text
    page = made.client.get(f"{API}/export/map").text
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/app.py",
        "page/../app.py",
        "page.js/../../map.py",
        "%00.js",
        "C:\\windows\\win.ini",
    ],
)
def test_path_tricks_reach_no_file(made: Served, path: str) -> None:
    answer = made.client.get("/" + path)
    assert answer.status_code in (200, 404)
    assert "root:" not in answer.text
    assert "import " not in answer.text
    if answer.status_code == 200:
        assert answer.text.startswith("<!doctype html>")


def test_bodies_that_are_too_large_are_refused_unread(made: Served) -> None:
    headers = token(made.client)
    big = b'{"state":"' + b"x" * Limits().json_body + b'"}'
    assert made.client.post(f"{API}/views", content=big, headers=headers).status_code == 413

    def drip() -> Iterator[bytes]:
        for _ in range(0, Limits().json_body + 200_000, 100_000):
            yield b"x" * 100_000

    answer = made.client.post(f"{API}/views", content=drip(), headers={**headers, "content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"state": 1}',
        b'{"state":"?a","more":1}',
        b'"\\ud800"',
        b'{"state":"\\ud800"}',
        b"\xff\xfe",
        b'{"state":"?\\u0000"}',
    ],
)
def test_bodies_of_the_wrong_kind_are_refused(made: Served, body: bytes) -> None:
    headers = {**token(made.client), "content-type": "application/json"}
    answer = made.client.post(f"{API}/views", content=body, headers=headers)
    assert answer.status_code in (400, 422) or body.endswith(b'u0000"}')
    assert answer.status_code < 500


# -- addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::",
    ],
)
def test_addresses_that_only_this_machine_reaches_are_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://x/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://user:word@example.org/",
        "http://example.org:22/",
        "http://",
        "http:///x",
        "http://[::1",
        "//example.org",
        "",
        "http://\ud800.org/",
    ],
)
def test_addresses_that_are_no_public_page_are_refused_at_once(made: Served, url: str) -> None:
    with pytest.raises(InputError):
        checked(url)
    if "\ud800" not in url:
        answer = made.client.post(f"{API}/drafts", json={"url": url}, headers=token(made.client))
        assert answer.status_code in (400, 422)


def test_a_name_that_stands_for_a_private_address_is_not_asked() -> None:
    for addresses in (["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], []):
        with pytest.raises(InputError):
            fetch("http://example.org/", resolve=lambda _h, _p, a=addresses: list(a))  # type: ignore[misc]


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        where = self.path
        if where == "/private":
            self._redirect("http://169.254.169.254/latest/meta-data")
        elif where == "/scheme":
            self._redirect("file:///etc/passwd")
        elif where == "/hop":
            self._redirect(f"http://{self.headers['Host']}/hop")
        elif where == "/loop":
            self._redirect("/loop")
        elif where == "/huge":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b"x" * 100_000)
            except OSError:
                pass
        elif where == "/slow":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.2)
            except OSError:
                pass
        else:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<p>The Marsh League took Saltby on 12 March 2020.</p>")

    def _redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[tuple[str, frozenset[int]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    yield f"http://news.example:{port}", frozenset({80, 443, port})
    server.shutdown()
    server.server_close()


def _here(address: str) -> bool:
    return address == "127.0.0.1"


def _named(host: str, _port: int) -> list[str]:
    return ["127.0.0.1"] if host == "news.example" else [host]


@pytest.mark.parametrize(
    ("path", "says"),
    [("/private", "public internet"), ("/scheme", "http and https"), ("/loop", "redirects"), ("/huge", "larger")],
)
def test_a_page_cannot_lead_elsewhere_or_flood(site: tuple[str, frozenset[int]], path: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        fetch(site[0] + path, resolve=_named, allowed=_here, ports=site[1])


def test_a_page_that_drips_is_given_up(site: tuple[str, frozenset[int]]) -> None:
    began = time.monotonic()
    with pytest.raises(InputError):
        fetch(site[0] + "/slow", resolve=_named, allowed=_here, ports=site[1], whole_s=1.0)
    assert time.monotonic() - began < 10


def test_a_name_that_nobody_answers_for_is_given_up() -> None:
    def never(_host: str, _port: int) -> list[str]:
        time.sleep(6)
        return ["127.0.0.1"]

    began = time.monotonic()
    with pytest.raises(InputError, match="could not be fetched"):
        fetch("http://news.example/", resolve=never, whole_s=0.5)
    assert time.monotonic() - began < 3


def test_redirects_share_one_deadline(site: tuple[str, frozenset[int]]) -> None:
    def slowly(host: str, port: int) -> list[str]:
        time.sleep(0.4)
        return _named(host, port)

    began = time.monotonic()
    with pytest.raises(InputError, match="could not be fetched"):
        fetch(site[0] + "/hop", resolve=slowly, allowed=_here, ports=site[1], whole_s=1.0)
    assert time.monotonic() - began < 1.6


def test_an_honest_page_is_fetched(site: tuple[str, frozenset[int]]) -> None:
    page = fetch(site[0] + "/page", resolve=_named, allowed=_here, ports=site[1])
    assert page.kind == "text/html"
    assert b"Saltby" in page.raw
