"""Real exchanges with servers on this machine, some of them hostile."""

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from papergraph.errors import BlockedAddressError, FetchError
from papergraph.fetching.exchange import HEAD_BYTES, Failure, Limits, Request, Response
from papergraph.fetching.guard import Guard
from papergraph.fetching.transport import Transport

Talk = Callable[[socket.socket, threading.Event], None]
Server = Callable[[Talk], AbstractContextManager[str]]
LIMITS = Limits(connect=5, read=5, total=10, max_bytes=1_000_000)


@pytest.fixture
def transport() -> Iterator[Transport]:
    transport = Transport()
    yield transport
    transport.close()


def ask(url: str, limits: Limits = LIMITS, **headers: str) -> Request:
    """A request to a server of ours, which stands for the gateway."""
    return Request(url, headers=headers, limits=limits, guarded=False)


def dribble(start: bytes) -> Talk:
    """Say ``start``, then a byte now and then for ever."""

    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(start)
        while not over.wait(0.02):
            connection.sendall(b"x")

    return talk


def test_status_headers_and_bytes_come_back(httpserver: HTTPServer, transport: Transport) -> None:
    question = httpserver.expect_request(
        "/a", query_string="b=%20c", headers={"Accept": "text/plain"}
    )
    question.respond_with_data(b"\xff\x00", status=404, headers={"ETag": '"1"'})
    response = transport(ask(httpserver.url_for("/a?b=%20c"), Accept="text/plain"))
    assert isinstance(response, Response)
    assert (response.status, response.body) == (404, b"\xff\x00")
    assert response.headers["etag"] == '"1"'


def test_redirects_are_left_to_the_session(httpserver: HTTPServer, transport: Transport) -> None:
    httpserver.expect_request("/a").respond_with_data(status=302, headers={"Location": "/b"})
    response = transport(ask(httpserver.url_for("/a")))
    assert isinstance(response, Response)
    assert (response.status, response.headers["location"]) == (302, "/b")


@pytest.mark.parametrize("declared", [True, False])
def test_an_answer_that_is_too_large_is_given_up(
    httpserver: HTTPServer, transport: Transport, declared: bool
) -> None:
    body = b"x" * 1_000_001
    answer = Answer(body) if declared else Answer(iter([body]))
    httpserver.expect_request("/").respond_with_response(answer)
    failure = transport(ask(httpserver.url_for("/")))
    assert isinstance(failure, Failure)
    assert "larger than 1 MB" in failure.reason
    assert not failure.temporary


@pytest.mark.parametrize("status", [200, 302])
def test_a_small_answer_that_unpacks_to_a_large_one_is_given_up(
    httpserver: HTTPServer, transport: Transport, status: int
) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < LIMITS.max_bytes
    headers = {"Content-Encoding": "gzip", "Location": "/b"}
    httpserver.expect_request("/").respond_with_data(bomb, status=status, headers=headers)
    failure = transport(ask(httpserver.url_for("/")))
    assert isinstance(failure, Failure)
    assert "larger than" in failure.reason


def test_a_packed_answer_is_unpacked(httpserver: HTTPServer, transport: Transport) -> None:
    packed = gzip.compress(b"text")
    httpserver.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    response = transport(ask(httpserver.url_for("/")))
    assert isinstance(response, Response)
    assert response.body == b"text"


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("kept", [0.2, 0.99])
def test_a_packing_that_ends_in_the_middle_is_a_failure(
    httpserver: HTTPServer, transport: Transport, encoding: str, kept: float
) -> None:
    text = bytes(range(256)) * 50
    packed = gzip.compress(text) if encoding == "gzip" else zlib.compress(text)
    httpserver.expect_request("/").respond_with_data(
        packed[: int(len(packed) * kept)], headers={"Content-Encoding": encoding}
    )
    failure = transport(ask(httpserver.url_for("/")))
    assert failure == Failure("the answer broke off in the middle", temporary=True)


