"""One request at a time per host, with a pause between: the manners of a guest."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    left: float | None = None


class Pace:
    """Turns at hosts. ``interval`` is the pause in seconds after a request to the same host.

    ``intervals`` gives hosts that ask for another pause their own. ``clock`` counts seconds from
    anywhere; ``sleep`` waits for some. Safe to use from several threads.
    """

    def __init__(
        self,
        *,
        interval: float = 1.0,
        intervals: Mapping[str, float] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._interval = interval
        self._intervals = dict(intervals or {})
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Hold the host for one request: waits for whoever is there, then for the pause."""
        with self._lock:
            state = self._hosts.setdefault(host, _Host())
        with state.lock:
            if state.left is not None:
                pause = self._intervals.get(host, self._interval)
                wait = state.left + pause - self._clock()
                if wait > 0:
                    self._sleep(wait)
            try:
                yield
            finally:
                state.left = self._clock()
