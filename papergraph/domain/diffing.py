"""Two offerings compared, reading by reading, with the evidence for every word of it.

``moved`` compares mapped topics; ``new-version`` compares the versions that the two links
mean, not their text; whether a work is newly published is said only where its dates decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from papergraph.domain.courses import Offering, Role, strongest
from papergraph.domain.matching import version_of
from papergraph.domain.snapshot import Listed, OfferingPages, Snapshot
from papergraph.domain.titles import normal_title
from papergraph.domain.topics import lectures_by_heading
from papergraph.domain.works import Version, Work

ChangeName = Literal[
    "promoted", "demoted", "moved", "retitled", "new-version", "relocated", "rescheduled"
]

#: How binding a role is. "unspecified" has no place in it: a page that marks nothing as
#: required says nothing about promotion.
_BINDING: dict[Role, int] = {"required": 2, "companion": 1, "optional": 1}

#: References two works must share before the one may be said to take the other's place: one
#: where it cites it, else five, for fewer shared references are mostly a topic's classics.
SHARED_IF_CITING = 1
SHARED_FOR_REPLACING = 5

#: A dropped work that more of the added ones cite is background to all, replaced by none.
CITED_BY_AT_MOST = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One way in which a kept reading differs: its name, what it was and what it is."""

    change: ChangeName
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one work is said to take another's place."""

    cites: bool
    shared_references: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """The work at the other end of a replacement, with the evidence."""

    work: str
    title: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Item:
    """A work of the diff with its readings in the old and the new offering."""

    work: Work
    old: tuple[Listed, ...] = ()
    new: tuple[Listed, ...] = ()
    changes: tuple[Change, ...] = ()
    published_since: bool | None = None
    replaces: Replacement | None = None
    replaced_by: Replacement | None = None

    @property
    def readings(self) -> tuple[Listed, ...]:
        """The readings in the newer offering that has any."""
        return self.new or self.old

    @property
    def title(self) -> str:
        """The title as the newer page has it."""
        return self.readings[0].title

    @property
    def role(self) -> Role:
        """The most binding role among its readings."""
        return strongest(reading.role for reading in self.readings)

    @property
    def topic(self) -> str | None:
        """The topic of its first reading."""
        return self.readings[0].topic

    def has(self, change: ChangeName) -> bool:
        """Whether a change of this name is among its changes."""
        return any(entry.change == change for entry in self.changes)


@dataclass(frozen=True, slots=True)
class TopicChange:
    """A topic's lectures and readings in both offerings; 0 where it has none."""

    topic: str
    old_lectures: int
    new_lectures: int
    old_readings: int
    new_readings: int


@dataclass(frozen=True, slots=True)
class ListingDiff:
    """What the new offering kept, added and dropped; items in the order of their pages."""

    old: Offering
    new: Offering
    kept: tuple[Item, ...] = ()
    added: tuple[Item, ...] = ()
    dropped: tuple[Item, ...] = ()
    topics: tuple[TopicChange, ...] = ()

    def changed(self, change: ChangeName) -> tuple[Item, ...]:
        """The kept items that have a change of this name."""
        return tuple(item for item in self.kept if item.has(change))


def compare(
    old: OfferingPages,
    new: OfferingPages,
    *,
    snapshot: Snapshot,
    topic_of: Mapping[str, str] | None = None,
    since: date | None = None,
) -> ListingDiff:
    """What changed from one offering (or one revision of it) to another.

    ``since`` is the day after which an added work counts as published since; by default the
    day the old offering began.
    ``snapshot`` holds the works of both and the citations among them; ``topic_of`` maps the
    headings under which sessions stand to our topics (headings not in it are their own).
    Dates of sessions are compared only between two revisions of one offering.
    """
    before, after = _by_work(old.readings), _by_work(new.readings)
    works = snapshot.works
    same_offering = old.offering == new.offering
    kept = tuple(
        Item(
            works[key],
            before[key],
            after[key],
            _changes(works[key], before[key], after[key], dates=same_offering),
        )
        for key in after
        if key in before
    )
    replacements = _replacements(
        [key for key in before if key not in after],
        [key for key in after if key not in before],
        before,
        after,
        snapshot,
    )
    replaces = {
        come: Replacement(gone, works[gone].title, why)
        for gone, (come, why) in replacements.items()
    }
    replaced_by = {
        gone: Replacement(come, works[come].title, why)
        for gone, (come, why) in replacements.items()
    }
    added = tuple(
        Item(
            works[key],
            new=after[key],
            published_since=published_since(works[key], since or old.begins),
            replaces=replaces.get(key),
        )
        for key in after
        if key not in before
    )
    dropped = tuple(
        Item(works[key], old=before[key], replaced_by=replaced_by.get(key))
        for key in before
        if key not in after
    )
    return ListingDiff(
        old.offering, new.offering, kept, added, dropped, _topics(old, new, topic_of or {})
    )


def published_since(work: Work, day: date) -> bool | None:
    """Whether the work first appeared after a day; None where what is known cannot decide.

    Its date is that of its earliest known version. A date known to the year or month decides
    only where all of that year or month lies on one side of the day.
    """
    dates = [version.date for version in work.versions if version.date]
    if work.date:
        dates.append(work.date)
    if not dates:
        return None
    if min(known.last() for known in dates) <= day:
        return False
    if min(known.first() for known in dates) > day:
        return True
    return None


