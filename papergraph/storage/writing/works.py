"""Works and the records filed under them, into rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Insert, delete, select

from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Claim
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Venue, Work
from papergraph.storage import tables as t
from papergraph.storage.backends import Access
from papergraph.storage.texts import clean, indexable
from papergraph.storage.values import date_text, id_name, record_columns

_Rows = list[dict[str, Any]]
_PARTS = (t.work_authors, t.work_titles, t.external_ids, t.versions)


def put_heads(db: Access, works: Sequence[Work]) -> None:
    """Make or overwrite the row of each work itself; its parts are left as they are."""
    db.run(db.backend.upsert(t.works, key=["key"]), [_head(work) for work in works])


def put_parts(db: Access, works: Mapping[int, Work]) -> None:
    """Replace authors, titles, ids and versions of some works, given by our number.

    Raises:
        ValueError: an id would belong to two works.
    """
    for table in _PARTS:
        db.run(delete(table).where(db.among(table.c.work, works)))
    ids = list(chain.from_iterable(_ids(number, work) for number, work in works.items()))
    _refuse_shared(db, ids)
    items = works.items()
    authors = [
        {"work": number, "position": position, "name": author.name}
        for number, work in items
        for position, author in enumerate(work.authors)
    ]
    db.run(t.work_authors.insert(), authors)
    db.run(t.work_titles.insert(), list(chain.from_iterable(_titles(n, w) for n, w in items)))
    db.run(t.external_ids.insert(), ids)
    db.run(t.versions.insert(), list(chain.from_iterable(_versions(n, w) for n, w in items)))


def file_claims(
    db: Access, claims: Sequence[Claim], numbers: Mapping[str, int], *, now: datetime
) -> None:
    """File records under their works.

    A record that is there already stays as it is, but for when it was last asked for: a claim
    that a source still makes is fresh.
    """
    rows = [
        {"work": numbers[claim.work], "filed_at": now, **record_columns(claim.record)}
        for claim in claims
    ]
    db.run(upsert_record(db), rows)


def upsert_record(db: Access) -> Insert:
    """An insert of a record under a work that has it at most once."""
    old = t.records.c.asked_at
    return db.backend.upsert(
        t.records,
        key=["work", "digest"],
        only=["asked_at", "request"],
        when=lambda new: new["asked_at"].is_not(None) & (old.is_(None) | (new["asked_at"] >= old)),
    )


def _head(work: Work) -> dict[str, Any]:
    return {
        "key": work.key,
        "title": work.title,
        "kind": work.kind,
        "date": date_text(work.date),
        **_venue(work.venue),
    }


def _venue(venue: Venue | None) -> dict[str, str | None]:
    return {
        "venue": venue.name if venue else None,
        "venue_acronym": venue.acronym if venue else None,
    }


def _titles(number: int, work: Work) -> _Rows:
    """The titles of a work, then those it is found by as well: shown, and of its versions."""
    own = list(map(clean, work.titles))
    others = map(clean, (work.title, *(version.title for version in work.versions)))
    extra = dict.fromkeys(title for title in others if title not in own)
    return [
        {
            "work": number,
            "position": position,
            "title": title,
            "normal": indexable(normal_title(title)),
            "own": position < len(own),
        }
        for position, title in enumerate([*own, *extra])
    ]


def _ids(number: int, work: Work) -> _Rows:
    """The ids of a work, then those that only a version of it names."""
    own = {id_name(external): external for external in work.ids}
    every = dict(own)
    for version in work.versions:
        for external in version.ids:
            every.setdefault(id_name(external), external)
    return [
        {
            "name": name,
            "whole": _whole(external, name),
            "base": id_name(external.base),
            "work": number,
            "position": position,
            "own": name in own,
        }
        for position, (name, external) in enumerate(every.items())
    ]


def _whole(external: ExternalId, name: str) -> str | None:
    text = clean(str(external))
    return None if text == name else text


def _versions(number: int, work: Work) -> _Rows:
    return [
        {
            "work": number,
            "position": position,
            "title": version.title,
            **_venue(version.venue),
            "date": date_text(version.date),
            "ids": [str(external) for external in version.ids],
        }
        for position, version in enumerate(work.versions)
    ]


def _refuse_shared(db: Access, ids: Iterable[dict[str, Any]]) -> None:
    """Refuse ids that two of the works claim, or that a work which is not replaced holds."""
    owner: dict[str, int] = {}
    for row in ids:
        if owner.setdefault(row["name"], row["work"]) != row["work"]:
            raise ValueError(f"{row['name']} is given to two works; they should be merged")
    i = t.external_ids.c
    held = db.rows(
        select(i.name, t.works.c.key)
        .join_from(t.external_ids, t.works)
        .where(db.among(i.name, owner))
    )
    if held:
        raise ValueError(f"{held[0].name} belongs to another work already: {held[0].key}")
