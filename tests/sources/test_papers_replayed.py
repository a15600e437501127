"""arXiv and Semantic Scholar asked through the real session, of a made world on this machine."""

from collections.abc import Iterator, Sequence

import pytest
from made_subjects import subjects_of
from made_world import MadeWorld
from replay_server import ReplayServer

from papergraph.domain.asking import Answer, Fact, Question, Subject
from papergraph.domain.titles import normal_title
from papergraph.fetching.session import Session
from papergraph.sources.arxiv import ARXIV
from papergraph.sources.semanticscholar import SEMANTIC_SCHOLAR
from papergraph.sources.source import Source


@pytest.fixture(scope="module")
def world() -> MadeWorld:
    return MadeWorld()


@pytest.fixture
def server(world: MadeWorld) -> Iterator[ReplayServer]:
    with ReplayServer(world, limits=()) as server:
        yield server


def ask(
    source: Source, server: ReplayServer, facts: set[Fact], subjects: Sequence[Subject]
) -> list[Answer]:
    with Session(gateway=server.url, interval=0, sleep=lambda _: None) as session:
        question = Question(source.name, frozenset(facts), tuple(subjects))
        return list(source.answer(session.ask, question))


@pytest.mark.parametrize("source", [ARXIV, SEMANTIC_SCHOLAR], ids=lambda source: source.name)
def test_every_work_gets_its_own_record(
    source: Source, world: MadeWorld, server: ReplayServer
) -> None:
    asked = subjects_of(source, list(world.knowledge.works.values()))
    answers = ask(source, server, set(source.facets[0].facts), list(asked))
    metadata = {a.subject: a for a in answers if "metadata" in a.facts}
    assert metadata.keys() == asked.keys()
    assert {a.outcome for a in metadata.values()} <= {"found", "absent"}
    found = {subject: a.record for subject, a in metadata.items() if a.record}
    assert len(found) > 100
    for subject, record in found.items():
        assert subject.id in record.ids or normal_title(record.title) in map(
            normal_title, subject.titles
        )
        assert [author.name for author in record.authors] == list(asked[subject].authors)
    assert not server.violations
    assert not server.repeats
    assert len(server.arrivals) <= len(asked) / 100 + 1


def test_every_list_of_references_is_whole_or_said_not_to_be(
    world: MadeWorld, server: ReplayServer
) -> None:
    asked = subjects_of(SEMANTIC_SCHOLAR, world.knowledge.listed)
    answers = ask(SEMANTIC_SCHOLAR, server, {"metadata", "references"}, list(asked))
    lists = [a for a in answers if "references" in a.facts and a.outcome != "absent"]
    assert {a.outcome for a in lists} == {"found", "withheld"}
    for answer in lists:
        cited = world.knowledge.graph.references(asked[answer.subject].label)
        if answer.outcome == "found":
            assert len(answer.references) + len(answer.entries) == len(cited)
        else:
            assert answer.references == ()


def test_citations_of_a_batch_and_by_pages_are_the_same(
    world: MadeWorld, server: ReplayServer
) -> None:
    asked = list(subjects_of(SEMANTIC_SCHOLAR, world.knowledge.listed))[:12]
    together = {a.subject.name: a for a in ask(SEMANTIC_SCHOLAR, server, {"citations"}, asked)}
    compared = 0
    for subject in asked:
        answer = together[subject.name]
        if answer.outcome == "absent":
            continue
        begun = Subject(subject.id, subject.titles, count=answer.citation_count, cursor="0")
        pages = ask(SEMANTIC_SCHOLAR, server, {"citations"}, [begun])
        assert [page.outcome for page in pages] == ["partial"] * (len(pages) - 1) + ["found"]
        citing = [tie.record.ids[0] for page in pages for tie in page.citations]
        assert len(set(citing)) == len(citing)
        if answer.outcome == "found":
            assert citing == [tie.record.ids[0] for tie in answer.citations]
        else:
            assert answer.cursor == "0"
            assert len(citing) > len(answer.citations)
        compared += 1
    assert compared > 5
    assert not server.violations


def test_titles_lead_to_candidates_alone(world: MadeWorld, server: ReplayServer) -> None:
    works = world.knowledge.listed[:20]
    subjects = [Subject(None, (work.title,)) for work in works]
    answers = ask(SEMANTIC_SCHOLAR, server, {"candidates"}, subjects)
    assert {answer.outcome for answer in answers} <= {"found", "absent"}
    assert all(answer.record is None for answer in answers)
    assert any(answer.candidates for answer in answers)
