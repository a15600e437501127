"""Answers into the catalog: which works they mean, who cites whom, and what was asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from papergraph.domain.asking import Answer, Asked, Fact, Proposal, Tie
from papergraph.domain.ids import ExternalId
from papergraph.domain.matching import Evidence, contradictions
from papergraph.domain.planning import (
    Changes,
    Claim,
    Event,
    Group,
    Known,
    Memory,
    Plan,
    asked_for,
    plan,
    possible_keys,
    retry_time,
)
from papergraph.domain.venues import VenueBook
from papergraph.domain.work_events import status_events, work_events
from papergraph.domain.works import Citation, Entry, Record, Venue, Work
from papergraph.storage import Transaction

#: How an edge was found when an interface of a site gave it.
BY_INTERFACE = "api"

#: Names that sites put where a venue goes for what has none.
_NO_VENUES = ("arxiv", "corr", "biorxiv", "medrxiv", "ssrn", "openreview", "zenodo", "hal")


@dataclass(frozen=True, slots=True)
class Filed:
    """What some answers did: works by key after it, those met for the first time, and merges.

    ``asked`` are the questions as they are remembered now.
    """

    works: Mapping[str, Work] = field(default_factory=dict)
    new: frozenset[str] = frozenset()
    merged: bool = False
    asked: tuple[Asked, ...] = ()


def file_answers(
    transaction: Transaction,
    answers: Sequence[tuple[str, Answer]],
    *,
    memory: Memory,
    venues: VenueBook,
    now: datetime,
) -> Filed:
    """File some answers (each with the name of its source) in one transaction."""
    groups: list[Group] = []
    places: list[_Place] = []
    for source, answer in answers:
        first = len(groups)
        if answer.record:
            groups.append((_own(answer, venues),))
        ties = [*answer.references, *answer.citations]
        groups += [(with_venue(tie.record, venues),) for tie in ties]
        places.append(_Place(source, answer, first, first + bool(answer.record)))
    ids, normals = asked_for(groups)
    subjects = {a.subject.id.base for _, a in answers if a.subject.id}
    held = transaction.known(ids | subjects, normals)
    asked_by = {
        place.own: place.answer.subject.id
        for place in places
        if place.answer.record and place.answer.subject.id
    }
    groups = _careful(held, groups, asked_by)
    planned = plan(held, groups, taken=transaction.taken(possible_keys(groups)), now=now)
    keys = _keys_of_ids(held, planned)
    changes = planned.changes
    filed = {(claim.work, claim.record.digest) for claim in changes.claims}
    # What was claimed before and is claimed again is no news, but it is fresh.
    confirmed = {
        (key, record.digest): Claim(key, record)
        for key, group in zip(planned.works, groups, strict=True)
        for record in group
        if (key, record.digest) not in filed
    }
    citations: list[Citation] = []
    entries: list[Entry] = []
    proposals: list[Proposal] = []
    asked: list[Asked] = []
    for place in places:
        work = place.work(planned, keys)
        answer = place.answer
        asked += _asked(place.source, answer, memory, now=now)
        if work is None:
            continue
        others = planned.works[place.ties :]
        citations += _citations(place, work, others)
        entries += _entries(transaction, place, work)
        proposals += [Proposal(work, place.source, item, now) for item in answer.candidates]
    before = {work.key: work for work in held.works}
    changes = replace(
        changes,
        claims=(*changes.claims, *confirmed.values()),
        citations=tuple(citations),
        entries=tuple(entries),
        proposals=tuple(proposals),
        asked=tuple(asked),
        events=(*changes.events, *_events(held, changes, groups, planned, answers, now=now)),
    )
    transaction.apply(changes, now=now)
    after = {work.key: work for work in changes.works}
    return Filed(
        works=after,
        new=frozenset(after.keys() - before.keys()),
        merged=bool(changes.merges),
        asked=tuple(asked),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the records of one answer stand among the groups: its own, then its ties."""

    source: str
    answer: Answer
    own: int
    ties: int

    def work(self, planned: Plan, keys: Mapping[ExternalId, str]) -> str | None:
        """The key of the work that the answer is about; None where the catalog has none."""
        if self.answer.record:
            return planned.works[self.own]
        subject = self.answer.subject
        if subject.id:
            return keys.get(subject.id.base)
        return subject.work


