"""scripts/replay, as a person uses it."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import replay_command
import requests


@contextmanager
def running(checkout: Path, *arguments: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """The address of a replay server in a process of its own, and the process."""
    with subprocess.Popen(
        [sys.executable, "-m", "replay_command", *arguments],
        cwd=checkout / "tests/replay",
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            match = re.fullmatch(
                r"PAPERGRAPH_GATEWAY=(http://127\.0\.0\.1:\d+) papergraph .*", line[:-1]
            )
            assert match, line
            yield match[1], process
        finally:
            process.kill()


def test_it_prints_what_to_type_and_what_it_was_asked(checkout: Path) -> None:
    with running(checkout, "--fault", "www.usenix.org=block", "--slow", "dblp.org=0.1") as (
        url,
        process,
    ):
        page = requests.get(f"{url}/www.usenix.org/conference/osdi22/presentation/yu", timeout=30)
        assert "Attention Required!" in page.text
        answer = requests.get(f"{url}/dblp.org/search/publ/api?q=attention&h=1", timeout=30)
        assert answer.elapsed.total_seconds() >= 0.1
        assert requests.get(f"{url}/dl.acm.org/doi/10.1145/1", timeout=30).status_code == 404
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "3 requests, 0 of them not the first for that" in said
    assert "dl.acm.org/doi/10.1145/1: never" in said


def test_limits_can_be_enforced(checkout: Path) -> None:
    with running(checkout, "--enforce", "--weeks", "1") as (url, _):
        asked = [
            requests.get(f"{url}/export.arxiv.org/api/query?id_list=1706.03762", timeout=30)
            for _ in range(2)
        ]
    assert [answer.status_code for answer in asked] == [200, 429]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fault", "a.org=nonsense"], "'nonsense' is no fault"),
        (["--slow", "a.org=fast"], "'fast' is no number of seconds"),
        (["port"], "invalid int value: 'port'"),
    ],
)
def test_arguments_that_mean_nothing(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        replay_command.main(arguments)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err
