"""Asking many sites at once: a lane for each, and one question in it at a time."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from papergraph.catalog.crawling.papers import Errand, Fetched, Papers, fetch
from papergraph.domain.asking import Answer, Fact, Question
from papergraph.domain.ids import read_address
from papergraph.domain.planning import Ask
from papergraph.errors import AnswerError, BlockedAddressError, FetchError, PapergraphError
from papergraph.fetching.session import Session
from papergraph.sources.asking import Query, Reply
from papergraph.sources.source import Source

#: What a lane is given to do.
Item = Question | Errand

#: Records that wait to be written, at the most; a site that is faster than the catalog waits
#: itself, so that a work with thousands of citations never lies in memory as a whole.
_WAITING = 500


class Clock(Protocol):
    """Says what time it is."""

    def __call__(self) -> datetime:
        """The time, with its zone."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """What a lane says: an answer, a PDF, or that it has ended (and by what error).

    ``fatal`` is an error after which the whole run can only end.
    """

    lane: str
    item: Item
    answer: Answer | None = None
    fetched: Fetched | None = None
    error: AnswerError | None = None
    fatal: PapergraphError | None = None
    ended: bool = False


class _Inbox:
    """What was told and not yet taken, weighed by the records in it."""

    def __init__(self) -> None:
        self._told: list[Told] = []
        self._weight = 0
        self._closed = False
        self._changed = threading.Condition()

    def close(self) -> None:
        """Let everybody go who waits to put something: nobody will take it."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def put(self, told: Told) -> None:
        """Add what was told, after waiting for as long as too much lies there."""
        answer = told.answer
        weight = 1 + (len(answer.references) + len(answer.citations) if answer else 0)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._weight < _WAITING)
            self._told.append(told)
            self._weight += weight
            self._changed.notify_all()

    def taken(self, *, timeout: float) -> list[Told]:
        """All that lies there, after waiting for something."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._told), timeout=timeout)
            taken, self._told, self._weight = self._told, [], 0
            self._changed.notify_all()
        return taken


@dataclass(frozen=True)
class Threads:
    """Threads that ask and read, one for each question under way, and what they tell.

    ``waits`` says for what each lane waits at the moment, in words. ``bugs`` are answers that we
    failed to read: they are told like a failure of the site and raised by nobody.
    """

    session: Session
    papers: Papers
    sources: Mapping[str, Source]
    clock: Clock
    waits: Mapping[str, str] = field(default_factory=dict)
    bugs: list[Exception] = field(default_factory=list)
    _inbox: _Inbox = field(default_factory=_Inbox)

    def start(self, lane: str, item: Item, *, fresh: bool = False) -> None:
        """Begin with an item; ``fresh`` believes nothing that was kept of an earlier answer.

        A daemon, so that a stopped run waits for no site's next turn.
        """
        threading.Thread(target=self._ask, args=(lane, item, fresh), daemon=True).start()

    def stop(self) -> None:
        """Take nothing more; what is under way comes to its end and is not heard."""
        self._inbox.close()

    def told(self) -> list[Told]:
        """What was told meanwhile, waiting for the first; none after a second without news."""
        return self._inbox.taken(timeout=1)

    def _ask(self, lane: str, item: Item, fresh: bool) -> None:
        def ask(query: Query) -> Reply:
            return self.session.ask(replace(query, fresh=fresh))

        error: AnswerError | None = None
        try:
            if isinstance(item, Errand):
                found = fetch(item, session=self.session, papers=self.papers, now=self.clock())
                self._inbox.put(Told(lane, item, fetched=found))
            else:
                for answer in self.sources[item.source].answer(ask, item):
                    self._inbox.put(Told(lane, item, answer=answer))
        except AnswerError as trouble:
            error = trouble
        except FetchError as trouble:
            blocked = isinstance(trouble, BlockedAddressError)
            outcome: Literal["withheld", "temporary"] = "withheld" if blocked else "temporary"
            error = AnswerError(trouble.message, outcome=outcome, hint=trouble.hint)
        except PapergraphError as trouble:
            # Not the site's fault but ours (a full disk): every further question would fail, too.
            self._inbox.put(Told(lane, item, fatal=trouble, ended=True))
            return
        except Exception as bug:
            # One answer that we read wrongly must not end a run that nobody watches.
            self.bugs.append(bug)
            error = AnswerError(
                f"papergraph could not read the answer of {lane} ({type(bug).__name__}: {bug})",
                outcome="temporary",
                hint="this is a bug: run again with --debug and report what it prints",
            )
        self._inbox.put(Told(lane, item, error=error, ended=True))


def silence_of(told: Told) -> AnswerError | None:
    """The error of a site that cannot be reached at all; None for everything else."""
    error = told.error or (told.fetched.error if told.fetched else None)
    if error is None and told.answer and not told.answer.sent:
        reason = told.answer.reason or ""
        error = AnswerError(
            reason,
            outcome="temporary",
            retry_at=told.answer.retry_at,
            hint=told.answer.hint,
            sent=False,
        )
    return error if error and not error.sent and error.retry_at is None else None


def lane_of(item: Item, source: Source | None) -> str:
    """Who is asked at the same time as others: a source, or each host of one that has many.

    Several lanes may lead to one host (arXiv's answers and its PDFs): the session lets one
    request at a time pass to it.
    """
    if isinstance(item, Errand):
        return f"PDFs of {item.copy.host}"
    subject = item.subjects[0]
    if source is None or len(source.hosts) == 1 or subject.id is None:
        return item.source
    address = read_address(subject.url or subject.id.url or "")
    return f"{item.source} {address.host}" if address else item.source


def asks_of(item: Item) -> set[Ask]:
    """The questions that an item is, with the place where each begins."""
    if isinstance(item, Errand):
        return {item.ask}
    return {
        (item.source, fact, subject.name, subject.cursor)
        for fact in item.facts
        for subject in item.subjects
    }


def names_of(item: Item) -> set[tuple[str, Fact, str]]:
    """What an item asks for, as it will be remembered."""
    if isinstance(item, Errand):
        return {(item.copy.source, "pdf", item.subject)}
    return {(item.source, fact, subject.name) for fact in item.facts for subject in item.subjects}
