"""Offerings compared: the diff, and what is new since the year before."""

from collections.abc import Sequence
from datetime import date

from papergraph.catalog import reviewed
from papergraph.domain.answers import Coverage, ReadingEvent, WhatsNew
from papergraph.domain.coursebook import display_name, resolve_course, resolve_offering
from papergraph.domain.courses import Offering
from papergraph.domain.diffing import ListingDiff, compare
from papergraph.domain.snapshot import Snapshot
from papergraph.errors import InputError, NotFoundError
from papergraph.storage import Store


def diff_of(store: Store, old: str, new: str) -> ListingDiff:
    """The diff of two offerings, of one course or of two.

    Raises:
        NotFoundError: the catalog has no such offering.
        AmbiguousError: a name means several offerings.
        InputError: both names mean the same one.
    """
    known = store.offering_names()
    before, after = resolve_offering(old, known), resolve_offering(new, known)
    if before == after:
        raise InputError(f"{old!r} and {new!r} are one offering", hint="name two of them")
    return _compare(store, before, after)[0]


def whats_new(store: Store, course: str, *, since: str | None = None) -> WhatsNew:
    """The newest offering of a course against the year before.

    ``since`` names another offering to compare with, or a day (``2025-01-31``): then it is
    compared with the last offering of its lineage that had begun by that day.

    Raises:
        NotFoundError: no such course or offering, or none early enough to compare with.
        InputError: ``since`` is not earlier than the newest offering.
        AmbiguousError: a name means several courses or offerings.
    """
    known = store.offering_names()
    asked = resolve_course(course, known)
    current = max(
        (offering for offering in known if offering.course == asked),
        key=lambda offering: offering.term,
    )
    day = _day(since)
    baseline = _baseline(store, current, since, day, known)
    syllabus, snapshot = _compare(store, baseline, current, since=day)
    before, now = snapshot.offerings
    added = {item.work.key: item for item in syllabus.added}
    replaced = tuple(
        (item, added[item.replaced_by.work]) for item in syllabus.dropped if item.replaced_by
    )
    return WhatsNew(
        asked,
        before,
        now,
        day or before.begins,
        syllabus,
        tuple(_reading_events(syllabus)),
        replaced,
        Coverage.of_snapshot(snapshot),
    )


def _day(since: str | None) -> date | None:
    try:
        return date.fromisoformat(since) if since else None
    except ValueError:
        return None


def _baseline(
    store: Store,
    current: Offering,
    since: str | None,
    day: date | None,
    known: Sequence[Offering],
) -> Offering:
    begins = store.beginnings()
    if since and not day:
        chosen = resolve_offering(since, known)
        if begins[chosen] >= begins[current]:
            raise InputError(
                f"{display_name(chosen, known)} is not earlier than "
                f"{display_name(current, known)}, the newest offering",
                hint="name an earlier offering, or a day",
            )
        return chosen
    book = reviewed.course_book()
    found = book.year_before(current, begins, day=day)
    if found:
        return found
    limit = f"begun by {day}" if day else f"at least nine months before {current.term}"
    origin = book.origin(current.course)
    near = [o for o in known if o.course == origin] or [o for o in known if o != current]
    near = sorted((o for o in near if begins[o] < begins[current]), key=begins.__getitem__)
    hint = "add last year's page"
    if near:
        hint += f", or compare with another: --since {display_name(near[-1], known)}"
    raise NotFoundError(
        f"no earlier offering of {current.course.code}, or of what it continues, {limit}", hint=hint
    )


def _compare(
    store: Store, old: Offering, new: Offering, *, since: date | None = None
) -> tuple[ListingDiff, Snapshot]:
    snapshot = store.snapshot([old, new], edges=True)
    before, after = snapshot.offerings
    taxonomy = reviewed.taxonomy()
    headings = {h for pages in (before, after) for h in pages.topics}
    topic_of = {heading: taxonomy.topic_of(heading) or heading for heading in headings}
    diff = compare(before, after, snapshot=snapshot, topic_of=topic_of, since=since)
    return diff, snapshot


def _reading_events(syllabus: ListingDiff) -> Sequence[ReadingEvent]:
    return [
        ReadingEvent(item, change.change, change.before, change.after, syllabus.new)
        for item in syllabus.kept
        for change in item.changes
        if change.change in ("new-version", "retitled")
    ]
