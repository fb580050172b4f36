"""The review queue: what is worth a look, sorted by doubt times effect on the map."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from fastapi import APIRouter, Depends, Request, Response

from fogline import codec
from fogline.index.columns import Column
from fogline.records import Claim, Event, Role
from fogline.store import coding
from fogline.store.finding import claims_by_id, events_by_id, judgements_on
from fogline.web.blind import answers_of
from fogline.web.desk import Desk
from fogline.web.people import CODER, Who, asker
from fogline.web.routes.asked import Limit, Offset, Slice, Text, desk_of, missing
from fogline.web.routes.events import events_of
from fogline.web.routes.rows import ids_of
from fogline.web.shown import claim_body, judgement_body, no_longer_holding
from fogline.web.wire.claims import JudgementBody
from fogline.web.wire.review import QueueItem
from fogline.web.wire.shared import Page

router = APIRouter(tags=["review"])
_DEEPEST, _CHUNK = 5000, 20
_LEAST_EFFECT = 0.05
_PLACE_DOUBT = 0.35


def worth(desk: Desk) -> Column:
    """The numbers of events whose review would matter most, best first: doubt times effect on the map."""
    index = desk.index
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
    """Items that whoever asks has not judged; of a coding set where one is named."""
    desk, who = desk_of(request), asker(request)

    def make() -> Page[QueueItem]:
        items = _set_items(desk, set, who) if set is not None else _open_items(desk, who, kind, offset + limit)
        if kind is not None:
            items = [i for i in items if i.kind == kind]
        part = Slice(offset=offset, limit=limit, total=len(items))
        return Page[QueueItem](items=list(part.of(items)), total=part.total, next=part.next)

    return desk.answer(request, make)


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


def _open_items(desk: Desk, who: Who, kind: str | None, wanted: int) -> list[QueueItem]:
    """The items of the whole store, enough for the page asked for and the one after."""
    made: list[QueueItem] = []
    ranked = worth(desk)
    for start in range(0, len(ranked), _CHUNK):
        chunk = ranked[start : start + _CHUNK]
        made += _items(desk, who, [int(n) for n in chunk])
        if sum(1 for i in made if kind in (None, i.kind)) > wanted:
            break
    return made


def _items(desk: Desk, who: Who, numbers: list[int]) -> list[QueueItem]:
    index = desk.index
    ids = ids_of(index, numbers)
    events = {str(k): v for k, v in events_by_id(desk.store, ids).items()}
    claims = desk.claims_of(list(events.values()))
    chosen = {i: representative(events[i], claims) for i in ids if i in events}
    listed = [c for c in chosen.values() if c is not None]
    mine, others = _mine(desk, who, [c.id for c in listed])
    around = desk.setting(listed, list(events.values()), who)
    parts = {c.id: c for e in events.values() for c in e.claims}
    made = []
    for n, key in zip(numbers, ids, strict=True):
        claim = chosen.get(key)
        if claim is None or claim.id in mine:
            continue
        doubt, effect = float(index.events["doubt"][n]), float(index.events["effect"][n])
        pair = _pair(events[key], claim, claims)
        kind = _kind(claim, pair, events[key])
        made.append(
            QueueItem(
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


def _set_items(desk: Desk, key: str, who: Who) -> list[QueueItem]:
    claims = claims_by_id(desk.store, coding.set_claims(desk.store, key))
    ordered = [claims[c] for c in coding.set_claims(desk.store, key) if c in claims]
    if not ordered:
        raise missing("coding set", key)
    mine, others = _mine(desk, who, [c.id for c in ordered])
    waiting = [c for c in ordered if c.id not in mine or mine[c.id].set != key]
    events = events_of(desk, waiting)
    around = desk.setting(waiting, list(events.values()), who)
    return [
        QueueItem(
            id=c.id,
            kind="claim",
            why=[],
            score=0.0,
            disagreement=0.0,
            effect=0.0,
            claim=claim_body(c, around),
            pair=None,
            mine=mine.get(c.id),
            others=None if others.get(c.id) is None else others[c.id],
        )
        for c in waiting
    ]
