import json
from pathlib import Path

import pytest

from fogline.gazetteer import Gazetteer, index, open_or_build
from fogline.gazetteer.rows import PlaceRow
from fogline.geocode import Geocoder, Question, decide, outside, take_string_apart
from fogline.geocode.page import page
from fogline.pack import find_packs, load_pack
from tests.conftest import small_world

SYRIA = frozenset({"SY"})


@pytest.mark.parametrize(
    ("text", "head", "kind", "around"),
    [
        ("Saltby village, Springfield", "Saltby", "village", ("Springfield",)),
        ("Saltby south of Springfield", "Saltby", None, ("Springfield",)),
        ("village of Saltby", "Saltby", "village", ()),
        ("Saltby: Mosque", "Saltby", None, ("Mosque",)),
        ("قرية دير حافر، حلب", "دير حافر", "village", ("حلب",)),
        ("السوسة السوسة", "السوسة", None, ()),
        ("rasm al ais", "Rasm al Ais", None, ()),
        ("abu kamal", "Abu Kamal", None, ()),
    ],
)
def test_a_place_string_is_taken_apart(text: str, head: str, kind: str | None, around: tuple[str, ...]) -> None:
    wanted = take_string_apart(text)
    assert (wanted.heads[-1], wanted.kind, wanted.around) == (head, kind, around)


def test_other_readings_and_ends_are_kept() -> None:
    assert "شارع النيل" in take_string_apart("حي شارع النيل").heads
    assert take_string_apart("Saltby or Springfield").others == ("Springfield",)
    assert take_string_apart("the road between Saltby and Springfield").ends == ("Saltby", "Springfield")
    assert take_string_apart("الطريق بين الرقة والطبقة").ends == ("الرقة", "الطبقة")
    assert "Umm Al mayathen" in take_string_apart("Umm Almayathen").heads
    assert "Kasrat Sheikh Juma'a" in take_string_apart("Kasrat Sheikh (Juma'a)").heads


def test_a_known_place_is_answered_with_its_reasons(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Deir Hafer town"))
    assert answer.place is not None
    assert answer.place.id == "gn-4"
    assert answer.probability > 0.8
    assert sum(r.share for r in answer.ranked) <= 1.0
    assert any(reason.feature == "exact spelling" for reason in answer.ranked[0].reasons)


@pytest.mark.parametrize("name", ["Qalat Zumurrud", "Zzyzx", "the village", "—"])
def test_an_unknown_place_has_no_coordinates_but_a_reason(gazetteer: Gazetteer, name: str) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name=name))
    assert (answer.lat, answer.lon, answer.place) == (None, None, None)
    assert answer.reason


def test_a_point_given_tells_namesakes_apart(gazetteer: Gazetteer) -> None:
    near = Geocoder(gazetteer, SYRIA).answer(Question(name="Dayr Hafez", near=(35.01, 37.01)))
    assert near.place is not None
    assert near.place.id == "gn-5"


def test_a_distance_moves_the_answer(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="5 km south of Deir Hafer"))
    assert answer.lat == pytest.approx(36.157 - 5 / 111.2, abs=0.001)
    assert answer.place is None
    assert answer.reason == "5 km S of Dayr Hafir"


