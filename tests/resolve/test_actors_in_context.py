"""Who words mean by the day told of, by who speaks, and by who stands behind those meant."""

from dataclasses import replace
from datetime import date

import pytest

from fogline.pack import Actor, LoadedWord, Pack, outlived
from fogline.pack.schema import Period, Side
from fogline.records import ActorId, ActorResolution, ClaimType, SideId
from fogline.resolve.actors import parties, resolve_actor
from fogline.resolve.cast import cast_of

from .conftest import actor, mention, reading, report


def lasting(made: Actor, start: date | None, end: date | None, successor: str | None = None, *backers: str) -> Actor:
    return replace(
        made,
        exists=Period(start=start, end=end),
        successor=None if successor is None else ActorId(successor),
        backers=tuple(ActorId(b) for b in backers),
    )


def loaded(word: str, *refers: str, speaker: str | None = None) -> LoadedWord:
    return LoadedWord(
        words=(word,),
        neutral="fighters",
        type=None,
        refers=tuple(ActorId(r) for r in refers),
        lean="crown" if speaker is None else speaker,
        speaker=None if speaker is None else SideId(speaker),
    )


@pytest.fixture(scope="module")
def dated(pack: Pack) -> Pack:
    first, second = date(2014, 1, 1), date(2016, 6, 1)
    actors = (
        *pack.actors,
        lasting(actor("ember", "armed", "Ember Host", "brotherhood"), second, None),
        lasting(actor("ember-first", "armed", "Ember Front", parent="ember"), first, date(2016, 5, 31), "ember"),
        lasting(actor("swallowed", "armed", "Reed Company", parent="league"), first, date(2015, 1, 1), "northern"),
        lasting(actor("northern", "armed", "Northern Legion", parent="league"), date(2015, 1, 1), None),
        lasting(actor("old-guard", "armed", "Home Guard", parent="crown"), None, date(2015, 12, 31)),
        lasting(actor("new-guard", "armed", "Home Guard", parent="league"), date(2016, 1, 1), None),
        lasting(
            actor("legion", "armed", "Frontier Legion", "the League", parent="league"), second, None, None, "outland"
        ),
        actor("outland", "state", "Outland|Outlanders", "Outlandish"),
        actor("outland-air", "armed", "Outland Air Force", "planes", parent="outland"),
    )
    words = (
        loaded("vermin", "league", "black-banner"),
        loaded("vermin", "crown", speaker="league"),
        loaded("brethren", "ember", speaker="ember"),
    )
    sides = (
        Side(id=SideId("crown"), name="Crown", colour="", pattern="", allies=(SideId("outland"),)),
        Side(id=SideId("league"), name="League", colour="", pattern=""),
        Side(id=SideId("black-banner"), name="Banner", colour="", pattern=""),
    )
    by_actor = {a.id: a for a in actors}
    return replace(
        pack, digest="quarra-dated", actors=actors, by_actor=by_actor, lexicon=(*pack.lexicon, *words), sides=sides
    )


def who(
    pack: Pack, text: str, words: str, source: str = "Daily", published: date = date(2017, 3, 18)
) -> ActorResolution:
    return resolve_actor(mention(text, words), cast_of(report(text, source=source, published=published), pack))


def test_a_renamed_group_is_what_it_had_become_by_the_day_told_of(dated: Pack) -> None:
    text = "The Ember Front took a hill."
    assert who(dated, text, "Ember Front", published=date(2015, 3, 1)).id == "ember-first"
    assert who(dated, text, "Ember Front", published=date(2017, 3, 1)).id == "ember"
    made = report(text, published=date(2017, 3, 1))
    claim = reading(made, "took", ClaimType.CONTROL_GAIN, initiator=(mention(text, "Ember Front"),))
    (told,), _ = parties(claim, cast_of(made, dated), day=date(2015, 2, 1))
    assert (told.id, told.side) == ("ember-first", "ember")


def test_a_group_that_another_swallowed_stays_itself(dated: Pack) -> None:
    assert outlived(dated, dated.by_actor[ActorId("swallowed")], date(2018, 1, 1)).id == "swallowed"


def test_a_name_borne_by_two_is_the_one_that_existed_on_the_day(dated: Pack) -> None:
    assert who(dated, "The Home Guard came.", "Home Guard", published=date(2014, 1, 1)).id == "old-guard"
    assert who(dated, "The Home Guard came.", "Home Guard", published=date(2016, 6, 1)).id == "new-guard"


def test_general_words_never_mean_a_group_not_yet_founded(dated: Pack) -> None:
    text = "The brotherhood shelled the town."
    assert who(dated, text, "brotherhood", published=date(2018, 1, 1)).id == "ember"
    assert who(dated, text, "brotherhood", published=date(2013, 1, 1)).id is None


