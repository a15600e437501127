"""Crossref: records as its documentation and its recorded answers have them."""

from datetime import timedelta
from typing import Any

import pytest
from answering_site import AT, Site, answers, external, settled, subject

from papergraph.domain.asking import Answer
from papergraph.domain.dates import PartialDate
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.sources.crossref import CROSSREF, accepts

DOI = "doi:10.1145/3000001.3000002"


def work(doi: str = "10.1145/3000001.3000002", **fields: Any) -> dict[str, Any]:
    """A record in the recorded shape."""
    return {
        "DOI": doi,
        "type": "proceedings-article",
        "title": ["Orca"],
        "author": [{"given": "Ann", "family": "Lee", "sequence": "first", "affiliation": []}],
        "issued": {"date-parts": [[2022, 7, 11]]},
        "container-title": ["Proceedings of the Symposium on Things"],
        "references-count": 0,
        "is-referenced-by-count": 12,
        "URL": f"https://doi.org/{doi}",
        **fields,
    }


def one(**fields: Any) -> dict[str, Any]:
    return {"status": "ok", "message-type": "work", "message": work(**fields)}


def many(*works: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    said = len(works) if total is None else total
    message = {"total-results": said, "items": list(works), "items-per-page": 20}
    return {"status": "ok", "message-type": "work-list", "message": message}


def read(**fields: Any) -> Record:
    """The record that a work with these fields becomes."""
    site = Site(("/works/", 200, one(**fields)))
    record = settled(answers(CROSSREF, site, subject(DOI)))[DOI, "metadata"].record
    assert record is not None
    return record


def test_a_work_by_its_doi() -> None:
    site = Site(("/works/10.1145/3000001.3000002", 200, one()))
    found = settled(answers(CROSSREF, site, subject(DOI, "Orca")))
    record = found[DOI, "metadata"].record
    assert record is not None
    assert record.source == "crossref"
    assert record.title == "Orca"
    assert record.ids == (external(DOI),)
    assert [author.name for author in record.authors] == ["Ann Lee"]
    assert record.date == PartialDate(2022, 7, 11)
    assert record.venue
    assert record.venue.name == "Proceedings of the Symposium on Things"
    assert record.venue.acronym is None
    assert record.kind == "paper"
    assert record.url == "https://doi.org/10.1145/3000001.3000002"
    assert record.at == AT
    assert record.request == "https://api.crossref.org/works/10.1145%2F3000001.3000002"
    assert found[DOI, "metadata"].citation_count == 12
    assert found[DOI, "references"].outcome == "absent"


def test_many_dois_go_into_one_request_and_are_told_apart_by_doi() -> None:
    dois = [f"10.1145/{n}" for n in range(20)]
    works = [work(doi.upper(), title=[f"Title {doi}"]) for doi in reversed(dois) if doi[-1] != "7"]
    site = Site(("filter=doi:10.1145/0,doi:10.1145/1,", 200, many(*works, work("10.1000/other"))))
    found = settled(answers(CROSSREF, site, *(subject(f"doi:{doi}") for doi in dois)))
    assert len(site.queries) == 1
    assert site.urls[0].endswith("&rows=20")
    for doi in dois:
        answer = found[f"doi:{doi}", "metadata"]
        if doi[-1] == "7":
            assert answer.outcome == "absent"
            assert found[f"doi:{doi}", "references"].outcome == "absent"
        else:
            assert answer.record
            assert answer.record.title == f"Title {doi}"


def test_dois_that_no_filter_can_hold_are_asked_for_alone() -> None:
    names = ["10.1000/a,b", "10.1000/(sici)1<1::aid-x>3.0.co;2-#", "10.1000/ü", "10.1023/a:1007"]
    site = Site(
        ("filter=", 200, many(work("10.1145/1"), work("10.1145/2"))),
        *((f"/works/{name}", 200, {"message": work(name)}) for name in names),
    )
    subjects = [subject(f"doi:{name}") for name in (*names, "10.1145/1", "10.1145/2")]
    found = settled(answers(CROSSREF, site, *subjects))
    assert all(found[each.name, "metadata"].record for each in subjects)
    assert "filter=doi:10.1145/1,doi:10.1145/2&" in site.urls[0]
    assert site.queries[2].url.endswith("%3C1%3A%3Aaid-x%3E3.0.co%3B2-%23")


def test_one_wrong_doi_does_not_keep_the_others_from_their_answers() -> None:
    error = {"status": "failed", "message-type": "validation-failure", "message": []}
    site = Site(
        ("filter=", 400, error),
        ("/works/10.1145/1", 200, {"message": work("10.1145/1")}),
        ("/works/10.1145/2", 404, b"Resource not found."),
        ("/works/10.1145/3", 500, b"java.lang.NullPointerException"),
        ("/works/10.1145/4", 200, {"message": work("10.1145/4")}),
    )
    subjects = [subject(f"doi:10.1145/{n}") for n in (1, 2, 3, 4)]
    found = settled(answers(CROSSREF, site, *subjects))
    outcomes = [found[each.name, "metadata"].outcome for each in subjects]
    assert outcomes == ["found", "absent", "temporary", "found"]
    assert found["doi:10.1145/3", "metadata"].hint == "a hint"
    assert len(site.queries) == 5


@pytest.mark.parametrize("status", [500, 404, 403])
def test_a_list_that_is_refused_says_nothing_of_its_works(status: int) -> None:
    site = Site(("filter=", status, b"trouble"))
    with pytest.raises(AnswerError, match=str(status)) as error:
        answers(CROSSREF, site, subject("doi:10.1145/1"), subject("doi:10.1145/2"))
    assert error.value.outcome == "temporary"
    assert error.value.hint == "a hint"


def test_a_list_shorter_than_it_says_makes_nobody_absent() -> None:
    site = Site(("filter=", 200, many(work("10.1145/1"), total=2)))
    found: list[Answer] = []
    with pytest.raises(AnswerError, match="shorter") as error:
        found.extend(answers(CROSSREF, site, subject("doi:10.1145/1"), subject("doi:10.1145/2")))
    assert error.value.outcome == "temporary"


@pytest.mark.parametrize(
    "text",
    ["doi:10.5555/3454287", "doi:10.5281/zenodo.1234", "arxiv:2309.06180", "usenix:osdi22/yu"],
)
def test_what_crossref_has_not_registered_is_never_asked_for(text: str) -> None:
    site = Site()
    found = answers(CROSSREF, site, subject(text))
    assert [answer.outcome for answer in found] == ["absent"]
    assert not site.queries
    assert not accepts(external(text))
    facet = CROSSREF.facets[0]
    assert facet.accepts is not None
    assert not facet.accepts(external(text))


def test_an_answer_about_another_doi_is_no_answer() -> None:
    site = Site(("/works/", 200, one(doi="10.1145/999")))
    found = settled(answers(CROSSREF, site, subject(DOI)))
    assert found[DOI, "metadata"].outcome == "absent"
    assert found[DOI, "metadata"].record is None
    assert found[DOI, "metadata"].candidates[0].record.ids == (external("doi:10.1145/999"),)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{}", b'{"message": []}', b'{"message": {}}', b"[" * 9999, b'{"message": 1'],
)
def test_odd_answers_are_temporary(body: bytes) -> None:
    found = answers(CROSSREF, Site(("/works/", 200, body)), subject(DOI))
    assert [answer.outcome for answer in found] == ["temporary"]
    with pytest.raises(AnswerError) as error:
        answers(CROSSREF, Site(("filter", 200, body)), subject(DOI), subject("doi:10.1145/1"))
    assert error.value.outcome == "temporary"


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"title": ["TCP revisited"], "subtitle": ["a fresh look"]}, "TCP revisited: a fresh look"),
        ({"title": ["Why?"], "subtitle": ["A study"]}, "Why? A study"),
        ({"title": ["Orca: A Study"], "subtitle": ["a study"]}, "Orca: A Study"),
        ({"title": ["\n  The <i>E. coli</i>\n paper &amp; more "]}, "The E. coli paper & more"),
        ({"title": ["x" * 10_000], "subtitle": []}, "x" * 10_000),
        ({"title": ["Structure"], "subtitle": ["4hhb"], "type": "dataset"}, "Structure"),
    ],
)
def test_titles(fields: dict[str, Any], title: str) -> None:
    assert read(**fields).title == title


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"issued": {"date-parts": [[2021, 6]]}}, PartialDate(2021, 6)),
        ({"issued": {"date-parts": [[2021, 2, 31]]}}, PartialDate(2021, 2)),
        ({"issued": {"date-parts": [[None]]}}, None),
        ({"issued": {"date-parts": [[99999]]}}, None),
        ({"issued": {"date-parts": []}}, None),
        (
            {"issued": {"date-parts": [[None]]}, "published-print": {"date-parts": [[1999]]}},
            PartialDate(1999),
        ),
    ],
)
def test_dates(fields: dict[str, Any], date: PartialDate | None) -> None:
    assert read(**fields).date == date


