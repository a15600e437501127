"""A presentation page of USENIX, of any generation of its site, as what it says of its paper.

The ``citation_*`` tags are the stable part. Where they are missing, the BibTeX that the page
shows and the elements that the site has used since 2008 are read: ``article.node-paper`` (since
2017) or ``div.node-paper``, ``.field-name-field-…``, affiliations in ``<em>`` or ``<i>``.
"""

import re
from collections.abc import Iterator

from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.works import Author
from papergraph.formats.bibtex import BibEntry, parse_bibtex
from papergraph.formats.html import Html
from papergraph.sources.citation_tags import page_url, read_facts
from papergraph.sources.page_facts import PageFacts

_SITE = "https://www.usenix.org"
_PAPERS = "article.node-paper, div.node-paper"
_BETWEEN = re.compile(r"\s*(?:[;,]\s*(?:and\s+)?|\s+and\s+)")
#: ``view-mode-full`` is the page's own paper; others are of the programme around it.
_FULL = ".node-paper.view-mode-full, .node-paper.node-full"
_PEOPLE = (".field-name-field-paper-people-text p", ".field-name-field-presented-by")
_ABSTRACTS = (
    ".field-name-field-paper-description-long .field-item",
    ".field-name-field-paper-description .field-item",
)
_FILES = (".field-name-field-final-paper-pdf a", "span.usenix-schedule-media.pdf a")
_PREPRINTS = (".field-name-field-presentation-pdf a",)
#: Other things to see of the paper: what they are called, and where their addresses stand.
_MEDIA = (
    ("slides", ".field-name-field-paper-slides-file a", "href"),
    ("video", "iframe.usenix-schedule-media, .embedded-video iframe", "src"),
)


def read_usenix(page: Html, url: str | None) -> PageFacts:
    """The facts of a presentation page; without a title where it presents no paper."""
    facts = read_facts(page, url)
    if not page.meta("citation_title"):
        # Every page of the site has some title: only one that is a paper's own counts.
        facts = PageFacts(ids=facts.ids)
    entry = _entry(page, url)
    if entry:
        facts = facts.completed(_of_entry(entry))
    paper = _paper(page, url)
    return facts.completed(_of_elements(paper, page)) if paper else facts


def usenix_id(page: Html) -> ExternalId | None:
    """The id that a saved page gives away: by its address, else by the BibTeX it shows."""
    entry = next(iter(_entries(page)), None)
    for url in (page_url(page), entry.fields.get("url") if entry else None):
        external = read_url(url) if url else None
        if external and external.scheme == "usenix":
            return external
    return None


def media(page: Html) -> Iterator[tuple[str, str]]:
    """What else the page shows of the paper: ``("slides", address)``, ``("video", address)``."""
    for name, selector, attribute in _MEDIA:
        found: dict[str, None] = {}
        for address in page.attributes(selector, attribute):
            whole = _whole(address)
            external = read_url(whole)
            if external:
                found[str(external) if external.scheme == "youtube" else whole] = None
        yield from ((name, place) for place in found)


def _entries(page: Html) -> Iterator[BibEntry]:
    for text in page.texts("div.bibtex-text-entry"):
        yield from parse_bibtex(text)


def _entry(page: Html, url: str | None) -> BibEntry | None:
    """The BibTeX entry of the page's paper: the only one, or the one that names this address."""
    entries = list(_entries(page))
    if len(entries) == 1:
        return entries[0]
    asked = read_url(url) if url else None
    for entry in entries:
        if asked and read_url(entry.fields.get("url", "")) == asked:
            return entry
    return None


def _of_entry(entry: BibEntry) -> PageFacts:
    facts = PageFacts(
        title=entry.fields.get("title"),
        authors=tuple(Author(name) for name in entry.authors),
        date=entry.date,
        venue=entry.fields.get("booktitle") or entry.fields.get("journal"),
    )
    return facts.said_by("BibTeX")


def _paper(page: Html, url: str | None) -> Html | None:
    """The element of the page's paper: the full one, the one with this link, the only one."""
    full = list(page.parts(_FULL))
    if len(full) == 1:
        return full[0]
    asked = read_url(url) if url else None
    papers = list(page.parts(_PAPERS))
    for paper in papers:
        link = next(_links(paper, "h2 a"), None)
        if link and asked and read_url(link) == asked:
            return paper
    unlinked = [paper for paper in papers if not paper.attribute("h2 a", "href")]
    return papers[0] if len(papers) == len(unlinked) == 1 else None


def _of_elements(paper: Html, page: Html) -> PageFacts:
    pdf = next(
        (link for selector in (*_FILES, *_PREPRINTS) for link in _links(paper, selector)), None
    )
    facts = PageFacts(
        title=paper.text("h2 a", "h2.node-title") or page.text("h1#page-title"),
        authors=_people(paper),
        abstract=paper.text(*_ABSTRACTS),
        pdf=pdf,
    )
    return facts.said_by("page")


def _links(paper: Html, selector: str) -> Iterator[str]:
    for link in paper.attributes(selector, "href"):
        yield _whole(link)


def _whole(link: str) -> str:
    if link.startswith("//"):
        return f"https:{link}"
    return f"{_SITE}{link}" if link.startswith("/") else link


def _people(paper: Html) -> tuple[Author, ...]:
    """The speakers, where the page marks affiliations so that names can be told from them."""
    for selector in _PEOPLE:
        for part in paper.parts(selector):
            if next(part.texts("em, i"), None):
                text = next(paper.texts(selector, without="em, i"), "")
                names = (name.strip(" .") for name in _BETWEEN.split(text))
                return tuple(Author(name) for name in names if name)
    return ()
