"""The recorded pages and BibTeX of ../shared, where they are, read as what they are."""

import csv
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from answering_pages import Pages, metas
from answering_site import answers, external, subject
from left_out import SHARED

from papergraph.domain.ids import read_url
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Record
from papergraph.formats.bibtex import parse_bibtex
from papergraph.formats.dates import read_date
from papergraph.formats.html import decode, read_html
from papergraph.sources.citation_tags import read_facts
from papergraph.sources.pmlr import read_front_matter
from papergraph.sources.proceedings import PROCEEDINGS
from papergraph.sources.saved import read_saved, saved_references
from papergraph.sources.usenix import USENIX
from papergraph.sources.usenix_page import read_usenix, usenix_id

UPSTREAM = SHARED / "upstream"
BIBTEX = sorted(UPSTREAM.glob("*/*.bib"))
GOYAL = "https://www.usenix.org/conference/nsdi22/presentation/goyal"
GOYAL_AUTHORS = [
    "Prateesh Goyal",
    "Preey Shah",
    "Kevin Zhao",
    "Georgios Nikolaidis",
    "Mohammad Alizadeh",
    "Thomas E. Anderson",
]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there"),
]


def recorded(path: str) -> bytes:
    return (UPSTREAM / path).read_bytes()


def works() -> Iterator[dict[str, Any]]:
    with (SHARED / "dataset/papers.jsonl").open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def told_titles() -> dict[str, str]:
    """File name -> the title that the index of the recordings gives for it."""
    index = (UPSTREAM / "INDEX.md").read_text(encoding="utf-8")
    found = re.findall(r"`usenix/(bibtex_\d+\.bib)` \|.*?\| BibTeX export: (.*?) \|", index)
    return dict(found)


def test_a_page_of_usenix_through_its_source() -> None:
    site = Pages({GOYAL: recorded("usenix/presentation_nsdi22_goyal.html")})
    (answer,) = answers(USENIX, site, subject("usenix:nsdi22/goyal", "Backpressure Flow Control"))
    record = answer.record
    assert record
    assert (record.title, answer.reason) == ("Backpressure Flow Control", None)
    assert [author.name for author in record.authors] == GOYAL_AUTHORS
    assert str(record.date) == "2022-04"
    assert record.venue
    assert record.venue.name.endswith("(NSDI 22)")
    assert record.pdf == "https://www.usenix.org/system/files/nsdi22-paper-goyal.pdf"
    assert record.abstract
    assert record.abstract.startswith("Effective congestion control")
    assert record.abstract.endswith("for long flows.")
    assert ("video", "youtube:3q2IyEGKyNo") in record.provenance
    assert record.ids == (external("usenix:nsdi22/goyal"),)


@pytest.mark.parametrize("left_out", [r'<meta name="citation_[^>]*>', r'class="bibtex-text-entry'])
def test_that_page_by_each_of_its_fallbacks(left_out: str) -> None:
    text = recorded("usenix/presentation_nsdi22_goyal.html").decode()
    tags = re.sub(r'<meta name="citation_[^>]*>', "", text)
    facts = read_usenix(read_html(re.sub(left_out, "", tags).encode()), GOYAL)
    assert facts.title == "Backpressure Flow Control"
    assert [author.name for author in facts.authors] == GOYAL_AUTHORS
    assert facts.pdf == "https://www.usenix.org/system/files/nsdi22-paper-goyal.pdf"


@pytest.mark.parametrize(
    ("page", "title", "authors"),
    [
        ("usenixsecurity26/presentation/hu-zhenkai", "Ajax: Fast Threshold Fully Homomorphic "
         "Encryption without Noise Flooding", ["Zhenkai Hu", "Haofei Liang", "Xiao Wang"]),
        ("usenixsecurity26/presentation/li-zhihao", "BatchBoot: Fast Batched Bootstrapping for "
         "TFHE scheme", ["Zhihao Li", "Yuan Zhao", "Lichun Li", "Jiaxing He", "Changzheng Wei",
                         "Ying Yan", "Lifeng Guo"]),
        ("usenixsecurity16/technical-sessions/presentation/razavi", "Flip Feng Shui: Hammering a "
         "Needle in the Software Stack", ["Kaveh Razavi", "Ben Gras", "Erik Bosman"]),
        ("usenixsecurity16/technical-sessions/presentation/other", None, []),
    ],
)  # fmt: skip
def test_papers_of_a_programme(page: str, title: str | None, authors: list[str]) -> None:
    programme = read_html(recorded("usenix/technical_sessions_snippet.html"))
    facts = read_usenix(programme, f"https://www.usenix.org/conference/{page}")
    assert facts.title == title
    assert [author.name for author in facts.authors] == authors


def test_a_wall_names_no_paper() -> None:
    wall = read_html(recorded("usenix/cloudflare_403_partial.html"))
    assert read_usenix(wall, GOYAL).title is None
    assert usenix_id(wall) is None


