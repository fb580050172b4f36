"""Builds the web page into the wheel when Node.js is at hand; without it the wheel has no page."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs the page's own build once; a machine without npm still gets every command but the page."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Builds web/ into src/fogline/export/page unless it is there already."""
        root = Path(self.root)
        source, built = root / "web" / "package.json", root / "src" / "fogline" / "export" / "page" / "page.js"
        npm = shutil.which("npm")
        if version == "editable" or built.exists() or not source.exists():
            return
        if npm is None:
            self.app.display_warning("npm was not found: this install has no web page; install Node.js 20 or newer")
            return
        for command in ([npm, "ci", "--no-audit", "--no-fund"], [npm, "run", "build"]):
            subprocess.run(command, cwd=root / "web", check=True)
