"""Works that were found to be one, made one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Integer, Select, Table, bindparam, delete, select, update

from papergraph.domain.planning import Merge
from papergraph.domain.works import Work
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.reading import works as reading

_T = TypeVar("_T")


def merge(
    db: Access, merges: Sequence[Merge], stated: Sequence[Work], *, now: datetime
) -> dict[int, Work]:
    """Move everything of absorbed works to their survivors and make the old keys aliases.

    Readings, records, citations and aliases follow (an edge that would lead from a work to
    itself, or is there already, vanishes); events keep the subject they had. Gives back, by
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
    r, c, s = t.records.c, t.citations.c, t.citation_sources.c
    copies: list[tuple[Table[Any], Select[*tuple[Any, ...]]]] = [
        (t.records, select(new, r.source, r.digest, r.payload, r.filed_at).where(r.work == old)),
        # First all that the absorbed cite, then all that cites them: an edge between two
        # absorbed works is moved at one end by the first and at the other by the second.
        (t.citations, select(new, c.cited).where(c.citing == old, c.cited != new)),
        (t.citations, select(c.citing, new).where(c.cited == old, c.citing != new)),
        (
            t.citation_sources,
            select(new, s.cited, s.source, s.method).where(s.citing == old, s.cited != new),
        ),
        (
            t.citation_sources,
            select(s.citing, new, s.source, s.method).where(s.cited == old, s.citing != new),
        ),
    ]
    for table, query in copies:
        columns = [column.name for column in table.c if column.name != "id"]
        db.run(db.backend.insert_new(table).from_select(columns, query), pairs)


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
