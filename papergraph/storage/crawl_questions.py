"""The questions about what a crawl brought; ``Store`` answers them with its own."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from papergraph.domain.asking import Asked, Proposal
from papergraph.domain.courses import Offering
from papergraph.domain.works import Document, Entry, Record
from papergraph.storage.backends import Access
from papergraph.storage.reading import crawl, pages, works


class CrawlQuestions(ABC):
    """What a crawl needs to know, and what it left; where keys are asked for, aliases lead on.

    Keys that mean nothing are left out; the order is that of the keys.
    """

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Access]:
        """One moment of the catalog."""

    def listed_keys(self, offerings: Sequence[Offering] | None = None) -> tuple[str, ...]:
        """The keys of the works on current pages of some offerings (None: of all).

        In the order of the pages' coming, then as the page goes; a work where it is listed first.
        """
        with self._reading() as db:
            return pages.listed_keys(db, offerings)

    def asked(self, subjects: Iterable[str] | None = None) -> tuple[Asked, ...]:
        """What became of the questions about some subjects (None: about all), the oldest first."""
        with self._reading() as db:
            return crawl.asked(db, subjects)

    def records_of(self, keys: Iterable[str]) -> dict[str, tuple[Record, ...]]:
        """The records filed under the work of each key, oldest first.

        ``at`` is when the source last made the claim, where it was not asked when it was filed.
        """
        with self._reading() as db:
            return works.records_of(db, keys)

    def entries_of(self, key: str) -> tuple[Entry, ...]:
        """The lines of the reference lists of a work, source by source."""
        with self._reading() as db:
            return crawl.entries_of(db, key)

    def unresolved_entries(self, keys: Iterable[str] | None = None) -> tuple[Entry, ...]:
        """The lines of which nobody knows what work they mean, of some works (None: of all)."""
        with self._reading() as db:
            return crawl.unresolved_entries(db, keys)

    def documents_of(
        self, keys: Iterable[str], *, text: bool = False
    ) -> dict[str, tuple[Document, ...]]:
        """The files of each work in the order in which they came; their text only on demand."""
        with self._reading() as db:
            return crawl.documents_of(db, keys, text=text)

    def document(self, digest: str) -> Document | None:
        """A file with its text, as that of the work that had it first; None where none has it."""
        with self._reading() as db:
            return crawl.document(db, digest)

    def proposals_of(self, keys: Iterable[str]) -> dict[str, tuple[Proposal, ...]]:
        """The candidates for each work: of each source the best first, those without score last."""
        with self._reading() as db:
            return crawl.proposals_of(db, keys)
