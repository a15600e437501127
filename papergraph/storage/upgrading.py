"""The schema of a catalog, brought to what this papergraph knows when a catalog is opened.

The migrations are ordinary Alembic ones, in ``migrations/versions`` inside the package. To add
one, change ``tables``, then::

    from alembic import command
    command.revision(configuration(connection), "what changes", rev_id="0004", autogenerate=True)

with a connection to a catalog of the old schema (``SQLite(path, patience=1).upgrading()``), read
and mend what it wrote, set ``SCHEMA`` to it, and keep a catalog of the old schema under
``tests/upgrade``.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from papergraph.errors import StoreError
from papergraph.storage.backends import Backend
from papergraph.storage.tables import metadata

#: The newest migration, known without loading Alembic: most openings need no upgrade.
SCHEMA = "0003"

MIGRATIONS = Path(__file__).parent / "migrations"

if TYPE_CHECKING:
    from alembic.config import Config

_HINT_FOREIGN = "give the catalog a file, or a database or schema, of its own"


def make_current(backend: Backend) -> bool:
    """Whether the schema had to be made or upgraded; afterwards it is ``SCHEMA``.

    Safe to call from several processes at once: all but one wait and then find it done.

    Raises:
        StoreError: the database is not ours, or is of a newer papergraph.
    """
    with backend.reading() as connection:
        found = revision_of(connection, backend.name)
    backend.settle()
    if found == SCHEMA:
        return False
    with backend.upgrading() as connection:
        if revision_of(connection, backend.name) == SCHEMA:
            return False
        from alembic import command

        command.upgrade(configuration(connection), SCHEMA)
    return True


def revision_of(connection: Connection, name: str) -> str | None:
    """The schema a database has; None where it is empty.

    Raises:
        StoreError: it holds tables of others, or a schema that this papergraph does not know.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    ours = metadata.tables.keys()
    if "alembic_version" not in tables or not tables & ours:
        raise StoreError(f"{name} is a database, but not one of papergraph", hint=_HINT_FOREIGN)
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if found != SCHEMA and found not in _known():
        raise StoreError(
            f"{name} was written by a newer papergraph (schema {found}, this one knows {SCHEMA})",
            hint="upgrade papergraph: pip install --upgrade papergraph",
        )
    return str(found)


def configuration(connection: Connection) -> "Config":
    """What Alembic needs to know, in place of an ``alembic.ini``."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _known() -> frozenset[str]:
    """The schemas there is a migration for."""
    return frozenset(
        path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")
    )
