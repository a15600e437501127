"""One request at a time per host, with a pause between: the manners of a guest."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from papergraph.fetching.hosts import HostState, Parked
from papergraph.fetching.sharing import HostStates

#: Is told of every wait: the host, how many seconds (0 where nobody knows), and why.
OnWait = Callable[[str, float, str], None]


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    left: float | None = None
    pause: float = 0.0


@dataclass(slots=True)
class Turn:
    """The right to send one request to a host, and what became of it.

    ``strikes`` are the times in a row that the host asked us to slow down, before this request;
    whoever holds the turn counts on, or sets them to 0. ``pause`` is for how many seconds the
    host is to be left alone afterwards, where that is more than its interval.
    """

    host: str
    strikes: int = 0
    refusals: int = 0
    pause: float = 0.0
    parking: tuple[datetime, str] | None = None

    def park(self, until: datetime, reason: str) -> None:
        """Leave the host alone until then, once this turn is over."""
        self.parking = (until, reason)


class Pace:
    """Turns at hosts. ``interval`` is the pause in seconds after a request to the same host.

    ``intervals`` gives hosts that ask for another pause their own. ``states`` are what is known
    of the hosts, shared with other processes where they lie in a folder. ``clock`` counts seconds
    from anywhere; ``sleep`` waits for some; ``now`` is the time of day that processes share.
    Safe to use from several threads.
    """

    def __init__(
        self,
        *,
        interval: float = 1.0,
        intervals: Mapping[str, float] | None = None,
        states: HostStates | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_wait: OnWait = lambda *_: None,
    ) -> None:
        self._interval = interval
        self._intervals = dict(intervals or {})
        self._states = states or HostStates()
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._on_wait = on_wait
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def parked(self, host: str) -> Parked | None:
        """The parking of a host that holds now."""
        return self._states.load(host).parked(self._now())

    def all_parked(self) -> tuple[Parked, ...]:
        """Every parking that holds now, by host."""
        now = self._now()
        return tuple(found for each in self._states.all() if (found := each.parked(now)))

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave at least so many seconds between requests to the host, from now on."""
        with self._lock:
            self._intervals[host] = max(seconds, self._intervals.get(host, self._interval))

    @contextmanager
    def turn(self, host: str) -> Iterator[Turn]:
        """Hold the host for one request: waits for whoever is there, then for the pause.

        Raises:
            AnswerError: the host is parked.
        """
        with self._lock:
            local = self._hosts.setdefault(host, _Host())
            interval = self._intervals.get(host, self._interval)
        # Whoever is there may have a long request: no reason to wait for a refusal.
        self._refuse_parked(self._states.load(host))
        with (
            local.lock,
            self._states.held(
                host, on_busy=lambda: self._on_wait(host, 0.0, "another run is asking it")
            ),
        ):
            state = self._states.load(host)
            self._refuse_parked(state)
            self._wait(local, state, interval)
            turn = Turn(host, strikes=state.strikes, refusals=state.refusals)
            try:
                yield turn
            finally:
                local.left = self._clock()
                local.pause = turn.pause
                self._states.save(self._after(turn))

    def _refuse_parked(self, state: HostState) -> None:
        if parked := state.parked(self._now()):
            raise parked.error

    def _wait(self, local: _Host, state: HostState, interval: float) -> None:
        wait = 0.0
        if local.left is not None:
            wait = local.left + max(interval, local.pause) - self._clock()
        if self._states.shared:
            # Others may have asked since; and the clock of this process cannot be set back.
            wait = max(wait, state.wait(interval=interval, now=self._now()))
        if wait > 0:
            backing_off = max(local.pause, state.pause) > interval
            self._on_wait(state.host, wait, "backing off" if backing_off else "pace")
            self._sleep(wait)

    def _after(self, turn: Turn) -> HostState:
        now = self._now()
        state = HostState(
            turn.host,
            last=now.timestamp(),
            pause=turn.pause,
            strikes=turn.strikes,
            refusals=turn.refusals,
        )
        if turn.parking is not None:
            until, reason = turn.parking
            return replace(state.with_parking(until, reason, now=now), pause=0.0)
        return state
