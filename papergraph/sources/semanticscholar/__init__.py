"""Semantic Scholar: papers in batches, whom they cite and who cites them, the nearest title.

The ``semanticscholar`` package builds the requests and reads the papers (``client``); it is given
our session and sees only bodies that were judged (``judging``). ``answering`` chooses the request;
``batches`` and ``pages`` act on it; ``claims`` makes records of papers, ``lookup`` ids of theirs.
Documentation: https://api.semanticscholar.org/api-docs/graph
"""

from papergraph.domain.asking import Facet
from papergraph.sources.semanticscholar.answering import answer
from papergraph.sources.semanticscholar.batches import BATCH
from papergraph.sources.semanticscholar.lists import INLINE
from papergraph.sources.semanticscholar.lookup import NAME, SCHEMES, accepts, asks_for
from papergraph.sources.source import Host, Key, Source

__all__ = ["SEMANTIC_SCHOLAR", "accepts", "asks_for"]

HOST = "api.semanticscholar.org"
#: Citations of one batch together: the site gives at most 9,999.
PACK = 9_000

SEMANTIC_SCHOLAR = Source(
    name=NAME,
    title="Semantic Scholar",
    hosts=(Host(HOST, 1.0),),
    facets=(
        Facet(NAME, ("metadata", "references"), SCHEMES, batch=BATCH, accepts=accepts),
        Facet(
            NAME,
            ("citations",),
            SCHEMES,
            batch=BATCH,
            by_count=True,
            pack=PACK,
            most=INLINE,
            accepts=accepts,
        ),
        Facet(NAME, ("sentences",), SCHEMES, accepts=accepts),
        Facet(NAME, ("candidates",), (), days=90),
    ),
    answer=answer,
    limits="one request a second, a hundred papers each; 9,999 citations of a work at the most",
    licence="ODC-BY and the licence of the API: data from Semantic Scholar, with a link to it",
    key=Key(
        setting="semanticscholar_key",
        host=HOST,
        header="x-api-key",
        advice="without a key all the world shares one quota, which is mostly used up: "
        "https://www.semanticscholar.org/product/api",
    ),
)
