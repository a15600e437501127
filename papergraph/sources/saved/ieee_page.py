"""A page of IEEE Xplore that a person saved. papergraph itself never asks that site.

What the page shows is made by its script from one object, ``…document.metadata={…}``.
"""

import json
import re

from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author
from papergraph.formats.dates import read_date
from papergraph.formats.html import Html
from papergraph.formats.json_answers import Fields
from papergraph.sources.page_facts import PageFacts
from papergraph.sources.page_names import clean

SOURCE = "ieee-page"
_METADATA = re.compile(r"document\.metadata\s*=\s*(?=\{)")
_TITLES = ("title", "displayDocTitle", "formulaStrippedArticleTitle")
_DATES = ("publicationDate", "chronOrPublicationDate", "conferenceDate", "publicationYear")


def read_ieee_page(page: Html) -> PageFacts | None:
    """The facts of a document's page; None where it is no page of Xplore."""
    for script in page.sources("script"):
        if match := _METADATA.search(script):
            try:
                data, _ = json.JSONDecoder().raw_decode(script, match.end())
            except (ValueError, RecursionError):
                continue
            facts = _facts(Fields(data))
            if facts.title:
                return facts
    return None


def _facts(fields: Fields) -> PageFacts:
    title = next((text for name in _TITLES if (text := fields.text(name))), None)
    number = fields.text("articleNumber") or fields.text("arnumber")
    ids = (
        ExternalId.parse(f"doi:{fields.text('doi')}") if fields.text("doi") else None,
        ExternalId.parse(f"ieee:{number}") if number else None,
    )
    dates = (read_date(text) for name in _DATES if (text := fields.text(name)))
    names = (author.text("name") for author in fields.each("authors"))
    abstract = fields.text("abstract")
    facts = PageFacts(
        title=clean(title) if title else None,
        authors=tuple(Author(clean(name)) for name in names if name),
        date=next((date for date in dates if date), None),
        venue=fields.text("publicationTitle") or fields.text("displayPublicationTitle"),
        ids=tuple(external for external in ids if external),
        abstract=clean(abstract) if abstract else None,
        cited=True,
    )
    return facts.said_by("document.metadata")
