"""Judgements, coding sets with blind coders, the audit log."""

import json
from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request, Response

from fogline import codec
from fogline.records import Claim, ClaimId, Judgement, Verdict
from fogline.store import coding
from fogline.store.audit import Entry, Stamp
from fogline.store.finding import (
    Judged,
    claims_by_id,
    events_by_id,
    judgement,
    judgements_by,
    judgements_by_id,
    judgements_on,
    log,
)
from fogline.web.blind import agreement, answers_of, hidden_from
from fogline.web.desk import Desk
from fogline.web.people import CODER, REVIEWER, VIEWER, ProblemError, Who, asker
from fogline.web.routes.asked import Limit, Offset, Slice, Text, desk_of, missing, slowly
from fogline.web.routes.queue import representative, worth
from fogline.web.routes.rows import ids_of
from fogline.web.shown import judgement_body, no_longer_holding
from fogline.web.wire.claims import JudgementBody
from fogline.web.wire.review import (
    AgreementBody,
    AuditCheck,
    AuditRow,
    JudgementAsked,
    Judgements,
    JudgementsAsked,
    ReasonAsked,
    SetAsked,
    SetBody,
)
from fogline.web.wire.shared import Ok, Page

router = APIRouter(tags=["review"])
_TWO = 2


# -- judgements -----------------------------------------------------------------------------------------------


@router.get(
    "/judgements",
    summary="Judgements, newest first",
    response_model=Page[JudgementBody],
    dependencies=[Depends(VIEWER)],
)
def listed(
    request: Request, claim: Text = None, author: Text = None, limit: Limit = 100, offset: Offset = 0
) -> Response:
    """Those whoever asks may see."""
    desk, who = desk_of(request), asker(request)

    def make() -> Page[JudgementBody]:
        if claim is not None:
            found = judgements_on(desk.store, [claim])[::-1]
            found = tuple(j for j in found if author in (None, j.judgement.author))
        else:
            found = judgements_by(desk.store, author=author)
        withdrawn = no_longer_holding(found)
        hidden = hidden_from(desk.store, found, who, withdrawn)
        seen = [j for j in found if j.judgement.id not in hidden]
        part = Slice(offset=offset, limit=limit, total=len(seen))
        items = [judgement_body(j, withdrawn) for j in part.of(seen)]
        return Page[JudgementBody](items=items, total=part.total, next=part.next)

    return desk.answer(request, make)


@router.post("/judgements", summary="Judge one claim or many", response_model=Judgements, dependencies=[Depends(CODER)])
def judge(request: Request, body: JudgementsAsked | JudgementAsked) -> Judgements:
    """All are kept or none; each carries its author, moment and reason, and can be withdrawn, never edited."""
    desk, who = desk_of(request), asker(request)
    asked = body.judgements if isinstance(body, JudgementsAsked) else [body]
    return Judgements(items=keep_judgements(desk, asked, who))


def keep_judgements(desk: Desk, asked: Sequence[JudgementAsked], who: Who) -> list[JudgementBody]:
    """Appends judgements; raises ProblemError where one cannot be."""
    by = who.stamp()
    claims = claims_by_id(desk.store, [c for j in asked for c in j.claims])
    open_sets = {s.id: frozenset(coding.set_claims(desk.store, s.id)) for s in coding.sets(desk.store) if not s.closed}
    for j in asked:
        _check(j, claims, open_sets, who)
    made = [recorded(j, by, n, claims[j.claims[0]]) for n, j in enumerate(asked)]
    coding_of = {judgement.id: j.set for judgement, j in zip(made, asked, strict=True)}
    desk.store.add_judgements(made, by, coding_of)
    desk.changed()
    return [judgement_body(Judged(judgement=j, coding=coding_of[j.id]), frozenset()) for j in made]


def _check(j: JudgementAsked, claims: dict[str, Claim], open_sets: dict[str, frozenset[str]], who: Who) -> None:
    unknown = [c for c in j.claims if c not in claims]
    if unknown:
        raise missing("claim", unknown[0])
    if j.set is not None and j.set not in open_sets:
        raise ProblemError(409, "conflict", f"{j.set[:80]}: no open coding set", "see /api/v1/review/sets")
    if j.set is not None and not open_sets[j.set].issuperset(j.claims):
        raise ProblemError(
            409, "conflict", "a claim is not of this coding set", "judge only what the set's queue shows"
        )
    if j.set is None and who.role == "coder":
        raise ProblemError(
            403, "forbidden", "a coder judges within a coding set", "name the set, or ask for reviewer rights"
        )


