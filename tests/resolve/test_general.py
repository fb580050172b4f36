from fogline.gazetteer import Gazetteer
from fogline.records import PlaceMention, PlaceResolution, Report, ReportId, Span
from fogline.resolve.general import resolve_toponyms


def placed(gazetteer: Gazetteer, text: str, *names: str) -> list[PlaceResolution]:
    mentions, at = [], 0
    for name in names:
        at = text.index(name, at)
        mentions.append(PlaceMention(text=name, span=Span(at, at + len(name))))
        at += len(name)
    return list(resolve_toponyms(Report(id=ReportId("r"), key="r", source="", text=text), mentions, gazetteer))


def ids(found: list[PlaceResolution]) -> list[str | None]:
    return [p.place_id for p in found]


def test_by_itself_a_name_means_the_place_of_most_people(world_gazetteer: Gazetteer) -> None:
    assert ids(placed(world_gazetteer, "In Paris it rained.", "Paris")) == ["t-paris-fr"]


def test_a_region_after_the_comma_decides(world_gazetteer: Gazetteer) -> None:
    text = "A man from Paris, Tex. was held."
    assert ids(placed(world_gazetteer, text, "Paris", "Tex.")) == ["t-paris-us", "region-US-texas"]


def test_one_name_means_one_place_in_a_report(world_gazetteer: Gazetteer) -> None:
    text = "Paris, Texas, has a mayor. The mayor of Paris spoke."
    assert ids(placed(world_gazetteer, text, "Paris", "Texas", "Paris"))[-1] == "t-paris-us"


def test_places_named_beside_it_outweigh_people(world_gazetteer: Gazetteer) -> None:
    text = "Paris firemen came with those of Powderly and Blossom in Texas."
    assert ids(placed(world_gazetteer, text, "Paris", "Powderly", "Blossom", "Texas"))[0] == "t-paris-us"


def test_a_state_and_a_country_of_one_name_are_told_apart_by_company(world_gazetteer: Gazetteer) -> None:
    text = "Georgia, Texas and Ohio voted."
    assert ids(placed(world_gazetteer, text, "Georgia", "Texas", "Ohio"))[0] == "region-US-georgia"
    text = "Georgia and Tbilisi."
    assert ids(placed(world_gazetteer, text, "Georgia", "Tbilisi"))[0] == "country-GE"


def test_an_unknown_name_has_no_coordinates_and_says_why(world_gazetteer: Gazetteer) -> None:
    (lost,) = placed(world_gazetteer, "In Qwxyville.", "Qwxyville")
    assert lost.lat is None
    assert lost.reason == "no place of that name is known"


def test_a_side_or_rank_before_a_known_name_leads_to_it(world_gazetteer: Gazetteer) -> None:
    found = placed(world_gazetteer, "Downtown Powderly and Powderly Township", "Downtown Powderly", "Powderly Township")
    assert ids(found) == ["t-powderly", "t-powderly"]


def test_probabilities_sum_to_one_over_a_names_options(world_gazetteer: Gazetteer) -> None:
    (paris,) = placed(world_gazetteer, "In Paris it rained.", "Paris")
    assert paris.probability is not None
    assert 0.5 < paris.probability <= 1.0
    assert [c.id for c in paris.others] == ["t-paris-us"]


def test_a_people_stands_for_its_country(world_gazetteer: Gazetteer) -> None:
    assert ids(placed(world_gazetteer, "The French came.", "French")) == ["country-FR"]
