import io
import subprocess
from pathlib import Path

import pytest

from papergraph import Catalog
from papergraph.domain.answers import OfferingView, WorkEntry
from papergraph.errors import AmbiguousError, InputError, ListingError, SourceError

ORCA = (
    "[Orca: A Distributed Serving System](https://www.usenix.org/conference/osdi22/presentation/yu)"
)
ALPA = "[Alpa: Automating Inter- and Intra-Operator Parallelism](https://arxiv.org/abs/2201.12023)"


def page(*rows: str, title: str = "CSE 585: Systems (F'24)", mail: str = "staff@umich.edu") -> str:
    lines = [f"# {title}", "", f"Write to {mail}.", "", "| Date | Readings | Presenter |"]
    return "\n".join([*lines, "| --- | --- | --- |", *rows, ""])


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    file = tmp_path / "README.md"
    file.write_text(
        page(
            "| | **Inference** |",
            f"| Sep 3 | {ORCA} (Required) | [Kim](Slides/a.pdf) |",
            f"| | {ALPA} |",
        )
    )
    return file


def test_a_page_becomes_an_offering(catalog: Catalog, readme: Path) -> None:
    (added,) = catalog.add(readme)
    assert str(added.offering) == "umich/cse585@F24"
    assert (added.readings, added.sessions, added.new, added.changed) == (2, 1, 2, 0)
    view = catalog.show("cse585@F24")
    assert isinstance(view, OfferingView)
    ((session, readings),) = view.sessions
    assert [(r.role, r.topic, r.work) for r in readings] == [
        ("required", "inference", "orca"),
        ("optional", "inference", "alpa"),
    ]
    assert [person.name for person in session.people] == ["Kim"]


def test_the_same_page_again_changes_nothing(catalog: Catalog, readme: Path) -> None:
    catalog.add(readme)
    (again,) = catalog.add(readme)
    assert again.unchanged
    assert catalog.log() == ()


def test_a_newer_revision_keeps_what_changed(catalog: Catalog, readme: Path) -> None:
    catalog.add(readme)
    readme.write_text(page("| | **Inference** |", f"| Sep 5 | {ORCA} |", "| | Kareus (Required) |"))
    (added,) = catalog.add(readme)
    assert (added.readings, added.changed) == (2, 4)
    found = {
        (event.subject, event.what): (event.before, event.after)
        for event in catalog.log("cse585@F24")
    }
    assert found[("orca", "role")] == ("required", "optional")
    assert found[("orca", "rescheduled")] == ("2024-09-03", "2024-09-05")
    assert ("alpa", "unlisted") in found
    assert ("kareus", "listed") in found
    (entry,) = [entry for entry in catalog.works() if entry.work.key == "orca"]
    assert len(entry.listings) == 1
    assert isinstance(catalog.show("alpa"), WorkEntry)  # nothing is lost


def test_readme_and_slides_make_one_offering(
    catalog: Catalog, readme: Path, tmp_path: Path
) -> None:
    slides = tmp_path / "slides.txt"
    slides.write_text(
        "CSE 585: Systems\n\nstaff@umich.edu\n\n"
        "Topics (#Lectures)\n\n- Inference (3)\n- Energy (2)\n\n"
        "Milestones\n\nDate\tMilestone\tDetails\n09/05/24\tForm Group\tFind people\n"
    )
    catalog.add(readme, slides)
    ((name, row),) = catalog.offerings()
    assert (name, row.readings) == ("cse585@F24", 2)
    view = catalog.show(name)
    assert isinstance(view, OfferingView)
    assert [(line.heading, line.planned_lectures, line.lectures) for line in view.topics] == [
        ("Inference", 3, 1),
        ("Energy", 2, 0),
    ]
    assert [milestone.date.isoformat() for milestone in view.pages.milestones] == ["2024-09-05"]


def test_equal_codes_of_two_institutions_share_nothing(catalog: Catalog, tmp_path: Path) -> None:
    for mail in ("a@umich.edu", "b@illinois.edu"):
        file = tmp_path / f"{mail[0]}.md"
        file.write_text(page(f"| Sep 3 | {ORCA} |", title="CS 599: Systems (F'24)", mail=mail))
        catalog.add(file)
    assert [name for name, _ in catalog.offerings()] == ["uiuc/cs599@F24", "umich/cs599@F24"]
    with pytest.raises(AmbiguousError, match="several offerings"):
        catalog.show("cs599@F24")
    unknown = tmp_path / "c.md"
    unknown.write_text(
        page(f"| Sep 3 | {ORCA} |", title="CS 599: Other (F'24)", mail="c@example.org")
    )
    catalog.add(unknown)
    assert len(catalog.offerings()) == 3


