"""A work of Crossref as values: https://github.com/CrossRef/rest-api-doc, "Resource components".

Nothing in a record can be relied on: dates may be ``[[null]]``, titles hold line ends and marks,
authors are organisations, licences are those of text mining only.
"""

import re
from datetime import date, datetime

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Author, Kind, Record, Status, Venue
from papergraph.formats.json_answers import Fields
from papergraph.formats.marked_text import plain_paragraphs, plain_text
from papergraph.sources.answering import exact_date, open_copy

NAME = "crossref"

_KINDS: dict[str, Kind] = {
    "book": "book",
    "book-chapter": "paper",
    "book-part": "paper",
    "book-section": "paper",
    "book-set": "book",
    "dissertation": "thesis",
    "edited-book": "book",
    "journal-article": "paper",
    "monograph": "book",
    "posted-content": "paper",
    "proceedings-article": "paper",
    "reference-book": "book",
    "reference-entry": "paper",
    "report": "report",
    "report-component": "report",
    "standard": "report",
}
#: What has a DOI and is nothing that one reads, or more than one thing.
_NO_WORKS = {
    "book-series": "a series of books",
    "component": "a part of a paper, such as a figure",
    "grant": "a grant",
    "journal": "a journal",
    "journal-issue": "an issue of a journal",
    "journal-volume": "a volume of a journal",
    "peer-review": "a review of a paper",
    "proceedings": "a whole volume of proceedings",
    "proceedings-series": "a series of proceedings",
    "report-series": "a series of reports",
}
_SESSION = re.compile(r"session details\b", re.IGNORECASE)
_ENDED: dict[str, Status] = {
    "retraction": "retracted",
    "removal": "retracted",
    "withdrawal": "withdrawn",
}
_ENDED_TITLE = re.compile(
    r"\W{0,2}(retracted|withdrawn)(?:\s+(?:article|chapter|paper))?\s*[:\]]", re.IGNORECASE
)
#: Relations between two records of one work (there are some sixty others).
_PREPRINTS = ("has-preprint", "is-identical-to", "is-same-as")
_PUBLISHED = "is-preprint-of"
_CREATIVE_COMMONS = re.compile(r"https?://(?:www\.)?creativecommons\.org/", re.IGNORECASE)


def doi_of(work: Fields) -> ExternalId | None:
    """The id that a record is of."""
    return ExternalId.parse(f"doi:{work.text('DOI') or ''}")


def no_work(work: Fields) -> str | None:
    """Why a record is of nothing that is read, in words; None where it is of a work."""
    if what := _NO_WORKS.get(work.text("type") or ""):
        return f"what Crossref has under this DOI is {what}"
    title = _title(work)
    if title is None:
        return "what Crossref has under this DOI has no title"
    if _SESSION.match(title):
        return "what Crossref has under this DOI is the heading of a session"
    return None


def read_record(work: Fields, *, doi: ExternalId, at: datetime, request: str) -> Record:
    """The claim about the work with this DOI; of a record for which ``no_work`` is None."""
    licences = tuple(licence for part in work.each("license") if (licence := part.text("URL")))
    event = work.inside("event")
    provenance = [("kind", f"type {work.text('type')}")] if "type" in work else []
    if meeting := event.text("acronym") or event.text("name"):
        provenance.append(("event", plain_text(meeting)))
    provenance += [("licence", licence) for licence in dict.fromkeys(licences)]
    abstract = work.text("abstract")
    return Record(
        source=NAME,
        title=_title(work) or "",
        ids=tuple(dict.fromkeys((doi, *_same_work(work)))),
        authors=_authors(work),
        date=_date(work),
        venue=_venue(work),
        kind=_KINDS.get(work.text("type") or ""),
        url=doi.url,
        provenance=tuple(provenance),
        abstract=plain_paragraphs(abstract) or None if abstract else None,
        pdf=_pdf(work, at.date()),
        status=_status(work, doi),
        at=at,
        request=request,
    )


