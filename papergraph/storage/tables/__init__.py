"""The tables as they are today; ``migrations`` says how they came to be.

Integer keys stay inside this package: outside, a work has its key, an offering its name and a
page the ``number`` of ``StoredPage``. Rows of one listing or one work are numbered by
``position`` from 0. What SQLite and PostgreSQL do differently is in ``sqlite`` and
``postgresql``; here only the ``sqlite_``/``postgresql_`` options of a table.
"""

from papergraph.storage.tables.courses import (
    SessionLinkColumns,
    SessionPersonColumns,
    courses,
    listings,
    offerings,
    pages,
    readings,
    session_links,
    session_people,
    sessions,
)
from papergraph.storage.tables.crawl import (
    asked,
    documents,
    proposals,
    reference_entries,
    work_documents,
)
from papergraph.storage.tables.parts import metadata
from papergraph.storage.tables.works import (
    aliases,
    citation_sources,
    citations,
    events,
    external_ids,
    records,
    versions,
    work_authors,
    work_titles,
    works,
)

__all__ = [
    "SessionLinkColumns",
    "SessionPersonColumns",
    "aliases",
    "asked",
    "citation_sources",
    "citations",
    "courses",
    "documents",
    "events",
    "external_ids",
    "listings",
    "metadata",
    "offerings",
    "pages",
    "proposals",
    "readings",
    "records",
    "reference_entries",
    "session_links",
    "session_people",
    "sessions",
    "versions",
    "work_authors",
    "work_documents",
    "work_titles",
    "works",
]