def test_an_institution_told_later_takes_its_own_page_along(
    catalog: Catalog, readme: Path, tmp_path: Path
) -> None:
    readme.write_text(page(f"| Sep 3 | {ORCA} |", mail="staff@example.org"))
    catalog.add(readme)
    assert [str(row.offering) for _, row in catalog.offerings()] == ["cse585@F24"]
    catalog.add(readme, offering="umich/cse585@F24")
    assert [str(row.offering) for _, row in catalog.offerings()] == ["umich/cse585@F24"]
    other = tmp_path / "other.md"
    other.write_text(page(f"| Sep 3 | {ALPA} |", mail="staff@example.org"))
    catalog.add(other)
    assert len(catalog.offerings()) == 2


def test_what_a_person_says_comes_first(catalog: Catalog, readme: Path, tmp_path: Path) -> None:
    (added,) = catalog.add(readme, offering="cse585@F25")
    assert str(added.offering) == "umich/cse585@F25"
    plain = tmp_path / "list.csv"
    plain.write_text("title,url\nA Work of Nobody in Particular,https://example.org/a.pdf\n")
    with pytest.raises(InputError, match="does not say its course and term"):
        catalog.add(plain)
    (added,) = catalog.add(plain, offering="cs101@S25")
    assert str(added.offering) == "cs101@S25"


def test_standard_input_folder_and_git(catalog: Catalog, readme: Path, tmp_path: Path) -> None:
    (added,) = catalog.add("-", stdin=io.BytesIO(readme.read_bytes()), offering="cse585@F20")
    assert added.readings == 2
    assert catalog.add(tmp_path)[0].readings == 2
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q", "-b", "f24"], ["add", "README.md"], ["commit", "-qm", "page"]):
        subprocess.run([*git, *command], check=True)
    readme.write_text(page(f"| Sep 3 | {ORCA} |"))
    subprocess.run([*git, "commit", "-qam", "shorter"], check=True)
    assert catalog.add(f"{tmp_path}@f24~1:README.md", offering="cse585@F21")[0].readings == 2
    assert catalog.add(f"{tmp_path}@f24", offering="cse585@F22")[0].readings == 1


