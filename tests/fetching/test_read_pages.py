"""Whatever a person gives as SOURCE: what it is taken for, and what comes of it."""

import io
import os
import re
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from papergraph.errors import FetchError, SourceError
from papergraph.fetching.pages import read_pages
from papergraph.fetching.session import Session

SEEDS = Path(__file__).resolve().parents[2] / ".." / "shared" / "seeds"
RAW = "/raw.githubusercontent.com/o/r"


def test_standard_input_is_a_dash(offline: Session) -> None:
    (page,) = read_pages("-", session=offline, stdin=io.BytesIO("naïve".encode("cp1252")))
    assert (page.text, page.address) == ("naïve", "-")


def test_the_process_s_own_standard_input_is_the_default(
    offline: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"text")))
    assert read_pages("-", session=offline)[0].text == "text"


def test_a_file_and_a_folder_are_read(offline: Session, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    assert [page.text for page in read_pages(str(tmp_path / "a.md"), session=offline)] == ["a"]
    assert [page.text for page in read_pages(str(tmp_path), session=offline)] == ["a", "b"]


def test_a_file_of_any_suffix_is_read_when_it_is_named(offline: Session, tmp_path: Path) -> None:
    (tmp_path / "schedule").write_text("text")
    assert read_pages(str(tmp_path / "schedule"), session=offline)[0].text == "text"


def test_a_url_is_fetched(session: Session, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/course.example.edu/f24/", query_string="week=2").respond_with_data(
        "café".encode("latin-1"),
        content_type="text/html; charset=iso-8859-1",
        headers={"ETag": 'W/"abc"'},
    )
    (page,) = read_pages("https://course.example.edu/f24/?week=2#top", session=session)
    assert page.text == "café"
    assert page.address == "https://course.example.edu/f24/?week=2"
    assert page.revision == "abc"


def test_a_url_that_redirects_has_the_address_it_ends_at(
    session: Session, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/old.example/a").respond_with_data(
        status=301, headers={"Location": "https://new.example/b/c.md"}
    )
    httpserver.expect_request("/new.example/b/c.md").respond_with_data("text")
    assert read_pages("http://old.example/a", session=session)[0].address == (
        "https://new.example/b/c.md"
    )


def test_a_page_of_github_is_its_raw_file(session: Session, httpserver: HTTPServer) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    httpserver.expect_request(f"{RAW}/{commit}/docs/a.md").respond_with_data("text")
    (page,) = read_pages(f"https://github.com/o/r/blob/{commit}/docs/a.md#L3", session=session)
    assert page.address == f"https://raw.githubusercontent.com/o/r/{commit}/docs/a.md"
    assert page.revision == commit


def test_a_repository_at_github_is_its_readme_in_whatever_spelling(
    session: Session, httpserver: HTTPServer
) -> None:
    httpserver.expect_request(f"{RAW}/HEAD/README.txt").respond_with_data("text")
    httpserver.expect_request(f"{RAW}/HEAD/README.md").respond_with_data(status=404)
    for name in ("readme.md", "Readme.md", "README.markdown"):
        httpserver.expect_request(f"{RAW}/HEAD/{name}").respond_with_data(status=404)
    (page,) = read_pages("https://github.com/o/r", session=session)
    assert page.address.endswith("/o/r/HEAD/README.txt")


def test_a_repository_without_a_readme_says_so(session: Session, httpserver: HTTPServer) -> None:
    for name in ("README.md", "readme.md", "Readme.md", "README.markdown", "README.txt", "README"):
        httpserver.expect_request(f"{RAW}/HEAD/{name}").respond_with_data(status=404)
    with pytest.raises(FetchError, match=r"github\.com/o/r: no README found") as caught:
        read_pages("https://github.com/o/r", session=session)
    assert "private" in str(caught.value.hint)


def test_a_pdf_at_a_url_is_named(session: Session, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/a.example/slides").respond_with_data(b"%PDF-1.7\n")
    with pytest.raises(SourceError, match=r"https://a\.example/slides is a PDF"):
        read_pages("https://a.example/slides", session=session)


@pytest.mark.parametrize(
    "path",
    ["@someone/notes", "notes@home.html", "p?mail=me@b.example", "#@main", "x%40main"],
)
def test_an_at_sign_in_an_address_does_not_make_it_a_repository(
    session: Session, httpserver: HTTPServer, path: str
) -> None:
    httpserver.expect_request(re.compile(r"/a\.example/.*")).respond_with_data("text")
    (page,) = read_pages(f"https://a.example/{path}", session=session)
    assert page.text == "text"


@pytest.mark.parametrize(
    ("source", "words", "hint"),
    [
        ("", "without a name", "give a file"),
        ("  ", "without a name", "give a file"),
        ("a\0b", "without a name", "give a file"),
        ("READNE.md", r"there is no READNE\.md", "did you mean README.md?"),
        ("cse585@F24", "there is no cse585@F24", "name of an offering"),
        ("github.com/o/r", "there is no", "https://github.com/o/r"),
        ("git@github.com:o/r.git", "not over ssh", "https://"),
        ("file:///a.md", "not file", "give the path itself"),
        ("ftp://a.example/b", "not ftp", "https://"),
        ("x" * 5000, "cannot be read: file name too long", ""),
        ("README.md/a", "there is no", "git repository"),
        ("loop", "leads back to itself", "mend"),
    ],
)
def test_a_source_that_is_nothing_is_an_error_with_advice(
    offline: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: str,
    words: str,
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text("text")
    Path("loop").symlink_to("loop")
    with pytest.raises(SourceError, match=words) as caught:
        read_pages(source, session=offline)
    assert hint in (caught.value.hint or "")


def test_a_pipe_given_by_name_does_not_make_us_wait(offline: Session, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is a pipe"):
        read_pages(str(tmp_path / "pipe"), session=offline)


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared is not here")
def test_every_seed_is_a_page(offline: Session) -> None:
    pages = read_pages(str(SEEDS), session=offline)
    assert len(pages) == sum(1 for path in SEEDS.iterdir() if path.suffix in (".md", ".txt"))
    assert len({page.digest for page in pages}) == len(pages)
