"""The tables as they are today; ``migrations`` says how they came to be.

Integer keys stay inside this package: outside, a work has its key, an offering its name and a
page the ``number`` of ``StoredPage``. Rows of one listing or one work are numbered by
``position`` from 0. What SQLite and PostgreSQL do differently is in ``sqlite`` and
``postgresql``; here only the ``sqlite_``/``postgresql_`` options of a table.
"""

import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from papergraph.storage.columns import CleanJSON, CleanText, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _owner(column: str, *, key: bool = False, index: bool = False) -> Column[int]:
    """A column that points to the row this one is part of, and goes with it."""
    return Column(
        Integer,
        ForeignKey(column, ondelete="CASCADE"),
        nullable=False,
        primary_key=key,
        index=index,
    )


def _position() -> Column[int]:
    return Column(Integer, primary_key=True, autoincrement=False)


# Courses and their pages ------------------------------------------------------------------


class CourseColumns(TypedColumns):
    """``institution`` is "" where unknown: NULLs would not collide in the unique key."""

    id: Named[int] = Column(Integer, primary_key=True)
    code: Named[str] = Column(CleanText, nullable=False)
    institution: Named[str] = Column(CleanText, nullable=False)


class OfferingColumns(TypedColumns):
    """A course in a term; ``season`` is one of W, S, U, F."""

    id: Named[int] = Column(Integer, primary_key=True)
    course: Named[int] = _owner("courses.id")
    season: Named[str] = Column(CleanText, nullable=False)
    year: Named[int] = Column(Integer, nullable=False)


class PageColumns(TypedColumns):
    """A page slot of an offering, whatever its revision; ``id`` is ``StoredPage.number``."""

    id: Named[int] = Column(Integer, primary_key=True)
    offering: Named[int] = _owner("offerings.id", index=True)


class ListingColumns(TypedColumns):
    """A page at one revision; the current one has no ``superseded_at``."""

    id: Named[int] = Column(Integer, primary_key=True)
    page: Named[int] = _owner("pages.id", index=True)
    address: Named[str] = Column(CleanText, nullable=False)
    revision: Named[str | None] = Column(CleanText)
    digest: Named[str] = Column(CleanText, nullable=False)
    shape: Named[str] = Column(CleanText, nullable=False)
    course: Named[str | None] = Column(CleanText)
    institution: Named[str | None] = Column(CleanText)
    title: Named[str | None] = Column(CleanText)
    term: Named[str | None] = Column(CleanText)
    topics: Named[Any] = Column(CleanJSON, nullable=False)
    planned: Named[Any] = Column(CleanJSON, nullable=False)
    milestones: Named[Any] = Column(CleanJSON, nullable=False)
    weights: Named[Any] = Column(CleanJSON, nullable=False)
    warnings: Named[Any] = Column(CleanJSON, nullable=False)
    readings_said: Named[int | None] = Column(Integer)
    added_at: Named[datetime.datetime] = Column(Moment, nullable=False)
    superseded_at: Named[datetime.datetime | None] = Column(Moment)


class SessionColumns(TypedColumns):
    """A meeting as one listing gives it."""

    listing: Named[int] = _owner("listings.id", key=True)
    position: Named[int] = _position()
    date: Named[datetime.date | None] = Column(Date)
    number: Named[int] = Column(Integer, nullable=False)
    kind: Named[str] = Column(CleanText, nullable=False)
    heading: Named[str | None] = Column(CleanText)
    subject: Named[str | None] = Column(CleanText)
    line: Named[int | None] = Column(Integer)


class SessionLinkColumns(TypedColumns):
    """A link of a session that is not a reading."""

    listing: Named[int] = Column(Integer, primary_key=True)
    session: Named[int] = Column(Integer, primary_key=True)
    position: Named[int] = _position()
    kind: Named[str] = Column(CleanText, nullable=False)
    url: Named[str] = Column(CleanText, nullable=False)


class SessionPersonColumns(TypedColumns):
    """A person named for a session."""

    listing: Named[int] = Column(Integer, primary_key=True)
    session: Named[int] = Column(Integer, primary_key=True)
    position: Named[int] = _position()
    name: Named[str] = Column(CleanText, nullable=False)
    role: Named[str] = Column(CleanText, nullable=False)


