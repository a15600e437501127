"""Some offerings with all that is around them."""

from collections.abc import Sequence

from papergraph.domain.courses import Offering
from papergraph.domain.snapshot import Snapshot
from papergraph.storage.backends import Access
from papergraph.storage.reading import citations, works
from papergraph.storage.reading.pages import offering_pages


def snapshot(
    db: Access, offerings: Sequence[Offering] | None, *, neighbours: bool, edges: bool = False
) -> Snapshot:
    """See ``Store.snapshot``; the number of statements does not depend on the size."""
    chosen = offering_pages(db, offerings)
    listed = {reading.work for offering in chosen for reading in offering.readings}
    numbers = set(works.numbers_of(db, listed).values())
    if neighbours:
        numbers |= citations.neighbours(db, numbers)
    found = works.load(db, numbers)
    keys = {number: work.key for number, work in found.items()}
    if edges and not neighbours:
        # Who shares a reference with whom needs its key alone, and a crawl finds thousands.
        keys |= works.keys_of(db, citations.neighbours(db, numbers))
    return Snapshot(
        offerings=chosen,
        works={work.key: work for work in found.values()},
        citations=citations.within(db, keys),
        with_references=citations.with_references(db, keys),
    )
