"""The served page in a real browser: the same screens over the server's answers."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import CHROMIUM, Visit, colours, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]


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