@pytest.mark.parametrize(
    "packed",
    [b"", gzip.compress(b"a") + gzip.compress(b"b"), gzip.compress(b"ab") + b"\0\0"],
    ids=["nothing", "two members", "trailing zeros"],
)
def test_an_unusual_packing_is_no_failure(
    httpserver: HTTPServer, transport: Transport, packed: bytes
) -> None:
    httpserver.expect_request("/").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    response = transport(ask(httpserver.url_for("/")))
    assert isinstance(response, Response)
    assert response.body == (b"ab" if packed else b"")


def test_json_is_posted(httpserver: HTTPServer, transport: Transport) -> None:
    httpserver.expect_request("/", method="POST", data='{"ids":["é"]}').respond_with_data("[]")
    request = Request(
        httpserver.url_for("/"), headers={}, guarded=False, payload='{"ids":["é"]}'.encode()
    )
    response = transport(request)
    assert isinstance(response, Response)
    assert (response.status, response.body) == (200, b"[]")


def test_a_body_goes_into_a_sink_and_only_its_beginning_into_memory(
    httpserver: HTTPServer, transport: Transport
) -> None:
    class Kept:
        def __init__(self) -> None:
            self.data = b"of an earlier attempt"

        def begin(self) -> None:
            self.data = b""

        def write(self, data: bytes) -> None:
            self.data += data

    body = bytes(range(256)) * 1000
    httpserver.expect_request("/").respond_with_data(body)
    httpserver.expect_request("/404").respond_with_data(b"no", status=404)
    sink = Kept()
    found = transport(Request(httpserver.url_for("/"), {}, LIMITS, guarded=False, sink=sink))
    assert isinstance(found, Response)
    assert sink.data == body
    assert found.body == body[:HEAD_BYTES]
    none = transport(Request(httpserver.url_for("/404"), {}, LIMITS, guarded=False, sink=sink))
    assert isinstance(none, Response)
    assert (none.body, sink.data) == (b"no", body)


def test_a_request_does_not_show_its_headers() -> None:
    assert "secret" not in repr(Request("https://example.org/", {"x-api-key": "secret"}))


def test_a_broken_packing_is_a_failure(httpserver: HTTPServer, transport: Transport) -> None:
    httpserver.expect_request("/").respond_with_data(
        b"no gzip", headers={"Content-Encoding": "gzip"}
    )
    failure = transport(ask(httpserver.url_for("/")))
    assert isinstance(failure, Failure)
    assert "compression" in failure.reason


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
    ],
    ids=["status", "header", "body to the end", "body of a length", "chunk"],
)
def test_a_server_that_sends_a_byte_now_and_then_does_not_hold_us(
    transport: Transport, server: Server, start: bytes
) -> None:
    with server(dribble(start)) as url:
        failure = transport(ask(url, Limits(connect=5, read=5, total=0.3)))
    assert failure == Failure("the answer was not complete after 0.3 seconds", temporary=True)


def test_a_kept_connection_has_a_deadline_too(transport: Transport, server: Server) -> None:
    accepted = []

    def talk(connection: socket.socket, over: threading.Event) -> None:
        accepted.append(connection)
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        dribble(b"HTTP/1.1 200 OK\r\n\r\n")(connection, over)

    with server(talk) as url:
        first = transport(ask(url, Limits(connect=5, read=5, total=5)))
        second = transport(ask(url, Limits(connect=5, read=5, total=0.3)))
    assert isinstance(first, Response)
    assert isinstance(second, Failure)
    assert "0.3 seconds" in second.reason
    assert len(accepted) == 1


def test_a_server_that_says_nothing_is_left(transport: Transport, server: Server) -> None:
    def silent(connection: socket.socket, over: threading.Event) -> None:
        over.wait(5)

    with server(silent) as url:
        failure = transport(ask(url, Limits(connect=5, read=0.2, total=5)))
    assert failure == Failure("the server does not answer in time", temporary=True)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nhalf",
        b"this is no HTTP\r\n\r\n",
        b"",
    ],
    ids=["shorter than said", "half a chunk", "no HTTP", "nothing"],
)
def test_a_broken_answer_is_a_failure_that_may_pass(
    transport: Transport, server: Server, said: bytes
) -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(said)

    with server(talk) as url:
        failure = transport(ask(url))
    assert isinstance(failure, Failure)
    assert failure.temporary


