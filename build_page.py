"""Builds the web page into the wheel when Node.js is at hand; else the wheel has the page that is there, or none."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def is_current(page: Path, web: Path) -> bool:
    """True where the page is built and none of its sources is newer, as the Makefile sees it."""
    sources = [*web.glob("*"), *(web / "src").rglob("*"), *(web / "scripts").rglob("*")]
    return page.exists() and max(p.stat().st_mtime for p in sources if p.is_file()) <= page.stat().st_mtime


class PageBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs the page's own build; a machine without npm still gets every command but the page."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds web/ into src/fogline/export/page unless it is there already and as new as its sources."""
        root = Path(self.root)
        web, page = root / "web", root / "src" / "fogline" / "export" / "page" / "page.js"
        npm = shutil.which("npm")
        if version == "editable" or not (web / "package.json").exists() or is_current(page, web):
            return
        if npm is None:
            left = "the web page of an earlier build" if page.exists() else "no web page"
            self.app.display_warning(f"npm was not found: this install has {left}; install Node.js 20 or newer")
            return
        for command in ([npm, "ci", "--no-audit", "--no-fund"], [npm, "run", "build"]):
            subprocess.run(command, cwd=web, check=True)
