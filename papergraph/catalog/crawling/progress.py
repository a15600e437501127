"""How far a crawl is, as values for whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lane:
    """One site at work: questions answered and still waiting, and what it waits for, in words."""

    name: str
    done: int
    waiting: int
    why: str = ""


#: Told whenever something changed; called from the thread that runs the crawl.
Progress = Callable[[tuple[Lane, ...]], None]


def silent(lanes: tuple[Lane, ...]) -> None:
    """Progress that nobody looks at."""
