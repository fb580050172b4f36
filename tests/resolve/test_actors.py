"""Who words mean: by name, by context, or nobody known."""

from dataclasses import replace
from datetime import date

import pytest

from fogline.pack import Pack
from fogline.records import ActorResolution, ClaimType
from fogline.resolve.actors import parties, resolve_actor
from fogline.resolve.cast import cast_of

from .conftest import actor, mention, reading, report


def who(pack: Pack | None, text: str, words: str, **more: object) -> ActorResolution:
    made = report(text, **more)  # type: ignore[arg-type]
    return resolve_actor(mention(text, words), None if pack is None else cast_of(made, pack))


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("Crown forces", "crown"),
        ("Black Banner gunmen", "black-banner"),
        ("units of the Crown army", "crown"),
        ("Lancers", "crown-lancers"),
        ("villagers", "civilians"),
        ("rebels", "league"),
        ("Blakk Banner rebels", "black-banner"),
    ],
)
def test_words_that_name_an_actor(pack: Pack, words: str, id: str) -> None:
    assert who(pack, f"They said {words} were there.", words).id == id


def test_a_backer_is_not_who_is_backed(pack: Pack) -> None:
    text = "The Crown-backed fighters of the Black Banner came."
    assert who(pack, text, "Crown-backed fighters of the Black Banner").id == "black-banner"


def test_a_unit_keeps_its_own_id_and_has_its_parents_side(pack: Pack) -> None:
    made = who(pack, "The Lancers Brigade moved.", "Lancers Brigade")
    assert (made.id, made.side) == ("crown-lancers", "crown")


def test_side_follows_the_date(pack: Pack) -> None:
    text = "The River Guard moved."
    assert who(pack, text, "River Guard", published=date(2019, 1, 1)).side == "league"
    assert who(pack, text, "River Guard", published=date(2021, 1, 1)).side == "crown"


def test_an_unknown_group_keeps_its_words(pack: Pack) -> None:
    made = who(pack, "The Sons of Thunder Battalion moved.", "Sons of Thunder Battalion")
    assert made.id is None
    assert made.text == "Sons of Thunder Battalion"
    assert made.reason


def test_general_words_go_to_whom_the_report_names(pack: Pack) -> None:
    assert who(pack, "The Black Banner lost a hill. The gunmen fled.", "gunmen").id == "black-banner"
    assert who(pack, "The League fighters lost a hill. The gunmen fled.", "gunmen").id == "league"


def test_loaded_words_follow_the_lexicon_and_the_report(pack: Pack) -> None:
    assert who(pack, "The wreckers fled.", "wreckers").id == "league"
    assert who(pack, "The Black Banner lost a hill. The wreckers fled.", "wreckers").id == "black-banner"


def test_the_other_partys_side_is_barred(pack: Pack) -> None:
    text = "The League fighters attacked the gunmen near a hill."
    made = report(text)
    claim = reading(
        made,
        "attacked",
        initiator=(mention(text, "League fighters"),),
        target=(mention(text, "gunmen"),),
    )
    initiator, target = parties(claim, cast_of(made, pack))
    assert initiator[0].id == "league"
    assert target[0].id == "black-banner"


def test_who_held_the_country_there_decides_between_two(pack: Pack) -> None:
    text = "Crown forces attacked the militants."
    made = report(text)
    claim = reading(made, "attacked", initiator=(mention(text, "Crown forces"),), target=(mention(text, "militants"),))
    cast = cast_of(made, pack)
    assert parties(claim, cast, {"black-banner": 0.8})[1][0].id == "black-banner"
    assert parties(claim, cast, {"league": 0.8})[1][0].id == "league"


def test_our_forces_are_the_sources_own(pack: Pack) -> None:
    assert who(pack, "Our troops advanced.", "Our troops", source="Crown Press").id == "crown"
    assert who(pack, "Our troops advanced.", "Our troops", source="League fighters press office").id == "league"


def test_harm_to_civilians_is_about_civilians_unless_the_words_differ(pack: Pack) -> None:
    text = "Shells of the Crown army hurt three pickers."
    made = report(text)
    claim = reading(made, "hurt", ClaimType.CIVILIAN_HARM, target=(mention(text, "pickers"),))
    assert parties(claim, cast_of(made, pack))[1][0].id == "civilians"


def test_a_people_that_is_driven_out_or_fed_is_civilians(pack: Pack) -> None:
    text = "Thousands of Quarrans fled the town. Quarrans took the hill."
    made = report(text)
    cast, words = cast_of(made, pack), (mention(text, "Quarrans"),)
    moved = parties(reading(made, "fled", ClaimType.DISPLACEMENT, target=words), cast)
    taken = parties(reading(made, "took", ClaimType.CONTROL_GAIN, initiator=words), cast)
    assert [a.id for a in moved[1]] == ["civilians"]
    assert [a.id for a in taken[0]] != ["civilians"]


def test_without_a_pack_only_civilians_are_known() -> None:
    assert who(None, "The army hurt residents.", "residents").id == "civilians"
    assert who(None, "It hurt women who sold bread.", "women who sold bread").id == "civilians"
    made = who(None, "The army hurt residents.", "army")
    assert made.id is None
    assert "no pack" in made.reason


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("Lanccers Brigaade", "crown-lancers"),
        ("Blak Bannar gunmen", "black-banner"),
        ("9th Armoured Division", "crown"),
        ("Army Units", "crown"),
        ("paratroops", "crown"),
        ("GOVERNMENT SOLDIERS", "crown"),
        ("Quarra", "crown"),
        ("crowd", "civilians"),
        ("gunmen who had come from Pesky", "black-banner"),
    ],
)
def test_words_are_told_by_sound_kind_and_head(pack: Pack, words: str, id: str) -> None:
    named = "Crown forces fought the Black Banner, the Black Banner fled. "
    assert who(pack, f"{named}It was {words} there.", words).id == id


def test_a_name_that_sounds_like_no_other_stays_unknown(pack: Pack) -> None:
    assert who(pack, "Crown forces met the Band of Brothers Farrow.", "Band of Brothers Farrow").id is None
    assert who(pack, "Crown forces met the 2nd Harbour Division.", "2nd Harbour Division").id is None


def test_heroes_are_the_side_of_the_outlet_and_vermin_the_others(pack: Pack) -> None:
    text = "The League fought. Heroes took Marun from the rats."
    assert who(pack, text, "Heroes", source="Crown army press office").id == "crown"
    assert who(pack, text, "rats", source="Crown army press office").id == "league"


def test_security_forces_are_the_theatres_own_where_only_another_state_is_named(pack: Pack) -> None:
    abroad = actor("neighbour", "state", "Neighbour")
    everyone = (*pack.actors, abroad)
    theatre = replace(pack, actors=everyone, by_actor={a.id: a for a in everyone}, digest="with a neighbour")
    text = (
        "Some reached Neighbour. "
        + "It had rained all week and nobody slept. " * 20
        + "Then security forces opened fire."
    )
    assert who(theatre, text, "security forces").id == "crown"
    assert who(theatre, text, "Neighbour").id == "neighbour"


def test_a_general_word_in_capitals_is_no_name_spelled_otherwise(pack: Pack) -> None:
    """An actor whose alias sounds like a general word is not meant by it."""
    actors = (*pack.actors, actor("outland", "state", "Outland|Outland warplanes|Warrplanes"))
    other = replace(pack, digest="warplanes", actors=actors, by_actor={a.id: a for a in actors})
    assert who(other, "Warplanes bombed Marun.", "Warplanes").id != "outland"
