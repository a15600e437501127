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
from papergraph.domain.planning import Changes, Event
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Document, Entry, Record
from papergraph.errors import InputError
from papergraph.fetching.downloading import unwritable
from papergraph.sources.saved import read_saved, saved_references
from papergraph.storage import Store

#: The source of a PDF that a person gave.
HAND = "hand"

#: Fewer words of a title prove nothing.
_TELLING_WORDS = 3

#: How many works are shown as what a file may mean.
_CANDIDATES = 3


def add_pdf(
    store: Store,
    path: Path,
    *,
    work: str | None,
    force: bool = False,
    papers: Papers,
    now: datetime,
) -> FiledByHand:
    """What a PDF was found to be: kept under its work, or left alone with the works it may mean.

    The work is told by the ids that the first page gives as the paper's own, else by the name of
    the file where that is an id and by a title that one work alone bears. Where these mean
    different works it is not sure. ``work`` says it instead; where the file itself says that it
    is another work, that must be meant in earnest (``force``).

    Raises:
        InputError: it is no PDF, or cannot be read, or it says that it is another work.
        NotFoundError, AmbiguousError: ``work`` means nothing, or several works.
        StoreError: the folder of PDFs cannot be written to.
    """
    found = read_pdf(path)
    if isinstance(found, NotAPdf):
        raise InputError(f"{path}: {found.reason}", hint="save the PDF itself and give that")
    front = read_front(found)
    keys, why = _works_of(store, front, path)
    if work is not None:
        meant = browsing.find_work(store, work)
        if len(keys) == 1 and meant not in keys and not force:
            title = store.works(keys)[keys[0]].title
            raise InputError(
                f"{path}: it is “{title}” ({why}), not {meant}",
                hint="leave --work out; or add --force if you know better",
            )
        keys, why = (meant,), "as you say"
    if len(keys) != 1:
        near = keys or _near(store, front, path)
        return FiledByHand(str(path), "a PDF", None, front.title, why, near)
    (key,) = keys
    digest = _keep_copy(path, papers)
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
        kept = Event(now, key, "pdf-added", None, digest, HAND)
        changes = Changes(documents=(document,), entries=entries_of(found, key), events=(kept,))
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


def _works_of(store: Store, front: Front, path: Path) -> tuple[tuple[str, ...], str]:
    """The keys of the works that a PDF may be, and by what; it is sure where there is one."""
    said = {key: external for external in front.ids if (key := store.find_id(external))}
    if said:
        named = " and ".join(str(external) for external in said.values())
        apart = ", which are of different works" if len(said) > 1 else ""
        return tuple(said), f"its first page says {named}{apart}"
    normal = normal_title(front.title or "")
    titled = store.find_titles([normal]).get(normal, ()) if normal else ()
    name = _id_in_name(path)
    if name and (key := store.find_id(name)):
        if titled and key not in titled:
            return (key, *titled), f"the file is named after {name}, but has another work's title"
        return (key,), f"the file is named after {name}"
    if len(titled) == 1 and len(normal.split()) >= _TELLING_WORDS:
        return titled, "its title is that of this work alone"
    if titled:
        # One work is returned only where it is sure; it is found again among those of like titles.
        several = titled if len(titled) > 1 else ()
        return several, "its title is that of several works, or too short to tell"
    if front.title is None:
        return (), "no title could be read with confidence, and no id of a work we know"
    return (), f"no work of the catalog has its title, “{front.title}”, or its ids"


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


def _keep_copy(path: Path, papers: Papers) -> str:
    """The SHA-256 of a PDF of which a copy is kept now; the file stays where it is.

    Raises:
        StoreError: the folder of PDFs cannot be written to.
    """
    try:
        papers.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=papers.folder, suffix=".part", delete=False) as copy:
            kept = Path(copy.name)
            try:
                with path.open("rb") as source:
                    shutil.copyfileobj(source, copy)
                copy.close()
                with kept.open("rb") as written:
                    digest = hashlib.file_digest(written, "sha256").hexdigest()
                papers.keep(kept, digest)
            finally:
                kept.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(papers.folder, error) from error
    return digest
