"""Dates as sources give them: a year, a month or a day, never more exact than was said."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year with, where known, its month and day.

    >>> str(PartialDate(2023, 9)), PartialDate(2023, 9).last()
    ('2023-09', datetime.date(2023, 9, 30))
    """

    year: int
    month: int | None = None
    day: int | None = None

    def first(self) -> date:
        """The earliest day this may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """The latest day this may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month:
            text += f"-{self.month:02}"
            if self.day:
                text += f"-{self.day:02}"
        return text

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The date an ISO text (``2023``, ``2023-09``, ``2023-09-12``) says, else None."""
        match = _ISO.fullmatch(text.strip())
        if match is None:
            return None
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            return None
        return cls(year, month, day)
