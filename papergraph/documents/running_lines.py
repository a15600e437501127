"""Taking out what is printed on every page: running titles, venue lines, page numbers.

They are told by what they do, not by what they say: the same words, numbers aside, at the same
height of several pages; and numbers at the edge that count with the pages.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from papergraph.documents.page import Line, Page

#: How many lines at either end of a page's text can be its header or footer.
_EDGE = 3
#: The share of pages that must bear a line at their edge, or anywhere. Two entries of a reference
#: list may well end in the same line ("Systems (MLSys), 2020."), and each at the end of a page;
#: the headers of left and right pages, however, are each on nearly half of them.
_AT_EDGE = 0.25
_ANYWHERE = 0.4
#: Points by which the height of a running line varies from page to page.
_SAME_HEIGHT = 3.0
#: The room around a running line, in sizes of its letters; lines of text have 1.2 or so.
_APART = 1.6
#: Of so few pages without heights only the first and last lines count: entries may end alike.
_FEW_PAGES = 7
_NUMBER = re.compile(r"\W*(\d{1,5})\W*")
_Place = tuple[int, int]


def without_running_lines(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages without their headers, footers, page numbers and text that runs up the margin.

    A single page has nothing that repeats, and keeps them.
    """
    running = _repeated(pages) | _page_numbers(pages)
    return tuple(
        Page(
            tuple(
                line
                for index, line in enumerate(page.lines)
                if not line.turned and (number, index) not in running
            )
        )
        for number, page in enumerate(pages)
    )


def _normal(text: str) -> str:
    """The letters of a line, each number one mark; empty where they are too few to tell."""
    letters = re.sub(r"\d+", "#", re.sub(r"[^\w]+", "", text)).casefold()
    return letters if sum(char.isalpha() for char in letters) >= 5 else ""


def _at_edge(index: int, page: Page, lines: int = _EDGE) -> bool:
    return index < lines or index >= len(page.lines) - lines


def _repeated(pages: Sequence[Page]) -> set[_Place]:
    """The places (page, line) of words that stand at the same height of enough pages."""
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for number, page in enumerate(pages):
        for index, line in enumerate(page.lines):
            if text := _normal(line.text):
                places[text].append((number, index))
    found: set[_Place] = set()
    for same in places.values():
        if len({number for number, _ in same}) > 1:
            for group in _by_height(same, pages):
                found |= _running(group, pages)
    return found


def _running(group: Sequence[_Place], pages: Sequence[Page]) -> set[_Place]:
    """Of lines of the same words and height, those that are running lines."""
    known = all(pages[number].lines[index].base is not None for number, index in group)
    few = len(pages) <= _FEW_PAGES
    lines = 1 if few and not known else _EDGE
    edge = {(n, i) for n, i in group if _at_edge(i, pages[n], lines)}
    if known and len({n for n, _ in group}) >= max(3, _ANYWHERE * len(pages)):
        return set(group)
    apart = {(n, i) for n, i in edge if _stands_apart(pages[n].lines[i], pages[n])}
    if len({n for n, _ in apart}) > 1:
        return apart
    enough = 2 if few and not known else max(3, _AT_EDGE * len(pages))
    return edge if len({n for n, _ in edge}) >= enough else set()


def _by_height(places: Sequence[_Place], pages: Sequence[Page]) -> list[list[_Place]]:
    """The places in groups of one height; those without a height are one group."""

    def height(place: _Place) -> float:
        base = pages[place[0]].lines[place[1]].base
        return -1.0 if base is None else base

    groups: list[list[_Place]] = []
    for place in sorted(places, key=height):
        if groups and height(place) - height(groups[-1][-1]) <= _SAME_HEIGHT:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _page_numbers(pages: Sequence[Page]) -> set[_Place]:
    """The places of numbers at the edge of pages that count with the pages."""
    found: list[tuple[int, int, int]] = []
    pages_at: defaultdict[int, set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        heights = [line.base for line in page.lines if line.base is not None and not line.turned]
        edges = {min(heights, default=None), max(heights, default=None)} - {None}
        for index, line in enumerate(page.lines):
            match = _NUMBER.fullmatch(line.text)
            if match and (_at_edge(index, page) or line.base in edges):
                found.append((number, index, int(match[1])))
                pages_at[int(match[1]) - number].add(number)
    return {(number, index) for number, index, value in found if len(pages_at[value - number]) > 1}


def _stands_apart(line: Line, page: Page) -> bool:
    """Whether a line is the first or last of its page, with more room to the text than lines have.

    Equal lines at the same height that are part of the text (the last lines of two entries, each
    at the head of a page) have no such room.
    """
    if line.base is None or line.size is None:
        return False
    above, below = (_distances(line, page, above=above) for above in (True, False))
    if above and below:
        return False
    return min(above + below, default=0.0) > _APART * line.size


def _distances(line: Line, page: Page, *, above: bool) -> list[float]:
    """How far the other lines of a page lie above or below one, those beside it left out."""
    own = line.base or 0.0
    bases = [other.base for other in page.lines if other.base is not None and not other.turned]
    found = [base - own if above else own - base for base in bases]
    return [distance for distance in found if distance > _SAME_HEIGHT]
