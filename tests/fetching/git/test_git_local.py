"""Pages of a local repository at a revision."""

from collections.abc import Callable
from pathlib import Path

import pytest

from papergraph.domain.courses import Page
from papergraph.errors import FetchError, PapergraphError, SourceError
from papergraph.fetching.pages import read_pages
from papergraph.fetching.session import Session

Git = Callable[..., str]


@pytest.fixture
def read(offline: Session, course: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Page]:
    monkeypatch.chdir(course.parent)

    def read(source: str) -> Page:
        (page,) = read_pages(source, session=offline)
        return page

    return read


def test_a_revision_is_read_as_committed(
    read: Callable[[str], Page], course: Path, git: Git
) -> None:
    page = read("course@HEAD")
    assert page.text == "# Fall\n"
    assert page.address == "course@HEAD:README.md"
    assert page.revision == git(course, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("ref", "text"),
    [("W24", "# Winter\n"), ("F24", "# Fall\n"), ("draft", "# Draft\n"), ("main~1", "# Winter\n")],
)
def test_branches_tags_and_expressions_are_revisions(
    read: Callable[[str], Page], ref: str, text: str
) -> None:
    assert read(f"course@{ref}").text == text


def test_a_commit_is_a_revision_also_shortened(
    read: Callable[[str], Page], course: Path, git: Git
) -> None:
    commit = git(course, "rev-parse", "W24")
    assert read(f"course@{commit}").text == read(f"course@{commit[:8]}").text == "# Winter\n"
    assert read("course@F24").revision == git(course, "rev-parse", "F24^{commit}")


def test_a_path_names_a_file_or_a_folder(read: Callable[[str], Page]) -> None:
    assert read("course@F24:slides.txt").text == "slides of the fall\n"
    assert read("course@F24:/old/./notes.txt").address == "course@F24:old/notes.txt"
    assert read("course@F24:old").text == "notes of the winter\n"


def test_a_folder_of_a_repository_is_seen_from_itself(read: Callable[[str], Page]) -> None:
    page = read("course/old@F24")
    assert (page.text, page.address) == ("notes of the winter\n", "course/old@F24:notes.txt")


def test_a_bare_repository_is_read_too(read: Callable[[str], Page], course: Path, git: Git) -> None:
    git(course.parent, "clone", "--quiet", "--bare", "course", "course.git")
    assert read("course.git@W24").text == "# Winter\n"


def test_a_bare_repository_without_a_revision_says_how(
    offline: Session, course: Path, git: Git
) -> None:
    git(course.parent, "clone", "--quiet", "--bare", "course", "course.git")
    with pytest.raises(SourceError) as caught:
        read_pages(str(course.parent / "course.git"), session=offline)
    assert "course.git@HEAD" in str(caught.value.hint)


def test_without_a_revision_a_repository_is_a_folder(offline: Session, course: Path) -> None:
    pages = read_pages(str(course), session=offline)
    assert [page.text for page in pages] == ["# Not committed\n", "slides of the fall\n"]


def test_a_path_with_an_at_sign_that_exists_is_a_path(
    read: Callable[[str], Page], course: Path
) -> None:
    course.with_name("course@F24").write_text("a file")
    assert read("course@F24").text == "a file"


def test_a_folder_with_an_at_sign_may_be_a_repository(
    read: Callable[[str], Page], course: Path
) -> None:
    course.rename(course.with_name("me@home"))
    assert read("me@home@W24:README.md").text == "# Winter\n"


def test_the_readme_is_found_in_any_spelling_else_all_pages_are_given(
    offline: Session, course: Path, git: Git
) -> None:
    git(course, "reset", "--quiet", "--hard")
    git(course, "mv", "README.md", "ReadMe.MD")
    git(course, "commit", "--quiet", "-m", "renamed")
    (page,) = read_pages(f"{course}@main", session=offline)
    assert page.address.endswith("@main:ReadMe.MD")
    git(course, "mv", "ReadMe.MD", "schedule.md")
    git(course, "commit", "--quiet", "-m", "renamed again")
    pages = read_pages(f"{course}@main", session=offline)
    assert [page.address.rpartition(":")[2] for page in pages] == ["schedule.md", "slides.txt"]


def test_links_are_followed_inside_and_not_outside(
    offline: Session, course: Path, git: Git, tmp_path: Path
) -> None:
    (tmp_path / "secret.md").write_text("secret")
    for name, target in {
        "inside.md": "old/notes.txt",
        "folder": "old",
        "outside.md": "../secret.md",
        "absolute.md": str(tmp_path / "secret.md"),
        "loop.md": "loop.md",
    }.items():
        (course / name).symlink_to(target)
    git(course, "add", ".")
    git(course, "commit", "--quiet", "-m", "links")

    def text(path: str) -> str:
        return read_pages(f"{course}@HEAD:{path}", session=offline)[0].text

    assert (
        text("inside.md") == text("folder/notes.txt") == text("folder") == "notes of the winter\n"
    )
    for path in ("outside.md", "absolute.md"):
        with pytest.raises(SourceError, match="leads out of the repository"):
            text(path)
    with pytest.raises(SourceError, match="leads back to itself"):
        text("loop.md")


