"""OpenAlex: works as its documentation and its recorded answers have them."""

import json
from pathlib import Path
from typing import Any

import pytest
from answering_site import AT, Site, answers, external, settled, subject

from papergraph.domain.dates import PartialDate
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.sources.openalex import OPENALEX, accepts

DOI = "doi:10.1145/3000001.3000002"
ARXIV = "arxiv:2304.05376"


def location(landing: str, pdf: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"is_oa": True, "landing_page_url": landing, "pdf_url": pdf, "source": None, **fields}


def work(number: str = "W10", doi: str | None = DOI[4:], **fields: Any) -> dict[str, Any]:
    """A work in the recorded shape."""
    return {
        "id": f"https://openalex.org/{number}",
        "doi": f"https://doi.org/{doi}" if doi else None,
        "title": "Orca",
        "publication_year": 2022,
        "publication_date": "2022-07-11",
        "type": "article",
        "authorships": [{"author": {"display_name": "Ann Lee"}, "raw_author_name": "Ann Lee"}],
        "primary_location": {
            "id": f"doi:{doi}",
            "source": {"display_name": "Journal of Things", "type": "journal"},
        },
        "best_oa_location": None,
        "locations": [],
        "cited_by_count": 39,
        "referenced_works_count": 2,
        "referenced_works": ["https://openalex.org/W1", "https://openalex.org/W2"],
        "is_retracted": False,
        "is_paratext": False,
        "abstract_inverted_index": None,
        **fields,
    }


def many(*works: dict[str, Any], count: int | None = None) -> dict[str, Any]:
    said = len(works) if count is None else count
    return {"meta": {"count": said, "page": 1, "per_page": 100}, "results": list(works)}


def read(**fields: Any) -> Record:
    """The record that a work with these fields becomes."""
    site = Site(("/works/doi:", 200, work(**fields)))
    record = settled(answers(OPENALEX, site, subject(DOI)))[DOI, "metadata"].record
    assert record is not None
    return record


def test_a_work_by_its_doi() -> None:
    site = Site(("/works/doi:10.1145/3000001.3000002?select=id,doi,", 200, work()))
    (answer,) = answers(OPENALEX, site, subject(DOI))
    record = answer.record
    assert record is not None
    assert record.source == "openalex"
    assert record.title == "Orca"
    assert record.ids == (external("openalex:W10"), external(DOI))
    assert [author.name for author in record.authors] == ["Ann Lee"]
    assert record.date == PartialDate(2022, 7, 11)
    assert record.venue
    assert record.venue.name == "Journal of Things"
    assert record.kind == "paper"
    assert record.url == "https://openalex.org/W10"
    assert record.at == AT
    assert record.request == site.queries[0].url
    assert answer.reference_count == 2
    assert answer.citation_count == 39
    assert [entry.text for entry in answer.entries] == ["openalex:W1", "openalex:W2"]
    assert answer.entries[0].ids == (external("openalex:W1"),)
    assert answer.entries[0].title is None


def test_many_go_into_one_request_and_arxiv_ids_as_dois() -> None:
    names = [f"doi:10.1145/{n}" for n in range(50)] + [f"arxiv:2301.{n:05}" for n in range(1, 51)]
    works = [work(f"W{n}", f"10.1145/{n}") for n in range(49)]
    works += [work("W99", "10.48550/ARXIV.2301.00050")]
    site = Site(("filter=doi:10.1145/0|10.1145/1|", 200, many(*works)))
    found = settled(answers(OPENALEX, site, *(subject(name) for name in names)))
    assert len(site.queries) == 1
    assert "|10.48550/arxiv.2301.00001|" in site.urls[0]
    assert "per_page=100" in site.urls[0]
    assert found["doi:10.1145/7", "metadata"].record
    assert found["doi:10.1145/49", "metadata"].outcome == "absent"
    last = found["arxiv:2301.00050", "metadata"].record
    assert last
    assert last.ids == (external("openalex:W99"), external("arxiv:2301.00050"))


def test_addresses_stay_short_enough_for_servers_on_the_way() -> None:
    names = [f"doi:10.1145/{'x' * 90}{n}" for n in range(60)]
    site = Site(("filter=", 200, many()))
    found = answers(OPENALEX, site, *(subject(name) for name in names))
    assert {answer.outcome for answer in found} == {"absent"}
    assert len(found) == 60
    assert len(site.queries) == 2
    assert all(len(query.url) <= 4000 for query in site.queries)


def test_more_than_a_hundred_are_asked_for_in_several_requests() -> None:
    site = Site(("filter=", 200, many()))
    found = answers(OPENALEX, site, *(subject(f"doi:10.1145/{n}") for n in range(150)))
    assert len(found) == 150
    assert len(site.queries) == 2


