"""Course pages into the catalog."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from papergraph import listings
from papergraph.catalog import reviewed
from papergraph.domain.answers import Added
from papergraph.domain.coursebook import CourseBook
from papergraph.domain.courses import (
    UNKNOWN,
    Course,
    Listing,
    Offering,
    Page,
    PageWarning,
    Reading,
)
from papergraph.domain.ids import read_url
from papergraph.domain.planning import (
    Event,
    PlacedListing,
    Plan,
    asked_for,
    plan,
    possible_keys,
)
from papergraph.domain.precedence import PAGE
from papergraph.domain.revising import page_revised, revision_events
from papergraph.domain.titles import is_generic, normal_title, sounds_like
from papergraph.domain.works import Record, Work
from papergraph.errors import AmbiguousError, InputError, ListingError
from papergraph.listings.offering import read_name
from papergraph.storage import Transaction

#: Lines at the head of a page in which it names its course and term.
_HEAD = 40


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
    sources: Iterable[Given], *, wanted: Offering | None, shape: str | None
) -> list[tuple[Offering, Parsed]]:
    """Each page that says something with the offering it belongs to.

    A page that does not is named in the warnings of the first that does, so that one bad page
    never stops the others.

    Raises:
        ListingError: no page says anything.
        InputError: course or term of none can be told, neither from the pages nor from what
            was given.
    """
    book = reviewed.course_book()
    parsed: list[Parsed] = []
    notes: list[PageWarning] = []
    failures: list[InputError] = []

    def failed(page: Page, error: InputError) -> None:
        failures.append(error)
        said = error.message.removeprefix(f"{page.address}: ")
        notes.append(PageWarning(None, f"{page.address}: not read: {said}"))

    for source in sources:
        notes += source.notes
        for page in source.pages:
            try:
                parsed.append(_parse(page, wanted=wanted, shape=shape, book=book))
            except ListingError as error:
                failed(page, error)
    entries: list[tuple[Offering, Parsed]] = []
    for entry in parsed:
        try:
            entries.append((_offering_of(entry, parsed, wanted), entry))
        except InputError as error:
            failed(entry.page, error)
    if not entries:
        raise failures[0]
    (offering, first), *rest = entries
    return [(offering, replace(first, notes=(*notes, *first.notes))), *rest]


def wanted_offering(name: str | None, known: Sequence[Offering]) -> Offering | None:
    """The offering a person named, with its institution where only one has such a code.

    Raises:
        OfferingNameError: the name is not of the form ``cse585@F24``.
        AmbiguousError: several institutions have a course of that code.
    """
    if name is None:
        return None
    wanted = Offering.parse(name)
    code, institution = wanted.course.code, wanted.course.institution
    if institution == UNKNOWN:
        return replace(wanted, course=Course(code))
    if institution:
        return wanted
    booked = {course.course for course in reviewed.course_book().courses}
    owners = {
        course
        for course in booked | {offering.course for offering in known}
        if course.code == code and course.institution
    }
    if len(owners) > 1:
        names = sorted(f"{course}@{wanted.term}" for course in owners)
        raise AmbiguousError(
            f"several institutions have a course {code!r}",
            candidates=names,
            hint="write " + " or ".join(names),
        )
    return replace(wanted, course=owners.pop()) if owners else wanted


def place(
    transaction: Transaction,
    offering: Offering,
    parsed: Parsed,
    *,
    touched: set[int],
    now: datetime,
) -> Added:
    """Put one page of an offering into the catalog, inside a transaction.

    ``touched`` are the numbers of the pages that this step has placed or found unchanged: two
    pages that are given together are two pages, never revisions of each other.
    """
    page = parsed.page
    stored = transaction.pages(offering)
    listing = reviewed.taxonomy().assign(parsed.listing)
    readings = tuple(listing.readings)
    same = [known for known in stored if _says_the_same(known.placed, page, listing)]
    if same:
        touched.add(same[0].number)
        works_now = transaction.works(same[0].placed.works)
        return replace(
            _counts(offering, page, listing),
            unresolved=sum(1 for key in same[0].placed.works if not works_now[key].ids),
            unchanged=True,
            warnings=parsed.notes,
        )
    if offering.course.institution:
        # A page whose institution nobody told at first moves here with its next revision.
        unsaid = replace(offering, course=replace(offering.course, institution=None))
        stored += transaction.pages(unsaid)
    groups = [(record_of(reading, offering),) for reading in readings]
    held = transaction.known(*asked_for(groups))
    planned = plan(held, groups, taken=transaction.taken(possible_keys(groups)), now=now)
    placed = PlacedListing(offering, page, listing, planned.works)
    revised = page_revised(placed, [known for known in stored if known.number not in touched])
    events: tuple[Event, ...] = ()
    if revised:
        touched.add(revised.number)
        placed = replace(placed, replaces=revised.number)
        survivors = {merge.absorbed: merge.survivor for merge in planned.changes.merges}
        keys = tuple(survivors.get(key, key) for key in revised.placed.works)
        events = revision_events(replace(revised.placed, works=keys), placed, now=now)
    changes = replace(
        planned.changes, listings=(placed,), events=(*planned.changes.events, *events)
    )
    transaction.apply(changes, now=now)
    before = {known.number for known in stored}
    touched |= {now_there.number for now_there in transaction.pages(offering)} - before
    held_keys = {work.key for work in held.works}
    works = {work.key: work for work in (*held.works, *planned.changes.works)}
    return replace(
        _counts(offering, page, listing),
        new=len(set(planned.works) - held_keys),
        changed=len(events),
        unresolved=sum(1 for key in planned.works if not works[key].ids),
        warnings=(
            *parsed.notes,
            *listing.warnings,
            *_warnings(listing, readings, planned, works),
        ),
    )


def _counts(offering: Offering, page: Page, listing: Listing) -> Added:
    return Added(
        offering,
        page.address,
        readings=sum(1 for _ in listing.readings),
        sessions=len(listing.sessions),
        planned_topics=len(listing.planned),
        milestones=len(listing.milestones),
    )


def place_all(
    transaction: Transaction, entries: Sequence[tuple[Offering, Parsed]], *, now: datetime
) -> tuple[Added, ...]:
    """Put several pages into the catalog, inside a transaction."""
    touched: set[int] = set()
    return tuple(
        place(transaction, offering, parsed, touched=touched, now=now)
        for offering, parsed in entries
    )


def _says_the_same(placed: PlacedListing, page: Page, listing: Listing) -> bool:
    """Whether a stored page has the same bytes, read the same way."""
    stored = placed.listing
    return placed.page.digest == page.digest and (
        (stored.shape, stored.sessions, stored.planned, stored.milestones, stored.weights)
        == (listing.shape, listing.sessions, listing.planned, listing.milestones, listing.weights)
    )


def record_of(reading: Reading, offering: Offering) -> Record:
    """What a line of a course page claims about a work.

    A line without a link whose title says little ("Kareus", "Chapter 2") is a claim of this
    course alone: in another course the same word may mean another work.
    """
    external = read_url(reading.url) if reading.url else None
    if external:
        return Record(PAGE, reading.title, (external,), kind=reading.kind)
    normal = normal_title(reading.title)
    scope: str | None = None
    if is_generic(normal):
        scope = str(offering)
    elif len(normal.split()) < 2:
        scope = str(offering.course)
    return Record(PAGE, reading.title, url=scope)


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
    told = replace(listing, institution=house.title if house else None)
    return Parsed(page, told, institution, _disagreements(page, wanted))


def _disagreements(page: Page, wanted: Offering | None) -> tuple[PageWarning, ...]:
    """Where a page names another course or term than a person did: it may be the wrong page."""
    name = read_name(page.text.splitlines()[:_HEAD]) if wanted else None
    if wanted is None or name is None:
        return ()
    pairs = ((name.course, wanted.course.code), (name.term, wanted.term))
    return tuple(
        PageWarning(None, f"{page.address} says it is {said}, not {given}, as was given")
        for said, given in pairs
        if said and said != given
    )


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
    owners = {
        other.institution
        for other in all_pages
        if other.institution and other.listing.course in (None, code)
    }
    institution = entry.institution or (owners.pop() if len(owners) == 1 else None)
    return Offering(Course(code, institution), term)


def _warnings(
    listing: Listing, readings: Sequence[Reading], planned: Plan, works: Mapping[str, Work]
) -> list[PageWarning]:
    """What a person should look at: new headings, odd links, and what was kept apart."""
    found = [
        PageWarning(None, f"heading “{heading}” maps to no topic of ours; it stays its own")
        for heading in reviewed.taxonomy().unknown(listing.topics)
    ]
    apart = {key: (other, why) for key, other, why in planned.undecided}
    apart |= {other: (key, why) for key, other, why in planned.undecided}
    for reading, key in zip(readings, planned.works, strict=True):
        others = [
            title
            for title in works[key].titles
            if normal_title(title) != normal_title(reading.title)
        ]
        if reading.url and others and not any(sounds_like(reading.title, t) for t in others):
            text = f"“{reading.title}” has the link of “{others[0]}”: taken for one work"
            found.append(PageWarning(reading.line, text))
        if key in apart:
            other, why = apart[key]
            text = f"“{reading.title}” may or may not be {other} ({why}): kept apart"
            found.append(PageWarning(reading.line, text))
    return found
