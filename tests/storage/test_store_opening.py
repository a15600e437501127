"""Opening a catalog: what works, and what is said where it does not."""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from postgresql_server import Server
from sqlalchemy.engine import make_url
from storage_facts import NOW, VLLM, add_works, apply, facts, work

from papergraph.errors import LockedError, StoreError
from papergraph.storage import Store, upgrading


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Act as somebody whom permissions concern, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_was_written_is_there_when_opened_again(empty: str) -> None:
    with Store.open(empty) as store:
        apply(store, facts())
    with Store.open(empty) as store:
        assert store.works(["vllm"]) == {"vllm": VLLM}


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "not" / "yet" / "there.sqlite"
    Store.open(path).close()
    assert path.is_file()


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "50% ?really#=é.sqlite"
    Store.open(path).close()
    assert path.is_file()


def test_sqlite_url_and_path_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        add_works(store, VLLM)
    with Store.open(path) as store:
        assert store.work_of_key("vllm") == VLLM


def test_memory_is_private_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Store.memory() as one, Store.memory() as other:
        add_works(one, VLLM)
        assert one.work_of_key("vllm") == VLLM
        assert other.work_of_key("vllm") is None
    assert list(tmp_path.iterdir()) == []


def test_sqlite_is_in_wal_mode_with_foreign_keys_on(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with Store.open(path) as store, store._reading() as db:
        assert db.connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert db.connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_what_is_committed_is_on_the_disk(tmp_path: Path) -> None:
    """In WAL mode the lesser setting (1) could lose the last commits at a power cut."""
    with Store.open(tmp_path / "catalog.sqlite") as store, store.writing() as transaction:
        connection = transaction._db.connection
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_a_full_disk_is_said_and_what_was_written_is_kept(tmp_path: Path) -> None:
    with Store.open(tmp_path / "catalog.sqlite") as store:
        add_works(store, VLLM)
        with store._reading() as db:
            db.connection.exec_driver_sql("PRAGMA max_page_count = 10")
        large = work("large", title="very many words " * 100_000)
        with pytest.raises(StoreError, match="cannot grow: database or disk is full") as caught:
            add_works(store, large)
        assert "make room" in (caught.value.hint or "")
        assert list(store.works()) == ["vllm"]


@pytest.mark.parametrize(
    "content", [b"# Not a database\n" * 200, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"catalog\.sqlite") as caught:
        Store.open(path)
    assert caught.value.hint
    assert path.read_bytes() == content


def test_damage_found_later_is_a_store_error_too(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with Store.open(path) as store:
        apply(store, facts())
    content = path.read_bytes()
    start = len(content) // 4
    path.write_bytes(content[:start] + b"\xaa" * (len(content) - start))
    with pytest.raises(StoreError, match="damaged"), Store.open(path) as store:
        store.snapshot()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        Store.open(tmp_path)


def test_a_file_as_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="folder cannot be made"):
        Store.open(tmp_path / "file" / "catalog.sqlite")


@pytest.mark.parametrize("location", ["", "  ", ":memory:", "sqlite://", "a\0b"])
def test_a_place_that_is_none_is_refused(location: str) -> None:
    with pytest.raises(StoreError, match="names no place"):
        Store.open(location)


@pytest.mark.parametrize("location", ["mysql://host/name", "sqlite:///:memory:"])
def test_other_databases_are_refused(location: str) -> None:
    with pytest.raises(StoreError, match="cannot keep its catalog"):
        Store.open(location)


def test_a_url_that_cannot_be_read_is_refused_without_repeating_it() -> None:
    with pytest.raises(StoreError, match="cannot be understood") as caught:
        Store.open("postgresql://user:sesame@host:port/name")
    assert "sesame" not in caught.value.message


@pytest.fixture
def shared_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may enter, wherever pytest keeps its own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
def test_no_permission_to_read_is_said(shared_folder: Path) -> None:
    path = shared_folder / "catalog.sqlite"
    Store.open(path).close()
    path.chmod(0o000)
    with ordinary_user(), pytest.raises(StoreError, match="cannot be opened"):
        Store.open(path)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
def test_no_permission_to_write_is_said(shared_folder: Path) -> None:
    path = shared_folder / "catalog.sqlite"
    Store.open(path).close()
    path.chmod(0o444)
    shared_folder.chmod(0o555)
    with (
        ordinary_user(),
        pytest.raises(StoreError, match="cannot be opened or written") as caught,
        Store.open(path) as store,
    ):
        add_works(store, VLLM)
    assert "permissions" in (caught.value.hint or "")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are those of POSIX")
def test_no_permission_to_make_the_folder_is_said(shared_folder: Path) -> None:
    shared_folder.chmod(0o555)
    with ordinary_user(), pytest.raises(StoreError, match="folder cannot be made"):
        Store.open(shared_folder / "new" / "catalog.sqlite")


def test_a_newer_schema_is_refused(empty: str) -> None:
    with Store.open(empty) as store, store._backend.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer papergraph \(schema 9999") as caught:
        Store.open(empty)
    assert "upgrade" in (caught.value.hint or "")


@pytest.mark.parametrize("table", ["items", "alembic_version"])
def test_the_database_of_another_program_is_refused_and_kept(tmp_path: Path, table: str) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table} (version_num TEXT)")
        connection.execute(f"INSERT INTO {table} VALUES ('0001')")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not one of papergraph"):
        Store.open(path)
    assert path.read_bytes() == before


def test_an_unreachable_server_is_said_without_the_password() -> None:
    with pytest.raises(StoreError, match="cannot be used") as caught:
        Store.open("postgresql://user:sesame@127.0.0.1:1/name?password=sesame")
    assert "sesame" not in caught.value.message


@pytest.mark.postgresql
def test_a_missing_database_is_said(postgresql: Server) -> None:
    with pytest.raises(StoreError, match=r"cannot be used.*does not exist"):
        Store.open(postgresql.url.set(database="no_such_database").render_as_string(False))


@pytest.mark.postgresql
def test_the_usual_form_of_the_url_will_do(postgresql_catalog: str) -> None:
    url = make_url(postgresql_catalog).set(drivername="postgresql")
    Store.open(url.render_as_string(hide_password=False)).close()


def test_who_waits_too_long_for_a_writer_is_told(location: str) -> None:
    with (
        Store.open(location) as one,
        Store.open(location, patience=0.05) as other,
        one.writing() as transaction,
    ):
        transaction.apply(facts(), now=NOW)
        with pytest.raises(LockedError, match="another run is writing"):
            add_works(other, VLLM)


def test_readers_neither_wait_nor_see_what_is_not_yet_written(location: str) -> None:
    with Store.open(location, patience=0.05) as store:
        with store.writing() as transaction:
            transaction.apply(facts(), now=NOW)
            assert store.work_of_key("vllm") is None
        assert store.work_of_key("vllm") == VLLM


@pytest.mark.parametrize("patience", [30, 0])
def test_a_new_file_that_another_process_is_making_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, patience: float
) -> None:
    path = tmp_path / "catalog.sqlite"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    # SQLite itself does not wait here: our pause is when the other process gets on.
    monkeypatch.setattr("papergraph.storage.sqlite.time.sleep", lambda _: other.rollback())
    if patience:
        Store.open(path, patience=patience).close()
    else:
        with pytest.raises(LockedError):
            Store.open(path, patience=patience)
    other.close()


def test_opening_does_not_wait_for_a_writer(location: str) -> None:
    with Store.open(location) as store, store.writing():
        Store.open(location, patience=0.05).close()


def test_opening_a_current_catalog_loads_no_migrations(
    location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(connection: object) -> None:
        raise AssertionError("a migration was asked for")

    monkeypatch.setattr(upgrading, "configuration", refuse)
    Store.open(location).close()
