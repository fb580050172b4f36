"""Records as the API shows them. Offsets count UTF-16 units, as a browser does."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fogline import codec
from fogline.pack import SourceProfile
from fogline.records import (
    ActorResolution,
    Claim,
    Count,
    EventClaim,
    Judgement,
    PlaceResolution,
    Report,
    Span,
    Verdict,
)
from fogline.review import standing
from fogline.store.finding import Judged
from fogline.web.wire.claims import ActorBody, Candidate, ClaimBody, CountBody, JudgementBody, PlaceBody

_AROUND = 260
_CANDIDATES = 8


def iso(day: date | None) -> str | None:
    """A day's ISO text."""
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Units:
    """Turns offsets of characters into offsets of UTF-16 units within a text."""

    text: str
    wide: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Units":
        """Finds the characters that take two units."""
        wide = () if text.isascii() else tuple(n for n, c in enumerate(text) if ord(c) > 0xFFFF)
        return cls(text, wide)

    def __call__(self, at: int) -> int:
        """The offset in units."""
        return at + sum(1 for n in self.wide if n < at) if self.wide else at


def _window(claim: Claim, report: Report | None) -> tuple[str, int]:
    """The sentence with some text around it, and where in the report that begins."""
    quote = claim.quote
    if quote is None:
        return "", 0
    if report is None:
        return quote.text, quote.span.start
    text = report.text
    start, end = max(0, quote.span.start - _AROUND), min(len(text), quote.span.end + _AROUND)
    while 0 < start < quote.span.start and not text[start - 1].isspace():
        start += 1
    while quote.span.end < end < len(text) and not text[end].isspace():
        end -= 1
    return text[start:end], start


def _marks(claim: Claim, length: int, offset: int) -> list[tuple[int, int, str]]:
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
        if 0 <= start < end <= length and all(end <= a or b <= start for a, b, _ in made):
            made.append((start, end, kind))
    return sorted(made)


def place_body(place: PlaceResolution | None) -> PlaceBody | None:
    """A place with its candidates."""
    if place is None:
        return None
    return PlaceBody(
        id=place.place_id,
        text=place.text,
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        radius=place.radius_km,
        relation=place.relation.value,
        kind=place.kind,
        probability=place.probability,
        reason=place.reason,
        candidates=[
            Candidate(
                id=c.id,
                name=c.name,
                lat=c.lat,
                lon=c.lon,
                score=round(c.score, 3),
                kind=c.kind,
                reasons=[(r.feature, round(r.weight, 3)) for r in c.reasons],
            )
            for c in place.others[:_CANDIDATES]
        ],
    )


def _actor(actor: ActorResolution) -> ActorBody:
    return ActorBody(text=actor.text, id=actor.id, side=actor.side)


def _count(count: Count) -> CountBody:
    return CountBody(
        text=count.text, what=count.what.value, low=count.low, best=count.best, high=count.high, of=count.of
    )


def judgement_body(judged: Judged, withdrawn: frozenset[str]) -> JudgementBody:
    """A judgement; `withdrawn` are the ids of those that no longer hold."""
    j = judged.judgement
    return JudgementBody(
        id=j.id,
        verdict=j.verdict.value,
        claims=list(j.claims),
        author=j.author,
        moment=j.moment,
        reason=j.reason,
        value=None if j.value is None else json.loads(j.value),
        withdrawn=j.id in withdrawn,
        set=judged.coding,
    )


def no_longer_holding(judged: Sequence[Judged]) -> frozenset[str]:
    """The ids of judgements that were withdrawn; a withdrawal itself is not among them."""
    all_of: list[Judgement] = [j.judgement for j in judged]
    held = {j.id for j in standing(all_of)}
    return frozenset(j.id for j in all_of if j.id not in held and j.verdict is not Verdict.WITHDRAWN)


def lean_words(profile: SourceProfile | None, side_name: Callable[[str], str]) -> str | None:
    """How a source leans, in words, or None."""
    if profile is None:
        return None
    strong = [(side_name(side), v) for side, v in sorted(profile.lean.items()) if abs(v) >= 0.4]
    favours, against = [n for n, v in strong if v > 0], [n for n, v in strong if v < 0]
    parts = [f"leans towards {', '.join(favours)}"] if favours else []
    parts += [f"against {', '.join(against)}"] if against else []
    return " and ".join(parts) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stands around claims that are shown: reports, sources, judgements, the events they belong to."""

    reports: Mapping[str, Report]
    profiles: Callable[[str], SourceProfile | None]
    side_name: Callable[[str], str]
    judgements: Mapping[str, list[JudgementBody]]
    events: Mapping[str, str]


def claim_body(claim: Claim, around: Setting, part: EventClaim | None = None, *, whole: bool = False) -> ClaimBody:
    """A claim with its sentence; `whole` makes offsets point into the report's text and leaves `shown` empty."""
    report = around.reports.get(claim.report or "")
    shown, offset = (report.text, 0) if whole and report is not None else _window(claim, report)
    units = Units.of(shown)
    quote = claim.quote
    at = (0, 0) if quote is None else (units(quote.span.start - offset), units(quote.span.end - offset))
    profile, time = around.profiles(claim.source), claim.time
    return ClaimBody(
        id=claim.id,
        type=claim.type.value,
        status=claim.status.value,
        certainty=claim.certainty.value,
        shown="" if whole else shown,
        quote=at,
        marks=[(units(a), units(b), kind) for a, b, kind in _marks(claim, len(shown), offset)],
        report=claim.report,
        document=claim.document,
        title=None if report is None else report.title,
        url=safe_url(None if report is None else report.url),
        source=claim.source,
        grade=None if profile is None else profile.grade,
        lean=lean_words(profile, around.side_name),
        leans=[] if profile is None else [(around.side_name(s), v) for s, v in sorted(profile.lean.items())],
        published=iso(claim.published),
        place=place_body(claim.place),
        origin=place_body(claim.origin),
        destination=place_body(claim.destination),
        first=None if time is None else time.start.isoformat(),
        last=None if time is None else time.end.isoformat(),
        time_text=None if time is None else time.text,
        time_basis=None if time is None else time.basis,
        initiator=[_actor(a) for a in claim.initiator],
        target=[_actor(a) for a in claim.target],
        attributed=[a.text for a in claim.attributed_to],
        counts=[_count(c) for c in claim.counts],
        frame=claim.frame,
        confidence=round(codec.probability(claim.confidence), 3),
        role=None if part is None else part.role.value,
        copy_of=None if part is None else part.copy_of,
        reasons=[] if part is None else [(r.feature, round(r.weight, 3)) for r in part.reasons],
        judgements=around.judgements.get(claim.id, []),
        event=around.events.get(claim.id),
    )


def safe_url(url: str | None) -> str | None:
    """A link that a page may offer: of the web only, never a script."""
    return url if url is not None and url.lower().startswith(("http://", "https://")) else None
