"""Figures of a crawl against a made world: requests, repeats, waits, and memory.

    .venv/bin/python -m benchmarks.crawl

The world is that of tests/replay: every site of the sample's works, answering on this machine.
Waits are skipped by a clock that counts work at its real length and sleep at none of it (see
``virtual_time``), so the time of a crawl is what it would be with a network of no latency.
"""

import json
import math
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from papergraph import Catalog
from papergraph.catalog.crawling.asking import host_rules
from papergraph.domain.answers import Crawled
from papergraph.fetching.session import Session
from papergraph.settings import Settings
from papergraph.sources import SOURCES

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "replay"))

from made_dblp import has_new_note
from made_facts import MadeWork
from made_knowledge import base_of, known_gap
from made_world import MadeWorld
from replay_exchange import Arrival
from replay_server import ReplayServer
from virtual_time import VirtualTime

#: A day longer than the answers that are asked for every week are fresh.
WEEK = timedelta(days=8)
CONTACT = "benchmark@example.org"
SIZES = (100, 1_000, 9_999)
WORK, PAGE = "attention-is-all-you-need", "https://arxiv.org/abs/1706.03762"
#: Ids in one request: what arXiv's own client and Semantic Scholar's users found to work, what
#: the length of an address allows at Crossref, and what OpenAlex documents.
BATCHES = {
    "export.arxiv.org": 100,
    "api.semanticscholar.org": 100,
    "api.crossref.org": 20,
    "api.openalex.org": 100,
}
MOST_CITATIONS, PER_PAGE = 9_999, 1_000
OWN_HOSTS = frozenset(host.name for source in SOURCES for host in source.hosts)
WEB = "pages of others"


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl as the server saw it: requests by host, repeats, violations, seconds."""

    told: Crawled
    arrivals: tuple[Arrival, ...]
    repeats: tuple[Arrival, ...]
    violations: Mapping[str, int]
    seconds: float

    @property
    def by_host(self) -> Counter[str]:
        """Requests by host; hosts that are no source's own are counted together."""
        hosts = (arrival.host for arrival in self.arrivals)
        return Counter(host if host in OWN_HOSTS else WEB for host in hosts)


class Bench:
    """The sample in a catalog in memory, a world behind a server, and one clock for them all."""

    def __init__(self, folder: Path) -> None:
        self.world = MadeWorld()
        self.clock = VirtualTime()
        self.server = ReplayServer(self.world, clock=self.clock)
        self.clock.busy = lambda: self.server.warden.under_way > 0
        self.folder = folder

    @contextmanager
    def catalog(self) -> Iterator[Catalog]:
        """The catalog with the sample in it, while the server runs."""
        settings = Settings(files=self.folder)
        with (
            self.server,
            Catalog.memory(settings=settings, clock=self.clock.now) as catalog,
        ):
            catalog.load_sample()
            yield catalog

    def crawl(self, catalog: Catalog) -> Crawl:
        """One crawl of all that the catalog lists."""
        self.server.forget()
        begun = self.clock()
        with Session(
            contact=CONTACT,
            gateway=self.server.url,
            hosts=host_rules(polite=True),
            cache=self.folder / "cache",
            clock=self.clock,
            sleep=self.clock.sleep,
            now=self.clock.now,
        ) as session:
            told = catalog.crawl(session=session)
        return Crawl(
            told,
            self.server.arrivals,
            self.server.repeats,
            Counter(f"{one.host}: {one.what}" for one in self.server.violations),
            self.clock() - begun,
        )


