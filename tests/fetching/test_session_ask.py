"""Queries of sources over real HTTP: what every answer of a site means, and nobody else's key."""

import gzip
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from papergraph.errors import AnswerError, FetchError, SettingsError
from papergraph.fetching.exchange import Limits, Request, Response
from papergraph.fetching.hosts import HostRule
from papergraph.fetching.session import Session
from papergraph.sources.asking import Ask, Query

URL = "https://api.example.org/works/1"
SITE = "api.example.org/works/1"
Make = Callable[..., Session]
Serve = Callable[..., list[Asked]]
Talk = Callable[[socket.socket, threading.Event], None]
Server = Callable[[Talk], AbstractContextManager[str]]


class FakeClock:
    time: float
    slept: list[float]


def failure(session: Session, query: Query | str = URL) -> AnswerError:
    """The error that a query ends in; its message names the address."""
    with pytest.raises(AnswerError) as caught:
        session.ask(Query(query) if isinstance(query, str) else query)
    assert caught.value.hint
    return caught.value


def test_a_reply_has_everything_a_source_needs(session: Session, serve: Serve) -> None:
    asked = serve(SITE, (200, b"{}", {"Content-Type": "application/json", "X-Who": "J\xf6rg"}))
    ask: Ask = session.ask
    reply = ask(Query(URL, accept="application/json"))
    assert (reply.url, reply.status, reply.body) == (URL, 200, b"{}")
    assert (reply.media_type, reply.headers["x-who"]) == ("application/json", "J\xf6rg")
    assert reply.at == datetime(2026, 9, 17, 12, tzinfo=UTC)
    assert asked[0].headers["Accept"] == "application/json"
    assert "librarian@example.org" in asked[0].headers["User-Agent"]


def test_a_payload_is_posted_as_json(session: Session, serve: Serve) -> None:
    asked = serve(SITE, b"[null]")
    assert session.ask(Query(URL, payload=b'{"ids":["a"]}')).body == b"[null]"
    assert (asked[0].method, asked[0].get_data()) == ("POST", b'{"ids":["a"]}')
    assert asked[0].headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "method"), [(301, "POST"), (303, "GET"), (307, "POST"), (308, "POST")]
)
def test_a_payload_goes_on_to_where_it_is_sent(
    session: Session, serve: Serve, status: int, method: str
) -> None:
    serve(SITE, (status, b"", {"Location": "/works/2"}))
    asked = serve("api.example.org/works/2", b"[]")
    assert session.ask(Query(URL, payload=b"{}")).url == "https://api.example.org/works/2"
    assert asked[0].method == method


@pytest.mark.parametrize(
    ("answer", "outcome", "words"),
    [
        ((404, b'{"error":"Paper not found"}'), "absent", r"no such page \(404\)"),
        ((404, b"Resource not found."), "absent", r"\(404\)"),
        ((404, b"<html>Not Found</html>", {"Content-Type": "text/html"}), "absent", r"\(404\)"),
        ((410,), "absent", r"gone for good \(410\)"),
        ((401,), "withheld", "asks for a login"),
        ((403, b"Forbidden"), "withheld", r"refuses us \(403\)"),
        ((451,), "withheld", "legal reasons"),
        ((400, b"<feed/>"), "temporary", r"does not understand the address \(400\)"),
        ((418,), "temporary", r"unexpected status \(418\)"),
        ((302,), "temporary", r"unexpected status \(302\)"),
        ((304,), "temporary", r"unexpected status \(304\)"),
        ((408,), "temporary", r"in trouble \(408\)"),
        ((429, b"Rate exceeded."), "temporary", r"slow down \(429\)"),
        ((500, b"java.lang.NullPointerException"), "temporary", r"in trouble \(500\)"),
        ((503, b"<html>Down</html>", {"Content-Type": "text/html"}), "temporary", r"\(503\)"),
        ((505,), "temporary", r"\(505\)"),
    ],
)
def test_a_status_has_an_outcome(
    session: Session, serve: Serve, answer: tuple[Any, ...], outcome: str, words: str
) -> None:
    serve(SITE, answer)
    error = failure(session)
    assert (error.outcome, error.retry_at) == (outcome, None)
    assert error.message.startswith(URL)
    with pytest.raises(AnswerError, match=words):
        raise error


def test_a_status_that_a_source_reads_itself_is_a_reply(session: Session, serve: Serve) -> None:
    serve(SITE, (404, b'{"error":"Title match not found"}'))
    reply = session.ask(Query(URL, statuses=frozenset({404})))
    assert (reply.status, reply.body) == (404, b'{"error":"Title match not found"}')


