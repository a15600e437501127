"""Files, folders and standard input; what is none of them never makes us wait."""

import io
import os
import socket
from pathlib import Path

import pytest

from papergraph.errors import PapergraphError, SourceError
from papergraph.fetching import files
from papergraph.fetching.files import read_file, read_folder, read_stream


def test_a_file_is_a_page_with_its_path_as_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/a.md").write_text("text")
    page = read_file(Path("sub/a.md"))
    assert (page.text, page.address, page.revision) == ("text", "sub/a.md", None)


def test_a_pipe_does_not_make_us_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(SourceError, match=r"pipe\.md is a pipe") as caught:
        read_file(tmp_path / "pipe.md")
    assert "add -" in str(caught.value.hint)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a device"):
        read_file(Path("/dev/zero"))


def test_a_socket_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.md")
        with pytest.raises(SourceError, match="is a socket"):
            read_file(Path("s.md"))


def test_links_in_a_circle_and_to_nothing_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("b.md")
    (tmp_path / "b.md").symlink_to("a.md")
    (tmp_path / "c.md").symlink_to("nowhere.md")
    with pytest.raises(SourceError, match="leads back to itself"):
        read_file(tmp_path / "a.md")
    with pytest.raises(SourceError, match="link to nothing"):
        read_file(tmp_path / "c.md")


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("papergraph.fetching.files.os.open", refuse)
    with pytest.raises(SourceError, match="may not be read"):
        read_file(tmp_path / "a.md")


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(SourceError, match="larger than 32 MB"):
        read_file(tmp_path / "a.md")


def test_standard_input_is_a_page_without_a_place() -> None:
    assert read_stream(io.BytesIO(b"text")).address == "-"
    with pytest.raises(SourceError, match="- is empty"):
        read_stream(io.BytesIO())


def test_endless_standard_input_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_PAGE_BYTES", 1000)
    with Path("/dev/zero").open("rb") as endless, pytest.raises(SourceError, match="larger"):
        read_stream(endless)


def names(folder: Path) -> list[str]:
    return [Path(page.address).relative_to(folder).as_posix() for page in read_folder(folder)]


def test_a_folder_is_its_pages_in_order(tmp_path: Path) -> None:
    for name in ["b.md", "a.TXT", "c.csv", "d.toml", "e.html", "f.markdown"]:
        (tmp_path / name).write_text("text")
    for name in [
        ".hidden.md",
        "x.py",
        "x.pdf",
        "LICENSE.md",
        "requirements-dev.txt",
        "papergraph.toml",
    ]:
        (tmp_path / name).write_text("text")  # fmt: skip
    (tmp_path / "sub.md").mkdir()
    (tmp_path / "sub.md" / "below.md").write_text("text")
    assert names(tmp_path) == ["a.TXT", "b.md", "c.csv", "d.toml", "e.html", "f.markdown"]


def test_a_folder_of_folders_is_the_pages_one_level_below(tmp_path: Path) -> None:
    for name in [
        "w24/README.md",
        "f24/README.md",
        "f24/deep/x.md",
        "node_modules/README.md",
        ".git/a.txt",
    ]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")  # fmt: skip
    (tmp_path / "loop").symlink_to(tmp_path)
    assert names(tmp_path) == ["f24/README.md", "w24/README.md"]


def test_a_folder_without_pages_says_what_was_looked_for(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("text")
    with pytest.raises(SourceError, match=r"no pages \(\.md, ") as caught:
        read_folder(tmp_path)
    assert caught.value.hint


def test_a_folder_of_too_many_pages_is_none_of_course_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_PAGES", 2)
    for number in range(3):
        (tmp_path / f"{number}.md").write_text("text")
    with pytest.raises(SourceError, match="has 3 pages"):
        read_folder(tmp_path)


def test_one_bad_page_of_a_folder_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    (tmp_path / "b.md").write_bytes(b"%PDF-1.7")
    os.mkfifo(tmp_path / "c.md")
    told: list[tuple[str, PapergraphError]] = []
    pages = read_folder(tmp_path, skipped=lambda *each: told.append(each))
    assert [Path(page.address).name for page in pages] == ["a.md"]
    assert [Path(address).name for address, _ in told] == ["b.md", "c.md"]
    assert "a PDF" in told[0][1].message


def test_a_bad_page_nobody_is_told_of_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    (tmp_path / "b.md").write_bytes(b"%PDF-1.7")
    with pytest.raises(SourceError, match="a PDF"):
        read_folder(tmp_path)


def test_a_folder_of_bad_pages_only_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("")
    with pytest.raises(SourceError, match="empty"):
        read_folder(tmp_path, skipped=lambda *_: None)
