"""When the wheel's build builds the page again."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PAGE = Path("src/fogline/export/page/page.js")


class Hook:
    """What hatchling, which only a build has, gives its hooks."""

    def __init__(self, root: Path) -> None:
        self.root, self.app, self.warned = str(root), self, list[str]()

    def display_warning(self, text: str) -> None:
        self.warned.append(text)


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The hook over a project whose npm writes a page that says what it was asked."""
    interface = ModuleType("interface")
    interface.BuildHookInterface = Hook  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "hatchling.builders.hooks.plugin.interface", interface)
    spec = importlib.util.spec_from_file_location("build_page", ROOT / "build_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for file in (PAGE, Path("web/package.json"), Path("web/src/parts/event.tsx"), Path("bin/npm")):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("old")
        os.utime(tmp_path / file, (1000, 1000))
    (tmp_path / "bin" / "npm").write_text(f'#!/bin/sh\nprintf %s "$*" > "{tmp_path / PAGE}"\n')
    (tmp_path / "bin" / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    return module.PageBuildHook(tmp_path)


def test_a_page_as_new_as_its_sources_is_kept(hook: Any, tmp_path: Path) -> None:
    hook.initialize("standard", {})
    assert (tmp_path / PAGE).read_text() == "old"


@pytest.mark.parametrize("newer", ["web/package.json", "web/src/parts/event.tsx"])
def test_a_page_older_than_a_source_is_built_again(hook: Any, tmp_path: Path, newer: str) -> None:
    os.utime(tmp_path / newer, (2000, 2000))
    hook.initialize("editable", {})
    assert (tmp_path / PAGE).read_text() == "old"
    hook.initialize("standard", {})
    assert (tmp_path / PAGE).read_text() == "run build"


def test_without_npm_it_says_which_page_the_wheel_has(
    hook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    os.utime(tmp_path / "web/package.json", (2000, 2000))
    hook.initialize("standard", {})
    (tmp_path / PAGE).unlink()
    hook.initialize("standard", {})
    assert ["earlier build" in w for w in hook.warned] == [True, False]