def test_a_server_in_trouble_is_asked_again_and_counted(
    session: Session, serve: Serve, clock: FakeClock
) -> None:
    serve(SITE, (500,), (429, b"", {"Retry-After": "7"}), b"ok")
    assert session.ask(Query(URL)).body == b"ok"
    assert clock.slept == [1.0, 8.0]
    assert session.requests == {"api.example.org": 3}


def test_retry_after_may_be_a_date(session: Session, serve: Serve, clock: FakeClock) -> None:
    serve(SITE, (503, b"", {"Retry-After": "Thu, 17 Sep 2026 12:00:30 GMT"}), b"ok")
    assert session.ask(Query(URL)).body == b"ok"
    assert clock.slept == [31.0]


def test_an_error_shows_no_key_of_an_address(session: Session, serve: Serve) -> None:
    serve("api.example.org/works/1", (404,))
    assert "12345" not in failure(session, f"{URL}?api_key=12345").message


def test_redirects_are_followed_and_named(session: Session, serve: Serve) -> None:
    serve(SITE, (301, b"", {"Location": "https://other.example/moved"}))
    serve("other.example/moved", (404,))
    assert "answered by https://other.example/moved" in failure(session).message


@pytest.mark.parametrize(
    ("location", "words"),
    [
        (URL, "redirected more than 5 times"),
        ("http://127.0.0.1/admin", "not fetched"),
        ("http://10.0.0.1/", "not fetched"),
        ("file:///etc/passwd", "only http and https"),
    ],
)
def test_a_redirect_that_leads_nowhere_good_may_pass(
    session: Session, serve: Serve, location: str, words: str
) -> None:
    serve(SITE, (302, b"", {"Location": location}))
    error = failure(session)
    assert error.outcome == "temporary"
    assert words in error.message


