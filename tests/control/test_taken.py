"""How much of its place a claim tells of, and for whom a place is taken."""

from dataclasses import replace
from datetime import date

import pytest

from fogline.control.evidence import Kind, held_for, said
from fogline.control.taken import Extent, extent_of
from fogline.pack.schema import Side
from fogline.records import (
    Claim,
    ClaimType,
    Count,
    CountKind,
    Granularity,
    Interval,
    Mention,
    Relation,
    SideId,
    Span,
    Status,
)
from tests.invented import pack
from tests.made import actor, claim


def told(quote: str, trigger: str, words: str, *, kind: str = "town", relation: Relation = Relation.AT) -> Claim:
    """A gain whose sentence, trigger and place words are given."""
    made = claim("a", quote=quote)
    assert made.place is not None
    at, begin = quote.index(words), quote.index(trigger)
    return replace(
        made,
        trigger=Mention(text=trigger, span=Span(begin, begin + len(trigger))),
        place=replace(
            made.place, text=words, span=Span(at, at + len(words)), name="Oldmere", kind=kind, relation=relation
        ),
    )


@pytest.mark.parametrize(
    ("quote", "trigger", "words", "extent"),
    [
        ("The League took Oldmere.", "took", "Oldmere", Extent.WHOLE),
        ("The League took two villages and Oldmere.", "took", "Oldmere", Extent.WHOLE),
        ("The League took the whole area.", "took", "area", Extent.WHOLE),
        ("The League took parts of Oldmere.", "took", "Oldmere", Extent.SOME),
        ("The League took three neighbourhoods inside Oldmere.", "took", "Oldmere", Extent.SOME),
        ("20% of Oldmere was taken.", "taken", "Oldmere", Extent.SOME),
        ("The League took most of Oldmere.", "took", "Oldmere", Extent.MOST),
        ("The League took 12 villages in the Oldmere area.", "took", "Oldmere area", Extent.BESIDE),
        ("The League took Oldmere airbase.", "took", "Oldmere airbase", Extent.BESIDE),
        ("The League took hills east of Oldmere.", "took", "east of Oldmere", Extent.BESIDE),
        ("The League took the city.", "took", "city", Extent.WHOLE),
        ("The League took oldmere.", "took", "oldmere", Extent.WHOLE),
        ("The League took a mill.", "took", "mill", Extent.BESIDE),
        ("The League took five more.", "took", "five", Extent.BESIDE),
        ("The League took another small village.", "took", "village", Extent.BESIDE),
        ("The League took another village.", "took", "another village", Extent.BESIDE),
        ("The League took Oldmere's train station.", "took", "Oldmere", Extent.BESIDE),
        ("The League took the city's Mill district.", "took", "city", Extent.SOME),
        ("The League took the outskirts of Oldmere.", "took", "Oldmere", Extent.BESIDE),
        ("The League took western Oldmere.", "took", "Oldmere", Extent.SOME),
        ("The League took the western town of Oldmere.", "took", "Oldmere", Extent.WHOLE),
        ("The League took the western town.", "took", "town", Extent.WHOLE),
        ("Around Oldmere the League took several villages.", "took", "Oldmere", Extent.BESIDE),
        ("In Oldmere the League took six more districts.", "took", "Oldmere", Extent.SOME),
        ("The League took a village to the east Oldmere.", "took", "Oldmere", Extent.BESIDE),
        ("The League took the Old City.", "took", "Old City", Extent.BESIDE),
        ("The League took two villages and besieged Oldmere.", "took", "Oldmere", Extent.BESIDE),
        ("The League took and fortified Oldmere.", "took", "Oldmere", Extent.WHOLE),
    ],
)
def test_the_words_say_how_much_was_taken(quote: str, trigger: str, words: str, extent: Extent) -> None:
    assert extent_of(told(quote, trigger, words)) is extent


@pytest.mark.parametrize(
    ("quote", "number", "extent"),
    [
        ("The League took five villages in Oldmere.", "five", Extent.BESIDE),
        ("In Oldmere five hamlets were taken.", "five", Extent.BESIDE),
        ("The League took three villages: Oldmere, Reedham and Saltby.", "three", Extent.WHOLE),
        ("The League took three villages, including Oldmere.", "three", Extent.WHOLE),
        ("Having taken Oldmere, the League went on to two more.", "two", Extent.WHOLE),
    ],
)
def test_a_number_of_places_is_not_the_town_beside_it(quote: str, number: str, extent: Extent) -> None:
    made = told(quote, "took" if "took" in quote else "taken", "Oldmere")
    at = quote.index(number)
    count = Count(text=number, span=Span(at, at + len(number)), what=CountKind.PLACES, low=5, best=5, high=5)
    assert extent_of(replace(made, counts=(count,))) is extent


def test_what_lies_beside_a_town_tells_nothing_of_its_holder_and_a_part_that_it_is_fought_over() -> None:
    assert said(told("The League took a farm near Oldmere.", "took", "Oldmere", relation=Relation.NEAR), None) is None
    some = said(told("The League took parts of Oldmere.", "took", "Oldmere"), None)
    assert some is not None
    assert some.kind is Kind.CONTESTED


