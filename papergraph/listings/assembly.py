"""Sessions put together line by line, by the rules of topics, occasions and roles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from papergraph.domain.courses import (
    Link,
    Listing,
    PageWarning,
    Person,
    Reading,
    Role,
    Session,
    SessionKind,
    Term,
)
from papergraph.domain.kinds import kind_of_url
from papergraph.listings.clues.dates import Day
from papergraph.listings.clues.links import resolve
from papergraph.listings.duties import plan, weights
from papergraph.listings.milestones import milestones
from papergraph.listings.offering import Name


@dataclass(slots=True)
class _Draft:
    """A session under construction."""

    date: date | None
    line: int
    heading: str | None
    kind: SessionKind = "lecture"
    subject: str | None = None
    links: list[Link] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    readings: list[tuple[Reading, Role | None]] = field(default_factory=list)


class Assembly:
    """The sessions of a page as they are met from its top to its end.

    An undated topic opens a topic; a dated one only where no undated one has opened the block
    (a table, or the whole of a page without tables); which rows never do is up to the caller.
    """

    def __init__(self, address: str, term: Term | None) -> None:
        self._address = address
        self._term = term
        self._drafts: list[_Draft] = []
        self._topics: dict[str, None] = {}
        self._warnings: list[PageWarning] = []
        self._heading: str | None = None
        self._opened_undated = False
        self._fresh = True

    def block(self) -> None:
        """A new table begins: its topics may be dated again, its readings wait for a session."""
        self._opened_undated = False
        self._fresh = True

    def warn(self, line: int | None, text: str) -> None:
        """Remember what is doubtful at a line."""
        self._warnings.append(PageWarning(line, text))

    def topic(self, text: str) -> None:
        """An undated topic: it is in force from here on, also in a session begun without more."""
        self._open(text)
        self._opened_undated = True
        draft = self._current
        if draft and not draft.readings and draft.subject is None and draft.kind == "lecture":
            draft.heading = text

    def dated_topic(self, text: str) -> None:
        """A title of the current session: a topic, unless the block has undated ones."""
        draft = self._current
        if self._opened_undated:
            if draft and draft.subject is None:
                draft.subject = text
            return
        self._open(text)
        if draft and not draft.readings:
            draft.heading = text

    def heading(self, text: str) -> None:
        """The value of a topic column: the topic of this row and those that leave it blank."""
        if self._opened_undated:
            self.subject(text)
            return
        self._open(text)
        draft = self._current
        if draft and not draft.readings:
            draft.heading = text

    def subject(self, text: str) -> None:
        """What the current session is about, where nothing has said so yet."""
        if self._current and self._current.subject is None:
            self._current.subject = text

    def occasion(self, kind: SessionKind, text: str) -> None:
        """The current session is no lecture; the text says why."""
        draft = self._current
        if draft and draft.kind == "lecture":
            draft.kind = kind
            draft.subject = text if draft.subject is None else draft.subject

    def session(self, line: int, day: Day) -> None:
        """A dated row begins a session."""
        when = day.within(self._term)
        if when is None and (self._term is not None or day.year is not None):
            self.warn(line, f"no such day: month {day.month}, day {day.day}")
        self._drafts.append(_Draft(when, line, self._heading))
        self._fresh = False

    def same_day(self, day: Day) -> bool:
        """Whether the current session is on that day."""
        return bool(
            self._current and self._current.date and self._current.date == day.within(self._term)
        )

    def reading(
        self,
        line: int,
        title: str,
        url: str | None,
        *,
        role: Role | None = None,
        locator: str | None = None,
    ) -> None:
        """A reading of the current session, or of none where no date came before it."""
        resolved = resolve(url, self._address) if url else None
        reading = Reading(
            title=title,
            url=resolved,
            locator=locator,
            heading=self._heading,
            kind=kind_of_url(resolved),
            line=line,
        )
        self._here(line).readings.append((reading, role))

    def add(self, line: int, links: Iterable[Link], people: Iterable[Person]) -> None:
        """Course material and people of the current session."""
        links, people = tuple(links), tuple(people)
        if not links and not people:
            return
        draft = self._here(line)
        for link in links:
            resolved = Link(link.kind, resolve(link.url, self._address))
            if resolved not in draft.links:
                draft.links.append(resolved)
        draft.people.extend(person for person in people if person not in draft.people)

    @property
    def begun(self) -> bool:
        """Whether a session has begun in this block."""
        return not self._fresh

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics in the order in which they were opened."""
        return tuple(self._topics)

    @property
    def warnings(self) -> tuple[PageWarning, ...]:
        """What was doubtful, in the order of lines."""
        return tuple(sorted(self._warnings, key=lambda warning: warning.line or 0))

    def sessions(self) -> tuple[Session, ...]:
        """The finished sessions.

        A reading that is not marked is optional where the page marks others as required, else
        its role is unspecified. The second session of one day has the number 2.
        """
        roles = {role for draft in self._drafts for _, role in draft.readings}
        unmarked: Role = "optional" if "required" in roles else "unspecified"
        numbers: dict[date | None, int] = {}
        found: list[Session] = []
        for draft in self._drafts:
            if draft.date is None and not (draft.readings or draft.subject or draft.people):
                continue
            number = numbers[draft.date] = numbers.get(draft.date, 0) + 1
            found.append(
                Session(
                    date=draft.date,
                    kind=draft.kind,
                    heading=draft.heading,
                    subject=draft.subject,
                    links=tuple(draft.links),
                    people=tuple(draft.people),
                    readings=tuple(
                        replace(reading, role=role or unmarked) for reading, role in draft.readings
                    ),
                    number=number,
                    line=draft.line,
                )
            )
        return tuple(found)

    def _open(self, text: str) -> None:
        self._heading = text
        self._topics.setdefault(text)

    @property
    def _current(self) -> _Draft | None:
        return self._drafts[-1] if self._drafts else None

    def _here(self, line: int) -> _Draft:
        """The current session; one without a date where none has begun in this block."""
        draft = self._current
        undated = draft is not None and draft.date is None and draft.heading != self._heading
        if draft is None or self._fresh or (undated and draft.readings):
            draft = _Draft(None, line, self._heading)
            self._drafts.append(draft)
            self._fresh = False
        return draft


def listing_of(
    shape: str, lines: Sequence[str], *, name: Name, term: Term | None, assembly: Assembly
) -> Listing:
    """The finished listing: what was assembled, and the duties that the page names beside it."""
    return Listing(
        shape=shape,
        sessions=assembly.sessions(),
        course=name.course,
        title=name.title,
        term=term,
        topics=assembly.topics,
        planned=plan(lines),
        milestones=milestones(lines, term),
        weights=weights(lines),
        warnings=assembly.warnings,
    )
