"""Who held what; columns that are sent by the thousand travel as rows under the names in `columns`."""

from fogline.web.wire.shared import Flat, Row


class HoldingsBody(Flat):
    """Who held each place on a day."""

    on: str
    view: str
    known: str | None
    total: int
    shown: int
    columns: list[str]
    rows: list[Row]


class RunsBody(Flat):
    """Holdings as runs from a day on."""

    view: str
    columns: list[str]
    rows: list[Row]
    capped: bool


class DifferenceBody(Flat):
    """Where two views or days differ; `one_sided` counts the places of which one of them is silent."""

    agree: int
    differ: int
    one_sided: int
    columns: list[str]
    rows: list[Row]