def test_an_airbase_of_a_towns_name_is_taken_itself() -> None:
    assert (
        extent_of(told("The League took Oldmere airbase.", "took", "Oldmere airbase", kind="airbase")) is Extent.WHOLE
    )


def test_a_helper_that_holds_nothing_takes_for_whom_it_helps() -> None:
    theatre = pack()
    helped = next(s for s in theatre.sides if s.id in {h.holder for b in theatre.baselines for h in b.holders})
    helper = Side(id=SideId("helper"), name="Helper", colour="#000000", pattern="solid")
    helped = replace(helped, allies=(*helped.allies, helper.id))
    sides = (*(s for s in theatre.sides if s.id != helped.id), helped, helper)
    theatre = replace(theatre, sides=sides, digest="with a helper")
    assert held_for(theatre)["helper"] == helped.id
    evidence = said(replace(claim("a"), initiator=actor("helper")), theatre)
    assert evidence is not None
    assert evidence.by == helped.id


def test_by_a_day_ends_on_it_and_since_a_day_goes_on() -> None:
    time = Interval(
        text="", span=None, start=date(2014, 5, 2), end=date(2014, 5, 30), granularity=Granularity.OPEN, basis=""
    )
    by = said(replace(claim("a", published="2020-03-10"), time=time), None)
    since = said(replace(claim("a", published="2020-03-10"), time=replace(time, end=date(2020, 3, 10))), None)
    assert by is not None
    assert since is not None
    assert (by.day, by.since, since.since) == (date(2014, 5, 30), None, date(2014, 5, 2))


def test_who_leaves_a_place_leaves_it_to_those_its_own_sentence_names() -> None:
    quote = "The garrison left Oldmere to the League."
    left = claim("a", ClaimType.WITHDRAWAL, by="garrison", on="marsh-league", quote=quote)
    at = quote.index("League")
    near = replace(left, target=(replace(left.target[0], span=Span(at, at + 6)),))
    far = replace(left, target=(replace(left.target[0], span=Span(900, 906)),))
    assert [e.on for c in (near, far) if (e := said(c, None)) is not None] == ["marsh-league", None]


def test_a_garrison_that_surrenders_holds_its_place_no_longer_and_counted_men_say_nothing_of_it() -> None:
    quote = "The garrison surrendered to the League in Oldmere."
    made = claim("a", ClaimType.DETENTION, by="garrison", on="marsh-league", quote=quote)
    who, whom, verb = quote.index("garrison"), quote.index("League"), quote.index("surrendered")
    yielded = replace(
        made,
        initiator=(replace(made.initiator[0], span=Span(who, who + 8)),),
        target=(replace(made.target[0], span=Span(whom, whom + 6)),),
        trigger=Mention(text="surrendered", span=Span(verb, verb + 11)),
    )
    five = Count(text="five", span=None, what=CountKind.SURRENDERED, low=5, best=5, high=5, of=None)
    captured = replace(yielded, trigger=Mention(text="captured", span=Span(verb, verb + 8)))
    heard = [said(c, None) for c in (yielded, replace(yielded, counts=(five,)), captured)]
    assert [(e.kind, e.by, e.on) for e in heard if e is not None] == [
        (Kind.LEAVE, "garrison", "marsh-league"),
        (Kind.DETENTION, "garrison", "marsh-league"),
        (Kind.DETENTION, "garrison", "marsh-league"),
    ]


def test_the_district_of_a_name_is_all_of_it_where_the_name_is_a_district() -> None:
    quote = "The League took the district of Oldmere."
    assert extent_of(told(quote, "took", "Oldmere", kind="neighbourhood")) is Extent.WHOLE
    assert extent_of(told(quote, "took", "Oldmere")) is Extent.SOME


def test_what_was_expected_long_ago_is_of_its_time_and_a_departure_then_counts_as_told() -> None:
    long_ago = Interval(
        text="in May", span=None, start=date(2017, 5, 1), end=date(2017, 5, 31), granularity=Granularity.MONTH, basis=""
    )
    made = replace(
        claim("a", ClaimType.WITHDRAWAL, on=None, published="2020-03-10", status=Status.EXPECTED), time=long_ago
    )
    old, new = said(made, None), said(replace(made, published=date(2017, 6, 10)), None)
    assert old is not None
    assert new is not None
    assert (old.kind, old.day) == (Kind.LEAVE, date(2017, 5, 1))
    assert (new.kind, new.day) == (Kind.EXPECTED_LEAVE, date(2017, 6, 10))
    assert old.sure < new.sure


def test_a_fight_tells_less_of_the_holder_than_a_capture() -> None:
    capture, clash = said(claim("a"), None), said(claim("a", ClaimType.CLASH), None)
    assert capture is not None
    assert clash is not None
    assert clash.sure < capture.sure
