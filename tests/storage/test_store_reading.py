"""Questions to a catalog: one contract for every database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

from sqlalchemy import event
from storage_facts import (
    ARXIV,
    BOOK,
    DOI,
    F24,
    F25,
    LATER,
    NOW,
    ORCA,
    VLLM,
    add_works,
    apply,
    facts,
    pages_of,
    placed,
    readings,
    slides,
    work,
)

from papergraph.domain.courses import Offering
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Changes, Event
from papergraph.domain.snapshot import CitationIndex, Listed, OfferingSummary, Snapshot
from papergraph.domain.works import Citation, Work
from papergraph.storage import Store

LISTED_VLLM = Listed(
    offering=F24,
    work="vllm",
    title="vLLM",
    url="https://arxiv.org/abs/2309.06180v1",
    role="required",
    locator="Section 4",
    heading="Inference",
    topic="inference",
    kind="paper",
    session=date(2024, 9, 3),
    ids=(ARXIV,),
    line=12,
)


def chain(*keys: str) -> tuple[Citation, ...]:
    return tuple(Citation(a, b, "sample") for a, b in pairwise(keys))


def test_an_empty_catalog_answers_with_nothing(store: Store) -> None:
    assert store.offering_names() == ()
    assert store.offering_rows() == ()
    assert store.offering_pages(F24) is None
    assert store.snapshot() == Snapshot() == store.snapshot([F24], neighbours=True)
    assert store.works() == {} == store.works(["a"]) == store.works([])
    assert store.work_of_key("a") is None
    assert store.find_id(DOI) is None
    assert store.references("a") == () == store.citations("a")
    assert store.counts(["a"]) == {} == store.listings_of(["a"])
    assert store.events() == ()
    assert set(store.statistics().values()) == {0}


def test_offerings_come_by_course_and_then_in_time(store: Store) -> None:
    names = ["umich/cse585@F25", "umich/cse585@F24", "umich/cse585@W25", "uiuc/cs598@S26"]
    for name in names:
        apply(store, Changes(listings=(placed(slides(), offering=Offering.parse(name)),)))
    expected = ("uiuc/cs598@S26", "umich/cse585@F24", "umich/cse585@W25", "umich/cse585@F25")
    assert tuple(map(str, store.offering_names())) == expected
    assert tuple(str(row.offering) for row in store.offering_rows()) == expected


def test_an_offering_in_one_line(store: Store) -> None:
    apply(store, facts())
    add_works(store, ORCA)
    apply(store, Changes(listings=(placed(readings("Orca"), "orca", offering=F25),)), now=LATER)
    assert store.offering_rows() == (
        OfferingSummary(
            F24, "Advanced Scalable Systems for Generative AI", "University of Michigan", 3, NOW
        ),
        OfferingSummary(F25, None, None, 1, LATER),
    )


def test_an_offering_as_its_pages_together_say_it(store: Store) -> None:
    apply(store, replace(facts(), listings=facts().listings[::-1]))
    pages = pages_of(store, F24)
    assert pages.title == "Advanced Scalable Systems for Generative AI"
    assert pages.institution == "University of Michigan"
    assert [topic.lectures for topic in pages.planned] == [5, 4]
    assert [m.what for m in pages.milestones] == ["form groups"]
    assert [weight.percent for weight in pages.weights] == [60, 2.5]
    assert pages.topics == ("Inference", "Other")
    assert [address for address, _ in pages.sources] == ["markdown.page", "slides.page"]
    assert pages.updated == NOW
    assert pages.begins == date(2024, 9, 3)
    assert [session.kind for session in pages.sessions] == [
        "lecture",
        "presentations",
        "lecture",
        "break",
    ]
    assert pages.readings[0] == LISTED_VLLM
    assert [listed.work for listed in pages.readings] == ["vllm", "orca", "book"]
    assert pages.readings[1].ids == ORCA.ids
    assert pages.readings[2].ids == ()
    assert pages.readings[2].session is None


def test_a_snapshot_holds_what_is_listed_and_the_edges_among_it(store: Store) -> None:
    off, far = work("off"), work("far")
    apply(store, replace(facts(), works=(*facts().works, off, far)))
    apply(store, Changes(citations=(*chain("orca", "off", "far"), *chain("far", "book"))))
    snapshot = store.snapshot([F24])
    assert snapshot.works == {"vllm": VLLM, "orca": ORCA, "book": BOOK}
    assert snapshot.citations == (
        Citation("vllm", "orca", "crossref"),
        Citation("vllm", "orca", "sample", "reference list"),
    )
    assert snapshot.with_references == {"vllm", "orca"}
    assert set(snapshot.listed) == {"vllm", "orca", "book"}


def test_a_snapshot_with_neighbours_goes_one_step_both_ways(store: Store) -> None:
    apply(store, Changes(works=tuple(work(key) for key in "abcdef")))
    apply(store, Changes(citations=(*chain("a", "b", "c", "d", "e"), *chain("b", "d"))))
    apply(store, Changes(listings=(placed(readings("C"), "c"),)))
    snapshot = store.snapshot([F24], neighbours=True)
    assert list(snapshot.works) == ["b", "c", "d"]
    assert snapshot.citations == tuple(sorted(chain("b", "c", "d") + chain("b", "d"), key=str))
    assert snapshot.with_references == {"b", "c", "d"}


def test_a_snapshot_keeps_the_order_asked_for_and_passes_over_the_unknown(store: Store) -> None:
    for offering in (F24, F25):
        apply(store, Changes(listings=(placed(slides(), offering=offering),)))
    unknown = Offering.parse("cs1@F24")
    found = store.snapshot([F25, unknown, F24, F25]).offerings
    assert [pages.offering for pages in found] == [F25, F24]
    assert [pages.offering for pages in store.snapshot().offerings] == [F24, F25]
    assert store.snapshot([]) == Snapshot()


def test_a_snapshot_of_a_superseded_page_does_not_hold_it(store: Store) -> None:
    apply(store, facts())
    with store.writing() as transaction:
        number = transaction.pages(F24)[0].number
    newer = placed(readings("Orca"), "orca", replaces=number)
    apply(store, Changes(listings=(newer,)))
    assert set(store.snapshot().works) == {"orca"}


def test_works_come_in_the_order_of_the_keys(store: Store) -> None:
    add_works(store, VLLM, ORCA, BOOK)
    assert list(store.works(["book", "nobody", "vllm"])) == ["book", "vllm"]
    assert list(store.works()) == ["vllm", "orca", "book"]
    assert list(store.works(key for key in ["orca"])) == ["orca"]


def test_an_id_finds_the_version_it_names_before_another(store: Store) -> None:
    first, second = ExternalId("arxiv", "2309.06180v1"), ExternalId("arxiv", "2309.06180v2")
    add_works(store, work("one", first), work("two", second))
    assert store.find_id(second) == "two"
    assert store.find_id(first) == "one"
    assert store.find_id(first.base) == "one"
    assert store.find_id(ExternalId("arxiv", "2309.0618")) is None


def test_titles_find_all_that_bear_them(store: Store) -> None:
    add_works(store, work("b", title="Attention!"), work("a", title="attention"), VLLM)
    assert store.find_titles(["attention", "vllm", "nothing"]) == {
        "attention": ("b", "a"),
        "vllm": ("vllm",),
    }


def test_title_candidates_begin_with_the_words_before_they_hold_them(store: Store) -> None:
    titles = {"a": "On Attention", "b": "Attention Is All You Need", "c": "Attention", "d": "Other"}
    add_works(store, *(work(key, title=title) for key, title in titles.items()))
    assert store.title_candidates("ATTENTION:") == ("c", "b", "a")
    assert store.title_candidates("attention", limit=1) == ("c",)
    assert store.title_candidates("%") == ()
    assert store.title_candidates("") == ()


def test_neighbours_are_sorted_by_key_everywhere(store: Store) -> None:
    index: CitationIndex = store
    add_works(store, *(work(key) for key in ("a", "B", "c-d", "cd", "é")))
    apply(
        store, Changes(citations=tuple(Citation("a", key, "s") for key in ("é", "cd", "c-d", "B")))
    )
    assert index.references("a") == ("B", "c-d", "cd", "é")
    assert index.citations("cd") == ("a",)
    assert store.counts(["a", "cd", "a", "nobody"]) == {"a": (4, 0), "cd": (0, 1)}


def test_where_a_work_is_listed(store: Store) -> None:
    apply(store, facts())
    later = placed(
        readings("Orca", "vLLM again", "vLLM once more"), "orca", "vllm", "vllm", offering=F25
    )
    apply(store, Changes(listings=(later,)))
    found = store.listings_of(["vllm", "nobody", "book"])
    assert set(found) == {"vllm", "book"}
    assert found["vllm"][0] == LISTED_VLLM
    assert [(str(at.offering), at.title) for at in found["vllm"][1:]] == [
        ("umich/cse585@F25", "vLLM again"),
        ("umich/cse585@F25", "vLLM once more"),
    ]
    assert found["book"][0].session is None


def test_events_come_in_time_and_as_asked(store: Store) -> None:
    zone = timezone(timedelta(hours=-5))
    first = Event(datetime(2024, 9, 1, 20, 0, tzinfo=zone), "a", "listed", None, "A", "page", F24)
    second = Event(datetime(2024, 9, 2, 1, 30, tzinfo=UTC), "b", "role", "optional", None, "page")
    apply(store, Changes(events=(second, first)))
    apply(store, Changes(events=(replace(first, what="again"),)))
    assert [event.what for event in store.events()] == ["listed", "again", "role"]
    assert store.events(subject="b") == (second,)
    assert store.events(offering=F24) == (first, replace(first, what="again"))
    assert store.events(offering=F25) == ()
    assert store.events(since=second.at) == (second,)
    assert store.events()[0].at.tzinfo is UTC


def test_statistics_count_every_table(store: Store) -> None:
    apply(store, facts())
    expected = {"works": 3, "readings": 3, "sessions": 4, "pages": 2, "citations": 1, "events": 1}
    assert expected.items() <= store.statistics().items()


def test_a_work_without_anything_comes_back_bare(store: Store) -> None:
    bare = Work("bare", "")
    add_works(store, bare)
    assert store.work_of_key("bare") == bare


def test_an_answer_shows_one_moment_though_others_write_meanwhile(
    location: str, store: Store
) -> None:
    apply(store, facts())
    before = store.snapshot()
    with Store.open(location) as other, other.writing() as transaction:
        number = transaction.pages(F24)[0].number

    still_to_do = [placed(readings("Orca"), "orca", replaces=number)]

    def interfere(connection: object, cursor: object, statement: str, *_: object) -> None:
        if still_to_do and statement.startswith("SELECT"):
            newer = Changes(listings=(still_to_do.pop(),), citations=chain("orca", "book"))
            with Store.open(location) as other:
                apply(other, newer)

    event.listen(store._backend.engine, "after_cursor_execute", interfere)
    assert store.snapshot() == before
    assert set(store.snapshot().works) == {"orca"}
