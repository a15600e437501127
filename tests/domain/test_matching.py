from datetime import date

import pytest

from papergraph.domain.dates import PartialDate
from papergraph.domain.diffing import published_since
from papergraph.domain.ids import ExternalId, read_id
from papergraph.domain.matching import Evidence, contradictions, merge, same_work, version_of
from papergraph.domain.works import Author, Record, Venue

VLLM = "Efficient Memory Management for Large Language Model Serving with PagedAttention"


def ids(*texts: str) -> tuple[ExternalId, ...]:
    found = [read_id(text) for text in texts]
    assert all(found), texts
    return tuple(external for external in found if external)


def record(title: str, *texts: str, source: str = "registry", year: int | None = None) -> Record:
    return Record(source, title, ids(*texts), date=PartialDate(year) if year else None)


def verdict(a: Record, b: Record) -> str:
    return same_work(Evidence.of([a]), Evidence.of([b])).answer


def test_a_shared_id_decides_whatever_the_titles_say() -> None:
    assert verdict(record("A", "arxiv:2309.06180v1"), record("B", "arxiv:2309.06180v2")) == "yes"


def test_equal_titles_decide_where_nothing_contradicts() -> None:
    assert (
        verdict(record(VLLM, "arxiv:2309.06180"), record(VLLM.upper(), "10.1145/3600006.3613165"))
        == "yes"
    )
    assert verdict(record(VLLM), record(VLLM)) == "yes"


@pytest.mark.parametrize(
    ("a", "b", "why"),
    [
        (record(VLLM, "arxiv:2309.06180"), record(VLLM, "arxiv:2401.00001"), "is not arxiv"),
        (record(VLLM, "10.1145/1.2"), record(VLLM, "10.1145/3.4"), "is not doi"),
        (record(VLLM, year=2009), record(VLLM, year=2023), "years apart"),
        (record(VLLM, "arxiv:2309.06180"), record(VLLM, "https://youtu.be/7xTGNNLPyMI"), "video"),
        (record("Focus", "https://a.org/x.pdf"), record("Focus", "https://b.org/y.pdf"), "short"),
        (
            record("Flash Attention", "https://a.org/x"),
            record("Flash Attention", "https://b.org/y"),
            "short",
        ),
    ],
)
def test_a_contradiction_leaves_equal_titles_undecided(a: Record, b: Record, why: str) -> None:
    found = same_work(Evidence.of([a]), Evidence.of([b]))
    assert found.answer == "unsure"
    assert any(why in text for text in found.against)
    assert found.reasons


def test_pseudo_dois_contradict_nothing() -> None:
    a, b = record(VLLM, "10.5555/3295222.3295349"), record(VLLM, "10.1145/3600006.3613165")
    assert contradictions(Evidence.of([a]), Evidence.of([b])) == ()


def test_generic_titles_prove_nothing() -> None:
    assert verdict(record("Paper 2", "https://a.org/x"), record("Paper 2")) == "unsure"


def test_one_word_could_be_anything() -> None:
    assert verdict(record("Focus"), record("focus")) == "unsure"
    assert verdict(record("Chapter 2"), record("Chapter 2")) == "unsure"
    assert verdict(record("Flash Attention"), record("Flash attention")) == "yes"


def test_a_title_pasted_with_the_link_of_another_proves_nothing() -> None:
    orca = record(VLLM, "usenix:osdi22/yu", source="listing")
    pasted = record("Sparse Upcycling: Training Mixtures", "usenix:osdi22/yu", source="listing")
    alone = record("Sparse Upcycling: Training Mixtures", source="listing")
    both = Evidence.of([orca, pasted])
    assert both.titles == frozenset()
    assert same_work(both, Evidence.of([alone])).answer == "no"
    registry = record(VLLM, "usenix:osdi22/yu")
    assert Evidence.of([registry, pasted]).titles == {VLLM.lower()}
    short = record("PagedAttention", "usenix:osdi22/yu", source="listing")
    assert len(Evidence.of([orca, short]).titles) == 2


def test_merge_prefers_registries_to_course_pages_in_any_order() -> None:
    page = record("PagedAttention paper", "10.1145/3600006.3613165", source="listing")
    registry = Record(
        "registry",
        VLLM,
        ids("10.1145/3600006.3613165"),
        (Author("Woosuk Kwon"),),
        PartialDate(2023, 10),
        Venue("Symposium on Operating Systems Principles", "SOSP"),
        "paper",
    )
    preprint = record(VLLM, "arxiv:2309.06180")
    work = merge("vllm", [page, registry, preprint])
    assert work == merge("vllm", [preprint, page, registry])
    assert work.title == VLLM
    assert work.authors[0].surname == "Kwon"
    assert work.titles == (VLLM, "PagedAttention paper")
    assert work.date == PartialDate(2023, 9)
    assert [version.venue and version.venue.short for version in work.versions] == ["SOSP", None]


def test_the_version_a_link_means() -> None:
    both = Record(
        "registry",
        "Reducing Energy Bloat in Large Model Training",
        ids("arxiv:2312.06902", "10.1145/3694715.3695970"),
        date=PartialDate(2024),
        venue=Venue("SOSP"),
    )
    page = record("Perseus: Removing Energy Bloat", "arxiv:2312.06902", source="listing")
    copy = record("Perseus", "https://example.org/perseus.pdf", source="listing")
    work = merge("perseus", [both, page, copy])
    preprint, published = (
        version_of(work, ids(t)) for t in ("arxiv:2312.06902v2", "10.1145/3694715.3695970")
    )
    assert preprint is not None
    assert published is not None
    assert preprint != published
    assert published.venue == Venue("SOSP")
    assert published.date == PartialDate(2024)
    assert preprint.date == PartialDate(2023, 12)
    assert version_of(work, copy.ids) is None


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ([record("A title here", "arxiv:2502.06982")], True),
        ([record("A title here", "arxiv:2407.00001")], False),
        ([record("A title here", "arxiv:2408.03314")], None),  # the month it began
        ([record("A title here", "10.1145/1.2", year=2024)], None),
        ([record("A title here", "10.1145/1.2", year=2025)], True),
        (
            [
                record("A title here", "10.1145/1.2", year=2025),
                record("A title here", "arxiv:2312.00001"),
            ],
            False,
        ),
        ([record("A title here", "https://example.org/a")], None),
    ],
)
def test_published_since_is_said_only_where_dates_decide(
    records: list[Record], answer: bool | None
) -> None:
    assert published_since(merge("k", records), date(2024, 8, 27)) is answer
