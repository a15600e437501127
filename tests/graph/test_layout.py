from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papergraph.graph.layout import ASPECT, DOT, ROW, Item, Layout, place

LANES = ("training", "inference", "agents")

items_of_any_kind = st.lists(
    st.builds(
        Item,
        key=st.text("abcdefgh", min_size=1, max_size=6),
        lane=st.sampled_from(LANES),
        place=st.sampled_from(["lane", "band", "fringe"]),
        label=st.text("MWi ", min_size=1, max_size=17),
        year=st.none() | st.integers(2009, 2026),
        month=st.none() | st.integers(1, 12),
        weight=st.integers(0, 5),
    ),
    max_size=60,
    unique_by=lambda item: item.key,
)


def boxes(items: list[Item], layout: Layout) -> list[tuple[float, float, float, float]]:
    """Dot and label of each item with a label, shrunk a little: touching is no overlap."""
    found = []
    for item in items:
        if item.place != "fringe":
            x, y = layout.positions[item.key]
            left, top = x - DOT / 2 + 0.01, y - ROW / 2 + 0.01
            found.append((left, top, left + item.width - 0.02, top + ROW - 0.02))
    return found


@given(items_of_any_kind)
@settings(max_examples=60)
def test_no_two_labels_overlap_and_everything_is_inside(items: list[Item]) -> None:
    layout = place(items, lanes=LANES)
    assert layout.positions.keys() == {item.key for item in items}
    for one, other in combinations(boxes(items, layout), 2):
        apart = one[0] > other[2] or other[0] > one[2] or one[1] > other[3] or other[1] > one[3]
        assert apart, (one, other)
    for left, top, right, bottom in boxes(items, layout):
        assert 0 <= left < right <= layout.bounds.right + 0.01
        assert 0 <= top < bottom <= layout.bounds.bottom + ROW


@given(items_of_any_kind)
@settings(max_examples=30)
def test_dots_of_the_fringe_stand_apart_inside_its_box(items: list[Item]) -> None:
    layout = place(items, lanes=LANES)
    spots = [layout.positions[item.key] for item in items if item.place == "fringe"]
    assert len(set(spots)) == len(spots)
    for x, y in spots:
        assert layout.fringe.left < x
        assert layout.fringe.top < y < layout.fringe.bottom < 0


def test_time_runs_from_left_to_right_by_month() -> None:
    dates = [(2019, 5), (2021, None), (2023, 1), (2023, 6), (2023, 12), (2025, 2)]
    items = [
        Item(f"k{number}", "inference", "lane", "Kwon 2023", year, month)
        for number, (year, month) in enumerate(dates)
    ]
    layout = place(items, lanes=LANES)
    xs = [layout.positions[item.key][0] for item in items]
    assert xs == sorted(xs)
    assert len(set(xs)) == len(xs)
    assert [tick.label for tick in layout.ticks] == [str(year) for year in range(2019, 2026)]
    for item, x in zip(items, xs, strict=True):
        tick = next(tick for tick in layout.ticks if tick.label == str(item.year))
        assert tick.x <= x <= tick.x + tick.width


def test_works_without_a_year_stand_in_a_column_of_their_own_at_the_end() -> None:
    items = [
        Item("dated", "inference", "lane", "A 2020", 2020),
        Item("undated", "inference", "lane", "B"),
    ]
    layout = place(items, lanes=LANES)
    assert layout.ticks[-1].label == "no date"
    assert layout.positions["undated"][0] >= layout.ticks[-1].x > layout.positions["dated"][0]


def test_lanes_come_in_the_given_order_and_only_where_something_stands() -> None:
    items = [
        Item("a", "agents", "lane", "A 2020", 2020),
        Item("t", "training", "lane", "T 2020", 2020),
        Item("i", "inference", "band", "I 2020", 2020),
    ]
    layout = place(items, lanes=LANES)
    assert [lane.name for lane in layout.lanes] == ["training", "agents"]
    assert layout.positions["t"][1] < layout.positions["a"][1] < layout.band.top
    assert layout.band.top < layout.positions["i"][1] < layout.band.bottom
    assert [heading.text for heading in layout.headings] == ["inference"]


def test_heavy_neighbours_stand_nearest_to_the_lanes_and_old_ones_in_the_first_column() -> None:
    items = [
        Item("listed", "training", "lane", "T 2020", 2020),
        *(Item(f"n{i}", "", "fringe", "N", 2020, None, weight=i) for i in range(20)),
        Item("old", "", "fringe", "O", 1974),
    ]
    layout = place(items, lanes=LANES)
    assert layout.positions["n19"][1] > layout.positions["n0"][1]
    assert [tick.label for tick in layout.ticks] == ["2020"]
    assert layout.positions["old"][0] >= layout.ticks[0].x


@pytest.mark.parametrize("count", [200, 800])
def test_the_picture_is_about_as_wide_as_a_window(count: int) -> None:
    items = [
        Item(
            f"k{number:04}",
            LANES[number % 3],
            "lane" if number % 2 else "band",
            "Kwon 2023",
            2012 + number % 14,
            1 + number % 12,
        )
        for number in range(count)
    ]
    bounds = place(items, lanes=LANES).bounds
    assert 0.6 * ASPECT < bounds.right / bounds.bottom <= 1.1 * ASPECT


def test_the_order_in_which_works_are_given_does_not_matter() -> None:
    items = [Item(f"k{n}", LANES[n % 3], "lane", "Kwon 2023", 2020 + n % 4) for n in range(40)]
    assert place(items, lanes=LANES) == place(reversed(items), lanes=LANES)
