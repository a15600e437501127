"""The one polite session: every page that papergraph asks the network for comes through here.

It decides (which address, through which gateway, when again, what an answer means) and leaves
the exchange itself to :mod:`papergraph.fetching.transport`, which it loads on first use so that
commands which stay offline do not pay for it. This module puts the parts together; each has its
own: turns at hosts (pacing), attempts, redirects and robots.txt (visits), queries of sources
(asking), papers (downloading).
"""

import random
import threading
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from papergraph import __version__
from papergraph.domain.copies import FORBIDDEN_HOSTS
from papergraph.errors import AnswerError, FetchError, SettingsError
from papergraph.fetching.cache import MAX_AGE, Cache
from papergraph.fetching.downloading import Download, file_sink
from papergraph.fetching.exchange import Limits, Response, Send
from papergraph.fetching.guard import Guard
from papergraph.fetching.hosts import HostRule, Parked
from papergraph.fetching.pacing import OnWait, Pace
from papergraph.fetching.retrying import RetryPolicy
from papergraph.fetching.sharing import HostStates
from papergraph.fetching.targets import Gateway, Target, parse_target
from papergraph.fetching.visits.following import checked, followed
from papergraph.fetching.visits.statuses import judged
from papergraph.fetching.visits.visiting import MAX_REDIRECTS, Call, Visitor

if TYPE_CHECKING:
    from papergraph.fetching.transport import Transport
    from papergraph.fetching.visits.robots import Robots
    from papergraph.sources.asking import Query, Reply

__all__ = ["MAX_REDIRECTS", "Session"]

#: A paper may be ten times as large as a page, and takes its time.
_DOWNLOAD_PATIENCE = 3.0


