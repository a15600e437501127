"""Offerings compared: the diff, and what is new since the year before."""

from collections.abc import Sequence

from papergraph.catalog import reviewed
from papergraph.domain.answers import Coverage, ReadingEvent, WhatsNew
from papergraph.domain.coursebook import display_name, resolve_course, resolve_offering
from papergraph.domain.courses import Offering
from papergraph.domain.diffing import ListingDiff, compare
from papergraph.domain.snapshot import Snapshot
from papergraph.errors import NotFoundError
from papergraph.storage import Store


def diff_of(store: Store, old: str, new: str) -> ListingDiff:
    """The diff of two offerings, of one course or of two.

    Raises:
        NotFoundError: the catalog has no such offering.
        AmbiguousError: a name means several offerings.
    """
    known = store.offering_names()
    return _compare(store, resolve_offering(old, known), resolve_offering(new, known))[0]


def whats_new(store: Store, course: str, *, since: str | None = None) -> WhatsNew:
    """The newest offering of a course (or of what continues it) against the year before.

    ``since`` names another offering to compare with.

    Raises:
        NotFoundError: no such course or offering, or none early enough to compare with.
        AmbiguousError: a name means several courses or offerings.
    """
    known = store.offering_names()
    asked = resolve_course(course, known)
    own = [offering for offering in known if offering.course == asked]
    current = max(own, key=lambda offering: offering.term)
    if since:
        baseline: Offering | None = resolve_offering(since, known)
    else:
        baseline = reviewed.course_book().year_before(current, store.beginnings())
    if baseline is None or baseline == current:
        others = sorted(display_name(other, known) for other in known if other != current)
        raise NotFoundError(
            f"no earlier offering of {asked.code} at least nine months before {current.term}",
            hint="add last year's page, or compare with another: --since "
            + (" or ".join(others[:3]) or "cse585@F24"),
        )
    syllabus, snapshot = _compare(store, baseline, current)
    before, now = snapshot.offerings
    added = {item.work.key: item for item in syllabus.added}
    replaced = tuple(
        (item, added[item.replaced_by.work]) for item in syllabus.dropped if item.replaced_by
    )
    return WhatsNew(
        asked,
        before,
        now,
        syllabus,
        tuple(_reading_events(syllabus)),
        replaced,
        Coverage.of_snapshot(snapshot),
    )


def _compare(store: Store, old: Offering, new: Offering) -> tuple[ListingDiff, Snapshot]:
    snapshot = store.snapshot([old, new], neighbours=True)
    before, after = snapshot.offerings
    taxonomy = reviewed.taxonomy()
    headings = {h for pages in (before, after) for h in pages.topics}
    topic_of = {heading: taxonomy.topic_of(heading) or heading for heading in headings}
    return compare(before, after, snapshot=snapshot, topic_of=topic_of), snapshot


def _reading_events(syllabus: ListingDiff) -> Sequence[ReadingEvent]:
    source = str(syllabus.new)
    return [
        ReadingEvent(item, change.change, change.before, change.after, source)
        for item in syllabus.kept
        for change in item.changes
        if change.change in ("new-version", "retitled")
    ]
