"""Semantic Scholar's pages of references and citations, its sentences, and its nearest title."""

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papergraph.domain.asking import Answer, Fact, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.errors import AnswerError
from papergraph.sources.asking import Query, Reply
from papergraph.sources.semanticscholar import SEMANTIC_SCHOLAR

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
ELIDED = {
    "openAccessPdf": {
        "url": "",
        "disclaimer": "The following paper fields have been elided by the publisher: "
        "{'abstract', 'references'}. See https://doi.org/10.1/x",
    }
}


class Pages:
    """An ``Ask`` that answers with what ``answer`` makes of the offset and the limit."""

    def __init__(self, answer: Callable[[int, int], Any]) -> None:
        self.answer = answer
        self.queries: list[Query] = []

    def __call__(self, query: Query) -> Reply:
        self.queries.append(query)
        asked = parse_qs(urlsplit(query.url).query)
        given = self.answer(int(asked["offset"][0]), int(asked["limit"][0]))
        status, body = given if isinstance(given, tuple) else (200, given)
        assert 200 <= status < 300 or status in query.statuses
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Reply(query.url, status, {}, data, AT)

    @property
    def asked(self) -> list[tuple[int, int]]:
        queries = [parse_qs(urlsplit(query.url).query) for query in self.queries]
        return [(int(asked["offset"][0]), int(asked["limit"][0])) for asked in queries]


def key(number: int) -> str:
    return f"{number:040x}"


def row(number: int, name: str = "citingPaper", **more: Any) -> dict[str, Any]:
    inner = {"paperId": key(number), "title": f"Paper number {number}", "year": 2020}
    return {"isInfluential": False, "contexts": [], "intents": [], name: inner} | more


def page(offset: int, count: int, *, total: int, name: str = "citingPaper") -> dict[str, Any]:
    """``count`` rows of ``total``, in the recorded shape: no ``next`` on the last page."""
    end = min(offset + count, total)
    rows = [row(number, name) for number in range(offset, end)]
    return {"offset": offset, "data": rows} | ({"next": end} if end < total else {})


def asked(ask: Pages, fact: Fact, *subjects: Subject) -> list[Answer]:
    question = Question("semanticscholar", frozenset({fact}), subjects)
    return list(SEMANTIC_SCHOLAR.answer(ask, question))


def orca(**more: Any) -> Subject:
    return Subject(ExternalId("doi", "10.1145/1.2"), **more)


def told(answers: list[Answer]) -> list[tuple[str, str | None]]:
    return [(answer.outcome, answer.cursor) for answer in answers]


def test_each_page_is_an_answer() -> None:
    site = Pages(lambda offset, limit: page(offset, limit, total=2500))
    answers = asked(site, "citations", orca(count=2500))
    assert told(answers) == [("partial", "1000"), ("partial", "2000"), ("found", None)]
    assert [len(a.citations) for a in answers] == [1000, 1000, 500]
    assert [a.subject.cursor for a in answers] == [None, "1000", "2000"]
    assert {a.subject.name for a in answers} == {"doi:10.1145/1.2"}
    assert answers[-1].citation_count == 2500
    assert site.asked == [(0, 1000), (1000, 1000), (2000, 1000)]
    path = urlsplit(site.queries[0].url).path
    assert path == "/graph/v1/paper/DOI:10.1145/1.2/citations"


def test_pages_go_on_at_the_cursor() -> None:
    site = Pages(lambda offset, limit: page(offset, limit, total=1500, name="citedPaper"))
    [answer] = asked(site, "references", orca(cursor="1000"))
    assert answer.outcome == "found"
    assert len(answer.references) == 500
    assert answer.subject.cursor == "1000"
    assert site.asked == [(1000, 1000)]


def test_no_more_than_the_site_gives_is_asked_for() -> None:
    site = Pages(lambda offset, limit: page(offset, limit, total=120_000))
    answers = asked(site, "citations", orca(count=120_000))
    assert sum(len(a.citations) for a in answers) == 9_999
    assert site.asked[-1] == (9000, 999)
    assert all(offset + limit < 10_000 for offset, limit in site.asked)
    assert answers[-1].outcome == "found"
    assert answers[-1].reason == "Semantic Scholar gives no more than 9,999 of 120,000 citations"


