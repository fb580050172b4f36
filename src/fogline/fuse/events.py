"""Events out of claims: copies set apart, one happening joined, who says it, who denies it, and how sure it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fogline.fuse.ballots import BallotBox, spoken
from fogline.fuse.copies import Copy, copied_claims, copied_reports
from fogline.fuse.corrections import superseded
from fogline.fuse.families import mode
from fogline.fuse.interest import leans
from fogline.fuse.linking import Linkage, Ties, learn_weights, link
from fogline.fuse.making import event_of
from fogline.fuse.origins import Origins, voices
from fogline.fuse.phases import tied
from fogline.fuse.reliability import Trust, weigh
from fogline.fuse.weights import Weights, shipped_weights, waterfall
from fogline.pack import Pack
from fogline.records import Claim, ClaimId, Event, Reason, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Fusion:
    """All that fusing found: events by id, who copies whom, whose voice each claim is, and the linkage behind it.

    `trust` holds the reliabilities; `voice_names` names its voices.
    """

    events: tuple[Event, ...]
    copied: Mapping[ClaimId, ClaimId]
    copied_reports: Mapping[str, Copy]
    voices: Mapping[ClaimId, str]
    linkage: Linkage
    trust: Trust
    voice_names: tuple[str, ...]
    weights: Weights


def _unique(claims: Iterable[Claim]) -> list[Claim]:
    return sorted({c.id: c for c in claims}.values(), key=lambda c: c.id)


def _without(copied: Mapping[ClaimId, ClaimId], different: Ties, kept: frozenset[ClaimId]) -> dict[ClaimId, ClaimId]:
    """The copies but those that people say are another happening, or whose origin is not there."""
    apart = {frozenset(pair) for pair in different}
    return {c: o for c, o in copied.items() if o in kept and c in kept and frozenset((c, o)) not in apart}


def _groups(linkage: Linkage, copies: Mapping[ClaimId, ClaimId], by_id: Mapping[ClaimId, Claim]) -> list[list[Claim]]:
    """The members of each happening, copies with what they copy."""
    follow: dict[ClaimId, list[Claim]] = {}
    for copy, origin in copies.items():
        follow.setdefault(origin, []).append(by_id[copy])
    made = []
    for group in linkage.groups:
        members = [linkage.claims[i] for i in group]
        for claim in tuple(members):
            members += follow.get(claim.id, ())
        made.append(sorted(members, key=lambda c: c.id))
    return made


class _Waterfalls:
    """The reasons for a claim's place in its event, made once for each pattern."""

    def __init__(self, linkage: Linkage, weights: Weights) -> None:
        self._linkage, self._weights = linkage, weights
        self._at = {c.id: n for n, c in enumerate(linkage.claims)}
        self._made: dict[int, tuple[Reason, ...]] = {}

    def of(self, claim: ClaimId) -> tuple[Reason, ...]:
        n = self._at.get(claim)
        if n is None or self._linkage.best[n] < 0:
            return ()
        pattern = int(self._linkage.patterns[self._linkage.best[n]])
        if pattern not in self._made:
            self._made[pattern] = waterfall(self._weights, pattern)
        return self._made[pattern]


def fuse_all(
    claims: Sequence[Claim],
    *,
    reports: Sequence[Report] = (),
    pack: Pack | None = None,
    same: Ties = (),
    different: Ties = (),
    weights: Weights | None = None,
    learn: bool = False,
    previous: Fusion | None = None,
) -> Fusion:
    """The events behind claims of one theatre, with everything they rest on; every claim is in exactly one event.

    With the reports, copies are told on their full text, without them on quotes. `same` and `different` are
    pairs of claims that people have judged. `learn` learns the weights of the linkage from these claims. With a
    `previous` fusion only blocks with new or changed claims are compared again. The result depends neither on
    the order of the claims nor on `previous`.
    """
    kept = _unique(claims)
    by_id = {c.id: c for c in kept}
    origins = Origins(pack, reports)
    passed_on = origins.passed_on(reports)
    repeated = copied_reports(reports, passed_on) if reports else {}
    copies = _without(copied_claims(kept, repeated, passed_on), different, frozenset(by_id))
    said = voices(kept, copies, origins)
    own = [c for c in kept if c.id not in copies]
    used = weights or shipped_weights()
    if learn:
        used = learn_weights(own, used, pack=pack)
    moved = [(copies.get(a, a), copies.get(b, b)) for a, b in same]
    parted = [(copies.get(a, a), copies.get(b, b)) for a, b in different]
    earlier = previous.linkage if previous is not None and previous.weights == used else None
    linkage = link(own, used, pack=pack, same=moved, different=parted, previous=earlier)
    groups = _groups(linkage, copies, by_id)
    box = BallotBox(leans(own, pack), pack)
    back = [superseded([c for c in g if c.id not in copies], said) if len(g) > 1 else {} for g in groups]
    numbers: list[int | None] = []
    votes: list[list[Claim]] = []
    for group, gone in zip(groups, back, strict=True):
        listed = spoken(group, said, copies, frozenset(gone))
        votes.append(listed)
        numbers.append(box.add(listed[0], listed, said) if listed and mode(listed[0]) == "fact" else None)
    trust = weigh(box.ballots())
    added = box.added(trust)
    why = _Waterfalls(linkage, used)
    events = [
        event_of(
            group, votes=listed, copies=copies, voices=said, gone=gone, reasons=why.of,
            weights={} if number is None else added[number],
            confidence=box.alone(listed, said, trust) if number is None else float(trust.events[number]),
        )
        for group, gone, listed, number in zip(groups, back, votes, numbers, strict=True)
    ]  # fmt: skip
    return Fusion(
        events=tied(events, by_id), copied=copies, copied_reports=repeated, voices=said, linkage=linkage,
        trust=trust, voice_names=box.voices(), weights=used,
    )  # fmt: skip


def fuse(
    claims: Sequence[Claim],
    *,
    reports: Sequence[Report] = (),
    pack: Pack | None = None,
    same: Ties = (),
    different: Ties = (),
    weights: Weights | None = None,
) -> tuple[Event, ...]:
    """The events behind claims of one theatre, by id; see `fuse_all`."""
    return fuse_all(claims, reports=reports, pack=pack, same=same, different=different, weights=weights).events
