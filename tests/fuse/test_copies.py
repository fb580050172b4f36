from dataclasses import replace
from datetime import date

from fogline.codec import report_id
from fogline.fuse.copies import copied_reports
from fogline.fuse.origins import Origins, signed_by
from fogline.records import Report

WIRE = (
    "Fighters of the league entered the harbour quarter on Monday night after two days of shelling, residents said. "
    "Four houses by the old quay were burnt and a warehouse of the grain office was emptied before dawn. "
    "The garrison spoke of a short raid and said that its men were still in the tower above the lock. "
    "A doctor at the small hospital counted eleven dead, most of them dock workers who had not left in time. "
    "Boats with families reached the far bank in the morning, and the ferry has stopped until further notice."
)
OTHER = (
    "The price of bread in the northern markets has doubled since the spring, traders told the paper this week. "
    "Flour comes over the hills by mule, and the toll at each of the three posts is paid in coin. "
    "The council promised a second mill by the autumn but has not yet found anyone who will build it. "
    "In the villages people bake with barley again, as their grandparents did in the years of the flood."
)


def report(key: str, text: str, day: int, source: str = "Harran Wire") -> Report:
    published = date(2020, 3, day)
    return Report(id=report_id(source, key, text), key=key, source=source, text=text, published=published)


def test_a_trimmed_copy_and_a_quoted_passage_are_found_and_a_stranger_is_not() -> None:
    first = report("a", WIRE, 10)
    trimmed = report("b", WIRE[:300], 11, "Reed Voice")
    quoting = report("c", f"{OTHER} {WIRE[200:420]} {OTHER[::-1]}", 12, "Oldmere Post")
    stranger = report("d", OTHER, 1, "Oldmere Post")
    found = copied_reports([quoting, stranger, trimmed, first])
    assert found[trimmed.id].of == first.id
    assert found[trimmed.id].whole
    assert {first.id, stranger.id}.isdisjoint(found)
    assert quoting.id in found


def test_the_earlier_report_is_the_origin_whatever_the_order() -> None:
    first, late = report("a", WIRE, 10), report("b", WIRE, 12, "Reed Voice")
    for listed in ([first, late], [late, first]):
        assert {k: c.of for k, c in copied_reports(listed).items()} == {late.id: first.id}


def test_of_one_day_the_report_that_another_signs_is_the_copy() -> None:
    first, reprint = report("z", WIRE, 10), report("a", f"{WIRE} - HARRAN WIRE", 10, "Reed Voice")
    passed_on = Origins(None, [first, reprint]).passed_on([first, reprint])
    assert passed_on == {reprint.id}
    for listed in ([first, reprint], [reprint, first]):
        assert {k: c.of for k, c in copied_reports(listed, passed_on).items()} == {reprint.id: first.id}


def test_the_same_words_two_months_later_are_no_copy() -> None:
    first = report("a", WIRE, 10)
    late = Report(id=report_id("x", "b", WIRE), key="b", source="x", text=WIRE, published=date(2020, 6, 10))
    assert copied_reports([first, late]) == {}


def test_a_set_phrase_inside_a_passage_does_not_hide_that_it_is_copied() -> None:
    phrase = "and the ferry has stopped until further notice, the harbour master of Oldmere said"
    passage = f"Boats with families reached the far bank in the morning, {phrase}, before the lock was shut again."
    months_ago = report("z", f"{phrase}. {OTHER[:150]}", 1)
    months_ago = replace(months_ago, published=date(2019, 9, 1))
    first, quoting = report("a", f"{WIRE} {passage}", 10), report("c", f"{OTHER} {passage}", 12, "Oldmere Post")
    found = copied_reports([months_ago, first, quoting])
    assert {k: c.of for k, c in found.items()} == {quoting.id: first.id}


def test_what_is_printed_later_does_not_change_who_copied_whom() -> None:
    first, late = report("a", WIRE, 10), report("b", WIRE, 12, "Reed Voice")
    again = replace(report("z", WIRE, 1), published=date(2020, 9, 1))
    assert {k: c.of for k, c in copied_reports([first, late, again]).items()} == {late.id: first.id}


def test_the_agency_that_signs_a_report_is_its_voice() -> None:
    known = {"harran wire": "harran-wire", "hwa": "harran-wire"}
    assert signed_by("The harbour is quiet again. - HARRAN WIRE", known) == "harran-wire"
    assert signed_by("OLDMERE (HWA) - The harbour is quiet again.", known) == "harran-wire"
    assert signed_by("The harbour is quiet again. - LAKE PRESS", known) == "lake press"
    assert signed_by("The HWA said (as ever) little. The harbour is quiet - again.", known) is None
