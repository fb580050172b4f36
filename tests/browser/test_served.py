"""The served page in a real browser: the same screens over the server's answers, and what changes the store."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from tests.browser.pages import CHROMIUM, PHONE, SCREEN, Visit, colours, opened, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]

_SENTENCE = "Government forces captured Dayr Hafir on Monday, a military source said. Six fighters were killed."


@pytest.fixture(scope="module")
def visit(browser: Browser, served: str) -> Iterator[Visit]:
    made = opened(browser, served + "/#from=2017-01-01&to=2017-03-31")
    yield made
    made.page.context.close()


def test_the_served_page_shows_map_list_and_sentences(visit: Visit) -> None:
    page = visit.page
    assert colours(page) > 20
    page.locator(".events button").first.click()
    expect(page.locator("blockquote mark.trigger").first).to_be_visible()
    visit.clean()


def test_every_reading_screen_has_its_content(visit: Visit) -> None:
    page = visit.show({"screen": "reports", "f.q": "airbase"})
    page.locator(".card-title").first.click()
    expect(page.locator(".text mark.said").first).to_be_visible()
    visit.show({"screen": "sources"})
    page.locator("tbody th a").first.click()
    expect(page.locator("svg.calendar rect.some").first).to_be_visible()
    visit.show({"screen": "places", "f.q": "Dayr Hafir"})
    page.locator(".card-title").first.click()
    expect(page.locator(".evidence blockquote").first).to_be_visible()
    visit.show({"screen": "brief", "to": "2017-03-20"})
    expect(page.locator(".event-line a").first).to_be_visible()
    visit.show({"screen": "quality"})
    expect(page.locator(".hbars li").first).to_be_visible()
    visit.clean()


def test_a_source_copies_from_whom_the_record_says(visit: Visit, served: str) -> None:
    page = visit.page
    rows = page.request.get(f"{served}/api/v1/sources").json()["items"]
    copier = next(r["name"] for r in rows if r["copies"] and not r["copiedBy"])
    graph = page.request.get(f"{served}/api/v1/sources/{copier}").json()["graph"]
    visit.show({"screen": "sources", "id": copier})
    told = page.locator("section", has=page.get_by_role("heading", name="Who copies whom")).locator("p").last
    expect(told).to_contain_text(f"copies from: {graph[0][1]} ({graph[0][2]})")
    expect(told).not_to_contain_text("is copied by")
    visit.clean()


def test_the_map_says_whose_view_it_is_and_the_legend_what_is_drawn(visit: Visit) -> None:
    map_ = {"screen": "map", "from": "2017-01-01", "to": "2017-03-26", "at": "36.2,37.8,8"}
    page = visit.show({**map_, "view": "Qalaat Herald"})
    expect(page.locator(".map-notes")).to_have_text("according to Qalaat Herald")
    legend = page.locator(".legend")
    expect(legend).not_to_contain_text("Russia")
    visit.show({**map_, "view": "Qalaat Herald", "compare": "diff", "view2": "all"})
    expect(page.locator(".diff-note")).to_contain_text(re.compile(r"[1-9]\d* places? known to one only"))
    expect(legend).to_contain_text("one view is silent")
    expect(legend).not_to_contain_text("Held by")
    visit.show({**map_, "view": "Qalaat Herald", "embed": "1"})
    expect(page.locator(".map-notes")).to_have_text("according to Qalaat Herald")
    visit.show({**map_})
    visit.clean()


def test_the_saved_picture_says_whose_view_it_is(visit: Visit) -> None:
    page = visit.show({"screen": "map", "to": "2017-03-26", "view": "Qalaat Herald", "known": "2017-03-20"})
    expect(page.locator(".map-notes")).to_have_text("according to Qalaat Herald · as known on 20 March 2017")
    page.evaluate(
        """() => {
        const put = CanvasRenderingContext2D.prototype.fillText;
        window.written = [];
        CanvasRenderingContext2D.prototype.fillText = function (words, ...rest) {
            window.written.push(words);
            return put.call(this, words, ...rest);
        };
    }"""
    )
    page.get_by_role("button", name="Share", exact=True).click()
    with page.expect_download():
        page.get_by_role("button", name="Save the map as an image").click()
    assert any("according to Qalaat Herald · as known on" in words for words in page.evaluate("window.written"))
    page.keyboard.press("Escape")
    visit.show({"screen": "map", "to": "2017-03-26"})
    visit.clean()


def test_the_names_of_two_views_have_each_their_room_on_a_phone(browser: Browser, served: str) -> None:
    views = "view=Qalaat Herald&view2=Free Plain Network&compare=views&to=2017-03-26"
    made = opened(browser, f"{served}/#{views}", size=PHONE)
    left, right = (made.page.locator(f".swipe-name.{side}") for side in ("left", "right"))
    expect(left).to_have_text("according to Free Plain Network")
    boxes = [name.bounding_box() for name in (left, right, made.page.locator(".maplibregl-ctrl-group").first)]
    one, other, zoom = (box for box in boxes if box is not None)
    assert one["x"] >= 0
    assert one["x"] + one["width"] <= other["x"]
    assert other["x"] + other["width"] <= PHONE[0]
    assert one["y"] >= zoom["y"] + zoom["height"]
    for name in (left, right):
        assert name.evaluate("n => n.scrollWidth <= n.clientWidth && n.scrollHeight <= n.clientHeight + 1")
    made.clean()
    made.page.context.close()


def test_an_address_of_what_there_is_not_says_so(browser: Browser, served: str) -> None:
    made = opened(browser, served + "/#view=zz&to=2017-03-26")
    page = made.page
    expect(page.get_by_role("alert")).to_contain_text("No source “zz” is in this record")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert "view=" not in page.url
    made.clean()
    for words in ({"event": "event_zz"}, *({"screen": s, "id": "zz"} for s in ("reports", "places", "sources"))):
        made.show(words)
        expect(page.get_by_role("alert")).to_contain_text("This is not in this record")
        expect(page.get_by_role("alert")).not_to_contain_text("server still runs")
    page.context.close()


def test_every_file_that_fails_is_named(visit: Visit) -> None:
    page = visit.show({"screen": "add", "f.way": "files"})
    names = ("a.pdf", "b.docx", "c.xls")
    page.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType="application/octet-stream", buffer=b"x") for name in names]
    )
    page.get_by_role("button", name="Read it").click()
    for name in names:
        expect(page.locator(".said")).to_contain_text(f"{name}: not a kind of file")
    visit.errors.clear()  # the browser tells each refusal on its console


def test_judging_by_keyboard_is_saved_audited_and_undone(visit: Visit) -> None:
    page = visit.show({"screen": "review"})
    heading = page.locator(".review-item h2")
    expect(heading).to_contain_text("1 of")
    page.keyboard.press("j")
    expect(heading).to_contain_text("2 of")
    page.keyboard.press("k")
    expect(heading).to_contain_text("1 of")
    page.keyboard.press("a")
    expect(page.locator(".said")).to_contain_text("saved")
    page.keyboard.press("z")
    expect(page.locator(".said")).to_contain_text("Taken back: right – ")
    page.keyboard.press("g")
    expect(page.locator(".geocode")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator(".help kbd")).to_have_count(11)
    visit.show({"screen": "review", "f.as": "table"})
    page.locator("tbody input[type=checkbox]").first.check()
    # What was said last still says that the first answer was saved: the new one is written when the server answers.
    with page.expect_response(lambda answer: answer.request.method == "POST" and "judgements" in answer.url) as saved:
        page.get_by_role("button", name="Unsure").click()
    assert saved.value.ok
    page.locator("tbody input[type=checkbox]").nth(1).check()
    page.locator("tbody input[type=checkbox]").nth(2).check()
    page.get_by_label("Correct to").select_option("certainty:hedged")
    with page.expect_response(lambda answer: answer.request.method == "POST" and "judgements" in answer.url) as saved:
        page.get_by_role("button", name="Save").click()
    assert [j["value"] for j in saved.value.json()["items"]] == [{"certainty": "hedged"}] * 2
    visit.show({"screen": "audit"})
    expect(page.locator("tbody tr", has_text="judged: unsure").first).to_be_visible()
    page.get_by_role("button", name="Check the chain").click()
    expect(page.locator("output[role=status]")).to_contain_text("Unbroken")
    visit.clean()


def test_the_first_look_holds_the_evidence_beside_what_covers_the_map(browser: Browser, served: str) -> None:
    for size in (SCREEN, PHONE):
        made = opened(browser, served, size=size)
        expect(made.page.locator(".list .note")).to_contain_text("in view")
        # The map tells where it stands once it has moved, as it does when the window changes.
        made.page.set_viewport_size({"width": size[0] - 10, "height": size[1] - 10})
        made.page.wait_for_function("() => location.hash.includes('at=')")
        lat, lon, zoom = (float(x) for x in re.findall(r"at=([\d.]+)%2C([\d.]+)%2C([\d.]+)", made.page.url)[0])
        assert 35.4 < lat < 37.0, (size, lat)
        assert 36.5 < lon < 39.0, (size, lon)
        assert zoom > 6, size
        shown, whole = (int(n) for n in re.findall(r"\d+", made.page.locator(".list .note").inner_text())[:2])
        assert 0.8 * whole < shown <= whole
        made.clean()
        made.page.context.close()


def test_the_list_tells_what_is_in_view_of_all_in_the_interval(visit: Visit) -> None:
    page = visit.show({"screen": "map", "from": "2017-01-01", "to": "2017-03-31", "at": "36.158,37.72,12"})
    note = page.locator(".list .note")
    expect(note).to_contain_text(re.compile(r"^\d+ in view of \d\d\d "))
    shown, whole = (int(n) for n in re.findall(r"\d+", note.inner_text())[:2])
    assert shown < whole / 2
    visit.clean()


def test_pasted_text_shows_its_claims_before_anything_is_kept(visit: Visit) -> None:
    page = visit.show({"screen": "add"})
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".said")).to_contain_text("Paste the text")
    page.get_by_label("Text of the report").fill(_SENTENCE)
    page.get_by_label("Source (who published it)").fill("Plain Courier")
    page.get_by_label("Published on", exact=True).fill("21 March 2017")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", name=re.compile(r"\d+ claims? found"))).to_be_visible(timeout=180_000)
    expect(page.locator(".found mark.trigger").first).to_be_visible()
    expect(page.locator(".found .claim-head").first).to_have_text("Takes a place: Dayr Hafir said to have happened")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator(".said")).to_contain_text("nothing was stored")
    visit.clean()


def test_axe_finds_nothing_serious_where_there_is_a_server(visit: Visit) -> None:
    found: dict[str, list[str]] = {}
    for screen in ("review", "add", "audit", "map"):
        page = visit.show({"screen": screen, "to": "2017-03-31", "from": "2017-03-01"})
        page.wait_for_function("() => !document.querySelector('.waiting')")
        broken = violations(page)
        if broken:
            found[screen] = broken
    assert found == {}
    visit.clean()


def test_what_is_asked_anew_can_be_read_until_the_answer_is_there(visit: Visit) -> None:
    page = visit.show({"screen": "map", "from": "2017-01-01", "to": "2017-03-31"})
    expect(page.locator(".events button").first).to_be_visible()
    page.route("**/api/v1/events?*", lambda route: None)
    try:
        visit.show({"screen": "map", "from": "2017-01-01", "to": "2017-03-30"})
        expect(page.locator(".ageing .events button, .ageing .item").first).to_be_visible()
        assert violations(page) == []
    finally:
        page.unroute("**/api/v1/events?*")
    visit.show({"screen": "map", "from": "2017-01-01", "to": "2017-03-31"})
    expect(page.locator(".ageing")).to_have_count(0)
    visit.clean()


def test_where_the_evidence_lies_is_asked_once_and_ahead(browser: Browser, served: str) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "zoom=12.00" in request.url else None)
    page.goto(served)
    page.wait_for_selector("html[data-drawn=yes]")
    assert len(asked) == 1
    page.context.close()


def test_a_short_permalink_leads_back_to_the_view(visit: Visit) -> None:
    page = visit.show({"screen": "map", "from": "2017-02-01", "to": "2017-02-14", "side": "isis"})
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Make a short permalink").click()
    link = page.get_by_label("Address of exactly this view")
    expect(link).to_have_value(re.compile(r"/v/\w+"))
    page.goto(link.input_value())
    page.wait_for_selector("html[data-drawn=yes]")
    assert "side=isis" in page.url
    expect(page.locator("output.date")).to_have_text("14 February 2017")
    visit.clean()
