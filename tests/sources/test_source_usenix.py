"""USENIX: presentation pages of every generation of its site, made in the recorded shapes."""

import pytest
from answering_pages import Pages, metas
from answering_site import AT, answers, external, subject

from papergraph.domain.asking import Answer
from papergraph.formats.html import read_html
from papergraph.sources.usenix import USENIX
from papergraph.sources.usenix_page import read_usenix

ID = "usenix:osdi22/yu"
URL = "https://www.usenix.org/conference/osdi22/presentation/yu"
TITLE = "Orca: A Distributed Serving System"

BIBTEX = """<div class="bibtex-text-entry bibtex-accordion-text-entry">@inproceedings {280922,<br />
author = {Gyeong-In Yu and Joo Seong Jeong},<br />
title = {Orca: A {Distributed} Serving System},<br />
booktitle = {16th USENIX Symposium (OSDI 22)},<br />
year = {2022},<br />
url = {https://www.usenix.org/conference/osdi22/presentation/yu},<br />
month = jul<br />
}<br /></div>"""

PEOPLE = """<div class="field field-name-field-paper-people-text"><div class="field-items">
<div class="field-item odd"><p>Gyeong-In Yu, <em>Seoul National University;</em> Joo Seong Jeong
and Geon-Woo Kim, <em>A, B and C;</em> Soojeong Kim, Ann Lee, and Byung-Gon Chun,
<em>FriendliAI</em></p></div></div></div>"""
ABSTRACT = """<div class="field field-name-field-paper-description"><div class="field-items">
<div class="field-item odd"><p>We serve.</p><p>It is fast.</p></div></div></div>"""
FILES = """<div class="field field-name-field-final-paper-pdf"><span class="file">
<a href="https://www.usenix.org/system/files/osdi22-yu.pdf">Yu PDF</a></span></div>
<div class="field field-name-field-presentation-pdf"><a href="/system/files/pre.pdf">Pre</a></div>
<div class="field field-name-field-paper-slides-file"><a href="/system/files/s.pdf">Slides</a></div>
<iframe class="usenix-schedule-media" src="//www.youtube.com/embed/3q2IyEGKyNo?w%3D745">
</iframe>"""


def page(*parts: str, tags: bool = False, view: str = "view-mode-full") -> str:
    body = (
        f'<h1 id="page-title">{TITLE}</h1>'
        f'<article id="node-1" class="node node-paper {view}">{"".join(parts)}</article>'
    )
    given = (
        ("citation_title", TITLE),
        ("citation_author", "Gyeong-In Yu"),
        ("citation_author", "Joo Seong Jeong"),
        ("citation_publication_date", "2022"),
        ("citation_conference_title", "16th USENIX Symposium (OSDI 22)"),
        ("citation_pdf_url", "https://www.usenix.org/system/files/osdi22-paper-yu.pdf"),
    )
    return metas(*(given if tags else ()), body=body)


def ask(html: object, *titles: str) -> Answer:
    (answer,) = answers(USENIX, Pages({URL: html}), subject(ID, *titles))
    return answer


def names(answer: Answer) -> list[str]:
    assert answer.record
    return [author.name for author in answer.record.authors]


def test_tags_first_and_the_rest_from_the_page() -> None:
    answer = ask(page(PEOPLE, ABSTRACT, BIBTEX, FILES, tags=True), TITLE)
    record = answer.record
    assert record
    assert (answer.outcome, answer.reason, set(answer.facts)) == ("found", None, {"metadata"})
    assert (record.source, record.title, record.kind) == ("usenix", TITLE, "paper")
    assert names(answer) == ["Gyeong-In Yu", "Joo Seong Jeong"]
    assert record.ids == (external(ID),)
    assert str(record.date) == "2022-07"  # the month is BibTeX's
    assert record.venue
    assert record.venue.name == "16th USENIX Symposium (OSDI 22)"
    assert record.pdf == "https://www.usenix.org/system/files/osdi22-paper-yu.pdf"
    assert record.abstract == "We serve. It is fast."
    assert (record.at, record.request, record.url) == (AT, URL, URL)
    provenance = dict(record.provenance)
    assert provenance["title"] == "citation_title"
    assert provenance["date"] == "BibTeX"
    assert provenance["slides"] == "https://www.usenix.org/system/files/s.pdf"
    assert provenance["video"] == "youtube:3q2IyEGKyNo"


def test_bibtex_where_there_are_no_tags() -> None:
    answer = ask(page(PEOPLE, ABSTRACT, BIBTEX, FILES))
    record = answer.record
    assert record
    assert (record.title, str(record.date)) == (TITLE, "2022-07")
    assert names(answer) == ["Gyeong-In Yu", "Joo Seong Jeong"]
    assert record.pdf == "https://www.usenix.org/system/files/osdi22-yu.pdf"


