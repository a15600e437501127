"""Videos on YouTube: the title by its oEmbed interface, which needs no key and asks no login."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

from papergraph.domain.asking import Answer, Facet, Question, Subject
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.works import Author, Record
from papergraph.errors import AnswerError
from papergraph.formats.dates import read_date
from papergraph.sources.answering import read_fields
from papergraph.sources.asking import Ask, Query, Reply, odd
from papergraph.sources.page_facts import PageFacts
from papergraph.sources.page_names import clean
from papergraph.sources.page_reading import ACCEPT, answers, asked, asked_address, page_of
from papergraph.sources.source import Host, Source

NAME = "videos"
_SITE = "www.youtube.com"
_OEMBED = f"https://{_SITE}/oembed?format=json&url="
_ABSENT = frozenset({400, 404, 410})
#: The owner allows no embedding; the page itself can still be seen.
_NOT_EMBEDDED = frozenset({401, 403})
_SUFFIX = " - YouTube"


def _answer(ask: Ask, question: Question) -> Iterator[Answer]:
    return answers(question, lambda subject: _record(ask, subject))


def _record(ask: Ask, subject: Subject) -> Record:
    external, url = asked_address(subject)
    request = _OEMBED + quote(url, safe="")
    reply = ask(Query(request, accept="application/json", statuses=_ABSENT | _NOT_EMBEDDED))
    if reply.status in _ABSENT:
        raise _gone(url)
    if reply.status in _NOT_EMBEDDED:
        request = url
        reply = ask(Query(request, accept=ACCEPT, robots=True))
        facts = _read_page(reply, external)
    else:
        fields = read_fields(reply, request)
        channel = fields.text("author_name")
        facts = PageFacts(
            title=clean(fields.text("title") or "") or None,
            authors=(Author(channel),) if channel else (),
        ).said_by("oEmbed")
        if not facts.title:
            raise odd(request, "it names no title")
    record = facts.record(NAME, ids=(external,), kind="video", url=url)
    return asked(record, reply, request=request)


def _read_page(reply: Reply, external: ExternalId) -> PageFacts:
    """What the page of a video says.

    Raises:
        AnswerError: it leads elsewhere (to a login, to a question about cookies), or the video is
            not there any more: then the page bears the site's name alone.
    """
    if read_url(reply.url) != external:
        raise AnswerError(
            f"{external.url}: leads to {reply.url}",
            outcome="withheld",
            hint="open it in a browser",
        )
    page = page_of(reply)
    title = page.meta("og:title") or (page.text("title") or "").removesuffix(_SUFFIX)
    if title.strip(" -") in ("", "YouTube"):
        raise _gone(str(external.url))
    channel = page.attribute("[itemprop=author] [itemprop=name]", "content")
    date = page.attribute("meta[itemprop=datePublished]", "content")
    return PageFacts(
        title=clean(title),
        authors=(Author(channel),) if channel else (),
        date=read_date(date) if date else None,
    ).said_by("page")


def _gone(url: str) -> AnswerError:
    return AnswerError(f"{url}: there is no such video", outcome="absent")


VIDEOS = Source(
    name=NAME,
    title="YouTube",
    # 403 is an answer about one video here, not a word to us: it must not park the host.
    hosts=(Host(_SITE, 2, no=timedelta(0)),),
    facets=(Facet(NAME, ("metadata",), schemes=("youtube",), batch=1, days=180),),
    answer=_answer,
    limits="one request a video, two seconds apart",
    licence="titles and names of channels, as YouTube's oEmbed interface gives them",
)
