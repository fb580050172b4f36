"""Adding reports: a draft is read within seconds, looked at and corrected, then kept or dropped."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from fogline import codec
from fogline.errors import InputError
from fogline.index.layout import uploads_folder
from fogline.store import jobs
from fogline.store.jobs import ENDED, Job, State
from fogline.web.desk import Desk
from fogline.web.fetch import checked
from fogline.web.people import REVIEWER, VIEWER, ProblemError, Who, asker
from fogline.web.routes.asked import desk_of, missing
from fogline.web.routes.review import recorded
from fogline.web.wire.reports import DraftAsked, KeepAsked
from fogline.web.wire.shared import Day, JobBody, JobRef, Ok

router = APIRouter(tags=["adding"])
_SUFFIXES = (".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown", ".json", ".jsonl", ".ndjson")
_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}
_LOOK_S, _BEAT_S = 0.15, 10.0


@router.post(
    "/drafts", summary="Read a text or a page", status_code=202, response_model=JobRef, dependencies=[Depends(REVIEWER)]
)
def draft(request: Request, body: DraftAsked) -> JobRef:
    """Nothing is kept yet; follow the job for the claims."""
    desk, who = desk_of(request), asker(request)
    if (body.text is None) == (body.url is None):
        raise ProblemError(422, "invalid", "send either `text` or `url`")
    if body.text is not None and not body.text.strip():
        raise ProblemError(422, "invalid", "the text is empty", "paste a report")
    if body.url is not None:
        try:
            checked(body.url)
        except InputError as error:
            raise ProblemError(400, "refused", str(error)) from error
    task = body.model_dump(mode="json", exclude_none=True)
    return JobRef(job=desk.worker.ask("draft", task, who.stamp()))


@router.post(
    "/drafts/file", summary="Read a file", status_code=202, response_model=JobRef, dependencies=[Depends(REVIEWER)],
    openapi_extra={"requestBody": {"required": True, "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
async def draft_file(
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=200)],
    source: Annotated[str | None, Query(max_length=300)] = None,
    title: Annotated[str | None, Query(max_length=300)] = None,
    published: Day | None = None,
) -> JobRef:
    """The body is the file's bytes: text, HTML, Markdown, JSON or JSON Lines."""
    raw = await request.body()
    task = {"source": source, "title": title, "published": None if published is None else published.isoformat()}
    return await anyio.to_thread.run_sync(
        _keep_file, request, name, raw, {k: v for k, v in task.items() if v is not None}
    )


def _keep_file(request: Request, name: str, raw: bytes, task: dict[str, str]) -> JobRef:
    desk, who = desk_of(request), asker(request)
    bare = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    suffix = next((s for s in _SUFFIXES if bare.lower().endswith(s)), None)
    if suffix is None:
        known = ", ".join(_SUFFIXES)
        raise ProblemError(422, "invalid", f"{bare[:80]}: not a kind of file that is read", f"give one of {known}")
    if not raw:
        raise ProblemError(422, "invalid", f"{bare[:80]}: the file is empty")
    folder = uploads_folder(desk.options.index_root)
    folder.mkdir(parents=True, exist_ok=True)
    at = folder / f"{codec.digest('upload', bare, who.name, who.stamp().moment, len(raw))}{suffix}"
    at.write_bytes(raw)
    return JobRef(job=desk.worker.ask("draft", {**task, "file": str(at), "name": bare}, who.stamp()))


@router.post(
    "/drafts/{key}/keep",
    summary="Keep a draft",
    status_code=202,
    response_model=JobRef,
    dependencies=[Depends(REVIEWER)],
)
def keep(request: Request, key: str, body: KeepAsked) -> JobRef:
    """Stores the reports, applies what was decided while looking, brings events and map up to date. Decisions on
    claims that are not read again from what was stored are told in the job's `lost`.
    """
    desk, who = desk_of(request), asker(request)
    _own(desk, key, who)
    if any(j.set is not None for j in body.judgements):
        raise ProblemError(422, "invalid", "a claim that is not kept yet is in no coding set", "leave `set` out")
    by = who.stamp()
    made = [codec.dumps(recorded(j, by, n)) for n, j in enumerate(body.judgements)]
    if not jobs.turn_draft(desk.store, key, "open", "keeping", by):
        raise ProblemError(409, "conflict", "this draft was kept or dropped already")
    return JobRef(job=desk.worker.ask("keep", {"draft": key, "judgements": made}, by))


