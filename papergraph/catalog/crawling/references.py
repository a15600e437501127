"""Lines of reference lists matched to works of the catalog, as citations of their own source."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Changes
from papergraph.domain.references import match_entries
from papergraph.domain.titles import normal_title
from papergraph.domain.work_index import WorkIndex
from papergraph.domain.works import Citation, Entry, Work
from papergraph.storage import Store

#: How an edge was found when a line of a list was matched, whoever gave the list.
BY_LINE = "reference list"


def match_references(store: Store, *, now: datetime) -> int:
    """How many lines, of all that name no work yet, were found to mean one; they are filed.

    A line is compared with every listed work, and with each work that bears an id or the very
    title that the line gives. What is not sure stays a line.
    """
    entries = store.unresolved_entries()
    if not entries:
        return 0
    index = WorkIndex.of(_possible(store, entries))
    found = match_entries([entry.reference for entry in entries], index)
    resolved = [
        replace(entry, cited=key)
        for entry, key in zip(entries, found, strict=True)
        if key is not None and key != entry.citing
    ]
    if resolved:
        citations = tuple(
            Citation(entry.citing, entry.cited, entry.source, BY_LINE)
            for entry in resolved
            if entry.cited
        )
        with store.writing() as transaction:
            transaction.apply(Changes(entries=tuple(resolved), citations=citations), now=now)
    return len(resolved)


def _possible(store: Store, entries: Sequence[Entry]) -> Iterable[Work]:
    references = [entry.reference for entry in entries]
    ids: set[ExternalId] = {e.base for reference in references for e in reference.ids}
    titles = {normal_title(reference.title) for reference in references if reference.title}
    keys = dict.fromkeys(store.listed_keys(None))
    keys |= dict.fromkeys(store.works_of_ids(ids).values())
    keys |= dict.fromkeys(key for found in store.find_titles(titles).values() for key in found)
    return store.works(keys).values()
