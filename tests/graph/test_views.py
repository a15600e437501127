import random
from dataclasses import replace

import pytest
from graph.snapshots import FALL_24, FALL_25, TITLES, large, pages, reading, small, snapshot, work

from papergraph.domain.snapshot import Snapshot
from papergraph.domain.works import Citation
from papergraph.graph import GraphView, graph_view
from papergraph.graph.legend import OTHER
from papergraph.graph.palette import NEUTRAL
from papergraph.graph.views import NEIGHBOUR_LIMIT, ViewNode


def node(view: GraphView, key: str) -> ViewNode:
    return next(one for one in view.nodes if one.key == key)


@pytest.fixture(scope="module")
def view() -> GraphView:
    return graph_view(small(), topic_titles=TITLES)


def test_every_work_and_every_citation_is_in_the_picture(view: GraphView) -> None:
    assert {one.key for one in view.nodes} == set(small().works)
    pairs = [(edge.source, edge.target) for edge in view.edges]
    assert pairs == sorted({(said.citing, said.cited) for said in small().citations})
    assert view.edges[0].evidence == ("by title (a reference list)",)


def test_the_caption_says_for_how_many_readings_citations_are_known(view: GraphView) -> None:
    assert view.caption == "Citations are known for 4 of 6 readings"


def test_works_of_which_nothing_is_known_stand_in_the_band_and_only_these(view: GraphView) -> None:
    assert view.band is not None
    assert view.band.label == "No citation known yet: 2 readings, by topic"
    for one in view.nodes:
        inside = view.band.box.top < one.y < view.band.box.bottom
        assert inside == (one.key in {"book", "talk"}), one.key


def test_a_list_that_was_read_and_names_nothing_here_is_known() -> None:
    values = replace(small(), with_references=frozenset({"book"}))
    view = graph_view(values)
    assert view.caption == "Citations are known for 5 of 6 readings"
    assert node(view, "book").known
    assert node(view, "book").y < node(view, "talk").y


def test_no_band_where_everything_is_known_and_no_lane_where_nothing_is() -> None:
    works = [work("a", when="2020"), work("b", when="2021")]
    listing = [pages(FALL_25, reading(FALL_25, "a"), reading(FALL_25, "b"))]
    known = graph_view(snapshot(works, listing, [("b", "a")]))
    assert (known.band, known.fringe) == (None, None)
    unknown = graph_view(snapshot(works, listing))
    assert not unknown.lanes
    assert not unknown.ticks
    assert unknown.band is not None
    assert unknown.caption == "Citations are known for 0 of 2 readings"


def test_size_grows_with_citations_from_the_list(view: GraphView) -> None:
    cited = {one.key: one.cited_by_listed for one in view.nodes}
    assert (cited["vaswani"], cited["orca"], cited["kwon"], cited["undated"]) == (2, 1, 1, 0)
    sizes = [node(view, key).size for key in ("vaswani", "orca", "undated", "clipper")]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 4


def test_colour_and_lane_are_the_topics(view: GraphView) -> None:
    colour = {topic.topic: topic.colour for topic in view.legend.topics}
    assert node(view, "kwon").colour == node(view, "orca").colour == colour["inference"]
    assert node(view, "clipper").colour == NEUTRAL
    assert [topic.title for topic in view.legend.topics] == [
        "Foundations", "Inference and serving", "Agents", "Odds & Ends",
    ]  # fmt: skip
    assert [lane.name for lane in view.lanes] == ["Foundations", "Inference and serving", "Agents"]


def test_a_work_listed_twice_shows_both_listings_and_its_strongest_role(view: GraphView) -> None:
    orca = node(view, "orca")
    assert orca.required
    assert [(one.offering, one.role) for one in orca.listings] == [
        ("cse585@F25", "required"), ("cse585@F24", "optional"),
    ]  # fmt: skip


def test_the_topic_of_most_listings_decides_and_the_newest_where_even() -> None:
    values = snapshot(
        [work("a"), work("b", when="2020")],
        [
            pages(FALL_24, reading(FALL_24, "a", topic="rag"), reading(FALL_24, "b", topic="rag")),
            pages(FALL_25, reading(FALL_25, "a", topic="agents")),
        ],
    )
    view = graph_view(values)
    assert node(view, "a").topic == "agents"
    assert node(view, "a").topics == ("agents", "rag")


def test_the_link_is_the_work_s_own_else_that_of_the_listing_and_never_a_script() -> None:
    bad, good = "javascript:alert(1)", "https://example.org/x"
    values = snapshot(
        [work("a"), work("b")],
        [
            pages(
                FALL_25,
                reading(FALL_25, "a", url=bad),
                reading(FALL_25, "b", url=bad),
                reading(FALL_25, "b", url=good),
            )
        ],
    )
    view = graph_view(values)
    assert node(view, "a").link is None
    assert node(view, "b").link == good
    assert node(graph_view(small()), "kwon").link == "https://arxiv.org/abs/2309.06180"


@pytest.mark.parametrize(("neighbours", "shown"), [(NEIGHBOUR_LIMIT, True), (400, False)])
def test_many_neighbours_are_left_out_at_first(neighbours: int, shown: bool) -> None:
    view = graph_view(large(40, citations=100, neighbours=neighbours))
    assert view.fringe is not None
    assert (view.fringe.works, view.fringe.shown) == (neighbours, shown)


def test_neighbours_move_no_work_of_the_list() -> None:
    with_them = small()
    works = {key: one for key, one in with_them.works.items() if key != "clipper"}
    without = replace(with_them, works=works)
    places = {one.key: (one.x, one.y) for one in graph_view(with_them).nodes}
    assert all(places[one.key] == (one.x, one.y) for one in graph_view(without).nodes)


def test_topics_beyond_the_palette_share_one_lane_but_keep_their_legend() -> None:
    count = 20
    works = [work(f"w{n:02}", when="2020") for n in range(count)]
    listing = pages(FALL_25, *(reading(FALL_25, w.key, topic=f"t{w.key}") for w in works))
    view = graph_view(snapshot(works, [listing], [(w.key, "w00") for w in works[1:]]))
    assert len(view.legend.topics) == count
    assert len(view.lanes) == 15
    assert view.lanes[-1].name == OTHER


def test_the_same_values_in_another_order_give_the_same_picture() -> None:
    values = large(60, citations=200, neighbours=30)
    chance = random.Random(1)
    keys = list(values.works)
    citations = list(values.citations)
    chance.shuffle(keys)
    chance.shuffle(citations)
    shuffled = replace(
        values, works={key: values.works[key] for key in keys}, citations=tuple(citations)
    )
    assert graph_view(values) == graph_view(shuffled)


def test_a_second_source_adds_evidence_but_no_line() -> None:
    values = small()
    more = replace(values, citations=(*values.citations, Citation("kwon", "orca", "crossref")))
    view = graph_view(more)
    assert len(view.edges) == 5
    edge = next(one for one in view.edges if (one.source, one.target) == ("kwon", "orca"))
    assert edge.evidence == ("by title (a reference list)", "crossref")


def test_an_empty_snapshot_has_a_picture_too() -> None:
    view = graph_view(Snapshot())
    assert (view.title, view.nodes, view.edges) == ("Citation graph", (), ())
    assert view.caption == "Citations are known for 0 of 0 readings"


def test_the_title_names_the_offerings_unless_one_is_given(view: GraphView) -> None:
    assert view.title == "Citation graph of cse585@F24, cse585@F25"
    assert graph_view(small(), title="Mine").title == "Mine"
