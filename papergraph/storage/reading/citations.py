"""Who cites whom."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Column, func, select

from papergraph.domain.works import Citation
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.reading.works import numbers_of


def references(db: Access, key: str) -> tuple[str, ...]:
    """The keys of the works that a work cites, sorted."""
    return _ends(db, key, start=t.citations.c.citing, end=t.citations.c.cited)


def citations(db: Access, key: str) -> tuple[str, ...]:
    """The keys of the works that cite a work, sorted."""
    return _ends(db, key, start=t.citations.c.cited, end=t.citations.c.citing)


def counts(db: Access, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """For each key that means a work, how many works it cites and how many cite it."""
    wanted = list(keys)
    numbers = numbers_of(db, wanted)
    citing = _degrees(db, t.citations.c.citing, numbers.values())
    cited = _degrees(db, t.citations.c.cited, numbers.values())
    return {
        key: (citing.get(numbers[key], 0), cited.get(numbers[key], 0))
        for key in wanted
        if key in numbers
    }


def neighbours(db: Access, numbers: Collection[int]) -> set[int]:
    """Our numbers of the works that cite some works or are cited by them."""
    c = t.citations.c
    out = db.rows(select(c.cited).where(db.among(c.citing, numbers)).distinct())
    into = db.rows(select(c.citing).where(db.among(c.cited, numbers)).distinct())
    return {number for (number,) in (*out, *into)}


def within(db: Access, keys: Mapping[int, str]) -> tuple[Citation, ...]:
    """The citations among some works (given as our number -> key), sorted, each per source."""
    s = t.citation_sources.c
    rows = db.rows(
        select(s.citing, s.cited, s.source, s.method).where(
            db.among(s.citing, keys),
            # "+ 0" keeps the index of one end only in use. With both, SQLite would try every
            # pair of works: the square of what is asked for.
            db.among(s.cited + 0, keys),
        )
    )
    found = [Citation(keys[a], keys[b], source, method) for a, b, source, method in rows]
    return tuple(sorted(found, key=lambda c: (c.citing, c.cited, c.source, c.method)))


def with_references(db: Access, keys: Mapping[int, str]) -> frozenset[str]:
    """Those of some works (our number -> key) of which at least one reference is known."""
    c = t.citations.c
    rows = db.rows(select(c.citing).where(db.among(c.citing, keys)).distinct())
    return frozenset(keys[number] for (number,) in rows)


def _ends(db: Access, key: str, *, start: Column[int], end: Column[int]) -> tuple[str, ...]:
    numbers = numbers_of(db, [key])
    rows = db.rows(
        select(t.works.c.key)
        .join(t.citations, t.works.c.id == end)
        .where(db.among(start, numbers.values()))
    )
    # Sorted here, since databases do not agree on the order of texts.
    return tuple(sorted(found for (found,) in rows))


def _degrees(db: Access, end: Column[int], numbers: Iterable[int]) -> dict[int, int]:
    rows = db.rows(select(end, func.count()).where(db.among(end, set(numbers))).group_by(end))
    return dict(rows)
