"""OpenReview: notes of both versions of its interface, and its recorded answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from answering_site import AT, Site, answers, external, subject

from papergraph.domain.dates import PartialDate
from papergraph.domain.works import Record
from papergraph.sources.openreview import OPENREVIEW

ID = "openreview:Yxz92UuPLQ"


def content(**fields: Any) -> dict[str, Any]:
    return {
        "title": "Orca",
        "authors": ["Ann Lee", "Bo Chen"],
        "venue": "ICLR 2026 Oral",
        "venueid": "ICLR.cc/2026/Conference",
        "pdf": "/pdf/90f081a717c7ae3f8ecb46283511beb0acf60765.pdf",
        "abstract": "We measure.",
        **fields,
    }


def note(number: str = ID[11:], forum: str | None = None, **fields: Any) -> dict[str, Any]:
    """A note of the first version, in the recorded shape."""
    inside = content(**fields.pop("content", {}))
    return {"id": number, "forum": forum or number, "content": inside, **fields}


def wrapped(old: dict[str, Any]) -> dict[str, Any]:
    """The same note as the second version has it."""
    inside = {name: {"value": value} for name, value in old["content"].items()}
    return {**old, "content": inside}


def notes(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"notes": list(listed), "count": len(listed)}


def read(**fields: Any) -> Record:
    site = Site(("//api2.openreview.net/notes?id=", 200, notes(wrapped(note(**fields)))))
    (answer,) = answers(OPENREVIEW, site, subject(ID))
    assert answer.record is not None
    return answer.record


def test_a_paper_by_its_forum() -> None:
    record = read(pdate=1769407200000, cdate=1757000000000)
    assert record.source == "openreview"
    assert record.title == "Orca"
    assert record.ids == (external(ID),)
    assert [author.name for author in record.authors] == ["Ann Lee", "Bo Chen"]
    assert record.date == PartialDate(2026, 1, 26)
    assert record.venue
    assert record.venue.name == "ICLR 2026 Oral"
    assert record.kind == "paper"
    assert record.abstract == "We measure."
    assert record.pdf == "https://openreview.net/pdf?id=Yxz92UuPLQ"
    assert record.url == "https://openreview.net/forum?id=Yxz92UuPLQ"
    assert record.status is None
    assert record.comment is None
    assert record.at == AT
    assert record.request == "https://api2.openreview.net/notes?id=Yxz92UuPLQ"
    assert record.provenance == (("venue", "venueid ICLR.cc/2026/Conference"),)


@pytest.mark.parametrize("unknown", [(404, {"name": "NotFoundError"}), (200, notes())])
def test_older_papers_are_asked_for_in_the_first_version(unknown: tuple[int, Any]) -> None:
    site = Site(("//api2.", *unknown), ("//api.openreview.net/notes?id=", 200, notes(note())))
    (answer,) = answers(OPENREVIEW, site, subject(ID))
    assert answer.record
    assert answer.record.title == "Orca"
    assert answer.record.request == "https://api.openreview.net/notes?id=Yxz92UuPLQ"
    site = Site(("//api", *unknown))
    (answer,) = answers(OPENREVIEW, site, subject(ID))
    assert answer.outcome == "absent"
    assert len(site.queries) == 2


@pytest.mark.parametrize(("status", "outcome"), [(429, "temporary"), (403, "withheld")])
def test_a_refusal_is_not_taken_for_an_absence(status: int, outcome: str) -> None:
    site = Site(("//api2.", status, {"name": "RateLimitError"}))
    (answer,) = answers(OPENREVIEW, site, subject(ID))
    assert answer.outcome == outcome
    assert len(site.queries) == 1


def test_reviews_and_comments_are_no_papers() -> None:
    review = wrapped(note("TEyJI4DQAP", "Yxz92UuPLQ"))
    site = Site(("//api", 200, notes(review, wrapped(note()))))
    (paper,) = answers(OPENREVIEW, site, subject(ID))
    assert paper.record
    assert paper.record.ids == (external(ID),)
    (answer,) = answers(OPENREVIEW, site, subject("openreview:TEyJI4DQAP"))
    assert answer.outcome == "absent"
    assert "discussion of Yxz92UuPLQ" in (answer.reason or "")


@pytest.mark.parametrize(
    "fields",
    [
        {"ddate": 1769407200000},
        {"content": {"title": None}},
        {"content": {"title": " "}},
        {"content": {"title": "<i></i>"}},
    ],
)
def test_what_was_deleted_or_has_no_title_is_absent(fields: dict[str, Any]) -> None:
    site = Site(("//api", 200, notes(wrapped(note(**fields)))))
    (answer,) = answers(OPENREVIEW, site, subject(ID))
    assert answer.outcome == "absent"
    assert answer.reason


GROUP = "ICLR.cc/2025/Conference"


@pytest.mark.parametrize(
    ("venue", "group", "shown"),
    [
        ("ICLR 2024 poster", "ICLR.cc/2024/Conference", "ICLR 2024 poster"),
        ("Interspeech 2021", "dblp.org/conf/INTERSPEECH/2021", "Interspeech 2021"),
        ("NeurIPS 2017", None, "NeurIPS 2017"),
        ("CoRR 2021", "dblp.org/journals/CORR/2021", None),
        ("Submitted to ICLR 2025", f"{GROUP}/Rejected_Submission", None),
        ("ICLR 2025 Conference Submission", f"{GROUP}/Submission", None),
        ("ICLR 2018 Conference Blind Submission", None, None),
        ("ICLR 2025", f"{GROUP}/Rejected_Submission", None),
        ("ICLR 2025 Conference Withdrawn Submission", None, None),
        ("ICLR 2025", f"{GROUP}/Withdrawn_Submission", None),
        ("ICLR 2025 Conference Desk Rejected Submission", None, None),
        (None, None, None),
    ],
)
def test_only_what_was_published_has_a_venue(
    venue: str | None, group: str | None, shown: str | None
) -> None:
    record = read(content={"venue": venue, "venueid": group})
    assert (record.venue.name if record.venue else None) == shown
    assert record.status is None, "a submission that was taken back may appear elsewhere"
    if venue and shown is None and "CoRR" not in venue:
        assert record.comment == venue


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"cdate": 1695427200000}, PartialDate(2023, 9, 23)),
        ({"cdate": 1609459200000}, PartialDate(2021)),  # the first of January: only a year
        ({"tcdate": 1695427200000}, None),
        ({"cdate": 10**14}, None),
        ({"cdate": -5}, None),
        ({"pdate": 10**13, "cdate": 1695427200000}, PartialDate(2023, 9, 23)),
        ({"cdate": "soon"}, None),
    ],
)
def test_dates(fields: dict[str, Any], date: PartialDate | None) -> None:
    assert read(**fields).date == date


def test_authors_of_every_sort() -> None:
    hidden = read(content={"authors": ["Anonymous"]})
    assert hidden.authors == ()
    profiles = [{"fullname": "Ann Lee", "username": "~Ann_Lee1"}, {"username": "~X"}]
    assert [author.name for author in read(content={"authors": profiles}).authors] == ["Ann Lee"]
    assert read(content={"authors": None}).authors == ()


@pytest.mark.parametrize(
    ("pdf", "copy"),
    [
        ("/pdf/1.pdf", "https://openreview.net/pdf?id=Yxz92UuPLQ"),
        ("https://arxiv.org/pdf/1312.6114", "https://arxiv.org/pdf/1312.6114"),
        ("https://dl.acm.org/doi/pdf/10.1145/1", None),
        ("file:///etc/passwd", None),
        (None, None),
    ],
)
def test_copies(pdf: str | None, copy: str | None) -> None:
    assert read(content={"pdf": pdf}).pdf == copy


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"{}", b'{"notes": 1}', b'{"notes": [', b"[" * 9999]
)  # fmt: skip
def test_odd_answers_are_temporary(body: bytes) -> None:
    (answer,) = answers(OPENREVIEW, Site(("//api", 200, body)), subject(ID))
    assert answer.outcome == "temporary"


def test_other_ids_are_not_asked_for() -> None:
    site = Site()
    (answer,) = answers(OPENREVIEW, site, subject("arxiv:2309.06180"))
    assert answer.outcome == "absent"
    assert not site.queries


def test_manners() -> None:
    assert {host.name: host.interval for host in OPENREVIEW.hosts} == {
        "api2.openreview.net": 2.0,
        "api.openreview.net": 2.0,
        "openreview.net": 100.0,
    }


@pytest.mark.shared
def test_recorded_answers(shared: Path) -> None:
    folder = shared / "upstream/openreview"
    site = Site(("//api", 200, (folder / "notes_iclr2026.json").read_bytes()))
    paper, review = answers(OPENREVIEW, site, subject(ID), subject("openreview:TEyJI4DQAP"))
    assert paper.record
    assert paper.record.title == "Transformers are Inherently Succinct"
    assert paper.record.authors[0].name == "Pascal Bergsträßer"
    assert paper.record.venue
    assert paper.record.venue.name == "ICLR 2026 Oral"
    assert review.outcome == "absent"
    # Cut down by who recorded them, they name no forum: nothing says that they are papers.
    body = (folder / "notes_search_two_versions.json").read_bytes()
    numbers = [listed["id"] for listed in json.loads(body)["notes"]]
    site = Site(("//api", 200, body))
    found = answers(OPENREVIEW, site, *(subject(f"openreview:{number}") for number in numbers))
    assert [answer.outcome for answer in found] == ["absent", "absent"]
    error = Site(("//api", 200, (folder / "error_429.json").read_bytes()))
    assert answers(OPENREVIEW, error, subject(ID))[0].outcome == "temporary"
