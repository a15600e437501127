"""Tables of Markdown as pages write them: their pipes, line ends, columns and cells."""

import pytest

from papergraph.domain.courses import Listing, Page
from papergraph.listings import parse

BARE = (
    "# CS 1000: Systems (F'24)",
    "",
    "Week | Date | Paper 1 | Paper 2",
    ":-: | :-: | --- | ---",
    "1 | 2024-09-13 | [Flux](https://x.org/flux) | [Nimbus](https://x.org/nimbus)",
    "2 | 2024-09-20 | [Orca](https://x.org/orca) | –",
    "",
)


def page(text: str) -> Listing:
    return parse(Page(text, "README.md", "digest"))


def titles(listing: Listing) -> list[str]:
    return [reading.title for reading in listing.readings]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_without_outer_pipes_whatever_ends_its_lines(end: str, ruled: bool) -> None:
    lines = [line for line in BARE if ruled or not line.startswith(":-:")]
    listing = page(end.join(lines))
    assert titles(listing) == ["Flux", "Nimbus", "Orca"]
    assert [str(session.date) for session in listing.sessions] == ["2024-09-13", "2024-09-20"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_scrape_whatever_ends_its_lines(end: str) -> None:
    listing = page(end.join(["CS 1 (F'24)", "Sep 3", "Flux: A Study", "Sep 5", "Nimbus: Two"]))
    assert titles(listing) == ["Flux: A Study", "Nimbus: Two"]


def test_a_table_whose_head_is_gone_with_a_topic_and_two_columns_of_papers() -> None:
    listing = page(
        "CS 1000 (F'24)\n\n"
        "| 1 | Sep 3 | Storage | [Flux Flows](http://x.io/f) | [Nim: A](http://x.io/n) | Ann |\n"
        "| 2 | Sep 5 | Serving | [Orca Serves](http://x.io/o) | [Pax: B](http://x.io/p) | Bo |\n"
        "| 3 | Sep 9 | Tracing | [Dapper: On](https://x.org/d) | | [Cy Day](https://x.org/~cy) |\n"
    )
    assert [(r.title, r.heading) for r in listing.readings] == [
        ("Flux Flows", "Storage"),
        ("Nim: A", "Storage"),
        ("Orca Serves", "Serving"),
        ("Pax: B", "Serving"),
        ("Dapper: On", "Tracing"),
    ]
    assert [p.name for s in listing.sessions for p in s.people][:2] == ["Ann", "Bo"]


def cell(text: str) -> Listing:
    return page(
        f"# CS 1000 (F'24)\n\n| Date | Readings |\n|---|---|\n| Sep 3 | {text} |\n"
        "| Sep 5 | [Nimbus: Another](https://x.org/n) |\n"
    )


def test_a_link_with_a_blank_before_its_address_is_one() -> None:
    listing = cell("[A Good Paper] (https://x.org/a)")
    assert next((r.title, r.url) for r in listing.readings) == ("A Good Paper", "https://x.org/a")


@pytest.mark.parametrize("address", ["", "#", "TBD", "javascript:void(0)"])
def test_a_title_without_an_address_is_a_reading_without_a_link(address: str) -> None:
    listing = cell(f"[A Good Paper]({address})")
    assert next((r.title, r.url) for r in listing.readings) == ("A Good Paper", None)
    assert [warning.line for warning in listing.warnings] == [5]
    assert titles(cell(f"[Slides]({address})")) == ["Nimbus: Another"]


def test_a_pointing_word_alone_is_the_title() -> None:
    listing = cell("[Local](papers/x.pdf) (Required)")
    assert next((r.title, r.role) for r in listing.readings) == ("Local", "required")
    assert listing.warnings == ()
    beside = cell("[A Good Paper](https://x.org/a) ([local](papers/x.pdf))")
    assert titles(beside) == ["A Good Paper", "Nimbus: Another"]


def test_a_badge_is_no_reading_and_an_icon_leads_to_one() -> None:
    badge = "[![stars](https://img.example/s.svg)](https://x.org/stars)"
    assert titles(cell(f"{badge} [Flux](https://x.org/f)")) == ["Flux", "Nimbus: Another"]
    icon = cell("Flux Flows [![PDF](icon.png)](https://x.org/f)")
    assert next((r.title, r.url) for r in icon.readings) == ("Flux Flows", "https://x.org/f")


def test_code_in_a_line_of_its_own_is_an_extra_of_the_reading_above() -> None:
    listing = cell("[Flux](https://x.org/f)<br>[code](https://github.com/x/flux)")
    assert titles(listing) == ["Flux", "Nimbus: Another"]
    assert [link.url for link in listing.sessions[0].links] == ["https://github.com/x/flux"]