def test_nobody_listening_is_a_failure(transport: Transport) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    failure = transport(ask(f"http://127.0.0.1:{port}/"))
    assert failure == Failure("nobody answers there", temporary=True, refused=True)


def test_no_cookie_is_kept_and_no_password_is_sent(
    httpserver: HTTPServer, transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\ndefault login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    seen: list[Asked] = []

    def handler(request: Asked) -> Answer:
        seen.append(request)
        answer = Answer("text")
        answer.set_cookie("session", "1")
        return answer

    httpserver.expect_request("/").respond_with_handler(handler)
    for _ in range(2):
        transport(ask(httpserver.url_for("/")))
    assert len(seen) == 2
    assert not any({"Cookie", "Authorization"} & set(request.headers.keys()) for request in seen)


@pytest.mark.usefixtures("no_proxies")
def test_a_name_that_means_this_machine_is_not_connected_to(httpserver: HTTPServer) -> None:
    transport = Transport(guard=Guard(lambda *_: ("127.0.0.1",)))
    with pytest.raises(BlockedAddressError, match=r"harmless\.example.*127\.0\.0\.1"):
        transport(Request(f"http://harmless.example:{httpserver.port}/", headers={}))
    assert httpserver.log == []


@pytest.mark.usefixtures("no_proxies")
def test_a_connection_that_ends_up_at_this_machine_is_cut_before_a_byte_is_sent(
    httpserver: HTTPServer,
) -> None:
    class Deceived(Guard):
        """A guard whose check of names was got around."""

        def public_addresses(self, *_: object) -> tuple[str, ...]:
            return ("127.0.0.1",)

    with pytest.raises(BlockedAddressError, match=r"harmless\.example"):
        Transport(guard=Deceived())(
            Request(f"http://harmless.example:{httpserver.port}/", headers={})
        )
    assert httpserver.log == []


@pytest.mark.usefixtures("no_proxies")
def test_the_name_is_looked_up_once_and_that_answer_is_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([("93.184.216.34",), ("127.0.0.1",)])
    connected: list[object] = []

    def create_connection(address: object, *_: object, **__: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("urllib3.util.connection.create_connection", create_connection)
    transport = Transport(guard=Guard(lambda *_: next(answers)))
    failure = transport(Request("https://changing.example/", headers={}))
    assert isinstance(failure, Failure)
    assert connected == [("93.184.216.34", 443)]


@pytest.mark.usefixtures("no_proxies")
def test_the_next_address_is_tried_when_one_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected: list[object] = []

    def create_connection(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise TimeoutError

    monkeypatch.setattr("urllib3.util.connection.create_connection", create_connection)
    guard = Guard(lambda *_: ("2606:4700::1111", "93.184.216.34"))
    failure = Transport(guard=guard)(Request("https://two.example/", headers={}))
    assert failure == Failure("the server does not take the connection in time", temporary=True)
    assert connected == ["2606:4700::1111", "93.184.216.34"]


@pytest.mark.usefixtures("no_proxies")
def test_an_unknown_name_is_named() -> None:
    with pytest.raises(FetchError, match=r"no-such-host\.invalid is not known"):
        Transport()(Request("https://no-such-host.invalid/", headers={}))


@pytest.mark.usefixtures("no_proxies")
def test_a_proxy_is_used_and_the_guard_stays_before_it(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", httpserver.url_for("/"))
    httpserver.expect_request(
        "/a", headers={"Host": "only-the-proxy-knows.invalid"}
    ).respond_with_data("through the proxy")
    response = Transport()(Request("http://only-the-proxy-knows.invalid/a", headers={}))
    assert isinstance(response, Response)
    assert response.body == b"through the proxy"
    with pytest.raises(BlockedAddressError):
        Transport(guard=Guard(lambda *_: ("10.0.0.1",)))(
            Request("http://inside.example/a", headers={})
        )
