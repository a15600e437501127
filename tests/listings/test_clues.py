"""What one bit of text says: days, roles, locators, people, occasions, links, course names."""

from datetime import date

import pytest

from papergraph.domain.courses import Term
from papergraph.listings.clues.dates import (
    find_day,
    find_days,
    is_date_cell,
    leading_day,
    writes_day_first,
)
from papergraph.listings.clues.links import (
    is_pointer,
    material_kind,
    path_kind,
    resolve,
    why_no_reading,
)
from papergraph.listings.clues.occasions import is_logistics, occasion_of
from papergraph.listings.clues.people import names
from papergraph.listings.clues.roles import role_heading, role_of_words
from papergraph.listings.clues.titles import Marks, read_marks, read_title
from papergraph.listings.offering import Name, read_course, read_name, read_term, term_of_day

FALL = Term("F", 2024)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aug 27", date(2024, 8, 27)),
        ("Sep  5", date(2024, 9, 5)),
        ("Tue, Sept. 3rd", date(2024, 9, 3)),
        ("September 3", date(2024, 9, 3)),
        ("9/3", date(2024, 9, 3)),
        ("09/03/24", date(2024, 9, 3)),
        ("Tu 9/3", date(2024, 9, 3)),
        ("2024-09-03", date(2024, 9, 3)),
        ("3 Sep", date(2024, 9, 3)),
        ("03-Sep-2024", date(2024, 9, 3)),
        ("3.9.2024", date(2024, 9, 3)),
        ("Week 3 (Sep 10)", date(2024, 9, 10)),
        ("Lecture 5: Sep 10", date(2024, 9, 10)),
        ("Nov 25–29", date(2024, 11, 25)),
        ("Nov 25 - Dec 1", date(2024, 11, 25)),
        ("Sep 10, 10:30 AM", date(2024, 9, 10)),
        ("Sep 10, 2023", date(2023, 9, 10)),
        ("Jan 14", date(2025, 1, 14)),
        ("Lec 1\nSep 3", date(2024, 9, 3)),
        ("Lec 1 - Sep 3", date(2024, 9, 3)),
        ("L1 - Sep 3", date(2024, 9, 3)),
        ("1 (9/3)", date(2024, 9, 3)),
    ],
)
def test_days_as_pages_write_them(text: str, expected: date) -> None:
    day = leading_day(text)
    assert day is not None
    assert day.within(FALL) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "May",
        "Section 4",
        "10:30 AM",
        "1.5",
        "24/7 serving",
        "Chapter 3",
        "13/13",
        "mayor 3",
        "2024",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert find_day(text) is None


@pytest.mark.parametrize("text", ["09-03", "9.3", "Tue 9.3", "9-3 (Tue)"])
def test_bare_numbers_are_days_in_a_column_of_dates_only(text: str) -> None:
    day = leading_day(text, in_column=True)
    assert day is not None
    assert day.within(FALL) == date(2024, 9, 3)
    assert leading_day(text) is None


def test_a_page_that_writes_the_day_first_is_told_by_all_its_dates() -> None:
    assert writes_day_first(["3/9", "13/9"])
    assert not writes_day_first(["3/9", "9/13"])
    assert not writes_day_first(["3/9", "4/9"])
    day = find_day("3/9", day_first=True)
    assert day is not None
    assert day.within(FALL) == date(2024, 9, 3)


def test_a_day_that_the_year_does_not_have_has_no_date() -> None:
    day = find_day("Feb 30")
    assert day is not None
    assert day.within(FALL) is None
    assert day.within(None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("October 22 and October 24", [(10, 22), (10, 24)]),
        ("10/21/25 10/23/25", [(10, 21), (10, 23)]),
        ("Oct 21,23", [(10, 21), (10, 23)]),
        ("6:00PM EST on December 16.", [(12, 16)]),
    ],
)
def test_several_days_in_one_text(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(day.month, day.day) for day in find_days(text)] == expected


