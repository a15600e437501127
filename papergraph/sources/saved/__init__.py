"""Files that a person saved where papergraph does not ask: BibTeX, and pages of publishers.

Pure functions of bytes; nothing is fetched. A page is known by what is in it, not by its name.
"""

import re

from papergraph.domain.ids import read_url
from papergraph.domain.kinds import kind_of_url
from papergraph.domain.works import Record, Reference
from papergraph.errors import InputError
from papergraph.formats.bibtex import parse_bibtex
from papergraph.formats.html import Html, decode, read_html
from papergraph.sources.citation_tags import page_url
from papergraph.sources.proceedings import read_proceedings
from papergraph.sources.saved.acm_page import SOURCE as ACM
from papergraph.sources.saved.acm_page import is_acm_page, read_acm_page, read_acm_references
from papergraph.sources.saved.bibtex_records import records_of
from papergraph.sources.saved.ieee_page import SOURCE as IEEE
from papergraph.sources.saved.ieee_page import read_ieee_page
from papergraph.sources.usenix_page import media, read_usenix, usenix_id
from papergraph.sources.web import read_web_page

SAVED = "saved-page"
#: Longer than any bibliography or page of one work.
_LONGEST = 64 * 1024 * 1024
_LOOKED_FOR = (
    "entries of BibTeX with a title, a page of dl.acm.org, IEEE Xplore or USENIX, or a page with "
    "citation_title or an article's JSON-LD"
)
#: Registries whose files bear the name of the paper. USENIX is none: surnames there may be two's.
_FILES_NAME_PAPERS = frozenset({"acl", "arxiv", "cvf", "mlsys", "neurips", "openreview", "pmlr"})
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_ENTRY = re.compile(r"@\s*[a-zA-Z]+\s*[{(]")


def read_saved(data: bytes, name: str) -> tuple[Record, ...]:
    """What a file says of works: one record of a page, one for every entry of BibTeX.

    ``source`` is ``bibtex``, ``acm-page``, ``ieee-page`` or ``saved-page``.

    Raises:
        InputError: no work was found in it; the message names the file and what was looked for.
    """
    _check(data, name)
    if _is_page(data):
        if record := _record(read_html(data)):
            return (record,)
    elif records := tuple(records_of(parse_bibtex(decode(data)))):
        return records
    raise InputError(
        f"{name}: no work was found; looked for {_LOOKED_FOR}",
        hint="save the paper's own page as “web page, HTML only”, or export its citation as BibTeX",
    )


def saved_references(data: bytes, name: str) -> tuple[Reference, ...]:
    """The reference list that a saved page shows; empty where it shows none that we can read.

    Raises:
        InputError: the file is no text.
    """
    _check(data, name)
    if not _is_page(data):
        return ()
    page = read_html(data)
    return read_acm_references(page) if is_acm_page(page) else ()


def _is_page(data: bytes) -> bool:
    """Whether a text is a page: BibTeX may quote one, but begins with an entry."""
    start = decode(data[:100_000])
    markup, entry = _HTML.search(start), _ENTRY.search(start)
    return markup is not None and (entry is None or markup.start() < entry.start())


def _check(data: bytes, name: str) -> None:
    if b"%PDF-" in data[:1024]:
        raise InputError(f"{name}: a PDF, not a page or BibTeX", hint="add it as the PDF of a work")
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b", b"From: <Saved by", b"bplist00")):
        raise InputError(
            f"{name}: an archive of a page, not the page itself",
            hint="save it again as “web page, HTML only”",
        )
    if len(data) > _LONGEST:
        raise InputError(f"{name}: too long ({len(data)} bytes) for a page or BibTeX")


def _record(page: Html) -> Record | None:
    if is_acm_page(page):
        return read_acm_page(page).record(ACM, url=page_url(page))
    if ieee := read_ieee_page(page):
        return ieee.record(IEEE, url=page_url(page))
    if external := usenix_id(page):
        url = external.url
        facts = read_usenix(page, url)
        if facts.title:
            return facts.record(SAVED, ids=(external,), url=url, more=media(page))
    return _of_tags(page)


def _of_tags(page: Html) -> Record | None:
    """The record of a page that describes one work to programs; None for any other page."""
    url = page_url(page)
    external = read_url(url) if url else None
    facts = read_proceedings(page, url)
    paper = facts.title is not None
    if not paper:
        facts = read_web_page(page, url or "")
        if not facts.title or facts.origins.get("title") != "JSON-LD":
            return None
    if external is None and facts.pdf:
        file = read_url(facts.pdf)
        external = file if file and file.scheme in _FILES_NAME_PAPERS else None
    ids = (external.base,) if external else ()
    return facts.record(SAVED, ids=ids, kind="paper" if paper else kind_of_url(url), url=url)