def _keys_of_ids(held: Known, planned: Plan) -> dict[ExternalId, str]:
    survivors = {merge.absorbed: merge.survivor for merge in planned.changes.merges}
    return {
        external.base: survivors.get(work.key, work.key)
        for work in held.works
        for external in work.ids
    }


def _own(answer: Answer, venues: VenueBook) -> Record:
    """The record of an answer, filed also under the id that was asked for it."""
    assert answer.record is not None
    record = with_venue(answer.record, venues)
    asked = answer.subject.id
    if asked is None or asked.base in {external.base for external in record.ids}:
        return record
    # An answer that was believed for its title: another id of the registry that was asked would
    # make one work of two that the registry itself keeps apart.
    others = tuple(e for e in record.ids if e.scheme != asked.scheme or asked.scheme == "s2")
    return replace(record, ids=(*others, asked))


def with_venue(record: Record, venues: VenueBook) -> Record:
    """The record with its venue as the reviewed book names it; a preprint server is none."""
    if record.venue is None:
        return record
    known = venues.read(record.venue.name)
    name = record.venue.name.strip()
    if known is None and (not name or name.casefold().startswith(_NO_VENUES)):
        return replace(record, venue=None)
    return replace(record, venue=known or Venue(name, record.venue.acronym))


@dataclass(slots=True)
class _Owners:
    """Which work each id belongs to, and what is known of each, as records are looked at."""

    of: dict[ExternalId, str]
    claims: defaultdict[str, list[Record]]
    _new: Iterator[int] = field(default_factory=count)

    @classmethod
    def of_known(cls, held: Known) -> "_Owners":
        """Those of what the catalog holds."""
        return cls({e.base: work.key for work in held.works for e in work.ids}, _claims(held))

    def take(self, record: Record, asked: ExternalId | None) -> Record:
        """The record with the ids that one work can have, which then has them all.

        ``asked`` is the id that the record answers to. Where it answers to none, ids of works
        that contradict each other are all left out: its title may tell which it is.
        """
        owners = dict.fromkeys(self.of[e.base] for e in record.ids if e.base in self.of)
        first = self.of.get(asked.base, "") if asked else next(iter(owners), "")
        strangers = {other for other in owners if other != first and self._differ(first, other)}
        if strangers and asked is None:
            strangers.add(first)
        if asked and not first and len(owners) > 1:
            # The asked id is new here: of the others none may speak for it but as one.
            one, *rest = owners
            strangers |= {one, *rest} if any(self._differ(one, r) for r in rest) else set()
        kept = tuple(e for e in record.ids if self.of.get(e.base) not in strangers)
        taken = replace(record, ids=kept)
        name = first if first and first not in strangers else f"new {next(self._new)}"
        for owner in owners:
            if owner not in strangers and owner != name:
                self.claims[name] += self.claims.pop(owner)
                self.of |= {e: name for e, held in self.of.items() if held == owner}
        self.claims[name].append(taken)
        self.of |= {e.base: name for e in kept}
        return taken

    def _differ(self, first: str, other: str) -> bool:
        """Whether what is known of two works cannot be of one."""
        a, b = Evidence.of(self.claims[first]), Evidence.of(self.claims[other])
        return bool(contradictions(a, b))


def _careful(held: Known, groups: Sequence[Group], asked: Mapping[int, ExternalId]) -> list[Group]:
    """The groups without ids that would make one work of two which contradict each other.

    A site that merges its own records wrongly names ids of two works in one record. Where what
    we know of the two cannot be of one work, a record stays with the work that was ``asked``
    for (by the number of the group), and one that nobody asked for is told by its title.
    """
    owners = _Owners.of_known(held)
    # What was asked for comes first: the other ends of citations must not decide for it.
    order = sorted(range(len(groups)), key=lambda number: number not in asked)
    taken: dict[int, Group] = {}
    for number in order:
        taken[number] = tuple(owners.take(r, asked.get(number)) for r in groups[number])
    return [taken[number] for number in range(len(groups))]


def _claims(held: Known) -> defaultdict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for claim in held.claims:
        found[claim.work].append(claim.record)
    return found