@pytest.mark.parametrize("cursor", ["9999", "10000"])
def test_behind_the_end_nothing_is_asked(cursor: str) -> None:
    site = Pages(lambda offset, limit: page(offset, limit, total=120_000))
    [answer] = asked(site, "citations", orca(cursor=cursor))
    assert answer.outcome == "found"
    assert site.asked == []


def test_a_site_that_ends_before_its_own_end() -> None:
    refusal = {"error": "Requested data for this limit and/or offset is not available"}

    def answer(offset: int, limit: int) -> Any:
        return (400, refusal) if offset else page(offset, limit, total=5000)

    answers = asked(Pages(answer), "citations", orca(count=5000))
    assert told(answers) == [("partial", "1000"), ("found", None)]
    assert answers[-1].reason == "Semantic Scholar gives no more than 1,000 of 5,000 citations"


@pytest.mark.parametrize(
    "bad",
    [
        {"next": 1000, "data": [row(1)], "offset": 1000},  # it does not go on
        {"next": 5, "data": [row(1)], "offset": 1000},
        {"next": 2000, "data": [], "offset": 1000},
        {"next": 2000, "data": [row(n) for n in range(1000)]},  # the first page again
        {"next": 1500, "data": [row(1)], "offset": 0},
        {"next": "2000", "data": [row(1)]},
        {"next": -1, "data": [row(1)]},
        {"next": True, "data": [row(1)]},
        {"data": None},
        {"data": {}},
        {"offset": 1000},
        {},
        [],
        None,
        b"<html>",
        b'{"data": [',
        (400, {"error": "something else"}),
        (504, b""),
    ],
    ids=range(18),
)
def test_a_page_that_leads_nowhere_ends_it(bad: Any) -> None:
    def answer(offset: int, limit: int) -> Any:
        return bad if offset else page(offset, limit, total=5000)

    site = Pages(answer)
    answers = asked(site, "citations", orca(cursor="0"))
    assert told(answers) == [("partial", "1000"), ("temporary", "1000")]
    assert answers[-1].reason
    assert len(site.queries) < 8


def test_pages_without_end_are_left_to_the_next_run() -> None:
    site = Pages(lambda offset, _: page(offset, 1, total=9_000))
    answers = asked(site, "citations", orca(cursor="0"))
    assert len(answers) == 40
    assert told(answers)[-1] == ("partial", "40")


def test_a_page_that_is_too_much_is_asked_for_in_smaller_ones() -> None:
    def answer(offset: int, limit: int) -> Any:
        too_much = (400, {"error": "Response would exceed maximum size of 10MB"})
        return too_much if limit > 250 else page(offset, limit, total=400)

    site = Pages(answer)
    assert told(asked(site, "citations", orca(cursor="0"))) == [("partial", "250"), ("found", None)]
    assert site.asked == [(0, 1000), (0, 500), (0, 250), (250, 250)]


def test_rows_that_are_withheld() -> None:
    site = Pages(lambda *_: {"offset": 0, "data": None, "citingPaperInfo": ELIDED})
    [answer] = asked(site, "references", orca())
    assert answer.outcome == "withheld"
    assert answer.facts == {"references"}
    assert answer.reason == "the publisher withholds the references from Semantic Scholar"


def test_a_paper_without_references_has_an_empty_page() -> None:
    [answer] = asked(Pages(lambda *_: {"offset": 0, "data": []}), "references", orca())
    assert (answer.outcome, answer.references, answer.entries) == ("found", (), ())


