"""Reads annotated documents; what does not hold together is named with what to do, and the rest is used."""

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from fogline.records import Certainty, ClaimType, CountKind, Status
from fogline.scoring.agree import MENTIONS, PLACES, Json

_NEEDED = ("id", "text", "claims")
_CHOICES = {"type": ClaimType, "status": Status, "certainty": Certainty}
_SHOWN = 60
_COPY = "copy the words exactly from the document's text"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldProblem:
    """What is wrong in a gold file: which file, which claim (counted from 0), why, and what to do."""

    file: str
    claim: int | None
    reason: str
    advice: str

    def __str__(self) -> str:
        where = self.file if self.claim is None else f"{self.file}: claim {self.claim}"
        return f"{where}: {self.reason}; {self.advice}"


@dataclass(slots=True)
class Gold:
    """Annotated documents and their claims with every span filled in, by document id."""

    documents: dict[str, Json] = field(default_factory=dict)
    claims: dict[str, list[Json]] = field(default_factory=dict)
    problems: list[GoldProblem] = field(default_factory=list)


Say = Callable[[str, str], None]
"""Notes a problem of one claim: why, and what to do."""


def find(text: str, needle: str, near: tuple[int, int]) -> tuple[int, int] | None:
    """Where the needle stands: inside near, else nearest before its end, else nearest after."""
    if not needle:
        return None
    start, end = near
    at = text.find(needle, start, end)
    if at < 0:
        at = text.rfind(needle, 0, end)
    if at < 0:
        at = text.find(needle, end)
    return None if at < 0 else (at, at + len(needle))


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""


def _quote(text: str, quote: str, cursor: int, say: Say) -> tuple[int, int] | None:
    """Where a claim's quote stands, first after the quote of the claim before it."""
    at = text.find(quote, cursor) if quote else -1
    if at < 0 and quote:
        at = text.find(quote)
    if at < 0:
        say(f"quote not in text: {quote[:_SHOWN]!r}", f"{_COPY}; the claim is left out")
        return None
    return at, at + len(quote)


def _choices(claim: Json, say: Say) -> bool:
    """Checks type, status and certainty; False where one is missing and the claim cannot be compared."""
    for key, known in _CHOICES.items():
        value = claim.get(key)
        if value not in set(known):
            say(f"unknown {key} {value!r}", f"write one of {', '.join(known)}")
        if not isinstance(value, str):
            return False
    return True


def _items(text: str, claim: Json, slot: str, span: tuple[int, int], say: Say) -> list[Json]:
    """The objects of a slot with their spans."""
    value = claim.get(slot)
    made: list[Json] = []
    for item in value if isinstance(value, list) else [value] if value else []:
        if not isinstance(item, dict):
            say(f"{slot} is not an object: {item!r}", 'write {"text": "words of the document", …}')
            continue
        words = _words(item.get("text"))
        at = find(text, words, span)
        if at is None and item.get("text"):
            say(f"{slot} not in text: {item['text']!r}", _COPY)
        item["span"] = None if at is None else list(at)
        if slot == "counts" and item.get("what") not in set(CountKind):
            say(f"unknown count {item.get('what')!r}", f"write one of {', '.join(CountKind)} as `what`")
        if slot in PLACES and not _coordinates(item):
            say(f"{slot} has coordinates that are no place: {item.get('lat')!r}, {item.get('lon')!r}",
                "write degrees as numbers, or null where no one could say")  # fmt: skip
            item["lat"] = item["lon"] = None
        made.append(item)
    return made


def _coordinates(place: Mapping[str, Any]) -> bool:
    """True for numbers or null, and a radius that is a number or absent."""
    values = (place.get("lat"), place.get("lon"), place.get("radius_km"))
    return all(v is None or (isinstance(v, int | float) and not isinstance(v, bool)) for v in values)


def _time_holds(time: Json) -> bool:
    try:
        return date.fromisoformat(time["from"]) <= date.fromisoformat(time["to"])
    except (KeyError, TypeError, ValueError):
        return False


