"""Which known works the entries of a reference list mean: pure functions of texts and an index."""

from papergraph.domain.references.matching_entries import match_entries
from papergraph.domain.work_index import WorkIndex

__all__ = ["WorkIndex", "match_entries"]
