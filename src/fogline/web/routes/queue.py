"""The review queue: what is worth a look, sorted by doubt times effect on the map."""

from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

import numpy as np
from fastapi import APIRouter, Depends, Request, Response

from fogline import codec
from fogline.index.columns import Column
from fogline.index.layout import Index
from fogline.records import Claim, Event, Role
from fogline.store import coding
from fogline.store.finding import claims_by_id, events_by_id, judgements_on
from fogline.web.blind import answers_of
from fogline.web.desk import Desk
from fogline.web.people import CODER, Who, asker
from fogline.web.routes.asked import Limit, Offset, Text, desk_of, missing
from fogline.web.routes.events import events_of
from fogline.web.routes.rows import ids_of
from fogline.web.shown import claim_body, judgement_body, no_longer_holding
from fogline.web.wire.claims import JudgementBody
from fogline.web.wire.review import QueueItem
from fogline.web.wire.shared import Page

router = APIRouter(tags=["review"])
Key = TypeVar("Key", int, str)
_DEEPEST, _CHUNK = 5000, 20
_LEAST_EFFECT = 0.05
_PLACE_DOUBT = 0.35


def worth(index: Index) -> Column:
    """The numbers of events whose review would matter most, best first: doubt times effect on the map."""
    score = index.events["doubt"] * (_LEAST_EFFECT + index.events["effect"])
    most = min(_DEEPEST, len(score))
    if most == 0:
        return np.zeros(0, dtype=np.int64)
    best = np.argpartition(-score, most - 1)[:most]
    return best[np.lexsort((best, -score[best]))]


def representative(event: Event, claims: dict[str, Claim]) -> Claim | None:
    """The claim through which an event is judged: the one whose reading or place is least sure."""
    own = [claims[c.id] for c in event.claims if c.role is not Role.COPY and c.id in claims]
    own = own or [claims[c.id] for c in event.claims if c.id in claims]
    return min(own, key=lambda c: (_place_sure(c) * codec.probability(c.confidence), c.id), default=None)


def _place_sure(claim: Claim) -> float:
    return 1.0 if claim.place is None or claim.place.probability is None else claim.place.probability


