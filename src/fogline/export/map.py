"""The map page: one self-contained HTML file, or the data that the served page asks for.

Ingested text travels as JSON and is shown as text; nothing of it is ever rendered as HTML.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from fogline import __version__, codec
from fogline.errors import InputError
from fogline.export.files import write_text
from fogline.records import (
    ActorResolution,
    Claim,
    Event,
    Holding,
    Mention,
    PlaceResolution,
    Report,
    ReportId,
    Span,
    Status,
)

_AROUND = 260
_WITHIN = ("page.js", "page.css", "basemap.json")
_STEP = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class SideStyle:
    """How a side is called and drawn."""

    id: str
    name: str
    colour: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """What the page says of a source: its Admiralty grade and how it leans, in words."""

    grade: str | None
    lean: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """A road or river of the base map as (lat, lon) points."""

    name: str
    kind: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A place name of the base map, in Latin and in its own script; the greatest have rank 1."""

    name: str
    local: str
    lat: float
    lon: float
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapData:
    """Everything a map page shows; `holdings` are those of `days`, in their order."""

    title: str
    claims: Sequence[Claim]
    events: Sequence[Event]
    reports: Mapping[ReportId, Report]
    holdings: Sequence[Holding]
    days: Sequence[date]
    sides: Sequence[SideStyle]
    sources: Mapping[str, SourceNote]
    lines: Sequence[MapLine]
    labels: Sequence[MapLabel]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _shown(claim: Claim, report: Report | None) -> tuple[str, int]:
    """The sentence with some text around it, and where in the report that begins."""
    quote = claim.quote
    if quote is None:
        return "", 0
    if report is None:
        return quote.text, quote.span.start
    text = report.text
    start = max(0, quote.span.start - _AROUND)
    end = min(len(text), quote.span.end + _AROUND)
    while start and start < quote.span.start and not text[start - 1].isspace():
        start += 1
    while end < len(text) and end > quote.span.end and not text[end].isspace():
        end -= 1
    return text[start:end], start


def _marks(claim: Claim, shown: str, offset: int) -> list[tuple[int, int, str]]:
    spans: list[tuple[Span | None, str]] = [(claim.trigger.span if claim.trigger else None, "trigger")]
    spans += [(a.span, "initiator") for a in claim.initiator]
    spans += [(a.span, "target") for a in claim.target]
    spans += [(p.span, "place") for p in (claim.place, claim.origin, claim.destination) if p is not None]
    spans += [(claim.time.span, "time")] if claim.time is not None else []
    spans += [(c.span, "count") for c in claim.counts]
    made: list[tuple[int, int, str]] = []
    for span, kind in spans:
        if span is None:
            continue
        start, end = span.start - offset, span.end - offset
        free = all(end <= a or b <= start for a, b, _ in made)
        if 0 <= start < end <= len(shown) and free:
            made.append((start, end, kind))
    return sorted(made)


def _actor(actor: ActorResolution) -> dict[str, object]:
    return {"text": actor.text, "id": actor.id, "side": actor.side}


def _place(place: PlaceResolution | None) -> dict[str, object] | None:
    if place is None:
        return None
    others = [{"name": c.name, "lat": c.lat, "lon": c.lon, "score": round(c.score, 3)} for c in place.others[:5]]
    return {
        "text": place.text,
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "radius": place.radius_km,
        "relation": place.relation.value,
        "probability": place.probability,
        "reason": place.reason,
        "candidates": others,
    }


def _claim(claim: Claim, data: MapData) -> dict[str, object]:
    report = data.reports.get(claim.report) if claim.report is not None else None
    shown, offset = _shown(claim, report)
    quote: Mention | None = claim.quote
    note = data.sources.get(claim.source.strip().lower())
    time = claim.time
    at = [0, 0] if quote is None else [quote.span.start - offset, quote.span.end - offset]
    return {
        "id": claim.id,
        "type": claim.type.value,
        "status": claim.status.value,
        "certainty": claim.certainty.value,
        "shown": shown,
        "quote": at,
        "marks": _marks(claim, shown, offset),
        "document": claim.document,
        "title": None if report is None else report.title,
        "url": None if report is None else report.url,
        "source": claim.source,
        "grade": None if note is None else note.grade,
        "lean": None if note is None else note.lean,
        "published": _iso(claim.published),
        "place": _place(claim.place),
        "from": None if time is None else time.start.isoformat(),
        "to": None if time is None else time.end.isoformat(),
        "timeText": None if time is None else time.text,
        "timeBasis": None if time is None else time.basis,
        "initiator": [_actor(a) for a in claim.initiator],
        "target": [_actor(a) for a in claim.target],
        "attributed": [a.text for a in claim.attributed_to],
        "counts": [
            {"text": c.text, "what": c.what.value, "low": c.low, "best": c.best, "high": c.high, "of": c.of}
            for c in claim.counts
        ],
        "frame": claim.frame,
        "confidence": codec.probability(claim.confidence),
    }


