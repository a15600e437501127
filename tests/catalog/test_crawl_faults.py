"""Every way in which a site can fail: what is kept, what the reader is told, and that it heals."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawl_world import READINGS, CrawlWorld
from replay_faults import NAMED, redirect

from papergraph import Catalog
from papergraph.domain.answers import Crawled, WorkEntry
from papergraph.fetching.exchange import Limits

#: Of these a test waits in real time until the session gives up: tried once, for all sites.
SLOW = {"silence", "drip"}
QUICK = sorted(NAMED.keys() - SLOW)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CrawlWorld]:
    made = CrawlWorld(tmp_path)
    with made.server:
        yield made


def crawl(world: CrawlWorld, catalog: Catalog, *, pdf: bool = False) -> Crawled:
    # A second of silence is silence, where the server is this process.
    limits = Limits(connect=2, read=1, total=1.5)
    with world.session(limits=limits, attempts=2) as session:
        return catalog.crawl(session=session, pdf=pdf)


def state(catalog: Catalog) -> list[tuple[object, ...]]:
    """All that is shown of every reading."""
    found: list[tuple[object, ...]] = []
    for url in READINGS.values():
        entry = catalog.show(url)
        assert isinstance(entry, WorkEntry)
        found.append(
            (
                entry.work,
                entry.references,
                entry.citations,
                entry.abstract.value if entry.abstract else None,
                entry.status,
            )
        )
    return found


@pytest.mark.parametrize("fault", sorted(NAMED))
def test_a_refresh_in_which_all_sites_fail_loses_nothing_and_the_next_heals(
    world: CrawlWorld, fault: str
) -> None:
    with world.open() as catalog:
        crawl(world, catalog)
        good = state(catalog)
        world.days(400)
        world.server.fault("*", NAMED[fault]())
        begun = world.clock()
        told = crawl(world, catalog)
        assert world.clock() - begun < 3600, "no site holds a run for an hour"
        assert state(catalog) == good
        for failed in told.failed:
            assert failed.reason
            assert failed.hint
            assert "Traceback" not in failed.reason
            assert "bug" not in failed.reason, failed.reason
        world.server.mend()
        world.days(40)
        healed = crawl(world, catalog)
        assert [each for each in healed.failed if each.source != "pdf"] == []
        assert state(catalog) == good


@pytest.mark.parametrize("fault", QUICK)
def test_a_first_crawl_in_which_the_first_site_fails_learns_from_the_others(
    world: CrawlWorld, fault: str
) -> None:
    world.server.fault("api.semanticscholar.org", NAMED[fault]())
    with world.open() as catalog:
        told = crawl(world, catalog)
        assert told.added > 0
        for failed in told.failed:
            assert "bug" not in failed.reason, failed.reason
        titles = {entry.work.title for entry in catalog.works()}
        assert titles == set(READINGS), "no odd answer became a title"


@pytest.mark.parametrize("location", ["http://127.0.0.1/", "file:///etc/passwd"])
def test_a_redirect_to_this_machine_is_not_followed(world: CrawlWorld, location: str) -> None:
    world.server.fault("jalammar.github.io", redirect(location))
    with world.open() as catalog:
        told = crawl(world, catalog)
        (failed,) = [each for each in told.failed if each.source == "web"]
        assert failed.reason.startswith("https://jalammar.github.io/")
        assert "leads to what is not asked" in failed.reason


@pytest.mark.parametrize("fault", QUICK)
def test_nothing_but_a_readable_pdf_is_ever_kept(world: CrawlWorld, fault: str) -> None:
    for path in ("/pdf/*", "/system/*"):
        world.server.fault("*", NAMED[fault](), path=path)
    with world.open() as catalog:
        told = crawl(world, catalog, pdf=True)
        files = [p for p in (world.folder / "files" / "pdfs").rglob("*") if p.is_file()]
        assert len(files) == told.pdfs_stored
        assert all(path.suffix == ".pdf" for path in files)
        assert all(path.read_bytes()[:4] == b"%PDF" for path in files)
        assert told.pdfs_stored + told.pdfs_missing == 4
