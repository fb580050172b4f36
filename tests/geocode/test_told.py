import pytest

from fogline.gazetteer import Place
from fogline.geocode import take_string_apart
from fogline.geocode.told import How, Told, area, said, told_of
from fogline.geometry import distance_km
from fogline.records import Relation

TOWN = Place(
    id="t", name="Saltby", kind="town", lat=36.0, lon=37.0, radius_km=8.0, country="SY", admin1="", admin2="",
    population=20_000, origin="x",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "of", "how", "way", "km"),
    [
        ("5 km south of Saltby", "Saltby", How.BESIDE, "S", 5.0),
        ("about 10 miles NE of Saltby", "Saltby", How.BESIDE, "NE", 16.09),
        ("500 metres from Saltby", "Saltby", How.BESIDE, "near", 0.5),
        ("5 км південніше Бахмута", "Бахмута", How.BESIDE, "S", 5.0),
        ("12 كم شمال شرق حلب", "حلب", How.BESIDE, "NE", 12.0),
        ("northwest of the city of Saltby", "the city of Saltby", How.BESIDE, "NW", None),
        ("near Saltby, Springfield", "Saltby, Springfield", How.BESIDE, "near", None),
        ("Saltby and its surroundings", "Saltby", How.BESIDE, "near", None),
        ("جنوب دير حافر", "دير حافر", How.BESIDE, "S", None),
        ("под Авдеевкой", "Авдеевкой", How.BESIDE, "near", None),
        ("the eastern part of Saltby", "Saltby", How.SIDE, "E", None),
        ("on the eastern outskirts of Saltby", "Saltby", How.OUTSKIRTS, "E", None),
        ("Saltby's southern suburbs", "Saltby", How.OUTSKIRTS, "S", None),
        ("northern Saltby countryside", "Saltby", How.COUNTRYSIDE, "N", None),
        ("southern rural Saltby", "Saltby", How.COUNTRYSIDE, "S", None),
        ("ريف إدلب الجنوبي", "إدلب", How.COUNTRYSIDE, "S", None),
        ("the Saltby front line", "Saltby", How.FRONT, "near", None),
        ("محور كبانة", "كبانة", How.FRONT, "near", None),
        ("Turkish border area near Saltby", "Saltby", How.BORDER, "near", None),
    ],
)
def test_an_area_about_a_place_is_told_apart(text: str, of: str, how: How, way: str, km: float | None) -> None:
    told = told_of(text)
    assert told is not None
    assert (told[0], told[1].how, told[1].way.value) == (of, how, way)
    assert told[1].km == (None if km is None else pytest.approx(km))


@pytest.mark.parametrize(
    "text",
    ["Saltby", "Saltby village in northern Springfield countryside", "Northfield", "5 Saltby Road", "حلب", "Бахмут"],
)
def test_a_place_itself_is_no_area_about_one(text: str) -> None:
    assert told_of(text) is None


def test_areas_lie_where_their_words_say() -> None:
    edge = area(TOWN, Told(how=How.OUTSKIRTS, way=Relation.E))
    assert edge.lon > TOWN.lon
    assert distance_km(edge.lat, edge.lon, TOWN.lat, TOWN.lon) + edge.radius_km > TOWN.radius_km
    assert area(TOWN, Told(how=How.BORDER)).radius_km == 40.0
    country = area(TOWN, Told(how=How.COUNTRYSIDE, way=Relation.N))
    assert country.lat > TOWN.lat
    far = area(TOWN, Told(how=How.BESIDE, way=Relation.S, km=5.0))
    assert distance_km(far.lat, far.lon, TOWN.lat, TOWN.lon) == pytest.approx(5.0, abs=0.01)
    assert said(Told(how=How.BESIDE, way=Relation.S, km=5.0), "Saltby") == "5 km S of Saltby"
    assert said(Told(how=How.OUTSKIRTS, way=Relation.E), "Saltby") == "the E outskirts of Saltby"


def test_roads_are_read_by_their_ends_and_what_lies_by_them() -> None:
    for text in ("Deir ez-Zor - al-Mayadin road near Saltby", "the road from Deir ez-Zor to al-Mayadin"):
        assert take_string_apart(text).ends == ("Deir ez-Zor", "al-Mayadin")
    road = take_string_apart("Saltby–Springfield international road (M4) near Dayr Hafir")
    assert "M4" in road.heads
    assert road.around == ("Dayr Hafir",)
    assert take_string_apart("الطريق الدولي إم 5").heads == ("M5",)
    assert take_string_apart("طريق حلب خناصر").ends == ("حلب", "خناصر")


def test_words_for_kinds_stand_before_and_behind_in_other_scripts() -> None:
    village = take_string_apart("с. Кліщіївка, Донецька область")
    assert (village.heads[-1], village.kind) == ("Кліщіївка", "village")
    assert "Авдеевка" in take_string_apart("под Авдеевкой").heads
    assert "မြစ်ကြီးနားမြို့" in take_string_apart("မြစ်ကြီးနား").heads
    camp = take_string_apart("Zamzam IDP camp")
    assert "Zamzam camp" in camp.heads
    assert take_string_apart("refugee camp in Saltby").heads == ()
