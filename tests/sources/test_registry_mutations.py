"""Whatever registries answer: an answer of ours for every subject, or an AnswerError."""

import copy
import json
from collections.abc import Iterable
from typing import Any

import pytest
from answering_site import Site, answers, subject
from hypothesis import given
from hypothesis import strategies as st

from papergraph.domain.asking import Answer
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.sources.crossref import CROSSREF
from papergraph.sources.dblp import DBLP
from papergraph.sources.openalex import OPENALEX
from papergraph.sources.openreview import OPENREVIEW
from papergraph.sources.source import Source

DOI = "10.1145/1"
CROSSREF_WORK: dict[str, Any] = {
    "DOI": DOI, "type": "journal-article", "title": ["A <i>Study</i>"], "subtitle": ["of Flux"],
    "author": [{"given": "Ann", "family": "Lee"}, {"name": "The Things"}],
    "issued": {"date-parts": [[2022, 7, 11]]}, "container-title": ["Things"],
    "event": {"name": "OSDI", "acronym": "OSDI '22"}, "references-count": 2,
    "is-referenced-by-count": 3, "abstract": "<jats:p>We.</jats:p>",
    "license": [{"URL": "https://creativecommons.org/licenses/by/4.0/", "content-version": "vor"}],
    "link": [{"URL": "https://a.org/1.pdf", "content-type": "application/pdf"}],
    "relation": {"has-preprint": [{"id-type": "arxiv", "id": "2309.06180"}]},
    "updated-by": [{"DOI": "10.1/x", "type": "retraction"}], "update-to": [{"DOI": DOI}],
    "reference": [{"key": "1", "DOI": "10.1/y", "year": "2019"}, {"unstructured": "Lee. Flux."}],
}  # fmt: skip
OPENALEX_WORK: dict[str, Any] = {
    "id": "https://openalex.org/W1", "doi": f"https://doi.org/{DOI}", "title": "A Study",
    "publication_year": 2022, "publication_date": "2022-07-11", "type": "article",
    "authorships": [{"author": {"display_name": "Ann Lee"}, "raw_author_name": "Lee, Ann"}],
    "primary_location": {"id": "doi:x", "source": {"display_name": "Things", "type": "journal"}},
    "best_oa_location": {"pdf_url": "https://a.org/1.pdf", "is_oa": True, "license": "cc-by"},
    "locations": [{"landing_page_url": "http://arxiv.org/abs/2309.06180", "is_oa": True}],
    "referenced_works": ["https://openalex.org/W2"], "referenced_works_count": 1,
    "cited_by_count": 3, "is_retracted": False, "is_paratext": False,
    "abstract_inverted_index": {"We": [0], "measure.": [1]},
}  # fmt: skip
DBLP_INFO: dict[str, Any] = {
    "authors": {"author": [{"@pid": "1", "text": "Ann Lee 0009"}]}, "title": "A Study.",
    "venue": "OSDI", "year": "2022", "type": "Journal Articles", "key": "conf/osdi/Lee22",
    "doi": DOI, "ee": [f"https://doi.org/{DOI}"], "url": "https://dblp.org/rec/conf/osdi/Lee22",
}  # fmt: skip
NOTE: dict[str, Any] = {
    "id": "Yxz92UuPLQ", "forum": "Yxz92UuPLQ", "pdate": 1769407200000, "ddate": None,
    "content": {
        "title": {"value": "A Study"}, "authors": {"value": ["Ann Lee"]},
        "venue": {"value": "ICLR 2026"}, "venueid": {"value": "ICLR.cc/2026/Conference"},
        "pdf": {"value": "/pdf/1.pdf"}, "abstract": {"value": "We measure."},
    },
}  # fmt: skip
CASES: list[tuple[Source, str, Any]] = [
    (CROSSREF, f"doi:{DOI}", {"message": CROSSREF_WORK}),
    (CROSSREF, f"doi:{DOI}", {"message": {"items": [CROSSREF_WORK], "total-results": 1}}),
    (OPENALEX, f"doi:{DOI}", OPENALEX_WORK),
    (OPENALEX, "arxiv:2309.06180", OPENALEX_WORK),
    (OPENALEX, "openalex:W1", OPENALEX_WORK),
    (OPENALEX, f"doi:{DOI}", {"meta": {"count": 1}, "results": [OPENALEX_WORK]}),
    (DBLP, f"doi:{DOI}", {"result": {"hits": {"@total": "1", "hit": [{"info": DBLP_INFO}]}}}),
    (OPENREVIEW, "openreview:Yxz92UuPLQ", {"notes": [NOTE], "count": 1}),
]

