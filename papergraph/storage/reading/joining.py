"""An offering as several pages say it together: pure functions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from papergraph.domain.courses import Listing, Milestone, Offering, Reading, Session
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import StoredPage
from papergraph.domain.snapshot import Listed, OfferingPages

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CurrentPage:
    """A stored page with what the catalog adds: the ids of each reading's link, and when.

    ``ids`` is in the order of ``stored.placed.works``.
    """

    stored: StoredPage
    ids: tuple[tuple[ExternalId, ...], ...]
    added_at: datetime

    @property
    def listing(self) -> Listing:
        """What was read of the page."""
        return self.stored.placed.listing


@dataclass(frozen=True, slots=True)
class _Line:
    reading: Reading
    work: str
    ids: tuple[ExternalId, ...]


@dataclass(frozen=True, slots=True)
class _Meeting:
    session: Session
    lines: tuple[_Line, ...]


def joined(offering: Offering, pages: Sequence[CurrentPage]) -> OfferingPages:
    """The offering that some pages, oldest first, make together.

    Pages with readings speak first, of a plan the others: slides plan what a schedule then
    holds. Sessions stand in the order of their dates, one without a date after the one it
    follows on its page; the same session on two pages becomes one that holds what both say.
    """
    ordered = sorted(pages, key=lambda page: not page.stored.placed.works)
    listings = [page.listing for page in ordered]
    meetings = _merged([meeting for page in ordered for meeting in _dated(page)])
    return OfferingPages(
        offering=offering,
        title=_first(listings, lambda listing: listing.title),
        institution=_first(listings, lambda listing: listing.institution),
        sessions=tuple(meeting.session for meeting in meetings),
        readings=tuple(
            _listed(offering, meeting.session, line)
            for meeting in meetings
            for line in meeting.lines
        ),
        topics=tuple(dict.fromkeys(topic for listing in listings for topic in listing.topics)),
        planned=_first(listings[::-1], lambda listing: listing.planned) or (),
        milestones=_milestones(listings[::-1]),
        weights=_first(listings[::-1], lambda listing: listing.weights) or (),
        sources=tuple(
            (page.stored.placed.page.address, page.stored.placed.page.revision) for page in ordered
        ),
        readings_said=_first(listings[::-1], lambda listing: listing.readings_said),
        updated=max((page.added_at for page in pages), default=None),
    )


def _first(listings: Sequence[Listing], field: Callable[[Listing], _T]) -> _T | None:
    return next((value for value in map(field, listings) if value), None)


def _milestones(listings: Sequence[Listing]) -> tuple[Milestone, ...]:
    """All milestones by date; what one page says of a day, the next page need not repeat.

    Slides and README name the same duty in words of their own ("Form Group", "Form groups").
    """
    found: dict[Milestone, None] = {}
    for listing in listings:
        said = {milestone.date for milestone in found}
        found |= dict.fromkeys(m for m in listing.milestones if m.date not in said)
    return tuple(sorted(found, key=lambda milestone: milestone.date))


def _dated(page: CurrentPage) -> Iterator[tuple[date, _Meeting]]:
    """The meetings of a page, each with the date that it stands at."""
    lines = iter(zip(page.stored.placed.works, page.ids, strict=True))
    day = date.min
    for session in page.listing.sessions:
        day = session.date or day
        own = tuple(_Line(reading, *next(lines)) for reading in session.readings)
        yield day, _Meeting(session, own)


def _merged(dated: Sequence[tuple[date, _Meeting]]) -> list[_Meeting]:
    """The meetings in the order of their dates; of equal date and number, one."""
    in_order = [meeting for _, meeting in sorted(dated, key=lambda pair: pair[0])]
    found: list[_Meeting] = []
    place: dict[tuple[date, int], int] = {}
    for meeting in in_order:
        day, number = meeting.session.date, meeting.session.number
        if day is None or (day, number) not in place:
            if day is not None:
                place[day, number] = len(found)
            found.append(meeting)
        else:
            at = place[day, number]
            found[at] = _both(found[at], meeting)
    return found


def _both(first: _Meeting, second: _Meeting) -> _Meeting:
    a, b = first.session, second.session
    session = replace(
        a,
        heading=a.heading or b.heading,
        subject=a.subject or b.subject,
        links=tuple(dict.fromkeys(a.links + b.links)),
        people=tuple(dict.fromkeys(a.people + b.people)),
        readings=a.readings + b.readings,
    )
    return _Meeting(session, first.lines + second.lines)


def _listed(offering: Offering, session: Session, line: _Line) -> Listed:
    reading = line.reading
    return Listed(
        offering=offering,
        work=line.work,
        title=reading.title,
        url=reading.url,
        role=reading.role,
        locator=reading.locator,
        heading=reading.heading,
        topic=reading.topic,
        kind=reading.kind,
        session=session.date,
        session_number=session.number,
        ids=line.ids,
        line=reading.line,
    )
