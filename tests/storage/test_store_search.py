"""Works found by words of their titles, abstracts and papers."""

import contextlib
from dataclasses import replace

import pytest
from storage_facts import ANSWER, LATER, NOW, VLLM, add_works, apply, crawled, facts, work

from papergraph.domain.planning import Changes, Claim, Merge
from papergraph.domain.works import Document
from papergraph.storage import Store


def found(store: Store, words: str) -> list[str]:
    return [key for key, _, _ in store.search(words)]


def document(of: str, text: str, digest: str = "ab" * 32) -> Document:
    return Document(of, digest, 5, "arxiv", NOW, text=text)


def test_words_are_found_in_titles_abstracts_and_papers(store: Store) -> None:
    add_works(store, VLLM, work("b"))
    abstract = replace(ANSWER, abstract="Throughput doubles.")
    apply(store, Changes(claims=(Claim("vllm", abstract),)))
    apply(store, Changes(documents=(document("vllm", "Fragmentation is reduced."),)))
    for words in ("PagedAttention", "throughput", "fragmentation", "doubles reduced memory"):
        assert found(store, words) == ["vllm"], words
    assert found(store, "throughput nowhere") == []
    assert found(store, "title of") == ["b"]


def test_words_are_found_in_another_inflection_and_case(store: Store) -> None:
    add_works(store, work("a", title="Scheduling Networks"))
    assert found(store, "SCHEDULES network") == ["a"]


def test_titles_come_first_and_the_place_is_shown(store: Store) -> None:
    add_works(store, work("paper"), work("title", title="On Fragmentation"))
    body = "Something else. " * 200 + "Then comes fragmentation at last. " + "And more. " * 200
    apply(store, Changes(documents=(document("paper", body),)))
    (first, first_place, high), (second, place, low) = store.search("fragmentation")
    assert (first, second) == ("title", "paper")
    assert first_place == "On Fragmentation"
    assert "fragmentation at last" in place
    assert len(place) < 300
    assert high > low
    assert len(store.search("fragmentation", 1)) == 1


@pytest.mark.parametrize("words", ["", "  ", '"', "*:-^()", "\0\ud800"])
def test_no_words_find_nothing(store: Store, words: str) -> None:
    add_works(store, VLLM)
    assert store.search(words) == ()


@pytest.mark.parametrize("words", ['"orca" AND', "orca*", "title:orca", "orca) OR (", "-orca"])
def test_no_character_is_an_operator(store: Store, words: str) -> None:
    add_works(store, work("a", title="Title, and Orca, or not"))
    assert found(store, words) == ["a"]


def test_what_is_said_no_longer_is_not_found(store: Store) -> None:
    add_works(store, work("a", title="Fragmentation"))
    add_works(store, work("a", title="Throughput"))
    assert found(store, "fragmentation") == []
    assert found(store, "throughput") == ["a"]


def test_an_exception_leaves_the_index_as_it_was(store: Store) -> None:
    add_works(store, work("a", title="Throughput"))
    with contextlib.suppress(RuntimeError), store.writing() as transaction:
        transaction.apply(Changes(works=(work("a", title="Fragmentation"),)), now=NOW)
        raise RuntimeError
    assert found(store, "throughput") == ["a"]


def test_an_index_made_later_is_the_one_kept_from_the_beginning(empty: str) -> None:
    queries = ("facts", "memory", "text", "serving", "book")
    with Store.open(empty) as store:
        apply(store, facts())
        apply(store, crawled())
        before = [store.search(words) for words in queries]
        assert all(before)
        with store._backend.upgrading() as connection:
            connection.exec_driver_sql("DROP TABLE search")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    with Store.open(empty) as store:
        assert [store.search(words) for words in queries] == before


def test_words_of_an_absorbed_work_lead_to_the_survivor(store: Store) -> None:
    apply(store, facts())
    apply(store, crawled())
    apply(store, Changes(documents=(document("orca", "Fragmentation."),)))
    apply(store, Changes(merges=(Merge("vllm", "orca", "id"),)), now=LATER)
    assert found(store, "fragmentation") == found(store, "distributed serving") == ["vllm"]
    assert found(store, "facts") == ["vllm"]


def test_texts_of_any_length_are_taken(store: Store) -> None:
    words = " ".join(f"word{number}é" for number in range(200_000))
    add_works(store, work("a", title=f"Fragmentation {words}"))
    apply(store, Changes(documents=(document("a", f"Throughput {words}"),)))
    assert found(store, "fragmentation throughput") == ["a"]
