"""How a crawl ends where it cannot go on: a full disk, sites that never stop failing."""

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawl_world import CrawlWorld
from replay_faults import status

from papergraph import Catalog
from papergraph.catalog.crawling.asking import names_of_hosts
from papergraph.domain.answers import Crawled, WorkEntry
from papergraph.errors import StoreError

LORA = "arxiv:2106.09685"
ATTENTION = "arxiv:1706.03762"
FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CrawlWorld]:
    made = CrawlWorld(tmp_path)
    with made.server:
        yield made


def crawl(world: CrawlWorld, catalog: Catalog, **wishes: object) -> Crawled:
    with world.session(attempts=2) as session:
        return catalog.crawl(session=session, **wishes)  # type: ignore[arg-type]


def left_behind(world: CrawlWorld) -> list[Path]:
    pdfs = world.folder / "files" / "pdfs"
    return [path for path in pdfs.rglob("*") if path.is_file() and path.suffix != ".pdf"]


def remembered(catalog: Catalog) -> set[tuple[str, str, str]]:
    return {(a.source, a.fact, a.subject) for a in catalog._store.asked()}


def test_a_database_that_cannot_grow_ends_the_crawl_and_the_next_goes_on(tmp_path: Path) -> None:
    world = CrawlWorld(tmp_path, sizes={"attention-is-all-you-need": 3_500})
    with world.server:
        kept = _crawled_until_full(world)
        assert ("semanticscholar", "metadata", LORA) in kept
        with world.open() as catalog:
            assert crawl(world, catalog).failed == ()
            known = remembered(catalog)
            found = catalog.show(ATTENTION)
            assert isinstance(found, WorkEntry)
            assert found.citations == 3_500
    assert kept < known
    names = names_of_hosts()
    repeated = {names.get(arrival.host, "web") for arrival in world.server.repeats}
    assert repeated <= {source for source, *_ in known - kept}


def _crawled_until_full(world: CrawlWorld) -> set[tuple[str, str, str]]:
    """What was committed of a crawl of which the database did not hold the rest."""
    with world.open() as catalog:
        with catalog._store._reading() as db:
            pages = db.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            # Room for what is said of the readings (100), not for all who cite them (1,700).
            db.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 300}")
        with pytest.raises(StoreError, match="full") as caught:
            crawl(world, catalog)
        assert "make room" in (caught.value.hint or "")
        with catalog._store.exclusive("crawl"):
            pass  # the lock went with the crawl
        return remembered(catalog)


def test_a_folder_that_takes_no_pdf_ends_the_crawl_and_the_next_goes_on(
    world: CrawlWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.suffix == ".pdf":
            raise FULL
        return replace(self, target)

    with world.open() as catalog:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", full)
            with pytest.raises(StoreError, match="No space left on device") as caught:
                crawl(world, catalog, pdf=True)
            assert str(world.folder / "files" / "pdfs") in caught.value.message
            assert caught.value.hint
        assert left_behind(world) == []
        assert catalog._store.statistics()["documents"] == 0
        assert not any(a.fact == "pdf" for a in catalog._store.asked()), "the site did not fail"
        known = catalog._store.asked()
        assert known
        assert crawl(world, catalog, pdf=True).pdfs_stored == 4
        assert left_behind(world) == []


def test_a_file_by_hand_that_cannot_be_kept_is_said_and_nothing_is_left(
    world: CrawlWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    from documents.pdf_maker import make_pdf

    def full(*_: object) -> None:
        raise FULL

    file = make_pdf(world.folder / "2106.09685.pdf", "LoRA", ["Ada One"], [])
    with world.open() as catalog:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", full)
            with pytest.raises(StoreError, match="No space left on device"):
                catalog.add_pdf(file)
        assert left_behind(world) == []
        assert catalog._store.statistics()["documents"] == 0
        (found,) = catalog.add_pdf(file)
        assert found.new


@pytest.mark.parametrize("code", [403, 404, 500])
def test_a_crawl_of_what_keeps_failing_ends_even_if_a_person_asks_again(
    world: CrawlWorld, code: int
) -> None:
    world.server.fault("*", status(code, "no"))
    with world.open() as catalog:
        crawl(world, catalog, pdf=True)
        before = len(world.server.arrivals)
        told = crawl(world, catalog, pdf=True, again=True)
        assert told.added == 0
        assert len(world.server.arrivals) <= 2 * before, "once more, and no oftener"
