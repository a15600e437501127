"""The real pages, where they are at hand: one partition in every order, and no false merge."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from papergraph import Catalog
from papergraph.domain.titles import normal_title
from papergraph.listings.clues.titles import read_title

PAGES = {
    "cse585@F24": "seeds/cse585-f24.md",
    "eecs598@W21": "seeds/eecs598-w21.md",
    "cs598@S26": "seeds/cs598-s26.txt",
    "cse585@F25": "courses/cse585-f25.md",
    "eecs598@W24": "courses/eecs598-w24.md",
}
ORDERS = list(permutations(PAGES))[::30]

Line = tuple[str, str, str]
Partition = frozenset[frozenset[Line]]


@pytest.fixture(scope="module")
def truth(shared: Path) -> dict[Line, str]:
    """Each line of the pages (offering, normal title, link) with the key of what it means."""
    with (shared / "dataset" / "identity.csv").open(encoding="utf-8", newline="") as file:
        return {
            line(row["offering"], read_title(row["raw_title"]).rest, row["raw_url"]): row[
                "paper_key"
            ]
            for row in csv.DictReader(file)
        }


def line(offering: str, title: str, url: str | None) -> Line:
    return (offering.replace("-", "@").upper(), normal_title(title), url or "")


def partition(catalog: Catalog) -> Partition:
    """Which lines the catalog holds to be one work."""
    groups: defaultdict[str, set[Line]] = defaultdict(set)
    for entry in catalog.works():
        for listed in entry.listings:
            groups[entry.work.key].add(line(listed.offering.short, listed.title, listed.url))
    return frozenset(frozenset(group) for group in groups.values())


def false_merges(found: Iterable[frozenset[Line]], truth: dict[Line, str]) -> list[set[str]]:
    keys = [{truth[one] for one in group} for group in found]
    return [group for group in keys if len(group) > 1]


def added(
    shared: Path, order: Sequence[str], *, sample: bool = False, at_once: bool = False
) -> Partition:
    with Catalog.memory() as catalog:
        if sample:
            catalog.load_sample()
        paths = [str(shared / PAGES[name]) for name in order]
        for sources in [paths] if at_once else [[path] for path in paths]:
            catalog.add(*sources)
        assert {name for name, _ in catalog.offerings()} == set(PAGES)
        return partition(catalog)


@pytest.mark.shared
def test_no_two_works_are_taken_for_one_in_any_order(shared: Path, truth: dict[Line, str]) -> None:
    first = added(shared, tuple(PAGES), at_once=True)
    assert sum(len(group) for group in first) == len(truth)
    assert false_merges(first, truth) == []
    for order in ORDERS:
        assert added(shared, order) == first


@pytest.mark.shared
def test_nor_beside_the_sample(shared: Path, truth: dict[Line, str]) -> None:
    assert false_merges(added(shared, tuple(PAGES), sample=True), truth) == []


@pytest.mark.shared
def test_the_real_slides_join_their_pages(shared: Path) -> None:
    with Catalog.memory() as catalog:
        for term, page in (("f25", "courses/cse585-f25.md"), ("w24", "courses/eecs598-w24.md")):
            course = "cse585" if term == "f25" else "eecs598"
            catalog.add(shared / "seeds" / f"{course}-{term}-slides.txt")
            catalog.add(shared / page)
        rows = {name: row.readings for name, row in catalog.offerings()}
        assert rows == {"cse585@F25": 54, "eecs598@W24": 65}
