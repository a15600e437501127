"""What a person saved by hand, filed under its work: PDFs, BibTeX, pages of closed sites."""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from papergraph.catalog import browsing, reviewed
from papergraph.catalog.crawling.filing import with_venue
from papergraph.catalog.crawling.papers import Papers, entries_of
from papergraph.catalog.crawling.references import match_references
from papergraph.catalog.filing import file_records
from papergraph.documents.front import Front, read_front
from papergraph.documents.pdf import NotAPdf, read_pdf
from papergraph.domain.answers import FiledByHand
from papergraph.domain.ids import ExternalId, read_id
from papergraph.domain.planning import Changes
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Document, Entry, Record
from papergraph.errors import InputError
from papergraph.sources.saved import read_saved, saved_references
from papergraph.storage import Store

#: The source of a PDF that a person gave.
HAND = "hand"

#: Fewer words of a title prove nothing.
_TELLING_WORDS = 3

#: How many works are shown as what a file may mean.
_CANDIDATES = 3


def add_pdf(
    store: Store, path: Path, *, work: str | None, papers: Papers, now: datetime
) -> FiledByHand:
    """What a PDF was found to be: kept under its work, or left alone with the works it may mean.

    The work is told by the ids that the first page gives as the paper's own, by the name of the
    file where that is an id, or by a title that one work alone bears. ``work`` says it instead.

    Raises:
        InputError: it is no PDF, or cannot be read.
        NotFoundError, AmbiguousError: ``work`` means nothing, or several works.
    """
    found = read_pdf(path)
    if isinstance(found, NotAPdf):
        raise InputError(f"{path}: {found.reason}", hint="save the PDF itself and give that")
    front = read_front(found)
    key, why = _work_of(store, front, path)
    if work is not None:
        key, why = browsing.find_work(store, work), "as you say"
    if not key:
        near = _near(store, front, path)
        return FiledByHand(str(path), "a PDF", None, front.title, why, near)
    digest = _digest(path)
    papers.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=papers.folder, suffix=".part", delete=False) as copy:
        try:
            with path.open("rb") as source:
                shutil.copyfileobj(source, copy)
            copy.close()
            papers.keep(Path(copy.name), digest)
        finally:
            Path(copy.name).unlink(missing_ok=True)
    document = Document(
        work=key,
        digest=digest,
        size=path.stat().st_size,
        source=HAND,
        at=now,
        pages=found.page_count,
        text=found.text,
    )
    known = store.documents_of([key]).get(key, ())
    with store.writing() as transaction:
        changes = Changes(documents=(document,), entries=entries_of(found, key))
        transaction.apply(changes, now=now)
    match_references(store, now=now)
    title = store.works([key])[key].title
    new = digest not in {kept.digest for kept in known}
    return FiledByHand(str(path), "a PDF", key, title, why, new=new)


def import_file(store: Store, path: Path, *, now: datetime) -> tuple[FiledByHand, ...]:
    """What each record in a file was found to be: BibTeX, or a page saved in a browser.

    Every record is filed, under the work that its ids or its title mean by the rules of
    identity, else as a work of its own.

    Raises:
        InputError: nothing in the file describes a work.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", hint="give a file you may read") from error
    venues = reviewed.venue_book()
    records = [replace(with_venue(r, venues), at=now) for r in read_saved(data, path.name)]
    references = saved_references(data, path.name) if len(records) == 1 else ()
    groups: dict[str, Sequence[Record]] = {str(n): (record,) for n, record in enumerate(records)}
    before = set(store.works(None))
    with store.writing() as transaction:
        filed = file_records(transaction, groups, (), now=now)
        entries = tuple(
            Entry(filed.keys["0"], records[0].source, position, reference)
            for position, reference in enumerate(references)
        )
        transaction.apply(Changes(entries=entries), now=now)
    match_references(store, now=now)
    works = store.works(filed.keys.values())
    apart = {key: other for key, other, _ in filed.undecided}
    return tuple(
        FiledByHand(
            str(path),
            f"a record ({record.source})",
            filed.keys[label],
            works[filed.keys[label]].title,
            _shared(record),
            (apart[filed.keys[label]],) if filed.keys[label] in apart else (),
            new=filed.keys[label] not in before,
        )
        for label, record in zip(groups, records, strict=True)
    )


def _work_of(store: Store, front: Front, path: Path) -> tuple[str | None, str]:
    """The key of the one work that a PDF can be told to be, and by what; or why not."""
    for external in front.ids:
        if key := store.find_id(external):
            return key, f"its first page says {external}"
    if named := _id_in_name(path):
        key = store.find_id(named)
        if key:
            return key, f"the file is named after {named}"
    if front.title is None:
        return None, "no title could be read with confidence, and no id of a work we know"
    normal = normal_title(front.title)
    keys = store.find_titles([normal]).get(normal, ())
    if len(keys) == 1 and len(normal.split()) >= _TELLING_WORDS:
        return keys[0], "its title is that of this work alone"
    if keys:
        return None, "its title is that of several works, or too short to tell"
    return None, f"no work of the catalog has its title, “{front.title}”, or its ids"


def _id_in_name(path: Path) -> ExternalId | None:
    found = read_id(path.stem.replace("_", "/"))
    return found if found and found.scheme in ("arxiv", "doi") else None


def _near(store: Store, front: Front, path: Path) -> tuple[str, ...]:
    text = front.title or path.stem.replace("-", " ").replace("_", " ")
    words = normal_title(text).split()
    for length in (len(words), 4, 2):
        if found := store.title_candidates(" ".join(words[:length]), limit=_CANDIDATES):
            return found
    return ()


def _shared(record: Record) -> str:
    named = ", ".join(str(external) for external in record.ids)
    return f"by {named}" if named else "by its title"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
