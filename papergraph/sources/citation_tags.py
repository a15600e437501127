"""What a page says of the one paper or post it shows, in the tags that are made for programs.

Highwire's ``citation_*`` tags first (the ones Google Scholar asks publishers for), then Dublin
Core, JSON-LD of schema.org, Open Graph and the page's own title. Which of them a fact was read
from stays with it.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import Address, ExternalId, read_address, read_id
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Author, Kind, Record, Venue
from papergraph.formats.dates import read_date
from papergraph.formats.html import Html, squeezed
from papergraph.sources.answering import open_copy

_AUTHORS = (
    "citation_author",
    "citation_authors",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
)
_DATES = (
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "citation_year",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "article:published_time",
)
_VENUES = (
    "citation_conference_title",
    "citation_journal_title",
    "citation_inbook_title",
    "citation_book_title",
    "citation_conference",
    "dc.relation.ispartof",
    "prism.publicationname",
)
#: Types of schema.org that are one thing to read.
_ARTICLES = frozenset(
    "Article BlogPosting NewsArticle ScholarlyArticle TechArticle Report Thesis".split()
)
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|tt|code|br|p)(?:\s[^<>]{0,200})?/?>", re.I)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_NO_NAME = re.compile(
    r"@|://|^(?:admin|administrator|author|anonymous|editor|staff|unknown)$", re.I
)
_MOST_AUTHORS = 5_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of its paper. ``origins`` names for each fact the tag it was read from.

    ``ids`` are those that the page gives itself (canonical link, DOI, arXiv number), not the
    address that was asked. ``cited`` is whether it bears tags of a paper, not only of a page.
    """

    title: str | None = None
    authors: tuple[Author, ...] = ()
    date: PartialDate | None = None
    venue: str | None = None
    ids: tuple[ExternalId, ...] = ()
    pdf: str | None = None
    abstract: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    cited: bool = False

    def record(
        self,
        source: str,
        *,
        ids: Iterable[ExternalId] = (),
        kind: Kind | None = "paper",
        url: str | None = None,
        more: Iterable[tuple[str, str]] = (),
    ) -> Record:
        """The claim of a source; ``ids`` come first, ``more`` is added to its provenance.

        Only of facts with a title.
        """
        assert self.title is not None
        return Record(
            source=source,
            title=self.title,
            ids=tuple(dict.fromkeys((*ids, *self.ids))),
            authors=self.authors,
            date=self.date,
            venue=Venue(self.venue) if self.venue else None,
            kind=kind,
            url=url,
            provenance=(*self.origins.items(), *more),
            abstract=self.abstract,
            pdf=self.pdf,
        )

    def said_by(self, origin: str) -> "PageFacts":
        """The facts with one origin for all that are there."""
        names = ("title", "authors", "date", "venue", "pdf", "abstract")
        return replace(self, origins={name: origin for name in names if getattr(self, name)})

    def completed(self, other: "PageFacts") -> "PageFacts":
        """These facts, with those of another reading of the page where these are silent.

        A date that says only the year is made more exact by one of that year.
        """
        origins = {**other.origins, **self.origins}
        date = self.date or other.date
        if date and other.date and date.year == other.date.year and not date.month:
            date = other.date
            origins["date"] = other.origins.get("date", "")
        return PageFacts(
            title=self.title or other.title,
            authors=self.authors or other.authors,
            date=date,
            venue=self.venue or other.venue,
            ids=tuple(dict.fromkeys((*self.ids, *other.ids))),
            pdf=self.pdf or other.pdf,
            abstract=self.abstract or other.abstract,
            origins=origins,
            cited=self.cited or other.cited,
        )


def read_facts(page: Html, url: str | None) -> PageFacts:
    """The facts of a page whose address is ``url`` (None where that is not known).

    A page that shows several things by several titles tells none of them in JSON-LD, and that
    part is passed over. A title is as it stands: what a site appends to it stays.
    """
    article = _article(page)
    title, title_from = _first(
        (page.meta("citation_title"), "citation_title"),
        (page.meta("dc.title", "dcterms.title"), "DC.title"),
        (_plain(article.get("headline") or article.get("name")), "JSON-LD"),
        (page.meta("og:title"), "og:title"),
        (page.text("title"), "title"),
    )
    authors, authors_from = _authors(page, article)
    date, date_from = _date(page, article)
    venue, venue_from = _first(*((page.meta(name), name) for name in _VENUES))
    pdf, pdf_from = _link(page.meta("citation_pdf_url"), url), "citation_pdf_url"
    abstract, abstract_from = _first(
        (page.meta("citation_abstract"), "citation_abstract"),
        (page.meta("dcterms.abstract", "dc.description"), "DC.description"),
    )
    ids = _ids(page, url)
    origins = {
        "title": title_from if title else "",
        "authors": authors_from,
        "date": date_from,
        "venue": venue_from,
        "pdf": pdf_from if pdf else "",
        "abstract": abstract_from,
    }
    return PageFacts(
        title=clean(title) if title else None,
        authors=authors,
        date=date,
        venue=clean(venue) if venue else None,
        ids=ids,
        pdf=pdf,
        abstract=clean(abstract) if abstract else None,
        origins={name: origin for name, origin in origins.items() if origin},
        cited=any(name.startswith("citation_") for name in page.metas),
    )


def page_url(page: Html) -> str | None:
    """The address that a saved page gives itself: where it was saved from, or its canonical one."""
    given = (
        page.saved_from,
        page.attribute("link[rel~=canonical]", "href"),
        page.meta("og:url", "citation_abstract_html_url", "citation_public_url"),
    )
    return next((url for url in given if url and read_address(url)), None)


