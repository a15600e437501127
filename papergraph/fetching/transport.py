"""One exchange with one server, over ``requests``: nothing is decided here but what is safe.

The adapter of requests is used without its Session: a Session would read ``.netrc``, keep
cookies, and read the body of a redirect to its end before anyone could cap it. Proxies and
certificate bundles are taken from the environment, as everywhere.

Errors of an exchange come back as :class:`Failure` values; a refusal of the guard is raised.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from socket import socket
from typing import TYPE_CHECKING

import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies, select_proxy
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from papergraph.fetching.deadline import Deadline
from papergraph.fetching.exchange import HEAD_BYTES, Failure, Request, Response
from papergraph.fetching.guard import Guard
from papergraph.fetching.targets import parse_target

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Watch:
    """What the connections of the exchange under way must heed."""

    deadline: Deadline
    guard: Guard | None


_watch: ContextVar[_Watch | None] = ContextVar("papergraph_watch", default=None)

if TYPE_CHECKING:
    _Base = HTTPConnection
else:
    _Base = object


class _Guarded(_Base):
    """A connection made only to addresses that the guard has seen, and cut at the deadline."""

    def _new_conn(self) -> socket:
        watch = _watch.get()
        if watch is None:
            return super()._new_conn()
        sock = super()._new_conn() if watch.guard is None else self._new_public_conn(watch.guard)
        watch.deadline.watch(sock)
        return sock

    def _new_public_conn(self, guard: Guard) -> socket:
        """A connection to a checked address; TLS still asks for the certificate of the name."""
        name = self._dns_host
        failure: NewConnectionError | ConnectTimeoutError | None = None
        try:
            for address in guard.public_addresses(self.host, self.port):
                self._dns_host = address
                try:
                    sock = super()._new_conn()
                except (NewConnectionError, ConnectTimeoutError) as error:
                    failure = error
                    continue
                try:
                    guard.check_peer(name, str(sock.getpeername()[0]))
                except BaseException:
                    sock.close()
                    raise
                return sock
        finally:
            self._dns_host = name
        assert failure is not None, "public_addresses gives at least one address"
        raise failure

    def putrequest(
        self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False
    ) -> None:
        watch = _watch.get()
        if watch is not None and self.sock is not None:
            # A connection kept from an earlier exchange, or one that TLS has just taken over.
            watch.deadline.watch(self.sock)
        super().putrequest(method, url, skip_host, skip_accept_encoding)


class _GuardedHTTP(_Guarded, HTTPConnection):
    """Plain."""


class _GuardedHTTPS(_Guarded, HTTPSConnection):
    """With TLS."""


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPS


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class _Adapter(HTTPAdapter):
    """requests' adapter over the connections of this module, with and without a proxy."""

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: object
    ) -> None:
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: object) -> object:
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class Transport:
    """Sends requests one at a time and reads answers up to their limits.

    Connections are kept between exchanges; :meth:`close` ends them.
    """

    def __init__(self, *, guard: Guard | None = None) -> None:
        self._guard = guard or Guard()
        self._adapter = _Adapter()

    def close(self) -> None:
        """End every connection that is kept."""
        self._adapter.close()

    def __call__(self, request: Request) -> Response | Failure:
        """The answer to one request, redirects not followed, or why there is none.

        Raises:
            BlockedAddressError: the guard refuses the address.
            FetchError: the name of the host is not known.
        """
        proxies = get_environ_proxies(request.url) if request.guarded else {}
        guard = self._guard if request.guarded else None
        if guard is not None and select_proxy(request.url, proxies):
            self._check_behind_proxy(request.url)
            guard = None
        with Deadline(request.limits.total) as deadline:
            with _watching(_Watch(deadline, guard)):
                outcome = self._exchange(request, proxies)
            if deadline.passed:
                return Failure(
                    f"the answer was not complete after {deadline.seconds:g} seconds", True
                )
        return outcome

    def _check_behind_proxy(self, url: str) -> None:
        """Refuse a name that we know to be private; one that only the proxy knows is let pass."""
        host, port = parse_target(url).connects_to
        try:
            addresses = self._guard.resolver(host, port)
        except OSError:
            return
        for address in addresses:
            self._guard.check_peer(host, address)

    def _exchange(self, request: Request, proxies: dict[str, str]) -> Response | Failure:
        limits = request.limits
        prepared = requests.Request(
            request.method, request.url, headers=dict(request.headers), data=request.payload
        ).prepare()
        verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        try:
            answer = self._adapter.send(
                prepared,
                stream=True,
                timeout=(limits.connect, limits.read),
                verify=verify,
                proxies=proxies,
            )
        except (requests.RequestException, HTTPError, OSError) as error:
            return _failure(error)
        with answer:
            return _read(answer, request)


