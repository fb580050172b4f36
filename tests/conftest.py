"""What tests share: where the data beside the repository lies, if it is there."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that is measured with; the test is skipped where it is missing."""
    path = Path(os.environ.get("FOGLINE_SHARED", ROOT.parent / "shared"))
    if not (path / "claims").is_dir():
        pytest.skip("the measuring data is not beside the repository (set FOGLINE_SHARED)")
    return path
