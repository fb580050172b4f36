"""Claims for tests, with only what a test cares about spelled out."""

from datetime import date

from fogline.codec import log_odds
from fogline.records import (
    ActorId,
    ActorResolution,
    Certainty,
    Claim,
    ClaimId,
    ClaimType,
    Granularity,
    Interval,
    Mention,
    PlaceId,
    PlaceResolution,
    ReportId,
    SideId,
    Span,
    Status,
)

SPOTS = {"oldmere": (40.0, -30.0), "reedham": (40.05, -30.02), "saltby": (40.03, -29.95), "kings-quay": (39.9, -29.8)}


def actor(side: str | None) -> tuple[ActorResolution, ...]:
    """One actor of a side, or none."""
    if side is None:
        return ()
    return (ActorResolution(text=side, span=None, id=ActorId(side), side=SideId(side)),)


def place(name: str | None) -> PlaceResolution | None:
    """A located place by its slug."""
    if name is None:
        return None
    lat, lon = SPOTS[name]
    return PlaceResolution(
        text=name, span=Span(0, len(name)), place_id=PlaceId(f"xh-{name}"), name=name, lat=lat, lon=lon,
        radius_km=4.0, kind="village",
    )  # fmt: skip


def claim(
    id_: str,
    kind: ClaimType = ClaimType.CONTROL_GAIN,
    *,
    by: str | None = "marsh-league",
    on: str | None = "garrison",
    at: str | None = "oldmere",
    day: str | None = "2020-03-10",
    published: str | None = None,
    source: str = "Oldmere Post",
    status: Status = Status.OCCURRED,
    outcome: str | None = None,
    quote: str = "",
) -> Claim:
    """A claim; `published` is the day itself unless given."""
    when = None if day is None else date.fromisoformat(day)
    said = date.fromisoformat(published) if published else when
    time = None
    if when is not None:
        time = Interval(text=day or "", span=None, start=when, end=when, granularity=Granularity.DAY)
    text = quote or f"{source} {id_} tells of {kind.value} at {at} by {by}"
    return Claim(
        id=ClaimId(id_), report=ReportId(f"report-{source}-{id_}"), document=f"doc-{source}-{id_}", source=source,
        published=said, theatre="harran", type=kind, status=status, certainty=Certainty.STATED,
        quote=Mention(text=text, span=Span(0, len(text))), trigger=Mention(text="took", span=Span(0, 4)),
        confidence=log_odds(0.8), initiator=actor(by), target=actor(on), place=place(at), time=time, outcome=outcome,
    )  # fmt: skip