def test_values_that_a_list_cannot_hold_are_asked_for_alone() -> None:
    site = Site(
        ("/works/doi:10.1000/a|b", 200, work("W1", "10.1000/a|b")),
        ("/works/doi:10.1000/c,d", 404, b"<!doctype html>"),
        ("/works/W7", 200, work("W7", None)),
    )
    subjects = [subject("doi:10.1000/a|b"), subject("doi:10.1000/c,d"), subject("openalex:W7")]
    found = settled(answers(OPENALEX, site, *subjects))
    assert [found[s.name, "metadata"].outcome for s in subjects] == ["found", "absent", "found"]
    record = found["openalex:W7", "metadata"].record
    assert record
    assert record.ids == (external("openalex:W7"),)


def test_one_wrong_value_does_not_keep_the_others_from_their_answers() -> None:
    site = Site(
        ("filter=", 400, {"error": "Invalid query parameters error.", "message": "no"}),
        ("/works/doi:10.1145/1", 200, work("W1", "10.1145/1")),
        ("/works/doi:10.1145/2", 404, b"<!doctype html>"),
    )
    found = answers(OPENALEX, site, subject("doi:10.1145/1"), subject("doi:10.1145/2"))
    assert [answer.outcome for answer in found] == ["found", "absent"]


def test_a_merged_work_is_the_one_it_was_merged_into() -> None:
    asked = subject("openalex:W7")
    site = Site(("/works/W7", 200, work("W8")), moved="https://api.openalex.org/works/W8?select=id")
    (answer,) = answers(OPENALEX, site, asked)
    assert answer.record
    assert answer.record.ids == (external("openalex:W8"), external(DOI), external("openalex:W7"))
    (other,) = answers(OPENALEX, Site(("/works/W7", 200, work("W8"))), asked)
    assert other.outcome == "absent"
    assert other.candidates[0].record.ids == (external("openalex:W8"), external(DOI))


CHEM = {"title": "Augmenting large language models with chemistry tools"}
COPY = [location("https://doi.org/10.1038/x"), location("http://arxiv.org/abs/2304.05376v3")]


def test_a_preprint_is_not_the_paper_unless_a_copy_at_arxiv_says_so() -> None:
    title = "ChemCrow: Augmenting large-language models with chemistry tools"
    two = (subject(ARXIV, title), subject("arxiv:2309.06180"))
    paper, preprint = work("W1", "10.1038/x", **CHEM), work("W2", "10.48550/arxiv.2304.05376")
    with_copy = work("W1", "10.1038/x", **CHEM, locations=COPY)

    def first(*works: dict[str, Any]) -> Any:
        found = answers(OPENALEX, Site(("filter=", 200, many(*works))), *two)
        return next(answer for answer in found if answer.subject is two[0])

    assert first(paper).outcome == "absent"
    assert first(paper, preprint).record.ids == (external("openalex:W2"), external(ARXIV))
    # The work whose own DOI it is comes first, whatever the order.
    assert first(with_copy, preprint).record.ids[0] == external("openalex:W2")
    assert first(with_copy).record.ids == (
        external("openalex:W1"),
        external("doi:10.1038/x"),
        external(ARXIV),
    )
    several = first(with_copy, work("W3", "10.1038/y", **CHEM, locations=COPY))
    assert several.outcome == "absent"
    assert len(several.candidates) == 2
    other = first(work("W1", "10.1038/x", title="Growing tomatoes", locations=COPY))
    assert other.outcome == "absent"
    assert other.candidates[0].record.title == "Growing tomatoes"


def test_a_paper_is_never_taken_from_the_copies_of_another() -> None:
    copies = [location("https://doi.org/10.1145/3000001.3000002", id="doi:" + DOI[4:])]
    site = Site(("filter=", 200, many(work("W1", "10.1038/x", locations=copies))))
    found = answers(OPENALEX, site, subject(DOI), subject("doi:10.1145/1"))
    assert {answer.outcome for answer in found} == {"absent"}


@pytest.mark.parametrize("text", ["doi:10.5555/3454287", "usenix:osdi22/yu", "s2:CorpusId:1"])
def test_ids_that_openalex_cannot_know_are_never_asked_for(text: str) -> None:
    site = Site()
    (answer,) = answers(OPENALEX, site, subject(text))
    assert answer.outcome == "absent"
    assert not site.queries
    assert not accepts(external(text))


