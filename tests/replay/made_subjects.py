"""The works of the made world as subjects of questions to a source."""

from collections.abc import Sequence

from made_facts import MadeWork

from papergraph.domain.asking import Subject
from papergraph.domain.ids import ExternalId
from papergraph.sources.source import Source


def subjects_of(source: Source, works: Sequence[MadeWork]) -> dict[Subject, MadeWork]:
    """A subject for each work that has an id the source can look up."""
    facet = source.facets[0]
    found = {}
    for work in works:
        ids = tuple(e.base for name in work.ids if (e := ExternalId.parse(name)))
        able = [e for e in ids if e.scheme in facet.schemes]
        able = [e for e in able if facet.accepts is None or facet.accepts(e)]
        if able:
            first = min(able, key=lambda external: facet.schemes.index(external.scheme))
            found[Subject(first, (work.title,), ids)] = work
    return found
