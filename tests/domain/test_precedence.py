"""Whose claim is shown: the written rule, and that nothing good is lost to something worse."""

from datetime import UTC, datetime

import pytest

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.matching import merge
from papergraph.domain.precedence import ORDER, PAGE, choices, most_exact, rank
from papergraph.domain.works import Author, Record, Venue
from papergraph.sources import SOURCES

OLD, NEW = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
IDS = (ExternalId("arxiv", "2309.06180"),)


def record(source: str, title: str = "A Title of Some Length", **fields: object) -> Record:
    return Record(source, title, IDS, **fields)  # type: ignore[arg-type]


def shown(field: str, *records: Record) -> tuple[str, str] | None:
    found = {choice.field: choice for choice in choices(records)}
    return (found[field].value, found[field].record.source) if field in found else None


@pytest.mark.parametrize("field", ORDER)
def test_every_source_has_its_place_and_a_course_page_the_last(field: str) -> None:
    order = ORDER[field]  # type: ignore[index]
    assert order[-1] == PAGE
    assert len(set(order)) == len(order)


def test_every_source_we_ask_is_ranked_for_titles() -> None:
    # One that is not would pass for a reviewed file, and come before all others.
    assert {source.name for source in SOURCES} <= set(ORDER["title"])


def test_who_published_it_knows_the_venue_better_than_who_indexes_it() -> None:
    s2 = record("semanticscholar", venue=Venue("USENIX Symposium"))
    page = record("usenix", venue=Venue("OSDI 22"))
    assert shown("venue", s2, page) == ("OSDI 22", "usenix")


def test_a_claim_that_grew_worse_does_not_replace_a_better_one() -> None:
    good = record("arxiv", abstract="What it is about.", authors=(Author("A. Bee"),), at=OLD)
    worse = record("arxiv", at=NEW)
    assert shown("abstract", good, worse) == ("What it is about.", "arxiv")
    assert [author.name for author in merge("k", (good, worse)).authors] == ["A. Bee"]


def test_the_newest_claim_of_a_source_counts() -> None:
    old, new = record("crossref", "An Old Titel", at=OLD), record("crossref", "A New Title", at=NEW)
    assert shown("title", old, new) == ("A New Title", "crossref")
    assert merge("k", (old, new)).title == "A New Title"
    assert merge("k", (new, old)).title == "A New Title"


def test_a_reviewed_file_comes_before_every_site() -> None:
    assert rank("sample", "title") < rank("usenix", "title")


def test_what_others_say_is_kept_once_for_each_source_and_saying() -> None:
    claims = [record("crossref", "A"), record("arxiv", "B", at=OLD), record("openalex", "A")]
    (title,) = [choice for choice in choices(claims) if choice.field == "title"]
    assert [(text, other.source) for text, other in title.others] == [
        ("B", "arxiv"),
        ("A", "openalex"),
    ]


def test_a_year_in_passing_does_not_replace_the_day() -> None:
    whole = record("semanticscholar", date=PartialDate(2023, 9, 12), at=OLD)
    passing = record("semanticscholar", date=PartialDate(2023), at=NEW)
    assert most_exact(passing, (whole, passing)) is whole
    other_year = record("semanticscholar", date=PartialDate(2024), at=NEW)
    assert most_exact(other_year, (whole, other_year)) is other_year


@pytest.mark.parametrize("field", ORDER)
def test_a_site_is_never_taken_for_a_reviewed_file(field: str) -> None:
    for source in (*(source.name for source in SOURCES), "pdf", "bibtex", "saved-page"):
        assert rank(source, field) > rank("sample", field)  # type: ignore[arg-type]


def test_the_date_that_a_work_shows_is_the_one_that_is_accounted_for() -> None:
    crossref = record("crossref", date=PartialDate(2023))
    (date,) = [c for c in choices([crossref], date=PartialDate(2023, 9)) if c.field == "date"]
    assert date.value == "2023-09", "its arXiv number tells the month"
    arxiv = record("arxiv", date=PartialDate(2023, 9, 12))
    (date,) = [
        c for c in choices([crossref, arxiv], date=PartialDate(2023, 9, 12)) if c.field == "date"
    ]
    assert date.record.source == "arxiv"
