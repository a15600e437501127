"""What a crawl brings: claims asked for, reference lists, files, candidates, what was asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from storage_facts import (
    ANSWER,
    ARXIV,
    DOI,
    F24,
    F25,
    LATER,
    LINES,
    NOW,
    ORCA,
    RECORD,
    VLLM,
    add_works,
    apply,
    crawled,
    entries,
    facts,
    placed,
    readings,
    work,
)

from papergraph.domain.asking import Asked, Candidate, Proposal
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Changes, Claim, Merge
from papergraph.domain.works import Citation, Document, Entry, Reference
from papergraph.storage import Store
from papergraph.storage import tables as t

KEYS = ["vllm", "orca", "book", "nobody"]
SITE = "crossref"


@pytest.fixture
def filled(store: Store) -> Store:
    apply(store, facts())
    apply(store, crawled(), now=LATER)
    return store


def put(store: Store, *lines: Entry) -> None:
    apply(store, Changes(entries=lines))


def texts(store: Store, key: str = "vllm") -> list[tuple[int, str, str | None]]:
    return [(e.position, e.reference.text, e.cited) for e in store.entries_of(key)]


def said(store: Store) -> list[tuple[str, Sequence[str] | None, Sequence[str] | None]]:
    with store._reading() as db:
        rows = db.rows(t.citation_sources.select())
    return sorted((row.source, row.sentences, row.intents) for row in rows)


def test_what_a_crawl_brings_comes_back_as_it_was(filled: Store) -> None:
    given = crawled()
    assert filled.entries_of("vllm") == given.entries
    assert filled.documents_of(KEYS, text=True) == {
        "vllm": given.documents[:1],
        "orca": given.documents[1:],
        "book": (),
    }
    assert filled.proposals_of(["book", "orca"]) == {"book": given.proposals, "orca": ()}
    assert filled.asked() == given.asked[::-1]
    assert said(filled) == [
        ("crossref", None, None),
        ("s2", ["As Orca does [1]."], ["background"]),
        ("sample", None, None),
    ]


def test_a_claim_comes_back_with_how_and_when_it_was_asked_for(filled: Store) -> None:
    records = filled.records_of(["vllm", "orca"])
    assert records == {"vllm": (RECORD, ANSWER), "orca": ()}
    assert [(r.at, r.request) for r in records["vllm"]] == [(NOW, None), (LATER, ANSWER.request)]
    with filled.writing() as transaction:
        assert transaction.known([DOI], []).claims == (
            Claim("vllm", RECORD),
            Claim("vllm", ANSWER),
        )


def test_a_claim_made_again_is_fresh_and_filed_once(filled: Store) -> None:
    later = LATER + timedelta(days=30)
    newer, older = (
        replace(ANSWER, at=later, request="again"),
        replace(ANSWER, at=NOW, request="old"),
    )
    unasked = replace(ANSWER, at=None, request=None)
    for record in (newer, older, unasked):
        apply(filled, Changes(claims=(Claim("vllm", record),)), now=NOW)
    _, found = filled.records_of(["vllm"])["vllm"]
    assert (found.at, found.request) == (later, "again")


def test_the_words_of_a_citation_may_come_later_and_stay(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    bare = Citation("vllm", "orca", "s2", "graph")
    for edge in (
        bare,
        replace(bare, sentences=("As [1].",)),
        bare,
        replace(bare, intents=("use",)),
    ):
        apply(store, Changes(citations=(edge, edge)))
    assert said(store) == [("s2", ["As [1]."], ["use"])]


def test_a_list_is_replaced_unless_it_would_get_shorter(store: Store) -> None:
    add_works(store, VLLM)
    put(store, *entries("vllm", SITE, *LINES[:2]))
    put(store, *entries("vllm", SITE, LINES[2]))
    assert [text for _, text, _ in texts(store)] == [line.text for line in LINES[:2]]
    put(store, *entries("vllm", SITE, *LINES[::-1]))
    assert [text for _, text, _ in texts(store)] == [line.text for line in LINES[::-1]]


def test_lists_of_other_sources_and_works_are_left_alone(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    put(store, *entries("vllm", SITE, *LINES), *entries("orca", "pdf", *LINES[:1]))
    put(store, *entries("vllm", "pdf", LINES[0]))
    assert len(texts(store)) == 4
    assert len(texts(store, "orca")) == 1


def test_a_list_may_come_in_pages(store: Store) -> None:
    add_works(store, VLLM)
    put(store, *entries("vllm", SITE, *LINES[:2]))
    for _ in range(2):
        put(store, *entries("vllm", SITE, LINES[2], start=2))
    assert texts(store) == [(at, line.text, None) for at, line in enumerate(LINES)]


def test_a_line_learns_what_it_means_and_keeps_it(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    given = entries("vllm", SITE, *LINES)
    put(store, *given)
    put(store, replace(given[0], cited="orca"))
    assert store.entries_of("vllm") == (replace(given[0], cited="orca"), *given[1:])
    assert store.unresolved_entries() == given[1:]
    assert store.unresolved_entries(["orca"]) == ()
    assert store.unresolved_entries(["vllm"]) == given[1:]
    put(store, *entries("vllm", SITE, LINES[1], LINES[0], LINES[2]))
    assert [(text[:3], cited) for _, text, cited in texts(store)] == [
        ("[2]", None),
        ("[1]", "orca"),
        ("[3]", None),
    ]


def test_a_line_that_is_no_longer_there_learns_nothing(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    put(store, *entries("vllm", SITE, *LINES))
    gone = Entry("vllm", SITE, 0, Reference("[1] Another text"), cited="orca")
    put(store, gone)
    assert [cited for _, _, cited in texts(store)] == [None] * 3


def test_a_line_outlives_the_work_it_means(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    put(store, replace(entries("vllm", SITE, LINES[0])[0], cited="orca"))
    with store.writing() as transaction:
        db = transaction._db
        db.run(t.works.delete().where(t.works.c.key == "orca"))
    assert [cited for _, _, cited in texts(store)] == [None]


def test_one_file_of_two_works_is_stored_once(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    document = Document("orca", "ab" * 32, 5, "hand", LATER, None, 2, "the text")
    other = replace(document, work="vllm", at=NOW, source="arxiv")
    apply(store, Changes(documents=(document, other)))
    assert store.statistics()["documents"] == 1
    assert store.document("ab" * 32) == other
    assert store.document("ef" * 32) is None
    assert store.documents_of(["orca"]) == {"orca": (replace(document, text=""),)}


def test_a_reading_that_fails_does_not_undo_one_that_did_not(store: Store) -> None:
    add_works(store, VLLM)
    good = Document("vllm", "ab" * 32, 5, "arxiv", NOW, None, 2, "the text")
    unread = replace(good, pages=None, text="", at=LATER)
    apply(store, Changes(documents=(good,)))
    apply(store, Changes(documents=(unread,)))
    assert store.document("ab" * 32) == replace(good, at=LATER)


def test_the_best_candidates_come_first(store: Store) -> None:
    add_works(store, VLLM)
    given = [
        Proposal("vllm", source, Candidate(replace(RECORD, title=f"Title {number}"), score), NOW)
        for number, (source, score) in enumerate(
            [("s2", None), ("s2", 0.5), ("s2", 0.9), ("crossref", 12.0)]
        )
    ]
    apply(store, Changes(proposals=tuple(given)))
    found = store.proposals_of(["vllm"])["vllm"]
    assert found == tuple(given[at] for at in (3, 2, 1, 0))
    again = replace(given[0], at=LATER, candidate=replace(given[0].candidate, score=0.7))
    apply(store, Changes(proposals=(again,)))
    assert store.proposals_of(["vllm"])["vllm"] == (given[3], given[2], again, given[1])


def test_the_last_answer_to_a_question_is_remembered(store: Store) -> None:
    first = Asked("s2", "metadata", str(DOI), NOW, "temporary", retry_at=LATER, attempts=1)
    last = Asked("s2", "metadata", str(DOI), LATER, "found", citation_count=12)
    other = Asked("s2", "references", str(DOI), NOW, "absent")
    for asked in ((first, other), (last,)):
        apply(store, Changes(asked=asked))
    assert store.asked([str(DOI)]) == store.asked() == (other, last)
    assert store.asked(["doi:10.1/other"]) == ()


def test_a_question_about_the_longest_title_is_remembered(store: Store) -> None:
    subject = "title:" + "very many words " * 20_000
    asked = Asked("crossref", "candidates", subject, NOW, "absent")
    apply(store, Changes(asked=(asked, replace(asked, subject=f"{subject}more"))))
    assert store.asked([subject]) == (asked,)


@pytest.mark.parametrize(
    "changes",
    [
        Changes(entries=entries("nobody", SITE, *LINES)),
        Changes(entries=(replace(entries("vllm", SITE, LINES[0])[0], cited="nobody"),)),
        Changes(documents=(Document("nobody", "ab" * 32, 5, "hand", NOW),)),
        Changes(proposals=(Proposal("nobody", "s2", Candidate(RECORD), NOW),)),
    ],
)
def test_what_belongs_to_no_work_is_refused(store: Store, changes: Changes) -> None:
    add_works(store, VLLM)
    with pytest.raises(ValueError, match="no such work: nobody"):
        apply(store, changes)


def test_all_follows_to_the_survivor(filled: Store) -> None:
    apply(filled, Changes(merges=(Merge("orca", "vllm", "same id"), Merge("orca", "book", "id"))))
    given = crawled()
    assert filled.entries_of("orca") == tuple(
        replace(entry, citing="orca") for entry in given.entries
    )
    assert [found.digest for found in filled.documents_of(["vllm"])["vllm"]] == [
        document.digest for document in given.documents[::-1]
    ]
    assert filled.proposals_of(["orca"])["orca"] == (replace(given.proposals[0], work="orca"),)
    records = filled.records_of(["orca"])["orca"]
    assert [(r.at, r.request) for r in records] == [(NOW, None), (LATER, ANSWER.request)]


def test_of_two_lists_of_one_source_the_longer_is_kept(store: Store) -> None:
    add_works(store, *(work(key) for key in ("kept", "longer", "as-long", "citing")))
    put(store, *entries("kept", SITE, *LINES[:2]), *entries("kept", "pdf", *LINES[:1]))
    put(store, *entries("longer", SITE, *LINES), *entries("longer", "s2", LINES[2]))
    put(store, *entries("as-long", SITE, *LINES[::-1]), *entries("as-long", "pdf", LINES[2]))
    put(store, replace(entries("citing", SITE, LINES[0])[0], cited="longer"))
    merges = (Merge("kept", "longer", "id"), Merge("kept", "as-long", "id"))
    apply(store, Changes(merges=merges))
    assert store.entries_of("kept") == (
        *entries("kept", SITE, *LINES),
        *entries("kept", "pdf", LINES[0]),
        *entries("kept", "s2", LINES[2]),
    )
    assert [cited for _, _, cited in texts(store, "citing")] == ["kept"]


def test_the_words_of_a_citation_follow_to_the_survivor(store: Store) -> None:
    add_works(store, work("kept"), work("gone"), work("old"))
    edge = Citation("gone", "old", "s2", "graph", ("As [1].",), ("use",))
    apply(store, Changes(citations=(edge, replace(edge, citing="kept", sentences=(), intents=()))))
    apply(store, Changes(merges=(Merge("kept", "gone", "id"),)))
    assert said(store) == [("s2", ["As [1]."], ["use"])]


def test_a_claim_of_two_works_that_become_one_is_as_fresh_as_the_fresher(store: Store) -> None:
    add_works(store, work("kept"), work("gone"))
    apply(store, Changes(claims=(Claim("kept", replace(ANSWER, at=NOW)), Claim("gone", ANSWER))))
    apply(store, Changes(merges=(Merge("kept", "gone", "id"),)))
    assert [record.at for record in store.records_of(["gone"])["gone"]] == [LATER]


def test_listed_works_come_in_the_order_of_their_pages(store: Store) -> None:
    add_works(store, *(work(key) for key in ("a", "b", "c", "d")))
    apply(store, Changes(listings=(placed(readings("C", "A", "C"), "c", "a", "c", offering=F25),)))
    apply(store, Changes(listings=(placed(readings("B", "C"), "b", "c", offering=F24),)))
    assert store.listed_keys() == ("c", "a", "b")
    assert store.listed_keys([F24]) == ("b", "c")
    assert store.listed_keys([]) == ()
    with store.writing() as transaction:
        number = transaction.pages(F25)[0].number
        newer = placed(readings("D"), "d", offering=F25, digest="d2", replaces=number)
        transaction.apply(Changes(listings=(newer,)), now=LATER)
    assert store.listed_keys() == ("d", "b", "c")


def test_works_are_found_by_many_ids_and_titles_at_once(store: Store) -> None:
    add_works(store, VLLM, ORCA)
    others = [ARXIV.base, ExternalId("arxiv", "2309.06180v7"), ExternalId("doi", "10.1/none")]
    with store.writing() as transaction:
        found = transaction.works_of_ids([*others, *ORCA.ids])
        assert transaction.find_titles(["vllm", "none"]) == {"vllm": ("vllm",)}
    assert found == {ARXIV.base: "vllm", ORCA.ids[0]: "orca"}
    assert store.works_of_ids([*others, *ORCA.ids]) == found


def test_a_transaction_sees_the_lines_it_wrote(store: Store) -> None:
    add_works(store, VLLM)
    given = entries("vllm", SITE, *LINES)
    with store.writing() as transaction:
        transaction.apply(Changes(entries=given), now=NOW)
        assert transaction.entries_of("vllm") == given


def test_a_snapshot_may_know_the_edges_around_it_without_their_works(store: Store) -> None:
    apply(store, facts())
    add_works(store, work("around"))
    apply(store, Changes(citations=(Citation("around", "orca", "made"),)))
    whole, edges = store.snapshot(neighbours=True), store.snapshot(edges=True)
    assert "around" in whole.works
    assert "around" not in edges.works
    assert edges.citations == whole.citations
    assert {citation.citing for citation in edges.citations} >= {"around"}