def test_elements_where_there_is_neither() -> None:
    answer = ask(page(PEOPLE, ABSTRACT))
    assert answer.record
    assert answer.record.title == TITLE
    assert names(answer) == [
        "Gyeong-In Yu",
        "Joo Seong Jeong",
        "Geon-Woo Kim",
        "Soojeong Kim",
        "Ann Lee",
        "Byung-Gon Chun",
    ]
    assert answer.record.date is None
    assert dict(answer.record.provenance)["authors"] == "page"


def test_the_markup_before_2017() -> None:
    old = metas(
        body='<div class="node node-paper"><h2 class="node-title"><a '
        'href="/conference/osdi22/presentation/yu">Old Title</a></h2><div class="'
        'field-name-field-paper-people-text"><p class="p1">Ann Lee and Bo Chen, <i>Uni A</i></p>'
        '</div><div class="field-name-field-presentation-pdf"><a href="/system/files/p.pdf">P</a>'
        "</div></div>"
    )
    answer = ask(old)
    assert answer.record
    assert answer.record.title == "Old Title"
    assert names(answer) == ["Ann Lee", "Bo Chen"]
    assert answer.record.pdf == "https://www.usenix.org/system/files/p.pdf"


def test_names_that_cannot_be_told_from_affiliations_are_not_guessed() -> None:
    bare = '<div class="field-name-field-paper-people-text"><p>Ann Lee, University of A</p></div>'
    answer = ask(page(bare))
    assert answer.record
    assert answer.record.authors == ()


def test_a_programme_is_read_at_the_paper_that_was_asked_for() -> None:
    def entry(slug: str, title: str) -> str:
        return (
            f'<article class="node node-paper view-mode-schedule"><h2><a href="/conference/osdi22/'
            f'presentation/{slug}">{title}</a></h2></article>'
        )

    programme = metas(body=entry("zheng", "Alpa") + entry("yu", "Orca"))
    facts = read_usenix(read_html(programme.encode()), URL)
    assert facts.title == "Orca"
    other = read_usenix(read_html(programme.encode()), URL + "-2")
    assert other.title is None
    alone = read_usenix(read_html(metas(body=entry("zheng", "Alpa")).encode()), URL)
    assert alone.title is None


@pytest.mark.parametrize(
    "html", ["", metas(("og:title", "USENIX")), "<title>Conferences | USENIX</title>", "\0" * 50]
)
def test_a_page_that_names_no_paper_is_no_answer(html: str) -> None:
    answer = ask(html)
    assert (answer.outcome, answer.record) == ("temporary", None)
    assert answer.reason
    assert "names no paper" in answer.reason


@pytest.mark.parametrize(
    ("status", "outcome"), [(404, "absent"), (403, "withheld"), (503, "temporary")]
)
def test_refusals(status: int, outcome: str) -> None:
    answer = ask(status)
    assert (answer.outcome, answer.hint, answer.record) == (outcome, "a hint", None)


def test_a_file_instead_of_a_page() -> None:
    site = Pages({URL: b"%PDF-1.5"}, content_type="application/pdf")
    (answer,) = answers(USENIX, site, subject(ID))
    assert answer.outcome == "withheld"


def test_a_page_about_another_work_is_right_about_itself() -> None:
    answer = ask(page(tags=True), "Something Entirely Different")
    assert answer.outcome == "found"
    assert answer.reason == f"the page is about {TITLE!r}, not 'Something Entirely Different'"
    assert ask(page(tags=True), "Something Entirely Different", "Orca").reason is None


def test_a_page_that_has_moved_has_both_ids() -> None:
    twin = "https://www.usenix.org/conference/osdi22/presentation/yu-0"
    site = Pages({twin: (URL, page(tags=True))})
    (answer,) = answers(USENIX, site, subject("usenix:osdi22/yu-0"))
    assert answer.record
    assert answer.record.ids == (external("usenix:osdi22/yu-0"), external(ID))


def test_one_request_a_paper_and_each_its_own_answer() -> None:
    site = Pages({URL: page(tags=True)})
    first, second = answers(USENIX, site, subject("usenix:osdi22/gone"), subject(ID))
    assert (first.outcome, second.outcome) == ("absent", "found")
    assert len(site.queries) == 2
    assert not site.queries[0].robots


def test_manners() -> None:
    (host,) = USENIX.hosts
    assert (host.name, host.interval, host.no.days) == ("www.usenix.org", 10, 1)
    (facet,) = USENIX.facets
    assert (facet.schemes, facet.batch, facet.each, facet.days) == (("usenix",), 1, True, 180)
