import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fogline.control import hold
from fogline.errors import InputError, OptionError
from fogline.export import tables
from fogline.export.files import write_text
from fogline.fuse import fuse
from fogline.records import ClaimType
from tests.made import claim


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8-sig")))


def test_holdings_have_the_fixed_columns_and_one_for_each_side(tmp_path: Path) -> None:
    claims = [claim("a"), claim("b", by="garrison", on=None, at="saltby")]
    made = hold(fuse(claims), {c.id: c for c in claims}, days=[date(2020, 3, 12)])
    tables.write_holdings(tmp_path / "h.csv", made)
    (first, _) = rows(tmp_path / "h.csv")
    assert list(first) == (
        "date place_id name lat lon holder probability contested last_evidence p_garrison p_marsh-league p_unknown".split()
    )
    assert first["date"] == "2020-03-12"
    tables.write_holdings(tmp_path / "h.geojson", made)
    features = json.loads((tmp_path / "h.geojson").read_text())["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [-30.0, 40.0]}
    assert features[0]["properties"]["place_id"] == "xh-oldmere"


def test_claims_and_events_are_written_whole(tmp_path: Path) -> None:
    claims = [claim("a", quote='He said "no", then\nleft; yes'), claim("b", ClaimType.AID, at=None, day=None)]
    tables.write_claims(tmp_path / "c.csv", claims)
    found = rows(tmp_path / "c.csv")
    assert [r["id"] for r in found] == ["a", "b"]
    assert found[0]["quote"] == 'He said "no", then\nleft; yes'
    assert found[1]["lat"] == ""
    tables.write_events(tmp_path / "e.geojson", fuse(claims))
    events = json.loads((tmp_path / "e.geojson").read_text())["features"]
    assert sorted(e["geometry"] is None for e in events) == [False, True]


def test_a_cell_cannot_run_as_a_formula(tmp_path: Path) -> None:
    made = replace(claim("a"), source="=HYPERLINK(1)", document="@x")
    tables.write_claims(tmp_path / "c.csv", [made])
    (row,) = rows(tmp_path / "c.csv")
    assert row["source"] == "'=HYPERLINK(1)"
    assert row["document"] == "'@x"


def test_excel_gets_its_byte_order_mark_on_request(tmp_path: Path) -> None:
    tables.write_claims(tmp_path / "a.csv", [claim("a")], bom=True)
    tables.write_claims(tmp_path / "b.csv", [claim("a")])
    assert (tmp_path / "a.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    assert (tmp_path / "b.csv").read_bytes()[:2] == b"id"


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="csv or"):
        tables.write_claims(tmp_path / "c.xls", [])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "t.txt"
    target.write_text("old")

    def breaks() -> object:
        yield "new"
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left"):
        write_text(target, breaks())  # type: ignore[arg-type]
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["t.txt"]