@pytest.mark.parametrize("path", BIBTEX, ids=lambda path: path.name)
def test_every_entry_of_the_recorded_bibtex_is_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    entries = parse_bibtex(text)
    assert len(entries) == len(re.findall(r"^\s*@(?!Comment)\w+\s*\{", text, re.MULTILINE)) > 0
    for entry in entries:
        assert entry.fields["title"]
        assert not re.search(r"[{}\\]", entry.fields["title"])
        assert entry.date
        assert all(re.search(r"\w", name) and "," not in name for name in entry.authors)
    records = read_saved(path.read_bytes(), path.name)
    assert len(records) == len(entries)


def test_bibtex_of_usenix_says_what_the_index_and_the_dataset_say() -> None:
    titles = told_titles()
    assert len(titles) == len([path for path in BIBTEX if path.parent.name == "usenix"]) == 29
    known = {normal_title(title): work for work in works() for title in (work["title"],)}
    met = 0
    for name, title in titles.items():
        (entry,) = parse_bibtex(recorded(f"usenix/{name}").decode())
        assert normal_title(entry.fields["title"]) == normal_title(title)
        page = read_url(entry.fields["url"])
        assert page
        assert page.scheme in ("usenix", "url")
        work = known.get(normal_title(title))
        # Second nodes of one paper (Zeus, Bamboo, TopoOpt) bear no authors.
        if work is None or not entry.authors:
            continue
        met += 1
        if work["authors"]:
            assert len(entry.authors) == len(work["authors"])
        if work["venue"] and "USENIX" in work["venue"] and entry.date:
            assert entry.date.year == work["year"]
    assert met >= 15


