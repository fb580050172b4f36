"""What a map page shows, as one JSON value: claims with their sentences, events, holders by day.

The text of a report travels whole where all texts together are small, else as the stretches round every
quoted sentence. Offsets count UTF-16 units of the report's text, as a browser does.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from fogline import __version__, codec
from fogline.export.mapshapes import MapData
from fogline.export.stretches import Text, marks, parts_of, sent, text_of
from fogline.records import (
    ActorResolution,
    Candidate,
    Claim,
    ClaimId,
    Count,
    CountRange,
    Event,
    EventClaim,
    Holding,
    PlaceResolution,
    Reason,
    ReportId,
    Role,
    Status,
    run_starts,
)

_WHOLE_TEXTS = 3_000_000
_CANDIDATES = 5


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


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


def _claim(claim: Claim, report: int, text: Text | None) -> dict[str, object]:
    time, quote = claim.time, claim.quote
    at = text.spanned(quote.span) if text is not None and quote is not None else None
    return {
        "id": claim.id,
        "type": claim.type.value,
        "status": claim.status.value,
        "certainty": claim.certainty.value,
        "report": report,
        "quote": at or (0, 0),
        "marks": [] if text is None else marks(claim, text),
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


def _reports(data: MapData, texts: Mapping[ClaimId, Text | None]) -> tuple[list[dict[str, object]], dict[ClaimId, int]]:
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
                "texts": sent(report, claims, texts, whole),
                "parts": parts_of(report) if report is not None and whole else [],
            }
        )
    return made, of


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


def _runs(data: MapData, holdings: Iterable[Holding]) -> dict[str, list[_Run]]:
    """By place, the days on which its holder, how sure that is, or its evidence changes."""
    day_number = {day: n for n, day in enumerate(data.days)}
    side_number = {s.id: n for n, s in enumerate(data.sides)}
    runs: dict[str, list[_Run]] = {}
    for h, second in run_starts(h for h in holdings if h.day in day_number):
        runs.setdefault(h.place, []).append(
            (
                day_number[h.day],
                side_number.get(h.holder, -1),
                round(h.probability, 2),
                round(h.contested, 2),
                -1 if second is None else side_number.get(second.side, -1),
                None if h.last_evidence is None else (h.last_evidence - data.days[0]).days,
            )
        )
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
    texts = {c.id: text_of(c, data.reports) for c in data.claims}
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