@router.post("/drafts/{key}/discard", summary="Drop a draft", response_model=Ok, dependencies=[Depends(REVIEWER)])
def discard(request: Request, key: str) -> Ok:
    """The draft stays in the record as dropped; none of it reaches the map."""
    desk, who = desk_of(request), asker(request)
    _own(desk, key, who)
    if not jobs.turn_draft(desk.store, key, "open", "discarded", who.stamp()):
        raise ProblemError(409, "conflict", "this draft was kept or dropped already")
    return Ok()


def _own(desk: Desk, key: str, who: Who) -> None:
    found = jobs.draft(desk.store, key)
    if found is None or (who.signed_in and found.author != who.name):
        raise missing("draft", key)


# -- jobs -----------------------------------------------------------------------------------------------------


def _job(desk: Desk, key: str, who: Who) -> Job:
    """A job that this person may follow: their own, or upkeep that belongs to nobody."""
    found = jobs.job(desk.store, key)
    if found is None or (who.signed_in and found.kind in ("draft", "keep") and found.author != who.name):
        raise missing("job", key)
    if found.state in ENDED:
        desk.changed()  # whoever is told of its end may ask for what came of it at once
    return found


def _body(desk: Desk, job: Job) -> JobBody:
    before = jobs.running(desk.store) if job.state is State.WAITING else None
    return JobBody(
        id=job.id,
        kind=job.kind,
        state=job.state.value,
        done=job.done,
        total=job.total,
        message=job.message if before is None else f"waiting for: {before.message}",
        result=None if job.result is None else json.loads(job.result),
    )


@router.get("/jobs/{key}", summary="How far a job is", response_model=JobBody, dependencies=[Depends(VIEWER)])
def how_far(request: Request, key: str) -> JobBody:
    """What came of it lies in `result` once it is done."""
    desk = desk_of(request)
    return _body(desk, _job(desk, key, asker(request)))


@router.post("/jobs/{key}/stop", summary="Stop a job", response_model=Ok, dependencies=[Depends(REVIEWER)])
def stop(request: Request, key: str) -> Ok:
    """It ends at its next step; what it has not done yet stays undone. A draft that is stored is read all the same."""
    desk = desk_of(request)
    _job(desk, key, asker(request))
    if not jobs.advance(desk.store, key, state=State.STOPPED, message="stopped"):
        raise ProblemError(409, "conflict", "this job has ended already")
    return Ok()


@router.get(
    "/jobs/{key}/events", summary="Follow a job as server-sent events", dependencies=[Depends(VIEWER)],
    response_class=StreamingResponse, responses=_STREAM,
)  # fmt: skip
async def follow(request: Request, key: str) -> Response:
    """`progress` until it ends, then `done`, `failed` or `stopped`; the data is what /jobs/{key} answers."""
    desk, who = desk_of(request), asker(request)
    await anyio.to_thread.run_sync(_job, desk, key, who)
    return StreamingResponse(_told(request, desk, key, who), media_type="text/event-stream")


async def _told(request: Request, desk: Desk, key: str, who: Who) -> AsyncIterator[str]:
    before, count, silent = "", 0, 0.0
    while not await request.is_disconnected():
        job = await anyio.to_thread.run_sync(_job, desk, key, who)
        body = (await anyio.to_thread.run_sync(_body, desk, job)).model_dump_json(by_alias=True)
        if body != before:
            before, count, silent = body, count + 1, 0.0
            kind = job.state.value if job.state in ENDED else "progress"
            yield f"id: {count}\nevent: {kind}\ndata: {body}\n\n"
        if job.state in ENDED:
            return
        await anyio.sleep(_LOOK_S)
        silent += _LOOK_S
        if silent > _BEAT_S:
            silent = 0.0
            yield ": still at it\n\n"
