"""Whether a batch that is not full had better wait for ids that are yet to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from papergraph.domain.asking import Fact, Question
from papergraph.sources.source import Source

#: For how long other sites wait for the one that knows the most ids, so that their batches are
#: full: after the start of a crawl. It needs two or three seconds.
PATIENCE = timedelta(seconds=20)

#: For how long a few works that came to be known later wait for more of their kind.
LATE_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Patience:
    """Keeps batches with room in them back, as long as that may save a request and no longer.

    The first of ``sources`` is the one that knows the most ids.
    """

    sources: Sequence[Source]
    _not_full: set[tuple[str, frozenset[Fact]]] = field(default_factory=set)

    def started(self, question: Question) -> None:
        """Remember a batch that was sent with room in it: what comes later fills another."""
        if self._has_room(question):
            self._not_full.add((question.source, question.facts))

    def keeps(
        self,
        question: Question,
        questions: Sequence[Question],
        *,
        busy: Sequence[Question],
        passed: timedelta,
    ) -> bool:
        """Whether a question is kept back a moment.

        ``questions`` are all that are due, ``busy`` those under way, ``passed`` the time since
        the crawl began. In the first seconds other sources wait for the one that knows the most
        ids; after a first batch that was not full, a second one waits for whatever the others at
        work may name, or (of citations) for the numbers that its own source is about to say.
        """
        if not self._has_room(question) or passed < timedelta(0):
            return False
        first = self.sources[0].name
        coming = [q for q in questions if (q.source, q.facts) not in self._not_full]
        if (question.source, question.facts) not in self._not_full:
            if question.source == first or passed >= PATIENCE:
                return False
            return any(q.source == first and "metadata" in q.facts for q in (*coming, *busy))
        if passed >= LATE_PATIENCE:
            return False
        if "metadata" in question.facts:
            others = [q for q in (*questions, *busy) if q.source != question.source]
            return any("metadata" in q.facts for q in others)
        own = [q for q in (*coming, *busy) if q.source == question.source]
        return any("metadata" in q.facts for q in own)

    def _has_room(self, question: Question) -> bool:
        """Whether more subjects would fit into a question that is a batch."""
        facets = next(s for s in self.sources if s.name == question.source).facets
        facet = next(facet for facet in facets if question.facts <= set(facet.facts))
        return 1 < facet.batch > len(question.subjects) and not question.subjects[0].cursor
