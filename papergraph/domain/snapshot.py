"""What the catalog knows of some offerings, as plain values for graph, diff and exporters."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from papergraph.domain.courses import (
    Milestone,
    Offering,
    PlannedTopic,
    Role,
    Session,
    Weight,
)
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Citation, Kind, Work


@dataclass(frozen=True, slots=True)
class Listed:
    """A reading of an offering together with the work it means.

    ``session`` is the date of its session; ``ids`` are what its own link says.
    """

    offering: Offering
    work: str
    title: str
    url: str | None
    role: Role
    locator: str | None
    heading: str | None
    topic: str | None
    kind: Kind
    session: date | None
    session_number: int = 1
    ids: tuple[ExternalId, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class OfferingPages:
    """An offering as its current pages say it; ``readings`` in the order of the pages.

    ``sessions`` carry their own readings too (without works), links and people;
    ``sources`` are the addresses and revisions of its pages;
    ``readings[i]`` belongs to the i-th reading met when walking through ``sessions``.
    """

    offering: Offering
    title: str | None
    institution: str | None
    sessions: tuple[Session, ...]
    readings: tuple[Listed, ...]
    topics: tuple[str, ...] = ()
    planned: tuple[PlannedTopic, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    weights: tuple[Weight, ...] = ()
    sources: tuple[tuple[str, str | None], ...] = ()
    readings_said: int | None = None
    updated: datetime | None = None

    @property
    def begins(self) -> date:
        """The date of the first session, else the first day the term may begin."""
        dates = [session.date for session in self.sessions if session.date]
        return min(dates, default=self.offering.term.begins)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Some offerings, their works, the works around them, and the citations among all of these.

    ``works`` holds listed works and, where asked for, their neighbours (cited by or citing a
    listed work); ``with_references`` are the keys for which a whole or partial reference list
    is known, so that "no edge" can be told from "not known".
    """

    offerings: tuple[OfferingPages, ...] = ()
    works: Mapping[str, Work] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    with_references: frozenset[str] = frozenset()

    @property
    def listed(self) -> dict[str, list[Listed]]:
        """Work key -> its readings in the chosen offerings."""
        found: dict[str, list[Listed]] = {}
        for offering in self.offerings:
            for reading in offering.readings:
                found.setdefault(reading.work, []).append(reading)
        return found

    def with_nearest(self, most: int) -> "Snapshot":
        """The same with at most so many of the works around the lists: those most tied to them.

        A tie is a citation to or from a listed work, counted once for each listed work; of
        equals the first by key stay, so that the choice is always the same.
        """
        listed = self.listed.keys()
        if len(self.works) - len(listed) <= most:
            return self
        ties: dict[str, set[str]] = {}
        for citation in self.citations:
            for one, other in (
                (citation.citing, citation.cited),
                (citation.cited, citation.citing),
            ):
                if one in listed and other not in listed:
                    ties.setdefault(other, set()).add(one)
        nearest = sorted(ties, key=lambda key: (-len(ties[key]), key))[:most]
        kept = listed | set(nearest)
        return replace(
            self,
            works={key: work for key, work in self.works.items() if key in kept},
            citations=tuple(c for c in self.citations if c.citing in kept and c.cited in kept),
        )


class CitationIndex(Protocol):
    """Questions about one work's place in the citation graph, whoever holds the edges."""

    def references(self, work: str) -> tuple[str, ...]:
        """Keys of the works it cites, sorted."""
        ...

    def citations(self, work: str) -> tuple[str, ...]:
        """Keys of the works that cite it, sorted."""
        ...


@dataclass(frozen=True, slots=True)
class OfferingSummary:
    """An offering in one line of a list: its title, how much it lists, when last changed."""

    offering: Offering
    title: str | None
    institution: str | None
    readings: int
    updated: datetime
