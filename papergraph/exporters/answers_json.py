"""Answers as plain data for JSON.

The shapes are a contract that scripts rely on: keys may be added, none renamed. Dates are
ISO 8601, absent values None, lists in a stable order.
"""

from collections.abc import Sequence
from typing import Any

from papergraph.domain.answers import (
    Added,
    Found,
    OfferingView,
    SessionView,
    Shown,
    TopicView,
    WhatsNew,
    WorkEntry,
)
from papergraph.domain.courses import Person, Session
from papergraph.domain.diffing import Item, ListingDiff, Replacement
from papergraph.domain.planning import Event
from papergraph.domain.snapshot import Listed, OfferingSummary
from papergraph.domain.works import Version
from papergraph.errors import AmbiguousError, PapergraphError
from papergraph.exporters.report import OfferingName

Data = dict[str, Any]


def added(results: Sequence[Added], *, name: OfferingName) -> list[Data]:
    """What ``add`` did, one entry per page."""
    return [
        {
            "offering": name(result.offering),
            "address": result.address,
            "readings": result.readings,
            "sessions": result.sessions,
            "new": result.new,
            "changed": result.changed,
            "unchanged": result.unchanged,
            "unresolved": result.unresolved,
            "planned_topics": result.planned_topics,
            "milestones": result.milestones,
            "warnings": [{"line": w.line, "text": w.text} for w in result.warnings],
        }
        for result in results
    ]


def diff(value: ListingDiff, *, name: OfferingName) -> Data:
    """Two offerings compared."""
    return {
        "old": name(value.old),
        "new": name(value.new),
        "kept": [
            _item(item)
            | {
                "changes": [
                    {"change": c.change, "from": c.before, "to": c.after} for c in item.changes
                ]
            }
            for item in value.kept
        ],
        "added": [
            _item(item)
            | {
                "published_since": item.published_since,
                "replaces": _replacement(item.replaces),
            }
            for item in value.added
        ],
        "dropped": [
            _item(item) | {"replaced_by": _replacement(item.replaced_by)} for item in value.dropped
        ],
        "topics": [
            {
                "topic": topic.topic,
                "old_lectures": topic.old_lectures,
                "new_lectures": topic.new_lectures,
                "old_readings": topic.old_readings,
                "new_readings": topic.new_readings,
            }
            for topic in value.topics
        ],
    }


def whatsnew(value: WhatsNew, *, name: OfferingName) -> Data:
    """The newest offering against the year before."""
    return {
        "course": value.course.code,
        "institution": value.course.institution,
        "baseline": name(value.baseline.offering),
        "current": name(value.current.offering),
        "since": value.since.isoformat(),
        "syllabus": diff(value.syllabus, name=name),
        "readings": [
            {
                "work": event.item.work.key,
                "title": event.item.title,
                "event": event.event,
                "date": None,
                "from": event.before,
                "to": event.after,
                "source": name(event.source),
            }
            for event in value.readings
        ],
        "field": [],
        "replaced": [
            {
                "dropped": _item(gone),
                "by": _item(come),
                "evidence": _evidence(gone.replaced_by) if gone.replaced_by else None,
            }
            for gone, come in value.replaced
        ],
        "coverage": {
            "with_references": value.coverage.with_references,
            "with_citations": value.coverage.with_citations,
            "of": value.coverage.of,
            "oldest": None,
        },
    }


def works(entries: Sequence[WorkEntry], *, name: OfferingName) -> list[Data]:
    """Works with their versions, listings and counts of edges."""
    return [work(entry, name=name) for entry in entries]


def work(entry: WorkEntry, *, name: OfferingName) -> Data:
    """One work."""
    value = entry.work
    return {
        "work": value.key,
        "title": value.title,
        "kind": value.kind,
        "year": value.year,
        "venue": value.venue.short if value.venue else None,
        "where": value.where or None,
        "authors": [author.name for author in value.authors],
        "ids": [str(external) for external in value.ids],
        "versions": [_version(version) for version in value.versions],
        "listings": [
            {
                "offering": name(reading.offering),
                "title": reading.title,
                "url": reading.url,
                "role": reading.role,
            }
            for reading in entry.listings
        ],
        "references": entry.references,
        "citations": entry.citations,
    }


def found(hits: Sequence[Found]) -> list[Data]:
    """What a search found, best first."""
    return [
        {
            "work": hit.work.key,
            "title": hit.work.title,
            "year": hit.work.year,
            "snippet": hit.snippet,
            "score": hit.score,
        }
        for hit in hits
    ]


