"""What a person wished of a crawl, and what came of it so far: values of one run."""

from dataclasses import dataclass, field

from papergraph.domain.asking import Asked, Fact
from papergraph.domain.planning import ALWAYS


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person asked for beyond what every crawl does."""

    pdf: bool = False
    sentences: bool = False
    again: bool = False

    @property
    def facts(self) -> frozenset[Fact]:
        """The facts to be asked for."""
        return ALWAYS | ({"sentences"} if self.sentences else set())


@dataclass(slots=True)
class Tally:
    """What happened so far, to be told at the end, as keys of works.

    ``first`` are those of which nothing had been learnt before; ``failures`` by source, fact
    and subject, with the work they are about.
    """

    first: set[str] = field(default_factory=set)
    learnt: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    asked_about: set[str] = field(default_factory=set)
    proposed: set[str] = field(default_factory=set)
    neighbours: int = 0
    stored: set[str] = field(default_factory=set)
    failures: dict[tuple[str, Fact, str], tuple[Asked, str | None]] = field(default_factory=dict)
