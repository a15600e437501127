"""Reference lists of made PDFs: every style comes out as it was put in, entry by entry."""

import unicodedata
from pathlib import Path
from typing import get_args

import pytest
from documents.pdf_maker import Style, Wording, invented_references, make_pdf, marked

from papergraph.documents.pdf import PdfText, read_pdf
from papergraph.documents.reference_list import split_references


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())


def read(path: Path) -> PdfText:
    found = read_pdf(path)
    assert isinstance(found, PdfText)
    return found


@pytest.mark.parametrize("style", get_args(Style))
@pytest.mark.parametrize("wording", get_args(Wording))
def test_lists_over_columns_and_pages(tmp_path: Path, style: Style, wording: Wording) -> None:
    references = invented_references(70, seed=len(style), wording=wording)
    text = read(
        make_pdf(
            tmp_path / "paper.pdf",
            "A Made Paper",
            ["Ada One", "Bo Two"],
            references,
            style=style,
            appendix_lines=150,
        )
    )
    expected = [letters(marked(entry, n, style)) for n, entry in enumerate(references, 1)]
    assert text.page_count > 3
    assert [letters(entry) for entry in split_references(text.layout)] == expected
    if style in {"bracket", "dotted", "label"}:
        assert [letters(entry) for entry in split_references(text.pages)] == expected


def test_ligatures_are_the_letters_they_join(tmp_path: Path) -> None:
    references = invented_references(40, seed=5)
    made = make_pdf(tmp_path / "paper.pdf", "A Made Paper", ["Ada One"], references, ligatures=True)
    text = read(made)
    found = split_references(text.layout)
    assert [letters(entry) for entry in found] == [
        letters(f"[{n}] {entry}") for n, entry in enumerate(references, 1)
    ]


def test_a_paper_without_references(tmp_path: Path) -> None:
    text = read(make_pdf(tmp_path / "paper.pdf", "A Made Paper", ["Ada One"], []))
    assert split_references(text.layout) == ()


@pytest.mark.parametrize(
    "heading", ["References", "REFERENCES", "7 References", "8. R EFERENCES", "Bibliography"]
)
def test_headings(heading: str) -> None:
    page = f"Text.\n{heading}\n[1] Ada One. Title one. In X, 2001.\n[2] Bo Two. Title two, 2002."
    assert len(split_references([page])) == 2


def test_the_last_heading_with_entries_counts() -> None:
    pages = [
        "Contents\nReferences\n12\n",
        "[1] is cited.\nReferences\n[1] Ada One. Title. 2001.\n[2] Bo Two. T. 2002.",
        "Appendix\nA table of\nReferences\nand other words",
    ]
    assert split_references(pages) == ("[1] Ada One. Title. 2001.", "[2] Bo Two. T. 2002.")


def test_a_heading_run_into_the_first_entry() -> None:
    page = "Text.\nReferences [1] Ada One. Title. 2001.\n[2] Bo Two. Other. 2002."
    assert split_references([page]) == ("[1] Ada One. Title. 2001.", "[2] Bo Two. Other. 2002.")


def test_two_entries_that_an_extractor_put_on_one_line() -> None:
    page = (
        "References\n[1] Ada One. Title. 2001.\n[2] Bo Two. Other. 2002. [3] Cy Three. Third.\n"
        "In X, 2003.\n[4] Di Four. Fourth, 2004."
    )
    assert split_references([page]) == (
        "[1] Ada One. Title. 2001.",
        "[2] Bo Two. Other. 2002.",
        "[3] Cy Three. Third. In X, 2003.",
        "[4] Di Four. Fourth, 2004.",
    )


def test_numbers_that_are_no_marks_begin_no_entry() -> None:
    page = (
        "References\n1. Ada One. Title. In Y, volume\n2. ACM, 2001.\n2. Bo Two. Other. ACM, pages\n"
        "3. 2002.\n3. Cy Three. Third, 2003."
    )
    assert split_references([page]) == (
        "1. Ada One. Title. In Y, volume 2. ACM, 2001.",
        "2. Bo Two. Other. ACM, pages 3. 2002.",
        "3. Cy Three. Third, 2003.",
    )


def test_a_number_that_was_lost_keeps_its_text_with_the_entry_before() -> None:
    page = (
        "References\n[1] Ada One. Title. 2001.\nBo Two. Other. 2002.\n[3] Cy Three. Third. 2003.\n"
        "[4] Di Four. Fourth. 2004."
    )
    assert split_references([page]) == (
        "[1] Ada One. Title. 2001. Bo Two. Other. 2002.",
        "[3] Cy Three. Third. 2003.",
        "[4] Di Four. Fourth. 2004.",
    )


@pytest.mark.parametrize(
    "after",
    [
        "Appendix\nMore text.",
        "A Proof of Theorem 1\nWe prove.",
        "B.1 More Results\nText.",
        "Acknowledgments\nWe thank.",
        "NeurIPS Paper Checklist\n1. Claims",
    ],
)
def test_the_list_ends_where_another_section_begins(after: str) -> None:
    page = f"References\n[1] Ada One. Title. 2001.\n[2] Bo Two. Other. In X, 2002.\n{after}"
    assert split_references([page])[-1] == "[2] Bo Two. Other. In X, 2002."


def test_initials_at_the_beginning_of_a_line_begin_no_section() -> None:
    page = (
        "References\n[1] Ada One. Title. 2001.\n[2] B. Two, C. Three, D. Four, and E.\n"
        "F. Five. Hedera: Dynamic scheduling\nfor networks. In X, 2002."
    )
    assert split_references([page])[-1].endswith("for networks. In X, 2002.")


@pytest.mark.parametrize("mark", ["[{}] ", "{}. ", ""])
def test_a_title_that_begins_with_an_article_begins_no_section(mark: str) -> None:
    entries = [
        "Ada One and Bo Two. 2010.\nA Large-Scale Study of Invented\nFailures. In X.",
        "Cy Three and Di Four. 2011.\nA Larger Study of Them\nand Others. In Y.",
        "Ed Five. 2012.\nA Study to End All Studies of\nThem. In Z.",
    ]
    lines = [mark.format(n) + entry for n, entry in enumerate(entries, 1)]
    page = "\n".join(["References", *lines])
    assert list(split_references([page])) == [line.replace("\n", " ") for line in lines]


def test_labels_of_letters() -> None:
    page = (
        "References\n[KLZ+23] Ada One. Title. 2023.\n[Two and Three, 2021] Bo Two and Cy Three.\n"
        "Other. 2021."
    )
    assert split_references([page]) == (
        "[KLZ+23] Ada One. Title. 2023.",
        "[Two and Three, 2021] Bo Two and Cy Three. Other. 2021.",
    )


def test_prose_behind_a_heading_is_no_list() -> None:
    page = "References\nto earlier work are given in the text\nand nowhere else, as we said."
    assert split_references([page]) == ()
