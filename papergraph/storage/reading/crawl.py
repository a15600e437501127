"""What a crawl brought that is no work: what was asked, reference lists, files, candidates.

Sorted here where texts decide, since databases do not agree on their order.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, null, select, true

from papergraph.domain.asking import Asked, Proposal
from papergraph.domain.works import Document, Entry
from papergraph.storage import tables as t
from papergraph.storage.backends import Access, AnyRow
from papergraph.storage.crawl_values import (
    asked_from,
    document_from,
    entry_from,
    proposal_from,
    subject_name,
)
from papergraph.storage.reading.works import numbers_of

_T = TypeVar("_T")


def asked(db: Access, subjects: Iterable[str] | None) -> tuple[Asked, ...]:
    """What became of the questions about some subjects (None: about all), the oldest first."""
    chosen = true() if subjects is None else db.among(t.asked.c.subject, _names(subjects))
    found = map(asked_from, db.rows(select(t.asked).where(chosen)))
    return tuple(sorted(found, key=lambda one: (one.at, one.subject, one.source, one.fact)))


def entries_of(db: Access, key: str) -> tuple[Entry, ...]:
    """The lines of the reference lists of a work, source by source."""
    numbers = numbers_of(db, [key]).values()
    return _entries(db, db.among(t.reference_entries.c.work, numbers))


def unresolved_entries(db: Access, keys: Iterable[str] | None) -> tuple[Entry, ...]:
    """The lines of which nobody knows what work they mean, of some works (None: of all)."""
    e = t.reference_entries.c
    chosen = true() if keys is None else db.among(e.work, set(numbers_of(db, list(keys)).values()))
    return _entries(db, e.cited.is_(None) & chosen)


def documents_of(db: Access, keys: Iterable[str], *, text: bool) -> dict[str, tuple[Document, ...]]:
    """The files of each work in the order in which they came; their text only on demand."""
    w, d = t.work_documents.c, t.documents.c
    shown = d.text if text else null().label("text")
    query = select(t.work_documents, d.size, d.pages, shown).join_from(
        t.work_documents, t.documents
    )
    return _by_work(db, keys, query.order_by(w.at, w.digest), w.work, document_from)


def document(db: Access, digest: str) -> Document | None:
    """A file with its text, as that of the work that had it first."""
    w, d = t.work_documents.c, t.documents.c
    query = (
        select(t.work_documents, d.size, d.pages, d.text, t.works.c.key)
        .select_from(t.work_documents.join(t.documents).join(t.works, t.works.c.id == w.work))
        .where(w.digest == digest)
        .order_by(w.at, w.work)
        .limit(1)
    )
    return next((document_from(row, row.key) for row in db.rows(query)), None)


def proposals_of(db: Access, keys: Iterable[str]) -> dict[str, tuple[Proposal, ...]]:
    """The candidates for each work: of each source the best first, those without score last."""
    p = t.proposals.c
    query = select(t.proposals).order_by(p.score.is_(None), p.score.desc(), p.at, p.digest)
    found = _by_work(db, keys, query, p.work, proposal_from)
    return {
        key: tuple(sorted(proposals, key=lambda proposal: proposal.source))
        for key, proposals in found.items()
    }


def _by_work(
    db: Access,
    keys: Iterable[str],
    query: Select[*tuple[Any, ...]],
    work: ColumnElement[int],
    read: Callable[[AnyRow, str], _T],
) -> dict[str, tuple[_T, ...]]:
    """What a query gives of the works that some keys mean, by these keys."""
    wanted = list(keys)
    numbers = numbers_of(db, wanted)
    names = db.rows(
        select(t.works.c.id, t.works.c.key).where(db.among(t.works.c.id, set(numbers.values())))
    )
    own = dict(names)
    found: defaultdict[int, list[_T]] = defaultdict(list)
    for row in db.rows(query.where(db.among(work, own))):
        found[row.work].append(read(row, own[row.work]))
    return {key: tuple(found[numbers[key]]) for key in wanted if key in numbers}


def _entries(db: Access, chosen: ColumnElement[bool]) -> tuple[Entry, ...]:
    e, citing, cited = t.reference_entries, t.works.alias("citing"), t.works.alias("cited")
    rows = db.rows(
        select(e, citing.c.key.label("citing_key"), cited.c.key.label("cited_key"))
        .select_from(
            e.join(citing, citing.c.id == e.c.work).outerjoin(cited, cited.c.id == e.c.cited)
        )
        .where(chosen)
    )
    in_order = sorted(rows, key=lambda row: (row.work, row.source, row.position))
    return tuple(map(entry_from, in_order))


def _names(subjects: Iterable[str]) -> set[str]:
    return set(map(subject_name, subjects))
