"""USENIX: one page a paper, slowly. The society has no interface for programs.

Its site stands behind Cloudflare and answers many programs with 403. Then the host is left alone
for a day; the page can be saved in a browser and given as a file (``papergraph.sources.saved``).
"""

from collections.abc import Iterator

from papergraph.domain.asking import Answer, Facet, Question, Subject
from papergraph.domain.works import Record
from papergraph.sources.asking import Ask, Query
from papergraph.sources.page_reading import (
    ACCEPT,
    answers,
    asked,
    asked_address,
    ids_after,
    no_facts,
    page_of,
)
from papergraph.sources.source import Host, Source
from papergraph.sources.usenix_page import media, read_usenix

NAME = "usenix"


def _answer(ask: Ask, question: Question) -> Iterator[Answer]:
    def record_of(subject: Subject) -> Record:
        external, url = asked_address(subject)
        reply = ask(Query(url, accept=ACCEPT))
        page = page_of(reply)
        facts = read_usenix(page, reply.url)
        if not facts.title:
            raise no_facts(reply)
        record = facts.record(NAME, ids=ids_after(external, reply), url=reply.url, more=media(page))
        return asked(record, reply, request=url)

    return answers(question, record_of)


USENIX = Source(
    name=NAME,
    title="USENIX",
    hosts=(Host("www.usenix.org", 10, refusals=1, also=("usenix.org",)),),
    facets=(Facet(NAME, ("metadata",), schemes=("usenix",), batch=1, each=True, days=180),),
    answer=_answer,
    limits="one page a paper, ten seconds apart; a day's pause after a refusal",
    licence="papers are free to read; authors keep their rights, no leave to redistribute",
)
