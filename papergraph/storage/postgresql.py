"""PostgreSQL, for many writers at one shared catalog; through psycopg, an extra."""

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import (
    ARRAY,
    URL,
    ColumnElement,
    Connection,
    Table,
    any_,
    create_engine,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from papergraph.errors import LockedError, PapergraphError, StoreError
from papergraph.storage.backends import Backend, to_json
from papergraph.storage.holding import held, process, since
from papergraph.storage.text_index import TSVector

#: The number of the advisory lock that every writer of a catalog holds.
_LOCK = zlib.crc32(b"papergraph")

#: Who holds an advisory lock of one number in this database, and since when: taking the lock was
#: the last thing that connection did.
_HOLDER = text(
    "SELECT a.pid, a.application_name, a.query_start "
    "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = 0 "
    "AND l.objid = CAST(:number AS bigint) "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)

# SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
_LOCK_NOT_AVAILABLE = "55P03"
_INSUFFICIENT_PRIVILEGE = "42501"


class PostgreSQL(Backend):
    """A catalog in a database; ``patience`` is for how many seconds to wait for a writer."""

    def __init__(self, url: URL, *, patience: float) -> None:
        # The query may hold a password too (``?password=…``), which SQLAlchemy does not hide.
        self.name = url.set(query={}).render_as_string(hide_password=True)
        self.folder = None
        self.text_index = TSVector()
        self._patience = patience
        try:
            self.engine = create_engine(url, json_serializer=to_json)
        except ModuleNotFoundError as error:
            raise StoreError(
                f"{self.name} needs psycopg, which is not installed",
                hint="pip install 'papergraph[postgresql]'",
            ) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See ``Backend``. Repeatable read: several questions see the same moment."""
        with self.engine.connect() as connection:
            reader = connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            with reader.begin():
                yield reader

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """See ``Backend``. Read committed: what is seen is younger than the wait for the lock."""
        with self.engine.connect() as connection, connection.begin():
            milliseconds = max(1, round(self._patience * 1000))
            timeout = func.set_config("lock_timeout", f"{milliseconds}ms", True)
            connection.execute(select(timeout))
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    @contextmanager
    def exclusive(self, what: str) -> Iterator[None]:
        """See ``Backend``. The server lets go of the lock when its connection ends.

        The connection is kept for the whole block, outside of any transaction, and closed: the
        name it shows to others is that of this run.
        """
        number = zlib.crc32(f"papergraph {what}".encode())
        label = f"papergraph {what}"
        with self.engine.connect() as connection:
            holding = connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                # The server cuts it after 63 bytes.
                name = f"{label}: {process()}"
                holding.execute(select(func.set_config("application_name", name, False)))
                if not holding.execute(select(func.pg_try_advisory_lock(number))).scalar():
                    raise held(what, self.name, _holder(holding, number, label))
                try:
                    yield
                finally:
                    # A connection that broke has let go of it already.
                    with suppress(DBAPIError):
                        holding.execute(select(func.pg_advisory_unlock(number)))
            finally:
                connection.invalidate()

    @contextmanager
    def upgrading(self) -> Iterator[Connection]:
        """See ``Backend``. Tables are altered in place, so constraints may stay on."""
        with self.writing() as connection:
            yield connection

    def settle(self) -> None:
        """See ``Backend``: nothing to do."""

    def among(self, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
        """See ``Backend``."""
        return column == any_(literal(list(values), ARRAY(column.type)))

    def inserting(self, table: Table[Any]) -> Insert:
        """See ``Backend``."""
        return insert(table)

    def explained(self, error: DBAPIError) -> PapergraphError | None:
        """See ``Backend``."""
        state = getattr(error.orig, "sqlstate", None)
        if state == _LOCK_NOT_AVAILABLE:
            return LockedError(
                f"another run is writing to {self.name}", hint="try again when it is done"
            )
        reason = " ".join(str(error.orig).split())
        if state == _INSUFFICIENT_PRIVILEGE:
            return StoreError(
                f"{self.name}: {reason}", hint="grant this user the right to make and fill tables"
            )
        if isinstance(error, OperationalError):
            return StoreError(
                f"{self.name} cannot be used: {reason}",
                hint="check that the server runs and that the URL names an existing database",
            )
        if isinstance(error, InternalError):
            return StoreError(f"{self.name}: {reason}")
        return None


def _holder(connection: Connection, number: int, label: str) -> str:
    """Who holds a lock, as it calls itself, else as the server knows it; empty where it is gone."""
    row = connection.execute(_HOLDER, {"number": number}).first()
    if row is None:
        return ""
    when = f", {since(row.query_start)}" if row.query_start else ""
    _, named, called = (row.application_name or "").partition(f"{label}: ")
    return (called if named else f"server process {row.pid}") + when
