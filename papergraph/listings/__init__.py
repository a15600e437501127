"""Course pages: text in, :class:`~papergraph.domain.courses.Listing` out; nothing is fetched.

There is one file for each shape of page and one line for it in ``SHAPES``; whoever offers a
choice of shapes reads that tuple.
"""

import re

from papergraph.domain.courses import Listing, Page, Term
from papergraph.errors import ListingError
from papergraph.listings import csv_list, markdown_table, slides, text_scrape, toml_list
from papergraph.listings.encoding import decode, split_lines
from papergraph.listings.shape import Shape

__all__ = ["SHAPES", "Shape", "decode", "parse"]

SHAPES: tuple[Shape, ...] = (
    markdown_table.SHAPE,
    text_scrape.SHAPE,
    slides.SHAPE,
    csv_list.SHAPE,
    toml_list.SHAPE,
)


_HTML = re.compile(r"<(?:!doctype html|html|body|table)\b", re.IGNORECASE)
#: Links that a deck of slides may have beside its plan.
_MANY = 10


def parse(
    page: Page, *, shape: str | None = None, term: Term | None = None, january: str = "S"
) -> Listing:
    """The listing of a page, read as the shape that fits it best.

    ``shape`` names one of ``SHAPES`` and is then not questioned; ``term`` overrides what the
    page says; ``january`` is the season letter ("W" or "S") of a term beginning in January at
    the page's institution. Where the best fitting shape finds nothing, the next one is tried.

    Raises:
        ListingError: there is no such shape, or no reading, plan or milestone was found.
    """
    chosen = _ranked("\n".join(split_lines(page.text))) if shape is None else (_named(shape),)
    failures: list[ListingError] = []
    for candidate in chosen:
        try:
            listing = candidate.parse(page, term=term, january=january)
        except ListingError as error:
            failures.append(error)
            continue
        # Of a schedule the readings are wanted; slides may hold nothing but the plan.
        if any(listing.readings) or (candidate is slides.SHAPE and _is_plan(listing, page.text)):
            return listing
    if failures:
        raise failures[0]
    tried = ", ".join(candidate.name for candidate in chosen) or "none fits"
    html = _HTML.search(page.text[:20_000]) is not None
    raise ListingError(
        f"{page.address}: no reading found; looked for a Markdown table or lines with dates and "
        f"titles, or a plan of topics (shapes tried: {tried})",
        hint="HTML pages are not read yet: copy the page's text into a .txt file"
        if html
        else f"name another shape with --shape: {', '.join(known.name for known in SHAPES)}",
    )


def _is_plan(listing: Listing, text: str) -> bool:
    """Whether slides without readings say enough: planned topics, or milestones and no links.

    A syllabus with links to what is read is no deck of slides, whatever dates it names.
    """
    return bool(listing.planned) or (bool(listing.milestones) and text.count("](http") < _MANY)


def _ranked(text: str) -> tuple[Shape, ...]:
    """The shapes that fit at all, best first; of equals the one that stands first in ``SHAPES``."""
    scores = {known.name: known.fits(text) for known in SHAPES}
    fitting = [known for known in SHAPES if scores[known.name] > 0]
    return tuple(sorted(fitting, key=lambda known: -scores[known.name]))


def _named(name: str) -> Shape:
    for known in SHAPES:
        if known.name == name:
            return known
    raise ListingError(
        f"there is no page shape {name!r}",
        hint=f"shapes: {', '.join(known.name for known in SHAPES)}",
    )
