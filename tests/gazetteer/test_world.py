import pytest

from fogline.gazetteer import world
from fogline.gazetteer.rows import PlaceRow


@pytest.fixture(scope="module")
def regions() -> world.Regions:
    return world.Regions()


@pytest.fixture(scope="module")
def wide(regions: world.Regions) -> dict[str, PlaceRow]:
    return {w.id: w for w in (*regions.places(), *world.wide_regions())}


def test_a_town_lies_in_its_region_and_the_sea_in_none(regions: world.Regions) -> None:
    assert regions.region_at("US", 31.31, -92.45) == "Louisiana"
    assert regions.region_at("US", 31.31, -60.0) == ""
    assert regions.region_at("FR", 31.31, -92.45) == ""


def test_a_big_region_stands_at_its_middle_not_where_its_towns_are(wide: dict[str, PlaceRow]) -> None:
    ontario = wide["region-CA-ontario"]
    assert abs(ontario.lat - 50) < 1
    assert abs(ontario.lon + 86) < 1


def test_a_district_has_its_bare_name_too_and_the_name_of_its_town_where_the_rows_leave_it_out(
    wide: dict[str, PlaceRow],
) -> None:
    assert wide["district-US-louisiana-rapides-parish"].names == ("Rapides",)
    assert wide["district-US-louisiana-rapides-parish"].kind == "district"


def test_short_forms_are_no_index_names_and_one_may_mean_two_regions(wide: dict[str, PlaceRow]) -> None:
    assert world.short_forms()["UK"] == ("country-GB",)
    assert world.short_forms()["WA"] == ("region-AU-western-australia", "region-US-washington")
    assert set(world.short_forms()["Pa."]) <= set(wide)
    assert "Pa." not in wide["region-US-pennsylvania"].names
    assert "UK" not in world.country_names("GB")
    assert "Britain" in world.country_names("GB")


def test_a_people_points_to_a_country_that_has_a_point() -> None:
    assert world.peoples()["Danish"] == "country-DK"
    codes = {i.removeprefix("country-") for i in world.peoples().values()}
    assert all(world.country_point(code) is not None for code in codes)


def test_continents_lie_in_no_country(wide: dict[str, PlaceRow]) -> None:
    assert wide["world-africa"].country == ""
    assert wide["world-africa"].kind == "region"


def test_every_id_stands_once(regions: world.Regions) -> None:
    ids = [w.id for w in (*regions.places(), *world.wide_regions())]
    assert len(ids) == len(set(ids))
