"""An invented theatre for tests: the island of Harran, its garrison, the Marsh League and their towns."""

from functools import cache
from pathlib import Path

from fogline.pack import Pack, load_pack

FOLDER = Path(__file__).parent / "packs" / "harran"


@cache
def pack() -> Pack:
    """The invented pack."""
    return load_pack(FOLDER)