def test_a_name_in_any_script_is_a_path(offline: Session, course: Path, git: Git) -> None:
    (course / "講義 1.md").write_text("text")
    git(course, "add", ".")
    git(course, "commit", "--quiet", "-m", "name")
    (page,) = read_pages(f"{course}@HEAD:講義 1.md", session=offline)
    assert page.text == "text"


@pytest.mark.parametrize(
    ("source", "words", "hint"),
    [
        ("course@F42", "no revision F42", "draft, main, "),
        ("course@main..draft", "no revision", "main"),
        ("course@F24:slide.txt", "no slide.txt", "did you mean slides.txt"),
        ("course@F24:old/x.md", "no old/x.md", "old/notes.txt"),
        ("course@F24:README.md/x", "no README.md/x", "path of a file"),
        ("course@", "'' is not a revision", "branch, a tag or a commit"),
        ("course@--upload-pack=x", "not a revision", "branch"),
        ("course@a b", "not a revision", "branch"),
        ("course@F24:-x", "not a path", "path"),
        ("course@F24:../course/README.md", "not a path", "path"),
        ("plain@F24", "not a git repository", "without @REF"),
        ("nowhere@main", "there is no nowhere@main", "no repository nowhere"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    read: Callable[[str], Page], course: Path, source: str, words: str, hint: str
) -> None:
    course.with_name("plain").mkdir()
    with pytest.raises(SourceError, match=words) as caught:
        read(source)
    assert hint in str(caught.value.hint)


def test_a_repository_without_a_commit_says_so(
    read: Callable[[str], Page], course: Path, git: Git
) -> None:
    course.with_name("new").mkdir()
    git(course.with_name("new"), "init", "--quiet")
    with pytest.raises(SourceError, match="no revision HEAD") as caught:
        read("new@HEAD")
    assert caught.value.hint == "it has no branches and no tags"


def test_a_bad_page_of_many_is_told(offline: Session, course: Path, git: Git) -> None:
    git(course, "reset", "--quiet", "--hard")
    git(course, "mv", "README.md", "a.md")
    (course / "b.md").write_bytes(b"%PDF-1.7")
    git(course, "add", ".")
    git(course, "commit", "--quiet", "-m", "bad")
    told: list[tuple[str, PapergraphError]] = []
    pages = read_pages(f"{course}@HEAD", session=offline, skipped=lambda *each: told.append(each))
    assert [page.text for page in pages] == ["# Fall\n", "slides of the fall\n"]
    assert [address for address, _ in told] == [f"{course}@HEAD:b.md"]


def test_a_submodule_is_not_entered(offline: Session, course: Path, git: Git) -> None:
    commit = git(course, "rev-parse", "HEAD")
    git(course, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    git(course, "commit", "--quiet", "-m", "submodule")
    with pytest.raises(SourceError, match="another repository"):
        read_pages(f"{course}@HEAD:sub", session=offline)


def test_nothing_of_the_repository_s_or_the_user_s_configuration_is_run(
    offline: Session, course: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "it-was-run"
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {mark}\n")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "diff.external",
        "core.askPass",
    ):
        git(course, "config", name, str(trap))
    git(course, "config", "remote.origin.url", f"ext::{trap}")
    git(course, "config", "remote.origin.promisor", "true")
    git(course, "config", "extensions.partialClone", "origin")
    (tmp_path / "gitconfig").write_text(
        f"[alias]\n\trev-parse = !{trap}\n[core]\n\tpager = {trap}\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    assert read_pages(f"{course}@W24", session=offline)[0].text == "# Winter\n"
    blob = lose_a_blob(course, git, monkeypatch)
    with pytest.raises(FetchError, match="cannot be read"):
        read_pages(f"{course}@W24", session=offline)
    assert not blob.exists()
    assert not mark.exists()


def lose_a_blob(course: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Take the winter's page out of the store: git would ask the "promisor" for it."""
    monkeypatch.delenv("GIT_DIR")
    name = git(course, "rev-parse", "W24:README.md")
    blob = course / ".git" / "objects" / name[:2] / name[2:]
    blob.chmod(0o600)
    blob.unlink()
    return blob


def test_a_machine_without_git_says_what_to_do(
    offline: Session, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(course))
    with pytest.raises(FetchError, match="no git on this machine") as caught:
        read_pages(f"{course}@W24", session=offline)
    assert "install git" in str(caught.value.hint)
