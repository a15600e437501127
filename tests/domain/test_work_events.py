"""What happened to a work, said once and only where something did."""

from dataclasses import replace
from datetime import UTC, datetime

from papergraph.domain.ids import ExternalId
from papergraph.domain.work_events import status_events, work_events
from papergraph.domain.works import Record, Venue, Work

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PREPRINT = Work(
    "perseus", "Perseus: Removing Energy Bloat", ids=(ExternalId("arxiv", "2312.06902v1"),)
)


def what(old: Work, new: Work) -> list[tuple[str, str | None, str | None]]:
    found = work_events(old, new, source="crossref", now=NOW)
    return [(event.what, event.before, event.after) for event in found]


def test_a_new_title_a_venue_and_a_new_version_are_told() -> None:
    new = replace(
        PREPRINT,
        title="Reducing Energy Bloat",
        venue=Venue("SOSP"),
        ids=(ExternalId("arxiv", "2312.06902v3"),),
    )
    assert what(PREPRINT, new) == [
        ("retitled", "Perseus: Removing Energy Bloat", "Reducing Energy Bloat"),
        ("published", None, "SOSP"),
        ("new-version", "v1", "v3"),
    ]


def test_another_spelling_of_the_title_is_no_event() -> None:
    assert what(PREPRINT, replace(PREPRINT, title="PERSEUS — Removing energy bloat")) == []


def test_a_first_version_number_is_no_new_version() -> None:
    bare = replace(PREPRINT, ids=(ExternalId("arxiv", "2312.06902"),))
    assert what(bare, PREPRINT) == []


def test_a_withdrawal_is_told_once() -> None:
    gone = Record("arxiv", "T", status="withdrawn", comment="withdrawn by the authors")
    told = list(status_events("w", [], [gone, gone], now=NOW))
    assert [(event.what, event.after) for event in told] == [
        ("withdrawn", "withdrawn by the authors")
    ]
    assert list(status_events("w", [gone], [gone], now=NOW)) == []
