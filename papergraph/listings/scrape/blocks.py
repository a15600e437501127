"""The schedule in a scraped page: where it begins and ends, and its blocks from date to date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from papergraph.listings.clues.dates import Day, after, leading_day, writes_day_first
from papergraph.listings.clues.occasions import says_nothing
from papergraph.listings.clues.people import looks_like_names
from papergraph.listings.markdown.columns import Column, is_head, named
from papergraph.listings.milestones import is_milestone_head

_BULLET = re.compile(r"^\s*[•◦▪‣·*-]\s+")
#: A line of a schedule that begins with a day is short; prose that does is not.
_LONGEST_DATED = 300
#: So many lines may stand between two dates of one schedule.
_LONGEST_GAP = 60
_PROSE_WORDS = 28


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the schedule, or one of its parts where tabs part it; ``number`` from 1.

    ``column`` is the one it stands in, where the names of columns are parted by tabs too.
    """

    number: int
    text: str
    column: Column | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A dated line and what follows it until the next one.

    The first block of a schedule may lack the date: what stands between head and first date.
    """

    day: Day | None
    line: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The blocks of a schedule, and how many columns of people its head names (0 without one)."""

    blocks: tuple[Block, ...] = ()
    people_columns: int = 0


def schedule(lines: Sequence[str]) -> Schedule:
    """The longest run of dated lines, as blocks; none where fewer than two lines are dated.

    The run begins at a line that names columns ("Date Readings Presenter"), else at its first
    date; it ends at prose, or, after its last date, at the blank line that ends a block.
    """
    day_first = writes_day_first(line for line in lines if len(line) <= _LONGEST_DATED)
    dated = {
        number: day
        for number, line in enumerate(lines)
        if (day := _dated(line, day_first=day_first)) is not None
    }
    run = _longest_run(sorted(dated), lines)
    if len(run) < 2:
        return Schedule()
    head = _head(lines, run[0])
    names = _names(lines[head]) if head is not None else ()
    if is_milestone_head(names) or is_milestone_head(_names(lines[run[0] - 1] if run[0] else "")):
        return Schedule()
    columns = tuple(named(name) for name in names)
    tabbed = columns if head is not None and "\t" in lines[head].strip() else ()
    start = head + 1 if head is not None else run[0]
    found: list[Block] = []
    if start < run[0]:
        above = _Rows(tabbed)
        parts = [part for n in range(start, run[0]) for part in above.split(lines[n], n)]
        found.append(Block(None, start + 1, tuple(parts)))
    for number, following in zip(run, [*run[1:], _end(lines, run)], strict=True):
        rows = _Rows(tabbed)
        parts = rows.dated(lines[number], number, day_first=day_first)
        for n in range(number + 1, following):
            parts.extend(rows.split(lines[n], n))
        found.append(Block(dated[number], number + 1, tuple(parts)))
    people = sum(1 for column in columns if column.use == "people")
    return Schedule(tuple(found), people)


def _dated(line: str, *, day_first: bool) -> Day | None:
    """The day a line begins with, where the line could be one of a schedule."""
    if len(line) > _LONGEST_DATED or not line.strip() or _is_prose(line):
        return None
    text = _BULLET.sub("", line).strip()
    return leading_day(text, day_first=day_first)


def _is_prose(line: str) -> bool:
    words = len(line.split())
    return words > _PROSE_WORDS and bool(re.search(r"[.;]\s+[A-Z]|[.:]\s*$", line))


def _longest_run(dated: Sequence[int], lines: Sequence[str]) -> list[int]:
    """The longest run of dated lines that lie closely together, without prose between them."""
    prose = [number for number, line in enumerate(lines) if _is_prose(line)]
    runs: list[list[int]] = []
    at = 0
    for number in dated:
        parted = False
        while at < len(prose) and prose[at] < number:
            parted = parted or bool(runs and prose[at] > runs[-1][-1])
            at += 1
        if not runs or parted or number - runs[-1][-1] > _LONGEST_GAP:
            runs.append([])
        runs[-1].append(number)
    return max(runs, key=len, default=[])


def _head(lines: Sequence[str], first: int) -> int | None:
    """The line above the first date that names columns ("Date Readings Presenter"), if any."""
    for number in range(first - 1, max(-1, first - 12), -1):
        line = lines[number]
        dated = len(line) <= 120 and re.search(r"\b(?:date|when|day|week)\b", line, re.I)
        if dated and is_head(_names(line)):
            return number
    return None


def _names(line: str) -> list[str]:
    """The names of columns in a line: parted by tabs or wide gaps, else each a word."""
    cells = re.split(r"\t|\s{2,}", line.strip())
    return [cell.strip() for cell in cells] if len(cells) > 1 else line.split()


def _end(lines: Sequence[str], run: Sequence[int]) -> int:
    """The first line after the last block: at prose, or at a blank line where blocks have none."""
    blanks_inside = sum(
        1
        for number, following in pairwise(run)
        if any(not line.strip() for line in lines[number : following - 1])
    )
    longest = max((following - number for number, following in pairwise(run)), default=8)
    number = run[-1] + 1
    while number < len(lines) and number <= run[-1] + longest + 2:
        line = lines[number]
        blank = not line.strip()
        if _is_prose(line) or (
            blank and (blanks_inside * 2 <= len(run) or not _next(lines, number))
        ):
            return number
        if blank and number > run[-1] + 1 and not lines[number - 1].strip():
            return number
        number += 1
    return min(number, len(lines))


def _next(lines: Sequence[str], number: int) -> bool:
    """Whether the line after a blank one goes on with the schedule rather than with a section."""
    return number + 1 < len(lines) and bool(lines[number + 1].strip())


class _Rows:
    """Parts the lines of one block at their tabs and knows the column in which each part stands.

    A cell may span several lines: a line that does not begin with a tab goes on in the cell in
    which the line before it broke off, until the row has all its cells.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        #: The column in which the last line ended; the last one where no row is open.
        self._at = max(0, len(columns) - 1)

    def dated(self, line: str, number: int, *, day_first: bool) -> list[Line]:
        """What a dated line says after its day, and in its further columns."""
        cell, tab, others = _BULLET.sub("", line).strip(" ").lstrip().partition("\t")
        day = leading_day(cell, day_first=day_first)
        if day is None:
            cell, tab, others = f"{cell} {others}", "", ""
            day = leading_day(cell, day_first=day_first)
        rest = after(cell, day) if day else cell
        parts = [Line(number + 1, rest)] if rest else []
        self._at = 0
        if tab:
            parts.extend(self.split(tab + others, number))
        return parts

    def split(self, line: str, number: int) -> list[Line]:
        """The parts of a line between tabs, without bullets; none of a blank line."""
        cells = line.split("\t")
        goes_on = bool(cells[0].strip()) and self._at < len(self._columns) - 1
        first = self._at if goes_on else 0
        found: list[Line] = []
        for at, cell in enumerate(cells, first):
            text = " ".join(_BULLET.sub("", cell).split())
            if not text:
                continue
            column = self._columns[at] if at < len(self._columns) else None
            # Where empty cells were not copied, a line of its own may be of any column.
            if len(cells) == 1 and not (column and column.use == "people" and _named(text)):
                column = None
            found.append(Line(number + 1, text, column if len(cells) > 1 or goes_on else None))
        if line.strip() or len(cells) > 1:
            self._at = first + len(cells) - 1
        return found


def _named(text: str) -> bool:
    return looks_like_names(text) and not says_nothing(text)