def _check_sense(j: JudgementAsked) -> None:
    if j.verdict is Verdict.WITHDRAWN:
        raise ProblemError(422, "invalid", "a withdrawal names a judgement", "POST /judgements/{id}/withdraw")
    if j.verdict in (Verdict.SAME, Verdict.DIFFERENT) and len(set(j.claims)) < _TWO:
        raise ProblemError(422, "invalid", f"{j.verdict.value} needs two claims", "name at least two claims")
    if (j.verdict is Verdict.CORRECTED) != (j.value is not None):
        raise ProblemError(
            422, "invalid", "a correction needs `value`, and only it has one", "send what should be otherwise"
        )
    if j.verdict is Verdict.CORRECTED and len(set(j.claims)) != 1:
        raise ProblemError(422, "invalid", "a correction is of one claim", "send one judgement for each claim")
    if j.value is not None and j.value.first and j.value.last and j.value.last < j.value.first:
        what = f"{j.value.last} is before {j.value.first}"
        raise ProblemError(422, "invalid", what, "send the earlier day as `from`")


def recorded(j: JudgementAsked, by: Stamp, n: int, first: Claim | None = None) -> Judgement:
    """The judgement that is asked for, as the `n`th of those given at once; `first` is the claim it is tied to, None
    while that is not kept yet.

    Raises ProblemError where it makes no sense.
    """
    _check_sense(j)
    value = None
    if j.value is not None:
        value = codec.canonical(j.value.model_dump(mode="json", by_alias=True, exclude_none=True))
    chosen = tuple(ClaimId(c) for c in dict.fromkeys(j.claims))
    return Judgement(
        id=codec.digest("judgement", j.verdict.value, list(chosen), by.author, by.moment, n),
        verdict=j.verdict,
        claims=chosen,
        document="" if first is None else first.document,
        trigger=None if first is None or first.trigger is None else first.trigger.span,
        type=None if first is None else first.type,
        author=by.author,
        moment=by.moment,
        reason=j.reason,
        value=value,
    )


@router.post(
    "/judgements/undo",
    summary="Withdraw what I judged last",
    response_model=JudgementBody,
    dependencies=[Depends(CODER)],
)
def undo(request: Request) -> JudgementBody:
    """Appends the withdrawal of the newest judgement that whoever asks still stands by, and of those given with it;
    answers with the first of them.
    """
    desk, who = desk_of(request), asker(request)
    judged = judgements_by(desk.store, author=who.name)
    withdrawn = no_longer_holding(judged)
    standing = [j for j in judged if j.judgement.verdict is not Verdict.WITHDRAWN and j.judgement.id not in withdrawn]
    if not standing:
        raise ProblemError(409, "conflict", "there is nothing of yours to undo")
    last = [j for j in standing if j.judgement.moment == standing[0].judgement.moment]
    for found in last:
        _check_withdrawal(desk, found, who)
    return [_withdraw(desk, found, who, "undone") for found in last][-1]


def _check_withdrawal(desk: Desk, found: Judged, who: Who) -> None:
    """What a closed set says has been applied: taking it back changes the map, which a coder may not."""
    closed = all(s.id != found.coding or s.closed for s in coding.sets(desk.store))
    if who.role == "coder" and closed:
        raise ProblemError(403, "forbidden", "the coding set is closed", "ask a reviewer to judge the claim again")


@router.post(
    "/judgements/{key}/withdraw",
    summary="Withdraw a judgement",
    response_model=JudgementBody,
    dependencies=[Depends(CODER)],
)
def withdraw(request: Request, key: str, body: ReasonAsked) -> JudgementBody:
    """Only its author can; the judgement stays in the record, marked as withdrawn."""
    desk, who = desk_of(request), asker(request)
    found = judgement(desk.store, key)
    if found is None:
        raise missing("judgement", key)
    if found.judgement.author != who.name:
        raise ProblemError(
            403, "forbidden", f"this judgement is {found.judgement.author}'s", "judge otherwise yourself"
        )
    mine = judgements_by(desk.store, author=who.name)
    if found.judgement.verdict is Verdict.WITHDRAWN or key in no_longer_holding(mine):
        raise ProblemError(409, "conflict", "this judgement no longer holds already")
    _check_withdrawal(desk, found, who)
    return _withdraw(desk, found, who, body.reason)


def _withdraw(desk: Desk, found: Judged, who: Who, reason: str) -> JudgementBody:
    by, j = who.stamp(), found.judgement
    made = Judgement(
        id=codec.digest("judgement", "withdrawn", list(j.claims), by.author, by.moment, j.id),
        verdict=Verdict.WITHDRAWN,
        claims=j.claims,
        document=j.document,
        trigger=j.trigger,
        type=j.type,
        author=by.author,
        moment=by.moment,
        reason=reason,
        value=codec.canonical({"withdraws": j.id}),
    )
    desk.store.add_judgements([made], by, {made.id: found.coding})
    desk.changed()
    return judgement_body(Judged(judgement=j, coding=found.coding), frozenset({j.id}))


# -- coding sets ------------------------------------------------------------------------------------------------


@router.get("/review/sets", summary="Coding sets", response_model=list[SetBody], dependencies=[Depends(VIEWER)])
def sets(request: Request) -> list[SetBody]:
    """How far each coder is in each."""
    # Never kept: opening a set changes nothing that an index holds, so that no revision tells of it.
    desk = desk_of(request)
    return [_set_body(desk, s) for s in coding.sets(desk.store)]


