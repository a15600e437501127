from pathlib import Path

import pytest
from documents.pdf_maker import make_pages, make_pdf

from papergraph.documents.front import Front, read_front
from papergraph.documents.front_authors import read_front_authors
from papergraph.documents.page import Line
from papergraph.documents.pdf import PdfText, read_pdf

TITLE = "Made Systems: How a Title Runs Over Two Lines Without Losing a Single Word of It"


def front(path: Path) -> Front:
    text = read_pdf(path)
    assert isinstance(text, PdfText)
    return read_front(text)


def test_title_authors_and_the_stamp_of_arxiv(tmp_path: Path) -> None:
    path = make_pdf(
        tmp_path / "paper.pdf",
        TITLE,
        ["Ada One", "Bo van Two", "C. D. Three"],
        ["Di Four. 2020. Other. https://doi.org/10.1145/1111111.2222222"],
        stamp="arXiv:2309.06180v1 [cs.LG] 12 Sep 2023",
    )
    found = front(path)
    assert found.title == TITLE
    assert [author.name for author in found.authors] == ["Ada One", "Bo van Two", "C. D. Three"]
    assert [str(external) for external in found.ids] == ["arxiv:2309.06180v1"]


def test_a_doi_that_stands_alone_on_the_first_page_is_its_own(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "p.pdf", TITLE, ["Ada One", "Bo Two"], [], doi="10.1145/1.2345678")
    assert [str(external) for external in front(path).ids] == ["doi:10.1145/1.2345678"]


def test_a_doi_on_a_page_with_references_is_of_a_reference(tmp_path: Path) -> None:
    path = make_pdf(
        tmp_path / "p.pdf",
        TITLE,
        ["Ada One", "Bo Two"],
        ["Di Four. 2020. Other."],
        doi="10.1145/1.2345678",
        body_lines=5,
    )
    assert front(path).ids == ()


def test_what_the_file_calls_itself_counts_only_if_it_stands_on_the_page(tmp_path: Path) -> None:
    lines = [[(72, 700, 10, "On the Made Thing and Others"), (72, 680, 10, "Text of one size.")]]
    text = read_pdf(make_pages(tmp_path / "p.pdf", lines))
    assert isinstance(text, PdfText)
    pages = text.layout
    assert read_front(pages).title is None
    said = "On the made thing and others"
    assert read_front(pages, title_of_metadata=said).title == said
    assert read_front(pages, title_of_metadata="Microsoft Word - final2.doc").title is None


def test_two_texts_as_large_as_each_other_are_no_title(tmp_path: Path) -> None:
    lines = [
        [
            (72, 740, 20, "The Journal of Made Things"),
            (72, 700, 10, "Volume one of it"),
            (72, 660, 20, "A Title or Not"),
            (72, 640, 10, "Abstract"),
            *[(72, 600 - 12 * n, 10, "some words of the text") for n in range(20)],
        ]
    ]
    assert front(make_pages(tmp_path / "p.pdf", lines)).title is None


def test_the_citation_that_a_publisher_prints_is_believed() -> None:
    page = "\n".join(
        [
            "A Made Paper of Some Kind",
            "Abstract",
            "ACM Reference Format:",
            "Ada One, Bo Two, and Cy Three. 2023. A Made Paper of Some Kind.",
            "In Symposium on Made Systems (SMS ’23). ACM, New York, NY, USA, 16 pages. https://doi.",
            "org/10.1145/3600006.3613152",
            "1 Introduction",
        ]
    )
    found = read_front([page])
    assert found.title == "A Made Paper of Some Kind"
    assert [author.name for author in found.authors] == ["Ada One", "Bo Two", "Cy Three"]
    assert [str(external) for external in found.ids] == ["doi:10.1145/3600006.3613152"]


def names(*lines: tuple[str, float]) -> list[str]:
    return [author.name for author in read_front_authors([Line(t, size=s) for t, s in lines])]


def test_names_larger_than_employers() -> None:
    assert names(
        ("Ada One", 12), ("ada@x.org", 10), ("Amazon Web Services", 10), ("Bo Two", 12), ("X U", 10)
    ) == ["Ada One", "Bo Two"]


def test_names_with_marks_instead_of_commas() -> None:
    assert names(
        ("Ada One1,∗ Bo Two1 Cy D. Three2", 12), ("Di Four3", 12), ("1 UC Nowhere", 12)
    ) == ["Ada One", "Bo Two", "Cy D. Three", "Di Four"]


def test_names_that_the_address_below_repeats() -> None:
    assert names(
        ("Ada Onesky∗", 10),
        ("Google Brain", 10),
        ("aonesky@x.org", 10),
        ("Bo Twofold", 10),
        ("Google Brain", 10),
        ("bo.twofold@x.org", 10),
    ) == ["Ada Onesky", "Bo Twofold"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Ada One", "Google Brain", "Bo Two", "Deep Mind"),
        ("Ada One, Bo Two", "Google Brain"),
        ("Ada One Bo Two Cy Three∗", "Nowhere Labs"),
        ("University of Nowhere",),
        (),
    ],
)
def test_what_may_be_an_employer_leaves_all_untold(lines: tuple[str, ...]) -> None:
    assert names(*((line, 10.0) for line in lines)) == []


def test_no_pages_say_nothing() -> None:
    assert read_front([]) == Front()