def test_lines_without_a_paper_are_entries_of_the_list() -> None:
    rows = [
        row(1, "citedPaper"),
        {"citedPaper": {"paperId": None, "title": "A web page", "year": None}},
        {"citedPaper": {"paperId": None, "title": None, "externalIds": {"DOI": "10.1145/3.4"}}},
        {"citedPaper": {"paperId": None, "title": None}},
        {"citedPaper": {"paperId": key(2), "title": None}},
        {"citedPaper": None},
        row(1, "citedPaper"),
    ]
    [answer] = asked(Pages(lambda *_: {"offset": 0, "data": rows}), "references", orca())
    assert [tie.record.title for tie in answer.references] == ["Paper number 1"]
    assert [(e.text, e.title) for e in answer.entries] == [
        ("A web page", "A web page"),
        ("doi:10.1145/3.4", None),
        (f"s2:{key(2)}", None),
    ]


@pytest.mark.parametrize("fact", ["sentences", "references"])
def test_the_citing_sentences_are_taken_wherever_the_site_gives_them(fact: Fact) -> None:
    said = row(
        1, "citedPaper", contexts=["As [1]\nshows."], intents=["background"], isInfluential=True
    )
    site = Pages(lambda *_: {"offset": 0, "data": [said, row(2, "citedPaper")]})
    [answer] = asked(site, fact, orca())
    assert answer.facts == {fact}
    assert [tie.sentences for tie in answer.references] == [("As [1] shows.",), ()]
    assert answer.references[0].intents == ("background",)
    assert answer.references[0].influential is True
    assert "contexts" in site.queries[0].url


@pytest.mark.parametrize("doi", ["10.1002/(sici)1096<1::aid-1>3.0.co;2-#", "10.1000/ä?b%2fc"])
def test_dois_are_escaped_in_paths(doi: str) -> None:
    site = Pages(lambda *_: {"offset": 0, "data": []})
    asked(site, "references", Subject(ExternalId("doi", doi)))
    address = urlsplit(site.queries[0].url)
    assert address.path.isascii()
    assert not set("<>;#?") & set(address.path)
    assert unquote(address.path) == f"/graph/v1/paper/DOI:{doi}/references"
    assert "fields" in parse_qs(address.query)


def test_the_first_failure_of_the_site_is_for_all_that_wait() -> None:
    def slow_down(query: Query) -> Reply:
        raise AnswerError(f"{query.url}: (429)", outcome="temporary", retry_at=AT)

    subjects = (orca(), Subject(ExternalId("s2", key(1))))
    answers: list[Answer] = []
    with pytest.raises(AnswerError):
        answers.extend(
            SEMANTIC_SCHOLAR.answer(
                slow_down, Question("semanticscholar", frozenset({"sentences"}), subjects)
            )
        )


def test_a_paper_that_is_not_there_is_absent_and_the_others_are_asked_for() -> None:
    missing = {"error": "Paper with id DOI:10.1145/1.2 not found"}

    def answer(*_: int) -> Any:
        is_orca = "DOI:" in site.queries[-1].url
        return (404, missing) if is_orca else {"offset": 0, "data": []}

    site = Pages(answer)
    answers = asked(site, "sentences", orca(), Subject(ExternalId("s2", key(1))))
    assert told(answers) == [("absent", None), ("found", None)]
    assert answers[0].reason == "Semantic Scholar: Paper with id DOI:10.1145/1.2 not found"


def match(**more: Any) -> dict[str, Any]:
    found = {"paperId": key(1), "title": "Attention is All you Need", "matchScore": 133.3}
    return {"data": [found | more]}


def test_the_nearest_title_is_a_candidate_however_near() -> None:
    site = Pages(lambda *_: match())
    subject = Subject(None, ("Attention is All you Need & more",))
    [answer] = asked(site, "candidates", subject)
    assert (answer.outcome, answer.record) == ("found", None)
    assert answer.facts == {"candidates"}
    [candidate] = answer.candidates
    assert (candidate.record.title, candidate.score) == ("Attention is All you Need", 133.3)
    query = parse_qs(urlsplit(site.queries[0].url).query)
    assert query["query"] == ["Attention is All you Need & more"]
    assert "fields" in query


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ((404, {"error": "Title match not found"}), "absent"),
        ({"data": []}, "absent"),
        ({"total": 0, "offset": 0}, "absent"),
        ({}, "temporary"),
        ({"data": None}, "temporary"),
        ({"data": [1]}, "temporary"),
        (match(title=None), "temporary"),
        (match(paperId=None), "temporary"),
        (b'{"data": [{"matchScore": Infinity}]}', "temporary"),
        (b"<html>", "temporary"),
    ],
    ids=range(10),
)
def test_no_title_is_near(body: Any, outcome: str) -> None:
    [answer] = asked(Pages(lambda *_: body), "candidates", Subject(None, ("Orca",)))
    assert answer.outcome == outcome
    assert answer.candidates == ()
    assert answer.reason


