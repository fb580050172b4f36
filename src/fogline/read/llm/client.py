"""Asks an OpenAI-compatible server: one request at a time, with a deadline, bounded retries and a cap on the answer.

A server without structured output refuses what it does not know; the client then asks for less, step by
step, and remembers what was taken.
"""

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from fogline.errors import ReaderError, UnreadError
from fogline.read.llm.options import PREFIX, Options

TRIES = 4
_SILENT = 3
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_LARGEST = 4_000_000
_ANSWER_TOKENS = 8192
_NEVER = frozenset({401, 402, 403, 404, 405})
_REFUSED = frozenset({400, 415, 422, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the model wrote, and how many tokens the server says it took."""

    content: str
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    status: int
    body: bytes
    retry_after: float | None


class _NoReplyError(Exception):
    """The server did not answer in time or broke off; `unreachable` when it cannot even be connected to."""

    def __init__(self, reason: str, *, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.unreachable = unreachable


class Client:
    """Sends prompts to one server. After three failures in a row it asks once each, until one is answered."""

    def __init__(self, options: Options, schema: dict[str, Any], sleep: Callable[[float], None] = time.sleep) -> None:
        """Opens no connection yet; `sleep` is how it waits between tries."""
        self._options, self._sleep = options, sleep
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        if options.key is not None:
            headers["Authorization"] = f"Bearer {options.key}"
        self._http = httpx.Client(headers=headers, timeout=httpx.Timeout(options.timeout))
        structured = {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": schema}}
        self._extras: dict[str, Any] = {
            "temperature": 0,
            "max_tokens": _ANSWER_TOKENS,
            "response_format": structured,
        }
        self._answered = False
        self._silent = 0

    def ask(self, system: str, user: str) -> Answer:
        """The model's answer.

        Raises UnreadError when this one gets none, ReaderError when no request could get any.
        """
        extras = dict(self._extras)
        while True:
            reply = self._persist(self._body(system, user, extras))
            if reply.status not in _REFUSED or not _ask_less(extras, reply.body):
                break
        answer = self._answer(reply)
        self._extras = extras
        return answer

    def _body(self, system: str, user: str, extras: dict[str, Any]) -> bytes:
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        return json.dumps({"model": self._options.model, "messages": messages, **extras}).encode("ascii")

    def _persist(self, body: bytes) -> _Reply:
        """A reply that another try would not better; waits longer each time, or as the server says."""
        tries = 1 if self._silent >= _SILENT else TRIES
        reason, unreachable = "", False
        for n in range(tries):
            wait = min(_LONGEST_WAIT, _FIRST_WAIT * 4.0**n) * random.uniform(0.5, 1.0)
            try:
                reply = self._send(body)
            except _NoReplyError as error:
                reason, unreachable = str(error), error.unreachable
            else:
                if reply.status != 429 and (reply.status < 500 or reply.status in _REFUSED):
                    self._silent, self._answered = 0, True
                    return reply
                reason, unreachable = self._says(reply), False
                if reply.retry_after is not None:
                    wait = min(_LONGEST_WAIT, max(0.0, reply.retry_after))
            if n + 1 < tries:
                self._sleep(wait)
        self._silent += 1
        if unreachable and not self._answered:
            raise ReaderError(f"{self._options.host}: {reason}; start the server or mend {PREFIX}URL")
        raise UnreadError(
            f"{self._options.host}: {reason} ({tries} tries)",
            advice=f"run the command again later; a slow server may need a larger {PREFIX}TIMEOUT",
        )

    def _send(self, body: bytes) -> _Reply:
        """One request; the whole of it must end within the timeout, however the bytes drip in."""
        limit = self._options.timeout
        deadline = time.monotonic() + limit
        got = bytearray()
        try:
            with self._http.stream("POST", self._options.url, content=body) as reply:
                for piece in reply.iter_bytes():
                    got += piece
                    if len(got) > _LARGEST:
                        raise UnreadError("the answer is larger than any claims could be", advice="try another model")
                    if time.monotonic() > deadline:
                        raise _NoReplyError(f"no whole answer within {limit:g} seconds")
                return _Reply(
                    status=reply.status_code, body=bytes(got), retry_after=_seconds(reply.headers.get("Retry-After"))
                )
        except httpx.ConnectTimeout as error:
            raise _NoReplyError("cannot be reached in time", unreachable=True) from error
        except httpx.TimeoutException as error:
            raise _NoReplyError(f"no answer within {limit:g} seconds") from error
        except httpx.ConnectError as error:
            raise _NoReplyError("cannot be reached", unreachable=True) from error
        except httpx.RequestError as error:
            raise _NoReplyError(f"the connection broke ({type(error).__name__})") from error

    def _answer(self, reply: _Reply) -> Answer:
        if reply.status in _NEVER or 300 <= reply.status < 400:
            raise ReaderError(
                f"{self._says(reply)}; check {PREFIX}URL, {PREFIX}MODEL and {PREFIX}KEY. "
                "What was answered before is kept"
            )
        if reply.status != 200:
            raise UnreadError(self._says(reply), advice="the server refuses this text; try another model or server")
        try:
            body = json.loads(reply.body)
            choice = body["choices"][0]
            content, reason = choice["message"]["content"], choice.get("finish_reason")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            raise UnreadError("what the server answered is no chat completion", advice=f"check {PREFIX}URL") from None
        if reason == "length":
            raise UnreadError("the answer was cut off", advice="give the model a longer context, or try another model")
        if not isinstance(content, str) or reason == "content_filter":
            raise UnreadError("the model refused to answer", advice="try another model")
        usage = body.get("usage")
        return Answer(
            content=content,
            tokens_in=_tokens(usage, "prompt_tokens"),
            tokens_out=_tokens(usage, "completion_tokens"),
        )

    def _says(self, reply: _Reply) -> str:
        """A refusal in one printable line, without the key that a server may repeat."""
        text = reply.body[:2000].decode("utf-8", "replace")
        try:
            error = json.loads(text)["error"]
            text = str(error["message"] if isinstance(error, dict) else error)
        except (ValueError, LookupError, TypeError, RecursionError):
            pass
        if self._options.key is not None:
            text = text.replace(self._options.key, "…")
        text = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]
        return f"the server answered {reply.status}" + (f": {text}" if text else "")


def _ask_less(extras: dict[str, Any], refusal: bytes) -> bool:
    """Takes the option back that the refusal names, else a step of structured output; False if none is left."""
    if b"max_completion_tokens" in refusal and "max_tokens" in extras:
        extras["max_completion_tokens"] = extras.pop("max_tokens")
        return True
    for name in ("max_tokens", "max_completion_tokens", "temperature"):
        if name.encode() in refusal and name in extras:
            del extras[name]
            return True
    form = extras.pop("response_format", None)
    if form is None:
        return False
    if form["type"] == "json_schema":
        extras["response_format"] = {"type": "json_object"}
    return True


def _seconds(header: str | None) -> float | None:
    """What Retry-After asks for, in seconds or as a date."""
    if header is None:
        return None
    try:
        return float(int(header))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (moment - datetime.now(UTC)).total_seconds()


def _tokens(usage: object, name: str) -> int:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and 0 <= value < 10**9 else 0