def test_authors_of_every_sort() -> None:
    authors = [
        {"given": "Roman E.", "family": "Ramirez", "suffix": "Jr."},
        {"name": "The <b>Things</b> Consortium"},
        {"family": "Madonna"},
        {"affiliation": []},
        "nobody",
        *({"given": "A", "family": f"Student{n}"} for n in range(1014)),
    ]
    names = [author.name for author in read(author=authors).authors]
    assert names[:4] == ["Roman E. Ramirez Jr.", "The Things Consortium", "Madonna", "A Student0"]
    assert len(names) == 1017
    assert read(author=None).authors == ()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("journal-article", "paper"),
        ("posted-content", "paper"),
        ("book-chapter", "paper"),
        ("monograph", "book"),
        ("dissertation", "thesis"),
        ("report", "report"),
        ("dataset", None),
        ("something-new", None),
    ],
)
def test_kinds(kind: str, expected: str | None) -> None:
    assert read(type=kind).kind == expected


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"type": "proceedings"}, "volume of proceedings"),
        ({"type": "component"}, "part of a paper"),
        ({"type": "peer-review"}, "review"),
        ({"title": ["Session details: Opening Keynote"]}, "session"),
        ({"title": []}, "no title"),
        ({"title": ["  "]}, "no title"),
    ],
)
def test_what_is_no_work_is_absent_with_a_reason(fields: dict[str, Any], why: str) -> None:
    found = answers(CROSSREF, Site(("/works/", 200, one(**fields))), subject(DOI))
    assert [answer.outcome for answer in found] == ["absent"]
    assert found[0].facts == {"metadata", "references"}
    assert why in (found[0].reason or "")


