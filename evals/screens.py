"""Pictures of every screen of the page, in light, dark, phone and Arabic, as docs/images shows them.

    python -m evals.screens [--out docs/images] [--only NAME]

Serves the bundled sample and photographs each screen once it has drawn; small
palettes keep a picture under some 150 kB. Needs the built page, Chromium and the dev extra.
"""

import argparse
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright
from tests.browser.pages import CHROMIUM, FLAGS, PHONE, SCREEN

_WEEK = "from=2017-03-20&to=2017-03-26"
_ALL = "from=2017-01-01&to=2017-03-31"
_AT = "at=36.2200,37.7000,8.6"
SHOTS: dict[str, str] = {
    "map": f"{_WEEK}&{_AT}",
    "country": f"{_ALL}&at=35.0000,38.5000,6.0",
    "event": f"{_ALL}&{_AT}",
    "compare": f"{_ALL}&{_AT}&compare=dates&day2=2017-01-20&hidden=events",
    "disagree": f"{_ALL}&{_AT}&compare=diff&view2=claimed&hidden=events",
    "reports": "screen=reports&f.q=airbase",
    "report": "screen=reports",
    "sources": "screen=sources",
    "source": "screen=sources",
    "places": "screen=places",
    "place": "screen=places",
    "brief": "screen=brief&to=2017-03-23",
    "quality": "screen=quality",
    "review": "screen=review",
    "geocode": "screen=review",
    "add": "screen=add",
    "audit": "screen=audit",
}
LOOKS: dict[str, str] = {
    "light": "theme=light",
    "dark": "theme=dark",
    "phone": "theme=light",
    "arabic": "theme=light&lang=ar",
}


@contextmanager
def serving(store: Path | None) -> Iterator[str]:
    """The address of `fogline serve` over a store, or of `fogline demo` where none is given."""
    what = ["demo"] if store is None else ["serve", "--store", str(store)]
    command = [sys.executable, "-m", "fogline", *what, "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        for line in process.stderr:
            found = re.search(r"http://[^\s/]+", line)
            if found is not None:
                yield found.group()
                break
    finally:
        process.terminate()
        process.wait(timeout=20)


def _open_further(page: Page, name: str) -> None:
    """Goes from a list to what the picture is of."""
    if name == "event":
        page.locator(".events button", has_text=re.compile("2 voices|denied by|: ٢|الأصوات: [2-9]")).first.click()
        page.locator("blockquote").first.wait_for()
    elif name == "report":
        page.locator(".card-title").first.click()
        page.locator(".claim-row button").first.click()
    elif name == "source":
        page.locator("tbody th a").first.click()
        page.locator("svg.calendar").wait_for()
    elif name == "place":
        page.get_by_role("searchbox").fill("Dayr Hafir")
        page.locator(".card-title", has_text=re.compile("Hafir|حافر")).first.click()
        page.locator(".strip .run").first.wait_for(state="attached")
    elif name == "geocode" and page.locator(".review-item").count():
        page.keyboard.press("g")
        page.wait_for_selector(".small-map[data-drawn]")
    elif name == "add":
        words = "Government forces took Tal Rahma on Monday, a military source said. Six fighters were killed."
        page.locator("textarea").fill(words)
        page.locator("form.add input").nth(1).fill("Plain Courier")
        page.locator(".datefield input").fill("2017-03-21")
        page.locator("button.main").click()
        page.locator(".found, [role=alert]").first.wait_for()


def _small(raw: bytes, path: Path) -> int:
    picture = Image.open(io.BytesIO(raw)).convert("RGB").quantize(colors=128, kmeans=3, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    return path.stat().st_size


def shoot(address: str, out: Path, only: str) -> None:
    """Writes NAME.png in light and NAME-LOOK.png in the other looks."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for look, words in LOOKS.items():
            size = PHONE if look == "phone" else SCREEN
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
            context.set_default_timeout(120_000)
            page = context.new_page()
            page.goto(f"{address}/#{words}&screen=audit")
            page.wait_for_selector("main")
            for name, state in SHOTS.items():
                if only and name not in only.split(","):
                    continue
                page.evaluate("words => { location.hash = words; }", f"{words}&screen=audit")
                page.wait_for_timeout(300)
                page.evaluate("delete document.documentElement.dataset.drawn")
                page.evaluate("words => { location.hash = words; }", f"{words}&{state}")
                page.wait_for_timeout(600)
                page.wait_for_function("() => !document.querySelector('.waiting')")
                if name in ("map", "country", "event", "compare", "disagree"):
                    page.wait_for_selector("html[data-drawn=yes]")
                try:
                    _open_further(page, name)
                except PlaywrightError as error:
                    print(f"{name} {look}: {error}", file=sys.stderr)
                page.wait_for_timeout(1500)
                path = out / (f"{name}.png" if look == "light" else f"{name}-{look}.png")
                print(path.name, _small(page.screenshot(), path) // 1024, "kB")
            context.close()
        browser.close()


def main() -> None:
    """Builds, serves, photographs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--only", default="", help="screens of SHOTS, commas between")
    parser.add_argument("--store", type=Path, help="a store; else the bundled sample")
    given = parser.parse_args()
    with serving(given.store) as address:
        shoot(address, given.out, given.only)


if __name__ == "__main__":
    main()
