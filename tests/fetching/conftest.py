"""Sessions that go through a server of ours, and repositories made on the spot."""

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from papergraph.fetching.exchange import Limits
from papergraph.fetching.retrying import RetryPolicy
from papergraph.fetching.session import Session


class Clock:
    """Time that passes only when somebody sleeps; ``slept`` remembers how long."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def now(self) -> datetime:
        """The time of day that goes with it: 1000 is noon."""
        return datetime(2026, 9, 17, 12, tzinfo=UTC) + timedelta(seconds=self.time - 1000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' environment leads all to a dead proxy; here it is the guard that must refuse."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def make_session(httpserver: HTTPServer, clock: Clock) -> Iterator[Callable[..., Session]]:
    """Makes sessions whose gateway is ``httpserver`` and whose time is that of ``clock``."""
    made: list[Session] = []

    def make(**options: Any) -> Session:
        given = {
            "contact": "librarian@example.org",
            "gateway": httpserver.url_for("/"),
            "limits": Limits(connect=5, read=5, total=20),
            "retry": RetryPolicy(attempts=3),
            "clock": clock,
            "sleep": clock.sleep,
            "now": clock.now,
            "jitter": lambda: 1.0,
        }
        made.append(Session(**{**given, **options}))
        return made[-1]

    yield make
    for session in made:
        session.close()


@pytest.fixture
def session(make_session: Callable[..., Session]) -> Session:
    """A session whose gateway is ``httpserver``: ``/HOST/PATH`` there is ``https://HOST/PATH``."""
    return make_session()


@pytest.fixture
def serve(httpserver: HTTPServer) -> Callable[..., list[Asked]]:
    """``serve("HOST/PATH", answer, …)``: answers in turn, the last for ever; gives what was asked.

    An answer is its bytes, or ``(status, bytes, headers)`` with fewer of them.
    """

    def serve(address: str, *answers: bytes | tuple[Any, ...]) -> list[Asked]:
        asked: list[Asked] = []

        def handler(request: Asked) -> Answer:
            request.get_data()
            answer = answers[min(len(asked), len(answers) - 1)]
            asked.append(request)
            if isinstance(answer, bytes):
                return Answer(answer)
            status, body, headers = (*answer, *(b"", {})[len(answer) - 1 :])
            return Answer(body, status=status, headers=headers)

        httpserver.expect_request(f"/{address}").respond_with_handler(handler)
        return asked

    return serve


@pytest.fixture
def server() -> Callable[..., AbstractContextManager[str]]:
    """``server(talk)`` says byte for byte what ``talk`` says, to one connection after another."""

    @contextmanager
    def server(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
        over = threading.Event()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(10)

            def serve() -> None:
                while not over.is_set():
                    try:
                        connection, _ = listening.accept()
                        with connection:
                            talk(connection, over)
                    except OSError:
                        continue

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)

    return server


@pytest.fixture
def offline() -> Session:
    """A session that fails the test when it is asked for anything."""

    def send(request: object) -> None:
        raise AssertionError(f"a request was sent: {request}")

    return Session(send=send)  # type: ignore[arg-type]


@pytest.fixture
def git() -> Callable[..., str]:
    """``git(folder, "commit", …)``: runs git there and gives its output."""

    def run(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main", *arguments],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    return run


@pytest.fixture
def course(tmp_path: Path, git: Callable[..., str]) -> Path:
    """A repository of a course: tags W24 and F24, a branch ``draft``, and an uncommitted page."""
    folder = tmp_path / "course"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "README.md").write_text("# Winter\n")
    (folder / "old").mkdir()
    (folder / "old" / "notes.txt").write_text("notes of the winter\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "winter")
    git(folder, "tag", "W24")
    (folder / "README.md").write_text("# Fall\n")
    (folder / "slides.txt").write_text("slides of the fall\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "fall")
    git(folder, "tag", "-a", "F24", "-m", "fall")
    git(folder, "switch", "--quiet", "-c", "draft")
    (folder / "README.md").write_text("# Draft\n")
    git(folder, "commit", "--quiet", "-am", "draft")
    git(folder, "switch", "--quiet", "main")
    (folder / "README.md").write_text("# Not committed\n")
    return folder
