"""PostgreSQL, for many writers at one shared catalog; through psycopg, an extra."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ARRAY,
    URL,
    ColumnElement,
    Connection,
    Insert,
    Table,
    any_,
    create_engine,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from papergraph.errors import LockedError, PapergraphError, StoreError
from papergraph.storage.backends import Backend, to_json

#: The number of the advisory lock that every writer of a catalog holds.
_LOCK = zlib.crc32(b"papergraph")

# SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
_LOCK_NOT_AVAILABLE = "55P03"
_INSUFFICIENT_PRIVILEGE = "42501"


class PostgreSQL(Backend):
    """A catalog in a database; ``patience`` is for how many seconds to wait for a writer."""

    def __init__(self, url: URL, *, patience: float) -> None:
        # The query may hold a password too (``?password=…``), which SQLAlchemy does not hide.
        self.name = url.set(query={}).render_as_string(hide_password=True)
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
    def upgrading(self) -> Iterator[Connection]:
        """See ``Backend``. Tables are altered in place, so constraints may stay on."""
        with self.writing() as connection:
            yield connection

    def settle(self) -> None:
        """See ``Backend``: nothing to do."""

    def among(self, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
        """See ``Backend``."""
        return column == any_(literal(list(values), ARRAY(column.type)))

    def insert_new(self, table: Table[Any]) -> Insert:
        """See ``Backend``."""
        return insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table[Any], *, key: Sequence[str]) -> Insert:
        """See ``Backend``."""
        new = insert(table)
        others = {c.name: new.excluded[c.name] for c in table.c if c.name not in (*key, "id")}
        return new.on_conflict_do_update(index_elements=list(key), set_=others)

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
