"""Entries of BibTeX as records: what a file that a person exported claims of works."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from papergraph.domain.ids import ExternalId, read_address, read_id
from papergraph.domain.kinds import kind_of_url
from papergraph.domain.works import Author, Kind, Record, Venue
from papergraph.formats.bibtex import BibEntry

SOURCE = "bibtex"
_KINDS: dict[str, Kind] = {
    "article": "paper",
    "inproceedings": "paper",
    "conference": "paper",
    "incollection": "paper",
    "unpublished": "paper",
    "book": "book",
    "proceedings": "book",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "video": "video",
}
_VENUES = ("booktitle", "journal", "journaltitle", "series")
#: How a preprint is written as the journal of an @article.
_ARXIV = re.compile(
    r"(?:arxiv\s*(?:preprint)?\s*:?\s*|abs/)+((?:[a-z.-]+/)?[\d.]{7,10}(?:v\d+)?)", re.I
)
_PREPRINT = re.compile(r"\barxiv\b|\bcorr\b", re.IGNORECASE)


def records_of(entries: Iterable[BibEntry]) -> Iterator[Record]:
    """A record for every entry that has a title.

    An address that several entries give is that of what they appeared in, and the front page of a
    site is nobody's: neither is an id.
    """
    titled = [(entry, title) for entry in entries if (title := entry.fields.get("title"))]
    given = Counter(entry.fields.get("url") for entry, _ in titled)
    for entry, title in titled:
        yield _record(entry, title, is_own=given[entry.fields.get("url")] == 1)


def _record(entry: BibEntry, title: str, *, is_own: bool) -> Record:
    fields = entry.fields
    venue = next((fields[name] for name in _VENUES if fields.get(name)), None)
    if venue and _PREPRINT.search(venue):
        venue = None  # a preprint server is no venue
    url = fields.get("url") or None
    origin = f"@{entry.kind}{{{entry.key}}}"
    return Record(
        source=SOURCE,
        title=title,
        ids=_ids(entry, url if is_own else None),
        authors=tuple(Author(name) for name in entry.authors),
        date=entry.date,
        venue=Venue(venue) if venue else None,
        kind=_KINDS.get(entry.kind) or (kind_of_url(url) if url else None),
        url=url,
        provenance=(("title", origin),),
        abstract=fields.get("abstract") or None,
    )


def _ids(entry: BibEntry, url: str | None) -> tuple[ExternalId, ...]:
    fields = entry.fields
    found: list[ExternalId | None] = []
    if doi := fields.get("doi"):
        external = read_id(doi)
        found.append(external if external and external.scheme in ("doi", "arxiv") else None)
    prefix = (fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
    if (number := fields.get("eprint")) and prefix in ("", "arxiv"):
        found.append(ExternalId.parse(f"arxiv:{number}"))
    # Not in a note, which may be about another paper: a place of publication is its own.
    for name in ("journal", "journaltitle", "howpublished", "volume"):
        if match := _ARXIV.search(fields.get(name, "")):
            found.append(ExternalId.parse(f"arxiv:{match[1]}"))
    address = read_address(url) if url else None
    if address and (address.path or address.query):
        found.append(ExternalId.find(address))
    return tuple(dict.fromkeys(external.base for external in found if external))
