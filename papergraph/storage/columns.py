"""Column types: text and JSON that every database takes, and moments that keep their zone."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text, TypeDecorator

from papergraph.storage.texts import clean, clean_json


class CleanText(TypeDecorator[str]):
    """Text without what a database refuses, whoever wrote it (see ``texts.clean``)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """The text as it is stored and compared."""
        return None if value is None else clean(value)


class CleanJSON(TypeDecorator[Any]):
    """A JSON document whose texts are as clean as those of ``CleanText``."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The document as it is stored."""
        return clean_json(value)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite, which knows no zones, is given and gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment in UTC.

        Raises:
            ValueError: the moment has no zone, so nobody can say when it was.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The moment, aware of being UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
