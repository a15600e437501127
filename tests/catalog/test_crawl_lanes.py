"""What the threads of a crawl tell, in which order, and that none runs ahead of the catalog."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from papergraph.catalog.crawling.lanes import _WAITING, Threads, Told, _Inbox, lane_of
from papergraph.catalog.crawling.papers import Errand, Papers
from papergraph.domain.asking import Answer, Facet, Question, Subject, Tie
from papergraph.domain.copies import Copy
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Record
from papergraph.errors import AnswerError, BlockedAddressError, FetchError, StoreError
from papergraph.fetching.session import Session
from papergraph.sources.asking import Ask
from papergraph.sources.source import Host, Source

SUBJECT = Subject(ExternalId("arxiv", "2309.06180"))
QUESTION = Question("made", frozenset({"metadata"}), (SUBJECT,))
TIE = Tie(Record("made", "A Made Work"))
#: Far above what a thread needs to come to its turn.
LONG = 30.0
#: Time in which a thread that does not wait would have gone on.
SHORT = 0.2


def answer(records: int) -> Told:
    citations = (TIE,) * (records - 1)
    return Told("made", QUESTION, answer=Answer(SUBJECT, frozenset(), citations=citations))


def in_thread(do: Callable[[], object]) -> threading.Event:
    """What is set when it is done."""
    done = threading.Event()

    def act() -> None:
        do()
        done.set()

    threading.Thread(target=act, daemon=True).start()
    return done


# What waits to be written -------------------------------------------------------------------


def test_all_that_was_told_is_taken_at_once_and_in_order() -> None:
    inbox, told = _Inbox(), [Told(f"lane {n}", QUESTION, ended=True) for n in range(5)]
    for each in told:
        inbox.put(each)
    assert inbox.taken(timeout=LONG) == told
    assert inbox.taken(timeout=0.01) == []


def test_whoever_takes_waits_for_something_and_no_longer() -> None:
    inbox = _Inbox()
    begun = time.monotonic()
    assert inbox.taken(timeout=SHORT) == []
    assert time.monotonic() - begun >= SHORT * 0.9
    taken: list[Told] = []
    done = in_thread(lambda: taken.extend(inbox.taken(timeout=LONG)))
    inbox.put(answer(1))
    assert done.wait(LONG / 2), "woken by what was put"
    assert len(taken) == 1


def test_a_site_that_is_faster_than_the_catalog_waits() -> None:
    inbox = _Inbox()
    inbox.put(answer(_WAITING - 1))
    inbox.put(answer(1_000))  # below the mark before it: one answer more, however large
    done = in_thread(lambda: inbox.put(answer(1)))
    assert not done.wait(SHORT), "more than the mark lies there"
    assert len(inbox.taken(timeout=LONG)) == 2
    assert done.wait(LONG)
    assert len(inbox.taken(timeout=LONG)) == 1


def test_references_weigh_as_citations_do_and_an_answer_without_any_weighs_too() -> None:
    inbox = _Inbox()
    for _ in range(_WAITING):
        inbox.put(Told("made", QUESTION, ended=True))
    assert not in_thread(lambda: inbox.put(answer(1))).wait(SHORT)
    other = _Inbox()
    listed = Answer(SUBJECT, frozenset(), references=(TIE,) * _WAITING)
    other.put(Told("made", QUESTION, answer=listed))
    assert not in_thread(lambda: other.put(answer(1))).wait(SHORT)


# Threads ------------------------------------------------------------------------------------


def made(answers: Callable[[Ask, Question], Iterator[Answer]], *hosts: str) -> Source:
    facets = (Facet("made", ("metadata",), ("arxiv",)),)
    named = tuple(Host(host, 1.0) for host in hosts or ("made.example.org",))
    return Source("made", "Made", named, facets, answers, limits="none", licence="none")


@pytest.fixture
def bugs() -> list[Exception]:
    """The answers that we failed to read."""
    return []


@pytest.fixture
def ask(tmp_path: Path, bugs: list[Exception]) -> Callable[[Source], list[Told]]:
    """What a source is heard to tell from the beginning of a question to its end."""

    def asked(source: Source) -> list[Told]:
        with Session() as session:
            threads = Threads(
                session,
                Papers(tmp_path),
                {"made": source},
                lambda: datetime.now(UTC),
                bugs=bugs,
            )
            threads.start("made", QUESTION)
            heard: list[Told] = []
            end = time.monotonic() + LONG
            while not (heard and heard[-1].ended):
                assert time.monotonic() < end
                heard += threads.told()
            return heard

    return asked


def raising(error: Exception, *first: Answer) -> Source:
    def answers(_: Ask, __: Question) -> Iterator[Answer]:
        yield from first
        raise error

    return made(answers)


def test_answers_are_told_one_by_one_and_the_end_after_them(
    ask: Callable[[Source], list[Told]],
) -> None:
    answers = [Answer(SUBJECT, frozenset({"metadata"})), Answer(SUBJECT, frozenset())]
    heard = ask(made(lambda *_: iter(answers)))
    assert [told.answer for told in heard] == [*answers, None]
    assert [told.ended for told in heard] == [False, False, True]
    assert heard[-1].error is None


def test_what_came_before_a_failure_is_told(ask: Callable[[Source], list[Told]]) -> None:
    good = Answer(SUBJECT, frozenset({"metadata"}))
    error = AnswerError("it is tired", outcome="temporary")
    first, last = ask(raising(error, good))
    assert first.answer == good
    assert last.error is error
    assert last.fatal is None


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (FetchError("no such host", hint="look again"), "temporary"),
        (BlockedAddressError("it leads to this machine", hint="look again"), "withheld"),
    ],
)
def test_every_failure_is_one_of_the_site_with_what_to_do(
    ask: Callable[[Source], list[Told]], error: Exception, outcome: str
) -> None:
    (told,) = ask(raising(error))
    assert told.error is not None
    assert told.error.outcome == outcome
    assert told.error.hint
    assert str(error) in told.error.message
    assert told.fatal is None


def test_an_answer_that_we_read_wrongly_ends_no_run_and_is_called_a_bug(
    ask: Callable[[Source], list[Told]], bugs: list[Exception]
) -> None:
    error = ZeroDivisionError("oh")
    (told,) = ask(raising(error))
    assert bugs == [error]
    assert told.error is not None
    assert told.error.outcome == "temporary"
    assert "ZeroDivisionError: oh" in told.error.message
    assert "this is a bug" in (told.error.hint or "")
    assert told.fatal is None


def test_a_failure_of_ours_ends_the_run(ask: Callable[[Source], list[Told]]) -> None:
    error = StoreError("the disk is full")
    (told,) = ask(raising(error))
    assert told.fatal is error


def test_each_host_of_a_source_of_many_is_a_lane_of_its_own() -> None:
    one, many = (
        made(lambda *_: iter(())),
        made(lambda *_: iter(()), "a.example.org", "b.example.org"),
    )
    page = Question("made", frozenset({"metadata"}), (Subject(
        ExternalId("url", "b.example.org/x"), url="https://b.example.org/x"
    ),))  # fmt: skip
    assert lane_of(page, one) == "made"
    assert lane_of(page, many) == "made b.example.org"
    errand = Errand("w", Copy("https://arxiv.org/pdf/2309.06180v1", "arxiv"))
    assert lane_of(errand, None).startswith("PDFs of ")
