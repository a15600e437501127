"""When a batch with room in it waits for ids that are yet to come, and when it no longer does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from papergraph.catalog.crawling.patience import LATE_PATIENCE, PATIENCE, Patience
from papergraph.domain.asking import Answer, Facet, Fact, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.sources.asking import Ask
from papergraph.sources.source import Source

SOON = timedelta(seconds=1)
META: tuple[Fact, ...] = ("metadata", "references")


def source(name: str, *facets: Facet) -> Source:
    def answer(_: Ask, __: Question) -> Iterator[Answer]:
        raise AssertionError("nobody is asked here")

    return Source(name, name, (), facets, answer, limits="none", licence="none")


FIRST = source(
    "first",
    Facet("first", META, ("arxiv",), batch=3),
    Facet("first", ("citations",), ("arxiv",), batch=3),
)
BATCHED = source("batched", Facet("batched", ("metadata",), ("doi",), batch=3))
OTHER = source("other", Facet("other", ("metadata",), ("doi",), batch=3))
SINGLE = source("single", Facet("single", ("metadata",), ("usenix",), batch=1))


@pytest.fixture
def patience() -> Patience:
    return Patience((FIRST, BATCHED, OTHER, SINGLE))


def question(name: str, *facts: Fact, count: int = 1, cursor: str | None = None) -> Question:
    subjects = tuple(
        Subject(ExternalId("arxiv", f"2309.{number:05}"), cursor=cursor) for number in range(count)
    )
    return Question(name, frozenset(facts or ("metadata",)), subjects)


HEAD = question("first", *META)
CITED = question("first", "citations")


def keeps(
    patience: Patience,
    wanted: Question,
    *others: Question,
    busy: tuple[Question, ...] = (),
    passed: timedelta = SOON,
) -> bool:
    return patience.keeps(wanted, (wanted, *others), busy=busy, passed=passed)


def test_others_wait_for_the_first_while_it_is_due_or_under_way(patience: Patience) -> None:
    late = question("batched")
    assert keeps(patience, late, HEAD)
    patience.started(HEAD)
    assert keeps(patience, late, busy=(HEAD,))
    assert not keeps(patience, late), "it has answered: there is nothing to wait for"


def test_nobody_waits_where_the_first_asks_for_something_else(patience: Patience) -> None:
    assert not keeps(patience, question("batched"), busy=(CITED,))
    assert not keeps(patience, question("batched"), question("other"))


def test_the_first_waits_for_nobody(patience: Patience) -> None:
    assert not keeps(patience, HEAD, question("batched"), busy=(question("other"),))


def test_patience_with_the_first_ends(patience: Patience) -> None:
    late = question("batched")
    assert keeps(patience, late, HEAD, passed=PATIENCE - SOON)
    assert not keeps(patience, late, HEAD, passed=PATIENCE)
    assert not keeps(patience, late, HEAD, passed=-SOON), "a clock that was set back"


@pytest.mark.parametrize(
    "ready",
    [
        question("batched", count=3),
        question("single"),
        question("batched", cursor="1000"),
    ],
)
def test_what_more_ids_cannot_fill_waits_for_nothing(patience: Patience, ready: Question) -> None:
    assert not keeps(patience, ready, HEAD, busy=(HEAD,))


def test_a_second_batch_waits_for_whatever_others_may_name(patience: Patience) -> None:
    patience.started(question("batched"))
    again = question("batched")
    for busy in (question("single"), question("other"), HEAD):
        assert keeps(patience, again, busy=(busy,), passed=2 * PATIENCE)
        assert keeps(patience, again, busy, passed=2 * PATIENCE)
    assert not keeps(patience, again, busy=(CITED,)), "citations name no ids of readings"
    assert not keeps(patience, again)


def test_a_second_batch_of_the_first_waits_as_any_other(patience: Patience) -> None:
    patience.started(HEAD)
    assert keeps(patience, HEAD, busy=(question("single"),))
    assert not keeps(patience, HEAD, busy=(CITED,))


def test_patience_with_what_came_late_ends_too(patience: Patience) -> None:
    patience.started(question("batched"))
    busy = (question("single"),)
    assert keeps(patience, question("batched"), busy=busy, passed=LATE_PATIENCE - SOON)
    assert not keeps(patience, question("batched"), busy=busy, passed=LATE_PATIENCE)


def test_a_full_first_batch_leaves_the_next_its_patience(patience: Patience) -> None:
    patience.started(question("batched", count=3))
    assert not keeps(patience, question("batched"), busy=(question("single"),))
    assert keeps(patience, question("batched"), busy=(HEAD,))


def test_citations_wait_for_the_numbers_that_their_own_source_is_about_to_say(
    patience: Patience,
) -> None:
    patience.started(CITED)
    assert keeps(patience, CITED, busy=(HEAD,))
    assert keeps(patience, CITED, HEAD)
    assert not keeps(patience, CITED, busy=(question("batched"), question("single")))
    patience.started(HEAD)
    assert not keeps(patience, CITED, HEAD), "that one waits itself: each would wait for the other"
    assert keeps(patience, CITED, busy=(HEAD,))
