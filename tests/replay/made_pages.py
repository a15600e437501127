"""Pages for readers: USENIX, the proceedings, web pages and videos, with their robots.txt."""

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import unquote

from made_arxiv import paper
from made_facts import MadeWork
from made_knowledge import Knowledge, bare, surname_first
from replay_exchange import Arrival, Given, as_html, as_json, as_pdf, as_text

Tags = list[tuple[str, str]]

_USENIX_PAGE = re.compile(r"/conference/([a-z0-9-]+)/(?:[a-z-]+/)?(?:presentations?|session)/(.+)")
_USENIX_FILE = re.compile(r"/system/files/([a-z0-9-]+?)-made-(.+)\.pdf")
_HASHED = re.compile(r"/(?:paper_files/)?paper/([0-9]{4})/(hash|file)/([0-9a-f]{32})-(.+)")
_PMLR_PAGE = re.compile(r"/(v[0-9]+)/([a-z0-9-]+?)(?:\.html|/\2\.pdf)")
_PMLR_POST = re.compile(r"/mlresearch/(v[0-9]+)/gh-pages/_posts/[0-9-]{11}([a-z0-9-]+)\.md")
_PMLR_TREE = re.compile(r"/repos/mlresearch/(v[0-9]+)/git/trees/gh-pages:_posts")
_CVF = re.compile(r"/content(?:/|_)([A-Za-z]+)_?([0-9]{4})/(?:html|papers)/(.+_paper)\.(html|pdf)")
_BIBTEX_URL = "https://www.usenix.org/conference/{}/presentation/{}"