class Session:
    """GET for everyone, politely. Safe to share between threads; close it or use ``with``.

    ``contact`` (an address of mail or the web) stands in the User-Agent; ``gateway`` is the
    server through which everything goes, exempt from the ``guard``; ``interval`` is the pause
    in seconds between two requests to one host, ``intervals`` the exceptions; ``hosts`` are the
    rules of hosts that have some. ``keys`` holds the header and the value that go to a host and
    to no other.

    ``state`` is the folder in which all processes of this machine share the turns at hosts,
    ``cache`` that of answers; without them nothing outlives the session. ``on_wait`` is told of
    every wait: host, seconds, why. ``send`` asks once; ``clock``, ``sleep``, ``now`` and
    ``jitter`` are for tests.

    Raises:
        SettingsError: gateway, contact or a key cannot be used.
    """

    def __init__(
        self,
        *,
        contact: str | None = None,
        gateway: str | None = None,
        interval: float = 1.0,
        intervals: Mapping[str, float] | None = None,
        hosts: Mapping[str, HostRule] | None = None,
        keys: Mapping[str, tuple[str, str]] | None = None,
        state: Path | None = None,
        cache: Path | None = None,
        on_wait: OnWait = lambda *_: None,
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
        self._lock = threading.Lock()
        self._send = send
        self._transport: Transport | None = None
        self._robots: Robots | None = None
        self._now = now
        self._cache = Cache(cache) if cache is not None else None
        rules = self._rules = dict(hosts or {})
        self._pace = Pace(
            interval=interval,
            intervals={
                **{host: rule.interval for host, rule in rules.items()},
                **(intervals or {}),
            },
            states=HostStates(state),
            clock=clock,
            sleep=sleep,
            now=now,
            on_wait=on_wait,
        )
        self._visitor = Visitor(
            send=self._sender,
            pace=self._pace,
            rules=rules,
            keys=keys or {},
            gateway=self.gateway,
            retry=retry or RetryPolicy(),
            resolve=self.target,
            now=now,
            jitter=jitter,
        )

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
        """End the connections that are kept open, and keep the cache to its size."""
        if self._transport is not None:
            self._transport.close()
        if self._cache is not None:
            self._cache.prune_daily(now=self._now())

    @property
    def requests(self) -> Mapping[str, int]:
        """How many requests were sent to each host so far, repeated ones included."""
        return self._visitor.sent

    def parked(self, host: str) -> Parked | None:
        """Until when the host is left alone, and why; None where it may be asked."""
        return self._pace.parked(self._visitor.site_of(host))

    def rule_of(self, host: str) -> HostRule | None:
        """What a host is known to ask of programs; None where only its robots.txt can tell."""
        return self._rules.get(host)

    def all_parked(self) -> tuple[Parked, ...]:
        """Every host that is left alone now, also those that another run found to want it."""
        return self._pace.all_parked()

    def prune_cache(self, older_than: timedelta = MAX_AGE) -> int:
        """How many answers were taken out of the cache: those not confirmed for so long."""
        return self._cache.prune(older_than, now=self._now()) if self._cache else 0

    def turn(self, host: str) -> AbstractContextManager[object]:
        """Hold a host for one request made by other means (git), at the pace of this session.

        Raises:
            AnswerError: the host is parked.
        """
        return self._pace.turn(host)

    def target(self, url: str) -> Target:
        """The address in canonical form, refused where its form alone shows it to be local.

        Raises:
            BlockedAddressError: scheme, user name or host are not allowed.
            AnswerError: the site forbids programs altogether.
            FetchError: it is no address.
        """
        target = parse_target(self.gateway.meant_by(url) if self.gateway else url)
        self.guard.check_form(target)
        if any(target.host == host or target.host.endswith(f".{host}") for host in FORBIDDEN_HOSTS):
            raise AnswerError(
                f"{target.host} forbids programs and is not asked",
                outcome="withheld",
                hint="open it in a browser, save what you need, and import that",
            )
        return target

    def ask(self, query: "Query") -> "Reply":
        """The reply to a query of a source: the session as an :class:`Ask`.

        Raises:
            AnswerError: no usable answer; ``outcome`` says for how long.
        """
        # Loaded here, like the robots and the transport: a page is added without any source.
        from papergraph.fetching.asking import ask

        return ask(
            query,
            visitor=self._visitor,
            cache=self._cache,
            headers=self._headers(query.accept),
            limits=replace(self._limits, max_bytes=query.max_bytes),
            resolve=self.target,
            check=self._check_robots if query.robots else None,
            now=self._now,
        )

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
        call = Call(headers=self._headers(accept), limits=limits)
        try:
            return judged(
                self._visitor.follow(self.target(url), call),
                asked=url,
                allow=allow,
                too_large="a course page is smaller; is this the right address?",
            )
        except AnswerError as error:
            # Of a page that a person named, it does not matter for how long.
            raise FetchError(error.message, hint=error.hint) from error

    def download(
        self,
        url: str,
        *,
        folder: Path,
        max_bytes: int,
        accept: str = "application/pdf",
        robots: bool = False,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Download | None:
        """The file that an address answers with, under a temporary name in ``folder``.

        None where ``etag`` or ``last_modified``, of an earlier download, still hold. On any
        failure nothing is left in the folder.

        Raises:
            AnswerError: no usable answer, or more than ``max_bytes``.
            StoreError: the folder cannot be written to.
        """
        target = checked(self.target, url)
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        patience = self._limits.total * _DOWNLOAD_PATIENCE
        with file_sink(folder) as sink:
            call = Call(
                headers=self._headers(accept),
                limits=replace(self._limits, max_bytes=max_bytes, total=patience),
                sink=sink,
                validators={name: value for name, value in validators.items() if value},
                check=self._check_robots if robots else None,
            )
            answer = judged(
                followed(self._visitor, target, call),
                asked=target.url,
                allow={304} if call.validators else (),
                too_large="open it in a browser and add the file you saved",
            )
            if answer.status == 304:
                sink.path.unlink()
                return None
            sink.finish()
            return Download(
                path=sink.path,
                size=sink.size,
                sha256=sink.sha256,
                url=answer.url,
                status=answer.status,
                headers=answer.headers,
                at=self._now(),
            )

    def _headers(self, accept: str) -> dict[str, str]:
        return {
            "User-Agent": self.user_agent,
            "Accept": accept,
            "Accept-Encoding": "gzip, deflate",
        }

    def _check_robots(self, target: Target) -> None:
        with self._lock:
            if self._robots is None:
                from papergraph.fetching.visits.robots import Robots

                self._robots = Robots(
                    visitor=self._visitor,
                    pace=self._pace,
                    cache=self._cache,
                    headers=self._headers,
                    limits=self._limits,
                    now=self._now,
                )
            robots = self._robots
        robots.check(target)

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
    address = contact.strip()
    # Crossref and others look for the word (api.crossref.org, "polite pool").
    return f"{name} ({'mailto:' if is_mail(address) else '+'}{address})"


def is_mail(contact: str | None) -> bool:
    """Whether a contact is a mail address, which some sites ask for.

    >>> is_mail("librarian@example.edu"), is_mail("https://example.edu/@us")
    (True, False)
    """
    return bool(contact) and "@" in str(contact) and "/" not in str(contact)
