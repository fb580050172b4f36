"""A filled store and what is served over it, one of each a file; a test that changes them makes its own."""

from collections.abc import Iterator

import pytest

from fogline.store import Store
from tests.web.made import Served, filled, served


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = filled(tmp_path_factory.mktemp("store"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def made(store: Store) -> Served:
    return served(store)