class MadePages:
    """Answers for every host that has pages but no API; the last to be asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def __call__(self, arrival: Arrival) -> Given | None:
        """The page or file at an address; None where the world has none."""
        if arrival.path == "/robots.txt":
            return as_text("User-agent: *\nDisallow: /private/\nDisallow: /search\n")
        reader = {
            "www.usenix.org": self._usenix,
            "usenix.org": self._usenix,
            "proceedings.neurips.cc": self._hashed,
            "datasets-benchmarks-proceedings.neurips.cc": self._hashed,
            "proceedings.mlsys.org": self._hashed,
            "proceedings.mlr.press": self._pmlr,
            "raw.githubusercontent.com": self._pmlr_post,
            "api.github.com": self._pmlr_tree,
            "openaccess.thecvf.com": self._cvf,
            "aclanthology.org": self._acl,
            "www.youtube.com": self._youtube,
        }.get(arrival.host, self._web)
        return reader(arrival) or self._web(arrival)

    def _file(self, work: MadeWork) -> Given:
        return as_pdf(paper(self._knowledge, work, work.title))

    def _usenix(self, arrival: Arrival) -> Given | None:
        if match := _USENIX_FILE.fullmatch(arrival.path):
            work = self._knowledge.find("usenix", f"{match[1]}/{unquote(match[2])}")
            return self._file(work) if work else None
        match = _USENIX_PAGE.fullmatch(arrival.path)
        work = self._knowledge.find("usenix", f"{match[1]}/{unquote(match[2])}") if match else None
        if match is None or work is None:
            return None
        conference, slug = match[1], match[2]
        pdf = f"https://www.usenix.org/system/files/{conference}-made-{slug}.pdf"
        tags: Tags = [("citation_title", work.title)]
        for name in work.authors:
            tags += [("citation_author", name), ("citation_author_institution", "Made Institute")]
        venue = work.venue or "USENIX Symposium"
        tags += [
            ("citation_publication_date", str(work.year)),
            ("citation_conference_title", venue),
            ("citation_firstpage", "1"),
            ("citation_lastpage", "15"),
            ("citation_isbn", "978-1-939133-00-0"),
            ("citation_pdf_url", pdf),
        ]
        people = "; ".join(f"{escape(name)}, <em>Made Institute</em>" for name in work.authors)
        url = _BIBTEX_URL.format(conference, slug)
        fields = {
            "author": " and ".join(work.authors),
            "title": "{" + work.title.split()[0] + "} " + " ".join(work.title.split()[1:]),
            "booktitle": venue,
            "year": str(work.year),
            "url": url,
            "publisher": "USENIX Association",
        }
        entry = f"@inproceedings {{{200_000 + work.number},<br />\n" + "".join(
            f"\t{name} = {{{escape(value)}}},<br />\n" for name, value in fields.items()
        )
        return _page(
            f"{work.title} | USENIX",
            tags,
            f'<article class="node node-paper view-mode-full"><h1>{escape(work.title)}</h1>'
            + _field("paper-people-text", f"<p>{people}</p>")
            + _field("paper-description", f"<p>{escape(work.abstract)}</p>")
            + f'<div class="bibtex-text-entry">{entry}}}<br />\n</div>'
            + _field("final-paper-pdf", f'<span class="file"><a href="{pdf}">PDF</a></span>')
            + "</article>",
        )

    def _hashed(self, arrival: Arrival) -> Given | None:
        match = _HASHED.fullmatch(arrival.path)
        scheme = "mlsys" if arrival.host == "proceedings.mlsys.org" else "neurips"
        work = self._knowledge.find(scheme, f"{match[1]}/{match[3]}") if match else None
        if match is None or work is None:
            return None
        if match[2] == "file":
            return self._file(work)
        year, digest = match[1], match[3]
        suffix = match[4].removeprefix("Abstract").removesuffix(".html")
        file = f"https://{arrival.host}/paper_files/paper/{year}/file/{digest}-Paper{suffix}.pdf"
        names = {"mlsys": "Proceedings of Machine Learning and Systems"}
        journal = names.get(scheme, "Advances in Neural Information Processing Systems")
        tags: Tags = [("citation_title", work.title)]
        tags += [("citation_author", name) for name in surname_first(work.authors)]
        tags += [("citation_journal_title", journal), ("citation_volume", "1")]
        tags += [("citation_pdf_url", file), ("citation_publication_date", year)]
        people = ", ".join(work.authors)
        return _page(
            work.title,
            tags,
            f"<h4>{escape(work.title)}</h4><h4>Authors</h4><p><i>{escape(people)}</i></p>"
            f"<h4>Abstract</h4><p><p>{escape(work.abstract)}</p></p>",
        )

    def _pmlr(self, arrival: Arrival) -> Given | None:
        match = _PMLR_PAGE.fullmatch(arrival.path)
        work = self._knowledge.find("pmlr", f"{match[1]}/{match[2]}") if match else None
        if match is None or work is None:
            return None
        if arrival.path.endswith(".pdf"):
            return self._file(work)
        file = f"https://proceedings.mlr.press/{match[1]}/{match[2]}/{match[2]}.pdf"
        tags: Tags = [("citation_title", work.title)]
        tags += [("citation_author", name) for name in work.authors]
        tags += [("citation_publication_date", str(work.year))]
        tags += [("citation_conference_title", work.venue or "ICML"), ("citation_pdf_url", file)]
        body = f'<h1>{escape(work.title)}</h1><div id="abstract">{escape(work.abstract)}</div>'
        return _page(work.title, tags, body)

    def _pmlr_post(self, arrival: Arrival) -> Given | None:
        match = _PMLR_POST.fullmatch(arrival.path)
        work = self._knowledge.find("pmlr", f"{match[1]}/{match[2]}") if match else None
        if match is None or work is None:
            return None
        lines = ["---", f"title: '{work.title.replace(chr(39), chr(39) * 2)}'"]
        lines += [f"abstract: {work.abstract}", "layout: inproceedings", "publisher: PMLR"]
        lines += [f"id: {match[2]}", "month: 0", "firstpage: 1", "lastpage: 15", "author:"]
        for name in work.authors:
            given, _, family = name.rpartition(" ")
            lines += [f"- given: {given}", f"  family: {family}"]
        lines += [f"date: {work.day}"]
        file = f"https://proceedings.mlr.press/{match[1]}/{match[2]}/{match[2]}.pdf"
        return as_text("\n".join([*lines, f"pdf: {file}", "---", ""]))

    def _pmlr_tree(self, arrival: Arrival) -> Given | None:
        match = _PMLR_TREE.fullmatch(arrival.path)
        if match is None:
            return None
        names = []
        for work in self._knowledge.works.values():
            volume, _, key = (work.id("pmlr") or "").partition("/")
            if volume == match[1]:
                names.append({"path": f"{work.day}-{key}.md", "type": "blob"})
        return as_json({"tree": names, "truncated": False}) if names else None

    def _cvf(self, arrival: Arrival) -> Given | None:
        match = _CVF.fullmatch(arrival.path)
        name = f"{match[1].upper()}{match[2]}/{match[3]}" if match else ""
        work = self._knowledge.find("cvf", name)
        if match is None or work is None:
            return None
        if match[4] == "pdf":
            return self._file(work)
        file = arrival.path.replace("/html/", "/papers/").removesuffix(".html") + ".pdf"
        tags: Tags = [("citation_title", work.title)]
        tags += [("citation_author", name) for name in surname_first(work.authors)]
        tags += [("citation_publication_date", match[2])]
        tags += [("citation_conference_title", work.venue or match[1])]
        tags += [("citation_pdf_url", f"https://openaccess.thecvf.com{file}")]
        body = f'<div id="papertitle">{escape(work.title)}</div>'
        return _page(work.title, tags, body + f'<div id="abstract">{escape(work.abstract)}</div>')

    def _acl(self, arrival: Arrival) -> Given | None:
        name = arrival.path.strip("/")
        work = self._knowledge.find("acl", name.removesuffix(".pdf"))
        if work is None:
            return None
        if name.endswith(".pdf"):
            return self._file(work)
        tags: Tags = [("citation_title", work.title)]
        tags += [("citation_author", author) for author in work.authors]
        tags += [("citation_publication_date", work.date.replace("-", "/"))]
        tags += [("citation_conference_title", work.venue)] if work.venue else []
        tags += [("citation_pdf_url", f"https://aclanthology.org/{name}.pdf")]
        body = f'<div class="acl-abstract"><span>{escape(work.abstract)}</span></div>'
        return _page(f"{work.title} - ACL Anthology", tags, body)

    def _youtube(self, arrival: Arrival) -> Given | None:
        url = arrival.parameter("url") or f"?v={arrival.parameter('v')}"
        match = re.search(r"(?:v=|youtu\.be/|embed/)([\w-]{11})", url)
        work = self._knowledge.find("youtube", match[1]) if match else None
        if arrival.path == "/oembed":
            if work is None:
                return as_text("Not Found", 404)
            return as_json(
                {
                    "title": work.title,
                    "author_name": work.authors[0],
                    "type": "video",
                    "version": "1.0",
                    "provider_name": "YouTube",
                    "provider_url": "https://www.youtube.com/",
                }
            )
        if work is None or arrival.path != "/watch":
            return None
        return _page(f"{work.title} - YouTube", [], "")

    def _web(self, arrival: Arrival) -> Given | None:
        work = self._knowledge.find("url", bare(f"https://{arrival.host}{arrival.path}"))
        if work is None:
            return None
        if arrival.path.endswith(".pdf"):
            return self._file(work)
        host = arrival.host.removeprefix("www.")
        head = (
            f'<meta property="og:title" content="{escape(work.title)}"/>'
            f'<meta property="og:site_name" content="{escape(host)}"/>'
            f'<meta name="author" content="{escape(work.authors[0])}"/>'
            f'<meta property="article:published_time" content="{work.day}T00:00:00Z"/>'
            f'<link rel="canonical" href="https://{arrival.host}{escape(arrival.path)}"/>'
        )
        body = f"<article><h1>{escape(work.title)}</h1><p>{escape(work.abstract)}</p></article>"
        return _page(f"{work.title} | {host}", [], body, head=head)


def _page(title: str, tags: Iterable[tuple[str, str]], body: str, *, head: str = "") -> Given:
    metas = "\n".join(f'<meta name="{n}" content="{escape(value)}" />' for n, value in tags)
    return as_html(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n'
        f"<title>{escape(title)}</title>\n{metas}\n{head}\n</head>\n<body>\n{body}\n</body></html>\n"
    )


def _field(name: str, inner: str) -> str:
    return (
        f'<div class="field field-name-field-{name}"><div class="field-items">'
        f'<div class="field-item odd">{inner}</div></div></div>\n'
    )