def clean(text: str) -> str:
    """The text of a tag on one line, without markup that was meant for the page.

    >>> clean("Fish &amp;amp; <i>Chips</i>")
    'Fish & Chips'
    """
    if "&" in text:
        text = html.unescape(text)
    return squeezed(_MARKUP.sub("", text) if "<" in text else text)


def read_name(text: str) -> str:
    """A person's name in the order it is spoken: "Last, First" turned round, "By" left out.

    >>> read_name("Paulin, Michael"), read_name("King, Martin Luther, Jr.")
    ('Michael Paulin', 'Martin Luther King Jr.')
    """
    name = re.sub(r"^by\s+", "", clean(text), flags=re.IGNORECASE).strip(" ,;")
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) == 2 and not _SUFFIX.fullmatch(parts[1]):
        return f"{parts[1]} {parts[0]}"
    if len(parts) == 3:
        for suffix, given in ((2, 1), (1, 2)):
            if _SUFFIX.fullmatch(parts[suffix]):
                return f"{parts[given]} {parts[0]} {parts[suffix]}"
    return name


def read_names(texts: Iterable[str]) -> tuple[Author, ...]:
    """The authors that tags name: one a tag, or several in one between ``;`` or commas.

    Commas separate names only where there are several and every piece is of two words or more
    ("Last, First" stays one name). What cannot be a name (an address, "admin") is left out.
    """
    names: list[str] = []
    for text in texts:
        if len(names) > _MOST_AUTHORS:
            break
        for piece in text.split(";"):
            several = piece.split(",")
            if len(several) > 2 and all(len(part.split()) > 1 for part in several):
                names += (read_name(re.sub(r"^\s*and\s", "", part)) for part in several)
            else:
                names.append(read_name(piece))
    kept = (name for name in names if 0 < len(name) <= _LONGEST_NAME and not _NO_NAME.search(name))
    return tuple(Author(name) for name in dict.fromkeys(kept))


def _first(*choices: tuple[str | None, str]) -> tuple[str | None, str]:
    return next(((text, origin) for text, origin in choices if text), (None, ""))


def _authors(page: Html, article: Mapping[str, Any]) -> tuple[tuple[Author, ...], str]:
    for name in _AUTHORS:
        if authors := read_names(page.metas.get(name, ())):
            return authors, name
    if authors := read_names(_people(article.get("author"))):
        return authors, "JSON-LD"
    for name in ("author", "article:author"):
        if authors := read_names(page.metas.get(name, ())):
            return authors, name
    return (), ""


def _date(page: Html, article: Mapping[str, Any]) -> tuple[PartialDate | None, str]:
    """The most exact date of the first tag's year: a year beside a day of that year is the day."""
    said = [(read_date(text), name) for name in _DATES for text in page.metas.get(name, ())[:1]]
    if isinstance(text := article.get("datePublished"), str):
        said.append((read_date(text), "JSON-LD"))
    dates = [(date, name) for date, name in said if date]
    if not dates:
        return None, ""
    return max(
        (one for one in dates if one[0].year == dates[0][0].year), key=lambda one: len(str(one[0]))
    )


def _ids(page: Html, url: str | None) -> tuple[ExternalId, ...]:
    """The ids that the page gives itself: of a registry by its canonical link, DOI and number."""
    found: list[ExternalId] = []
    address = read_address(url) if url else None
    for text in page.attributes("link[rel~=canonical]", "href"):
        canonical = read_address(_link(text, url) or text)
        if canonical and (address is None or _is_same_page(canonical, address)):
            found.append(ExternalId.find(canonical))
    for name in ("citation_doi", "prism.doi", "bepress_citation_doi", "dc.identifier"):
        for text in page.metas.get(name, ())[:3]:
            if (doi := read_id(text)) and doi.scheme in ("doi", "arxiv"):
                found.append(doi)
    given = page.meta("citation_arxiv_id")
    if given and (number := ExternalId.parse(f"arxiv:{given}")):
        found.append(number.base)
    return tuple(dict.fromkeys(found))


def _is_same_page(canonical: Address, address: Address) -> bool:
    """Whether a canonical address may be that of a page, and not of all pages of its site.

    One on another host says where the text was first, which need not be this text. The front
    page, a folder that the page lies in, and the page without what tells it from others
    (``?id=1``) are slips of a site's template.
    """
    if canonical.host != address.host or not (canonical.path or canonical.query):
        return False
    if canonical.path == address.path:
        return canonical.query == address.query or bool(canonical.query)
    return not address.path.startswith(f"{canonical.path}/")


def _link(text: str | None, url: str | None) -> str | None:
    """An absolute web address that programs may open; None where the text is none."""
    if not text:
        return None
    try:
        whole = urljoin(url, text) if url else text
    except ValueError:  # a host in brackets that is no address
        return None
    return open_copy(whole)


def _article(page: Html) -> Mapping[str, Any]:
    """The one article that the page's JSON-LD describes; empty where there is none or several."""
    found: dict[str, Mapping[str, Any]] = {}
    for text in page.sources('script[type="application/ld+json"]'):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            kinds = {kinds} if isinstance(kinds, str) else set(map(str, kinds or ()))
            headline = _plain(thing.get("headline") or thing.get("name"))
            if headline and kinds & _ARTICLES:
                found.setdefault(normal_title(headline), thing)
    return next(iter(found.values())) if len(found) == 1 else {}


def _things(data: Any) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD text: one, a list, a graph, or what a page is about."""
    if isinstance(data, list):
        for part in data:
            yield from _things(part) if isinstance(part, dict) else ()
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity"):
            if isinstance(inner := data.get(name), list | dict):
                yield from _things(inner)


def _people(data: Any) -> list[str]:
    people = data if isinstance(data, list) else [data]
    names = (person.get("name") if isinstance(person, dict) else person for person in people)
    return [name for name in names if isinstance(name, str)]


def _plain(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
