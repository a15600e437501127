"""Which known work each entry of a reference list means, or None where that is not sure.

An id in the entry decides, unless its title says otherwise. Else the entry must hold a title of
the work as a whole: from where a sentence begins to where one ends, so that "Attention Is All You
Need in Speech Separation" is not "Attention Is All You Need". Titles too short to tell, and titles
that an extractor damaged, count only where an author and the year agree as well.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from papergraph.domain.ids import ExternalId
from papergraph.domain.matching import YEARS_APART
from papergraph.domain.references.damage import same_but_for_damage
from papergraph.domain.titles import sounds_like
from papergraph.domain.work_index import Known, Spelling, WorkIndex, letters_of
from papergraph.domain.works import Reference

#: A title tells by itself from so many words and letters (blanks counted) on.
TELLING_WORDS = 4
TELLING_LENGTH = 20
#: Years by which an entry and a work may differ and still agree: preprint and publication.
YEARS_AGREE = 1
#: Likeness, of 100, from which a title may be another one damaged: with author and year, never by
#: itself. Real titles that differ in one word of seven lie below it.
ALIKE = 95.0
#: Schemes in which a work has one id, so that a different one in an entry means another work. DOIs
#: are left out, unlike where records are compared: a list cites whichever version has one.
_ONE_PER_WORK = frozenset("arxiv usenix openreview neurips mlsys pmlr cvf acl".split())
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A reference with what its text spells."""

    reference: Reference
    spelling: Spelling
    words: frozenset[str]
    years: frozenset[int]

    @classmethod
    def of(cls, reference: Reference) -> "_Entry":
        spelling = Spelling.of(reference.text)
        date = reference.date
        years = {date.year} if date else {int(year) for year in _YEAR.findall(reference.text)}
        return cls(reference, spelling, spelling.words, frozenset(years))


@dataclass(frozen=True, slots=True)
class _Hit:
    """A known title in an entry, the works that bear it, and whether its ends are sure."""

    title: str
    keys: frozenset[str]
    sure: bool


def match_entries(entries: Sequence[Reference], works: WorkIndex) -> list[str | None]:
    """For each entry the key of the work it means, None where none is known or it is not sure.

    The order is that of the entries; each is decided by itself.

    >>> from papergraph.domain.works import Work
    >>> index = WorkIndex.of([Work("vl2", "VL2: A Scalable and Flexible Data Center Network")])
    >>> texts = "VL2: a scalable and flexible data center net- work. In SIGCOMM.", "VL2. Manual."
    >>> match_entries([Reference(text) for text in texts], index)
    ['vl2', None]
    """
    return [_match(_Entry.of(reference), works) for reference in entries]


def _match(entry: _Entry, works: WorkIndex) -> str | None:
    by_title = _named(entry, works)
    if by_id := _with_id(entry, works):
        agreed = by_id & by_title
        if not by_title:
            agreed = frozenset(key for key in by_id if _may_be(entry, works.works[key]))
        return next(iter(agreed)) if len(agreed) == 1 else None
    if by_title:
        return _one(by_title, entry, works)
    return _damaged(entry, works)


def _with_id(entry: _Entry, works: WorkIndex) -> frozenset[str]:
    """The works that the ids of the entry name."""
    return frozenset(
        key
        for external in entry.reference.ids
        for key in works.by_id.get(external.base, frozenset())
    )


def _may_be(entry: _Entry, known: Known) -> bool:
    """Whether an id is believed: the title sounds like the work's, or an author is named."""
    title = entry.reference.title
    if not title or not known.titles or known.surnames & entry.words:
        return True
    return any(sounds_like(title, other) for other in known.titles.values())


def _named(entry: _Entry, works: WorkIndex) -> frozenset[str]:
    """The works whose title the entry holds, of the longest title, without contradictions."""
    hits = list(_hits(entry, works))
    if not hits:
        return frozenset()
    own = letters_of(entry.reference.title) if entry.reference.title else ""
    best = max(hits, key=lambda hit: (hit.title == own, len(hit.title)))
    return frozenset(key for key in best.keys if _fits(entry, works.works[key], best))


def _hits(entry: _Entry, works: WorkIndex) -> Iterable[_Hit]:
    spelling = entry.spelling
    own = letters_of(entry.reference.title) if entry.reference.title else ""
    ends = {*spelling.starts, len(spelling.letters)}
    for start in spelling.starts:
        begins = spelling.begins(start)
        if begins == "no":
            continue
        for title, keys in works.titles_at(spelling.letters, start):
            end = start + len(title)
            closes = spelling.ends(end) if end in ends else "no"
            if closes != "no":
                sure = begins == closes == "sure" or title == own
                yield _Hit(title, keys, sure)


def _fits(entry: _Entry, known: Known, hit: _Hit) -> bool:
    """Whether a title that was found means this work: it tells enough, and nothing contradicts."""
    if _contradicts(entry, known):
        return False
    title = known.titles[hit.title]
    telling = len(title.split()) >= TELLING_WORDS and len(title) >= TELLING_LENGTH
    if hit.sure and telling:
        return True
    return (hit.sure or telling) and _agrees(entry, known)


def _agrees(entry: _Entry, known: Known) -> bool:
    """Whether the entry names an author of the work, and a year next to one of its versions'."""
    return bool(known.surnames & entry.words) and any(
        abs(year - other) <= YEARS_AGREE for year in entry.years for other in known.years
    )


def _contradicts(entry: _Entry, known: Known) -> bool:
    """Whether years, authors or ids forbid that the entry means the work."""
    date = entry.reference.date
    if date and known.years:
        gap = max(min(known.years) - date.year, date.year - max(known.years))
        if gap > YEARS_APART:
            return True
    # That none of its authors is named says another work; but a list may not have been read.
    if entry.reference.authors and known.surnames and not known.surnames & entry.words:
        return True
    return any(_differ(external, known) for external in entry.reference.ids)


def _differ(external: ExternalId, known: Known) -> bool:
    """Whether the work has another id where it can have but one."""
    if external.scheme not in _ONE_PER_WORK:
        return False
    own = [other.value for other in known.ids if other.scheme == external.scheme]
    value = external.base.value
    # A line break may have cut the id short: what is left of it says nothing else.
    return bool(own) and not any(
        other.startswith(value) or value.startswith(other) for other in own
    )


def _one(keys: frozenset[str], entry: _Entry, works: WorkIndex) -> str | None:
    """The one work of several with one title: that whose author and year agree, if one alone."""
    if len(keys) == 1:
        return next(iter(keys))
    agreeing = [key for key in keys if _agrees(entry, works.works[key])]
    return agreeing[0] if len(agreeing) == 1 else None


def _damaged(entry: _Entry, works: WorkIndex) -> str | None:
    """The work whose title the entry's is but for damage, with author and year; else None."""
    title = entry.reference.title
    letters = letters_of(title) if title else ""
    if title is None or len(letters) < TELLING_LENGTH:
        return None
    candidates = {
        key
        for word in entry.words
        for year in entry.years
        for near in range(year - YEARS_AGREE, year + YEARS_AGREE + 1)
        for key in works.by_author.get((word, near), ())
    }
    scores: dict[str, float] = {}
    for key in candidates:
        known = works.works[key]
        for other, normal in known.titles.items():
            score = fuzz.ratio(letters, other, score_cutoff=ALIKE)
            if score and same_but_for_damage(title, normal) and not _contradicts(entry, known):
                scores[key] = max(score, scores.get(key, 0.0))
    best = [key for key, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else None
