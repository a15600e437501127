"""A crawl that is killed in the middle: what was committed stays, and is not asked for again."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from crawl_world import CrawlWorld, page
from made_world import MadeWorld
from replay_faults import silence, slow
from replay_server import ReplayServer

from papergraph import Catalog

READINGS = {
    "Attention Is All You Need": "https://arxiv.org/abs/1706.03762",
    "Orca: A Distributed Serving System for Transformer-Based Generative Models": (
        "https://www.usenix.org/conference/osdi22/presentation/yu"
    ),
    "The Illustrated Transformer": "https://jalammar.github.io/illustrated-transformer/",
}
SIZES = {"attention-is-all-you-need": 3_500}
S2, USENIX = "api.semanticscholar.org", "www.usenix.org"

#: Far above what anything takes here, for a machine that does much else.
AT_MOST = 120.0


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(MadeWorld(sizes=SIZES)) as started:
        yield started


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path, listing = tmp_path / "c.sqlite", tmp_path / "README.md"
    listing.write_text(page(READINGS), "utf-8")
    with Catalog.open(path) as catalog:
        catalog.add(listing)
    return path


def environment(server: ReplayServer, db: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PAPERGRAPH_DB": str(db),
        "PAPERGRAPH_GATEWAY": server.url,
        "PAPERGRAPH_CONTACT": "tester@example.org",
        "XDG_STATE_HOME": str(db.parent / "state"),
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "papergraph", *arguments]


def run(server: ReplayServer, db: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        env=environment(server, db),
        capture_output=True,
        text=True,
        check=False,
        timeout=AT_MOST,
    )


@contextmanager
def crawling(server: ReplayServer, db: Path) -> Iterator[subprocess.Popen[str]]:
    """A crawl in a process of its own, which is gone at the end."""
    with subprocess.Popen(
        command("crawl", "--json"),
        env=environment(server, db),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + AT_MOST
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def pages_asked(server: ReplayServer) -> list[str]:
    """Where each page of citations that was asked for begins."""
    return [dict(a.query)["offset"] for a in server.arrivals if a.path.endswith("/citations")]


def facts(catalog: Catalog) -> dict[str, Any]:
    """What a catalog knows in the end, whatever way it came about."""
    snapshot = catalog._store.snapshot(None, neighbours=True)
    titles = {key: work.title for key, work in snapshot.works.items()}
    return {
        "titles": Counter(titles.values()),
        "venues": {str(entry.work.venue) for entry in catalog.works()},
        "citations": {
            (titles[edge.citing], titles[edge.cited], edge.source) for edge in snapshot.citations
        },
        "asked": Counter((a.source, a.fact, a.subject, a.outcome) for a in catalog._store.asked()),
    }


def test_after_a_kill_the_next_crawl_goes_on_and_asks_nothing_twice(
    server: ReplayServer, db: Path, tmp_path: Path
) -> None:
    # Two seconds in which an answer that came before is surely written down.
    server.fault(S2, slow(2.0))
    server.fault(USENIX, silence(AT_MOST))
    with crawling(server, db) as process:
        wait_for(lambda: len(pages_asked(server)) == 3)
        time.sleep(1.0)
        process.send_signal(signal.SIGKILL)
        assert process.wait(AT_MOST) == -signal.SIGKILL
        under_way = len(server.arrivals)
    committed = pages_asked(server)[:-1]
    assert committed == ["0", "1000"]
    with sqlite3.connect(db) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    with Catalog.open(db) as catalog:
        found = catalog.show(READINGS["Attention Is All You Need"])
        assert getattr(found, "citations", None) == 2_000, "two pages were committed"
        with catalog._store.exclusive("crawl"):
            pass  # nobody holds the lock of the dead
    server.mend()
    again = run(server, db, "crawl", "--json")
    assert (again.returncode, again.stderr) == (0, "")
    assert json.loads(again.stdout)["failed"] == []
    twice = Counter(arrival.host for arrival in server.repeats)
    assert set(twice) == {S2, USENIX}, "what was under way at the kill, and no more"
    assert set(twice.values()) == {1}
    assert Counter(pages_asked(server))["2000"] == 2, "it was under way"
    assert len(server.arrivals) > under_way
    assert run(server, db, "crawl", "--json").stdout.count('"requests": {}') == 1

    (tmp_path / "other").mkdir()
    undisturbed = CrawlWorld(tmp_path / "other", readings=READINGS, sizes=SIZES)
    with undisturbed.server, undisturbed.open() as whole, undisturbed.session() as session:
        whole.crawl(session=session)
        with Catalog.open(db) as catalog:
            assert facts(catalog) == facts(whole)


def test_an_interrupt_is_one_line_and_what_was_committed_stays(
    server: ReplayServer, db: Path
) -> None:
    server.fault(USENIX, silence(AT_MOST))
    with crawling(server, db) as process:
        wait_for(lambda: len(pages_asked(server)) == 2)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=AT_MOST)
        assert time.monotonic() - begun < 20, "it does not wait for the silent site"
        assert process.returncode == 130
    assert err == "stopped; what was committed stays\n"
    assert out == ""
    with Catalog.open(db) as catalog, catalog._store.exclusive("crawl"):
        assert catalog._store.asked() != ()


def test_a_second_crawl_is_told_who_crawls(server: ReplayServer, db: Path) -> None:
    server.fault(USENIX, silence(AT_MOST))
    with crawling(server, db) as process:
        wait_for(lambda: USENIX in server.counts)
        refused = run(server, db, "crawl")
        assert refused.returncode == 4
        assert refused.stdout == ""
        line, hint = refused.stderr.splitlines()
        assert line.startswith("papergraph: another crawl (process ")
        assert f"process {process.pid} on " in line
        assert str(db) in line
        assert hint.strip()
        as_json = run(server, db, "crawl", "--json")
        assert (as_json.returncode, as_json.stderr) == (4, "")
        error = json.loads(as_json.stdout)["error"]
        assert error["code"] == "locked"
        assert f"process {process.pid} on " in error["message"]
        assert error["hint"]
        # Looking on is nobody's business but the reader's.
        assert run(server, db, "crawl", "--dry-run").returncode == 0
        assert run(server, db, "works", "--json").returncode == 0
        assert process.poll() is None
