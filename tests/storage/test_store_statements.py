"""How many statements a question takes: as many for much as for little."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from sqlalchemy import event
from storage_facts import apply, placed, readings, work

from papergraph.domain.courses import Offering
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Changes, Claim
from papergraph.domain.works import Citation, Record
from papergraph.storage import Store


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    event.listen(store._backend.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store._backend.engine, "before_cursor_execute", note)


def fill(size: int) -> Changes:
    keys = [f"w{number}" for number in range(size)]
    works = tuple(work(key, ExternalId("doi", f"10.1/{key}")) for key in keys)
    offerings = [Offering.parse(f"c{number}@F24") for number in range(size // 10)]
    return Changes(
        works=works,
        claims=tuple(Claim(key, Record("sample", key)) for key in keys),
        listings=tuple(placed(readings(*keys), *keys, offering=offering) for offering in offerings),
        citations=tuple(Citation(a, b, "s") for a, b in pairwise(keys)),
    )


QUESTIONS: dict[str, Callable[[Store], object]] = {
    "snapshot": lambda store: store.snapshot(neighbours=True),
    "some offerings": lambda store: store.snapshot(store.offering_names()),
    "offerings": lambda store: store.offering_rows(),
    "works": lambda store: store.works(),
    "works by key": lambda store: store.works(f"w{number}" for number in range(5_000)),
    "counts": lambda store: store.counts(f"w{number}" for number in range(5_000)),
    "listings": lambda store: store.listings_of(f"w{number}" for number in range(5_000)),
    "titles": lambda store: store.find_titles(f"title of w{number}" for number in range(5_000)),
}


@pytest.fixture
def grown(store: Store) -> Store:
    apply(store, fill(10))
    return store


def test_questions_take_as_many_statements_for_more(grown: Store) -> None:
    def ask_all() -> tuple[dict[str, int], dict[str, object]]:
        counts, answers = {}, {}
        for name, ask in QUESTIONS.items():
            with counted(grown) as statements:
                answers[name] = ask(grown)
            counts[name] = len(statements)
        return counts, answers

    few, small = ask_all()
    apply(grown, fill(60))
    many, large = ask_all()
    assert few == many
    assert [name for name in QUESTIONS if small[name] == large[name]] == []


def test_asking_what_is_known_takes_as_many_statements_for_more(grown: Store) -> None:
    def ask(size: int) -> tuple[int, int]:
        ids = [ExternalId("doi", f"10.1/w{number}") for number in range(size)]
        titles = [f"title of w{number}" for number in range(size)]
        with grown.writing() as transaction, counted(grown) as statements:
            known = transaction.known(ids, titles)
            transaction.taken(titles)
        return len(known.works), len(statements)

    (few, statements_for_few), (all_, statements_for_all) = ask(3), ask(40_000)
    assert (few, all_) == (3, 10)
    assert statements_for_few == statements_for_all


def test_writing_takes_no_round_trip_for_each_row(grown: Store) -> None:
    def write(size: int) -> int:
        with counted(grown) as statements:
            apply(grown, fill(size))
        return len(statements)

    assert write(20) == write(80)