def _compiled(text: str, authored: object, cursor: int, say: Say) -> Json | None:
    """The claim with every span filled in; None where it cannot be used."""
    if not isinstance(authored, dict):
        say("not an object", "write each claim as {…}; it is left out")
        return None
    claim: Json = copy.deepcopy(authored)
    quote = claim.get("quote")
    done = isinstance(quote, dict)
    words = _words(quote.get("text")) if isinstance(quote, dict) else _words(quote)
    span = _quote(text, words, cursor, say)
    if isinstance(quote, dict) and quote.get("span"):
        span = (quote["span"][0], quote["span"][1])
    if span is None or not _choices(claim, say):
        return None
    claim["quote"] = {"text": words, "span": list(span)}
    trigger = claim.get("trigger")
    if not (done and isinstance(trigger, dict) and trigger.get("span")):
        said = _words(trigger.get("text")) if isinstance(trigger, dict) else _words(trigger)
        where = find(text, said, span)
        if where is None:
            say(f"trigger not in text: {said!r}", f"{_COPY}; the quote stands in for it")
        claim["trigger"] = {"text": said, "span": list(where or span)}
    for slot in (*MENTIONS, *PLACES, "time"):
        items = _items(text, claim, slot, span, say)
        claim[slot] = items if slot in MENTIONS else (items[0] if items else None)
    if claim["time"] and not _time_holds(claim["time"]):
        say(f"time needs from and to dates: {claim['time']}", "write both as YYYY-MM-DD, the earlier first")
        claim["time"] = None
    return claim


def compile_document(document: Json, file: str, problems: list[GoldProblem]) -> list[Json]:
    """The authored claims of a document that can be used, with every span filled in."""
    text, made, cursor = document["text"], [], 0
    for n, authored in enumerate(document["claims"]):

        def say(reason: str, advice: str, n: int = n) -> None:
            problems.append(GoldProblem(file=file, claim=n, reason=reason, advice=advice))

        claim = _compiled(text, authored, cursor, say)
        if claim is not None:
            claim["document"] = document["id"]
            cursor = claim["quote"]["span"][0]
            made.append(claim)
    return made


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        yield from sorted(path.glob("*.json")) if path.is_dir() else [path]


def _document(file: Path) -> Json | tuple[str, str]:
    """The document of a file, or why there is none and what to do."""
    try:
        value = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        return f"cannot be read ({error.strerror})", "give gold files or folders of them"
    except (ValueError, RecursionError) as error:
        return f"not JSON ({error})", "mend the file, or leave it out"
    if not isinstance(value, dict):
        return "not a JSON object", "write one annotated document a file"
    missing = [key for key in _NEEDED if value.get(key) is None]
    if missing:
        return f"has no {', '.join(missing)}", "an annotated document needs `id`, `text` and a list of `claims`"
    if not isinstance(value["text"], str) or not isinstance(value["claims"], list):
        return "`text` is not a string or `claims` is not a list", "write it as the claims guide says"
    value["id"] = str(value["id"])
    return value


def read_gold(paths: Iterable[Path]) -> Gold:
    """The annotated documents of files and folders; of an id that stands twice the last."""
    gold = Gold()
    for file in _files(paths):

        def say(reason: str, advice: str, file: Path = file) -> None:
            gold.problems.append(GoldProblem(file=str(file), claim=None, reason=reason, advice=advice))

        document = _document(file)
        if isinstance(document, tuple):
            say(*document)
            continue
        key = document["id"]
        if key in gold.documents:
            say(f"the id {key} stands twice", "give each document an id of its own; the last one counts")
        gold.documents[key] = document
        gold.claims[key] = compile_document(document, str(file), gold.problems)
        for line in document.get("boilerplate") or []:
            if not isinstance(line, str) or line not in document["text"]:
                say(f"boilerplate not in text: {str(line)[:_SHOWN]!r}", _COPY)
        start = document.get("comments_from")
        if start and str(start) not in document["text"]:
            say(f"comments_from not in text: {str(start)[:_SHOWN]!r}", _COPY)
    return gold