def test_a_date_cell_says_a_day_and_little_else() -> None:
    assert is_date_cell("Tue Sep 3")
    assert not is_date_cell("Turn in a draft of the proposal by September 3 at the latest, please")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Llama 3 Herd of Models (Section 4)",
            Marks("The Llama 3 Herd of Models", None, "Section 4"),
        ),
        ("Flux (Required)", Marks("Flux", "required")),
        ("Flux (*optional*)", Marks("Flux", "optional")),
        ("[Required] Flux", Marks("Flux", "required")),
        ("Required: Flux", Marks("Flux", "required")),
        ("Flux (Companion)", Marks("Flux", "companion")),
        ("Flux (Section 4, required)", Marks("Flux", "required", "Section 4")),
        ("Flux (Sec 1-4) (Required)", Marks("Flux", "required", "Sec 1-4")),
        ("Flux, Chapter 3", Marks("Flux", None, "Chapter 3")),
        ("Flux (§4)", Marks("Flux", None, "§4")),
        ("Flux (pp. 3-5)", Marks("Flux", None, "pp. 3-5")),
        ("1. Flux", Marks("Flux")),
        ('"Flux"', Marks("Flux")),
        (
            "Zero Bubble (Almost) Pipeline Parallelism",
            Marks("Zero Bubble (Almost) Pipeline Parallelism"),
        ),
        ("Large Multimodal Models (LMMs)", Marks("Large Multimodal Models (LMMs)")),
        ("Open Pre-trained Transformers (OPT)", Marks("Open Pre-trained Transformers (OPT)")),
        ("Scaling Laws (Part 2)", Marks("Scaling Laws (Part 2)")),
        ("GPT-4: Part II", Marks("GPT-4: Part II")),
        ("3D Parallelism", Marks("3D Parallelism")),
        ("The Case for Required Reading", Marks("The Case for Required Reading")),
        (
            "LLM.int8(): 8-bit Matrix Multiplication",
            Marks("LLM.int8(): 8-bit Matrix Multiplication"),
        ),
    ],
)
def test_titles_without_their_marks(text: str, expected: Marks) -> None:
    assert read_title(text) == expected


@pytest.mark.parametrize("text", ["Flux", "Zero (Almost) Bubble", "A: B (C)", "Flux (Section)"])
def test_reading_a_title_twice_changes_nothing(text: str) -> None:
    assert read_title(read_title(text).rest) == Marks(read_title(text).rest)


@pytest.mark.parametrize(
    ("text", "role", "locator"),
    [
        (" (Chapters 1 and 2) ", None, "Chapters 1 and 2"),
        (" (Required)", "required", None),
        (", Part 2", None, "Part 2"),
        (" Chapters 1-3", None, "Chapters 1-3"),
        (" (§ 3.1–3.4; optional)", "optional", "§ 3.1–3.4"),
        (" OSDI '22", None, None),
    ],
)
def test_marks_beside_a_title(text: str, role: str | None, locator: str | None) -> None:
    marks = read_marks(text)
    assert (marks.role, marks.locator) == (role, locator)


def test_a_bare_background_is_a_topic_and_no_role() -> None:
    assert role_heading("Background") is None
    assert role_heading("Background:") == "optional"
    assert role_of_words("not required") == "optional"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann Lee, Bo Chen and Cy Diaz", ("Ann Lee", "Bo Chen", "Cy Diaz")),
        ("Ann-Bo-Cy", ("Ann", "Bo", "Cy")),
        ("Jae-Won", ("Jae-Won",)),
        ("Ann,Bo", ("Ann", "Bo")),
        ("-", ()),
        ("TBA", ()),
        ("Template", ()),
        ("Alexandra de la Torre", ("Alexandra de la Torre",)),
        ("Sandra Andersen", ("Sandra Andersen",)),
    ],
)
def test_people_by_name(text: str, expected: tuple[str, ...]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("No Lecture: Work on Projects", "no-lecture"),
        ("No Lecture / Work on Project Proposal", "no-lecture"),
        ("No Class: Prep for Poster Presentation", "no-lecture"),
        ("No Lecture: Thanksgiving Recess", "break"),
        ("Fall Study Break", "break"),
        ("MLK Day", "break"),
        ("Buffer", "no-lecture"),
        ("Class cancelled", "no-lecture"),
        ("Mid-Semester Presentations", "presentations"),
        ("Final Poster Presentations", "presentations"),
        ("Mid-Semester Project Feedback Session", "presentations"),
        ("Demo Day", "presentations"),
        ("Introduction", None),
        ("Inference", None),
        ("Wrap Up", None),
        ("Breaking the Memory Wall", None),
        ("Break-Even Caching", None),
        ("Presenting Data", None),
    ],
)
def test_occasions(text: str, kind: str | None) -> None:
    assert occasion_of(text) == kind


