"""The server: the built page and the JSON API over one store.

Ingested text is only ever sent as JSON; the strict content policy lets no other script run.
"""

import gc
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from fogline import __version__, run
from fogline.errors import FoglineError, OptionError, StoreError
from fogline.export.map import built_page
from fogline.gazetteer import GAZETTEER_FILE
from fogline.index.build import build_index, built_for
from fogline.index.layout import index_folder
from fogline.pack import Pack
from fogline.settings import Settings
from fogline.store import Store, accounts, jobs
from fogline.store.audit import stamp
from fogline.web.desk import Desk, Options, Worker
from fogline.web.guard import Guard, Limits
from fogline.web.people import ANYONE, Door, ProblemError
from fogline.web.routes import accounts as account_routes
from fogline.web.routes import add, events, export, holdings, knowledge, meta, queue, reports, review
from fogline.web.routes.asked import ERRORS
from fogline.web.wire.shared import ErrorBody, FieldProblem
from fogline.web.work import InProcess, InThread, Workshop, clear_uploads

_LOG = logging.getLogger(__name__)
_API = "/api/v1"
_LANES = min(8, 1 + (os.cpu_count() or 1))
_COLLECT_AFTER = 50_000
_INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fogline</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<link rel="preload" as="fetch" crossorigin href="/api/v1/meta">
<link rel="preload" as="fetch" crossorigin href="/basemap.json">AHEAD</head>
<body><div id="fogline"></div><script src="/page.js"></script></body></html>
"""
# Where the evidence lies, as the page asks for it first: without it, nothing of the first view can be asked for.
_WHERE = "/api/v1/points?bbox=-180.0000%2C-85.0000%2C180.0000%2C85.0000&zoom=12.00"
_AHEAD = f'\n<link rel="preload" as="fetch" crossorigin href="{_WHERE.replace("&", "&amp;")}">'
_KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".pbf": "application/x-protobuf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_CODES = {
    400: "bad_request",
    401: "unauthorised",
    403: "forbidden",
    404: "not_found",
    405: "not_found",
    413: "too_large",
}
_SCHEMA_PATH = f"{_API}/openapi.json"


def _problem(status: int, body: ErrorBody) -> JSONResponse:
    return JSONResponse(body.model_dump(), status_code=status)


def _handlers(app: FastAPI) -> None:
    """Every failure has one shape."""

    @app.exception_handler(ProblemError)
    async def refused(_request: Request, error: ProblemError) -> JSONResponse:
        return _problem(error.status, ErrorBody(error=str(error), advice=error.advice, code=error.code))

    @app.exception_handler(StoreError)
    async def unavailable(_request: Request, error: StoreError) -> JSONResponse:
        return _problem(503, ErrorBody(error=str(error), advice="ask again in a moment", code="unavailable"))

    @app.exception_handler(FoglineError)
    async def told(_request: Request, error: FoglineError) -> JSONResponse:
        return _problem(400, ErrorBody(error=str(error), code="bad_request"))

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        fields = [
            FieldProblem(field=".".join(str(p) for p in e["loc"])[:200], problem=str(e["msg"])[:300])
            for e in error.errors()[:20]
        ]
        what = "; ".join(f"{f.field}: {f.problem}" for f in fields[:3])
        advice = f"see {_SCHEMA_PATH}"
        return _problem(422, ErrorBody(error=what or "not understood", advice=advice, code="invalid", fields=fields))

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> JSONResponse:
        what = f"nothing at {request.url.path[:200]}" if error.status_code == 404 else str(error.detail)
        body = ErrorBody(error=what, advice=f"see {_SCHEMA_PATH}", code=_CODES.get(error.status_code, "bad_request"))
        answer = _problem(error.status_code, body)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> JSONResponse:
        _LOG.error("%s %s", request.method, request.url.path, exc_info=error)
        advice = "this is a bug in Fogline; please report it with what the server wrote to its log"
        return _problem(500, ErrorBody(error="the server failed", advice=advice, code="failed"))


def _page_files(app: FastAPI, ahead: str) -> None:
    """The built page and its files; every other path without a dot is a state of the page."""
    index = _INDEX.replace("AHEAD", ahead)
    folder = Path(str(files("fogline.export") / "page"))
    built_page()
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file() and p.suffix in _KINDS}
    pages = APIRouter(include_in_schema=False, dependencies=[Depends(ANYONE)])

    @pages.get("/{path:path}")
    def page(request: Request, path: str) -> Response:
        if path in there:
            body = there[path].read_bytes()
            tag = f'"{__version__}-{there[path].stat().st_mtime_ns:x}"'
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers={"ETag": tag})
            return Response(body, media_type=_KINDS[there[path].suffix], headers={"ETag": tag})
        if path.startswith("api/") or "." in path.rsplit("/", 1)[-1]:
            raise HTTPException(404)
        return Response(index, media_type="text/html")

    app.include_router(pages)


@asynccontextmanager
async def _in_lanes(_app: FastAPI) -> AsyncIterator[None]:
    """Answers are worked out a few at a time, in the order they were asked for: more at once would only make each
    of them wait for all.
    """
    anyio.to_thread.current_default_thread_limiter().total_tokens = _LANES
    yield


def make_app(
    store: Store, packs: Mapping[str, Pack], *, worker: Worker, options: Options, door: Door, hosts: frozenset[str]
) -> FastAPI:
    """The application over a store that has an index; raises InputError where the page is not built."""
    app = FastAPI(
        title="Fogline",
        version=__version__,
        summary="Who says that what happened, where and when; and who held which place.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    limits = Limits()
    app.router.lifespan_context = _in_lanes
    app.state.desk, app.state.door = Desk(store, packs, worker, options), door
    app.state.limits = {"upload": limits.upload, "json": limits.json_body, "page": 500, "points": 2000, "places": 3000}
    api = APIRouter(prefix=_API, responses=ERRORS)
    for routes in (meta, events, holdings, reports, knowledge, queue, review, add, export, account_routes):
        api.include_router(routes.router)

    @api.get("/openapi.json", include_in_schema=False, dependencies=[Depends(ANYONE)])
    def schema() -> JSONResponse:
        return JSONResponse(openapi(app))

    app.include_router(api)
    app.include_router(meta.links)
    _handlers(app)
    _page_files(app, "" if door.accounts else _AHEAD)
    app.add_middleware(Guard, door=door, limits=limits, hosts=hosts, ancestors=options.embed_from)
    return app


def _ask_ahead(address: str) -> None:
    """Asks a server what every page asks it first, so that the answers are kept when the first page comes."""
    import httpx  # loads slowly, and nothing else of the server needs it

    for path in (f"{_API}/meta", _WHERE, f"{_API}/histogram?by=type&bin=auto"):
        try:
            httpx.get(address + path, timeout=60, trust_env=False)
        except httpx.HTTPError:
            return  # only somebody's first look is slower


def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the API."""
    return get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How a store is served."""

    host: str = "127.0.0.1"
    port: int = 8470
    title: str = "Fogline"
    accounts: bool = False
    read_only: bool = False
    names: tuple[str, ...] = ()
    embed_from: str = "'self'"


def _listening(host: str, port: int) -> socket.socket:
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


def _loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def check(store: Store, serving: Serving) -> None:
    """Raises OptionError where a store must not be served so."""
    if not _loopback(serving.host) and not serving.accounts and not serving.read_only:
        raise OptionError(
            f"--host {serving.host}: others could change this store; add --users for accounts, or --read-only"
        )
    if serving.accounts and not any(u.active and u.role == "admin" for u in accounts.users(store)):
        raise OptionError("--users: there is no admin account yet; run `fogline users add NAME --role admin` first")


def serve_store(
    store: Store, packs: Mapping[str, Pack], settings: Settings, serving: Serving, say: Callable[[str], None]
) -> None:
    """Serves a store until interrupted; says where."""
    check(store, serving)
    root = index_folder(store, settings.home)
    listener = _listening(serving.host, serving.port)
    waiting = jobs.left_over(store)
    clear_uploads(root, waiting)
    if built_for(root, store, packs) is None:
        say("building the index of this store; it is kept until the store, a pack or the program changes")
        if store.fused_from():
            run.refuse(store, packs)
        build_index(store, packs, root)
    worker: InThread | InProcess
    if "://" in store.where:
        worker = InThread(Workshop(store, root, packs, lambda reader: run.open_knowledge(settings, reader=reader)))
    else:
        worker = InProcess(store, root, packs, settings)
    if not serving.read_only and not (settings.home / GAZETTEER_FILE).exists():
        worker.ask("prepare", {}, stamp("fogline"))
    elif waiting:
        worker.wake()
    door = Door(store=store, accounts=serving.accounts, read_only=serving.read_only)
    options = Options(title=serving.title, index_root=root, embed_from=serving.embed_from)
    names = frozenset(n.lower() for n in (*serving.names, serving.host)) if not serving.accounts else frozenset()
    app = make_app(store, packs, worker=worker, options=options, door=door, hosts=names)
    listener.listen()  # whoever is told the address may ask at once
    at = listener.getsockname()[1]
    shown = f"[{serving.host}]" if ":" in serving.host else serving.host
    say(f"the map is at http://{shown}:{at}/ (stop with Ctrl-C)")
    # What is loaded stays, and answers of thousands of rows are no garbage in circles to look for after every 700 rows.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
    if _loopback(serving.host) and not serving.accounts:
        threading.Thread(target=_ask_ahead, args=(f"http://{shown}:{at}",), daemon=True).start()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, limit_concurrency=200))
    server.run(sockets=[listener])
