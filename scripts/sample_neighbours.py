"""The works around the lists: entries of whole reference lists -> citations and neighbours.

Nothing is guessed. An entry is a listed work when they share an id or a title (or almost the
title, with the first author and the year); it becomes a work of its own when it names a
publication with confidence (``reference_text.names_a_work``); else it is left out.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from papergraph.documents.reference_text import kind_of, names_a_work, parse_reference
from papergraph.domain.dates import PartialDate
from papergraph.domain.id_dates import arxiv_date
from papergraph.domain.ids import ExternalId
from papergraph.domain.titles import key_stem
from papergraph.domain.venues import VenueBook
from papergraph.domain.works import Author, Record, Reference, Venue
from papergraph.formats.facts import SOURCE, LabelledCitation

#: Least likeness (0 to 100) of two titles that differ by a word's form or a misprint only. On the
#: sample "Automatic" for "Automated" gives 97, and the likest titles of different works 90
#: ("Denoising diffusion probabilistic models" and "Improved denoising …").
_ALIKE = 96
_YEARS_APART = 1


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The whole reference list of one work (``citing`` is its label), and where it was read."""

    citing: str
    source: str
    entries: tuple[Reference, ...]

    @classmethod
    def read(cls, citing: str, source: str, texts: Iterable[str]) -> "ReferenceList":
        """The list with its entries parsed."""
        return cls(citing, source, tuple(parse_reference(text) for text in texts))


@dataclass(slots=True)
class WorkIndex:
    """Labels of works by id and by title, for finding the work an entry means."""

    by_id: dict[ExternalId, str] = field(default_factory=dict)
    by_title: dict[str, list[tuple[str, Record]]] = field(default_factory=dict)

    def add(self, label: str, record: Record) -> None:
        """Make a work findable by what one record says of it."""
        for external in record.ids:
            if external.scheme != "url":
                self.by_id.setdefault(external.base, label)
        self.by_title.setdefault(squeezed(record.title), []).append((label, record))

    def find(self, entry: Reference) -> tuple[str, str] | None:
        """The label of the work that an entry means, and how that was found; else None."""
        for external in entry.ids:
            if label := self.by_id.get(external.base):
                return label, "id"
        if not entry.title:
            return None
        title = squeezed(entry.title)
        for label, record in self.by_title.get(title, ()):
            if not _contradict(entry.authors, record.authors):
                return label, "title"
        for other, candidates in self.by_title.items():
            for label, record in candidates:
                if _nearly_same(title, other, entry, record):
                    return label, "title, first author and year"
        return None


def squeezed(title: str) -> str:
    """The letters and digits of a title: what is left equal when line breaks ate hyphens."""
    folded = unicodedata.normalize("NFKD", title).casefold()
    return "".join(char for char in folded if char.isalnum())


def neighbourhood(
    lists: Sequence[ReferenceList],
    listed: WorkIndex,
    off_list: dict[str, Record],
    book: VenueBook,
) -> tuple[list[tuple[str, Record]], list[LabelledCitation]]:
    """The neighbours as labelled records, and every citation that the lists give.

    ``off_list`` holds the citing works that are on no list; such a list counts only where it
    names a listed work, else it would be an island.
    """
    groups: dict[str, _Group] = {}
    around = WorkIndex()
    used = [one for one in lists if one.citing not in off_list or _names_listed(one, listed)]
    taken = {label for label, _ in _all_labels(listed)}
    for one in used:
        if record := off_list.get(one.citing):
            groups[one.citing] = _Group(known=record)
            around.add(one.citing, record)
            taken.add(one.citing)
    pending: list[tuple[ReferenceList, Reference]] = []
    citations: list[LabelledCitation] = []
    for one in used:
        for entry in one.entries:
            found = listed.find(entry) or around.find(entry)
            if found is None and names_a_work(entry):
                label = _new_label(entry, taken)
                taken.add(label)
                groups[label] = _Group()
                found = label, "parsed entry"
            if found is None:
                pending.append((one, entry))
                continue
            label, how = found
            if label in groups and names_a_work(entry):
                groups[label].claims.append((one, entry))
                around.add(label, _claim(entry))
            citations.append(_citation(one, entry, label, how))
    # An entry too poor to be a work may still name one that another list describes.
    for one, entry in pending:
        if found := around.find(entry):
            citations.append(_citation(one, entry, *found))
    records = [
        (label, record) for label, group in sorted(groups.items()) for record in group.records(book)
    ]
    return records, [citation for citation in citations if citation.citing != citation.cited]


