"""Proceedings on the societies' own sites: NeurIPS, MLSys, PMLR, CVF and ACL, one page a paper.

All of them carry ``citation_*`` tags. NeurIPS and MLSys run one software, whose addresses of
papers end differently by year and track, so ``citation_pdf_url`` is read and nothing is built.
Where a page of PMLR cannot be had, the repository of its volume says the same
(:mod:`papergraph.sources.pmlr`).
"""

from collections.abc import Iterator

from papergraph.domain.asking import Answer, Facet, Question, Subject
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.formats.html import Html
from papergraph.sources.asking import Ask, Query
from papergraph.sources.citation_tags import read_facts
from papergraph.sources.page_facts import PageFacts
from papergraph.sources.page_reading import (
    ACCEPT,
    answers,
    asked,
    asked_address,
    ids_after,
    no_facts,
    page_of,
)
from papergraph.sources.pmlr import FILES_HOST, NAMES_HOST, Volumes, fetch_front_matter
from papergraph.sources.source import Host, Source

NAME = "proceedings"
_SITES = (
    "proceedings.mlsys.org",
    "proceedings.neurips.cc",
    "datasets-benchmarks-proceedings.neurips.cc",
    "papers.nips.cc",
    "proceedings.mlr.press",
    "openaccess.thecvf.com",
    "aclanthology.org",
)
#: None publishes a rate; this is arXiv's.
_INTERVAL = 3.0
#: Where the sites show the abstract: PMLR and CVF, the Anthology, NeurIPS and MLSys since 2025.
_ABSTRACTS = ("div#abstract, p#abstract", ".acl-abstract span", "p.paper-abstract")


def read_proceedings(page: Html, url: str | None) -> PageFacts:
    """The facts of a page of proceedings; without a title where it shows no paper."""
    facts = read_facts(page, url)
    if not page.meta("citation_title"):
        return PageFacts(ids=facts.ids)
    abstract = page.text(*_ABSTRACTS) or page.below_heading("abstract")
    return facts.completed(PageFacts(abstract=abstract).said_by("page"))


def proceedings() -> Source:
    """The source, with a memory of its own for the listings of PMLR's volumes."""
    volumes = Volumes()

    def answer(ask: Ask, question: Question) -> Iterator[Answer]:
        return answers(question, lambda subject: _record(ask, volumes, subject))

    return Source(
        name=NAME,
        title="Proceedings of NeurIPS, MLSys, PMLR, CVF and ACL",
        hosts=tuple(Host(name, _INTERVAL) for name in (*_SITES, FILES_HOST, NAMES_HOST)),
        facets=(
            Facet(
                NAME,
                ("metadata",),
                schemes=("mlsys", "neurips", "pmlr", "cvf", "acl"),
                batch=1,
                each=True,
                days=180,
            ),
        ),
        answer=answer,
        limits="one page a paper, three seconds apart on each site",
        licence="papers are free to read; ACL CC BY, others as each paper says",
    )


def _record(ask: Ask, volumes: Volumes, subject: Subject) -> Record:
    external, url = asked_address(subject)
    try:
        return _of_page(ask, external, url)
    except AnswerError as error:
        if external.scheme != "pmlr":
            raise
        try:
            facts, reply = fetch_front_matter(ask, volumes, external)
        except AnswerError:
            raise error from None
        record = facts.record(NAME, ids=(external,), url=url)
        return asked(record, reply, request=reply.url)


def _of_page(ask: Ask, external: ExternalId, url: str) -> Record:
    reply = ask(Query(url, accept=ACCEPT))
    facts = read_proceedings(page_of(reply), reply.url)
    if not facts.title:
        raise no_facts(reply)
    record = facts.record(NAME, ids=ids_after(external, reply), url=reply.url)
    return asked(record, reply, request=url)


PROCEEDINGS = proceedings()
