"""The PDFs of ../shared: their lists, their first pages, and the known works that they cite."""

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from documents.test_reference_list import letters

from papergraph.documents.front import read_front
from papergraph.documents.pdf import PdfText, read_pdf
from papergraph.documents.reference_list import split_references
from papergraph.documents.reference_text import parse_reference
from papergraph.domain.references import match_entries
from papergraph.domain.titles import normal_title
from papergraph.domain.work_index import WorkIndex
from papergraph.domain.works import Work

SHARED = Path(__file__).resolve().parents[3] / "shared"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there"),
]


def rows(name: str) -> Iterator[dict[str, Any]]:
    path = SHARED / name
    if path.is_file():
        yield from map(json.loads, path.read_text("utf-8").splitlines())


def titles() -> Iterator[tuple[str, str]]:
    if (SHARED / "pdfs").is_dir():
        with (SHARED / "pdfs/provenance.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["file"].removesuffix(".pdf"), row["title"]


@cache
def text_of(key: str) -> PdfText:
    found = read_pdf(SHARED / f"pdfs/{key}.pdf")
    assert isinstance(found, PdfText)
    return found


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["citing"]) for row in rows("pdfs/references.jsonl")]
)
def test_every_entry_of_the_list_in_its_place(row: dict[str, Any]) -> None:
    found = split_references(text_of(row["citing"]).layout)
    assert len(found) == row["n"]
    for number, (entry, recorded) in enumerate(zip(found, row["entries"], strict=True), 1):
        assert entry.startswith(f"[{number}] ")
        assert letters(entry)[:40] == letters(recorded)[:40]
        # The records hold page headers too, and the last ones are cut or run on.
        shorter, longer = sorted((letters(entry), letters(recorded)), key=len)
        assert shorter[-20:] in longer
        assert number == row["n"] or shorter == letters(entry)


@pytest.mark.parametrize(("key", "title"), list(titles()))
def test_the_title_on_the_first_page(key: str, title: str) -> None:
    assert normal_title(read_front(text_of(key)).title or "") == normal_title(title)


def test_the_recorded_citations_are_found() -> None:
    index = WorkIndex.of(
        Work(row["key"], row["title"], titles=(row["title"], *row["aliases"]))
        for row in rows("dataset/papers.jsonl")
    )
    lists = {row["citing"]: row["entries"] for row in rows("dataset/references.jsonl")}
    lists |= {key: split_references(text_of(key).layout) for key, _ in titles()}
    recorded = {(row["citing"], row["cited"]) for row in rows("dataset/citations.jsonl")}
    recorded = {(citing, cited) for citing, cited in recorded if citing in lists}
    found = {
        (citing, key)
        for citing, entries in lists.items()
        for key in match_entries([parse_reference(entry) for entry in entries], index)
        if key
    }
    assert len(recorded) > 60
    assert recorded <= found
    assert len(found - recorded) <= 7


def test_lists_in_the_style_of_the_ieee() -> None:
    found = read_pdf(SHARED / "upstream/pdf/ieee_style_short.pdf")
    assert isinstance(found, PdfText)
    entries = split_references(found.layout)
    assert [entry[:4] for entry in entries] == [f"[{n}] " for n in range(1, 6)]
    assert entries[2].endswith("Springer, 2012.")
