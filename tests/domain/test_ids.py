"""Ids read off links, rendered back, and compared."""

import csv
import doctest
from pathlib import Path

import pytest

import papergraph.domain.ids.addresses
import papergraph.domain.ids.external
import papergraph.domain.ids.reading
from papergraph.domain.ids import ExternalId, canonical_url, read_id, read_url
from papergraph.domain.ids.external import SCHEMES

with (Path(__file__).parent / "ids.csv").open(encoding="utf-8", newline="") as _file:
    FORMS = [(row["url"], row["id"], row["link"]) for row in csv.DictReader(_file)]

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.mark.parametrize(("url", "written", "link"), FORMS)
def test_a_link_gives_its_id_and_the_id_a_link(url: str, written: str, link: str) -> None:
    found = read_url(url)
    assert str(found) == written
    assert found is not None
    assert found.url == link
    assert read_url(link) == found
    assert read_id(written) == found
    assert read_id(url) == found


def test_the_table_has_forms_of_every_scheme() -> None:
    assert {written.partition(":")[0] for _, written, _ in FORMS} == set(SCHEMES)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "#top", "mailto:a@example.org", "javascript:alert(1)", "ftp://example.org/x"),
        *("papers/x.pdf", "/papers/x.pdf", "../x.pdf", "README.md", "data:text/html,x"),
        *("http://", "https:///", "http://a b/c", "http://[1/", "http://x:99999/", "http://..."),
        *("http://1.2.3/x", "http://exa%2Fmple.org/", "http://\ud800.org/", "http://a..b/"),
    ],
)
def test_what_is_no_web_address_gives_nothing(text: str) -> None:
    assert read_url(text) is None
    assert canonical_url(text) is None


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://example.org", "https://example.org"),
        ("HTTPS://WWW.Example.ORG:443/", "https://example.org"),
        ("http://example.org:80/a/", "https://example.org/a"),
        ("http://example.org:8080/a", "https://example.org:8080/a"),
        ("//example.org/a", "https://example.org/a"),
        ("www.example.org/a", "https://example.org/a"),
        ("https://https://example.org/a", "https://example.org/a"),
        ("https://example.org/a/index.html", "https://example.org/a"),
        ("https://example.org/a/index.html/", "https://example.org/a"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        (
            "https://example.org/a?utm_source=x&id=1&fbclid=y&gclid=z&ref=w",
            "https://example.org/a?id=1",
        ),
        ("https://example.org/?", "https://example.org"),
        ("https://example.org?q=1", "https://example.org/?q=1"),
        ("https://example.org/a#b?c", "https://example.org/a"),
        ("https://example.org/%7euser/%c3%a9", "https://example.org/~user/%C3%A9"),
        ("https://example.org/~user/é", "https://example.org/~user/%C3%A9"),
        ("https://example.org/100%/x%2", "https://example.org/100%25/x%252"),
        ("https://example.org/a%2Fb", "https://example.org/a%2Fb"),
        ("https://example.org/a b%20", "https://example.org/a%20b"),
        ("https://example.org/Foo_(bar)", "https://example.org/Foo_(bar)"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://xn--bcher-kva.example/x", "https://xn--bcher-kva.example/x"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("http://[2001:DB8::1]:80/a", "https://[2001:db8::1]/a"),
        ("\u200b https://exam\nple.org/a\ufeff ", "https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("https:\\\\example.org\\a", "https://example.org/a"),
    ],
)
def test_equal_addresses_have_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert str(read_url(url)) == f"url:{canonical}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a?id=1", "https://example.org/a?id=2"),
        ("https://example.org/a", "https://a.example.org/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org:8080/a", "https://example.org/a"),
        (
            "https://openreview.net/forum?id=mZn2Xyh9Ec",
            "https://openreview.net/forum?id=mzn2xyh9ec",
        ),
    ],
)
def test_what_changes_the_page_changes_the_id(one: str, other: str) -> None:
    assert read_url(one) != read_url(other)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("10.1145/3600006.3613165", "doi:10.1145/3600006.3613165"),
        ("10.1145/3600006.3613165.", "doi:10.1145/3600006.3613165"),
        ("10.1145%2F3600006.3613165", "doi:10.1145/3600006.3613165"),
        ("doi:10.1145/3600006.3613165", "doi:10.1145/3600006.3613165"),
        ("DOI: 10.1145/3600006.3613165", "doi:10.1145/3600006.3613165"),
        ("DOI 10.1145/3600006.3613165\u200b", "doi:10.1145/3600006.3613165"),
        ("doi: https://doi.org/10.1145/3600006.3613165", "doi:10.1145/3600006.3613165"),
        ("doi:10.48550/arXiv.2309.06180", "arxiv:2309.06180"),
        ("10.5555/3295222.3295349", "doi:10.5555/3295222.3295349"),
        ("arXiv:2309.06180v2", "arxiv:2309.06180v2"),
        ("arXiv: 2309.06180 [cs.LG]", "arxiv:2309.06180"),
        ("arXiv 2309.06180", "arxiv:2309.06180"),
        ("2309.06180", "arxiv:2309.06180"),
        ("0704.0156", "arxiv:0704.0156"),
        ("quant-ph/0201082v1", "arxiv:quant-ph/0201082v1"),
        ("math.GT/0309136", "arxiv:math/0309136"),
        ("arxiv.org/abs/2309.06180", "arxiv:2309.06180"),
        ("usenix.org/conference/osdi22/presentation/yu", "usenix:osdi22/yu"),
        ("USENIX:osdi22/yu", "usenix:osdi22/yu"),
        ("openreview:B1ckMDqlg", "openreview:B1ckMDqlg"),
        (
            "s2:204E3073870FAE3D05BCBC2F6A8E263D9B72E776",
            "s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776",
        ),
        ("CorpusID:13756489", "s2:CorpusId:13756489"),
        ("W2741809807", "openalex:W2741809807"),
        ("url:http://www.example.org/a/", "url:https://example.org/a"),
        ("www.example.org/a", "url:https://example.org/a"),
    ],
)
def test_a_person_types_ids_in_many_ways(text: str, written: str) -> None:
    assert str(read_id(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        *("", "Attention Is All You Need", "PagedAttention: a title with a colon", "doi: an essay"),
        *(
            "URL: the story of a name",
            "arXiv: a history",
            "W24",
            "Web",
            "README.md",
            "papers/x.pdf",
        ),
        *("cse585@F24", "uiuc/cs598", "3.14159", "usenix:osdi22", "doi:11.1145/x", "10.1145/"),
        *("2313.06180", "2300.06180", "0701.0001", "2309.6180", "0704.01561", "hep-th/9913001"),
        *("2309.06180v0", "10.1145/a/../b", "s2:xyz", "ieee:", "youtube:short", "nosuch:thing"),
    ],
)
def test_other_text_is_no_id(text: str) -> None:
    assert read_id(text) is None


