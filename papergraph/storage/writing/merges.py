"""Works that were found to be one, made one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    Table,
    bindparam,
    delete,
    select,
    update,
)

from papergraph.domain.planning import Merge
from papergraph.domain.works import Work
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.reading import works as reading
from papergraph.storage.writing.citations import upsert_source
from papergraph.storage.writing.entries import move_lists
from papergraph.storage.writing.works import upsert_record

_T = TypeVar("_T")


def merge(
    db: Access, merges: Sequence[Merge], stated: Sequence[Work], *, now: datetime
) -> dict[int, Work]:
    """Move everything of absorbed works to their survivors and make the old keys aliases.

    Readings, records, citations, reference lists, files, candidates and aliases follow (an edge
    that would lead from a work to itself, or is there already, vanishes); events keep the subject
    they had, and questions are remembered by id. Gives back, by
    our number, the new state of survivors whose state is not ``stated`` in the same changes:
    their own, then the titles, ids and versions of what they absorbed, oldest first.

    Raises:
        ValueError: a merge names no work, or goes in a circle, or absorbs a stated work.
    """
    if not merges:
        return {}
    keys = {key for merge in merges for key in (merge.survivor, merge.absorbed)}
    numbers = reading.numbers_of(db, keys)
    if missing := keys - numbers.keys():
        raise ValueError(f"cannot merge what is not there: {', '.join(sorted(missing))}")
    roots = _roots(merges, numbers)
    states = reading.load(db, {*roots, *roots.values()})
    said = {work.key for work in stated}
    if lost := sorted(states[number].key for number in roots if states[number].key in said):
        raise ValueError(f"a work cannot be absorbed and changed at once: {', '.join(lost)}")
    reasons = {
        numbers[merge.absorbed]: merge.reason
        for merge in merges
        if numbers[merge.absorbed] != numbers[merge.survivor]
    }
    _move(db, roots)
    db.run(
        t.aliases.insert(),
        [
            {
                "key": states[absorbed].key,
                "work": survivor,
                "reason": reasons[absorbed],
                "merged_at": now,
            }
            for absorbed, survivor in roots.items()
        ],
    )
    db.backend.text_index.forget(db.connection, roots)
    db.run(delete(t.works).where(db.among(t.works.c.id, roots)))
    return {
        survivor: _union(
            states[survivor], [states[a] for a in sorted(roots) if roots[a] == survivor]
        )
        for survivor in dict.fromkeys(roots.values())
        if states[survivor].key not in said
    }


def _roots(merges: Iterable[Merge], numbers: Mapping[str, int]) -> dict[int, int]:
    """For each absorbed work the one that is left when all merges are done."""
    into: dict[int, int] = {}
    for merge in merges:
        absorbed, survivor = numbers[merge.absorbed], numbers[merge.survivor]
        if absorbed == survivor:
            if merge.absorbed == merge.survivor:
                raise ValueError(f"{merge.absorbed} cannot absorb itself")
            continue  # done by an earlier step: the one is an alias of the other
        if into.setdefault(absorbed, survivor) != survivor:
            raise ValueError(f"{merge.absorbed} is absorbed by two works")
    roots = {}
    for absorbed in into:
        root, seen = absorbed, {absorbed}
        while root in into:
            root = into[root]
            if root in seen:
                raise ValueError("merges go in a circle")
            seen.add(root)
        roots[absorbed] = root
    return roots


def _move(db: Access, roots: Mapping[int, int]) -> None:
    """Hand over what points to absorbed works; what is left of it goes with their rows."""
    pairs = [{"old": absorbed, "new": survivor} for absorbed, survivor in roots.items()]
    old, new = bindparam("old", type_=Integer), bindparam("new", type_=Integer)
    db.run(update(t.readings).where(t.readings.c.work == old).values(work=new), pairs)
    db.run(update(t.aliases).where(t.aliases.c.work == old).values(work=new), pairs)
    db.run(
        update(t.reference_entries).where(t.reference_entries.c.cited == old).values(cited=new),
        pairs,
    )
    move_lists(db, roots)
    c, s = t.citations, t.citation_sources
    # Only the edges themselves have an index for this direction.
    citing_old = s.c.citing.in_(select(c.c.citing).where(c.c.cited == old))
    add_edge, add_source = db.backend.insert_new(c), upsert_source(db)
    copies: list[tuple[Insert, Table[Any], dict[str, Any], ColumnElement[bool]]] = [
        (upsert_record(db), t.records, {"work": new}, t.records.c.work == old),
        *(
            (db.backend.insert_new(table), table, {"work": new}, table.c.work == old)
            for table in (t.work_documents, t.proposals)
        ),
        # First all that the absorbed cite, then all that cites them: an edge between two
        # absorbed works is moved at one end by the first and at the other by the second.
        (add_edge, c, {"citing": new}, (c.c.citing == old) & (c.c.cited != new)),
        (add_edge, c, {"cited": new}, (c.c.cited == old) & (c.c.citing != new)),
        (add_source, s, {"citing": new}, (s.c.citing == old) & (s.c.cited != new)),
        (add_source, s, {"cited": new}, citing_old & (s.c.cited == old) & (s.c.citing != new)),
    ]
    for insert, table, changed, which in copies:
        columns = [column.name for column in table.c if column.name != "id"]
        query = select(*(changed.get(name, table.c[name]) for name in columns)).where(which)
        # What is numbered in the order of its coming is copied in that order.
        in_order = query.order_by(*(table.c[name] for name in ("id",) if name in table.c))
        db.run(insert.from_select(columns, in_order), pairs)


def _union(survivor: Work, absorbed: Sequence[Work]) -> Work:
    return replace(
        survivor,
        authors=survivor.authors or next((work.authors for work in absorbed if work.authors), ()),
        date=survivor.date or next((work.date for work in absorbed if work.date), None),
        venue=survivor.venue or next((work.venue for work in absorbed if work.venue), None),
        ids=_together(survivor.ids, (work.ids for work in absorbed)),
        titles=_together(survivor.titles, (work.titles for work in absorbed)),
        versions=_together(survivor.versions, (work.versions for work in absorbed)),
    )


def _together(first: tuple[_T, ...], others: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys([*first, *(item for other in others for item in other)]))
