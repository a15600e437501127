"""Every committed page gives the listing that lies beside it."""

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from papergraph.domain.courses import Listing, Page
from papergraph.listings import decode, parse

PAGES = Path(__file__).parent / "pages"
WINTER_TERMS = {"eecs598-w24-slides"}
CASES = sorted(folder.name for folder in PAGES.iterdir())


def read(name: str) -> Listing:
    (path,) = (PAGES / name).glob("page.*")
    january = "W" if name in WINTER_TERMS else "S"
    page = Page(decode(path.read_bytes()), "https://example.org/course/README.md", "digest")
    return parse(page, january=january)


def as_json(listing: Listing) -> dict[str, Any]:
    """The listing as plain values, what is empty left out."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {key: bare(item) for key, item in value.items()}
            return {key: item for key, item in kept.items() if item not in (None, [], "")}
        if isinstance(value, list | tuple):
            return [bare(item) for item in value]
        return value if isinstance(value, int | float | str | None) else str(value)

    values = asdict(listing)
    values["term"] = str(listing.term) if listing.term else None
    found = bare(values)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("name", CASES)
def test_page_gives_the_expected_listing(name: str) -> None:
    expected = json.loads((PAGES / name / "expected.json").read_text(encoding="utf-8"))
    assert as_json(read(name)) == expected


@pytest.mark.parametrize(
    ("name", "readings", "required", "unlinked"),
    [
        ("cse585-f24", 67, 40, 0),
        ("cse585-f25", 54, 46, 2),
        ("eecs598-w24", 65, 38, 0),
        ("eecs598-w21", 36, 0, 0),
        ("cs598-s26", 47, 19, 47),
    ],
)
def test_the_five_offerings_have_all_their_readings(
    name: str, readings: int, required: int, unlinked: int
) -> None:
    found = list(read(name).readings)
    assert len(found) == readings
    assert Counter(reading.role for reading in found)["required"] == required
    assert sum(1 for reading in found if reading.url is None) == unlinked


@pytest.mark.parametrize("name", CASES)
def test_line_numbers_lead_back_to_the_title(name: str) -> None:
    (path,) = (PAGES / name).glob("page.*")
    lines = decode(path.read_bytes()).replace("\r\n", "\n").split("\n")
    for reading in read(name).readings:
        if path.suffix == ".toml" or reading.line is None:
            continue
        word = max(reading.title.encode("ascii", "ignore").decode().split(), key=len)
        assert word.strip("[]:?,") in lines[reading.line - 1].replace("\x00", "")
