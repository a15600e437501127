"""The recorded answers of ../shared, where they are, fed to every kind of question."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from papergraph.domain.asking import Answer, Fact, Question, Subject
from papergraph.domain.ids import ExternalId, read_id
from papergraph.errors import AnswerError
from papergraph.sources.asking import Query, Reply
from papergraph.sources.semanticscholar import SEMANTIC_SCHOLAR

FOLDER = Path(__file__).resolve().parents[3] / "shared/upstream/semanticscholar"
NAMES = sorted(path.name for path in FOLDER.glob("*.json") if not path.name.endswith(".meta.json"))
FACTS: tuple[frozenset[Fact], ...] = (
    frozenset({"metadata"}),
    frozenset({"metadata", "references"}),
    frozenset({"references"}),
    frozenset({"citations"}),
    frozenset({"sentences"}),
    frozenset({"candidates"}),
)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared is not there"),
]


def body(name: str) -> Any:
    return json.loads((FOLDER / name).read_text("utf-8"))


class Recorded:
    """An ``Ask`` that gives one body, with the status it was recorded with."""

    def __init__(self, name: str, *, as_batch: bool = False) -> None:
        self.status = body(f"{name}.meta.json")["status"]
        data = (FOLDER / name).read_bytes()
        self.body = b"[" + data + b"]" if as_batch else data

    def __call__(self, query: Query) -> Reply:
        if self.status != 200 and self.status not in query.statuses:
            raise AnswerError(query.url, outcome="temporary")
        return Reply(query.url, self.status, {}, self.body, datetime(2026, 11, 24, tzinfo=UTC))


def answered(ask: Recorded, facts: set[Fact], *subjects: Subject) -> list[Answer]:
    question = Question("semanticscholar", frozenset(facts), subjects)
    return list(SEMANTIC_SCHOLAR.answer(ask, question))


def of(text: str, **more: Any) -> Subject:
    external = read_id(text)
    assert external is not None
    return Subject(external, **more)


@pytest.mark.parametrize("facts", FACTS, ids=lambda facts: "+".join(sorted(facts)))
@pytest.mark.parametrize("name", NAMES)
def test_no_recorded_answer_raises_anything_else(name: str, facts: frozenset[Fact]) -> None:
    subject = of("10.1145/3600006.3613165", titles=("A Title",), cursor="0")
    answers: list[Answer] = []
    with contextlib.suppress(AnswerError):
        answers.extend(answered(Recorded(name), set(facts), subject))
        assert answers
    if name.startswith("error_404"):
        assert {answer.outcome for answer in answers} <= {"absent"}


def test_a_batch_with_nulls() -> None:
    ids = body("batch_one_null.json.meta.json")["request_body"]["ids"]
    subjects = [of(text) if not text.startswith("0f") else of(f"s2:{text}") for text in ids]
    answers = answered(Recorded("batch_one_null.json"), {"metadata"}, *subjects)
    given = body("batch_one_null.json")
    assert [a.outcome for a in answers] == ["found" if paper else "absent" for paper in given]
    for answer, paper in zip(answers, given, strict=True):
        if paper:
            assert answer.record is not None
            assert answer.record.title == paper["title"]
            assert answer.reference_count == paper["referenceCount"]
            assert answer.record.pdf == (paper["openAccessPdf"] or {}).get("url")


def test_a_batch_of_2026_with_empty_addresses() -> None:
    ids = body("batch_2026_null_and_empty_pdf.json.meta.json")["request_body"]["ids"]
    subjects = [of(f"s2:{text}") for text in ids]
    answers = answered(Recorded("batch_2026_null_and_empty_pdf.json"), {"metadata"}, *subjects)
    assert [a.outcome for a in answers] == ["found"] * 5 + ["absent"]
    copies = [a.record.pdf for a in answers if a.record]
    assert "" not in copies
    assert None in copies


def test_a_paper_with_more_citations_than_come_inline() -> None:
    ask = Recorded("paper_full_1000_citations.json", as_batch=True)
    subject = of("10.1093/mind/lix.236.433")
    [whole] = answered(ask, {"metadata", "references"}, subject)
    assert (whole.outcome, whole.reference_count, whole.citation_count) == ("found", 14, 10059)
    given = body("paper_full_1000_citations.json")["references"]
    unknown = [paper for paper in given if paper["paperId"] is None]
    assert len(whole.references) + len(unknown) == 14
    assert [entry.title for entry in whole.entries] == [paper["title"] for paper in unknown]
    [cited] = answered(ask, {"citations"}, subject)
    assert (cited.outcome, cited.cursor) == ("partial", "0")
    assert len(cited.citations) == 1000


@pytest.mark.parametrize(
    ("name", "known", "entries", "following"),
    [
        ("references_page_0.json", 40, 10, "50"),
        ("references_2026_page_0.json", 5, 0, "5"),
    ],
)
def test_a_first_page_of_references(name: str, known: int, entries: int, following: str) -> None:
    answers = answered(Recorded(name), {"references"}, of("10.2139/ssrn.2250500"))
    assert (len(answers[0].references), len(answers[0].entries)) == (known, entries)
    assert (answers[0].outcome, answers[0].cursor) == ("partial", following)
    # The same page again, whatever the offset, is no second page.
    assert [(a.outcome, a.cursor) for a in answers[1:]] == [("temporary", following)]


@pytest.mark.parametrize(
    ("name", "fact", "cursor", "rows"),
    [
        ("references_page_50.json", "references", "50", 17),
        ("references_2026_page_last.json", "references", "57", 2),
        ("citations_page_last.json", "citations", "1800", 77),  # and four without an id
    ],
)
def test_a_last_page(name: str, fact: Fact, cursor: str, rows: int) -> None:
    [answer] = answered(Recorded(name), {fact}, of("10.2139/ssrn.2250500", cursor=cursor))
    assert answer.outcome == "found"
    assert len(answer.references) + len(answer.entries) + len(answer.citations) == rows


def test_one_paper_for_its_doi_and_for_its_number() -> None:
    ask = Recorded("paper_nature_mi.json", as_batch=True)
    for text in ("10.1038/s42256-024-00832-8", "arXiv:2304.05376"):
        [answer] = answered(ask, {"metadata"}, of(text))
        assert answer.record is not None
        assert {str(e) for e in answer.record.ids} >= {
            "doi:10.1038/s42256-024-00832-8",
            "arxiv:2304.05376",
        }


def test_the_doi_of_arxiv_is_its_number() -> None:
    ask = Recorded("paper_by_arxiv_doi.json", as_batch=True)
    [answer] = answered(ask, {"metadata"}, of("10.48550/arXiv.2312.07559"))
    assert answer.record is not None
    assert ExternalId("arxiv", "2312.07559") in answer.record.ids
    assert not [external for external in answer.record.ids if external.scheme == "doi"]
    assert answer.record.venue is None
    assert answer.record.pdf == "https://arxiv.org/pdf/2312.07559"


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("match_")])
def test_every_match_is_a_candidate_and_no_more(name: str) -> None:
    [answer] = answered(Recorded(name), {"candidates"}, Subject(None, ("Any Title",)))
    assert answer.outcome == "found"
    assert answer.record is None
    [candidate] = answer.candidates
    assert candidate.score
    assert candidate.record.title == body(name)["data"][0]["title"]
