"""Proceedings: pages made in each site's shape, and the road round PMLR's pages."""

import json
from typing import Any

import pytest
from answering_pages import Pages, metas
from answering_site import answers, external, subject

from papergraph.domain.asking import Answer
from papergraph.sources.proceedings import PROCEEDINGS, proceedings

HASH = "0060ef47b12160b9198302ebdb144dcf"
NEURIPS = f"https://proceedings.neurips.cc/paper_files/paper/2020/hash/{HASH}-Abstract.html"
TAGS = (
    ("citation_title", "A Title"),
    ("citation_author", "Lee, Ann"),
    ("citation_publication_date", "2020"),
)
PMLR = "https://proceedings.mlr.press/v202/sheng23a.html"
TREE = "https://api.github.com/repos/mlresearch/v202/git/trees/gh-pages:_posts"
POST = "https://raw.githubusercontent.com/mlresearch/v202/gh-pages/_posts/2023-07-03-sheng23a.md"
FRONT = """---
title: 'FlexGen: Generative Inference
  with One GPU'
openreview: RRntzKrBTp
abstract: We  flex.
month: 0
author:
- given: Ying
  family: Sheng
- given: Bin
  prefix: van
  family: Dam
- family: Plato
- A Name
date: 2023-07-03
container-title: Proceedings of the 40th International Conference on Machine Learning
pdf: https://proceedings.mlr.press/v202/sheng23a/sheng23a.pdf
---
"""


def tree(*names: str, **more: Any) -> str:
    entries = [{"path": name, "type": "blob"} for name in names]
    return json.dumps({"sha": "1", "tree": entries, "truncated": False, **more})


LISTING = tree("2023-07-03-sheng23a.md", "2023-07-03-sheng23ab.md", "README.md")
CUT_LISTING = tree("2023-07-03-sheng23a.md", truncated=True)


def ask(pages: dict[str, Any], text: str) -> Answer:
    (answer,) = answers(proceedings(), Pages(pages), subject(text))
    return answer


@pytest.mark.parametrize(
    ("body", "abstract"),
    [
        ("<h4>Authors</h4><p>Ann</p><h4>Abstract</h4><p><p>We do.</p><p>It works.</p></p>",
         "We do. It works."),
        ("<h4>Abstract</h4> <p>We do.</p> <h4>Next</h4><p>no</p>", "We do."),
        ('<section><h2 class="section-label">Abstract</h2><p class="paper-abstract">We <i>do</i>.'
         "</p></section><footer>no</footer>", "We do."),
        ("<h4>Authors</h4><p>Ann</p>", None),
    ],
)  # fmt: skip
def test_neurips_and_mlsys_of_every_generation(body: str, abstract: str | None) -> None:
    pdf = ("citation_pdf_url", f"/paper_files/paper/2020/file/{HASH}-Paper.pdf")
    journal = ("citation_journal_title", "Advances in Neural Information Processing Systems")
    answer = ask({NEURIPS: metas(*TAGS, journal, pdf, body=body)}, f"neurips:2020/{HASH}")
    record = answer.record
    assert record
    assert (record.source, record.title, record.abstract) == ("proceedings", "A Title", abstract)
    assert [author.name for author in record.authors] == ["Ann Lee"]
    assert record.venue
    assert record.venue.name == "Advances in Neural Information Processing Systems"
    assert record.ids == (external(f"neurips:2020/{HASH}"),)
    assert record.pdf == (
        f"https://proceedings.neurips.cc/paper_files/paper/2020/file/{HASH}-Paper.pdf"
    )


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("cvf:CVPR2016/He_Deep_CVPR_2016_paper", '<div id="abstract">We do.</div>'),
        ("acl:2020.acl-main.1",
         '<div class="acl-abstract"><h5>Abstract</h5><span>We <b>do</b>.</span></div>'),
        ("pmlr:v202/sheng23a", '<h4>Abstract</h4><div id="abstract" class="abstract">We do.</div>'),
        ("mlsys:2023/3e3eec95971350490e37a076fdc100ad", "<h4>Abstract</h4><p>We do.</p>"),
    ],
)  # fmt: skip
def test_abstracts_of_the_other_sites(text: str, body: str) -> None:
    url = external(text).url
    assert url
    answer = ask({url: metas(*TAGS, body=body)}, text)
    assert answer.record
    assert answer.record.abstract == "We do."


