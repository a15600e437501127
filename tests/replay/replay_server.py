"""A gateway on this machine: ``/HOST/PATH?QUERY`` is answered as ``https://HOST/PATH?QUERY``.

    with ReplayServer(Recordings(folder)) as server:
        … Session(gateway=server.url) …
        assert not server.violations

Whoever is given as ``answers`` knows what the sites say; the server records every request,
counts what breaks a limit, and misbehaves where it is told to.
"""

import hashlib
import re
import select
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from fnmatch import fnmatchcase
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self, cast

from replay_exchange import Answers, Arrival, Given, as_text
from replay_faults import Behaviour
from replay_limits import SITES, TOO_SOON, Limit, Violation, Warden, too_many

#: Kinds of answers that sites give validators with: pages and papers, not what an API computes.
_VALIDATED = frozenset({"text/html", "application/pdf", "text/plain"})
_BODILESS = frozenset({204, 304})
_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)", re.ASCII)


@dataclass(slots=True)
class _Rule:
    """A fault and the requests it is for: the ``nth`` of those that match, or all of them."""

    host: str
    path: str
    behaviour: Behaviour
    nth: frozenset[int] | None
    seen: int = 0

    def takes(self, arrival: Arrival) -> bool:
        if not (fnmatchcase(arrival.host, self.host) and fnmatchcase(arrival.path, self.path)):
            return False
        self.seen += 1
        return self.nth is None or self.seen in self.nth


