"""Where each work stands in the picture: time from left to right, topics from top to bottom.

Works of which citations are known stand in *lanes*, one for each topic, at the month they
appeared; those of which nothing is known yet stand in a *band* below, a tidy grid by topic;
works that are on no list stand in a *fringe* above, small, year by year. Labels stand to the
right of their dot and never overlap at the design scale. No randomness, no iteration to
convergence: the same works give the same picture, in O(n log n).

Units are pixels at scale 1; y grows downwards; the lanes begin at y = 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby
from math import ceil
from textwrap import wrap
from typing import Literal

Place = Literal["lane", "band", "fringe"]

NO_DATE = 84.0  #: width of the column of works without a year
ROW = 19.0  #: height of a line of works
GLYPH = 8.2  #: mean width of a letter of a label
HEADING_GLYPH = 8.6  #: the same in the bold names of topics
DOT = 24.0  #: width kept for the dot, its centre in the middle, left of the label
LANE_GAP = 9.0  #: space between two lanes
MARGIN = 176.0  #: left of the first year, for the names of the lanes
EMPTY_YEAR = 26.0  #: width of a year in which nothing appeared
LEAST_YEAR = 60.0  #: width of a year in which something did; a label may reach into the next
BAND_HEAD = 52.0  #: between the lanes and the first line of the band, for its label
FRINGE_STEP = 17.0  #: distance between two dots of the fringe
FRINGE_HEAD = 30.0  #: between the fringe and the lanes, for its label
FINENESS = 4  #: the number of lines is sought to a quarter
ASPECT = 1.36  #: width to height that is aimed at: a window less a side panel


@dataclass(frozen=True, slots=True)
class Item:
    """A work to be placed. ``year`` and ``month`` are None where not known.

    ``weight`` orders the fringe: the heaviest stand nearest to the lanes.
    """

    key: str
    lane: str
    place: Place
    label: str
    year: int | None = None
    month: int | None = None
    weight: int = 0

    @property
    def width(self) -> float:
        """Dot and label side by side."""
        return DOT + GLYPH * len(self.label)


@dataclass(frozen=True, slots=True)
class Tick:
    """A column of the time axis, from ``x`` on; ``label`` is its year or "no date"."""

    label: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Lane:
    """The strip of one topic, from ``top`` to ``bottom``."""

    name: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the name of a topic inside the band, above its works."""

    name: str
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; empty where it has no area."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Key -> (x, y), and all that is drawn around the works."""

    positions: Mapping[str, tuple[float, float]]
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    headings: tuple[Heading, ...]
    band: Box
    fringe: Box
    bounds: Box


def place(items: Iterable[Item], *, lanes: Sequence[str]) -> Layout:
    """The positions of all items. ``lanes`` are all lane names from top to bottom.

    A year is as wide as its fullest lane needs, so crowded years get the room. Lanes are
    allowed as many lines as it takes to make the picture `ASPECT` times as wide as it is high;
    that number is found by bisection, with one placing a step.
    """
    ordered = sorted(items, key=lambda item: item.key)
    low, high = FINENESS, FINENESS * max(1, len(ordered))
    while low < high:
        middle = (low + high) // 2
        bounds = _attempt(ordered, lanes, middle / FINENESS).bounds
        if bounds.right <= ASPECT * bounds.bottom:
            high = middle
        else:
            low = middle + 1
    return _attempt(ordered, lanes, low / FINENESS)


