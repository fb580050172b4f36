"""The LLM reader: chunks of a report are asked about, or known from the cache, and the answers verified."""

import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable

from fogline.errors import UnreadError
from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.read.lexicon import load_words
from fogline.read.llm.answer import claims_in, said
from fogline.read.llm.cache import Cache
from fogline.read.llm.chunks import as_data, chunks
from fogline.read.llm.client import Client
from fogline.read.llm.cost import Estimate, Tally, estimate
from fogline.read.llm.options import Options
from fogline.read.llm.prompt import PROMPT, SCHEMA, SYSTEM
from fogline.read.llm.verify import Verifier
from fogline.records import Reading, Report

_VERSION = "1"
_PROMPT_SIZE = len(SYSTEM) + len(json.dumps(SCHEMA))
_log = logging.getLogger(__name__)


class LlmReader:
    """Reads reports with a language model; nothing it answers comes through unless it stands in the report."""

    name = "llm"

    def __init__(self, options: Options, sleep: Callable[[float], None] = time.sleep) -> None:
        """Opens no connection; `sleep` is how it waits between tries."""
        self._options = options
        self._client = Client(options, SCHEMA, sleep)
        self._cache = Cache(options.cache, options.model)
        self._words = load_words()
        self._tally = Tally()

    @property
    def version(self) -> str:
        """Changes with this code, the prompt and the model."""
        return f"{_VERSION} {PROMPT} {self._options.model}"

    def estimate(self, reports: Iterable[Report]) -> Estimate:
        """What reading these reports will take; answers that are kept take nothing."""
        waiting: dict[str, int] = {}
        kept: set[str] = set()
        for report in reports:
            for chunk in chunks(report):
                data = as_data(report, chunk)
                if data in waiting or data in kept:
                    continue
                if self._kept(data) is None:
                    waiting[data] = len(data)
                else:
                    kept.add(data)
        return estimate(self._options, list(waiting.values()), len(kept), _PROMPT_SIZE)

    def summary(self) -> str:
        """What was asked, taken and dropped so far, in one line."""
        return self._tally.says(self._options)

    def read(self, report: Report, pack: Pack | None, gazetteer: Gazetteer) -> tuple[Reading, ...]:
        """What the report claims, in its own words, in text order.

        Raises UnreadError when the server gives no usable answer for one of its chunks.
        """
        dropped: Counter[str] = Counter()
        verifier = Verifier(report, self._words, dropped)
        made: list[Reading] = []
        for chunk in chunks(report):
            claims = self._claims(as_data(report, chunk))
            made.extend(verifier.readings(chunk, said(claims, dropped)))
        self._tally.dropped += dropped
        if dropped.total():
            _log.info("%s: dropped %s", report.key, dict(+dropped))
        return tuple(sorted(made, key=lambda r: (r.quote.span, r.trigger.span, r.id)))

    def _kept(self, data: str) -> list[object] | None:
        content = self._cache.get(data)
        return None if content is None else claims_in(content)

    def _claims(self, data: str) -> list[object]:
        """The claims answered for a chunk, from the cache or else from the server; only good answers are kept."""
        claims = self._kept(data)
        if claims is not None:
            self._tally.kept += 1
            return claims
        self._tally.requests += 1
        answer = self._client.ask(SYSTEM, data)
        self._tally.tokens_in += answer.tokens_in
        self._tally.tokens_out += answer.tokens_out
        claims = claims_in(answer.content)
        if claims is None:
            raise UnreadError(
                "the model's answer is not the JSON that was asked for",
                advice="try another model, or a server with structured output",
            )
        self._cache.put(data, answer.content)
        return claims
