"""Who cites whom, into rows."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Insert

from papergraph.domain.works import Citation
from papergraph.storage import tables as t
from papergraph.storage.backends import Access


def put_citations(db: Access, edges: Sequence[Citation], numbers: Mapping[str, int]) -> None:
    """Add edges and who says so; what is there stays, and nothing cites itself.

    Two versions of one work may well cite each other, but a work is one.
    """
    rows = [
        {
            "citing": numbers[edge.citing],
            "cited": numbers[edge.cited],
            "source": edge.source,
            "method": edge.method,
            "sentences": list(edge.sentences) or None,
            "intents": list(edge.intents) or None,
        }
        for edge in edges
        if numbers[edge.citing] != numbers[edge.cited]
    ]
    pairs = dict.fromkeys((row["citing"], row["cited"]) for row in rows)
    db.insert_new(t.citations, [{"citing": citing, "cited": cited} for citing, cited in pairs])
    db.run(upsert_source(db), rows)


def upsert_source(db: Access) -> Insert:
    """An insert of who says that an edge is there; the words it is cited in come with it or later.

    Most answers leave them out, and that unsays nothing.
    """
    return db.backend.upsert(
        t.citation_sources,
        key=["citing", "cited", "source", "method"],
        only=["sentences", "intents"],
        when=lambda new: new["sentences"].is_not(None) | new["intents"].is_not(None),
    )