def offerings(rows: Sequence[tuple[str, OfferingSummary]]) -> list[Data]:
    """Every offering, briefly."""
    return [
        {
            "offering": shown,
            "title": row.title,
            "institution": row.institution,
            "readings": row.readings,
            "updated": row.updated.isoformat() if row.updated else None,
        }
        for shown, row in rows
    ]


def topics(views: Sequence[TopicView]) -> list[Data]:
    """Every topic with its headings."""
    return [
        {
            "topic": view.topic,
            "title": view.title,
            "headings": list(view.headings),
            "works": len(view.works),
        }
        for view in views
    ]


def shown(value: Shown, *, name: OfferingName, people: bool = False) -> Data:
    """Whatever ``show`` found."""
    if isinstance(value, OfferingView):
        return offering(value, people=people)
    if isinstance(value, SessionView):
        return {"offering": value.offering} | _session(value.session, value.readings, people)
    if isinstance(value, WorkEntry):
        return work(value, name=name) | {
            "abstract": value.abstract.value if value.abstract else None,
            "abstract_source": value.abstract.record.source if value.abstract else None,
            "status": value.status.value if value.status else None,
            "pdfs": list(value.files),
        }
    return {
        "topic": value.topic,
        "title": value.title,
        "headings": list(value.headings),
        "works": [{"work": work.key, "title": work.title} for work in value.works],
    }


def offering(view: OfferingView, *, people: bool = False) -> Data:
    """An offering with its sessions; people only where they were asked for."""
    pages = view.pages
    return {
        "offering": view.name,
        "course": pages.offering.course.code,
        "term": str(pages.offering.term),
        "title": pages.title,
        "institution": pages.institution,
        "topics": [
            {
                "topic": line.topic,
                "heading": line.heading,
                "planned_lectures": line.planned_lectures,
                "lectures": line.lectures,
            }
            for line in view.topics
        ],
        "milestones": [
            {"date": milestone.date.isoformat(), "what": milestone.what}
            for milestone in pages.milestones
        ],
        "weights": [{"what": w.what, "percent": w.percent} for w in pages.weights],
        "sessions": [_session(session, readings, people) for session, readings in view.sessions],
        "unresolved": [
            {
                "title": u.title,
                "reason": u.reason,
                "candidates": list(u.candidates),
                "proposals": [
                    {
                        "source": proposal.source,
                        "title": proposal.candidate.record.title,
                        "ids": [str(external) for external in proposal.candidate.record.ids],
                        "score": proposal.candidate.score,
                    }
                    for proposal in u.proposals
                ],
            }
            for u in view.unresolved
        ],
        "readings_said": pages.readings_said,
        "pages": [{"address": address, "revision": rev} for address, rev in pages.sources],
    }


def events(found: Sequence[Event], *, name: OfferingName) -> list[Data]:
    """What changed, oldest first."""
    return [
        {
            "at": event.at.isoformat(),
            "work": event.subject,
            "event": event.what,
            "from": event.before,
            "to": event.after,
            "source": event.source,
            "offering": name(event.offering) if event.offering else None,
        }
        for event in found
    ]


def error(problem: PapergraphError) -> Data:
    """An error as a script reads it."""
    data = {"code": problem.code, "message": problem.message, "hint": problem.hint}
    if isinstance(problem, AmbiguousError):
        return {"error": data | {"candidates": list(problem.candidates)}}
    return {"error": data}


def _item(item: Item) -> Data:
    return {
        "work": item.work.key,
        "title": item.title,
        "year": item.work.year,
        "role": item.role,
        "topic": item.topic,
    }


def _replacement(value: Replacement | None) -> Data | None:
    if value is None:
        return None
    return {"work": value.work, "title": value.title, "evidence": _evidence(value)}


def _evidence(value: Replacement) -> Data:
    return {
        "cites": value.evidence.cites,
        "shared_references": value.evidence.shared_references,
    }


def _version(version: Version) -> Data:
    return {
        "title": version.title,
        "venue": version.venue.short if version.venue else None,
        "year": version.date.year if version.date else None,
        "ids": [str(external) for external in version.ids],
    }


def _session(session: Session, readings: Sequence[Listed], people: bool) -> Data:
    data: Data = {
        "date": session.date.isoformat() if session.date else None,
        "number": session.number,
        "kind": session.kind,
        "heading": session.heading,
        "subject": session.subject,
        "links": [{"kind": link.kind, "url": link.url} for link in session.links],
        "readings": [
            {
                "title": reading.title,
                "url": reading.url,
                "role": reading.role,
                "locator": reading.locator,
                "work": reading.work,
                "kind": reading.kind,
                "topic": reading.topic,
            }
            for reading in readings
        ],
    }
    if people:
        data["people"] = [_person(person) for person in session.people]
    return data


def _person(person: Person) -> Data:
    return {"name": person.name, "role": person.role}
