"""Web pages: posts and pages of projects, and what is no page of ours."""

import doctest
from dataclasses import replace

import pytest
from answering_pages import Pages, metas
from answering_site import AT, answers, external, subject

import papergraph.sources.web
from papergraph.domain.asking import Answer
from papergraph.domain.ids import ExternalId
from papergraph.formats.html import read_html
from papergraph.sources.web import WEB, accepts, read_web_page

POST = "https://example.org/blog/2024/02/18/agents"
ID = f"url:{POST}"
HTML = """<!doctype html><html><head><title>Agents | The Blog</title>
<meta property="og:title" content="Agents: A Survey | The Blog">
<meta property="og:site_name" content="The Blog"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2024-02-18T09:00:00+00:00">
<meta name="description" content="All that is known about agents, told by one who builds them.">
<link rel="canonical" href="https://example.org/blog/agents"></head><body><p>x</p></body></html>"""


def ask(page: object, *titles: str, **options: str) -> Answer:
    (answer,) = answers(WEB, Pages({POST: page}, **options), subject(ID, *titles))
    return answer


def test_the_examples_of_the_docstrings() -> None:
    assert doctest.testmod(papergraph.sources.web).failed == 0


def test_a_post() -> None:
    site = Pages({POST: HTML})
    (answer,) = answers(WEB, site, subject(ID, "Agents"))
    record = answer.record
    assert record
    assert (record.source, record.title, record.kind) == ("web", "Agents: A Survey", "blog")
    assert [author.name for author in record.authors] == ["Ann Lee"]
    assert str(record.date) == "2024-02-18"
    assert record.ids == (external(ID),), "a canonical address proves nothing"
    assert dict(record.provenance)["canonical"] == "https://example.org/blog/agents"
    assert record.abstract == "All that is known about agents, told by one who builds them."
    assert (record.at, record.request, record.url, record.venue) == (AT, POST, POST, None)
    assert dict(record.provenance)["date"] == "article:published_time"
    (query,) = site.queries
    assert query.robots
    assert query.max_bytes == 5 * 1024 * 1024


@pytest.mark.parametrize(
    ("title", "site", "expected"),
    [
        ("A Post | Site", "Site", "A Post"),
        ("A Post - site", "Site", "A Post"),
        ("Site: A Post", "Site", "Site: A Post"),
        ("Site | A Post", "Site", "A Post"),
        ("A - B - Site", "Site", "A - B"),
        ("A Post | Other", "Site", "A Post | Other"),
        ("A Post | Site", None, "A Post | Site"),
        ("Site", "Site", "Site"),
        ("Website", "Site", "Website"),
        ("A Post about Site", "Site", "A Post about Site"),
    ],
)
def test_the_name_of_the_site_is_cut_only_where_the_page_says_it(
    title: str, site: str | None, expected: str
) -> None:
    given = f'<meta property="og:site_name" content="{site}">' if site else ""
    page = read_html(f"<title>{title}</title>{given}".encode())
    assert read_web_page(page, POST).title == expected


def test_a_slogan_is_no_abstract() -> None:
    page = read_html(metas(("description", "Thoughts on things")).encode())
    assert read_web_page(page, POST).abstract is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://huggingface.co/blog/moe", True),
        ("https://jalammar.github.io/illustrated-transformer/", True),
        ("https://en.wikipedia.org/wiki/Worse_is_better", True),
        ("https://example.org", True),
        ("https://example.org/paper.pdf", False),
        ("https://example.org/talks/slides.pdf", False),
        ("https://example.org/slides.PPTX", False),
        ("https://example.org/book", False),
        ("https://github.com/vllm-project/vllm", False),
        ("https://www.usenix.org/publications/loginonline", False),
        ("https://dl.acm.org/topic/ccs", False),
        ("https://queue.acm.org/detail.cfm?id=1", False),
        ("https://ieeexplore.ieee.org/Xplore/home.jsp", False),
        ("https://arxiv.org/list/cs.LG/recent", False),
        ("https://vimeo.com/1", False),
    ],
)
def test_which_pages_are_read(url: str, expected: bool) -> None:
    assert accepts(ExternalId("url", url)) is expected


