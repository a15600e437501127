"""What every database must do for the store; ``sqlite`` and ``postgresql`` say how."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Executable,
    Insert,
    Row,
    Table,
    func,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.selectable import TypedReturnsRows

from papergraph.errors import PapergraphError
from papergraph.storage.text_index import TextIndex

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    #: Both databases word a conflict alike, each with a class of its own.
    Inserting = sqlite.Insert | postgresql.Insert

Columns = TypeVarTuple("Columns")

#: A row of whatever columns.
AnyRow = Row[*tuple[Any, ...]]

#: A condition on the columns of a row that is to overwrite another.
When = Callable[[ReadOnlyColumnCollection[str, Any]], ColumnElement[bool]]

#: JSON columns hold readable text, not escapes.
to_json = partial(dumps, ensure_ascii=False)


def overwriting(
    table: Table[Any],
    new: ReadOnlyColumnCollection[str, Any],
    *,
    key: Sequence[str],
    only: Sequence[str] | None,
) -> Mapping[str, ColumnElement[Any]]:
    """What ``Backend.upsert`` sets each column to, given the columns of the new row."""
    if only is None:
        return {c.name: new[c.name] for c in table.c if c.name not in (*key, "id")}
    return {name: func.coalesce(new[name], table.c[name]) for name in only}


class Backend(ABC):
    """One database: its connections, its locks, and the statements it words in its own way.

    ``name`` is the path or URL as messages may show it: without a password. ``folder`` is where
    the files of the catalog lie, None where the database is not on a disk of ours.
    """

    name: str
    engine: Engine
    folder: Path | None
    text_index: TextIndex

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """A connection that sees one state of the database, whatever others write meanwhile."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A connection in a transaction that alone may write, from its first moment on.

        It waits for another writer, commits when the block ends, and undoes everything when the
        block ends by an exception.
        """

    @abstractmethod
    def upgrading(self) -> AbstractContextManager[Connection]:
        """As ``writing``, for changing tables; a foreign key is checked at the end only."""

    @abstractmethod
    def exclusive(self, what: str) -> AbstractContextManager[None]:
        """The lock of a kind of run, over all processes, given back when the process ends.

        Raises:
            LockedError: somebody holds it; at once, whatever ``patience`` is.
        """

    @abstractmethod
    def settle(self) -> None:
        """Settings that stay with the database, made once it is known to be ours."""

    @abstractmethod
    def among(self, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
        """The condition that a column has one of some values: one parameter however many."""

    @abstractmethod
    def inserting(self, table: Table[Any]) -> "Inserting":
        """An insert that knows what to do about rows which are already there."""

    def insert_new(self, table: Table[Any]) -> Insert:
        """An insert that passes over rows which are already there."""
        return self.inserting(table).on_conflict_do_nothing()

    def upsert(
        self,
        table: Table[Any],
        *,
        key: Sequence[str],
        only: Sequence[str] | None = None,
        when: When | None = None,
    ) -> Insert:
        """An insert that overwrites the row that has the same ``key`` columns.

        With ``only``, these columns alone change, and a NULL leaves them as they are. ``when``
        says of the columns of the new row whether anything changes.
        """
        statement = self.inserting(table)
        new = statement.excluded
        return statement.on_conflict_do_update(
            index_elements=list(key),
            set_=overwriting(table, new, key=key, only=only),
            where=when(new) if when else None,
        )

    @abstractmethod
    def explained(self, error: DBAPIError) -> PapergraphError | None:
        """What to tell the user of a database's refusal; None where it is a bug of ours."""

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Turn a database's refusals inside the block into exceptions of ``papergraph.errors``.

        Raises:
            LockedError: another process wrote for longer than we wait.
            StoreError: the database cannot be reached, read or written.
        """
        try:
            yield
        except DBAPIError as error:
            explained = self.explained(error)
            if explained is None:
                raise
            raise explained from error

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


@dataclass(frozen=True, slots=True)
class Access:
    """A connection together with the wording of its database."""

    connection: Connection
    backend: Backend

    def rows(self, statement: TypedReturnsRows[*Columns]) -> Sequence[Row[*Columns]]:
        """All rows a statement returns."""
        return self.connection.execute(statement).all()

    def among(self, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
        """See ``Backend.among``."""
        return self.backend.among(column, values)

    def run(self, statement: Executable, rows: Sequence[dict[str, Any]] | None = None) -> None:
        """Run a statement once, or for all of some rows in bulk (for none: not at all)."""
        if rows is None:
            self.connection.execute(statement)
        elif rows:
            self.connection.execute(statement, rows)

    def insert_new(self, table: Table[Any], rows: Sequence[dict[str, Any]]) -> None:
        """Add those of some rows that are not there yet."""
        self.run(self.backend.insert_new(table), rows)