def test_what_cannot_be_read_is_said_and_leaves_nothing(
    catalog: Catalog, readme: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "prose.md"
    empty.write_text("# A page\n\nWithout any schedule.\n")
    with pytest.raises(ListingError, match="looked for"):
        catalog.add(empty)
    with pytest.raises(SourceError):
        catalog.add(tmp_path / "nowhere.md")
    with pytest.raises(ListingError, match="shape"):
        catalog.add(readme, shape="papyrus")
    assert catalog.offerings() == ()


def test_one_bad_source_does_not_stop_the_others(
    catalog: Catalog, readme: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "prose.md"
    empty.write_text("# A page\n\nWithout any schedule.\n")
    (added,) = catalog.add(tmp_path / "nowhere.md", empty, readme)
    assert added.readings == 2
    said = [warning.text for warning in added.warnings]
    assert said[0].startswith("not read: there is no ")
    assert said[1].startswith(f"{empty}: not read: no reading found")
    (again,) = catalog.add(tmp_path / "nowhere.md", empty, readme)
    assert again.unchanged
    assert [warning.text for warning in again.warnings] == said


def test_a_link_under_another_title_is_pointed_out(
    catalog: Catalog, readme: Path, tmp_path: Path
) -> None:
    catalog.add(readme)
    other = tmp_path / "other.md"
    wrong = ORCA.replace(
        "Orca: A Distributed Serving System", "Sparse Upcycling of Dense Checkpoints"
    )
    other.write_text(page(f"| Sep 3 | {wrong} |", title="CSE 585: Systems (F'25)"))
    (added,) = catalog.add(other)
    assert any(
        "has the link of" in warning.text and warning.line == 7 for warning in added.warnings
    )


def test_a_folder_may_hold_pages_without_readings_and_says_so(
    catalog: Catalog, readme: Path, tmp_path: Path
) -> None:
    (tmp_path / "policies.md").write_text("# Policies\n\nBe kind.\n")
    (tmp_path / "scan.md").write_bytes(b"%PDF-1.7\n\0\0")
    (added,) = catalog.add(tmp_path)
    assert added.readings == 2
    said = [warning.text for warning in added.warnings]
    assert said[0].startswith(f"{tmp_path / 'scan.md'}: not read: ")
    assert said[1].startswith(f"{tmp_path / 'policies.md'}: not read: no reading found")


def test_a_short_list_beside_a_schedule_takes_nothing_from_it(
    catalog: Catalog, readme: Path, tmp_path: Path
) -> None:
    extra = tmp_path / "extra.csv"
    extra.write_text(
        "title,url\nOrca: A Distributed Serving System,"
        "https://www.usenix.org/conference/osdi22/presentation/yu\n"
    )
    weeks = []
    for week in (1, 2):
        weeks.append(tmp_path / f"week{week}.md")
        weeks[-1].write_text(
            page(
                f"| Sep {week} | {ORCA} |",
                f"| | [Work of Week {week} Alone](https://a.org/{week}) |",
            )
        )
    for _ in range(2):
        results = catalog.add(readme, extra, *weeks, offering="cse585@F24")
        assert len(catalog.works()) == 4
    assert all(result.unchanged for result in results)
    assert catalog.log() == ()


def test_a_link_pasted_wrongly_merges_no_two_works_and_can_be_corrected(
    catalog: Catalog, readme: Path
) -> None:
    title = "Sparse Upcycling: Training Mixtures from Checkpoints"
    right = f"[{title}](https://openreview.net/forum?id=T5nUQDrM4u)"
    wrong = f"[{title}](https://www.usenix.org/conference/osdi22/presentation/yu)"
    catalog.load_sample()
    before = {entry.work.key for entry in catalog.works()}
    readme.write_text(page(f"| Sep 3 | {ORCA} |", f"| | {wrong} |"))
    (added,) = catalog.add(readme, offering="cse585@F20")
    assert {entry.work.key for entry in catalog.works()} == before
    assert any("has the link of" in warning.text for warning in added.warnings)
    readme.write_text(page(f"| Sep 3 | {ORCA} |", f"| | {right} |"))
    catalog.add(readme, offering="cse585@F20")
    assert {entry.work.key for entry in catalog.works()} == before
    (view,) = [view for view in [catalog.show("cse585@F20")] if isinstance(view, OfferingView)]
    assert len({reading.work for reading in view.pages.readings}) == 2


def test_short_words_of_two_courses_are_two_works(catalog: Catalog, tmp_path: Path) -> None:
    for mail in ("a@umich.edu", "b@illinois.edu"):
        file = tmp_path / f"{mail[0]}.md"
        rows = ("| Sep 3 | Kareus (Required) |", "| | Chapter 2 (Required) |")
        file.write_text(page(*rows, title="CS 599: Systems (F'24)", mail=mail))
        catalog.add(file)
    assert len(catalog.works()) == 4
    last_year = tmp_path / "b.md"
    last_year.write_text(page(*rows, title="CS 599: Systems (F'23)", mail="b@illinois.edu"))
    catalog.add(last_year)
    diff = catalog.diff("uiuc/cs599@F23", "uiuc/cs599@F24")
    assert [item.title for item in diff.kept] == ["Kareus"]


def test_a_course_without_institution_can_be_named(catalog: Catalog, tmp_path: Path) -> None:
    for mail in ("a@umich.edu", "b@example.org"):
        file = tmp_path / f"{mail[0]}.md"
        file.write_text(page(f"| Sep 3 | {ORCA} |", mail=mail))
        catalog.add(file)
    assert [name for name, _ in catalog.offerings()] == ["unknown/cse585@F24", "umich/cse585@F24"]
    for name, _ in catalog.offerings():
        assert isinstance(catalog.show(name), OfferingView)


def test_the_shape_that_misled_can_be_corrected(catalog: Catalog, readme: Path) -> None:
    readme.write_text(
        readme.read_text() + "\nTopics (#Lectures)\n\n- Inference (3)\n- Energy (2)\n"
    )
    (wrong,) = catalog.add(readme, shape="slides")
    assert (wrong.readings, wrong.planned_topics) == (0, 2)
    (right,) = catalog.add(readme)
    assert not right.unchanged
    assert right.readings == 2
    assert len(catalog.offerings()) == 1
    assert len(catalog.works()) == 2


def test_a_page_that_names_another_offering_is_pointed_out(catalog: Catalog, readme: Path) -> None:
    (added,) = catalog.add(readme, offering="cse585@F25")
    assert any("says it is F24, not F25" in warning.text for warning in added.warnings)
