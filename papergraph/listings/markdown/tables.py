"""The tables of a Markdown page as rows of raw cells, each with the line it came from.

Rows are split here and not by a Markdown library: rows with too few or too many cells, tables
without a head, and rows that were cut off are all to be kept as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from papergraph.listings.clues.dates import leading_day
from papergraph.listings.markdown.columns import is_head

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_QUOTE = re.compile(r"^[\s>]*")
_GENERIC_HEADING = re.compile(
    r"\b(?:schedule|syllabus|calendar|reading\s*list|readings?|papers?|lectures?|weeks?|months?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|tentative|timeline|plan|logistics|course|classes|sessions?|first\s+half|second\s+half|part"
    r"|overview|outline|list)\b",
    re.IGNORECASE,
)
#: A longer line is no row of a schedule.
_LONGEST_ROW = 60_000


@dataclass(frozen=True, slots=True)
class RawRow:
    """Cells of a row as written.

    ``closed`` says whether the last one ends with a pipe, ``parted`` whether a blank line
    parts the row from the one before.
    """

    line: int
    cells: tuple[str, ...]
    closed: bool = True
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head (None where there is none) and the heading it stands under."""

    head: tuple[str, ...] | None
    rows: tuple[RawRow, ...]
    heading: str | None = None


def without_comments(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without HTML comments; every line stays, so that line numbers hold.

    A comment that is never closed hides the rest of its line only.
    """
    found: list[str] = []
    last_close = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
    inside = False
    for number, line in enumerate(lines):
        if not inside and "<!--" not in line:
            found.append(line)
            continue
        kept: list[str] = []
        at = 0
        while at <= len(line):
            if inside:
                close = line.find("-->", at)
                if close < 0:
                    break
                inside, at = False, close + 3
            opening = line.find("<!--", at)
            kept.append(line[at:] if opening < 0 else line[at:opening])
            if opening < 0:
                break
            # "<!-->" is a whole comment; hence + 2, not + 4.
            at = opening + 2
            inside = line.find("-->", at) >= 0 or number < last_close
            if not inside:
                break
        found.append("".join(kept))
    return tuple(found)


def without_code(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines with those between code fences emptied; a fence never closed hides nothing."""
    found = list(lines)
    opened: tuple[int, str] | None = None
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if match is None:
            continue
        if opened is None:
            opened = (number, match[1])
        elif match[1].startswith(opened[1]):
            found[opened[0] : number + 1] = [""] * (number + 1 - opened[0])
            opened = None
    return tuple(found)


def headings(lines: Sequence[str]) -> tuple[str, ...]:
    """The texts of the page's headings ("# …"), in order."""
    return tuple(match[2] for line in lines if (match := _heading(line)))


def tables(lines: Sequence[str]) -> tuple[Table, ...]:
    """Every table of a page without comments and code, in order.

    A blank line does not end a table where another row follows it, for damaged line ends
    double every line (see ``RawRow.parted``). A line that is no row ends it, unless the next
    one is a row again.
    """
    return _Reader(lines).read()


class _Reader:
    """Walks through the lines of a page once and collects its tables."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        #: For each line, the next one that is not blank.
        self._following: list[int | None] = [None] * len(lines)
        for number in range(len(lines) - 2, -1, -1):
            blank = not lines[number + 1].strip()
            self._following[number] = self._following[number + 1] if blank else number + 1
        self._found: list[Table] = []
        self._heading: str | None = None
        self._head: tuple[str, ...] | None = None
        self._rows: list[RawRow] = []
        self._ruled = False

    def read(self) -> tuple[Table, ...]:
        for number, line in enumerate(self._lines):
            self._line(number, line)
        self._end()
        return tuple(self._found)

    def _line(self, number: int, line: str) -> None:
        text = line.strip()
        if match := _heading(line):
            self._end()
            name = match[2].strip(" *_:")
            # The page's own title is no topic, nor is "Schedule".
            topic = len(match[1]) > 1 and not _GENERIC_HEADING.search(name)
            self._heading = name if topic else None
        elif not text or len(line) > _LONGEST_ROW:
            if self._ruled and not self._rows_follow(number):
                self._end()
        elif is_ruling(text):
            self._ruled = True
        elif self._is_row(number, text):
            if self._head_at(number):
                self._end()
                self._head = split_row(text)
            else:
                self._row(number, text)
        elif self._bare_head_at(number, text):
            self._end()
            self._head, self._ruled = split_row(text), True
        elif not self._rows_follow(number):
            self._end()

    def _row(self, number: int, text: str) -> None:
        cells = split_row(text)
        if cells == self._head:
            return
        if self._head is None and not self._rows and is_head(cells):
            self._head = cells
            return
        parted = number > 0 and not self._lines[number - 1].strip()
        self._rows.append(RawRow(number + 1, cells, text.endswith("|"), parted))

    def _end(self) -> None:
        if self._rows or self._head:
            head = self._head
            rows = self._rows
            self._found.append(Table(head, tuple(rows), self._heading))
        self._head, self._rows, self._ruled = None, [], False

    def _is_row(self, number: int, text: str) -> bool:
        text = _QUOTE.sub("", text)
        return "|" in text and (text.startswith("|") or self._ruled or self._head_at(number))

    def _head_at(self, number: int) -> bool:
        """Whether the ruling below makes this line the head of a table.

        A line with a link or a day is a row all the same: its table has no head, or the ruling
        strayed into it.
        """
        below = self._next(number)
        if below is None or not is_ruling(below) or "|" not in self._lines[number]:
            return False
        cells = split_row(self._lines[number])
        return not any("](" in cell or leading_day(cell) for cell in cells)

    def _bare_head_at(self, number: int, text: str) -> bool:
        """Whether a line names columns with pipes between them only, above a row written so too."""
        below = self._next(number)
        return "|" in text and below is not None and "|" in below and is_head(split_row(text))

    def _rows_follow(self, number: int) -> bool:
        """Whether the table goes on at the next line that is not blank."""
        at = self._following[number]
        if at is None:
            return False
        return _QUOTE.sub("", self._lines[at]).startswith("|") and not self._head_at(at)

    def _next(self, number: int) -> str | None:
        at = self._following[number]
        return self._lines[at].strip() if at is not None and at <= number + 2 else None


def is_ruling(text: str) -> bool:
    """Whether a line is the ruling below a table's head (``| --- | :-: |``)."""
    return (
        len(text) <= _LONGEST_ROW
        and set(text) <= set("|:- \t>")
        and "-" in text
        and "|" in text
        and all(set(cell.strip(" >\t")) <= set(":-") for cell in text.split("|"))
    )


def split_row(text: str) -> tuple[str, ...]:
    r"""The cells of a row: split at pipes that are not escaped and do not stand in code or a link.

    GitHub splits at pipes in code and link texts too; nobody means that.

    >>> split_row(r"| Aug 27 | [A \| B](https://example.org) | |")
    ('Aug 27', '[A | B](https://example.org)', '')
    """
    text = _QUOTE.sub("", text).strip()
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    parts = re.split(r"(?<!\\)\|", text)
    cells: list[str] = []
    at = 0
    while at < len(parts):
        cell = parts[at]
        # An open bracket or code span that the next part closes was split in its middle.
        while at + 1 < len(parts) and _continues(cell, parts[at + 1]):
            at += 1
            cell = f"{cell}|{parts[at]}"
        cells.append(cell.replace("\\|", "|").strip())
        at += 1
    return tuple(cells)


def _continues(cell: str, following: str) -> bool:
    if len(cell) > 1000 or len(following) > 1000:
        return False
    if cell.count("`") % 2 and following.count("`") % 2:
        return True
    opened = cell.rfind("[")
    if opened < 0 or "]" in cell[opened:]:
        return False
    closes = following.find("](")
    return closes >= 0 and "[" not in following[:closes]


def _heading(line: str) -> re.Match[str] | None:
    return _HEADING.match(line) if len(line) <= 500 else None
