"""SQLite: a file in WAL mode, with a write lock taken when a writing transaction begins.

``BEGIN IMMEDIATE`` instead of ``BEGIN``: two transactions that read first and write later would
both get their read lock, and one could only fail; so a writer queues before it reads.
"""

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Table,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from papergraph.errors import LockedError, PapergraphError, StoreError
from papergraph.storage.backends import Backend, to_json
from papergraph.storage.holding import held, process, since
from papergraph.storage.text_index import FTS5
from papergraph.storage.texts import clean_json

_WRITES = "papergraph_writes"
_PAUSE = 0.02  # seconds between attempts at what SQLite does not itself wait for


class SQLite(Backend):
    """A catalog in a file; ``patience`` is for how many seconds to wait for another writer."""

    def __init__(self, path: Path, *, patience: float) -> None:
        self.name = str(path)
        self.folder = path.parent / "files"
        self.text_index = FTS5()
        self._path = path
        self._patience = patience
        self._prepare(path)
        self.engine = create_engine(
            URL.create("sqlite", database=str(path)),
            connect_args={"timeout": patience},
            json_serializer=to_json,
        )
        event.listen(self.engine, "connect", _on_connect)
        event.listen(self.engine, "begin", _on_begin)

    def _prepare(self, path: Path) -> None:
        if path.is_dir():
            raise StoreError(
                f"{path} is a folder, not a catalog",
                hint=f"name a file in it: {path / 'papergraph.sqlite'}",
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{path}: its folder cannot be made: {error.strerror}",
                hint="give another place with --db or PAPERGRAPH_DB",
            ) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See ``Backend``. In WAL mode a reader neither waits for a writer nor stops one."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See ``Backend``."""
        with self.engine.connect() as connection:
            writer = connection.execution_options(**{_WRITES: True})
            with writer.begin():
                yield writer

    @contextmanager
    def upgrading(self) -> Iterator[Connection]:
        """See ``Backend``.

        SQLite cannot alter most of a table: a migration copies it and drops the old one, which
        would delete the rows of other tables that depend on it if foreign keys were on. They can
        be switched outside of transactions only, hence at the driver.
        """
        with self.engine.connect() as connection:
            driver = _driver(connection)
            driver.execute("PRAGMA foreign_keys = OFF")
            try:
                writer = connection.execution_options(**{_WRITES: True})
                with writer.begin():
                    yield writer
                    if broken := writer.exec_driver_sql("PRAGMA foreign_key_check").all():
                        raise RuntimeError(f"the migration breaks foreign keys: {broken[:5]}")
            finally:
                driver.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def exclusive(self, what: str) -> Iterator[None]:
        """See ``Backend``. The lock is a file beside the catalog; its text says who holds it.

        The operating system lets go of it when the process ends, however that comes about. The
        file stays, since removing it would split those who wait for it; empty, nobody holds it.
        """
        path = self._path.with_name(f"{self._path.name}.{what}.lock")
        lock = FileLock(path, timeout=0, on_acquired=_sign)
        try:
            lock.acquire()
        except Timeout as error:
            raise held(what, self.name, _signature(path)) from error
        except OSError as error:
            raise StoreError(
                f"{path}: the lock cannot be made: {error.strerror}",
                hint="check the permissions of the folder of the catalog",
            ) from error
        try:
            yield
        finally:
            with suppress(OSError):
                path.write_text("")
            lock.release()

    def settle(self) -> None:
        """Switch to WAL mode, which stays with the file.

        SQLite does not wait for a lock here, so when several processes open a new file at once
        all but one are refused: try again while patience lasts.
        """
        until = time.monotonic() + self._patience
        while True:
            try:
                with self.engine.connect() as connection:
                    _driver(connection).execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                refusal = OperationalError("PRAGMA journal_mode = WAL", None, error)
                if not _is_busy(refusal) or time.monotonic() > until:
                    raise refusal from error
            time.sleep(_PAUSE)

    def among(self, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
        """See ``Backend``. A list of parameters may not be longer than some SQLites allow."""
        listed = func.json_each(to_json(clean_json(list(values)))).table_valued("value")
        return column.in_(select(listed.c.value))

    def inserting(self, table: Table[Any]) -> Insert:
        """See ``Backend``."""
        return insert(table)

    def explained(self, error: DBAPIError) -> PapergraphError | None:
        """See ``Backend``. The reasons are SQLite's own words."""
        if _is_busy(error):
            return LockedError(
                f"another run is writing to {self.name}", hint="try again when it is done"
            )
        reason = str(error.orig)
        if "not a database" in reason or "malformed" in reason:
            return StoreError(
                f"{self.name} is no database, or a damaged one ({reason})",
                hint="restore a backup, or give another file with --db",
            )
        if "disk is full" in reason:
            return StoreError(
                f"{self.name} cannot grow: {reason}",
                hint="make room on its disk and run again; what was written before is kept",
            )
        if "unable to open" in reason or "readonly" in reason:
            return StoreError(
                f"{self.name} cannot be opened or written ({reason})",
                hint="check the permissions of the file and of its folder",
            )
        # Exactly these two: their subclasses and siblings (a broken constraint, a missing
        # parameter) are mistakes of the program, not of the world.
        if type(error) in (OperationalError, DatabaseError):
            return StoreError(f"{self.name}: {reason}")
        return None


def _sign(descriptor: int) -> None:
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, f"{process()}, {since(datetime.now(UTC))}\n".encode())


def _signature(path: Path) -> str:
    """Who holds a lock, as far as it can be read."""
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _is_busy(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    # The low byte is the kind, the rest its finer cause (https://sqlite.org/rescode.html).
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _on_connect(driver: sqlite3.Connection, _record: object) -> None:
    driver.isolation_level = None  # we begin transactions, not Python's driver
    driver.execute("PRAGMA foreign_keys = ON")
    # What a site answered is not asked for again, so a commit is on the disk when it returns: in
    # WAL mode, NORMAL would lose the last commits at a power cut (https://sqlite.org/pragma.html).
    driver.execute("PRAGMA synchronous = FULL")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
