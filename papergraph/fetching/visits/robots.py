"""robots.txt, heeded where a site has no other rules for programs (RFC 9309).

Read once per host and day. One that is not there allows everything; one that cannot be read
forbids everything for a while, because it may say anything.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from protego import Protego

from papergraph.errors import AnswerError
from papergraph.fetching.cache import Cache
from papergraph.fetching.exchange import Limits, Response
from papergraph.fetching.hosts import told
from papergraph.fetching.pacing import Pace
from papergraph.fetching.targets import Target, shown
from papergraph.fetching.visits.following import followed
from papergraph.fetching.visits.statuses import judged
from papergraph.fetching.visits.visiting import Call, Visitor

#: The name by which robots.txt may speak of us.
AGENT = "papergraph"
#: The longest that rules are believed (RFC 9309, 2.4).
MAX_RULES_AGE = timedelta(days=1)
#: After which time a robots.txt that could not be read is tried again.
UNREADABLE_FOR = timedelta(minutes=15)
#: The longest pause in seconds that a Crawl-delay gets; who asks for more wants nobody.
MAX_CRAWL_DELAY = 30.0
#: RFC 9309, 2.5: at least 500 KiB must be read.
_MAX_BYTES = 2 * 1024 * 1024
_ACCEPT = "text/plain, */*;q=0.5"
_BY_HAND = "open it in a browser"


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host allows until then; ``rules`` is None where they could not be read."""

    rules: Protego | None
    until: datetime


class Robots:
    """The rules of hosts, fetched as needed. Safe to use from several threads."""

    def __init__(
        self,
        *,
        visitor: Visitor,
        pace: Pace,
        cache: Cache | None,
        headers: Callable[[str], dict[str, str]],
        limits: Limits,
        now: Callable[[], datetime],
    ) -> None:
        self._visitor = visitor
        self._pace = pace
        self._cache = cache
        self._headers = headers
        self._limits = replace(limits, max_bytes=_MAX_BYTES)
        self._now = now
        self._known: dict[str, _Rules] = {}
        self._lock = threading.Lock()
        self._loading: dict[str, threading.Lock] = {}

    def check(self, target: Target) -> None:
        """Nothing where the host allows the address; a Crawl-delay is kept from then on.

        Raises:
            AnswerError: it does not, or nobody can know now.
        """
        found = self._rules(target)
        if found.rules is None:
            raise AnswerError(
                f"{shown(target.url)}: the robots.txt of {target.host} cannot be read, so that it "
                f"is not asked before {told(found.until)}",
                outcome="temporary",
                retry_at=found.until,
                hint=_BY_HAND,
            )
        if not found.rules.can_fetch(target.url, AGENT):
            raise AnswerError(
                f"{shown(target.url)}: its robots.txt asks programs to stay away",
                outcome="withheld",
                hint=_BY_HAND,
            )
        delay = found.rules.crawl_delay(AGENT)
        if delay is not None and delay > 0:
            self._pace.slow_down(target.host, min(delay, MAX_CRAWL_DELAY))

    def _rules(self, target: Target) -> _Rules:
        place = f"{target.scheme}://{target.authority}"
        with self._lock:
            loading = self._loading.setdefault(place, threading.Lock())
        with loading:
            found = self._known.get(place)
            if found is None or self._now() >= found.until:
                found = self._known[place] = self._load(
                    replace(target, path="/robots.txt", query=None)
                )
            return found

    def _load(self, target: Target) -> _Rules:
        now = self._now()
        kept = self._cache.load(target.url, _ACCEPT) if self._cache else None
        if kept is not None and kept.is_fresh(now, at_least=MAX_RULES_AGE):
            body = kept.body if kept.status == 200 else b""
            return _Rules(_parsed(body), kept.confirmed + MAX_RULES_AGE)
        call = Call(headers=self._headers(_ACCEPT), limits=self._limits)
        visit = followed(self._visitor, target, call)
        response = visit.outcome
        if isinstance(response, Response) and not visit.blocked:
            if self._cache is not None:
                self._cache.keep(target.url, _ACCEPT, response, now=self._now(), anyway=True)
            if 200 <= response.status < 300:
                return _Rules(_parsed(response.body), self._now() + MAX_RULES_AGE)
            if 400 <= response.status < 500 and response.status not in (408, 425, 429):
                return _Rules(_parsed(b""), self._now() + MAX_RULES_AGE)
        if visit.blocked:
            judged(visit, asked=target.url)
        return _Rules(None, visit.until or self._now() + UNREADABLE_FOR)


def _parsed(body: bytes) -> Protego:
    return Protego.parse(body.decode("utf-8-sig", "replace"))