def _set_body(desk: Desk, one: coding.CodingSet) -> SetBody:
    judged = judgements_by(desk.store, coding=one.id)
    done: dict[str, int] = {}
    for by in answers_of(judged, no_longer_holding(judged)).values():
        for author in by:
            done[author] = done.get(author, 0) + 1
    return SetBody(
        id=one.id, name=one.name, author=one.author, moment=one.moment, closed=one.closed, size=one.size, done=done
    )


@router.post("/review/sets", summary="Open a coding set", response_model=SetBody, dependencies=[Depends(REVIEWER)])
def open_set(request: Request, body: SetAsked) -> SetBody:
    """Of the claims named, or of those that matter most for the map."""
    desk, who = desk_of(request), asker(request)
    claims = list(dict.fromkeys(body.claims))
    found = claims_by_id(desk.store, claims)
    unknown = [c for c in claims if c not in found]
    if unknown:
        raise missing("claim", unknown[0])
    if not claims:
        index = desk.index
        for start in range(0, body.size or 100, 200):
            numbers = [int(n) for n in desk.of_index(worth, index)[start : start + 200]]
            events = list(events_by_id(desk.store, ids_of(index, numbers)).values())
            by_id = desk.claims_of(events)
            claims += [c.id for c in (representative(e, by_id) for e in events) if c is not None]
        claims = list(dict.fromkeys(claims))[: body.size or 100]
    if not claims:
        raise ProblemError(409, "conflict", "there is no claim to code", "add reports first")
    key = coding.add_set(desk.store, body.name, claims, who.stamp())
    desk.changed()
    return next(_set_body(desk, s) for s in coding.sets(desk.store) if s.id == key)


@router.post(
    "/review/sets/{key}/close", summary="Close a coding set", response_model=Ok, dependencies=[Depends(REVIEWER)]
)
def close_set(request: Request, key: str) -> Ok:
    """From then on its judgements apply to the map, and everybody sees them."""
    desk, who = desk_of(request), asker(request)
    if all(s.id != key for s in coding.sets(desk.store)):
        raise missing("coding set", key)
    if not coding.close_set(desk.store, key, who.stamp()):
        raise ProblemError(409, "conflict", "this coding set is closed already")
    desk.changed()
    return Ok()


@router.get(
    "/review/agreement", summary="How well coders agree", response_model=AgreementBody, dependencies=[Depends(CODER)]
)
def how_well(request: Request, set: Text = None) -> Response:
    """Krippendorff's alpha by field, over a coding set or all judgements."""
    desk = desk_of(request)

    def make() -> AgreementBody:
        judged = judgements_by(desk.store, coding=set)
        answers = answers_of(judged, no_longer_holding(judged))
        alphas, pairs = agreement(answers)
        coders = sorted({author for by in answers.values() for author in by})
        return AgreementBody(n=len(answers), coders=coders, alpha=alphas, pairs=pairs)

    return desk.answer(request, make)


# -- the log ----------------------------------------------------------------------------------------------------


@router.get(
    "/audit", summary="The audit log, newest first", response_model=Page[AuditRow], dependencies=[Depends(REVIEWER)]
)
def audit_log(request: Request, limit: Limit = 100, offset: Offset = 0) -> Response:
    """Who did what, when and why; in an open coding set not what they decided."""
    desk, who = desk_of(request), asker(request)

    def make() -> Page[AuditRow]:
        entries, total = log(desk.store, offset=offset, limit=limit)
        part = Slice(offset=offset, limit=limit, total=total)
        return Page[AuditRow](items=_audit_rows(desk, entries, who), total=total, next=part.next)

    return desk.answer(request, make)


def _audit_rows(desk: Desk, entries: Sequence[Entry], who: Who) -> list[AuditRow]:
    details = [json.loads(e.detail) for e in entries]
    told = judgements_by_id(desk.store, [key for d in details for key in d.get("judgements", {})])
    hidden = hidden_from(desk.store, told, who, frozenset())
    verdict = {j.judgement.id: j.judgement.verdict.value for j in told}
    made = []
    for entry, detail in zip(entries, details, strict=True):
        judged = detail.get("judgements", {})
        veiled = not hidden.isdisjoint(judged)
        made.append(
            AuditRow(
                seq=entry.seq,
                moment=entry.moment,
                author=entry.author,
                action=entry.action,
                subject=entry.subject,
                verdicts=[] if veiled else sorted({verdict[key] for key in judged if key in verdict}),
                reason="" if veiled else entry.reason,
                detail={} if veiled else detail,
                hash=entry.hash,
            )
        )
    return made


@router.get("/audit/verify", summary="Check the audit log", response_model=AuditCheck, dependencies=[Depends(REVIEWER)])
async def check(request: Request) -> AuditCheck:
    """Walks the whole chain and everything it vouches for, as `fogline verify` does."""
    return await slowly(request, lambda: _checked(desk_of(request)))


def _checked(desk: Desk) -> AuditCheck:
    problems = desk.store.audit_breaks()
    entries, total = log(desk.store, offset=0, limit=1)
    head = entries[0].hash if entries else ""
    return AuditCheck(good=not problems, entries=total, head=head, problems=list(problems))
