"""A page of dl.acm.org that a person saved. papergraph itself never asks that site.

Atypon's software in two generations: ``h1.citation__title`` and ``.loa__author-name`` until about
2022, ``h1[property=name]`` and ``[property=author]`` since.
"""

import re

from papergraph.documents.reference_text import parse_reference
from papergraph.domain.ids import ExternalId, read_address, read_id
from papergraph.domain.works import Author, Reference
from papergraph.formats.dates import read_date
from papergraph.formats.html import Html
from papergraph.sources.citation_tags import page_url
from papergraph.sources.page_facts import PageFacts
from papergraph.sources.page_names import clean, read_name

SOURCE = "acm-page"
_SITE = "dl.acm.org"
_TITLES = ("h1.citation__title", "h1[property=name]")
_AUTHORS = ("div.citation .loa__author-name", ".loa__author-name", ".contributors .author-name")
_PEOPLE = "[property=author]"
_ABSTRACTS = (
    ".abstractSection.abstractInFull",
    "section#abstract [role=paragraph]",
    "section#abstract p",
)
_VENUES = (
    ".issue-item__detail .epub-section__title",
    ".epub-section__title",
    "[property=isPartOf] [property=name]",
)
_DATES = (
    ".issue-item__detail .epub-section__date",
    ".epub-section__date",
    "[property=datePublished]",
    ".core-date-published",
    ".CitationCoverDate",
)
_NOTES = ("li.references__item span.references__note", "#bibliography .citation-content")
#: Links that the page adds to an entry: "Google Scholar", "Digital Library".
_ADDED = ".references__suffix, .external-links, .core-xlink-google-scholar, .to-citation__wrapper"
_CONTEXT = re.compile(r"article:article:doi\\?:(10\.[^;]+)")
_PATH = re.compile(r"doi/(?:abs/|full/|fullHtml/|pdf/|epdf/|book/)*(10\..+)")


def is_acm_page(page: Html) -> bool:
    """Whether a page is one of a work in ACM's digital library."""
    return _doi(page) is not None and page.text(*_TITLES) is not None


def read_acm_page(page: Html) -> PageFacts:
    """The facts of a work's page; without a title where it is none."""
    title = page.text(*_TITLES)
    venue = page.text(*_VENUES)
    date = page.text(*_DATES) or page.attribute("[property=datePublished]", "content")
    doi = _doi(page)
    facts = PageFacts(
        title=clean(title) if title else None,
        authors=_authors(page),
        date=read_date(date) if date else None,
        venue=venue,
        ids=(doi,) if doi else (),
        abstract=page.text(*_ABSTRACTS),
        cited=True,
    )
    return facts.said_by("dl.acm.org")


def read_acm_references(page: Html) -> tuple[Reference, ...]:
    """The reference list that the page shows, in its order."""
    for selector in _NOTES:
        texts = tuple(page.texts(selector, without=_ADDED))
        if texts:
            return tuple(parse_reference(text) for text in texts)
    return ()


def _doi(page: Html) -> ExternalId | None:
    """The DOI of the work, as the software of the site notes it, else by the page's address."""
    context = _CONTEXT.search(page.meta("pbcontext") or "")
    if context:
        return read_id(context[1].replace("\\", ""))
    address = read_address(page_url(page) or "")
    path = _PATH.fullmatch(address.text) if address and address.on(_SITE) else None
    return read_id(path[1]) if path else None


def _authors(page: Html) -> tuple[Author, ...]:
    """The authors in order; the site lists them several times, and shows some of them twice."""
    for selector in _AUTHORS:
        if names := list(dict.fromkeys(page.texts(selector))):
            return tuple(Author(read_name(name)) for name in names)
    found: dict[str, None] = {}
    for person in page.parts(_PEOPLE):
        parts = (person.text("[property=givenName]"), person.text("[property=familyName]"))
        name = " ".join(part for part in parts if part) or person.text("[property=name]")
        if name:
            found[name] = None
    return tuple(Author(name) for name in found)
