"""Course pages into the catalog."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from papergraph import listings
from papergraph.catalog import reviewed
from papergraph.domain.answers import Added
from papergraph.domain.coursebook import CourseBook
from papergraph.domain.courses import (
    Course,
    Listing,
    Offering,
    Page,
    PageWarning,
    Reading,
)
from papergraph.domain.ids import read_url
from papergraph.domain.planning import (
    Changes,
    Event,
    PlacedListing,
    asked_for,
    plan,
    possible_keys,
)
from papergraph.domain.revising import page_revised, revision_events
from papergraph.domain.works import Record
from papergraph.errors import AmbiguousError, InputError, ListingError
from papergraph.storage import Store, Transaction


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page with its listing and, where known, the institution it belongs to.

    ``notes`` is what is to be said of its neighbours that were not read.
    """

    page: Page
    listing: Listing
    institution: str | None
    notes: tuple[PageWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The pages of one source, and what is to be said of those that could not be read."""

    pages: tuple[Page, ...]
    notes: tuple[PageWarning, ...] = ()


def parse_pages(
    sources: Iterable[Given],
    *,
    wanted: Offering | None,
    shape: str | None,
    known: Sequence[Offering],
) -> list[tuple[Offering, Parsed]]:
    """Each page that says something with the offering it belongs to.

    A source of one page was named for it, so the page must say something; of several (a
    folder) at least one must, and the others are warned of.

    Raises:
        ListingError: a source says nothing.
        InputError: a page that does, but course or term can be told neither from it nor from
            its companions, nor were they given.
        AmbiguousError: the wanted code belongs to several institutions.
    """
    book = reviewed.course_book()
    wanted = with_institution(wanted, book, known) if wanted else None
    parsed: list[Parsed] = []
    for source in sources:
        found: list[Parsed] = []
        failures: list[tuple[Page, ListingError]] = []
        for page in source.pages:
            try:
                found.append(_parse(page, wanted=wanted, shape=shape, book=book))
            except ListingError as error:
                failures.append((page, error))
        if failures and not found:
            raise failures[0][1]
        notes = tuple(PageWarning(None, f"{p.address}: no reading found") for p, _ in failures)
        parsed += [replace(found[0], notes=(*source.notes, *notes)), *found[1:]]
    return [(_offering_of(entry, parsed, wanted), entry) for entry in parsed]


def with_institution(wanted: Offering, book: CourseBook, known: Sequence[Offering]) -> Offering:
    """The offering a person named, with its institution where only one has such a code.

    Raises:
        AmbiguousError: several institutions have it.
    """
    code = wanted.course.code
    if wanted.course.institution is not None:
        return wanted
    owners = {offering.course for offering in known if offering.course.code == code}
    owners |= {booked.course for booked in book.courses if booked.course.code == code}
    named = {course for course in owners if course.institution}
    if len(named) > 1:
        names = sorted(f"{course}@{wanted.term}" for course in named)
        raise AmbiguousError(
            f"several institutions have a course {code!r}",
            candidates=names,
            hint="write " + " or ".join(names),
        )
    return Offering(named.pop(), wanted.term) if named else wanted


def place(transaction: Transaction, offering: Offering, parsed: Parsed, *, now: datetime) -> Added:
    """Put one page of an offering into the catalog, inside a transaction."""
    page = parsed.page
    stored = transaction.pages(offering)
    listing = reviewed.taxonomy().assign(parsed.listing)
    readings = tuple(listing.readings)
    if any(known.placed.page.digest == page.digest for known in stored):
        return Added(offering, page.address, len(readings), len(listing.sessions), unchanged=True)
    if offering.course.institution:
        # A page whose institution nobody told at first moves here with its next revision.
        unsaid = replace(offering, course=replace(offering.course, institution=None))
        stored += transaction.pages(unsaid)
    groups = [(record_of(reading),) for reading in readings]
    known = transaction.known(*asked_for(groups))
    planned = plan(known, groups, taken=transaction.taken(possible_keys(groups)), now=now)
    placed = PlacedListing(offering, page, listing, planned.works)
    revised = page_revised(placed, stored)
    events: tuple[Event, ...] = ()
    if revised:
        placed = replace(placed, replaces=revised.number)
        events = revision_events(revised.placed, placed, now=now)
    changes = replace(
        planned.changes, listings=(placed,), events=(*planned.changes.events, *events)
    )
    transaction.apply(changes, now=now)
    known_keys = {work.key for work in known.works}
    with_ids = {work.key for work in (*known.works, *planned.changes.works) if work.ids}
    return Added(
        offering,
        page.address,
        readings=len(readings),
        sessions=len(listing.sessions),
        new=len(set(planned.works) - known_keys),
        changed=len(events),
        unresolved=sum(1 for key in planned.works if key not in with_ids),
        warnings=(
            *parsed.notes,
            *listing.warnings,
            *_warnings(listing, readings, planned.works, changes),
        ),
    )


def place_all(
    store: Store, entries: Sequence[tuple[Offering, Parsed]], *, now: datetime
) -> list[Added]:
    """Put several pages into the catalog, all of them or none."""
    with store.writing() as transaction:
        return [place(transaction, offering, parsed, now=now) for offering, parsed in entries]


def record_of(reading: Reading) -> Record:
    """What a line of a course page claims about a work."""
    external = read_url(reading.url) if reading.url else None
    return Record(
        source="listing",
        title=reading.title,
        ids=(external,) if external else (),
        kind=reading.kind if external else None,
    )


def _parse(page: Page, *, wanted: Offering | None, shape: str | None, book: CourseBook) -> Parsed:
    code = wanted.course.code if wanted else None
    institution = wanted.course.institution if wanted else None
    institution = institution or book.institution_of(page.text, page.address, code)
    house = book.institution(institution)
    listing = listings.parse(
        page,
        shape=shape,
        term=wanted.term if wanted else None,
        january=house.january if house else "S",
    )
    if wanted is None and listing.course and institution:
        # The repository may be known to the book under this very code, which decides.
        institution = book.institution_of(page.text, page.address, listing.course)
        house = book.institution(institution)
    return Parsed(page, replace(listing, institution=house.title if house else None), institution)


def _offering_of(entry: Parsed, all_pages: Sequence[Parsed], wanted: Offering | None) -> Offering:
    if wanted:
        return wanted
    code, term = entry.listing.course, entry.listing.term
    # Slides or a reading list beside the schedule need not repeat what the schedule says.
    codes = {other.listing.course for other in all_pages if other.listing.course}
    terms = {other.listing.term for other in all_pages if other.listing.term}
    if code is None and len(codes) == 1:
        (code,) = codes
    if term is None and len(terms) == 1:
        (term,) = terms
    if code is None or term is None:
        missing = " and ".join(
            what for what, value in (("course", code), ("term", term)) if value is None
        )
        raise InputError(
            f"{entry.page.address}: the page does not say its {missing}",
            hint="give the offering, for example: --as cse585@F24",
        )
    return Offering(Course(code, entry.institution), term)


def _warnings(
    listing: Listing, readings: Sequence[Reading], works: Sequence[str], changes: Changes
) -> list[PageWarning]:
    """What a person should look at: new headings, and lines that share a link but no title."""
    found = [
        PageWarning(None, f"heading “{heading}” maps to no topic of ours; it stays its own")
        for heading in reviewed.taxonomy().unknown(listing.topics)
    ]
    titles = {work.key: work for work in changes.works}
    for reading, key in zip(readings, works, strict=True):
        work = titles.get(key)
        if work and len(work.titles) > 1 and not _sounds_like(reading.title, work.titles):
            found.append(
                PageWarning(
                    reading.line,
                    f"“{reading.title}” has the link of “{work.title}”: taken for one work",
                )
            )
    return found


def _sounds_like(title: str, others: Sequence[str]) -> bool:
    """Whether a title shares most of its words with one of the others (itself apart)."""
    words = set(title.casefold().split())
    rest = [set(other.casefold().split()) for other in others if other != title]
    return any(len(words & other) * 2 >= min(len(words), len(other)) for other in rest)
