"""What the tables have in common: their registry, and columns that many of them have."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def owner(column: str, *, key: bool = False, index: bool = False) -> Column[int]:
    """A column that points to the row this one is part of, and goes with it."""
    return Column(
        Integer,
        ForeignKey(column, ondelete="CASCADE"),
        nullable=False,
        primary_key=key,
        index=index,
    )


def position() -> Column[int]:
    """A column that counts the rows of one owner from 0."""
    return Column(Integer, primary_key=True, autoincrement=False)
