"""Courses, terms, offerings, and the page that lists what they read: values only."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import total_ordering
from typing import Literal, Self

from papergraph.domain.works import Kind
from papergraph.errors import OfferingNameError

Role = Literal["required", "optional", "companion", "unspecified"]
SessionKind = Literal["lecture", "no-lecture", "presentations", "break"]
LinkKind = Literal["slides", "summary", "recording", "notes", "other"]
PersonRole = Literal["presenter", "summary", "reviewer", "companion", "critic", "other"]

#: Roles from the most binding to that which says least.
ROLES: tuple[Role, ...] = ("required", "companion", "optional", "unspecified")

#: The institution in the name of an offering of which none is told, where the code alone would
#: mean several.
UNKNOWN = "unknown"

#: Season letters in the order in which they come within a calendar year.
SEASONS = {"W": "Winter", "S": "Spring", "U": "Summer", "F": "Fall"}

#: The form in which an offering is named: ``cse585@F24``, ``uiuc/cs598@S26``.
OFFERING_NAME = re.compile(
    r"(?:(?P<institution>[a-z0-9][a-z0-9.-]*)/)?(?P<code>[a-z0-9][a-z0-9._-]*)"
    r"@(?P<season>[WSUF])(?P<year>\d{2})",
    re.IGNORECASE,
)


def strongest(roles: Iterable[Role]) -> Role:
    """The most binding of some roles, of which there must be one."""
    return min(roles, key=ROLES.index)


@total_ordering
@dataclass(frozen=True, slots=True)
class Term:
    """A season of a year, ordered in time: ``W24`` < ``S24`` < ``U24`` < ``F24``."""

    season: str
    year: int

    def __lt__(self, other: "Term") -> bool:
        order = "WSUF"
        return (self.year, order.index(self.season)) < (other.year, order.index(other.season))

    def __str__(self) -> str:
        return f"{self.season}{self.year % 100:02}"

    @property
    def name(self) -> str:
        """For people: ``Fall 2024``."""
        return f"{SEASONS[self.season]} {self.year}"

    @property
    def begins(self) -> date:
        """The first day of the month such terms usually begin in, where no page says better."""
        return date(self.year, {"W": 1, "S": 1, "U": 5, "F": 8}[self.season], 1)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """``F24`` -> Fall 2024; None where the text is not of that form."""
        match = re.fullmatch(r"([WSUF])(\d{2})", text.strip(), re.IGNORECASE)
        return cls(match[1].upper(), 2000 + int(match[2])) if match else None

    def date_of(self, month: int, day: int) -> date | None:
        """The calendar date of a month and day inside this term; None where there is none.

        A fall term may run into January, a winter or spring one begin in December.
        """
        year = self.year
        if self.season == "F" and month <= 2:
            year += 1
        elif self.season in "WS" and month == 12:
            year -= 1
        try:
            return date(year, month, day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, order=True)
class Course:
    """A course is known by institution (our short name, ``umich``) and code (``cse585``)."""

    code: str
    institution: str | None = None

    def __str__(self) -> str:
        return f"{self.institution}/{self.code}" if self.institution else self.code


@dataclass(frozen=True, slots=True)
class Offering:
    """A course in a term. ``str`` gives the full name, ``short`` the one without institution."""

    course: Course
    term: Term

    def __str__(self) -> str:
        return f"{self.course}@{self.term}"

    @property
    def short(self) -> str:
        """``cse585@F24``: enough wherever the code belongs to one institution only."""
        return f"{self.course.code}@{self.term}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``cse585@F24`` or ``uiuc/cs598@S26``.

        Raises:
            OfferingNameError: the text is not of that form.
        """
        match = OFFERING_NAME.fullmatch(text.strip())
        if match is None:
            raise OfferingNameError(
                f"{text!r} is not the name of an offering",
                hint="write course, @, season letter (W, S, U, F) and two-digit year: cse585@F24",
            )
        institution = match["institution"]
        return cls(
            Course(match["code"].lower(), institution.lower() if institution else None),
            Term(match["season"].upper(), 2000 + int(match["year"])),
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a session that is not a reading: slides, a summary, a recording."""

    kind: LinkKind
    url: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person named for a session. Never part of public output unless asked for."""

    name: str
    role: PersonRole


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of a listing. ``heading`` is the course's own, ``topic`` ours (mapped later)."""

    title: str
    url: str | None = None
    role: Role = "unspecified"
    locator: str | None = None
    heading: str | None = None
    topic: str | None = None
    kind: Kind = "paper"
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting. ``number`` is 2 for a second one on the same date (written ``#2``)."""

    date: date | None
    kind: SessionKind = "lecture"
    heading: str | None = None
    subject: str | None = None
    links: tuple[Link, ...] = ()
    people: tuple[Person, ...] = ()
    readings: tuple[Reading, ...] = ()
    number: int = 1
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedTopic:
    """A line of a plan such as "Inference (5)"."""

    heading: str
    lectures: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated duty of the course: "form groups", "proposal due"."""

    date: date
    what: str


@dataclass(frozen=True, slots=True)
class Weight:
    """A part of the grade in per cent."""

    what: str
    percent: float


@dataclass(frozen=True, slots=True)
class PageWarning:
    """What a parser was unsure of, at which line (from 1) of the page."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page at one revision.

    ``course``, ``institution``, ``title`` and ``term`` are None where the page does not say;
    ``topics`` are the headings in the order in which the page opens them;
    ``readings_said`` is a number the page itself gives ("38 papers").
    """

    shape: str
    sessions: tuple[Session, ...] = ()
    course: str | None = None
    institution: str | None = None
    title: str | None = None
    term: Term | None = None
    topics: tuple[str, ...] = ()
    planned: tuple[PlannedTopic, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    weights: tuple[Weight, ...] = ()
    readings_said: int | None = None
    warnings: tuple[PageWarning, ...] = field(default=())

    @property
    def readings(self) -> Iterator[Reading]:
        """Every reading in the order of the page."""
        for session in self.sessions:
            yield from session.readings


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page with where it came from.

    ``address`` is the file or URL it was read from (relative links resolve against it);
    ``revision`` is the commit, ETag or None; ``digest`` is a hash of the bytes.
    """

    text: str
    address: str
    digest: str
    revision: str | None = None
