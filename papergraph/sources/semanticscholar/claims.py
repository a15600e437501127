"""The package's papers as our records, ties and entries.

``paper`` is a ``semanticscholar.Paper`` that was made of judged JSON (``judging.paper``): its
fields have the documented types or are None.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from papergraph.domain.asking import Tie
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author, Kind, Record, Reference, Venue
from papergraph.sources.semanticscholar.lookup import NAME, ids_of

#: Of a paper in the list of another.
BRIEF = ("paperId", "externalIds", "title", "year", "venue", "authors")
#: Of a paper itself, without its lists.
FULL = (
    *BRIEF,
    "url",
    "abstract",
    "publicationDate",
    "publicationTypes",
    "journal",
    "openAccessPdf",
    "referenceCount",
    "citationCount",
)

#: What stands in the place of a venue where there is none.
_NO_VENUE = frozenset({"arxiv", "arxiv.org", "corr"})
_PAPERS = frozenset({"JournalArticle", "Conference", "Review", "BookSection"})
_THESES = frozenset({"Thesis", "Dissertation"})
_ELIDED = re.compile(r"elided[^{]*\{([^}]*)\}", re.IGNORECASE)


@dataclass(slots=True)
class Ties:
    """The ends of some citations: works that are known by an id, and lines that name none.

    A paper that is named twice is one tie.
    """

    known: dict[ExternalId, Tie] = field(default_factory=dict)
    entries: list[Reference] = field(default_factory=list)

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The works with an id, in the order of the list."""
        return tuple(self.known.values())

    def add(self, tie: Tie) -> None:
        """Keep one tie; a second one of the same work adds its sentences."""
        name = tie.record.ids[0]
        if earlier := self.known.get(name):
            tie = replace(
                earlier,
                sentences=tuple(dict.fromkeys(earlier.sentences + tie.sentences)),
                intents=tuple(dict.fromkeys(earlier.intents + tie.intents)),
                influential=earlier.influential or tie.influential,
            )
        self.known[name] = tie


def record_of(paper: Any, *, at: datetime | None, request: str) -> Record:
    """The claim about a paper, which has a title.

    ``pdf`` is the open copy that the site names; it names none for many papers of arXiv, whose
    copy follows from the number.
    """
    raw = paper.raw_data
    ids = ids_of(raw)
    provenance = []
    date = _day(paper)
    if date is not None:
        provenance.append(("date", "publicationDate" if paper.publicationDate else "year"))
    pdf = _address(raw.get("openAccessPdf") or {})
    number = next((external.value for external in ids if external.scheme == "arxiv"), None)
    if pdf is None and number:
        pdf = f"https://arxiv.org/pdf/{number}"
        provenance.append(("pdf", "from the arXiv number"))
    elif pdf:
        provenance.append(("pdf", "openAccessPdf"))
    if "abstract" in elided(raw):
        provenance.append(("abstract", "withheld by the publisher"))
    return Record(
        source=NAME,
        title=folded(paper.title),
        ids=ids,
        authors=_authors(paper),
        date=date,
        venue=_venue(paper),
        kind=_kind(paper.publicationTypes),
        url=_address(raw) or (ids[0].url if ids else None),
        provenance=tuple(provenance),
        abstract=(paper.abstract or "").strip() or None,
        pdf=pdf,
        at=at,
        request=request,
    )


def ties_of_papers(papers: Iterable[Any], *, at: datetime | None, request: str) -> Ties:
    """The papers in the list of another."""
    found = Ties()
    for paper in papers:
        _add(found, paper, at=at, request=request)
    return found


def ties_of_rows(rows: Iterable[Any], *, at: datetime | None, request: str) -> Ties:
    """The rows of a page (``semanticscholar.Reference`` or ``Citation``)."""
    found = Ties()
    for row in rows:
        _add(
            found,
            row.paper,
            at=at,
            request=request,
            sentences=tuple(text for context in row.contexts if (text := folded(context))),
            intents=tuple(row.intents),
            influential=row.isInfluential,
        )
    return found


def elided(raw: Any) -> frozenset[str]:
    """The fields that the publisher withholds, as the disclaimer names them.

    >>> said = "The following paper fields have been elided by the publisher: {'references'}."
    >>> elided({"openAccessPdf": {"disclaimer": said}})
    frozenset({'references'})
    """
    disclaimer = (raw.get("openAccessPdf") or {}).get("disclaimer") or ""
    match = _ELIDED.search(disclaimer)
    return frozenset(re.findall(r"\w+", match[1])) if match else frozenset()


def folded(text: str | None) -> str:
    """The text on one line."""
    return " ".join((text or "").split())


def _add(
    found: Ties,
    paper: Any,
    *,
    at: datetime | None,
    request: str,
    sentences: tuple[str, ...] = (),
    intents: tuple[str, ...] = (),
    influential: bool | None = None,
) -> None:
    """Keep a paper: as a tie where the site knows it by an id and a title, else as an entry."""
    title = folded(paper.title)
    ids = ids_of(paper.raw_data)
    if ids and ids[0].scheme == "s2" and title:
        record = Record(
            source=NAME,
            title=title,
            ids=ids,
            authors=_authors(paper),
            date=_day(paper),
            venue=_venue(paper),
            at=at,
            request=request,
        )
        found.add(Tie(record, sentences, intents, influential))
    elif title or ids:
        found.entries.append(
            Reference(
                text=title or str(ids[0]),
                title=title or None,
                authors=_authors(paper),
                date=_day(paper),
                venue=folded(paper.venue) or None,
                ids=ids,
            )
        )


def _day(paper: Any) -> PartialDate | None:
    if day := paper.publicationDate:
        return PartialDate(day.year, day.month, day.day)
    return PartialDate(paper.year) if paper.year and 1000 <= paper.year <= 9999 else None


def _authors(paper: Any) -> tuple[Author, ...]:
    return tuple(Author(name) for a in paper.authors or () if (name := folded(a.name)))


def _venue(paper: Any) -> Venue | None:
    journal = paper.journal.name if paper.journal else None
    for name in (folded(paper.venue), folded(journal)):
        if name and name.lower() not in _NO_VENUE:
            return Venue(name)
    return None


def _kind(types: Iterable[str] | None) -> Kind:
    """The kind that the publication types say; parts of books are papers."""
    given = frozenset(types or ())
    if given & _THESES:
        return "thesis"
    return "book" if "Book" in given and not given & _PAPERS else "paper"


def _address(raw: Any) -> str | None:
    url = (raw.get("url") or "").strip()
    return url if url.startswith(("https://", "http://")) else None
