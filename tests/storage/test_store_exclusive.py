"""The lock of a run: one holder over all processes, named to who comes second."""

import os
import platform
import re
import signal
import time
import zlib
from pathlib import Path

import pytest
from postgresql_server import Server
from sqlalchemy import text
from sqlalchemy.engine import make_url
from storage_facts import VLLM, add_works
from test_store_processes import go, read, start

from papergraph.errors import LockedError, StoreError
from papergraph.storage import Store


def test_only_one_holds_the_lock_and_others_are_told_who(location: str) -> None:
    with Store.open(location) as one, Store.open(location) as other:
        with one.exclusive("crawl"):
            with pytest.raises(LockedError) as caught, other.exclusive("crawl"):
                pass
            assert re.fullmatch(
                rf"another crawl \(process {os.getpid()} on {re.escape(platform.node())}, "
                r"since \d{4}-\d\d-\d\d \d\d:\d\d UTC\) holds the lock of \S+",
                caught.value.message,
            )
            with pytest.raises(LockedError), one.exclusive("crawl"):
                pass
            with other.exclusive("refresh"):
                add_works(other, VLLM)
        with other.exclusive("crawl"):
            assert other.work_of_key("vllm") == VLLM


def test_an_exception_gives_the_lock_back(location: str) -> None:
    with Store.open(location) as store:
        with pytest.raises(RuntimeError), store.exclusive("crawl"):
            raise RuntimeError
        with store.exclusive("crawl"):
            pass


def test_the_lock_of_a_killed_process_is_free(location: str) -> None:
    with Store.open(location) as store, start(location, "hold", "victim") as process:
        assert read(process) == "ready"
        go(process)
        assert read(process) == "holding"
        with (
            pytest.raises(LockedError, match=rf"\(process {process.pid} on "),
            store.exclusive("crawl"),
        ):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
        wait_for_server(store)
        with store.exclusive("crawl"):
            pass


def wait_for_server(store: Store) -> None:
    """PostgreSQL hears of a death a moment later."""
    for _ in range(200):
        try:
            with store.exclusive("crawl"):
                return
        except LockedError:
            time.sleep(0.05)


def test_the_lock_file_says_who_holds_it_and_is_empty_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    lock = tmp_path / "catalog.sqlite.crawl.lock"
    lock.write_text("process 1 on nowhere, since a longer time than anybody can remember")
    with Store.open(path) as store:
        with store.exclusive("crawl"):
            assert re.fullmatch(rf"process {os.getpid()} on .* UTC\n", lock.read_text())
        assert lock.read_text() == ""


def test_a_lock_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    (tmp_path / "catalog.sqlite.crawl.lock").mkdir()
    with (
        Store.open(path) as store,
        pytest.raises(StoreError, match="lock cannot be made"),
        store.exclusive("crawl"),
    ):
        pass


def test_a_catalog_of_ones_own_has_a_lock_and_a_folder_too() -> None:
    with Store.memory() as store:
        folder = store.folder
        assert folder is not None
        assert folder.parent.is_dir()
        with store.exclusive("crawl"), pytest.raises(LockedError), store.exclusive("crawl"):
            pass
    assert not folder.parent.exists()


def test_files_lie_beside_the_catalog(tmp_path: Path) -> None:
    with Store.open(tmp_path / "catalog.sqlite") as store:
        assert store.folder == tmp_path / "files"


@pytest.mark.postgresql
def test_a_database_on_a_server_has_no_folder(postgresql_catalog: str) -> None:
    with Store.open(postgresql_catalog) as store:
        assert store.folder is None


@pytest.mark.postgresql
def test_another_user_of_the_server_is_told_less(
    postgresql: Server, postgresql_catalog: str
) -> None:
    """The server shows the times of a connection to its own user only."""
    url = make_url(postgresql_catalog)
    postgresql._run(url, "DROP ROLE IF EXISTS stranger")
    postgresql._run(url, "CREATE ROLE stranger LOGIN")
    postgresql._run(url, "GRANT pg_read_all_data TO stranger")
    stranger = url.set(username="stranger").render_as_string(hide_password=False)
    with (
        Store.open(postgresql_catalog) as store,
        Store.open(stranger) as other,
        store.exclusive("crawl"),
        pytest.raises(
            LockedError, match=rf"another crawl \(process {os.getpid()} on [^,)]+\) holds"
        ),
        other.exclusive("crawl"),
    ):
        pass


@pytest.mark.postgresql
def test_a_lock_that_another_program_took_is_said_to_be_taken(postgresql_catalog: str) -> None:
    number = zlib.crc32(b"papergraph crawl")
    with Store.open(postgresql_catalog) as store:
        with store._backend.engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": number})
            with (
                pytest.raises(LockedError, match=r"another crawl \(server process \d+, since 2"),
                store.exclusive("crawl"),
            ):
                pass
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": number})
        with store.exclusive("crawl"):
            pass
