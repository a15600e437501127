"""What changed between two revisions of one page, as events."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from papergraph.domain.courses import Reading, Session
from papergraph.domain.planning import Event, PlacedListing, StoredPage
from papergraph.domain.titles import normal_title

#: The share of the readings of either page that two pages of one offering must have in common
#: for the one to be a revision of the other although it lies elsewhere (a file, then the same
#: page's URL). A short list beside a long schedule is no revision of it.
SHARE_OF_REVISION = 0.5

#: Standard input: two pages read from it have nothing in common by that.
_NO_ADDRESS = "-"


def page_revised(placed: PlacedListing, pages: Sequence[StoredPage]) -> StoredPage | None:
    """The page of which a placed listing is a newer revision; None where it is a further page.

    That is the page of the same address, else one of the same shape that has no readings
    either (two decks of slides), else the one that shares most readings, if at least half.
    """
    for page in pages:
        if page.placed.page.address == placed.page.address != _NO_ADDRESS:
            return page
    titles = _titles(placed)
    best, share = None, 0.0
    for page in pages:
        theirs = _titles(page.placed)
        if not titles and not theirs and page.placed.listing.shape == placed.listing.shape:
            return page
        larger = max(len(titles), len(theirs))
        common = len(titles & theirs) / larger if larger else 0.0
        if common > share:
            best, share = page, common
    return best if share >= SHARE_OF_REVISION else None


def revision_events(old: PlacedListing, new: PlacedListing, *, now: datetime) -> tuple[Event, ...]:
    """A reading that entered, left or changed between two revisions, one event for each."""
    before, after = _by_work(old), _by_work(new)
    source = new.page.address

    def event(work: str, what: str, was: str | None, is_: str | None) -> Event:
        return Event(now, work, what, was, is_, source, new.offering)

    events: list[Event] = []
    for work in dict.fromkeys((*before, *after)):
        olds, news = before.get(work, []), after.get(work, [])
        for was, is_ in zip(olds, news, strict=False):
            events += [event(work, *difference) for difference in _differences(was, is_)]
        events += [event(work, "unlisted", gone.title, None) for _, gone in olds[len(news) :]]
        events += [event(work, "listed", None, come.title) for _, come in news[len(olds) :]]
    return tuple(sorted(events, key=lambda found: (found.what, found.subject)))


Placed = tuple[Session, Reading]


def _differences(old: Placed, new: Placed) -> Iterator[tuple[str, str | None, str | None]]:
    (old_session, old_reading), (new_session, new_reading) = old, new
    if old_reading.title != new_reading.title:
        yield "retitled", old_reading.title, new_reading.title
    if old_reading.url != new_reading.url:
        yield "relinked", old_reading.url, new_reading.url
    if old_reading.role != new_reading.role:
        yield "role", old_reading.role, new_reading.role
    if old_reading.topic != new_reading.topic:
        yield "moved", old_reading.topic, new_reading.topic
    if old_reading.locator != new_reading.locator:
        yield "relocated", old_reading.locator, new_reading.locator
    if old_session.date != new_session.date:
        yield "rescheduled", _day(old_session), _day(new_session)


def _by_work(placed: PlacedListing) -> dict[str, list[Placed]]:
    pairs = [(s, reading) for s in placed.listing.sessions for reading in s.readings]
    found: dict[str, list[Placed]] = {}
    for work, pair in zip(placed.works, pairs, strict=True):
        found.setdefault(work, []).append(pair)
    return found


def _titles(placed: PlacedListing) -> set[str]:
    return {normal_title(reading.title) for reading in placed.listing.readings}


def _day(session: Session) -> str | None:
    return session.date.isoformat() if session.date else None
