"""Pages of a repository over https: git itself asks a server of ours, through the gateway."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from papergraph.domain.courses import Page
from papergraph.errors import BlockedAddressError, FetchError, SourceError
from papergraph.fetching.git import remote
from papergraph.fetching.git.command import Git, Network, Outcome
from papergraph.fetching.guard import Guard
from papergraph.fetching.pages import read_pages
from papergraph.fetching.session import Session

Run = Callable[..., str]


def git_server(folder: Path) -> Callable[[Request], Response]:
    """What ``git http-backend`` answers for the repositories in a folder (its CGI, RFC 3875)."""

    def handler(request: Request) -> Response:
        done = subprocess.run(
            ["git", "http-backend"],
            input=request.get_data(),
            capture_output=True,
            check=True,
            env={
                **os.environ,
                "GIT_PROJECT_ROOT": str(folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
                "REQUEST_METHOD": request.method,
                "PATH_INFO": request.path,
                "QUERY_STRING": request.query_string.decode(),
                "CONTENT_TYPE": request.content_type or "",
                "CONTENT_LENGTH": str(request.content_length or 0),
                "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
                "REMOTE_ADDR": "127.0.0.1",
            },
        )
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        status = int(headers.pop("Status", "200").split()[0])
        return Response(body, status=status, headers=headers)

    return handler


@pytest.fixture
def served(course: Path, git: Run, tmp_path: Path, httpserver: HTTPServer) -> Path:
    """The course at ``https://git.example.org/o/course`` and at GitHub, as the gateway has it."""
    root = tmp_path / "served"
    for host in ("git.example.org", "github.com"):
        bare = root / host / "o" / "course.git"
        bare.parent.mkdir(parents=True)
        git(course, "clone", "--quiet", "--bare", str(course), str(bare))
        git(bare, "config", "uploadpack.allowFilter", "true")
        (bare.parent / "course").symlink_to("course.git")
    httpserver.expect_request(re.compile("/.*")).respond_with_handler(git_server(root))
    return root / "git.example.org" / "o" / "course.git"


@pytest.fixture
def read(session: Session, served: Path) -> Callable[[str], Page]:
    def read(source: str) -> Page:
        (page,) = read_pages(source, session=session)
        return page

    return read


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        ("", "# Fall\n"),
        ("@W24", "# Winter\n"),
        ("@F24", "# Fall\n"),
        ("@draft", "# Draft\n"),
        ("@HEAD~1", "# Winter\n"),
        ("@draft^", "# Fall\n"),
        ("@W24:old/notes.txt", "notes of the winter\n"),
        ("@W24:old", "notes of the winter\n"),
    ],
)
def test_a_repository_is_read_at_a_revision(
    read: Callable[[str], Page], ref: str, text: str
) -> None:
    assert read(f"https://git.example.org/o/course.git{ref}").text == text


def test_a_commit_is_a_revision_also_shortened(
    read: Callable[[str], Page], course: Path, git: Run
) -> None:
    commit = git(course, "rev-parse", "W24")
    for ref in (commit, commit[:8]):
        page = read(f"https://git.example.org/o/course.git@{ref}")
        assert (page.text, page.revision) == ("# Winter\n", commit)


def test_a_page_of_github_has_the_address_its_links_are_seen_from(
    read: Callable[[str], Page], course: Path, git: Run
) -> None:
    page = read("https://github.com/o/course@F24")
    assert page.address == "https://raw.githubusercontent.com/o/course/F24/README.md"
    assert page.revision == git(course, "rev-parse", "main")


def test_a_page_of_any_other_host_says_repository_revision_and_path(
    read: Callable[[str], Page],
) -> None:
    page = read("https://git.example.org/o/course@F24:slides.txt")
    assert page.address == "https://git.example.org/o/course@F24:slides.txt"


def test_git_asks_the_gateway_as_ourselves_and_only_once_for_a_page(
    read: Callable[[str], Page], httpserver: HTTPServer
) -> None:
    read("https://git.example.org/o/course.git@F24:slides.txt")
    requests = [request for request, _ in httpserver.log]
    assert {request.path.split("/")[1] for request in requests} == {"git.example.org"}
    agents = {request.headers["User-Agent"] for request in requests}
    assert len(agents) == 1
    assert "librarian@example.org" in agents.pop()
    assert len(requests) < 10


