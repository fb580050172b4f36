"""The self-contained page in a real browser, opened from disk without network: every screen, by hand and by address."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import CHROMIUM, PHONE, SCREEN, Visit, colours, opened, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]

SCREENS = ("map", "reports", "sources", "places", "brief", "quality", "review", "add", "audit")


@pytest.fixture(scope="module")
def visit(browser: Browser, out: Path) -> Iterator[Visit]:
    made = opened(browser, (out / "map.html").as_uri(), offline=True)
    yield made
    made.page.context.close()


def test_the_map_is_drawn_and_the_list_holds_the_same_events(visit: Visit) -> None:
    page = visit.page
    assert colours(page) > 20
    expect(page.locator("output.date")).to_contain_text("2017")
    said = page.locator(".list .note").inner_text()
    shown, whole = (int(n) for n in re.findall(r"\d+", said)[:2])
    assert 0 < shown <= whole
    assert page.locator(".events button").count() == min(shown, 60)
    expect(page.locator("p[role=status]").first).to_contain_text(str(shown))
    visit.clean()


def test_steps_and_intervals_move_every_layer(visit: Visit) -> None:
    page = visit.show({"from": "2017-03-01", "to": "2017-03-31"})
    before = page.locator("output.date").inner_text()
    page.get_by_role("button", name="Back a week").click()
    expect(page.locator("output.date")).not_to_have_text(before)
    assert "to=2017-03-24" in page.url
    assert "from=2017-02-22" in page.url
    page.get_by_label("Interval", exact=True).select_option("0")
    assert "from=2017-03-24" in page.url
    handle = page.get_by_role("slider", name="To")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuetext", "25 March 2017")
    page.get_by_label("Interval", exact=True).select_option("-1")
    assert "from=" not in page.url
    visit.clean()


def test_brushing_sets_the_interval(visit: Visit) -> None:
    page = visit.show({"from": "2017-03-01", "to": "2017-03-31"})
    box = page.locator("canvas.bars").bounding_box()
    assert box is not None
    y = box["y"] + 20
    page.mouse.move(box["x"] + box["width"] * 0.2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, y, steps=4)
    page.mouse.up()
    expect(page.locator("output.date")).to_contain_text("February 2017")
    assert re.search(r"from=2017-0[12]-\d\d&to=2017-02-\d\d", page.url)
    visit.clean()


def test_an_event_opens_at_its_sentences(visit: Visit) -> None:
    page = visit.show({"from": "2017-01-01", "to": "2017-03-31"})
    page.locator(".events button").first.click()
    mark = page.locator("blockquote mark.trigger").first
    expect(mark).to_be_visible()
    assert mark.inner_text()
    assert "event=" in page.url
    for name in ("Who says so", "Who denies it"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.get_by_text("Cite", exact=True).click()
    assert "@misc{fogline-" in page.get_by_label("BibTeX").input_value()
    page.locator("body").press("Escape")
    expect(page.locator(".events button").first).to_be_visible()
    visit.clean()


def test_search_narrows_and_nothing_found_says_what_to_do(visit: Visit) -> None:
    page = visit.show({"from": "2017-01-01", "to": "2017-03-31"})
    count = page.locator(".list .note")
    before = count.inner_text()
    search = page.get_by_role("searchbox")
    search.fill("water plant")
    expect(count).not_to_have_text(before)
    search.fill("xyzzy nothing")
    expect(page.get_by_text("Nothing is claimed in this interval")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator(".events button").first).to_be_visible()
    visit.clean()


def test_comparing_two_dates_and_two_views(visit: Visit) -> None:
    page = visit.show({"from": "2017-01-01", "to": "2017-03-31", "compare": "dates", "day2": "2017-01-15"})
    handle = page.get_by_role("slider", name="Border between the two maps")
    expect(handle).to_be_visible()
    handle.focus()
    before = handle.get_attribute("aria-valuenow")
    page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") != before
    visit.show({"to": "2017-03-31", "compare": "diff", "view2": "claimed"})
    expect(page.locator(".diff-note")).to_contain_text(re.compile(r"disagree on \d+ place"))
    visit.clean()


def test_reports_are_found_and_show_their_claims(visit: Visit) -> None:
    page = visit.show({"screen": "reports"})
    search = page.get_by_role("searchbox")
    search.fill("airbase")
    expect(page.locator("mark.found").first).to_be_visible()
    page.locator(".facet").first.click()
    expect(page.locator(".facet.on")).to_have_count(1)
    page.locator(".card-title").first.click()
    expect(page.locator(".text")).to_be_visible()
    page.locator(".claim-row button").first.click()
    expect(page.locator(".text mark.said.on").first).to_be_visible()
    visit.clean()


def test_sources_places_brief_and_quality_hold_what_they_promise(visit: Visit) -> None:
    page = visit.show({"screen": "sources"})
    page.locator("tbody th a").first.click()
    expect(page.locator("svg.calendar rect.some").first).to_be_visible()
    visit.show({"screen": "places"})
    page.get_by_role("searchbox").fill("Dayr Hafir")
    page.locator(".card-title").first.click()
    expect(page.locator(".strip .run").first).to_be_attached()
    expect(page.locator(".evidence blockquote").first).to_be_visible()
    visit.show({"screen": "brief", "to": "2017-03-23"})
    expect(page.locator(".event-line a").first).to_be_visible()
    visit.show({"screen": "quality"})
    expect(page.locator(".hbars li").first).to_be_visible()
    visit.show({"screen": "review"})
    expect(page.get_by_text("fogline serve")).to_be_visible()
    visit.clean()


def test_days_are_typed_and_chosen_in_the_language_of_the_page(visit: Visit) -> None:
    page = visit.show({"screen": "brief", "to": "2017-03-20"})
    field = page.get_by_label("Day of the brief", exact=True)
    expect(field).to_have_value("20 Mar 2017")
    field.fill("5 Feb 2017")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Brief of 5 February 2017")).to_be_visible()
    field.fill("03/04/2017")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write the day as 2026-11-27")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("2031-01-01")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose a day from")
    field.fill("2017-03-20")
    expect(page.get_by_role("heading", name="Brief of 20 March 2017")).to_be_visible()
    page.get_by_role("button", name="Choose a day").click()
    expect(page.get_by_role("gridcell", selected=True)).to_have_text("20")
    for key in ("ArrowRight", "ArrowDown", "PageUp"):
        page.keyboard.press(key)
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="Brief of 28 February 2017")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    visit.show({"screen": "brief", "to": "2017-03-20", "lang": "ar"})
    expect(page.locator(".datefield input")).to_have_value("20 آذار 2017")
    visit.show({"screen": "brief", "to": "2017-03-20", "lang": "en"})
    assert page.locator("input[type=date]").count() == 0
    visit.clean()


def test_the_day_of_a_report_never_stands_for_that_of_an_event(visit: Visit) -> None:
    page = visit.show({"screen": "places", "f.q": "Dayr Hafir"})
    page.locator(".card-title").first.click()
    expect(page.locator(".evidence .card").first).to_be_visible()
    told = page.locator(".evidence .card > p").all_inner_texts()
    assert any(t.startswith("reported ") for t in told)
    # One that names a month is told with its whole month.
    assert any(re.match(r"1\W{1,3}31 March 2017", t) for t in told)
    visit.show({"screen": "brief", "id": "", "to": "2017-03-23"})
    bare = page.locator(
        "section", has=page.get_by_role("heading", name="Reported on this day, the day itself not said")
    )
    said = page.locator("section", has=page.get_by_role("heading", name="What is said to have happened"))
    expect(bare.locator(".event-line").first).to_be_visible()
    expect(said.locator(".event-line").first).to_be_visible()
    visit.clean()


def test_a_source_says_in_the_language_of_the_page_why_it_is_graded_so(visit: Visit) -> None:
    page = visit.show({"screen": "sources", "id": "Qalaat Herald", "lang": "ar"})
    about = page.locator(".screen div.soft").first
    expect(about).to_contain_text("مُخترع للعيّنة")
    expect(about).not_to_contain_text("Invented")
    expect(page.locator(".leans")).to_contain_text("الحكومة")
    visit.show({"screen": "sources", "id": "Qalaat Herald", "lang": "en"})
    expect(about).to_contain_text("Invented for the sample")
    visit.clean()


def test_the_legend_tells_what_the_colours_of_the_bars_mean(visit: Visit) -> None:
    page = visit.show({"screen": "map", "from": "2017-01-01", "to": "2017-03-31"})
    page.locator(".legend details > summary").click()
    colours_ = "(list => list.map(n => getComputedStyle(n).backgroundColor))([...document.querySelectorAll('.legend .bar-key')])"
    assert len(set(page.evaluate(colours_))) == 9
    visit.show({"screen": "map", "from": "2017-01-01", "to": "2017-03-31", "by": "side"})
    expect(page.locator(".legend .bar-key")).to_have_count(0)
    visit.clean()


def test_every_part_of_an_open_sheet_can_be_reached(visit: Visit) -> None:
    page = visit.show({"screen": "map", "from": "2017-01-01", "to": "2017-03-31"})
    for name in ("Filter", "Layers", "Share"):
        page.locator(".maptools").get_by_role("button", name=name).click()
        sheet = page.locator(".maptools .sheet").bounding_box()
        room = page.locator(".mapbox").bounding_box()
        assert sheet is not None
        assert room is not None
        assert sheet["y"] + sheet["height"] <= room["y"] + room["height"]
        wide = page.evaluate("(n => [n.scrollWidth, n.clientWidth])(document.querySelector('.maptools .sheet'))")
        assert wide[0] <= wide[1], name
        page.keyboard.press("Escape")
    visit.clean()


@pytest.mark.parametrize("look", ["light", "dark", "ar"])
def test_axe_finds_nothing_serious_on_any_screen(visit: Visit, look: str) -> None:
    found: dict[str, list[str]] = {}
    state = {"light": {"theme": "light"}, "dark": {"theme": "dark"}, "ar": {"theme": "light", "lang": "ar"}}[look]
    for screen in SCREENS:
        page = visit.show({"screen": screen, "from": "2017-03-01", "to": "2017-03-31", **state})
        page.wait_for_function("() => !document.querySelector('.waiting')")
        broken = violations(page)
        if broken:
            found[screen] = broken
    assert found == {}
    assert visit.page.evaluate("document.dir") == ("rtl" if look == "ar" else "ltr")
    visit.clean()


CLOSED_AT_ONCE = """async button => {
    const sheets = async () => {
        await new Promise(go => queueMicrotask(go));
        return document.querySelectorAll(".sheet").length;
    };
    button.click();
    const opened = await sheets();
    button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    return [opened, await sheets()];
}"""


def test_the_phone_shows_everything_without_scrolling_sideways(browser: Browser, out: Path) -> None:
    made = opened(browser, (out / "map.html").as_uri() + "#to=2017-03-31", offline=True, size=PHONE)
    for screen in SCREENS:
        page = made.show({"screen": screen, "to": "2017-03-31"})
        page.wait_for_timeout(200)
        wide = page.evaluate(
            "[document.scrollingElement.scrollWidth, ...[...document.querySelectorAll('main')].map(m => m.scrollWidth)]"
        )
        assert max(wide) <= PHONE[0], (screen, wide)
    made.show({"screen": "map", "to": "2017-03-31", "from": "2017-01-01"})
    made.page.get_by_role("button", name="Filter").click()
    over = "n => document.elementFromPoint(195, n.getBoundingClientRect().top + 60).closest('.sheet') !== null"
    assert made.page.locator(".timebar").evaluate(over)
    made.page.keyboard.press("Escape")
    assert made.page.get_by_role("button", name="Filter").evaluate(CLOSED_AT_ONCE) == [1, 0]
    made.page.locator(".events button").first.click()
    expect(made.page.locator("blockquote").first).to_be_visible()
    assert violations(made.page) == []
    made.clean()
    made.page.context.close()


def test_the_phone_shows_where_one_is_and_the_map_where_it_is_embedded(browser: Browser, out: Path) -> None:
    address = (out / "map.html").as_uri()
    made = opened(browser, address + "#screen=audit", offline=True, size=PHONE)
    made.show({"screen": "review"})
    made.page.wait_for_timeout(200)
    spot = made.page.locator(".top nav [aria-current]").bounding_box()
    assert spot is not None
    assert spot["x"] >= 0
    assert spot["x"] + spot["width"] <= PHONE[0]
    made.page.context.close()
    for size in (PHONE, SCREEN):
        made = opened(browser, address + "#to=2017-03-31&embed=1", offline=True, size=size)
        room = made.page.locator(".mapbox").bounding_box()
        assert room is not None
        assert room["height"] > size[1] / 2
        made.clean()
        made.page.context.close()


def test_the_address_keeps_what_is_shown_and_embeds_without_chrome(browser: Browser, out: Path) -> None:
    words = "#to=2017-02-24&from=2017-02-20&side=isis&control=both&at=36.2000,37.7000,9.00&embed=1"
    made = opened(browser, (out / "map.html").as_uri() + words, offline=True)
    page = made.page
    expect(page.locator("output.date")).to_have_text("24 February 2017")
    expect(page.locator("header.top")).to_have_count(0)
    for word in ("side=isis", "control=both", "from=2017-02-20"):
        assert word in page.url
    made.clean()
    page.context.close()
