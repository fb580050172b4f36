"""What a map page shows, as one JSON value: claims with their sentences, events, holders by day.

Text of a report travels as excerpts that hold every quoted sentence with some text around it. Offsets into
an excerpt count UTF-16 units, as a browser does.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fogline import __version__, codec
from fogline.records import (
    ActorResolution,
    Claim,
    ClaimId,
    Count,
    CountRange,
    Event,
    Holding,
    PlaceResolution,
    Report,
    ReportId,
    Role,
    Span,
    Status,
)

_AROUND = 400
_STEP = 0.02
_CONTESTED_STEP = 0.1
_SECOND = 0.1
_CANDIDATES = 5


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


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A stretch of a report's text: its number, where it begins, and its words."""

    number: int
    start: int
    text: str

    def place(self, span: Span) -> tuple[int, int] | None:
        """The span within the excerpt, in UTF-16 units; None where it lies outside."""
        start, end = span.start - self.start, span.end - self.start
        if not 0 <= start < end <= len(self.text):
            return None
        return _units(self.text[:start]), _units(self.text[:end])


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# -- excerpts and marks -------------------------------------------------------------------------------------


def _window(text: str, span: Span) -> tuple[int, int]:
    """The span with text around it, cut between words."""
    start = max(0, span.start - _AROUND)
    end = min(len(text), span.end + _AROUND)
    while 0 < start < span.start and not text[start - 1].isspace():
        start += 1
    while span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return start, end


