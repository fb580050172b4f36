"""Reports: the list with search and counts, one report with its text and claims."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from fogline.index.search import Asked, Found, search
from fogline.index.words import snippet
from fogline.read.parts import parts
from fogline.records import Report
from fogline.store.finding import claims_of_report, reports_by_id
from fogline.web.desk import Desk
from fogline.web.people import VIEWER, asker
from fogline.web.routes.asked import Limit, Listed, Offset, Slice, Words, desk_of, missing, number, split
from fogline.web.routes.events import events_of
from fogline.web.shown import Units, claim_body, iso, lean_words, safe_url
from fogline.web.wire.reports import FailureBody, PartBody, ReportBody, ReportPage
from fogline.web.wire.shared import Day, Plain

_HEADING_WORDS = 10
router = APIRouter(tags=["reports"], dependencies=[Depends(VIEWER)])


@router.get("/reports", summary="Reports in a list, searched and counted", response_model=ReportPage)
def listed(
    request: Request,
    q: Words = "",
    source: Listed = None,
    theatre: Listed = None,
    type: Listed = None,
    language: Listed = None,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    sort: Literal["day", "-day", "relevance"] = "-day",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """All words of `q` must occur; "a phrase", -not and prefix* are understood, Arabic with or without its article."""
    desk = desk_of(request)
    known = set(desk.index.lists.sources)
    asked = Asked(
        query=q,
        sources=tuple(source) if source and set(source) <= known else split(source),
        theatres=split(theatre),
        types=split(type),
        languages=split(language),
        first=number(first),
        last=number(last),
        sort=sort,
    )

    def make() -> Plain:
        found = search(desk.index, asked)
        part = Slice(offset=offset, limit=limit, total=len(found.reports))
        return {
            "items": _rows(desk, found, part, q),
            "total": part.total,
            "next": part.next,
            "facets": found.facets,
            "capped": found.capped,
        }

    return desk.answer(request, make)


def _heading(report: Report) -> str:
    """The title of a report, or else its first words."""
    words = report.text[: 40 * _HEADING_WORDS].split()
    return report.title or " ".join(words[:_HEADING_WORDS]) + ("…" if len(words) > _HEADING_WORDS else "")


def _rows(desk: Desk, found: Found, part: Slice, query: str) -> list[Plain]:
    columns = desk.index.reports
    numbers = found.reports[part.offset : part.offset + part.limit].tolist()
    ids = [bytes(columns["id"][n]).decode() for n in numbers]
    reports = {str(key): report for key, report in reports_by_id(desk.store, ids).items()}
    made = []
    for key, n in zip(ids, numbers, strict=True):
        report = reports.get(key)
        if report is None:
            continue
        shown, marks = snippet(report.text, query)
        units = Units.of(shown)
        profile = desk.profile(report.source)
        made.append(
            {
                "id": key,
                "key": report.key,
                "title": report.title,
                "heading": _heading(report),
                "source": report.source,
                "grade": None if profile is None else profile.grade,
                "published": iso(report.published),
                "language": report.language,
                "url": safe_url(report.url),
                "claims": int(columns["claims"][n]),
                "snippet": {"text": shown, "marks": [(units(a), units(b)) for a, b in marks]},
            }
        )
    return made


@router.get("/reports/{report}", summary="One report with its text and claims", response_model=ReportBody)
def one(request: Request, report: str) -> Response:
    """The text as it was captured, its parts, and every claim with its place in the text."""
    desk = desk_of(request)

    def make() -> ReportBody:
        found = next(iter(reports_by_id(desk.store, [report]).values()), None)
        if found is None:
            raise missing("report", report)
        return report_body(desk, found, request)

    return desk.answer(request, make)


def report_body(desk: Desk, report: Report, request: Request) -> ReportBody:
    """A report with its claims."""
    claims = claims_of_report(desk.store, report.id)
    events = events_of(desk, claims)
    around = desk.setting(claims, list(events.values()), asker(request))
    roles = {c.id: c for e in events.values() for c in e.claims}
    profile, units = desk.profile(report.source), Units.of(report.text)
    return ReportBody(
        id=report.id,
        key=report.key,
        title=report.title,
        heading=_heading(report),
        source=report.source,
        grade=None if profile is None else profile.grade,
        lean=lean_words(profile, desk.side_name),
        published=iso(report.published),
        basis=report.published_basis,
        language=report.language,
        url=safe_url(report.url),
        captured=report.captured,
        raw_digest=report.raw_digest,
        text=report.text,
        parts=[PartBody(kind=p.kind.value, first=units(p.span.start), last=units(p.span.end)) for p in parts(report)],
        claims=[claim_body(c, around, roles.get(c.id), whole=True) for c in claims],
        failures=[
            FailureBody(document=f.document, stage=f.stage, reason=f.reason, advice=f.advice)
            for f in desk.store.failures()
            if f.document == report.key
        ],
    )
