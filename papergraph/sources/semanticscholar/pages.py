"""The references or citations of one paper, a page at a time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from papergraph.domain.asking import Answer, Fact, Subject
from papergraph.errors import AnswerError
from papergraph.sources.asking import odd
from papergraph.sources.semanticscholar.claims import BRIEF, elided, ties_of_rows
from papergraph.sources.semanticscholar.lists import Which, withheld
from papergraph.sources.semanticscholar.lookup import form_of
from papergraph.sources.semanticscholar.refusals import PastEndError, is_too_much

if TYPE_CHECKING:
    from papergraph.sources.semanticscholar.client import Client, Page

#: Rows of a page, and the rows that can be had at all: ``offset`` and ``limit`` together stay
#: below 10,000 (api-docs).
PAGE = 1_000
MOST_ROWS = 9_999
#: The fields of a row: wherever the site gives the citing sentences, they are taken.
_FIELDS = (*BRIEF, "contexts", "intents", "isInfluential")
#: The smallest page that is tried where a larger one is too much.
_LEAST = 60
#: Requests for one question; more pages are left to the next run.
_MOST_PAGES = 40


def answers(client: "Client", subject: Subject, fact: Fact) -> Iterator[Answer]:
    """An answer for each page, from the subject's cursor on.

    ``fact`` is ``references``, ``citations`` or ``sentences`` (references with the sentences in
    which they are cited). Each but the last is *partial* and says where the next page begins;
    its subject has the place of the page itself as its cursor.

    Raises:
        AnswerError: the site gives no page of use; what was yielded before holds.
    """
    which: Which = "citations" if fact == "citations" else "references"
    form = form_of(subject)
    if form is None:
        reason = "Semantic Scholar cannot look up this id"
        yield Answer(subject, frozenset({fact}), "absent", reason=reason)
        return
    offset, limit = _offset(subject.cursor), PAGE
    here = subject
    seen: set[int] = set()
    for _ in range(_MOST_PAGES):
        if offset >= MOST_ROWS:
            yield _cut(here, fact, which, MOST_ROWS)
            return
        try:
            page = client.page(
                form, which, _FIELDS, offset=offset, limit=min(limit, MOST_ROWS - offset)
            )
        except PastEndError:
            yield _cut(here, fact, which, offset)
            return
        except AnswerError as error:
            limit //= 2
            if not is_too_much(error) or limit < _LEAST:
                raise
            continue
        answer = _answer(client, here, fact, which, page)
        if answer.outcome != "withheld":
            _check(client, page, offset, seen)
        at_end = page.next is None or page.next >= MOST_ROWS
        if page.next is not None and at_end:
            yield replace(answer, reason=_most(which, MOST_ROWS, subject.count))
            return
        if page.next is None or answer.outcome == "withheld":
            yield answer
            return
        offset = page.next
        yield replace(
            answer,
            outcome="partial",
            cursor=str(offset),
            reason=f"the first {offset:,} {which}, the rest by pages",
        )
        here = replace(subject, cursor=str(offset))


def _offset(cursor: str | None) -> int:
    return int(cursor) if cursor and cursor.isascii() and cursor.isdigit() else 0


def _answer(client: "Client", subject: Subject, fact: Fact, which: Which, page: "Page") -> Answer:
    """The answer of one page, as if it were the last.

    Raises:
        AnswerError: it has no rows, and nobody says that they are withheld.
    """
    if page.rows is None:
        if which not in elided(page.info):
            raise odd(client.url, "a page without rows")
        return Answer(subject, frozenset({fact}), "withheld", reason=withheld(which))
    found = ties_of_rows(page.rows, at=client.at, request=client.url)
    return Answer(
        subject,
        frozenset({fact}),
        references=found.ties if which == "references" else (),
        citations=found.ties if which == "citations" else (),
        entries=tuple(found.entries) if fact == "references" else (),
        reference_count=subject.count if fact == "references" else None,
        citation_count=subject.count if fact == "citations" else None,
    )


def _check(client: "Client", page: "Page", offset: int, seen: set[int]) -> None:
    """Nothing, where the page leads on.

    Raises:
        AnswerError: it is another page than was asked for, one that came before, or empty
            although there is a next one.
    """
    if page.offset not in (None, offset):
        raise odd(client.url, f"the page from {page.offset}, not from {offset}")
    if page.next is None:
        return
    if page.next <= offset:
        raise odd(client.url, f"behind {offset} it goes on at {page.next}")
    if not page.length:
        raise odd(client.url, "an empty page, although there is a next one")
    mark = hash(str(page.rows))
    if mark in seen:
        raise odd(client.url, "it gives the same page again")
    seen.add(mark)


def _cut(subject: Subject, fact: Fact, which: Which, rows: int) -> Answer:
    """The last answer of a list that goes on where the site gives no more."""
    return Answer(
        subject,
        frozenset({fact}),
        reference_count=subject.count if fact == "references" else None,
        citation_count=subject.count if fact == "citations" else None,
        reason=_most(which, rows, subject.count),
    )


def _most(which: Which, rows: int, count: int | None) -> str:
    of = f" of {count:,}" if count is not None else ""
    return f"Semantic Scholar gives no more than {rows:,}{of} {which}"