@pytest.mark.parametrize(
    "text", ["TBA", "-", "Guest lecture", "Course introduction", "Midterm", "Room 1200"]
)
def test_logistics_are_no_readings(text: str) -> None:
    assert is_logistics(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Kareus", "Cornserve", "vLLM", "Flash Attention", "Reviewing Systems"),
        *(
            "Online Speculative Decoding",
            "Remote Memory for GPUs",
            "Test-Time Training on Neighbors",
        ),
        "Introduction to Distributed Algorithms and Their Proofs",
        "Draft & Verify: Lossless Acceleration",
    ],
)
def test_titles_are_no_logistics(text: str) -> None:
    assert not is_logistics(text)


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://calendar.google.com/x", "when"),
        ("https://forms.gle/x", "sign here"),
        ("https://docs.google.com/forms/d/e/x", "y"),
        ("https://piazza.com/x", "y"),
        ("https://org.slack.com/x", "y"),
        ("mailto:a@example.org", "mail"),
        ("#schedule", "below"),
        ("javascript:alert(1)", "Title"),
        ("https://example.org/~a", "Office hours"),
    ],
)
def test_administration_is_no_reading(url: str, label: str) -> None:
    assert why_no_reading(url, label)


def test_papers_blogs_and_videos_may_be_readings() -> None:
    for url in ("https://arxiv.org/abs/1", "https://www.youtube.com/watch?v=1", "papers/a.pdf"):
        assert why_no_reading(url, "A Title") is None


def test_course_material_by_text_and_by_path() -> None:
    assert material_kind("slides", "https://example.org/x") == "slides"
    assert material_kind("Ann", "/Slides/a.pdf") == "slides"
    assert material_kind("video", "https://youtu.be/x") == "recording"
    assert material_kind("A Title", "https://host.edu/notes/a.pdf") is None
    assert path_kind("Summaries/a.pdf") == "summary"
    assert is_pointer("OSDI '22")
    assert not is_pointer("Flux")


@pytest.mark.parametrize(
    ("url", "address", "expected"),
    [
        ("Slides/a.pdf", "README.md", "Slides/a.pdf"),
        ("Slides/a.pdf", "/home/me/README.md", "Slides/a.pdf"),
        ("a.pdf", "https://example.org/c/index.md", "https://example.org/c/a.pdf"),
        ("/a.pdf", "https://example.org/c/index.md", "https://example.org/a.pdf"),
        ("a.pdf", "file:///c/index.md", "file:///c/a.pdf"),
        (
            "/Slides/a.pdf",
            "https://raw.githubusercontent.com/o/r/f24/README.md",
            "https://raw.githubusercontent.com/o/r/f24/Slides/a.pdf",
        ),
        (
            "./a.pdf",
            "https://raw.githubusercontent.com/o/r/refs/heads/main/docs/x.md",
            "https://raw.githubusercontent.com/o/r/refs/heads/main/docs/a.pdf",
        ),
        (
            "Slides/a.pdf",
            "https://github.com/o/r@f24:README.md",
            "https://raw.githubusercontent.com/o/r/f24/Slides/a.pdf",
        ),
        ("//arxiv.org/abs/1", "https://github.com/o/r/blob/main/x.md", "https://arxiv.org/abs/1"),
        ("https://[::1", "https://example.org/", "https://example.org/https://[::1"),
    ],
)
def test_relative_links_lead_where_the_page_leads(url: str, address: str, expected: str) -> None:
    if url == "https://[::1":
        assert resolve(url, address) in {url, expected}
    else:
        assert resolve(url, address) == expected


