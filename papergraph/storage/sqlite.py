"""SQLite: a file in WAL mode, with a write lock taken when a writing transaction begins.

``BEGIN IMMEDIATE`` instead of ``BEGIN``: two transactions that read first and write later would
both get their read lock, and one could only fail; so a writer queues before it reads.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Insert,
    Table,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from papergraph.errors import LockedError, PapergraphError, StoreError
from papergraph.storage.backends import Backend, to_json
from papergraph.storage.texts import clean_json

_WRITES = "papergraph_writes"
_PAUSE = 0.02  # seconds between attempts at what SQLite does not itself wait for


class SQLite(Backend):
    """A catalog in a file; ``patience`` is for how many seconds to wait for another writer."""

    def __init__(self, path: Path, *, patience: float) -> None:
        self.name = str(path)
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

    def insert_new(self, table: Table[Any]) -> Insert:
        """See ``Backend``."""
        return insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table[Any], *, key: Sequence[str]) -> Insert:
        """See ``Backend``."""
        new = insert(table)
        others = {c.name: new.excluded[c.name] for c in table.c if c.name not in (*key, "id")}
        return new.on_conflict_do_update(index_elements=list(key), set_=others)

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
    driver.execute("PRAGMA synchronous = NORMAL")  # with WAL, safe against all but a power cut


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
