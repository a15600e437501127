"""Writing to a catalog: one contract for every database."""

import contextlib
from dataclasses import replace
from datetime import datetime

import pytest
from storage_facts import (
    ARXIV,
    BOOK,
    DOI,
    F24,
    F25,
    LATER,
    NOW,
    ORCA,
    RECORD,
    VLLM,
    add_works,
    apply,
    facts,
    pages_of,
    placed,
    readings,
    schedule,
    slides,
    work,
)

from papergraph.domain.courses import Listing, Offering, Page, Reading, Session
from papergraph.domain.ids import ExternalId
from papergraph.domain.matching import merge
from papergraph.domain.planning import Changes, Claim, Event, Known, PlacedListing
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Citation, Record, Version, Work
from papergraph.storage import Store

ANONYMOUS = Offering.parse("cse585@F24")


def test_a_whole_catalog_comes_back_as_it_was(store: Store) -> None:
    apply(store, facts())
    with store.writing() as transaction:
        known = transaction.known([DOI], [normal_title("Orca: a distributed serving system!")])
        pages = transaction.pages(F24)
    assert known == Known((VLLM, ORCA), (Claim("vllm", RECORD),))
    assert [page.placed for page in pages] == [
        replace(given, page=replace(given.page, text="")) for given in facts().listings
    ]


def test_an_exception_leaves_nothing_behind(store: Store) -> None:
    before = store.statistics()
    with contextlib.suppress(RuntimeError), store.writing() as transaction:
        transaction.apply(facts(), now=NOW)
        raise RuntimeError
    assert store.statistics() == before


def test_a_refused_change_leaves_nothing_behind(store: Store) -> None:
    before = store.statistics()
    with pytest.raises(ValueError, match="no such work: nobody"):
        apply(store, replace(facts(), claims=(Claim("nobody", RECORD),)))
    assert store.statistics() == before


def test_several_steps_in_one_transaction_see_each_other(store: Store) -> None:
    with store.writing() as transaction:
        transaction.apply(Changes(works=(VLLM,)), now=NOW)
        assert transaction.known([ARXIV], []).works == (VLLM,)
        assert transaction.taken(["vllm", "orca"]) == {"vllm"}


def test_writing_nothing_is_nothing(store: Store) -> None:
    before = store.statistics()
    apply(store, Changes())
    assert store.statistics() == before


def test_a_work_is_replaced_as_a_whole(store: Store) -> None:
    add_works(store, VLLM)
    smaller = Work(key="vllm", title="vLLM", kind="report", titles=("vLLM",))
    add_works(store, smaller)
    assert store.works() == {"vllm": smaller}
    assert store.find_id(DOI) is None
    assert store.find_titles([normal_title(VLLM.title)]) == {}


def test_an_id_may_change_hands_in_one_step(store: Store) -> None:
    add_works(store, work("a", DOI), work("b"))
    add_works(store, work("a"), work("b", DOI))
    assert store.find_id(DOI) == "b"


@pytest.mark.parametrize("before", [[], [work("a", DOI)]])
def test_an_id_belongs_to_one_work(store: Store, before: list[Work]) -> None:
    add_works(store, *before)
    works = [work("a", DOI), work("b", DOI)]
    with pytest.raises(ValueError, match=r"10\.1145/3600006\.3613165"):
        add_works(store, *works[len(before) :])


def test_ids_are_known_whatever_their_version(store: Store) -> None:
    add_works(store, work("a", ExternalId("arxiv", "2309.06180v1")))
    asked = ExternalId("arxiv", "2309.06180v3")
    with store.writing() as transaction:
        assert [found.key for found in transaction.known([asked], []).works] == ["a"]
        assert [found.key for found in transaction.known([asked.base], []).works] == ["a"]


def test_ids_and_titles_of_versions_only_are_known_too(store: Store) -> None:
    only = Work("a", "Shown", titles=("Shown",), versions=(Version("Other", ids=(DOI,)),))
    add_works(store, only)
    with store.writing() as transaction:
        assert transaction.known([DOI], []).works == (only,)
        assert transaction.known([], ["other"]).works == (only,)


