"""Schedules copied as bare text: what each line and cell of them is taken for."""

import pytest

from papergraph.domain.courses import Listing, Page, Term
from papergraph.errors import ListingError
from papergraph.listings import parse

FALL = Term("F", 2024)


def scrape(text: str) -> Listing:
    return parse(Page(text, "page.txt", "digest"), term=FALL)


def titles(listing: Listing) -> list[str]:
    return [reading.title for reading in listing.readings]


LINES = "Sep 3\nFlux: A Study\nSep 5\nNimbus: Another\nSep 10\nPaxos Made Simple\n"


def test_a_link_beside_the_schedule_does_not_make_it_markup() -> None:
    listing = scrape(f"See [the template](https://x.org/t) first.\n\n{LINES}")
    assert listing.shape == "text-scrape"
    assert titles(listing) == ["Flux: A Study", "Nimbus: Another", "Paxos Made Simple"]
    many = "Ask [there](https://x.org/q) what is unclear.\n\n" * 50
    assert titles(scrape(f"{many}{LINES}\n{'Policies follow. ' * 100}\n{many}")) == titles(listing)
    with pytest.raises(ListingError):
        scrape(LINES.replace("Flux: A Study", "[Flux](https://x.org/f)"))


def test_a_topic_alone_in_the_column_of_readings_is_a_heading() -> None:
    listing = scrape(
        "Date\tReadings\tPresenter\n"
        "Sep 3\tFlux: A Study\tAnn Lee\n\tTraining\t\n"
        "Sep 5\tNimbus: Another\tBo Xu\n\tOrca: One More\t\n\tServing\t\n"
        "Sep 10\tPaxos Made Simple\tCy Day\n"
    )
    assert [(r.title, r.heading) for r in listing.readings] == [
        ("Flux: A Study", None),
        ("Nimbus: Another", "Training"),
        ("Orca: One More", "Training"),
        ("Paxos Made Simple", "Serving"),
    ]


def test_a_cell_of_several_lines_is_followed_by_the_next_column() -> None:
    listing = scrape(
        "Date\tReadings\tPresenter\tCompanion\tReviewer\n"
        "Aug 28\n(GenAI)\tHow to Read a Paper\nHow to Give a Bad Talk\tEd Fox\tGil Ho\tIan Jay\n"
        "Sep 3\n(Batching)\tOrca: A Study\tKim\nLee\t\tMo\n"
        "Sep 5\tNimbus: Another\tBo Xu\n"
        "The Second Reading of a Row without Its Empty Cells\n"
    )
    assert [[(p.role, p.name) for p in s.people] for s in listing.sessions] == [
        [("presenter", "Ed Fox"), ("companion", "Gil Ho"), ("reviewer", "Ian Jay")],
        [("presenter", "Kim"), ("presenter", "Lee"), ("reviewer", "Mo")],
        [("presenter", "Bo Xu")],
    ]
    assert len(titles(listing)) == 5


def test_a_column_of_topics_gives_the_headings() -> None:
    listing = scrape(
        "Date\tTopic\tReadings\tPresenter\n"
        "Sep 3\tTransformer 101\tFlux: A Study\nNimbus: Another\tAnn Lee\n"
        "Sep 5\tServing (I)\tOrca: One More\tBo Xu, Cy Day\n"
        "Sep 10\tReading Week\t\t\n"
    )
    assert [(r.title, r.heading) for r in listing.readings] == [
        ("Flux: A Study", "Transformer 101"),
        ("Nimbus: Another", "Transformer 101"),
        ("Orca: One More", "Serving (I)"),
    ]
    assert [p.name for s in listing.sessions for p in s.people] == ["Ann Lee", "Bo Xu", "Cy Day"]
    assert listing.sessions[-1].kind == "break"


@pytest.mark.parametrize(
    "heading",
    ["Inference", "Pre-Training", "Post-Training", "Agentic AI Systems", "Part II: Serving"],
)
@pytest.mark.parametrize(
    "block",
    ["No Lecture / Work on Projects\nWorse is Better", "Worse is Better", "Guest Lecture: Ann Lee"],
)
def test_a_field_named_last_before_a_day_is_a_heading(block: str, heading: str) -> None:
    listing = scrape(
        "Sep 3\nFlux: A Study\nNimbus: Another\n"
        f"Sep 5\n{block}\n{heading}\n"
        "Sep 10\nPaxos Made Simple\nOrca: One More\n"
    )
    assert heading in listing.topics
    assert heading not in titles(listing)
    assert [r.heading for r in listing.readings][-2:] == [heading] * 2


def test_cells_joined_by_blanks_are_parted_where_people_begin() -> None:
    listing = scrape(
        "Mosharaf Chowdhury (mosharaf) Faculty\n\nDate Readings Presenter Reviewer\n"
        "Sep 3 Introduction Mosharaf\nHow to Read a Paper (Required)\n"
        "Sep 5 Flux: A Study of Flows (Required) Yuxuan, Finn, Marwa Daniel\nNimbus: Another\n"
        "Sep 10 Paxos Made Simple Mosharaf -\nSep 12 Orca: One More (Required) Ann Lee -\n"
    )
    assert titles(listing) == [
        "How to Read a Paper",
        "Flux: A Study of Flows",
        "Nimbus: Another",
        "Paxos Made Simple",
        "Orca: One More",
    ]
    assert listing.topics == ("Introduction",)
    assert [[(p.role, p.name) for p in s.people] for s in listing.sessions] == [
        [("presenter", "Mosharaf")],
        [("other", "Yuxuan"), ("other", "Finn"), ("other", "Marwa Daniel")],
        [("presenter", "Mosharaf")],
        [("presenter", "Ann Lee")],
    ]


@pytest.mark.parametrize("people", ["Group 1", "Group 1/2/3", "Team 4", "Anshul-Drake"])
def test_groups_and_pairs_are_no_readings(people: str) -> None:
    listing = scrape(
        f"Date Readings Presenter\nSep 3\nFlux: A Study\n{people}\nNimbus: Another\n"
        "Sep 5\nPaxos Made Simple\nOrca: One More\n"
    )
    assert titles(listing) == [
        "Flux: A Study",
        "Nimbus: Another",
        "Paxos Made Simple",
        "Orca: One More",
    ]
    named = [person.name for person in listing.sessions[0].people]
    assert named == (["Anshul", "Drake"] if "-" in people else [])


def test_one_name_that_recurs_is_a_person_wherever_it_stands() -> None:
    listing = scrape(
        "Sep 3\nFlux: A Study\nMosharaf\nNimbus: Another\nMore on Flux\nRay for All\n"
        "Sep 5\nPaxos Made Simple\nMosharaf\nOrca: One More\n"
    )
    assert "Mosharaf" not in titles(listing)
    assert [[p.name for p in s.people] for s in listing.sessions] == [["Mosharaf"]] * 2


def test_a_topic_below_its_day_is_no_reading() -> None:
    listing = scrape("Sep 3\nServing Basics\nFlux: A Study (Required)\nSep 5\nPaxos Made Simple\n")
    assert titles(listing) == ["Flux: A Study", "Paxos Made Simple"]
    assert listing.topics == ("Serving Basics",)


def test_a_topic_is_a_heading_though_the_day_below_it_is_missing() -> None:
    listing = scrape(
        "Sep 3\n(Flows)\nFlux: A Study\nNimbus: Another\nInference\n(Batching)\nOrca: One More\n"
        "Sep 10\nPaxos Made Simple\n"
    )
    assert "Inference" not in titles(listing)
    assert listing.topics == ("Inference",)
