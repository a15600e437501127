"""What a page shape is: a way to recognise a page, and a way to read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from papergraph.domain.courses import Listing, Page, Term


class Parser(Protocol):
    """Reads a page of one shape; an empty listing where it holds nothing of that shape."""

    def __call__(self, page: Page, *, term: Term | None, january: str) -> Listing:
        """The listing of a page.

        ``term`` overrides what the page says; ``january`` is the season letter ("W" or "S") of
        a term that begins in January.
        """
        ...


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of page. ``fits`` says cheaply how much a text looks like it, from 0 to 1."""

    name: str
    description: str
    fits: Callable[[str], float]
    parse: Parser
