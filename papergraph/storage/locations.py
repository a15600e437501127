"""Where a catalog lies: a path or a database URL turned into its backend."""

from os import PathLike, fspath
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from papergraph.errors import StoreError
from papergraph.storage.backends import Backend
from papergraph.storage.sqlite import SQLite


def backend_of(location: str | PathLike[str], *, patience: float) -> Backend:
    """The database that a path, a ``sqlite:///`` or a ``postgresql://`` URL names.

    Raises:
        StoreError: the location is empty, a folder, or a database we do not know.
    """
    text = fspath(location)
    if not text.strip() or "\0" in text or text in (":memory:", "sqlite://"):
        raise StoreError(
            f"{text!r} names no place for a catalog", hint="give the path of a file with --db"
        )
    if "://" not in text:
        return SQLite(Path(text).expanduser(), patience=patience)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The text may hold a password, so it is not repeated; nor is the cause.
        raise StoreError(
            "the database URL cannot be understood",
            hint="it looks like postgresql://user@host/name",
        ) from None
    system = url.get_backend_name()
    if system == "sqlite" and url.database and url.database != ":memory:":
        return SQLite(Path(url.database).expanduser(), patience=patience)
    if system == "postgresql":
        # Only who asks for it pays for loading it.
        from papergraph.storage.postgresql import PostgreSQL

        return PostgreSQL(url.set(drivername="postgresql+psycopg"), patience=patience)
    raise StoreError(
        f"papergraph cannot keep its catalog in {system!r}",
        hint="give the path of a file, or the URL of a PostgreSQL database",
    )
