"""PDFs of readings: fetched from a lawful copy, checked, kept by content, read."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from papergraph.documents.front import read_front
from papergraph.documents.pdf import NotAPdf, PdfText, read_pdf
from papergraph.documents.reference_list import split_references
from papergraph.documents.reference_text import parse_reference
from papergraph.domain.asking import Asked
from papergraph.domain.copies import LINK, Copy, copies
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.planning import Ask, Memory, is_settled, retry_time
from papergraph.domain.works import Document, Entry, Record, Work
from papergraph.errors import AnswerError
from papergraph.fetching.downloading import unwritable
from papergraph.fetching.session import Session

#: The source of what a PDF itself says.
PDF = "pdf"

#: A thesis or a book with pictures is smaller.
MAX_PDF_BYTES = 300 * 1024 * 1024

#: What a person can do where a program gets no PDF.
BY_HAND = "open the link, save the PDF, and give it: papergraph pdf add FILE"

#: Days after which a PDF that is kept is looked at again: never, a version does not change.
_FOR_EVER = 365 * 1000


@dataclass(frozen=True, slots=True)
class Errand:
    """One PDF to be fetched for a work."""

    work: str
    copy: Copy

    @property
    def subject(self) -> str:
        """What the question is remembered under."""
        return f"url:{self.copy.url}"

    @property
    def ask(self) -> Ask:
        """The one question that it is."""
        return (self.copy.source, "pdf", self.subject, None)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of an errand: the PDF with its text and reference list, or why there is none.

    ``record`` is what the PDF says of itself, where nobody else may.
    """

    errand: Errand
    document: Document | None = None
    entries: tuple[Entry, ...] = ()
    record: Record | None = None
    error: AnswerError | None = None


@dataclass(frozen=True, slots=True)
class Papers:
    """The folder of PDFs, each under the SHA-256 of its bytes: ``pdfs/3f/3fa9….pdf``."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where the PDF of a digest lies."""
        return self.folder / digest[:2] / f"{digest}.pdf"

    def sweep(self) -> None:
        """Remove what a killed run had begun to fetch; nobody else crawls meanwhile."""
        for left in self.folder.glob(".*.part"):
            left.unlink(missing_ok=True)

    def keep(self, temporary: Path, digest: str) -> Path:
        """The place of a PDF, to which the temporary file was moved unless it is there already.

        Raises:
            StoreError: the folder cannot be written to.
        """
        place = self.path(digest)
        try:
            if place.exists():
                temporary.unlink()
                return place
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary.replace(place)
        except OSError as error:
            raise unwritable(self.folder, error) from error
        return place


def has_pdf(work: Work) -> bool:
    """Whether a work is of a kind that is a PDF at all."""
    return work.kind not in ("blog", "video", "web")


def errands(
    works: Sequence[Work],
    memory: Memory,
    *,
    records: Mapping[str, Sequence[Record]],
    kept: Mapping[str, Sequence[Document]],
    written: Mapping[ExternalId, str],
    now: datetime,
    again: bool,
    done: Set[Ask],
) -> list[Errand]:
    """The next copy to try of every work of which no PDF is kept; what failed before comes last.

    ``done`` was asked in this very run and is not asked a second time.
    """
    found: list[tuple[int, Errand]] = []
    for work in works:
        if kept.get(work.key) or not has_pdf(work):
            continue
        for copy in copies(work, records.get(work.key, ()), written=written):
            errand = Errand(work.key, copy)
            asked = memory.of_question(copy.source, "pdf", errand.subject)
            settled = is_settled(asked, days=_FOR_EVER, now=now, again=again)
            if not settled and errand.ask not in done:
                found.append((asked.attempts if asked else 0, errand))
                break
    return [errand for _, errand in sorted(found, key=lambda pair: pair[0])]


def fetch(errand: Errand, *, session: Session, papers: Papers, now: datetime) -> Fetched:
    """Fetch, check, keep and read one PDF. Nothing that is not a readable PDF is kept."""
    try:
        download = session.download(
            errand.copy.url,
            folder=papers.folder,
            max_bytes=MAX_PDF_BYTES,
            robots=session.rule_of(errand.copy.host) is None,
        )
    except AnswerError as error:
        return Fetched(errand, error=error)
    assert download is not None, "nothing was said of a copy that we have"
    try:
        found = read_pdf(download.path)
        if isinstance(found, NotAPdf):
            return Fetched(errand, error=_no_pdf(errand, found.reason, "withheld"))
        if cut := next((note for note in found.notes if "is missing" in note), None):
            return Fetched(errand, error=_no_pdf(errand, cut, "temporary"))
        papers.keep(download.path, download.sha256)
    finally:
        download.path.unlink(missing_ok=True)
    document = Document(
        work=errand.work,
        digest=download.sha256,
        size=download.size,
        source=errand.copy.source,
        at=now,
        url=errand.copy.url,
        pages=found.page_count,
        text=found.text,
    )
    return Fetched(errand, document, entries_of(found, errand.work), _record(errand, found, now))


def _no_pdf(errand: Errand, reason: str, outcome: Literal["withheld", "temporary"]) -> AnswerError:
    return AnswerError(f"{errand.copy.url}: {reason}", outcome=outcome, hint=BY_HAND)


def _record(errand: Errand, found: PdfText, now: datetime) -> Record | None:
    """What the PDF behind a course's own link says of itself: nothing else may know the work.

    Of copies that a registry or the proceedings gave, these have told more already.
    """
    front = read_front(found)
    external = read_url(errand.copy.url)
    if errand.copy.source != LINK or front.title is None or external is None:
        return None
    return Record(
        source=PDF,
        title=front.title,
        ids=(external, *front.ids),
        authors=front.authors,
        kind="paper",
        at=now,
        request=errand.copy.url,
    )


def entries_of(found: PdfText, work: str) -> tuple[Entry, ...]:
    """The lines of the reference list of a PDF."""
    return tuple(
        Entry(work, PDF, position, parse_reference(text))
        for position, text in enumerate(split_references(found.layout))
    )


def asked_of(fetched: Fetched, memory: Memory, *, now: datetime) -> Asked:
    """The errand as it is remembered."""
    source, subject = fetched.errand.copy.source, fetched.errand.subject
    earlier = memory.of_question(source, "pdf", subject)
    error = fetched.error
    if error is None:
        return Asked(source, "pdf", subject, now, "found")
    attempts = (earlier.attempts if earlier else 0) + error.sent
    return Asked(
        source=source,
        fact="pdf",
        subject=subject,
        at=now,
        outcome=error.outcome,
        reason=error.message,
        hint=error.hint,
        retry_at=retry_time(now, attempts=attempts, retry_at=error.retry_at)
        if error.outcome == "temporary" and error.sent
        else error.retry_at,
        attempts=attempts,
    )
