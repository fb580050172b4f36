"""No cell of any table can run as a formula, and numbers stay numbers."""

from datetime import date
from pathlib import Path

import pytest

from fogline.assessed import Difference, difference_rows
from fogline.export.cells import line
from fogline.export.grid import DayGrid, Place, write_grid
from fogline.export.panel import write_viina
from fogline.records import Holding, PlaceId


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_words_that_begin_like_a_formula_get_an_apostrophe(begins: str) -> None:
    assert line([f"{begins}1", "a=1"]).strip('"').startswith(f"'{begins}1")
    assert line(["a=1", "1-2", -33.5, 7, None]) == "a=1,1-2,-33.5,7,"


def test_a_grid_guards_ids_names_and_sides_and_leaves_coordinates(tmp_path: Path) -> None:
    day = DayGrid(day=date(2020, 3, 10), places=[0], shares=[[9000], [1000]], contested=[0], last=[0])
    write_grid(tmp_path / "g.csv", [Place(id="=1+1", name="@x", lat=-33.5, lon=-70.0)], ["-side, of a kind"], [day])
    row = (tmp_path / "g.csv").read_text().splitlines()[1]
    assert row == "2020-03-10,'=1+1,'@x,-33.5,-70.0,\"'-side, of a kind\",0.9,0.0,,0.9,0.1"


def test_a_panel_guards_its_places(tmp_path: Path) -> None:
    held = Holding(
        theatre=None, view="all", place=PlaceId("=1+1"), name="x", lat=-33.5, lon=-70.0, day=date(2020, 3, 10),
        holder="unknown", probability=1.0, contested=0.0, p_unknown=1.0, last_evidence=None, sides=(),
    )  # fmt: skip
    write_viina(tmp_path / "v.csv", [held])
    assert (tmp_path / "v.csv").read_text().splitlines()[1].startswith("'=1+1,20200310,unknown,")


def test_differences_guard_what_they_name() -> None:
    found = Difference(
        theatre=None, place="+1", name="=2", since=date(2020, 3, 10), until=date(2020, 3, 11),
        holders=("@a", "b"), probabilities=(0.5, 0.5), distance=0.5,
    )  # fmt: skip
    (row,) = "".join(difference_rows([found], ("-x", "y"))).splitlines()[1:]
    assert row == ",'+1,'=2,2020-03-10,2020-03-11,other holder,'-x,'@a,0.5,y,b,0.5,0.5"