def _citations(place: _Place, work: str, others: Sequence[str]) -> Iterable[Citation]:
    answer, source = place.answer, place.source
    references = others[: len(answer.references)]
    citing = others[len(references) : len(references) + len(answer.citations)]
    for tie, other in zip(answer.references, references, strict=True):
        yield _edge(work, other, tie, source)
    for tie, other in zip(answer.citations, citing, strict=True):
        yield _edge(other, work, tie, source)


def _edge(citing: str, cited: str, tie: Tie, source: str) -> Citation:
    return Citation(citing, cited, source, BY_INTERFACE, tie.sentences, tie.intents)


def _entries(transaction: Transaction, place: _Place, work: str) -> Iterable[Entry]:
    """The lines of the list that name no work; a later page goes on behind the earlier ones."""
    if not place.answer.entries:
        return
    start = 0
    if place.answer.subject.cursor not in (None, "0"):
        earlier = [e for e in transaction.entries_of(work) if e.source == place.source]
        yield from earlier
        start = max((entry.position for entry in earlier), default=-1) + 1
    for position, reference in enumerate(place.answer.entries, start=start):
        yield Entry(work, place.source, position, reference)


def _asked(source: str, answer: Answer, memory: Memory, *, now: datetime) -> Iterable[Asked]:
    name = answer.subject.name
    head = memory.of_question(source, "metadata", name)
    for fact in sorted(answer.facts):
        earlier = memory.of_question(source, fact, name)
        remembered = Asked(
            source=source,
            fact=fact,
            subject=name,
            at=now,
            outcome=answer.outcome,
            count=_count(fact, answer, head, earlier),
            reference_count=_said(answer.reference_count, earlier, "reference_count"),
            citation_count=_said(answer.citation_count, earlier, "citation_count"),
            reason=answer.reason,
            hint=answer.hint,
            cursor=answer.cursor if answer.outcome == "partial" else None,
        )
        if answer.outcome == "temporary":
            attempts = (earlier.attempts if earlier else 0) + answer.sent
            remembered = replace(
                remembered,
                attempts=attempts,
                retry_at=retry_time(now, attempts=attempts, retry_at=answer.retry_at)
                if answer.sent
                else answer.retry_at,
                cursor=answer.cursor or (earlier.cursor if earlier else None),
            )
        yield remembered


def _count(fact: Fact, answer: Answer, head: Asked | None, earlier: Asked | None) -> int | None:
    """How many references or citations there were when this was found."""
    if fact not in ("references", "citations"):
        return None
    if answer.outcome != "found":
        return earlier.count if earlier else None
    own = answer.reference_count if fact == "references" else answer.citation_count
    if "metadata" in answer.facts or head is None:
        return _bounded(own)
    # What the metadata said is what the next metadata is compared with: a list that says one
    # more, because somebody cited it since, would otherwise be asked for again at once.
    known = head.reference_count if fact == "references" else head.citation_count
    return _bounded(own) if known is None else known


def _bounded(count: int | None) -> int | None:
    """The number, but no more than a database's integer holds: sites say odd things."""
    return None if count is None else max(0, min(count, 2**31 - 1))


def _said(count: int | None, earlier: Asked | None, field_name: str) -> int | None:
    if count is not None:
        return _bounded(count)
    kept: int | None = getattr(earlier, field_name) if earlier else None
    return kept


def _events(
    held: Known,
    changes: Changes,
    groups: Sequence[Group],
    planned: Plan,
    answers: Sequence[tuple[str, Answer]],
    *,
    now: datetime,
) -> Iterable[Event]:
    """What happened to works that were known before: only of those is it news."""
    before = {work.key: work for work in held.works}
    records = _claims(held)
    new: dict[str, list[Record]] = {}
    for key, group in zip(planned.works, groups, strict=True):
        new.setdefault(key, []).extend(group)
    for work in changes.works:
        old = before.get(work.key)
        if old is not None:
            source = next((r.source for r in new.get(work.key, ())), answers[0][0])
            yield from work_events(old, work, source=source, now=now)
    for key, fresh in new.items():
        if key in before:
            yield from status_events(key, records[key], fresh, now=now)
