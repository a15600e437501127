"""Records and citations of a source into the catalog."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from papergraph.domain.planning import Claim, asked_for, plan, possible_keys
from papergraph.domain.works import Citation, Record
from papergraph.storage import Transaction


@dataclass(frozen=True, slots=True)
class Filed:
    """The key of the work under each label, and what was kept apart though titles agree."""

    keys: Mapping[str, str]
    claims: tuple[Claim, ...]
    undecided: tuple[tuple[str, str, str], ...]


def file_records(
    transaction: Transaction,
    records: Mapping[str, Sequence[Record]],
    citations: Sequence[Citation],
    *,
    now: datetime,
) -> Filed:
    """File records by label, and citations between labels, inside a transaction.

    Records under one label are one work because their source says so.
    """
    groups = list(records.values())
    known = transaction.known(*asked_for(groups))
    taken = transaction.taken(possible_keys(groups))
    planned = plan(known, groups, taken=taken, now=now)
    keys = dict(zip(records, planned.works, strict=True))
    edges = tuple(
        replace(citation, citing=keys[citation.citing], cited=keys[citation.cited])
        for citation in citations
        if keys[citation.citing] != keys[citation.cited]
    )
    transaction.apply(replace(planned.changes, citations=edges), now=now)
    return Filed(keys, planned.changes.claims, planned.undecided)
