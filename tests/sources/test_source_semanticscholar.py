"""Semantic Scholar's papers: ids, records, references, and which work is meant."""

import json
import logging
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from answering_papers import AT, Site, arxiv, asked, both, key, paper, told

from papergraph.domain.asking import Subject
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.sources.semanticscholar import accepts, asks_for

#: Where the API says "not for us": its disclaimer names the fields in braces.
ELIDED = (
    "Notice: The following paper fields have been elided by the publisher: {'references'}. "
    "Paper or abstract available at https://doi.org/10.1/x"
)


@pytest.mark.parametrize(
    ("external", "form"),
    [
        (ExternalId("s2", key(7)), key(7)),
        (ExternalId("s2", "CorpusId:7"), "CorpusId:7"),
        (ExternalId("arxiv", "2309.06180v2"), "ARXIV:2309.06180"),
        (ExternalId("doi", "10.1145/1.2"), "DOI:10.1145/1.2"),
        (ExternalId("doi", "10.5555/1.2"), None),
        (ExternalId("acl", "P19-1001"), "ACL:P19-1001"),
        (ExternalId("url", "https://dl.acm.org/x"), "URL:https://dl.acm.org/x"),
        (ExternalId("url", "https://notacm.org/x"), None),
        (ExternalId("usenix", "osdi22/yu"), None),
    ],
)
def test_ids_as_the_site_writes_them(external: ExternalId, form: str | None) -> None:
    assert asks_for(external) == form
    assert accepts(external) == (form is not None)


def test_a_paper_and_its_references_in_one_request() -> None:
    other = paper(2, externalIds={"DOI": "10.1145/X.Y"}, title="Another\n paper")
    lost = {"paperId": None, "title": "A line of the list", "year": 1999, "authors": None}
    whole = paper(
        1,
        externalIds={"ArXiv": "2309.00001", "DOI": "10.1145/3600006.3613165", "ACL": "P19-1001"},
        references=[other, lost],
        referenceCount=2,
        citationCount=70,
        abstract="An abstract.",
        openAccessPdf={"url": "https://example.org/a.pdf"},
    )
    site = Site(lambda _: [whole])
    [answer] = both(site, arxiv(1))
    assert told(answer) == ({"metadata", "references"}, "found", None)
    assert (answer.reference_count, answer.citation_count) == (2, 70)
    record = answer.record
    assert record is not None
    assert [str(external) for external in record.ids] == [
        f"s2:{key(1)}",
        "doi:10.1145/3600006.3613165",
        "arxiv:2309.00001",
        "acl:P19-1001",
    ]
    assert record.date == PartialDate(2023, 9, 12)
    assert record.venue is not None
    assert (record.venue.name, record.venue.acronym) == (whole["venue"], None)
    assert (record.kind, record.pdf, record.abstract) == (
        "paper",
        "https://example.org/a.pdf",
        "An abstract.",
    )
    assert (record.at, record.request) == (AT, site.queries[0].url)
    [tie] = answer.references
    assert tie.record.title == "Another paper"
    assert str(tie.record.ids[1]) == "doi:10.1145/x.y"
    [line] = answer.entries
    assert (line.text, line.title, line.date) == (
        "A line of the list",
        "A line of the list",
        PartialDate(1999),
    )
    [query] = site.queries
    address = urlsplit(query.url)
    assert (address.netloc, address.path) == ("api.semanticscholar.org", "/graph/v1/paper/batch")
    assert json.loads(query.payload or b"") == {"ids": ["ARXIV:2309.00001"]}
    fields = parse_qs(address.query)["fields"][0].split(",")
    assert {"referenceCount", "citationCount", "references.paperId"} <= set(fields)


def test_the_weekly_question_asks_for_no_list() -> None:
    site = Site(lambda _: [paper(1, referenceCount=40, citationCount=9)])
    [answer] = asked(site, [arxiv(1)], "metadata")
    assert told(answer) == ({"metadata"}, "found", None)
    assert (answer.reference_count, answer.citation_count) == (40, 9)
    assert "references." not in site.queries[0].url


def test_a_paper_of_arxiv_has_its_copy_there() -> None:
    [answer] = both(Site(lambda _: [paper(1)]), arxiv(1))
    assert answer.record is not None
    assert answer.record.pdf == "https://arxiv.org/pdf/2309.00001"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"publicationTypes": ["Book"]}, "book"),
        ({"publicationTypes": ["Book", "Conference"]}, "paper"),
        ({"publicationTypes": ["Thesis"]}, "thesis"),
        ({"publicationTypes": None}, "paper"),
    ],
)
def test_kinds(fields: dict[str, Any], kind: str) -> None:
    [answer] = both(Site(lambda _: [paper(1, **fields)]), arxiv(1))
    assert answer.record is not None
    assert answer.record.kind == kind


@pytest.mark.parametrize(
    ("venue", "journal", "name"),
    [
        ("arXiv.org", {"name": "ArXiv"}, None),
        ("", {"name": "Journal of Applied Physics"}, "Journal of Applied Physics"),
        (None, None, None),
        ("SOSP", {"name": "ArXiv"}, "SOSP"),
    ],
)
def test_a_preprint_server_is_no_venue(venue: Any, journal: Any, name: str | None) -> None:
    [answer] = both(Site(lambda _: [paper(1, venue=venue, journal=journal)]), arxiv(1))
    assert answer.record is not None
    assert (answer.record.venue.name if answer.record.venue else None) == name


