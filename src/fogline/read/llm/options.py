"""What the LLM reader needs to know: which server and model, prices, how long to wait, where to keep answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fogline.errors import OptionError

PREFIX = "FOGLINE_LLM_"
_TIMEOUT = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`url` is the full address of the chat completions; prices are for a million tokens; `timeout` in seconds."""

    url: str
    model: str
    cache: Path
    key: str | None = field(default=None, repr=False)
    price_in: float | None = None
    price_out: float | None = None
    timeout: float = _TIMEOUT

    @property
    def host(self) -> str:
        """Where text is sent, for people to read; without a password that the address may hold."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


def options_from(environment: Mapping[str, str], home: Path) -> Options:
    """The options that the environment gives.

    Raises OptionError when the server or the model is not named, or a value makes no sense.
    """
    url, model = (environment.get(PREFIX + name, "").strip() for name in ("URL", "MODEL"))
    missing = [PREFIX + name for name, value in (("URL", url), ("MODEL", model)) if not value]
    if missing:
        raise OptionError(
            f"--reader llm: set {' and '.join(missing)}; {PREFIX}URL is the address of an OpenAI-compatible server "
            f"(http://127.0.0.1:8080/v1), {PREFIX}MODEL its model, {PREFIX}KEY its key if it wants one"
        )
    return Options(
        url=_address(url),
        model=model,
        cache=home / "llm",
        key=environment.get(PREFIX + "KEY", "").strip() or None,
        price_in=_number(environment, "PRICE_IN", least=0.0),
        price_out=_number(environment, "PRICE_OUT", least=0.0),
        timeout=_number(environment, "TIMEOUT", least=0.05) or _TIMEOUT,
    )


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if not good:
        raise OptionError(f"{PREFIX}URL: not a web address; write it like http://127.0.0.1:8080/v1")
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path += "/chat/completions"
    return parts._replace(path=path, fragment="").geturl()


def _number(environment: Mapping[str, str], name: str, *, least: float) -> float | None:
    text = environment.get(PREFIX + name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < least:
        raise OptionError(f"{PREFIX}{name}={text}: must be a number of at least {least:g}")
    return value
