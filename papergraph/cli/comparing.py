"""`whatsnew` and `diff`: offerings compared."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import typer

from papergraph.cli.command import Options
from papergraph.cli.output import print_json, print_report
from papergraph.exporters import answers_json
from papergraph.exporters.diff_report import diff_report, whatsnew_report
from papergraph.exporters.report import Report
from papergraph.exporters.report_text import render_markdown

Format = Literal["text", "markdown", "html", "json"]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print it.")]


def whatsnew(
    course: Annotated[str, typer.Argument(help="A course: cse585, or uiuc/cs598.")],
    *,
    since: Annotated[
        str | None,
        typer.Option(metavar="OFFERING|DAY", help="Compare with this offering, or as of a day."),
    ] = None,
    format_: FormatOption = "text",
    options: Options,
) -> None:
    """Say what is new since the year before.

    The newest offering of the course is compared with the nearest earlier one, of it or of
    the course it continues, that began at least nine months before.

    \b
    papergraph whatsnew cse585
    papergraph whatsnew cse585 --format markdown > whatsnew.md
    papergraph whatsnew cse585 --since eecs598@W24
    papergraph whatsnew cse585 --since 2024-06-30
    """
    with options.catalog() as catalog:
        answer = catalog.whatsnew(course, since=since)
        _print(
            "json" if options.json else format_,
            lambda: answers_json.whatsnew(answer, name=catalog.namer()),
            lambda: whatsnew_report(answer, topic_title=catalog.topic_title, name=catalog.namer()),
        )


def diff(
    old: Annotated[str, typer.Argument(help="An offering: cse585@F24.")],
    new: Annotated[str, typer.Argument(help="Another, of the same course or of another.")],
    *,
    format_: FormatOption = "text",
    options: Options,
) -> None:
    """Compare two offerings reading by reading.

    \b
    papergraph diff cse585@F24 cse585@F25
    papergraph diff cse585@F25 cs598@S26 --json
    """
    with options.catalog() as catalog:
        answer = catalog.diff(old, new)
        _print(
            "json" if options.json else format_,
            lambda: answers_json.diff(answer, name=catalog.namer()),
            lambda: diff_report(answer, topic_title=catalog.topic_title, name=catalog.namer()),
        )


def _print(form: Format, data: Callable[[], Any], report: Callable[[], Report]) -> None:
    if form == "json":
        print_json(data())
    elif form == "markdown":
        print(render_markdown(report()), end="")
    elif form == "html":
        from papergraph.exporters.report_html import render_html

        print(render_html(report()))
    else:
        print_report(report())


COMMANDS = (whatsnew, diff)