@pytest.mark.parametrize(
    ("text", "course", "term"),
    [
        ("CSE 585: Scalable Systems (F'24)", "cse585", "F24"),
        ("EECS 598 (W'24)", "eecs598", "W24"),
        ("CS 598: GenAI (S'26)", "cs598", "S26"),
        ("CS 294-162 Spring 2022", "cs294", "S22"),
        ("EECS 598-009 (F'17)", "eecs598", "F17"),
        ("CIS 7000-003 Fall 2024", "cis7000", "F24"),
        ("18-847F: Foundations, Fall 2021", "18-847f", "F21"),
        ("15-849: Machine Learning Systems, 2024 Fall", "15-849", "F24"),
        ("6.5840 Winter '24", "6.5840", "W24"),
        ("COMPSCI 677, Autumn 2023", "compsci677", "F23"),
        ("SP22 CS 6501", "cs6501", "S22"),
        ("Reading Group, Sep 10 2024", None, None),
        ("SOSP 2023 papers", None, None),
        ("Fall Break", None, None),
    ],
)
def test_course_and_term(text: str, course: str | None, term: str | None) -> None:
    assert read_course(text) == course
    found = read_term(text)
    assert (str(found) if found else None) == term


def test_the_title_is_what_is_left_of_the_line() -> None:
    assert read_name(["org/CS598", "", "CS 598: Systems for GenAI (S'26)"]) == Name(
        "cs598", Term("S", 2026), "Systems for GenAI"
    )
    assert read_name(["x"], headings=["Advanced Topics (CS 7400, 2024 Fall)"]) == Name(
        "cs7400", Term("F", 2024), "Advanced Topics"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Instructor: Hong Zhang, DC 3547",
        "**Lectures**: DC 2568, Tuesday & Thursday",
        "Location: MC 4021",
        "Office hours in EER 4882",
    ],
)
def test_a_room_is_no_course(line: str) -> None:
    name = read_name(["# CS 854 (F'24)", "", line], headings=["CS 854 (F'24)"])
    assert name == Name("cs854", Term("F", 2024), None)
    assert read_name([line, "CS 854"]) == Name("cs854")


def test_a_repository_is_no_title_and_a_later_line_does_not_replace_the_course() -> None:
    assert read_name(["palvaro / CMPS232-Spring18", "CMPS232: Distributed Systems"]) == Name(
        "cmps232", Term("S", 2018), "Distributed Systems"
    )
    assert read_name(["# CS 854", "CS 456: Networks"], headings=["CS 854", "Schedule"]) == Name(
        "cs854"
    )
    assert read_name(["6.5830/6.5831: Databases (F'23)"]).title == "Databases"


@pytest.mark.parametrize("between", [0, 200])
def test_a_course_is_named_below_a_long_preamble(between: int) -> None:
    preamble = ["Attend all lectures on GPU A100 clusters and ask there."] * 300
    lines = [*preamble, "CS 598: GenAI (S'26)", *["Text."] * between, "Date Readings"]
    assert read_name(lines, near=len(lines) - 1) == Name("cs598", Term("S", 2026), "GenAI")
    bare = [*preamble, "Seminar CS 598", "Spring 2026", "Date Readings"]
    assert read_name(bare, near=302) == Name("cs598", Term("S", 2026), "Seminar")


def test_a_term_beginning_in_january_has_the_institutions_letter() -> None:
    assert term_of_day(date(2024, 1, 23), january="W") == Term("W", 2024)
    assert term_of_day(date(2024, 1, 23), january="S") == Term("S", 2024)
    assert term_of_day(date(2025, 9, 4), january="W") == Term("F", 2025)
