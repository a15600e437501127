"""The pages of ../shared, where they are, agree with the table that names what they list."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from papergraph.domain.courses import Listing, Page
from papergraph.listings import decode, parse
from papergraph.listings.clues.titles import read_title

SHARED = Path(__file__).resolve().parents[3] / "shared"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there"),
]


def read(path: str) -> Listing:
    data = (SHARED / path).read_bytes()
    return parse(Page(decode(data), "README.md", "digest"), january="W")


@pytest.mark.parametrize(
    ("offering", "path", "count", "term"),
    [
        ("cse585-f24", "seeds/cse585-f24.md", 67, "F24"),
        ("eecs598-w21", "seeds/eecs598-w21.md", 36, "W21"),
        ("cs598-s26", "seeds/cs598-s26.txt", 47, "S26"),
        ("cse585-f25", "courses/cse585-f25.md", 54, "F25"),
        ("eecs598-w24", "courses/eecs598-w24.md", 65, "W24"),
    ],
)
def test_titles_links_and_roles_agree(offering: str, path: str, count: int, term: str) -> None:
    listing = read(path)
    with (SHARED / "dataset/identity.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["offering"] == offering]
    unmarked = "optional" if any(row["required"] for row in rows) else "unspecified"
    expected = Counter(
        (
            read_title(row["raw_title"]).rest,
            row["raw_url"] or None,
            "required" if row["required"] else unmarked,
        )
        for row in rows
    )
    found = Counter((reading.title, reading.url, reading.role) for reading in listing.readings)
    assert found == expected
    assert found.total() == count
    assert str(listing.term) == term
    years = {session.date.year for session in listing.sessions if session.date}
    assert years == {2000 + int(term[1:])}
    assert all(session.date for session in listing.sessions)


def test_headings_of_the_scraped_page() -> None:
    assert read("seeds/cs598-s26.txt").topics == (
        "Introduction",
        "GenAI Basics",
        "Pre-Training",
        "Post-Training",
        "Inference",
        "Agentic AI Systems",
    )


@pytest.mark.parametrize(
    ("path", "topics", "lectures", "said", "term"),
    [
        ("seeds/eecs598-w24-slides.txt", 7, 18, 38, "W24"),
        ("seeds/cse585-f25-slides.txt", 8, 20, 40, "F25"),
    ],
)
def test_plans_of_the_slides(path: str, topics: int, lectures: int, said: int, term: str) -> None:
    listing = read(path)
    assert len(listing.planned) == topics
    assert sum(topic.lectures for topic in listing.planned) == lectures
    assert listing.readings_said == said
    assert str(listing.term) == term
    assert sum(weight.percent for weight in listing.weights) == 100
