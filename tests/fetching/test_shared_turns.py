"""Several processes ask one host as if they were one, also when one of them is killed."""

import itertools
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Answer

from papergraph.errors import AnswerError
from papergraph.fetching.hosts import HostRule
from papergraph.fetching.session import Session
from papergraph.fetching.sharing import HostStates, replace_file
from papergraph.sources.asking import Query

INTERVAL = 0.2
ASKING = """
import sys
from pathlib import Path
from papergraph.fetching.hosts import HostRule
from papergraph.fetching.session import Session
from papergraph.sources.asking import Query
gateway, state, times = sys.argv[1:]
rules = {"a.example": HostRule(0.2)}
with Session(gateway=gateway, state=Path(state), hosts=rules) as session:
    for _ in range(int(times)):
        session.ask(Query("https://a.example/"))
"""
HOLDING = """
import sys, time
from pathlib import Path
from papergraph.fetching.sharing import HostStates
with HostStates(Path(sys.argv[1])).held("a.example"):
    print("held", flush=True)
    time.sleep(60)
"""


def python(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def test_processes_keep_the_interval_between_them(tmp_path: Path) -> None:
    spans: list[tuple[float, float]] = []

    def handler(request: Asked) -> Answer:
        start = time.monotonic()
        time.sleep(0.05)
        spans.append((start, time.monotonic()))
        return Answer("ok")

    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        server.expect_request("/a.example/").respond_with_handler(handler)
        running = [python(ASKING, server.url_for("/"), tmp_path, 3) for _ in range(3)]
        assert [each.wait(60) for each in running] == [0, 0, 0]
    assert len(spans) == 9
    spans.sort()
    gaps = [later[0] - earlier[1] for earlier, later in itertools.pairwise(spans)]
    assert min(gaps) >= INTERVAL * 0.95


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    holder = python(HOLDING, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    told: list[str] = []

    def busy() -> None:
        told.append("busy")
        holder.send_signal(signal.SIGKILL)

    with HostStates(tmp_path).held("a.example", on_busy=busy):
        assert told == ["busy"]
    assert holder.wait(10) == -signal.SIGKILL
    holder.stdout.close()


def test_whoever_waits_for_another_run_says_so(
    make_session: Callable[..., Session], serve: Callable[..., list[Asked]], tmp_path: Path
) -> None:
    holder = python(HOLDING, tmp_path)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    told: list[tuple[str, float, str]] = []

    def on_wait(host: str, seconds: float, why: str) -> None:
        told.append((host, seconds, why))
        holder.kill()

    serve("a.example/", b"ok")
    session = make_session(state=tmp_path, on_wait=on_wait)
    assert session.ask(Query("https://a.example/")).body == b"ok"
    assert told == [("a.example", 0.0, "another run is asking it")]
    holder.wait(10)
    holder.stdout.close()


def test_a_host_that_another_run_found_to_want_us_gone_is_not_asked(
    make_session: Callable[..., Session], serve: Callable[..., list[Asked]], tmp_path: Path
) -> None:
    asked = serve("a.example/", (403,))
    rules = {"a.example": HostRule(0.0)}
    one = make_session(state=tmp_path, hosts=rules)
    other = make_session(state=tmp_path, hosts=rules)
    third = make_session(state=tmp_path, hosts=rules)
    for session in (one, other, third):
        with pytest.raises(AnswerError):
            session.ask(Query("https://a.example/"))
    assert len(asked) == 2, "two refusals in a row, whoever got them"
    assert third.requests == {}


@pytest.mark.parametrize("host", ["a.example", "a" * 250, "::1", "../../etc", "con/x", ".."])
def test_every_host_has_a_file_of_its_own_within_the_folder(tmp_path: Path, host: str) -> None:
    states = HostStates(tmp_path / "state")
    with states.held(host):
        states.save(states.load(host))
    assert HostStates(tmp_path / "state").all() == (states.load(host),)
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_a_file_is_replaced_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    replace_file(path, b"old")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
