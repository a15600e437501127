"""What the first page of a paper says of the paper itself: title, authors, ids. Unsure is None."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from papergraph.documents.broken_lines import mend, mend_links
from papergraph.documents.front_authors import read_front_authors
from papergraph.documents.page import Line, Page, pages_of
from papergraph.documents.pdf import PdfText
from papergraph.documents.reference_text import parse_reference
from papergraph.documents.section_lines import common_size, is_heading_of, section_lines
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.titles import is_generic, normal_title
from papergraph.domain.works import Author, Reference

#: What arXiv prints up the left margin: number, category in brackets, date.
_STAMP = re.compile(
    r"arXiv:\s?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)\s+\[[A-Za-z.-]+\]"
)
_OWN_DOI = re.compile(
    r"\W*(?:DOI\b\W*)?(?:https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s,;\"<>]+)\W*", re.IGNORECASE
)
_ACM_BLOCK = re.compile(r"ACM Reference Format\s*:?", re.IGNORECASE)
_ACM_BLOCK_END = re.compile(r"https?://(?:dx\.)?doi\.org/\s?10\.\d{4,9}/\s?\S+|\b\d+\s+pages\.")
_ABSTRACT = re.compile(r"\W*abstract\b", re.IGNORECASE)
#: Letters of a title are larger than those of the text by so much, and alike among its lines.
_LARGER = 1.15
_ALIKE = 0.93
_LONGEST_TITLE = 300
#: Lines of a first page that are looked at: two columns of small print have fewer.
_LINES = 400


@dataclass(frozen=True, slots=True)
class Front:
    """What a paper says of itself on its first page; None and empty where that is not sure.

    ``ids`` are its own: the number that arXiv stamps on it (with its version), the DOI of its
    own citation. Those of works it cites are never among them.
    """

    title: str | None = None
    authors: tuple[Author, ...] = ()
    ids: tuple[ExternalId, ...] = ()


def read_front(
    pages: PdfText | Sequence[Page | str], *, title_of_metadata: str | None = None
) -> Front:
    """What the first page says of the paper itself.

    The title is what a publisher's own citation says, or the largest letters above the abstract,
    or what the file calls itself, if that stands on the page. Pages that are plain texts have
    no letters of a size: of them the citation and ids alone are read.
    """
    if isinstance(pages, PdfText):
        title_of_metadata, pages = pages.title_of_metadata, pages.layout
    layout = pages_of(pages[:1])
    if not layout:
        return Front()
    page = Page(layout[0].lines[:_LINES])
    block = _own_citation(page)
    citation = parse_reference(block) if block else None
    largest, behind = _largest(page)
    title = _title(page, citation, largest, title_of_metadata)
    authors = citation.authors if citation and citation.title else ()
    if not authors and title and largest == title:
        authors = read_front_authors(behind)
    return Front(title, authors, _ids(page, block))


def _title(
    page: Page, citation: Reference | None, largest: str | None, metadata: str | None
) -> str | None:
    if citation and citation.title and _stands_on(page, citation.title):
        cited = citation.title
        # The heading is set as its authors want it; the citation may be broken over lines.
        return largest if largest and normal_title(largest) == normal_title(cited) else cited
    if largest:
        return largest
    if metadata and len(normal_title(metadata).split()) > 2 and _stands_on(page, metadata):
        return " ".join(metadata.split())
    return None


def _stands_on(page: Page, title: str) -> bool:
    wanted = normal_title(title).replace(" ", "")
    return wanted in normal_title(mend(page.text)).replace(" ", "")


def _largest(page: Page) -> tuple[str | None, Sequence[Line]]:
    """The text in the largest letters above the abstract, and the lines between the two."""
    lines = [line for line in page.lines if not line.turned]
    end = next((i for i, line in enumerate(lines) if _ABSTRACT.match(line.text)), None)
    above = lines[:end] if end is not None else lines[: max(1, len(lines) // 2)]
    usual = common_size(section_lines([Page(tuple(lines))]))
    sized = [line.size or 0.0 for line in above if sum(c.isalpha() for c in line.text) > 1]
    top = max(sized, default=0.0)
    if not usual or top < usual * _LARGER:
        return None, ()
    first = next(i for i, line in enumerate(above) if (line.size or 0.0) >= top * _ALIKE)
    last = first
    while last + 1 < len(above) and (above[last + 1].size or 0.0) >= top * _ALIKE:
        last += 1
    if any((line.size or 0.0) >= top * _ALIKE for line in above[last + 1 :]):
        return None, ()  # two texts are as large: which one is the title, nobody says
    title = mend(" ".join(line.text for line in above[first : last + 1])).strip(" *∗†‡§¶")
    words = normal_title(title)
    if len(words) < 8 or len(title) > _LONGEST_TITLE or is_generic(words):
        return None, ()
    return title, above[last + 1 :] if end is not None else ()


def _own_citation(page: Page) -> str | None:
    """How the paper asks to be cited: the block "ACM Reference Format", on one line."""
    text = mend_links(mend(" ".join(line.text for line in page.lines if not line.turned)))
    start = _ACM_BLOCK.search(text)
    if not start:
        return None
    rest = text[start.end() : start.end() + 2000]
    ends = list(_ACM_BLOCK_END.finditer(rest))
    with_doi = [match for match in ends if "10." in match[0]]
    chosen = (with_doi or ends)[:1]
    return rest[: chosen[0].end()].strip() if chosen else None


def _ids(page: Page, block: str | None) -> tuple[ExternalId, ...]:
    found = []
    for line in page.lines:
        if stamp := _STAMP.search(line.text):
            found.append(read_url(f"https://arxiv.org/abs/{stamp[1]}"))
    if block:
        found += [external for external in parse_reference(block).ids if external.scheme == "doi"]
    elif not any(is_heading_of(line.text, "references") for line in page.lines):
        # On a page with references a line of a DOI alone is the end of one.
        dois = {match[1] for line in page.lines if (match := _OWN_DOI.fullmatch(line.text))}
        if len(dois) == 1:
            found.append(read_url(f"https://doi.org/{dois.pop().rstrip('.')}"))
    return tuple(dict.fromkeys(external for external in found if external))