@pytest.mark.parametrize(
    "body", [b"", b"<!doctype html>", b"[]", b"{}", b'{"results": [1]', b"[" * 9999]
)  # fmt: skip
def test_odd_answers_are_temporary(body: bytes) -> None:
    (answer,) = answers(OPENALEX, Site(("/works/", 200, body)), subject(DOI))
    assert answer.outcome == "temporary"
    with pytest.raises(AnswerError) as error:
        answers(OPENALEX, Site(("filter", 200, body)), subject(DOI), subject("doi:10.1145/1"))
    assert error.value.outcome == "temporary"


@pytest.mark.parametrize("status", [503, 404, 403])
def test_a_list_that_is_refused_says_nothing_of_its_works(status: int) -> None:
    site = Site(("filter=", status, b"trouble"))
    with pytest.raises(AnswerError, match=str(status)) as error:
        answers(OPENALEX, site, subject("doi:10.1145/1"), subject("doi:10.1145/2"))
    assert error.value.outcome == "temporary"


def test_a_list_shorter_than_it_says_makes_nobody_absent() -> None:
    site = Site(("filter=", 200, many(work("W1", "10.1145/1"), count=2)))
    with pytest.raises(AnswerError, match="shorter"):
        answers(OPENALEX, site, subject("doi:10.1145/1"), subject("doi:10.1145/2"))


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"type": "paratext", "is_paratext": True}, "volume"),
        ({"is_paratext": True}, "volume"),
        ({"title": "Session details: Opening Keynote"}, "session"),
        ({"title": None, "display_name": None}, "no title"),
        ({"type": "peer-review"}, "review"),
    ],
)
def test_what_is_no_work_is_absent_with_a_reason(fields: dict[str, Any], why: str) -> None:
    (answer,) = answers(OPENALEX, Site(("/works/", 200, work(**fields))), subject(DOI))
    assert answer.outcome == "absent"
    assert why in (answer.reason or "")


@pytest.mark.parametrize(
    ("raw", "shown", "name"),
    [
        ("Andrew D. White", "Andrew Dickson White", "Andrew D. White"),
        ("Bran, Andres M", "Andres M Bran", "Andres M Bran"),
        ("Ramirez, Jr.", "Roman Ramirez", "Roman Ramirez"),
        ("Lee, Ann, Chen, Bo", "Ann Lee", "Ann Lee"),
        (None, "Miklós Bálint", "Miklós Bálint"),
    ],
)
def test_names_as_the_paper_has_them(raw: str | None, shown: str, name: str) -> None:
    authorship = {"author": {"display_name": shown}, "raw_author_name": raw}
    record = read(authorships=[authorship, {"author": None}, "x"])
    assert [author.name for author in record.authors] == [name]


@pytest.mark.parametrize(
    ("day", "year", "date"),
    [
        ("2023-01-01", 2023, PartialDate(2023)),
        ("2023-02-30", 2023, PartialDate(2023)),
        ("2011-12-31", 2012, PartialDate(2012)),
        ("2023-05-06", None, PartialDate(2023, 5, 6)),
        (None, None, None),
    ],
)
def test_no_date_is_more_exact_than_it_is_known(
    day: str | None, year: int | None, date: PartialDate | None
) -> None:
    assert read(publication_date=day, publication_year=year).date == date


def test_venues() -> None:
    def venue(**primary: Any) -> str | None:
        found = read(primary_location=primary).venue
        return found.name if found else None

    assert venue(id="doi:1", source=None, raw_source_name="Proc. &#x27E8;X&#x27E9;") == "Proc. ⟨X⟩"
    assert venue(id="pmh:1", source=None, raw_source_name="a folder") is None
    assert venue(source={"display_name": "arXiv", "type": "repository"}) is None
    assert venue(source={"display_name": "NeurIPS", "type": "conference"}) == "NeurIPS"
    assert read(primary_location=None).venue is None


def test_abstracts_are_put_together_from_their_words() -> None:
    index = {"We": [0, 3], "measure": [1], "&amp;": [2], "tell.": [4]}
    assert read(abstract_inverted_index=index).abstract == "We measure & We tell."
    odd_ones: list[Any] = [{"We": [0], "tell": [2]}, {"We": [10**9]}, {"We": ["x"]}, {"We": 0}, []]
    for odd in odd_ones:
        assert read(abstract_inverted_index=odd).abstract is None


REPOSITORY = {"source": {"type": "repository", "display_name": "HAL"}}
HAL = "https://hal.science/1.pdf"
IN_HAL = location("z", HAL, **REPOSITORY)
ACM = "https://dl.acm.org/doi/pdf/10.1145/1"


