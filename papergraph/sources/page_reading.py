"""What all sources that read one page a paper do alike: asking, judging, wrapping up."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from papergraph.domain.asking import Answer, Question, Subject
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.titles import normal_title, sounds_like
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.formats.html import Html, read_html
from papergraph.sources.answering import failed
from papergraph.sources.asking import Reply, odd

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
ACCEPT = "text/html,application/xhtml+xml;q=0.9"


def answers(question: Question, record_of: Callable[[Subject], Record]) -> Iterator[Answer]:
    """One answer for every subject, found or with the outcome of its :class:`AnswerError`.

    A record under a title that no source knew for this id is still found, as the page is right
    about itself; ``reason`` then says that whoever made the link may have meant another work.
    """
    for subject in question.subjects:
        try:
            record = record_of(subject)
        except AnswerError as error:
            yield failed(subject, question.facts, error)
        else:
            yield Answer(subject, question.facts, record=record, reason=_surprise(subject, record))


def page_of(reply: Reply) -> Html:
    """The page that a reply holds.

    Raises:
        AnswerError: ``withheld``, where it is no HTML.
    """
    kind = reply.media_type
    if kind not in PAGE_TYPES and (kind or not _looks_like_html(reply.body)):
        raise AnswerError(
            f"{reply.url}: not a web page but {kind or 'something without a type'}",
            outcome="withheld",
            hint="open it in a browser",
        )
    return read_html(reply.body, charset_of(reply))


def charset_of(reply: Reply) -> str | None:
    """The encoding that the server gives for the text of a reply."""
    parameters = reply.headers.get("content-type", "").split(";")[1:]
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \t\"'") or None
    return None


def asked_address(subject: Subject) -> tuple[ExternalId, str]:
    """The id of a subject and the address that it stands for.

    Raises:
        AnswerError: the plan asked for something that has no page.
    """
    url = subject.id.url if subject.id else None
    if subject.id is None or url is None:
        raise AnswerError(f"{subject.name}: has no page of its own", outcome="absent")
    return subject.id, url


def ids_after(external: ExternalId, reply: Reply) -> tuple[ExternalId, ...]:
    """The id that was asked and, where the site sent us on to another of its pages, that one's."""
    arrived = read_url(reply.url)
    if arrived is None or arrived == external or arrived.scheme != external.scheme:
        return (external,)
    return (external, arrived)


def asked(record: Record, reply: Reply, *, request: str) -> Record:
    """The record with when and how it was asked for."""
    return replace(record, at=reply.at, request=request)


def no_facts(reply: Reply) -> AnswerError:
    """The error for a page that names no paper, though it should."""
    return odd(reply.url, "the page names no paper")


def _looks_like_html(body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<!--", b"<?xml"))


def _surprise(subject: Subject, record: Record) -> str | None:
    normal = normal_title(record.title)
    for title in subject.titles:
        if normal_title(title) == normal or sounds_like(title, record.title):
            return None
    if not subject.titles:
        return None
    return f"the page is about {record.title!r}, not {subject.titles[0]!r}"