class ReadingColumns(TypedColumns):
    """A line of a listing; ``position`` counts through the listing, ``id`` is its link's."""

    listing: Named[int] = Column(Integer, primary_key=True)
    position: Named[int] = _position()
    session: Named[int] = Column(Integer, nullable=False)
    line: Named[int | None] = Column(Integer)
    title: Named[str] = Column(CleanText, nullable=False)
    url: Named[str | None] = Column(CleanText)
    id: Named[str | None] = Column(CleanText)
    role: Named[str] = Column(CleanText, nullable=False)
    locator: Named[str | None] = Column(CleanText)
    heading: Named[str | None] = Column(CleanText)
    topic: Named[str | None] = Column(CleanText)
    kind: Named[str] = Column(CleanText, nullable=False)
    work: Named[int] = Column(Integer, ForeignKey("works.id"), nullable=False, index=True)


courses = Table("courses", metadata, CourseColumns, UniqueConstraint("code", "institution"))
offerings = Table(
    "offerings", metadata, OfferingColumns, UniqueConstraint("course", "season", "year")
)
pages = Table("pages", metadata, PageColumns)
_CURRENT = text("superseded_at IS NULL")
listings = Table(
    "listings",
    metadata,
    ListingColumns,
    Index(
        "uq_listings_current",
        "page",
        unique=True,
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    ),
)
sessions = Table("sessions", metadata, SessionColumns)


def _of_session() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["listing", "session"], ["sessions.listing", "sessions.position"], ondelete="CASCADE"
    )


session_links = Table("session_links", metadata, SessionLinkColumns, _of_session())
session_people = Table("session_people", metadata, SessionPersonColumns, _of_session())
readings = Table("readings", metadata, ReadingColumns, _of_session())


# Works and what is claimed about them -------------------------------------------------------


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

    work: Named[int] = _owner("works.id", key=True)
    position: Named[int] = _position()
    name: Named[str] = Column(CleanText, nullable=False)


class WorkTitleColumns(TypedColumns):
    """A title a work is found by; ``own`` where it is one of ``Work.titles``.

    ``normal`` is the normal title, cut where an index could not hold it.
    """

    work: Named[int] = _owner("works.id", key=True)
    position: Named[int] = _position()
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
    work: Named[int] = _owner("works.id", index=True)
    position: Named[int] = Column(Integer, nullable=False)
    own: Named[bool]


class VersionColumns(TypedColumns):
    """A manifestation of a work; ``ids`` are its ids as a list of texts."""

    work: Named[int] = _owner("works.id", key=True)
    position: Named[int] = _position()
    title: Named[str] = Column(CleanText, nullable=False)
    venue: Named[str | None] = Column(CleanText)
    venue_acronym: Named[str | None] = Column(CleanText)
    date: Named[str | None] = Column(CleanText)
    ids: Named[Any] = Column(CleanJSON, nullable=False)


class RecordColumns(TypedColumns):
    """One source's claim, filed under a work."""

    id: Named[int] = Column(Integer, primary_key=True)
    work: Named[int] = _owner("works.id")
    source: Named[str] = Column(CleanText, nullable=False)
    digest: Named[str] = Column(CleanText, nullable=False)
    payload: Named[Any] = Column(CleanJSON, nullable=False)
    filed_at: Named[datetime.datetime] = Column(Moment, nullable=False)


class AliasColumns(TypedColumns):
    """The key of a work that was merged away: it leads to the survivor for ever."""

    key: Named[str] = Column(CleanText, primary_key=True)
    work: Named[int] = _owner("works.id", index=True)
    reason: Named[str] = Column(CleanText, nullable=False)
    merged_at: Named[datetime.datetime] = Column(Moment, nullable=False)


works = Table("works", metadata, WorkColumns)
work_authors = Table("work_authors", metadata, WorkAuthorColumns)
work_titles = Table("work_titles", metadata, WorkTitleColumns)
external_ids = Table("external_ids", metadata, ExternalIdColumns)
versions = Table("versions", metadata, VersionColumns)
records = Table("records", metadata, RecordColumns, UniqueConstraint("work", "digest"))
aliases = Table("aliases", metadata, AliasColumns)


# Citations and history ------------------------------------------------------------------------


class CitationColumns(TypedColumns):
    """An edge: ``citing`` cites ``cited``."""

    citing: Named[int] = _owner("works.id", key=True)
    cited: Named[int] = _owner("works.id", key=True)


class CitationSourceColumns(TypedColumns):
    """Who says that an edge is there, and how it was found."""

    citing: Named[int] = Column(Integer, primary_key=True)
    cited: Named[int] = Column(Integer, primary_key=True)
    source: Named[str] = Column(CleanText, primary_key=True)
    method: Named[str] = Column(CleanText, primary_key=True)


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
