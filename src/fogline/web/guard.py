"""What every request passes first: known hosts, no oversize bodies, no changes where there may be none, not too
many calls, who asks; and the headers that every answer carries.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import anyio
import orjson
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fogline.web.people import CODER_HEADER, COOKIE, Door

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src blob:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {ancestors}"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_FILES, _SESSION = "/api/v1/drafts/file", "/api/v1/session"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
_KEPT_CALLERS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes that a body may have, and calls a minute (with a burst of as many) that one caller may make."""

    json_body: int = 2_500_000
    upload: int = 20_000_000
    reads: int = 6000
    writes: int = 300
    sign_ins: int = 10
    fetches: int = 30


@dataclass(slots=True)
class Buckets:
    """Calls that each caller has left, filling up again with time."""

    clock: Callable[[], float] = time.monotonic
    left: OrderedDict[tuple[str, str], tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, kind: str, caller: str, per_minute: int) -> float:
        """0 where the call may go ahead, else the seconds to wait."""
        at, key = self.clock(), (kind, caller)
        count, before = self.left.pop(key, (float(per_minute), at))
        count = min(float(per_minute), count + (at - before) * per_minute / 60.0)
        allowed = count >= 1.0
        self.left[key] = (count - 1.0 if allowed else count, at)
        while len(self.left) > _KEPT_CALLERS:
            self.left.popitem(last=False)
        return 0.0 if allowed else (1.0 - count) * 60.0 / per_minute


class TooLargeError(HTTPException):
    """A body went over its limit while it was read."""

    def __init__(self, limit: int) -> None:
        super().__init__(413, f"the body is larger than {limit} bytes")


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, door: Door, limits: Limits, hosts: frozenset[str], ancestors: str) -> None:
        """`hosts` are the names this server answers to beside loopback ones; empty takes all (with accounts)."""
        self.app, self.door, self.limits = app, door, limits
        self.hosts, self.ancestors = hosts, ancestors
        self.buckets = Buckets()
        self._lane = anyio.CapacityLimiter(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path = scope["path"]
        embedded = path == "/embed"
        answer = self._headed(send, embedded)
        host = headers.get("host", "")
        if self.hosts and _bare(host) not in self.hosts | _LOOPBACK:
            await _refuse(answer, 421, "forbidden", f"this server does not answer to the name {host[:80]!r}")
            return
        limit = self.limits.upload if path == _FILES else self.limits.json_body
        if headers.get("content-length", "0").isdecimal() and int(headers.get("content-length", "0")) > limit:
            await _refuse(answer, 413, "too_large", f"the body is larger than {limit} bytes", "send less at once")
            return
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        coder = headers.get(CODER_HEADER)
        if self.door.accounts:
            scope["fogline.who"] = await anyio.to_thread.run_sync(self.door.who, cookie, coder, limiter=self._lane)
        else:
            scope["fogline.who"] = self.door.who(cookie, coder)
        if self.door.read_only and scope["method"] not in _READS and path != _SESSION:
            advice = "ask whoever runs it for a server that takes changes"
            await _refuse(answer, 403, "forbidden", "this server only shows: nothing can be changed here", advice)
            return
        wait = self._wait(scope, path)
        if wait > 0:
            advice = f"wait {wait:.0f} s and try again"
            await _refuse(answer, 429, "too_many", "too many calls", advice, {"Retry-After": str(int(wait) + 1)})
            return
        await self.app(scope, _limited(receive, limit), answer)

    def _wait(self, scope: Scope, path: str) -> float:
        who = scope["fogline.who"]
        client = scope.get("client")
        caller = who.name if who.signed_in else str(client[0] if client else "")
        reads = scope["method"] in _READS
        kind = "reads" if reads else "writes"
        if path in (_SESSION, f"{_SESSION}/password") and scope["method"] == "POST":
            kind = "sign_ins"
        elif path == "/api/v1/drafts":
            kind = "fetches"
        return self.buckets.take(kind, caller, getattr(self.limits, kind)) if self.door.accounts or not reads else 0.0

    def _headed(self, send: Send, embedded: bool) -> Send:
        policy = POLICY.format(ancestors=self.ancestors if embedded else "'self'")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", policy)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        return sending


def _bare(host: str) -> str:
    """A host without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def _limited(receive: Receive, limit: int) -> Receive:
    total = 0

    async def counting() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise TooLargeError(limit)
        return message

    return counting


async def _refuse(
    send: Send, status: int, code: str, error: str, advice: str = "", headers: dict[str, str] | None = None
) -> None:
    body = orjson.dumps({"error": error, "advice": advice, "code": code, "fields": []})
    listed = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    listed += [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": body})
