"""arXiv: what it knows of the papers it holds, by its query interface.

The ``arxiv`` package builds the queries and reads the entries; it is given our session and sees
only feeds that were judged here (strictly parsed, without document type, every entry complete).
Manual: https://info.arxiv.org/help/api/user-manual.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from papergraph.domain.asking import Answer, Facet, Question, Subject
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId, read_id, read_url
from papergraph.domain.works import Author, Record, Status
from papergraph.errors import AnswerError
from papergraph.sources.arxiv.feeds import parse, render
from papergraph.sources.asking import Ask, Query, odd
from papergraph.sources.source import Host, Source

NAME = "arxiv"
#: Ids in one query: the manual names no number, its reference client pages by this one.
BATCH = 100
#: Queries for one question at the most: one, and some more to find ids that are refused.
MOST_QUERIES = 20

_BAD_ID = "incorrect id format"

#: Withdrawal has no field (arxiv.org/help/withdraw): the comment says it, or the abstract is
#: replaced. "Withdrawn from ICML" and "replaces the withdrawn 1234.5678" are something else.
_SAYS = (
    r"(?:(?:this|the|our)\s+)?(?:arxiv\s+)?"
    r"(?:(?:article|document|entry|manuscript|note|paper|preprint|report|submission|thesis|version"
    r"|work)\s+)?"
    r"(?:(?:has|have)\s+(?:now\s+|since\s+)?been\s+|was\s+|is\s+|been\s+)?(?:now\s+|temporarily\s+)?"
    r"withdrawn\b(?=\s*(?:$|[.,;:!)\]]|(?:after|as|at|because|by|due|owing|pending|since|until)\b"
    r"|from\s+(?:the\s+)?arxiv\b))"
)
_AUTHORS_SAY = r"(?:the\s+)?authors?\s+(?:has|have)\s+withdrawn\s+(?:this|the)\b"
_IN_COMMENT = re.compile(rf"(?:^|[.;:!(\[])\W{{0,3}}(?:{_SAYS}|{_AUTHORS_SAY})", re.IGNORECASE)
_IN_ABSTRACT = re.compile(rf"\W{{0,5}}(?:{_SAYS}|{_AUTHORS_SAY})", re.IGNORECASE)


def answer(ask: Ask, question: Question) -> Iterator[Answer]:
    """An answer for each subject: the record of the version shown, or why there is none."""
    waiting: dict[str, list[Subject]] = {}
    for subject in question.subjects:
        if subject.id is not None and subject.id.scheme == NAME:
            waiting.setdefault(subject.id.base.value, []).append(subject)
        else:
            yield Answer(subject, question.facts, "absent", reason="arXiv gives no such id")
    enquiry = _Enquiry(ask, question, waiting)
    numbers = list(waiting)
    for start in range(0, len(numbers), BATCH):
        yield from enquiry.about(numbers[start : start + BATCH])


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """arXiv refuses a whole query; the text says which id is to blame, or something else."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(why)
        self.url = url
        self.why = why


@dataclass(slots=True)
class _Enquiry:
    """One question under way: ``waiting`` are the subjects that have no answer yet, by number."""

    ask: Ask
    question: Question
    waiting: dict[str, list[Subject]]
    queries: int = 0

    def about(self, numbers: Sequence[str]) -> Iterator[Answer]:
        """Answers for these numbers; a query that is refused is asked again in parts.

        arXiv refuses a query as a whole for the sake of one id. It usually names it; else the
        halves are asked until it is alone, within ``MOST_QUERIES``.
        """
        if not numbers:
            return
        if self.queries >= MOST_QUERIES:
            raise odd("https://export.arxiv.org/api/query", "it refuses one query after the other")
        self.queries += 1
        try:
            yield from self._found(numbers)
        except _Refused as refused:
            is_bad = _BAD_ID in refused.why.lower()
            words = {word.strip("\"',;.") for word in refused.why.split()}
            bad = [number for number in numbers if is_bad and number in words]
            if bad or (is_bad and len(numbers) == 1):
                yield from self._absent(bad or numbers, f"arXiv refuses the id: {refused.why}")
                yield from self.about([number for number in numbers if number in self.waiting])
            elif len(numbers) == 1:
                error = odd(refused.url, f"arXiv refuses the query: {refused.why}")
                yield from self._failed(numbers, error)
            else:
                middle = len(numbers) // 2
                yield from self.about(numbers[:middle])
                yield from self.about(numbers[middle:])
        else:
            yield from self._absent(numbers, "arXiv has no paper of this number")

    def _found(self, numbers: Sequence[str]) -> Iterator[Answer]:
        import arxiv

        session = _Session(self.ask)
        client = arxiv.Client(page_size=len(numbers), delay_seconds=0, num_retries=0)
        client._session = session
        search = arxiv.Search(id_list=list(numbers), max_results=len(numbers))
        try:
            for result in client.results(search):
                external = read_url(result.entry_id)
                number = external.base.value if external else ""
                if external is None or number not in numbers or number not in self.waiting:
                    continue
                record = _record(result, external, at=session.at, request=session.url)
                for subject in self.waiting.pop(number):
                    yield Answer(subject, self.question.facts, record=record)
        except arxiv.ArxivError as error:
            raise odd(session.url, error.message) from error
        if session.shown and session.shown.isdisjoint(numbers):
            raise odd(session.url, "papers that were not asked for, and no other")
        unread = [number for number in numbers if number in session.shown]
        yield from self._failed(unread, odd(session.url, "the entry of this id is not complete"))

    def _absent(self, numbers: Sequence[str], reason: str) -> Iterator[Answer]:
        for number in numbers:
            for subject in self.waiting.pop(number, ()):
                yield Answer(subject, self.question.facts, "absent", reason=reason)

    def _failed(self, numbers: Sequence[str], error: AnswerError) -> Iterator[Answer]:
        for number in numbers:
            for subject in self.waiting.pop(number, ()):
                yield Answer(
                    subject,
                    self.question.facts,
                    error.outcome,
                    reason=error.message,
                    hint=error.hint,
                )


