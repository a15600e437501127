"""A work of OpenAlex as values: https://docs.openalex.org/api-entities/works/work-object."""

import re
from collections.abc import Iterator
from datetime import datetime

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId, read_address, read_url
from papergraph.domain.works import Author, Kind, Record, Reference, Venue
from papergraph.formats.json_answers import Fields
from papergraph.formats.marked_text import plain_paragraphs, plain_text
from papergraph.sources.answering import exact_date, open_copy

NAME = "openalex"

_KINDS: dict[str, Kind] = {
    "article": "paper",
    "book": "book",
    "book-chapter": "paper",
    "conference-paper": "paper",
    "dissertation": "thesis",
    "editorial": "paper",
    "letter": "paper",
    "preprint": "paper",
    "reference-entry": "paper",
    "report": "report",
    "review": "paper",
    "standard": "report",
}
_NO_WORKS = {
    "grant": "a grant",
    "paratext": "a whole volume, or what surrounds its papers",
    "peer-review": "a review of a paper",
    "supplementary-materials": "a supplement to a paper",
}
_SESSION = re.compile(r"session details\b", re.IGNORECASE)
#: Kinds of places that publish; the others (repositories, platforms) keep copies.
_VENUES = frozenset({"book series", "conference", "journal"})
#: "Bran, Andres M" is how DataCite writes a name.
_LAST_FIRST = re.compile(r"([^,]+),\s*([^,]+)")
_SUFFIX = re.compile(r"(?:jr|sr|i{2,3}|iv|ph\.?\s?d)\.?", re.IGNORECASE)
#: The longest abstracts of papers have some thousand words.
_MOST_WORDS = 20_000


def number_of(work: Fields) -> ExternalId | None:
    """The id of the work at OpenAlex."""
    return _numbered(work.text("id"))


def own_doi(work: Fields) -> ExternalId | None:
    """The DOI that OpenAlex gives the work, an arXiv id where arXiv gave it."""
    found = read_url(work.text("doi") or "")
    return found.base if found and found.scheme in ("doi", "arxiv") else None


def places(work: Fields) -> frozenset[ExternalId]:
    """The DOIs and arXiv ids under which OpenAlex has found copies of the work."""
    found = set()
    for location in work.each("locations"):
        texts = (location.text("landing_page_url"), location.text("pdf_url"))
        ids = [read_url(text) for text in texts if text]
        ids.append(ExternalId.parse(location.text("id") or ""))
        found |= {place.base for place in ids if place and place.scheme in ("doi", "arxiv")}
    return frozenset(found)


def no_work(work: Fields) -> str | None:
    """Why a record is of nothing that is read, in words; None where it is of a work."""
    title = title_of(work)
    if what := _NO_WORKS.get(work.text("type") or ""):
        return f"what OpenAlex has under this id is {what}"
    if work.flag("is_paratext"):
        return f"what OpenAlex has under this id is {_NO_WORKS['paratext']}"
    if title is None:
        return "what OpenAlex has under this id has no title"
    if _SESSION.match(title):
        return "what OpenAlex has under this id is the heading of a session"
    return None


def title_of(work: Fields) -> str | None:
    """The title without marks."""
    title = work.text("title") or work.text("display_name")
    return plain_text(title) or None if title else None


def read_record(work: Fields, *, ids: tuple[ExternalId, ...], at: datetime, request: str) -> Record:
    """The claim about the work with these ids; of a record for which ``no_work`` is None."""
    best = work.inside("best_oa_location")
    licence = best.text("license") or work.inside("primary_location").text("license")
    provenance = [("kind", f"type {work.text('type')}")] if "type" in work else []
    if licence:
        provenance.append(("licence", licence))
    if work.flag("is_authors_truncated"):
        provenance.append(("authors", "only the first hundred, as lists of works give them"))
    return Record(
        source=NAME,
        title=title_of(work) or "",
        ids=tuple(dict.fromkeys(ids)),
        authors=_authors(work),
        date=_date(work),
        venue=_venue(work.inside("primary_location")),
        kind=_KINDS.get(work.text("type") or ""),
        url=ids[0].url,
        provenance=tuple(provenance),
        abstract=_abstract(work.inside("abstract_inverted_index")),
        pdf=next(_copies(work), None),
        status="retracted" if work.flag("is_retracted") else None,
        at=at,
        request=request,
    )


def read_references(work: Fields) -> tuple[Reference, ...]:
    """Whom it cites: numbers of OpenAlex, of which no more is said."""
    numbers = (_numbered(url) for url in work.texts("referenced_works"))
    return tuple(Reference(text=str(cited), ids=(cited,)) for cited in numbers if cited)


def _numbered(url: str | None) -> ExternalId | None:
    found = read_url(url) if url else None
    return found if found and found.scheme == "openalex" else None


def _authors(work: Fields) -> tuple[Author, ...]:
    """The names as the paper has them; a profile's name may be that of somebody else's papers."""
    names = []
    for authorship in work.each("authorships"):
        raw = plain_text(authorship.text("raw_author_name") or "")
        shown = plain_text(authorship.inside("author").text("display_name") or "")
        turned = _LAST_FIRST.fullmatch(raw)
        if turned and not _SUFFIX.fullmatch(turned[2].strip()):
            raw = f"{turned[2].strip()} {turned[1].strip()}"
        name = raw if raw and "," not in raw else shown or raw
        if name:
            names.append(Author(name))
    return tuple(names)


def _date(work: Fields) -> PartialDate | None:
    """The day, or only the year: the first of January is said where no more is known."""
    day = PartialDate.parse(work.text("publication_date") or "")
    year = work.number("publication_year")
    if day is None or (year and day.year != year):
        return exact_date(year) if year else None
    return PartialDate(day.year) if (day.month, day.day) == (1, 1) else day


def _venue(primary: Fields) -> Venue | None:
    """The journal or conference, else the proceedings by the name that the publisher gave."""
    place = primary.inside("source")
    name = place.text("display_name") if place.text("type") in _VENUES else None
    if not place.values and (primary.text("id") or "").startswith("doi:"):
        name = primary.text("raw_source_name")
    plain = plain_text(name) if name else ""
    return Venue(plain) if plain else None


def _abstract(index: Fields) -> str | None:
    """The abstract from its inverted index, {word: [positions]}; None where that has gaps."""
    words: dict[int, str] = {}
    for word in index.names():
        for position in index.numbers(word):
            if position >= _MOST_WORDS:
                return None
            words[position] = word
    if not words or len(words) != max(words) + 1:
        return None
    text = Fields({"abstract": " ".join(words[at] for at in range(len(words)))}).text("abstract")
    return plain_paragraphs(text) or None if text else None


def _copies(work: Fields) -> Iterator[str]:
    """Addresses of open PDFs: the best by OpenAlex, then those of repositories, then others."""
    best = work.inside("best_oa_location")
    located = [location for location in work.each("locations") if location.flag("is_oa")]
    located.sort(key=lambda location: location.inside("source").text("type") != "repository")
    for location in (best, *located):
        if found := open_copy(location.text("pdf_url")):
            yield found
    for location in located:
        page = read_url(location.text("landing_page_url") or "")
        address = read_address(location.text("landing_page_url") or "")
        if page and page.scheme == "arxiv" and address and address.on("arxiv.org"):
            yield f"https://arxiv.org/pdf/{page.value}"
