"""dblp: clean titles, authors and venues, and the USENIX page of a paper without asking USENIX."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from papergraph.domain.asking import Answer, Candidate, Facet, Fact, Question, Subject
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Author, Kind, Record, Venue
from papergraph.formats.json_answers import Fields
from papergraph.formats.marked_text import plain_text
from papergraph.sources.answering import (
    ask_for_several,
    exact_date,
    one_by_one,
    read_fields,
    refused,
)
from papergraph.sources.asking import Ask, Query, odd
from papergraph.sources.source import Host, Source

NAME = "dblp"

_BASE = "https://dblp.org/search/publ/api"
_HITS = 10
#: Words of a query. All of them must be found, so that many only exclude; and signs mean
#: something there ("|" or, "$" the exact word, ":" a field).
_MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+")
#: An apostrophe ends a word, for whose beginning dblp looks; what follows would be no word.
_APOSTROPHE = re.compile(r"['\u2019][^\W_]*")
#: "Wei Wang 0009": which of the persons of that name.
_NUMBERED = re.compile(r"\s[0-9]{4}$")
_KINDS: dict[str, Kind] = {
    "Conference and Workshop Papers": "paper",
    "Informal and Other Publications": "paper",
    "Informal Publications": "paper",
    "Journal Articles": "paper",
    "Parts in Books or Collections": "paper",
}
_BOOKS: dict[str, Kind] = {"books": "book", "phd": "thesis", "ms": "thesis"}
#: Whole volumes, under the names of their editors.
_VOLUMES = "Editorship"


def accepts(external: ExternalId) -> bool:
    """Whether a record of dblp may name the id as the address of its paper."""
    return external.scheme in ("usenix", "doi") and not external.is_pseudo


def answer(ask: Ask, question: Question) -> Iterator[Answer]:
    """Metadata, looked up by title and believed where the id is named; see :class:`Source`."""
    facts = question.facts & frozenset[Fact]({"metadata"})
    yield from one_by_one(question.subjects, facts, lambda subject: _one(ask, subject, facts))


def query_of(title: str) -> str:
    """The words to look for, without what dblp would read as more than a word.

    >>> query_of("$S^3$: What's Next? C++ | Rust")
    'S 3 What Next C Rust'
    """
    words = _WORD.findall(_APOSTROPHE.sub(" ", title))
    return " ".join(words[:_MOST_WORDS])


def _one(ask: Ask, subject: Subject, facts: frozenset[Fact]) -> Iterator[Answer]:
    words = query_of(subject.titles[0]) if subject.titles else ""
    if subject.id is None or not words:
        yield refused(subject, facts, "dblp is asked by title, and there is none of this work")
        return
    url = f"{_BASE}?{urlencode({'q': words, 'format': 'json', 'h': _HITS, 'c': 0})}"
    reply = ask_for_several(ask, Query(url, accept="application/json"))
    hits = read_fields(reply, url).inside("result").inside("hits")
    if not hits.each("hit") and hits.number("@total") != 0:
        raise odd(url, "the answer is no list of publications")
    titles = {normal_title(title) for title in subject.titles}
    known = {external.base for external in subject.ids} | {subject.id.base}
    named, alike = [], []
    for hit in hits.each("hit"):
        record = _record(hit.inside("info"), at=reply.at, request=url)
        if record is None:
            continue
        same_title = normal_title(record.title) in titles
        if not known.isdisjoint(record.ids):
            named.append((subject.id.base in record.ids, same_title, record))
        elif same_title:
            alike.append(Candidate(record, score=hit.number("@score")))
    if named:
        # A preprint and the paper may both bear ids of the work: the one that was asked for.
        best = max(named, key=lambda found: found[:2])
        yield Answer(subject, facts, record=best[2])
        return
    said = f"lists {len(alike)} of this title, none of them" if alike else "lists no such title"
    yield refused(subject, facts, f"dblp {said} at {subject.id}", candidates=tuple(alike))


def _record(info: Fields, *, at: datetime, request: str) -> Record | None:
    title = plain_text(info.text("title") or "").removesuffix(".").rstrip()
    kind, key = info.text("type") or "", info.text("key") or ""
    if not title or kind == _VOLUMES:
        return None
    links = (*info.texts("ee"), *(f"https://doi.org/{doi}" for doi in info.texts("doi")))
    ids = [found.base for link in links if (found := read_url(link)) and found.scheme != "url"]
    names = [
        _NUMBERED.sub("", plain_text(name))
        for author in info.inside("authors").each("author")
        if (name := author.text("text"))
    ]
    year = info.number("year")
    venues = [plain_text(name) for name in info.texts("venue") if name != "CoRR"]
    return Record(
        source=NAME,
        title=title,
        ids=tuple(dict.fromkeys(ids)),
        authors=tuple(Author(name) for name in names if name),
        date=exact_date(year) if year else None,
        venue=Venue(venues[0]) if venues else None,
        kind=_KINDS.get(kind) or _BOOKS.get(key.partition("/")[0]),
        url=info.text("url"),
        provenance=(("kind", f"type {kind}"), ("ids", f"key {key}")),
        at=at,
        request=request,
    )


DBLP = Source(
    name=NAME,
    title="dblp",
    hosts=(Host("dblp.org", 1.5),),
    # The road around: for papers whose own page or registry did not answer.
    facets=(
        Facet(
            NAME,
            ("metadata",),
            ("usenix", "doi"),
            days=180,
            accepts=accepts,
            instead_of=("usenix", "crossref"),
        ),
    ),
    answer=answer,
    limits="a request in 1.5 seconds, one for each work",
    licence="CC0",
)
