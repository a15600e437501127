"""Works by key, by id, by title; and the records filed under them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import cast

from sqlalchemy import ColumnElement, Integer, func, select, true, union_all
from sqlalchemy import cast as as_type

from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Claim, Known
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Author, Kind, Record, Version, Work
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.texts import indexable
from papergraph.storage.values import date_from, id_from, id_name, record_from, venue_from


def numbers_of(db: Access, keys: Iterable[str]) -> dict[str, int]:
    """Our number of each work that some keys mean, aliases followed; unknown keys are left out."""
    wanted = list(keys)
    named = union_all(
        select(t.works.c.key, t.works.c.id).where(db.among(t.works.c.key, wanted)),
        select(t.aliases.c.key, t.aliases.c.work).where(db.among(t.aliases.c.key, wanted)),
    )
    return dict(db.rows(named))


def keys_of(db: Access, numbers: Collection[int]) -> dict[int, str]:
    """The key of each work of some of our numbers."""
    w = t.works.c
    return dict(db.rows(select(w.id, w.key).where(db.among(w.id, numbers))))


def taken(db: Access, keys: Iterable[str]) -> frozenset[str]:
    """Those of some keys that a work has, or had before it was merged away."""
    return frozenset(numbers_of(db, keys))


def load(db: Access, numbers: Collection[int] | None) -> dict[int, Work]:
    """Works by our number, oldest first; None means all. Five statements however many."""

    def within(column: ColumnElement[int]) -> ColumnElement[bool]:
        return true() if numbers is None else db.among(column, numbers)

    authors: defaultdict[int, list[Author]] = defaultdict(list)
    a = t.work_authors.c
    for number, name in db.rows(
        select(a.work, a.name).where(within(a.work)).order_by(a.work, a.position)
    ):
        authors[number].append(Author(name))
    titles: defaultdict[int, list[str]] = defaultdict(list)
    n = t.work_titles.c
    for number, title in db.rows(
        select(n.work, n.title).where(within(n.work), n.own).order_by(n.work, n.position)
    ):
        titles[number].append(title)
    ids: defaultdict[int, list[ExternalId]] = defaultdict(list)
    i = t.external_ids.c
    for number, name, whole in db.rows(
        select(i.work, i.name, i.whole).where(within(i.work), i.own).order_by(i.work, i.position)
    ):
        ids[number].append(id_from(whole or name))
    versions: defaultdict[int, list[Version]] = defaultdict(list)
    v = t.versions.c
    for row in db.rows(select(t.versions).where(within(v.work)).order_by(v.work, v.position)):
        versions[row.work].append(
            Version(
                title=row.title,
                venue=venue_from(row.venue, row.venue_acronym),
                date=date_from(row.date),
                ids=tuple(map(id_from, row.ids)),
            )
        )
    return {
        row.id: Work(
            key=row.key,
            title=row.title,
            kind=cast("Kind", row.kind),
            authors=tuple(authors[row.id]),
            date=date_from(row.date),
            venue=venue_from(row.venue, row.venue_acronym),
            ids=tuple(ids[row.id]),
            titles=tuple(titles[row.id]),
            versions=tuple(versions[row.id]),
        )
        for row in db.rows(select(t.works).where(within(t.works.c.id)).order_by(t.works.c.id))
    }


def works(db: Access, keys: Iterable[str] | None) -> dict[str, Work]:
    """The work each key means, aliases followed; None means all works, by their own keys.

    Keys that mean nothing are left out; the order is that of the keys.
    """
    if keys is None:
        return {work.key: work for work in load(db, None).values()}
    wanted = list(keys)
    numbers = numbers_of(db, wanted)
    found = load(db, set(numbers.values()))
    return {key: found[numbers[key]] for key in wanted if key in numbers}


def known(db: Access, ids: Iterable[ExternalId], normals: Iterable[str]) -> Known:
    """The works that bear any of some ids or normal titles, oldest first, with their records.

    An id is found whatever version of it is stored or asked for.
    """
    i, n = t.external_ids.c, t.work_titles.c
    by_id = select(i.work).where(db.among(i.base, {id_name(e.base) for e in ids}))
    by_title = select(n.work).where(db.among(n.normal, _lookups(normals)))
    numbers = {number for (number,) in db.rows(union_all(by_id, by_title))}
    found = load(db, numbers)
    return Known(
        works=tuple(found.values()),
        claims=tuple(Claim(found[number].key, record) for number, record in _records(db, numbers)),
    )


def records_of(db: Access, keys: Iterable[str]) -> dict[str, tuple[Record, ...]]:
    """The records filed under the work of each key, oldest first."""
    wanted = list(keys)
    numbers = numbers_of(db, wanted)
    found: defaultdict[int, list[Record]] = defaultdict(list)
    for number, record in _records(db, set(numbers.values())):
        found[number].append(record)
    return {key: tuple(found[numbers[key]]) for key in wanted if key in numbers}


def find_id(db: Access, external: ExternalId) -> str | None:
    """The key of the work that has an id, else of one that has another version of it."""
    i = t.external_ids.c
    rows = db.rows(
        select(i.name, t.works.c.key)
        .join_from(t.external_ids, t.works)
        .where(i.base == id_name(external.base))
        .order_by(t.works.c.id, i.position)
    )
    exact = [key for name, key in rows if name == id_name(external)]
    return next(iter([*exact, *(key for _, key in rows)]), None)


def of_ids(db: Access, ids: Iterable[ExternalId]) -> dict[ExternalId, str]:
    """For each id that any work has, without its version, the key of that work: the oldest."""
    i = t.external_ids.c
    wanted = {id_name(external.base): external.base for external in ids}
    rows = db.rows(
        select(i.base, t.works.c.key)
        .join_from(t.external_ids, t.works)
        .where(db.among(i.base, wanted))
        .order_by(t.works.c.id.desc())
    )
    return {wanted[base]: key for base, key in rows}


def find_titles(db: Access, normals: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each normal title that any work bears, the keys of these works, oldest first."""
    n = t.work_titles.c
    wanted = {indexable(normal): normal for normal in normals if normal}
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for normal, key in db.rows(
        select(n.normal, t.works.c.key)
        .join_from(t.work_titles, t.works)
        .where(db.among(n.normal, wanted))
        .order_by(t.works.c.id)
    ):
        found[wanted[normal]][key] = None
    return {normal: tuple(keys) for normal, keys in found.items()}


