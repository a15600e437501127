from datetime import date

from papergraph.domain.courses import Course, Offering, Reading, Role, Session, Term
from papergraph.domain.diffing import ListingDiff, compare
from papergraph.domain.ids import read_url
from papergraph.domain.matching import merge
from papergraph.domain.snapshot import Listed, OfferingPages, Snapshot
from papergraph.domain.works import Citation, Record, Work

F24 = Offering(Course("cse585", "umich"), Term("F", 2024))
F25 = Offering(Course("cse585", "umich"), Term("F", 2025))


def line(
    offering: Offering,
    work: str,
    *,
    role: Role = "required",
    topic: str = "inference",
    title: str | None = None,
    url: str | None = None,
    locator: str | None = None,
    day: date | None = None,
) -> Listed:
    external = read_url(url) if url else None
    return Listed(
        offering, work, title or f"The title of {work}", url, role, locator, topic, topic,
        "paper", day, ids=(external,) if external else (),
    )  # fmt: skip


def pages(offering: Offering, *readings: Listed) -> OfferingPages:
    sessions = tuple(
        Session(
            reading.session or date(offering.term.year, 9, 1),
            heading=reading.heading,
            readings=(Reading(reading.title, heading=reading.heading),),
        )
        for reading in readings
    )
    return OfferingPages(offering, None, None, sessions, readings)


def diff(
    old: OfferingPages,
    new: OfferingPages,
    *citations: tuple[str, str],
    works: tuple[Work, ...] = (),
) -> ListingDiff:
    keys = {reading.work for reading in (*old.readings, *new.readings)}
    known = {key: merge(key, [Record("x", f"The title of {key}")]) for key in keys}
    known |= {work.key: work for work in works}
    edges = tuple(Citation(citing, cited, "test") for citing, cited in citations)
    return compare(old, new, snapshot=Snapshot((old, new), known, edges))


def changes(found: ListingDiff) -> list[tuple[str, str | None, str | None]]:
    return [(c.change, c.before, c.after) for item in found.kept for c in item.changes]


def test_kept_added_dropped() -> None:
    found = diff(
        pages(F24, line(F24, "a"), line(F24, "b")), pages(F25, line(F25, "c"), line(F25, "a"))
    )
    assert [item.work.key for item in found.kept] == ["a"]
    assert [item.work.key for item in found.added] == ["c"]
    assert [item.work.key for item in found.dropped] == ["b"]
    assert changes(found) == []


def test_promoted_and_demoted_by_the_most_binding_role() -> None:
    old = pages(
        F24,
        line(F24, "a", role="optional"),
        line(F24, "b"),
        line(F24, "c"),
        line(F24, "c", role="optional"),
    )
    new = pages(F25, line(F25, "a"), line(F25, "b", role="optional"), line(F25, "c"))
    assert changes(diff(old, new)) == [
        ("promoted", "optional", "required"),
        ("demoted", "required", "optional"),
    ]


def test_a_page_that_marks_nothing_promotes_nothing() -> None:
    old, new = pages(F24, line(F24, "a", role="unspecified")), pages(F25, line(F25, "a"))
    assert changes(diff(old, new)) == []


def test_moved_compares_topics_of_all_its_readings() -> None:
    old = pages(
        F24,
        line(F24, "a", topic="rag"),
        line(F24, "b", topic="rag"),
        line(F24, "b", topic="agents"),
    )
    new = pages(F25, line(F25, "a", topic="agents"), line(F25, "b", topic="agents"))
    assert changes(diff(old, new)) == [("moved", "rag", "agents")]


def test_another_url_of_one_version_is_no_new_version() -> None:
    arxiv = "https://arxiv.org/abs/2312.06902"
    acm = "https://dl.acm.org/doi/10.1145/3694715.3695970"
    ids = tuple(external for url in (arxiv, acm) if (external := read_url(url)))
    work = merge("a", [Record("x", "The title of a", ids)])

    def moved(old: str, new: str) -> list[str]:
        found = diff(
            pages(F24, line(F24, "a", url=old)), pages(F25, line(F25, "a", url=new)), works=(work,)
        )
        return [name for name, _, _ in changes(found)]

    assert moved(arxiv, acm) == ["new-version"]
    assert moved(arxiv, "https://arxiv.org/pdf/2312.06902v2") == []
    assert moved(acm, acm.replace("/doi/", "/doi/abs/") + "%20") == []
    assert moved(arxiv, "https://example.org/perseus.pdf") == []