def test_no_other_scheme_is_a_page_of_ours() -> None:
    assert not accepts(external("arxiv:2309.06180"))
    site = Pages({})
    (answer,) = answers(WEB, site, subject("url:https://dl.acm.org/topic/ccs"))
    assert (answer.outcome, site.queries) == ("absent", [])


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/plain"])
def test_what_is_no_html_is_withheld(kind: str) -> None:
    answer = ask("<html>", content_type=kind)
    assert answer.outcome == "withheld"
    assert answer.reason
    assert kind in answer.reason


def test_html_that_nobody_calls_so() -> None:
    assert ask(HTML, content_type="").outcome == "found"
    assert ask("plain words", content_type="").outcome == "withheld"
    assert ask(HTML.encode(), content_type="text/html; charset=nonsense").outcome == "found"


def test_the_charset_of_the_server() -> None:
    page = "<title>Über</title>".encode("latin-1")
    answer = ask(page, content_type="text/html; Charset='ISO-8859-1'")
    assert answer.record
    assert answer.record.title == "Über"


@pytest.mark.parametrize(
    "title", ["404", "404 Not Found", "Page not found | The Blog", "Error 404 (Not Found)!!1", ""]
)
def test_a_page_that_says_there_is_none(title: str) -> None:
    answer = ask(f"<title>{title}</title><p>x")
    assert (answer.outcome, answer.record) == ("absent", None)


def test_titles_that_only_speak_of_errors() -> None:
    assert ask("<title>Why 404 pages matter</title>").outcome == "found"
    assert (
        ask("<title>Not found: a history of lost papers in our field since 1950</title>").outcome
        == "found"
    )


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("https://example.org/", "absent"),
        ("https://example.org/blog/agents", "found"),
        ("https://www.example.org/blog/agents", "found"),
        ("https://example.org/login?next=/blog", "withheld"),
        ("https://accounts.example.org/signin/x", "withheld"),
        ("https://other.org/agents", "found"),
    ],
)
def test_where_a_redirect_ends(end: str, outcome: str) -> None:
    answer = ask((end, HTML), "Agents")
    assert answer.outcome == outcome


def test_another_owner_of_the_host() -> None:
    answer = ask(("https://casino.example.net/x", HTML), "Compilers")
    assert (answer.outcome, answer.record) == ("withheld", None)


@pytest.mark.parametrize(("status", "outcome"), [(404, "absent"), (403, "withheld")])
def test_a_refusal_is_not_asked_twice(status: int, outcome: str) -> None:
    site = Pages({POST: status})
    (answer,) = answers(WEB, site, subject(ID))
    assert (answer.outcome, len(site.queries)) == (outcome, 1)


def test_a_host_without_https() -> None:
    http = POST.replace("https:", "http:")
    site = Pages({POST: 503, http: HTML})
    (answer,) = answers(WEB, site, subject(ID))
    assert answer.outcome == "found"
    site = Pages({POST: 503, http: 503})
    (answer,) = answers(WEB, site, subject(ID))
    assert answer.outcome == "temporary"
    assert answer.reason == f"{POST}: 503"


def test_manners() -> None:
    (facet,) = WEB.facets
    assert (WEB.hosts, facet.schemes, facet.days, facet.accepts) == ((), ("url",), 90, accepts)


def test_the_address_is_opened_as_the_course_page_writes_it() -> None:
    written = "http://www.example.org/blog/2024/02/18/agents/"
    site = Pages({written: HTML})
    (answer,) = answers(WEB, site, replace(subject(ID, "Agents"), url=written))
    assert answer.record
    assert external(ID) in answer.record.ids
    assert site.urls == [written]