def _joined(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(windows):
        if made and start <= made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def _excerpts(data: MapData) -> tuple[list[str], dict[ClaimId, _Excerpt]]:
    """The texts to send and, for each claim that quotes something, the one its sentence lies in."""
    texts: list[str] = []
    found: dict[ClaimId, _Excerpt] = {}
    quoting: dict[ReportId, list[Claim]] = {}
    for claim in data.claims:
        if claim.quote is None:
            continue
        report = None if claim.report is None else data.reports.get(claim.report)
        if report is None or claim.quote.span.end > len(report.text):
            found[claim.id] = _Excerpt(len(texts), claim.quote.span.start, claim.quote.text)
            texts.append(claim.quote.text)
        else:
            quoting.setdefault(report.id, []).append(claim)
    for report_id, claims in quoting.items():
        text = data.reports[report_id].text
        stretches = _joined(_window(text, c.quote.span) for c in claims if c.quote is not None)
        made = [_Excerpt(len(texts) + n, start, text[start:end]) for n, (start, end) in enumerate(stretches)]
        starts = [e.start for e in made]
        texts.extend(e.text for e in made)
        for claim in claims:
            if claim.quote is not None:
                found[claim.id] = made[bisect_right(starts, claim.quote.span.start) - 1]
    return texts, found


def _slots(claim: Claim) -> list[tuple[Span | None, str, str]]:
    """What is marked in a sentence, the most telling first: span, words, kind of mark."""
    made: list[tuple[Span | None, str, str]] = []
    if claim.trigger is not None:
        made.append((claim.trigger.span, claim.trigger.text, "trigger"))
    for kind, actors in (("initiator", claim.initiator), ("target", claim.target), ("speaker", claim.attributed_to)):
        made += [(a.span, a.text, kind) for a in actors]
    made += [(p.span, p.text, "place") for p in (claim.place, claim.origin, claim.destination) if p is not None]
    if claim.time is not None:
        made.append((claim.time.span, claim.time.text, "time"))
    made += [(c.span, c.text, "count") for c in claim.counts]
    return made


def _marks(claim: Claim, excerpt: _Excerpt) -> list[tuple[int, int, str]]:
    """Where the words of a claim stand in the excerpt; no two marks overlap.

    A claims file of another program may give words without spans, or spans that point elsewhere: then the
    words are looked for in the sentence, and left unmarked where they are not in it.
    """
    quote = claim.quote
    made: list[tuple[int, int, str]] = []
    for given, words, kind in _slots(claim):
        span = given
        here = "" if span is None else excerpt.text[max(0, span.start - excerpt.start) : span.end - excerpt.start]
        if words and here.split() != words.split():
            at = -1 if quote is None else quote.text.find(words)
            span = None if quote is None or at < 0 else Span(quote.span.start + at, quote.span.start + at + len(words))
        placed = None if span is None else excerpt.place(span)
        if placed is not None and all(placed[1] <= a or b <= placed[0] for a, b, _ in made):
            made.append((*placed, kind))
    return sorted(made)


# -- claims and events --------------------------------------------------------------------------------------


def _actor(actor: ActorResolution) -> dict[str, object]:
    return {"text": actor.text, "id": actor.id, "side": actor.side, "reason": actor.reason}


def _place(place: PlaceResolution | None) -> dict[str, object] | None:
    if place is None:
        return None
    others = [
        {"name": c.name, "lat": c.lat, "lon": c.lon, "score": round(c.score, 3)} for c in place.others[:_CANDIDATES]
    ]
    return {
        "text": place.text,
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "radius": place.radius_km,
        "relation": place.relation.value,
        "kind": place.kind,
        "probability": place.probability,
        "reason": place.reason,
        "candidates": others,
    }


def _count(count: Count) -> dict[str, object]:
    return {
        "text": count.text,
        "what": count.what.value,
        "low": count.low,
        "best": count.best,
        "high": count.high,
        "of": count.of,
    }


def _range(count: CountRange) -> dict[str, object]:
    return {"what": count.what.value, "of": count.of, "low": count.low, "best": count.best, "high": count.high}


def _claim(claim: Claim, report: int, excerpt: _Excerpt | None) -> dict[str, object]:
    time, quote = claim.time, claim.quote
    at = excerpt.place(quote.span) if excerpt is not None and quote is not None else None
    return {
        "id": claim.id,
        "type": claim.type.value,
        "status": claim.status.value,
        "certainty": claim.certainty.value,
        "report": report,
        "text": None if excerpt is None else excerpt.number,
        "quote": at or (0, 0),
        "marks": [] if excerpt is None else _marks(claim, excerpt),
        "place": _place(claim.place),
        "origin": _place(claim.origin),
        "destination": _place(claim.destination),
        "from": None if time is None else time.start.isoformat(),
        "to": None if time is None else time.end.isoformat(),
        "grain": None if time is None else time.granularity.value,
        "timeText": None if time is None else time.text,
        "timeBasis": None if time is None else time.basis,
        "initiator": [_actor(a) for a in claim.initiator],
        "target": [_actor(a) for a in claim.target],
        "attributed": [_actor(a) for a in claim.attributed_to],
        "counts": [_count(c) for c in claim.counts],
        "phase": claim.phase,
        "outcome": claim.outcome,
        "frame": claim.frame,
        "confidence": codec.probability(claim.confidence),
    }


def _reports(data: MapData) -> tuple[list[dict[str, object]], dict[ClaimId, int]]:
    """What is said of each report, once, and which one each claim comes from."""
    made: list[dict[str, object]] = []
    number: dict[tuple[str | None, str, str, date | None], int] = {}
    of: dict[ClaimId, int] = {}
    for claim in data.claims:
        key = (claim.report, claim.document, claim.source, claim.published)
        if key not in number:
            report = None if claim.report is None else data.reports.get(claim.report)
            note = data.sources.get(claim.source.strip().lower())
            number[key] = len(made)
            made.append(
                {
                    "document": claim.document,
                    "title": None if report is None else report.title,
                    "url": None if report is None else report.url,
                    "source": claim.source,
                    "grade": None if note is None else note.grade,
                    "lean": None if note is None else note.lean,
                    "published": _iso(claim.published),
                    "basis": "" if report is None else report.published_basis,
                }
            )
        of[claim.id] = number[key]
    return made, of


def _event(event: Event, number: Mapping[ClaimId, int], claims: Sequence[Claim]) -> dict[str, object]:
    place = event.place
    parts = [(number[c.id], c.role.value) for c in event.claims if c.id in number]
    stated = [claims[n] for n, role in parts if role != Role.DENIES]
    hedged = bool(stated) and all(c.certainty.value == "hedged" for c in stated)
    denied = bool(parts) and not stated
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
        "relation": None if place is None else place.relation.value,
        "from": _iso(event.start),
        "to": _iso(event.end),
        "first": _iso(event.first_published),
        "last": _iso(event.last_published),
        "initiator": list(event.initiator),
        "target": list(event.target),
        "counts": [_range(c) for c in event.counts],
    }


