"""The values of one exchange with a server: what is asked, what came back, what went wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Protocol

#: A page is text; ten times the longest course page we know is still far below this.
MAX_PAGE_BYTES = 32 * 1024 * 1024
#: What is kept in memory of an answer that goes elsewhere: enough to tell a page from a paper.
HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one exchange may take: seconds and bytes.

    ``connect`` and ``read`` are for one step of the network each; ``total`` is for the whole
    exchange, so that a server which sends a byte a second does not hold us for ever.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0
    max_bytes: int = MAX_PAGE_BYTES


class Sink(Protocol):
    """Where the body of a successful answer goes instead of into memory."""

    def begin(self) -> None:
        """An answer begins: forget what came of an earlier one."""
        ...

    def write(self, data: bytes) -> None:
        """Keep these bytes; a failure is raised as no OSError, which would be the network's."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """One question to one address: a GET, or a POST where there is a ``payload``.

    ``guarded`` is False for the gateway alone. The ``headers`` may hold a key and are not shown.
    """

    url: str
    headers: Mapping[str, str] = field(repr=False)
    limits: Limits = field(default_factory=Limits)
    guarded: bool = True
    payload: bytes | None = field(default=None, repr=False)
    sink: Sink | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        """``GET`` or ``POST``."""
        return "GET" if self.payload is None else "POST"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: the address after redirects, the status, headers in lower case, decoded bytes.

    Where the body went into a sink, ``body`` is the beginning of it, at most :data:`HEAD_BYTES`.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """``text/html``; empty where the server does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding of the text as the server gives it."""
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        value = message.get_param("charset")
        return value.strip() or None if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer: the reason in words, and whether asking again at once may help.

    ``lasting``: the same will be so tomorrow (the answer is too large). ``refused``: nobody listens
    at that address, so that nothing was sent.
    """

    reason: str
    temporary: bool
    hint: str | None = None
    lasting: bool = False
    refused: bool = False


#: Asks once. Raises nothing but BlockedAddressError and FetchError.
Send = Callable[[Request], Response | Failure]
