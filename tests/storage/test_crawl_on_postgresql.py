"""A whole small crawl knows the same in the end, whatever database it is written to."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from crawl_world import OFFERING, READINGS, CrawlWorld
from postgresql_server import Server

from papergraph import Catalog
from papergraph.domain.works import Work
from papergraph.errors import LockedError


def crawled(folder: Path, db: str | None = None) -> dict[str, Any]:
    """What a catalog holds after a crawl with PDFs, a week, and another crawl."""
    folder.mkdir()
    world = CrawlWorld(folder)
    place = db or world.settings.db
    with (
        world.server,
        Catalog.open(place, settings=world.settings, clock=world.clock.now) as catalog,
    ):
        catalog.add(world.page)
        with world.session() as session:
            first = catalog.crawl(session=session, pdf=True)
        with world.session() as session:
            again = catalog.crawl(session=session, pdf=True)
        assert again.requests == {}, "what was asked is found again in this database, too"
        world.world.a_week_later()
        world.days(8)
        with world.session() as session:
            second = catalog.crawl(OFFERING, session=session)
        assert world.server.violations == ()
        return {
            "first": (first.added, first.neighbours, first.citations, first.pdfs_stored),
            "second": (second.updated, second.unchanged, second.citations),
            "failed": (first.failed, second.failed),
            "held": _held(catalog),
        }


def _held(catalog: Catalog) -> dict[str, Any]:
    store = catalog._store
    snapshot = store.snapshot(None, neighbours=True)
    titles = {key: work.title for key, work in snapshot.works.items()}
    readings = [catalog.show(url) for url in READINGS.values()]
    return {
        "readings": [_shown(getattr(entry, "work", None)) for entry in readings],
        "counts": [(getattr(e, "references", 0), getattr(e, "citations", 0)) for e in readings],
        "works": Counter(titles.values()),
        "citations": {(titles[e.citing], titles[e.cited], e.source) for e in snapshot.citations},
        "asked": Counter(
            (a.source, a.fact, a.subject, a.outcome, a.count, a.cursor, a.reason)
            for a in store.asked()
        ),
        "documents": sorted(
            document.digest
            for documents in store.documents_of(list(titles)).values()
            for document in documents
        ),
        "entries": store.statistics()["reference_entries"],
        "events": Counter((e.what, titles.get(e.subject)) for e in store.events()),
    }


def _shown(work: Work | None) -> tuple[Any, ...]:
    assert work is not None
    return work.key, work.title, work.authors, work.date, work.venue, work.kind, work.ids


@pytest.mark.postgresql
def test_a_crawl_into_postgresql_is_one_into_sqlite(postgresql: Server, tmp_path: Path) -> None:
    url = postgresql.create()
    there, here = crawled(tmp_path / "there", url), crawled(tmp_path / "here")
    assert here["first"][0] == 5
    assert here["held"]["documents"]
    for name, value in here["held"].items():
        assert there["held"][name] == value, name
    assert there == here
    postgresql.drop(url)


@pytest.mark.postgresql
def test_one_crawl_at_a_time_on_postgresql_too(postgresql: Server, tmp_path: Path) -> None:
    url = postgresql.create()
    world = CrawlWorld(tmp_path)
    with world.server, Catalog.open(url, settings=world.settings) as one:
        one.add(world.page)
        with (
            one._store.exclusive("crawl"),
            Catalog.open(url, settings=world.settings) as other,
            world.session() as session,
        ):
            with pytest.raises(LockedError, match="another crawl"):
                other.crawl(session=session)
            assert world.server.arrivals == ()
        with Catalog.open(url, settings=world.settings) as other, world.session() as session:
            assert other.crawl(session=session, sources=["arxiv"]).added == 2
    postgresql.drop(url)
