"""A crawl from what is due to what is kept: everything once, nothing lost, no site held up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import arxiv  # noqa: F401 - loaded here, so that no test of times waits for it
import pytest
import semanticscholar  # noqa: F401
from crawl_world import OFFERING, READINGS, CrawlWorld
from replay_faults import block_page, slow, status, unavailable

from papergraph import Catalog
from papergraph.domain.answers import Crawled, WorkEntry
from papergraph.errors import InputError, LockedError, NotFoundError

VLLM = "10.1145/3600006.3613165"
ORCA = "usenix:osdi22/yu"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CrawlWorld]:
    made = CrawlWorld(tmp_path)
    with made.server:
        yield made


def crawl(world: CrawlWorld, catalog: Catalog, *offerings: str, **wishes: object) -> Crawled:
    with world.session() as session:
        return catalog.crawl(*offerings, session=session, **wishes)  # type: ignore[arg-type]


def entry(catalog: Catalog, name: str) -> WorkEntry:
    found = catalog.show(name)
    assert isinstance(found, WorkEntry)
    return found


def test_a_crawl_learns_what_the_sites_know(world: CrawlWorld) -> None:
    with world.open() as catalog:
        told = crawl(world, catalog)
        assert (told.works, told.added, told.failed) == (5, 5, ())
        vllm = entry(catalog, VLLM)
        assert vllm.work.venue is not None
        assert vllm.work.venue.acronym == "SOSP"
        assert vllm.references > 0
        assert vllm.citations > 0
        assert vllm.abstract is not None
        assert {"doi", "arxiv", "s2"} <= {external.scheme for external in vllm.work.ids}
        blog = entry(catalog, READINGS["The Illustrated Transformer"])
        assert blog.work.kind == "blog"
        assert blog.work.authors
    assert world.server.violations == ()
    assert world.server.repeats == ()
    assert world.server.unknown == ()


def test_a_second_crawl_right_after_asks_nothing(world: CrawlWorld) -> None:
    with world.open() as catalog:
        first = crawl(world, catalog)
        assert sum(first.requests.values()) == len(world.server.arrivals)
        again = crawl(world, catalog)
        assert again.requests == {}
        assert (again.added, again.updated, again.unchanged, again.failed) == (0, 0, 0, ())


def test_a_quiet_week_costs_one_batch_a_source(world: CrawlWorld) -> None:
    with world.open() as catalog:
        crawl(world, catalog)
        world.days(7.5)
        told = crawl(world, catalog)
        assert told.requests == {"arxiv": 1, "semanticscholar": 1}
        assert told.updated == 0
        assert told.unchanged > 0


def test_a_week_in_which_works_were_cited_costs_one_request_more(world: CrawlWorld) -> None:
    with world.open() as catalog:
        crawl(world, catalog)
        before = entry(catalog, "arxiv:1706.03762").citations
        world.world.a_week_later(changed=190)
        world.days(7.5)
        told = crawl(world, catalog)
        assert told.requests["semanticscholar"] == 2, "the batch, and the citations of all of them"
        assert entry(catalog, "arxiv:1706.03762").citations > before


def test_a_dry_run_sends_nothing_and_says_what_is_due(world: CrawlWorld) -> None:
    with world.open() as catalog:
        told = crawl(world, catalog, dry_run=True)
        assert told.dry_run
        assert told.planned["arxiv"] == 1
        assert told.planned["usenix"] == 1
        assert world.server.arrivals == ()
        crawl(world, catalog)
        assert crawl(world, catalog, dry_run=True).planned == {}


def test_only_the_chosen_sources_are_asked(world: CrawlWorld) -> None:
    with world.open() as catalog:
        assert set(crawl(world, catalog, sources=["arxiv", "crossref"]).requests) == {
            "arxiv",
            "crossref",
        }
        with pytest.raises(InputError, match="there is no source 'acm'"):
            crawl(world, catalog, sources=["acm"])


def test_only_the_readings_of_the_offerings_named_are_asked_for(
    world: CrawlWorld, tmp_path: Path
) -> None:
    other = tmp_path / "other.md"
    other.write_text(
        "# CS 102: Others (F'26)\n\n| Date | Readings |\n| --- | --- |\n"
        "| Sep 3 | [FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness]"
        "(https://arxiv.org/abs/2205.14135) |\n"
    )
    with world.open() as catalog:
        catalog.add(other)
        assert crawl(world, catalog, "cs102@F26").works == 1
        assert crawl(world, catalog, OFFERING).works == 5
        with pytest.raises(NotFoundError):
            crawl(world, catalog, "cs103@F26")


def test_an_empty_catalog_says_what_to_do_first(world: CrawlWorld) -> None:
    with Catalog.memory() as empty, pytest.raises(NotFoundError) as caught:
        crawl(world, empty)
    assert "papergraph add" in (caught.value.hint or "")


def test_two_crawls_at_once_the_second_is_told_who_holds_the_lock(world: CrawlWorld) -> None:
    with world.open() as catalog, catalog._store.exclusive("crawl"):
        with pytest.raises(LockedError, match="crawl"):
            crawl(world, catalog)
        assert world.server.arrivals == ()


def test_a_site_that_is_slow_holds_no_other(world: CrawlWorld) -> None:
    world.server.fault("www.usenix.org", slow(1.5))
    with world.open() as catalog:
        crawl(world, catalog)
    order = [arrival.host for arrival in world.server.arrivals]
    asked = [arrival.at for arrival in world.server.arrivals]
    page = order.index("www.usenix.org")
    meanwhile = [host for host, at in zip(order, asked, strict=True) if at < asked[page] + 1.5]
    assert {"api.semanticscholar.org", "export.arxiv.org", "api.crossref.org"} <= set(meanwhile)


def test_a_site_that_refuses_is_left_alone_for_a_day_and_dblp_is_the_road_around(
    world: CrawlWorld,
) -> None:
    world.server.fault("www.usenix.org", block_page(403))
    with world.open() as catalog:
        told = crawl(world, catalog)
        (failed,) = [each for each in told.failed if each.source == "usenix"]
        assert failed.retry_at is not None
        assert "program" in failed.reason or "refuses" in failed.reason
        assert told.requests["dblp"] == 1
        orca = entry(catalog, ORCA)
        assert orca.work.venue is not None
        assert orca.work.venue.acronym == "OSDI"
        assert orca.work.authors
        (usenix,) = [state for state in catalog.sources() if state.name == "usenix"]
        assert usenix.parked_until is None, "this catalog's own settings know of no parking"
        hours = crawl(world, catalog)
        assert "usenix" not in hours.requests
        world.server.mend()
        world.days(1.1)
        assert crawl(world, catalog).requests["usenix"] == 1


def test_what_failed_is_asked_again_at_its_time_and_nothing_good_is_lost(
    world: CrawlWorld,
) -> None:
    with world.open() as catalog:
        crawl(world, catalog)
        good = entry(catalog, VLLM)
        world.days(8)
        world.server.fault("api.semanticscholar.org", unavailable())
        world.server.fault("export.arxiv.org", status(500, "no"))
        told = crawl(world, catalog)
        assert {each.source for each in told.failed} == {"semanticscholar", "arxiv"}
        assert all(each.retry_at for each in told.failed)
        after = entry(catalog, VLLM)
        assert (after.work, after.references, after.citations) == (
            good.work,
            good.references,
            good.citations,
        )
        world.server.mend()
        early = crawl(world, catalog)
        assert early.requests == {}, "not before its time"
        assert early.waiting > 0
        assert early.until == min(each.retry_at for each in told.failed if each.retry_at)
        world.days(1)
        healed = crawl(world, catalog)
        assert healed.failed == ()
        assert healed.unchanged > 0


def test_a_person_may_ask_again_before_its_time(world: CrawlWorld) -> None:
    world.server.fault("api.crossref.org", status(500, "no"))
    with world.open() as catalog:
        assert "crossref" in {each.source for each in crawl(world, catalog).failed}
        world.server.mend()
        assert crawl(world, catalog, again=True).requests["crossref"] >= 1


def test_a_list_of_citations_that_breaks_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    readings = {"Attention Is All You Need": "https://arxiv.org/abs/1706.03762"}
    made = CrawlWorld(tmp_path, readings=readings, sizes={"attention-is-all-you-need": 3_500})
    made.server.fault(
        "api.semanticscholar.org", unavailable(), path="*/citations", nth=range(3, 99)
    )
    with made.server, made.open() as catalog:
        told = crawl(made, catalog)
        assert [each.source for each in told.failed] == ["semanticscholar"]
        assert entry(catalog, "arxiv:1706.03762").citations == 2_000
        made.server.mend()
        made.server.forget()
        made.days(1)
        crawl(made, catalog)
        assert entry(catalog, "arxiv:1706.03762").citations == 3_500
        pages = [dict(a.query)["offset"] for a in made.server.arrivals if "citations" in a.path]
        assert pages == ["2000", "3000"]


def test_provenance_says_where_each_field_comes_from(world: CrawlWorld) -> None:
    with world.open() as catalog:
        crawl(world, catalog)
        found = {choice.field: choice for choice in catalog.provenance(VLLM).choices}
        assert found["title"].record.source == "crossref"
        assert found["abstract"].record.source == "arxiv"
        assert found["venue"].record.at is not None
        assert "api.crossref.org" in (found["venue"].record.request or "")
        assert {record.source for _, record in found["title"].others} >= {"semanticscholar"}


def test_pdfs_are_kept_by_content_and_their_references_become_citations(
    world: CrawlWorld,
) -> None:
    with world.open() as catalog:
        told = crawl(world, catalog, pdf=True)
        assert told.pdfs_stored == 4
        assert told.pdfs_missing == 0, "a blog post is no PDF"
        kept = list((world.folder / "files" / "pdfs").rglob("*"))
        files = [path for path in kept if path.is_file()]
        assert {path.suffix for path in files} == {".pdf"}
        assert len(files) == 4
        (document,) = entry(catalog, VLLM).documents
        assert any(path.stem == document.digest for path in files)
        sources = {edge.source for edge in catalog._store.snapshot(None, neighbours=True).citations}
        assert "pdf" in sources
        again = crawl(world, catalog, pdf=True)
        assert again.requests == {}


def test_a_challenge_page_is_never_kept_as_a_pdf(world: CrawlWorld) -> None:
    world.server.fault("export.arxiv.org", block_page(200), path="/pdf/*")
    world.server.fault("www.usenix.org", block_page(200), path="/system/*")
    with world.open() as catalog:
        told = crawl(world, catalog, pdf=True)
        assert told.pdfs_stored == 0
        assert told.pdfs_missing == 4
        assert not [p for p in (world.folder / "files" / "pdfs").rglob("*") if p.is_file()]
        assert all(each.hint for each in told.failed)


def test_a_work_without_a_lawful_copy_is_named_with_what_to_do(tmp_path: Path) -> None:
    readings = {
        "PipeDream: Generalized Pipeline Parallelism for DNN Training": (
            "https://dl.acm.org/doi/10.1145/3341301.3359646"
        )
    }
    made = CrawlWorld(tmp_path, readings=readings)
    with made.server, made.open() as catalog:
        told = crawl(made, catalog, pdf=True)
        assert "dl.acm.org" not in {arrival.host for arrival in made.server.arrivals}
        if told.pdfs_missing:
            hints = [each.hint or "" for each in told.failed if each.source == "pdf"]
            assert any("papergraph pdf add" in hint for hint in hints)
        else:
            assert told.pdfs_stored == 1


def test_records_that_a_site_links_wrongly_do_not_make_one_work_of_two(
    world: CrawlWorld,
) -> None:
    """Two preprints with numbers of their own stay two, whatever an index says of them."""
    from papergraph.catalog.crawling.filing import file_answers
    from papergraph.catalog.reviewed import venue_book
    from papergraph.domain.asking import Answer, Subject
    from papergraph.domain.ids import ExternalId
    from papergraph.domain.planning import Memory
    from papergraph.domain.works import Record

    lora, attention = ExternalId("arxiv", "2106.09685"), ExternalId("arxiv", "1706.03762")
    record = Record("semanticscholar", "LoRA", (lora, attention))
    answer = Answer(Subject(lora), frozenset({"metadata"}), record=record)
    with world.open() as catalog:
        with catalog._store.writing() as transaction:
            filed = file_answers(
                transaction,
                [("semanticscholar", answer)],
                memory=Memory.of(()),
                venues=venue_book(),
                now=world.clock.now(),
            )
        assert not filed.merged
        assert entry(catalog, str(lora)).work.key != entry(catalog, str(attention)).work.key


def test_an_answer_under_another_id_is_filed_under_the_one_that_was_asked(
    world: CrawlWorld,
) -> None:
    from papergraph.catalog.crawling.filing import _own
    from papergraph.catalog.reviewed import venue_book
    from papergraph.domain.asking import Answer, Subject
    from papergraph.domain.ids import ExternalId
    from papergraph.domain.works import Record

    asked, other = ExternalId("arxiv", "2106.09685"), ExternalId("arxiv", "2106.00001")
    s2 = ExternalId("s2", "a" * 40)
    answer = Answer(
        Subject(asked), frozenset({"metadata"}), record=Record("semanticscholar", "T", (s2, other))
    )
    assert _own(answer, venue_book()).ids == (s2, asked)
    same = replace(answer, record=Record("semanticscholar", "T", (s2, asked)))
    assert _own(same, venue_book()).ids == (s2, asked)


def test_requests_are_told_by_source(world: CrawlWorld) -> None:
    with world.open() as catalog:
        told = crawl(world, catalog)
    hosts = Counter(arrival.host for arrival in world.server.arrivals)
    assert told.requests["arxiv"] == hosts["export.arxiv.org"]
    assert told.requests["web"] == hosts["jalammar.github.io"]
