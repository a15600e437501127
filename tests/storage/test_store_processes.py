"""Several processes at one catalog, and one that dies."""

import subprocess
import sys
from pathlib import Path

from storage_facts import NOW, VLLM, add_works, facts
from storage_writer import STEPS

from papergraph.storage import Store

WRITER = Path(__file__).parent / "storage_writer.py"


def start(location: str, mode: str, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, WRITER, location, mode, name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def read(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("go\n")
    process.stdin.flush()


def test_processes_that_open_and_write_at_once_all_succeed(empty: str) -> None:
    names = ["one", "two"]
    processes = [start(empty, "write", name) for name in names]
    assert [read(process) for process in processes] == ["ready"] * 2
    for process in processes:
        go(process)
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0]
    with Store.open(empty) as store:
        assert set(store.works()) == {f"{name}-{step}" for name in names for step in range(STEPS)}


def test_a_writer_killed_in_the_middle_leaves_a_good_catalog(location: str) -> None:
    with start(location, "hang", "victim") as process:
        assert read(process) == "ready"
        go(process)
        assert read(process) == "written"
        process.kill()
    with Store.open(location) as store:
        assert store.works() == {}
        add_works(store, VLLM)
        assert store.works() == {"vllm": VLLM}
    with Store.open(location) as store, store.writing() as transaction:
        transaction.apply(facts(), now=NOW)
