"""Files that a person saved: BibTeX, and pages in the shapes of ACM's and IEEE's sites."""

import json

import pytest
from answering_pages import metas
from hypothesis import given
from hypothesis import strategies as st

from papergraph.domain.works import Record
from papergraph.errors import InputError
from papergraph.sources.saved import read_saved, saved_references

OLD_ACM = """<!DOCTYPE html><html><head><title>Orca | Proceedings</title>
<meta name="pbContext" content=";article:article:doi\\:10.1145/3375627.3375832;wgroup:string:ACM">
<meta property="og:url" content="https://dl.acm.org/doi/abs/10.1145/3375627.3375832"></head><body>
<div class="citation"><h1 class="citation__title">Orca: A <i>Metric</i></h1>
<ul><li class="loa__item"><span class="loa__author-name"><img alt="x">Ann Lee</span></li>
<li class="loa__item"><span class="loa__author-name">Bo Chen</span></li></ul>
<div class="issue-item__detail"><span class="epub-section__title">AIES '20: Proceedings</span>
<span class="epub-section__date">February 2020 </span></div></div>
<a href="/doi/pdf/10.1145/3375627.3375832">PDF</a>
<div class="abstractSection abstractInFull"><p>We measure.</p></div>
<ol><li class="&#xA; references__item&#xA; "><span class="references__note">Ann Lee and
Bo Chen. 2016. A First Title of a Paper. In Proceedings of X.<span class="references__suffix">
<a href="x">Google Scholar</a></span></span></li>
<li class="references__item"><span class="references__note">Cy Dam. 2017. A Second Title. arXiv
preprint arXiv:1704.06840.</span></li></ol>
<div class="pill"><span class="loa__author-name">Ann Lee</span></div></body></html>"""

NEW_ACM = """<!DOCTYPE html><html><head><title>Orca</title>
<link rel="canonical" href="https://dl.acm.org/doi/10.1145/3600006.3613165"></head><body>
<h1 property="name">Efficient Memory</h1>
<div class="core-published">Published: <span class="core-date-published">
<span property="datePublished">23 October 2023</span></span></div>
<div class="contributors"><span property="author" typeof="Person"><a href="#"><span
property="givenName">Woosuk</span> <span property="familyName">Kwon</span></a></span>,
<span property="author"><span property="givenName">Zhuohan</span> <span
property="familyName">Li</span></span></div>
<div property="isPartOf"><span property="name">SOSP '23</span></div>
<section id="abstract"><h2>Abstract</h2><div role="paragraph">We page.</div></section>
<section id="bibliography"><div role="list"><div role="listitem"><div class="citation">
<div class="citation-content">Ann Lee. 2016. A First Title of a Paper. In Proceedings of X.</div>
<div class="external-links"><a>Google Scholar</a></div></div></div></div></section></body></html>"""

METADATA = {
    "title": "Computing the α-channel",
    "authors": [{"name": "Ann Lee", "firstName": "Ann"}, {"name": "Bo Chen"}, {"id": 7}],
    "doi": "10.1109/ICCV.2007.4409120",
    "articleNumber": "4409120",
    "publicationTitle": "2007 IEEE 11th International Conference on Computer Vision",
    "publicationDate": "Oct. 2007",
    "publicationYear": "2007",
    "abstract": "We <i>colour</i>.",
}


def ieee(metadata: object, prefix: str = "global") -> str:
    return (
        "<!DOCTYPE html><html><head><script>var x = {};\n"
        f"xplGlobal.{prefix}.document.metadata={json.dumps(metadata)};\nmore();</script></head></html>"
    )


def read(text: str) -> Record:
    (record,) = read_saved(text.encode(), "page.html")
    return record


def names(record: Record) -> list[str]:
    return [author.name for author in record.authors]


def ids(record: Record) -> list[str]:
    return [str(external) for external in record.ids]