def test_a_server_that_cannot_leave_files_out_is_read_too(
    read: Callable[[str], Page], served: Path, git: Run
) -> None:
    git(served, "config", "uploadpack.allowFilter", "false")
    assert read("https://git.example.org/o/course.git@W24").text == "# Winter\n"


def test_a_server_of_the_old_protocol_is_read_too(
    read: Callable[[str], Page], served: Path, httpserver: HTTPServer, course: Path, git: Run
) -> None:
    httpserver.clear()
    server = git_server(served.parents[2])

    def handler(request: Request) -> Response:
        request.environ.pop("HTTP_GIT_PROTOCOL", None)
        return server(request)

    httpserver.expect_request(re.compile("/.*")).respond_with_handler(handler)
    assert read("https://git.example.org/o/course.git@W24").text == "# Winter\n"
    commit = git(course, "rev-parse", "main~1")
    assert read(f"https://git.example.org/o/course.git@{commit}").text == "# Winter\n"


def test_several_pages_are_asked_for_together(
    session: Session, served: Path, git: Run, course: Path, httpserver: HTTPServer
) -> None:
    git(course, "reset", "--quiet", "--hard")
    git(course, "mv", "README.md", "a.md")
    (course / "b.md").symlink_to("old/notes.txt")
    git(course, "add", ".")
    git(course, "commit", "--quiet", "-m", "pages")
    git(course, "push", "--quiet", str(served), "main")
    pages = read_pages("https://git.example.org/o/course.git@main", session=session)
    assert [page.text for page in pages] == [
        "# Fall\n",
        "notes of the winter\n",
        "slides of the fall\n",
    ]
    # Each fetch asks three times: who are you, which references, give me these.
    assert len(httpserver.log) <= 9


@pytest.mark.parametrize("ref", ["W24", "main~1"])
def test_only_the_files_that_are_read_are_fetched(
    read: Callable[[str], Page], monkeypatch: pytest.MonkeyPatch, ref: str
) -> None:
    outcomes: list[tuple[str, ...]] = []
    run = Git.run

    def recorded(self: Git, *arguments: str) -> Outcome:
        outcome = run(self, *arguments)
        if arguments[0] == "fetch":
            held = run(self, "cat-file", "--batch-check=%(objecttype)", "--batch-all-objects")
            outcomes.append(tuple(sorted(held.out.decode().split())))
        return outcome

    monkeypatch.setattr(Git, "run", recorded)
    read(f"https://git.example.org/o/course.git@{ref}")
    before, after = outcomes
    assert "blob" not in before
    assert after.count("blob") == 1


def test_a_server_that_changes_its_ways_in_the_middle_does_not_hold_us(
    session: Session, served: Path, git: Run, httpserver: HTTPServer
) -> None:
    git(served, "update-server-info")
    httpserver.clear()
    root = served.parents[2]
    clever = git_server(root)
    packs = 0

    def handler(request: Request) -> Response:
        nonlocal packs
        if packs < 2:
            packs += request.method == "POST"
            return clever(request)
        file = root / request.path[1:]
        found = file.is_file() and "objects" not in file.parts
        return Response(file.read_bytes()) if found else Response(status=404)

    httpserver.expect_request(re.compile("/.*")).respond_with_handler(handler)
    with pytest.raises(FetchError):
        read_pages("https://git.example.org/o/course.git@W24", session=session)
    assert len(httpserver.log) < 30


def test_a_static_server_without_any_git_is_read_too(
    session: Session, served: Path, git: Run, httpserver: HTTPServer
) -> None:
    git(served, "update-server-info")
    root = served.parents[2]

    def static(request: Request) -> Response:
        file = root / request.path[1:]
        return Response(file.read_bytes()) if file.is_file() else Response(status=404)

    httpserver.clear()
    httpserver.expect_request(re.compile("/.*")).respond_with_handler(static)
    (page,) = read_pages("https://git.example.org/o/course.git@W24", session=session)
    assert page.text == "# Winter\n"


