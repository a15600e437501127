"""Dates as pages and BibTeX write them -> dates, never more exact than what is written."""

import re

from papergraph.domain.dates import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"((?:1[89]|20)\d{2})"
_NUMBERS = re.compile(rf"(?<!\d){_YEAR}[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}}))?(?!\d)")
_COMPACT = re.compile(rf"{_YEAR}(\d{{2}})(\d{{2}})")
_MONTH_YEAR = re.compile(rf"(\d{{1,2}})/{_YEAR}")
_EITHER_WAY = re.compile(rf"(\d{{1,2}})[/.](\d{{1,2}})[/.]{_YEAR}")
_WORD = r"(?:(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)"
#: "August 27, 2009", "Aug 2009"
_MONTH_FIRST = re.compile(
    rf"\b{_WORD}(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?)?,?\s+{_YEAR}\b", re.IGNORECASE
)
#: "27 August 2009", "14-21 Oct. 2007" (then the first day)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*[-–]\s*\d{{1,2}})?\s+{_WORD},?\s+{_YEAR}\b",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_LONGEST = 200


def read_date(text: str) -> PartialDate | None:
    """The date that a text names, as exact as it says; None where it names none.

    ``2022/07/11``, ``2022-07``, ``2022``, ISO times, ``Jul 2022``, ``August 27, 2009``,
    ``14-21 Oct. 2007``, ``12/2006``. Of ``02/03/2020`` only the year is sure.

    >>> [str(read_date(text)) for text in ("2022/7/11", "Jul 2022", "02/03/2020")]
    ['2022-07-11', '2022-07', '2020']
    """
    written = " ".join(text.split())
    if not written or len(written) > _LONGEST:
        return None
    if match := _COMPACT.fullmatch(written):
        return _date(match[1], match[2], match[3])
    if match := _MONTH_YEAR.fullmatch(written):
        return _date(match[2], match[1])
    if match := _EITHER_WAY.fullmatch(written):
        first, second = int(match[1]), int(match[2])
        if first > 12:
            return _date(match[3], second, first)
        return _date(match[3], first, second) if second > 12 else _date(match[3])
    if match := _NUMBERS.search(written):
        return _date(match[1], match[2], match[3])
    if match := _DAY_FIRST.search(written):
        return _date(match[3], read_month(match[2]), match[1])
    if match := _MONTH_FIRST.search(written):
        return _date(match[3], read_month(match[1]), match[2])
    years = set(_ONE_YEAR.findall(written))
    return _date(years.pop()) if len(years) == 1 else None


def read_month(text: str) -> int | None:
    """The number of a month by its name, its short name or its number; None for anything else.

    >>> read_month("jul"), read_month("October"), read_month("7"), read_month("0")
    (7, 10, 7, None)
    """
    written = text.strip(' .{}"').lower()
    if written.isascii() and written.isdigit():
        return int(written) if len(written) <= 2 and 1 <= int(written) <= 12 else None
    short = written[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS and written.isalpha() else None


def _date(
    year: str, month: str | int | None = None, day: str | int | None = None
) -> PartialDate | None:
    """The date, without a month or day that cannot be (``2022/00/00`` is 2022)."""
    held = int(year)
    number = int(month) if month else 0
    if not 1 <= number <= 12:
        return PartialDate(held)
    whole = PartialDate.parse(f"{held:04}-{number:02}-{int(day):02}") if day else None
    return whole or PartialDate(held, number)
