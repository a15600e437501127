"""What a site is asked about works, and what it answers: values only.

A *question* goes to one source and names facts and subjects; a source gives *answers*, one or
more for each subject. What became of a question is remembered as *asked*, so that what is known
and fresh is never asked for again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Record, Reference

#: What can be asked of a source about one work.
#:
#: ``metadata``    title, authors, date, venue, ids, abstract, where an open copy lies
#: ``references``  whom it cites
#: ``citations``   who cites it
#: ``sentences``   the sentences in which it cites others; only when a person asks for them
#: ``candidates``  works of about that title, for a work without any id: never more than that
#: ``pdf``         the paper itself; only when a person asks for it
Fact = Literal["metadata", "references", "citations", "sentences", "candidates", "pdf"]
FACTS: tuple[Fact, ...] = (
    "metadata",
    "references",
    "citations",
    "sentences",
    "candidates",
    "pdf",
)

#: What became of a question.
#:
#: ``found``      answered
#: ``partial``    some of it came, ``Asked.cursor`` says where to go on
#: ``absent``     the source has no such thing (a 404, a null): remembered, asked again after weeks
#: ``temporary``  no answer this time (429, 5xx, time-out, block page): asked again at ``retry_at``
#: ``withheld``   it is there but not for us (elided, 403, no open copy): only when a person asks
Outcome = Literal["found", "partial", "absent", "temporary", "withheld"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The work a question is about, as the source is to look it up.

    ``id`` is the id to ask by, without a version (None for ``candidates``, which are looked up
    by the first of ``titles``). ``titles`` and ``ids`` are what the catalog holds of the work,
    so that an answer about another work can be told. ``count`` is how many references or
    citations the source said there are, where known. ``cursor`` is where an earlier, partial
    answer stopped (an offset as text). ``url`` is the address as a course page writes it, for
    ids that are addresses: their canonical form is an identity, and need not open. ``work`` is
    the key of the work: nothing that a source needs.
    """

    id: ExternalId | None
    titles: tuple[str, ...] = ()
    ids: tuple[ExternalId, ...] = ()
    count: int | None = None
    cursor: str | None = None
    url: str | None = None
    work: str | None = None

    @property
    def name(self) -> str:
        """What the question is remembered under: the id, else the title."""
        return str(self.id) if self.id else f"title:{self.titles[0]}"


@dataclass(frozen=True, slots=True)
class Question:
    """Some facts about some works, asked of one source in as few requests as it allows."""

    source: str
    facts: frozenset[Fact]
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """One end of a citation as a source tells it: the other work, and how it is cited.

    ``sentences`` are those of the citing work in which the other is cited, ``intents`` the
    source's words for why ("background", "methodology"). They are kept with their source and
    never published wholesale.
    """

    record: Record
    sentences: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    influential: bool | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that a title may mean, for a person to decide; ``score`` is the source's own."""

    record: Record
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate that was found for a work, kept until a person decides."""

    work: str
    source: str
    candidate: Candidate
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source says about one subject of a question.

    ``facts`` are those that this answer settles with ``outcome``; several answers may settle
    different facts of one subject. ``record`` is the claim about the work itself, one that has
    at least one id or the id that was asked. ``references`` and ``citations`` are works that the
    source itself knows by an id; ``entries`` are lines of the reference list that name none
    (kept, and matched against the catalog later). ``counts`` are how many references and
    citations the source says there are, None where it does not say.

    ``reason`` and ``hint`` are for a person, of every outcome but ``found``; ``retry_at`` is of
    ``temporary``; ``cursor`` of ``partial``: where the next page begins. ``sent`` is False where
    nothing was asked because the site is left alone: that is no failure of the work's.
    """

    subject: Subject
    facts: frozenset[Fact]
    outcome: Outcome = "found"
    record: Record | None = None
    references: tuple[Tie, ...] = ()
    citations: tuple[Tie, ...] = ()
    entries: tuple[Reference, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    reference_count: int | None = None
    citation_count: int | None = None
    reason: str | None = None
    hint: str | None = None
    retry_at: datetime | None = None
    cursor: str | None = None
    sent: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for one fact as it is remembered; ``subject`` is ``Subject.name``.

    ``count`` is how many references or citations there were when it was found (of ``metadata``:
    not used); ``reference_count`` and ``citation_count`` what the source last said there are.
    ``attempts`` counts temporary failures in a row.
    """

    source: str
    fact: Fact
    subject: str
    at: datetime
    outcome: Outcome
    count: int | None = None
    reference_count: int | None = None
    citation_count: int | None = None
    reason: str | None = None
    hint: str | None = None
    retry_at: datetime | None = None
    cursor: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """What a source can be asked, and how: the part of a source that the plan knows.

    ``facts`` are asked together where all of them are due. ``schemes`` are the ids it can look
    up, the best first; with ``each`` every such id of a work is asked for (a registry that holds
    one version under each), else the first that answers. ``batch`` is the most subjects of one
    question. ``days`` is for how long an answer is fresh. With ``by_count`` the fact is asked
    again only when the source says that the number of references or citations has changed.
    ``pack`` is the most references or citations of one question together, ``most`` the most of
    one subject in such a question: a work with more has a question of its own. ``accepts`` says
    which ids of these schemes the source can look up (None: all). ``instead_of`` names sources
    that it stands in for: it is asked about a work only where one of these was, and had nothing.
    """

    source: str
    facts: tuple[Fact, ...]
    schemes: tuple[str, ...]
    batch: int = 1
    each: bool = False
    days: int = 7
    by_count: bool = False
    pack: int | None = None
    most: int | None = None
    accepts: Callable[[ExternalId], bool] | None = None
    instead_of: tuple[str, ...] = ()