def _event(event: Event, number: Mapping[str, int], claims: Sequence[Claim]) -> dict[str, object]:
    place = event.place
    parts = [(number[c.id], c.role.value) for c in event.claims if c.id in number]
    stated = [claims[n] for n, role in parts if role != "denies"]
    hedged = bool(stated) and all(c.certainty.value == "hedged" for c in stated)
    denied = bool(parts) and all(role == "denies" for _, role in parts)
    return {
        "id": event.id,
        "type": event.type.value,
        "status": Status.DENIED.value if denied else event.status.value,
        "certainty": "hedged" if hedged else "stated",
        "claims": parts,
        "voices": event.voices,
        "confidence": codec.probability(event.confidence),
        "name": None if place is None else place.name or place.text,
        "lat": None if place is None else place.lat,
        "lon": None if place is None else place.lon,
        "radius": None if place is None else place.radius_km,
        "from": _iso(event.start),
        "to": _iso(event.end),
        "initiator": list(event.initiator),
        "target": list(event.target),
    }


def _held(data: MapData) -> list[dict[str, object]]:
    """Each place with the days on which its holder, or how sure that is, changes."""
    day_number = {day: n for n, day in enumerate(data.days)}
    side_number = {s.id: n for n, s in enumerate(data.sides)}
    places: dict[str, dict[str, object]] = {}
    runs: dict[str, list[tuple[int, int, float, float]]] = {}
    for h in data.holdings:
        if h.day not in day_number:
            continue
        places.setdefault(h.place, {"id": h.place, "name": h.name, "lat": h.lat, "lon": h.lon})
        listed = runs.setdefault(h.place, [])
        now = (
            day_number[h.day],
            side_number.get(h.holder, -1),
            round(h.probability, 2),
            round(h.contested, 2),
        )
        last = listed[-1] if listed else None
        if last is None or last[1] != now[1] or abs(last[2] - now[2]) > _STEP or abs(last[3] - now[3]) > 0.1:
            listed.append(now)
    return [{**places[p], "runs": runs[p]} for p in sorted(places)]


def payload(data: MapData) -> dict[str, object]:
    """What the page shows, as one JSON value."""
    number: dict[str, int] = {c.id: n for n, c in enumerate(data.claims)}
    return {
        "title": data.title,
        "version": __version__,
        "sides": [{"id": s.id, "name": s.name, "colour": s.colour, "pattern": s.pattern} for s in data.sides],
        "days": [d.isoformat() for d in data.days],
        "claims": [_claim(c, data) for c in data.claims],
        "events": [_event(e, number, data.claims) for e in data.events],
        "places": _held(data),
        "lines": [
            {"name": line.name, "kind": line.kind, "coordinates": [[lon, lat] for lat, lon in line.points]}
            for line in data.lines
        ],
        "labels": [
            {"name": x.name, "local": x.local, "lat": x.lat, "lon": x.lon, "rank": x.rank}
            for x in sorted(data.labels, key=lambda x: (x.rank, x.name))
        ],
    }


def built_page() -> dict[str, str]:
    """The built page's files by name.

    Raises InputError, saying how to build them, where the page is not built.
    """
    folder = files("fogline.export") / "page"
    missing = [name for name in _WITHIN if not (folder / name).is_file()]
    if missing:
        raise InputError(
            "the web page of this installation is not built; install Node.js 20 or newer and run `make page` "
            "(or `pip install .` again)"
        )
    return {name: (folder / name).read_text(encoding="utf-8") for name in _WITHIN}


def _embedded(text: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _script(text: str) -> str:
    return re.sub(r"</(script)", r"<\\/\1", text, flags=re.IGNORECASE)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_map(path: Path, data: MapData) -> None:
    """Writes the page with everything in it; it opens from disk, without network."""
    page = built_page()
    body = _embedded(json.dumps(payload(data), ensure_ascii=False, separators=(",", ":")))
    policy = (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "img-src data: blob:; worker-src blob:"
    )
    write_text(
        path,
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            f"<title>{_escaped(data.title)}</title>\n<style>\n{page['page.css']}\n</style>\n</head>\n<body>\n",
            '<div id="fogline"></div>\n',
            f'<script type="application/json" id="fogline-data">{body}</script>\n',
            f'<script type="application/json" id="fogline-basemap">{_embedded(page["basemap.json"])}</script>\n',
            f"<script>\n{_script(page['page.js'])}\n</script>\n</body>\n</html>\n",
        ),
    )