@router.get(
    "/review/queue",
    summary="What is worth a look, what matters most first",
    response_model=Page[QueueItem],
    dependencies=[Depends(CODER)],
)
def queue(
    request: Request,
    kind: Literal["claim", "place", "pair"] | None = None,
    set: Text = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Response:
    """Items that whoever asks has not judged; of a coding set where one is named. `offset` and `next` are ranks, so
    that a page stays what it was while items of it are judged, and a deep one costs no more than the first.
    """
    desk, who = desk_of(request), asker(request)

    def make() -> Page[QueueItem]:
        if set is not None:
            ordered = _set_claims(desk, set)
            items, end = _page(ordered, offset, limit, kind, lambda some: _set_items(desk, set, some, who))
            total = len(ordered)
        else:
            index = desk.index
            ranked = desk.of_index(worth, index).tolist()
            items, end = _page(ranked, offset, limit, kind, lambda some: _items(desk, index, who, some))
            total = len(ranked)
        return Page[QueueItem](items=items, total=total, next=end)

    return desk.answer(request, make)


def _page(
    ranked: Sequence[Key], first: int, limit: int, kind: str | None, look: Callable[[list[Key]], dict[Key, QueueItem]]
) -> tuple[list[QueueItem], int | None]:
    """The first `limit` items of a kind from a rank on, and the rank where the next page begins."""
    made: list[QueueItem] = []
    chunk = min(limit, _CHUNK)
    for start in range(first, len(ranked), chunk):
        if len(made) == limit:
            return made, start
        some = list(ranked[start : start + chunk])
        found = look(some)
        for n, key in enumerate(some):
            if len(made) == limit:
                return made, start + n
            if key in found and kind in (None, found[key].kind):
                made.append(found[key])
    return made, None


def _mine(desk: Desk, who: Who, claims: Sequence[str]) -> tuple[dict[str, JudgementBody], dict[str, int]]:
    """What this person decided of claims, and how many others did."""
    judged = judgements_on(desk.store, claims)
    withdrawn = no_longer_holding(judged)
    mine: dict[str, JudgementBody] = {}
    others: dict[str, int] = {}
    for claim, by in answers_of(judged, withdrawn).items():
        if who.name in by:
            mine[claim] = judgement_body(by[who.name], withdrawn)
        others[claim] = len([a for a in by if a != who.name])
    return mine, others


def _items(desk: Desk, index: Index, who: Who, numbers: list[int]) -> dict[int, QueueItem]:
    """The items of events by their numbers in an index, without those that this person has judged."""
    ids = ids_of(index, numbers)
    events = {str(k): v for k, v in events_by_id(desk.store, ids).items()}
    claims = desk.claims_of(list(events.values()))
    chosen = {i: representative(events[i], claims) for i in ids if i in events}
    listed = [c for c in chosen.values() if c is not None]
    mine, others = _mine(desk, who, [c.id for c in listed])
    around = desk.setting(listed, list(events.values()), who)
    parts = {c.id: c for e in events.values() for c in e.claims}
    made = {}
    for n, key in zip(numbers, ids, strict=True):
        claim = chosen.get(key)
        if claim is None or claim.id in mine:
            continue
        doubt, effect = float(index.events["doubt"][n]), float(index.events["effect"][n])
        pair = _pair(events[key], claim, claims)
        kind = _kind(claim, pair, events[key])
        made[n] = QueueItem(
            id=claim.id,
            kind=kind,
            why=_why(events[key], claim, effect),
            score=round(doubt * (_LEAST_EFFECT + effect), 4),
            disagreement=round(doubt, 4),
            effect=round(effect, 4),
            claim=claim_body(claim, around, parts.get(claim.id)),
            pair=claim_body(pair, around, parts.get(pair.id)) if pair is not None and kind == "pair" else None,
            mine=None,
            others=others.get(claim.id, 0),
        )
    return made


def _pair(event: Event, claim: Claim, claims: dict[str, Claim]) -> Claim | None:
    """The other claim of the event that was joined on the weakest reasons."""
    others = [c for c in event.claims if c.id != claim.id and c.role is not Role.COPY and c.id in claims and c.reasons]
    weakest = min(others, key=lambda c: (sum(r.weight for r in c.reasons), c.id), default=None)
    return None if weakest is None else claims[weakest.id]


def _kind(claim: Claim, pair: Claim | None, event: Event) -> Literal["claim", "place", "pair"]:
    if _place_sure(claim) < 1 - _PLACE_DOUBT and claim.place is not None and claim.place.others:
        return "place"
    denied = any(c.role is Role.DENIES for c in event.claims)
    return (
        "pair"
        if pair is not None and not denied and codec.probability(claim.confidence) > 1 - _LEAST_EFFECT
        else "claim"
    )


def _why(event: Event, claim: Claim, effect: float) -> list[tuple[str, float]]:
    no = sum(1 for c in event.claims if c.role is Role.DENIES)
    yes = sum(1 for c in event.claims if c.role is Role.SUPPORTS)
    listed = [
        ("disputed", 2 * min(yes, no) / (yes + no) if yes and no else 0.0),
        ("place", 1 - _place_sure(claim)),
        ("reading", 1 - codec.probability(claim.confidence)),
        ("map", effect),
    ]
    return [(word, round(weight, 3)) for word, weight in listed if weight >= 0.01]


def _set_claims(desk: Desk, key: str) -> tuple[str, ...]:
    ordered = coding.set_claims(desk.store, key)
    if not ordered:
        raise missing("coding set", key)
    return ordered


def _set_items(desk: Desk, key: str, some: list[str], who: Who) -> dict[str, QueueItem]:
    """The items of claims of a coding set, without those that this person has judged within it."""
    claims = claims_by_id(desk.store, some)
    mine, others = _mine(desk, who, list(claims))
    waiting = [claims[c] for c in some if c in claims and (c not in mine or mine[c].set != key)]
    events = events_of(desk, waiting)
    around = desk.setting(waiting, list(events.values()), who)
    return {
        str(c.id): QueueItem(
            id=c.id,
            kind="claim",
            why=[],
            score=0.0,
            disagreement=0.0,
            effect=0.0,
            claim=claim_body(c, around),
            pair=None,
            mine=mine.get(c.id),
            others=others.get(c.id),
        )
        for c in waiting
    }
