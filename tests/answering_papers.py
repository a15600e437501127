"""A made Semantic Scholar without a network, for tests of its source: papers, and an ``Ask``."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from papergraph.domain.asking import Answer, Fact, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.sources.asking import Query, Reply
from papergraph.sources.semanticscholar import SEMANTIC_SCHOLAR

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Site:
    """An ``Ask`` that answers each query with what ``answer`` makes of the ids in its payload."""

    def __init__(self, answer: Callable[[list[str]], Any]) -> None:
        self.answer = answer
        self.queries: list[Query] = []

    def __call__(self, query: Query) -> Reply:
        self.queries.append(query)
        ids = json.loads(query.payload)["ids"] if query.payload else []
        given = self.answer(ids)
        status, body = given if isinstance(given, tuple) else (200, given)
        assert 200 <= status < 300 or status in query.statuses
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Reply(query.url, status, {}, data, AT)


def key(number: int) -> str:
    return f"{number:040x}"


def paper(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "paperId": key(number),
        "externalIds": {"ArXiv": f"2309.{number:05}", "CorpusId": number},
        "title": f"Paper number {number}",
        "year": 2023,
        "venue": "Symposium on Operating Systems Principles",
        "authors": [{"authorId": "1", "name": "Ada Lovelace"}],
        "url": f"https://www.semanticscholar.org/paper/{key(number)}",
        "abstract": None,
        "publicationDate": "2023-09-12",
        "publicationTypes": ["JournalArticle", "Conference"],
        "openAccessPdf": {"url": "", "status": None, "license": None},
        "referenceCount": 0,
        "citationCount": 0,
        "references": [],
        "citations": [],
    } | fields


def arxiv(number: int, **more: Any) -> Subject:
    return Subject(ExternalId("arxiv", f"2309.{number:05}"), **more)


def asked(ask: Site, subjects: Sequence[Subject], *facts: Fact) -> list[Answer]:
    question = Question("semanticscholar", frozenset(facts), tuple(subjects))
    return list(SEMANTIC_SCHOLAR.answer(ask, question))


def both(ask: Site, *subjects: Subject) -> list[Answer]:
    return asked(ask, subjects, "metadata", "references")


def told(answer: Answer) -> tuple[set[str], str, str | None]:
    return set(answer.facts), answer.outcome, answer.cursor
