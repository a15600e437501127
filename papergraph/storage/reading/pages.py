"""The current pages of offerings."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, select, true

from papergraph.domain.courses import (
    Link,
    Listing,
    Offering,
    Page,
    Person,
    Reading,
    Session,
    SessionKind,
)
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import PlacedListing, StoredPage
from papergraph.domain.snapshot import Listed, OfferingPages
from papergraph.domain.works import Kind
from papergraph.storage import tables as t
from papergraph.storage.backends import Access, AnyRow
from papergraph.storage.reading.joining import CurrentPage, joined
from papergraph.storage.reading.offerings import (
    CURRENT,
    NAME,
    listings_in_offerings,
    numbers_of_offerings,
    order,
)
from papergraph.storage.reading.works import numbers_of
from papergraph.storage.values import id_from, listing_fields, offering_from

#: A session: our number of its listing, and its position there.
_Place = tuple[int, int]


def current_pages(
    db: Access, numbers: Collection[int] | None
) -> dict[Offering, tuple[CurrentPage, ...]]:
    """The current pages of some offerings (None: of all), oldest page first.

    Five statements however many. ``page.text`` is empty: only what was read of it is kept.
    """
    chosen = true() if numbers is None else db.among(t.offerings.c.id, numbers)
    current = select(t.listings.c.id).select_from(listings_in_offerings()).where(CURRENT, chosen)

    def within(listing: ColumnElement[int]) -> ColumnElement[bool]:
        return listing.in_(current)

    readings = _readings(db, within)
    sessions = _sessions(db, within, readings)
    pages: defaultdict[Offering, list[CurrentPage]] = defaultdict(list)
    for row in db.rows(
        select(*NAME, t.listings)
        .select_from(listings_in_offerings())
        .where(CURRENT, chosen)
        .order_by(t.pages.c.id)
    ):
        columns = {column.name: row._mapping[column] for column in t.listings.c}
        offering, number = offering_from(*row[:4]), columns["id"]
        held = sessions[number]
        lines = [line for at in range(len(held)) for line in readings[number, at]]
        placed = PlacedListing(
            offering=offering,
            page=Page("", columns["address"], columns["digest"], columns["revision"]),
            listing=Listing(sessions=tuple(held), **listing_fields(columns)),
            works=tuple(line.key for line in lines),
        )
        pages[offering].append(
            CurrentPage(
                StoredPage(columns["page"], placed),
                tuple(_ids(line) for line in lines),
                columns["added_at"],
            )
        )
    return {offering: tuple(found) for offering, found in pages.items()}


def offering_pages(db: Access, offerings: Sequence[Offering] | None) -> tuple[OfferingPages, ...]:
    """Offerings as their current pages say them, in the order asked for (None: all, sorted).

    What has no page is left out.
    """
    if offerings is None:
        pages = current_pages(db, None)
        wanted = sorted(pages, key=order)
    else:
        pages = current_pages(db, set(numbers_of_offerings(db, offerings).values()))
        wanted = list(dict.fromkeys(offerings))
    return tuple(joined(offering, pages[offering]) for offering in wanted if offering in pages)


def pages_for(db: Access, offering: Offering) -> tuple[StoredPage, ...]:
    """The current pages of one offering, oldest first."""
    found = current_pages(db, numbers_of_offerings(db, {offering}).values())
    return tuple(page.stored for pages in found.values() for page in pages)


def listings_of(db: Access, keys: Iterable[str]) -> dict[str, tuple[Listed, ...]]:
    """For each key, where current pages list its work: by offering, then as the page goes."""
    wanted = list(keys)
    numbers = numbers_of(db, wanted)
    r, s = t.readings.c, t.sessions.c
    rows = db.rows(
        select(*NAME, s.date, s.number, t.works.c.key, t.readings)
        .select_from(
            listings_in_offerings()
            .join(t.sessions, s.listing == t.listings.c.id)
            .join(t.readings, (r.listing == s.listing) & (r.session == s.position))
            .join(t.works, t.works.c.id == r.work)
        )
        .where(CURRENT, db.among(r.work, set(numbers.values())))
        .order_by(t.pages.c.id, r.position)
    )
    found: defaultdict[int, list[Listed]] = defaultdict(list)
    for row in rows:
        reading = _reading(row)
        found[row.work].append(
            Listed(
                offering=offering_from(*row[:4]),
                work=row.key,
                title=reading.title,
                url=reading.url,
                role=reading.role,
                locator=reading.locator,
                heading=reading.heading,
                topic=reading.topic,
                kind=reading.kind,
                session=row.date,
                session_number=row.number,
                ids=_ids(row),
                line=reading.line,
            )
        )
    for places in found.values():
        places.sort(key=lambda listed: order(listed.offering))
    return {key: tuple(found[numbers[key]]) for key in wanted if key in numbers}


def listed_keys(db: Access, offerings: Sequence[Offering] | None) -> tuple[str, ...]:
    """The keys of the works on current pages of some offerings (None: of all).

    In the order of the pages' coming, then as the page goes; a work where it is listed first.
    """
    chosen = (
        true()
        if offerings is None
        else db.among(t.offerings.c.id, numbers_of_offerings(db, offerings).values())
    )
    rows = db.rows(
        select(t.works.c.key)
        .select_from(
            listings_in_offerings()
            .join(t.readings, t.readings.c.listing == t.listings.c.id)
            .join(t.works, t.works.c.id == t.readings.c.work)
        )
        .where(CURRENT, chosen)
        .order_by(t.pages.c.id, t.readings.c.position)
    )
    return tuple(dict.fromkeys(key for (key,) in rows))


def _readings(
    db: Access, within: Callable[[ColumnElement[int]], ColumnElement[bool]]
) -> defaultdict[_Place, list[AnyRow]]:
    """The rows of readings, with the key of their work, by session."""
    r = t.readings.c
    found: defaultdict[_Place, list[AnyRow]] = defaultdict(list)
    for row in db.rows(
        select(t.readings, t.works.c.key)
        .join_from(t.readings, t.works)
        .where(within(r.listing))
        .order_by(r.listing, r.position)
    ):
        found[row.listing, row.session].append(row)
    return found


def _sessions(
    db: Access,
    within: Callable[[ColumnElement[int]], ColumnElement[bool]],
    readings: defaultdict[_Place, list[AnyRow]],
) -> defaultdict[int, list[Session]]:
    """Whole sessions by listing."""

    def parts(table: Table[t.SessionLinkColumns] | Table[t.SessionPersonColumns]) -> Any:
        grouped: defaultdict[_Place, list[AnyRow]] = defaultdict(list)
        for row in db.rows(
            select(table)
            .where(within(table.c.listing))
            .order_by(table.c.listing, table.c.session, table.c.position)
        ):
            grouped[row.listing, row.session].append(row)
        return grouped

    links, people = parts(t.session_links), parts(t.session_people)
    s = t.sessions.c
    found: defaultdict[int, list[Session]] = defaultdict(list)
    for row in db.rows(select(t.sessions).where(within(s.listing)).order_by(s.listing, s.position)):
        place = row.listing, row.position
        found[row.listing].append(
            Session(
                date=row.date,
                kind=cast("SessionKind", row.kind),
                heading=row.heading,
                subject=row.subject,
                links=tuple(Link(link.kind, link.url) for link in links[place]),
                people=tuple(Person(person.name, person.role) for person in people[place]),
                readings=tuple(map(_reading, readings[place])),
                number=row.number,
                line=row.line,
            )
        )
    return found


def _reading(row: AnyRow) -> Reading:
    return Reading(
        title=row.title,
        url=row.url,
        role=row.role,
        locator=row.locator,
        heading=row.heading,
        topic=row.topic,
        kind=cast("Kind", row.kind),
        line=row.line,
    )


def _ids(row: AnyRow) -> tuple[ExternalId, ...]:
    return (id_from(row.id),) if row.id else ()
