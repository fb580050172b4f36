"""Reports are found by words and days alike, and within an interval none is passed over."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from fogline import codec
from fogline.index import search
from fogline.index.build import build_index
from fogline.index.columns import NO_DAY, day_number, find_all, texts
from fogline.index.layout import Index, index_folder
from fogline.index.search import Asked, connection
from fogline.records import Report
from fogline.store import open_store

DAYS = [None, 3, 9, 5, 5, None, 7, 1]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    store = open_store(tmp_path / "s.sqlite")
    store.add_reports(
        Report(
            id=codec.report_id("Voice", str(n), "a quiet harbour"),
            key=str(n),
            source="Voice",
            text="a quiet harbour",
            published=None if day is None else date(2020, 3, day),
        )
        for n, day in enumerate(DAYS)
    )
    made = build_index(store, {}, index_folder(store, tmp_path))
    store.close()
    return made


def _days(index: Index, first: int | None, last: int | None, query: str = "harbour") -> list[int | None]:
    first_, last_ = (NO_DAY if d is None else day_number(date(2020, 3, d)) for d in (first, last))
    found = search.search(index, Asked(query=query, first=first_, last=last_)).reports
    days = index.reports["published"][found].tolist()
    return [None if d == NO_DAY else d - day_number(date(2020, 3, 1)) + 1 for d in days]


@pytest.mark.parametrize("query", ["harbour", ""])
@pytest.mark.parametrize("first", [None, 1, 4, 5, 9, 10])
@pytest.mark.parametrize("last", [None, 1, 4, 5, 9, 10])
def test_an_interval_holds_the_reports_of_its_days(
    index: Index, query: str, first: int | None, last: int | None
) -> None:
    dated = sorted((d for d in DAYS if d is not None and (first or 0) <= d <= (last or 99)), reverse=True)
    undated = [] if first or last else [d for d in DAYS if d is None]
    assert _days(index, first, last, query) == [*dated, *undated]


def test_an_old_interval_is_searched_whole_where_newer_reports_are_many(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_MOST", 2)
    assert _days(index, None, 4) == [3, 1]
    assert _days(index, None, None) == [9, 7]


def test_the_words_of_a_new_index_are_searched_where_the_old_one_lay(index: Index, tmp_path: Path) -> None:
    assert connection(index) is connection(index)
    store = open_store(tmp_path / "s.sqlite")
    root = index_folder(store, tmp_path)
    again = build_index(store, {}, root)
    third = build_index(store, {}, root)
    store.close()
    assert third.words == index.words
    assert connection(again) is not connection(third)
    assert _days(third, None, 4) == [3, 1]


def test_strings_are_found_together_as_one_by_one() -> None:
    column = texts(["a", "bb", "ccc"])
    assert find_all(column, ["bb", "b", "cccc", "", "a", "bb\0", "zz"]) == [1, None, None, None, 0, None, None]
    assert find_all(np.zeros(0, dtype="S1"), ["a"]) == [None]
    assert find_all(column, []) == []