def search(db: Access, words: str, limit: int) -> tuple[tuple[str, str, float], ...]:
    """Key, words in their place and score of the works in which all of some words occur."""
    hits = db.backend.text_index.find(db.connection, words, limit)
    keys = dict(
        db.rows(
            select(t.works.c.id, t.works.c.key).where(
                db.among(t.works.c.id, [hit.work for hit in hits])
            )
        )
    )
    return tuple((keys[hit.work], hit.snippet, hit.score) for hit in hits)


def title_candidates(db: Access, text: str, limit: int) -> tuple[str, ...]:
    """Keys of works a title of which contains some text: those that begin with it first."""
    normal = indexable(normal_title(text))
    if not normal:
        return ()
    n = t.work_titles.c
    begins = func.max(as_type(n.normal.startswith(normal, autoescape=True), Integer))
    rows = db.rows(
        select(t.works.c.key)
        .join_from(t.work_titles, t.works)
        .where(n.normal.contains(normal, autoescape=True))
        .group_by(t.works.c.id, t.works.c.key)
        .order_by(begins.desc(), func.min(func.length(n.normal)), t.works.c.id)
        .limit(limit)
    )
    return tuple(key for (key,) in rows)


def _records(db: Access, numbers: Collection[int]) -> Iterator[tuple[int, Record]]:
    """The records of some works with our number of their work, in the order of their filing."""
    r = t.records.c
    since = func.coalesce(r.asked_at, r.filed_at)
    rows = db.rows(
        select(r.work, r.source, r.payload, since, r.request)
        .where(db.among(r.work, numbers))
        .order_by(r.filed_at, r.id)
    )
    for number, source, payload, at, request in rows:
        yield number, record_from(source, payload, at, request)


def _lookups(normals: Iterable[str]) -> set[str]:
    return {indexable(normal) for normal in normals if normal}
