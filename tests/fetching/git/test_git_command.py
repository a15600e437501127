"""The git command is ended when it takes too long or too much."""

import os
import select
from pathlib import Path

import pytest

from papergraph.errors import FetchError
from papergraph.fetching.git.command import Git, Network, Outcome, first_lines


@pytest.fixture
def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script to be written, which is the ``git`` that is found."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "git"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    return program


def test_a_git_that_hangs_is_ended_with_its_helpers(tmp_path: Path, fake_git: Path) -> None:
    os.mkfifo(tmp_path / "never")
    os.mkfifo(tmp_path / "alive")
    fake_git.write_text("#!/bin/sh\nsh -c 'exec 9>alive; echo yes >&9; read line <never; true'\n")
    alive = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(FetchError, match=r"git fetch took more than 0\.5 seconds"):
            Git(tmp_path, max_seconds=0.5).run("fetch")
        assert os.read(alive, 10) == b"yes\n"
        # The end of the pipe is seen only when the helper, too, is gone.
        assert select.select([alive], [], [], 5)[0]
        assert os.read(alive, 10) == b""
    finally:
        os.close(alive)


def test_a_repository_that_grows_too_large_is_given_up(tmp_path: Path, fake_git: Path) -> None:
    os.mkfifo(tmp_path / "never")
    fake_git.write_text("#!/bin/sh\nhead -c 2000000 /dev/zero > pack\nread line < never\n")
    with pytest.raises(FetchError, match="larger than 1 MB"):
        Git(tmp_path, network=Network(), max_bytes=1024**2).run("fetch")


def test_what_is_not_named_does_not_reach_git(
    tmp_path: Path, fake_git: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_SSH_COMMAND", "SSH_AUTH_SOCK", "PAPERGRAPH_S2_KEY", "https_proxy"):
        monkeypatch.setenv(name, "value")
    fake_git.write_text("#!/bin/sh\nenv\n")
    seen = Git(tmp_path).run("anything").out.decode()
    assert "GIT_TERMINAL_PROMPT=0" in seen
    assert "value" not in seen
    seen = Git(tmp_path, network=Network(proxies=True)).run("anything").out.decode()
    assert "https_proxy=value" in seen


def test_the_complaint_is_the_line_that_says_why() -> None:
    said = "warning: something\nfatal: the reason\nhint: try that\n"
    assert Outcome(128, b"", said).complaint == "the reason"
    assert Outcome(1, b"", "").complaint == "git says nothing"


def test_a_long_list_is_cut_and_counted() -> None:
    assert first_lines(["a", "b"]) == "a, b"
    assert first_lines(["a", "b", "c"], most=1) == "a and 2 more"
