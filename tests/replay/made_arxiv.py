"""arXiv as it answers programs: Atom feeds, abstract pages, PDFs."""

import re
from html import escape
from xml.etree import ElementTree as ET

from made_facts import MadeWork
from made_knowledge import Knowledge, surname_first, words
from made_pdf import made_pdf
from replay_exchange import Arrival, Given, as_html, as_pdf, as_text

ATOM = "http://www.w3.org/2005/Atom"
ARXIV = "http://arxiv.org/schemas/atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
for _prefix, _uri in (("", ATOM), ("arxiv", ARXIV), ("opensearch", OPENSEARCH)):
    ET.register_namespace(_prefix, _uri)

#: What the server takes for an id; anything else makes the whole request an error.
_ID = re.compile(r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?", re.ASCII)
_TITLE = re.compile(r'ti:"?([^"]+)"?')
DEFAULT_RESULTS = 10


class MadeArxiv:
    """Answers for ``export.arxiv.org`` and ``arxiv.org``."""

    hosts = ("export.arxiv.org", "arxiv.org", "www.arxiv.org")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def __call__(self, arrival: Arrival) -> Given | None:
        """The answer to one request; None for what arXiv has no page of."""
        if arrival.path == "/api/query":
            return self._query(arrival)
        kind, _, written = arrival.path.lstrip("/").partition("/")
        if kind not in ("abs", "pdf"):
            return None
        found = self._knowledge.preprint(written.removesuffix(".pdf"))
        if found is None:
            return as_html("<html><head><title>404 Not Found</title></head></html>", 404)
        return self._abs(*found) if kind == "abs" else self._pdf(*found)

    def _query(self, arrival: Arrival) -> Given:
        asked = [name for name in arrival.parameter("id_list").split(",") if name]
        malformed = next((name for name in asked if not _ID.fullmatch(name)), None)
        if malformed is not None:
            return _error(f"incorrect id format for {malformed}")
        start = arrival.whole("start", 0)
        most = arrival.whole("max_results", DEFAULT_RESULTS)
        if start + most > 30_000:
            return _error("max_results must be at most 30000")
        found = [pair for name in asked if (pair := self._knowledge.preprint(name))]
        if not asked and (wanted := _TITLE.search(arrival.parameter("search_query"))):
            found = self._titled(wanted[1])
        title = f"arXiv Query: search_query={arrival.parameter('search_query')}"
        title += f"&id_list={','.join(asked)}&start={start}&max_results={most}"
        feed = _feed("https://arxiv.org/api/made", title, most, len(found), start)
        link = "https://arxiv.org/api/query?" + title.partition("Query: ")[2]
        feed.insert(3, _link(link, type="application/atom+xml"))
        for work, version in found[start : start + most]:
            feed.append(self._entry(work, version))
        return _atom(feed)

    def _titled(self, title: str) -> list[tuple[MadeWork, int]]:
        wanted = words(title)
        return [
            (work, self._knowledge.latest(work))
            for work in self._knowledge.works.values()
            if work.id("arxiv") and wanted <= words(work.title)
        ]

    def _entry(self, work: MadeWork, version: int) -> ET.Element:
        base = _base(work)
        name = f"{base}v{version}"
        # As the server does it: the id is http, the links are https.
        entry = ET.Element(f"{{{ATOM}}}entry")
        _add(entry, ATOM, "id", f"http://arxiv.org/abs/{name}")
        _add(entry, ATOM, "title", _title(work, version))
        _add(entry, ATOM, "updated", _moment(work, version))
        entry.append(_link(f"https://arxiv.org/abs/{name}", rel="alternate", type="text/html"))
        pdf = f"https://arxiv.org/pdf/{name}"
        entry.append(_link(pdf, rel="related", type="application/pdf", title="pdf"))
        doi = self._knowledge.has_crossref(work) if work.number % 2 == 0 else None
        if doi:
            entry.append(_link(f"https://doi.org/{doi}", rel="related", title="doi"))
        _add(entry, ATOM, "summary", work.abstract)
        ET.SubElement(entry, f"{{{ATOM}}}category", term="cs.DC", scheme=ARXIV)
        _add(entry, ATOM, "published", _moment(work, 1))
        if work.number % 3 == 0:
            _add(entry, ARXIV, "comment", f"{10 + work.number % 20} pages")
        ET.SubElement(entry, f"{{{ARXIV}}}primary_category", term="cs.DC")
        if doi and work.venue:
            _add(entry, ARXIV, "journal_ref", f"{work.venue} {work.year}")
        for author in work.authors:
            _add(ET.SubElement(entry, f"{{{ATOM}}}author"), ATOM, "name", author)
        if doi:
            _add(entry, ARXIV, "doi", doi)
        return entry

    def _abs(self, work: MadeWork, version: int) -> Given:
        tags = [("citation_title", _title(work, version))]
        tags += [("citation_author", name) for name in surname_first(work.authors)]
        day = work.day.replace("-", "/")
        base = _base(work)
        tags += [("citation_date", day), ("citation_online_date", day)]
        tags.append(("citation_pdf_url", f"http://arxiv.org/pdf/{base}"))
        tags.append(("citation_arxiv_id", base))
        return as_html(
            "<!DOCTYPE html><html><head>"
            + "".join(f'<meta name="{n}" content="{escape(value)}"/>' for n, value in tags)
            + f"<title>[{base}] {escape(work.title)}</title></head><body></body></html>"
        )

    def _pdf(self, work: MadeWork, version: int) -> Given:
        stamp = f"arXiv:{_base(work)}v{version} [cs.DC] {work.day}"
        return as_pdf(paper(self._knowledge, work, _title(work, version), stamp))


def paper(knowledge: Knowledge, work: MadeWork, title: str, stamp: str = "") -> bytes:
    """The PDF of a work: title, authors, and its reference list with numbers."""
    lines = [*([stamp] if stamp else []), title, ", ".join(work.authors), "", work.abstract, ""]
    lines.append("References")
    cited = [name for name in knowledge.graph.references(work.label) if not name.startswith("?")]
    for number, name in enumerate(cited, 1):
        other = knowledge.graph.work(name)
        where = f" {other.venue}," if other.venue else ""
        authors = " and ".join(other.authors[:2])
        lines.append(f"[{number}] {authors}. {other.title}.{where} {other.year}.")
    return made_pdf(lines)


def _base(work: MadeWork) -> str:
    return re.sub(r"v[0-9]+$", "", work.id("arxiv") or "")


def _title(work: MadeWork, version: int) -> str:
    base = _base(work)
    titles = (work.titles.get(f"arxiv:{base}v{version}"), work.titles.get(f"arxiv:{base}"))
    return next((title for title in titles if title), work.title)


def _moment(work: MadeWork, version: int) -> str:
    """The time of a version: the first on the day of the work, each later one a day after."""
    number = re.match(r"([0-9]{2})([0-9]{2})\.", _base(work))
    year, month = ("20" + number[1], number[2]) if number else work.day.split("-")[:2]
    return f"{year}-{month}-{10 + version:02}T17:59:46Z"


def _feed(name: str, title: str, per_page: int, total: int, start: int) -> ET.Element:
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, ATOM, "id", name)
    _add(feed, ATOM, "title", title)
    _add(feed, ATOM, "updated", "2026-09-01T00:00:00Z")
    _add(feed, OPENSEARCH, "itemsPerPage", str(per_page))
    _add(feed, OPENSEARCH, "totalResults", str(total))
    _add(feed, OPENSEARCH, "startIndex", str(start))
    return feed


def _error(words_: str) -> Given:
    """The error feed: status 400, and an entry whose title is "Error"."""
    feed = _feed("https://arxiv.org/", "arXiv Search Results", 1, 1, 0)
    entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
    name = "https://arxiv.org/api/errors#" + words_.replace(" ", "_")
    _add(entry, ATOM, "id", name)
    _add(entry, ATOM, "title", "Error")
    _add(entry, ATOM, "updated", "2026-09-01T00:00:00Z")
    entry.append(_link(name, rel="alternate", type="text/html"))
    _add(entry, ATOM, "summary", words_)
    _add(ET.SubElement(entry, f"{{{ATOM}}}author"), ATOM, "name", "arXiv api core")
    return _atom(feed, 400)


def _add(parent: ET.Element, uri: str, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{uri}}}{name}").text = text


def _link(href: str, **rest: str) -> ET.Element:
    return ET.Element(f"{{{ATOM}}}link", {"href": href, **rest})


def _atom(feed: ET.Element, status: int = 200) -> Given:
    ET.indent(feed)
    text = ET.tostring(feed, "unicode")
    declared = "<?xml version='1.0' encoding='UTF-8'?>\n" + text
    return as_text(declared, status, "application/atom+xml")
