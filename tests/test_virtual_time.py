"""The clock that skips what is slept and counts what is worked."""

import threading
import time

from virtual_time import VirtualTime


def test_sleeping_takes_no_time_and_keeps_its_order() -> None:
    clock = VirtualTime()
    woke: list[tuple[str, float]] = []

    def sleeper(name: str, *naps: float) -> None:
        for nap in naps:
            clock.sleep(nap)
            woke.append((name, clock()))

    threads = [
        threading.Thread(target=sleeper, args=("a", 10.0, 10.0, 10.0)),
        threading.Thread(target=sleeper, args=("b", 15.0)),
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.perf_counter() - begun < 5
    assert [name for name, _ in woke] == ["a", "b", "a", "a"]
    for (_, at), planned in zip(woke, (10, 15, 20, 30), strict=True):
        assert planned <= at < planned + 2


def test_nobody_wakes_while_somebody_is_busy() -> None:
    busy = threading.Event()
    busy.set()
    clock = VirtualTime(busy=busy.is_set)
    thread = threading.Thread(target=clock.sleep, args=(100.0,))
    thread.start()
    thread.join(0.2)
    assert thread.is_alive()
    assert clock() < 10
    busy.clear()
    thread.join(5)
    assert not thread.is_alive()
    assert clock() >= 100


def test_work_takes_as_long_as_it_takes() -> None:
    clock = VirtualTime()
    before = clock()
    end = time.perf_counter() + 0.2
    while time.perf_counter() < end:
        pass
    assert 0.19 < clock() - before < 1
    clock.skip(3600)
    assert clock() - before > 3600
    assert (clock.now() - clock._start).total_seconds() > 3600
