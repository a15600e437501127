"""The Catalog: one method for each command, with the values that its JSON is rendered from."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from papergraph import settings as _settings
from papergraph.catalog import adding, browsing, comparing, picturing, reviewed, sample
from papergraph.catalog.crawling.progress import Progress, silent
from papergraph.domain.answers import (
    Added,
    Crawled,
    FiledByHand,
    Found,
    ProvenanceView,
    Shown,
    SourceState,
    TopicView,
    WhatsNew,
    WorkEntry,
)
from papergraph.domain.coursebook import display_name
from papergraph.domain.courses import Offering, PageWarning
from papergraph.domain.diffing import ListingDiff
from papergraph.domain.planning import Event
from papergraph.domain.snapshot import OfferingSummary
from papergraph.errors import FetchError, InputError, NotFoundError, PapergraphError, SourceError
from papergraph.fetching.pages import read_pages
from papergraph.fetching.session import Session
from papergraph.settings import Settings
from papergraph.storage import Store

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time now, with its zone."""
    return datetime.now(UTC)


class Catalog:
    """A catalog of courses and what they read; open it in a ``with``.

    >>> with Catalog.memory() as catalog:
    ...     catalog.offerings()
    ()
    """

    def __init__(self, store: Store, *, settings: Settings, clock: Clock = utc_now) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock

    @classmethod
    def open(
        cls,
        db: str | Path | None = None,
        *,
        settings: Settings | None = None,
        create: bool = True,
        clock: Clock = utc_now,
    ) -> Self:
        """The catalog at a path or database URL, made or upgraded on first use.

        Without ``db`` it is where the settings say (see ``papergraph.settings``). With
        ``create=False`` it must be there already.

        Raises:
            NotFoundError: there is none and it is not to be made.
            StoreError: it cannot be opened, or a newer papergraph made it.
            SettingsError: a setting cannot be understood.
        """
        settings = settings or _settings.load(db=str(db) if db is not None else None)
        place = str(db) if db is not None else settings.database
        if not create and "://" not in place and not Path(place).exists():
            raise NotFoundError(
                f"there is no catalog at {place}",
                hint="make one: papergraph add README.md (or look at the sample: papergraph demo)",
            )
        return cls(Store.open(place), settings=settings, clock=clock)

    @classmethod
    def memory(cls, *, settings: Settings | None = None, clock: Clock = utc_now) -> Self:
        """A scratch catalog that is gone when closed."""
        settings = settings or _settings.load()
        return cls(Store.memory(), settings=settings, clock=clock)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def add(
        self,
        *sources: str | Path,
        offering: str | None = None,
        shape: str | None = None,
        stdin: BinaryIO | None = None,
    ) -> tuple[Added, ...]:
        """What each page did: course pages read into the catalog in one step.

        A source is a file, a folder, ``-``, a URL or a git repository (``PATH@REF:FILE``).
        ``offering`` says which offering it is where the page does not; ``shape`` names the
        page's shape where looking at it misleads. One bad source does not stop the others: it
        is named in the warnings of the first page that was read.

        Raises:
            SourceError, FetchError: no source can be read (the error of the first).
            ListingError: no reading was found in any.
            InputError: course or term are not known.
        """
        if not sources:
            raise InputError("no source was given", hint="name a file, a folder or a URL")
        wanted = adding.wanted_offering(offering, self._store.offering_names())
        given: list[adding.Given] = []
        failures: list[PapergraphError] = []
        with Session(gateway=self._settings.gateway, contact=self._settings.contact) as session:
            for source in sources:
                try:
                    given.append(_read(str(source), session=session, stdin=stdin))
                except (SourceError, FetchError) as error:
                    failures.append(error)
        if not given:
            raise failures[0]
        notes = tuple(PageWarning(None, f"not read: {error.message}") for error in failures)
        given[0] = replace(given[0], notes=(*notes, *given[0].notes))
        entries = adding.parse_pages(given, wanted=wanted, shape=shape)
        with self._store.writing() as transaction:
            return adding.place_all(transaction, entries, now=self._clock())

    def crawl(
        self,
        *offerings: str,
        pdf: bool = False,
        sentences: bool = False,
        sources: Sequence[str] = (),
        again: bool = False,
        dry_run: bool = False,
        session: Session | None = None,
        progress: Progress = silent,
    ) -> Crawled:
        """What was learnt of the readings of some offerings, or of all, from the sites.

        Only what is due is asked for; every answer is kept as it comes. ``pdf`` fetches the
        papers themselves, ``sentences`` those in which they cite others; ``sources`` limits it
        to these; ``again`` asks also for what was withheld or failed; ``dry_run`` only counts
        the requests it would begin with. ``session`` is one of your own to ask through.

        Raises:
            InputError: there is no source of such a name.
            NotFoundError: no such offering, or the catalog lists nothing.
            LockedError: another crawl of this catalog is at work.
        """
        from papergraph.catalog.crawling import front
        from papergraph.catalog.crawling.tally import Wishes

        return front.crawl(
            self._store,
            offerings,
            settings=self._settings,
            wishes=Wishes(pdf=pdf, sentences=sentences, again=again),
            sources=sources,
            dry_run=dry_run,
            session=session,
            progress=progress,
            clock=self._clock,
        )

    def sources(self) -> tuple[SourceState, ...]:
        """The sites we ask: their limits, whether a key is set, until when they are parked."""
        from papergraph.catalog.crawling import front

        return front.source_states(self._store, self._settings)

    def search(self, words: str, *, limit: int = 20) -> tuple[Found, ...]:
        """The works whose titles, abstracts or PDFs hold all of some words, best first."""
        return browsing.search(self._store, words, limit=limit)

    def provenance(self, work: str) -> ProvenanceView:
        """Where each shown field of a work comes from, and what others say instead.

        Raises:
            NotFoundError: nothing is meant by it; AmbiguousError: several works are.
        """
        return browsing.provenance(self._store, work)

    def add_pdf(
        self, *files: str | Path, work: str | None = None, force: bool = False
    ) -> tuple[FiledByHand, ...]:
        """What each PDF was found to be; ``work`` says it for a single file.

        Where the file itself says that it is another work, ``force`` insists.

        One that cannot be read does not stop the others: it is among the answers, with why.

        Raises:
            InputError: no file is a PDF, or ``work`` is given for several.
        """
        from papergraph.catalog.crawling import front

        return front.add_pdfs(
            self._store,
            [Path(f) for f in files],
            work=work,
            force=force,
            settings=self._settings,
            now=self._clock(),
        )

    def import_files(self, *files: str | Path) -> tuple[FiledByHand, ...]:
        """What the records in some files were found to be: BibTeX, or pages saved by hand.

        A file without any does not stop the others: it is among the answers, with why.

        Raises:
            InputError: no file describes a work.
        """
        from papergraph.catalog.crawling import front

        return front.import_files(self._store, [Path(f) for f in files], now=self._clock())

    def diff(self, old: str, new: str) -> ListingDiff:
        """What the new offering kept, added and dropped of the old one.

        Raises:
            NotFoundError: the catalog has no such offering.
        """
        return comparing.diff_of(self._store, old, new)

    def whatsnew(self, course: str, *, since: str | None = None) -> WhatsNew:
        """The newest offering of a course against the year before.

        ``since`` is another offering to compare with, or a day (``2025-01-31``).

        Raises:
            NotFoundError: no such course, or nothing to compare with.
            InputError: ``since`` is not earlier.
        """
        return comparing.whats_new(self._store, course, since=since)

    def show(self, thing: str) -> Shown:
        """An offering, a session (``cse585@F24/2024-09-17``), a work or a topic.

        Raises:
            NotFoundError: nothing is meant by it.
            AmbiguousError: several things are.
        """
        found = browsing.show(self._store, thing)
        if isinstance(found, WorkEntry) and found.documents:
            from papergraph.catalog.crawling.papers import Papers

            papers = Papers(self._settings.files_beside(self._store.folder) / "pdfs")
            paths = tuple(str(papers.path(document.digest)) for document in found.documents)
            return replace(found, files=paths)
        return found

    def works(self, *offerings: str) -> tuple[WorkEntry, ...]:
        """The works of some offerings, or of all, by title."""
        return browsing.works(self._store, offerings)

    def offerings(self) -> tuple[tuple[str, OfferingSummary], ...]:
        """Every offering with the name it is shown under."""
        return browsing.offerings(self._store)

    def topics(self) -> tuple[TopicView, ...]:
        """Every topic with its headings and works."""
        return browsing.topics(self._store)

    def log(self, thing: str | None = None, *, since: datetime | None = None) -> tuple[Event, ...]:
        """What changed, oldest first."""
        return browsing.log(self._store, thing, since=since)

    def graph(self, *offerings: str, neighbours: bool = True) -> picturing.Graph:
        """The citation graph of some offerings, or of all, with the works around them."""
        return picturing.graph_of(self._store, offerings, neighbours=neighbours)

    def load_sample(self) -> tuple[Added, ...]:
        """The sample: its records, citations and five offerings, filed like any others."""
        return sample.load(self._store, now=self._clock())

    @staticmethod
    def demo(folder: str | Path, *, clock: Clock = utc_now) -> sample.Demo:
        """The sample catalog and its graph page, built from scratch in a folder, offline.

        Raises:
            InputError: the folder holds a catalog that the demo did not make.
        """
        return sample.build(Path(folder), open_catalog=Catalog.open, clock=clock)

    def namer(self) -> Callable[[Offering], str]:
        """What names offerings: ``cse585@F24``, with the institution where that is ambiguous.

        It knows the offerings of the moment it was asked for.
        """
        known = self._store.offering_names()
        return lambda offering: display_name(offering, known)

    def topic_title(self, topic: str | None) -> str:
        """The shown title of a topic; a heading that maps to none is its own."""
        return reviewed.taxonomy().title(topic)

    def __repr__(self) -> str:
        return f"Catalog({self._store!r})"


def _read(source: str, *, session: Session, stdin: BinaryIO | None) -> adding.Given:
    notes: list[PageWarning] = []

    def skipped(address: str, error: PapergraphError) -> None:
        notes.append(PageWarning(None, f"{address}: not read: {error.message}"))

    pages = read_pages(source, session=session, stdin=stdin, skipped=skipped)
    return adding.Given(pages, tuple(notes))
