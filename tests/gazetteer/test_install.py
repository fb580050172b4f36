"""Downloads from a server on this machine: whole, broken off and resumed, refused, and not what was asked."""

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fogline.errors import GazetteerError
from fogline.gazetteer import index, install, open_or_build
from tests.conftest import small_world

CELLS = [
    "88",
    "Tall Zip",
    "Tall Zip",
    "",
    "36.5",
    "37.5",
    "P",
    "PPL",
    "SY",
    "",
    "02",
    "",
    "",
    "",
    "12000",
    "",
    "",
    "Asia/Damascus",
    "2020-01-01",
]


def dump() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "about this file")
        archive.writestr("SY.txt", "\t".join(CELLS) + "\n")
    return packed.getvalue()


class Server(ThreadingHTTPServer):
    """Serves one dump; `breaks` answers are cut off half way."""

    body = dump()
    breaks = 0
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append(wanted or "whole")
        if "missing" in self.path:
            self.send_error(404)
            return
        body = self.server.body if "junk" not in self.path else b"this is no zip file"
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        rest = body[start:]
        if self.server.breaks > 0:
            self.server.breaks -= 1
            rest = rest[: len(rest) // 2]
            self.close_connection = True
        self.wfile.write(rest)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Handler)
    made.asked = []
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(index, "default_places", small_world)
    return tmp_path / "home"


def url(server: Server, folder: str = "dump") -> str:
    return f"http://127.0.0.1:{server.server_address[1]}/{folder}/"


def test_a_dump_is_downloaded_imported_and_not_fetched_twice(server: Server, fresh: Path) -> None:
    assert [s.added for s in install(fresh, ["SY"], url(server))] == [1]
    assert [s.added for s in install(fresh, ["SY"], url(server))] == [1]
    assert server.asked == ["whole"]
    assert open_or_build(fresh).find("Tal Zip")[0].place.kind == "town"


def test_a_broken_download_goes_on_where_it_stopped(server: Server, fresh: Path) -> None:
    server.breaks = 2
    assert [s.added for s in install(fresh, ["SY"], url(server))] == [1]
    assert server.asked[0] == "whole"
    assert all(a.startswith("bytes=") for a in server.asked[1:])
    assert len(server.asked) == 3


def test_an_interrupted_download_is_taken_up_by_the_next_run(server: Server, fresh: Path) -> None:
    part = fresh / "downloads" / "SY.zip.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(dump()[:40])
    list(install(fresh, ["SY"], url(server)))
    assert server.asked == ["bytes=40-"]


def test_a_refusal_says_what_the_server_said(server: Server, fresh: Path) -> None:
    with pytest.raises(GazetteerError, match="404"):
        list(install(fresh, ["SY"], url(server, "missing")))


def test_what_is_no_zip_is_refused(server: Server, fresh: Path) -> None:
    with pytest.raises(GazetteerError, match="zip"):
        list(install(fresh, ["SY"], url(server, "junk")))
    assert not list((fresh / "downloads").glob("*"))


def test_no_server_is_an_error_that_says_so(fresh: Path) -> None:
    with pytest.raises(GazetteerError, match="run the command again"):
        list(install(fresh, ["SY"], "http://127.0.0.1:9/dump/"))
