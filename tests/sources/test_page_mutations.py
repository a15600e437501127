"""Pages that are cut, mangled or made to be slow: never a crash, never a hang."""

import contextlib
import time

import pytest
from answering_pages import metas
from hypothesis import given
from hypothesis import strategies as st

from papergraph.errors import InputError
from papergraph.formats.html import Html, read_html
from papergraph.sources.proceedings import read_proceedings
from papergraph.sources.saved import read_saved
from papergraph.sources.usenix_page import media, read_usenix, usenix_id
from papergraph.sources.web import read_web_page

URL = "https://www.usenix.org/conference/osdi22/presentation/yu"
PAGE = metas(
    ("citation_title", "Orca: A &amp; B"),
    ("citation_author", "Lee, Ann; Chen, Bo"),
    ("citation_publication_date", "2022/07/11"),
    ("citation_doi", "10.1145/1234567.1234568"),
    ("citation_pdf_url", "/x.pdf"),
    ("DC.identifier", "doi:10.1/x"),
    ("og:site_name", "Site"),
    body=(
        '<link rel="canonical" href="/a?b=1"><script type="application/ld+json">'
        '{"@graph": [{"@type": "Article", "headline": "X", "author": [{"name": "A B"}]}]}</script>'
        '<article class="node-paper"><h2><a href="/conference/osdi22/presentation/yu">X</a></h2>'
        '<div class="field-name-field-paper-people-text"><p>A B, <em>C;</em> D E</p></div>'
        '<div class="bibtex-text-entry">@misc{k, title={T}, author={A and B}, year=2022}</div>'
        '<iframe class="usenix-schedule-media" src="//youtube.com/embed/x"></iframe></article>'
        "<h4>Abstract</h4><p>We <b>do</b>.</p>"
    ),
)


def read_all(page: Html, url: str) -> None:
    for facts in (read_usenix(page, url), read_proceedings(page, url), read_web_page(page, url)):
        if facts.title:
            record = facts.record("test", more=media(page))
            assert record.title == " ".join(record.title.split())
            assert record.digest
            assert all(origin for _, origin in record.provenance)
    usenix_id(page)


@given(
    st.integers(0, len(PAGE)),
    st.integers(0, len(PAGE)),
    st.text(max_size=8),
    st.sampled_from([URL, "https://example.org/", "http://[::1", ""]),
)
def test_a_mangled_page(start: int, end: int, junk: str, url: str) -> None:
    data = (PAGE[:start] + junk + PAGE[end:]).encode("utf-8", "surrogatepass")
    read_all(read_html(data), url)


@given(
    st.sampled_from(
        "citation_title citation_author citation_date citation_doi citation_pdf_url og:title "
        "citation_arxiv_id dc.identifier citation_conference_title og:site_name author".split()
    ),
    st.text(max_size=40),
)
def test_any_text_in_a_tag(name: str, text: str) -> None:
    content = text.replace("&", "&amp;").replace('"', "&quot;")
    page = PAGE.replace("<head>", f'<head><meta name="{name}" content="{content}">')
    read_all(read_html(page.encode("utf-8", "surrogatepass")), URL)


SLOW = {
    "papers": '<article class="node-paper"><h2>' * 20_000,
    "people": '<div property="author">' * 20_000,
    "fields": '<div class="field-name-field-presented-by"><em>x</em>' * 20_000,
    "acm": '<h1 property="name">x</h1><meta name="pbContext" content="article:article:doi:10.1/x;">'
    + '<div property="author">x' * 20_000,
    "notes": '<div id="bibliography">' + '<div class="citation-content">x' * 20_000,
    "headings": "<div><h2>Abstract</h2>" * 20_000,
    "sections": "<section><h2>Abstract</h2></section>" + "<div>" * 9_000 + "x",
    "authors": '<meta name="citation_author" content="a, b">' * 100_000,
    "one author": f'<meta name="citation_author" content="{"a b, " * 500_000}">',
    "name": f'<meta name="author" content="{"by " * 500_000}">',
    "title": f'<meta name="og:title" content="{" | x" * 500_000}">'
    '<meta name="og:site_name" content="y">',
    "markup": f'<meta name="citation_title" content="{"&lt;i " * 300_000}">',
    "doi": f'<meta name="citation_doi" content="{"10.1/" * 500_000}">',
    "date": f'<meta name="citation_date" content="{"2022 " * 500_000}">',
    "json": '<script type="application/ld+json">' + "[" * 1_000_000 + "</script>",
    "posts": '<script type="application/ld+json">['
    + ",".join(['{"@type": "Article", "headline": "x"}'] * 50_000)
    + "]</script>",
    "ieee": "<script>" + "document.metadata={" * 100_000 + "</script>",
    "bibtex": '<div class="bibtex-text-entry">' + "@a{b, title={" * 30_000 + "</div>",
    "canonical": '<link rel="canonical" href="/a/b">' * 50_000,
}  # fmt: skip


@pytest.mark.parametrize("name", SLOW)
def test_a_page_made_to_be_slow(name: str) -> None:
    data = ("<!doctype html><title>T</title>" + SLOW[name]).encode()
    start = time.process_time()
    read_all(read_html(data), URL)
    with contextlib.suppress(InputError):
        read_saved(data, "f")
    assert time.process_time() - start < 30
