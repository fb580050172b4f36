"""The server: the built page and a read-only JSON API over one store.

Ingested text is only ever sent as JSON; the strict content policy lets no other script run.
"""

import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date

import orjson
import uvicorn
from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from fogline import __version__, codec
from fogline.errors import FoglineError, OptionError
from fogline.export.map import built_page, payload
from fogline.mapdata import hold_material, map_data, span_of
from fogline.pack import Pack
from fogline.records import ReportId
from fogline.run import Material, from_store
from fogline.store import Store
from fogline.web.wire import ErrorBody, Page, Summary

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fogline</title><link rel="icon" href="data:,"><link rel="stylesheet" href="page.css"></head>
<body><div id="fogline"></div><script src="page.js"></script></body></html>
"""
_KINDS = {"page.js": "text/javascript", "page.css": "text/css", "basemap.json": "application/json"}
_MOST = 500


class _Content:
    """What the store holds, read again when it has changed."""

    def __init__(self, store: Store, packs: Mapping[str, Pack], title: str) -> None:
        self.store, self.packs, self.title = store, packs, title
        self._mark = ""
        self._material: Material | None = None
        self._map = b""

    @property
    def tag(self) -> str:
        """Changes when the store's claims do."""
        return self.store.claims_fingerprint()

    def _refresh(self) -> Material:
        mark = self.tag
        if self._material is None or mark != self._mark:
            self._material = from_store(self.store)
            data = map_data(self._material, self.packs, self.title)
            self._map = orjson.dumps(payload(data))
            self._mark = mark
        return self._material

    @property
    def material(self) -> Material:
        """Claims, events and reports."""
        return self._refresh()

    @property
    def map(self) -> bytes:
        """The map's data as JSON."""
        self._refresh()
        return self._map


def _page(rows: Sequence[dict[str, object]], offset: int, limit: int) -> Page:
    end = offset + limit
    return Page(items=list(rows[offset:end]), total=len(rows), next=end if end < len(rows) else None)


def make_app(store: Store, packs: Mapping[str, Pack], title: str = "Fogline") -> FastAPI:
    """The application over a store; raises InputError where the page is not built."""
    page = built_page()
    content = _Content(store, packs, title)
    app = FastAPI(title="Fogline", version=__version__, docs_url=None, redoc_url=None)

    @app.middleware("http")
    async def headers(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await call(request)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    @app.exception_handler(FoglineError)
    async def problem(_request: Request, error: FoglineError) -> JSONResponse:
        return JSONResponse(ErrorBody(error=str(error)).model_dump(), status_code=400)

    @app.exception_handler(404)
    async def missing(request: Request, _error: Exception) -> JSONResponse:
        body = ErrorBody(error=f"nothing at {request.url.path}", advice="see /openapi.json")
        return JSONResponse(body.model_dump(), status_code=404)

    @app.get("/", include_in_schema=False)
    def index() -> Response:
        return Response(_INDEX, media_type="text/html")

    @app.get("/{name}", include_in_schema=False)
    def file(name: str) -> Response:
        if name not in page:
            return JSONResponse(ErrorBody(error=f"nothing at /{name}").model_dump(), status_code=404)
        return Response(page[name], media_type=_KINDS[name])

    _routes(app, content)
    return app


def _routes(app: FastAPI, content: _Content) -> None:
    limit = Query(100, ge=1, le=_MOST)
    offset = Query(0, ge=0)

    @app.get("/api/v1/map", summary="Everything the map page shows")
    def whole(request: Request) -> Response:
        tag = f'"{content.tag}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(content.map, media_type="application/json", headers={"ETag": tag})

    @app.get("/api/v1/summary", summary="What the store holds")
    def summary() -> Summary:
        material = content.material
        span = span_of(material)
        return Summary(
            version=__version__,
            counts=content.store.counts(),
            theatres=sorted({c.theatre for c in material.claims if c.theatre}),
            first_day=None if span is None else span[0].isoformat(),
            last_day=None if span is None else span[1].isoformat(),
        )

    @app.get("/api/v1/claims", summary="Claims, by id")
    def claims(limit: int = limit, offset: int = offset, type: str | None = None) -> Page:
        rows = [codec.claim_to_outside(c) for c in content.material.claims if type is None or c.type == type]
        return _page(rows, offset, limit)

    @app.get("/api/v1/events", summary="Events, by id")
    def events(limit: int = limit, offset: int = offset, type: str | None = None) -> Page:
        rows = [codec.event_to_outside(e) for e in content.material.events if type is None or e.type == type]
        return _page(rows, offset, limit)

    @app.get("/api/v1/holdings", summary="Who held each place on a day")
    def holdings(on: date, smoothed: bool = False, view: str = "all") -> list[dict[str, object]]:
        made = hold_material(content.material, content.packs, (on,), smoothed=smoothed, view=view)
        return [codec.to_plain(h) for h in made]

    @app.get("/api/v1/reports/{report}", summary="One report with its text", response_model=None)
    def one_report(report: str) -> Response | dict[str, object]:
        found = content.store.report(ReportId(report))
        if found is None:
            return JSONResponse(ErrorBody(error=f"no report {report}").model_dump(), status_code=404)
        return codec.report_to_outside(found)


def _free_port(host: str, port: int) -> socket.socket:
    """A listening socket; the port is taken or refused here, before anything is promised."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OptionError(
            f"{host}:{port}: cannot listen there ({error.strerror}); choose another with --port, 0 takes a free one"
        ) from error
    return listener


def serve_store(
    store: Store,
    packs: Mapping[str, Pack],
    *,
    host: str,
    port: int,
    say: Callable[[str], None],
    title: str = "Fogline",
) -> None:
    """Serves a store until interrupted; says where."""
    app = make_app(store, packs, title)
    listener = _free_port(host, port)
    at = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    say(f"the map is at http://{shown}:{at}/ (stop with Ctrl-C)")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    server.run(sockets=[listener])
