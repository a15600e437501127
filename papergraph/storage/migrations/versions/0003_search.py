"""Full-text search of titles, abstracts and texts of files; lines of lists found by two ways."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_reference_entries_cited", "reference_entries")
    op.create_index(
        "ix_reference_entries_cited",
        "reference_entries",
        ["cited"],
        sqlite_where=sa.text("cited IS NOT NULL"),
        postgresql_where=sa.text("cited IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search USING fts5("
            "titles, abstract, body, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        op.execute(
            "INSERT INTO search (rowid, titles, abstract, body) SELECT w.id, "
            "(SELECT coalesce(group_concat(title, char(10)), '') FROM work_titles "
            " WHERE work = w.id), "
            "(SELECT coalesce(group_concat(json_extract(payload, '$.abstract'), char(10)), '') "
            " FROM records WHERE work = w.id), "
            "(SELECT coalesce(group_concat(text, char(10)), '') "
            " FROM work_documents JOIN documents USING (digest) WHERE work = w.id) "
            "FROM works w"
        )
        return
    op.execute(
        "CREATE TABLE search ("
        "work integer CONSTRAINT pk_search PRIMARY KEY "
        "CONSTRAINT fk_search_work REFERENCES works (id) ON DELETE CASCADE, "
        "titles text NOT NULL, abstract text NOT NULL, body text NOT NULL, "
        "terms tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_search_terms ON search USING gin (terms)")
    op.execute(
        "INSERT INTO search (work, titles, abstract, body, terms) "
        "SELECT work, titles, abstract, body, "
        "setweight(to_tsvector('english', left(titles, 20000)), 'A') || "
        "setweight(to_tsvector('english', left(abstract, 20000)), 'B') || "
        "to_tsvector('english', left(body, 200000)) "
        "FROM (SELECT w.id AS work, "
        "(SELECT coalesce(string_agg(title, E'\\n' ORDER BY position), '') FROM work_titles "
        " WHERE work = w.id) AS titles, "
        "(SELECT coalesce(string_agg(payload ->> 'abstract', E'\\n'), '') FROM records "
        " WHERE work = w.id) AS abstract, "
        "(SELECT coalesce(string_agg(text, E'\\n'), '') "
        " FROM work_documents JOIN documents USING (digest) WHERE work = w.id) AS body "
        "FROM works w) texts"
    )
