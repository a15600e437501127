"""The sample catalog, built from the shipped facts through the same code as real use."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
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
        for entry in adding.parse_pages([adding.Given((_page(page),))], wanted=None, shape=None)
    ]
    with store.writing() as transaction:
        file_records(transaction, records, citations, now=now)
        return adding.place_all(transaction, entries, now=now)


def build(
    folder: Path,
    *,
    open_catalog: "Callable[..., Catalog]",
    clock: Callable[[], datetime],
) -> Demo:
    """The demo built from scratch in a folder; an earlier demo there is replaced.

    Everything is made in a folder beside it and put in place at the end, so that whatever goes
    wrong leaves the folder as it was.

    Raises:
        InputError: the folder holds something that the demo did not make, or cannot be written.
    """
    made = Demo(folder / DATABASE, folder / PAGE)
    if folder.is_dir() and any(folder.iterdir()) and not _is_demo(folder):
        raise InputError(
            f"{folder} holds files that the demo did not make; they are left alone",
            hint="name a new folder: papergraph demo DIR",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".building-", dir=folder) as building:
            fresh = Demo(Path(building) / DATABASE, Path(building) / PAGE)
            with open_catalog(fresh.database, clock=clock) as catalog:
                catalog.load_sample()
                catalog.graph().write(fresh.page)
            (folder / _MARK).write_text(
                f"papergraph demo {hashlib.sha256(fresh.database.read_bytes()).hexdigest()}\n"
                "This folder is made anew by `papergraph demo`; it may be deleted.\n",
                "utf-8",
            )
            for suffix in ("-wal", "-shm"):
                made.database.with_name(DATABASE + suffix).unlink(missing_ok=True)
            fresh.database.replace(made.database)
            fresh.page.replace(made.page)
    except OSError as error:
        raise InputError(
            f"the demo cannot be written to {folder}: {error.strerror}",
            hint="name a folder that can be made and written: papergraph demo DIR",
        ) from error
    return made


def _is_demo(folder: Path) -> bool:
    """Whether the demo made all that is in a folder; a catalog that was added to is not its."""
    try:
        said = (folder / _MARK).read_text("utf-8").split()[2]
        data = (folder / DATABASE).read_bytes() if (folder / DATABASE).exists() else None
    except (OSError, IndexError, ValueError):
        return False
    others = {file.name for file in folder.iterdir() if not file.name.startswith(".building-")}
    known = {_MARK, PAGE, *(DATABASE + suffix for suffix in ("", "-wal", "-shm"))}
    return others <= known and (data is None or hashlib.sha256(data).hexdigest() == said)


def _lines(file: Traversable) -> Iterator[str]:
    return (line for line in file.read_text("utf-8").splitlines() if line.strip())


def _page(file: Traversable) -> Page:
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return Page(data.decode("utf-8"), f"sample/{file.name}", digest)
