"""References and citations as they come inside a paper, and whether that is all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from papergraph.domain.asking import Outcome
from papergraph.sources.semanticscholar.claims import Ties, elided, ties_of_papers

#: Where the site cuts a list inside a paper (api-docs: /paper/{id}).
INLINE = 1_000
#: Where an incomplete list is read from, by pages.
START = "0"

Which = Literal["references", "citations"]


@dataclass(frozen=True, slots=True)
class Inline:
    """A list inside a paper: what became of the question for it, and its ties.

    ``entries`` are given of a whole list alone: those of an incomplete one come by pages.
    """

    outcome: Outcome
    found: Ties
    reason: str | None = None
    cursor: str | None = None


def inline(paper: Any, which: Which, *, at: datetime | None, request: str) -> Inline:
    """The list inside a ``semanticscholar.Paper``, told apart from one that was cut or withheld.

    It is all there where it is as long as the site says, or longer (a count of 0 beside a list is
    known, allenai/s2-folks #142) but not cut.
    """
    raw = paper.raw_data
    papers, count = raw.get(which), count_of(raw, which)
    if not papers and which in elided(raw):
        return Inline("withheld", Ties(), reason=withheld(which))
    if papers is None:
        return Inline("partial", Ties(), cursor=START, reason=f"the {which} come by pages")
    found = ties_of_papers(getattr(paper, which), at=at, request=request)
    if count is not None and (len(papers) == count or count < len(papers) < INLINE):
        return Inline("found", found)
    found.entries.clear()
    said = f"{len(papers):,} of {count:,}" if count is not None else f"the first {len(papers):,}"
    return Inline("partial", found, cursor=START, reason=f"{said} {which}, the rest by pages")


def count_of(raw: Any, which: Which) -> int | None:
    """How many references or citations the site says there are."""
    count: int | None = raw.get("referenceCount" if which == "references" else "citationCount")
    return count


def withheld(which: Which) -> str:
    """The reason for a list that is not given."""
    return f"the publisher withholds the {which} from Semantic Scholar"
