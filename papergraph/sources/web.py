"""Web pages that are read themselves: posts of blogs and pages of projects, as far as they allow.

Sites publish no rules for programs but their robots.txt, which is heeded. Pages of registries and
publishers are other sources' business, or nobody's (dl.acm.org, IEEE).
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from papergraph.domain.asking import Answer, Facet, Question, Subject
from papergraph.domain.ids import ExternalId, read_address
from papergraph.domain.kinds import kind_of_url
from papergraph.domain.titles import sounds_like
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.formats.html import Html
from papergraph.sources.asking import Ask, Query, Reply
from papergraph.sources.citation_tags import read_facts
from papergraph.sources.page_facts import PageFacts
from papergraph.sources.page_names import clean
from papergraph.sources.page_reading import ACCEPT, answers, asked, asked_address, page_of
from papergraph.sources.source import Source

NAME = "web"
_MAX_BYTES = 5 * 1024 * 1024
_KINDS = frozenset({"blog", "web"})
#: Registries and publishers, and where repositories of code lie.
_NOT_OURS = (
    "aclanthology.org",
    "aclweb.org",
    "acm.org",
    "api.github.com",
    "arxiv.org",
    "crossref.org",
    "dblp.org",
    "dblp.uni-trier.de",
    "doi.org",
    "github.com",
    "gitlab.com",
    "ieee.org",
    "jmlr.org",
    "mlr.press",
    "neurips.cc",
    "nips.cc",
    "openalex.org",
    "openreview.net",
    "proceedings.mlsys.org",
    "raw.githubusercontent.com",
    "scholar.google.com",
    "semanticscholar.org",
    "thecvf.com",
    "usenix.org",
    "youtu.be",
    "youtube.com",
)
#: Files that are no page, whatever they are about.
_FILE = re.compile(
    r"\.(?:pdf|ps|ps\.gz|djvu|pptx?|key|docx?|odp|odt|xlsx?|csv|zip|t?gz|tar|bz2|7z|ipynb|md|txt|py"
    r"|bib|json|xml|mp[34]|m4[av]|mov|webm|avi|png|jpe?g|gif|svg|epub|mobi)$",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"(?:error\s*)?(?:404|410)\b.{0,60}|(?:page|file|post|site)\s+(?:was\s+)?not\s+found.{0,60}"
    r"|not\s+found.{0,40}|.{0,60}[|·–-]\s*(?:404|page not found|not found)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:/|^)(?:log-?in|sign-?in|sign-?up|sso|cas|oauth2?|accounts?|auth)(?:/|$|\.)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s+[|·•–—:-]\s+|\s*[|·•»]\s*")
#: A description shorter than that is a slogan.
_SHORTEST_DESCRIPTION = 40


def accepts(external: ExternalId) -> bool:
    """Whether an id is the address of a page that is read here: a blog's or a project's.

    >>> accepts(ExternalId("url", "https://huggingface.co/blog/moe"))
    True
    >>> accepts(ExternalId("url", "https://github.com/vllm-project/vllm"))
    False
    """
    address = read_address(external.value) if external.scheme == "url" else None
    if address is None or address.on(*_NOT_OURS) or _FILE.search(address.text):
        return False
    return kind_of_url(external.value) in _KINDS


def read_web_page(page: Html, url: str) -> PageFacts:
    """The facts of a page, its title without the name of the site where the page gives that."""
    facts = read_facts(page, url)
    if facts.title and facts.origins.get("title") in ("og:title", "title"):
        facts = replace(facts, title=_without_site(facts.title, page.meta("og:site_name")))
    if not facts.abstract:
        said = page.meta("og:description", "description", "twitter:description")
        if said and len(said) >= _SHORTEST_DESCRIPTION:
            described = PageFacts(abstract=clean(said)).said_by("description")
            facts = facts.completed(described)
    return facts


def _answer(ask: Ask, question: Question) -> Iterator[Answer]:
    def record_of(subject: Subject) -> Record:
        external, url = asked_address(subject)
        if not accepts(external):
            raise AnswerError(f"{url}: no page of a blog or project", outcome="absent")
        # An id is an identity; the course page knows how its address is written.
        url = subject.url or url
        reply = _fetch(ask, url)
        _check_arrival(url, reply)
        page = page_of(reply)
        facts = read_web_page(page, reply.url)
        if not facts.title:
            raise AnswerError(f"{url}: the page bears no title", outcome="absent")
        _check_title(url, reply, facts.title, subject)
        # A canonical address is told and proves nothing: many a site gives all its pages one.
        canonical = next((e.value for e in facts.ids if e.scheme == "url"), None)
        named = tuple(e for e in facts.ids if e.scheme != "url" and _bears(facts.title, subject))
        facts = replace(facts, ids=named)
        record = facts.record(NAME, ids=(external,), kind=kind_of_url(url), url=reply.url)
        if canonical and canonical != external.value:
            record = replace(record, provenance=(*record.provenance, ("canonical", canonical)))
        return asked(record, reply, request=url)

    return answers(question, record_of)


def _fetch(ask: Ask, url: str) -> Reply:
    """The page, also of a host that answers only to ``http``.

    An id is an identity and has lost how the address was written (see ``canonical_url``).
    """
    query = Query(url, accept=ACCEPT, max_bytes=_MAX_BYTES, robots=True)
    try:
        return ask(query)
    except AnswerError as error:
        if error.outcome != "temporary":
            raise
        if not url.startswith("https://"):
            raise
        try:
            return ask(replace(query, url=f"http://{url.removeprefix('https://')}"))
        except AnswerError:
            raise error from None


def _check_arrival(url: str, reply: Reply) -> None:
    """Nothing where a redirect ended at a page that may be the one that was asked for.

    Raises:
        AnswerError: it ended at the front page of a site, or at a login.
    """
    start, end = read_address(url), read_address(reply.url)
    if start is None or end is None or start == end:
        return
    if (start.path or start.query) and not (end.path or end.query):
        raise AnswerError(
            f"{url}: gone, it leads to the front page of {end.host}",
            outcome="absent",
            hint="an archive may still have it",
        )
    if _LOGIN.search(end.path) and not _LOGIN.search(start.path):
        raise AnswerError(f"{url}: the page asks for a login", outcome="withheld")


def _check_title(url: str, reply: Reply, title: str, subject: Subject) -> None:
    """Nothing where the title may be that of the page that was meant.

    Raises:
        AnswerError: it is an error's, or that of another page, to which this address leads now,
            and nobody knows the title: the host has other owners, or a post has gone and its
            address leads to the list of all posts.
    """
    if _ERROR_TITLE.fullmatch(title):
        raise AnswerError(f"{url}: it says {title!r}", outcome="absent")
    start, end = read_address(url), read_address(reply.url)
    moved = start and end and (start.path, start.query) != (end.path, end.query)
    elsewhere = start and end and not (end.on(start.host) or start.on(end.host))
    if (moved or elsewhere) and subject.titles and not _bears(title, subject):
        raise AnswerError(
            f"{url}: leads to another page, to {title!r}",
            outcome="withheld",
            hint="open it in a browser and see whether it is the same",
        )


def _bears(title: str, subject: Subject) -> bool:
    """Whether a title sounds like one that the work is known by."""
    return any(sounds_like(title, other) for other in subject.titles)


def _without_site(title: str, site: str | None) -> str:
    """The title without the site's own name at its end or beginning.

    >>> _without_site("Mixture of Experts Explained | A Site", "A Site")
    'Mixture of Experts Explained'
    """
    if not site:
        return title
    pieces = _BETWEEN.split(title)
    if len(pieces) < 2:
        return title
    name = site.casefold()
    if pieces[-1].casefold() == name:
        return title[: -len(pieces[-1])].rstrip(" |·•»–—:-")
    if pieces[0].casefold() == name:
        return title[len(pieces[0]) :].lstrip(" |·•»–—:-")
    return title


WEB = Source(
    name=NAME,
    title="Web pages",
    hosts=(),
    facets=(Facet(NAME, ("metadata",), schemes=("url",), batch=1, days=90, accepts=accepts),),
    answer=_answer,
    limits="as each site's robots.txt allows; pages of up to 5 MB",
    licence="of each page its own; title, author and date are facts",
)
