"""Papers come into a file, whole or not at all."""

import gzip
import hashlib
import io
import socket
import threading
import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request as Asked

from papergraph.errors import AnswerError, StoreError
from papergraph.fetching.exchange import Limits
from papergraph.fetching.hosts import HostRule
from papergraph.fetching.session import Session

URL = "https://papers.example.org/a.pdf"
SITE = "papers.example.org/a.pdf"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4000
Make = Callable[..., Session]
Serve = Callable[..., list[Asked]]
Server = Callable[..., AbstractContextManager[str]]


def failure(session: Session, folder: Path, **options: Any) -> AnswerError:
    with pytest.raises(AnswerError) as caught:
        session.download(URL, **{"folder": folder, "max_bytes": 2_000_000, **options})
    assert list(folder.iterdir()) == []
    assert caught.value.hint
    return caught.value


def test_a_paper_comes_into_a_file_of_the_folder(
    session: Session, serve: Serve, tmp_path: Path
) -> None:
    asked = serve(SITE, (200, PDF, {"Content-Type": "application/pdf", "ETag": '"1"'}))
    found = session.download(URL, folder=tmp_path / "papers", max_bytes=2_000_000)
    assert found is not None
    assert found.path.parent == tmp_path / "papers"
    assert found.path.read_bytes() == PDF
    assert (found.size, found.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert (found.url, found.status, found.media_type) == (URL, 200, "application/pdf")
    assert found.headers["etag"] == '"1"'
    assert asked[0].headers["Accept"] == "application/pdf"
    assert list((tmp_path / "papers").iterdir()) == [found.path]


def test_redirects_and_packing_are_undone(session: Session, serve: Serve, tmp_path: Path) -> None:
    serve(SITE, (302, b"see there", {"Location": "https://cdn.example/b"}))
    serve("cdn.example/b", (200, gzip.compress(PDF), {"Content-Encoding": "gzip"}))
    found = session.download(URL, folder=tmp_path, max_bytes=2_000_000)
    assert found is not None
    assert (found.url, found.path.read_bytes()) == ("https://cdn.example/b", PDF)


@pytest.mark.parametrize(
    ("options", "header"),
    [
        ({"etag": '"1"'}, "If-None-Match"),
        ({"last_modified": "Wed, 16 Sep 2026 12:00:00 GMT"}, "If-Modified-Since"),
    ],
)
def test_a_paper_that_has_not_changed_does_not_come_again(
    session: Session, serve: Serve, tmp_path: Path, options: dict[str, str], header: str
) -> None:
    asked = serve(SITE, (304,))
    assert session.download(URL, folder=tmp_path, max_bytes=1000, **options) is None  # type: ignore[arg-type]
    assert asked[0].headers[header] in options.values()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((404, b"<html>withdrawn</html>"), "absent"),
        ((403,), "withheld"),
        ((500,), "temporary"),
        ((304,), "temporary"),
        ((200, PDF * 2), "withheld"),
        ((200, gzip.compress(bytes(5_000_000)), {"Content-Encoding": "gzip"}), "withheld"),
        ((200, gzip.compress(PDF)[:500], {"Content-Encoding": "gzip"}), "temporary"),
        ((200, b"%PDF no gzip", {"Content-Encoding": "gzip"}), "temporary"),
        ((302, b"", {"Location": "http://127.0.0.1/a.pdf"}), "temporary"),
        ((302, b"", {"Location": URL}), "temporary"),
    ],
)
def test_a_failure_has_its_outcome_and_leaves_nothing(
    session: Session, serve: Serve, tmp_path: Path, answer: tuple[Any, ...], outcome: str
) -> None:
    serve(SITE, answer)
    assert failure(session, tmp_path).outcome == outcome