@pytest.mark.parametrize(
    ("best", "others", "copy"),
    [
        (location("x", "https://a.org/1.pdf"), [], "https://a.org/1.pdf"),
        (location("x", ACM), [], None),
        (location("x", ACM), [location("y", "https://b.org/2.pdf"), IN_HAL], HAL),
        (None, [location("x", "https://ieeexplore.ieee.org/1.pdf"), location("y", HAL)], HAL),
        (None, [location("x", HAL, is_oa=False)], None),
        (None, [location("https://doi.org/10.1145/1"), location("http://arxiv.org/abs/2304.05376")],
         "https://arxiv.org/pdf/2304.05376"),
        (None, [], None),
    ],
)  # fmt: skip
def test_copies_that_anybody_may_read(best: Any, others: Any, copy: str | None) -> None:
    assert read(best_oa_location=best, locations=others).pdf == copy


def test_marks_status_and_licence() -> None:
    best = location("x", license="cc-by")
    record = read(title="From <i>coarse to fine</i>", is_retracted=True, best_oa_location=best)
    assert record.title == "From coarse to fine"
    assert record.status == "retracted"
    assert ("licence", "cc-by") in record.provenance


def test_the_key_goes_into_a_header_and_into_nothing_else() -> None:
    key = OPENALEX.key
    assert key is not None
    assert (key.host, key.header) == ("api.openalex.org", "Authorization")
    assert key.template.format("secret") == "Bearer secret"
    site = Site(("/works/", 200, work()))
    (answer,) = answers(OPENALEX, site, subject(DOI))
    assert answer.record
    assert "key" not in (answer.record.request or "")


@pytest.mark.shared
def test_recorded_works(shared: Path) -> None:
    """Every recorded work is read, by its DOI or by its number."""
    titles = {}
    folder = shared / "upstream/openalex"
    for path in sorted(folder.glob("*.json")):
        if path.name.endswith(".meta.json") or path.name.startswith(("error", "select")):
            continue
        data = json.loads(path.read_bytes())
        for recorded in data.get("results", [data]):
            number = external(f"openalex:{recorded['id'].rpartition('/')[2]}")
            doi = (recorded["doi"] or "").removeprefix("https://doi.org/")
            name = external(f"doi:{doi}") if doi else number
            site = Site(("/works/", 200, recorded))
            (answer,) = answers(OPENALEX, site, subject(str(name)))
            if answer.record is None:
                titles[recorded["title"]] = answer.outcome
                continue
            assert number in answer.record.ids
            assert len(answer.entries) == answer.reference_count
            assert len(answer.record.authors) == len(recorded["authorships"])
            assert "acm.org" not in (answer.record.pdf or "")
            assert "<" not in answer.record.title
            titles[answer.record.title] = answer.outcome
    assert len(titles) == 30
    assert [title for title, outcome in titles.items() if outcome != "found"] == [
        "Proceedings of the 23rd Conference on l'Interaction Homme-Machine",
        "Session details: Opening Keynote",
    ]


@pytest.mark.shared
def test_recorded_traps(shared: Path) -> None:
    folder = shared / "upstream/openalex"
    # The preprint and the paper: two works, of which each id gets its own.
    body = (folder / "title_search_chemcrow.json").read_bytes()
    names = ("doi:10.1038/s42256-024-00832-8", ARXIV, "doi:10.1145/1")
    found = answers(OPENALEX, Site(("filter=", 200, body)), *map(subject, names))
    ids = [answer.record.ids if answer.record else () for answer in found]
    assert [str(first) for first, *_ in ids[:2]] == ["openalex:W4396723768", "openalex:W4365597205"]
    assert not set(ids[0]) & set(ids[1])
    assert found[2].outcome == "absent"
    # A paper of a journal whose DOI is arXiv's, with a copy in a repository.
    body = (folder / "work_sklearn_arxiv_doi.json").read_bytes()
    (answer,) = answers(OPENALEX, Site(("/works/", 200, body)), subject("arxiv:1201.0490"))
    assert answer.record
    assert answer.record.pdf == "https://inria.hal.science/hal-00650905/document"
    # A 404 is a page.
    error = (folder / "error_404.html").read_bytes()
    (answer,) = answers(OPENALEX, Site(("/works/", 404, error)), subject(DOI))
    assert answer.outcome == "absent"
    (answer,) = answers(OPENALEX, Site(("/works/", 200, error)), subject(DOI))
    assert answer.outcome == "temporary"
    # An answer without a number is none.
    body = (folder / "select_open.json").read_bytes()
    (answer,) = answers(OPENALEX, Site(("/works/", 200, body)), subject(DOI))
    assert answer.outcome == "temporary"
