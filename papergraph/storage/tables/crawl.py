"""Tables of what sites were asked, and of what they gave that is no claim about a work."""

import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Named,
    Table,
    TypedColumns,
    text,
)

from papergraph.storage.columns import CleanJSON, CleanText, Moment
from papergraph.storage.tables.parts import metadata, owner, position


class ReferenceEntryColumns(TypedColumns):
    """A line of the reference list that a source gives of a work.

    ``cited`` is the work it was found to mean; the line outlives that work. ``date`` is a
    ``PartialDate`` as text, ``authors`` and ``ids`` are lists of texts.
    """

    work: Named[int] = owner("works.id", key=True)
    source: Named[str] = Column(CleanText, primary_key=True)
    position: Named[int] = position()
    number: Named[int | None] = Column(Integer)
    text: Named[str] = Column(CleanText, nullable=False)
    title: Named[str | None] = Column(CleanText)
    authors: Named[Any] = Column(CleanJSON, nullable=False)
    date: Named[str | None] = Column(CleanText)
    venue: Named[str | None] = Column(CleanText)
    ids: Named[Any] = Column(CleanJSON, nullable=False)
    cited: Named[int | None] = Column(Integer, ForeignKey("works.id", ondelete="SET NULL"))


class DocumentColumns(TypedColumns):
    """A file, once however many works it is of; ``digest`` is the SHA-256 of its bytes."""

    digest: Named[str] = Column(CleanText, primary_key=True)
    size: Named[int] = Column(Integer, nullable=False)
    pages: Named[int | None] = Column(Integer)
    text: Named[str | None] = Column(CleanText)


class WorkDocumentColumns(TypedColumns):
    """Of which work a file is, who gave it, from where and when."""

    work: Named[int] = owner("works.id", key=True)
    digest: Named[str] = Column(
        CleanText, ForeignKey("documents.digest"), primary_key=True, index=True
    )
    source: Named[str] = Column(CleanText, nullable=False)
    url: Named[str | None] = Column(CleanText)
    at: Named[datetime.datetime] = Column(Moment, nullable=False)


class ProposalColumns(TypedColumns):
    """A candidate that a source gave for a work: a record (``payload``), by its digest."""

    work: Named[int] = owner("works.id", key=True)
    source: Named[str] = Column(CleanText, primary_key=True)
    digest: Named[str] = Column(CleanText, primary_key=True)
    score: Named[float | None] = Column(Float)
    payload: Named[Any] = Column(CleanJSON, nullable=False)
    request: Named[str | None] = Column(CleanText)
    at: Named[datetime.datetime] = Column(Moment, nullable=False)


class AskedColumns(TypedColumns):
    """What became of the last question for one fact; the fields of ``Asked``.

    ``subject`` is cut where an index could not hold it (``whole`` is then the full one).
    """

    subject: Named[str] = Column(CleanText, primary_key=True)
    source: Named[str] = Column(CleanText, primary_key=True)
    fact: Named[str] = Column(CleanText, primary_key=True)
    whole: Named[str | None] = Column(CleanText)
    at: Named[datetime.datetime] = Column(Moment, nullable=False)
    outcome: Named[str] = Column(CleanText, nullable=False)
    count: Named[int | None] = Column(Integer)
    reference_count: Named[int | None] = Column(Integer)
    citation_count: Named[int | None] = Column(Integer)
    reason: Named[str | None] = Column(CleanText)
    hint: Named[str | None] = Column(CleanText)
    retry_at: Named[datetime.datetime | None] = Column(Moment)
    cursor: Named[str | None] = Column(CleanText)
    attempts: Named[int] = Column(Integer, nullable=False)


# Two indexes, so that the lines of one work are not looked for among all that mean nothing yet.
_RESOLVED = text("cited IS NOT NULL")
_UNRESOLVED = text("cited IS NULL")
reference_entries = Table(
    "reference_entries",
    metadata,
    ReferenceEntryColumns,
    Index(None, "cited", sqlite_where=_RESOLVED, postgresql_where=_RESOLVED),
    Index(
        "ix_reference_entries_unresolved",
        "work",
        sqlite_where=_UNRESOLVED,
        postgresql_where=_UNRESOLVED,
    ),
)
documents = Table("documents", metadata, DocumentColumns)
work_documents = Table("work_documents", metadata, WorkDocumentColumns)
proposals = Table("proposals", metadata, ProposalColumns)
asked = Table("asked", metadata, AskedColumns, sqlite_with_rowid=False)
