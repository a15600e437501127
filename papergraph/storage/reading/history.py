"""What changed when, and how much there is."""

from datetime import datetime

from sqlalchemy import func, literal, select, union_all

from papergraph.domain.courses import Offering
from papergraph.domain.planning import Event
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.reading.offerings import NAME, numbers_of_offerings
from papergraph.storage.reading.works import numbers_of
from papergraph.storage.values import offering_from


def events(
    db: Access,
    *,
    subject: str | None,
    offering: Offering | None,
    since: datetime | None,
) -> tuple[Event, ...]:
    """Events in the order in which they happened, less those that are not asked for.

    Of a work, those under any key it ever had.
    """
    e = t.events.c
    query = (
        select(t.events, *NAME)
        .select_from(t.events.outerjoin(t.offerings).outerjoin(t.courses))
        .order_by(e.at, e.id)
    )
    if subject is not None:
        query = query.where(db.among(e.subject, _all_keys(db, subject)))
    if offering is not None:
        numbers = numbers_of_offerings(db, {offering}).values()
        query = query.where(db.among(e.offering, numbers))
    if since is not None:
        query = query.where(e.at >= since)
    return tuple(
        Event(
            at=row.at,
            subject=row.subject,
            what=row.what,
            before=row.before,
            after=row.after,
            source=row.source,
            offering=offering_from(*row[-4:]) if row.offering is not None else None,
        )
        for row in db.rows(query)
    )


def statistics(db: Access) -> dict[str, int]:
    """How many rows of each kind the catalog holds, by the name of the table; one statement."""
    counts = (
        select(literal(name).label("name"), func.count().label("rows")).select_from(table)
        for name, table in sorted(t.metadata.tables.items())
    )
    return dict(db.rows(union_all(*counts)))


def _all_keys(db: Access, subject: str) -> set[str]:
    numbers = numbers_of(db, [subject]).values()
    rows = db.rows(
        union_all(
            select(t.works.c.key).where(db.among(t.works.c.id, numbers)),
            select(t.aliases.c.key).where(db.among(t.aliases.c.work, numbers)),
        )
    )
    return {subject, *(key for (key,) in rows)}
