"""Plans of topics and dated duties as slides write them."""

import pytest

from papergraph.domain.courses import Listing, Page
from papergraph.listings import parse

NAME = "CS 598: GenAI (F'24)\n\n"


def slides(text: str) -> Listing:
    return parse(Page(NAME + text, "slides.txt", "digest"))


@pytest.mark.parametrize(
    "text",
    [
        "Topics (#Lectures)\nServing (2)\nTraining (3)\n",
        "Tentative Topics (#Classes)\nServing (2)\n - Batching\n - Paging\nTraining (3)\n",
        "Course Schedule (number of lectures)\n1. Serving (2)\n2. Training (3)\n",
        "Topics\n• Serving (2 lectures)\n• Training (3 lectures)\n",
        "Course Topics:\nServing: 2 lectures\nTraining: 3 lectures\n",
        "| Topics | # of Lectures |\n|---|---|\n| Serving | 2 |\n| Training | 3 |\n",
    ],
)
def test_a_plan_however_it_counts_its_lectures(text: str) -> None:
    planned = slides(f"{text}\nGrading\n").planned
    assert [(topic.heading, topic.lectures) for topic in planned] == [
        ("Serving", 2),
        ("Training", 3),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Date Milestone\n09/17/24 Form Group\n10/01/24 Proposal\n",
        "Milestones\n\n09/17/24 Form Group\n10/01/24 Proposal\n",
        "Important Dates\n• Form Group: Sep 17\n• Proposal: Tue, Oct 1\n",
        "Date\tMilestone\nSep 17 – Sep 20, 2024\tForm Group\nOct 1\tProposal\n",
    ],
)
def test_milestones_without_tabs_and_after_their_names(text: str) -> None:
    found = slides(f"Topics (#Lectures)\nServing (2)\n\n{text}").milestones
    assert [(str(duty.date), duty.what) for duty in found] == [
        ("2024-09-17", "Form Group"),
        ("2024-10-01", "Proposal"),
    ]


def test_a_range_of_days_borrows_its_year() -> None:
    text = (
        "CS 598: GenAI\n\nTopics (#Lectures)\nServing (2)\n\nDate\tMilestone\n"
        "Feb 1, 2026\tForm groups\nMar 30 – Apr 3, 2026\tFeedback\n"
    )
    listing = parse(Page(text, "slides.txt", "digest"))
    assert [str(duty.date) for duty in listing.milestones] == ["2026-02-01", "2026-03-30"]
    assert str(listing.term) == "S26"
