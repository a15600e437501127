import tomllib
from datetime import date
from pathlib import Path

import pytest

from papergraph.domain.coursebook import (
    CourseBook,
    display_name,
    resolve_course,
    resolve_offering,
)
from papergraph.domain.courses import Course, Offering, Term
from papergraph.errors import AmbiguousError, NotFoundError, OfferingNameError

BOOK = CourseBook.of(
    tomllib.loads((Path(__file__).parents[2] / "db" / "courses.toml").read_text("utf-8"))
)


def offering(text: str) -> Offering:
    return Offering.parse(text)


@pytest.mark.parametrize(
    ("text", "address", "code", "institution"),
    [
        ("CSE 585 … mail cse585-staff@umich.edu", "x.md", "cse585", "umich"),
        ("fanlai0990/CS598\nthanks to UMich CSE 585", "x.txt", "cs598", "uiuc"),
        ("CS 598, UIUC email addresses, Siebel Center; inspired by UMich", "x", "cs598", "uiuc"),
        ("A course", "https://github.com/mosharaf/cse585/blob/f25/README.md", "cse585", "umich"),
        ("mosharaf/cse585-notes is another repository", "x", "cse585", None),
        ("A course of nowhere", "x.md", "cs101", None),
        ("mail a@umich.edu and b@illinois.edu", "x.md", "cs1", None),
        ("see notumich.edu.example.org", "x.md", "cs1", None),
        (
            "[Talk](http://www.cs.berkeley.edu/x.pdf), University of Waterloo",
            "x",
            "cs1",
            "waterloo",
        ),
        ("[Talk](http://www.cs.berkeley.edu/x.pdf)", "x.md", "cs1", None),
        ("A course", "https://web.eecs.umich.edu/cs1/index.md", "cs1", "umich"),
    ],
)
def test_the_institution_a_page_belongs_to(
    text: str, address: str, code: str, institution: str | None
) -> None:
    assert BOOK.institution_of(text, address, code) == institution


def test_lineage_follows_what_is_continued_but_no_fork() -> None:
    cse585, eecs598, cs598 = (
        Course("cse585", "umich"),
        Course("eecs598", "umich"),
        Course("cs598", "uiuc"),
    )
    assert BOOK.lineage(cse585) == (cse585, eecs598)
    assert BOOK.lineage(cs598) == (cs598,)


BEGINS = {
    offering("umich/eecs598@W21"): date(2021, 1, 20),
    offering("umich/eecs598@W24"): date(2024, 1, 11),
    offering("umich/cse585@F24"): date(2024, 8, 27),
    offering("umich/cse585@F25"): date(2025, 8, 26),
    offering("uiuc/cs598@S26"): date(2026, 1, 21),
}


@pytest.mark.parametrize(
    ("current", "before"),
    [
        ("umich/cse585@F25", "umich/cse585@F24"),
        ("umich/cse585@F24", "umich/eecs598@W21"),  # winter 2024 is seven months before
        ("umich/eecs598@W24", "umich/eecs598@W21"),
        ("umich/eecs598@W21", None),
        ("uiuc/cs598@S26", None),
    ],
)
def test_the_year_before(current: str, before: str | None) -> None:
    found = BOOK.year_before(offering(current), BEGINS)
    assert found == (offering(before) if before else None)


KNOWN = [
    offering("umich/cse585@F25"),
    offering("uiuc/cs598@S26"),
    offering("uw/cs598@S26"),
    offering("uw/cs598@F20"),
]


def test_a_code_of_two_institutions_must_be_written_whole() -> None:
    assert resolve_offering("CSE585@f25", KNOWN) == KNOWN[0]
    assert resolve_offering("uiuc/cs598@S26", KNOWN) == KNOWN[1]
    with pytest.raises(AmbiguousError) as caught:
        resolve_offering("cs598@S26", KNOWN)
    assert caught.value.candidates == ("uiuc/cs598@S26", "uw/cs598@S26")
    with pytest.raises(AmbiguousError):
        resolve_course("cs598", KNOWN)
    assert resolve_course("uw/cs598", KNOWN) == Course("cs598", "uw")
    assert display_name(KNOWN[0], KNOWN) == "cse585@F25"
    assert display_name(KNOWN[1], KNOWN) == "uiuc/cs598@S26"


def test_what_is_not_there_is_said_with_what_is() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve_offering("cse585@F19", KNOWN)
    assert "cse585@F25" in str(caught.value.hint)
    with pytest.raises(OfferingNameError):
        resolve_offering("cse585 fall", KNOWN)
    with pytest.raises(NotFoundError):
        resolve_course("cs1", KNOWN)


def test_terms_are_ordered_in_time_and_know_their_year() -> None:
    terms = [Term.parse(text) for text in ("F24", "W24", "U24", "S24", "F23")]
    assert [str(term) for term in sorted(t for t in terms if t)] == [
        "F23",
        "W24",
        "S24",
        "U24",
        "F24",
    ]
    fall, winter = Term("F", 2024), Term("W", 2024)
    assert fall.date_of(1, 10) == date(2025, 1, 10)
    assert winter.date_of(12, 20) == date(2023, 12, 20)
    assert fall.date_of(2, 30) is None
    assert Term.parse("X24") is None
