"""The limits of the sites, and the warden who counts what does not keep to them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from replay_exchange import Arrival, Given, as_json, as_text


@dataclass(frozen=True, slots=True)
class Limit:
    """``interval`` seconds from one request to the next over all of ``hosts`` together.

    ``at_once`` is how many may be under way together; ``documented`` is False where the site
    publishes nothing and the figure is what we allow ourselves.
    """

    hosts: tuple[str, ...]
    interval: float
    at_once: int = 1
    documented: bool = True


#: What the sites publish, and what we keep to where they do not (July to November 2026).
SITES: tuple[Limit, ...] = (
    Limit(("export.arxiv.org", "arxiv.org", "www.arxiv.org", "oaipmh.arxiv.org"), 3.0),
    Limit(("api.semanticscholar.org",), 1.0),
    Limit(("api.crossref.org",), 1 / 3, at_once=3),
    Limit(("api.openalex.org",), 0.01),
    Limit(("dblp.org", "dblp.uni-trier.de"), 1.0),
    Limit(("www.usenix.org", "usenix.org"), 10.0, documented=False),
    Limit(("proceedings.mlsys.org",), 3.0, documented=False),
    Limit(("proceedings.neurips.cc", "papers.nips.cc"), 3.0, documented=False),
    Limit(("datasets-benchmarks-proceedings.neurips.cc",), 3.0, documented=False),
    Limit(("proceedings.mlr.press",), 3.0, documented=False),
)

#: Sites that forbid programs: a request to one of them is a fault of whoever sent it.
FORBIDDEN = frozenset({"dl.acm.org", "ieeexplore.ieee.org"})


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that a site would not have liked: ``what`` is one of the three words below."""

    host: str
    what: str
    at: float
    path: str
    gap: float | None = None


TOO_SOON = "too soon"
AT_ONCE = "at once"
NEVER = "never"


class Warden:
    """Sees every request come and go and keeps the list of violations.

    A gap counts as kept up to ``tolerance`` seconds, or a tenth of the interval if that is less.
    """

    def __init__(self, limits: Sequence[Limit] = SITES, *, tolerance: float = 0.05) -> None:
        self._limits = {host: limit for limit in limits for host in limit.hosts}
        self._tolerance = tolerance
        self._last: dict[tuple[str, ...], float] = {}
        self._here: dict[tuple[str, ...], int] = {}
        self._lock = threading.Lock()
        self.violations: list[Violation] = []

    def limit(self, host: str) -> Limit:
        """The limit of a host: any other may be asked at any time, by one at once."""
        return self._limits.get(host) or Limit((host,), 0.0, documented=False)

    def arrives(self, arrival: Arrival) -> tuple[Violation, ...]:
        """The violations of this request, after noting them; it must be said when it leaves."""
        limit = self.limit(arrival.host)
        found: list[Violation] = []

        def note(what: str, gap: float | None = None) -> None:
            found.append(Violation(arrival.host, what, arrival.at, arrival.path, gap))

        with self._lock:
            last = self._last.get(limit.hosts)
            self._last[limit.hosts] = arrival.at
            here = self._here[limit.hosts] = self._here.get(limit.hosts, 0) + 1
            if arrival.host in FORBIDDEN:
                note(NEVER)
            if here > limit.at_once:
                note(AT_ONCE)
            if last is not None:
                slack = min(self._tolerance, limit.interval / 10)
                if arrival.at - last < limit.interval - slack:
                    note(TOO_SOON, arrival.at - last)
            self.violations += found
        return tuple(found)

    def leaves(self, host: str) -> Callable[[], None]:
        """What says that a request has been answered; calling it again does nothing."""
        hosts = self.limit(host).hosts
        told = threading.Event()

        def tell() -> None:
            with self._lock:
                if not told.is_set():
                    told.set()
                    self._here[hosts] -= 1

        return tell

    @property
    def under_way(self) -> int:
        """How many requests are being answered at this moment."""
        with self._lock:
            return sum(self._here.values())


def too_many(host: str) -> Given:
    """The 429 of a site in its own words; none of them says for how long."""
    if host.endswith("arxiv.org"):
        return as_text("Rate exceeded.", 429)
    if host == "api.semanticscholar.org":
        words = (
            "Too Many Requests. Please wait and try again or apply for a key for higher rate "
            "limits. https://www.semanticscholar.org/product/api#api-key-form"
        )
        return as_json({"message": words, "code": "429"}, 429)
    if host == "api.openalex.org":
        return as_json(
            {"error": "Rate limit exceeded", "message": "per-second limit", "retryAfter": 1}, 429
        ).named(retry_after="1")
    if host.startswith("dblp."):
        return Given(429, {"Retry-After": "5"}, b"")
    return as_text("Too Many Requests", 429)
