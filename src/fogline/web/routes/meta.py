"""What a page asks first, and the permalinks."""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from fogline import __version__
from fogline.index.claimed import TYPES
from fogline.index.columns import day_text
from fogline.index.happened import STATUSES
from fogline.store import coding
from fogline.store.accounts import UserRole
from fogline.web.desk import Desk
from fogline.web.legend import labels, lines, sides
from fogline.web.people import ANYONE, VIEWER, Who, asker
from fogline.web.routes.asked import desk_of, missing
from fogline.web.wire.meta import Can, IndexBody, LinkAsked, LinkBody, Meta, UserBody, ViewBody

router = APIRouter(tags=["meta"])
links = APIRouter(tags=["meta"], include_in_schema=False)


@router.get("/meta", summary="What a page needs to know first", response_model=Meta, dependencies=[Depends(ANYONE)])
def meta(request: Request) -> Response:
    """Before signing in only the title, and that one must sign in."""
    desk, who = desk_of(request), asker(request)
    accounts = bool(request.app.state.door.accounts)

    def make() -> Meta:
        return _meta(desk, who, accounts, dict(request.app.state.limits))

    return desk.answer(request, make)


def _meta(desk: Desk, who: Who, accounts: bool, limits: dict[str, int]) -> Meta:
    index, seen = desk.index, who.may(UserRole.VIEWER)
    lists = index.lists
    extra = {"judgements": 0, "failures": 0}
    if seen:
        counted = desk.store.counts() if index.counts["claims"] < 100_000 else {}
        extra = {k: counted.get(k, 0) for k in extra}
    return Meta(
        title=desk.options.title,
        version=__version__,
        first=day_text(index.first) if seen else None,
        last=day_text(index.last) if seen else None,
        sides=sides(index, desk.packs, desk.holders()) if seen else [],
        types=list(TYPES),
        statuses=list(STATUSES),
        theatres=[t for t in lists.theatres if t] if seen else [],
        languages=[x for x in lists.languages if x] if seen else [],
        sources=sorted(s for s in lists.sources if s) if seen else [],
        counts={**index.counts, **extra} if seen else {},
        lines=lines(index, desk.packs) if seen else [],
        labels=labels(index, desk.packs) if seen else [],
        views=[ViewBody(id="all", name="All sources"), ViewBody(id="claimed", name="Latest claim")],
        index=IndexBody(state="ready" if desk.ready else "building", made=index.made, revision=index.revision),
        limits=limits,
        user=UserBody(name=who.name, role=who.role) if who.role is not None else None,
        accounts=accounts,
        can=Can(
            judge=who.may(UserRole.CODER),
            review=who.may(UserRole.REVIEWER),
            add=who.may(UserRole.REVIEWER),
            export=who.may(UserRole.REVIEWER),
            admin=who.may(UserRole.ADMIN),
        ),
        csrf=who.csrf,
    )


@router.post(
    "/views",
    summary="A short permalink for a state of the page",
    response_model=LinkBody,
    dependencies=[Depends(VIEWER)],
)
def keep_link(request: Request, body: LinkAsked) -> LinkBody:
    """The same state always has the same name."""
    state = "?" + body.state.lstrip("?")
    key = coding.add_link(desk_of(request).store, state, asker(request).stamp())
    return LinkBody(id=key, url=f"/v/{key}")


@links.get("/v/{key}", dependencies=[Depends(ANYONE)])
def follow(request: Request, key: str) -> Response:
    """Leads to the state that a permalink stands for; always to this server's own page."""
    state = coding.link(desk_of(request).store, key)
    if state is None:
        raise missing("permalink", key)
    return RedirectResponse(f"/{state}", status_code=302)
