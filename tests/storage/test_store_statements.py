"""How many statements a question takes: as many for much as for little."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from sqlalchemy import event
from storage_facts import NOW, apply, entries, placed, readings, work

from papergraph.domain.asking import Asked, Candidate, Proposal
from papergraph.domain.courses import Offering
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Changes, Claim, Merge
from papergraph.domain.works import Citation, Document, Entry, Record, Reference
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
        entries=tuple(Entry(a, "s", 0, Reference(f"[1] {b}")) for a, b in pairwise(keys)),
        documents=tuple(Document(key, f"{key:0>64}", 1, "s", NOW) for key in keys),
        proposals=tuple(Proposal(key, "s", Candidate(Record("s", key)), NOW) for key in keys),
        asked=tuple(Asked("s", "metadata", key, NOW, "found") for key in keys),
    )


QUESTIONS: dict[str, Callable[[Store], object]] = {
    "snapshot": lambda store: store.snapshot(neighbours=True),
    "some offerings": lambda store: store.snapshot(store.offering_names()),
    "offerings": lambda store: store.offering_rows(),
    "works": lambda store: store.works(),
    "works by key": lambda store: store.works(f"w{number}" for number in range(5_000)),
    "counts": lambda store: store.counts(f"w{number}" for number in range(5_000)),
    "listings": lambda store: store.listings_of(f"w{number}" for number in range(5_000)),
    "records": lambda store: store.records_of(f"w{number}" for number in range(5_000)),
    "entries": lambda store: store.unresolved_entries(),
    "documents": lambda store: store.documents_of(f"w{number}" for number in range(5_000)),
    "proposals": lambda store: store.proposals_of(f"w{number}" for number in range(5_000)),
    "asked": lambda store: store.asked(f"w{number}" for number in range(5_000)),
    "listed": lambda store: store.listed_keys(store.offering_names()),
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
            transaction.works_of_ids(ids)
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


def test_reading_lists_again_takes_no_round_trip_for_each_line(grown: Store) -> None:
    def write(size: int) -> int:
        works = [f"w{number}" for number in range(10)]
        lines = [Reference(f"[{number}] a line") for number in range(size)]
        resolved = tuple(
            Entry(key, "s", at, line, cited="w1")
            for key in works
            for at, line in enumerate(lines[:-1])
        )
        with counted(grown) as statements:
            apply(
                grown, Changes(entries=tuple(e for key in works for e in entries(key, "s", *lines)))
            )
            apply(grown, Changes(entries=resolved))
        assert len(grown.unresolved_entries(works)) == len(works)
        return len(statements)

    assert write(20) == write(80)


def test_merging_takes_no_round_trip_for_each_work(grown: Store) -> None:
    apply(grown, fill(100))

    def merge(numbers: range) -> int:
        merges = tuple(Merge("w0", f"w{number}", "id") for number in numbers)
        with counted(grown) as statements:
            apply(grown, Changes(merges=merges))
        return len(statements)

    assert merge(range(1, 5)) == merge(range(5, 90))
