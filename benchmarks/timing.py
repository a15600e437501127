"""How long something takes, in a way that one slow moment does not decide."""

import statistics
import time
from collections.abc import Callable


def seconds(action: Callable[[], object], runs: int) -> float:
    """The median time of an action in seconds, after one run that is not counted."""
    action()
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)