def test_slugs_that_bibtex_escapes_become_addresses_again() -> None:
    escaped = []
    with (UPSTREAM / "usenix/pdf_links.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            (entry,) = parse_bibtex(f"@misc{{{row['usenix_id']}, url = {{{row['page_url']}}}}}")
            if "\\" not in row["page_url"]:
                assert entry.fields["url"] == row["page_url"]
            else:
                escaped.append(entry.fields["url"])
    assert len(escaped) == 9
    assert all(read_url(url) and not re.search(r"[\\{}]", url) for url in escaped)


def test_a_page_of_acm_that_was_saved() -> None:
    data = recorded("acm/doi_page_3375627.3375832.html")
    (record,) = read_saved(data, "acm.html")
    assert record.source == "acm-page"
    assert record.title == "Diversity and Inclusion Metrics in Subset Selection"
    assert [author.name for author in record.authors] == [
        "Margaret Mitchell",
        "Dylan Baker",
        "Nyalleng Moorosi",
        "Emily Denton",
        "Ben Hutchinson",
        "Alex Hanna",
        "Timnit Gebru",
        "Jamie Morgenstern",
    ]
    assert record.ids == (external("doi:10.1145/3375627.3375832"),)
    assert str(record.date) == "2020-02"
    assert record.venue
    assert record.venue.name.startswith("AIES '20")
    assert record.abstract
    references = saved_references(data, "acm.html")
    assert len(references) == 37
    assert not any("Google Scholar" in reference.text for reference in references)
    assert sum(reference.title is not None for reference in references) >= 35
    assert references[7].title == "How to be fair and diverse?"
    assert external("arxiv:1610.07183") in references[7].ids


def test_a_page_of_ieee_that_was_saved() -> None:
    (record,) = read_saved(recorded("ieee/document_page.html"), "ieee.html")
    assert record.source == "ieee-page"
    assert record.title == (
        "Computing the α-channel with probabilistic segmentation for image colorization"
    )
    assert [author.name for author in record.authors] == [
        "Oscar Dalmau-Cedeno",
        "Mariano Rivera",
        "Pedro P. Mayorga",
    ]
    assert record.ids == (external("doi:10.1109/iccv.2007.4409120"), external("ieee:4409120"))
    assert str(record.date) == "2007-10"


def test_a_page_of_neurips_through_its_source() -> None:
    text = "neurips:1988/006f52e9102a8d3be2fe5614f42ba989"
    page = recorded("neurips/abstract_page_1988.html")
    url = external(text).url
    assert url
    (answer,) = answers(PROCEEDINGS, Pages({url: page}), subject(text))
    record = answer.record
    assert record
    assert record.title == "Neural Control of Sensory Acquisition: The Vestibulo-Ocular Reflex"
    assert [author.name for author in record.authors] == [
        "Michael Paulin",
        "Mark Nelson",
        "James Bower",
    ]
    assert (str(record.date), record.ids) == ("1988", (external(text),))
    assert record.abstract
    assert record.abstract.startswith("We present a new hypothesis")
    assert record.abstract.endswith("test this hypothesis.")
    (saved,) = read_saved(page, "neurips.html")
    assert saved.ids == record.ids  # by the file that it names


@pytest.mark.parametrize(
    ("path", "title", "authors", "first", "note"),
    [
        ("pmlr/v202_sheng23a.md", "FlexGen", 10, "Ying Sheng", "openreview:RRntzKrBTp"),
        ("pmlr/v162_rajbhandari22a.md", "DeepSpeed-MoE", 8, "Samyam Rajbhandari", None),
    ],
)
def test_front_matter_of_pmlr(
    path: str, title: str, authors: int, first: str, note: str | None
) -> None:
    facts = read_front_matter(decode(recorded(path)))
    assert facts.title
    assert facts.title.partition(":")[0] == title
    assert (len(facts.authors), facts.authors[0].name) == (authors, first)
    assert [str(one) for one in facts.ids] == ([note] if note else [])
    assert facts.date
    assert facts.date.day
    assert facts.venue
    assert facts.venue.endswith("International Conference on Machine Learning")
    assert facts.pdf
    assert facts.pdf.endswith(".pdf")
    assert facts.abstract


def facts_of(*sites: str) -> list[Any]:
    """What Zotero's tests expect of pages of these sites; no page of them is recorded."""
    if not SHARED.is_dir():
        return []
    items = json.loads((UPSTREAM / "facts/zotero_expected_items.json").read_text(encoding="utf-8"))
    return [
        pytest.param(item["page_url"], item["expected"], id=item["page_url"][8:70])
        for item in items
        if item["site"] in sites
    ]


def check(record: Record | None, expected: dict[str, Any]) -> None:
    assert record
    assert record.title == expected["title"]
    assert [author.name for author in record.authors] == expected["authors"]
    date = read_date(expected["date"])
    assert record.date == date
    venue = expected.get("proceedingsTitle") or expected.get("publicationTitle")
    assert (record.venue.name if record.venue else None) == venue
    if "DOI" in expected:
        assert external(f"doi:{expected['DOI']}") in record.ids


def turned(name: str) -> str:
    """The name as "Last, First"."""
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else family


@pytest.mark.parametrize(
    ("url", "expected"),
    facts_of(
        "USENIX", "Neural Information Processing Systems", "Journal of Machine Learning Research"
    ),
)
def test_pages_made_with_tags_from_the_facts_of_real_ones(
    url: str, expected: dict[str, Any]
) -> None:
    site = read_url(url)
    assert site
    venue = expected.get("proceedingsTitle") or expected.get("publicationTitle")
    last_first = site.scheme in ("neurips", "cvf")
    tags = [("citation_title", html.escape(expected["title"]))]
    for name in expected["authors"]:
        tags.append(("citation_author", turned(name) if last_first else name))
    tags.append(("citation_publication_date", expected["date"].replace("-", "/")))
    if venue:
        tags.append(("citation_conference_title", venue))
    facts = read_facts(read_html(metas(*tags).encode()), url)
    check(facts.record("made"), expected)


@pytest.mark.parametrize(("url", "expected"), facts_of("IEEE Xplore"))
def test_pages_of_ieee_made_from_the_facts_of_real_ones(url: str, expected: dict[str, Any]) -> None:
    number = read_url(url)
    assert number
    metadata = {
        "title": expected["title"],
        "authors": [{"name": name} for name in expected["authors"]],
        "publicationTitle": expected.get("proceedingsTitle") or expected.get("publicationTitle"),
        "publicationDate": expected["date"],
        "doi": expected["DOI"],
        "articleNumber": number.value,
    }
    script = f"<script>xplGlobal.document.metadata={json.dumps(metadata)};</script>"
    (record,) = read_saved(f"<!doctype html><head>{script}".encode(), "made.html")
    check(record, expected)
    assert number in record.ids


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize(("url", "expected"), facts_of("ACM Digital Library"))
def test_pages_of_acm_made_from_the_facts_of_real_ones(
    url: str, expected: dict[str, Any], new: bool
) -> None:
    title = html.escape(expected["title"])
    venue = expected.get("proceedingsTitle") or expected.get("publicationTitle") or ""
    if new:
        people = "".join(
            f'<span property="author"><span property="givenName">{name.rpartition(" ")[0]}</span>'
            f' <span property="familyName">{name.rpartition(" ")[2]}</span></span>'
            for name in expected["authors"]
        )
        body = (
            f'<h1 property="name">{title}</h1>{people}<div property="isPartOf">'
            f'<span property="name">{venue}</span></div>'
            f'<span property="datePublished">{expected["date"]}</span>'
        )
    else:
        people = "".join(
            f'<li><span class="loa__author-name">{name}</span></li>' for name in expected["authors"]
        )
        body = (
            f'<h1 class="citation__title">{title}</h1><ul>{people}</ul>'
            f'<span class="epub-section__title">{venue}</span>'
            f'<span class="epub-section__date">{expected["date"]}</span>'
        )
    page = f'<!doctype html><link rel="canonical" href="{url}"><body>{body}'
    (record,) = read_saved(page.encode(), "made.html")
    assert record.source == "acm-page"
    check(record, expected)
