"""Fetches a page that someone named, without letting them reach what only this machine can reach.

Every address that a name stands for must be public, at every redirect; the connection goes to the address
that was checked, so that a name cannot change its mind in between. Size and time are bounded.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore

from fogline.errors import InputError

_MOST_REDIRECTS = 5
_MOST_BYTES = 10_000_000
_WHOLE_S, _STEP_S = 30.0, 10.0
_TIMEOUTS = {"timeout": {"connect": _STEP_S, "read": _STEP_S, "write": _STEP_S, "pool": _STEP_S}}
_OK = 200
_PORTS = frozenset({80, 443})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AGENT = "fogline (reads reports; one page at a person's request)"
_SPECIAL = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page: where it was in the end, its bytes, and what kind they were said to be."""

    url: str
    raw: bytes
    kind: str


def public(address: str) -> bool:
    """True for an address of the open internet; false for private, local, reserved and tunnelled ones."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return public(str(ip.ipv4_mapped))
        if any(ip in network for network in _SPECIAL):
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolved(host: str, port: int) -> list[str]:
    """The addresses a name stands for, by the system's resolver."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _refused(url: str, why: str) -> InputError:
    return InputError(f"{url[:200]}: {why}; give the address of a public web page, or paste the text")


def checked(url: str, ports: frozenset[int] = _PORTS) -> tuple[str, str]:
    """The address as it will be asked for and its host; raises InputError where it is not to be."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port or (443 if parts.scheme.lower() == "https" else 80)
    except ValueError:
        raise _refused(url, "not an address") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise _refused(url, "only http and https are fetched")
    if parts.username is not None or parts.password is not None:
        raise _refused(url, "an address with a name and password is not fetched")
    if not parts.hostname:
        raise _refused(url, "names no host")
    if port not in ports:
        raise _refused(url, f"port {port} is not one of the web")
    try:
        host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    except UnicodeError:
        raise _refused(url, "names no host") from None
    at = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme.lower(), at, path, query, "")), at


def _left(deadline: float, timeout: float | None) -> float:
    """The seconds that a step may take; raises where none are left."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("too slow")
    return left if timeout is None else min(timeout, left)


def _looked_up(resolve: Resolve, host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name; the system's resolver knows no time limit, so it is not waited for longer."""
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look() -> None:
        try:
            found.put(resolve(host, port))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=look, daemon=True).start()
    try:
        made = found.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"{host}: its address was not found in time") from None
    if isinstance(made, Exception):
        raise httpcore.ConnectError(f"{host}: no such host") from made
    return made


class _Timed(httpcore.NetworkStream):
    """A connection that ends at a deadline, however slowly the other side drips."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Pinned(httpcore.SyncBackend):
    """Connects only to public addresses: each name is looked up once, checked, and connected to as checked."""

    def __init__(self, resolve: Resolve, allowed: Callable[[str], bool], deadline: float) -> None:
        self._resolve, self._allowed, self._deadline = resolve, allowed, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _looked_up(self._resolve, host, port, _left(self._deadline, timeout))
        if not addresses or not all(map(self._allowed, addresses)):
            raise _refused(host, "does not lie on the public internet")
        left = _left(self._deadline, timeout)
        stream = super().connect_tcp(addresses[0], port, left, local_address, socket_options)
        return _Timed(stream, self._deadline)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        raise _refused(path, "sockets are not fetched")


def fetch(
    url: str,
    *,
    resolve: Resolve = resolved,
    allowed: Callable[[str], bool] = public,
    ports: frozenset[int] = _PORTS,
    whole_s: float = _WHOLE_S,
) -> Fetched:
    """The page at an address, after at most five redirects; raises InputError, saying why, where it is refused,
    too large, too slow, or does not answer.
    """
    deadline = time.monotonic() + whole_s
    backend = _Pinned(resolve, allowed, deadline)
    with httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=backend) as pool:
        for _ in range(_MOST_REDIRECTS + 1):
            at, host = checked(url, ports)
            try:
                with pool.stream("GET", at, headers=_headers(host), extensions=_TIMEOUTS) as answer:
                    headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in answer.headers}
                    if answer.status in _REDIRECTS and "location" in headers:
                        url = urljoin(at, headers["location"])
                        continue
                    if answer.status != _OK:
                        raise _refused(at, f"the server answered {answer.status}")
                    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
                    coding = headers.get("content-encoding", "identity").strip().lower()
                    return Fetched(url=at, raw=_body(answer, at, coding, deadline), kind=kind)
            except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
                raise _refused(at, f"could not be fetched ({type(error).__name__})") from error
            except (httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
                raise _refused(at, "not an address") from error
    raise _refused(url, f"redirects more than {_MOST_REDIRECTS} times")


def _headers(host: str) -> list[tuple[str, str]]:
    return [("Host", host), ("User-Agent", _AGENT), ("Accept-Encoding", "gzip"), ("Accept", "text/html, text/*;q=0.9")]


def _body(answer: httpcore.Response, url: str, coding: str, deadline: float) -> bytes:
    """The body, unpacked, never more of it than is allowed."""
    if coding not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise _refused(url, f"is packed as {coding}")
    unpack = zlib.decompressobj(47) if coding not in ("identity", "") else None
    made = bytearray()
    for piece in answer.iter_stream():
        try:
            made += piece if unpack is None else unpack.decompress(piece, _MOST_BYTES + 1 - len(made))
        except zlib.error:
            raise _refused(url, "is damaged") from None
        if len(made) > _MOST_BYTES:
            raise _refused(url, f"is larger than {_MOST_BYTES // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise _refused(url, "took too long")
    return bytes(made)
