"""A browser, the sample as files, and the sample served: once for all browser tests."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from fogline import demo
from fogline.settings import Settings
from tests.browser.pages import CHROMIUM, FLAGS


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium with software drawing."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def out(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `fogline demo --out` writes."""
    folder = tmp_path_factory.mktemp("out")
    demo.write_demo(Settings(home=home, store="unused"), folder, lambda _: None)
    return folder


@pytest.fixture(scope="session")
def served(home: Path, out: Path) -> Iterator[str]:
    """The address of `fogline serve` over the sample's store."""
    environment = {**os.environ, "FOGLINE_HOME": str(home)}
    command = [sys.executable, "-m", "fogline", "serve", "--store", str(out / "store.sqlite"), "--port", "0"]
    serving = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert serving.stderr is not None
        found = None
        for line in serving.stderr:
            found = re.search(r"http://\S+?(?=/?[\s(]|$)", line)
            if found is not None:
                break
        assert found is not None
        yield found.group().rstrip("/")
    finally:
        serving.terminate()
        serving.wait(timeout=20)
