"""What Alembic runs for every command: our tables, over the connection it is handed."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator

from papergraph.storage.tables import metadata


def _plain_type(what: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    """The database's own type in place of ours: a migration must not change when ours do."""
    if what == "type" and isinstance(value, TypeDecorator):
        return f"sa.{value.impl!r}"
    return False


def _is_ours(name: str | None, what: str, _parents: object) -> bool:
    """Not the index of words, and the tables SQLite makes for it: ``metadata`` cannot say them."""
    return what != "table" or name is None or name.partition("_")[0] != "search"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it; autogenerate must say so
    render_item=_plain_type,
    include_name=_is_ours,
)
with context.begin_transaction():
    context.run_migrations()
