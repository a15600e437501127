"""The works around a list that are nearest to it."""

from datetime import date

from papergraph.domain.courses import Course, Offering, Term
from papergraph.domain.snapshot import Listed, OfferingPages, Snapshot
from papergraph.domain.works import Citation, Work

F26 = Offering(Course("cs101", None), Term("F", 26))


def listed(key: str) -> Listed:
    return Listed(F26, key, key, None, "required", None, None, None, "paper", date(2026, 9, 1))


def snapshot() -> Snapshot:
    """Two readings; ``both`` is tied to each, ``one`` and ``two`` to one, ``far`` to neither."""
    keys = ("a", "b", "both", "two", "one", "far")
    edges = [("both", "a"), ("b", "both"), ("one", "a"), ("a", "one"), ("two", "b"), ("far", "one")]
    pages = OfferingPages(F26, None, None, (), (listed("a"), listed("b")))
    return Snapshot(
        (pages,),
        {key: Work(key, key) for key in keys},
        tuple(Citation(citing, cited, "made") for citing, cited in edges),
        frozenset({"a", "b"}),
    )


def test_those_tied_to_most_readings_stay_and_of_equals_the_first_by_key() -> None:
    nearest = snapshot().with_nearest(2)
    assert set(nearest.works) == {"a", "b", "both", "one"}
    assert {(c.citing, c.cited) for c in nearest.citations} == {
        ("both", "a"),
        ("b", "both"),
        ("one", "a"),
        ("a", "one"),
    }
    assert nearest.offerings == snapshot().offerings


def test_where_there_are_few_all_stay() -> None:
    assert snapshot().with_nearest(4) == snapshot()
    assert set(snapshot().with_nearest(0).works) == {"a", "b"}
