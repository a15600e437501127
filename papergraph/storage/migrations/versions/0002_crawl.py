"""What a crawl brings: claims asked for, reference lists, files, candidates, what was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("records", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("records", sa.Column("request", sa.Text(), nullable=True))
    op.add_column("citation_sources", sa.Column("sentences", sa.JSON(), nullable=True))
    op.add_column("citation_sources", sa.Column("intents", sa.JSON(), nullable=True))

    op.create_table(
        "asked",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("whole", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("reference_count", sa.Integer(), nullable=True),
        sa.Column("citation_count", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("hint", sa.Text(), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "source", "fact", name="pk_asked"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "documents",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_documents"),
    )
    op.create_table(
        "work_documents",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["documents.digest"], name="fk_work_documents_digest"),
        sa.ForeignKeyConstraint(
            ["work"], ["works.id"], name="fk_work_documents_work", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work", "digest", name="pk_work_documents"),
    )
    op.create_index("ix_work_documents_digest", "work_documents", ["digest"])
    op.create_table(
        "proposals",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["work"], ["works.id"], name="fk_proposals_work", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work", "source", "digest", name="pk_proposals"),
    )
    op.create_table(
        "reference_entries",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("cited", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cited"], ["works.id"], name="fk_reference_entries_cited", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["work"], ["works.id"], name="fk_reference_entries_work", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("work", "source", "position", name="pk_reference_entries"),
    )
    op.create_index("ix_reference_entries_cited", "reference_entries", ["cited"])
    op.create_index(
        "ix_reference_entries_unresolved",
        "reference_entries",
        ["work"],
        sqlite_where=sa.text("cited IS NULL"),
        postgresql_where=sa.text("cited IS NULL"),
    )
