"""Lines of reference lists, into rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, func, select, update

from papergraph.domain.works import Entry
from papergraph.storage import tables as t
from papergraph.storage.backends import Access, AnyRow
from papergraph.storage.crawl_values import reference_columns
from papergraph.storage.texts import clean

_Rows = list[dict[str, Any]]
#: A list: our number of the citing work, and the source.
_List = tuple[int, str]

_REFERENCE = ("number", "text", "title", "authors", "date", "venue", "ids")


def put_entries(db: Access, entries: Sequence[Entry], numbers: Mapping[str, int]) -> None:
    """Store lines of reference lists.

    The lines of one list (a work's, according to one source) take the place of what is stored of
    it from the first of them on, unless that would make the list shorter: a page that could be
    read badly today does not undo a good reading. A line that is stored already learns which
    work it means either way, and what it was found to mean before stays with it.
    """
    if not entries:
        return
    lists: defaultdict[_List, dict[int, dict[str, Any]]] = defaultdict(dict)
    for entry in entries:
        lists[numbers[entry.citing], clean(entry.source)][entry.position] = {
            "cited": None if entry.cited is None else numbers[entry.cited],
            **reference_columns(entry.reference),
        }
    stored = _stored(db, lists)
    cut: _Rows = []
    added: _Rows = []
    resolved: _Rows = []
    for place, lines in lists.items():
        start = min(lines)
        tail = [row for row in stored[place] if row.position >= start]
        if len(lines) >= len(tail):
            known = {_text(row._mapping): row.cited for row in tail if row.cited is not None}
            cut.append({"in_work": place[0], "by": place[1], "start": start})
            added += [
                {
                    "work": place[0],
                    "source": place[1],
                    "position": position,
                    **line,
                    "cited": line["cited"] or known.get(_text(line)),
                }
                for position, line in lines.items()
            ]
            continue
        resolved += [
            {
                "in_work": place[0],
                "by": place[1],
                "start": row.position,
                "means": lines[row.position]["cited"],
            }
            for row in tail
            if row.position in lines
            and lines[row.position]["cited"] not in (None, row.cited)
            and _text(row._mapping) == _text(lines[row.position])
        ]
    e = t.reference_entries.c
    this = (e.work == bindparam("in_work")) & (e.source == bindparam("by"))
    db.run(delete(t.reference_entries).where(this, e.position >= bindparam("start")), cut)
    db.run(t.reference_entries.insert(), added)
    db.run(
        update(t.reference_entries)
        .where(this, e.position == bindparam("start"))
        .values(cited=bindparam("means")),
        resolved,
    )


def move_lists(db: Access, roots: Mapping[int, int]) -> None:
    """Hand over the lists of absorbed works to their survivors: of each source the longest one.

    Of equally long ones the survivor's own stays.
    """
    e = t.reference_entries.c
    sizes = db.rows(
        select(e.work, e.source, func.count())
        .where(db.among(e.work, {*roots, *roots.values()}))
        .group_by(e.work, e.source)
        .order_by(e.work)
    )
    lists: defaultdict[_List, list[tuple[int, int]]] = defaultdict(list)
    for work, source, size in sizes:
        lists[roots.get(work, work), source].append((work, size))
    lost: _Rows = []
    moved: _Rows = []
    for (survivor, source), found in lists.items():
        best, _ = max(found, key=lambda one: (one[1], one[0] == survivor))
        lost += [{"in_work": work, "by": source} for work, _ in found if work != best]
        if best != survivor:
            moved.append({"in_work": best, "by": source, "now_of": survivor})
    this = (e.work == bindparam("in_work")) & (e.source == bindparam("by"))
    db.run(delete(t.reference_entries).where(this), lost)
    db.run(update(t.reference_entries).where(this).values(work=bindparam("now_of")), moved)


def _stored(db: Access, lists: Mapping[_List, object]) -> defaultdict[_List, list[AnyRow]]:
    """What is stored of some lists, and of other lists of the same works."""
    found: defaultdict[_List, list[AnyRow]] = defaultdict(list)
    e = t.reference_entries
    for row in db.rows(select(e).where(db.among(e.c.work, {work for work, _ in lists}))):
        found[row.work, row.source].append(row)
    return found


def _text(line: Mapping[str, Any] | RowMapping) -> str:
    """What a line says, to be compared."""
    return repr([line[name] for name in _REFERENCE])