@pytest.mark.parametrize("score", [None, "high", 10**400, True])
def test_a_score_that_is_none(score: Any) -> None:
    body = json.dumps(match(matchScore=score)).replace("10" + "0" * 399, "1e999").encode()
    [answer] = asked(Pages(lambda *_: body), "candidates", Subject(None, ("Orca",)))
    assert [c.score for c in answer.candidates] == [None]


def test_a_long_title_is_searched_for_by_its_beginning() -> None:
    site = Pages(lambda *_: match())
    asked(site, "candidates", Subject(None, ("é" * 10_000,)))
    assert len(site.queries[0].url) < 4_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
PAPER = {
    "paperId": key(1),
    "externalIds": {"DOI": "10.1145/1.2", "ArXiv": "2309.06180"},
    "title": "Paper",
    "year": 2020,
    "venue": "SOSP",
    "authors": [{"name": "Ada"}],
    "publicationDate": "2020-01-01",
    "publicationTypes": ["Book"],
    "openAccessPdf": {"url": "", "disclaimer": "{"},
    "journal": {"name": "Mind"},
    "referenceCount": 1,
    "citationCount": 1,
}
BODIES: dict[Fact, Any] = {
    "metadata": [PAPER | {"references": [PAPER], "citations": [PAPER]}],
    "citations": page(0, 3, total=3),
    "sentences": {"offset": 0, "data": [row(1, "citedPaper")], "citingPaperInfo": ELIDED},
    "candidates": {"data": [PAPER | {"matchScore": 1.5}]},
}


def mutated(value: Any, data: st.DataObject) -> Any:
    """The value with something in it replaced, dropped or added."""
    if not data.draw(st.integers(0, 4)):
        return data.draw(JSON)
    if isinstance(value, dict) and value:
        name = data.draw(st.sampled_from(sorted(value)))
        if data.draw(st.booleans()):
            return value | {name: mutated(value[name], data)}
        return {key: item for key, item in value.items() if key != name}
    if isinstance(value, list) and value:
        place = data.draw(st.integers(0, len(value) - 1))
        return [*value[:place], mutated(value[place], data), *value[place + 1 :]]
    return data.draw(JSON)


@given(st.data(), st.sampled_from(sorted(BODIES)))
def test_no_mutation_of_an_answer_raises_anything_else(data: st.DataObject, fact: Fact) -> None:
    body = json.dumps(mutated(BODIES[fact], data)).encode()
    if data.draw(st.booleans()):
        start = data.draw(st.integers(0, len(body)))
        body = body[:start] + data.draw(st.binary(max_size=4)) + body[start:]
    status = data.draw(st.sampled_from([200, 200, 200, 400, 404, 504]))

    def ask(query: Query) -> Reply:
        if status in (200, *query.statuses):
            return Reply(query.url, status, {}, body, AT)
        raise AnswerError(query.url, outcome="absent")

    facts: frozenset[Fact] = frozenset({fact} | ({"references"} if fact == "metadata" else set()))
    subject = Subject(ExternalId("arxiv", "2309.06180"), ("Paper",), count=2000)
    answers: list[Answer] = []
    with contextlib.suppress(AnswerError):
        answers.extend(SEMANTIC_SCHOLAR.answer(ask, Question("semanticscholar", facts, (subject,))))
        assert answers
    assert all(answer.subject.name == subject.name for answer in answers)
