"""Listings of offerings, into rows."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from papergraph.domain.courses import Course, Offering, Reading
from papergraph.domain.ids import read_url
from papergraph.domain.planning import PlacedListing
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.reading.offerings import numbers_of_offerings, order
from papergraph.storage.values import listing_columns

_Rows = list[dict[str, Any]]


def put_offerings(db: Access, offerings: Iterable[Offering]) -> dict[Offering, int]:
    """Our number of each offering, made where it is not known.

    A course of which no institution is told is one of its own: a code alone proves nothing.
    """
    wanted = set(offerings)
    found = numbers_of_offerings(db, wanted)
    new = sorted(wanted - found.keys(), key=order)
    if not new:
        return found
    courses = _put_courses(db, {offering.course for offering in new})
    db.run(
        t.offerings.insert(),
        [{"course": courses[o.course], "season": o.term.season, "year": o.term.year} for o in new],
    )
    return numbers_of_offerings(db, wanted)


def put_listings(
    db: Access,
    listings: Sequence[PlacedListing],
    *,
    works: Mapping[str, int],
    offerings: Mapping[Offering, int],
    now: datetime,
) -> None:
    """Store listings, each as a further page or as the current revision of the one it replaces.

    Raises:
        ValueError: works and readings do not go together, or the page replaced is not there.
    """
    for placed in listings:
        readings = sum(1 for _ in placed.listing.readings)
        if readings != len(placed.works):
            raise ValueError(
                f"{placed.page.address}: {readings} readings but {len(placed.works)} works"
            )
    if not listings:
        return
    pages = _pages(db, listings, offerings, now=now)
    rows = [
        {
            "page": page,
            "address": placed.page.address,
            "revision": placed.page.revision,
            "digest": placed.page.digest,
            **listing_columns(placed.listing),
            "added_at": now,
        }
        for page, placed in zip(pages, listings, strict=True)
    ]
    db.run(t.listings.insert(), rows)
    made = t.listings.c
    current = dict(
        db.rows(
            select(made.page, made.id).where(
                db.among(made.page, pages), made.superseded_at.is_(None)
            )
        )
    )
    numbered = [(current[page], placed) for page, placed in zip(pages, listings, strict=True)]
    _put_sessions(db, numbered, works)


def _put_courses(db: Access, courses: Iterable[Course]) -> dict[Course, int]:
    wanted = list(courses)
    rows = [{"code": c.code, "institution": c.institution or ""} for c in wanted]
    db.insert_new(t.courses, rows)
    found = db.rows(select(t.courses).where(db.among(t.courses.c.code, {c.code for c in wanted})))
    return {Course(row.code, row.institution or None): row.id for row in found}


def _pages(
    db: Access,
    listings: Sequence[PlacedListing],
    offerings: Mapping[Offering, int],
    *,
    now: datetime,
) -> list[int]:
    """The page of each listing: a new one, or the one it replaces, cleared for it."""
    replaced = Counter(p.replaces for p in listings if p.replaces is not None)
    if twice := [number for number, times in replaced.items() if times > 1]:
        raise ValueError(f"page {twice[0]} is replaced twice")
    there = db.rows(select(t.pages.c.id).where(db.among(t.pages.c.id, replaced)))
    if missing := replaced.keys() - {number for (number,) in there}:
        raise ValueError(f"there is no page {min(missing)} to replace")
    old = t.listings.c
    db.run(
        update(t.listings)
        .where(db.among(old.page, replaced), old.superseded_at.is_(None))
        .values(superseded_at=now)
    )
    # A page may move: its offering was given wrongly at first.
    db.run(
        update(t.pages).where(t.pages.c.id == bindparam("number")).values(offering=bindparam("at")),
        [
            {"number": placed.replaces, "at": offerings[placed.offering]}
            for placed in listings
            if placed.replaces is not None
        ],
    )
    further = _new_pages(db, [offerings[p.offering] for p in listings if p.replaces is None])
    return [next(further) if p.replaces is None else p.replaces for p in listings]


def _new_pages(db: Access, offerings: Sequence[int]) -> Iterator[int]:
    """New pages for offerings (by our number), in their order.

    Nobody else writes meanwhile, so the new ones are those above the highest there was.
    """
    highest = db.connection.execute(select(func.max(t.pages.c.id))).scalar() or 0
    db.run(t.pages.insert(), [{"offering": offering} for offering in offerings])
    made: defaultdict[int, deque[int]] = defaultdict(deque)
    p = t.pages.c
    for number, offering in db.rows(select(p.id, p.offering).where(p.id > highest).order_by(p.id)):
        made[offering].append(number)
    return (made[offering].popleft() for offering in offerings)


def _put_sessions(
    db: Access, listings: Sequence[tuple[int, PlacedListing]], works: Mapping[str, int]
) -> None:
    """Store the sessions of listings, given by our number, with all that belongs to them."""
    sessions: _Rows = []
    links: _Rows = []
    people: _Rows = []
    readings: _Rows = []
    for listing, placed in listings:
        keys = iter(placed.works)
        line = 0
        for at, session in enumerate(placed.listing.sessions):
            here = {"listing": listing, "session": at}
            sessions.append(
                {
                    "listing": listing,
                    "position": at,
                    "date": session.date,
                    "number": session.number,
                    "kind": session.kind,
                    "heading": session.heading,
                    "subject": session.subject,
                    "line": session.line,
                }
            )
            links += [
                {**here, "position": position, "kind": link.kind, "url": link.url}
                for position, link in enumerate(session.links)
            ]
            people += [
                {**here, "position": position, "name": person.name, "role": person.role}
                for position, person in enumerate(session.people)
            ]
            for reading in session.readings:
                readings.append(
                    {**here, "position": line, "work": works[next(keys)], **_columns(reading)}
                )
                line += 1
    db.run(t.sessions.insert(), sessions)
    db.run(t.session_links.insert(), links)
    db.run(t.session_people.insert(), people)
    db.run(t.readings.insert(), readings)


def _columns(reading: Reading) -> dict[str, Any]:
    external = read_url(reading.url) if reading.url else None
    return {
        "title": reading.title,
        "url": reading.url,
        "id": str(external) if external else None,
        "role": reading.role,
        "locator": reading.locator,
        "heading": reading.heading,
        "topic": reading.topic,
        "kind": reading.kind,
        "line": reading.line,
    }
