"""Meetings that are no lectures, under the names that universities give them."""

import pytest

from papergraph.listings.clues.occasions import occasion_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Reading Period", "break"),
        ("Wellness day", "break"),
        ("Ascension Day, no seminar", "break"),
        ("The speaker is away, no seminar", "no-lecture"),
        ("Exam week", "no-lecture"),
        ("Final exam", "no-lecture"),
        ("In-class project work", "no-lecture"),
        ("Semester ends", "no-lecture"),
        ("Final Exam / Final Presentations", "presentations"),
        ("Exam of Reading Comprehension in Language Models", None),
    ],
)
def test_what_is_announced(text: str, kind: str | None) -> None:
    assert occasion_of(text) == kind