def _by_work(readings: Sequence[Listed]) -> dict[str, tuple[Listed, ...]]:
    grouped: dict[str, list[Listed]] = {}
    for reading in readings:
        grouped.setdefault(reading.work, []).append(reading)
    return {work: tuple(found) for work, found in grouped.items()}


def _changes(
    work: Work, old: Sequence[Listed], new: Sequence[Listed], *, dates: bool
) -> tuple[Change, ...]:
    found: list[Change] = []
    was, is_ = (strongest(reading.role for reading in side) for side in (old, new))
    if was in _BINDING and is_ in _BINDING and _BINDING[was] != _BINDING[is_]:
        name: ChangeName = "promoted" if _BINDING[is_] > _BINDING[was] else "demoted"
        found.append(Change(name, was, is_))
    topics, topics_now = ([r.topic for r in side if r.topic] for side in (old, new))
    if topics and topics_now and not set(topics) & set(topics_now):
        found.append(Change("moved", topics[0], topics_now[0]))
    if not {normal_title(r.title) for r in old} & {normal_title(r.title) for r in new}:
        found.append(Change("retitled", old[0].title, new[0].title))
    if change := _new_version(work, old, new):
        found.append(change)
    if {r.locator for r in old} != {r.locator for r in new}:
        found.append(Change("relocated", _locators(old), _locators(new)))
    if dates and {r.session for r in old} != {r.session for r in new}:
        found.append(Change("rescheduled", _days(old), _days(new)))
    return tuple(found)


def _new_version(work: Work, old: Sequence[Listed], new: Sequence[Listed]) -> Change | None:
    was = [v for reading in old if (v := version_of(work, reading.ids))]
    now = [v for reading in new if (v := version_of(work, reading.ids))]
    if not was or not now or not all(_differ(a, b) for a in was for b in now):
        return None
    return Change("new-version", version_name(was[0]), version_name(now[0]))


def _differ(a: Version, b: Version) -> bool:
    """Whether two manifestations are known to be two.

    A preprint and a paper are, two numbered preprints, and papers of two venues; two registered
    ids of one venue may name one paper.
    """
    if a == b:
        return False
    kinds = {external.manifestation for version in (a, b) for external in version.ids}
    if kinds != {"published"}:
        return True
    return bool(a.venue and b.venue and a.venue.short != b.venue.short)


def version_name(version: Version) -> str:
    """A short name of a version: venue and year where known, else its first id."""
    if version.venue:
        return f"{version.venue.short} {version.date.year}" if version.date else version.venue.short
    return str(version.ids[0]) if version.ids else version.title


def _locators(readings: Sequence[Listed]) -> str | None:
    return ", ".join(dict.fromkeys(r.locator or "whole" for r in readings)) or None


def _days(readings: Sequence[Listed]) -> str | None:
    return ", ".join(dict.fromkeys(r.session.isoformat() for r in readings if r.session)) or None


def _topics(
    old: OfferingPages, new: OfferingPages, topic_of: Mapping[str, str]
) -> tuple[TopicChange, ...]:
    counts: dict[str, list[int]] = {}
    for side, pages in ((1, new), (0, old)):
        for heading, lectures in lectures_by_heading(pages.sessions).items():
            counts.setdefault(topic_of.get(heading, heading), [0, 0, 0, 0])[side] += lectures
        for reading in pages.readings:
            if reading.topic:
                counts.setdefault(reading.topic, [0, 0, 0, 0])[2 + side] += 1
    return tuple(TopicChange(topic, *numbers) for topic, numbers in counts.items())


def _replacements(
    dropped: Sequence[str],
    added: Sequence[str],
    before: Mapping[str, tuple[Listed, ...]],
    after: Mapping[str, tuple[Listed, ...]],
    snapshot: Snapshot,
) -> dict[str, tuple[str, Evidence]]:
    """Dropped work -> the added one that takes its place, each added work at most once.

    Both stand under the same topic, and the added one cites the dropped one and shares
    ``SHARED_IF_CITING`` references with it, or shares ``SHARED_FOR_REPLACING``. A dropped work
    that more than ``CITED_BY_AT_MOST`` added ones cite is replaced by none. The strongest
    evidence is served first.
    """
    references: dict[str, set[str]] = {}
    for citation in snapshot.citations:
        references.setdefault(citation.citing, set()).add(citation.cited)
    pairs = []
    for gone in dropped:
        if sum(gone in references.get(come, ()) for come in added) > CITED_BY_AT_MOST:
            continue
        topics = {reading.topic for reading in before[gone] if reading.topic}
        for come in added:
            if not topics & {reading.topic for reading in after[come]}:
                continue
            cites = gone in references.get(come, ())
            shared = len(references.get(gone, set()) & references.get(come, set()))
            if shared >= (SHARED_IF_CITING if cites else SHARED_FOR_REPLACING):
                pairs.append((not cites, -shared, gone, come))
    chosen: dict[str, tuple[str, Evidence]] = {}
    used: set[str] = set()
    for not_citing, negative_shared, gone, come in sorted(pairs):
        if gone not in chosen and come not in used:
            chosen[gone] = (come, Evidence(not not_citing, -negative_shared))
            used.add(come)
    return chosen
