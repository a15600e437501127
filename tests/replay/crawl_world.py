"""A small catalog, the made world behind a server, and one clock that skips every wait."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from made_world import MadeWorld
from replay_server import ReplayServer
from virtual_time import VirtualTime

from papergraph import Catalog, Settings
from papergraph.catalog.crawling.asking import host_rules
from papergraph.fetching.exchange import Limits
from papergraph.fetching.retrying import RetryPolicy
from papergraph.fetching.session import Session

#: Readings of every kind of site, by the link that a course page has.
READINGS: Mapping[str, str] = {
    "Efficient Memory Management for Large Language Model Serving with PagedAttention": (
        "https://doi.org/10.1145/3600006.3613165"
    ),
    "Orca: A Distributed Serving System for Transformer-Based Generative Models": (
        "https://www.usenix.org/conference/osdi22/presentation/yu"
    ),
    "LoRA: Low-Rank Adaptation of Large Language Models": "https://arxiv.org/abs/2106.09685",
    "Attention Is All You Need": "https://arxiv.org/abs/1706.03762",
    "The Illustrated Transformer": "https://jalammar.github.io/illustrated-transformer/",
}
OFFERING = "cs101@F26"
PATIENT = Limits(connect=2, read=2, total=4)


def page(readings: Mapping[str, str] = READINGS) -> str:
    """A course page with some readings, one a week."""
    head = "# CS 101: Reading Systems (F'26)\n\n| Date | Readings |\n| --- | --- |\n"
    return head + "".join(
        f"| Sep {day} | [{title}]({url}) (Required) |\n"
        for day, (title, url) in enumerate(readings.items(), start=1)
    )


class CrawlWorld:
    """``catalog`` lists the readings of :func:`page`; ``server`` answers for all sites.

    ``sizes`` says how many works cite a label of the world. Use it in a ``with``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        readings: Mapping[str, str] = READINGS,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self.folder = folder
        self.world = MadeWorld(sizes={"attention-is-all-you-need": 40} | dict(sizes or {}))
        self.clock = VirtualTime()
        self.server = ReplayServer(self.world, clock=self.clock)
        self.clock.busy = lambda: self.server.warden.under_way > 0
        self.settings = Settings(db=str(folder / "c.sqlite"), files=folder / "files")
        self.page = folder / "README.md"
        self.page.write_text(page(readings), "utf-8")

    @contextmanager
    def open(self) -> Iterator[Catalog]:
        """The catalog, with the page in it."""
        with Catalog.open(
            self.settings.db, settings=self.settings, clock=self.clock.now
        ) as catalog:
            catalog.add(self.page)
            yield catalog

    @contextmanager
    def session(self, *, limits: Limits = PATIENT, attempts: int = 4) -> Iterator[Session]:
        """A session that asks the server, and gives up soon."""
        with Session(
            contact="tester@example.org",
            gateway=self.server.url,
            hosts=host_rules(),
            state=self.folder / "state",
            cache=self.folder / "files" / "cache",
            limits=limits,
            retry=RetryPolicy(attempts=attempts),
            clock=self.clock,
            sleep=self.clock.sleep,
            now=self.clock.now,
        ) as session:
            yield session

    def days(self, number: float) -> None:
        """Let days pass."""
        self.clock.skip(number * 86400)
