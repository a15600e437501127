from collections.abc import Iterator

import pytest

from papergraph import Catalog


@pytest.fixture
def catalog() -> Iterator[Catalog]:
    with Catalog.memory() as opened:
        yield opened


@pytest.fixture(scope="session")
def sample() -> Iterator[Catalog]:
    """The sample catalog, for tests that only read."""
    with Catalog.memory() as opened:
        opened.load_sample()
        yield opened
