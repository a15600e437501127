"""What the answers of several sources have in common: how they are read, and how they fail."""

from collections.abc import Callable, Generator, Iterable, Iterator

from papergraph.domain.asking import Answer, Candidate, Fact, Outcome, Subject
from papergraph.domain.copies import FORBIDDEN_HOSTS
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import read_address
from papergraph.errors import AnswerError
from papergraph.formats.json_answers import Fields, parse_fields
from papergraph.sources.asking import Ask, Query, Reply, odd

#: An address that leads on to a publisher is no copy.
_REDIRECTS = ("doi.org",)


def read_fields(reply: Reply, url: str) -> Fields:
    """The JSON object of a reply to ``url``.

    Raises:
        AnswerError: it holds none.
    """
    try:
        return parse_fields(reply.body)
    except ValueError as error:
        raise odd(url, str(error)) from error


def ask_for_several(ask: Ask, query: Query) -> Reply:
    """The reply to a request for several works, or to a search.

    Raises:
        AnswerError: always a temporary one. That a list is refused (a wrong key) or gone (a new
            interface) says nothing of its works, and must not be remembered of each of them.
    """
    try:
        return ask(query)
    except AnswerError as error:
        if error.outcome == "temporary":
            raise
        raise AnswerError(
            error.message, outcome="temporary", retry_at=error.retry_at, hint=error.hint
        ) from error


def in_lists(
    ask: Ask,
    batches: Iterable[tuple[Subject, ...]],
    *,
    url_of: Callable[[tuple[Subject, ...]], str],
    read: Callable[[Reply, str, tuple[Subject, ...]], Iterator[Answer]],
) -> Generator[Answer, None, list[Subject]]:
    """The answers of batches that are asked for as lists; its value is who is left for single ones.

    One alone is asked for as such, which costs less; so are all of a list that the site does not
    understand (400), because it stumbles over one of them.
    """
    left: list[Subject] = []
    for batch in batches:
        url = url_of(batch)
        query = Query(url, accept="application/json", statuses=frozenset({400}))
        reply = ask_for_several(ask, query) if len(batch) > 1 else None
        if reply is None or reply.status == 400:
            left += batch
        else:
            yield from read(reply, url, batch)
    return left


def failed(subject: Subject, facts: frozenset[Fact], error: AnswerError) -> Answer:
    """The answer that a failed request for one subject comes to."""
    return Answer(
        subject,
        facts,
        error.outcome,
        reason=error.message,
        hint=error.hint,
        retry_at=error.retry_at,
        sent=error.sent,
    )


def refused(
    subject: Subject,
    facts: frozenset[Fact],
    reason: str,
    *,
    outcome: Outcome = "absent",
    candidates: tuple[Candidate, ...] = (),
) -> Answer:
    """The answer that a source has nothing of this subject, with the reason."""
    return Answer(subject, facts, outcome, reason=reason, candidates=candidates)


def one_by_one(
    subjects: tuple[Subject, ...],
    facts: frozenset[Fact],
    ask: Callable[[Subject], Iterator[Answer]],
) -> Iterator[Answer]:
    """The answers for subjects that are asked for in requests of their own.

    The failure of one is its answer; the next is asked all the same (the session itself refuses
    when the site is to be left alone).
    """
    for subject in subjects:
        try:
            yield from ask(subject)
        except AnswerError as error:
            yield failed(subject, facts, error)


def open_copy(url: str | None) -> str | None:
    """The address of a copy if programs may fetch it from there, else None."""
    if url is None or not url.lower().startswith(("http://", "https://")):
        return None
    address = read_address(url)
    return url if address and not address.on(*FORBIDDEN_HOSTS, *_REDIRECTS) else None


def exact_date(year: int, month: int | None = None, day: int | None = None) -> PartialDate | None:
    """The date as exact as its parts make sense; None where not even the year does."""
    written = [f"{year:04}"]
    for part in (month, day):
        if part is None:
            break
        written.append(f"{part:02}")
    for parts in range(len(written), 0, -1):
        if found := PartialDate.parse("-".join(written[:parts])):
            return found
    return None
