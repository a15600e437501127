"""Tables of works: what is claimed about them, whom they cite, and what changed."""

import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from papergraph.storage.columns import CleanJSON, CleanText, Moment
from papergraph.storage.tables.parts import metadata, owner, position


class WorkColumns(TypedColumns):
    """A work; ``date`` is a ``PartialDate`` as text."""

    id: Named[int] = Column(Integer, primary_key=True)
    key: Named[str] = Column(CleanText, nullable=False, unique=True)
    title: Named[str] = Column(CleanText, nullable=False)
    kind: Named[str] = Column(CleanText, nullable=False)
    date: Named[str | None] = Column(CleanText)
    venue: Named[str | None] = Column(CleanText)
    venue_acronym: Named[str | None] = Column(CleanText)


class WorkAuthorColumns(TypedColumns):
    """An author of a work, in the order of the title page."""

    work: Named[int] = owner("works.id", key=True)
    position: Named[int] = position()
    name: Named[str] = Column(CleanText, nullable=False)


class WorkTitleColumns(TypedColumns):
    """A title a work is found by; ``own`` where it is one of ``Work.titles``.

    ``normal`` is the normal title, cut where an index could not hold it.
    """

    work: Named[int] = owner("works.id", key=True)
    position: Named[int] = position()
    title: Named[str] = Column(CleanText, nullable=False)
    normal: Named[str] = Column(CleanText, nullable=False, index=True)
    own: Named[bool]


class ExternalIdColumns(TypedColumns):
    """An id and the one work that has it; ``own`` where it is one of ``Work.ids``.

    ``name`` is ``scheme:value``, cut where an index could not hold it (``whole`` is then the
    full one); ``base`` is the same without the version (``arxiv:2309.06180`` of ``…v2``).
    """

    name: Named[str] = Column(CleanText, primary_key=True)
    whole: Named[str | None] = Column(CleanText)
    base: Named[str] = Column(CleanText, nullable=False, index=True)
    work: Named[int] = owner("works.id", index=True)
    position: Named[int] = Column(Integer, nullable=False)
    own: Named[bool]


class VersionColumns(TypedColumns):
    """A manifestation of a work; ``ids`` are its ids as a list of texts."""

    work: Named[int] = owner("works.id", key=True)
    position: Named[int] = position()
    title: Named[str] = Column(CleanText, nullable=False)
    venue: Named[str | None] = Column(CleanText)
    venue_acronym: Named[str | None] = Column(CleanText)
    date: Named[str | None] = Column(CleanText)
    ids: Named[Any] = Column(CleanJSON, nullable=False)


class RecordColumns(TypedColumns):
    """One source's claim, filed under a work.

    ``asked_at`` and ``request`` are of the last answer that made this claim; a course page makes
    its claims unasked.
    """

    id: Named[int] = Column(Integer, primary_key=True)
    work: Named[int] = owner("works.id")
    source: Named[str] = Column(CleanText, nullable=False)
    digest: Named[str] = Column(CleanText, nullable=False)
    payload: Named[Any] = Column(CleanJSON, nullable=False)
    filed_at: Named[datetime.datetime] = Column(Moment, nullable=False)
    asked_at: Named[datetime.datetime | None] = Column(Moment)
    request: Named[str | None] = Column(CleanText)


class AliasColumns(TypedColumns):
    """The key of a work that was merged away: it leads to the survivor for ever."""

    key: Named[str] = Column(CleanText, primary_key=True)
    work: Named[int] = owner("works.id", index=True)
    reason: Named[str] = Column(CleanText, nullable=False)
    merged_at: Named[datetime.datetime] = Column(Moment, nullable=False)


works = Table("works", metadata, WorkColumns)
work_authors = Table("work_authors", metadata, WorkAuthorColumns)
work_titles = Table("work_titles", metadata, WorkTitleColumns)
external_ids = Table("external_ids", metadata, ExternalIdColumns)
versions = Table("versions", metadata, VersionColumns)
records = Table("records", metadata, RecordColumns, UniqueConstraint("work", "digest"))
aliases = Table("aliases", metadata, AliasColumns)


class CitationColumns(TypedColumns):
    """An edge: ``citing`` cites ``cited``."""

    citing: Named[int] = owner("works.id", key=True)
    cited: Named[int] = owner("works.id", key=True)


class CitationSourceColumns(TypedColumns):
    """Who says that an edge is there, how it was found, and in which words it is cited."""

    citing: Named[int] = Column(Integer, primary_key=True)
    cited: Named[int] = Column(Integer, primary_key=True)
    source: Named[str] = Column(CleanText, primary_key=True)
    method: Named[str] = Column(CleanText, primary_key=True)
    sentences: Named[Any | None] = Column(CleanJSON(none_as_null=True))
    intents: Named[Any | None] = Column(CleanJSON(none_as_null=True))


class EventColumns(TypedColumns):
    """Something that changed; ``subject`` is a key as it was then, and stays as it was."""

    id: Named[int] = Column(Integer, primary_key=True)
    at: Named[datetime.datetime] = Column(Moment, nullable=False, index=True)
    subject: Named[str] = Column(CleanText, nullable=False, index=True)
    what: Named[str] = Column(CleanText, nullable=False)
    before: Named[str | None] = Column(CleanText)
    after: Named[str | None] = Column(CleanText)
    source: Named[str] = Column(CleanText, nullable=False)
    offering: Named[int | None] = Column(Integer, ForeignKey("offerings.id"), index=True)


# Without row ids the primary key *is* the table: neighbours are read from one place, in about
# the same time whatever the size of the corpus. The index serves the other direction.
citations = Table(
    "citations", metadata, CitationColumns, Index(None, "cited", "citing"), sqlite_with_rowid=False
)
citation_sources = Table(
    "citation_sources",
    metadata,
    CitationSourceColumns,
    ForeignKeyConstraint(
        ["citing", "cited"], ["citations.citing", "citations.cited"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)
events = Table("events", metadata, EventColumns)