@dataclass(slots=True)
class _Book:
    """What the threads of the server write down, under one lock."""

    arrivals: list[Arrival] = field(default_factory=list)
    nth: Counter[str] = field(default_factory=Counter)
    unknown: list[Arrival] = field(default_factory=list)
    first: dict[tuple[str, str], Given] = field(default_factory=dict)
    rules: list[_Rule] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class ReplayServer:
    """The server; ``url`` is the gateway to hand to a session. Use it in a ``with``.

    With ``enforce`` a request that comes sooner than its site allows is answered 429 in the words
    of the site. ``clock`` counts seconds from anywhere. ``port`` 0 is any free one.
    """

    def __init__(
        self,
        answers: Answers,
        *,
        limits: Sequence[Limit] = SITES,
        enforce: bool = False,
        tolerance: float = 0.05,
        clock: Callable[[], float] = time.monotonic,
        port: int = 0,
    ) -> None:
        self.answers = answers
        self.warden = Warden(limits, tolerance=tolerance)
        self.clock = clock
        self.closing = threading.Event()
        self._enforce = enforce
        self._book = _Book()
        self._http = _HTTP(("127.0.0.1", port), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def arrivals(self) -> tuple[Arrival, ...]:
        """Every request so far, in order of arrival."""
        with self._book.lock:
            return tuple(self._book.arrivals)

    @property
    def unknown(self) -> tuple[Arrival, ...]:
        """The requests for which there was no answer; they were given 404."""
        with self._book.lock:
            return tuple(self._book.unknown)

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What a site would not have liked, so far."""
        return tuple(self.warden.violations)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many requests there were for each host."""
        return Counter(arrival.host for arrival in self.arrivals)

    @property
    def repeats(self) -> tuple[Arrival, ...]:
        """Requests for what had been asked for before, after the first of each."""
        seen: set[tuple[object, ...]] = set()
        again: list[Arrival] = []
        for arrival in self.arrivals:
            if arrival.what in seen:
                again.append(arrival)
            seen.add(arrival.what)
        return tuple(again)

    def forget(self) -> None:
        """Begin a new list of requests and violations; faults and limits stay."""
        with self._book.lock:
            self._book.arrivals.clear()
            self._book.unknown.clear()
            self._book.nth.clear()
        self.warden.violations.clear()

    def fault(
        self,
        host: str,
        behaviour: Behaviour,
        *,
        path: str = "*",
        nth: Collection[int] | None = None,
        first: int | None = None,
    ) -> None:
        """Misbehave for requests whose host and path match; the first fault that fits is taken.

        ``host`` and ``path`` may hold ``*``. ``nth`` are numbers from 1 among the requests that
        match, ``first`` is short for 1 to that number; without either it is for all.
        """
        numbers = range(1, first + 1) if first is not None else nth
        rule = _Rule(host, path, behaviour, None if numbers is None else frozenset(numbers))
        with self._book.lock:
            self._book.rules.append(rule)

    def mend(self) -> None:
        """Take all faults away."""
        with self._book.lock:
            self._book.rules.clear()

    def note(self, arrival: Arrival) -> Arrival:
        """The request with its numbers and its time, written down."""
        with self._book.lock:
            self._book.nth[arrival.host] += 1
            noted = Arrival(
                arrival.method,
                arrival.host,
                arrival.path,
                arrival.query,
                arrival.headers,
                arrival.body,
                number=len(self._book.arrivals) + 1,
                nth=self._book.nth[arrival.host],
                at=self.clock(),
            )
            self._book.arrivals.append(noted)
        return noted

    def behaviour(self, arrival: Arrival, found: Sequence[Violation]) -> Behaviour | None:
        """How to misbehave for a request with these violations; None to answer it."""
        with self._book.lock:
            rule = next((rule for rule in self._book.rules if rule.takes(arrival)), None)
        if rule is not None:
            return rule.behaviour
        if self._enforce and any(one.what == TOO_SOON for one in found):
            return lambda line, _: line.send(too_many(arrival.host))
        return None

    def true_answer(self, arrival: Arrival) -> Given:
        """What the site says; 404 where nobody knows."""
        given = self.answers(arrival)
        if given is None:
            with self._book.lock:
                self._book.unknown.append(arrival)
            given = as_text("nothing is known of this address", 404)
        with self._book.lock:
            self._book.first.setdefault((arrival.host, arrival.path), given)
        return _conditional(arrival, given)

    def first_answer(self, arrival: Arrival, given: Given) -> Given:
        """What the first request for this path was given."""
        with self._book.lock:
            return self._book.first.get((arrival.host, arrival.path), given)


class _HTTP(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    owner: ReplayServer

    def handle_error(self, request: object, client_address: object) -> None:
        # A client that goes away in the middle is part of what is tried here.
        import sys

        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing: the requests are in the book."""

    def _serve(self) -> None:
        owner = cast(_HTTP, self.server).owner
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrival = owner.note(Arrival.read(self.command, self.path, headers=headers, body=body))
        found = owner.warden.arrives(arrival)
        line = _Line(self, owner, arrival, owner.warden.leaves(arrival.host))
        try:
            behaviour = owner.behaviour(arrival, found)
            if behaviour is None:
                line.send(owner.true_answer(arrival))
            else:
                behaviour(line, lambda: owner.true_answer(arrival))
        finally:
            line.left()


class _Line:
    """The connection of one request: see ``replay_faults.Line``."""

    def __init__(
        self, handler: _Handler, owner: ReplayServer, arrival: Arrival, left: Callable[[], None]
    ) -> None:
        self._handler = handler
        self._owner = owner
        self._arrival = arrival
        self.left = left
        self.address = handler.path

    def send(self, given: Given, *, say_length: int | None = None, close: bool = False) -> None:
        length = len(given.body) if say_length is None else say_length
        body = b"" if self._arrival.method == "HEAD" else given.body
        data = self._head(given, length, close=close) + body
        # Said before the last byte: the client may ask again as soon as it has that.
        self.left()
        self._handler.wfile.write(data)
        self._handler.close_connection = self._handler.close_connection or close

    def drip(self, given: Given, pause: float) -> None:
        # From the head on the client may give up at any time; what it then asks is no second.
        self.left()
        self._handler.wfile.write(self._head(given, len(given.body), close=True))
        for position in range(len(given.body)):
            self._handler.wfile.write(given.body[position : position + 1])
            if self._owner.closing.wait(pause):
                break
        self._handler.close_connection = True

    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._owner.closing.is_set():
            ready, _, _ = select.select([self._handler.connection], [], [], min(left, 0.1))
            if ready and not self._handler.connection.recv(1, socket.MSG_PEEK):
                # A client that has gone is no longer here, and may ask again.
                self.left()
                self._handler.close_connection = True
                return
            if ready:
                self._owner.closing.wait(min(left, 0.1))

    def reset(self) -> None:
        self.left()
        linger = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._handler.connection.close()
        self._handler.close_connection = True

    def first(self, given: Given) -> Given:
        return self._owner.first_answer(self._arrival, given)

    def _head(self, given: Given, length: int, *, close: bool) -> bytes:
        try:
            words = HTTPStatus(given.status).phrase
        except ValueError:
            words = "Unknown"
        lines = [f"HTTP/1.1 {given.status} {words}", f"Date: {formatdate(usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in given.headers.items()]
        if given.status not in _BODILESS:
            lines.append(f"Content-Length: {length}")
        if close:
            lines.append("Connection: close")
        return "\r\n".join([*lines, "", ""]).encode("utf-8")


def _conditional(arrival: Arrival, given: Given) -> Given:
    """The answer with its validators: 304 where the client has it, a part where it asks for one."""
    if arrival.method == "POST" or given.status != 200 or given.media_type not in _VALIDATED:
        return given
    tag = f'"{hashlib.sha256(given.body).hexdigest()[:24]}"'
    if tag in arrival.headers.get("if-none-match", ""):
        return Given(304, {"ETag": tag})
    given = Given(200, {**given.headers, "ETag": tag}, given.body)
    if given.media_type != "application/pdf":
        return given
    given = given.named(accept_ranges="bytes")
    asked = _RANGE.fullmatch(arrival.headers.get("range", ""))
    if asked is None or arrival.headers.get("if-range", tag) != tag:
        return given
    begin, end = int(asked[1]), int(asked[2] or len(given.body) - 1)
    size = len(given.body)
    if begin >= size or end < begin:
        return Given(416, {"Content-Range": f"bytes */{size}"})
    part = given.body[begin : end + 1]
    said = f"bytes {begin}-{begin + len(part) - 1}/{size}"
    return Given(206, {**given.headers, "Content-Range": said}, part)
