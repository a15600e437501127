from dataclasses import replace

from graph.snapshots import FALL_24, FALL_25, pages, reading, small, snapshot, work

from papergraph.domain.courses import Course, Offering, Term
from papergraph.domain.works import Citation
from papergraph.graph import to_networkx


def test_nodes_are_works_and_edges_run_from_citing_to_cited() -> None:
    graph = to_networkx(small())
    assert sorted(graph) == ["book", "clipper", "kwon", "orca", "talk", "undated", "vaswani"]
    assert graph.has_edge("kwon", "orca", key="cites")
    assert not graph.has_edge("orca", "kwon")
    assert graph.number_of_edges() == 5


def test_a_node_says_what_is_known_of_the_work_and_of_its_listings() -> None:
    about = to_networkx(small()).nodes["orca"]
    assert about["title"] == "Orca: A Distributed Serving System"
    assert about["authors"] == ["Gyeong-In Yu"]
    assert (about["year"], about["venue"], about["kind"]) == (2022, "OSDI", "paper")
    assert about["offerings"] == ["cse585@F24", "cse585@F25"]
    assert about["roles"] == {"cse585@F24": "optional", "cse585@F25": "required"}
    assert about["role"] == "required"
    assert about["topics"] == ["inference"]
    assert about["cited_by_listed"] == 1
    assert about["citations_known"]


def test_a_neighbour_is_not_listed_and_has_no_role() -> None:
    about = to_networkx(small()).nodes["clipper"]
    assert (about["listed"], about["role"], about["offerings"]) == (False, None, [])


def test_a_heading_without_topic_of_ours_is_its_own_topic() -> None:
    assert to_networkx(small()).nodes["talk"]["topics"] == ["Odds & Ends"]


def test_two_sources_of_one_citation_make_one_edge_with_both() -> None:
    said = (Citation("kwon", "orca", "crossref", ""), Citation("kwon", "orca", "a pdf", "by eye"))
    before = small()
    graph = to_networkx(replace(before, citations=before.citations + said))
    claims = graph.edges["kwon", "orca", "cites"]
    assert graph.number_of_edges("kwon", "orca") == 1
    assert claims["sources"] == ["a pdf", "a reference list", "crossref"]
    assert claims["methods"] == ["by eye", "by title", ""]


def test_what_is_no_link_between_two_works_of_the_snapshot_is_no_edge() -> None:
    values = snapshot(
        [work("a"), work("b")],
        [pages(FALL_25, reading(FALL_25, "a"), reading(FALL_25, "b"))],
        [("a", "a"), ("a", "elsewhere"), ("a", "b")],
    )
    assert list(to_networkx(values).edges()) == [("a", "b")]


def test_offerings_of_equal_code_keep_their_institution() -> None:
    other = Offering(Course("cse585", "elsewhere"), Term("F", 2024))
    values = snapshot(
        [work("a")], [pages(FALL_24, reading(FALL_24, "a")), pages(other, reading(other, "a"))]
    )
    assert to_networkx(values).nodes["a"]["offerings"] == [
        "umich/cse585@F24",
        "elsewhere/cse585@F24",
    ]


def test_an_empty_snapshot_is_an_empty_graph() -> None:
    assert len(to_networkx(snapshot([], []))) == 0