def _attempt(ordered: Sequence[Item], lanes: Sequence[str], lines: float) -> Layout:
    """The layout in which a lane has about so many lines in its fullest year."""
    in_lanes = [item for item in ordered if item.place == "lane"]
    in_band = [item for item in ordered if item.place == "band"]
    in_fringe = [item for item in ordered if item.place == "fringe"]

    in_a_line = ceil(len(in_band) / (lines * max(1, len(lanes))))
    band_width = MARGIN + in_a_line * max((item.width + GLYPH for item in in_band), default=0)
    ticks = _columns(in_lanes, in_fringe, lines, at_least=band_width)
    positions: dict[str, tuple[float, float]] = {}
    strips = _fill_lanes(in_lanes, ticks, lanes, positions)
    ends = [positions[item.key][0] + item.width - DOT / 2 for item in in_lanes]
    right = max([band_width, *(tick.x + tick.width for tick in ticks[-1:]), *ends])
    bottom = strips[-1].bottom if strips else 0.0

    headings: tuple[Heading, ...] = ()
    band = Box()
    if in_band:
        headings, end = _fill_band(in_band, lanes, right, bottom + BAND_HEAD, positions)
        band = Box(0, bottom + LANE_GAP, right, end + LANE_GAP)
        bottom = band.bottom
    fringe = Box()
    if in_fringe:
        top = _fill_fringe(in_fringe, ticks, positions)
        fringe = Box(0, top, right, -LANE_GAP)
    return Layout(positions, ticks, strips, headings, band, fringe, Box(0, 0, right, bottom))


def _columns(
    in_lanes: Sequence[Item], in_fringe: Sequence[Item], lines: float, *, at_least: float
) -> tuple[Tick, ...]:
    """The time axis. The years are those of the works in the lanes; the fringe adds none."""
    if not in_lanes and not in_fringe:
        return ()
    years = [item.year for item in in_lanes if item.year is not None] or [
        item.year for item in in_fringe if item.year is not None
    ]
    widths: dict[int | None, float] = dict.fromkeys(_span(years), EMPTY_YEAR)
    if not years or any(item.year is None for item in (*in_lanes, *in_fringe)):
        widths[None] = NO_DATE
    wanted: dict[tuple[str, int | None], float] = defaultdict(float)
    for item in in_lanes:
        wanted[item.lane, item.year] += item.width
    for (_, year), total in wanted.items():
        widths[year] = max(widths[year], LEAST_YEAR, total / lines)
    stretch = max(1.0, (at_least - MARGIN) / sum(widths.values()))
    ticks = []
    x = MARGIN
    for year in sorted(widths, key=lambda year: (year is None, year)):
        width = widths[year] * stretch
        ticks.append(Tick("no date" if year is None else str(year), x, width))
        x += width
    return tuple(ticks)


def _clamped(item: Item, years: Sequence[int]) -> int | None:
    """The year whose column a work of the fringe joins: what lies off the axis, its end."""
    if item.year is None or not years:
        return None
    return min(max(item.year, years[0]), years[-1])


def _span(years: Sequence[int]) -> range:
    return range(min(years), max(years) + 1) if years else range(0)


def _fill_lanes(
    items: Sequence[Item],
    ticks: Sequence[Tick],
    lanes: Sequence[str],
    positions: dict[str, tuple[float, float]],
) -> tuple[Lane, ...]:
    """Puts each work at its date, on the first line of its lane that is free there."""
    columns = {tick.label: tick for tick in ticks}
    by_lane: dict[str, list[tuple[float, Item]]] = defaultdict(list)
    in_cell: dict[tuple[str, int | None], list[Item]] = defaultdict(list)
    for item in items:
        in_cell[item.lane, item.year].append(item)
    for (lane, year), cell in in_cell.items():
        column = columns["no date" if year is None else str(year)]
        by_lane[lane] += [(column.x + share * column.width, item) for item, share in _within(cell)]
    strips = []
    top = 0.0
    for lane in lanes:
        lines = 0
        busy: list[tuple[float, int]] = []  # (where the last label of the line ends, line)
        free: list[int] = []
        for x, item in sorted(by_lane.get(lane, ()), key=lambda pair: (pair[0], pair[1].key)):
            while busy and busy[0][0] <= x - DOT / 2:
                heappush(free, heappop(busy)[1])
            if not free:
                free.append(lines)
                lines += 1
            line = heappop(free)
            heappush(busy, (x - DOT / 2 + item.width, line))
            positions[item.key] = (x, top + LANE_GAP / 2 + (line + 0.5) * ROW)
        if lines:
            strips.append(Lane(lane, top, top + lines * ROW + LANE_GAP))
            top = strips[-1].bottom
    return tuple(strips)