def test_venues() -> None:
    series = ["Lecture Notes in Computer Science", "Computer Vision\n   2014"]
    for fields, name in (
        ({"container-title": series}, "Computer Vision 2014"),
        ({"container-title": [], "event": {"name": "Things '22"}}, "Things '22"),
    ):
        venue = read(**fields).venue
        assert venue
        assert venue.name == name
    assert read(**{"type": "posted-content", "container-title": ["A server"]}).venue is None


def link(kind: str, value: str) -> dict[str, str]:
    return {"id-type": kind, "id": value, "asserted-by": "subject"}


@pytest.mark.parametrize(
    ("relation", "linked"),
    [
        ({"has-preprint": [link("doi", "10.1101/014852")]}, ["doi:10.1101/014852"]),
        ({"has-preprint": [link("arxiv", "2309.06180v2")]}, ["arxiv:2309.06180"]),
        ({"has-preprint": [link("doi", "10.48550/arXiv.2309.06180")]}, ["arxiv:2309.06180"]),
        ({"has-preprint": [link("uri", "https://arxiv.org/abs/2309.06180")]}, ["arxiv:2309.06180"]),
        ({"is-preprint-of": [link("doi", "10.1016/J.X")]}, ["doi:10.1016/j.x"]),
        ({"is-preprint-of": [link("doi", "10.1016/a"), link("doi", "10.1016/b")]}, []),
        ({"has-review": [link("doi", "10.1016/a")], "is-version-of": [link("doi", "10.1/b")]}, []),
        ({"has-preprint": [link("issn", "1234-5678"), link("doi", "10.5555/1")]}, []),
        ([], []),
    ],
)  # fmt: skip
def test_only_relations_of_one_work_link_ids(relation: Any, linked: list[str]) -> None:
    assert [str(other) for other in read(relation=relation).ids[1:]] == linked


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"updated-by": [{"DOI": "10.1/x", "type": "retraction"}]}, "retracted"),
        ({"updated-by": [{"DOI": "10.1/x", "type": "withdrawal"}]}, "withdrawn"),
        ({"updated-by": [{"DOI": "10.1/x", "type": "correction"}]}, None),
        ({"update-to": [{"DOI": "10.1145/3000001.3000002", "type": "retraction"}]}, "retracted"),
        # The notice that another work is retracted bears that work's title.
        ({"update-to": [{"DOI": "10.1/x", "type": "retraction"}], "title": ["Retracted: A"]}, None),
        ({"title": ["[Retracted] Orca"]}, "retracted"),
        ({"title": ["RETRACTED ARTICLE: Orca"]}, "retracted"),
        ({"title": ["Retracted papers: a survey"]}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_retractions(fields: dict[str, Any], status: str | None) -> None:
    assert read(**fields).status == status


CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def licence(url: str = CC_BY, version: str = "vor", year: int = 2022) -> dict[str, Any]:
    return {"URL": url, "content-version": version, "start": {"date-parts": [[year, 1, 1]]}}


def pdf(url: str, version: str = "vor", kind: str = "application/pdf") -> dict[str, str]:
    return {"URL": url, "content-type": kind, "content-version": version}


FREE = "https://example.org/orca.pdf"


@pytest.mark.parametrize(
    ("links", "licences", "copy"),
    [
        ([pdf(FREE)], [licence()], FREE),
        ([pdf(FREE)], [licence(version="unspecified")], FREE),
        ([pdf(FREE)], [licence("https://www.springer.com/tdm")], None),
        ([pdf(FREE)], [], None),
        ([pdf(FREE)], [licence(version="am")], None),
        ([pdf(FREE)], [licence(year=2027)], None),
        ([pdf(FREE, kind="unspecified")], [licence()], None),
        ([pdf("https://dl.acm.org/doi/pdf/10.1145/1")], [licence()], None),
        ([pdf("https://ieeexplore.ieee.org/stampPDF/1"), pdf(FREE)], [licence()], FREE),
        ([pdf("https://xplorestaging.ieee.org/1.pdf")], [licence()], None),
        ([pdf("https://doi.org/10.1145/1")], [licence()], None),
        ([pdf("ftp://example.org/orca.pdf")], [licence()], None),
    ],
)
def test_copies_that_anybody_may_read(links: Any, licences: Any, copy: str | None) -> None:
    assert read(link=links, license=licences).pdf == copy


def test_abstracts_and_provenance() -> None:
    record = read(
        abstract="<jats:title>Abstract</jats:title><jats:p>We measure.</jats:p>",
        license=[licence(), licence()],
        event={"acronym": "OSDI '22", "name": "Symposium"},
    )
    assert record.abstract == "We measure."
    assert record.provenance == (
        ("kind", "type proceedings-article"),
        ("event", "OSDI '22"),
        ("licence", CC_BY),
    )


def test_manners() -> None:
    (host,) = CROSSREF.hosts
    assert host.name == "api.crossref.org"
    assert host.interval >= 1 / 3
    assert host.no >= timedelta(days=1)
    assert CROSSREF.key is None
    (facet,) = CROSSREF.facets
    assert (facet.facts, facet.batch, facet.each) == (("metadata", "references"), 20, True)
