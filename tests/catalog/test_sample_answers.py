"""What the sample answers: the numbers that the first semesters' own pages give."""

import pytest

from papergraph import Catalog
from papergraph.domain.answers import OfferingView
from papergraph.errors import AmbiguousError, NotFoundError


def test_the_five_offerings_with_all_their_readings(sample: Catalog) -> None:
    assert {name: row.readings for name, row in sample.offerings()} == {
        "cs598@S26": 47,
        "cse585@F24": 67,
        "cse585@F25": 54,
        "eecs598@W21": 36,
        "eecs598@W24": 65,
    }
    assert {row.institution for _, row in sample.offerings()} == {
        "University of Michigan",
        "University of Illinois Urbana-Champaign",
    }


def test_fall_2024_against_fall_2025(sample: Catalog) -> None:
    diff = sample.diff("cse585@F24", "cse585@F25")
    assert (len(diff.kept), len(diff.added), len(diff.dropped)) == (21, 33, 45)
    assert {item.work.key for item in diff.changed("promoted")} == {
        "alpa",
        "distserve",
        "flexgen",
        "taming-throughput-latency-tradeoff-in-llm",
        "writing-reviews-for-systems-conferences",
    }
    assert not diff.changed("demoted")
    moved = {item.work.key: item.changes for item in diff.changed("moved")}
    (parrot,) = moved["parrot"]
    assert (parrot.before, parrot.after) == ("GenAI (for) Systems", "agents")
    (vectors,) = moved["fast-vector-query-processing-for-large"]
    assert (vectors.before, vectors.after) == ("rag", "agents")
    (perseus,) = diff.changed("retitled")
    assert perseus.has("new-version")
    assert perseus.title == "Reducing Energy Bloat in Large Model Training"
    assert diff.changed("new-version") == (perseus,)
    assert not diff.changed("rescheduled")


@pytest.mark.parametrize(
    ("work", "since"),
    [
        ("deepseek-r1", True),
        ("wlb-llm", True),
        ("orca", False),
        ("mooncake", False),
        ("ironwood", None),
        ("scaling-llm-test-time-compute-optimally", None),  # the month in which it began
    ],
)
def test_newly_published_apart_from_newly_chosen(
    sample: Catalog, work: str, since: bool | None
) -> None:
    added = {item.work.key: item for item in sample.diff("cse585@F24", "cse585@F25").added}
    (found,) = [item for key, item in added.items() if key == work or key.startswith(f"{work}-")]
    assert found.published_since is since


def test_a_diff_of_two_courses(sample: Catalog) -> None:
    diff = sample.diff("cse585@F24", "cs598@S26")
    assert "how-to-read-a-paper" in {item.work.key for item in diff.changed("demoted")}
    assert len(diff.kept) + len(diff.added) == len(sample.works("cs598@S26"))
    assert len(diff.kept) + len(diff.dropped) == len(sample.works("cse585@F24"))


def test_whatsnew_takes_the_year_before(sample: Catalog) -> None:
    answer = sample.whatsnew("cse585")
    assert str(answer.baseline.offering) == "umich/cse585@F24"
    assert str(answer.current.offering) == "umich/cse585@F25"
    assert {event.event for event in answer.readings} == {"retitled", "new-version"}
    assert answer.coverage.of == 99
    assert 0 < answer.coverage.with_references < answer.coverage.of
    other = sample.whatsnew("cse585", since="eecs598@W24")
    assert str(other.baseline.offering) == "umich/eecs598@W24"
    assert str(sample.whatsnew("eecs598").baseline.offering) == "umich/eecs598@W21"


def test_a_fork_has_no_year_before_of_its_own(sample: Catalog) -> None:
    with pytest.raises(NotFoundError, match="no earlier offering") as caught:
        sample.whatsnew("cs598")
    assert "--since" in str(caught.value.hint)


def test_a_plan_from_slides_joins_its_page(sample: Catalog) -> None:
    view = sample.show("cse585@F25")
    assert isinstance(view, OfferingView)
    assert sum(line.planned_lectures or 0 for line in view.topics) == 20
    planned = {line.heading: line.planned_lectures for line in view.topics}
    assert planned["Inference"] == 5
    assert planned["Training Basics"] is None
    assert [entry.title for entry in view.unresolved] == ["Cornserve", "Kareus"]
    assert len(view.pages.sources) == 2


def test_a_work_is_found_by_whatever_means_it(sample: Catalog) -> None:
    names = [
        "efficient-memory-management-for-large-language",
        "arXiv:2309.06180v1",
        "10.1145/3600006.3613165",
        "https://dl.acm.org/doi/abs/10.1145/3600006.3613165",
        "Efficient memory management for large language model serving with PagedAttention",
        "PagedAttention",
    ]
    found = {sample.show(name) for name in names[:5]}
    assert len(found) == 1
    with pytest.raises(AmbiguousError):
        sample.show(names[5])  # vAttention's title holds it too


def test_the_graph_has_listed_works_and_their_neighbours(sample: Catalog) -> None:
    graph = sample.graph()
    drawn = graph.to_networkx()
    assert len(graph.snapshot.listed) < len(graph.snapshot.works) == drawn.number_of_nodes()
    assert drawn.number_of_edges() >= 215
    alone = sample.graph("cse585@F25", neighbours=False).snapshot
    assert set(alone.works) == set(alone.listed)
