"""Reference lists of Crossref, and every recorded answer of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from answering_site import Site, answers, external, settled, subject

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.errors import AnswerError
from papergraph.sources.crossref import CROSSREF

DOI = "doi:10.1145/3000001.3000002"


def record_with(**fields: Any) -> dict[str, Any]:
    """An answer with these fields in its record."""
    return {"message": {"DOI": "10.1145/3000001.3000002", "title": ["Orca"], **fields}}


def test_references() -> None:
    twice = "Ann Lee , and Bo Chen. 2019 . On Flux. Ann Lee, and Bo Chen. 2019. On Flux."
    listed = [
        {"key": "r1", "DOI": "10.5555/1224252.1224501", "doi-asserted-by": "publisher"},
        {"key": "r2", "unstructured": twice, "volume-title": "and Bo Chen.", "year": "2019"},
        {
            "key": "r3",
            "author": "Diaz",
            "article-title": "On <i>Strata</i>",
            "journal-title": "Things",
            "volume": "7",
            "year": "2012a",
            "DOI": "10.1000/ABC",
        },
        {"key": "r4", "author": "Feller W.", "volume-title": "Probability", "year": "1968"},
        {"key": "r5", "article-title": "Nimbus", "volume-title": "Proc. Clouds", "year": "0"},
        {"key": "r6"},
        {},
    ]  # fmt: skip
    site = Site(("/works/", 200, record_with(reference=listed, **{"references-count": 7})))
    answer = settled(answers(CROSSREF, site, subject(DOI)))[DOI, "references"]
    assert answer.reference_count == 7
    assert answer.references == ()
    first, second, third, fourth, fifth, sixth, last = answer.entries
    assert first.ids == (ExternalId("doi", "10.5555/1224252.1224501"),)
    assert first.text == "doi:10.5555/1224252.1224501"
    assert second.text == "Ann Lee, and Bo Chen. 2019. On Flux."
    assert second.title is None
    assert third.title == "On Strata"
    assert third.venue == "Things"
    assert third.date == PartialDate(2012)
    assert third.text == "Diaz, On Strata, Things, 7, 2012a"
    assert third.ids == (external("doi:10.1000/abc"),)
    assert fourth.title == "Probability"
    assert fourth.venue is None
    assert fifth.venue == "Proc. Clouds"
    assert fifth.date is None
    assert sixth.text == "r6"
    assert last.text


def test_facts_that_were_not_asked_for_are_not_settled() -> None:
    site = Site(("/works/", 200, record_with(reference=[{"key": "r1", "unstructured": "Flux"}])))
    for facts in ("metadata", "references"):
        (answer,) = answers(CROSSREF, site, subject(DOI), facts=facts)
        assert answer.facts == {facts}
        assert bool(answer.entries) == (facts == "references")
        assert answer.record


def test_counted_but_unlisted_references_are_absent_with_the_count() -> None:
    site = Site(("/works/", 200, record_with(**{"references-count": 31})))
    answer = settled(answers(CROSSREF, site, subject(DOI)))[DOI, "references"]
    assert answer.outcome == "absent"
    assert "31" in (answer.reason or "")


@pytest.mark.shared
def test_recorded_works(shared: Path) -> None:
    """Every recorded work is read: those that were recorded alone, and the items of lists."""
    read_works = references = 0
    for path in sorted((shared / "upstream/crossref").glob("*.json")):
        message = json.loads(path.read_bytes()).get("message")
        if not isinstance(message, dict) or "meta" in path.name:
            continue
        for recorded in message.get("items", [message]):
            doi = external(f"doi:{recorded['DOI']}")
            if doi.is_pseudo or "title" not in recorded:
                continue
            site = Site(("/works/", 200, {"message": recorded}))
            found = settled(answers(CROSSREF, site, subject(str(doi))))
            record = found[str(doi), "metadata"].record
            assert record
            assert "<" not in record.title
            assert "\n" not in record.title
            assert len(record.authors) == len(recorded.get("author", []))
            assert len(found[str(doi), "references"].entries) == len(recorded.get("reference", []))
            for address in (record.pdf, record.url):
                assert "dl.acm.org" not in (address or "")
            read_works += 1
            references += len(recorded.get("reference", []))
    assert read_works >= 60
    assert references >= 1500


@pytest.mark.shared
def test_recorded_traps(shared: Path) -> None:
    folder = shared / "upstream/crossref"
    sigmod = "doi:10.1145/3448016.3452841"
    site = Site(("/works/", 200, (folder / "work_acm_sigmod21.json").read_bytes()))
    found = settled(answers(CROSSREF, site, subject(sigmod)))
    record, entries = found[sigmod, "metadata"].record, found[sigmod, "references"].entries
    assert record
    assert record.pdf is None  # the only PDF is at dl.acm.org
    assert record.abstract is None
    assert record.title.startswith("Vector Quotient Filters: ")
    assert len(entries) == 56
    assert sum(any(cited.is_pseudo for cited in entry.ids) for entry in entries) > 0
    # Lists that a search by title was answered with name none of the works that were asked for.
    two = (subject("doi:10.1145/1", "Attention Is All You Need"), subject("doi:10.1145/2"))
    near = Site(("filter=", 200, (folder / "title_query_attention_near_miss.json").read_bytes()))
    with pytest.raises(AnswerError, match="shorter"):
        answers(CROSSREF, near, *two)
    empty = Site(("filter=", 200, (folder / "title_query_empty.json").read_bytes()))
    assert [answer.outcome for answer in answers(CROSSREF, empty, *two)] == ["absent", "absent"]
    refused = Site(
        ("filter=", 400, (folder / "error_400_rows.json").read_bytes()),
        ("/works/", 404, (folder / "error_404_doi.txt").read_bytes()),
    )
    assert [answer.outcome for answer in answers(CROSSREF, refused, *two)] == ["absent", "absent"]
    for name in ("error_404_doi.txt", "agency_404.txt", "error_404_bad_cursor.json"):
        site = Site(("/works/", 200, (folder / name).read_bytes()))  # the status lost on the way
        assert [a.outcome for a in answers(CROSSREF, site, subject(sigmod))] == ["temporary"]
