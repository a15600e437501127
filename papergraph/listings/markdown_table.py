"""The shape "markdown-table": a README whose schedule is a table with rows for dates and topics."""

import re
from collections.abc import Iterable, Sequence

from papergraph.domain.courses import Listing, Page, Term
from papergraph.listings.assembly import Assembly, listing_of
from papergraph.listings.clues.dates import find_days, leading_day, writes_day_first
from papergraph.listings.clues.occasions import occasion_of
from papergraph.listings.encoding import repaired_lines
from papergraph.listings.markdown.cells import References, definitions
from papergraph.listings.markdown.columns import Column, columns_of
from papergraph.listings.markdown.mending import joined_links
from papergraph.listings.markdown.rows import read_row
from papergraph.listings.markdown.tables import (
    Table,
    headings,
    tables,
    without_code,
    without_comments,
)
from papergraph.listings.markdown.walk import Walk
from papergraph.listings.offering import read_name, term_of_day
from papergraph.listings.shape import Shape

_ROW = re.compile(r"^[ \t>]*\|.*\|", re.MULTILINE)
_RULING = re.compile(r"^[ \t>]*\|?[ \t]*:?-{1,200}:?[ \t]*\|[-:| \t]*$", re.MULTILINE)
_LINKED_ROW = re.compile(r"^[ \t>]*\|[^\n]{0,600}\]\(", re.MULTILINE)
_BARE_ROW = re.compile(r"^[^|\n]{0,200}\|[^\n]{0,600}\]\(", re.MULTILINE)


def fits(text: str) -> float:
    """How much a text looks like a page with a Markdown table of readings."""
    if _LINKED_ROW.search(text):
        return 0.95
    if _RULING.search(text):
        return 0.6
    return 0.3 if _ROW.search(text) or _BARE_ROW.search(text) else 0.0


def parse(page: Page, *, term: Term | None, january: str) -> Listing:
    """The listing of a page with Markdown tables; empty where none of them is a schedule."""
    given = repaired_lines(page.text)
    lines = tuple(map(joined_links, without_code(without_comments(given))))
    name = read_name(lines, headings=headings(lines))
    schedules = _schedules(lines)
    term = term or name.term or _term_of_years(schedules, january)
    assembly = Assembly(page.address, term)
    references = definitions(lines)
    by_topic = len({table.heading for table, _ in schedules}) > 1
    for table, columns in schedules:
        assembly.block()
        if by_topic and table.heading and occasion_of(table.heading) is None:
            assembly.topic(table.heading)
        _assemble(table, columns, references, assembly)
    sessions = assembly.sessions()
    if term is None and any(session.date is None for session in sessions):
        assembly.warn(None, "the page does not say in which year and term its dates lie")
    return listing_of(SHAPE.name, lines, name=name, term=term, assembly=assembly)


def _schedules(lines: Sequence[str]) -> list[tuple[Table, tuple[Column, ...]]]:
    """The tables that list readings, each with the use of its columns."""
    found = []
    for whole in tables(lines):
        for table in (whole, _after_gap(whole)):
            rows = [row.cells for row in table.rows]
            columns = columns_of(table.head, rows, day_first=_day_first(table))
            if columns is not None:
                found.append((table, columns))
                break
    return found


def _after_gap(table: Table) -> Table:
    """The rows below the first blank line: a table of its own, without a head."""
    gap = next((n for n, row in enumerate(table.rows) if row.parted), len(table.rows))
    return Table(None, table.rows[gap:], table.heading)


def _day_first(table: Table) -> bool:
    return writes_day_first(cell for row in table.rows for cell in row.cells[:3])


def _term_of_years(
    schedules: Iterable[tuple[Table, tuple[Column, ...]]], january: str
) -> Term | None:
    """The term of the earliest day that is written with its year; None without such a day."""
    dates = [
        when
        for table, _ in schedules
        for row in table.rows
        for cell in row.cells[:3]
        for day in find_days(cell[:80])
        if day.year and leading_day(cell[:80]) and (when := day.within(None))
    ]
    return term_of_day(min(dates), january=january) if dates else None


def _assemble(
    table: Table, columns: tuple[Column, ...], references: References, assembly: Assembly
) -> None:
    day_first = _day_first(table)
    rows = [read_row(raw, columns, references, day_first=day_first) for raw in table.rows]
    Walk(rows, assembly).run()


SHAPE = Shape(
    "markdown-table",
    "Markdown with a table of dates and readings, topics in rows, columns or headings",
    fits,
    parse,
)
