"""Days of a schedule as pages write them: "Aug 27", "Tue, Sept. 3rd", "9/3", "Mar 14–22".

The year is seldom written: ``Day.within`` takes it from the term. Nothing is taken for a day
that could not be one, and a range gives its first day.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from papergraph.domain.courses import Term

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|febr?(?:uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:,\s*|\s+)(?P<year>20\d\d)\b)?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d/-])(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        rf"\b(?P<name>{_MONTH})\b[\s.,-]{{0,4}}(?P<day>\d{{1,2}}){_ORDINAL}(?![\w%:]){_YEAR}",
        rf"\b(?P<name>{_MONTH})(?P<day>\d{{1,2}}){_ORDINAL}(?![\w%:]){_YEAR}",
        rf"(?<![\d/:.#A-Za-z])(?P<day>\d{{1,2}}){_ORDINAL}[ \t\xa0.-]{{0,3}}(?:of\s)?"
        rf"(?P<name>{_MONTH})\b\.?{_YEAR}",
        r"(?<![\d/.-])(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/])",
        r"(?<![\d/.-])(?P<first>\d{1,2})-(?P<second>\d{1,2})-(?P<year>20\d\d|\d\d)(?![\d-])",
        r"(?<![\d/.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:20)?\d\d)?(?![\d.])",
    )
)
_RANGE = re.compile(
    rf"\s{{0,3}}(?:[-–—/&,+]|\bto\b|\band\b|\bthrough\b)\s{{0,3}}"
    rf"(?:{_MONTH}\b\.?\s{{0,3}}\d{{1,2}}{_ORDINAL}(?![\w:%])|\d{{1,2}}/\d{{1,2}}(?![\d:])"
    rf"|\d{{1,2}}{_ORDINAL}(?![\w:%./]))",
    re.IGNORECASE,
)
_SAME_MONTH = re.compile(r"\s{0,3}(?:,|&|\band\b)\s{0,3}(?P<day>\d{1,2})(?![\w:%/.])")

_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?|tth|mo|tu|we|th|fr|mw|wf|[mtwrfu])"
)
_LABEL = re.compile(
    rf"(?:\b(?:week|wk|lecture|lec|class|session|meeting|day|module|unit)\s{{0,3}}#?\s?\d{{1,3}}\b"
    rf"|(?<!\w)[wl#]\d{{1,3}}\b|\b{_WEEKDAY}\b\.?)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\b\.?)|\d{1,2}:\d\d", re.IGNORECASE)
#: The number in "Lec 1 - Sep 3" counts lectures.
_COUNTED = re.compile(
    r"\b(?:week|wk|lecture|lec|class|session|meeting|day|module|unit|no\.?)\s{0,3}#?\s?$",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?:\d{{1,2}}\s{{0,3}}(?=[(\n]))?(?:[\s*_>•·:,.()\[\]–—-]|{_LABEL.pattern})*", re.IGNORECASE
)
#: "09-03" and "9.3" may be anything, but in a column of dates they are days.
_IN_COLUMN = re.compile(
    rf"(?:{_WEEKDAY}\b[.,]?\s{{0,3}})?(?P<first>\d{{1,2}})[-.](?P<second>\d{{1,2}})"
    rf"(?:,?\s{{0,3}}\(?{_WEEKDAY}\b[.)]{{0,2}})?",
    re.IGNORECASE,
)
_PUNCTUATION = " \t\xa0,;:.|*_()[]–—-/&"


@dataclass(frozen=True, slots=True)
class Day:
    """A month and day found in a text at ``start:end``, with its year where one is written."""

    month: int
    day: int
    year: int | None
    start: int
    end: int

    def within(self, term: Term | None) -> date | None:
        """The calendar date, the year taken from the term where none was written.

        None where there is neither year nor term, or no such day in that year.
        """
        if self.year is not None:
            try:
                return date(self.year, self.month, self.day)
            except ValueError:
                return None
        return term.date_of(self.month, self.day) if term else None

    @classmethod
    def of(cls, match: re.Match[str], *, day_first: bool) -> Self | None:
        """The day a match means; None where month or day are out of range."""
        groups = match.groupdict()
        if groups.get("name"):
            month, day = _MONTHS.index(groups["name"][:3].lower()) + 1, int(groups["day"])
        elif groups.get("first"):
            first, second = int(groups["first"]), int(groups["second"])
            month, day = (second, first) if day_first else (first, second)
        else:
            month, day = int(groups["month"]), int(groups["day"])
        year = int(groups["year"]) if groups.get("year") else None
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        if year is not None and year < 100:
            year += 2000
        return cls(month, day, year, match.start(), match.end())


def _days(text: str, *, day_first: bool) -> Iterator[Day]:
    for form in _FORMS:
        for match in form.finditer(text):
            if "name" in form.groupindex and _COUNTED.search(text[: match.start()]):
                continue
            if day := Day.of(match, day_first=day_first):
                yield day


def find_day(text: str, *, day_first: bool = False) -> Day | None:
    """The first day in a text, spanning the whole range where it begins one; None without.

    ``day_first`` reads 9/3 as the ninth of March. Whether a page means that is for the page to
    show (``writes_day_first``): "24/7" alone is no day.

    >>> day = find_day("Week 3 (Sep 10)")
    >>> day.month, day.day
    (9, 10)
    """
    found = min(
        _days(text, day_first=day_first), key=lambda day: (day.start, -day.end), default=None
    )
    if found and (tail := _RANGE.match(text, found.end)):
        return Day(found.month, found.day, found.year, found.start, tail.end())
    return found


def find_days(text: str, *, day_first: bool = False) -> tuple[Day, ...]:
    """Every day in a text in its order: "October 22 and October 24", "Oct 21, 23"."""
    kept: list[Day] = []
    for day in sorted(_days(text, day_first=day_first), key=lambda day: (day.start, -day.end)):
        if kept and day.start < kept[-1].end:
            continue
        kept.append(day)
        end = day.end
        while day.year is None and (more := _SAME_MONTH.match(text, end)):
            if not 1 <= int(more["day"]) <= 31:
                break
            kept.append(Day(day.month, int(more["day"]), None, more.start(), more.end()))
            end = more.end()
    return tuple(kept)


def leading_day(text: str, *, day_first: bool = False, in_column: bool = False) -> Day | None:
    """The day a text begins with, after at most a weekday or a label such as "Week 3"; or None.

    ``in_column``: the text is a cell of a column of dates, where "09-03" and "9.3" are days.
    """
    day = find_day(text[:80], day_first=day_first)
    if day is None:
        alone = _IN_COLUMN.fullmatch(text.strip()) if in_column and len(text) <= 80 else None
        return Day.of(alone, day_first=day_first) if alone else None
    before = _BEFORE.match(text)
    return day if before and before.end() >= day.start else None


def beside(text: str, day: Day) -> str:
    """What a text says besides the day: without weekday, week label, clock time, punctuation."""
    rest = f"{text[: day.start]} {text[day.end :]}"
    return " ".join(_CLOCK.sub(" ", _LABEL.sub(" ", rest)).split()).strip(_PUNCTUATION)


def after(text: str, day: Day) -> str:
    """What follows the day and its weekday in a text that begins with it."""
    rest = text[day.end :]
    label = re.match(rf"[\s,(]*{_WEEKDAY}\b\.?\)?[\s,:]*(?=\(|$|[^\w])", rest, re.IGNORECASE)
    return rest[label.end() :].strip() if label else rest.strip(" \t\xa0:,;|–—-")


def is_date_cell(text: str, *, day_first: bool = False) -> bool:
    """Whether a text says a day and (nearly) nothing else."""
    if len(text) > 80:
        return False
    day = leading_day(text, day_first=day_first)
    return day is not None and len(beside(text, day)) <= 40


def writes_day_first(texts: Iterable[str]) -> bool:
    """Whether a page's 9/3 must mean March: some "13/9" is there and no "9/13"."""
    pairs = [
        (int(match[1]), int(match[2]))
        for text in texts
        for match in re.finditer(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d])", text[:80])
    ]
    return any(first > 12 for first, _ in pairs) and not any(second > 12 for _, second in pairs)
