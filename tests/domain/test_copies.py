"""Where a PDF may be had: lawful places only, the kindest first."""

from papergraph.domain.copies import copies
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Record, Work

ARXIV = ExternalId("arxiv", "2309.06180v2")
DOI = ExternalId("doi", "10.1145/3600006.3613165")
HOME = ExternalId("url", "https://example.org/papers/orca.pdf")


def urls(*records: Record, ids: tuple[ExternalId, ...] = (ARXIV, DOI)) -> list[str]:
    return [copy.url for copy in copies(Work("w", "W", ids=ids), records, written={})]


def record(source: str, pdf: str | None = None, **fields: object) -> Record:
    return Record(source, "W", (DOI,), pdf=pdf, **fields)  # type: ignore[arg-type]


def test_arxiv_comes_first_at_its_host_for_programs_then_open_proceedings_then_repositories() -> (
    None
):
    found = urls(
        record("openalex", "https://repository.example.org/1.pdf"),
        record("usenix", "https://www.usenix.org/system/files/osdi22-yu.pdf"),
        record("semanticscholar", "https://arxiv.org/pdf/2309.06180"),
        ids=(HOME, ARXIV),
    )
    assert found == [
        "https://export.arxiv.org/pdf/2309.06180",
        "https://www.usenix.org/system/files/osdi22-yu.pdf",
        "https://example.org/papers/orca.pdf",
        "https://repository.example.org/1.pdf",
    ]


def test_sites_that_forbid_programs_are_never_named() -> None:
    found = urls(
        record("openalex", "https://dl.acm.org/doi/pdf/10.1145/3600006.3613165"),
        record("semanticscholar", "http://www.ieeexplore.ieee.org/x.pdf"),
        ids=(DOI,),
    )
    assert found == []


def test_a_withdrawn_preprint_has_no_copy() -> None:
    assert urls(Record("arxiv", "W", (ARXIV,), status="withdrawn"), ids=(ARXIV,)) == []


def test_a_link_is_opened_as_the_course_page_writes_it() -> None:
    work = Work("w", "W", ids=(HOME,))
    written = {HOME: "http://www.example.org/papers/orca.pdf"}
    assert [copy.url for copy in copies(work, (), written=written)] == list(written.values())
