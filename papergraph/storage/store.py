"""The catalog as one object: opened, asked, written to; values in and out, rows stay inside."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from papergraph.domain.courses import Offering
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Event
from papergraph.domain.snapshot import Listed, OfferingPages, OfferingSummary, Snapshot
from papergraph.domain.works import Work
from papergraph.storage.backends import Access, Backend
from papergraph.storage.crawl_questions import CrawlQuestions
from papergraph.storage.locations import backend_of
from papergraph.storage.reading import citations, history, offerings, pages, snapshots, works
from papergraph.storage.upgrading import make_current
from papergraph.storage.writing.transaction import Transaction

#: Seconds to wait for another process that writes.
PATIENCE = 30.0


class Store(CrawlQuestions):
    """A catalog. Each question sees one moment; ``writing`` gives a transaction.

    It is also a ``CitationIndex``. Safe to share between threads, and to open from several
    processes. Every method raises ``StoreError`` where the database fails, and ``writing``
    ``LockedError`` where another process writes for longer than we wait.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._folder: TemporaryDirectory[str] | None = None

    @classmethod
    def open(cls, location: str | PathLike[str], *, patience: float = PATIENCE) -> Self:
        """The catalog at a path or database URL, made or upgraded where need be.

        ``patience`` is for how many seconds to wait for another process that writes.

        Raises:
            StoreError: a folder, a file that is no catalog or a damaged one, no permission, no
                such server, or a catalog written by a newer papergraph.
            LockedError: another process writes for longer than we wait.
        """
        backend = backend_of(location, patience=patience)
        try:
            with backend.reporting():
                make_current(backend)
        except BaseException:
            backend.close()
            raise
        return cls(backend)

    @classmethod
    def memory(cls) -> Self:
        """An empty catalog of one's own that is gone when it is closed.

        It is a file in a temporary folder, so that it behaves in all things as a real one:
        readers beside a writer, threads, transactions.
        """
        folder = TemporaryDirectory(prefix="papergraph-", ignore_cleanup_errors=True)
        store = cls.open(Path(folder.name) / "papergraph.sqlite")
        store._folder = folder
        return store

    def close(self) -> None:
        """Give back all connections."""
        self._backend.close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction that alone may write, from its start to the end of the block.

        All is written when the block ends, nothing when it ends by an exception.
        """
        with self._backend.reporting(), self._backend.writing() as connection:
            yield Transaction(Access(connection, self._backend))

    @contextmanager
    def exclusive(self, what: str) -> Iterator[None]:
        """The lock of one kind of run (``what``: "crawl") for the block, over all processes.

        It ends with the process, however that ends. Others may read and write meanwhile.

        Raises:
            LockedError: somebody holds it; at once, and with who it is and since when.
        """
        with self._backend.reporting(), self._backend.exclusive(what):
            yield

    @property
    def folder(self) -> Path | None:
        """Where the files of the catalog lie: beside it. None where it is in a server's keeping.

        Nobody makes it before there is a file to keep.
        """
        return self._backend.folder

    @contextmanager
    def _reading(self) -> Iterator[Access]:
        with self._backend.reporting(), self._backend.reading() as connection:
            yield Access(connection, self._backend)

    # Offerings ----------------------------------------------------------------------------

    def offering_names(self) -> tuple[Offering, ...]:
        """The offerings that have a page, by course and term."""
        with self._reading() as db:
            return offerings.names(db)

    def offering_rows(self) -> tuple[OfferingSummary, ...]:
        """The same with title, institution, number of readings, and when last changed."""
        with self._reading() as db:
            return offerings.summaries(db)

    def beginnings(self) -> dict[Offering, date]:
        """The day each offering begins: of its first session, else of its term."""
        with self._reading() as db:
            return offerings.beginnings(db)

    def offering_pages(self, offering: Offering) -> OfferingPages | None:
        """An offering as its current pages together say it; None where it has none."""
        with self._reading() as db:
            return next(iter(pages.offering_pages(db, [offering])), None)

    def snapshot(
        self,
        chosen: Sequence[Offering] | None = None,
        *,
        neighbours: bool = False,
        edges: bool = False,
    ) -> Snapshot:
        """Some offerings (None: all) with their works and the citations among these.

        ``neighbours`` adds the works off these lists that a listed work cites or is cited by;
        ``edges`` the citations to and from these alone, as keys without their works.
        Offerings that have no page are left out. The number of statements is fixed.
        """
        with self._reading() as db:
            return snapshots.snapshot(db, chosen, neighbours=neighbours, edges=edges)

    # Works --------------------------------------------------------------------------------

    def works(self, keys: Iterable[str] | None = None) -> dict[str, Work]:
        """The work that each key means, also keys that were merged away; None means all works.

        Keys that mean nothing are left out; the order is that of the keys, of all works by age.
        """
        with self._reading() as db:
            return works.works(db, keys)

    def work_of_key(self, key: str) -> Work | None:
        """The work that a key means, also one that was merged away."""
        return self.works([key]).get(key)

    def find_id(self, external: ExternalId) -> str | None:
        """The key of the work that has an id, else of one that has another version of it."""
        with self._reading() as db:
            return works.find_id(db, external)

    def works_of_ids(self, ids: Iterable[ExternalId]) -> dict[ExternalId, str]:
        """For each id that any work has, without its version, the key of that work."""
        with self._reading() as db:
            return works.of_ids(db, ids)

    def find_titles(self, normals: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each normal title that any work bears, the keys of these works, oldest first."""
        with self._reading() as db:
            return works.find_titles(db, normals)

    def title_candidates(self, text: str, limit: int = 10) -> tuple[str, ...]:
        """Keys of works a title of which contains some text; those that begin with it first."""
        with self._reading() as db:
            return works.title_candidates(db, text, limit)

    def search(self, words: str, limit: int = 20) -> tuple[tuple[str, str, float], ...]:
        """Key, words in their place and score of the works in which all of some words occur.

        In titles, abstracts or the texts of files, in any inflection of English; the best first.
        Scores can be compared within one answer.
        """
        with self._reading() as db:
            return works.search(db, words, limit)

    def listings_of(self, keys: Iterable[str]) -> dict[str, tuple[Listed, ...]]:
        """For each key, where current pages list its work: by offering, then as the page goes."""
        with self._reading() as db:
            return pages.listings_of(db, keys)

    # Citations ----------------------------------------------------------------------------

    def references(self, work: str) -> tuple[str, ...]:
        """The keys of the works that a work cites, sorted; none where the key means nothing."""
        with self._reading() as db:
            return citations.references(db, work)

    def citations(self, work: str) -> tuple[str, ...]:
        """The keys of the works that cite a work, sorted; none where the key means nothing."""
        with self._reading() as db:
            return citations.citations(db, work)

    def counts(self, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
        """For each key that means a work, how many works it cites and how many cite it."""
        with self._reading() as db:
            return citations.counts(db, keys)

    # History ------------------------------------------------------------------------------

    def events(
        self,
        *,
        subject: str | None = None,
        offering: Offering | None = None,
        since: datetime | None = None,
    ) -> tuple[Event, ...]:
        """Events in the order in which they happened, less those that are not asked for.

        ``subject`` is a key: also events under the keys of works it absorbed count.
        """
        with self._reading() as db:
            return history.events(db, subject=subject, offering=offering, since=since)

    def statistics(self) -> dict[str, int]:
        """How many rows each table holds, by its name."""
        with self._reading() as db:
            return history.statistics(db)
