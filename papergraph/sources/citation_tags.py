"""What a page says of the one paper or post it shows, in the tags that are made for programs.

Highwire's ``citation_*`` tags first (the ones Google Scholar asks publishers for), then Dublin
Core, JSON-LD of schema.org, Open Graph and the page's own title. Which of them a fact was read
from stays with it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import Address, ExternalId, read_address, read_id
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Author
from papergraph.formats.dates import read_date
from papergraph.formats.html import Html
from papergraph.formats.json_answers import Fields
from papergraph.sources.answering import open_copy
from papergraph.sources.page_facts import PageFacts
from papergraph.sources.page_names import clean, read_names

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
_DEEPEST_GRAPH = 3
#: Whatever is longer is no title and no abstract, but a page that went wrong.
_LONGEST_TITLE = 2_000
_LONGEST_ABSTRACT = 50_000


def read_facts(page: Html, url: str | None) -> PageFacts:
    """The facts of a page whose address is ``url`` (None where that is not known).

    A page that shows several things by several titles tells none of them in JSON-LD, and that
    part is passed over. A title is as it stands: what a site appends to it stays.
    """
    article = _article(page)
    title, title_from = _first(
        (page.meta("citation_title"), "citation_title"),
        (page.meta("dc.title", "dcterms.title"), "DC.title"),
        (article.text("headline") or article.text("name"), "JSON-LD"),
        (page.meta("og:title"), "og:title"),
        (page.text("title"), "title"),
    )
    authors, authors_from = _authors(page, article)
    date, date_from = _date(page, article)
    venue, venue_from = _first(*((page.meta(name), name) for name in _VENUES))
    abstract, abstract_from = _first(
        (page.meta("citation_abstract"), "citation_abstract"),
        (page.meta("dcterms.abstract", "dc.description"), "DC.description"),
    )
    facts = PageFacts(
        title=_within(title, _LONGEST_TITLE),
        authors=authors,
        date=date,
        venue=_within(venue, _LONGEST_TITLE),
        ids=_ids(page, url),
        pdf=_link(page.meta("citation_pdf_url"), url),
        abstract=_within(abstract, _LONGEST_ABSTRACT),
        cited=any(name.startswith("citation_") for name in page.metas),
    )
    origins = {
        "title": title_from,
        "authors": authors_from,
        "date": date_from,
        "venue": venue_from,
        "pdf": "citation_pdf_url",
        "abstract": abstract_from,
    }
    return replace(facts, origins={name: origins[name] for name in origins if getattr(facts, name)})


def page_url(page: Html) -> str | None:
    """The address that a saved page gives itself: where it was saved from, or its canonical one."""
    given = (
        page.saved_from,
        page.attribute("link[rel~=canonical]", "href"),
        page.meta("og:url", "citation_abstract_html_url", "citation_public_url"),
    )
    return next((url for url in given if url and _has_path(read_address(url))), None)


def _first(*choices: tuple[str | None, str]) -> tuple[str | None, str]:
    return next(((text, origin) for text, origin in choices if text), (None, ""))


def _within(text: str | None, longest: int) -> str | None:
    return clean(text) or None if text and len(text) <= longest else None


def _authors(page: Html, article: Fields) -> tuple[tuple[Author, ...], str]:
    for name in _AUTHORS:
        if authors := read_names(page.metas.get(name, ())):
            return authors, name
    if authors := read_names(_people(article)):
        return authors, "JSON-LD"
    for name in ("author", "article:author"):
        if authors := read_names(page.metas.get(name, ())):
            return authors, name
    return (), ""


def _date(page: Html, article: Fields) -> tuple[PartialDate | None, str]:
    """The most exact date of the first tag's year: a year beside a day of that year is the day."""
    said = [(read_date(text), name) for name in _DATES for text in page.metas.get(name, ())[:1]]
    if text := article.text("datePublished"):
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
    if text := page.attribute("link[rel~=canonical]", "href"):
        canonical = read_address(_link(text, url) or text)
        if canonical and _has_path(canonical) and _may_be_same(canonical, address):
            found.append(ExternalId.find(canonical))
    for name in ("citation_doi", "prism.doi", "bepress_citation_doi", "dc.identifier"):
        for text in page.metas.get(name, ())[:3]:
            if (doi := read_id(text)) and doi.scheme in ("doi", "arxiv"):
                found.append(doi)
    given = page.meta("citation_arxiv_id")
    if given and (number := ExternalId.parse(f"arxiv:{given}")):
        found.append(number.base)
    return tuple(dict.fromkeys(found))


def _has_path(address: Address | None) -> bool:
    """Whether an address is that of more than the front page of a site."""
    return address is not None and bool(address.path or address.query)


def _may_be_same(canonical: Address, address: Address | None) -> bool:
    """Whether a canonical address may be that of a page, and not of all pages of its site.

    One on another host says where the text was first, which need not be this text. A folder that
    the page lies in, and the page without what tells it from others (``?id=1``), are slips of a
    site's template.
    """
    if address is None:
        return True
    if canonical.host != address.host:
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


def _article(page: Html) -> Fields:
    """The one article that the page's JSON-LD describes; empty where there is none or several."""
    found: dict[str, Fields] = {}
    for text in page.sources('script[type="application/ld+json"]'):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            fields = Fields(thing)
            headline = fields.text("headline") or fields.text("name")
            if headline and not _ARTICLES.isdisjoint(fields.texts("@type")):
                found.setdefault(normal_title(headline), fields)
    return next(iter(found.values())) if len(found) == 1 else Fields({})


def _things(data: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD text: one, a list, a graph, or what a page is about."""
    if isinstance(data, list):
        for part in data:
            if isinstance(part, dict):
                yield from _things(part, depth)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity"):
            if depth < _DEEPEST_GRAPH:
                yield from _things(data.get(name), depth + 1)


def _people(article: Fields) -> Iterator[str]:
    yield from article.texts("author")
    for person in article.each("author"):
        yield from person.texts("name")
