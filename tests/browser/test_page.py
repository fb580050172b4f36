"""The page in a real browser: from a file without network, and served; drawn, stepped through, opened."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from fogline import demo
from fogline.settings import Settings

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-unsafe-swiftshader"
).split()
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def out(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    demo.write_demo(Settings(home=home, store="unused"), folder, lambda _: None)
    return folder


def opened(browser: Browser, url: str, *, offline: bool) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=offline)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(url)
    page.wait_for_selector("html[data-drawn=yes]", timeout=60_000)
    return page, errors


def colours(page: Page) -> int:
    """How many different pixels a coarse grid over the map's canvas has."""
    return int(
        page.evaluate(
            """() => {
        const canvas = document.querySelector("canvas.maplibregl-canvas");
        const copy = document.createElement("canvas");
        copy.width = 60; copy.height = 40;
        const c = copy.getContext("2d");
        c.drawImage(canvas, 0, 0, 60, 40);
        const d = c.getImageData(0, 0, 60, 40).data;
        const seen = new Set();
        for (let i = 0; i < d.length; i += 4) seen.add(`${d[i]},${d[i + 1]},${d[i + 2]}`);
        return seen.size;
    }"""
        )
    )


def check(page: Page, errors: list[str]) -> None:
    assert colours(page) > 20
    expect(page.locator("output.date")).to_contain_text("2017")
    before = page.locator("output.date").inner_text()
    page.get_by_role("button", name="Back a day").click()
    expect(page.locator("output.date")).not_to_have_text(before)
    page.get_by_label("Interval before the day").select_option("-1")
    first = page.locator(".events button").first
    first.click()
    mark = page.locator("blockquote mark.trigger").first
    expect(mark).to_be_visible()
    assert mark.inner_text()
    assert "event=" in page.url
    page.keyboard.press("Escape")
    expect(page.locator(".events button").first).to_be_visible()
    page.get_by_role("searchbox").fill("water plant")
    expect(page.locator(".events button").first).to_be_visible()
    assert page.locator(".events button").count() < 20
    assert errors == []


def test_the_file_opens_without_network(browser: Browser, out: Path) -> None:
    page, errors = opened(browser, (out / "map.html").as_uri(), offline=True)
    check(page, errors)
    page.context.close()


def test_the_address_keeps_what_is_shown(browser: Browser, out: Path) -> None:
    page, _ = opened(browser, (out / "map.html").as_uri() + "#day=2017-02-24&back=0", offline=True)
    expect(page.locator("output.date")).to_have_text("24 February 2017")
    page.context.close()


def test_the_served_page_shows_the_same(browser: Browser, home: Path, out: Path) -> None:
    environment = {**os.environ, "FOGLINE_HOME": str(home)}
    command = [sys.executable, "-m", "fogline", "serve", "--store", str(out / "store.sqlite"), "--port", "0"]
    serving = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert serving.stderr is not None
        found = re.search(r"http://\S+", serving.stderr.readline())
        assert found is not None
        page, errors = opened(browser, found.group(), offline=False)
        check(page, errors)
        page.context.close()
    finally:
        serving.terminate()
        serving.wait(timeout=20)
