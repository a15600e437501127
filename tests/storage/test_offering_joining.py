"""What several pages make of one offering: pure values."""

from datetime import date, datetime, timedelta
from typing import Any

from storage_facts import F24, LATER, NOW, placed

from papergraph.domain.courses import (
    Link,
    Listing,
    Milestone,
    Person,
    PlannedTopic,
    Reading,
    Session,
)
from papergraph.domain.planning import StoredPage
from papergraph.storage.reading.joining import CurrentPage, joined

DAY = date(2024, 9, 10)


def on(day: date | None, *titles: str, **fields: Any) -> Session:
    return Session(day, readings=tuple(Reading(title) for title in titles), **fields)


def page(number: int, listing: Listing, added_at: datetime = NOW) -> CurrentPage:
    works = tuple(reading.title.lower() for reading in listing.readings)
    stored = StoredPage(number, placed(listing, *works))
    return CurrentPage(stored, ((),) * len(works), added_at)


def titles(*pages: CurrentPage) -> list[str]:
    return [listed.title for listed in joined(F24, pages).readings]


def test_sessions_of_two_pages_stand_in_the_order_of_their_dates() -> None:
    one = page(1, Listing("csv", (on(DAY, "A"), on(DAY + timedelta(14), "C"))))
    two = page(2, Listing("csv", (on(DAY + timedelta(7), "B"),)))
    assert titles(one, two) == ["A", "B", "C"]


def test_a_session_without_date_stays_behind_its_neighbour() -> None:
    one = page(1, Listing("csv", (on(None, "First"), on(DAY, "A"), on(None, "Then"))))
    two = page(2, Listing("csv", (on(DAY + timedelta(1), "B"), on(None, "Last"))))
    assert titles(one, two) == ["First", "A", "Then", "B", "Last"]


def test_a_page_in_no_order_is_put_in_order() -> None:
    assert titles(page(1, Listing("csv", (on(DAY + timedelta(1), "B"), on(DAY, "A"))))) == [
        "A",
        "B",
    ]


def test_the_same_session_on_two_pages_is_one() -> None:
    slides, notes = Link("slides", "https://a.org/1"), Link("notes", "https://a.org/2")
    people = (Person("A", "presenter"),)
    one = page(1, Listing("csv", (on(DAY, "A", links=(slides,), people=people),)))
    two = page(2, Listing("csv", (on(DAY, "B", links=(slides, notes), heading="H"),)))
    (session,) = joined(F24, [one, two]).sessions
    assert session == on(DAY, "A", "B", links=(slides, notes), people=people, heading="H")


def test_two_sessions_of_one_day_stay_two() -> None:
    one = page(1, Listing("csv", (on(DAY, "A"), on(DAY, "B", number=2))))
    two = page(2, Listing("csv", (on(DAY, "C", number=2),)))
    assert [len(session.readings) for session in joined(F24, [one, two]).sessions] == [1, 2]
    assert [listed.session_number for listed in joined(F24, [one, two]).readings] == [1, 2, 2]


def test_readings_and_works_keep_together_when_sessions_move() -> None:
    one = page(1, Listing("csv", (on(DAY + timedelta(1), "B", "C"), on(DAY, "A"))))
    found = joined(F24, [one])
    assert [(listed.title, listed.work) for listed in found.readings] == [
        ("A", "a"),
        ("B", "b"),
        ("C", "c"),
    ]
    walked = [reading.title for session in found.sessions for reading in session.readings]
    assert walked == [listed.title for listed in found.readings]


def test_the_page_with_readings_speaks_first_and_the_plan_comes_from_the_other() -> None:
    deck = Listing("slides", title="Welcome", planned=(PlannedTopic("A", 5),), institution="U")
    list_ = Listing("csv", (on(DAY, "A"),), title="Systems", planned=(PlannedTopic("A", 1),))
    found = joined(F24, [page(1, deck), page(2, list_, LATER)])
    assert (found.title, found.institution) == ("Systems", "U")
    assert found.planned == (PlannedTopic("A", 5),)
    assert [address for address, _ in found.sources] == ["csv.page", "slides.page"]
    assert found.updated == LATER


def test_topics_and_milestones_are_those_of_all_pages_once() -> None:
    first, second = Milestone(DAY, "proposal"), Milestone(DAY - timedelta(1), "groups")
    one = page(1, Listing("csv", topics=("A", "B"), milestones=(first,)))
    two = page(2, Listing("csv", topics=("B", "C"), milestones=(first, second)))
    found = joined(F24, [one, two])
    assert found.topics == ("A", "B", "C")
    assert found.milestones == (second, first)


def test_a_milestone_of_two_pages_is_shown_once_in_the_words_of_the_slides() -> None:
    deck = Listing("slides", milestones=(Milestone(DAY, "Form Group"), Milestone(DAY, "Pay")))
    later = Milestone(DAY + timedelta(9), "Report")
    readme = Listing("csv", (on(DAY, "A"),), milestones=(Milestone(DAY, "Form groups"), later))
    found = joined(F24, [page(1, readme), page(2, deck)])
    assert [milestone.what for milestone in found.milestones] == ["Form Group", "Pay", "Report"]
