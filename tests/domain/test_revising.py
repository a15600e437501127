from dataclasses import replace
from datetime import UTC, date, datetime

from papergraph.domain.courses import Listing, Offering, Page, Reading, Session
from papergraph.domain.planning import PlacedListing, StoredPage
from papergraph.domain.revising import page_revised, revision_events

NOW = datetime(2026, 1, 1, tzinfo=UTC)
F25 = Offering.parse("umich/cse585@F25")


def placed(
    *readings: Reading, address: str = "README.md", shape: str = "markdown-table"
) -> PlacedListing:
    listing = Listing(shape, (Session(date(2025, 9, 2), readings=readings),))
    works = tuple(reading.title.lower() for reading in readings)
    return PlacedListing(F25, Page("", address, "digest"), listing, works)


def test_a_revision_is_of_the_same_address_or_shares_most_readings() -> None:
    schedule = StoredPage(1, placed(Reading("A"), Reading("B"), Reading("C")))
    slides = StoredPage(2, placed(address="slides.txt", shape="slides"))
    pages = (schedule, slides)
    assert page_revised(placed(Reading("Z")), pages) == schedule
    assert (
        page_revised(
            placed(Reading("A"), Reading("B"), Reading("X"), address="https://x.org"), pages
        )
        == schedule
    )
    assert page_revised(placed(Reading("X"), address="other.md"), pages) is None
    assert page_revised(placed(address="new-slides.txt", shape="slides"), pages) == slides
    assert page_revised(placed(address="plan.csv", shape="csv"), pages) is None


def test_events_say_what_entered_left_and_changed() -> None:
    old = placed(Reading("Gone"), Reading("Kept", url="u1", role="optional", topic="rag"))
    new = placed(Reading("Kept", url="u2", role="required", topic="agents"), Reading("Come"))
    moved = replace(
        new, listing=Listing("x", (replace(new.listing.sessions[0], date=date(2025, 9, 4)),))
    )
    found = [(e.what, e.subject, e.before, e.after) for e in revision_events(old, moved, now=NOW)]
    assert found == [
        ("listed", "come", None, "Come"),
        ("moved", "kept", "rag", "agents"),
        ("relinked", "kept", "u1", "u2"),
        ("rescheduled", "kept", "2025-09-02", "2025-09-04"),
        ("role", "kept", "optional", "required"),
        ("unlisted", "gone", "Gone", None),
    ]
    assert revision_events(old, old, now=NOW) == ()
