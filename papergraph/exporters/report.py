"""A page of text as values: what the plain, Markdown, HTML and terminal renderers share."""

from collections.abc import Callable
from dataclasses import dataclass

from papergraph.domain.courses import Offering

#: The shown title of a topic, and the shown name of an offering.
TopicTitle = Callable[[str | None], str]
OfferingName = Callable[[Offering], str]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one label (a topic), or under none. Every row has the section's columns."""

    label: str | None
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a sentence that says what to see, and a table in groups.

    The first column is what the row is about; the others say something of it. An empty cell
    says nothing. ``numeric`` are the columns that are set to the right; ``words`` say in plain
    text what a cell is where its column's heading does not stand above it ("was ").
    """

    heading: str
    note: str | None = None
    columns: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    numeric: frozenset[int] = frozenset()
    words: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(len(group.rows) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Report:
    """A title, a summary in a few lines, sections most important first, and footnotes."""

    title: str
    summary: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    footnotes: tuple[str, ...] = ()


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 reading", "2 readings"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
