"""The sample catalog, built from the shipped facts through the same code as real use."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from papergraph.catalog import adding, reviewed
from papergraph.catalog.filing import file_records
from papergraph.domain.answers import Added
from papergraph.domain.courses import Page
from papergraph.domain.works import Citation, Record
from papergraph.errors import InputError
from papergraph.formats.facts import parse_citation, parse_record
from papergraph.storage import Store

if TYPE_CHECKING:
    from papergraph.catalog.catalog import Catalog

DATABASE = "papergraph.sqlite"
PAGE = "graph.html"
#: Marks a folder as the demo's own, so that it may be built again.
_MARK = "made-by-papergraph-demo.txt"
_RECORD_FILES = ("works.jsonl", "neighbours.jsonl")


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo put its catalog and the page with the graph."""

    database: Path
    page: Path


def load(store: Store, *, now: datetime) -> tuple[Added, ...]:
    """File the sample's records and citations, then read its course pages like any others."""
    folder = reviewed.folder() / "sample"
    records: dict[str, list[Record]] = {}
    for name in _RECORD_FILES:
        for line in _lines(folder / name):
            label, record = parse_record(line)
            records.setdefault(label, []).append(record)
    citations = [
        Citation(found.citing, found.cited, found.source, found.method)
        for found in map(parse_citation, _lines(folder / "citations.jsonl"))
    ]
    pages = sorted((folder / "offerings").iterdir(), key=lambda page: page.name)
    entries = [
        entry
        for page in pages
        for entry in adding.parse_pages(
            [adding.Given((_page(page),))], wanted=None, shape=None, known=()
        )
    ]
    with store.writing() as transaction:
        file_records(transaction, records, citations, now=now)
        return tuple(
            adding.place(transaction, offering, parsed, now=now) for offering, parsed in entries
        )


def build(
    folder: Path,
    *,
    open_catalog: "Callable[..., Catalog]",
    clock: Callable[[], datetime],
) -> Demo:
    """The demo built from scratch in a folder; an earlier demo there is replaced.

    Raises:
        InputError: the folder holds a catalog that the demo did not make.
    """
    made = Demo(folder / DATABASE, folder / PAGE)
    mark = folder / _MARK
    if made.database.exists() and not mark.exists():
        raise InputError(
            f"{made.database} was not made by the demo and is left alone",
            hint="name another folder: papergraph demo DIR",
        )
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("This folder is rebuilt by `papergraph demo`; it may be deleted.\n", "utf-8")
    fresh = folder / f".new-{DATABASE}"
    _remove(fresh)
    with open_catalog(fresh, clock=clock) as catalog:
        catalog.load_sample()
        catalog.graph(neighbours=True).write(made.page)
    _remove(made.database)
    fresh.replace(made.database)
    return made


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _lines(file: Traversable) -> Iterator[str]:
    return (line for line in file.read_text("utf-8").splitlines() if line.strip())


def _page(file: Traversable) -> Page:
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Page(data.decode("utf-8"), f"sample/{file.name}", digest)
