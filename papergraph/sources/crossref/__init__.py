"""Crossref: metadata and reference lists of what publishers registered a DOI for."""

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote

from papergraph.domain.asking import Answer, Candidate, Facet, Fact, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.errors import AnswerError
from papergraph.formats.json_answers import Fields
from papergraph.sources.answering import in_lists, one_by_one, read_fields, refused
from papergraph.sources.asking import Ask, Query, Reply, odd
from papergraph.sources.crossref.references import read_references
from papergraph.sources.crossref.works import NAME, doi_of, no_work, read_record
from papergraph.sources.source import Host, Source

_BASE = "https://api.crossref.org/works"
_BATCH = 20
_BOTH: tuple[Fact, ...] = ("metadata", "references")
#: DOIs that a filter can hold: a comma would end the value, and for other signs (the colons and
#: brackets of old DOIs) nobody says how they are read there.
_LISTED = re.compile(r"[a-z0-9./_()-]{1,100}")
#: Prefixes of another agency, DataCite, which Crossref knows nothing of: Dagstuhl, Dryad, Zenodo,
#: Figshare, Dataverse, OSF, ETH Zürich, Hugging Face. arXiv's DOIs are arXiv ids here.
_DATACITE = (
    "10.3929/",
    "10.4230/",
    "10.5061/",
    "10.5281/",
    "10.6084/",
    "10.7910/",
    "10.17605/",
    "10.57967/",
)


def accepts(external: ExternalId) -> bool:
    """Whether Crossref may know the id: a DOI, but none that it surely has not registered.

    ``10.5555`` is Crossref's own prefix for trials; what ACM names so has other entries there.
    """
    return (
        external.scheme == "doi"
        and not external.is_pseudo
        and not external.value.startswith(_DATACITE)
    )


def answer(ask: Ask, question: Question) -> Iterator[Answer]:
    """Metadata and references of DOIs, twenty in a request; see :class:`Source`."""
    facts = question.facts & frozenset(_BOTH)
    listed, single = [], []
    for subject in question.subjects:
        if subject.id is None or not accepts(subject.id):
            yield refused(subject, facts, "this is no DOI that Crossref registers")
        elif _LISTED.fullmatch(subject.id.value):
            listed.append(subject)
        else:
            single.append(subject)
    starts = range(0, len(listed), _BATCH)
    single += yield from in_lists(
        ask,
        (tuple(listed[start : start + _BATCH]) for start in starts),
        url_of=_list_url,
        read=lambda reply, url, batch: _read_list(reply, url, batch, facts),
    )
    yield from one_by_one(tuple(single), facts, lambda subject: _one(ask, subject, facts))


def _list_url(batch: tuple[Subject, ...]) -> str:
    dois = ",".join(f"doi:{subject.id.value}" for subject in batch if subject.id)
    # Whole records: which fields ``select`` knows changes, and an unknown one is an error.
    return f"{_BASE}?filter={quote(dois, safe=':,/()')}&rows={len(batch)}"


def _read_list(
    reply: Reply, url: str, batch: tuple[Subject, ...], facts: frozenset[Fact]
) -> Iterator[Answer]:
    message = read_fields(reply, url).inside("message")
    if not message.lists("items"):
        raise odd(url, "the answer is no list of works")
    items = message.each("items")
    works: dict[ExternalId, Fields] = {}
    for item in items:
        if doi := doi_of(item):
            works.setdefault(doi, item)
    cut = (message.number("total-results") or 0) > len(items)
    for subject in batch:
        assert subject.id is not None
        if work := works.get(subject.id):
            yield from _read(work, subject, facts, at=reply.at, request=url)
        elif not cut:
            yield refused(subject, facts, f"Crossref has no record of {subject.id}")
    if cut:  # whoever is missing may be among those that were left out
        raise odd(url, "the list is shorter than the answer itself says")


def _one(ask: Ask, subject: Subject, facts: frozenset[Fact]) -> Iterator[Answer]:
    assert subject.id is not None
    url = f"{_BASE}/{quote(subject.id.value, safe='')}"
    try:
        reply = ask(Query(url, accept="application/json"))
    except AnswerError as error:
        if error.outcome != "absent":
            raise
        yield refused(subject, facts, f"Crossref has no record of {subject.id}")
        return
    work = read_fields(reply, url).inside("message")
    found = doi_of(work)
    if found is None:
        raise odd(url, "the answer is no work")
    if found == subject.id:
        yield from _read(work, subject, facts, at=reply.at, request=url)
        return
    other = None if no_work(work) else read_record(work, doi=found, at=reply.at, request=url)
    yield refused(
        subject,
        facts,
        f"Crossref answers with another DOI: {found}",
        candidates=(Candidate(other),) if other else (),
    )


def _read(
    work: Fields, subject: Subject, facts: frozenset[Fact], *, at: datetime, request: str
) -> Iterator[Answer]:
    """What a record says; of references that it does not hold, an answer of its own."""
    assert subject.id is not None
    if reason := no_work(work):
        yield refused(subject, facts, reason)
        return
    entries = read_references(work) if "references" in facts else ()
    missing: frozenset[Fact] = frozenset() if entries else facts & {"references"}
    counted = work.number("references-count")
    yield Answer(
        subject,
        facts - missing,
        record=read_record(work, doi=subject.id, at=at, request=request),
        entries=entries,
        reference_count=counted,
        citation_count=work.number("is-referenced-by-count"),
    )
    if missing:
        said = f"counts {counted} references, but lists none" if counted else "lists no references"
        yield refused(subject, missing, f"Crossref {said} of {subject.id}")


CROSSREF = Source(
    name=NAME,
    title="Crossref",
    hosts=(Host("api.crossref.org", 0.34, anonymous=1.0),),
    facets=(Facet(NAME, _BOTH, ("doi",), batch=_BATCH, each=True, days=30, accepts=accepts),),
    answer=answer,
    limits="3 requests a second with a mail address as contact, else one a second",
    licence="facts, free of claims; abstracts belong to their owners",
)
