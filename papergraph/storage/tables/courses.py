"""Tables of courses and their pages."""

import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from papergraph.storage.columns import CleanJSON, CleanText, Moment
from papergraph.storage.tables.parts import metadata, owner, position


class CourseColumns(TypedColumns):
    """``institution`` is "" where unknown: NULLs would not collide in the unique key."""

    id: Named[int] = Column(Integer, primary_key=True)
    code: Named[str] = Column(CleanText, nullable=False)
    institution: Named[str] = Column(CleanText, nullable=False)


class OfferingColumns(TypedColumns):
    """A course in a term; ``season`` is one of W, S, U, F."""

    id: Named[int] = Column(Integer, primary_key=True)
    course: Named[int] = owner("courses.id")
    season: Named[str] = Column(CleanText, nullable=False)
    year: Named[int] = Column(Integer, nullable=False)


class PageColumns(TypedColumns):
    """A page slot of an offering, whatever its revision; ``id`` is ``StoredPage.number``."""

    id: Named[int] = Column(Integer, primary_key=True)
    offering: Named[int] = owner("offerings.id", index=True)


class ListingColumns(TypedColumns):
    """A page at one revision; the current one has no ``superseded_at``."""

    id: Named[int] = Column(Integer, primary_key=True)
    page: Named[int] = owner("pages.id", index=True)
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

    listing: Named[int] = owner("listings.id", key=True)
    position: Named[int] = position()
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
    position: Named[int] = position()
    kind: Named[str] = Column(CleanText, nullable=False)
    url: Named[str] = Column(CleanText, nullable=False)


class SessionPersonColumns(TypedColumns):
    """A person named for a session."""

    listing: Named[int] = Column(Integer, primary_key=True)
    session: Named[int] = Column(Integer, primary_key=True)
    position: Named[int] = position()
    name: Named[str] = Column(CleanText, nullable=False)
    role: Named[str] = Column(CleanText, nullable=False)


class ReadingColumns(TypedColumns):
    """A line of a listing; ``position`` counts through the listing, ``id`` is its link's."""

    listing: Named[int] = Column(Integer, primary_key=True)
    position: Named[int] = position()
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
