"""Where words for places lie: all names of a report together, or nowhere with a reason."""

from dataclasses import replace

import pytest

from fogline.gazetteer import Gazetteer
from fogline.geometry import distance_km
from fogline.pack import Pack
from fogline.records import Mention, PlaceMention, PlaceResolution, Relation, ShapeKind, Span
from fogline.resolve.candidates import Known, Option
from fogline.resolve.named import NamedPlaces
from fogline.resolve.places import Whereabouts
from fogline.resolve.ranking import Named, Theatre, base_reasons

from .conftest import place, reading, report, spot

MARUN = (35.0, 40.0)


def where(pack: Pack | None, gazetteer: Gazetteer, text: str, *mentions: PlaceMention) -> list[PlaceResolution]:
    made = report(text)
    readings = [reading(made, text.split()[0], place=m) for m in mentions]
    places = Whereabouts(made, readings, pack, gazetteer)
    found = [places.resolve(m) for m in mentions]
    return [f for f in found if f is not None]


def near(found: PlaceResolution, lat: float, lon: float, km: float) -> bool:
    return found.lat is not None and found.lon is not None and distance_km(found.lat, found.lon, lat, lon) <= km


def test_the_namesake_near_the_reports_other_places_is_meant(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting in Marun, Umm Sidra and Tell Aswad went on."
    found = where(pack, gazetteer, text, place(text, "Marun"), place(text, "Umm Sidra"), place(text, "Tell Aswad"))
    assert found[2].place_id == "g-tell-aswad"
    assert found[2].probability is not None
    assert found[2].probability > 0.6
    assert "g-tell-aswad-far" in [c.id for c in found[2].others]
    assert all(c.reasons for c in found[2].others)


def test_a_packs_place_is_no_company_of_its_own_name(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting in Marun went on."
    named = NamedPlaces(report(text), [reading(report(text), "Fighting", place=place(text, "Marun"))], pack, gazetteer)
    group = named.group_of(("Marun",), None)
    assert group is not None
    assert not any("other places" in r.feature or "beside one" in r.feature for rs in group.reasons for r in rs)


def test_spellings_of_one_report_are_one_place(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "They took Deir Qamar near Marun. Dayr Qamar had been lost."
    found = where(pack, gazetteer, text, place(text, "Deir Qamar"), place(text, "Dayr Qamar"))
    assert {f.place_id for f in found} == {"g-deir-qamar"}


def test_a_name_nobody_lists_stays_unplaced(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "They took Wuqhazir and left Marun."
    found = where(pack, gazetteer, text, place(text, "Wuqhazir"), place(text, "Marun"))
    assert found[0].lat is None
    assert found[0].text == "Wuqhazir"
    assert "no place of that name" in found[0].reason
    assert found[1].place_id == "q-marun"


def test_the_kind_asked_for_is_found(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Planes left Kadra airbase."
    (found,) = where(pack, gazetteer, text, place(text, "Kadra airbase"))
    assert found.place_id == "q-kadra-airbase"


def test_the_town_means_the_town_named_before(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "They entered Sarin. The town fell. Marun is far."
    first, town, _ = where(pack, gazetteer, text, place(text, "Sarin"), place(text, "The town"), place(text, "Marun"))
    assert town.place_id == first.place_id == "g-sarin"
    assert "points to" in town.reason


def test_the_capital_is_the_theatres_and_not_the_town_named_last(pack: Pack, gazetteer: Gazetteer) -> None:
    capital = spot("q-qasr", "Qasr", "city", 34.0, 38.0, 12.0, "Quarran capital", "the capital")
    theatre = replace(pack, places=(*pack.places, capital), digest="with a capital")
    text = "They entered Sarin. The capital was calm, but for an old market of the capital."
    words = place(text, "Sarin"), place(text, "capital"), place(text, "old market of the capital")
    assert [f.place_id for f in where(theatre, gazetteer, text, *words)][:2] == ["g-sarin", "q-qasr"]
    assert where(theatre, gazetteer, text, *words)[2].name == "Qasr"


def test_pointing_with_nothing_named_is_unplaced(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "They entered the town."
    (found,) = where(pack, gazetteer, text, place(text, "the town"))
    assert found.lat is None
    assert found.reason


@pytest.mark.parametrize("words", ["the border area", "border strip", "Syrian border area", "Syrian–Turkish border"])
def test_border_land_is_wide_about_the_town_in_mind(pack: Pack, gazetteer: Gazetteer, words: str) -> None:
    text = f"Shelling hit Marun. Smugglers crossed {words} again."
    town, border = where(pack, gazetteer, text, place(text, "Marun"), place(text, words))
    assert town.place_id == "q-marun"
    assert near(border, *MARUN, 0.1)
    assert (border.place_id, border.radius_km, border.kind) == (None, 40.0, "border")
    (alone,) = where(pack, gazetteer, f"Smugglers crossed {words}.", place(f"Smugglers crossed {words}.", words))
    assert alone.lat is None
    assert alone.reason


def test_a_street_no_list_has_is_left_to_its_town(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "In Marun they shelled Wuqhaz hospital."
    _, found = where(pack, gazetteer, text, place(text, "Marun"), place(text, "Wuqhaz hospital"))
    assert near(found, *MARUN, 1)
    assert found.place_id is None
    assert found.radius_km == 12.0
    assert found.probability is not None
    assert found.probability < 0.6


def test_a_direction_keeps_the_anchor_with_a_wider_radius(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting south of Marun went on."
    (found,) = where(pack, gazetteer, text, place(text, "Marun", relation=Relation.S))
    assert near(found, *MARUN, 0.1)
    assert found.radius_km == 24.0


def test_a_distance_moves_the_centre(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting 20 km south of Marun went on."
    (found,) = where(pack, gazetteer, text, place(text, "Marun", relation=Relation.S, distance_km=20.0))
    assert near(found, 34.82, 40.0, 1)


def test_between_two_is_half_way(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting between Marun and Sarin went on."
    other = Mention(text="Sarin", span=place(text, "Sarin").span)
    (found,) = where(pack, gazetteer, text, place(text, "Marun", relation=Relation.BETWEEN, other=other))
    assert near(found, 35.15, 40.2, 2)


def test_a_road_lies_where_the_report_is(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "The R-1 was cut. "
    (middle,) = where(pack, gazetteer, text, place(text, "R-1"))
    assert near(middle, 34.75, 39.6, 15)
    text += "Bahri shook."
    at_bahri, _ = where(pack, gazetteer, text, place(text, "R-1"), place(text, "Bahri"))
    assert near(at_bahri, 34.5, 39.2, 1)


def test_a_part_of_a_province_lies_well_to_that_side(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting in northern Westmark went on."
    (found,) = where(pack, gazetteer, text, place(text, "northern Westmark"))
    assert found.lat is not None
    assert found.lat > 35.0


@pytest.mark.parametrize("pad", ["", "Rain fell. "])
def test_without_a_pack_the_report_tells_the_country(gazetteer: Gazetteer, pad: str) -> None:
    text = pad + "Shells hit Zaboria and the village of Pesky."
    city, village = where(None, gazetteer, text, place(text, "Zaboria"), place(text, "Pesky"))
    assert city.place_id == "g-zaboria"
    assert village.place_id == "g-pesky-near"


def test_a_heading_bears_on_the_names_under_it(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Sarin\nTell Aswad was hit."
    heading = Mention(text="Sarin", span=place(text, "Sarin").span)
    plain = "Tell Aswad was hit."
    (without,) = where(pack, gazetteer, plain, place(plain, "Tell Aswad"))
    (under,) = where(pack, gazetteer, text, place(text, "Tell Aswad", heading=heading))
    assert without.lat is None
    assert [c.id for c in without.others] == ["g-tell-aswad", "g-tell-aswad-far"]
    assert under.place_id == "g-tell-aswad"


def test_a_name_nobody_lists_is_left_to_the_area_told_behind_it(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "They took Wuqhazir, 10 km east of Marun."
    found = where(pack, gazetteer, text, place(text, "Wuqhazir"), place(text, "Marun"))
    assert near(found[0], 35.0, 40.11, 2)
    assert found[0].place_id is None
    assert "in no list" in found[0].reason
    assert found[0].probability is not None
    assert found[0].probability < 0.65


def test_a_quarter_nobody_lists_is_left_to_the_city_it_is_of(pack: Pack, gazetteer: Gazetteer) -> None:
    for of in ("of Sarin", "of the Quarran town of Sarin", "in Sarin"):
        text = f"Shells hit the Wuqhazir neighborhood {of} again."
        (found,) = where(pack, gazetteer, text, place(text, "Wuqhazir neighborhood"))
        assert near(found, 35.3, 40.4, 1)


def test_a_province_is_not_its_city(pack: Pack, gazetteer: Gazetteer) -> None:
    places = (*pack.places, spot("q-marun-gov", "Marun Governorate", "governorate", 35.3, 40.6, 60.0, "Marun"))
    wider = replace(pack, digest="quarra-provinces", places=places)
    text = "They took Sarin. Fighting went on in Marun province, away from Marun."
    found = where(wider, gazetteer, text, place(text, "Sarin"), place(text, "Marun province", kind="region"))
    assert found[1].place_id == "q-marun-gov"


def test_a_building_nobody_lists_is_left_to_what_its_words_say_holds_it(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Shells hit a training centre in Sarin."
    (found,) = where(pack, gazetteer, text, place(text, "training centre in Sarin"))
    assert near(found, 35.3, 40.4, 1)


def test_a_road_told_between_two_places_lies_between_them(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Traffic on the R1 between Marun and Sarin has stopped."
    (found,) = where(pack, gazetteer, text, place(text, "R1", relation=Relation.ALONG))
    assert near(found, 35.15, 40.2, 3)


def test_northern_and_a_town_without_a_province_of_its_name_is_its_northern_side(
    pack: Pack, gazetteer: Gazetteer
) -> None:
    text = "They left northern Marun."
    (town,) = where(pack, gazetteer, text, place(text, "northern Marun"))
    assert near(town, 35.0, 40.0, 5)


def test_under_a_heading_the_city_is_the_one_it_names(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Marun: the ring\n\nWhat Bahri cost is known. Then they cut the city off from the north."
    (found,) = where(pack, gazetteer, text, place(text, "city"))
    assert found.place_id == "q-marun"


def test_a_direction_has_a_sector_and_a_distance_none(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting northwest of Marun."
    (found,) = where(pack, gazetteer, text, place(text, "Marun", relation=Relation.NW))
    assert found.shape is not None
    assert found.shape.kind is ShapeKind.RING
    assert found.shape.points[0] == found.shape.points[-1] == (35.0, 40.0)
    middle = found.shape.points[len(found.shape.points) // 2]
    assert middle[0] > 35.0
    assert middle[1] < 40.0
    (moved,) = where(pack, gazetteer, text, place(text, "Marun", relation=Relation.NW, distance_km=5.0))
    assert moved.shape is None


def test_between_and_along_have_lines(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Fighting between Marun and Sarin, and along the R1."
    (found,) = where(pack, gazetteer, text, place(text, "between Marun and Sarin"))
    assert found.shape is not None
    assert found.shape.kind is ShapeKind.LINE
    assert found.shape.points == ((35.0, 40.0), (35.3, 40.4))
    (road,) = where(pack, gazetteer, text, place(text, "R1", relation=Relation.ALONG))
    assert road.shape is not None
    assert road.shape.kind is ShapeKind.LINE


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Today:\nSarin: two barrels fell on the market.", "Sarin"),
        ("Today:\n- Sarin: two barrels fell on the market.", "Sarin"),
        ("Sarin: two barrels fell on the market.", None),
        ("Today:\nLosses: two barrels fell on the market.", None),
    ],
)
def test_what_a_line_tells_without_a_place_is_where_its_label_says(
    pack: Pack, gazetteer: Gazetteer, text: str, name: str | None
) -> None:
    made = report(text)
    at = text.rindex("two barrels")
    quote = Mention(text=text[at:], span=Span(at, len(text)))
    told = replace(reading(made, "fell"), quote=quote)
    found = Whereabouts(made, (told,), pack, gazetteer).of_label(told)
    assert (None if found is None else found.name) == name


@pytest.mark.parametrize(
    ("kind", "people", "alike", "feature", "weight"),
    [
        ("city", 500_000, 1.0, "beside it", -0.1),
        ("village", 500, 1.0, "beside it", -0.6),
        ("city", 500_000, 0.9, "beside it", -0.6),
        ("country", 5_000_000, 0.9, "a country's name is known", -2.0),
    ],
)
def test_a_large_city_beside_the_theatre_is_meant_by_its_very_name(
    kind: str, people: int, alike: float, feature: str, weight: float
) -> None:
    place = Known(id="x", name="X", kind=kind, lat=1.0, lon=1.0, radius_km=5.0, country="QB", admin1="",
                  population=people, own=False)  # fmt: skip
    theatre = Theatre(countries=frozenset({"QA"}), neighbours=frozenset({"QB"}))
    named = Named(names=("X",), kind=None, options=(), spots=[])
    told = {r.feature: r.weight for r in base_reasons(named, Option(place=place, alike=alike), theatre)}
    assert told[feature] == weight
