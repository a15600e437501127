"""Which records mean the same work, with the reason; and the work that records add up to.

Identity as it stands: the same id is the same work; equal titles are the same work unless ids
or years contradict. Wrong is worse than unknown: what cannot be decided stays apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from papergraph.domain.dates import PartialDate
from papergraph.domain.id_dates import date_of
from papergraph.domain.ids import ExternalId
from papergraph.domain.precedence import PAGE, first_given, most_exact, newest_first, rank
from papergraph.domain.titles import is_generic, normal_title, sounds_like
from papergraph.domain.works import Record, Venue, Version, Work

_T = TypeVar("_T")

Answer = Literal["yes", "no", "unsure"]

#: Years by which two records of one title may lie apart and still be one work. In the sample the
#: dated versions of a work lie at most one year apart (80 works have two); journal versions, of
#: which it has few, take longer, and four leaves them room. To be measured on more data.
YEARS_APART = 4

#: Schemes in which one work has one id, so that two different ids mean two works. Not in it:
#: ``url`` (copies), ``s2`` and ``openalex`` (which split and merge their own records).
_ONE_PER_WORK = frozenset(
    "acl arxiv cvf doi ieee mlsys neurips openreview pmlr usenix youtube".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one side of a comparison: ids without versions, titles, dates."""

    ids: frozenset[ExternalId]
    titles: frozenset[str]
    dates: frozenset[PartialDate]

    @classmethod
    def of(cls, records: Iterable[Record]) -> "Evidence":
        """All that some records, held to be of one work, say together.

        A title that only a course page gives, and that sounds like no other title of the work,
        proves nothing: lines are pasted with the link of their neighbour.
        """
        claims = tuple(dict.fromkeys(records))
        ids = frozenset(external.base for record in claims for external in record.ids)
        dates = {record.date for record in claims if record.date}
        dates |= {found for external in ids if (found := date_of(external))}
        return cls(ids, _telling_titles(claims), frozenset(dates))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether two sides are the same work, and why: what speaks for it and what against."""

    answer: Answer
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def _telling_titles(claims: Sequence[Record]) -> frozenset[str]:
    titles = {normal_title(record.title) for record in claims}
    sure = {normal_title(record.title) for record in claims if record.source != PAGE}
    return frozenset(
        title
        for title in titles
        if len(titles) == 1
        or title in sure
        or any(sounds_like(title, other) for other in titles - {title})
    )


def same_work(a: Evidence, b: Evidence) -> Verdict:
    """Yes, no or unsure, with the evidence.

    A shared id decides. Equal titles decide where nothing contradicts and the title is telling:
    of three words or more, or of two where one side has no id. One word, or words that name
    nothing ("Chapter 2"), could be anything.
    """
    if shared := a.ids & b.ids:
        return Verdict("yes", tuple(f"same id {external}" for external in sorted(shared)))
    titles = a.titles & b.titles
    if not titles:
        return Verdict("no", against=("no shared id", "no equal title"))
    title = max(titles, key=lambda text: (len(text.split()), text))
    reasons = (f"equal title “{title}”",)
    if against := contradictions(a, b):
        return Verdict("unsure", reasons, against)
    telling = 0 if is_generic(title) else len(title.split())
    if telling < (3 if a.ids and b.ids else 2):
        return Verdict("unsure", reasons, ("so short a title proves little",))
    return Verdict("yes", reasons)


def contradictions(a: Evidence, b: Evidence) -> tuple[str, ...]:
    """What forbids taking two sides with one title for one work: ids and years that differ."""
    found = []
    left, right = _telling_ids(a.ids), _telling_ids(b.ids)
    for scheme in sorted(left.keys() & right.keys()):
        if left[scheme].isdisjoint(right[scheme]):
            found.append(f"{min(left[scheme])} is not {min(right[scheme])}")
    if a.ids and b.ids and _all_videos(a.ids) != _all_videos(b.ids):
        found.append("one is a video, the other is not")
    if a.dates and b.dates:
        (first, last), (other_first, other_last) = _years(a.dates), _years(b.dates)
        gap = max(first - other_last, other_first - last)
        if gap > YEARS_APART:
            found.append(f"{gap} years apart")
    return tuple(found)


# A title such as "Introduction" is borne by hundreds of works, and each is compared with each.
@lru_cache(maxsize=16384)
def _telling_ids(ids: frozenset[ExternalId]) -> dict[str, frozenset[ExternalId]]:
    """By scheme, the ids of which a work has one."""
    telling = [e for e in ids if e.scheme in _ONE_PER_WORK and not e.is_pseudo]
    return {
        scheme: frozenset(external for external in telling if external.scheme == scheme)
        for scheme in {external.scheme for external in telling}
    }


@lru_cache(maxsize=16384)
def _years(dates: frozenset[PartialDate]) -> tuple[int, int]:
    years = [date.year for date in dates]
    return min(years), max(years)


@lru_cache(maxsize=16384)
def _all_videos(ids: frozenset[ExternalId]) -> bool:
    return bool(ids) and all(external.scheme == "youtube" for external in ids)


def merge(key: str, records: Iterable[Record]) -> Work:
    """The work that some records of one work add up to; the order of the records is nothing.

    Per field the claim of the best source wins (``domain.precedence``), then the newest, then
    the record that names more ids, has a venue, has the longer title. The work's date is that
    of its earliest known version.
    """
    claims = sorted(set(records), key=_preference)
    best = claims[0]
    ids = _unique(external for record in claims for external in record.ids)
    versions = _versions(claims, ids)
    dates = [version.date for version in versions if version.date]
    return Work(
        key=key,
        title=best.title,
        kind=first_given(claims, "kind", lambda record: record.kind) or "paper",
        authors=first_given(claims, "authors", lambda record: record.authors) or (),
        date=min(dates, key=PartialDate.last) if dates else None,
        venue=first_given(claims, "venue", lambda record: record.venue),
        ids=tuple(sorted(ids, key=_id_order)),
        titles=_unique(record.title for record in claims),
        versions=versions,
    )


def version_of(work: Work, ids: Sequence[ExternalId]) -> Version | None:
    """The version that an id of a reading means; None where it means none in particular.

    A copy on a home page and a page that is in no registry could hold any version.
    """
    for external in ids:
        for version in work.versions:
            if external in version.ids:
                return version
        for version in work.versions:
            if external.base in {known.base for known in version.ids}:
                return version
    return None


def _preference(record: Record) -> tuple[int, int, float, int, bool, int, str, str]:
    return (
        rank(record.source, "title"),
        -_newness(record),
        newest_first(record),
        -len(record.ids),
        record.venue is None,
        -len(normal_title(record.title)),
        record.title,
        record.digest,
    )


def _newness(record: Record) -> int:
    """The version of a preprint that the record speaks of; without a number it is the latest.

    A preprint's title may change from version to version; the last is the one it goes by.
    """
    versions = [external.version for external in record.ids]
    return min((version for version in versions if version), default=1_000_000)


_MANIFESTATIONS = ("published", "preprint", "copy")


def _id_order(external: ExternalId) -> tuple[int, bool, str, str]:
    return (
        _MANIFESTATIONS.index(external.manifestation),
        external.is_pseudo,
        external.scheme,
        external.value,
    )


def _versions(claims: Sequence[Record], ids: Sequence[ExternalId]) -> tuple[Version, ...]:
    """The manifestations that the ids mean, published first, then preprints, then copies.

    Ids of proceedings pages and a single DOI mean one published version; every further
    registered DOI is a version of its own (a journal extension). Each arXiv number is one
    preprint, and each explicit ``v2`` that a record gives a title of its own is a version.
    """
    groups: dict[str, list[ExternalId]] = {}
    dois = [e for e in ids if e.scheme == "doi" and not e.is_pseudo]
    for external in sorted(ids, key=_id_order):
        if external.manifestation == "published":
            alone = external in dois and len(dois) > 1
            name = str(external) if alone else "published"
        elif external.manifestation == "preprint":
            name = str(external)
        else:
            continue
        groups.setdefault(name, []).append(external)
    versions = [_version(claims, group) for group in groups.values()]
    published = [v for v in versions if any(e.manifestation == "published" for e in v.ids)]
    venued = next((record for record in claims if record.venue), None)
    if venued and not published:
        versions.insert(0, Version(venued.title, venued.venue, venued.date))
    if not versions:
        copies = tuple(sorted(ids, key=_id_order))
        versions.append(Version(claims[0].title, claims[0].venue, _date(claims, copies), copies))
    return tuple(versions)


def _version(claims: Sequence[Record], group: Sequence[ExternalId]) -> Version:
    members = set(group)
    own = [record for record in claims if members & set(record.ids)]
    # The record that speaks of this version alone knows its title better than one of many ids.
    named = min(own, key=lambda record: (rank(record.source, "title"), len(record.ids)))
    is_published = group[0].manifestation == "published"
    venue: Venue | None = None
    if is_published:
        venue = first_given(own, "venue", lambda record: record.venue)
    return Version(named.title, venue, _date(own, group), tuple(group))


def _date(own: Sequence[Record], group: Sequence[ExternalId]) -> PartialDate | None:
    for external in group:
        if found := date_of(external):
            return found
    exact = [record for record in own if record.date and set(record.ids) <= set(group)]
    dated = exact or [record for record in own if record.date]
    return most_exact(dated[0], dated).date if dated else None


def _unique(items: Iterable[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))
