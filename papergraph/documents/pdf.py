"""A PDF file -> its text by pages and lines, or why it has none. It is read in a program apart.

PDFium is a C library, its input comes from strangers, and it may not be used by two threads at
once. A process of its own for each file, with bounds on time, memory and text, settles all three:
a file that crashes or stalls it costs one file. That takes half as long again as reading it here
(``benchmarks/references.py``), and of sites a file comes every three seconds at most.
"""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from papergraph.documents.page import Line, Page
from papergraph.errors import InputError

MAX_PAGES = 2000
MAX_CHARACTERS = 20_000_000
#: Seconds of reading after which what was read so far is all there is. 2,000 pages take twenty.
MAX_SECONDS = 60.0
#: Seconds beyond it for a single page that stalls.
_GRACE = 15.0

#: ISO 32000 wants ``%PDF`` at the start; readers have always looked this far for it.
HEAD = 1024
_CHILD = Path(__file__).with_name("pdfium_child.py")
#: PDFium's codes for a file that it cannot open.
_REASONS = {
    0: "it is damaged: there is no page in it that can be read",
    3: "it is damaged: no PDF reader will open it; most likely only a part of it was downloaded",
    4: "it is locked with a password",
    5: "it is locked in a way that cannot be opened",
}


@dataclass(frozen=True, slots=True)
class NotAPdf:
    """Why no text can be had of a file, in words for a person: not an error, a value."""

    reason: str


@dataclass(frozen=True, slots=True)
class PdfText:
    """What could be read of a PDF: ``layout`` are its pages with the place of each line.

    ``page_count`` counts all pages, also those beyond the bounds. ``title_of_metadata`` is what
    the file calls itself, which may be anything ("Microsoft Word - final2.doc"). ``notes`` say
    in words what a person should know: a scan without text, an end that is missing.
    """

    layout: tuple[Page, ...]
    page_count: int
    title_of_metadata: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[str, ...]:
        """The text of each page."""
        return tuple(page.text for page in self.layout)

    @property
    def text(self) -> str:
        """The text of all pages, a form feed between two."""
        return "\f".join(self.pages)


def looks_like_pdf(head: bytes) -> bool:
    """Whether the first bytes of a file or answer are those of a PDF.

    >>> looks_like_pdf(b"%PDF-1.5"), looks_like_pdf(b"<!DOCTYPE html>")
    (True, False)
    """
    return b"%PDF" in head[:HEAD]


def why_not_a_pdf(head: bytes) -> str | None:
    """What a file is that begins with these bytes instead of a PDF, in words; None if it is one.

    >>> why_not_a_pdf(b"<!DOCTYPE html>")
    'it is a web page, not a PDF: most likely a challenge or login page'
    """
    if looks_like_pdf(head):
        return None
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:HEAD].lower()
    if not start:
        return "it is empty"
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return "it is a web page, not a PDF: most likely a challenge or login page"
    if start.startswith(b"{"):
        return "it is JSON, not a PDF: most likely the error message of a server"
    if start.startswith((b"%!ps", b"\x04%!ps")):
        return "it is PostScript, not a PDF"
    return "it is not a PDF: nothing in its beginning says so"


def read_pdf(
    path: Path,
    *,
    max_pages: int = MAX_PAGES,
    max_characters: int = MAX_CHARACTERS,
    max_seconds: float = MAX_SECONDS,
) -> PdfText | NotAPdf:
    """The text of a PDF, or why there is none; raises only where the file cannot be read at all.

    The file is read piece by piece by the program apart, so its size is no matter. Pages beyond
    a bound are left out and the notes say so; a file without any readable page is no PDF.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror}", hint="give the path of a PDF that you may read"
        ) from error
    if reason := why_not_a_pdf(head):
        return NotAPdf(reason)
    bounds = [str(max_pages), str(max_characters), str(max_seconds)]
    answer = _run([str(path.resolve()), *bounds], max_seconds + _GRACE)
    if isinstance(answer, NotAPdf):
        return answer
    if "error" in answer:
        return NotAPdf(_REASONS.get(answer["error"], f"PDFium says: {answer['message']}"))
    if not answer["count"]:
        return NotAPdf("it has no pages")
    return _pdf_text(answer, path)


def _run(arguments: list[str], seconds: float) -> dict[str, Any] | NotAPdf:
    """The answer of the program apart, or what became of it."""
    command = [sys.executable, "-I", str(_CHILD), *arguments]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return NotAPdf(f"reading it took longer than {seconds:.0f} seconds and was given up")
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        return NotAPdf(f"it is damaged or hostile: PDFium was ended by {name} on it")
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return NotAPdf(f"reading it failed: {last[0] if last else 'no reason was given'}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _pdf_text(answer: dict[str, Any], path: Path) -> PdfText:
    layout = tuple(Page(tuple(Line(*line) for line in lines)) for lines in answer["pages"])
    count = answer["count"]
    notes = []
    if not answer["complete"]:
        notes.append(f"only {len(layout)} of its {count} pages were read")
    if not any(page.lines for page in layout):
        notes.append("it holds no text: most likely a scan")
    if not _ends(path):
        notes.append("its end is missing: most likely only a part of it was downloaded")
    return PdfText(layout, count, answer["title"] or None, tuple(notes))


def _ends(path: Path) -> bool:
    """Whether the mark that ends a PDF stands near the end of a file."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 2 * HEAD))
        return b"%%EOF" in file.read()
