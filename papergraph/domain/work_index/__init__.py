"""Known works to be looked up by what a text spells."""

from papergraph.domain.work_index.index import Known, WorkIndex
from papergraph.domain.work_index.spelling import Spelling, letters_of

__all__ = ["Known", "Spelling", "WorkIndex", "letters_of"]
