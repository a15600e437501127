"""The sites we ask, one file each; ``SOURCES`` is the only list of them.

The order is that of asking: the source that knows the most ids comes first, the cheap registries
before pages that are read one by one, and before those that only stand in for another.
"""

from papergraph.sources.arxiv import ARXIV
from papergraph.sources.crossref import CROSSREF
from papergraph.sources.dblp import DBLP
from papergraph.sources.openalex import OPENALEX
from papergraph.sources.openreview import OPENREVIEW
from papergraph.sources.proceedings import PROCEEDINGS
from papergraph.sources.semanticscholar import SEMANTIC_SCHOLAR
from papergraph.sources.source import Source
from papergraph.sources.usenix import USENIX
from papergraph.sources.videos import VIDEOS
from papergraph.sources.web import WEB

SOURCES: tuple[Source, ...] = (
    SEMANTIC_SCHOLAR,
    ARXIV,
    CROSSREF,
    OPENALEX,
    OPENREVIEW,
    PROCEEDINGS,
    USENIX,
    DBLP,
    WEB,
    VIDEOS,
)