@pytest.mark.parametrize(
    "location", [b"https://[broken/", b"https://example.org:no/", b"https://.../"]
)
def test_a_redirect_to_what_is_no_address_may_pass(
    make_session: Make, server: Server, location: bytes
) -> None:
    with server(said(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\n\r\n")) as gateway:
        error = failure(make_session(gateway=gateway))
    assert error.outcome == "temporary"
    assert f"{URL} redirects to what is no address" in error.message


@pytest.mark.parametrize("url", ["https://localhost/a", "file:///etc/passwd", "https:///", "x"])
def test_an_address_that_is_never_asked_is_withheld(session: Session, url: str) -> None:
    assert failure(session, url).outcome == "withheld"


def test_a_name_nobody_knows_is_no_answer_for_now() -> None:
    def send(request: object) -> None:
        raise FetchError("the host no.example is not known", hint="check the spelling")

    session = Session(send=send)  # type: ignore[arg-type]
    assert failure(session, "https://no.example/").outcome == "temporary"
    assert session.requests == {}


def test_more_than_was_wanted_is_withheld(session: Session, serve: Serve) -> None:
    serve(SITE, b"x" * 2000)
    error = failure(session, Query(URL, max_bytes=1000))
    assert error.outcome == "withheld"
    assert "larger than 0.001 MB" in error.message


def test_a_bomb_is_withheld(session: Session, serve: Serve) -> None:
    serve(SITE, (200, gzip.compress(bytes(20_000_000)), {"Content-Encoding": "gzip"}))
    assert failure(session, Query(URL, max_bytes=1_000_000)).outcome == "withheld"


def said(*parts: bytes) -> Talk:
    """Say the parts and hang up."""

    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        for part in parts:
            connection.sendall(part)

    return talk


def reset(connection: socket.socket, over: threading.Event) -> None:
    """Cut the connection in the middle of nothing."""
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def silence(connection: socket.socket, over: threading.Event) -> None:
    """Say nothing."""
    over.wait(5)


def drip(connection: socket.socket, over: threading.Event) -> None:
    """Say a byte now and then."""
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
    while not over.wait(0.02):
        connection.sendall(b"x")


PACKED = gzip.compress(bytes(range(256)) * 20)
FAULTS = {
    "reset": reset,
    "silence": silence,
    "a byte now and then": drip,
    "shorter than said": said(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
    "half of a packing": said(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n", PACKED[:50]
    ),
    "no packing": said(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nplain"),
    "no HTTP": said(b"good morning\r\n\r\n"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_answer_that_does_not_arrive_is_asked_for_again_and_then_temporary(
    make_session: Make, server: Server, name: str
) -> None:
    with server(FAULTS[name]) as gateway:
        session = make_session(gateway=gateway, limits=Limits(connect=5, read=0.3, total=0.6))
        error = failure(session)
        assert error.outcome == "temporary"
        assert session.requests == {"api.example.org": 3}


KEYS = {"api.example.org": ("x-api-key", "s3cret-value")}


def test_a_key_goes_to_its_host_and_to_no_other(make_session: Make, serve: Serve) -> None:
    first = serve(SITE, (302, b"", {"Location": "https://other.example/a"}))
    second = serve("other.example/a", (302, b"", {"Location": "http://api.example.org/plain"}))
    third = serve("api.example.org/plain", (302, b"", {"Location": "https://x.api.example.org/"}))
    last = serve("x.api.example.org/", (302, b"", {"Location": "https://api.example.org:8443/b"}))
    port = serve("api.example.org:8443/b", b"ok")
    make_session(keys=KEYS).ask(Query(URL))
    assert first[0].headers["x-api-key"] == "s3cret-value"
    for asked in (second, third, last, port):
        assert "x-api-key" not in asked[0].headers


def test_a_key_that_is_not_accepted_is_named_by_its_setting_and_parks_nobody(
    make_session: Make, serve: Serve
) -> None:
    rules = {"api.example.org": HostRule(1.0, setting="example_key")}
    serve(SITE, (403, b'{"message":"Forbidden"}', {"Content-Type": "application/json"}))
    session = make_session(keys=KEYS, hosts=rules)
    error = failure(session)
    assert error.outcome == "temporary"
    assert error.message == f"{URL}: the key in setting example_key is not accepted (403)"
    assert session.parked("api.example.org") is None


@pytest.mark.shared
def test_a_recorded_refusal_of_a_key_is_one(make_session: Make, serve: Serve, shared: Path) -> None:
    path = shared / "upstream" / "semanticscholar" / "error_403_bad_key.json"
    serve(SITE, (403, path.read_bytes(), {"Content-Type": "application/json"}))
    assert "the key for api.example.org" in failure(make_session(keys=KEYS)).message


def test_a_login_that_is_asked_for_although_a_key_was_sent_is_about_the_key(
    make_session: Make, serve: Serve
) -> None:
    serve(SITE, (401,))
    error = failure(make_session(keys=KEYS))
    assert error.message == f"{URL}: the key for api.example.org is not accepted (401)"


@pytest.mark.parametrize("value", ["", "a b\n", "naïve", " padded"])
def test_a_key_that_cannot_stand_in_a_header_is_a_wrong_setting_and_not_shown(value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Session(keys={"api.example.org": ("x-api-key", value)})
    assert not value.strip() or value not in f"{caught.value}{caught.value.hint}"


def test_a_key_is_shown_nowhere(
    make_session: Make, serve: Serve, caplog: pytest.LogCaptureFixture, tmp_path: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    serve(SITE, (200, b"text", {"ETag": '"1"'}), (500,))
    session = make_session(keys=KEYS, cache=tmp_path / "cache", state=tmp_path / "state")
    session.ask(Query(URL))
    error = failure(session)
    seen = [caplog.text, repr(session), f"{error!r} {error} {error.hint}"]
    seen += [str(path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()]
    assert len(seen) > 5
    assert not any("s3cret" in each for each in seen)


@pytest.fixture
def many_at_once() -> Iterator[HTTPServer]:
    """A server that answers several requests at the same time."""
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        yield server


def test_hosts_are_asked_at_the_same_time_and_each_alone(
    many_at_once: HTTPServer, make_session: Make
) -> None:
    together = threading.Barrier(2, timeout=5)
    inside = {"a.example": 0, "b.example": 0}
    most = dict(inside)

    def handler(request: Asked) -> Answer:
        host = request.path.split("/")[1]
        inside[host] += 1
        most[host] = max(most[host], inside[host])
        # Passed only while the other host is being asked, too.
        together.wait()
        inside[host] -= 1
        return Answer("ok")

    for host in inside:
        many_at_once.expect_request(f"/{host}/").respond_with_handler(handler)
    session = make_session(gateway=many_at_once.url_for("/"))
    replies = []

    def work(url: str) -> None:
        replies.append(session.ask(Query(url)).body)

    threads = [threading.Thread(target=work, args=(f"https://{host}/",)) for host in [*inside] * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert replies == [b"ok"] * 6
    assert most == {"a.example": 1, "b.example": 1}
    assert session.requests == {"a.example": 3, "b.example": 3}


@pytest.mark.parametrize(
    ("gateway", "sent"),
    [
        ("http://127.0.0.1:8099", True),
        ("https://gateway.example.edu", True),
        ("http://gateway.example.edu", False),
    ],
)
def test_a_key_goes_through_no_gateway_on_which_others_could_read_it(
    gateway: str, sent: bool
) -> None:
    seen: list[Request] = []

    def send(request: Request) -> Response:
        seen.append(request)
        return Response(request.url, 200, {}, b"ok")

    session = Session(gateway=gateway, keys=KEYS, send=send)
    session.ask(Query(URL))
    assert ("x-api-key" in seen[0].headers) is sent
