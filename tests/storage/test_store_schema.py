"""The schema: one truth in tables and migrations, and old catalogs that open as new ones."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from storage_facts import F24, LATER, ORCA, add_works, apply, crawled, facts, work

from papergraph.domain.planning import Changes, Merge
from papergraph.storage import Store, upgrading
from papergraph.storage import tables as t
from papergraph.storage.tables import metadata
from papergraph.storage.upgrading import MIGRATIONS, SCHEMA

UPGRADE = Path(__file__).parents[1] / "upgrade"


def old_facts(store: Store, schema: str = SCHEMA) -> None:
    """What the catalog of a schema under tests/upgrade holds: of all that it knew, something."""
    apply(store, facts())
    if schema >= "0002":
        apply(store, crawled())
    add_works(store, work("absorbed"))
    apply(store, Changes(merges=(Merge("orca", "absorbed", "same title"),)), now=LATER)


def is_index(name: str | None, what: str) -> bool:
    """The index of words has a shape that tables cannot say; what it answers is tested."""
    return what == "table" and name is not None and name.partition("_")[0] == "search"


def everything(store: Store) -> object:
    keys = ["absorbed", "vllm", "book"]
    with store.writing() as transaction:
        claims = transaction.known(facts().works[0].ids, []).claims
        pages = transaction.pages(F24)
    with store._reading() as db:
        said = db.rows(select(t.citation_sources).order_by(t.citation_sources.c.source))
    return (
        store.snapshot(),
        store.works(keys),
        store.events(),
        store.statistics(),
        claims,
        pages,
        [(record.at, record.request) for record in store.records_of(keys)["vllm"]],
        said,
        store.entries_of("vllm"),
        store.documents_of(keys, text=True),
        store.proposals_of(keys),
        store.asked(),
        store.search("memory serving"),
        store.search("facts"),
        store.search("text"),
    )


def test_migrations_make_exactly_the_tables(store: Store) -> None:
    with store._reading() as db:
        context = MigrationContext.configure(
            db.connection, opts={"include_name": lambda name, what, _: not is_index(name, what)}
        )
        assert compare_metadata(context, metadata) == []


def test_the_schema_we_say_we_have_is_the_newest_migration() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [SCHEMA]


def test_an_old_catalog_is_kept_for_every_schema() -> None:
    """Where this fails: add what is new to ``old_facts``, keep a catalog with it, then release."""
    schemas = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    assert {path.stem for path in UPGRADE.glob("*.sqlite")} == schemas


@pytest.mark.parametrize("old", sorted(UPGRADE.glob("*.sqlite")), ids=lambda path: path.stem)
def test_an_old_catalog_opens_with_all_it_held(tmp_path: Path, old: Path) -> None:
    path = tmp_path / "old.sqlite"
    shutil.copy(old, path)
    with Store.open(path) as store, Store.memory() as new:
        old_facts(new, old.stem)
        assert everything(store) == everything(new)
        add_works(store, ORCA)


@pytest.fixture
def next_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A papergraph of tomorrow: a migration that makes SQLite copy a table others depend on."""
    folder = tmp_path / "100% migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "0004_next.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        'revision, down_revision = "0004", "0003"\n'
        "def upgrade():\n"
        '    with op.batch_alter_table("works") as batch:\n'
        '        batch.add_column(sa.Column("note", sa.Text()))\n'
        '        batch.alter_column("title", type_=sa.String())\n'
    )
    monkeypatch.setattr(upgrading, "MIGRATIONS", folder)
    monkeypatch.setattr(upgrading, "SCHEMA", "0004")


def test_an_upgrade_keeps_all_rows(empty: str, request: pytest.FixtureRequest) -> None:
    with Store.open(empty) as store:
        old_facts(store)
        before = everything(store)
    request.getfixturevalue("next_schema")
    with Store.open(empty) as store:
        assert everything(store) == before
        with store._reading() as db:
            db.connection.exec_driver_sql("SELECT note FROM works")
    Store.open(empty).close()


def test_an_upgrade_that_fails_changes_nothing(empty: str, request: pytest.FixtureRequest) -> None:
    with Store.open(empty) as store:
        old_facts(store)
        before = everything(store)
    with pytest.MonkeyPatch.context() as patch:
        request.getfixturevalue("next_schema")
        broken = upgrading.MIGRATIONS / "versions" / "0004_next.py"
        broken.write_text(broken.read_text() + '    op.drop_table("nothing")\n')
        patch.setattr(upgrading, "SCHEMA", "0004")
        with pytest.raises(Exception, match="nothing"):
            Store.open(empty)
    request.getfixturevalue("monkeypatch").undo()
    with Store.open(empty) as store:
        assert everything(store) == before


def test_an_upgrade_that_breaks_a_reference_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with Store.open(path) as store:
        old_facts(store)
        with (
            pytest.raises(RuntimeError, match="foreign keys"),
            store._backend.upgrading() as connection,
        ):
            connection.exec_driver_sql("DELETE FROM works")
        assert len(store.works()) == 3
        with store._backend.writing() as connection, pytest.raises(IntegrityError):
            connection.exec_driver_sql("DELETE FROM works")


def test_edges_are_one_table_without_row_ids(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    Store.open(path).close()
    with sqlite3.connect(path) as driver:
        (made,) = driver.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'citations'"
        ).fetchone()
    driver.close()
    assert "WITHOUT ROWID" in made
