"""A page of a PDF as values: lines in the order in which the file says them, and where they lie."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; lengths in points, ``base`` counted from the bottom of the page.

    ``left``, ``right``, ``base`` and ``size`` (of its letters) are None where only the text is
    known. ``turned`` marks text that does not run from left to right, as arXiv's stamp.
    """

    text: str
    left: float | None = None
    right: float | None = None
    base: float | None = None
    size: float | None = None
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, in the order of the file: columns one after the other, as printed."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines as one text; a hyphen that ends a line stays."""
        return "\n".join(line.text for line in self.lines)

    @classmethod
    def of(cls, text: str) -> "Page":
        """A page of which only the text is known; empty lines are left out."""
        return cls(tuple(Line(line.strip()) for line in text.splitlines() if line.strip()))


def pages_of(pages: "Iterable[Page | str]") -> tuple[Page, ...]:
    """The pages, those given as text made pages without positions."""
    return tuple(Page.of(page) if isinstance(page, str) else page for page in pages)
