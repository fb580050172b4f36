"""Claims without a time in reports that look back, places given by id alone, and sides that no pack has."""

import csv
from collections.abc import Mapping
from datetime import date
from math import isnan
from pathlib import Path

from fogline import assessed
from fogline.control import snapshots, tabled
from fogline.control.assess import Record
from fogline.outside import claim_from_outside
from fogline.records import Claim
from tests.invented import pack


def said(key: str, at: int, **fields: object) -> Claim:
    value: Mapping[str, object] = {
        "id": key, "type": "control_gain", "document": "book", "source": "A", "published": "2020-03-11",
        "trigger": {"text": "took", "span": [at, at + 4]}, "place_id": "v", "lat": 40.0, "lon": -30.0, **fields,
    }  # fmt: skip
    return claim_from_outside(value)


def days(claims: list[Claim]) -> dict[str, date]:
    table = tabled(claims, {})[""].table
    return {c: date.fromordinal(int(d)) for c, d in zip(table.claims, table.day, strict=True)}


def test_a_report_that_looks_back_gives_a_claim_without_a_time_the_day_told_before() -> None:
    told = [
        said("before", 0, initiator=["A"]),
        said("dated", 10, initiator=["A"], time={"from": "2014-05-02"}),
        said("after", 20, initiator=["B"]),
        said("since", 30, initiator=["C"], time={"from": "2014-09-01", "to": "2020-03-11", "granularity": "open"}),
    ]
    expected = {"dated": date(2014, 5, 2), "after": date(2014, 5, 2), "since": date(2014, 9, 1)}
    assert days(told) == days(told[::-1]) == expected
    table = tabled(told, {})[""].table
    sure = dict(zip(table.claims, table.sure.tolist(), strict=True))
    assert sure["after"] < sure["dated"] == sure["since"]


def test_times_without_an_end_show_that_a_report_looks_back() -> None:
    told = [
        said("since", 10, initiator=["A"], time={"from": "2014-09-01", "to": "2020-03-11", "granularity": "open"}),
        said("after", 20, initiator=["B"]),
    ]
    assert days(told)["after"] == date(2014, 9, 1)


def test_what_a_report_tells_of_wide_areas_says_when_it_tells_of_too() -> None:
    wide = said("wide", 0, initiator=["A"], place_id="g", place={"text": "G", "place_id": "g", "kind": "governorate"},
                lat=None, lon=None, time={"from": "2014-05-02"})  # fmt: skip
    after = said("after", 20, initiator=["B"])
    other = said("other", 0, initiator=["A"], document="leaflet")
    assert "after" not in days([wide, after, other])
    assert days([after, other])["after"] == date(2020, 3, 11)


def test_a_source_that_says_it_again_in_other_words_counts_as_an_echo_and_in_the_same_words_not() -> None:
    def quoted(key: str, document: str, words: str) -> Claim:
        return said(key, 0, initiator=["A"], document=document, quote={"text": words, "span": [0, len(words)]})

    told = [quoted("a", "one", "A took V."), quoted("b", "two", "V fell to A."), quoted("c", "three", "a took V")]
    table = tabled(told, {})[""].table
    assert dict(zip(table.claims, table.echo.tolist(), strict=True)) == {"a": 0, "b": 1, "c": -1}


def test_a_report_of_its_own_day_gives_it_the_day_of_publication() -> None:
    told = [said("dated", 10, initiator=["A"], time={"from": "2020-03-10"}), said("after", 20, initiator=["B"])]
    assert days(told)["after"] == date(2020, 3, 11)


def held(of: Record, day: date) -> list[str]:
    (shot,) = snapshots(of, [day])
    return [of.table.sides[n] for n in shot.belief[:-1].argmax(axis=0)]


def test_a_place_given_by_its_id_alone_is_held_and_its_coordinates_stay_empty(tmp_path: Path) -> None:
    claims = [said("a", 0, initiator=["B"], lat=None, lon=None), said("b", 0, initiator=["C"], place_id="w")]
    of = tabled(claims, {})[""]
    assert [isnan(s.lat) for s in of.table.places] == [True, False]
    assert held(of, date(2020, 3, 12)) == ["B", "C"]
    path = tmp_path / "out.csv"
    assessed.write_series(path, assessed.Evidence(records={"": of}, failures=(), view="all"), [date(2020, 3, 12)])
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [(r["place_id"], r["lat"], r["holder"]) for r in rows] == [("v", "", "B"), ("w", "40.0", "C")]


def test_a_side_given_by_an_id_that_the_pack_lacks_counts() -> None:
    claim = said("a", 0, initiator=[{"text": "x", "id": "newcomers"}], theatre="harran")
    of = tabled([claim], {"harran": pack()})["harran"]
    assert "newcomers" in of.table.sides


def test_looking_back_a_last_claim_is_not_worn_away_by_older_ones_of_the_places_around() -> None:
    around = [
        said(f"n{n}", 0, initiator=["B"], place_id=f"w{n}", lat=40.0 + 0.02 * n, time={"from": "2013-05-02"})
        for n in (-2, -1, 1, 2)
    ]
    last = said("last", 10, initiator=["A"], time={"from": "2014-05-02"})
    of = tabled([*around, last], {})[""]
    (shot,) = snapshots(of, [date(2020, 3, 1)], smoothed=True)
    at = [str(s.id) for s in of.table.places].index("v")
    assert of.table.sides[int(shot.belief[:-1, at].argmax())] == "A"


def test_people_whom_nobody_knows_are_no_side() -> None:
    table = tabled([said("a", 0, initiator=["Unknown gunmen"], target=["B"])], {})[""].table
    assert table.sides == ("B",)


def test_places_far_from_each_other_tell_nothing_of_each_other() -> None:
    far = {"lat": 49.0, "lon": -30.0, "place_id": "w", "place": {"text": "W", "place_id": "w"}}
    of = tabled([said("a", 0, initiator=["A"]), said("b", 0, initiator=["B"], **far)], {})[""]
    assert not of.ground.beside.weight.any()
