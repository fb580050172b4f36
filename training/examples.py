"""Annotated reports as training examples: each trigger with its type, slots and qualities, in words of a sheet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fogline.codec import report_id
from fogline.read.model.sheet import Sheet
from fogline.read.model.surroundings import Trigger
from fogline.records import Report, Span
from fogline.scoring import gold

SLOTS = ("initiator", "target", "place", "origin", "destination", "time", "attributed_to", "counts")
_ARTICLES = frozenset(["the", "a", "an"])


@dataclass(frozen=True, slots=True)
class Part:
    """One gold mention of a slot: its words in the text, the actor it means and, for a count, what it counts."""

    span: Span
    text: str
    id: str | None = None
    what: str | None = None


@dataclass(slots=True, kw_only=True)
class Example:
    """A trigger of one type with everything annotated for it (all places of a list together)."""

    trigger: Trigger
    type: str
    status: str
    certainty: str
    phase: str | None
    outcome: str | None
    slots: dict[str, list[Part]] = field(default_factory=lambda: defaultdict(list))


def report_of(document: Mapping[str, Any]) -> Report:
    """An annotated document as the Report that ingest would make of it."""
    published = document.get("published")
    return Report(
        id=report_id(document["source"] or "", document["id"], document["text"]),
        key=document["id"],
        source=document["source"] or "",
        text=document["text"],
        title=document.get("title"),
        url=document.get("url"),
        published=date.fromisoformat(published) if published else None,
        language="en",
    )


def find(text: str, needle: str, near: Span) -> Span | None:
    """Where words stand, by the rule of the annotation guide."""
    found = gold.find(text, needle, (near.start, near.end))
    return None if found is None else Span(*found)


def _parts(text: str, quote: Span, slot: str, value: object) -> Iterable[Part]:
    items = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    for item in items:
        span = find(text, item.get("text") or "", quote)
        if span is not None:
            words = text[span.start : span.end].split(" ", 1)
            if slot != "time" and len(words) == 2 and words[0].lower() in _ARTICLES:
                span = Span(span.start + len(words[0]) + 1, span.end)
            yield Part(span, text[span.start : span.end], item.get("id"), item.get("what"))


def examples(document: Mapping[str, Any], page: Sheet) -> list[Example]:
    """The examples of a document, in text order; a trigger outside headings, body and lists gives none."""
    text = document["text"]
    made: dict[tuple[Trigger, str], Example] = {}
    cursor = 0
    for claim in document["claims"]:
        at = text.find(claim["quote"], cursor)
        at = at if at >= 0 else text.find(claim["quote"])
        if at < 0:
            continue
        cursor = at
        quote = Span(at, at + len(claim["quote"]))
        span = find(text, claim.get("trigger") or "", quote)
        covered = None if span is None else page.covering(span)
        if covered is None:
            continue
        trigger = Trigger(*covered)
        example = made.setdefault(
            (trigger, claim["type"]),
            Example(
                trigger=trigger,
                type=claim["type"],
                status=claim["status"],
                certainty=claim.get("certainty") or "stated",
                phase=claim.get("phase"),
                outcome=claim.get("outcome"),
            ),
        )
        for slot in SLOTS:
            listed = example.slots[slot]
            known = {(p.span, p.id) for p in listed}
            listed.extend(p for p in _parts(text, quote, slot, claim.get(slot)) if (p.span, p.id) not in known)
    return sorted(made.values(), key=lambda e: (e.trigger.start, e.trigger.end))


def names_by_actor(made: Sequence[Example]) -> dict[str, frozenset[str]]:
    """The words that a document uses for each actor id."""
    names: dict[str, set[str]] = defaultdict(set)
    for example in made:
        for slot in ("initiator", "target"):
            for part in example.slots[slot]:
                if part.id is not None:
                    names[part.id].add(part.text.lower())
    return {key: frozenset(value) for key, value in names.items()}


def _occurrences(page: Sheet, shown: Sequence[int], name: str) -> list[int]:
    """Where, in the shown words, a name of several words begins."""
    wanted = name.lower().split()
    lowers = [page.words[w].lower() for w in shown]
    size = len(wanted)
    return [i for i in range(len(shown) - size + 1) if lowers[i : i + size] == wanted]


def place_part(
    page: Sheet, shown: Sequence[int], trigger: Trigger, part: Part, names: Mapping[str, frozenset[str]]
) -> range | None:
    """Which of the shown words stand for a gold mention: its own, else the same name, else another of that actor."""
    where = {w: i for i, w in enumerate(shown)}
    own = page.covering(part.span)
    if own is not None and own[0] in where and own[1] - 1 in where:
        first = where[own[0]]
        return range(first, where[own[1] - 1] + 1)
    middle = where.get(trigger.start, 0)
    for name in (part.text, *sorted(names.get(part.id or "", ()))):
        found = _occurrences(page, shown, name)
        if found:
            first = min(found, key=lambda i: (i > middle, abs(i - middle)))
            return range(first, first + len(name.split()))
    return None