def test_letters_that_changed_places_are_the_place(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Dayr Haifr"))
    assert answer.place is not None
    assert answer.place.id == "gn-4"


def test_a_spot_that_no_list_has_is_left_to_the_town_of_its_name(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Deir Hafer airport"))
    assert answer.place is not None
    assert answer.place.id == "gn-4"
    assert answer.radius_km == 15.0
    assert answer.reason == "no airport of this name is known; left to the town of its name"


def test_a_town_may_be_called_a_hill_and_a_region_is_wider_than_its_town(gazetteer: Gazetteer) -> None:
    hill = Geocoder(gazetteer, frozenset({"GB"})).answer(Question(name="Tell Saltby"))
    assert "no hill" not in hill.reason
    region = Geocoder(gazetteer, SYRIA).answer(Question(name="Dayr Hafir region"))
    assert region.radius_km == 25.0


def test_a_direction_has_its_shape_and_outskirts_their_side(gazetteer: Gazetteer) -> None:
    lines = ["south of Deir Hafer", "the eastern outskirts of Deir Hafer", "near Deir Hafer"]
    south, east, near = (outside(d) for d in decide(lines, gazetteer, {}))
    assert south["geometry"] is not None
    assert (south["place_id"], south["reason"]) == ("gn-4", "S of Dayr Hafir")
    assert isinstance(east["lon"], float)
    assert east["lon"] > 37.708
    assert "geometry" not in near


def test_a_road_of_the_pack_is_cut_to_the_ends_told(gazetteer: Gazetteer) -> None:
    pack = load_pack(find_packs()["syria"])
    coder = Geocoder(gazetteer, SYRIA, pack=pack)
    whole, part = (coder.answer(Question(name=name)) for name in ("the M5", "the M5 near Morek"))
    assert whole.reason == "a road from Damascus to Aleppo"
    assert part.radius_km == 20.0
    ends = coder.answer(Question(name="Khanasir–Aleppo road"))
    assert ends.reason == "a road from Khanasir to Aleppo"
    assert coder.answer(Question(name="Eastern Ghouta")).place is not None


def test_a_road_that_no_list_has_lies_between_its_ends(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Deir Hafer–Dayr Hafiz road"))
    assert answer.reason == "between Dayr Hafir and Dayr Hafiz"


def test_without_a_theatre_a_large_city_of_another_country_is_known(syria: Gazetteer) -> None:
    assert Geocoder(syria).answer(Question(name="Харків")).place is not None
    assert Geocoder(syria).answer(Question(name="Nowheria")).place is None
    assert Geocoder(syria, SYRIA).answer(Question(name="Харків")).place is None
    near_name = Geocoder(syria).answer(Question(name="Kharkov")).place
    assert near_name is not None
    assert near_name.country == "UA"


def test_a_quarter_that_is_not_known_is_left_to_its_town(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Zumurrud neighbourhood, Dayr Hafir"))
    assert answer.place is not None
    assert answer.place.id == "gn-4"
    assert answer.radius_km == 8.0
    assert "left to the town" in answer.reason


def test_each_line_has_one_object_and_bad_ones_say_why(gazetteer: Gazetteer) -> None:
    lines = ['{"name": "Kharkiv", "near": [49.9, 36.2]}', "", "{broken", "[1]", '{"name": 3}', '{"name": "X", "near": [99, 0]}',
             '{"name": "Saltby", "theatre": "nowhere"}', "Saltby"]  # fmt: skip
    rows = [outside(d) for d in decide(lines, gazetteer, {})]
    assert len(rows) == len(lines)
    assert [r["lat"] is None for r in rows] == [False, True, True, True, True, True, True, False]
    assert all(r["reason"] for r in rows if r["lat"] is None)
    assert json.loads(json.dumps(rows)) == rows


def test_the_page_escapes_words_and_shows_the_map(gazetteer: Gazetteer) -> None:
    made = "".join(page(decide(["<b>Saltby</b>", "Kharkiv"], gazetteer, {})))
    assert "<b>Saltby" not in made
    assert made.count("<section>") == 2
    assert "<svg" in made
    assert "http" not in made.replace("http-equiv", "")


@pytest.fixture
def syria(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gazetteer:
    """A country of a governorate, a town in a district of its name, and villages with "big" in their names."""
    rows = (
        ("country-SY", "Syria", "country", 35.0, 38.5, ("Syrian Arab Republic",)),
        ("gov", "Days Az Zawr", "governorate", 35.0, 40.4, ("Deir ez-Zor",)),
        ("district", "Zumurrud", "district", 35.9, 38.6, ()),
        ("town", "Zumurrud", "town", 36.1, 38.7, ()),
        ("big", "Kharufiyah Kabirah", "village", 36.2, 37.7, ()),
        ("far", "Kafr Lubb", "village", 33.1, 36.4, ()),
    )
    made = [
        PlaceRow(id=id_, name=name, kind=kind, lat=lat, lon=lon, radius_km=25.0, country="SY", admin1="", admin2="",
                 population=0, origin="whosonfirst", names=names)
        for id_, name, kind, lat, lon, names in rows
    ]  # fmt: skip
    made += [r for r in small_world() if r.country == "UA"]
    monkeypatch.setattr(index, "default_places", lambda: iter(made))
    return open_or_build(tmp_path)


@pytest.mark.parametrize(
    ("name", "place"),
    [("Zumurrud", "town"), ("Zumurrud district", "district"), ("Kharufiyah", "big"), ("Kafr Lubb, Syria", "far"),
     ("near Kafr Lubb, Syria", "far")],
)  # fmt: skip
def test_a_town_goes_before_its_district_and_a_bare_name_is_known(syria: Gazetteer, name: str, place: str) -> None:
    answer = Geocoder(syria, SYRIA).answer(Question(name=name))
    assert answer.place is not None
    assert answer.place.id == place


def test_a_quarter_lies_in_the_town_named_with_it(syria: Gazetteer) -> None:
    answer = Geocoder(syria, SYRIA).answer(Question(name="Kafr Lubb neighbourhood", context="Zumurrud"))
    assert answer.place is not None
    assert answer.place.id == "town"
    assert "left to the town" in answer.reason


def test_a_bare_name_is_found_only_where_asked_for(syria: Gazetteer) -> None:
    assert not [m for m in syria.find("Kharufiyah", countries=SYRIA) if m.place.id == "big"]
    assert [m.part for m in syria.find("Kharufiyah", countries=SYRIA, parts=True) if m.place.id == "big"] == [True]


def _index_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str, str, float, float]]
) -> Gazetteer:
    """A gazetteer of places of Syria by id, name, kind and spot."""
    made = [
        PlaceRow(id=id_, name=name, kind=kind, lat=lat, lon=lon, radius_km=8.0, country="SY", admin1="", admin2="",
                 population=0, origin="whosonfirst", names=())
        for id_, name, kind, lat, lon in rows
    ]  # fmt: skip
    monkeypatch.setattr(index, "default_places", lambda: iter(made))
    return open_or_build(folder)


@pytest.mark.parametrize("name", ["Nawras neighbourhood", "Nawras neighbourhood / Kafr Lubb"])
def test_the_largest_settlement_named_with_a_quarter_is_its_town(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rows = [("village", "al-Zumurrud", "village", 33.0, 36.0), ("city", "Zumurrud", "city", 35.9, 38.7),
            ("far", "Kafr Lubb", "village", 33.1, 36.0), ("quarter", "Nawras", "neighbourhood", 33.01, 36.01)]  # fmt: skip
    coder = Geocoder(_index_of(tmp_path, monkeypatch, rows), SYRIA)
    answer = coder.answer(Question(name=name, context="Zumurrud"))
    assert answer.place is not None
    assert answer.place.id == "city"


def test_a_suburb_spelled_somewhat_like_a_quarter_is_not_the_quarter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("city", "Zumurrud", "city", 35.9, 38.7), ("suburb", "Tall Nawras", "village", 35.901, 38.7)]
    coder = Geocoder(_index_of(tmp_path, monkeypatch, rows), SYRIA)
    asked = Question(name="Tell Nawras neighbourhood", context="Zumurrud")
    assert [p.id for p in (coder.answer(asked).place,) if p] == ["city"]


def test_a_quarter_beside_one_of_the_pack_keeps_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_pack(find_packs()["syria"])
    beside = next(p for p in pack.places if p.name == "Ansari")
    rows = [("quarter", "Anzari", "neighbourhood", beside.lat + 0.02, beside.lon)]
    coder = Geocoder(_index_of(tmp_path, monkeypatch, rows), SYRIA, pack=pack)
    assert [p.id for p in (coder.answer(Question(name="Anzari neighbourhood")).place,) if p] == ["quarter"]


def test_a_name_alone_is_the_city_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("a-village", "al-Zumurrud", "village", 33.0, 36.0), ("city", "Zumurrud", "city", 35.9, 38.7)]
    answer = Geocoder(_index_of(tmp_path, monkeypatch, rows), SYRIA).answer(Question(name="Zumurrud"))
    assert answer.place is not None
    assert answer.place.id == "city"
    assert answer.probability > 0.7


@pytest.mark.parametrize(
    ("text", "heads", "kind", "around"),
    [
        ("مدينة الباب حي الزهراء", "الزهراء", "neighbourhood", ("الباب",)),
        ("مخيم في قرية دير حافر", "", "camp", ("دير حافر",)),
        ("قرية دير حافر في جسر الشغور", "دير حافر", "village", ("جسر الشغور",)),
        ("Saltby city center, Springfield", "Saltby", None, ("Springfield",)),
    ],
)
def test_a_quarter_behind_its_town_and_a_bare_kind_are_taken_apart(
    text: str, heads: str, kind: str | None, around: tuple[str, ...]
) -> None:
    wanted = take_string_apart(text)
    assert ("".join(wanted.heads[-1:]), wanted.kind, wanted.around) == (heads, kind, around)


@pytest.mark.parametrize("text", ["a village 5 km south of Deir Hafer", "hill 5 km south of Deir Hafer"])
def test_a_spot_without_a_name_is_as_far_off_as_told(gazetteer: Gazetteer, text: str) -> None:
    assert Geocoder(gazetteer, SYRIA).answer(Question(name=text)).reason == "5 km S of Dayr Hafir"


def test_a_front_of_two_names_lies_between_them(gazetteer: Gazetteer) -> None:
    answer = Geocoder(gazetteer, SYRIA).answer(Question(name="Deir Hafer - Dayr Hafiz front"))
    assert answer.reason == "between Dayr Hafir and Dayr Hafiz"


def test_the_only_spot_of_its_kind_by_the_town_told_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = load_pack(find_packs()["syria"])
    dam = next(p for p in pack.places if p.name == "Tabqa Dam")
    rows = [("city", "Zumurrud", "city", dam.lat, dam.lon - 0.02)]
    answer = Geocoder(_index_of(tmp_path, monkeypatch, rows), SYRIA, pack=pack).answer(
        Question(name="the dam", context="Zumurrud")
    )
    assert answer.place is not None
    assert answer.place.name == "Tabqa Dam"
    assert answer.reason == "the only dam by Zumurrud"


def test_a_name_known_only_outside_the_governorate_given_says_so(syria: Gazetteer) -> None:
    answer = Geocoder(syria, SYRIA).answer(Question(name="Kafr Lubb", governorate="Deir ez-Zor"))
    assert answer.place is None
    assert answer.reason == "Kafr Lubb lies outside the governorate given"


def test_a_town_in_a_case_of_ukrainian_is_known(gazetteer: Gazetteer) -> None:
    assert take_string_apart("під Бахмутом").told is not None


def test_the_first_name_of_a_place_goes_before_a_further_name_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("first", "Zumurrud", "village", 33.0, 36.0), ("a-further", "Kafr Lubb", "village", 35.9, 38.7)]
    made = [
        PlaceRow(id=id_, name=name, kind=kind, lat=lat, lon=lon, radius_km=8.0, country="SY", admin1="", admin2="",
                 population=0, origin="whosonfirst", names=("Zumurrud",))
        for id_, name, kind, lat, lon in rows
    ]  # fmt: skip
    monkeypatch.setattr(index, "default_places", lambda: iter(made))
    ranked = Geocoder(open_or_build(tmp_path), SYRIA).answer(Question(name="Zumurrud")).ranked
    assert [r.option.place.id for r in ranked] == ["first", "a-further"]


@pytest.mark.parametrize("question", [Question(name="Springfield", context="Nowhere; Utopia"),
                                      Question(name="Springfield, Utopia")])  # fmt: skip
def test_a_country_told_holds_the_place_where_no_theatre_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, question: Question
) -> None:
    rows = [("utopia", "Utopia", "country", 10.0, 10.0, "UT", 0), ("small", "Springfield", "village", 10.1, 10.1, "UT", 0),
            ("large", "Springfield", "city", 39.8, -89.6, "US", 900_000)]  # fmt: skip
    made = [
        PlaceRow(id=id_, name=name, kind=kind, lat=lat, lon=lon, radius_km=8.0, country=country, admin1="", admin2="",
                 population=people, origin="whosonfirst", names=())
        for id_, name, kind, lat, lon, country, people in rows
    ]  # fmt: skip
    monkeypatch.setattr(index, "default_places", lambda: iter(made))
    answer = Geocoder(open_or_build(tmp_path)).answer(question)
    assert answer.place is not None
    assert answer.place.id == "small"
