"""Values of the domain as columns and JSON, and back: pure functions."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from papergraph.domain.courses import (
    Course,
    Listing,
    Milestone,
    Offering,
    PageWarning,
    PlannedTopic,
    Term,
    Weight,
)
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author, Kind, Record, Status, Venue
from papergraph.storage.texts import clean_json, indexable

_LATER = ("abstract", "pdf", "status", "comment")


def id_name(external: ExternalId) -> str:
    """The text by which an id is looked up (see ``ExternalIdColumns``)."""
    return indexable(str(external))


def id_from(text: str) -> ExternalId:
    """The id that ``scheme:value`` writes; a scheme has no colon."""
    scheme, _, value = text.partition(":")
    return ExternalId(scheme, value)


def venue_from(name: str | None, acronym: str | None) -> Venue | None:
    """The venue of two columns."""
    return None if name is None else Venue(name, acronym)


def date_from(text: str | None) -> PartialDate | None:
    """The date of a column."""
    return None if text is None else PartialDate.parse(text)


def date_text(moment: PartialDate | None) -> str | None:
    """The column of a date."""
    return None if moment is None else str(moment)


def offering_from(code: str, institution: str, season: str, year: int) -> Offering:
    """The offering that the columns of a course and a term mean."""
    return Offering(Course(code, institution or None), Term(season, year))


def record_columns(record: Record) -> dict[str, Any]:
    """The columns of a record, without work and time of filing.

    The digest is that of the record as it will be read back: what cannot be stored of its texts
    is gone from both, so that filing it again still finds it there.
    """
    payload: dict[str, Any] = {
        "title": record.title,
        "ids": [str(external) for external in record.ids],
        "authors": [author.name for author in record.authors],
        "date": date_text(record.date),
        "venue": [record.venue.name, record.venue.acronym] if record.venue else None,
        "kind": record.kind,
        "url": record.url,
        "provenance": [list(pair) for pair in record.provenance],
    }
    # Claims from before these fields were known are stored without them.
    later = {field: getattr(record, field) for field in _LATER}
    payload |= {field: value for field, value in later.items() if value is not None}
    cleaned = clean_json(payload)
    kept = record if cleaned == payload else record_from(record.source, cleaned)
    return {
        "source": record.source,
        "digest": kept.digest,
        "payload": cleaned,
        "asked_at": record.at,
        "request": record.request,
    }


def record_from(
    source: str,
    payload: Mapping[str, Any],
    at: datetime | None = None,
    request: str | None = None,
) -> Record:
    """The record that ``record_columns`` stored."""
    return Record(
        source=source,
        title=payload["title"],
        ids=tuple(map(id_from, payload["ids"])),
        authors=tuple(map(Author, payload["authors"])),
        date=date_from(payload["date"]),
        venue=Venue(*payload["venue"]) if payload["venue"] else None,
        kind=cast("Kind | None", payload["kind"]),
        url=payload["url"],
        provenance=tuple((field, origin) for field, origin in payload["provenance"]),
        abstract=payload.get("abstract"),
        pdf=payload.get("pdf"),
        status=cast("Status | None", payload.get("status")),
        comment=payload.get("comment"),
        at=at,
        request=request,
    )


def listing_columns(listing: Listing) -> dict[str, Any]:
    """The columns of a listing's own fields; its sessions have tables of their own."""
    return {
        "shape": listing.shape,
        "course": listing.course,
        "institution": listing.institution,
        "title": listing.title,
        "term": str(listing.term) if listing.term else None,
        "topics": list(listing.topics),
        "planned": [[topic.heading, topic.lectures] for topic in listing.planned],
        "milestones": [[m.date.isoformat(), m.what] for m in listing.milestones],
        "weights": [[weight.what, weight.percent] for weight in listing.weights],
        "warnings": [[warning.line, warning.text] for warning in listing.warnings],
        "readings_said": listing.readings_said,
    }


def listing_fields(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``Listing``, less its sessions, that ``listing_columns`` stored."""
    return {
        "shape": columns["shape"],
        "course": columns["course"],
        "institution": columns["institution"],
        "title": columns["title"],
        "term": Term.parse(columns["term"]) if columns["term"] else None,
        "topics": tuple(columns["topics"]),
        "planned": tuple(PlannedTopic(*pair) for pair in columns["planned"]),
        "milestones": tuple(
            Milestone(date.fromisoformat(day), what) for day, what in columns["milestones"]
        ),
        "weights": tuple(Weight(*pair) for pair in columns["weights"]),
        "warnings": tuple(PageWarning(*pair) for pair in columns["warnings"]),
        "readings_said": columns["readings_said"],
    }
