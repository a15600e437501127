import json

import pytest

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author, Record, Venue
from papergraph.errors import InputError
from papergraph.formats.facts import (
    LabelledCitation,
    parse_citation,
    parse_record,
    render_citation,
    render_record,
)

ORCA = Record(
    source="sample",
    title="Orca: “Größe” — a 🦜",
    ids=(ExternalId("usenix", "osdi22/yu"), ExternalId("url", "https://a.org/x?y=1")),
    authors=(Author("Gyeong-In Yu"), Author("Łukasz Kaiser")),
    date=PartialDate(2022, 7),
    venue=Venue("Symposium on Things", "SOT"),
    kind="paper",
    url="https://a.org/x",
    provenance=(("title", "list"), ("authors", "list"), ("date", "book"), ("ids", "list")),
)


def test_a_record_reads_back_as_it_was() -> None:
    line = render_record("orca", ORCA)
    assert "\n" not in line
    assert "🦜" in line  # readable text, not escapes
    assert parse_record(line) == ("orca", ORCA)


def test_a_record_of_a_title_alone_writes_nothing_else() -> None:
    line = render_record("x", Record("sample", "Only a title"))
    assert json.loads(line) == {"work": "x", "title": "Only a title"}
    assert parse_record(line) == ("x", Record("sample", "Only a title"))


def test_one_source_of_several_fields_is_written_once() -> None:
    assert json.loads(render_record("orca", ORCA))["provenance"] == {
        "title authors": "list", "date": "book", "ids": "list",
    }  # fmt: skip


def test_a_citation_reads_back_as_it_was() -> None:
    citation = LabelledCitation("distserve", "orca", "a list [7]", "title match")
    assert parse_citation(render_citation(citation)) == citation
    citing, cited, source, method = parse_citation('{"citing": "a", "cited": "b", "source": "c"}')
    assert (citing, cited, source, method) == ("a", "b", "c", "")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[1]", "not a JSON object"),
        ('{"title": "T"}', "'work'"),
        ('{"work": "x"}', "'title'"),
        ('{"work": "x", "title": " "}', "'title'"),
        ('{"work": 7, "title": "T"}', "'work'"),
        ('{"work": "x", "title": "T", "abstract": "…"}', "'abstract'"),
        ('{"work": "x", "title": "T", "date": "2024-13"}', "2024-13"),
        ('{"work": "x", "title": "T", "date": 2024}', "'date'"),
        ('{"work": "x", "title": "T", "kind": "poem"}', "poem"),
        ('{"work": "x", "title": "T", "ids": ["nothing"]}', "nothing"),
        ('{"work": "x", "title": "T", "ids": "arxiv:2309.06180"}', "'ids'"),
        ('{"work": "x", "title": "T", "authors": [1]}', "'authors'"),
        ('{"work": "x", "title": "T", "provenance": "me"}', "provenance"),
    ],
)
def test_a_bad_line_is_named(line: str, what: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_record(line)
    assert what in caught.value.message


def test_a_bad_citation_is_named() -> None:
    with pytest.raises(InputError, match="'cited'"):
        parse_citation('{"citing": "a", "source": "c"}')
    with pytest.raises(InputError, match="'note'"):
        parse_citation('{"citing": "a", "cited": "b", "source": "c", "note": "d"}')
