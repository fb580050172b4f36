"""An event in words: who says what, who only copies, why its claims were joined, and what weighs how much."""

from collections.abc import Iterator, Mapping

from fogline.codec import probability
from fogline.outside import in_words
from fogline.records import Claim, ClaimId, CountRange, Event, EventClaim, Role

_ROLE = {Role.SUPPORTS: "says it", Role.DENIES: "denies it", Role.COPY: "copies"}
_SHOWN = 160


def _number(value: int | None) -> str:
    return "?" if value is None else str(value)


def _figures(count: CountRange) -> Iterator[str]:
    of = f" of {count.of}" if count.of else ""
    low, best, high = (_number(v) for v in (count.low, count.best, count.high))
    yield f"  {count.what}{of}: {low} / {best} / {high} (low / best / high)"
    for figure in count.figures:
        yield f"    {figure.claimer}: {_number(figure.low)} / {_number(figure.best)} / {_number(figure.high)}"


def _claim_lines(part: EventClaim, claim: Claim) -> Iterator[str]:
    said = claim.published.isoformat() if claim.published is not None else "no date"
    own = claim.source.strip().lower()
    voice = f", voice {part.origin}" if part.origin and part.origin != own else ""
    copy = f" {part.copy_of}" if part.copy_of is not None else ""
    weight = f", weight {part.weight:+.2f}" if part.weight else ""
    yield f"  {said}  {claim.source or claim.document}{voice}: {_ROLE[part.role]}{copy}{weight}  [{part.id}]"
    if claim.quote is not None:
        text = " ".join(claim.quote.text.split())
        yield f'      "{text[:_SHOWN]}{"…" if len(text) > _SHOWN else ""}"'
    if part.superseded is not None:
        yield f"      taken back or corrected on {part.superseded} by {part.superseded_by}; counts until then"
    if part.reasons:
        steps = ", ".join(f"{r.feature} {r.weight:+.1f}" for r in part.reasons)
        yield f"      joined: {steps}; in all {sum(r.weight for r in part.reasons):+.1f}"


def explain(event: Event, claims: Mapping[ClaimId, Claim]) -> tuple[str, ...]:
    """The event in lines of text."""
    sure = probability(event.confidence)
    where = "no place" if event.place is None else event.place.name or event.place.text
    when = "no date" if event.start is None else event.start.isoformat()
    if event.start is not None and not event.dated:
        when = f"day unsaid, reported {when}"
    if event.end is not None and event.end != event.start:
        when += f" to {event.end}"
    lines = [f"{event.id}", f"{event.type} at {where}, {when}, {event.status}"]
    if event.initiator or event.target:
        lines.append(f"by {', '.join(event.initiator) or 'unsaid'}; on {', '.join(event.target) or 'unsaid'}")
    voices = f"{event.voices} independent voice{'' if event.voices == 1 else 's'}"
    claimed = f"{len(event.claims)} claim{'' if len(event.claims) == 1 else 's'}"
    lines.append(f"{in_words(sure)} ({sure:.0%}), credibility {event.credibility}; {voices} in {claimed}")
    lines.append("claims:")
    for part in event.claims:
        lines += _claim_lines(part, claims[part.id])
    voiced = sum(part.weight for part in event.claims)
    lines.append(
        f"what weighs (log-odds): voices {voiced:+.2f}, those who were at work and silent "
        f"{event.confidence - voiced:+.2f}, in all {event.confidence:+.2f}"
    )
    if event.counts:
        lines.append("figures:")
        for count in event.counts:
            lines += _figures(count)
    for difference in event.differing:
        values = "; ".join(f"{s.value} ({len(s.claims)})" for s in difference.sayings)
        lines.append(f"not agreed, {difference.slot}: {values}")
    for tie in event.ties:
        lines.append(f"{tie.tie.value.replace('_', ' ')}: {tie.event}")
    if event.outcome is not None:
        lines.append(f"expectation: {event.outcome.value.replace('_', ' ')}")
    return tuple(lines)
