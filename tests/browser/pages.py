"""Opening the page as a reader would, and what is looked at on every page."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request, expect

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-unsafe-swiftshader"
).split()
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = (390, 844)
SCREEN = (1280, 800)
_SLOW_MS = 240_000

# What is expected is waited for as long as a loaded machine may need; it comes at once on an idle one.
expect.set_options(timeout=_SLOW_MS / 4)


@dataclass(slots=True)
class Visit:
    """An open page with what went wrong on it: errors of the console, requests to other machines."""

    page: Page
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def show(self, state: Mapping[str, str]) -> Page:
        """Goes to a state of the page by its address, without loading it again."""
        words = "&".join(f"{name}={value}" for name, value in state.items())
        self.page.evaluate("words => { location.hash = words; }", words)
        self.page.wait_for_timeout(150)
        return self.page

    def clean(self) -> None:
        """Nothing went wrong so far."""
        assert self.errors == []
        assert self.strangers == []


def _watch(visit: Visit) -> None:
    def asked(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
            visit.strangers.append(request.url)

    page = visit.page
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on("console", lambda message: visit.errors.append(message.text) if message.type == "error" else None)
    page.on("request", asked)


def opened(
    browser: Browser, address: str, *, offline: bool = False, size: tuple[int, int] = SCREEN, dark: bool = False
) -> Visit:
    """The page once it has drawn."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        offline=offline,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(_SLOW_MS)
    visit = Visit(context.new_page())
    _watch(visit)
    visit.page.goto(address)
    visit.page.wait_for_selector("html[data-drawn=yes]", timeout=_SLOW_MS)
    return visit


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


def violations(page: Page) -> list[str]:
    """What axe finds on the page that is serious or critical, by rules of WCAG 2.1 A and AA."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => {
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
        const made = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
        return made.violations
            .filter((v) => v.impact === "serious" || v.impact === "critical")
            .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).join("; ")}`);
    }"""
    )
    return [str(x) for x in found]
