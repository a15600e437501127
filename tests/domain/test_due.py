"""What is due: fresh facts are left alone, failures wait, batches keep to the sites' limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papergraph.domain.asking import Asked, Facet, Fact, Outcome, Question
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Memory, due, retry_time
from papergraph.domain.planning.due import ABSENT_DAYS
from papergraph.domain.works import Work

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
PAPERS = Facet("s2", ("metadata", "references"), ("s2", "arxiv", "doi"), batch=3)
CITED = Facet(
    "s2", ("citations",), ("s2", "arxiv", "doi"), batch=3, by_count=True, pack=100, most=50
)
PREPRINTS = Facet("arxiv", ("metadata",), ("arxiv",), batch=100, each=True)
STAND_IN = Facet("dblp", ("metadata",), ("usenix",), instead_of=("usenix",))
TITLES = Facet("s2", ("candidates",), (), days=90)


def work(number: int, *ids: str) -> Work:
    parsed = [ExternalId.parse(text) for text in (ids or (f"arxiv:2309.{number:05}",))]
    return Work(f"w{number}", f"A Made Work {number}", ids=tuple(e for e in parsed if e))


def asked(
    fact: Fact,
    outcome: Outcome = "found",
    *,
    days: float = 1,
    source: str = "s2",
    subject: str = "arxiv:2309.00001",
) -> Asked:
    return Asked(source, fact, subject, NOW - timedelta(days=days), outcome)


def questions(works: list[Work], *remembered: Asked, facet: Facet = PAPERS) -> tuple[Question, ...]:
    return due(works, Memory.of(remembered), [facet], now=NOW)


def subjects(question: Question) -> list[str]:
    return [subject.name for subject in question.subjects]


def test_what_was_never_asked_is_asked_in_batches() -> None:
    found = questions([work(n) for n in range(1, 8)])
    assert [len(q.subjects) for q in found] == [3, 3, 1]
    assert {q.facts for q in found} == {frozenset({"metadata", "references"})}


@pytest.mark.parametrize(
    ("outcome", "days", "is_due"),
    [
        ("found", 6.9, False),
        ("found", 7.1, True),
        ("absent", ABSENT_DAYS - 1, False),
        ("absent", ABSENT_DAYS + 1, True),
        ("withheld", 1000, False),
        ("partial", 0, True),
    ],
)
def test_an_answer_holds_for_as_long_as_its_outcome_says(
    outcome: Outcome, days: float, is_due: bool
) -> None:
    facet = replace(PAPERS, facts=("metadata",))
    assert bool(questions([work(1)], asked("metadata", outcome, days=days), facet=facet)) is is_due


@pytest.mark.parametrize(("minutes", "is_due"), [(1, False), (-1, True)])
def test_a_failure_waits_for_its_time(minutes: int, is_due: bool) -> None:
    failed = replace(asked("metadata", "temporary"), retry_at=NOW + timedelta(minutes=minutes))
    facet = replace(PAPERS, facts=("metadata",))
    assert bool(questions([work(1)], failed, facet=facet)) is is_due


def test_a_person_may_ask_for_what_was_withheld_or_failed() -> None:
    withheld = asked("metadata", "withheld")
    failed = replace(
        asked("metadata", "temporary", subject="arxiv:2309.00002"), retry_at=NOW + timedelta(days=9)
    )
    facet = replace(PAPERS, facts=("metadata",))
    found = due([work(1), work(2)], Memory.of((withheld, failed)), [facet], now=NOW, again=True)
    assert [subjects(q) for q in found] == [["arxiv:2309.00001", "arxiv:2309.00002"]]


def test_a_clock_that_was_set_back_does_not_stop_the_asking_for_ever() -> None:
    facet = replace(PAPERS, facts=("metadata",))
    assert questions([work(1)], asked("metadata", days=-400), facet=facet)


def test_references_are_asked_again_only_when_their_number_changed() -> None:
    head = replace(asked("metadata"), reference_count=40)
    same = replace(asked("references", days=500), count=40)
    assert questions([work(1)], head, same) == ()
    (changed,) = questions([work(1)], replace(head, reference_count=41), same)
    assert changed.facts == {"references"}
    assert changed.subjects[0].cursor == "0", "one fact alone is read by pages"
    assert changed.subjects[0].count == 41


def test_a_stale_head_is_asked_without_its_unchanged_references() -> None:
    head = replace(asked("metadata", days=8), reference_count=40)
    (question,) = questions([work(1)], head, replace(asked("references"), count=40))
    assert question.facts == {"metadata"}


def test_citations_wait_until_their_number_is_known_and_none_need_no_asking() -> None:
    assert questions([work(1)], facet=CITED) == ()
    head = replace(asked("metadata"), citation_count=0)
    assert questions([work(1)], head, facet=CITED) == ()
    (question,) = questions([work(1)], replace(head, citation_count=7), facet=CITED)
    assert question.facts == {"citations"}
    assert question.subjects[0].count == 7


def test_citations_are_packed_by_their_number_and_the_many_stand_alone() -> None:
    counts = {1: 40, 2: 50, 3: 20, 4: 51, 5: 1}
    heads = [
        replace(asked("metadata", subject=f"arxiv:2309.{n:05}"), citation_count=count)
        for n, count in counts.items()
    ]
    found = questions([work(n) for n in counts], *heads, facet=CITED)
    packs = [[s.count for s in q.subjects] for q in found]
    assert sorted(packs) == [[20, 1], [40, 50], [51]]


def test_a_partial_answer_goes_on_where_it_stopped() -> None:
    head = replace(asked("metadata"), citation_count=3000)
    partial = replace(asked("citations", "partial"), cursor="2000")
    (question,) = questions([work(1)], head, partial, facet=CITED)
    assert question.subjects[0].cursor == "2000"


def test_a_list_that_broke_off_goes_on_there_at_its_time() -> None:
    head = replace(asked("metadata"), citation_count=3000)
    broken = replace(
        asked("citations", "temporary"), cursor="2000", retry_at=NOW - timedelta(hours=1)
    )
    (question,) = questions([work(1)], head, broken, facet=CITED)
    assert question.subjects[0].cursor == "2000"
    waits = replace(broken, retry_at=NOW + timedelta(hours=1))
    assert questions([work(1)], head, waits, facet=CITED) == ()


def test_one_id_that_was_answered_is_enough_though_others_come_to_be_known() -> None:
    both = work(1, "arxiv:2309.00001", "doi:10.1145/3600006.3613165", "s2:" + "a" * 40)
    assert questions([both], asked("metadata"), asked("references")) == ()


def test_after_an_absent_id_the_next_is_tried() -> None:
    both = work(1, "arxiv:2309.00001", "doi:10.1145/3600006.3613165")
    absent = [asked("metadata", "absent"), asked("references", "absent")]
    (question,) = questions([both], *absent)
    assert subjects(question) == ["doi:10.1145/3600006.3613165"]


def test_a_registry_that_holds_a_version_under_each_id_is_asked_for_each() -> None:
    two = work(1, "arxiv:2309.00001v2", "arxiv:2401.00002")
    (question,) = questions([two], facet=PREPRINTS)
    assert subjects(question) == ["arxiv:2309.00001", "arxiv:2401.00002"]


def test_pseudo_dois_are_never_asked_for() -> None:
    facet = Facet("crossref", ("metadata",), ("doi",), batch=20, each=True)
    assert questions([work(1, "doi:10.5555/3026877.3026899")], facet=facet) == ()


def test_a_source_that_stands_in_for_another_is_asked_only_where_that_failed() -> None:
    page = work(1, "usenix:osdi22/yu")
    assert questions([page], facet=STAND_IN) == ()
    failed = asked("metadata", "temporary", source="usenix", subject="usenix:osdi22/yu")
    assert questions([page], failed, facet=STAND_IN)
    assert questions([page], replace(failed, outcome="found"), facet=STAND_IN) == ()


def test_only_a_telling_title_without_any_id_is_searched_for() -> None:
    bare = Work("a", "Resilient Training of Large Models")
    short, generic = Work("b", "Kareus"), Work("c", "Chapter 2 Notes")
    found = questions([bare, short, generic, work(1)], facet=TITLES)
    assert [subjects(q) for q in found] == [["title:Resilient Training of Large Models"]]


def test_facts_that_nobody_wants_are_not_asked_for() -> None:
    facet = Facet("s2", ("sentences",), ("arxiv",))
    assert questions([work(1)], facet=facet) == ()
    assert due([work(1)], Memory.of(()), [facet], now=NOW, wanted=frozenset({"sentences"}))


def test_a_failure_waits_longer_each_time_and_at_last_as_long_as_what_is_absent() -> None:
    waits = [retry_time(NOW, attempts=n) - NOW for n in (1, 2, 3, 50)]
    hours = [timedelta(hours=n) for n in (1, 2, 4)]
    assert waits == [*hours, timedelta(days=ABSENT_DAYS)]
    said = NOW + timedelta(days=3)
    assert retry_time(NOW, attempts=1, retry_at=said) == said
    assert retry_time(NOW, attempts=1, retry_at=NOW - timedelta(days=1)) > NOW


@given(st.lists(st.sampled_from(["found", "absent", "withheld", None]), min_size=1, max_size=40))
def test_each_subject_is_asked_once_and_batches_keep_to_the_limit(
    outcomes: list[Outcome | None],
) -> None:
    works = [work(n) for n in range(len(outcomes))]
    remembered = [
        asked(fact, outcome, subject=f"arxiv:2309.{n:05}")
        for n, outcome in enumerate(outcomes)
        if outcome
        for fact in PAPERS.facts
    ]
    found = questions(works, *remembered)
    names = [name for question in found for name in subjects(question)]
    assert sorted(names) == [f"arxiv:2309.{n:05}" for n, o in enumerate(outcomes) if o is None]
    assert all(len(question.subjects) <= PAPERS.batch for question in found)
    assert len(found) == -(-len(names) // PAPERS.batch)
