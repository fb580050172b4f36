"""One claim, one row or one sentence as HTML; every word of a document or claim is escaped."""

from collections.abc import Iterable
from html import escape
from typing import Any

from fogline.scoring.agree import Json
from fogline.scoring.rows import DIFFERS, MISSED, RIGHT, SPURIOUS, TYPE, Block, Row

KIND_NAMES = {
    RIGHT: "right",
    DIFFERS: "slots differ",
    TYPE: "type differs",
    MISSED: "missed",
    SPURIOUS: "spurious",
}
SLOTS = (
    "type",
    "status",
    "certainty",
    "initiator",
    "target",
    "place",
    "coordinates",
    "origin",
    "destination",
    "time",
    "counts",
    "attribution",
)
SIGNS = {RIGHT: "✓", DIFFERS: "≠", TYPE: "⇄", MISSED: "−", SPURIOUS: "+"}
_MUTE = frozenset({"title", "heading", "furniture", "comment"})
_FIELD = {"attribution": "attributed_to"}


def word(value: object) -> str:
    """A name of the records as plain words."""
    return escape(str(value).replace("_", " "))


def _mention(item: Json) -> str:
    known = f" <code>{escape(str(item['id']))}</code>" if item.get("id") else ""
    return f"{escape(str(item.get('text') or '—'))}{known}"


def _place(item: Json) -> str:
    relation = item.get("relation")
    lead = f"<i>{escape(str(relation))}</i> " if relation and relation != "at" else ""
    return f"{lead}{escape(str(item.get('text') or item.get('name') or '—'))}"


def _spot(item: Json) -> str:
    if item.get("lat") is None or item.get("lon") is None:
        return "none"
    radius = f" ± {item['radius_km']:g} km" if isinstance(item.get("radius_km"), int | float) else ""
    return f"{item['lat']:.3f}, {item['lon']:.3f}{radius}"


def _time(item: Json) -> str:
    first, last = str(item.get("from") or "?")[:10], str(item.get("to") or "?")[:10]
    days = first if first == last else f"{first} – {last}"
    said = f" <q>{escape(str(item['text']))}</q>" if item.get("text") else ""
    return f"{escape(days)}{said}"


def _count(item: Json) -> str:
    low, best, high = (item.get(k) for k in ("low", "best", "high"))
    if low == best == high:
        figure = str(best)
    else:
        figure = " / ".join("·" if v is None else str(v) for v in (low, best, high))
    of = f" <code>{escape(str(item['of']))}</code>" if item.get("of") else ""
    return f"{escape(figure)} {word(item.get('what'))}{of}"


def _values(claim: Json, slot: str) -> list[str]:
    """A slot's values as HTML; none where it is empty."""
    if slot == "coordinates":
        place = claim.get("place")
        return [_spot(place)] if place and (place.get("lat") is not None) else []
    value: Any = claim.get(_FIELD.get(slot, slot))
    if not value:
        return []
    if slot in {"place", "origin", "destination"}:
        return [_place(value)]
    if slot == "time":
        return [_time(value)]
    if slot == "counts":
        return [_count(item) for item in value]
    if slot in {"initiator", "target", "attribution"}:
        return [_mention(item) for item in value]
    return [word(value)]


def _line(claim: Json, slot: str, wrong: bool) -> str:
    values = _values(claim, slot)
    if not values and not wrong:
        return ""
    flag = ' class="wrong"' if wrong else ""
    told = '<span class="sr"> (differs)</span>' if wrong else ""
    shown = "<br>".join(values) or '<span class="none">none</span>'
    return f"<div{flag}><dt>{word(slot)}{told}</dt><dd>{shown}</dd></div>"


def card(claim: Json | None, side: str, row: Row) -> str:
    """One claim; where there is none, a place that says so."""
    if claim is None:
        said = "not found" if side == "found" else "not in gold"
        return f'<div class="card empty {side}"><p>{SIGNS[row.kind]} {said}</p></div>'
    marks = ["wrong"] if "type" in row.slots else []
    sure = claim.get("confidence")
    extra = f'<span class="sure">{sure:.0%} sure</span>' if side == "found" and isinstance(sure, float | int) else ""
    trigger = claim.get("trigger") or {}
    lines = "".join(_line(claim, slot, slot in row.slots) for slot in SLOTS if slot != "type")
    also = "".join(_line(claim, slot, False) for slot in ("phase", "outcome"))
    return (
        f'<div class="card {side}"><p class="head"><span class="side">{side}</span> '
        f'<b class="{" ".join(["kind", *marks])}">{word(claim.get("type"))}</b> '
        f"<q>{escape(str(trigger.get('text') or ''))}</q> {extra}</p><dl>{lines}{also}</dl></div>"
    )


def row_html(row: Row, number: int) -> str:
    """A row of the page, with what the filters look at."""
    types, slots = " ".join(map(escape, row.types)), " ".join(row.slots)
    name = KIND_NAMES[row.kind]
    differs = f": {', '.join(map(word, row.slots))}" if row.kind in {DIFFERS, TYPE} else ""
    return (
        f'<div class="row {row.kind}" id="r{number}" tabindex="-1" role="group" data-kind="{row.kind}" '
        f'data-types="{types}" data-slots="{slots}" aria-label="{escape(name + differs)}">'
        f'<p class="verdict"><span aria-hidden="true">{SIGNS[row.kind]}</span> {name}{differs}</p>'
        f"{card(row.gold, 'gold', row)}{card(row.found, 'found', row)}</div>"
    )


def _marked(text: str, start: int, end: int, rows: Iterable[Row]) -> str:
    """The sentence with the triggers of both sides marked."""
    flags = [set[str]() for _ in range(end - start)]
    for row in rows:
        for side, claim in (("gold", row.gold), ("found", row.found)):
            span = None if claim is None else (claim.get("trigger") or {}).get("span")
            for n in range(*(max(0, span[0] - start), min(end - start, span[1] - start)) if span else (0, 0)):
                flags[n].add(side)
    made: list[str] = []
    n = 0
    while n < len(flags):
        m = n
        while m < len(flags) and flags[m] == flags[n]:
            m += 1
        piece = escape(text[start + n : start + m])
        made.append(f'<mark class="{" ".join(sorted(flags[n]))}">{piece}</mark>' if flags[n] else piece)
        n = m
    return "".join(made)


def block_html(text: str, block: Block, first: int) -> str:
    """A sentence and its rows."""
    stretch = block.stretch
    mute = " mute" if stretch.kind in _MUTE else ""
    part = f'<span class="part">{word(stretch.kind)}</span> ' if mute or stretch.kind == "list_item" else ""
    rows = "".join(row_html(row, first + n) for n, row in enumerate(block.rows))
    bare = "" if block.rows else " bare"
    return (
        f'<section class="block{bare}{mute}"><p class="text" dir="auto">{part}'
        f"{_marked(text, stretch.start, stretch.end, block.rows)}</p>{rows}</section>"
    )
