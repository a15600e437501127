"""Rows of a schedule table as values: the day, what is read, who presents, what is linked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from papergraph.domain.courses import Link, LinkKind, Person, PersonRole, Role
from papergraph.listings.clues.dates import Day, beside, leading_day
from papergraph.listings.clues.links import (
    is_extra,
    label_kind,
    material_kind,
    path_kind,
    why_no_reading,
)
from papergraph.listings.clues.occasions import says_nothing
from papergraph.listings.clues.people import names
from papergraph.listings.clues.roles import role_of_words
from papergraph.listings.markdown.cells import CellLine, References, cell_lines, plain
from papergraph.listings.markdown.columns import Column
from papergraph.listings.markdown.entries import Entry, Saying, links_of, read_line
from papergraph.listings.markdown.mending import cut_off
from papergraph.listings.markdown.tables import RawRow

Item = Entry | Saying
_PLACEHOLDER = Column("other")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a schedule, its cells read; ``items`` in the order of the page.

    ``topic`` is the value of a topic column, ``aside`` what the date's cell says besides the
    day; ``lone`` tells that nothing but one text stands in the row.
    """

    line: int
    day: Day | None = None
    aside: str | None = None
    topic: str | None = None
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    people: tuple[Person, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The readings among the items."""
        return tuple(item for item in self.items if isinstance(item, Entry))

    @property
    def lone(self) -> bool:
        """Whether one text is all the row says."""
        texts = len(self.items) + (self.topic is not None)
        return texts == 1 and self.day is None and not self.entries and not self.people


def read_row(
    raw: RawRow, columns: Sequence[Column], references: References, *, day_first: bool = False
) -> Row:
    """The row as its columns say it; cells that stand in the wrong column are moved first."""
    cells, doubts = _mended(raw)
    cells = _aligned(cells, columns, day_first=day_first)
    reader = _RowReader(raw.line, references, day_first=day_first)
    reader.doubts.extend(doubts)
    pairs = list(zip_longest(cells, columns[: max(len(columns), len(cells))], fillvalue=None))
    for cell, column in pairs:
        if cell is not None:
            reader.cell(cell, column or _PLACEHOLDER)
    return reader.row()


def _mended(raw: RawRow) -> tuple[tuple[str, ...], list[str]]:
    """The cells without a link that was cut off, and a doubt that says so.

    A link that misses its closing parenthesis before the end of its cell is closed; where the
    row itself breaks off, nobody knows where the address would have gone on.
    """
    cells = list(raw.cells)
    doubts: list[str] = []
    for at, cell in enumerate(cells):
        if "[" not in cell or not cut_off(cell):
            continue
        ends_row = at == len(cells) - 1 and not raw.closed
        if not ends_row and re.search(r"\]\(\s*(?:https?://|\.{0,2}/)[^\s()]+$", cell):
            cells[at] = f"{cell})"
        elif ends_row or "](" in cell:
            start = cell.rfind("[")
            doubts.append(f"cut off inside a link: {cell[start : start + 80]}")
            cells[at] = cell[:start]
    return tuple(cells), doubts


def _aligned(
    cells: tuple[str, ...], columns: Sequence[Column], *, day_first: bool
) -> tuple[str, ...]:
    """Cells shifted to their columns where a row has one too many or too few before the day."""
    date_at = next((i for i, column in enumerate(columns) if column.use == "date"), None)
    read_at = next((i for i, column in enumerate(columns) if column.use == "readings"), None)
    if date_at is None:
        return cells
    found = next(
        (i for i, cell in enumerate(cells) if leading_day(_bare(cell), day_first=day_first)), None
    )
    if found is not None and found != date_at:
        between = cells[date_at] if date_at < len(cells) else ""
        if found > date_at and not any(cell for cell in cells[:found]):
            return cells[found - date_at :]
        if found < date_at and not between:
            return ("",) * (date_at - found) + cells
    surplus = len(cells) - len(columns)
    if surplus > 0 and read_at is not None and found is None and not any(cells[: read_at + 1]):
        first = next((i for i, cell in enumerate(cells) if cell), read_at)
        return cells[min(surplus, first - read_at) :]
    return cells


def _bare(cell: str) -> str:
    return re.sub(r"<[^<>]{0,200}>|[*_`~]", " ", cell[:300]).strip()


class _RowReader:
    """Collects what the cells of one row say."""

    def __init__(self, line: int, references: References, *, day_first: bool) -> None:
        self.doubts: list[str] = []
        self._line = line
        self._references = references
        self._day_first = day_first
        self._day: Day | None = None
        self._aside: str | None = None
        self._topic: str | None = None
        self._title: tuple[str, ...] = ()
        self._urls: list[str] = []
        self._items: list[Item] = []
        self._links: list[Link] = []
        self._people: list[Person] = []

    def cell(self, cell: str, column: Column) -> None:
        lines = cell_lines(cell, self._references)
        if not lines:
            return
        if column.use == "date":
            self._date(lines)
        elif column.use == "readings":
            self._readings(lines, column.role)
        elif column.use == "topic":
            self._topics(lines)
        elif column.use == "title":
            self._title = tuple(plain(line) for line in lines)
        elif column.use == "url":
            self._urls.extend(href for line in lines for _, href in _links(line))
        else:
            self._others(lines, column)

    def row(self) -> Row:
        return Row(
            self._line,
            self._day,
            self._aside,
            self._topic,
            tuple(self._completed()),
            tuple(dict.fromkeys(self._links)),
            tuple(dict.fromkeys(self._people)),
            tuple(self.doubts),
        )

    def _date(self, lines: Sequence[CellLine]) -> None:
        text = "\n".join(plain(line) for line in lines)
        day = leading_day(text, day_first=self._day_first, in_column=True)
        if day is None:
            # A row with one cell too few: its reading or topic slipped into the date's column.
            if not re.fullmatch(
                r"(?:week|wk|lecture|lec|class|#)?\s*#?\d{0,3}\W*", text, re.IGNORECASE
            ):
                self._readings(lines, None)
            return
        self._day = day
        self._aside = beside(text, day) or None
        self._links.extend(
            Link(material_kind(label, href) or "other", href)
            for line in lines
            for label, href in links_of(line)
        )

    def _readings(self, lines: Sequence[CellLine], role: Role | None) -> None:
        for line in lines:
            said = read_line(line)
            role = said.heads or role
            if said.doubt:
                self.doubts.append(said.doubt)
            self._links.extend(said.links)
            for entry in said.entries:
                if self._is_of_last(entry):
                    self._links.append(Link("other", entry.url or ""))
                    continue
                self._items.append(replace(entry, role=entry.role or role))
            if said.saying:
                self._items.append(replace(said.saying, role=role))

    def _is_of_last(self, entry: Entry) -> bool:
        """Whether a link alone in its line ("code") belongs to the reading above it."""
        last = self._items[-1] if self._items else None
        return bool(entry.doubt) and is_extra(entry.title) and isinstance(last, Entry)

    def _topics(self, lines: Sequence[CellLine]) -> None:
        texts: list[str] = []
        for line in lines:
            for label, href in _links(line):
                self._links.append(Link(material_kind(label, href) or "other", href))
            kept = tuple(
                span for span in line if not (span.href and material_kind(span.text, span.href))
            )
            texts.append(re.sub(r"[\[(]\s*[\])]", "", plain(kept)).strip(" ,;|"))
        text = " ".join(text for text in texts if text)
        if text and not says_nothing(text):
            self._topic = text

    def _others(self, lines: Sequence[CellLine], column: Column) -> None:
        """A column of people or course material, or one whose name says nothing."""
        for line in lines:
            found = _links(line)
            for label, href in found:
                if why_no_reading(href) is None:
                    self._links.append(Link(_kind(label, href, column), href))
            person: PersonRole | None = column.person if column.use == "people" else None
            if person is None and column.use == "other":
                kinds = {path_kind(href) for _, href in found}
                person = (
                    "presenter" if "slides" in kinds else "summary" if "summary" in kinds else None
                )
            if person is not None:
                self._people.extend(Person(name, person) for name in names(plain(line)))

    def _completed(self) -> Iterator[Item]:
        """The items, with titles and addresses that stand in columns of their own."""
        titles, urls = list(self._title), list(self._urls)
        for item in self._items:
            if isinstance(item, Entry) and item.doubt and (titles or self._topic):
                title = titles.pop(0) if titles else self._topic or item.title
                yield replace(item, title=title, doubt=None)
            elif (
                isinstance(item, Saying)
                and not item.strong
                and urls
                and not says_nothing(item.text)
            ):
                marks = item.marks
                yield Entry(marks.rest, urls.pop(0), marks.role or item.role, marks.locator)
            else:
                yield item


def _links(line: CellLine) -> tuple[tuple[str, str], ...]:
    return tuple((" ".join(span.text.split()), span.href) for span in line if span.href)


def _kind(label: str, href: str, column: Column) -> LinkKind:
    """The kind of a link outside the readings: by its column, its text, its path."""
    kind = label_kind(label) or column.link or path_kind(href)
    if kind is not None:
        return kind
    if (
        column.person == "presenter"
        and re.search(r"\.(?:pdf|html?)(?:$|[?#])", href)
        and not role_of_words(label)
    ):
        return "slides"
    return "other"