def test_an_unknown_revision_is_told_with_those_there_are(read: Callable[[str], Page]) -> None:
    with pytest.raises(SourceError, match="no revision F42") as caught:
        read("https://git.example.org/o/course.git@F42")
    assert caught.value.hint == "there is: draft, main, F24, W24"


@pytest.mark.parametrize("ref", ["abcdef1", "main~99"])
def test_a_revision_that_only_looks_like_one_is_told_too(
    read: Callable[[str], Page], ref: str
) -> None:
    with pytest.raises(SourceError, match="no revision"):
        read(f"https://git.example.org/o/course.git@{ref}")


def test_a_repository_that_is_not_there_is_told(read: Callable[[str], Page]) -> None:
    with pytest.raises(FetchError, match="no such repository, or it is private"):
        read("https://git.example.org/o/other.git@main")


def test_redirects_are_not_followed(session: Session, httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile("/.*")).respond_with_data(
        status=301, headers={"Location": "http://127.0.0.1:9/"}
    )
    with pytest.raises(FetchError, match="has moved"):
        read_pages("https://git.example.org/o/course@main", session=session)


def test_a_server_that_wants_the_suffix_gets_it(
    session: Session, served: Path, httpserver: HTTPServer
) -> None:
    httpserver.clear()
    root = served.parents[2]

    def handler(request: Request) -> Response:
        if ".git/" not in request.path:
            return Response(status=302, headers={"Location": "/elsewhere"})
        return git_server(root)(request)

    httpserver.expect_request(re.compile("/.*")).respond_with_handler(handler)
    (page,) = read_pages("https://git.example.org/o/course@W24", session=session)
    assert page.text == "# Winter\n"


@pytest.mark.parametrize(("status", "words"), [(500, "in trouble"), (401, "private")])
def test_a_server_that_says_no_is_told(
    session: Session, httpserver: HTTPServer, status: int, words: str
) -> None:
    httpserver.expect_request(re.compile("/.*")).respond_with_data(status=status)
    with pytest.raises(FetchError, match=words):
        read_pages("https://git.example.org/o/course.git@main", session=session)


@pytest.mark.parametrize(
    "source",
    [
        "https://127.0.0.1/o/course.git@main",
        "https://localhost:8443/o/course.git",
        "https://me:secret@git.example.org/o/course.git@main",
    ],
)
def test_a_local_host_or_a_password_is_refused_before_git_runs(
    session: Session, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    monkeypatch.setattr(remote, "Git", None)
    with pytest.raises(BlockedAddressError) as caught:
        read_pages(source, session=session)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "source",
    [
        "ssh://git@github.com/o/r@main",
        "git@github.com:o/r.git",
        "git://example.org/o/r.git",
        "ext::sh@x",
        "http://git.example.org/o/course.git@main",
        "file:///tmp/course.git@main",
    ],
)
def test_other_transports_are_refused_with_advice(session: Session, source: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_pages(source, session=session)
    assert caught.value.hint


@pytest.mark.usefixtures("no_proxies")
def test_without_a_gateway_a_name_that_means_this_machine_is_refused() -> None:
    session = Session(guard=Guard(lambda *_: ("127.0.0.1",)))
    with pytest.raises(BlockedAddressError, match=r"git\.example\.org"):
        read_pages("https://git.example.org/o/course.git", session=session)


@pytest.mark.usefixtures("no_proxies")
def test_without_a_gateway_git_connects_to_the_addresses_that_were_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Network] = []

    class Recorded(Git):
        def __init__(self, _: Path, *, network: Network) -> None:
            seen.append(network)
            raise FetchError("enough")

    monkeypatch.setattr(remote, "Git", Recorded)
    session = Session(guard=Guard(lambda *_: ("93.184.216.34", "2606:4700::1111")))
    with pytest.raises(FetchError, match="enough"):
        read_pages("https://git.example.org/o/course.git", session=session)
    assert ("http.curloptResolve", "git.example.org:443:93.184.216.34,[2606:4700::1111]") in (
        seen[0].config
    )


def test_nothing_is_left_behind(
    read: Callable[[str], Page], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    read("https://git.example.org/o/course.git@W24")
    assert list((tmp_path / "tmp").iterdir()) == []
