"""Which questions are due, batched to each source's limit: decided from values alone.

What is known and fresh is never asked for. How long an answer holds depends on what became of
the question (``papergraph.domain.asking.Outcome``):

- *found* holds for ``Facet.days``; references and citations hold until the source says that
  their number has changed, where it says a number;
- *partial* goes on at once, where it stopped;
- *absent* is asked again after ``ABSENT_DAYS``;
- *temporary* at its retry time;
- *withheld* only when a person asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from papergraph.domain.asking import Asked, Facet, Fact, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.domain.titles import is_generic, normal_title
from papergraph.domain.works import Work

#: What is asked for without anybody saying so.
ALWAYS: frozenset[Fact] = frozenset({"metadata", "references", "citations", "candidates"})

#: Days after which a source is asked again for what it did not have: indexes fill up slowly.
ABSENT_DAYS = 28

#: Hours until the first new try after a failure; doubled by every failure in a row, so that what
#: fails for ever is asked for ever more rarely, at last like what is absent.
RETRY_HOURS = 1
_LONGEST_RETRY = timedelta(days=ABSENT_DAYS)

#: A clock that was set back leaves times in the future; beyond this they are not believed.
_CLOCK_ERROR = timedelta(days=1)

#: Words of a title below which a search by title could mean anything.
_TELLING_WORDS = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """What was asked before, by source, fact and subject."""

    asked: Mapping[tuple[str, Fact, str], Asked]

    @classmethod
    def of(cls, asked: Iterable[Asked]) -> "Memory":
        """The memory that some remembered questions make."""
        return cls({(a.source, a.fact, a.subject): a for a in asked})

    def of_question(self, source: str, fact: Fact, name: str) -> Asked | None:
        """What became of one question; None where it was never asked."""
        return self.asked.get((source, fact, name))


#: A question for one fact with the place it begins at: source, fact, subject, cursor.
Ask = tuple[str, Fact, str, str | None]


@dataclass(frozen=True, slots=True)
class _Due:
    """A subject with the facts of a facet that are due for it."""

    subject: Subject
    facts: frozenset[Fact]
    alone: bool


def due(
    works: Sequence[Work],
    memory: Memory,
    facets: Sequence[Facet],
    *,
    now: datetime,
    wanted: frozenset[Fact] = ALWAYS,
    again: bool = False,
    done: Set[Ask] = frozenset(),
) -> tuple[Question, ...]:
    """The questions to ask now, in the order of the facets and, within one, of the works.

    Works for which a question has failed before come last, so that one which always fails never
    keeps the others from their turn. ``wanted`` are the facts to ask for; ``again`` asks also
    for what was withheld, and for what failed before its time. ``done`` was asked in this very
    run and is not asked a second time, whatever was answered.

    >>> due((), Memory.of(()), (), now=datetime(2026, 11, 24))
    ()
    """
    found: list[Question] = []
    for facet in facets:
        if not wanted.intersection(facet.facts):
            continue
        waiting = [
            item
            for work in works
            for asked in _due_of(work, memory, facet, now=now, wanted=wanted, again=again)
            if (item := _not_done(asked, facet, done))
        ]
        waiting.sort(key=lambda item: _attempts(item, memory, facet))
        found += _batched(waiting, facet)
    return tuple(found)


def retry_time(now: datetime, *, attempts: int, retry_at: datetime | None = None) -> datetime:
    """When to ask again after a failure, the ``attempts``-th in a row (from 1).

    An hour, doubled each time, and four weeks at most; later where the site says so.
    """
    own = timedelta(hours=RETRY_HOURS * 2 ** (min(attempts, 20) - 1))
    return max(now + min(own, _LONGEST_RETRY), retry_at or now)


def is_settled(asked: Asked | None, *, days: int, now: datetime, again: bool = False) -> bool:
    """Whether a question need not be asked now, its outcome and age considered."""
    if asked is None or asked.outcome == "partial" or asked.at > now + _CLOCK_ERROR:
        return False
    match asked.outcome:
        case "found":
            return now < asked.at + timedelta(days=days)
        case "absent":
            return now < asked.at + timedelta(days=ABSENT_DAYS)
        case "withheld":
            return not again
        case _:
            return not again and asked.retry_at is not None and now < asked.retry_at


def _not_done(item: _Due, facet: Facet, done: Set[Ask]) -> _Due | None:
    name, cursor = item.subject.name, item.subject.cursor
    facts = frozenset(f for f in item.facts if (facet.source, f, name, cursor) not in done)
    return replace(item, facts=facts) if facts else None


def _attempts(item: _Due, memory: Memory, facet: Facet) -> int:
    """How often in a row the question has failed."""
    remembered = (memory.of_question(facet.source, f, item.subject.name) for f in item.facts)
    return max((asked.attempts for asked in remembered if asked), default=0)


def _due_of(
    work: Work,
    memory: Memory,
    facet: Facet,
    *,
    now: datetime,
    wanted: frozenset[Fact],
    again: bool,
) -> Iterator[_Due]:
    if "candidates" in facet.facts:
        yield from _candidates(work, memory, facet, now=now, again=again)
        return
    if not _is_needed(work, memory, facet):
        return
    ids = _ids(work, facet)
    if facet.each:
        for external in ids:
            yield from _of_id(work, external, memory, facet, now=now, wanted=wanted, again=again)
        return
    chosen = _to_ask(ids, memory, facet)
    if chosen is not None:
        yield from _of_id(work, chosen, memory, facet, now=now, wanted=wanted, again=again)


def _is_needed(work: Work, memory: Memory, facet: Facet) -> bool:
    """Whether a facet that only stands in for other sources is needed for a work."""
    if not facet.instead_of:
        return True
    failed = {
        asked.outcome != "found"
        for source in facet.instead_of
        for external in work.ids
        if (asked := memory.of_question(source, "metadata", str(external.base)))
    }
    return True in failed and False not in failed


def _ids(work: Work, facet: Facet) -> list[ExternalId]:
    """The ids of a work that a facet can look up, without versions, its favourites first."""
    ids = dict.fromkeys(e.base for e in work.ids if e.scheme in facet.schemes and not e.is_pseudo)
    able = [e for e in ids if facet.accepts is None or facet.accepts(e)]
    return sorted(able, key=lambda external: facet.schemes.index(external.scheme))


def _to_ask(ids: Sequence[ExternalId], memory: Memory, facet: Facet) -> ExternalId | None:
    """The one id to ask by: the one that was answered, else the first that was not refused."""
    first = facet.facts[0] if "metadata" not in facet.facts else "metadata"
    head: Fact = "metadata" if facet.by_count else first
    outcomes = {e: memory.of_question(facet.source, head, str(e)) for e in ids}
    for external, asked in outcomes.items():
        if asked and asked.outcome in ("found", "partial"):
            return external
    if facet.by_count:
        return None  # nobody has said yet how many there are
    for external, asked in outcomes.items():
        if asked is None or asked.outcome == "temporary":
            return external
    # All were in vain: the one that was asked the longest ago, so that each has its turn.
    remembered = [(asked.at, external) for external, asked in outcomes.items() if asked]
    return min(remembered)[1] if remembered else None


def _of_id(
    work: Work,
    external: ExternalId,
    memory: Memory,
    facet: Facet,
    *,
    now: datetime,
    wanted: frozenset[Fact],
    again: bool,
) -> Iterator[_Due]:
    name = str(external)
    head = memory.of_question(facet.source, "metadata", name)
    facts: set[Fact] = set()
    subject = Subject(external, work.titles or (work.title,), work.ids, work=work.key)
    for fact in facet.facts:
        asked = memory.of_question(facet.source, fact, name)
        if fact not in wanted:
            continue
        said = _said(head, fact)
        if asked and _goes_on(asked, now=now, again=again):
            yield _Due(
                replace(subject, count=said, cursor=asked.cursor or "0"), frozenset({fact}), True
            )
        elif _is_due(asked, said, fact, facet, now=now, again=again):
            facts.add(fact)
            if fact == "citations":
                subject = replace(subject, count=said)
    if facts and "metadata" in facet.facts and "metadata" not in facts:
        # The batch is for works that are asked for themselves; single facts are read by pages.
        for fact in sorted(facts):
            whole = replace(subject, count=_said(head, fact), cursor="0")
            yield _Due(whole, frozenset({fact}), True)
    elif facts:
        yield _Due(subject, frozenset(facts), False)


def _goes_on(asked: Asked, *, now: datetime, again: bool) -> bool:
    """Whether a list is to be read on where it stopped, or where it broke off."""
    if asked.outcome == "partial":
        return True
    broke_off = asked.outcome == "temporary" and asked.cursor is not None
    return broke_off and not is_settled(asked, days=0, now=now, again=again)


def _said(head: Asked | None, fact: Fact) -> int | None:
    """How many references or citations the source last said there are."""
    if head is None:
        return None
    return {"references": head.reference_count, "citations": head.citation_count}.get(fact)


def _is_due(
    asked: Asked | None,
    said: int | None,
    fact: Fact,
    facet: Facet,
    *,
    now: datetime,
    again: bool,
) -> bool:
    if facet.by_count and said == 0:
        return False
    if asked and asked.outcome == "temporary" and asked.cursor is not None:
        return False  # it goes on where it broke off, at its time
    if asked and asked.outcome == "found" and fact != "metadata" and said is not None:
        return asked.count != said
    return not is_settled(asked, days=facet.days, now=now, again=again)


def _candidates(
    work: Work, memory: Memory, facet: Facet, *, now: datetime, again: bool
) -> Iterator[_Due]:
    """A search by title, for a work that nobody has given an id."""
    normal = normal_title(work.title)
    if work.ids or is_generic(normal) or len(normal.split()) < _TELLING_WORDS:
        return
    subject = Subject(None, (work.title,), work=work.key)
    asked = memory.of_question(facet.source, "candidates", subject.name)
    if not is_settled(asked, days=facet.days, now=now, again=again):
        yield _Due(subject, frozenset({"candidates"}), False)


def _batched(waiting: Sequence[_Due], facet: Facet) -> Iterator[Question]:
    """Questions as full as the source allows; what must be read by pages has its own."""
    groups: dict[frozenset[Fact], list[Subject]] = {}
    for item in waiting:
        count = item.subject.count or 0
        if item.alone or (facet.most is not None and count > facet.most):
            yield Question(facet.source, item.facts, (item.subject,))
        else:
            groups.setdefault(item.facts, []).append(item.subject)
    for facts, subjects in groups.items():
        for batch in _packs(subjects, facet):
            yield Question(facet.source, facts, batch)


def _packs(subjects: Sequence[Subject], facet: Facet) -> Iterator[tuple[Subject, ...]]:
    """Subjects in batches of which each keeps to the number and, together, to the pack."""
    batch: list[Subject] = []
    weight = 0
    for subject in subjects:
        own = subject.count or 0
        full = len(batch) >= facet.batch or (facet.pack is not None and weight + own > facet.pack)
        if batch and full:
            yield tuple(batch)
            batch, weight = [], 0
        batch.append(subject)
        weight += own
    if batch:
        yield tuple(batch)
