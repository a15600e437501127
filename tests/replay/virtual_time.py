"""A clock for a whole crawl in seconds of real time: sleep is skipped, work counts.

Threads of a crawl are not known to us, so they cannot be asked whether they are done. Time is
moved to the next sleeper's hour only while the whole process is at rest: for a few thousandths of
a second it has used next to no processor time, and ``busy`` says that nothing is under way (the
replay server's requests, which are answered in the same process). Work therefore takes as long as
it really takes, and a sleeper never wakes early.

The error is on the slow side: each move costs the rest it waits for, about 5 ms, which the clock
counts as time that has passed (500 waits: 2.5 s of the 500 s and more that they stand for). What
it cannot see is a thread that waits for another process or for the disk without being ``busy``;
so a catalog that is timed by it lies in memory.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

#: At rest: over this many seconds of real time less than that share of a processor was used.
_REST = 0.004
_SHARE = 0.25


class VirtualTime:
    """Seconds from 0 as a clock, ``sleep`` and ``now`` to hand to a session or a catalog.

    ``start`` is the date and time at 0. Safe to share between threads.
    """

    def __init__(
        self,
        *,
        start: datetime = datetime(2026, 9, 1, tzinfo=UTC),
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._start = start
        self.busy = busy
        self._begun = time.monotonic()
        self._skipped = 0.0
        self._hours: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        """The seconds that have passed, real and skipped."""
        return time.monotonic() - self._begun + self._skipped

    def now(self) -> datetime:
        """The date and time."""
        return self._start + timedelta(seconds=self())

    def skip(self, seconds: float) -> None:
        """Let time pass for everybody at once: a week until the next run."""
        with self._lock:
            self._skipped += seconds

    def sleep(self, seconds: float) -> None:
        """Wait until that much time has passed; most of it will be skipped."""
        hour = self() + seconds
        with self._lock:
            self._hours.append(hour)
        try:
            while self() < hour:
                self._rest(hour)
        finally:
            with self._lock:
                self._hours.remove(hour)

    def _rest(self, hour: float) -> None:
        """Wait a little; skip to the hour if it is the next one and nobody worked meanwhile."""
        before, skipped = time.process_time(), self._skipped
        begun = time.monotonic()
        time.sleep(max(0.0, min(_REST, hour - self())))
        took = time.monotonic() - begun
        if self.busy() or time.process_time() - before > took * _SHARE:
            return
        with self._lock:
            # Whoever skipped meanwhile woke somebody, who has to be let work first.
            if self._skipped == skipped and hour == min(self._hours):
                self._skipped += max(0.0, hour - self())
