"""OpenAlex: metadata, open copies and whom a work cites, of works with a DOI or an arXiv id."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from papergraph.domain.asking import Answer, Candidate, Facet, Fact, Question, Subject
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.titles import sounds_like
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.formats.json_answers import Fields
from papergraph.sources.answering import in_lists, one_by_one, read_fields, refused
from papergraph.sources.asking import Ask, Query, Reply, odd
from papergraph.sources.openalex.works import (
    NAME,
    no_work,
    number_of,
    own_doi,
    places,
    read_record,
    read_references,
    title_of,
)
from papergraph.sources.source import Host, Key, Source

_BASE = "https://api.openalex.org/works"
_BATCH = 100
#: Longer addresses are refused by servers on the way.
_LONGEST = 4000
_SELECT = ",".join(
    (
        "id",
        "doi",
        "title",
        "display_name",
        "publication_year",
        "publication_date",
        "primary_location",
        "type",
        "authorships",
        "cited_by_count",
        "is_retracted",
        "is_paratext",
        "locations",
        "best_oa_location",
        "referenced_works_count",
        "referenced_works",
        "abstract_inverted_index",
    )
)
#: DOIs that a list of values can hold, in which ``|`` and ``,`` have a meaning.
_LISTED = re.compile(r"[a-z0-9./_():;-]{1,200}")


def accepts(external: ExternalId) -> bool:
    """Whether OpenAlex may know the id: one of its own, an arXiv id, or a registered DOI."""
    return external.scheme in ("openalex", "arxiv", "doi") and not external.is_pseudo


def answer(ask: Ask, question: Question) -> Iterator[Answer]:
    """Metadata by DOI or arXiv id, a hundred in a request; see :class:`Source`.

    ``referenced_works`` come with it as entries.
    """
    facts = question.facts & frozenset[Fact]({"metadata"})
    listed, single = [], []
    for subject in question.subjects:
        if subject.id is None or not accepts(subject.id):
            yield refused(subject, facts, "OpenAlex cannot be asked for such an id")
        elif subject.id.scheme != "openalex" and _LISTED.fullmatch(_doi(subject.id)):
            listed.append(subject)
        else:
            single.append(subject)
    single += yield from in_lists(
        ask,
        _batches(listed),
        url_of=_list_url,
        read=lambda reply, url, batch: _read_list(reply, url, batch, facts),
    )
    yield from one_by_one(tuple(single), facts, lambda subject: _one(ask, subject, facts))


def _doi(external: ExternalId) -> str:
    """The DOI by which OpenAlex knows a DOI or an arXiv id."""
    if external.scheme == "arxiv":
        return f"10.48550/arxiv.{external.base.value.lower()}"
    return external.value


def _batches(subjects: list[Subject]) -> Iterator[tuple[Subject, ...]]:
    """The subjects in order, as many together as one request may name."""
    batch: tuple[Subject, ...] = ()
    for subject in subjects:
        if batch and (len(batch) == _BATCH or len(_list_url((*batch, subject))) > _LONGEST):
            yield batch
            batch = ()
        batch = (*batch, subject)
    if batch:
        yield batch


def _list_url(batch: tuple[Subject, ...]) -> str:
    dois = "|".join(_doi(subject.id) for subject in batch if subject.id)
    return f"{_BASE}?filter=doi:{quote(dois, safe='/|():;')}&per_page={_BATCH}&select={_SELECT}"


class _Works:
    """The works of an answer by what they are known as, each read once."""

    def __init__(self, works: Iterable[Fields]) -> None:
        self._own: defaultdict[ExternalId | None, list[Fields]] = defaultdict(list)
        self._copies: defaultdict[ExternalId, list[Fields]] = defaultdict(list)
        for work in works:
            self._own[own_doi(work)].append(work)
            for place in places(work):
                self._copies[place].append(work)

    def meant(self, subject: Subject) -> tuple[list[Fields], list[Fields]]:
        """The works whose own DOI is the subject's, else those with a copy under its arXiv id.

        A preprint and the paper that became of it are mostly two works at OpenAlex, with titles
        of their own. That a paper has a copy at arXiv is taken for arXiv ids alone.
        """
        if subject.id is None or subject.id.scheme == "openalex":
            return [], []
        own = self._own.get(subject.id, [])
        if own or subject.id.scheme != "arxiv":
            return own, []
        return [], self._copies.get(subject.id, [])


def _read_list(
    reply: Reply, url: str, batch: tuple[Subject, ...], facts: frozenset[Fact]
) -> Iterator[Answer]:
    message = read_fields(reply, url)
    if not message.lists("results"):
        raise odd(url, "the answer is no list of works")
    results = message.each("results")
    works = _Works(work for work in results if number_of(work))
    cut = (message.inside("meta").number("count") or 0) > len(results)
    for subject in batch:
        own, copies = works.meant(subject)
        if own or copies:
            yield _read(subject, facts, own=own, copies=copies, reply=reply, url=url)
        elif not cut:
            yield refused(subject, facts, f"OpenAlex has no work of {subject.id}")
    if cut:  # whoever is missing may be among those that were left out
        raise odd(url, "the list is shorter than the answer itself says")


def _one(ask: Ask, subject: Subject, facts: frozenset[Fact]) -> Iterator[Answer]:
    assert subject.id is not None
    by_number = subject.id.scheme == "openalex"
    name = subject.id.value if by_number else f"doi:{quote(_doi(subject.id), safe='')}"
    url = f"{_BASE}/{name}?select={_SELECT}"
    try:
        reply = ask(Query(url, accept="application/json"))
    except AnswerError as error:
        if error.outcome != "absent":
            raise
        yield refused(subject, facts, f"OpenAlex has no work of {subject.id}")
        return
    work = read_fields(reply, url)
    found = number_of(work)
    if found is None:
        raise odd(url, "the answer is no work")
    own, copies = _Works([work]).meant(subject)
    if by_number:
        # A work that was merged into another is answered by a redirect to that one.
        moved = read_url(reply.url.replace("api.openalex.org", "openalex.org"))
        own = [work] if found in (subject.id, moved) else []
    copies = copies if own or copies else [work]
    yield _read(subject, facts, own=own, copies=copies, reply=reply, url=url)


def _read(
    subject: Subject,
    facts: frozenset[Fact],
    *,
    own: list[Fields],
    copies: list[Fields],
    reply: Reply,
    url: str,
) -> Answer:
    """The answer that the works found for a subject come to, ``own`` before ``copies``."""
    assert subject.id is not None
    found = own or copies
    works = [work for work in found if no_work(work) is None]
    if not works:
        return refused(subject, facts, no_work(found[0]) or "")
    work = works[0]
    if own or (len(works) == 1 and subject.id in places(work) and _alike(subject, work)):
        return Answer(
            subject,
            facts,
            record=_record(work, reply, url, asked=subject.id),
            entries=read_references(work),
            reference_count=work.number("referenced_works_count"),
            citation_count=work.number("cited_by_count"),
        )
    return refused(
        subject,
        facts,
        f"OpenAlex answers with what may be another work than {subject.id}",
        candidates=tuple(Candidate(_record(other, reply, url)) for other in works),
    )


def _alike(subject: Subject, work: Fields) -> bool:
    title = title_of(work) or ""
    return not subject.titles or any(sounds_like(title, known) for known in subject.titles)


def _record(work: Fields, reply: Reply, url: str, *, asked: ExternalId | None = None) -> Record:
    ids = (number_of(work), own_doi(work), asked)
    known = tuple(external for external in ids if external and not external.is_pseudo)
    return read_record(work, ids=known, at=reply.at, request=url)


OPENALEX = Source(
    name=NAME,
    title="OpenAlex",
    hosts=(Host("api.openalex.org", 0.1),),
    facets=(
        Facet(
            NAME,
            ("metadata",),
            ("openalex", "doi", "arxiv"),
            batch=_BATCH,
            days=30,
            accepts=accepts,
        ),
    ),
    answer=answer,
    limits="10 requests a second; without a key about 1,000 lists a day, with a free one 10,000",
    licence="CC0",
    key=Key(
        setting="openalex_key",
        host="api.openalex.org",
        header="Authorization",
        template="Bearer {}",
        advice="free at openalex.org",
    ),
)
