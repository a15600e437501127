"""What one step writes, as values, and the pure function that decides it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from papergraph.domain.asking import Asked, Proposal
from papergraph.domain.courses import Listing, Offering, Page
from papergraph.domain.ids import ExternalId
from papergraph.domain.matching import Evidence, merge, same_work
from papergraph.domain.titles import key_stem, marked_key, normal_title
from papergraph.domain.works import Citation, Document, Entry, Record, Work


@dataclass(frozen=True, slots=True)
class Claim:
    """A record filed under the work it is held to mean."""

    work: str
    record: Record


@dataclass(frozen=True, slots=True)
class Merge:
    """Two works found to be one: everything of ``absorbed`` becomes ``survivor``'s."""

    survivor: str
    absorbed: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlacedListing:
    """A listing of an offering with the work of each reading, in ``listing.readings`` order.

    ``replaces`` is the database's own number of the page (see ``StoredPage``) of which this is
    a newer revision, or None where it joins the offering as a further page.
    """

    offering: Offering
    page: Page
    listing: Listing
    works: tuple[str, ...]
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page already in the catalog: its number, and its current revision as placed."""

    number: int
    placed: PlacedListing


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed: when, what about whom, from what to what, according to whom."""

    at: datetime
    subject: str
    what: str
    before: str | None
    after: str | None
    source: str
    offering: Offering | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalog holds that could bear on some records.

    ``works`` by key; ``claims`` are all records filed under these works.
    """

    works: tuple[Work, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one step writes, in one transaction. ``works`` are whole new states."""

    works: tuple[Work, ...] = ()
    merges: tuple[Merge, ...] = ()
    claims: tuple[Claim, ...] = ()
    listings: tuple[PlacedListing, ...] = ()
    citations: tuple[Citation, ...] = ()
    entries: tuple[Entry, ...] = ()
    documents: tuple[Document, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    asked: tuple[Asked, ...] = ()
    events: tuple[Event, ...] = ()


#: All records of one work, as one source or one person has put them together.
Group = Sequence[Record]


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes that some groups of records make, and the key of the work of each group.

    ``undecided`` are the pairs (new key, key of the look-alike, why) that were kept apart
    although they share a title.
    """

    changes: Changes
    works: tuple[str, ...]
    undecided: tuple[tuple[str, str, str], ...] = ()


def asked_for(groups: Iterable[Group]) -> tuple[frozenset[ExternalId], frozenset[str]]:
    """The ids and normal titles by which the catalog must be asked before ``plan``."""
    records = [record for group in groups for record in group]
    ids = {form for record in records for e in record.ids for form in (e, e.base)}
    return frozenset(ids), frozenset(normal_title(record.title) for record in records)


def possible_keys(groups: Iterable[Group]) -> frozenset[str]:
    """The keys that ``plan`` may want to give; it must be told which of them are taken."""
    found = set()
    for group in groups:
        for record in group:
            found |= {key_stem(record.title), _marked(record)}
    return frozenset(found)


def plan(known: Known, groups: Sequence[Group], *, taken: frozenset[str], now: datetime) -> Plan:
    """Which work each group means, and what is to be written for it.

    A claim that is filed already stays where it is. Then everything that shares an id is one
    work; then what shares a title, where ``same_work`` says yes for every pair (a title that
    two contradicting works bear decides nothing). The order of the groups does not matter but
    for the spelling of new keys. Works that turn out to be one are merged into the one that
    was known first.
    """
    clusters = _Clusters()
    records_of: dict[str, list[Record]] = {}
    for claim in known.claims:
        records_of.setdefault(claim.work, []).append(claim.record)
    for work in known.works:
        clusters.add(work.key, records_of.get(work.key, ()))
    for position, group in enumerate(groups):
        clusters.add(position, group)
    clusters.join_by_claims()
    clusters.join_by_ids()
    undecided = clusters.join_by_titles()

    existing = {work.key: work for work in known.works}
    order = {key: position for position, key in enumerate(existing)}
    used = set(taken) | set(existing)
    keys: dict[int, str] = {}
    works, claims, merges, events = [], [], [], []
    for members in clusters.members():
        old = sorted((m for m in members if isinstance(m, str)), key=order.__getitem__)
        new = [m for m in members if isinstance(m, int)]
        records = [record for member in members for record in clusters.records[member]]
        key = old[0] if old else _fresh_key(records, used)
        used.add(key)
        keys.update(dict.fromkeys(new, key))
        work = merge(key, records)
        if work != existing.get(key):
            works.append(work)
        have = {record.digest for member in old for record in clusters.records[member]}
        fresh = {r.digest: r for member in new for r in clusters.records[member]}
        claims += [Claim(key, record) for digest, record in fresh.items() if digest not in have]
        for absorbed in old[1:]:
            merges.append(Merge(key, absorbed, "shared id or title"))
            events.append(Event(now, key, "merged", absorbed, key, "identity"))
    changes = Changes(
        works=tuple(works), claims=tuple(claims), merges=tuple(merges), events=tuple(events)
    )
    return Plan(
        changes,
        tuple(keys[position] for position in range(len(groups))),
        tuple(
            (_name(a, keys), _name(b, keys), why)
            for a, b, why in undecided
            if _name(a, keys) != _name(b, keys)
        ),
    )


Member = str | int


class _Clusters:
    """Works (by key) and groups (by number) that are being joined; a union-find."""

    def __init__(self) -> None:
        self.records: dict[Member, tuple[Record, ...]] = {}
        self._parent: dict[Member, Member] = {}
        self._joined: dict[Member, tuple[Record, ...]] = {}
        self._evidence: dict[Member, Evidence] = {}

    def add(self, member: Member, records: Iterable[Record]) -> None:
        self.records[member] = tuple(records)
        self._parent[member] = member
        self._joined[member] = self.records[member]

    def root(self, member: Member) -> Member:
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def _join(self, a: Member, b: Member) -> None:
        left, right = self.root(a), self.root(b)
        if left != right:
            self._parent[right] = left
            self._joined[left] += self._joined.pop(right)
            self._evidence.pop(right, None)
            self._evidence.pop(left, None)

    def evidence(self, root: Member) -> Evidence:
        """All that is known of what was joined under a root."""
        if root not in self._evidence:
            self._evidence[root] = Evidence.of(self._joined[root])
        return self._evidence[root]

    def members(self) -> list[list[Member]]:
        grouped: dict[Member, list[Member]] = {}
        for member in self._parent:
            grouped.setdefault(self.root(member), []).append(member)
        return list(grouped.values())

    def join_by_claims(self) -> None:
        """The very claim that is already filed under a work stays there."""
        filed: dict[str, Member] = {}
        for member, records in self.records.items():
            for record in records:
                self._join(filed.setdefault(record.digest, member), member)

    def join_by_ids(self) -> None:
        holder: dict[ExternalId, Member] = {}
        for member, records in self.records.items():
            for external in {external.base for record in records for external in record.ids}:
                self._join(holder.setdefault(external, member), member)

    def join_by_titles(self) -> list[tuple[Member, Member, str]]:
        """Join what bears one title, title by title; the pairs that had to stay apart."""
        bearers: dict[str, list[Member]] = {}
        for root in dict.fromkeys(map(self.root, self._parent)):
            for title in self.evidence(root).titles:
                bearers.setdefault(title, []).append(root)
        apart = []
        for _, bearing in sorted(bearers.items()):
            self._join_equals(bearing)
            roots = list(dict.fromkeys(self.root(member) for member in bearing))
            agreeing: dict[Member, set[Member]] = {root: {root} for root in roots}
            for position, a in enumerate(roots):
                for b in roots[position + 1 :]:
                    verdict = same_work(self.evidence(a), self.evidence(b))
                    if verdict.answer == "yes":
                        agreeing[a].add(b)
                        agreeing[b].add(a)
                    elif verdict.answer == "unsure":
                        apart.append((a, b, "; ".join(verdict.against)))
            for component in _components(agreeing):
                # Who agrees with two that disagree between themselves could mean either, so
                # only those are joined that agree with the very same others.
                sure = [m for m in component if agreeing[m] == component]
                for other in sure[1:]:
                    self._join(sure[0], other)
        return apart

    def _join_equals(self, bearing: Sequence[Member]) -> None:
        """Join what is alike in all that is compared, so that one verdict serves for all."""
        first: dict[Evidence, Member] = {}
        for member in bearing:
            evidence = self.evidence(self.root(member))
            twin = first.setdefault(evidence, self.root(member))
            if twin != self.root(member) and same_work(evidence, evidence).answer == "yes":
                self._join(twin, member)


def _components(agreeing: dict[Member, set[Member]]) -> list[set[Member]]:
    found: list[set[Member]] = []
    left = dict.fromkeys(agreeing)
    while left:
        start = next(iter(left))
        component, frontier = {start}, [start]
        while frontier:
            for other in agreeing[frontier.pop()] - component:
                component.add(other)
                frontier.append(other)
        for member in component:
            left.pop(member)
        found.append(component)
    return found


def _fresh_key(records: Sequence[Record], used: set[str]) -> str:
    best = merge("", records)
    shown = next(record for record in records if record.title == best.title)
    stem = key_stem(shown.title)
    return stem if stem not in used else _marked(shown)


def _marked(record: Record) -> str:
    return marked_key(record.title, record.digest)


def _name(member: Member, keys: dict[int, str]) -> str:
    return keys[member] if isinstance(member, int) else member
