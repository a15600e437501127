"""Builds ``db/sample`` from the reviewed data set: ``scripts/build-sample DATASET_FOLDER``.

The folder holds ``dataset/`` (papers, citations, retitlings, reference lists), ``pdfs/`` (more
reference lists), ``seeds/`` and ``courses/`` (the pages). What is written is facts only.
"""

import csv
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sample_neighbours import ReferenceList, WorkIndex, neighbourhood
from sample_pages import write_pages
from sample_works import read_retitlings, records_of

from papergraph.domain.venues import VenueBook
from papergraph.domain.works import Record
from papergraph.formats.facts import (
    LabelledCitation,
    parse_record,
    render_citation,
    render_record,
)

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Write the sample from the folder that the one argument names; 0, or 2 without one."""
    if len(arguments) != 1 or not Path(arguments[0], "dataset").is_dir():
        print("usage: scripts/build-sample FOLDER (which holds dataset/, …)", file=sys.stderr)
        return 2
    print(build(Path(arguments[0]), ROOT / "db" / "sample"))
    return 0


def build(data: Path, target: Path) -> str:
    """What was written into ``target``, counted in one line."""
    book = VenueBook.from_mapping(tomllib.loads((ROOT / "db/venues.toml").read_text("utf-8")))
    works = list(listed_works(data, book))
    index = WorkIndex()
    for label, record in works:
        index.add(label, record)
    off_list = dict(map(parse_record, _lines(ROOT / "scripts/citing_off_list.jsonl")))
    neighbours, found = neighbourhood(reference_lists(data), index, off_list, book)
    citations = unique_edges([*reviewed_citations(data), *found])
    _write(target / "works.jsonl", (render_record(*item) for item in works))
    _write(target / "neighbours.jsonl", (render_record(*item) for item in neighbours))
    _write(target / "citations.jsonl", map(render_citation, citations))
    pages = write_pages(data, target / "offerings")
    return (
        f"{len({label for label, _ in works})} listed works in {len(works)} records, "
        f"{len({label for label, _ in neighbours})} neighbours in {len(neighbours)}, "
        f"{len({edge[:2] for edge in citations})} citations, {pages} pages"
    )


def listed_works(data: Path, book: VenueBook) -> Iterator[tuple[str, Record]]:
    """Label and record of every version of every listed work, in the order of their labels."""
    pages = {
        f"{row['course']}-{row['term'].lower()}": f"{row['github_repository']}@{row['branch']}"
        for row in csv.DictReader((data / "dataset/courses.csv").open(encoding="utf-8"))
    }
    retitlings = read_retitlings(data / "dataset/retitled.csv")
    for row in sorted(_rows(data / "dataset/papers.jsonl"), key=lambda row: str(row["key"])):
        offering = row["offerings"][0]
        listed_by = f"page of {offering}: {pages.get(offering, 'fanlai0990/CS598@main')}"
        for record in records_of(row, retitlings.get(row["key"], ()), book, listed_by=listed_by):
            yield row["key"], record


def reference_lists(data: Path) -> list[ReferenceList]:
    """The whole reference lists of the data set, parsed."""
    return [
        ReferenceList.read(row["citing"], row["source"], row["entries"])
        for path in (data / "pdfs/references.jsonl", data / "dataset/references.jsonl")
        for row in _rows(path)
    ]


def reviewed_citations(data: Path) -> Iterator[LabelledCitation]:
    """The reviewed citations among listed works, one for each source that tells of it."""
    for row in _rows(data / "dataset/citations.jsonl"):
        for item in row["provenance"]:
            method = re.sub(r"\s*\([^()]*\)$", "", item["method"].partition(";")[0])
            yield LabelledCitation(row["citing"], row["cited"], item["source"], method)


def unique_edges(citations: Iterable[LabelledCitation]) -> list[LabelledCitation]:
    """The citations in a stable order, each pair once for each method that found it."""
    first: dict[tuple[str, str, str], LabelledCitation] = {}
    for citation in citations:
        first.setdefault((citation.citing, citation.cited, citation.method), citation)
    return sorted(first.values())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, _lines(path))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()]


def _write(path: Path, lines: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
