"""One request at a time per host, with a pause."""

import threading
from collections.abc import Callable
from typing import Protocol

import pytest

from papergraph.fetching.pacing import Pace


class FakeClock(Protocol):
    time: float
    slept: list[float]
    sleep: Callable[[float], None]

    def __call__(self) -> float: ...


@pytest.fixture
def pace(clock: FakeClock) -> Pace:
    return Pace(interval=1.0, intervals={"slow.example": 3.0}, clock=clock, sleep=clock.sleep)


def ask(pace: Pace, host: str) -> None:
    with pace.turn(host):
        pass


def test_the_first_request_does_not_wait_and_the_second_does(pace: Pace, clock: FakeClock) -> None:
    ask(pace, "a.example")
    assert clock.slept == []
    clock.time += 0.25
    ask(pace, "a.example")
    assert clock.slept == [0.75]


def test_another_host_does_not_wait(pace: Pace, clock: FakeClock) -> None:
    ask(pace, "a.example")
    ask(pace, "b.example")
    assert clock.slept == []


def test_a_host_may_have_a_pause_of_its_own(pace: Pace, clock: FakeClock) -> None:
    ask(pace, "slow.example")
    ask(pace, "slow.example")
    assert clock.slept == [3.0]


def test_the_pause_begins_when_a_request_ends_also_when_it_failed(
    pace: Pace, clock: FakeClock
) -> None:
    def fail() -> None:
        with pace.turn("a.example"):
            clock.time += 10
            raise ValueError("failed")

    with pytest.raises(ValueError, match="failed"):
        fail()
    ask(pace, "a.example")
    assert clock.slept == [1.0]


def test_two_threads_never_hold_one_host_together(pace: Pace) -> None:
    inside, overlaps = 0, 0
    start = threading.Barrier(4)

    def work() -> None:
        nonlocal inside, overlaps
        start.wait()
        for _ in range(50):
            with pace.turn("a.example"):
                inside += 1
                overlaps += inside > 1
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert overlaps == 0
