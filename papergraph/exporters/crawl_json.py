"""What a crawl did, the sites we ask, and where fields come from, as plain data for JSON.

The shapes are a contract, as those of ``answers_json``.
"""

from collections.abc import Sequence
from datetime import datetime

from papergraph.domain.answers import Crawled, FiledByHand, ProvenanceView, SourceState
from papergraph.domain.works import Record
from papergraph.exporters.answers_json import Data


def crawled(value: Crawled) -> Data:
    """What a crawl did; of a dry run, what it would begin with."""
    return {
        "requests": dict(value.planned if value.dry_run else value.requests),
        "dry_run": value.dry_run,
        "works": value.works,
        "added": value.added,
        "updated": value.updated,
        "unchanged": value.unchanged,
        "neighbours": value.neighbours,
        "citations": value.citations,
        "merged": value.merged,
        "proposed": value.proposed,
        "waiting": value.waiting,
        "until": _moment(value.until),
        "failed": [
            {
                "work": each.work,
                "title": each.title,
                "source": each.source,
                "reason": each.reason,
                "hint": each.hint,
                "retry_at": _moment(each.retry_at),
            }
            for each in value.failed
        ],
        "pdfs": {"stored": value.pdfs_stored, "missing": value.pdfs_missing},
    }


def sources(states: Sequence[SourceState]) -> list[Data]:
    """Every site we ask, as it stands."""
    return [
        {
            "source": state.name,
            "title": state.title,
            "hosts": list(state.hosts),
            "facts": list(state.facts),
            "ids": list(state.schemes),
            "limits": state.limits,
            "licence": state.licence,
            "key": state.key,
            "key_setting": state.key_setting,
            "parked_until": _moment(state.parked_until),
            "parked_why": state.parked_why,
            "last_success": _moment(state.last_success),
        }
        for state in states
    ]


def provenance(view: ProvenanceView) -> Data:
    """Where each shown field of a work comes from."""
    return {
        "work": view.work.key,
        "title": view.work.title,
        "fields": [
            {
                "field": choice.field,
                "value": choice.value,
                **_claim(choice.record, choice.field),
                "others": [
                    {"value": text, **_claim(record, choice.field)}
                    for text, record in choice.others
                ],
            }
            for choice in view.choices
        ],
        "documents": [
            {
                "sha256": document.digest,
                "bytes": document.size,
                "source": document.source,
                "url": document.url,
                "pages": document.pages,
                "at": _moment(document.at),
            }
            for document in view.documents
        ],
    }


def by_hand(found: Sequence[FiledByHand]) -> list[Data]:
    """What files that a person gave were found to be."""
    return [
        {
            "file": each.file,
            "what": each.what,
            "work": each.work,
            "title": each.title,
            "why": each.why,
            "candidates": list(each.candidates),
            "new": each.new,
        }
        for each in found
    ]


def _claim(record: Record, field: str) -> Data:
    return {
        "source": record.source,
        "at": _moment(record.at),
        "request": record.request,
        "origin": dict(record.provenance).get(field),
        "digest": record.digest,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
