"""A report as tables on a terminal."""

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from papergraph.exporters.report import Group, Report, Section

#: Titles get this share of the width; what is said of them shares the rest.
_TITLE_SHARE = 5


def show_report(report: Report, *, console: Console | None = None) -> None:
    """Print the report; text from course pages is never read as markup."""
    console = console or Console(highlight=False)
    console.print(Text(report.title, style="bold"))
    for line in report.summary:
        console.print(Text(line))
    for section in report.sections:
        console.print()
        console.print(Text(section.heading, style="bold cyan"))
        if section.note:
            console.print(Text(section.note, style="dim"))
        console.print(_table(section))
    for note in report.footnotes:
        console.print()
        console.print(Text(note, style="dim"))


def _table(section: Section) -> Table:
    used = [
        index == 0 or any(row[index] for group in section.groups for row in group.rows)
        for index in range(len(section.columns))
    ]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    for index, column in enumerate(section.columns):
        if used[index]:
            table.add_column(
                column,
                ratio=_TITLE_SHARE if index == 0 else None,
                justify="right" if index in section.numeric else "left",
                overflow="fold",
            )
    for group in section.groups:
        _add_group(table, group, used)
    return table


def _add_group(table: Table, group: Group, used: list[bool]) -> None:
    if group.label:
        table.add_row(Text(group.label, style="bold"))
    for row in group.rows:
        title, *cells = [Text(cell) for cell, is_used in zip(row, used, strict=True) if is_used]
        # Padding, not spaces: a title that wraps stays under its own beginning.
        table.add_row(Padding(title, (0, 0, 0, 2 if group.label else 0)), *cells)
    if group.label:
        table.add_section()