def _title(work: Fields) -> str | None:
    """The title with its subtitle, which publishers such as ACM give apart."""
    title = next((plain for text in work.texts("title") if (plain := plain_text(text))), None)
    subtitle = next((plain for text in work.texts("subtitle") if (plain := plain_text(text))), None)
    if title is None or subtitle is None or (work.text("type") or "") not in _KINDS:
        return title
    if normal_title(subtitle) in normal_title(title):
        return title
    return f"{title} {subtitle}" if title[-1] in ":?!–—" else f"{title}: {subtitle}"


def _authors(work: Fields) -> tuple[Author, ...]:
    names = []
    for author in work.each("author"):
        parts = [author.text(part) for part in ("given", "family", "suffix")]
        name = plain_text(" ".join(part for part in parts if part) or author.text("name") or "")
        if name:
            names.append(Author(name))
    return tuple(names)


def _date(work: Fields) -> PartialDate | None:
    """When it came out: the earliest of its dates, which Crossref calls ``issued``."""
    for name in ("issued", "published", "published-print", "published-online", "posted"):
        if found := _of_parts(work.inside(name)):
            return found
    return None


def _of_parts(written: Fields) -> PartialDate | None:
    parts = written.values.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    year, *rest = (*Fields({"parts": first}).numbers("parts"), None)
    return exact_date(year, *rest[:2]) if year else None


def _venue(work: Fields) -> Venue | None:
    """The journal or the proceedings; the last where a series is named before the volume."""
    if work.text("type") in ("posted-content", "dataset"):
        return None
    names = [plain for text in work.texts("container-title") if (plain := plain_text(text))]
    if not names and (event := work.inside("event").text("name")):
        names = [plain_text(event)]
    return Venue(names[-1]) if names and names[-1] else None


def _same_work(work: Fields) -> tuple[ExternalId, ...]:
    """Ids of other records that Crossref says are of this work.

    A preprint that is said to be of several papers is linked to none of them.
    """
    relations = work.inside("relation")
    found = [_linked(other) for name in _PREPRINTS for other in relations.each(name)]
    published = {_linked(other) for other in relations.each(_PUBLISHED)}
    if len(published) == 1:
        found += published
    return tuple(other for other in found if other and not other.is_pseudo)


def _linked(other: Fields) -> ExternalId | None:
    kind, value = (other.text("id-type") or "").lower(), other.text("id") or ""
    found = read_url(value) or ExternalId.parse(f"{kind}:{value}")
    return found.base if found and found.scheme in ("doi", "arxiv") else None


def _status(work: Fields, doi: ExternalId) -> Status | None:
    """What became of the work.

    ``updated-by`` stands with the work that was retracted, ``update-to`` with the notice that
    retracts another, except where the publisher put the notice in the place of the work.
    """
    notices = list(work.each("updated-by"))
    for update in work.each("update-to"):
        if ExternalId.parse(f"doi:{update.text('DOI') or ''}") == doi:
            notices.append(update)
        elif update.text("type") in _ENDED:
            return None
    for notice in notices:
        if ended := _ENDED.get((notice.text("type") or "").lower()):
            return ended
    match = _ENDED_TITLE.match(_title(work) or "")
    if match is None:
        return None
    return "retracted" if match[1].lower() == "retracted" else "withdrawn"


def _pdf(work: Fields, today: date) -> str | None:
    """A copy that anybody may read: a link to a PDF under a Creative Commons licence.

    Other links are for subscribers, or for text mining. A licence holds for one version of the
    text and from a day on.
    """
    free = set()
    for licence in work.each("license"):
        start = _of_parts(licence.inside("start"))
        if _CREATIVE_COMMONS.match(licence.text("URL") or "") and (
            start is None or start.first() <= today
        ):
            free.add(licence.text("content-version") or "unspecified")
    for link in work.each("link"):
        version = link.text("content-version") or "unspecified"
        found = open_copy(link.text("URL")) if free & {version, "unspecified"} else None
        if found and link.text("content-type") == "application/pdf":
            return found
    return None