@pytest.mark.parametrize(
    ("count", "length", "outcome"),
    [
        (3, 3, "found"),
        (0, 3, "found"),
        (5, 3, "partial"),
        (1500, 1000, "partial"),
        (0, 1000, "partial"),
        (1000, 1000, "found"),
        (None, 3, "partial"),
        (None, 0, "partial"),
    ],
)
def test_references_are_complete_only_as_counted(
    count: int | None, length: int, outcome: str
) -> None:
    inner = [paper(number + 10) for number in range(length)]
    answers = both(Site(lambda _: [paper(1, references=inner, referenceCount=count)]), arxiv(1))
    if outcome == "found":
        assert [told(a) for a in answers] == [({"metadata", "references"}, "found", None)]
    else:
        assert [told(a) for a in answers] == [
            ({"metadata"}, "found", None),
            ({"references"}, "partial", "0"),
        ]
        assert answers[1].record is None
    assert len(answers[-1].references) == length


@pytest.mark.parametrize("given", [None, []])
def test_references_that_the_publisher_withholds(given: Any) -> None:
    whole = paper(
        1, references=given, referenceCount=30, openAccessPdf={"url": "", "disclaimer": ELIDED}
    )
    answers = both(Site(lambda _: [whole]), arxiv(1))
    assert [told(a) for a in answers] == [
        ({"metadata"}, "found", None),
        ({"references"}, "withheld", None),
    ]


def test_references_that_are_null_come_by_pages() -> None:
    answers = both(Site(lambda _: [paper(1, references=None, referenceCount=30)]), arxiv(1))
    assert told(answers[1]) == ({"references"}, "partial", "0")


def test_another_work_is_a_candidate_and_no_answer() -> None:
    subject = arxiv(1, titles=("The Work We Mean",))
    [answer] = both(Site(lambda _: [paper(2)]), subject)
    assert told(answer) == ({"metadata", "references"}, "absent", None)
    assert answer.record is None
    assert "another work: Paper number 2" in (answer.reason or "")
    assert [c.record.title for c in answer.candidates] == ["Paper number 2"]


def test_the_same_title_is_the_same_work() -> None:
    [answer] = both(Site(lambda _: [paper(2)]), arxiv(1, titles=("PAPER NUMBER 2!",)))
    assert answer.outcome == "found"
    assert answer.record is not None
    assert "arxiv:2309.00001" not in [str(external) for external in answer.record.ids]


def test_a_merged_record_keeps_both_of_its_ids() -> None:
    [answer] = both(Site(lambda _: [paper(2)]), Subject(ExternalId("s2", key(1))))
    assert answer.record is not None
    assert {f"s2:{key(1)}", f"s2:{key(2)}"} <= {str(external) for external in answer.record.ids}


def test_an_id_of_the_corpus_is_told_by_its_number() -> None:
    subjects = [Subject(ExternalId("s2", f"CorpusId:{n}")) for n in (2, 1)]
    answers = both(Site(lambda _: [paper(1), paper(2)]), *subjects)
    assert [a.record.title if a.record else None for a in answers] == [
        "Paper number 2",
        "Paper number 1",
    ]


def test_an_address_is_asked_for_as_its_page_writes_it() -> None:
    external = ExternalId("url", "https://acm.org/a")
    site = Site(lambda _: [paper(1)])
    subjects = [
        Subject(external, titles=("Paper number 1",), url="http://www.acm.org/a/"),
        Subject(ExternalId("url", "https://example.org/a")),
    ]
    answers = both(site, *subjects)
    assert json.loads(site.queries[0].payload or b"") == {"ids": ["URL:http://www.acm.org/a/"]}
    assert {a.subject: a.outcome for a in answers} == {
        subjects[0]: "found",
        subjects[1]: "absent",
    }


def test_fields_of_the_wrong_type_count_as_not_given() -> None:
    odd = paper(
        1,
        year="2023",
        venue=7,
        authors=[{"name": None}, "Ada", {"name": "Ada Lovelace"}],
        publicationDate="2023-13-45",
        publicationTypes="Book",
        openAccessPdf=[],
        journal="Mind",
        referenceCount="3",
        references=[None, "x", {}, paper(2)],
        abstract={},
    )
    answers = both(Site(lambda _: [odd]), arxiv(1))
    record = answers[0].record
    assert record is not None
    assert (record.date, record.venue, record.abstract) == (None, None, None)
    assert [author.name for author in record.authors] == ["Ada Lovelace"]
    assert answers[0].reference_count is None
    assert [len(a.references) for a in answers] == [0, 1]


def test_long_titles_and_author_lists_are_kept_whole() -> None:
    authors = [{"name": f"Author {n}"} for n in range(1014)]
    whole = paper(1, title="x" * 10_000, authors=authors)
    [answer] = both(Site(lambda _: [whole]), arxiv(1))
    assert answer.record is not None
    assert len(answer.record.title) == 10_000
    assert len(answer.record.authors) == 1014


def test_no_socket_no_wait_and_no_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the package reaches for the network, a loop, the clock or the log")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(time, "sleep", refuse)
    monkeypatch.setattr("asyncio.new_event_loop", refuse)
    monkeypatch.setattr(logging, "basicConfig", refuse)
    with caplog.at_level(logging.WARNING):
        answers = both(Site(lambda _: [None, paper(2)]), arxiv(1), arxiv(2))
    assert [a.outcome for a in answers] == ["absent", "found"]
    assert caplog.records == []


def test_the_sources_cost_nothing_until_they_are_asked() -> None:
    program = (
        "import sys; import papergraph.sources.arxiv, papergraph.sources.semanticscholar; "
        "print({'arxiv', 'semanticscholar', 'httpx', 'requests', 'lxml'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