def main(arguments: Sequence[str]) -> None:
    """Print all figures as Markdown; ``--one HOW URL`` is for this program itself."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(one_work(*arguments[1:])))
        return
    print(f"Python {sys.version.split()[0]}\n")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        with bench.catalog() as catalog:
            first = bench.crawl(catalog)
            show("First crawl of the sample", first, least(bench.world))
            for line in time_of(first):
                print(f"- {line}")
            show("Again at once", bench.crawl(catalog))
            bench.clock.skip(WEEK.total_seconds())
            show("A quiet week later", bench.crawl(catalog))
            bench.clock.skip(WEEK.total_seconds())
            changed = bench.world.a_week_later(changed=5)
            show(f"A week later, {len(changed)} works cited more often", bench.crawl(catalog))
    print("\n## Memory by the citations of one work\n")
    for line in memory():
        print(f"- {line}")


def show(title: str, crawl: Crawl, smallest: Mapping[str, int] | None = None) -> None:
    """Print a crawl: a table of hosts, and what went wrong."""
    print(f"\n## {title}\n")
    counts = crawl.by_host
    if counts:
        print("| host | requests | least | ratio |\n| --- | --: | --: | --: |")
        for host, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            least_here = (smallest or {}).get(host)
            ratio = f"{count / least_here:.2f}" if least_here else ""
            print(f"| {host} | {count} | {'' if least_here is None else least_here} | {ratio} |")
        print()
    told = crawl.told
    print(f"- {counts.total()} requests, {len(crawl.repeats)} of them for what had been asked")
    for arrival in crawl.repeats[:5]:
        print(f"  - {arrival.method} {arrival.host}{arrival.path} {dict(arrival.query)}"[:150])
    print(f"- violations of limits: {sum(crawl.violations.values())} {dict(crawl.violations)}")
    print(
        f"- {told.added} works added, {told.updated} updated, {told.unchanged} unchanged, "
        f"{told.neighbours} neighbours, {told.citations} citations, {len(told.failed)} failures"
    )
    print(f"- {crawl.seconds:.1f} s")


def time_of(crawl: Crawl) -> Iterator[str]:
    """The time of a crawl beside the least that the slowest host allows."""
    rules = host_rules(polite=True)
    counts = Counter(arrival.host for arrival in crawl.arrivals)
    waits = {
        host: (count - 1) * (rules[host].interval if host in rules else 1.0)
        for host, count in counts.items()
    }
    slowest = max(waits, key=lambda host: waits[host])
    yield (
        f"slowest host {slowest}: {counts[slowest]} requests, {waits[slowest]:.0f} s apart in all; "
        f"the crawl took {crawl.seconds / max(waits[slowest], 1):.2f} times that, "
        f"{crawl.seconds / sum(waits.values()):.2f} times the hosts one after the other"
    )


def least(world: MadeWorld) -> dict[str, int]:
    """The fewest requests that the limits of each host allow for the works of the sample."""
    works = world.knowledge.listed
    hosts = {
        "export.arxiv.org": _ids(works, "arxiv"),
        "api.crossref.org": len(list(filter(world.knowledge.has_crossref, works))),
        "api.openalex.org": sum(1 for w in works if w.id("doi") or w.id("arxiv")),
        "api.semanticscholar.org": sum(1 for w in works if w.id("doi") or w.id("arxiv")),
    }
    found = {host: math.ceil(count / BATCHES[host]) for host, count in hosts.items()}
    found["api.semanticscholar.org"] += _citation_requests(world, works)
    for scheme, host in (
        ("usenix", "www.usenix.org"),
        ("mlsys", "proceedings.mlsys.org"),
        ("neurips", "proceedings.neurips.cc"),
        ("pmlr", "proceedings.mlr.press"),
        ("cvf", "openaccess.thecvf.com"),
        ("acl", "aclanthology.org"),
        ("openreview", "api2.openreview.net"),
        ("youtube", "www.youtube.com"),
    ):
        found[host] = _ids(works, scheme)
    # dblp takes one title at a time; a note that only the old address has is asked for at both.
    found["dblp.org"] = sum(1 for w in works if w.id("usenix") or world.knowledge.has_crossref(w))
    notes = [w for w in works if w.id("openreview")]
    found["api.openreview.net"] = sum(1 for w in notes if not has_new_note(w))
    readable = (w for w in works if w.kind in ("blog", "web"))
    pages = [page for w in readable if (page := w.id("url")) and not page.endswith(".pdf")]
    found[WEB] = len(pages) + len({urlsplit(page).netloc for page in pages})
    return found


def _ids(works: Sequence[MadeWork], scheme: str) -> int:
    prefix = scheme + ":"
    names = (name for work in works for name in work.ids if name.startswith(prefix))
    return len({base_of(name) for name in names})


def _citation_requests(world: MadeWorld, works: Sequence[MadeWork]) -> int:
    """Batches for the works with at most a thousand citations, pages for the others."""
    known = [w for w in works if not known_gap(world.knowledge, w)]
    counts = [
        world.knowledge.graph.citation_count(w.label) for w in known if w.id("doi") or w.id("arxiv")
    ]
    small = [count for count in counts if 0 < count <= PER_PAGE]
    batches = max(
        math.ceil(len(small) / BATCHES["api.semanticscholar.org"]),
        math.ceil(sum(small) / MOST_CITATIONS),
    )
    return batches + sum(math.ceil(count / PER_PAGE) for count in counts if count > PER_PAGE)


def memory() -> Iterator[str]:
    """The growth of a crawl of one work with few and many citations, each in a new process."""
    peaks: list[float] = []
    for size in SIZES:
        with ReplayServer(MadeWorld(sizes={WORK: size}), limits=()) as server:
            traced, plain = (_one(server.url, how) for how in ("traced", "plain"))
        peaks.append(traced["peak"])
        yield (
            f"{size:,} citations: {plain['citations']:,.0f} edges kept; at most "
            f"{traced['peak'] / 1e6:.1f} MB of Python's objects at once; the process grew by "
            f"{plain['grown'] / 1e6:.0f} MB; {plain['seconds']:.1f} s without waits"
        )
    yield f"{SIZES[-1]:,} citations: {peaks[-1] / peaks[0]:.1f} times the objects of {SIZES[0]:,}"


def _one(url: str, how: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.crawl", "--one", how, url]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def one_work(how: str, url: str) -> dict[str, float]:
    """Edges kept, seconds, and in bytes the growth of the process or the peak of objects.

    The objects are counted when ``how`` is ``traced``; that costs time and memory of its own.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "page.md"
        page.write_text(
            "# CS 500: Made Systems\n\n| Date | Readings |\n| --- | --- |\n"
            f"| Sep 1 | [Attention Is All You Need]({PAGE}) (Required) |\n",
            "utf-8",
        )
        settings = Settings(files=folder)
        with (
            Catalog.open(folder / "c.sqlite", settings=settings) as catalog,
            Session(gateway=url, interval=0, cache=folder / "cache") as session,
        ):
            catalog.add(page, offering="cs500@F25")
            # What is loaded once for all works (parsers, tables) is not counted.
            catalog.crawl(session=session, sources=("arxiv",))
            before = resident("VmRSS")
            begun = time.perf_counter()
            if how == "traced":
                tracemalloc.start()
            told = catalog.crawl(session=session, sources=("semanticscholar",))
            peak = tracemalloc.get_traced_memory()[1] if how == "traced" else 0
            seconds = time.perf_counter() - begun
            after = resident("VmHWM")
    return {
        "citations": told.citations,
        "peak": peak,
        "grown": after - before,
        "seconds": seconds,
    }


def resident(name: str) -> int:
    """Bytes of this process in memory, now (``VmRSS``) or at most so far (``VmHWM``).

    Linux alone tells (proc(5)). ``getrusage`` would not do: what it calls the most includes the
    program that started this one.
    """
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    main(sys.argv[1:])
