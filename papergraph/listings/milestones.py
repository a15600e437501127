"""Dated duties of a course: "form groups by September 5", a table of dates and deliverables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from papergraph.domain.courses import Milestone, Term
from papergraph.listings.clues.dates import Day, find_days, leading_day

_BULLET = re.compile(r"^\s*(?:[-*+•◦▪‣·]|\d{1,2}[.)])\s+")
_STRONG = re.compile(r"\*\*[^*]{3,100}\*\*|__[^_]{3,100}__")
_CELLS = re.compile(r"\t|(?<!\\)\|")
_SECTION = re.compile(r"\b(?:milestones?|projects?|deadlines?|important\s+dates)\b", re.IGNORECASE)
#: A section with one of these names has nothing but dates.
_DATES = re.compile(r"\b(?:milestones?|deadlines?|important\s+dates)\b", re.IGNORECASE)
#: "Proposal: Tue, Oct 1".
_NAMED = re.compile(r"\w\s?[:–—]\s{0,3}(?:\(?[A-Z][a-z]{2,8}\.?,?\s)?$")
_UNTIL = re.compile(r"\s{0,3}(?:[-–—]|to\b|through\b)")
_WHEN = re.compile(r"(?:dates?|due|due\s+dates?|when|deadlines?)", re.IGNORECASE)
_WHAT = re.compile(r"\b(?:milestones?|deliverables?|deadlines?|due|assignments?|tasks?)\b", re.I)
_LECTURE = re.compile(
    r"\b(?:readings?|papers?|topics?|lectures?|presenters?|speakers?|subjects?|title|slides)\b",
    re.I,
)
_CLOCK = r"(?:\d{1,2}(?::\d\d)?\s?[AP]\.?M\b\W{0,3}(?:[A-Z]{2,4}\b\W{0,3})?(?:on\b\W{0,3})?)?"
_DUE = re.compile(
    r"(?:^|(?<=\W))(?:on\s+or\s+before|no\s+later\s+than|in\s+the\s+week\s+of|week\s+of|by|before|on"
    rf"|due|until|deadline:?)\W{{0,6}}{_CLOCK}$",
    re.IGNORECASE,
)
#: A milestone's line is a line; what is longer is prose.
_LONGEST = 2000
_LABEL_LENGTH = 80
_LONGEST_LINE = 120


def milestones(lines: Sequence[str], term: Term | None) -> tuple[Milestone, ...]:
    """The dated duties of a page: rows of a milestone table, bullets of a section on projects.

    What is due is named by the first words up to the date, 80 characters at most.
    """
    found = (*_rows(lines, term), *_bullets(lines, term))
    return tuple(dict.fromkeys(found))


def is_milestone_head(cells: Sequence[str]) -> bool:
    """Whether the head of a table announces dates and what is due on them, not lectures.

    >>> is_milestone_head(["Date", "Milestone", "Details"])
    True
    """
    named = [cell.strip(" *:") for cell in cells if cell.strip(" *:")]
    when = [cell for cell in named if _WHEN.fullmatch(cell)]
    if not when or any(_LECTURE.search(cell) for cell in named):
        return False
    return any(_WHAT.search(cell) for cell in named if cell not in when[:1])


def _rows(lines: Sequence[str], term: Term | None) -> Iterator[Milestone]:
    inside = False
    for line in lines:
        if not line.strip(" \t|:-"):
            continue
        cells = [cell.strip(" *") for cell in _CELLS.split(line[:_LONGEST])]
        if is_milestone_head(cells if len(cells) > 1 or len(line) > 60 else line.split()):
            inside = True
        elif inside:
            dated = [cell for cell in cells if leading_day(cell)]
            others = [cell for cell in cells if cell and cell not in dated]
            inside = bool(dated)
            if dated and not others:
                # One cell: the tabs of the table were copied as blanks.
                yield from _leading(dated[0], term)
            for day in _due_days(dated[0]) if others and dated else ():
                yield from _milestone(day, others[0], term)


def _due_days(cell: str) -> tuple[Day, ...]:
    """The days of a cell, of a range its first one; a year stands for all days beside it."""
    days = find_days(cell)
    year = next((day.year for day in days if day.year), None)
    if len(days) > 1 and _UNTIL.match(cell, days[0].end):
        days = days[:1]
    return tuple(replace(day, year=day.year or year) for day in days)


def _leading(text: str, term: Term | None) -> Iterator[Milestone]:
    """What is due on the day that a line begins with: "09/17/24 Form groups"."""
    day = leading_day(text)
    if day and len(text) <= _LONGEST_LINE:
        for first in _due_days(text[: day.end])[:1]:
            yield from _milestone(first, text[day.end :], term)


def _bullets(lines: Sequence[str], term: Term | None) -> Iterator[Milestone]:
    inside, dates, blank = False, False, True
    for line in lines:
        stripped = line.strip()
        if bullet := _BULLET.match(line):
            if inside and len(line) <= _LONGEST:
                yield from _bullet(line[bullet.end() :], term)
        elif inside and dates and not _CELLS.search(line) and leading_day(stripped):
            yield from _leading(stripped, term)
        elif stripped.startswith("#") or (blank and 0 < len(stripped.split()) <= 6):
            inside = len(stripped) <= 120 and _SECTION.search(stripped) is not None
            dates = inside and _DATES.search(stripped) is not None
        elif stripped.endswith(":") or "milestone" in stripped[:_LONGEST].lower():
            inside = inside or "milestone" in stripped[:_LONGEST].lower()
        blank = not stripped


def _bullet(text: str, term: Term | None) -> Iterator[Milestone]:
    for strong in _STRONG.finditer(text):
        days = find_days(strong[0])
        if days:
            before = text[: strong.start()] + strong[0][: days[0].start]
            for day in days:
                yield from _milestone(day, before, term)
            return
    if leading := leading_day(text):
        yield from _milestone(leading, text[leading.end :], term)
        return
    days = find_days(text)
    if not days:
        return
    label = text[: days[0].start]
    named = _NAMED.search(label)
    if not _DUE.search(label):
        # After "Proposal:" there may be nothing but days.
        if named is None or re.search(r"[^\W\d_]{4,}", text[days[-1].end :]):
            return
        label = label[: named.start() + 1]
    for day in days:
        if not re.search(r"[.;]\s", text[days[0].end : day.start]):
            yield from _milestone(day, label, term)


def _milestone(day: Day, text: str, term: Term | None) -> Iterator[Milestone]:
    when, what = day.within(term), _label(text)
    if when is not None and what:
        yield Milestone(when, what)


def _label(text: str) -> str:
    """The first words of a duty as plain text, without the date it is due by."""
    plain = re.sub(r"!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    plain = " ".join(re.sub(r"[*`]+|<[^<>]*>", " ", plain).split())
    plain = _DUE.sub("", plain).strip(" .,;:–—-|(")
    plain = re.split(r"(?<=[a-z)])\.\s", plain, maxsplit=1)[0]
    if len(plain) <= _LABEL_LENGTH:
        return plain
    return plain[: _LABEL_LENGTH + 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
