"""Which claims tell of one happening: blocking, a score with reasons, clusters within physical limits.

Scores are log-odds, each with the list of features that made it. Clusters do not depend on the order
of the claims.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fogline.fuse.copies import words_of
from fogline.geometry import distance_km
from fogline.records import Claim, ClaimType, Reason, Status

_T = ClaimType
_FAMILY = {
    _T.CONTROL_GAIN: "control", _T.WITHDRAWAL: "withdrawal", _T.CONTROL_HOLD: "hold", _T.PRESENCE: "hold",
    _T.CONTESTED: "contested", _T.CLASH: "fight", _T.OFFENSIVE: "offensive", _T.AIR_STRIKE: "air",
    _T.SHELLING: "fire", _T.EXPLOSION: "explosion", _T.ENCIRCLEMENT: "siege", _T.ROUTE: "route",
    _T.DEPLOYMENT: "deployment", _T.EVACUATION: "evacuation", _T.DISPLACEMENT: "displacement",
    _T.AGREEMENT: "agreement", _T.DETENTION: "detention", _T.CASUALTIES: "casualties",
    _T.CIVILIAN_HARM: "harm", _T.MATERIEL: "materiel", _T.AID: "aid",
}  # fmt: skip
_STATES = frozenset({_T.CONTROL_HOLD, _T.PRESENCE, _T.CONTESTED, _T.ENCIRCLEMENT, _T.AGREEMENT, _T.OFFENSIVE})
_WINDOW_DAYS = {True: 14, False: 3}
_LONGEST_DAYS = {True: 60, False: 10}
_WIDEST_KM = 30.0
_JOIN = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A scored pair of claims: log-odds that they tell of one happening, with reasons."""

    a: int
    b: int
    score: float
    reasons: tuple[Reason, ...]


def mode(claim: Claim) -> str:
    """Claims of what is or was, of what is expected, and of what might be never join."""
    if claim.status in (Status.OCCURRED, Status.ONGOING, Status.DENIED):
        return "fact"
    return claim.status.value


def when(claim: Claim) -> tuple[int, int, bool] | None:
    """The days a claim speaks of as ordinals, and whether it says so itself; None where nothing tells."""
    if claim.time is not None:
        return claim.time.start.toordinal(), claim.time.end.toordinal(), True
    if claim.published is not None:
        day = claim.published.toordinal()
        return day, day, False
    return None


def _place_key(claim: Claim) -> str:
    place = claim.place
    if place is None:
        return "nowhere"
    if place.lat is not None and place.lon is not None:
        return f"{round(place.lat * 4)}:{round(place.lon * 4)}"
    return "name:" + " ".join(words_of(place.text))


def _blocks(claims: Sequence[Claim]) -> Iterator[list[int]]:
    """Groups within which claims are compared: theatre, mode, family, and a cell or its neighbours."""
    made: dict[tuple[str, str, str, str], list[int]] = {}
    for i, claim in enumerate(claims):
        head = (claim.theatre or "", mode(claim), _FAMILY[claim.type])
        place = claim.place
        if place is not None and place.lat is not None and place.lon is not None:
            y, x = round(place.lat * 4), round(place.lon * 4)
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    made.setdefault((*head, f"{y + dy}:{x + dx}"), []).append(i)
        else:
            made.setdefault((*head, _place_key(claim)), []).append(i)
    yield from (made[k] for k in sorted(made))


def _place_reason(a: Claim, b: Claim) -> Reason | None:
    """How the places agree; None where they cannot be one."""
    p, q = a.place, b.place
    if p is None or q is None:
        return (
            Reason(feature="a claim names no place", weight=-1.5)
            if p is not q
            else Reason(feature="no place", weight=-1.0)
        )
    if p.place_id is not None and p.place_id == q.place_id:
        return Reason(feature="same place", weight=2.5)
    if p.lat is None or q.lat is None or p.lon is None or q.lon is None:
        same = words_of(p.text) == words_of(q.text)
        return Reason(feature="same place name, not located", weight=1.2) if same else None
    apart = distance_km(p.lat, p.lon, q.lat, q.lon)
    reach = min(max(p.radius_km or 5.0, q.radius_km or 5.0), 15.0)
    if apart > reach:
        return None
    return Reason(feature=f"places {apart:.0f} km apart", weight=1.2 if apart <= 2 else -0.4)


def _time_reason(a: Claim, b: Claim) -> Reason | None:
    one, two = when(a), when(b)
    if one is None or two is None:
        return Reason(feature="no date", weight=-0.8)
    gap = max(one[0] - two[1], two[0] - one[1], 0)
    state = a.type in _STATES
    if gap > _WINDOW_DAYS[state]:
        return None
    if gap == 0:
        return Reason(feature="same days" if one[2] and two[2] else "reported the same days", weight=1.2)
    return Reason(feature=f"{gap} days apart", weight=0.6 - (0.15 if state else 0.7) * gap)


def _sides(claim: Claim, slot: str) -> frozenset[str]:
    actors = claim.initiator if slot == "initiator" else claim.target
    return frozenset(str(a.side or a.id) for a in actors if a.side or a.id)


