"""Found claims as the scorer wants them: whatever a claims file leaves out or garbles counts as absent."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fogline.errors import InputError
from fogline.records import Failure
from fogline.scoring.agree import MENTIONS, PLACES, Json

_ADVICE = "mend or drop this line; a claims file has one claim a line, each with `type` and `document`"


def _span(value: object) -> list[int] | None:
    if isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value):
        return value
    return None


def _object(value: object) -> Json | None:
    """A mention as an object; bare words have no span."""
    if isinstance(value, str) and value:
        return {"text": value, "span": None}
    if not isinstance(value, dict) or not value:
        return None
    text = value.get("text")
    return {**value, "text": text if isinstance(text, str) else None, "span": _span(value.get("span"))}


def _place(value: object) -> Json | None:
    place = _object(value)
    if place is None:
        return None
    at = [place.get("lat"), place.get("lon")]
    if not all(isinstance(v, int | float) and not isinstance(v, bool) for v in at):
        place["lat"] = place["lon"] = None
    return place


def _time(value: object) -> Json | None:
    if not isinstance(value, dict):
        return None
    try:
        for key in ("from", "to"):
            date.fromisoformat(value[key][:10])
    except (KeyError, TypeError, ValueError):
        return None
    return value


def _objects(value: object) -> list[Json]:
    items = value if isinstance(value, list) else [value]
    return [made for item in items if (made := _object(item)) is not None]


def tidy(claim: Mapping[str, Any]) -> Json:
    """The claim with every slot there and of the right shape."""
    made: Json = dict(claim)
    for key in ("quote", "trigger"):
        made[key] = _object(claim.get(key)) or {"text": None, "span": None}
    for slot in MENTIONS:
        made[slot] = _objects(claim.get(slot))
    for slot in PLACES:
        made[slot] = _place(claim.get(slot))
    made["time"] = _time(claim.get("time"))
    sure = claim.get("confidence")
    made["confidence"] = sure if isinstance(sure, int | float) and not isinstance(sure, bool) else None
    return made


def by_document(claims: Iterable[Mapping[str, Any]]) -> dict[str, list[Json]]:
    """The claims of each document, in their order."""
    made: defaultdict[str, list[Json]] = defaultdict(list)
    for claim in claims:
        made[str(claim["document"])].append(tidy(claim))
    return dict(made)


def read_found(path: Path) -> tuple[dict[str, list[Json]], tuple[Failure, ...]]:
    """The claims of a claims file by document, and a Failure for each line that is none.

    Raises InputError when the file cannot be read.
    """
    claims: list[Mapping[str, Any]] = []
    failures: list[Failure] = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; give a claims file that `fogline read` wrote") from error
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            value = f"not JSON ({error})"
        if isinstance(value, dict) and isinstance(value.get("type"), str) and value.get("document") is not None:
            claims.append(value)
            continue
        reason = value if isinstance(value, str) else "not a claim with `type` and `document`"
        failures.append(Failure(document=f"{path}:{n}", stage="claims", reason=reason, advice=_ADVICE))
    return by_document(claims), tuple(failures)