@dataclass(slots=True)
class _Group:
    """All entries that mean one work off the lists."""

    known: Record | None = None
    claims: list[tuple[ReferenceList, Reference]] = field(default_factory=list)

    def records(self, book: VenueBook) -> Iterator[Record]:
        """The record of the publication (where anything says so), then that of the preprint."""
        if self.known:
            authors, source = self._authors()
            yield Record(
                SOURCE,
                self.known.title,
                authors=authors,
                date=self.known.date,
                venue=self.known.venue,
                kind=self.known.kind,
                provenance=(*self.known.provenance, *((("authors", source),) if authors else ())),
            )
            return
        title, by_title = self._title()
        authors, by_authors = self._authors()
        kind = Counter(kind_of(entry) for _, entry in self.claims).most_common(1)[0][0]
        shared: dict[str, str] = {"title": by_title, "authors": by_authors}
        if published := self._publication(book):
            ids, date, venue, sources = published
            yield Record(
                SOURCE,
                title,
                ids,
                authors,
                date,
                venue,
                kind,
                provenance=tuple((shared | sources).items()),
            )
            authors, shared = (), {"title": by_title}
        for external, by_id in self._preprints().items():
            yield Record(
                SOURCE,
                title,
                (external,),
                authors,
                arxiv_date(external),
                None,
                kind,
                provenance=(
                    *shared.items(),
                    ("ids", by_id),
                    ("date", "month in the arXiv identifier"),
                ),
            )
            authors, shared = (), {"title": by_title}

    def _title(self) -> tuple[str, str]:
        """The spelling that most lists share; among equals the one that kept its hyphens."""
        spellings = Counter(entry.title or "" for _, entry in self.claims)
        best = max(spellings, key=lambda title: (spellings[title], len(title), title))
        return best, next(_where(*claim) for claim in self.claims if claim[1].title == best)

    def _authors(self) -> tuple[tuple[Author, ...], str]:
        """The longest list of authors, given names in full before initials."""
        if not self.claims:
            return (), ""
        one, entry = max(
            self.claims,
            key=lambda claim: (len(claim[1].authors), sum(len(a.name) for a in claim[1].authors)),
        )
        return entry.authors, _where(one, entry)

    def _preprints(self) -> dict[ExternalId, str]:
        found: dict[ExternalId, str] = {}
        for one, entry in self.claims:
            for external in entry.ids:
                if external.scheme == "arxiv":
                    found.setdefault(external.base, _where(one, entry))
        return found

    def _publication(
        self, book: VenueBook
    ) -> tuple[tuple[ExternalId, ...], PartialDate | None, Venue | None, dict[str, str]] | None:
        """Ids, date and venue on which most entries agree that do not speak of a preprint."""
        venues = Counter(v for _, entry in self.claims if (v := book.read(entry.venue)))
        venue = venues.most_common(1)[0][0] if venues else None
        ids: dict[ExternalId, str] = {}
        for one, entry in self.claims:
            for external in entry.ids:
                if external.scheme not in ("arxiv", "url"):
                    ids.setdefault(external, _where(one, entry))
        speaking = [
            (one, entry)
            for one, entry in self.claims
            if (book.read(entry.venue) == venue if venue else not self._preprints() or ids)
        ]
        if not speaking:
            return None
        years = Counter(entry.date.year for _, entry in speaking if entry.date)
        year = years.most_common(1)[0][0]
        dated = [claim for claim in speaking if claim[1].date and claim[1].date.year == year]
        # A month is kept only where nothing says another.
        dates = {claim[1].date for claim in dated if claim[1].date and claim[1].date.month}
        date = dates.pop() if len(dates) == 1 else PartialDate(year)
        sources = {"date": _where(*dated[0])}
        if venue:
            sources["venue"] = _where(*speaking[0])
        if ids:
            sources["ids"] = next(iter(ids.values()))
        return tuple(ids), date, venue, sources


def _where(one: ReferenceList, entry: Reference) -> str:
    return f"{one.source} [{entry.number}]"


def _citation(one: ReferenceList, entry: Reference, label: str, how: str) -> LabelledCitation:
    match = how if how == "parsed entry" else f"{how} match"
    return LabelledCitation(one.citing, label, _where(one, entry), f"reference list, {match}")


def _claim(entry: Reference) -> Record:
    return Record(SOURCE, entry.title or "", entry.ids, entry.authors, entry.date)


def _names_listed(one: ReferenceList, listed: WorkIndex) -> bool:
    return any(listed.find(entry) for entry in one.entries)


def _all_labels(index: WorkIndex) -> Iterator[tuple[str, Record]]:
    for candidates in index.by_title.values():
        yield from candidates


def _new_label(entry: Reference, taken: set[str]) -> str:
    title = entry.title or ""
    stem = key_stem(title)
    return f"{stem}-{entry.date or 'undated'}" if stem in taken else stem


def _surname(author: Author) -> str:
    return squeezed(author.surname)


def _contradict(ours: Sequence[Author], theirs: Sequence[Author]) -> bool:
    """Whether two lists of authors share no surname ("Deep learning" is a book and an article)."""
    left, right = set(map(_surname, ours)), set(map(_surname, theirs))
    return bool(left and right and not left & right)


def _nearly_same(title: str, other: str, entry: Reference, record: Record) -> bool:
    """Whether titles differ by a misprint or a subtitle, and first author and year agree."""
    if not (entry.authors and record.authors and entry.date and record.date):
        return False
    if _surname(entry.authors[0]) != _surname(record.authors[0]):
        return False
    if abs(entry.date.year - record.date.year) > _YEARS_APART:
        return False
    if re.sub(r"\D", "", title) != re.sub(r"\D", "", other):  # version 2 is another work
        return False
    if fuzz.ratio(title, other) >= _ALIKE:
        return True
    heads = {squeezed(text.partition(":")[0]) for text in (entry.title or "", record.title)}
    return len(heads) == 1 and len(record.title.partition(":")[0].split()) >= 4