@dataclass(frozen=True, slots=True)
class _Page:
    """What the client reads of a response of ``requests``."""

    content: bytes
    status_code: int = 200


class _Session:
    """In the place of the client's own session: each page through ours, and judged.

    ``url`` and ``at`` are of the last page; ``shown`` the numbers of all entries, also of those
    that the client cannot read.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.url = ""
        self.at: datetime | None = None
        self.shown: set[str] = set()

    def get(self, url: str, *, headers: object = None) -> _Page:  # noqa: ARG002 - ours are sent
        """The page of this address.

        Raises:
            AnswerError: there is none, or one that arXiv does not document.
        """
        reply = self._ask(Query(url, accept="application/atom+xml", statuses=frozenset({400})))
        self.url, self.at = url, reply.at
        feed = parse(reply)
        if feed.refusal is not None:
            raise _Refused(url, feed.refusal)
        if reply.status != 200:
            raise odd(url, f"status {reply.status} without the entry that says why")
        if feed.total is None:
            raise odd(url, "it does not say how many results there are")
        if not feed.ids and feed.total:
            raise odd(url, f"an empty page, although there are {feed.total} results")
        self.shown |= {external.base.value for external in feed.ids if external}
        return _Page(render(feed, url))


def _record(result: Any, external: ExternalId, *, at: datetime | None, request: str) -> Record:
    """The claim of one entry, an ``arxiv.Result``; its title keeps arXiv's TeX."""
    comment = _folded(result.comment)
    journal = _folded(result.journal_ref)
    abstract = _folded(result.summary)
    status, why = _status(comment, abstract)
    published, updated = result.published.date(), result.updated.date()
    doi = _doi(result.doi)
    provenance = [("date", "published: the day of version 1"), ("updated", updated.isoformat())]
    if result.doi and doi is None:
        provenance.append(("doi", _folded(result.doi)))
    if status:
        provenance.append(("status", why))
    said = [f"journal reference: {journal}"] if journal else []
    return Record(
        source=NAME,
        title=_folded(result.title),
        ids=tuple(dict.fromkeys([external, external.base, *([doi] if doi else [])])),
        authors=tuple(Author(name) for a in result.authors if (name := _folded(a.name))),
        date=PartialDate(published.year, published.month, published.day),
        kind="paper",
        url=external.url,
        provenance=tuple(provenance),
        abstract=abstract or None,
        # Not from the links: arXiv's interface has left that one out for weeks.
        pdf=None if status else f"https://arxiv.org/pdf/{external.value}",
        status=status,
        comment="; ".join([*said, *([comment] if comment else [])]) or None,
        at=at,
        request=request,
    )


def _status(comment: str, abstract: str) -> tuple[Status | None, str]:
    """Whether the version shown takes the paper back, and where that is said."""
    if _IN_COMMENT.search(comment):
        return "withdrawn", "said in its comment"
    if _IN_ABSTRACT.match(abstract):
        return "withdrawn", "said in the place of its abstract"
    return None, ""


def _doi(text: str | None) -> ExternalId | None:
    """The DOI that the authors name; None where they name several, of which one may be another."""
    external = read_id(f"doi:{text.strip()}") if text and len(text.split()) == 1 else None
    return external if external and external.scheme == "doi" else None


def _folded(text: str | None) -> str:
    return " ".join((text or "").split())


ARXIV = Source(
    name=NAME,
    title="arXiv",
    hosts=(Host("export.arxiv.org", 3.0, backoff=60.0, also=("arxiv.org", "www.arxiv.org")),),
    facets=(Facet(NAME, ("metadata",), (NAME,), batch=BATCH, each=True, days=7),),
    answer=answer,
    limits="one request in three seconds, a hundred papers each; metadata only",
    licence="metadata CC0; thank you to arXiv for use of its open access interoperability",
)
