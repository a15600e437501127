import re
from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from papergraph.cli.terminal import show_report
from papergraph.exporters.report import Group, Report, Section, counted
from papergraph.exporters.report_html import render_html
from papergraph.exporters.report_text import render_markdown, render_plain

EVIL = "<script>alert(1)</script> [bold]x[/bold] a|b *c* `d`"
REPORT = Report(
    f"Title {EVIL}",
    ("A summary.", f"Another {EVIL}"),
    (
        Section(
            "Promoted (1)",
            "What to see.",
            ("Title", "Was", "Is now"),
            (Group("Topic", ((EVIL, "optional", "required"), ("Plain", "", "required"))),),
            words=("", "was ", "now "),
        ),
        Section(
            "Topics",
            None,
            ("Topic", "Then", "Now"),
            (Group(None, (("A", "1", "2"),)),),
            frozenset({1, 2}),
        ),
    ),
    ("A footnote.",),
)


def test_plain_text_says_each_row_in_a_line() -> None:
    lines = render_plain(REPORT).splitlines()
    assert f"    {EVIL} (was optional; now required)" in lines
    assert "    Plain (now required)" in lines
    assert "    A: then 1, now 2" in lines
    assert lines[-1] == "A footnote."
    assert set(lines[1]) == {"="}


def test_markdown_shows_foreign_text_as_text() -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(render_markdown(REPORT))
    assert "<script>" not in html
    assert "<em>c</em>" not in html
    assert "<code>" not in html
    assert html.count("<tr>") == 5
    assert "a|b" in html


def test_html_shows_foreign_text_as_text_and_loads_nothing() -> None:
    html = render_html(REPORT)
    assert "<script" not in html
    assert not re.search(r"\b(?:src|href)=", html)
    assert html.count("<tr>") == 2 + 1 + 3
    assert '<html lang="en">' in html


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_shows_every_word_at_any_width(
    width: int, console: Callable[[int], object]
) -> None:
    made = console(width)
    show_report(REPORT, console=made)  # type: ignore[arg-type]
    text = made.file.getvalue()  # type: ignore[attr-defined]
    assert "<script>alert(1)</script>" in text.replace("\n", "").replace(" ", "") or width == 40
    assert "[bold]x[/bold]" in text or width == 40
    assert all(len(line) <= width for line in text.splitlines())


@pytest.fixture
def console() -> Callable[[int], object]:
    from io import StringIO

    from rich.console import Console

    return lambda width: Console(file=StringIO(), width=width, highlight=False)


def test_numbers_agree_with_their_nouns() -> None:
    assert [counted(n, "reading") for n in (0, 1, 2)] == ["0 readings", "1 reading", "2 readings"]
