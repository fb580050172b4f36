"""Readings become claims, one for one."""

from dataclasses import replace
from datetime import date

import pytest

from fogline.gazetteer import Gazetteer
from fogline.pack import Pack
from fogline.pack.schema import ActorName
from fogline.records import ActorId, ClaimType, CountKind, CountMention
from fogline.resolve import resolve
from fogline.resolve.ground import holders_near

from .conftest import ACTORS, mention, place, reading, report

TEXT = "Crown forces took Marun yesterday, killing 12 rebels and leaving Wuqhazir."


def test_a_claim_carries_its_reading_and_what_was_resolved(pack: Pack, gazetteer: Gazetteer) -> None:
    made = report(TEXT)
    count = CountMention(
        text="12",
        span=mention(TEXT, "12").span,
        what=CountKind.KILLED,
        low=12,
        best=12,
        high=12,
        of=mention(TEXT, "rebels"),
    )
    first = reading(
        made,
        "took",
        ClaimType.CONTROL_GAIN,
        initiator=(mention(TEXT, "Crown forces"),),
        place=place(TEXT, "Marun"),
        time=mention(TEXT, "yesterday"),
        counts=(count,),
    )
    second = reading(made, "leaving", ClaimType.WITHDRAWAL, place=place(TEXT, "Wuqhazir"))
    claims = resolve(made, [first, second], pack=pack, gazetteer=gazetteer)
    assert [str(c.id) for c in claims] == [str(first.id), str(second.id)]
    assert {c.theatre for c in claims} == {"quarra"}
    gain, left = claims
    assert gain.initiator[0].id == "crown"
    assert gain.place is not None
    assert gain.place.place_id == "q-marun"
    assert gain.time is not None
    assert gain.time.start == date(2017, 3, 17)
    assert gain.counts[0].of == "league"
    assert gain.counts[0].best == 12
    assert left.place is not None
    assert left.place.lat is None
    assert left.place.reason
    assert left.time is None


def test_the_same_input_gives_the_same_claims(pack: Pack, gazetteer: Gazetteer) -> None:
    made = report(TEXT)
    readings = [reading(made, "took", place=place(TEXT, "Marun"), time=mention(TEXT, "yesterday"))]
    assert resolve(made, readings, pack=pack, gazetteer=gazetteer) == resolve(
        made, readings, pack=pack, gazetteer=gazetteer
    )


def test_without_a_pack_nothing_is_dropped(gazetteer: Gazetteer) -> None:
    made = report(TEXT, published=None)
    readings = [reading(made, "took", place=place(TEXT, "Marun"), time=mention(TEXT, "yesterday"))]
    (claim,) = resolve(made, readings, pack=None, gazetteer=gazetteer)
    assert claim.theatre is None
    assert claim.time is None
    assert claim.place is not None


def test_no_readings_give_no_claims(pack: Pack, gazetteer: Gazetteer) -> None:
    assert resolve(report(TEXT), [], pack=pack, gazetteer=gazetteer) == ()


def test_the_country_round_a_place_is_its_baselines(pack: Pack, gazetteer: Gazetteer) -> None:
    made = report(TEXT)
    (claim,) = resolve(made, [reading(made, "took", place=place(TEXT, "Marun"))], pack=pack, gazetteer=gazetteer)
    near = holders_near(claim.place, pack, date(2017, 3, 1))
    assert near["league"] > 0.5
    later = holders_near(claim.place, pack, date(2022, 3, 1))
    assert later["league"] < near["league"]
    assert holders_near(None, pack, date(2017, 3, 1)) == {}


