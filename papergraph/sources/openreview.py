"""OpenReview: what was submitted to ICLR and others, by the id of its forum.

Newer venues are under the second version of the interface, where every value is wrapped in
``{"value": …}``; older ones only under the first. Reviews and comments are notes, too.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from papergraph.domain.asking import Answer, Facet, Fact, Question, Subject
from papergraph.domain.dates import PartialDate
from papergraph.domain.works import Author, Record, Venue
from papergraph.errors import AnswerError
from papergraph.formats.json_answers import Fields
from papergraph.formats.marked_text import plain_paragraphs, plain_text
from papergraph.sources.answering import one_by_one, open_copy, read_fields, refused
from papergraph.sources.asking import Ask, Query, odd
from papergraph.sources.source import Host, Source

NAME = "openreview"

_HOSTS = ("api2.openreview.net", "api.openreview.net")
#: Serves the papers, about 36 an hour to one address.
_PDFS = "openreview.net"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: OpenReview opened in 2013; imported records bear the year in which the paper came out.
_FIRST_YEAR, _LAST_YEAR = 1950, 2100
#: What stands in place of a venue before there is one, and where there never was.
_NO_VENUE = re.compile(r"\b(?:submitted to|submission|under review|reject(?:ed)?)\b", re.IGNORECASE)
_ENDED = re.compile(r"\b(?:withdrawn|desk[ -]?reject(?:ed)?)\b", re.IGNORECASE)
_PREPRINT = re.compile(r"corr\b|arxiv", re.IGNORECASE)
_NOBODY = frozenset({"anonymous", "anonymous authors", "paper authors"})


def answer(ask: Ask, question: Question) -> Iterator[Answer]:
    """Metadata of forums, one in a request; see :class:`Source`."""
    facts = question.facts & frozenset[Fact]({"metadata"})
    yield from one_by_one(question.subjects, facts, lambda subject: _one(ask, subject, facts))


def _one(ask: Ask, subject: Subject, facts: frozenset[Fact]) -> Iterator[Answer]:
    if subject.id is None or subject.id.scheme != "openreview":
        yield refused(subject, facts, "OpenReview is asked by the id of a forum")
        return
    reason = f"OpenReview has no paper {subject.id.value}"
    for host in _HOSTS:
        url = f"https://{host}/notes?id={quote(subject.id.value, safe='')}"
        try:
            reply = ask(Query(url, accept="application/json"))
        except AnswerError as error:
            if error.outcome != "absent":
                raise
            continue
        answered = read_fields(reply, url)
        if not answered.lists("notes"):
            raise odd(url, "the answer is no list of notes")
        for note in answered.each("notes"):
            if note.text("id") != subject.id.value:
                continue
            if refusal := _no_paper(note):
                reason = refusal
                continue
            record = _record(note, subject, at=reply.at, request=url)
            yield Answer(subject, facts, record=record)
            return
    yield refused(subject, facts, reason)


def _no_paper(note: Fields) -> str | None:
    """Why a note is no paper, in words; None where it is one."""
    number, forum = note.text("id"), note.text("forum")
    if forum != number:
        return f"OpenReview's {number} is a note in the discussion of {forum}, no paper"
    if note.number("ddate"):
        return f"OpenReview's {number} was deleted"
    if not _title(note):
        return f"OpenReview's {number} has no title"
    return None


def _value(note: Fields, name: str) -> Fields:
    """The value of a field of the content, under the name ``value`` as the second version does."""
    content = note.inside("content")
    wrapped = content.inside(name)
    return wrapped if "value" in wrapped else Fields({"value": content.values.get(name)})


def _title(note: Fields) -> str:
    return plain_text(_value(note, "title").text("value") or "")


def _record(note: Fields, subject: Subject, *, at: datetime, request: str) -> Record:
    assert subject.id is not None
    shown = plain_text(_value(note, "venue").text("value") or "")
    group = _value(note, "venueid").text("value") or ""
    # ICLR.cc/2025/Conference/Rejected_Submission
    said = f"{shown} {group.rpartition('/')[2].replace('_', ' ')}"
    published = shown and not _NO_VENUE.search(said) and not _ENDED.search(said)
    abstract = _value(note, "abstract").text("value")
    return Record(
        source=NAME,
        title=_title(note),
        ids=(subject.id,),
        authors=_authors(note),
        date=_date(note),
        venue=Venue(shown) if published and not _PREPRINT.match(shown) else None,
        kind="paper",
        url=subject.id.url,
        provenance=(("venue", f"venueid {group}"),) if group else (),
        abstract=plain_paragraphs(abstract) or None if abstract else None,
        pdf=_pdf(note),
        # A submission that was taken back is no withdrawn paper: it may have appeared elsewhere.
        comment=shown if shown and not published else None,
        at=at,
        request=request,
    )


def _authors(note: Fields) -> tuple[Author, ...]:
    """The authors; none while they are hidden. Newer notes give profiles instead of names."""
    value = _value(note, "authors")
    names = value.texts("value") or tuple(
        name for profile in value.each("value") if (name := profile.text("fullname"))
    )
    plain = [plain_text(name) for name in names]
    return tuple(Author(name) for name in plain if name and name.lower() not in _NOBODY)


def _date(note: Fields) -> PartialDate | None:
    """When it was published, else submitted; not when the note was made (``tcdate``).

    Imported records have only a year: they say the first of January.
    """
    for name in ("pdate", "cdate"):
        milliseconds = note.number(name)
        if milliseconds is None or milliseconds > 10**13:
            continue
        day = (_EPOCH + timedelta(milliseconds=milliseconds)).date()
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            continue
        first = (day.month, day.day) == (1, 1)
        return PartialDate(day.year) if first else PartialDate(day.year, day.month, day.day)
    return None


def _pdf(note: Fields) -> str | None:
    """Where the paper lies: at OpenReview itself, or at another site that the note names."""
    path = _value(note, "pdf").text("value")
    if path and path.startswith("/"):
        return f"https://openreview.net/pdf?id={note.text('id')}"
    return open_copy(path)


OPENREVIEW = Source(
    name=NAME,
    title="OpenReview",
    hosts=(*(Host(host, 2.0) for host in _HOSTS), Host(_PDFS, 100.0)),
    facets=(Facet(NAME, ("metadata",), ("openreview",), batch=1, days=30),),
    answer=answer,
    limits="a request in 2 seconds, one a work; 36 PDFs an hour; it often turns programs away",
    licence="of each paper its own, mostly CC BY 4.0; facts are free",
)
