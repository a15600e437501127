"""Answers to what people ask the catalog: the values that text and JSON are rendered from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from papergraph.domain.asking import Proposal
from papergraph.domain.courses import Course, Offering, PageWarning, Session
from papergraph.domain.diffing import Item, ListingDiff
from papergraph.domain.precedence import FieldChoice
from papergraph.domain.snapshot import Listed, OfferingPages, Snapshot
from papergraph.domain.works import Document, Work


@dataclass(frozen=True, slots=True)
class Added:
    """What one page did to its offering.

    ``new`` counts works the catalog did not know, ``changed`` what differs from the page's
    revision before; ``unresolved`` counts readings without a link whose work has no id.
    """

    offering: Offering
    address: str
    readings: int = 0
    sessions: int = 0
    new: int = 0
    changed: int = 0
    unresolved: int = 0
    planned_topics: int = 0
    milestones: int = 0
    unchanged: bool = False
    warnings: tuple[PageWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """A work with where it is listed and how many edges the catalog holds for it.

    ``abstract`` and ``status`` (withdrawn, retracted) are whoever's ``choices`` say; they and
    ``documents`` are given for a work that is looked at by itself, and ``files`` are where these
    lie.
    """

    work: Work
    listings: tuple[Listed, ...] = ()
    references: int = 0
    citations: int = 0
    abstract: FieldChoice | None = None
    status: FieldChoice | None = None
    documents: tuple[Document, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A heading of an offering with its topic, planned and actual lectures."""

    topic: str
    heading: str
    planned_lectures: int | None
    lectures: int


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A reading whose work has no id, and why; ``candidates`` are keys of likely works.

    ``proposals`` are works that a search by its title found, for a person to decide.
    """

    title: str
    reason: str
    candidates: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferingView:
    """An offering as it is shown: its pages, its topics, and what is not resolved yet."""

    name: str
    pages: OfferingPages
    topics: tuple[TopicLine, ...]
    sessions: tuple[tuple[Session, tuple[Listed, ...]], ...]
    unresolved: tuple[Unresolved, ...]


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session of an offering with its readings."""

    offering: str
    session: Session
    readings: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """A topic of ours: the headings that mean it and the works listed under it."""

    topic: str
    title: str
    headings: tuple[str, ...]
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """For how many of the listed works references, or citations by others, are known."""

    with_references: int
    with_citations: int
    of: int

    @classmethod
    def of_snapshot(cls, snapshot: Snapshot) -> "Coverage":
        """The coverage of the works listed in a snapshot's offerings."""
        listed = snapshot.listed
        cited = {citation.cited for citation in snapshot.citations}
        return cls(
            sum(1 for work in listed if work in snapshot.with_references),
            sum(1 for work in listed if work in cited),
            len(listed),
        )


@dataclass(frozen=True, slots=True)
class ReadingEvent:
    """Something that happened to a kept reading: published since, another version, a title."""

    item: Item
    event: str
    before: str | None
    after: str | None
    source: Offering


@dataclass(frozen=True, slots=True)
class WhatsNew:
    """The instructor's question answered: the newest offering against the one before.

    ``since`` is the day after which a work counts as published since;
    ``readings`` is what happened to the readings themselves; ``replaced`` pairs each dropped
    item with the added one that takes its place.
    """

    course: Course
    baseline: OfferingPages
    current: OfferingPages
    since: date
    syllabus: ListingDiff
    readings: tuple[ReadingEvent, ...]
    replaced: tuple[tuple[Item, Item], ...]
    coverage: Coverage


#: The source named where no site failed: there is no copy that a program may fetch.
NO_COPY = "pdf"


@dataclass(frozen=True, slots=True)
class Failed:
    """What could not be had of a work from a source, why, and what a person can do about it.

    ``retry_at`` is when it is asked again by itself; None where only a person can change it.
    """

    work: str
    title: str
    source: str
    reason: str
    hint: str | None = None
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl did.

    ``requests`` are those really sent, by source; ``planned`` (of a dry run) those it would begin
    with. Of the listed works ``added`` are those of which something was learnt for the first
    time, ``updated`` those that changed, ``unchanged`` those that were asked about and had not.
    ``neighbours`` are works met for the first time because a listed one cites them or is cited,
    ``citations`` new edges. ``merged`` are listed works that turned out to be one with another.
    ``anonymous``: no contact is set, so that no site can write to anybody.
    ``proposed`` are readings without any id for which a search by title
    found something, for a person to decide. ``waiting`` are questions that failed before and wait
    for their time, the first of them until ``until``. ``pdfs_missing`` are works of which no copy
    could be stored.
    """

    requests: Mapping[str, int] = field(default_factory=dict)
    planned: Mapping[str, int] = field(default_factory=dict)
    works: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    neighbours: int = 0
    citations: int = 0
    merged: int = 0
    proposed: int = 0
    anonymous: bool = False
    waiting: int = 0
    until: datetime | None = None
    pdfs_stored: int = 0
    pdfs_missing: int = 0
    failed: tuple[Failed, ...] = ()
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as it stands: how it may be asked, whether its key is there, when it is free.

    ``key`` is None for a source that takes none, else whether one is set.
    """

    name: str
    title: str
    hosts: tuple[str, ...]
    facts: tuple[str, ...]
    schemes: tuple[str, ...]
    limits: str
    licence: str
    key: bool | None = None
    key_setting: str | None = None
    parked_until: datetime | None = None
    parked_why: str | None = None
    last_success: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProvenanceView:
    """Where each shown field of a work comes from, and which PDFs are kept of it."""

    work: Work
    choices: tuple[FieldChoice, ...]
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A work that a search found: where the words stand in it; a higher score fits better."""

    work: Work
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class FiledByHand:
    """What a file that a person gave was found to be.

    ``work`` is the key it was filed under, None where that could not be told; ``candidates`` are
    then the keys it may mean. ``what`` says what was filed, ``why`` by what it was told.
    """

    file: str
    what: str
    work: str | None
    title: str | None
    why: str
    candidates: tuple[str, ...] = ()
    new: bool = False


Shown = OfferingView | SessionView | WorkEntry | TopicView
