"""Text as databases and indexes hold it; and works through a real database and back."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from storage_facts import add_works

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author, Record, Venue, Version, Work
from papergraph.storage import Store
from papergraph.storage.texts import INDEXED, clean, clean_json, indexable
from papergraph.storage.values import record_columns, record_from

anything = st.text(st.characters(categories=["L", "N", "P", "Z", "C", "S"]), max_size=30)
text = anything.map(clean)
dates = st.one_of(
    st.none(),
    st.builds(PartialDate, st.integers(1000, 2999)),
    st.builds(PartialDate, st.integers(1000, 2999), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1000, 2999), st.integers(1, 12), st.integers(1, 28)),
)
venues = st.none() | st.builds(Venue, text, st.none() | text)
ids = st.builds(ExternalId, st.sampled_from(["doi", "url", "usenix"]), text)
some_ids = st.lists(ids, max_size=3, unique=True).map(tuple)
texts = st.lists(text, max_size=3, unique=True).map(tuple)
authors = st.lists(st.builds(Author, text), max_size=3).map(tuple)
versions = st.lists(st.builds(Version, text, venues, dates, some_ids), max_size=2).map(tuple)
kinds = st.sampled_from(["paper", "book", "web"])
works = st.builds(
    Work, st.just("key"), text, kinds, authors, dates, venues, some_ids, texts, versions
)


def records(of: st.SearchStrategy[str]) -> st.SearchStrategy[Record]:
    pairs = st.lists(st.tuples(of, of), max_size=2).map(tuple)
    return st.builds(
        Record,
        source=st.just("listing"),
        title=of,
        ids=st.lists(st.builds(ExternalId, st.just("url"), of), max_size=2).map(tuple),
        authors=st.lists(st.builds(Author, of), max_size=2).map(tuple),
        date=dates,
        venue=st.none() | st.builds(Venue, of, st.none() | of),
        kind=st.none() | kinds,
        url=st.none() | of,
        provenance=pairs,
        abstract=st.none() | of,
        pdf=st.none() | of,
        status=st.none() | st.just("retracted"),
        comment=st.none() | of,
    )


@given(anything)
def test_clean_text_can_be_stored_and_stays_clean(value: str) -> None:
    cleaned = clean(value)
    assert "\0" not in cleaned
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned


@given(anything)
def test_clean_text_that_needed_nothing_is_unchanged(value: str) -> None:
    good = value.replace("\0", "").encode("utf-8", "ignore").decode()
    assert clean(good) == good


def test_two_halves_of_one_character_become_it() -> None:
    assert clean("\ud83d\ude00 \ud83d") == "\U0001f600 \ufffd"


def test_texts_are_cleaned_however_deep_in_json() -> None:
    value = {"a\0": ["\0", {"b": ("x\0", 1, None, True, 2.5)}]}
    assert clean_json(value) == {"a": ["", {"b": ["x", 1, None, True, 2.5]}]}


@given(st.text(min_size=INDEXED - 5, max_size=INDEXED + 5), st.text(max_size=3))
def test_indexable_text_is_short_and_tells_texts_apart(value: str, tail: str) -> None:
    assert len(indexable(value)) <= INDEXED
    assert (indexable(value) == indexable(value + tail)) == (clean(value) == clean(value + tail))


@given(records(text))
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    columns = record_columns(record)
    assert record_from(columns["source"], columns["payload"]) == record
    assert columns["digest"] == record.digest


@given(records(anything))
def test_a_record_that_had_to_be_cleaned_is_filed_under_what_is_read_back(record: Record) -> None:
    columns = record_columns(record)
    assert record_from(columns["source"], columns["payload"]).digest == columns["digest"]
    assert record_columns(record_from("listing", columns["payload"])) == columns


def test_a_claim_without_what_later_papergraphs_know_is_stored_as_ever() -> None:
    payload = record_columns(Record("listing", "A title"))["payload"]
    assert list(payload) == [
        "title",
        "ids",
        "authors",
        "date",
        "venue",
        "kind",
        "url",
        "provenance",
    ]


@pytest.fixture(scope="module")
def shared_store() -> Iterator[Store]:
    with Store.memory() as opened:
        yield opened


@given(made=works)
def test_any_work_comes_back_as_it_was(shared_store: Store, made: Work) -> None:
    add_works(shared_store, made)
    assert shared_store.works() == {"key": made}
