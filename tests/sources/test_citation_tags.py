"""What pages tell programs, whichever of the many tags they use."""

import doctest

import pytest
from answering_pages import metas

import papergraph.sources.page_names
from papergraph.formats.html import read_html
from papergraph.sources.citation_tags import page_url, read_facts
from papergraph.sources.page_facts import PageFacts
from papergraph.sources.page_names import read_names

URL = "https://example.org/papers/orca"


def facts(*pairs: tuple[str, str], url: str | None = URL, body: str = "") -> PageFacts:
    return read_facts(read_html(metas(*pairs, body=body).encode()), url)


def json_ld(text: str) -> PageFacts:
    return facts(body=f'<script type="application/ld+json">{text}</script>')


def names(found: PageFacts) -> list[str]:
    return [author.name for author in found.authors]


def ids(found: PageFacts) -> list[str]:
    return [str(external) for external in found.ids]


def test_the_examples_of_the_docstrings() -> None:
    assert doctest.testmod(papergraph.sources.page_names).failed == 0


def test_highwire_tags() -> None:
    found = facts(
        ("citation_title", "Fish &amp; &lt;i&gt;Chips&lt;/i&gt;"),
        ("citation_author", "Lee, Ann"),
        ("citation_author_institution", "A, B"),
        ("citation_author", "Bo Chen"),
        ("citation_publication_date", "2022/07/11"),
        ("citation_conference_title", "16th USENIX Symposium (OSDI 22)"),
        ("citation_journal_title", "Journal of Things"),
        ("citation_isbn", "978-1-939133-28-1"),
        ("citation_doi", "10.1145/1234567.1234568"),
        ("citation_arxiv_id", "2309.06180v2"),
        ("citation_pdf_url", "/files/orca.pdf"),
        ("citation_abstract", "We cook."),
    )
    assert found.title == "Fish & Chips"
    assert names(found) == ["Ann Lee", "Bo Chen"]
    assert str(found.date) == "2022-07-11"
    assert found.venue == "16th USENIX Symposium (OSDI 22)"
    assert ids(found) == ["doi:10.1145/1234567.1234568", "arxiv:2309.06180"]
    assert found.pdf == "https://example.org/files/orca.pdf"
    assert found.abstract == "We cook."
    assert found.cited
    assert found.origins["venue"] == "citation_conference_title"


@pytest.mark.parametrize(
    ("tags", "written"),
    [
        (["Lee, Ann; Chen, Bo"], ["Ann Lee", "Bo Chen"]),
        (["Ann Lee, Bo Chen, and Cy van Dam"], ["Ann Lee", "Bo Chen", "Cy van Dam"]),
        (["de la Cruz, Maria Elena"], ["Maria Elena de la Cruz"]),
        (["King, Martin, Jr."], ["Martin King Jr."]),
        (["King, III, Martin"], ["Martin King III"]),
        (["Martin King, Jr."], ["Martin King, Jr."]),
        (["By Ann Lee"], ["Ann Lee"]),
        (["Plato"], ["Plato"]),
        (["Ann Lee", "Ann Lee"], ["Ann Lee"]),
        (["admin", "a@example.org", "https://facebook.com/ann", " ; ", "x" * 300], []),
    ],
)
def test_authors(tags: list[str], written: list[str]) -> None:
    assert [author.name for author in read_names(tags)] == written


def test_dublin_core() -> None:
    found = facts(
        ("DC.Title", "A Title"),
        ("DC.creator", "Lee, Ann"),
        ("DC.date", "2021-03"),
        ("DC.identifier", "doi:10.1000/x.1"),
        ("DC.identifier", "report 7"),
        ("DC.relation.ispartof", "A Journal"),
    )
    assert (found.title, names(found), str(found.date)) == ("A Title", ["Ann Lee"], "2021-03")
    assert (found.venue, ids(found)) == ("A Journal", ["doi:10.1000/x.1"])
    assert not found.cited


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "BlogPosting", "headline": "A Post", "author": {"name": "Ann Lee"},'
        ' "datePublished": "2024-02-18T09:00:00Z"}',
        '[{"@type": "WebSite", "name": "S"}, {"@type": ["ScholarlyArticle"], "headline": "A Post",'
        ' "author": ["Ann Lee"], "datePublished": "2024-02-18"}]',
        '{"@graph": [{"@type": "Person", "name": "X"}, {"@type": "Article", "name": "A Post",'
        ' "author": [{"@type": "Person", "name": "Ann Lee"}], "datePublished": "18 Feb 2024"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": " A Post ",'
        ' "author": "Ann Lee", "datePublished": "2024-02-18"}}',
    ],
)
def test_json_ld(text: str) -> None:
    found = json_ld(text)
    assert (found.title, names(found), str(found.date)) == ("A Post", ["Ann Lee"], "2024-02-18")
    assert found.origins["title"] == "JSON-LD"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 20_000,
        "null",
        '{"@type": "Article", "headline": 7}',
        '{"@type": "Article", "headline": null, "author": {"name": []}, "datePublished": 2024}',
        '{"@type": 3, "headline": "x"}',
        # A page of several posts is none of them.
        '[{"@type": "Article", "headline": "One"}, {"@type": "Article", "headline": "Two"}]',
        '{"mainEntity": ' * 900 + '{"@type": "Article", "headline": "Deep"}' + "}" * 900,
    ],
)
def test_json_ld_that_says_nothing(text: str) -> None:
    found = json_ld(text)
    assert (found.title, found.origins["title"]) == ("T", "title")
    assert found.authors == ()
    assert found.date is None