def test_a_report_titled_by_a_place_is_of_it(pack: Pack, gazetteer: Gazetteer) -> None:
    text = (
        "Rebels took it in May. Their tanks went on to Marun, to Marun, the big city. On 7 June the army took the town."
    )
    made = replace(report(text), title="Sarin")
    readings = [
        reading(made, "took it", ClaimType.CONTROL_GAIN),
        reading(made, "went", ClaimType.DEPLOYMENT, place=place(text, "Marun")),
        reading(made, "took the", ClaimType.CONTROL_GAIN, place=place(text, "the town")),
    ]
    named = resolve(made, readings, pack=pack, gazetteer=gazetteer)
    assert [c.place.place_id if c.place else None for c in named] == ["g-sarin", "q-marun", "g-sarin"]
    unnamed = resolve(replace(made, title="Army takes Sarin"), readings, pack=pack, gazetteer=gazetteer)
    assert unnamed[0].place is None


def test_who_loses_a_place_is_not_its_taker(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "League fighters lost Marun to the Crown army. Crown forces took it. League fighters had lost it by then."
    made = report(text)
    readings = [
        reading(made, "lost", ClaimType.CONTROL_GAIN, initiator=(mention(text, "League fighters"),),
                target=(mention(text, "Crown army"),)),
        reading(made, "took", ClaimType.CONTROL_GAIN, initiator=(mention(text, "Crown forces"),),
                target=(mention(text, "League fighters"),)),
    ]  # fmt: skip
    lost, took = resolve(made, readings, pack=pack, gazetteer=gazetteer)
    assert [a.id for a in (*lost.initiator, *lost.target)] == ["crown", "league"]
    assert [a.id for a in (*took.initiator, *took.target)] == ["crown", "league"]


def test_by_whom_a_place_was_lost_is_not_its_taker(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Marun was lost by the Crown army. Sarin was lost to League fighters."
    made = report(text)
    readings = [
        reading(made, "lost by the", ClaimType.CONTROL_GAIN, initiator=(mention(text, "Crown army"),)),
        reading(made, "lost to", ClaimType.CONTROL_GAIN, initiator=(mention(text, "League fighters"),)),
    ]
    by, to = resolve(made, readings, pack=pack, gazetteer=gazetteer)
    assert ([a.id for a in by.initiator], [a.id for a in by.target]) == ([], ["crown"])
    assert ([a.id for a in to.initiator], [a.id for a in to.target]) == (["league"], [])


def test_the_loss_of_a_place_is_its_holders(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "The Crown army was silent on the loss of Marun. The loss of Sarin to League fighters hurt the Crown army."
    made = report(text)
    army, fighters = mention(text, "Crown army"), mention(text, "League fighters")
    readings = [
        reading(made, "loss of Marun", ClaimType.CONTROL_GAIN, initiator=(army,)),
        reading(made, "loss of Sarin", ClaimType.CONTROL_GAIN, initiator=(army,), target=(fighters,)),
    ]
    told, to = resolve(made, readings, pack=pack, gazetteer=gazetteer)
    assert ([a.id for a in told.initiator], [a.id for a in told.target]) == ([], ["crown"])
    assert ([a.id for a in to.initiator], [a.id for a in to.target]) == (["league"], ["crown"])


@pytest.mark.parametrize(
    ("kind", "sides"),
    [
        (ClaimType.CLASH, (["crown"], ["league"])),
        (ClaimType.CASUALTIES, ([], ["crown", "league"])),
        (ClaimType.ENCIRCLEMENT, (["crown"], ["crown", "league"])),
    ],
)
def test_no_actor_is_on_both_sides_but_of_a_siege(
    pack: Pack, gazetteer: Gazetteer, kind: ClaimType, sides: tuple[list[str], list[str]]
) -> None:
    text = "The Crown army fought, and Crown forces and League fighters fell."
    made = report(text)
    target = (mention(text, "Crown forces"), mention(text, "League fighters"))
    told = reading(made, "fought", kind, initiator=(mention(text, "Crown army"),), target=target)
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert ([a.id for a in claim.initiator], [a.id for a in claim.target]) == sides


def test_a_general_staff_is_no_staff_of_a_clinic(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "The Crown army took Marun. The General Staff and the Action Group told of it, and the clinic staff fled."
    made = report(text)
    named = tuple(mention(text, words) for words in ("General Staff", "Action Group", "clinic staff"))
    (claim,) = resolve(
        made, [reading(made, "took", ClaimType.CONTROL_GAIN, initiator=named)], pack=pack, gazetteer=gazetteer
    )
    assert [a.id for a in claim.initiator] == ["crown", None, "civilians"]


@pytest.mark.parametrize(
    ("text", "trigger", "wanted"),
    [
        ("The Crown army repelled League fighters near Marun.", "repelled", (["league"], ["crown"])),
        ("League fighters were repelled by the Crown army.", "repelled", (["league"], ["crown"])),
        ("The Crown army repelled two attacks by League fighters.", "attacks", (["league"], ["crown"])),
        ("The Crown army held off League fighters near Marun.", "held off", (["league"], ["crown"])),
        ("The Crown army came under fire from League fighters.", "came under fire", (["league"], ["crown"])),
        ("The Crown army came under heavy fire by League fighters.", "came under", (["league"], ["crown"])),
        ("The Crown army attacked League fighters near Marun.", "attacked", (["crown"], ["league"])),
    ],
)
def test_who_attacks_comes_first(
    pack: Pack, gazetteer: Gazetteer, text: str, trigger: str, wanted: tuple[list[str], list[str]]
) -> None:
    made = report(text)
    army, fighters = mention(text, "Crown army"), mention(text, "League fighters")
    first, second = sorted((army, fighters), key=lambda m: m.span.start)
    told = reading(made, trigger, ClaimType.CLASH, initiator=(first,), target=(second,))
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert ([a.id for a in claim.initiator], [a.id for a in claim.target]) == wanted


def test_a_place_is_not_taken_from_civilians(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "League fighters took Marun, and residents cheered."
    made = report(text)
    told = reading(made, "took", ClaimType.CONTROL_GAIN, initiator=(mention(text, "League fighters"),),
                   target=(mention(text, "residents"),))  # fmt: skip
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert claim.target == ()


def test_whom_a_count_counts_is_the_party_of_its_claim(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Black Banner men fought on. The Crown army executed 81 men in Marun."
    made = report(text)
    men = mention(text, "men", text.index("81"))
    told = reading(
        made, "executed", ClaimType.CIVILIAN_HARM, initiator=(mention(text, "Crown army"),), target=(men,),
        counts=(CountMention(text="81", span=mention(text, "81").span, what=CountKind.KILLED,
                             low=81, best=81, high=81, of=men),),
    )  # fmt: skip
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert [claim.counts[0].of] == [a.id for a in claim.target] == ["civilians"]


@pytest.mark.parametrize(("type", "by"), [(ClaimType.SHELLING, []), (ClaimType.AIR_STRIKE, ["Crown jets"])])
def test_aircraft_told_of_elsewhere_do_nothing_from_the_ground(
    pack: Pack, gazetteer: Gazetteer, type: ClaimType, by: list[str]
) -> None:
    text = "Crown jets circled over Marun. Mortar rounds fell on Sarin."
    made = report(text)
    told = replace(reading(made, "rounds fell", type, initiator=(mention(text, "Crown jets"),)), quote=mention(
        text, "Mortar rounds fell on Sarin."))  # fmt: skip
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert [a.text for a in claim.initiator] == by


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "wanted"),
    [
        ("The Crown army repelled two attacks.", "attacks", ClaimType.CLASH, ([], ["crown"])),
        ("Two attacks of the Crown army failed.", "attacks", ClaimType.CLASH, (["crown"], [])),
        ("The Crown army was driven out of Marun.", "driven out", ClaimType.CONTROL_GAIN, ([], ["crown"])),
        ("The Crown army has driven out gunmen.", "driven out", ClaimType.CONTROL_GAIN, (["crown"], [])),
        ("Four lorries were lost by the Crown army.", "lost", ClaimType.MATERIEL, ([], ["crown"])),
    ],
)
def test_who_is_told_to_suffer_it_does_not_do_it(
    pack: Pack, gazetteer: Gazetteer, text: str, trigger: str, kind: ClaimType, wanted: tuple[list[str], list[str]]
) -> None:
    made = report(text)
    told = reading(made, trigger, kind, initiator=(mention(text, "Crown army"),))
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert ([a.id for a in claim.initiator], [a.id for a in claim.target]) == wanted


def test_who_is_pushed_back_leaves(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "The Crown army was pushed back from Marun."
    made = report(text)
    told = reading(made, "pushed back", ClaimType.WITHDRAWAL, target=(mention(text, "Crown army"),))
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert ([a.id for a in claim.initiator], [a.id for a in claim.target]) == (["crown"], [])


def test_a_unit_stands_without_whose_it_is(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "The Crown army's elite Lancers Brigade and League fighters fought."
    made = report(text)
    named = tuple(mention(text, words) for words in ("Crown army", "Lancers Brigade", "League fighters"))
    (claim,) = resolve(made, [reading(made, "fought", initiator=named)], pack=pack, gazetteer=gazetteer)
    assert [a.id for a in claim.initiator] == ["crown-lancers", "league"]


@pytest.mark.parametrize(
    ("kind", "words", "target", "by"),
    [
        (ClaimType.EXPLOSION, "Crown army", None, []),
        (ClaimType.SHELLING, "Crown army", None, ["crown"]),
        (ClaimType.SHELLING, "Crown army", "Lancers", []),
        (ClaimType.SHELLING, "League fighters", None, ["league"]),
    ],
)
def test_who_is_told_of_elsewhere_does_not_do_what_he_hardly_can(
    pack: Pack, gazetteer: Gazetteer, kind: ClaimType, words: str, target: str | None, by: list[str]
) -> None:
    text = "The Crown army was near. Something hit the Lancers in Marun. League fighters came later."
    made = report(text)
    told = reading(made, "hit", kind, initiator=(mention(text, words),),
                   target=() if target is None else (mention(text, target),))  # fmt: skip
    told = replace(told, quote=mention(text, "Something hit the Lancers in Marun."))
    (claim,) = resolve(made, [told], pack=pack, gazetteer=gazetteer)
    assert [a.id for a in claim.initiator] == by


def test_who_tells_of_a_war_does_not_fight_in_it(pack: Pack, gazetteer: Gazetteer) -> None:
    monitor = replace(ACTORS[0], id=ActorId("watch"), name="River Watch", kind="monitor", names=(
        ActorName(text="River Watch", language="en", strong=True),))  # fmt: skip
    known = replace(pack, digest="with a monitor", actors=(*pack.actors, monitor),
                    by_actor={**pack.by_actor, monitor.id: monitor})  # fmt: skip
    text = "River Watch told of shelling and brought bread to Marun."
    made = report(text)
    watch = mention(text, "River Watch")
    readings = [reading(made, "shelling", ClaimType.SHELLING, initiator=(watch,)),
                reading(made, "brought", ClaimType.AID, initiator=(watch,))]  # fmt: skip
    assert [[a.id for a in c.initiator] for c in resolve(made, readings, pack=known, gazetteer=gazetteer)] == [
        [], ["watch"],
    ]  # fmt: skip


def test_an_airbase_by_its_letters_is_one(pack: Pack, gazetteer: Gazetteer) -> None:
    text = "Gunmen attacked Kadra AB."
    made = report(text)
    words = replace(place(text, "Kadra AB"), kind=None)
    (claim,) = resolve(made, [reading(made, "attacked", place=words)], pack=pack, gazetteer=gazetteer)
    assert claim.place is not None
    assert claim.place.place_id == "q-kadra-airbase"