def test_the_older_pages_of_acm() -> None:
    record = read(OLD_ACM)
    assert (record.source, record.title, record.kind) == ("acm-page", "Orca: A Metric", "paper")
    assert names(record) == ["Ann Lee", "Bo Chen"]
    assert ids(record) == ["doi:10.1145/3375627.3375832"]
    assert str(record.date) == "2020-02"
    assert record.venue
    assert record.venue.name == "AIES '20: Proceedings"
    assert record.abstract == "We measure."
    assert record.pdf is None  # programs may not fetch it there


def test_the_newer_pages_of_acm() -> None:
    record = read(NEW_ACM)
    assert (record.source, record.title) == ("acm-page", "Efficient Memory")
    assert names(record) == ["Woosuk Kwon", "Zhuohan Li"]
    assert ids(record) == ["doi:10.1145/3600006.3613165"]
    assert str(record.date) == "2023-10-23"
    assert record.venue
    assert record.venue.name == "SOSP '23"
    assert record.abstract == "We page."


@pytest.mark.parametrize(("page", "count"), [(OLD_ACM, 2), (NEW_ACM, 1)])
def test_the_references_of_acm(page: str, count: int) -> None:
    references = saved_references(page.encode(), "page.html")
    assert len(references) == count
    assert references[0].title == "A First Title of a Paper"
    assert "Google" not in references[0].text
    assert [str(external) for external in references[-1].ids] == (
        ["arxiv:1704.06840"] if count == 2 else []
    )


def test_other_files_show_no_references() -> None:
    assert saved_references(ieee(METADATA).encode(), "a.html") == ()
    assert saved_references(b"@misc{k, title={T}}", "a.bib") == ()


@pytest.mark.parametrize("prefix", ["global", "other"])
def test_a_page_of_ieee(prefix: str) -> None:
    record = read(ieee(METADATA, prefix))
    assert (record.source, record.title) == ("ieee-page", "Computing the α-channel")
    assert names(record) == ["Ann Lee", "Bo Chen"]
    assert ids(record) == ["doi:10.1109/iccv.2007.4409120", "ieee:4409120"]
    assert str(record.date) == "2007-10"
    assert record.venue
    assert record.venue.name == METADATA["publicationTitle"]
    assert record.abstract == "We colour."


@pytest.mark.parametrize(
    "metadata", [{}, {"title": 7}, {"title": " "}, {"authors": "x"}, {"title": []}]
)
def test_a_page_of_ieee_without_a_title_is_none(metadata: object) -> None:
    with pytest.raises(InputError):
        read(ieee(metadata))


def test_a_page_of_usenix_by_the_address_in_its_bibtex() -> None:
    url = "https://www.usenix.org/conference/osdi22/presentation/yu"
    entry = (
        f'<div class="bibtex-text-entry">@inproceedings {{1,<br />title = {{Orca}},<br />\n'
        f"url = {{{url}}},<br />}}</div>"
    )
    record = read(metas(("citation_title", "Orca: A System"), body=entry))
    assert (record.source, record.title, record.url) == ("saved-page", "Orca: A System", url)
    assert ids(record) == ["usenix:osdi22/yu"]


def test_any_page_with_tags_of_a_paper() -> None:
    pdf = "https://proceedings.mlsys.org/paper_files/paper/2023/file/{}-Paper-mlsys2023.pdf"
    digest = "3e3eec95971350490e37a076fdc100ad"
    tags = ("citation_title", "GiPH"), ("citation_pdf_url", pdf.format(digest))
    assert ids(read(metas(*tags))) == [f"mlsys:2023/{digest}"]
    saved = "<!doctype html><!-- saved from url=(0035)https://arxiv.org/abs/2309.06180v2 -->"
    record = read(saved + metas(("citation_title", "vLLM"), ("citation_author", "Kwon, W")))
    assert (ids(record), names(record), record.kind) == (["arxiv:2309.06180"], ["W Kwon"], "paper")