def test_loaded_words_mean_what_the_sources_side_means_by_them(dated: Pack) -> None:
    assert who(dated, "The vermin fled.", "vermin").id == "league"
    assert who(dated, "The vermin fled.", "vermin", source="League fighters press office").id == "crown"
    assert who(dated, "The brethren fled.", "brethren").id is None


def test_the_enemy_is_nobody_who_fights_beside_the_source(dated: Pack) -> None:
    text = "The Outlanders came. The enemy fled."
    assert who(dated, text, "enemy", source="Crown Press").id == "league"


def test_those_backed_are_not_their_backer(dated: Pack) -> None:
    made = who(dated, "Outland-backed fighters took a hill.", "Outland-backed fighters")
    assert made.id == "legion"
    assert who(dated, "Fighters loyal to Outland took a hill.", "Fighters loyal to Outland").id == "legion"


def test_a_name_means_the_part_whose_backer_is_beside_it(dated: Pack) -> None:
    assert who(dated, "The League took a hill.", "The League").id == "league"
    assert who(dated, "With the Outlanders the League took a hill.", "the League").id == "legion"


def test_words_in_quotation_marks_are_the_speakers_own(dated: Pack) -> None:
    text = 'A League fighters commander said: "Our men hold the hill."'
    made = report(text, source="Crown Press")
    claim = reading(
        made,
        "hold",
        ClaimType.CONTROL_HOLD,
        initiator=(mention(text, "Our men"),),
        attributed_to=(mention(text, "League fighters commander"),),
    )
    (holder,), _ = parties(claim, cast_of(made, dated))
    assert holder.id == "league"


def test_an_air_strike_of_a_people_is_by_its_air_force(dated: Pack) -> None:
    text = "An Outlandish raid hit the town after Outland had warned it."
    made = report(text)
    for words, wanted in (("Outlandish", "outland-air"), ("Outland", "outland")):
        claim = reading(
            made, "raid", ClaimType.AIR_STRIKE, initiator=(mention(text, words, 12 * (wanted == "outland")),)
        )
        assert parties(claim, cast_of(made, dated))[0][0].id == wanted


def test_the_unknown_stay_unknown(dated: Pack) -> None:
    made = who(dated, "Unknown gunmen fired. The League fled.", "Unknown gunmen")
    assert made.id is None
    assert made.reason == "said to be unknown"


def test_bare_men_held_are_civilians_and_bare_men_who_attack_are_not(dated: Pack) -> None:
    text = "The League held men. Then men attacked the Crown army."
    made = report(text)
    held = reading(made, "held", ClaimType.DETENTION, target=(mention(text, "men"),))
    assert parties(held, cast_of(made, dated))[1][0].id == "civilians"
    fought = reading(made, "attacked", initiator=(mention(text, "men", 20),), target=(mention(text, "Crown army"),))
    assert parties(fought, cast_of(made, dated))[0][0].id == "league"


def test_a_people_named_beside_a_general_word_decides(dated: Pack) -> None:
    text = "The Crown army waited. An Outlandish plane was seen."
    assert who(dated, text, "Outlandish plane").id == "outland"
    assert who(dated, text, "plane").id != "outland"


def test_the_planes_are_whose_aircraft_were_just_named(dated: Pack) -> None:
    text = "Outlandish warplanes came over the town held by the Crown army. The planes hit a hill."
    assert who(dated, text, "The planes").id == "outland"
    assert who(dated, "The Crown army waited. The planes hit a hill.", "The planes").id != "outland"


def test_its_forces_are_those_of_whom_the_sentence_names(dated: Pack) -> None:
    text = "The Crown army held the hill. The League said its forces took the mill."
    assert who(dated, text, "its forces").id == "league"
    assert who(dated, "The Outlanders said its mercenaries took the mill.", "its mercenaries").id != "outland"


def test_armed_men_who_are_held_are_no_civilians(dated: Pack) -> None:
    text = "The Crown army held armed men and a man of sixty after the League fled."
    made = report(text)
    held = reading(
        made,
        "held",
        ClaimType.DETENTION,
        initiator=(mention(text, "Crown army"),),
        target=(mention(text, "armed men"), mention(text, "man of sixty")),
    )
    armed, old = parties(held, cast_of(made, dated))[1]
    assert armed.id != "civilians"
    assert old.id == "civilians"


def test_us_between_quotation_marks_under_fire_are_civilians(dated: Pack) -> None:
    text = '"The Crown army shelled us," a baker said.'
    made = report(text, source="League fighters press office")
    claim = reading(made, "shelled", ClaimType.SHELLING, target=(mention(text, "us"),))
    assert parties(claim, cast_of(made, dated))[1][0].id == "civilians"


def test_general_words_right_behind_a_name_are_its_own(dated: Pack) -> None:
    text = "The Crown Army closed in. Its shells drove the Northern Legion defenders out of Sarin."
    assert who(dated, text, "defenders").id == "northern"
    text = "The Northern Legion closed in. The Crown Army said that the defenders had fled."
    assert who(dated, text, "defenders").reason.startswith("by context")
