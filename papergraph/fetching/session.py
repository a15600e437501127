"""The one polite session: every page that papergraph asks the network for comes through here.

It decides (which address, through which gateway, when again, what an answer means) and leaves
the exchange itself to :mod:`papergraph.fetching.transport`, which it loads on first use so that
commands which stay offline do not pay for it.
"""

import random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Self

from papergraph import __version__
from papergraph.errors import FetchError, SettingsError
from papergraph.fetching.exchange import Failure, Limits, Request, Response, Send
from papergraph.fetching.guard import Guard
from papergraph.fetching.pacing import Pace
from papergraph.fetching.retrying import GiveUp, RetryPolicy, Wait, next_step
from papergraph.fetching.targets import Gateway, Target, parse_target, shown

if TYPE_CHECKING:
    from papergraph.fetching.transport import Transport

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BY_HAND = "open it in a browser, save the page and give the file"

#: What a status means to the person who gave the address: reason and advice.
_STATUS_WORDS = {
    400: ("the server does not understand the address", "is it complete?"),
    401: ("the page asks for a login", _BY_HAND),
    403: ("the server refuses us", _BY_HAND),
    404: ("there is no such page", "check the spelling; a private page looks like this, too"),
    406: ("the server has no text of this page", _BY_HAND),
    410: ("the page is gone for good", "an archive may still have it"),
    429: ("the server asks us to slow down", "try again later"),
    451: ("the page is withheld for legal reasons", None),
}


class Session:
    """GET for everyone, politely. Safe to share between threads; close it or use ``with``.

    ``contact`` (an address of mail or the web) stands in the User-Agent; ``gateway`` is the
    server through which everything goes, exempt from the ``guard``; ``interval`` is the pause
    in seconds between two requests to one host, ``intervals`` the exceptions. ``send`` asks
    once; ``clock``, ``sleep``, ``now`` and ``jitter`` are for tests.

    Raises:
        SettingsError: gateway or contact cannot be used.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        gateway: str | None = None,
        interval: float = 1.0,
        intervals: Mapping[str, float] | None = None,
        limits: Limits | None = None,
        retry: RetryPolicy | None = None,
        guard: Guard | None = None,
        send: Send | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.user_agent = _user_agent(contact)
        self.gateway = Gateway.parse(gateway) if gateway else None
        self.guard = guard or Guard()
        self._limits = limits or Limits()
        self._retry = retry or RetryPolicy()
        self._pace = Pace(interval=interval, intervals=intervals, clock=clock, sleep=sleep)
        self._lock = threading.Lock()
        self._send = send
        self._transport: Transport | None = None
        self._sleep = sleep
        self._now = now
        self._jitter = jitter

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connections that are kept open."""
        if self._transport is not None:
            self._transport.close()

    def turn(self, host: str) -> AbstractContextManager[None]:
        """Hold a host for one request made by other means (git), at the pace of this session."""
        return self._pace.turn(host)

    def target(self, url: str) -> Target:
        """The address in canonical form, refused where its form alone shows it to be local.

        Raises:
            BlockedAddressError: scheme, user name or host are not allowed.
            FetchError: it is no address.
        """
        target = parse_target(self.gateway.meant_by(url) if self.gateway else url)
        self.guard.check_form(target)
        return target

    def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        max_bytes: int | None = None,
        allow: Collection[int] = (),
    ) -> Response:
        """The answer to a GET, after redirects, each of which the guard has seen.

        ``accept`` is the header of that name; ``max_bytes`` caps the decompressed body; statuses
        in ``allow`` come back like a success (a 404 that is an answer, not an error).

        Raises:
            BlockedAddressError: the address, or one it redirects to, is not public.
            FetchError: no answer, or one that is not wanted; the message says what and why.
        """
        limits = self._limits if max_bytes is None else replace(self._limits, max_bytes=max_bytes)
        headers = {
            "User-Agent": self.user_agent,
            "Accept": accept,
            "Accept-Encoding": "gzip, deflate",
        }
        target = self.target(url)
        for _ in range(MAX_REDIRECTS + 1):
            response = self._ask(target, headers=headers, limits=limits)
            location = response.headers.get("location")
            if response.status not in _REDIRECTS or not location:
                return _judged(response, asked=url, allow=allow)
            target = self.target(target.joined(_utf8(location)).url)
        raise FetchError(
            f"{shown(url)}: redirected more than {MAX_REDIRECTS} times",
            hint="open it in a browser and give the address it ends at",
        )

    def _ask(self, target: Target, *, headers: Mapping[str, str], limits: Limits) -> Response:
        """The answer for one address, asked again where that may help."""
        request = Request(
            url=self.gateway.address_of(target) if self.gateway else target.url,
            headers=headers,
            limits=limits,
            guarded=self.gateway is None,
        )
        attempt = 0
        while True:
            attempt += 1
            with self._pace.turn(target.host):
                outcome = self._sender(request)
            step = next_step(
                outcome,
                attempt=attempt,
                policy=self._retry,
                now=self._now(),
                jitter=self._jitter(),
            )
            if isinstance(step, Wait):
                self._sleep(step.seconds)
                continue
            if isinstance(outcome, Failure):
                raise FetchError(f"{shown(target.url)}: {outcome.reason}", hint=outcome.hint)
            if isinstance(step, GiveUp) and step.until is not None:
                raise _come_back(target, outcome, step.until)
            return replace(outcome, url=target.url)

    @property
    def _sender(self) -> Send:
        with self._lock:
            if self._send is None:
                from papergraph.fetching.transport import Transport

                self._transport = Transport(guard=self.guard)
                self._send = self._transport
            return self._send


def _user_agent(contact: str | None) -> str:
    name = f"papergraph/{__version__}"
    if not contact:
        return name
    if not (contact.isascii() and contact.isprintable()):
        raise SettingsError(
            f"the contact {contact!r} cannot stand in a header",
            hint="give a plain mail or web address",
        )
    return f"{name} (+{contact.strip()})"


def _judged(response: Response, *, asked: str, allow: Collection[int]) -> Response:
    """The response itself where its status is a success or allowed.

    Raises:
        FetchError: any other status.
    """
    status = response.status
    if 200 <= status < 300 or status in allow:
        return response
    if status in _STATUS_WORDS:
        reason, hint = _STATUS_WORDS[status]
    elif status >= 500:
        reason, hint = "the server is in trouble", "try again later"
    else:
        reason, hint = "the server answers with an unexpected status", None
    raise FetchError(f"{_named(asked, response.url)}: {reason} ({status})", hint=hint)


def _come_back(target: Target, response: Response, until: datetime) -> FetchError:
    reason, _ = _STATUS_WORDS.get(response.status, ("the server is in trouble", None))
    return FetchError(
        f"{shown(target.url)}: {reason} ({response.status})",
        hint=f"come back after {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC, as the server asks",
    )


def _named(asked: str, answered: str) -> str:
    if asked == answered:
        return shown(asked)
    return f"{shown(asked)} (answered by {shown(answered)})"


def _utf8(header: str) -> str:
    """A header that http.client read as Latin-1, as the UTF-8 that servers send."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