def test_an_address_too_long_to_be_asked_for_is_none() -> None:
    longest = "https://example.org/".ljust(8192, "a")
    assert canonical_url(longest) == longest
    assert canonical_url(longest + "a") is None
    assert canonical_url("https://example.org/" + "é" * 2000) is None


def test_versions_are_told_apart_from_the_paper() -> None:
    versioned = ExternalId("arxiv", "2309.06180v2")
    assert (versioned.base, versioned.version) == (ExternalId("arxiv", "2309.06180"), 2)
    assert ExternalId("arxiv", "quant-ph/0201082v1").base.value == "quant-ph/0201082"
    for other in (ExternalId("arxiv", "2309.06180"), ExternalId("usenix", "osdi22/v1")):
        assert other.base == other
        assert other.version is None


@pytest.mark.parametrize(
    ("written", "manifestation"),
    [
        ("arxiv:2309.06180", "preprint"),
        ("doi:10.1101/2020.01.30.927871", "preprint"),
        ("doi:10.1101/gr.123456", "published"),
        ("doi:10.21203/rs.3.rs-1/v1", "preprint"),
        ("doi:10.1145/3600006.3613165", "published"),
        ("doi:10.5555/3295222.3295349", "published"),
        ("usenix:osdi22/yu", "published"),
        ("openreview:B1ckMDqlg", "published"),
        ("acl:N19-1423", "published"),
        ("s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776", "copy"),
        ("openalex:W2741809807", "copy"),
        ("youtube:7xTGNNLPyMI", "copy"),
        ("url:https://example.org/a.pdf", "copy"),
        ("nosuch:thing", "copy"),
    ],
)
def test_ids_say_what_they_stand_for(written: str, manifestation: str) -> None:
    scheme, _, value = written.partition(":")
    assert ExternalId(scheme, value).manifestation == manifestation


def test_pseudo_dois_lead_to_acm_and_not_to_the_resolver() -> None:
    pseudo = ExternalId("doi", "10.5555/3295222.3295349")
    real = ExternalId("doi", "10.1145/3600006.3613165")
    assert pseudo.is_pseudo
    assert pseudo.url == "https://dl.acm.org/doi/10.5555/3295222.3295349"
    assert not real.is_pseudo
    assert not ExternalId("url", "10.5555/1").is_pseudo


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        *(
            ("url", "javascript:alert(1)"),
            ("url", "mailto:a@example.org"),
            ("nosuch", "https://x.org"),
        ),
        *(("doi", "nonsense"), ("usenix", '"><script>'), ("arxiv", "../../evil"), ("cvf", "")),
    ],
)
def test_an_id_that_no_registry_gives_has_no_link(scheme: str, value: str) -> None:
    assert ExternalId(scheme, value).url is None


def test_ids_sort_by_scheme_and_value() -> None:
    ids = [ExternalId("doi", "10.1145/2"), ExternalId("arxiv", "2"), ExternalId("doi", "10.1145/1")]
    assert [str(external) for external in sorted(ids)] == [
        "arxiv:2",
        "doi:10.1145/1",
        "doi:10.1145/2",
    ]


@pytest.mark.parametrize(
    "module",
    [
        papergraph.domain.ids.addresses,
        papergraph.domain.ids.external,
        papergraph.domain.ids.reading,
    ],
)
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted
    assert not result.failed


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_usenix_files_lie_where_their_names_say() -> None:
    table = SHARED / "upstream" / "usenix" / "pdf_links.tsv"
    right = wrong = 0
    pages: dict[ExternalId, set[str]] = {}
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        _, page, *files = line.split("\t")
        meant = read_url(page)
        for file in " ".join(files).split():
            found = read_url(file)
            if meant and found and meant.scheme == found.scheme == "usenix":
                pages.setdefault(found, set()).add(file)
                right += found == meant
                wrong += found != meant
    assert right > 2000
    assert wrong / (right + wrong) < 0.035
    # Two files may be two papers ("yi.pdf", "yi_1.pdf"), so never two under one id.
    assert [found for found, files in pages.items() if len(files) > 1] == []


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_no_two_works_of_the_data_set_share_an_id() -> None:
    means: dict[ExternalId, str] = {}
    with (SHARED / "dataset" / "identity.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if found := read_url(row["raw_url"]):
                assert means.setdefault(found.base, row["paper_key"]) == row["paper_key"]
    assert len(means) > 100
