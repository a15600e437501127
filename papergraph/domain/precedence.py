"""Whose claim is shown where several sources give a field: the written rule.

For each field the sources are ranked; the best rank that gives the field wins. Among claims of
one source the newest that gives the field wins, so that a claim which grows worse (its abstract
is gone) does not replace a better one. Claims of sources that are not ranked (a reviewed file)
come first: somebody looked at them. Why the order is so:

- who published a thing knows its title, authors and venue best: the proceedings page, then the
  registry of its DOI, then who copies from them;
- an abstract comes first from where the authors put it;
- a course page is the last: it shortens titles, and knows neither authors nor years.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeVar

from papergraph.domain.dates import PartialDate
from papergraph.domain.id_dates import date_of
from papergraph.domain.works import Record

#: The source of what a course page claims.
PAGE = "listing"

Field = Literal["title", "authors", "date", "venue", "kind", "abstract", "pdf", "status"]

_PUBLISHERS = "usenix proceedings acm-page ieee-page openreview"
_WORDS: dict[Field, str] = {
    "title": f"{_PUBLISHERS} crossref arxiv dblp semanticscholar openalex bibtex saved-page"
    " videos web pdf",
    "authors": f"{_PUBLISHERS} crossref arxiv dblp semanticscholar openalex bibtex saved-page"
    " pdf videos web",
    "date": f"{_PUBLISHERS} crossref dblp bibtex saved-page semanticscholar openalex arxiv"
    " videos web pdf",
    "venue": f"{_PUBLISHERS} crossref dblp bibtex saved-page semanticscholar openalex arxiv",
    "kind": f"crossref {_PUBLISHERS} videos web openalex dblp bibtex arxiv semanticscholar",
    "abstract": f"arxiv {_PUBLISHERS} openalex semanticscholar crossref saved-page web",
    "pdf": f"arxiv {_PUBLISHERS} openalex semanticscholar crossref saved-page web",
    "status": f"arxiv crossref {_PUBLISHERS} openalex semanticscholar",
}
_SITES = tuple(dict.fromkeys(source for words in _WORDS.values() for source in words.split()))
#: Field -> its sources, the best first: those above, the other sites, a course page always last.
ORDER: dict[Field, tuple[str, ...]] = {
    field: (*dict.fromkeys((*words.split(), *_SITES)), PAGE) for field, words in _WORDS.items()
}
FIELDS: tuple[Field, ...] = tuple(ORDER)
_RANKS = {
    field: {source: position for position, source in enumerate(order, start=1)}
    for field, order in ORDER.items()
}
_UNKNOWN_TIME = datetime.min.replace(tzinfo=UTC)

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A shown field: its value as text, whose claim it is, and what others say instead."""

    field: Field
    value: str
    record: Record
    others: tuple[tuple[str, Record], ...] = ()


def rank(source: str, field: Field) -> int:
    """The place of a source for a field, the best 0; a source nobody ranked is a reviewed one.

    >>> rank("usenix", "title") < rank("crossref", "title") < rank("listing", "title")
    True
    """
    return _RANKS[field].get(source, 0)


def newest_first(record: Record) -> float:
    """A sort key: later claims before earlier ones, those of unknown time last."""
    return -(record.at or _UNKNOWN_TIME).timestamp() if record.at else 0.0


def first_given(
    records: Sequence[Record], field: Field, value: Callable[[Record], _Value | None]
) -> _Value | None:
    """The best claim of a field among records that are in order of general preference."""
    giving = [record for record in records if value(record)]
    return value(min(giving, key=lambda record: _best_first(record, field))) if giving else None


def most_exact(record: Record, records: Iterable[Record]) -> Record:
    """The record, or one of its source whose date says the same year more exactly.

    A site mentions a work by its year where another cites it, and knows the day elsewhere.
    """
    date = record.date
    alike = [
        other
        for other in records
        if date and other.source == record.source and other.date and other.date.year == date.year
    ]
    return max(alike, key=lambda other: len(str(other.date)), default=record)


def _best_first(record: Record, field: Field) -> tuple[int, float]:
    return (rank(record.source, field), newest_first(record))


def choices(
    records: Iterable[Record], *, date: PartialDate | None = None
) -> tuple[FieldChoice, ...]:
    """For every field that some record gives: what is shown, from whom, and the other claims.

    ``date`` is the one that the work shows, that of its earliest version, which is nobody's
    choice: where a record gives it, it is that record's.
    """
    claims = tuple(dict.fromkeys(records))
    found = []
    for field in FIELDS:
        giving = [(text, record) for record in claims if (text := _text(record, field))]
        giving.sort(key=lambda pair: _best_first(pair[1], field))
        if field == "date" and date is not None:
            giving.sort(key=lambda pair: not _tells(pair[1], date))
        if giving:
            (value, record), *rest = giving
            if field == "date" and date is not None:
                value = str(date)
            # One line for each source and saying: a claim made every week is one claim.
            others = {(other.source, text): (text, other) for text, other in rest}
            others.pop((record.source, value), None)
            found.append(FieldChoice(field, value, record, tuple(others.values())))
    return tuple(found)


def _tells(record: Record, date: PartialDate) -> bool:
    """Whether a record gives a date, or an id that tells it, as arXiv's numbers do."""
    return record.date == date or any(date_of(external) == date for external in record.ids)


def _text(record: Record, field: Field) -> str:
    match field:
        case "title":
            return record.title
        case "authors":
            return ", ".join(author.name for author in record.authors)
        case "date":
            return str(record.date or "")
        case "venue":
            return record.venue.short if record.venue else ""
        case "kind":
            return record.kind or ""
        case "abstract":
            return record.abstract or ""
        case "pdf":
            return record.pdf or ""
        case "status":
            return record.status or ""
