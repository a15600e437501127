"""A site for tests of sources: it answers from a list, as the session would hand it on."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from papergraph.domain.asking import Answer, Fact, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.errors import AnswerError
from papergraph.sources.asking import Ask, Query, Reply
from papergraph.sources.source import Source

AT = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)

#: What the session makes of a status that a source does not read itself.
_OUTCOMES: dict[int, Any] = {404: "absent", 410: "absent", 429: "temporary", 403: "withheld"}


class Site:
    """An ``Ask`` whose answer is that of the first pair whose text stands in the address.

    A body is bytes, or a value that becomes JSON. ``moved`` says where an address redirects.
    """

    def __init__(self, *answers: tuple[str, int, Any], moved: str | None = None) -> None:
        self.answers = answers
        self.moved = moved
        self.queries: list[Query] = []

    @property
    def urls(self) -> list[str]:
        """The addresses that were asked for, escapes undone."""
        return [unquote(query.url) for query in self.queries]

    def __call__(self, query: Query) -> Reply:
        self.queries.append(query)
        url = unquote(query.url)
        status, body = next((s, b) for text, s, b in self.answers if text in url)
        if not 200 <= status < 300 and status not in query.statuses:
            raise AnswerError(
                f"{query.url}: {status}", outcome=_OUTCOMES.get(status, "temporary"), hint="a hint"
            )
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Reply(self.moved or query.url, status, {}, raw, AT)


def subject(text: str, *titles: str, ids: tuple[str, ...] = ()) -> Subject:
    """The subject with an id, as ``scheme:value``, and titles."""
    return Subject(external(text), titles, tuple(external(other) for other in ids))


def external(text: str) -> ExternalId:
    """The id written ``scheme:value``."""
    found = ExternalId.parse(text)
    assert found is not None, text
    return found


def answers(source: Source, ask: Ask, *subjects: Subject, facts: str = "") -> list[Answer]:
    """All answers of a source to a question for the facts (all of its first facet)."""
    wanted: frozenset[Any] = frozenset(facts.split() or source.facets[0].facts)
    return list(source.answer(ask, Question(source.name, wanted, subjects)))


def settled(found: list[Answer]) -> dict[tuple[str, Fact], Answer]:
    """The answers by subject and fact; each fact of a subject is settled once."""
    by_fact: dict[tuple[str, Fact], Answer] = {}
    for answer in found:
        for fact in answer.facts:
            assert (answer.subject.name, fact) not in by_fact
            by_fact[answer.subject.name, fact] = answer
    return by_fact
