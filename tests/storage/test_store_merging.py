"""Works found to be one: everything follows, and no key ever dies."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storage_facts import (
    ARXIV,
    DOI,
    F24,
    LATER,
    NOW,
    RECORD,
    add_works,
    apply,
    pages_of,
    placed,
    readings,
    work,
    work_of,
)

from papergraph.domain.dates import PartialDate
from papergraph.domain.planning import Changes, Claim, Event, Merge
from papergraph.domain.works import Author, Citation, Record, Version
from papergraph.storage import Store


def merge(store: Store, *pairs: tuple[str, str]) -> None:
    merges = tuple(Merge(survivor, absorbed, "same id") for survivor, absorbed in pairs)
    apply(store, Changes(merges=merges), now=LATER)


def test_everything_follows_to_the_survivor(store: Store) -> None:
    kept = replace(work("kept", DOI), versions=(Version("Kept"),))
    gone = replace(
        work("gone", ARXIV),
        authors=(Author("A B"),),
        date=PartialDate(2023),
        versions=(Version("Gone", ids=(ARXIV,)),),
    )
    other = Record("listing", "Gone")
    apply(
        store,
        Changes(
            works=(kept, gone),
            claims=(Claim("kept", RECORD), Claim("gone", RECORD), Claim("gone", other)),
            listings=(placed(readings("Kept", "Gone"), "kept", "gone"),),
            events=(Event(NOW, "gone", "listed", None, None, "page", F24),),
        ),
    )
    merge(store, ("kept", "gone"))
    merged = replace(
        kept,
        authors=gone.authors,
        date=gone.date,
        ids=(DOI, ARXIV),
        titles=("Title of kept", "Title of gone"),
        versions=(*kept.versions, *gone.versions),
    )
    assert store.works() == {"kept": merged}
    with store.writing() as transaction:
        assert transaction.known([ARXIV], []).claims == (
            Claim("kept", RECORD),
            Claim("kept", other),
        )
    assert [listed.work for listed in pages_of(store, F24).readings] == ["kept", "kept"]
    assert [event.subject for event in store.events(subject="kept")] == ["gone"]


def test_edges_follow_without_loops_and_doubles(store: Store) -> None:
    add_works(store, *(work(key) for key in ("kept", "gone", "old", "new")))
    edges = [
        ("kept", "gone"),
        ("kept", "old"),
        ("gone", "old"),
        ("new", "gone"),
        ("new", "kept"),
        ("gone", "kept"),
    ]
    citations = tuple(Citation(*edge, source=f"{edge[0]} says") for edge in edges)
    apply(store, Changes(citations=citations))
    merge(store, ("kept", "gone"))
    assert store.references("kept") == ("old",)
    assert store.citations("kept") == ("new",)
    apply(store, Changes(listings=(placed(readings("1", "2", "3"), "kept", "old", "new"),)))
    assert store.snapshot().citations == (
        Citation("kept", "old", "gone says"),
        Citation("kept", "old", "kept says"),
        Citation("new", "kept", "new says"),
    )


def test_an_old_key_leads_to_the_survivor_for_ever(store: Store) -> None:
    add_works(store, work("a"), work("b"), work("c"), work("d"))
    apply(store, Changes(citations=(Citation("d", "c", "sample"),)))
    merge(store, ("b", "c"))
    merge(store, ("a", "b"))
    assert {key: found.key for key, found in store.works(["c", "b", "a"]).items()} == {
        "c": "a",
        "b": "a",
        "a": "a",
    }
    assert store.citations("c") == ("d",)
    assert store.counts(["b"]) == {"b": (0, 1)}
    with store.writing() as transaction:
        assert transaction.taken(["a", "b", "c", "x"]) == {"a", "b", "c"}
        transaction.apply(Changes(claims=(Claim("c", RECORD),)), now=NOW)
        listing = placed(readings("C"), "c")
        transaction.apply(Changes(listings=(listing,)), now=NOW)
    assert [listed.work for listed in store.listings_of(["b"])["b"]] == ["a"]


def test_the_new_state_of_a_survivor_wins(store: Store) -> None:
    add_works(store, work("a", DOI), work("b", ARXIV))
    joined = work("a", ARXIV, DOI, title="Both")
    apply(store, Changes(works=(joined,), merges=(Merge("a", "b", "title"),)))
    assert store.works() == {"a": joined}
    assert store.find_titles(["title of b"]) == {}


def test_a_new_work_may_absorb_old_ones(store: Store) -> None:
    add_works(store, work("b", ARXIV))
    apply(store, Changes(works=(work("a", ARXIV),), merges=(Merge("a", "b", "id"),)))
    assert store.find_id(ARXIV) == "a"
    assert work_of(store, "b").key == "a"


def test_chains_end_at_their_last_survivor(store: Store) -> None:
    add_works(store, work("a"), work("b", DOI), work("c", ARXIV))
    apply(store, Changes(citations=(Citation("b", "c", "sample"),)))
    merge(store, ("b", "c"), ("a", "b"))
    assert work_of(store, "c").ids == (DOI, ARXIV)
    assert list(store.works()) == ["a"]
    assert store.references("a") == ()


def test_merging_again_what_is_merged_changes_nothing(store: Store) -> None:
    add_works(store, work("a"), work("b"))
    merge(store, ("a", "b"))
    before = store.statistics(), store.works()
    merge(store, ("a", "b"))
    assert (store.statistics(), store.works()) == before


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([("a", "a")], "absorb itself"),
        ([("a", "b"), ("b", "a")], "circle"),
        ([("a", "b"), ("c", "b")], "absorbed by two"),
        ([("a", "nobody")], "not there: nobody"),
    ],
)
def test_merges_that_make_no_sense_are_refused(
    store: Store, pairs: list[tuple[str, str]], reason: str
) -> None:
    add_works(store, work("a"), work("b"), work("c"))
    with pytest.raises(ValueError, match=reason):
        merge(store, *pairs)
    assert list(store.works()) == ["a", "b", "c"]


def test_what_is_absorbed_cannot_be_changed(store: Store) -> None:
    add_works(store, work("a"), work("b"))
    merges = (Merge("a", "b", "id"),)
    with pytest.raises(ValueError, match="absorbed and changed at once: b"):
        apply(store, Changes(works=(work("b", DOI),), merges=merges))
    apply(store, Changes(merges=merges))
    with pytest.raises(ValueError, match="merged away, cannot be changed: b"):
        add_works(store, work("b"))


KEYS = "abcdef"


@settings(max_examples=10)
@given(
    edges=st.sets(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=15),
    parents=st.lists(st.integers(0, 5), min_size=6, max_size=6),
)
def test_any_merges_keep_exactly_the_edges_between_what_is_left(
    edges: set[tuple[str, str]], parents: list[int]
) -> None:
    """Every work either stays or is absorbed by one before it in the alphabet."""
    pairs = [
        (KEYS[to], key) for at, (key, to) in enumerate(zip(KEYS, parents, strict=True)) if to < at
    ]
    final = {key: key for key in KEYS}
    for survivor, absorbed in pairs:
        final[absorbed] = final[survivor]
    with Store.memory() as store:
        add_works(store, *(work(key) for key in KEYS))
        apply(store, Changes(citations=tuple(Citation(*edge, source="s") for edge in edges)))
        merge(store, *pairs)
        assert {key: found.key for key, found in store.works(KEYS).items()} == final
        left = {(final[a], final[b]) for a, b in edges if final[a] != final[b]}
        assert {(a, b) for a in store.works() for b in store.references(a)} == left
