"""Where the storage tests keep their catalogs: in SQLite, and in PostgreSQL where it is found."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql_server import MISSING, Server, running

from papergraph.storage import Store


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    with running() as server:
        if server is None:
            if os.environ.get("REQUIRE_ALL") == "1":
                pytest.fail(MISSING)
            pytest.skip(MISSING)
        yield server


@pytest.fixture(scope="session")
def postgresql_catalog(postgresql: Server) -> Iterator[str]:
    """The URL of a catalog that all tests use in turn, each of which finds it empty."""
    url = postgresql.create()
    Store.open(url).close()
    yield url
    postgresql.drop(url)


@pytest.fixture(scope="session")
def sqlite_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty catalog, to be copied."""
    path = tmp_path_factory.mktemp("catalog") / "empty.sqlite"
    Store.open(path).close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def system(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def empty(system: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place where there is no catalog yet."""
    if system == "sqlite":
        yield str(tmp_path / "catalog.sqlite")
        return
    server: Server = request.getfixturevalue("postgresql")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture
def location(system: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where there is an empty catalog; for tests that leave its tables as they are."""
    if system == "sqlite":
        copied = shutil.copy(request.getfixturevalue("sqlite_catalog"), tmp_path / "catalog.sqlite")
        return str(copied)
    server: Server = request.getfixturevalue("postgresql")
    url: str = request.getfixturevalue("postgresql_catalog")
    server.clear(url)
    return url


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    with Store.open(location) as opened:
        yield opened
