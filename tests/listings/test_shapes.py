"""Which shape a page is read as, what our own formats demand, and what a failure says."""

from datetime import date

import pytest

from papergraph.domain.courses import Page, Term
from papergraph.errors import ListingError
from papergraph.listings import SHAPES, parse


def page(text: str) -> Page:
    return Page(text, "page", "digest")


def test_every_shape_has_a_name_of_its_own_and_a_description() -> None:
    assert len({shape.name for shape in SHAPES}) == len(SHAPES)
    assert all(shape.description for shape in SHAPES)


@pytest.mark.parametrize(
    "text", ["", "Hello.\n\nThis page lists nothing.", "| a | b |\n| - | - |\n| c | d |"]
)
def test_a_page_without_readings_says_what_was_looked_for(text: str) -> None:
    with pytest.raises(ListingError, match="looked for") as error:
        parse(page(text))
    assert "--shape" in (error.value.hint or "")


def test_an_unknown_shape_names_the_known_ones() -> None:
    with pytest.raises(ListingError) as error:
        parse(page("x"), shape="nonsense")
    assert "markdown-table" in (error.value.hint or "")


def test_a_shape_can_be_forced() -> None:
    text = "Sep 3\nFlux: A Study\nSep 5\nNimbus: Another\n"
    assert parse(page(text), term=Term("F", 2024)).shape == "text-scrape"
    with pytest.raises(ListingError):
        parse(page(text), shape="slides")


def test_a_list_of_links_by_date_is_not_mistaken_for_bare_text() -> None:
    text = (
        "- 9/3 Intro\n  * [Flux](https://a.b/c)\n- 9/5 More\n  * [Nimbus](https://a.b/d)\n- 9/9 x\n"
    )
    with pytest.raises(ListingError):
        parse(page(text))


def test_undated_topics_open_topics_and_then_dated_ones_do_not() -> None:
    text = """CS 1000 F'24

| Date | Paper |
|---|---|
| Sep 3 | **Introduction** |
| | [A](https://a.b/a) |
| | **Storage** |
| Sep 5 | **Storage Basics** |
| | [B](https://a.b/b) |
| Sep 10 | **Fall Break** |
| | **No Lecture: Sick** |
| Sep 12 | [C](https://a.b/c) |
"""
    listing = parse(page(text))
    assert listing.topics == ("Introduction", "Storage")
    assert [(s.heading, s.subject, s.kind) for s in listing.sessions] == [
        ("Introduction", None, "lecture"),
        ("Storage", "Storage Basics", "lecture"),
        ("Storage", "Fall Break", "break"),
        ("Storage", None, "lecture"),
    ]


def test_a_repeated_date_is_a_second_session_unless_every_reading_repeats_it() -> None:
    head = "CS 1000 F'24\n\n| Date | Paper |\n|---|---|\n"
    twice = (
        "| Sep 3 | [A](https://a.b/a) |\n| Sep 3 | [B](https://a.b/b) |\n| | [C](https://a.b/c) |\n"
    )
    assert [s.number for s in parse(page(head + twice)).sessions] == [1, 2]
    every = "".join(f"| Sep {day} | [{n}](https://a.b/{n}) |\n" for day in (3, 5) for n in "AB")
    assert [len(s.readings) for s in parse(page(head + every)).sessions] == [2, 2]


def test_readings_without_marks_are_unspecified_unless_others_are_required() -> None:
    head = "CS 1000 F'24\n\n| Date | Paper |\n|---|---|\n| Sep 3 | [A](https://a.b/a) |\n"
    assert [r.role for r in parse(page(head)).readings] == ["unspecified"]
    marked = head + "| | [B](https://a.b/b) (Required) |\n"
    assert [r.role for r in parse(page(marked)).readings] == ["optional", "required"]
    optional = head + "| | [B](https://a.b/b) (Optional) |\n"
    assert [r.role for r in parse(page(optional)).readings] == ["unspecified", "optional"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_any_order_of_columns(delimiter: str) -> None:
    rows = [("url", "title", "date"), ("https://a.b/c", "Flux", "2024-09-03"), ("", "Nimbus", "")]
    listing = parse(page("\n".join(delimiter.join(row) for row in rows)))
    (session,) = listing.sessions
    assert session.date == date(2024, 9, 3)
    assert [(r.title, r.url, r.line) for r in session.readings] == [
        ("Flux", "https://a.b/c", 2),
        ("Nimbus", None, 3),
    ]


def test_csv_names_the_line_of_what_it_cannot_use() -> None:
    listing = parse(page("title,date,role\nFlux,soon,needed\n,,\n\nNimbus,2024-09-03,\n"))
    assert [r.title for r in listing.readings] == ["Flux", "Nimbus"]
    assert [warning.line for warning in listing.warnings] == [2, 2]
    with pytest.raises(ListingError, match="line 1"):
        parse(page("name,date\nFlux,\n"), shape="csv")


def test_toml_names_the_line_of_what_it_cannot_use() -> None:
    with pytest.raises(ListingError, match="line 2"):
        parse(page('[offering]\ncourse = "cs1\n'))
    with pytest.raises(ListingError, match="session"):
        parse(page('[offering]\n[session]\ndate = "x"\n'))
    listing = parse(page('[[session]]\n[[session.reading]]\ntitle = "Flux"\nrole = "needed"\n'))
    assert [(warning.line, "needed" in warning.text) for warning in listing.warnings] == [(2, True)]