def test_titles_by_what_is_surest() -> None:
    assert facts(("og:title", "Open")).title == "Open"
    assert facts(("og:title", "Open"), ("dc.title", "Core")).title == "Core"
    assert facts().title == "T"
    assert read_facts(read_html(b"<p>x"), URL).title is None


def test_a_day_beside_its_year_is_the_more_exact() -> None:
    found = facts(
        ("citation_publication_date", "2022"),
        ("citation_online_date", "2022/07/11"),
        ("article:published_time", "2023-01-01"),
    )
    assert str(found.date) == "2022-07-11"
    assert found.origins["date"] == "citation_online_date"
    assert facts(("citation_date", "soon")).date is None


@pytest.mark.parametrize(
    ("canonical", "url", "expected"),
    [
        ("https://example.org/papers/orca-2", URL, ["url:https://example.org/papers/orca-2"]),
        ("/2020/01/orca", "https://example.org/?p=7", ["url:https://example.org/2020/01/orca"]),
        (URL, URL, [f"url:{URL}"]),
        # What may be the address of other pages, too, is no id of this one.
        ("https://example.org/", URL, []),
        ("/papers/", URL, []),
        ("/papers/orca", URL + "?id=7", []),
        ("https://other.org/papers/orca", URL, []),
        ("https://[broken", URL, []),
        ("", URL, []),
    ],
)
def test_the_canonical_link(canonical: str, url: str, expected: list[str]) -> None:
    page = read_html(f'<link rel=canonical href="{canonical}">'.encode())
    assert ids(read_facts(page, url)) == expected


@pytest.mark.parametrize(
    "link",
    ["https://dl.acm.org/doi/pdf/10.1145/1.2", "javascript:x", "https://[broken", "mailto:a"],
)
def test_a_file_that_programs_cannot_have_is_none(link: str) -> None:
    assert facts(("citation_pdf_url", link)).pdf is None


def test_a_doi_that_is_none() -> None:
    assert ids(facts(("citation_doi", "none"), ("citation_arxiv_id", "x"))) == []


def test_the_address_that_a_saved_page_gives_itself() -> None:
    canonical = '<link rel="canonical" href="https://example.org/b">'
    saved = "<!-- saved from url=(0021)https://example.org/a -->"
    assert page_url(read_html(f"<!doctype html>{saved}{canonical}".encode())) == (
        "https://example.org/a"
    )
    assert page_url(read_html(canonical.encode())) == "https://example.org/b"
    assert page_url(read_html(b"<link rel=canonical href=/b>")) is None
    front = b'<link rel=canonical href="https://example.org/">'
    assert page_url(read_html(front)) is None
    assert ids(read_facts(read_html(front), None)) == []


def test_what_is_too_long_is_no_title() -> None:
    found = facts(("citation_title", "x " * 2_000), ("citation_abstract", "y" * 60_000))
    assert (found.title, found.abstract) == (None, None)
    assert not {"title", "abstract"} & set(found.origins)


def test_facts_complete_each_other() -> None:
    first = facts(("citation_title", "A"), ("citation_date", "2022"))
    second = PageFacts(title="B", venue="V", date=facts(("citation_date", "2022/07")).date)
    both = first.completed(second.said_by("BibTeX"))
    assert (both.title, both.venue, str(both.date)) == ("A", "V", "2022-07")
    assert both.origins == {"title": "citation_title", "venue": "BibTeX", "date": "BibTeX"}
    assert str(second.completed(first).date) == "2022-07"
