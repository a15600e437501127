"""What a crawl brings as columns, and back: pure functions."""

from typing import Any, cast

from papergraph.domain.asking import Asked, Candidate, Fact, Outcome, Proposal
from papergraph.domain.works import Author, Document, Entry, Reference
from papergraph.storage.backends import AnyRow
from papergraph.storage.texts import clean, clean_json, indexable
from papergraph.storage.values import date_from, date_text, id_from, record_columns, record_from


def reference_columns(reference: Reference) -> dict[str, Any]:
    """The columns of a line of a reference list, clean, so that they equal what is read back."""
    columns = {
        "number": reference.number,
        "text": reference.text,
        "title": reference.title,
        "authors": [author.name for author in reference.authors],
        "date": date_text(reference.date),
        "venue": reference.venue,
        "ids": [str(external) for external in reference.ids],
    }
    return {name: clean_json(value) for name, value in columns.items()}


def entry_from(row: AnyRow) -> Entry:
    """The entry of a row that has the keys of its works as ``citing_key`` and ``cited_key``."""
    return Entry(
        citing=row.citing_key,
        source=row.source,
        position=row.position,
        reference=Reference(
            text=row.text,
            number=row.number,
            title=row.title,
            authors=tuple(map(Author, row.authors)),
            date=date_from(row.date),
            venue=row.venue,
            ids=tuple(map(id_from, row.ids)),
        ),
        cited=row.cited_key,
    )


def document_from(row: AnyRow, work: str) -> Document:
    """The document of a row that joins a file to a work, given the key of the work."""
    return Document(
        work=work,
        digest=row.digest,
        size=row.size,
        source=row.source,
        at=row.at,
        url=row.url,
        pages=row.pages,
        text=row.text or "",
    )


def proposal_columns(proposal: Proposal) -> dict[str, Any]:
    """The columns of a proposal, without its work."""
    columns = record_columns(proposal.candidate.record)
    return {
        "source": proposal.source,
        "digest": columns["digest"],
        "score": proposal.candidate.score,
        "payload": {"source": columns["source"], **columns["payload"]},
        "request": columns["request"],
        "at": proposal.at,
    }


def proposal_from(row: AnyRow, work: str) -> Proposal:
    """The proposal of a row, given the key of its work."""
    record = record_from(row.payload["source"], row.payload, row.at, row.request)
    return Proposal(work, row.source, Candidate(record, row.score), row.at)


def subject_name(subject: str) -> str:
    """The text by which a subject is looked up (see ``AskedColumns``)."""
    return indexable(subject)


def asked_columns(asked: Asked) -> dict[str, Any]:
    """The columns of what became of a question."""
    name, whole = subject_name(asked.subject), clean(asked.subject)
    return {
        "subject": name,
        "source": asked.source,
        "fact": asked.fact,
        "whole": None if whole == name else whole,
        "at": asked.at,
        "outcome": asked.outcome,
        "count": asked.count,
        "reference_count": asked.reference_count,
        "citation_count": asked.citation_count,
        "reason": asked.reason,
        "hint": asked.hint,
        "retry_at": asked.retry_at,
        "cursor": asked.cursor,
        "attempts": asked.attempts,
    }


def asked_from(row: AnyRow) -> Asked:
    """What ``asked_columns`` stored."""
    columns = dict(row._mapping)
    whole = columns.pop("whole")
    return Asked(
        **{
            **columns,
            "subject": whole or row.subject,
            "fact": cast("Fact", row.fact),
            "outcome": cast("Outcome", row.outcome),
        }
    )
