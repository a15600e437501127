"""A question for Semantic Scholar: which of its requests answers it."""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from papergraph.domain.asking import Answer, Candidate, Fact, Question, Subject
from papergraph.errors import AnswerError
from papergraph.sources.asking import Ask, odd
from papergraph.sources.semanticscholar import batches, pages
from papergraph.sources.semanticscholar.claims import FULL, folded, record_of
from papergraph.sources.semanticscholar.lists import INLINE

if TYPE_CHECKING:
    from papergraph.sources.semanticscholar.client import Client

#: What is read of one work at a time, unless it comes inside the papers of a batch.
_SINGLE: tuple[Fact, ...] = ("candidates", "sentences", "references", "citations")


def answer(ask: Ask, question: Question) -> Iterator[Answer]:
    """The answers to a question: by a batch, by pages, or by a search for a title.

    Raises:
        AnswerError: it is of all subjects without an answer yet.
    """
    from papergraph.sources.semanticscholar.client import Client

    client = Client(ask)
    if "metadata" in question.facts or _is_batch_of_citations(question):
        yield from batches.answers(client, question)
        return
    for fact in (fact for fact in _SINGLE if fact in question.facts):
        for number, subject in enumerate(question.subjects, start=1):
            failure = yield from _single(client, subject, fact)
            if failure and failure.outcome != "absent" and number < len(question.subjects):
                raise failure


def _is_batch_of_citations(question: Question) -> bool:
    """Whether the citations fit into the papers of a batch: pages are for long or begun lists."""
    if question.facts != {"citations"}:
        return False
    if len(question.subjects) > 1:
        return True
    return all(s.cursor is None and (s.count or 0) <= INLINE for s in question.subjects)


def _single(
    client: "Client", subject: Subject, fact: Fact
) -> Generator[Answer, None, AnswerError | None]:
    """The answers for one subject; what went wrong is the last of them, and returned."""
    cursor = subject.cursor
    try:
        if fact == "candidates":
            yield _nearest(client, subject)
            return None
        for found in pages.answers(client, subject, fact):
            yield found
            cursor = found.cursor or cursor
    except AnswerError as error:
        yield Answer(
            subject,
            frozenset({fact}),
            error.outcome,
            reason=error.message,
            hint=error.hint,
            retry_at=error.retry_at,
            cursor=cursor,
        )
        return error
    return None


def _nearest(client: "Client", subject: Subject) -> Answer:
    """The paper of the nearest title: never more than a candidate, however high its score.

    Raises:
        AnswerError: there is none.
    """
    fact: frozenset[Fact] = frozenset({"candidates"})
    paper = client.match(subject.titles[0], FULL) if subject.titles else None
    if paper is None:
        return Answer(subject, fact, "absent", reason="Semantic Scholar knows no title like it")
    if not (paper.paperId and folded(paper.title)):
        raise odd(client.url, "a paper without an id or a title")
    record = record_of(paper, at=client.at, request=client.url)
    return Answer(subject, fact, candidates=(Candidate(record, paper.raw_data.get("matchScore")),))