def test_retitled_ignores_case_and_relocated_names_the_part() -> None:
    old = pages(
        F24,
        line(F24, "a", title="Perseus: Removing Bloat"),
        line(F24, "b", title="X y", locator="Section 4"),
    )
    new = pages(F25, line(F25, "a", title="Reducing Bloat"), line(F25, "b", title="x Y"))
    assert changes(diff(old, new)) == [
        ("retitled", "Perseus: Removing Bloat", "Reducing Bloat"),
        ("relocated", "Section 4", "whole"),
    ]


def test_rescheduled_only_between_revisions_of_one_offering() -> None:
    early, late = date(2025, 9, 2), date(2025, 9, 4)
    assert changes(
        diff(pages(F25, line(F25, "a", day=early)), pages(F25, line(F25, "a", day=late)))
    ) == [("rescheduled", "2025-09-02", "2025-09-04")]
    assert (
        changes(
            diff(
                pages(F24, line(F24, "a", day=date(2024, 9, 3))),
                pages(F25, line(F25, "a", day=late)),
            )
        )
        == []
    )


def test_replaced_needs_one_topic_and_evidence() -> None:
    old = pages(F24, line(F24, "gone"), line(F24, "elsewhere", topic="energy"), line(F24, "near"))
    new = pages(F25, line(F25, "come"), line(F25, "other"))
    shared = [(work, f"r{n}") for work in ("near", "other") for n in range(5)]
    common = [("come", "classic"), ("gone", "classic")]
    found = diff(old, new, ("come", "gone"), ("come", "elsewhere"), *common, *shared)
    replaced = {item.work.key: item.replaced_by for item in found.dropped}
    assert replaced["gone"] is not None
    assert (replaced["gone"].work, replaced["gone"].evidence.cites) == ("come", True)
    assert replaced["elsewhere"] is None
    assert replaced["near"] is not None
    assert (replaced["near"].work, replaced["near"].evidence.shared_references) == ("other", 5)
    assert {item.work.key: item.replaces and item.replaces.work for item in found.added} == {
        "come": "gone",
        "other": "near",
    }


def test_what_many_of_the_added_cite_is_background_and_replaced_by_none() -> None:
    new = pages(F25, line(F25, "a"), line(F25, "b"), line(F25, "c"))
    common = [(work, "classic") for work in ("a", "b", "c", "gone")]
    citing = [(work, "gone") for work in ("a", "b", "c")]
    assert diff(pages(F24, line(F24, "gone")), new, *common, *citing).dropped[0].replaced_by is None
    (dropped,) = diff(pages(F24, line(F24, "gone")), new, *common, *citing[:2]).dropped
    assert dropped.replaced_by


def test_topics_count_lectures_and_readings_of_both() -> None:
    old = pages(F24, line(F24, "a", topic="rag"), line(F24, "b", topic="energy"))
    new = pages(
        F25,
        line(F25, "a", topic="agents"),
        line(F25, "b", topic="energy"),
        line(F25, "c", topic="agents"),
    )
    counts = {
        t.topic: (t.old_lectures, t.new_lectures, t.old_readings, t.new_readings)
        for t in diff(old, new).topics
    }
    assert counts == {"agents": (0, 2, 0, 2), "energy": (1, 1, 1, 1), "rag": (1, 0, 1, 0)}


def test_an_offering_with_itself_keeps_everything() -> None:
    same = pages(F24, line(F24, "a"), line(F24, "a", role="optional"))
    found = diff(same, same)
    assert (len(found.kept), found.added, found.dropped, changes(found)) == (1, (), (), [])
