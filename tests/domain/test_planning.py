from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import read_id
from papergraph.domain.planning import Claim, Group, Known, Plan, asked_for, plan, possible_keys
from papergraph.domain.works import Record

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def record(title: str, *texts: str, year: int | None = None, source: str = "listing") -> Record:
    found = tuple(external for text in texts if (external := read_id(text)))
    return Record(source, title, found, date=PartialDate(year) if year else None)


def decide(groups: Sequence[Group], known: Known | None = None) -> Plan:
    return plan(known or Known(), groups, taken=frozenset(), now=NOW)


def after(found: Plan, known: Known | None = None) -> Known:
    """What a store would know after the changes of a plan."""
    known = known or Known()
    works = {work.key: work for work in (*known.works, *found.changes.works)}
    moved = {merge.absorbed: merge.survivor for merge in found.changes.merges}
    claims = [
        Claim(moved.get(claim.work, claim.work), claim.record)
        for claim in (*known.claims, *found.changes.claims)
    ]
    return Known(tuple(work for key, work in works.items() if key not in moved), tuple(claims))


ORCA = "Orca: A Distributed Serving System for Transformer-Based Generative Models"


def test_lines_of_two_pages_mean_one_work() -> None:
    found = decide(
        [[record(ORCA, "usenix:osdi22/yu")], [record(ORCA)], [record("Orca", "usenix:osdi22/yu")]]
    )
    assert found.works == ("orca", "orca", "orca")
    assert [work.key for work in found.changes.works] == ["orca"]


def test_the_same_again_changes_nothing() -> None:
    groups = [[record(ORCA, "usenix:osdi22/yu")], [record("Cornserve")]]
    known = after(decide(groups))
    again = decide(groups, known)
    assert again.changes.works == ()
    assert again.changes.claims == ()
    assert again.works == ("orca", "cornserve")


def test_a_key_that_is_taken_is_marked() -> None:
    group = [record("Orca: Whales of the North", "10.1145/1.2")]
    taken = frozenset({"orca"})
    found = plan(Known(), [group], taken=taken, now=NOW)
    assert found.works[0].startswith("orca-")
    assert set(found.works) <= possible_keys([group])


def test_two_of_one_stem_in_one_page_get_two_keys() -> None:
    found = decide(
        [[record("Orca: Whales of the North", "10.1145/1.2")], [record(ORCA, "usenix:osdi22/yu")]]
    )
    assert len(set(found.works)) == 2


def test_a_record_that_links_two_ids_merges_what_was_two() -> None:
    first = decide(
        [
            [record("Perseus: Removing Energy Bloat", "arxiv:2312.06902")],
            [record("Reducing Energy Bloat in Training", "10.1145/3694715.3695970")],
        ]
    )
    known = after(first)
    link = record(
        "Reducing Energy Bloat in Training",
        "10.1145/3694715.3695970",
        "arxiv:2312.06902",
        source="registry",
    )
    found = decide([[link]], known)
    assert [(m.survivor, m.absorbed) for m in found.changes.merges] == [first.works]
    assert found.works == (first.works[0],)
    assert [event.what for event in found.changes.events] == ["merged"]
    (work,) = found.changes.works
    assert {str(external) for external in work.ids} == {
        "arxiv:2312.06902",
        "doi:10.1145/3694715.3695970",
    }


def test_a_title_that_two_works_bear_decides_nothing() -> None:
    title = "A Survey of Serving Systems"
    found = decide(
        [[record(title, "arxiv:2309.06180")], [record(title, "arxiv:2401.00001")], [record(title)]]
    )
    assert len(set(found.works)) == 3
    assert found.undecided


def test_generic_lines_stay_apart() -> None:
    found = decide([[record("Slides", "https://a.org/1")], [record("Slides", "https://a.org/2")]])
    assert len(set(found.works)) == 2


def test_what_must_be_asked_covers_versions() -> None:
    ids, titles = asked_for([[record("A Title", "arxiv:2309.06180v2")]])
    assert {str(external) for external in ids} == {"arxiv:2309.06180", "arxiv:2309.06180v2"}
    assert titles == {"a title"}


TITLES = ("Orca", "Attention Is All You Need", "A Long Enough Title", "Flash Attention", "Slides")
IDS = ("arxiv:2309.06180", "arxiv:2401.00001", "10.1145/1.2", "usenix:osdi22/yu", "https://a.org/x")
records = st.builds(
    lambda title, texts, year: record(title, *sorted(texts), year=year),
    st.sampled_from(TITLES),
    st.sets(st.sampled_from(IDS), max_size=2),
    st.sampled_from([None, 2009, 2023]),
)


@given(st.lists(records, max_size=8), st.randoms())
def test_the_order_of_one_page_is_nothing(found: list[Record], random: "st.DataObject") -> None:
    shuffled = list(enumerate(found))
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    straight = decide([[r] for r in found]).works
    other = decide([[r] for _, r in shuffled]).works
    back = {position: key for (position, _), key in zip(shuffled, other, strict=True)}
    pairs = [(a, b) for a in range(len(found)) for b in range(a)]
    assert [straight[a] == straight[b] for a, b in pairs] == [back[a] == back[b] for a, b in pairs]


@given(st.lists(records, max_size=8))
def test_planning_again_is_quiet(found: list[Record]) -> None:
    groups = [[r] for r in found]
    first = decide(groups)
    again = decide(groups, after(first))
    assert again.works == first.works
    assert again.changes.works == ()
    assert again.changes.merges == ()
