"""Everything a page shows in one answer, for small stores: the form in which a page is written to a file."""

import orjson
from fastapi import APIRouter, Depends, Request, Response

from fogline.export.payload import payload
from fogline.mapdata import map_data
from fogline.web.people import VIEWER, ProblemError
from fogline.web.routes.asked import desk_of

router = APIRouter(tags=["meta"], dependencies=[Depends(VIEWER)])


@router.get("/map", summary="Everything the map page shows")
def whole(request: Request) -> Response:
    """Only for a store small enough to be held in memory."""
    desk = desk_of(request)

    def make() -> bytes:
        material = desk.material()
        if material is None:
            raise ProblemError(413, "too_large", "this store is too large for one answer", "ask for parts of it")
        return orjson.dumps(payload(map_data(material, desk.packs, desk.options.title)))

    return desk.answer(request, make)
