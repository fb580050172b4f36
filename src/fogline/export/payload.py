"""What a map page shows, as one JSON value: claims with their sentences, events, holders by day.

The text of a report travels whole where all texts together are small, else as the stretches round every
quoted sentence. Offsets count UTF-16 units of the report's text, as a browser does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fogline import __version__, codec
from fogline.records import (
    ActorResolution,
    Candidate,
    Claim,
    ClaimId,
    Count,
    CountRange,
    Event,
    EventClaim,
    Failure,
    Holding,
    PlaceResolution,
    Reason,
    Report,
    ReportId,
    Role,
    Span,
    Status,
)

_AROUND = 400
_WHOLE_TEXTS = 3_000_000
_STEP = 0.02
_CONTESTED_STEP = 0.1
_SECOND = 0.1
_CANDIDATES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SideStyle:
    """How a side is called, in other languages too, and drawn."""

    id: str
    name: str
    colour: str
    pattern: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceNote:
    """What the page says of a source: its Admiralty grade with the reason, its kind, and how it leans.

    `lean` holds (side's name, -1 against to 1 for), `reasons` the reason in other languages.
    """

    grade: str | None
    kind: str
    reason: str
    lean: tuple[tuple[str, float], ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


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
    """Everything a map page shows; `holdings` are those of `days`, in their order, `later` the same with hindsight."""

    title: str
    claims: Sequence[Claim]
    events: Sequence[Event]
    reports: Mapping[ReportId, Report]
    holdings: Sequence[Holding]
    later: Sequence[Holding]
    days: Sequence[date]
    sides: Sequence[SideStyle]
    sources: Mapping[str, SourceNote]
    lines: Sequence[MapLine]
    labels: Sequence[MapLabel]
    baselines: Mapping[str, tuple[date, str]] = field(default_factory=dict)
    failures: Sequence[Failure] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A report's text, or the words of a claim whose report is not at hand, from its first character on."""

    start: int
    text: str
    plain: bool

    def units(self, at: int) -> int:
        """A place in the report counted in UTF-16 units."""
        return at if self.plain else self.start + _units(self.text[: at - self.start])

    def spanned(self, span: Span) -> tuple[int, int] | None:
        """The span in UTF-16 units; None where it lies outside the text."""
        if not self.start <= span.start < span.end <= self.start + len(self.text):
            return None
        return self.units(span.start), self.units(span.end)

    def words(self, span: Span) -> str:
        """What stands there."""
        return self.text[max(0, span.start - self.start) : max(0, span.end - self.start)]


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _plain(text: str) -> bool:
    return text.isascii() or max(text) <= "\uffff"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


# -- texts and marks ----------------------------------------------------------------------------------------


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


def _text_of(claim: Claim, data: MapData) -> _Text | None:
    report = None if claim.report is None else data.reports.get(claim.report)
    if report is not None and (claim.quote is None or claim.quote.span.end <= len(report.text)):
        return _Text(0, report.text, _plain(report.text))
    return None if claim.quote is None else _Text(claim.quote.span.start, claim.quote.text, _plain(claim.quote.text))


def _stretches(text: _Text, claims: Sequence[Claim], whole: bool) -> list[tuple[int, str]]:
    """What is sent of a text: where each stretch begins, and its words."""
    if whole:
        return [(text.units(text.start), text.text)]
    quotes = [c.quote.span for c in claims if c.quote is not None]
    spans = _joined(_window(text.text, Span(q.start - text.start, q.end - text.start)) for q in quotes)
    return [(text.units(text.start + a), text.text[a:b]) for a, b in spans]


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


def _marks(claim: Claim, text: _Text) -> list[tuple[int, int, str]]:
    """Where the words of a claim stand in the report; no two marks overlap.

    A claims file of another program may give words without spans, or spans that point elsewhere: then the
    words are looked for in the sentence, and left unmarked where they are not in it.
    """
    quote = claim.quote
    made: list[tuple[int, int, str]] = []
    for given, words, kind in _slots(claim):
        span = given
        here = "" if span is None else text.words(span)
        if words and here.split() != words.split():
            at = -1 if quote is None else quote.text.find(words)
            span = None if quote is None or at < 0 else Span(quote.span.start + at, quote.span.start + at + len(words))
        placed = None if span is None else text.spanned(span)
        if placed is not None and all(placed[1] <= a or b <= placed[0] for a, b, _ in made):
            made.append((*placed, kind))
    return sorted(made)


# -- claims and events --------------------------------------------------------------------------------------


def _actor(actor: ActorResolution) -> dict[str, object]:
    return {"text": actor.text, "id": actor.id, "side": actor.side, "reason": actor.reason}


def _reasons(reasons: Iterable[Reason]) -> list[tuple[str, float]]:
    return [(r.feature, round(r.weight, 2)) for r in reasons]


def _candidate(candidate: Candidate) -> dict[str, object]:
    return {
        "id": candidate.id,
        "name": candidate.name,
        "lat": candidate.lat,
        "lon": candidate.lon,
        "radius": candidate.radius_km,
        "kind": candidate.kind,
        "score": round(candidate.score, 3),
        "reasons": _reasons(candidate.reasons),
    }


def _place(place: PlaceResolution | None) -> dict[str, object] | None:
    if place is None:
        return None
    return {
        "text": place.text,
        "id": place.place_id,
        "name": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "radius": place.radius_km,
        "relation": place.relation.value,
        "kind": place.kind,
        "probability": place.probability,
        "reason": place.reason,
        "candidates": [_candidate(c) for c in place.others[:_CANDIDATES]],
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


def _claim(claim: Claim, report: int, text: _Text | None) -> dict[str, object]:
    time, quote = claim.time, claim.quote
    at = text.spanned(quote.span) if text is not None and quote is not None else None
    return {
        "id": claim.id,
        "type": claim.type.value,
        "status": claim.status.value,
        "certainty": claim.certainty.value,
        "report": report,
        "quote": at or (0, 0),
        "marks": [] if text is None else _marks(claim, text),
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


def _reports(
    data: MapData, texts: Mapping[ClaimId, _Text | None]
) -> tuple[list[dict[str, object]], dict[ClaimId, int]]:
    """What is said of each report, once, and which one each claim comes from."""
    by_report: dict[tuple[str | None, str, str, date | None], list[Claim]] = {}
    for claim in data.claims:
        by_report.setdefault((claim.report, claim.document, claim.source, claim.published), []).append(claim)
    for silent in sorted(data.reports.values(), key=lambda r: r.key):
        by_report.setdefault((silent.id, silent.key, silent.source, silent.published), [])
    whole = sum(len(r.text) for r in data.reports.values()) <= _WHOLE_TEXTS
    made: list[dict[str, object]] = []
    of: dict[ClaimId, int] = {}
    for number, ((report_id, document, source, published), claims) in enumerate(by_report.items()):
        report = None if report_id is None else data.reports.get(ReportId(report_id))
        of.update((c.id, number) for c in claims)
        made.append(
            {
                "id": report_id,
                "document": document,
                "title": None if report is None else report.title,
                "url": None if report is None else report.url,
                "language": None if report is None else report.language,
                "source": source,
                "published": _iso(published),
                "basis": "" if report is None else report.published_basis,
                "texts": _sent(report, claims, texts, whole),
                "parts": _parts(report) if report is not None and whole else [],
            }
        )
    return made, of


def _sent(
    report: Report | None, claims: Sequence[Claim], texts: Mapping[ClaimId, _Text | None], whole: bool
) -> list[tuple[int, str]]:
    if report is not None:
        text = _Text(0, report.text, _plain(report.text))
        return _stretches(text, [c for c in claims if c.quote and c.quote.span.end <= len(report.text)], whole)
    found = {(t.start, t.text): t for c in claims if (t := texts[c.id]) is not None}
    return [(t.start, t.text) for _, t in sorted(found.items())]


def _parts(report: Report) -> list[tuple[int, int, str]]:
    text = _Text(0, report.text, _plain(report.text))
    return [(text.units(p.span.start), text.units(p.span.end), p.kind.value) for p in report.parts]


def _role(part: EventClaim, number: Mapping[ClaimId, int]) -> tuple[int, str, int | None, list[tuple[str, float]]]:
    copied = None if part.copy_of is None else number.get(part.copy_of)
    return number[part.id], part.role.value, copied, _reasons(part.reasons)


def _event(event: Event, number: Mapping[ClaimId, int], claims: Sequence[Claim]) -> dict[str, object]:
    place = event.place
    parts = [_role(c, number) for c in event.claims if c.id in number]
    stated = [claims[n] for n, role, _, _ in parts if role != Role.DENIES]
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
        "from": _iso(event.start) if event.dated else None,
        "to": _iso(event.end) if event.dated else None,
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


def _runs(data: MapData, holdings: Iterable[Holding]) -> dict[str, list[_Run]]:
    """By place, the days on which its holder, how sure that is, or its evidence changes."""
    day_number = {day: n for n, day in enumerate(data.days)}
    side_number = {s.id: n for n, s in enumerate(data.sides)}
    runs: dict[str, list[_Run]] = {}
    for h in holdings:
        if h.day not in day_number:
            continue
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
    return runs


def _held(data: MapData, number: Mapping[ClaimId, int]) -> list[dict[str, object]]:
    """Each place with its holders over time, as then known and with hindsight, and the claims behind them."""
    runs, later = _runs(data, data.holdings), _runs(data, data.later)
    places = {h.place: h for holdings in (data.later, data.holdings) for h in holdings}
    evidence: dict[str, dict[int, None]] = {}
    for holdings in (data.later, data.holdings):
        for h in holdings:
            evidence.setdefault(h.place, {}).update((number[c], None) for c in h.evidence if c in number)
    side_number = {s.id: n for n, s in enumerate(data.sides)}
    started = {p: (day.isoformat(), side_number.get(side, -1)) for p, (day, side) in data.baselines.items()}
    return [
        {
            "id": place,
            "name": h.name,
            "lat": h.lat,
            "lon": h.lon,
            "runs": runs.get(place, []),
            "later": later.get(place, []),
            "evidence": sorted(evidence[place]),
            "baseline": started.get(place),
        }
        for place, h in sorted(places.items())
    ]


def payload(data: MapData) -> dict[str, object]:
    """What the page shows, as one JSON value; numbers in it point into its lists."""
    number = {c.id: n for n, c in enumerate(data.claims)}
    texts = {c.id: _text_of(c, data) for c in data.claims}
    reports, report = _reports(data, texts)
    return {
        "title": data.title,
        "version": __version__,
        "sides": [
            {"id": s.id, "name": s.name, "names": dict(s.names), "colour": s.colour, "pattern": s.pattern}
            for s in data.sides
        ],
        "days": [d.isoformat() for d in data.days],
        "sources": {
            name: {"grade": n.grade, "kind": n.kind, "reason": n.reason, "reasons": dict(n.reasons), "lean": n.lean}
            for name, n in sorted(data.sources.items())
        },
        "reports": reports,
        "claims": [_claim(c, report[c.id], texts[c.id]) for c in data.claims],
        "events": [_event(e, number, data.claims) for e in data.events],
        "places": _held(data, number),
        "failures": [
            {"document": f.document, "stage": f.stage, "reason": f.reason, "advice": f.advice} for f in data.failures
        ],
        "lines": [
            {"name": line.name, "kind": line.kind, "coordinates": [[lon, lat] for lat, lon in line.points]}
            for line in data.lines
        ],
        "labels": [
            {"name": x.name, "local": x.local, "lat": x.lat, "lon": x.lon, "rank": x.rank}
            for x in sorted(data.labels, key=lambda x: (x.rank, x.name))
        ],
    }
