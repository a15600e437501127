"""Which offerings there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Join, func, select

from papergraph.domain.courses import Offering, Term
from papergraph.domain.snapshot import OfferingSummary
from papergraph.storage import tables as t
from papergraph.storage.backends import Access, AnyRow
from papergraph.storage.values import offering_from

#: The columns of ``offering_from``.
NAME = (t.courses.c.code, t.courses.c.institution, t.offerings.c.season, t.offerings.c.year)

#: What makes a listing the current one of its page.
CURRENT = t.listings.c.superseded_at.is_(None)


def listings_in_offerings() -> Join:
    """Every listing with its page, its offering and its course."""
    return t.courses.join(t.offerings).join(t.pages).join(t.listings)


def order(offering: Offering) -> tuple[str, str, Term]:
    """The order in which offerings are shown: by course, then in time."""
    return offering.course.code, offering.course.institution or "", offering.term


def numbers_of_offerings(db: Access, offerings: Iterable[Offering]) -> dict[Offering, int]:
    """Our number of each of some offerings that is known under exactly this name."""
    wanted = set(offerings)
    rows = db.rows(
        select(t.offerings.c.id, *NAME)
        .join_from(t.offerings, t.courses)
        .where(db.among(t.courses.c.code, {offering.course.code for offering in wanted}))
    )
    found = {offering_from(*row[1:]): row[0] for row in rows}
    return {offering: found[offering] for offering in wanted if offering in found}


def names(db: Access) -> tuple[Offering, ...]:
    """The offerings that have a page."""
    rows = db.rows(
        select(*NAME)
        .join_from(t.offerings, t.courses)
        .where(t.offerings.c.id.in_(select(t.pages.c.offering)))
    )
    return tuple(sorted((offering_from(*row) for row in rows), key=order))


def summaries(db: Access) -> tuple[OfferingSummary, ...]:
    """Each offering that has a page, with its title and how much it lists; one statement."""
    counts = (
        select(t.readings.c.listing, func.count().label("readings"))
        .group_by(t.readings.c.listing)
        .subquery()
    )
    count = func.coalesce(counts.c.readings, 0).label("readings")
    shown = t.listings.c.institution.label("shown")
    pages: defaultdict[Offering, list[AnyRow]] = defaultdict(list)
    for row in db.rows(
        select(*NAME, t.listings.c.title, shown, t.listings.c.added_at, count)
        .select_from(listings_in_offerings().outerjoin(counts, counts.c.listing == t.listings.c.id))
        .where(CURRENT)
        # The page with readings speaks first, as in ``joining``.
        .order_by(count == 0, t.pages.c.id)
    ):
        pages[offering_from(*row[:4])].append(row)
    return tuple(
        OfferingSummary(
            offering=offering,
            title=next((row.title for row in pages[offering] if row.title), None),
            institution=next((row.shown for row in pages[offering] if row.shown), None),
            readings=sum(row.readings for row in pages[offering]),
            updated=max(row.added_at for row in pages[offering]),
        )
        for offering in sorted(pages, key=order)
    )


def beginnings(db: Access) -> dict[Offering, date]:
    """The day each offering that has a page begins: of its first session, else of its term."""
    rows = db.rows(
        select(*NAME, func.min(t.sessions.c.date).label("first"))
        .select_from(listings_in_offerings().outerjoin(t.sessions))
        .where(CURRENT)
        .group_by(*NAME)
    )
    found = {}
    for row in rows:
        offering = offering_from(*row[:4])
        found[offering] = row.first or offering.term.begins
    return {offering: found[offering] for offering in sorted(found, key=order)}