def _within(cell: Sequence[Item]) -> Iterable[tuple[Item, float]]:
    """Each item of one lane and year with its place in that year, 0 to 1.

    A known month decides; works of which only the year is known are spread evenly over it.
    """
    vague = [item for item in cell if item.month is None]
    for item in cell:
        if item.month is not None:
            yield item, (item.month - 0.5) / 12
    for number, item in enumerate(vague):
        yield item, (number + 0.5) / max(len(vague), 2)


def _fill_band(
    items: Sequence[Item],
    lanes: Sequence[str],
    right: float,
    top: float,
    positions: dict[str, tuple[float, float]],
) -> tuple[tuple[Heading, ...], float]:
    """Columns like those of an index: the name of a topic, below it its works, oldest first.

    Returns the headings, and where the last line ends.
    """
    step = max(item.width for item in items) + GLYPH
    order = {lane: number for number, lane in enumerate(lanes)}
    ranked = sorted(
        items, key=lambda i: (order[i.lane], i.year or 9999, i.month or 0, i.label, i.key)
    )
    groups = [(lane, list(group)) for lane, group in groupby(ranked, key=lambda item: item.lane)]
    across = max(1, int(right // step))
    names = {lane: wrap(lane, max(1, int(step / HEADING_GLYPH))) for lane, _ in groups}
    rows = ceil((len(items) + sum(map(len, names.values()))) / across)
    while (entries := _index(groups, names, rows)) and entries[-1][2] >= across:
        rows += 1
    headings = []
    for lane, entry, column, row in entries:
        y = top + row * ROW
        if isinstance(entry, Item):
            positions[entry.key] = (column * step + DOT / 2, y)
        else:
            headings.append(Heading(lane, entry, column * step, y))
    return tuple(headings), top + (max(row for *_, row in entries) + 0.5) * ROW


def _index(
    groups: Sequence[tuple[str, Sequence[Item]]], names: Mapping[str, Sequence[str]], rows: int
) -> list[tuple[str, Item | str, int, int]]:
    """(lane, work or line of a heading, column, row) for columns of so many rows.

    A heading is never left alone at the foot of a column.
    """
    entries: list[tuple[str, Item | str, int, int]] = []
    column = row = 0
    for lane, members in groups:
        if row and row + len(names[lane]) >= rows:
            column, row = column + 1, 0
        for text in names[lane]:
            entries.append((lane, text, column, row))
            row += 1
        for item in members:
            if row >= rows:
                column, row = column + 1, 0
            entries.append((lane, item, column, row))
            row += 1
    return entries


def _fill_fringe(
    items: Sequence[Item], ticks: Sequence[Tick], positions: dict[str, tuple[float, float]]
) -> float:
    """Stacks unlisted works above the years they appeared in. Returns the top of the stack."""
    years = [int(tick.label) for tick in ticks if tick.label != "no date"]
    columns = {tick.label: tick for tick in ticks}
    stacks: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        year = _clamped(item, years)
        stacks["no date" if year is None else str(year)].append(item)
    top = 0.0
    for label, stack in stacks.items():
        column = columns[label]
        across = max(1, int(column.width // FRINGE_STEP))
        for number, item in enumerate(sorted(stack, key=lambda i: (-i.weight, i.key))):
            row, place_in_row = divmod(number, across)
            y = -LANE_GAP - FRINGE_HEAD - row * FRINGE_STEP
            positions[item.key] = (column.x + (place_in_row + 0.5) * FRINGE_STEP, y)
            top = min(top, y - FRINGE_STEP)
    return top