def _read(answer: requests.Response, request: Request) -> Response | Failure:
    """The answer with its body, decompressed, of at most as many bytes as are allowed."""
    max_bytes = request.limits.max_bytes
    too_large = Failure(
        f"it is larger than {max_bytes / 1_000_000:.3g} MB", temporary=False, lasting=True
    )
    declared = answer.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > max_bytes:
        return too_large
    # What is no success is small, and looked at to see what it means.
    sink = request.sink if 200 <= answer.status_code < 300 else None
    if sink is not None:
        sink.begin()
    body, size = bytearray(), 0
    try:
        # What counts is the size after decompression: a kilobyte may unpack to a gigabyte.
        for chunk in answer.iter_content(_CHUNK):
            size += len(chunk)
            if size > max_bytes:
                return too_large
            if sink is None:
                body += chunk
                continue
            sink.write(chunk)
            body += chunk[: HEAD_BYTES - len(body)]
    except (requests.RequestException, HTTPError, OSError) as error:
        return _failure(error)
    if _broke_off(answer):
        return Failure("the answer broke off in the middle", temporary=True)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Response(url=request.url, status=answer.status_code, headers=headers, body=bytes(body))


def _broke_off(answer: requests.Response) -> bool:
    """Whether a compressed body ended before its compression did.

    urllib3 hands out what it could unpack and says nothing of the missing rest.
    """
    decoder = getattr(answer.raw, "_decoder", None)
    packed = getattr(decoder, "_obj", None)
    # After a whole member of gzip there may be padding, which looks like the start of another.
    first = getattr(decoder, "_state", 0) == 0
    return first and bool(answer.raw.tell()) and getattr(packed, "eof", True) is False


def _is_refused(error: requests.exceptions.ConnectionError) -> bool:
    """Whether no connection was made at all."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, NewConnectionError)


def _failure(error: Exception) -> Failure:
    """The reason of a failed exchange in words."""
    if isinstance(error, requests.exceptions.SSLError):
        return Failure(
            "the certificate of the server was not accepted, or no secure connection was made",
            temporary=False,
            hint="an institution's own certificates are named in REQUESTS_CA_BUNDLE",
        )
    if isinstance(error, requests.exceptions.ProxyError):
        return Failure("the proxy of the environment does not let us through", temporary=True)
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Failure("the server does not take the connection in time", temporary=True)
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return Failure("the compression of the answer is broken", temporary=True)
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return Failure("the answer broke off in the middle", temporary=True)
    if isinstance(error, requests.exceptions.Timeout):
        return Failure("the server does not answer in time", temporary=True)
    if isinstance(error, requests.exceptions.ConnectionError) and _is_refused(error):
        return Failure("nobody answers there", temporary=True, refused=True)
    if isinstance(error, requests.exceptions.ConnectionError):
        return Failure("no connection to the server, or it was cut", temporary=True)
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        return Failure("the address or a header is not accepted", temporary=False, lasting=True)
    return Failure(f"the exchange failed ({type(error).__name__})", temporary=True)


@contextmanager
def _watching(watch: _Watch) -> Iterator[None]:
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)
