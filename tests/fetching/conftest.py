"""Sessions that go through a server of ours, and repositories made on the spot."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

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
def session(httpserver: HTTPServer, clock: Clock) -> Iterator[Session]:
    """A session whose gateway is ``httpserver``: ``/HOST/PATH`` there is ``https://HOST/PATH``."""
    with Session(
        contact="librarian@example.org",
        gateway=httpserver.url_for("/"),
        limits=Limits(connect=5, read=5, total=20),
        retry=RetryPolicy(attempts=3),
        clock=clock,
        sleep=clock.sleep,
        jitter=lambda: 1.0,
    ) as session:
        yield session


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