def test_an_endless_answer_of_no_length_is_cut(
    make_session: Make, server: Server, tmp_path: Path
) -> None:
    def endless(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n%PDF")
        while not over.is_set():
            connection.sendall(bytes(65536))

    with server(endless) as gateway:
        error = failure(make_session(gateway=gateway), tmp_path)
    assert error.outcome == "withheld"
    assert "larger than 2 MB" in error.message


def test_half_a_paper_is_begun_anew(make_session: Make, server: Server, tmp_path: Path) -> None:
    times = []

    def talk(connection: socket.socket, over: threading.Event) -> None:
        times.append(connection.recv(4096))
        whole = len(times) == 2
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nConnection: close\r\n\r\n")
        connection.sendall(b"%PDF-1.7 new" if whole else b"%PDF-1")

    with server(talk) as gateway:
        session = make_session(gateway=gateway)
        found = session.download(URL, folder=tmp_path, max_bytes=1000)
    assert found is not None
    assert found.path.read_bytes() == b"%PDF-1.7 new"
    assert found.sha256 == hashlib.sha256(b"%PDF-1.7 new").hexdigest()


def test_a_byte_now_and_then_is_not_waited_for(
    make_session: Make, server: Server, tmp_path: Path
) -> None:
    def drip(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        while not over.wait(0.02):
            connection.sendall(b"x")

    with server(drip) as gateway:
        session = make_session(gateway=gateway, limits=Limits(total=0.1))
        error = failure(session, tmp_path)
    assert error.outcome == "temporary"
    assert "0.3 seconds" in error.message


def test_a_wall_in_place_of_a_paper_is_no_paper(
    make_session: Make, serve: Serve, tmp_path: Path
) -> None:
    wall = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"
    asked = serve(SITE, (200, wall, {"Content-Type": "application/pdf"}))
    session = make_session(hosts={"papers.example.org": HostRule(10.0)})
    assert failure(session, tmp_path).outcome == "temporary"
    assert session.parked("papers.example.org")
    assert failure(session, tmp_path).outcome == "temporary"
    assert len(asked) == 1


def test_robots_are_heeded_where_asked(session: Session, serve: Serve, tmp_path: Path) -> None:
    serve("papers.example.org/robots.txt", b"User-agent: *\nDisallow: /\n")
    asked = serve(SITE, PDF)
    assert failure(session, tmp_path, robots=True).outcome == "withheld"
    assert asked == []


def test_an_address_that_is_never_asked_is_withheld(session: Session, tmp_path: Path) -> None:
    with pytest.raises(AnswerError) as caught:
        session.download("file:///etc/passwd", folder=tmp_path, max_bytes=1000)
    assert caught.value.outcome == "withheld"


def test_a_full_disk_is_named_and_nothing_is_left(
    session: Session, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            if self.tell() > 200_000:
                raise OSError(28, "No space left on device")
            return super().write(data)

    monkeypatch.setattr("papergraph.fetching.downloading.io.FileIO", Full)
    serve(SITE, PDF)
    with pytest.raises(StoreError, match="No space left on device") as caught:
        session.download(URL, folder=tmp_path, max_bytes=2_000_000)
    assert str(tmp_path) in caught.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_less_than_it_is_given_gets_the_rest(
    session: Session, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(io.FileIO):
        def write(self, data: Any) -> int:
            return super().write(data[:1000])

    monkeypatch.setattr("papergraph.fetching.downloading.io.FileIO", Slow)
    serve(SITE, PDF)
    found = session.download(URL, folder=tmp_path, max_bytes=2_000_000)
    assert found is not None
    assert found.path.read_bytes() == PDF


def test_a_folder_that_is_none_is_named(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written to") as caught:
        session.download(URL, folder=tmp_path / "a", max_bytes=1000)
    assert caught.value.hint


def test_an_interrupted_download_leaves_nothing(tmp_path: Path) -> None:
    def send(request: Any) -> None:
        request.sink.begin()
        request.sink.write(b"%PDF")
        raise KeyboardInterrupt

    session = Session(send=send)  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        session.download(URL, folder=tmp_path, max_bytes=1000)
    assert list(tmp_path.iterdir()) == []


def test_a_large_paper_takes_little_memory(
    make_session: Make, server: Server, tmp_path: Path
) -> None:
    size = 60_000_000

    def talk(connection: socket.socket, over: threading.Event) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        piece = bytes(1_000_000)
        for _ in range(size // len(piece)):
            connection.sendall(piece)

    with server(talk) as gateway:
        session = make_session(gateway=gateway)
        tracemalloc.start()
        found = session.download(URL, folder=tmp_path, max_bytes=size)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found is not None
    assert found.size == found.path.stat().st_size == size
    assert peak < size / 4
