"""What a model answered, taken in only as far as it has the asked form; nothing here is believed yet."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import orjson

from fogline.records import Certainty, ClaimType, CountKind, Relation, Status

_E = TypeVar("_E", bound=StrEnum)
_MOST_CLAIMS = 400
_MOST_IN_SLOT = 12
_LONGEST_QUOTE = 5000
_LONGEST_WORDS = 300
_FENCE = re.compile(r"^\s*```\w*\s*|\s*```\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPlace:
    """Words for a place as answered."""

    text: str
    relation: Relation
    within: str | None
    other: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidCount:
    """Words for a number as answered; its value is read from the report by our own code."""

    text: str
    what: CountKind
    of: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One claim as answered: right in form, not yet verified."""

    quote: str
    trigger: str
    type: ClaimType
    status: Status
    certainty: Certainty
    initiator: tuple[str, ...]
    target: tuple[str, ...]
    attributed_to: tuple[str, ...]
    place: SaidPlace | None
    origin: str | None
    destination: str | None
    time: str | None
    counts: tuple[SaidCount, ...]
    phase: str | None
    outcome: str | None


def claims_in(content: str) -> list[object] | None:
    """The list of claims in an answer, or None where the answer is not the JSON that was asked for.

    Servers without structured output may put a model's thoughts before the object or a fence around it.
    """
    text = content.rpartition("</think>")[2].strip()
    for candidate in (text, _FENCE.sub("", text), text[text.find("{") : text.rfind("}") + 1]):
        try:
            value = orjson.loads(candidate)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            continue
        claims = value.get("claims") if isinstance(value, dict) else None
        return claims if isinstance(claims, list) else None
    return None


def said(claims: list[object], dropped: Counter[str]) -> Iterator[Said]:
    """The claims that have the asked form; what has not is counted in `dropped`."""
    dropped["claims beyond the limit"] += max(0, len(claims) - _MOST_CLAIMS)
    for value in claims[:_MOST_CLAIMS]:
        made = _claim(value) if isinstance(value, dict) else None
        if made is None:
            dropped["claims out of form"] += 1
        else:
            yield made


def _claim(value: dict[str, object]) -> Said | None:
    quote, trigger = _words(value.get("quote"), _LONGEST_QUOTE), _words(value.get("trigger"))
    kind, status = _member(ClaimType, value.get("type")), _member(Status, value.get("status"))
    certainty = _member(Certainty, value.get("certainty") or Certainty.STATED)
    if quote is None or trigger is None or kind is None or status is None or certainty is None:
        return None
    return Said(
        quote=quote,
        trigger=trigger,
        type=kind,
        status=status,
        certainty=certainty,
        initiator=_listed(value.get("initiator")),
        target=_listed(value.get("target")),
        attributed_to=_listed(value.get("attributed_to")),
        place=_place(value.get("place")),
        origin=_words(value.get("origin")),
        destination=_words(value.get("destination")),
        time=_words(value.get("time")),
        counts=_counts(value.get("counts")),
        phase=_words(value.get("phase")),
        outcome=_words(value.get("outcome")),
    )


def _words(value: object, longest: int = _LONGEST_WORDS) -> str | None:
    """A string, or the `text` of an object, of a sane length."""
    if isinstance(value, dict):
        value = value.get("text")
    if not isinstance(value, str) or len(value) > longest:
        return None
    return value.strip() or None


def _member(kind: type[_E], value: object) -> _E | None:
    return kind(value) if isinstance(value, str) and value in kind._value2member_map_ else None


def _listed(value: object) -> tuple[str, ...]:
    rows = value if isinstance(value, list) else [value]
    return tuple(w for row in rows[:_MOST_IN_SLOT] if (w := _words(row)) is not None)


def _place(value: object) -> SaidPlace | None:
    text = _words(value)
    if text is None:
        return None
    more = value if isinstance(value, dict) else {}
    return SaidPlace(
        text=text,
        relation=_member(Relation, more.get("relation")) or Relation.AT,
        within=_words(more.get("within")),
        other=_words(more.get("other")),
    )


def _counts(value: object) -> tuple[SaidCount, ...]:
    made = []
    for row in value[:_MOST_IN_SLOT] if isinstance(value, list) else []:
        text = _words(row)
        what = _member(CountKind, row.get("what")) if isinstance(row, dict) else None
        if text is not None and what is not None:
            made.append(SaidCount(text=text, what=what, of=_words(row.get("of"))))
    return tuple(made)
