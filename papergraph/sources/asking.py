"""How a source reaches its site: a query goes out, a reply comes back, nothing else.

The session that acts on queries lives in ``papergraph.fetching``; a source is handed it as
``Ask`` and has no other way to the network. Whatever is no usable answer is raised as
:class:`papergraph.errors.AnswerError` before any library sees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from papergraph.errors import AnswerError

MAX_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Query:
    """One request: a GET, or a POST of JSON where there is a ``payload`` (its bytes).

    ``statuses`` are those besides 2xx that come back as a reply, because the source reads them
    itself (a 404 that is an answer). ``robots``: the page of a site that publishes no rules for
    programs but its robots.txt, which is then heeded. ``fresh``: nothing that was kept of an
    earlier answer is used, because that was of no use. Keys are no business of a source: the
    session adds them to the header of their host.
    """

    url: str
    payload: bytes | None = None
    accept: str = "*/*"
    statuses: frozenset[int] = frozenset()
    max_bytes: int = MAX_BYTES
    robots: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as bytes; ``headers`` have lower-case names, ``url`` is that after redirects.

    ``at`` is when the bytes came from the site (earlier than now where they were cached and the
    site says that they still hold).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime

    @property
    def media_type(self) -> str:
        """``text/html``; empty where the server does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Ask(Protocol):
    """The one polite session, as sources see it."""

    def __call__(self, query: Query) -> Reply:
        """The reply, or :class:`AnswerError` with the outcome that the failure means."""
        ...


def odd(url: str, what: str) -> AnswerError:
    """The error for an answer that is not what the site documents: not stored, asked again.

    >>> odd("https://api.example.org/works", "it is no JSON").outcome
    'temporary'
    """
    return AnswerError(
        f"{url}: {what}", outcome="temporary", hint="the site may be in trouble; it is asked again"
    )
