"""The tables a catalog began with."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "courses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_courses"),
        sa.UniqueConstraint("code", "institution", name="uq_courses_code_institution"),
    )
    op.create_table(
        "works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("venue_acronym", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_works"),
        sa.UniqueConstraint("key", name="uq_works_key"),
    )
    op.create_table(
        "aliases",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name="fk_aliases_work", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name="pk_aliases"),
    )
    op.create_index("ix_aliases_work", "aliases", ["work"])

    op.create_table(
        "citations",
        sa.Column("citing", sa.Integer(), nullable=False),
        sa.Column("cited", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cited"], ["works.id"], name="fk_citations_cited", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["citing"], ["works.id"], name="fk_citations_citing", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("citing", "cited", name="pk_citations"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_citations_cited_citing", "citations", ["cited", "citing"])

    op.create_table(
        "external_ids",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("whole", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work"], ["works.id"], name="fk_external_ids_work", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name="pk_external_ids"),
    )
    op.create_index("ix_external_ids_base", "external_ids", ["base"])
    op.create_index("ix_external_ids_work", "external_ids", ["work"])

    op.create_table(
        "offerings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course", sa.Integer(), nullable=False),
        sa.Column("season", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course"], ["courses.id"], name="fk_offerings_course", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_offerings"),
        sa.UniqueConstraint("course", "season", "year", name="uq_offerings_course_season_year"),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name="fk_records_work", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
        sa.UniqueConstraint("work", "digest", name="uq_records_work_digest"),
    )
    op.create_table(
        "versions",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("venue_acronym", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work"], ["works.id"], name="fk_versions_work", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work", "position", name="pk_versions"),
    )
    op.create_table(
        "work_authors",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work"], ["works.id"], name="fk_work_authors_work", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work", "position", name="pk_work_authors"),
    )
    op.create_table(
        "work_titles",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work"], ["works.id"], name="fk_work_titles_work", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work", "position", name="pk_work_titles"),
    )
    op.create_index("ix_work_titles_normal", "work_titles", ["normal"])

    op.create_table(
        "citation_sources",
        sa.Column("citing", sa.Integer(), nullable=False),
        sa.Column("cited", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["citing", "cited"],
            ["citations.citing", "citations.cited"],
            name="fk_citation_sources_citing_cited",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("citing", "cited", "source", "method", name="pk_citation_sources"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("offering", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["offering"], ["offerings.id"], name="fk_events_offering"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.create_index("ix_events_offering", "events", ["offering"])
    op.create_index("ix_events_subject", "events", ["subject"])

    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offering", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offering"], ["offerings.id"], name="fk_pages_offering", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
    )
    op.create_index("ix_pages_offering", "pages", ["offering"])

    op.create_table(
        "listings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=True),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("term", sa.Text(), nullable=True),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("planned", sa.JSON(), nullable=False),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("readings_said", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["page"], ["pages.id"], name="fk_listings_page", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
    )
    op.create_index("ix_listings_page", "listings", ["page"])
    op.create_index(
        "uq_listings_current",
        "listings",
        ["page"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )

    op.create_table(
        "sessions",
        sa.Column("listing", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing"], ["listings.id"], name="fk_sessions_listing", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing", "position", name="pk_sessions"),
    )
    op.create_table(
        "readings",
        sa.Column("listing", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing", "session"],
            ["sessions.listing", "sessions.position"],
            name="fk_readings_listing_session",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name="fk_readings_work"),
        sa.PrimaryKeyConstraint("listing", "position", name="pk_readings"),
    )
    op.create_index("ix_readings_work", "readings", ["work"])

    op.create_table(
        "session_links",
        sa.Column("listing", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing", "session"],
            ["sessions.listing", "sessions.position"],
            name="fk_session_links_listing_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing", "session", "position", name="pk_session_links"),
    )
    op.create_table(
        "session_people",
        sa.Column("listing", sa.Integer(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing", "session"],
            ["sessions.listing", "sessions.position"],
            name="fk_session_people_listing_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("listing", "session", "position", name="pk_session_people"),
    )
