"""How quickly the page answers a reader: first map, a brushed interval, and whether input ever waits.

    python -m evals.page [--store FILE | --url URL]        default: the bundled sample

Opens the served page in Chromium (software drawing) and does what a reader does: waits for the first map, brushes
ten intervals on the timeline, drags the map about. The figures are the page's own (`foglineMeasures`): milliseconds
from opening to the first whole map, from letting go of the brush to the first frame that shows all of it, and the
longest time an input event waited for its turn. Prints JSON with the bars.
"""

import argparse
import json
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.pages import CHROMIUM, FLAGS, SCREEN

from evals.screens import serving
from evals.surroundings import machine

BARS = {"first_map_ms": 3000, "brush_shown_ms": 500, "input_wait_ms": 100}
_BRUSHES = 10


def measure(address: str) -> dict[str, object]:
    """The figures of one visit."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": SCREEN[0], "height": SCREEN[1]})
        page.goto(address)
        page.wait_for_selector("html[data-drawn=yes]", timeout=120_000)
        first = page.evaluate("foglineMeasures().times['first-map'][0]")
        page.evaluate("foglineReset()")
        bars = page.locator("canvas.bars").bounding_box()
        assert bars is not None
        y = bars["y"] + 24
        for n in range(_BRUSHES):
            start = bars["x"] + bars["width"] * (0.05 + 0.08 * n)
            page.mouse.move(start, y)
            page.mouse.down()
            page.mouse.move(start + bars["width"] * 0.12, y, steps=12)
            page.mouse.up()
            page.wait_for_function(
                "n => (foglineMeasures().times['brush-shown'] ?? []).length >= n", arg=n + 1, timeout=60_000
            )
        shown = sorted(float(v) for v in page.evaluate("foglineMeasures().times['brush-shown']"))
        area = page.locator("canvas.maplibregl-canvas").first.bounding_box()
        assert area is not None
        middle = (area["x"] + area["width"] / 2, area["y"] + area["height"] / 2)
        for n in range(4):
            page.mouse.move(*middle)
            page.mouse.down()
            page.mouse.move(middle[0] + (-1) ** n * 160, middle[1] + 60, steps=25)
            page.mouse.up()
        page.wait_for_timeout(500)
        waits = page.evaluate("({ longest: foglineMeasures().longest, late: foglineMeasures().late })")
        browser.close()
    return {
        "first_map_ms": round(first),
        "brush_shown_ms": {"median": round(shown[len(shown) // 2]), "worst": round(shown[-1])},
        "input_wait_ms": round(waits["longest"], 1),
        "inputs_late": waits["late"],
        "bars": BARS,
    }


def main() -> None:
    """Serves, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--url", default="")
    given = parser.parse_args()
    if given.url:
        print(json.dumps({"machine": machine(), **measure(given.url)}, indent=1))
        return
    with serving(given.store) as address:
        print(json.dumps({"machine": machine(), **measure(address)}, indent=1))


if __name__ == "__main__":
    main()
