"""The registries asked through the real session, of a made world on this machine."""

from collections.abc import Iterator, Sequence

import pytest
from made_subjects import subjects_of
from made_world import MadeWorld
from replay_server import ReplayServer

from papergraph.domain.asking import Answer, Question, Subject
from papergraph.domain.titles import sounds_like
from papergraph.fetching.session import Session
from papergraph.sources.crossref import CROSSREF
from papergraph.sources.dblp import DBLP
from papergraph.sources.openalex import OPENALEX
from papergraph.sources.openreview import OPENREVIEW
from papergraph.sources.source import Source


@pytest.fixture(scope="module")
def world() -> MadeWorld:
    return MadeWorld()


@pytest.fixture
def server(world: MadeWorld) -> Iterator[ReplayServer]:
    with ReplayServer(world, limits=()) as server:
        yield server


def ask(source: Source, server: ReplayServer, subjects: Sequence[Subject]) -> list[Answer]:
    """The answers to questions of as many subjects as one may have."""
    facet = source.facets[0]
    found: list[Answer] = []
    with Session(gateway=server.url, interval=0, sleep=lambda _: None) as session:
        for start in range(0, len(subjects), facet.batch):
            batch = tuple(subjects[start : start + facet.batch])
            question = Question(source.name, frozenset(facet.facts), batch)
            found += source.answer(session.ask, question)
    return found


@pytest.mark.parametrize(
    ("source", "least", "requests"),
    [(CROSSREF, 40, 1 / 20), (OPENALEX, 100, 1 / 100), (DBLP, 40, 1), (OPENREVIEW, 5, 2)],
    ids=lambda value: value.name if isinstance(value, Source) else "",
)
def test_every_work_gets_its_own_answer(
    source: Source, least: int, requests: float, world: MadeWorld, server: ReplayServer
) -> None:
    asked = subjects_of(source, list(world.knowledge.works.values()))
    found = ask(source, server, list(asked))
    metadata = {answer.subject: answer for answer in found if "metadata" in answer.facts}
    assert metadata.keys() == asked.keys()
    records = {s: answer.record for s, answer in metadata.items() if answer.record}
    assert len(records) >= least
    for subject, record in records.items():
        assert subject.id in record.ids
        assert sounds_like(record.title, asked[subject].title)
        assert [author.name for author in record.authors] == list(asked[subject].authors)
        assert record.date is None or record.date.year == asked[subject].year
    assert all(answer.outcome in ("found", "absent") for answer in found)
    assert not server.violations
    assert not server.repeats
    # Beside the lists: a last one that is not full, and a DOI that no list can hold.
    assert len(server.arrivals) <= len(asked) * requests + 2


def test_crossref_is_not_asked_for_dois_of_others(world: MadeWorld, server: ReplayServer) -> None:
    asked = subjects_of(CROSSREF, list(world.knowledge.works.values()))
    ask(CROSSREF, server, list(asked))
    assert {arrival.host for arrival in server.arrivals} == {"api.crossref.org"}
    written = " ".join(value for arrival in server.arrivals for _, value in arrival.query)
    assert "10.5555" not in written
    assert "10.48550" not in written


def test_the_lists_of_references_are_whole(world: MadeWorld, server: ReplayServer) -> None:
    asked = subjects_of(CROSSREF, world.knowledge.listed)
    found = ask(CROSSREF, server, list(asked))
    lists = {answer.subject: answer.entries for answer in found if "references" in answer.facts}
    for subject, work in asked.items():
        assert len(lists[subject]) == len(world.knowledge.graph.references(work.label))
        assert all(entry.text for entry in lists[subject])