# -- holders ------------------------------------------------------------------------------------------------

_Run = tuple[int, int, float, float, int, int | None]


def _run(holding: Holding, day: int, side_number: Mapping[str, int], first: date) -> _Run:
    others = sorted((s for s in holding.sides if s.side != holding.holder), key=lambda s: (-s.probability, s.side))
    second = others[0] if others and others[0].probability >= _SECOND else None
    return (
        day,
        side_number.get(holding.holder, -1),
        round(holding.probability, 2),
        round(holding.contested, 2),
        -1 if second is None else side_number.get(second.side, -1),
        None if holding.last_evidence is None else (holding.last_evidence - first).days,
    )


def _held(data: MapData, number: Mapping[ClaimId, int]) -> list[dict[str, object]]:
    """Each place with the days on which its holder, how sure that is, or its evidence changes."""
    day_number = {day: n for n, day in enumerate(data.days)}
    side_number = {s.id: n for n, s in enumerate(data.sides)}
    places: dict[str, Holding] = {}
    runs: dict[str, list[_Run]] = {}
    for h in data.holdings:
        if h.day not in day_number:
            continue
        places[h.place] = h
        listed = runs.setdefault(h.place, [])
        now = _run(h, day_number[h.day], side_number, data.days[0])
        last = listed[-1] if listed else None
        if (
            last is None
            or (last[1], last[4], last[5]) != (now[1], now[4], now[5])
            or abs(last[2] - now[2]) > _STEP
            or abs(last[3] - now[3]) > _CONTESTED_STEP
        ):
            listed.append(now)
    return [
        {
            "id": place,
            "name": h.name,
            "lat": h.lat,
            "lon": h.lon,
            "runs": runs[place],
            "evidence": [number[c] for c in h.evidence if c in number],
        }
        for place, h in sorted(places.items())
    ]


def payload(data: MapData) -> dict[str, object]:
    """What the page shows, as one JSON value; numbers in it point into its lists."""
    number = {c.id: n for n, c in enumerate(data.claims)}
    texts, excerpt = _excerpts(data)
    reports, report = _reports(data)
    return {
        "title": data.title,
        "version": __version__,
        "sides": [{"id": s.id, "name": s.name, "colour": s.colour, "pattern": s.pattern} for s in data.sides],
        "days": [d.isoformat() for d in data.days],
        "texts": texts,
        "reports": reports,
        "claims": [_claim(c, report[c.id], excerpt.get(c.id)) for c in data.claims],
        "events": [_event(e, number, data.claims) for e in data.events],
        "places": _held(data, number),
        "lines": [
            {"name": line.name, "kind": line.kind, "coordinates": [[lon, lat] for lat, lon in line.points]}
            for line in data.lines
        ],
        "labels": [
            {"name": x.name, "local": x.local, "lat": x.lat, "lon": x.lon, "rank": x.rank}
            for x in sorted(data.labels, key=lambda x: (x.rank, x.name))
        ],
    }


def spots(data: MapData) -> list[tuple[float, float]]:
    """Where the data lie, as (lat, lon): every located event and every place with holders."""
    made = [(e.place.lat, e.place.lon) for e in data.events if e.place is not None]
    found = [(lat, lon) for lat, lon in made if lat is not None and lon is not None]
    return found + [(h.lat, h.lon) for h in data.holdings if h.day == data.days[-1]]