STRANGE: list[Any] = [
        None, True, -1, 0, 10**18, 1.5, float("nan"), "", " ", "x", "0", "\x00", "\ud800", "<i>",
        "&#0;", "https://[", "http://dl.acm.org/1.pdf", "10.5555/1", "2024-99-99", "9" * 5000,
        [], {}, [None], [[]], [[None]], [{}], {"value": None}, {"": ""}, [["a", [1]]],
        {"a": {"b": {"c": []}}}, [10**30], ["x" * 3000], {"value": {"value": []}},
]  # fmt: skip


def places(value: Any) -> Iterable[tuple[Any, Any]]:
    """Every place in a document, as what holds it and the name or number there."""
    for name in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, name
        if isinstance(value[name], dict | list):
            yield from places(value[name])


def check(found: list[Answer], names: set[str]) -> None:
    """Each subject is answered; what is claimed can be kept, and names no forbidden address."""
    assert {answer.subject.name for answer in found} == names
    for answer in found:
        assert answer.outcome == "found" or answer.reason
        records = [answer.record, *(candidate.record for candidate in answer.candidates)]
        for record in records:
            assert record is None or sound(record)
        assert all(entry.text.strip() for entry in answer.entries)
        assert (answer.reference_count or 0) >= 0


def sound(record: Record) -> bool:
    assert record.title.strip() == record.title
    assert record.title
    assert all(author.name.strip() for author in record.authors)
    assert record.digest
    texts = [record.title, record.abstract or "", *(author.name for author in record.authors)]
    assert all(text.encode("utf-8") is not None and "\0" not in text for text in texts)
    assert "acm.org" not in (record.pdf or "")
    return True


@pytest.mark.parametrize("case", range(len(CASES)))
@given(data=st.data())
def test_changed_fields(case: int, data: st.DataObject) -> None:
    source, name, whole = CASES[case]
    changed = json.loads(json.dumps(whole))
    for _ in range(data.draw(st.integers(1, 3))):
        everywhere = list(places(changed))
        if not everywhere:
            break
        holder, at = data.draw(st.sampled_from(everywhere))
        if data.draw(st.booleans()):
            holder[at] = copy.deepcopy(data.draw(st.sampled_from(STRANGE)))
        elif isinstance(holder, dict):
            del holder[at]
        else:
            holder.insert(at, copy.deepcopy(data.draw(st.sampled_from(STRANGE))))
    asked = [subject(name, "A Study")]
    if "items" in json.dumps(whole) or "results" in whole:
        asked.append(subject("doi:10.1145/2"))
    refusals: list[str] = []
    try:
        found = answers(source, Site(("", 200, changed)), *asked)
    except AnswerError as error:
        refusals.append(error.outcome)
    else:
        check(found, {each.name for each in asked})
    assert refusals in ([], ["temporary"])


@pytest.mark.parametrize("case", range(len(CASES)))
@given(data=st.data())
def test_changed_bytes(case: int, data: st.DataObject) -> None:
    source, name, whole = CASES[case]
    body = bytearray(json.dumps(whole).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        cut = data.draw(st.integers(0, 30))
        body[at : at + cut] = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"{", b"["]))
        if not body:
            break
    asked = subject(name, "A Study")
    check(answers(source, Site(("", 200, bytes(body))), asked), {asked.name})


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_whole_answer_is_found(case: int) -> None:
    source, name, whole = CASES[case]
    asked = [subject(name, "A Study")]
    if "items" in json.dumps(whole) or "results" in whole:
        asked.append(subject("doi:10.1145/2"))
    found = answers(source, Site(("", 200, whole)), *asked)
    assert found[0].outcome == "found"
    assert found[0].record
