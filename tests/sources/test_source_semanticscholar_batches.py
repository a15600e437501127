"""Batches of Semantic Scholar that are refused, cut, in disorder, or no batches at all."""

from typing import Any

import pytest
from answering_papers import AT, Site, arxiv, asked, both, paper, told

from papergraph.domain.asking import Question
from papergraph.errors import AnswerError
from papergraph.sources.asking import Query, Reply
from papergraph.sources.semanticscholar import SEMANTIC_SCHOLAR
from papergraph.sources.semanticscholar.batches import MOST_HALVINGS


def known(ids: list[str]) -> list[dict[str, Any]]:
    return [paper(int(text[-5:])) for text in ids]


def test_nulls_are_of_the_id_in_their_place() -> None:
    subjects = [arxiv(1), arxiv(2), arxiv(3)]
    answers = both(Site(lambda _: [None, paper(2), None]), *subjects)
    assert [(a.subject, a.outcome) for a in answers] == [
        (subjects[0], "absent"),
        (subjects[1], "found"),
        (subjects[2], "absent"),
    ]


def test_papers_in_another_order_are_told_by_their_ids() -> None:
    answers = both(Site(lambda _: [paper(2), paper(1), None]), arxiv(1), arxiv(2), arxiv(3))
    assert [a.record.title if a.record else a.outcome for a in answers] == [
        "Paper number 1",
        "Paper number 2",
        "temporary",  # a null out of order proves nothing
    ]


@pytest.mark.parametrize(
    "refusal",
    [
        (400, {"error": "Response would exceed maximum size of 10MB"}),
        (504, {"message": "Endpoint request timed out"}),
        (504, b"<html>504 Gateway Time-out</html>"),
        AnswerError("x: the server does not answer in time", outcome="temporary"),
    ],
)
def test_a_batch_that_is_too_much_is_halved(refusal: Any) -> None:
    def answer(ids: list[str]) -> Any:
        if len(ids) <= 13:
            return known(ids)
        if isinstance(refusal, AnswerError):
            raise refusal
        return refusal

    site = Site(answer)
    answers = both(site, *(arxiv(n) for n in range(100)))
    assert [a.outcome for a in answers] == ["found"] * 100
    assert len(site.queries) == 1 + 2 + 4 + 8


def test_a_paper_that_is_too_much_alone_comes_without_its_list() -> None:
    def answer(ids: list[str]) -> Any:
        nested = "references." in site.queries[-1].url
        return (504, b"") if nested and "ARXIV:2309.00001" in ids else known(ids)

    site = Site(answer)
    answers = both(site, arxiv(0), arxiv(1), arxiv(2))
    of_one = [told(a) for a in answers if a.subject == arxiv(1)]
    assert of_one == [({"metadata"}, "found", None), ({"references"}, "partial", "0")]
    assert [a.outcome for a in answers if a.subject != arxiv(1)] == ["found", "found"]


def test_a_site_that_is_always_too_slow_is_not_asked_for_ever() -> None:
    site = Site(lambda _: (504, b""))
    with pytest.raises(AnswerError) as caught:
        both(site, *(arxiv(n) for n in range(100)))
    assert caught.value.outcome == "temporary"
    assert len(site.queries) <= 2 * MOST_HALVINGS + 2


def test_one_id_that_is_refused_does_not_lose_the_others() -> None:
    def answer(ids: list[str]) -> Any:
        bad = "ARXIV:2309.00005" in ids
        return (400, {"error": "Something in it is wrong"}) if bad else known(ids)

    answers = both(Site(answer), *(arxiv(n) for n in range(20)))
    outcomes = {a.subject.name: a.outcome for a in answers}
    assert outcomes.pop("arxiv:2309.00005") == "temporary"
    assert set(outcomes.values()) == {"found"}
    assert len(outcomes) == 19


def test_none_of_the_ids_is_known() -> None:
    site = Site(lambda _: (400, {"error": "No valid paper ids given"}))
    assert [a.outcome for a in both(site, arxiv(1), arxiv(2))] == ["absent", "absent"]
    assert len(site.queries) == 1


def test_citations_of_several_works_in_one_request() -> None:
    def answer(_: list[str]) -> Any:
        return [
            paper(1, citations=[paper(7), paper(8)], citationCount=2),
            paper(2, citations=[paper(7)], citationCount=1500),
            None,
        ]

    site = Site(answer)
    answers = asked(site, [arxiv(1), arxiv(2), arxiv(3)], "citations")
    assert [told(a) for a in answers] == [
        ({"citations"}, "found", None),
        ({"citations"}, "partial", "0"),
        ({"citations"}, "absent", None),
    ]
    assert [len(a.citations) for a in answers] == [2, 1, 0]
    assert all(a.record is None for a in answers)  # a thin claim would hide the full one
    assert "abstract" not in site.queries[0].url


def test_citations_that_are_too_much_come_by_pages() -> None:
    answers = asked(Site(lambda _: (504, b"")), [arxiv(1), arxiv(2)], "citations")
    assert [told(a) for a in answers] == [({"citations"}, "partial", "0")] * 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Just a moment...</html>",
        b'[{"paperId": "1"',
        b"[" * 100_000,
        b"\xff[]",
        b"[NaN]",
        {},
        {"data": None},
        {"error": "x"},
        [],
        [None, None],
        ["paper"],
        None,
        5,
        (404, {"error": "no such endpoint"}),
        (400, b"Bad Request"),
        (400, {"error": "Unrecognized or unsupported fields: [x]"}),
    ],
    ids=range(17),
)
def test_what_is_no_batch_is_asked_for_again(body: Any) -> None:
    site = Site(lambda _: body)
    with pytest.raises(AnswerError) as caught:
        both(site, arxiv(1))
    assert caught.value.outcome == "temporary"
    assert len(site.queries) == 1


def test_a_paper_without_id_or_title_loses_no_other() -> None:
    def answer(_: list[str]) -> Any:
        return [{}, paper(2, title=None), paper(3)]

    answers = both(Site(answer), arxiv(1), arxiv(2), arxiv(3))
    assert [a.outcome for a in answers] == ["temporary", "temporary", "found"]


def test_a_failure_of_the_session_is_let_through() -> None:
    def slow_down(query: Query) -> Reply:
        raise AnswerError(f"{query.url}: (429)", outcome="temporary", retry_at=AT)

    question = Question(
        "semanticscholar", frozenset({"metadata", "references"}), (arxiv(1), arxiv(2))
    )
    with pytest.raises(AnswerError) as caught:
        list(SEMANTIC_SCHOLAR.answer(slow_down, question))
    assert caught.value.retry_at == AT
