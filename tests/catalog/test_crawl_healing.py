"""What a crawl must never do over the years: ask for ever, starve a work, mix two up, give up."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crawl_world import CrawlWorld
from replay_exchange import Given, as_html
from replay_faults import Line, answer, redirect, slow, status

from papergraph import Catalog
from papergraph.catalog.crawling.filing import Filed, file_answers
from papergraph.catalog.reviewed import venue_book
from papergraph.domain.answers import Crawled
from papergraph.domain.asking import Answer, Fact, Subject, Tie
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Memory
from papergraph.domain.works import Author, Record
from papergraph.errors import FetchError
from papergraph.fetching.exchange import Request, Response
from papergraph.fetching.session import Session

USENIX = "https://www.usenix.org/conference/osdi22/presentation/"
LORA = "LoRA: Low-Rank Adaptation of Large Language Models"
LORA_ID, ATTENTION_ID = ExternalId("arxiv", "2106.09685"), ExternalId("arxiv", "1706.03762")
READINGS = {
    LORA: "https://arxiv.org/abs/2106.09685",
    "Attention Is All You Need": "https://arxiv.org/abs/1706.03762",
}
METADATA = frozenset[Fact]({"metadata"})


def crawl(world: CrawlWorld, catalog: Catalog, **wishes: object) -> Crawled:
    with world.session(attempts=2) as session:
        return catalog.crawl(session=session, **wishes)  # type: ignore[arg-type]


def filed(world: CrawlWorld, catalog: Catalog, *answers: tuple[str, Answer]) -> Filed:
    with catalog._store.writing() as transaction:
        return file_answers(
            transaction,
            answers,
            memory=Memory.of(()),
            venues=venue_book(),
            now=world.clock.now(),
        )


def key_of(catalog: Catalog, external: ExternalId) -> str | None:
    return catalog._store.find_id(external)


@pytest.mark.parametrize(("host", "code"), [("export.arxiv.org", 500), ("jalammar.github.io", 401)])
def test_asking_again_asks_once_whatever_is_answered(tmp_path: Path, host: str, code: int) -> None:
    readings = READINGS | {
        "The Illustrated Transformer": "https://jalammar.github.io/illustrated-transformer/"
    }
    world = CrawlWorld(tmp_path, readings=readings)
    world.server.fault(host, status(code, "no"))
    with world.server, world.open() as catalog:
        crawl(world, catalog)
        world.server.forget()
        crawl(world, catalog, again=True)
        # A session tries twice, and robots.txt is one more question.
        assert world.server.counts[host] <= 3


def test_a_work_that_is_cited_while_we_ask_is_not_asked_for_for_ever(tmp_path: Path) -> None:
    world = CrawlWorld(tmp_path, readings=READINGS)

    def one_more(line: Line, true: object) -> None:
        given: Given = true()  # type: ignore[operator]
        papers = json.loads(given.body)
        for paper in papers:
            if paper and paper.get("citations"):
                paper["citationCount"] += 1
                new = {"paperId": "f" * 40, "title": "A New Paper That Just Appeared"}
                paper["citations"].append(paper["citations"][0] | new)
        line.send(replace(given, body=json.dumps(papers).encode()))

    world.server.fault("api.semanticscholar.org", one_more, path="*/batch")
    with world.server, world.open() as catalog:
        crawl(world, catalog)
        assert world.server.counts["api.semanticscholar.org"] <= 3
        world.server.forget()
        assert "semanticscholar" not in crawl(world, catalog).requests


@pytest.mark.parametrize(
    ("bad", "good"),
    [("/pdf/1706.03762", "/pdf/2106.09685"), ("/pdf/2106.09685", "/pdf/1706.03762")],
)
def test_a_paper_that_is_never_given_does_not_keep_the_others_from_their_turn(
    tmp_path: Path, bad: str, good: str
) -> None:
    world = CrawlWorld(tmp_path, readings=READINGS)
    world.server.fault("export.arxiv.org", status(403, "not public"), path=bad)
    with world.server, world.open() as catalog:
        for _ in range(4):
            told = crawl(world, catalog, pdf=True)
            world.days(1.1)
        paths = Counter(a.path for a in world.server.arrivals if a.host == "export.arxiv.org")
        assert paths[good] == 1
        assert told.pdfs_missing == 1


def test_a_site_that_is_left_alone_counts_no_failure_of_works_it_was_not_asked_for(
    tmp_path: Path,
) -> None:
    names = ("yu", "zheng-lianmin", "unger")
    readings = {
        f"A Made Paper Number {n} on Serving": f"https://www.usenix.org/conference/osdi22/presentation/{name}"
        for n, name in enumerate(names)
    }
    world = CrawlWorld(tmp_path, readings=readings)
    world.server.fault("www.usenix.org", status(403, "no"))
    with world.server, world.open() as catalog:
        crawl(world, catalog, sources=["usenix"])
        attempts = sorted(asked.attempts for asked in catalog._store.asked())
        assert attempts == [0, 0, 1]
        for _ in range(3):
            world.days(1.1)
            crawl(world, catalog, sources=["usenix"])
        # Each day another work has its turn, so that one bad page never stands for all.
        assert all(asked.attempts for asked in catalog._store.asked())


def test_what_was_kept_of_a_broken_answer_is_not_believed_a_second_time(tmp_path: Path) -> None:
    readings = {
        "PipeDream: Generalized Pipeline Parallelism for DNN Training": (
            "https://doi.org/10.1145/3341301.3359646"
        )
    }
    world = CrawlWorld(tmp_path, readings=readings)
    lasting = {"Content-Type": "application/json", "Cache-Control": "public, max-age=2592000"}
    world.server.fault(
        "api.crossref.org", answer(Given(200, lasting, b'{"status":"ok","message":{"DO')), first=1
    )
    with world.server, world.open() as catalog:
        assert crawl(world, catalog, sources=["crossref"]).failed
        world.days(0.2)
        assert crawl(world, catalog, sources=["crossref"]).added == 1


def test_an_odd_answer_is_made_good_without_a_person(tmp_path: Path) -> None:
    """Once another paper, later the right one: nobody is there to say "ask again"."""
    world = CrawlWorld(tmp_path, readings={LORA: READINGS[LORA]})

    def another(line: Line, true: object) -> None:
        given: Given = true()  # type: ignore[operator]
        papers = json.loads(given.body)
        papers[0] |= {"paperId": "e" * 40, "title": "Something Else", "externalIds": {}}
        line.send(replace(given, body=json.dumps(papers).encode()))

    world.server.fault("api.semanticscholar.org", another, path="*/batch", first=1)
    with world.server, world.open() as catalog:
        crawl(world, catalog, sources=["semanticscholar"])
        world.days(40)
        assert crawl(world, catalog, sources=["semanticscholar"]).added == 1


SITE = "https://blog.example.com"
POSTS = {
    "Prompt Engineering Guide for Everyone": f"{SITE}/2019/prompt.html",
    "Diffusion Models Explained From Scratch": f"{SITE}/2020/diffusion.html",
}


def html(title: str, canonical: str = "") -> Given:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return as_html(f"<html><head><title>{title}</title>{link}</head><body>x</body></html>")


@pytest.mark.parametrize("lost", [True, False])
def test_two_posts_of_one_site_stay_two_whatever_the_site_says(tmp_path: Path, lost: bool) -> None:
    world = CrawlWorld(tmp_path, readings=POSTS)
    world.server.fault("blog.example.com", status(404, "no"), path="/robots.txt")
    if lost:
        world.server.fault("blog.example.com", redirect(f"{SITE}/posts/", 301), path="/20*")
        world.server.fault("blog.example.com", answer(html("All Posts of the Blog")))
    else:
        same = f"{SITE}/posts"
        first, second = html("Prompt Engineering Guide", same), html("Diffusion Models", same)
        world.server.fault("blog.example.com", answer(first), path="/2019*")
        world.server.fault("blog.example.com", answer(second), path="/2020*")
    with world.server, world.open() as catalog:
        told = crawl(world, catalog)
        assert len(catalog.works()) == 2
        assert len(told.failed) == (2 if lost else 0)


class TestContradictions:
    """A site that takes two works for one, in every order in which it may say so."""

    S2 = ExternalId("s2", "d" * 40)
    DOI = ExternalId("doi", "10.5040/attention")

    def answers(self) -> Mapping[str, tuple[str, Answer]]:
        lora = Record("semanticscholar", LORA, (self.S2, LORA_ID), (Author("Edward Hu"),))
        attention = Record("semanticscholar", "Attention Is All You Need", (self.S2, ATTENTION_ID))
        return {
            "lora": ("semanticscholar", Answer(Subject(LORA_ID), METADATA, record=lora)),
            "attention": (
                "semanticscholar",
                Answer(Subject(ATTENTION_ID), METADATA, record=attention),
            ),
        }

    @pytest.mark.parametrize("together", [True, False])
    def test_one_foreign_id_in_two_answers_makes_no_work_of_two(
        self, tmp_path: Path, together: bool
    ) -> None:
        world = CrawlWorld(tmp_path, readings=READINGS)
        answers = self.answers()
        with world.server, world.open() as catalog:
            if together:
                assert not filed(world, catalog, *answers.values()).merged
            else:
                for one in answers.values():
                    assert not filed(world, catalog, one).merged
            assert key_of(catalog, LORA_ID) != key_of(catalog, ATTENTION_ID)

    def test_an_answer_stays_with_the_work_that_was_asked_for(self, tmp_path: Path) -> None:
        world = CrawlWorld(tmp_path, readings=READINGS)
        cited = Tie(Record("semanticscholar", "A Cited Paper", (ExternalId("s2", "c" * 40),)))
        known = Record("crossref", "Attention Is All You Need", (self.DOI, ATTENTION_ID))
        wrong = Record("semanticscholar", LORA, (self.S2, self.DOI, LORA_ID), (Author("E. Hu"),))
        facts = METADATA | frozenset[Fact]({"references"})
        with world.server, world.open() as catalog:
            filed(
                world, catalog, ("crossref", Answer(Subject(ATTENTION_ID), METADATA, record=known))
            )
            filed(
                world,
                catalog,
                (
                    "semanticscholar",
                    Answer(Subject(LORA_ID), facts, record=wrong, references=(cited,)),
                ),
            )
            attention, lora = key_of(catalog, ATTENTION_ID), key_of(catalog, LORA_ID)
            assert attention
            assert lora
            assert attention != lora
            assert key_of(catalog, self.DOI) == attention
            assert catalog._store.references(attention) == ()
            assert len(catalog._store.references(lora)) == 1
            assert catalog._store.works([attention])[attention].authors == ()

    def test_the_other_end_of_a_citation_that_names_two_works_is_told_by_its_title(
        self, tmp_path: Path
    ) -> None:
        world = CrawlWorld(tmp_path, readings=READINGS)
        tie = Tie(Record("semanticscholar", "Attention Is All You Need", (LORA_ID, ATTENTION_ID)))
        answer = Answer(
            Subject(ExternalId("arxiv", "2205.14135")),
            METADATA,
            record=Record("arxiv", "FlashAttention", (ExternalId("arxiv", "2205.14135"),)),
            references=(tie,),
        )
        with world.server, world.open() as catalog:
            assert not filed(world, catalog, ("semanticscholar", answer)).merged
            citing = key_of(catalog, ExternalId("arxiv", "2205.14135"))
            assert citing
            assert catalog._store.references(citing) == (key_of(catalog, ATTENTION_ID),)


def test_a_paper_whose_work_becomes_anothers_on_the_way_is_not_missed(tmp_path: Path) -> None:
    readings = {
        "Efficient Memory Management for Large Language Model Serving with PagedAttention": (
            "https://doi.org/10.1145/3600006.3613165"
        ),
        "vLLM paper": "https://arxiv.org/abs/2309.06180",
    }
    world = CrawlWorld(tmp_path, readings=readings)
    world.server.fault("api.semanticscholar.org", slow(0.8), path="*/batch")
    with world.server, world.open() as catalog:
        told = crawl(world, catalog, pdf=True)
        assert (told.pdfs_stored, told.pdfs_missing) == (1, 0)
        assert crawl(world, catalog, pdf=True).requests == {}


def test_without_a_network_a_crawl_ends_at_once_and_the_next_asks_at_once(tmp_path: Path) -> None:
    """Nothing was sent, so nothing is held against works or sites, and nothing waits."""
    world = CrawlWorld(tmp_path, readings=READINGS)
    with world.open() as catalog:
        # Nobody listens at the port for what is thrown away.
        with Session(gateway="http://127.0.0.1:9", sleep=world.clock.sleep) as session:
            told = catalog.crawl(session=session, pdf=True)
        assert told.added == 0
        assert {each.source for each in told.failed} >= {"semanticscholar", "arxiv"}
        assert all("gateway" in each.reason for each in told.failed)
        assert not any(each.source == "pdf" for each in told.failed)
        assert all(asked.attempts == 0 for asked in catalog._store.asked())
        with world.server:
            assert crawl(world, catalog).added == 2


def test_a_host_that_nobody_knows_is_looked_up_once_for_all_its_works(tmp_path: Path) -> None:
    asked: list[str] = []

    def send(request: Request) -> Response:
        asked.append(urlsplit(request.url).hostname or "")
        raise FetchError(f"the host {asked[-1]} is not known", hint="is there a network?")

    names = ("yu", "zheng-lianmin", "unger")
    readings = {
        f"A Made Paper Number {n} on Serving": USENIX + name for n, name in enumerate(names)
    }
    world = CrawlWorld(tmp_path, readings=readings)
    with world.open() as catalog, Session(send=send, sleep=world.clock.sleep) as session:
        told = catalog.crawl(session=session, sources=["usenix"])
    assert asked == ["www.usenix.org"]
    assert len(told.failed) == 3