def _side_reason(a: Claim, b: Claim, slot: str) -> Reason | None:
    one, two = _sides(a, slot), _sides(b, slot)
    if not one or not two:
        return Reason(feature=f"{slot} unsaid", weight=-0.2)
    if one & two:
        return Reason(feature=f"same {slot}", weight=0.9)
    if slot == "initiator" and a.type is not _T.CLASH:
        return None
    return Reason(feature=f"different {slot}", weight=-1.6)


def _count_reason(a: Claim, b: Claim) -> Reason | None:
    for x in a.counts:
        for y in b.counts:
            if x.what is not y.what:
                continue
            p, q = x.best or x.low or x.high, y.best or y.low or y.high
            if p and q:
                far = max(p, q) / max(min(p, q), 1)
                return (
                    Reason(feature="counts agree", weight=0.8)
                    if far <= 1.25
                    else Reason(feature="counts differ", weight=-0.3 if far < 4 else -1.0)
                )
    return None


def _text_reason(a: Claim, b: Claim) -> Reason | None:
    if a.quote is None or b.quote is None:
        return None
    one, two = frozenset(words_of(a.quote.text)), frozenset(words_of(b.quote.text))
    if len(one) < 4 or len(two) < 4:
        return None
    alike = len(one & two) / len(one | two)
    return Reason(feature=f"{alike:.0%} of words shared", weight=2.5 * (alike - 0.2)) if alike > 0.25 else None


def compare(a: Claim, b: Claim) -> tuple[Reason, ...] | None:
    """The reasons for and against one happening; None where it is impossible."""
    if a.type is not b.type:
        return None
    needed = (
        _place_reason(a, b),
        _time_reason(a, b),
        _side_reason(a, b, "initiator"),
        _side_reason(a, b, "target"),
    )
    if any(r is None for r in needed):
        return None
    maybe = (_count_reason(a, b), _text_reason(a, b))
    prior = Reason(feature="two claims of one type", weight=-1.6)
    return (prior, *(r for r in (*needed, *maybe) if r is not None))


def links(claims: Sequence[Claim]) -> tuple[Link, ...]:
    """The pairs that tell of one happening, best first."""
    found: dict[tuple[int, int], Link] = {}
    for block in _blocks(claims):
        ordered = sorted(block, key=lambda i: (when(claims[i]) or (0, 0, False))[0])
        for n, i in enumerate(ordered):
            start = (when(claims[i]) or (0, 0, False))[0]
            for j in ordered[n + 1 :]:
                other = when(claims[j])
                if other is not None and start and other[0] - start > 120:
                    break
                key = (min(i, j), max(i, j))
                if key in found:
                    continue
                reasons = compare(claims[i], claims[j])
                if reasons is not None:
                    score = sum(r.weight for r in reasons)
                    if score > _JOIN:
                        found[key] = Link(a=key[0], b=key[1], score=score, reasons=reasons)
    return tuple(sorted(found.values(), key=lambda k: (-k.score, claims[k.a].id, claims[k.b].id)))


def _fits(claims: Sequence[Claim], members: Sequence[int]) -> bool:
    """True while a cluster stays within what one happening can be, in space, time and sides."""
    days = [w for w in (when(claims[i]) for i in members) if w is not None]
    state = claims[members[0]].type in _STATES
    if days and min(d[1] for d in days) + _LONGEST_DAYS[state] < max(d[0] for d in days):
        return False
    spots = [
        (p.lat, p.lon)
        for p in (claims[i].place for i in members)
        if p is not None and p.lat is not None and p.lon is not None
    ]
    if spots:
        lats, lons = [s[0] for s in spots], [s[1] for s in spots]
        if distance_km(min(lats), min(lons), max(lats), max(lons)) > _WIDEST_KM:
            return False
    if claims[members[0]].type in (_T.CONTROL_GAIN, _T.CONTROL_HOLD):
        held = [s for s in (_sides(claims[i], "initiator") for i in members) if s]
        return not held or bool(frozenset.intersection(*held))
    return True


def clusters(
    claims: Sequence[Claim],
    found: Sequence[Link],
    same: Sequence[tuple[int, int]],
    different: frozenset[tuple[int, int]],
) -> list[list[int]]:
    """The claims grouped by happening; human judgements bind, the best links join first."""
    group = list(range(len(claims)))
    members = {i: [i] for i in range(len(claims))}

    def join(a: int, b: int, *, forced: bool) -> None:
        one, two = group[a], group[b]
        if one == two:
            return
        merged = sorted(members[one] + members[two])
        if any((x, y) in different for x in members[one] for y in members[two]) or any(
            (y, x) in different for x in members[one] for y in members[two]
        ):
            return
        if not forced and not _fits(claims, merged):
            return
        for i in members[two]:
            group[i] = one
        members[one] = merged
        del members[two]

    for a, b in same:
        join(a, b, forced=True)
    for link in found:
        join(link.a, link.b, forced=False)
    return [members[k] for k in sorted(members)]


def day_or_none(ordinal: int | None) -> date | None:
    """An ordinal as a day."""
    return None if ordinal is None else date.fromordinal(ordinal)
