"""Whatever a page holds: no exception but ours, intact readings found, time linear in size."""

import random
import re
import time
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papergraph.domain.courses import Page, Term
from papergraph.errors import ListingError
from papergraph.listings import SHAPES, parse

ROWS = [
    ["Sep 3", "[Flux: A Study](https://example.org/flux) (Required)", "Ann Lee", "Bo Chen"],
    ["", "[Nimbus](https://example.org/nimbus_(x)) (Section 4)", "", ""],
    ["Sep 5", "**Storage**", "", ""],
    ["", "[Strata \\| Two](https://example.org/strata)<br>Cornserve (Required)", "Cy Diaz", "-"],
    ["Sep 10", "**No Lecture: Work on Projects**", "", ""],
]
HEAD = ["Date", "Readings", "Presenter", "Reviewer"]


def table(order: tuple[int, ...] = (0, 1, 2, 3)) -> str:
    rows = [HEAD, ["---"] * 4, *ROWS]
    lines = ["| " + " | ".join(row[at] for at in order) + " |" for row in rows]
    return "# CS 700: Systems (F'24)\n\n" + "\n".join(lines) + "\n"


def page(text: str) -> Page:
    return Page(text, "page.md", "digest")


def facts(text: str) -> list[tuple[str | None, str, str | None, str, str | None]]:
    return [
        (str(session.date), reading.title, reading.url, reading.role, reading.locator)
        for session in parse(page(text)).sessions
        for reading in session.readings
    ]


WHOLE = facts(table())

PIECES = st.sampled_from(
    [
        *(
            "|",
            "[",
            "](",
            ")",
            "**",
            "<br>",
            "<!--",
            "-->",
            "\\",
            "`",
            "\n",
            "\r\n",
            "\t",
            "\x00",
            '"',
        ),
        *("Sep 3", "2024-02-30", "99/99", "09/04/25\t", "CS 1", "(Required)", "15%", "- A (3)\n"),
        *(
            "| --- | --- |\n",
            "| Date | Readings |\n",
            "title,url\n",
            "[[session]]\n",
            "[offering]\n",
        ),
        *("Topics (#Lectures)\n", "https://a.b/c", "http://[", "<a href=", "&#x;", "~~"),
        *("\ud800", "\u2028", "ðŸ"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join))
def test_any_text_gives_a_listing_or_our_error(text: str) -> None:
    for shape in (None, *(known.name for known in SHAPES)):
        try:
            listing = parse(page(text), shape=shape)
        except ListingError:
            continue
        lines = len(re.split(r"\r\n|\r|\n", text))
        assert all(reading.title.strip() for reading in listing.readings)
        assert all(1 <= (reading.line or 1) <= lines for reading in listing.readings)


@given(st.integers(0, len(table())), PIECES)
def test_damage_in_one_place_leaves_the_rows_elsewhere(at: int, piece: str) -> None:
    if piece == "<!--":  # hides what follows it on its line only; the rest is checked below
        piece = "<!"
    text = table()
    lines = text.split("\n")
    hit = text[:at].count("\n")
    if hit < 4 or "-->" in piece:
        return
    intact = [row for n, row in enumerate(lines) if n != hit and "](https" in row]
    titles = {reading.title for reading in parse(page(text[:at] + piece + text[at:])).readings}
    for row in intact:
        match = re.search(r"\[((?:[^\]\\]|\\.)*)\]", row)
        assert match is not None
        assert match[1].replace("\\|", "|") in titles


@given(st.integers(60, len(table())))
def test_a_page_cut_off_anywhere_gives_only_readings_of_the_whole(at: int) -> None:
    try:
        found = facts(table()[:at])
    except ListingError:
        return
    known = {(title, url) for _, title, url, _, _ in WHOLE}
    linked = [(title, url) for _, title, url, _, _ in found if url]
    assert set(linked) <= known


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::4])
def test_the_order_of_columns_does_not_matter(order: tuple[int, ...]) -> None:
    assert facts(table(order)) == WHOLE


def test_line_ends_tabs_and_doubled_lines_do_not_matter() -> None:
    text = table()
    assert facts(text.replace("\n", "\r\n")) == WHOLE
    assert facts(text.replace("| ", "|\t")) == WHOLE
    assert facts(text.replace("\n", "\r\r\n").replace("\r\r\n\r\r\n", "\n\n")) == WHOLE


def test_a_table_without_head_or_outer_pipes() -> None:
    lines = table().split("\n")
    headless = "\n".join([lines[0], "", *lines[4:]])
    assert facts(headless) == WHOLE
    bare = "\n".join(line.strip("| ") if line.startswith("| ---") else line for line in lines)
    assert [fact[1] for fact in facts(bare)] == [fact[1] for fact in WHOLE]


def test_a_ruling_that_strayed_between_rows_makes_no_head_of_one() -> None:
    lines = table().split("\n")
    assert facts("\n".join([*lines[:5], lines[3], *lines[5:]])) == WHOLE
    assert facts("\n".join([lines[0], "", lines[4], lines[3], *lines[5:]])) == WHOLE


def test_a_comment_over_several_rows_hides_them_and_nothing_else() -> None:
    lines = table().split("\n")
    text = "\n".join([*lines[:5], "<!--", lines[4].replace("Flux", "Hidden"), "-->", *lines[5:]])
    assert facts(text) == WHOLE


def test_the_term_given_overrides_the_one_on_the_page() -> None:
    sessions = parse(page(table()), term=Term("F", 2019)).sessions
    assert {session.date.year for session in sessions if session.date} == {2019}


def test_a_page_without_year_says_so() -> None:
    listing = parse(page(table().replace(" (F'24)", "")))
    assert all(session.date is None for session in listing.sessions)
    assert any("year" in warning.text for warning in listing.warnings)


JUNK = {
    "prose": "Some other text, of 20 papers – by May 3, and more.\n",
    "brackets": "[[[[((((",
    "rows": "| a | b [c](d) | e |\n",
    "comments": "<!-- x\n",
    "dated": "Sep 3 something or other\n",
}


@pytest.mark.parametrize("kind", sorted(JUNK))
def test_time_grows_linearly_with_other_text(kind: str) -> None:
    """Eight times the text may take at most some twenty times the time (64 were quadratic)."""

    def seconds(size: int) -> float:
        text = table() + "\n" + (JUNK[kind] * (size // len(JUNK[kind]) + 1))[:size]
        start = time.process_time()
        found = [reading.title for reading in parse(page(text)).readings]
        assert [title for _, title, *_ in WHOLE] == found[: len(WHOLE)]
        return time.process_time() - start

    seconds(5_000)
    small = min(seconds(25_000) for _ in range(3))
    assert seconds(200_000) < 20 * small + 0.5


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_rows_of_other_tables_are_no_readings(random_: random.Random) -> None:
    others = [
        "| Member | Role | Office Hours |\n| - | - | - |\n| [Ann](https://a.b) | GSI | Mon |\n",
        "| | Weight |\n| --- | --- |\n| Paper Summary | 15% |\n| Project | 85% |\n",
        "| Date | Milestone |\n| --- | --- |\n| Sep 19 | [Proposal](https://a.b/c) due |\n",
    ]
    random_.shuffle(others)
    text = table() + "\n\n## Other\n\n" + "\n\n".join(others)
    assert facts(text) == WHOLE