def test_the_anthology_gives_a_doi() -> None:
    tags = (*TAGS, ("citation_doi", "10.18653/v1/2020.acl-main.1"))
    answer = ask({"https://aclanthology.org/2020.acl-main.1/": metas(*tags)}, "acl:2020.acl-main.1")
    assert answer.record
    assert answer.record.ids == (
        external("acl:2020.acl-main.1"),
        external("doi:10.18653/v1/2020.acl-main.1"),
    )


def test_a_page_without_tags_is_no_answer() -> None:
    answer = ask({NEURIPS: metas(("og:title", "NeurIPS Proceedings"))}, f"neurips:2020/{HASH}")
    assert (answer.outcome, answer.record) == ("temporary", None)


@pytest.mark.parametrize("page", [403, 404, 503, "<title>no tags</title>"])
def test_the_repository_stands_in_for_a_page_of_pmlr(page: object) -> None:
    answer = ask({PMLR: page, TREE: LISTING, POST: FRONT}, "pmlr:v202/sheng23a")
    record = answer.record
    assert record
    assert record.title == "FlexGen: Generative Inference with One GPU"
    assert [author.name for author in record.authors] == [
        "Ying Sheng", "Bin van Dam", "Plato", "A Name",
    ]  # fmt: skip
    assert str(record.date) == "2023-07-03"
    assert record.venue
    assert record.venue.name.endswith("International Conference on Machine Learning")
    assert record.ids == (external("pmlr:v202/sheng23a"), external("openreview:RRntzKrBTp"))
    assert (record.abstract, record.url, record.request) == ("We flex.", PMLR, POST)
    assert record.pdf == "https://proceedings.mlr.press/v202/sheng23a/sheng23a.pdf"
    assert dict(record.provenance)["authors"] == "front matter"


@pytest.mark.parametrize(
    ("pages", "outcome"),
    [
        ({PMLR: 403}, "withheld"),
        ({PMLR: 404, TREE: LISTING}, "absent"),
        ({PMLR: 403, TREE: tree("2023-07-03-other23a.md")}, "withheld"),
        ({PMLR: 503, TREE: CUT_LISTING, POST: FRONT}, "temporary"),
        ({PMLR: 403, TREE: "no json", POST: FRONT}, "withheld"),
        ({PMLR: 403, TREE: '{"message": "rate"}', POST: FRONT}, "withheld"),
        ({PMLR: 403, TREE: LISTING, POST: "---\nauthor: []\n---\n"}, "withheld"),
    ],
)  # fmt: skip
def test_where_that_fails_too_it_is_the_pages_failure(pages: dict[str, Any], outcome: str) -> None:
    answer = ask(pages, "pmlr:v202/sheng23a")
    assert (answer.outcome, answer.record) == (outcome, None)
    assert answer.reason
    assert "sheng23a" in answer.reason


def test_a_volume_is_listed_once() -> None:
    source, site = proceedings(), Pages({TREE: LISTING, POST: FRONT})
    for _ in range(3):
        (answer,) = answers(source, site, subject("pmlr:v202/sheng23a"))
        assert answer.record
    assert site.urls.count(TREE) == 1


def test_no_other_site_has_that_road() -> None:
    site = Pages({})
    (answer,) = answers(proceedings(), site, subject(f"neurips:2020/{HASH}"))
    assert answer.outcome == "absent"
    assert site.urls == [NEURIPS]


def test_manners() -> None:
    assert {host.interval for host in PROCEEDINGS.hosts} == {3.0}
    names = {host.name for host in PROCEEDINGS.hosts}
    for text in ("mlsys:2023/" + HASH, "neurips:2021/" + HASH + "-round1", "pmlr:v1/a10a"):
        url = external(text).url
        assert url
        assert url.split("/")[2] in names
