"""A source's record: what it reported, how often others bore it out, what it copied and took back, its silences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from fogline.fuse.events import Fusion
from fogline.fuse.interest import carried
from fogline.fuse.origins import Origins
from fogline.fuse.reliability import Kind, admiralty_letter, grade_of
from fogline.pack import Pack, by_source_name
from fogline.records import Claim, ClaimId, Event, Outcome, Role

_SILENT_DAYS = 14
_SILENT_TIMES = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How likely a claim of one kind is right when this voice makes it, and on how many claims that rests."""

    kind: str
    probability: float
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One source as its claims show it.

    `grade` is the pack's Admiralty letter, `letter` the one its record earns; `lean` is the pack's, `shown` the
    lean that what it carries shows. `confirmed` events have another voice beside it and nobody against,
    `alone` it tells by itself, `contradicted` somebody denies. `silent` are stretches without a report much
    longer than its habit.
    """

    name: str
    voice: str
    grade: str | None
    letter: str
    reason: str
    kind: str | None
    lean: tuple[tuple[str, float], ...]
    shown: tuple[tuple[str, float], ...]
    reliability: tuple[Reliability, ...]
    reports: int
    claims: int
    events: int
    confirmed: int
    contradicted: int
    alone: int
    denied: int
    taken_back: int
    copied: int
    copies_of: tuple[tuple[str, int], ...]
    copied_by: tuple[tuple[str, int], ...]
    fulfilled: int
    not_fulfilled: int
    open: int
    first: date | None
    last: date | None
    silent: tuple[tuple[date, date], ...]


@dataclass(slots=True)
class _Tally:
    """What is counted of one source."""

    name: str
    claims: int = 0
    reports: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    copies_of: dict[str, int] = field(default_factory=dict)
    copied_by: dict[str, int] = field(default_factory=dict)

    def add(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def silences(days: Sequence[date]) -> tuple[tuple[date, date], ...]:
    """Stretches without a report, both ends silent, that are much longer than the source's usual gap and two weeks."""
    ordered = sorted(days)
    gaps = sorted((b - a).days for a, b in pairwise(ordered))
    if not gaps:
        return ()
    long = max(_SILENT_DAYS, _SILENT_TIMES * gaps[len(gaps) // 2])
    day = timedelta(days=1)
    return tuple((a + day, b - day) for a, b in pairwise(ordered) if (b - a).days > long)


def _tallies(claims: Mapping[ClaimId, Claim], fusion: Fusion) -> dict[str, _Tally]:
    made: dict[str, _Tally] = {}

    def of(source: str) -> _Tally:
        return made.setdefault(source.strip().lower(), _Tally(name=source.strip()))

    for claim in claims.values():
        if claim.source.strip():
            tally = of(claim.source)
            tally.claims += 1
            tally.reports.add(claim.report or claim.document)
            if claim.published is not None:
                tally.days.add(claim.published)
    for event in fusion.events:
        _count_event(event, claims, of)
    return made


def _count_event(event: Event, claims: Mapping[ClaimId, Claim], of: Callable[[str], _Tally]) -> None:
    denying = any(p.role is Role.DENIES and p.superseded is None for p in event.claims)
    outcome = {Outcome.FULFILLED: "fulfilled", Outcome.NOT_FULFILLED: "not_fulfilled", Outcome.OPEN: "open"}
    seen: set[tuple[str, str]] = set()
    for part in event.claims:
        claim = claims[part.id]
        source = claim.source.strip()
        if not source:
            continue
        tally, key = of(source), source.lower()
        if part.role is Role.COPY and part.copy_of is not None:
            model = claims[part.copy_of].source.strip()
            tally.add("copied")
            if model and model.lower() != key:
                tally.copies_of[model] = tally.copies_of.get(model, 0) + 1
                of(model).copied_by[source] = of(model).copied_by.get(source, 0) + 1
        if part.superseded is not None and part.role is not Role.COPY:
            tally.add("taken_back")
        if (key, part.role) in seen:
            continue
        seen.add((key, part.role))
        if part.role is Role.DENIES:
            tally.add("denied")
        elif part.role is Role.SUPPORTS:
            tally.add("events")
            tally.add("contradicted" if denying else "confirmed" if event.voices > 1 else "alone")
            if event.outcome is not None:
                tally.add(outcome[event.outcome])


def source_records(claims: Sequence[Claim], fusion: Fusion, pack: Pack | None = None) -> tuple[SourceRecord, ...]:
    """The record of every source that claims name, most claims first."""
    by_id = {c.id: c for c in claims}
    profiles, origins = by_source_name(pack), Origins(pack)
    number = {name: n for n, name in enumerate(fusion.voice_names)}
    shown = carried([c for c in claims if c.id not in fusion.copied], pack)
    made = []
    for key, tally in _tallies(by_id, fusion).items():
        profile, voice = profiles.get(key), origins.source(key)
        n, c = number.get(voice), tally.counts
        rates = tuple(
            Reliability(
                kind=kind.name.lower(), probability=round(float(fusion.trust.reliability[n, kind]), 4),
                claims=int(fusion.trust.heard[n, kind]),
            )
            for kind in Kind
            if n is not None
        )  # fmt: skip
        heard = sum(r.claims for r in rates)
        whole = (
            sum(r.probability * r.claims for r in rates) / heard
            if heard
            else grade_of(None if profile is None else profile.grade)
        )
        made.append(
            SourceRecord(
                name=tally.name, voice=voice, grade=None if profile is None else profile.grade,
                letter=admiralty_letter(whole), reason="" if profile is None else profile.reason,
                kind=None if profile is None else profile.kind,
                lean=() if profile is None else tuple(sorted((str(s), v) for s, v in profile.lean.items())),
                shown=tuple(sorted(shown.get(key, {}).items())), reliability=rates, reports=len(tally.reports),
                claims=tally.claims, events=c.get("events", 0), confirmed=c.get("confirmed", 0),
                contradicted=c.get("contradicted", 0), alone=c.get("alone", 0), denied=c.get("denied", 0),
                taken_back=c.get("taken_back", 0), copied=c.get("copied", 0),
                copies_of=_most(tally.copies_of), copied_by=_most(tally.copied_by), fulfilled=c.get("fulfilled", 0),
                not_fulfilled=c.get("not_fulfilled", 0), open=c.get("open", 0), first=min(tally.days, default=None),
                last=max(tally.days, default=None), silent=silences(tuple(tally.days)),
            )
        )  # fmt: skip
    return tuple(sorted(made, key=lambda r: (-r.claims, r.name)))


def _most(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))