def test_a_post_that_describes_itself() -> None:
    data = json.dumps({"@type": "BlogPosting", "headline": "A Post", "author": "Ann Lee"})
    link = '<link rel="canonical" href="https://example.org/blog/post">'
    record = read(f'<html>{link}<script type="application/ld+json">{data}</script>')
    assert (record.title, record.kind, ids(record)) == (
        "A Post",
        "blog",
        ["url:https://example.org/blog/post"],
    )


BIB = r"""
@string{sosp = "Symposium on Things"}
@inproceedings{a, title={{DeepDive}: It}, author={Lee, Ann and {The Team}}, booktitle=sosp # " '23",
  year=2023, month=oct, doi={10.1145/3600006.3613165}, url={https://doi.org/10.1145/3600006.3613165}}
@article{b, title={A Preprint}, journal={arXiv preprint arXiv:2309.06180v2}, year={2023}}
@misc{c, title={Another}, eprint={2401.00001}, archivePrefix={arXiv}, url={https://example.org/all}}
@misc{d, title={A Third}, url={https://example.org/all}, note={extends arXiv:1111.11111}}
@book{e, title={A Book}, url={https://example.org/}, eprint={12345}, eprinttype={jstor}}
@phdthesis{f, title={A Thesis}, doi={no doi}}
@online{g, title={A Post}, url={https://example.org/blog/x}}
@misc{h, note={no title}}
"""


def test_entries_of_bibtex() -> None:
    records = read_saved(BIB.encode(), "all.bib")
    assert {record.source for record in records} == {"bibtex"}
    assert [(record.title, ids(record), record.kind) for record in records] == [
        ("DeepDive: It", ["doi:10.1145/3600006.3613165"], "paper"),
        ("A Preprint", ["arxiv:2309.06180"], "paper"),
        # Two entries with one address: it is that of a page about both.
        ("Another", ["arxiv:2401.00001"], "web"),
        ("A Third", [], "web"),
        ("A Book", [], "book"),
        ("A Thesis", [], "thesis"),
        ("A Post", ["url:https://example.org/blog/x"], "blog"),
    ]
    first, second = records[:2]
    assert names(first) == ["Ann Lee", "The Team"]
    assert first.venue
    assert first.venue.name == "Symposium on Things '23"
    assert str(first.date) == "2023-10"
    assert second.venue is None  # a preprint server is no venue


def test_bibtex_that_quotes_a_page() -> None:
    (record,) = read_saved(b"@misc{k, title={T}, note={<html><title>x</title>}}", "a.txt")
    assert record.title == "T"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no work was found"),
        (b"some words", "no work was found"),
        (b"@misc{k, note={no title}}", "no work was found"),
        (b"<!doctype html><title>Just a page</title>", "no work was found"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04...", "an archive"),
        (b"From: <Saved by Blink>\r\n", "an archive"),
        (b"\x00" * 2000, "no work was found"),
    ],
)
def test_a_file_without_a_work_is_named_with_what_was_looked_for(data: bytes, what: str) -> None:
    with pytest.raises(InputError) as caught:
        read_saved(data, "my file.html")
    assert caught.value.message.startswith("my file.html: ")
    assert what in caught.value.message
    assert caught.value.hint


@given(
    st.sampled_from([OLD_ACM, NEW_ACM, ieee(METADATA), BIB]),
    st.floats(0, 1),
    st.floats(0, 1),
    st.binary(max_size=20),
)
def test_a_mangled_file_is_read_or_refused(
    text: str, start: float, length: float, junk: bytes
) -> None:
    data = text.encode()
    cut = int(start * len(data))
    data = data[:cut] + junk + data[cut + int(length * 200) :]
    check(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for prefix in (b"", b"<html>", b"@misc{"):
        check(prefix + data)


def check(data: bytes) -> None:
    """Nothing where a file is refused by our own error, or read into records with titles."""
    try:
        records = read_saved(data, "f")
    except InputError:
        return
    assert records
    assert all(record.title.strip() and record.digest for record in records)
    assert all(reference.text for reference in saved_references(data, "f"))