def test_known_works_are_oldest_first_whatever_is_asked(store: Store) -> None:
    for key in ("zebra", "mouse", "ant"):
        add_works(store, work(key))
    with store.writing() as transaction:
        known = transaction.known([], ["title of ant", "title of zebra", "title of mouse"])
    assert [found.key for found in known.works] == ["zebra", "mouse", "ant"]


def test_titles_without_any_word_mean_nothing(store: Store) -> None:
    add_works(store, Work("a", "", titles=("",)))
    with store.writing() as transaction:
        assert transaction.known([], [""]) == Known()
    assert store.find_titles([""]) == {}


def test_a_record_is_filed_once_under_a_work(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    for _ in range(2):
        apply(store, Changes(claims=(Claim("vllm", RECORD), Claim("vllm", RECORD))))
    apply(store, Changes(claims=(Claim("orca", RECORD),)))
    with store.writing() as transaction:
        claims = transaction.known([*VLLM.ids, *ORCA.ids], []).claims
    assert claims == (Claim("vllm", RECORD), Claim("orca", RECORD))


def test_what_records_add_up_to_comes_back_equal(store: Store) -> None:
    """Planning writes a work only where it differs from what is stored."""
    made = merge("vllm", [RECORD, Record("listing", "vLLM", (ARXIV,))])
    add_works(store, made)
    assert store.work_of_key("vllm") == made


def test_a_newer_revision_takes_the_place_of_its_page(store: Store) -> None:
    apply(store, facts())
    with store.writing() as transaction:
        first, second = transaction.pages(F24)
        newer = placed(readings("Orca"), "orca", digest="d3", replaces=first.number)
        transaction.apply(Changes(listings=(newer,)), now=LATER)
        pages = transaction.pages(F24)
    assert [page.number for page in pages] == [first.number, second.number]
    assert pages[0].placed.page == Page("", "csv.page", "d3", "abc123")
    assert pages_of(store, F24).updated == LATER
    assert store.listings_of(["vllm", "orca"])["vllm"] == ()
    assert store.statistics()["listings"] == 3


def test_a_page_may_move_to_the_offering_it_really_belongs_to(store: Store) -> None:
    apply(store, facts())
    with store.writing() as transaction:
        number = transaction.pages(F24)[0].number
        moved = placed(readings("Orca"), "orca", offering=F25, replaces=number)
        transaction.apply(Changes(listings=(moved,)), now=LATER)
    assert store.offering_names() == (F24, F25)
    assert [listed.work for listed in pages_of(store, F25).readings] == ["orca"]
    assert pages_of(store, F24).readings == ()


def test_a_page_may_move_when_its_institution_is_told(store: Store) -> None:
    add_works(store, ORCA)
    first = placed(readings("Orca"), "orca", offering=ANONYMOUS)
    apply(store, Changes(listings=(first,)))
    with store.writing() as transaction:
        number = transaction.pages(ANONYMOUS)[0].number
        told = placed(readings("Orca"), "orca", offering=F24, replaces=number)
        transaction.apply(Changes(listings=(told,)), now=LATER)
    assert store.offering_names() == (F24,)


def test_equal_codes_of_two_institutions_never_share_an_offering(store: Store) -> None:
    add_works(store, ORCA, BOOK)
    here, there = Offering.parse("uiuc/cs598@S26"), Offering.parse("umich/cs598@S26")
    listings = (
        placed(readings("Orca"), "orca", offering=here),
        placed(readings("Book"), "book", offering=there),
    )
    apply(store, Changes(listings=listings))
    assert [listed.work for listed in pages_of(store, here).readings] == ["orca"]
    assert [listed.work for listed in pages_of(store, there).readings] == ["book"]
    with store.writing() as transaction:
        assert transaction.pages(Offering.parse("cs598@S26")) == ()


def test_a_code_without_institution_is_a_course_of_its_own(store: Store) -> None:
    empty = Listing("csv")
    unsaid, here, there = map(Offering.parse, ("cs1@F24", "a/cs1@F24", "b/cs1@F24"))
    for offering in (unsaid, here, there, unsaid):
        apply(store, Changes(listings=(placed(empty, offering=offering),)))
    assert store.offering_names() == (unsaid, here, there)
    assert [len(pages_of(store, offering).sources) for offering in (unsaid, here, there)] == [
        2,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("listings", "reason"),
    [
        ((placed(readings("One", "Two"), "orca"),), "2 readings but 1 works"),
        ((placed(readings("One"), "nobody"),), "no such work: nobody"),
        ((placed(readings("One"), "orca", replaces=99),), "no page 99"),
        ((placed(slides(), replaces=1), placed(slides(), replaces=1)), "page 1 is replaced twice"),
    ],
)
def test_listings_that_do_not_fit_are_refused(
    store: Store, listings: tuple[PlacedListing, ...], reason: str
) -> None:
    add_works(store, ORCA)
    with pytest.raises(ValueError, match=reason):
        apply(store, Changes(listings=listings))


def test_edges_are_kept_once_with_all_who_say_so(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    edges = (Citation("vllm", "orca", "sample"), Citation("vllm", "orca", "crossref", "doi"))
    for _ in range(2):
        apply(store, Changes(citations=edges + edges))
    assert store.statistics()["citations"] == 1
    assert store.statistics()["citation_sources"] == 2
    assert store.references("vllm") == ("orca",)


def test_nothing_cites_itself(store: Store) -> None:
    add_works(store, VLLM)
    apply(store, Changes(citations=(Citation("vllm", "vllm", "sample"),)))
    assert store.references("vllm") == ()


def test_an_edge_to_nowhere_is_refused(store: Store) -> None:
    add_works(store, VLLM)
    with pytest.raises(ValueError, match="no such work: nobody"):
        apply(store, Changes(citations=(Citation("vllm", "nobody", "sample"),)))


def test_a_moment_without_zone_is_refused(store: Store) -> None:
    naive = datetime(2024, 9, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="no time zone"):
        apply(store, Changes(listings=(placed(slides()),)), now=naive)
    with pytest.raises(ValueError, match="no time zone"):
        apply(store, Changes(events=(Event(naive, "a", "listed", None, None, "page"),)))


def test_text_no_database_takes_is_cleaned(store: Store) -> None:
    """NUL, unpaired surrogates and titles that no index holds, wherever a text may stand."""
    odd = "A\0 title \ud800 of " + "very many words " * 20_000
    good = odd.replace("\0", "").replace("\ud800", "\ufffd")
    url = ExternalId("url", "https://example.org/" + "a\0b\udfff" * 5_000)
    record = Record("listing", odd, (url,), provenance=(("title", odd),))
    listing = Listing(
        "csv", (Session(None, subject=odd, readings=(Reading(odd),)),), title=odd, topics=(odd,)
    )
    changes = Changes(
        works=(Work("odd", odd, ids=(url,), titles=(odd,)),),
        claims=(Claim("odd", record),),
        listings=(placed(listing, "odd"),),
        events=(Event(NOW, "odd", "listed", odd, odd, "page", F24),),
    )
    apply(store, changes)
    apply(store, replace(changes, listings=()))
    with store.writing() as transaction:
        by_id, by_title = transaction.known([url], []), transaction.known([], [normal_title(odd)])
    assert by_id == by_title
    assert by_id.works[0].title == good
    assert [claim.record.title for claim in by_id.claims] == [good]
    assert store.snapshot().offerings[0].topics == (good,)
    assert store.title_candidates("a title \ufffd of very many") == ("odd",)


def test_titles_that_differ_only_far_behind_stay_apart(store: Store) -> None:
    long = "word " * 1_000
    add_works(store, work("one", title=f"{long} one"), work("two", title=f"{long} two"))
    wanted = normal_title(f"{long} two")
    assert store.find_titles([wanted]) == {wanted: ("two",)}


def test_a_listing_of_every_field_comes_back_with_them(store: Store) -> None:
    apply(store, facts())
    with store.writing() as transaction:
        listings = [page.placed.listing for page in transaction.pages(F24)]
    assert listings == [schedule(), slides()]
