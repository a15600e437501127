"""One step of work on a catalog: ask what is known, then write what follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from papergraph.domain.courses import Offering
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Changes, Event, Known, StoredPage
from papergraph.domain.works import Entry, Work
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.reading import crawl, pages, works
from papergraph.storage.writing.citations import put_citations
from papergraph.storage.writing.crawl import put_asked, put_documents, put_proposals
from papergraph.storage.writing.entries import put_entries
from papergraph.storage.writing.listings import put_listings, put_offerings
from papergraph.storage.writing.merges import merge
from papergraph.storage.writing.search import index_texts
from papergraph.storage.writing.works import file_claims, put_heads, put_parts


class Transaction:
    """Questions and changes that nobody else's writing can come between.

    Got from ``Store.writing``, and good until the end of its block.
    """

    def __init__(self, db: Access) -> None:
        self._db = db

    def known(self, ids: Iterable[ExternalId], normals: Iterable[str]) -> Known:
        """The works that bear any of some ids or normal titles, oldest first, with all records.

        An id is found whatever version of it is stored or asked for. The number of statements
        does not depend on how much is asked.
        """
        return works.known(self._db, ids, normals)

    def works_of_ids(self, ids: Iterable[ExternalId]) -> dict[ExternalId, str]:
        """For each id that any work has, without its version, the key of that work."""
        return works.of_ids(self._db, ids)

    def find_titles(self, normals: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each normal title that any work bears, the keys of these works, oldest first."""
        return works.find_titles(self._db, normals)

    def works(self, keys: Iterable[str]) -> dict[str, Work]:
        """The work that each key means, also keys that were merged away."""
        return works.works(self._db, keys)

    def taken(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of some keys that a work has, or had before it was merged away."""
        return works.taken(self._db, keys)

    def pages(self, offering: Offering) -> tuple[StoredPage, ...]:
        """The current pages of an offering, oldest first; their text is not kept."""
        return pages.pages_for(self._db, offering)

    def entries_of(self, key: str) -> tuple[Entry, ...]:
        """The lines of the reference lists of a work, source by source."""
        return crawl.entries_of(self._db, key)

    def apply(self, changes: Changes, *, now: datetime) -> None:
        """Write some changes; keys that were merged away mean the works that absorbed them.

        Merges come first, then works (whole new states), claims, listings, citations, entries,
        documents, proposals, what was asked, and events.

        Raises:
            ValueError: the changes do not fit together or to the catalog: a key or page that
                is not there, an id of two works, works that do not go with the readings, a
                moment without time zone. Let it end the transaction.
        """
        for moment in (now, *(event.at for event in changes.events)):
            if moment.tzinfo is None:
                raise ValueError(f"{moment!r} has no time zone")
        db = self._db
        _refuse_aliases(db, changes.works)
        put_heads(db, changes.works)
        states = merge(db, changes.merges, changes.works, now=now)
        put_heads(db, tuple(states.values()))
        numbers = _numbers(db, changes)
        states |= {numbers[work.key]: work for work in changes.works}
        if states:
            put_parts(db, states)
        file_claims(db, changes.claims, numbers, now=now)
        offerings = put_offerings(
            db,
            [
                *(placed.offering for placed in changes.listings),
                *(event.offering for event in changes.events if event.offering),
            ],
        )
        put_listings(db, changes.listings, works=numbers, offerings=offerings, now=now)
        put_citations(db, changes.citations, numbers)
        put_entries(db, changes.entries, numbers)
        put_documents(db, changes.documents, numbers)
        index_texts(
            db,
            {
                *states,
                *(numbers[claim.work] for claim in changes.claims if claim.record.abstract),
                *(numbers[document.work] for document in changes.documents),
            },
        )
        put_proposals(db, changes.proposals, numbers)
        put_asked(db, changes.asked)
        _put_events(db, changes.events, offerings)


def _refuse_aliases(db: Access, stated: Sequence[Work]) -> None:
    keys = t.aliases.c.key
    gone = db.rows(select(keys).where(db.among(keys, {work.key for work in stated})))
    if gone:
        raise ValueError(f"merged away, cannot be changed: {gone[0].key}")


def _numbers(db: Access, changes: Changes) -> dict[str, int]:
    """Our number of every work that the changes mention."""
    keys = {work.key for work in changes.works}
    keys |= {claim.work for claim in changes.claims}
    keys |= {key for placed in changes.listings for key in placed.works}
    keys |= {key for edge in changes.citations for key in (edge.citing, edge.cited)}
    keys |= {key for entry in changes.entries for key in (entry.citing, entry.cited) if key}
    keys |= {document.work for document in changes.documents}
    keys |= {proposal.work for proposal in changes.proposals}
    numbers = works.numbers_of(db, keys)
    if missing := keys - numbers.keys():
        raise ValueError(f"no such work: {', '.join(sorted(missing)[:5])}")
    return numbers


def _put_events(db: Access, events: Sequence[Event], offerings: Mapping[Offering, int]) -> None:
    db.run(
        t.events.insert(),
        [
            {
                "at": event.at,
                "subject": event.subject,
                "what": event.what,
                "before": event.before,
                "after": event.after,
                "source": event.source,
                "offering": offerings[event.offering] if event.offering else None,
            }
            for event in events
        ],
    )
