"""What a page asks first, and permalinks."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fogline.store.accounts import UserRole
from fogline.web.wire.shared import Asked, Wire


class SideBody(Wire):
    """How a side is called, by language where the pack tells, and drawn."""

    id: str
    name: str
    colour: str
    pattern: str
    names: dict[str, str] = Field(default_factory=dict)


class LineBody(Wire):
    """A road or river as [lon, lat] points."""

    name: str
    kind: str
    coordinates: list[tuple[float, float]]


class LabelBody(Wire):
    """A place name of the base map; the greatest have rank 1."""

    name: str
    local: str
    lat: float
    lon: float
    rank: int


class ViewBody(Wire):
    """A view that can be asked for by its id."""

    id: str
    name: str


class IndexBody(Wire):
    """How fresh the answers are."""

    state: Literal["ready", "building"]
    made: str
    revision: int


class UserBody(Wire):
    """Someone with an account."""

    name: str
    role: UserRole
    active: bool = True


class Can(Wire):
    """What whoever asks may do."""

    judge: bool
    review: bool
    add: bool
    export: bool
    admin: bool


class Meta(Wire):
    """What a page needs to know first."""

    title: str
    version: str
    offsets: Literal["utf16"] = "utf16"
    first: str | None
    last: str | None
    sides: list[SideBody]
    types: list[str]
    statuses: list[str]
    theatres: list[str]
    languages: list[str]
    sources: list[str]
    counts: dict[str, int]
    lines: list[LineBody]
    labels: list[LabelBody]
    views: list[ViewBody]
    index: IndexBody
    limits: dict[str, int]
    user: UserBody | None
    accounts: bool
    can: Can
    csrf: str | None


class LinkAsked(Asked):
    """A state of the page: its query, with or without the question mark."""

    state: Annotated[str, StringConstraints(max_length=4000, pattern=r"^\??[^\s#]*$")]


class LinkBody(Wire):
    """A short permalink."""

    id: str
    url: str
